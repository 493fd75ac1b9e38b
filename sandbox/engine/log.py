"""The event log: which events still count, going back, and rebuilding everything from the log.

Going back never removes an event. It appends one, puts rows, facts and clock back by applying the undone events'
changes in reverse, and remembers the range in `Workspace.undone`: [[low, high], …], the seqs strictly between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from sandbox.definition.loader import platform_of
from sandbox.engine import picture, seats, sentences
from sandbox.engine.desk import Desk, save_rows
from sandbox.engine.outcome import Outcome, Refusal
from sandbox.engine.perform import refuse
from sandbox.engine.rows import RecordView, canonical, of_base, of_overlay, overlay_row
from sandbox.models import BaseRecord, Event, OverlayRow, Workspace

#: Kinds that change something, or say something to be judged. A refusal changes nothing; a rewind is bookkeeping.
COUNTING = (
    Event.Kind.ACTION,
    Event.Kind.COLLEAGUE,
    Event.Kind.TIME,
    Event.Kind.SEAT,
    Event.Kind.SEARCH,
    Event.Kind.ANSWER,
)
_CHUNK = 50  # read at a time: plans name records that an event did not touch, and a query cannot tell them apart
_MOST_RANGES = 100  # the widest ones are left to the database, whose expressions have an end (SQLite: 1,000 deep)


def effective(workspace: Workspace, after: int = 0, *, light: bool = False) -> list[Event]:
    """What happened since `after` and was not undone, oldest first (1 query). `light`: not what it changed."""
    if held := picture.of(workspace):
        return [event for event in _counting(held.log, workspace.undone) if event.seq > after]
    events = _standing(workspace).filter(seq__gt=after).order_by("seq")
    if light:
        events = events.defer("changes", "values")
    return [event for event in events if not is_undone(workspace.undone, event.seq)]


def touching(workspace: Workspace, rid: int, limit: int | None) -> list[Event]:
    """The newest of the effective events that changed a record or were about it, oldest first (1 query)."""
    if held := picture.of(workspace):
        about = [event for event in _counting(held.log, workspace.undone) if _touches(event, rid)]
        return about if limit is None else about[-limit:] if limit else []
    named = Q(rid=rid) | Q(written__contains=f'"rid": {rid},')
    events = _standing(workspace).alias(written=Cast("changes", TextField())).filter(named).order_by("-seq")
    found: Iterable[Event] = (
        event
        for event in events.iterator(chunk_size=_CHUNK)
        if not is_undone(workspace.undone, event.seq) and _touches(event, rid)
    )
    return list(islice(found, limit))[::-1]


def _touches(event: Event, rid: int) -> bool:
    return event.rid == rid or any(change["rid"] == rid for change in event.changes.get("rows", []))


def _counting(log: Iterable[Event], undone: list[list[int]]) -> list[Event]:
    """Of a log in hand, the events that count."""
    return [event for event in log if event.kind in COUNTING and not is_undone(undone, event.seq)]


def _standing(workspace: Workspace) -> QuerySet[Event]:
    """The events that count, as far as a query can tell which were undone."""
    undone = Q(pk__in=[])
    for low, high in sorted(workspace.undone, key=lambda pair: pair[0] - pair[1])[:_MOST_RANGES]:
        undone |= Q(seq__gt=low, seq__lt=high)
    return Event.objects.filter(~undone, workspace=workspace, kind__in=COUNTING)


def is_undone(ranges: list[list[int]], seq: int) -> bool:
    return any(low < seq < high for low, high in ranges)


def undone_after(ranges: list[list[int]], to_seq: int, at_seq: int) -> list[list[int]]:
    """The ranges once the event `at_seq` went back to `to_seq`."""
    return [pair for pair in ranges if pair[0] < to_seq] + [[to_seq, at_seq]]


# --- going back -------------------------------------------------------------------------------------------


def rewind(desk: Desk, *, to_seq: int, request_key: str) -> Outcome:
    """Back to just after the event `to_seq` (0: the scenario's start). Saves the rows itself."""
    workspace = desk.workspace
    if not _possible(workspace, to_seq):
        refusal = Refusal("no_going_back", sentences.no_going_back())
        values = {"to": to_seq} if isinstance(to_seq, int) and abs(to_seq) < 2**62 else {}
        return refuse(desk, refusal, action="", rid=None, values=values, request_key=request_key)
    undone = effective(workspace, after=to_seq)[::-1]
    _put_back(desk, undone)
    for event in undone:
        for key, (old, _new) in event.changes.get("facts", {}).items():
            _set(desk.facts, key, old)
        desk.clock = event.changes.get("clock", [desk.clock])[0]
    desk.now = desk.clock
    desk.follow_seat()
    workspace.undone = undone_after(workspace.undone, to_seq, desk.next_seq)
    event = desk.note_event(
        Event.Kind.REWIND,
        actor=workspace.person,
        say=sentences.went_back(desk.clock),
        request_key=request_key,
        extra={"to": to_seq},
    )
    return Outcome(event, workspace)


def _possible(workspace: Workspace, to_seq: int) -> bool:
    """Moments that can be gone back to: the start, and after any event that was not undone."""
    if not isinstance(to_seq, int) or isinstance(to_seq, bool):
        return False
    return 0 <= to_seq <= workspace.last_seq and not is_undone(workspace.undone, to_seq)


def _put_back(desk: Desk, undone: list[Event]) -> None:
    changes = [change for event in undone for change in event.changes.get("rows", [])]
    stored = OverlayRow.objects.filter(workspace=desk.workspace, rid__in={change["rid"] for change in changes})
    rows = {row.rid: of_overlay(row) for row in stored}
    gone: set[int] = set()
    for change in changes:
        rid = change["rid"]
        rows[rid] = _reversed(rows[rid], change)
        (gone.add if change["was"] is None else gone.discard)(rid)
    stored.filter(rid__in=gone).delete()
    save_rows(desk, [rows[rid] for rid in sorted(rows.keys() - gone)])


def _reversed(row: RecordView, change: dict[str, Any]) -> RecordView:
    data = dict(row.data)
    for name, (old, _new) in change["set"].items():
        _set(data, name, old)
    return replace(row, data=data, state=change["state"][0] or "", version=change["was"] or 0, deleted=False)


# --- rebuilding -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overlay:
    """All that a workspace holds beyond its snapshot. Two are the same when their `canonical` texts are."""

    rows: dict[int, dict[str, Any]]
    facts: dict[str, Any]
    clock: str

    @property
    def canonical(self) -> str:
        rows = [self.rows[rid] for rid in sorted(self.rows)]
        return canonical({"rows": rows, "facts": self.facts, "clock": self.clock})


def overlay_of(workspace: Workspace) -> Overlay:
    """What is stored."""
    columns = [field.attname for field in OverlayRow._meta.fields if field.attname not in ("id", "workspace_id")]
    rows = {row.rid: {name: getattr(row, name) for name in columns} for row in picture.rows(workspace)}
    return Overlay(rows, workspace.facts, workspace.clock)


def replay(workspace: Workspace, start: Iterable[RecordView], facts: dict[str, Any], clock: str) -> Overlay:
    """The overlay from the scenario's start and the log alone."""
    return _played(workspace, whole_log(workspace), start, facts, clock)


def whole_log(workspace: Workspace) -> list[Event]:
    """Every event there is, oldest first (1 query)."""
    return list(Event.objects.filter(workspace=workspace).order_by("seq"))


def undone_in(log: Iterable[Event]) -> list[list[int]]:
    """The ranges that the rewinds of a log have undone."""
    ranges: list[list[int]] = []
    for event in log:
        if event.kind == Event.Kind.REWIND:
            ranges = undone_after(ranges, event.changes["to"], event.seq)
    return ranges


def _played(
    workspace: Workspace, log: Sequence[Event], start: Iterable[RecordView], facts: dict[str, Any], clock: str
) -> Overlay:
    counting = _counting(log, undone_in(log))
    rows = {view.rid: view for view in start}
    touched = {change["rid"] for event in counting for change in event.changes.get("rows", [])} - rows.keys()
    base = BaseRecord.objects.filter(snapshot_id=workspace.snapshot_id, rid__in=touched)
    below = {record.rid: of_base(record) for record in base}
    for event in counting:
        for change in event.changes.get("rows", []):
            row = rows.get(change["rid"]) or below.get(change["rid"])
            rows[change["rid"]] = _applied(row, change, event.seq)
        for key, (_old, new) in event.changes.get("facts", {}).items():
            _set(facts, key, new)
        clock = event.changes.get("clock", [None, clock])[1]
    platform = platform_of(workspace.snapshot)
    return Overlay({rid: overlay_row(platform, view) for rid, view in rows.items()}, facts, clock)


def as_it_stood(
    workspace: Workspace,
    log: Sequence[Event],
    start: Iterable[RecordView],
    facts: dict[str, Any],
    clock: str,
) -> Workspace:
    """The workspace at the end of `log`, the beginning of its whole log: an instance that answers from a picture.

    It is no row of the database and has a name of its own, so that nothing can be done to it, and a reader that did
    not ask `picture` would find nothing rather than the future.
    """
    platform = platform_of(workspace.snapshot)
    then = _played(workspace, log, start, facts, clock)
    person = seats.held(workspace.scenario, then.facts)
    stood = Workspace(
        snapshot=workspace.snapshot,
        scenario=workspace.scenario,
        seed=workspace.seed,
        role=seats.role_of(platform, workspace.scenario, person),
        person=person,
        clock=then.clock,
        facts=then.facts,
        last_seq=log[-1].seq if log else 0,
        undone=undone_in(log),
        created_at=workspace.created_at,
    )
    rows = {rid: OverlayRow(workspace=stood, **columns) for rid, columns in then.rows.items()}
    picture.hang(stood, picture.Picture(rows, tuple(log)))
    return stood


def _applied(row: RecordView | None, change: dict[str, Any], seq: int) -> RecordView:
    row = row or RecordView(change["rid"], change["type"], "", ref=change.get("ref", ""))
    data = dict(row.data)
    for name, (_old, new) in change["set"].items():
        _set(data, name, new)
    state = change["state"][1]
    return replace(row, data=data, state=state or row.state, version=seq, deleted=state is None)


def _set(mapping: dict[str, Any], key: str, value: Any) -> None:
    if value is None:
        mapping.pop(key, None)
    else:
        mapping[key] = value
