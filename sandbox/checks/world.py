"""`World`: a workspace as checks see it. Rows and effective events are read once, the rest happens in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sandbox import text
from sandbox.definition.conditions import Scope, holds
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Platform, RecordType, Text
from sandbox.definition.wording import Speaker
from sandbox.engine import colleagues, moments, picture, seats
from sandbox.engine.desk import Desk
from sandbox.engine.log import COUNTING, effective, is_undone
from sandbox.engine.names import Names
from sandbox.engine.rows import RecordView, of_base, of_overlay
from sandbox.models import FIRST_OWN_RID, BaseRecord, Event, OverlayRow, Snapshot, Workspace
from sandbox.spec import RecordSelector

LONGEST_TITLE = 60  # of a record whose title is its name

_BIGGEST_RID = 2**62


@dataclass(frozen=True)
class Moment:
    """A record as it stood just after the event `seq` (0: at the start). `state` None: it was not there."""

    seq: int
    state: str | None
    data: dict[str, Any]

    @property
    def facts(self) -> dict[str, Any]:
        return {**self.data, "state": self.state}


class World:
    """Make it with `World.of`. It is a picture of one moment: make a new one after each action."""

    def __init__(
        self,
        workspace: Workspace,
        platform: Platform,
        *,
        aided: bool = False,
        rows: Iterable[RecordView] | None = None,
        events: Iterable[Event] | None = None,
    ) -> None:
        self.workspace, self.platform, self.aided = workspace, platform, aided
        self._given_rows, self._given_events = rows, events
        self._base: dict[int, RecordView | None] = {}
        self._pasts: dict[int, list[Moment]] = {}
        self._names: dict[int, Text] = {}
        self.read: set[int] = set()  # rids of the records that a check was judged by
        self.remembered: dict[Any, Any] = {}  # what is worked out once for all checks (see `sandbox.checks.reach`)

    @classmethod
    def of(
        cls,
        workspace: Workspace,
        *,
        aided: bool = False,
        rows: Iterable[OverlayRow] | None = None,
        events: Iterable[Event] | None = None,
    ) -> World:
        """The workspace as it is now. `aided`: something was done for the learner (`làm giúp`).

        A caller that has loaded all overlay rows or events of the workspace hands them in and saves the query.
        """
        if "snapshot" not in workspace._state.fields_cache:
            workspace.snapshot = Snapshot.objects.defer("definition").get(pk=workspace.snapshot_id)
        views = None if rows is None else [of_overlay(row) for row in rows]
        return cls(workspace, platform_of(workspace.snapshot), aided=aided, rows=views, events=events)

    # --- who the learner is -------------------------------------------------------------------------------

    @cached_property
    def seats(self) -> dict[str, str]:
        """Every seat that the learner may hold, with its role, in the scenario's order."""
        scenario = self.workspace.scenario
        return {key: seats.role_of(self.platform, scenario, key) for key in seats.own(self.platform, scenario)}

    @property
    def left_alone(self) -> frozenset[str]:
        """The people for whom no colleague ever acts."""
        return seats.left_alone(self.workspace.scenario)

    def seat_name(self, person: str) -> Text:
        """'Chuyên viên'; with the name too where several of the learner's seats are called so."""
        found = self.platform.people[person]
        alike = [key for key in self.seats if self.platform.people[key].title == found.title]
        if alike == [person]:
            return found.title
        return Text(vi=f"{found.title.vi} {found.name}", en=f"{found.title.en} {found.name}")

    def in_seat(self, able: Iterable[str]) -> Text:
        """' khi ngồi ghế Chuyên viên', for what the learner can do only from another seat (of `able`); or nothing."""
        wanted = [person for person in self.seats if person in set(able)]
        if len(self.seats) < 2 or not wanted or self.workspace.person in wanted:
            return Text.model_construct(vi="", en="")
        name = self.seat_name(wanted[0])
        return Text(vi=f" khi ngồi ghế {name.vi}", en=f" in the seat of {name.en}")

    # --- what there is ------------------------------------------------------------------------------------

    @cached_property
    def rows(self) -> dict[int, RecordView]:
        """Everything created or changed here, by rid, deleted records included."""
        given = self._given_rows
        if given is None:
            given = map(of_overlay, picture.rows(self.workspace))
        return {row.rid: row for row in sorted(given, key=lambda row: row.rid)}

    @cached_property
    def events(self) -> list[Event]:
        """Events that happened and were not undone, oldest first; refusals are none."""
        if self._given_events is None:
            return effective(self.workspace)
        undone = self.workspace.undone
        kept = (event for event in self._given_events if event.kind in COUNTING and not is_undone(undone, event.seq))
        return sorted(kept, key=lambda event: event.seq)

    @cached_property
    def refs(self) -> Mapping[str, int]:
        return Names(self.workspace.snapshot, {row.ref: rid for rid, row in self.rows.items() if row.ref})

    @cached_property
    def scope(self) -> Scope:
        """For conditions of checks: a reader's tolerance."""
        person = self.platform.people.get(self.workspace.person)
        return Scope(
            platform=self.platform,
            now=self.workspace.clock,
            person=self.workspace.person,
            unit=person.unit if person else "",
            role=self.workspace.role,
            lookup=self.facts_of,
            refs=self.refs,
            others=Desk(self.workspace).others,
            tolerant=True,
        )

    @cached_property
    def exact_scope(self) -> Scope:
        return replace(self.scope, tolerant=False)

    def definition(self, record_type: str) -> RecordType:
        return self.platform.record(record_type)

    def get(self, rid: int) -> RecordView | None:
        """The record of that rid, changed here or not; None when there is none (any more)."""
        row = self.rows.get(rid)
        if row is None:
            self.load_base([rid])
            row = self._base.get(rid)
        return None if row is None or row.deleted else row

    def facts_of(self, rid: int) -> dict[str, Any] | None:
        found = self.get(rid)
        if found:
            self.read.add(rid)
        return found.facts if found else None

    def load_base(self, rids: Iterable[int]) -> None:
        """Fetch several untouched records at once."""
        wanted = {rid for rid in rids if rid not in self._base and rid not in self.rows}
        self._base.update(dict.fromkeys(wanted))
        if possible := {rid for rid in wanted if 0 < rid < min(FIRST_OWN_RID, _BIGGEST_RID)}:
            for record in BaseRecord.objects.filter(snapshot_id=self.workspace.snapshot_id, rid__in=possible):
                self._base[record.rid] = of_base(record)

    def selected(self, select: RecordSelector) -> list[RecordView]:
        """The records that are meant: by ref, or all that were created or changed here and match."""
        if select.ref is not None:
            rid = self.refs.get(select.ref)
            rows = [] if rid is None else [self.rows[rid]]
        else:
            rows = list(self.rows.values())
        here = [row for row in rows if row.type == select.record and not row.deleted]
        found = [row for row in here if holds(select.where, row.facts, scope=self.scope)]
        self.read.update(row.rid for row in found)
        return found

    # --- what was -----------------------------------------------------------------------------------------

    def past(self, rid: int) -> list[Moment]:
        """The record through time: at the start, then after every effective event that changed it."""
        if rid not in self._pasts:
            self._pasts[rid] = self._undone_step_by_step(rid)
        return self._pasts[rid]

    def _undone_step_by_step(self, rid: int) -> list[Moment]:
        row = self.rows.get(rid) or self.get(rid)
        if row is None:
            return []
        state, data = None if row.deleted else row.state, dict(row.data)
        moments = []
        for event in reversed(self.events):
            for change in event.changes.get("rows", []):
                if change["rid"] == rid:
                    moments.append(Moment(event.seq, state, data))
                    state = change["state"][0]
                    data = {name: value for name, value in data.items() if name not in change["set"]}
                    data |= {name: old for name, (old, _new) in change["set"].items() if old is not None}
        return [*reversed([*moments, Moment(0, state, data)])]

    def at(self, rid: int, seq: int) -> Moment | None:
        """The record just after that event; where the event removed it, as it was before."""
        moments = [moment for moment in self.past(rid) if moment.seq <= seq]
        there = [moment for moment in moments if moment.state is not None]
        if there:
            self.read.add(rid)
        return there[-1] if there else None

    def owed(self, rid: int, seq: int) -> frozenset[str]:
        """The automations that were going to act on this record just after the event `seq`: answers that colleagues
        owed, and moments that were planned."""
        found: set[str] = set()
        for fact in (colleagues.FACT, moments.FACT):
            entries = self.workspace.facts.get(fact)
            for event in reversed(self.events):
                if event.seq <= seq:
                    break
                entries = event.changes.get("facts", {}).get(fact, [entries])[0]
            found |= {entry["rule"] for entry in entries or [] if entry["rid"] == rid}
        return frozenset(found)

    def turned(self, rid: int, fine: Callable[[Moment], bool]) -> int | None:
        """Where to go back to when the record no longer is `fine`: just before the event that ended it.

        None when it is fine now, and when it never was (going back would not help).
        """
        after: Moment | None = None
        for moment in reversed(self.past(rid)):
            if fine(moment):
                return None if after is None else self.before(after.seq)
            after = moment
        return None

    def before(self, seq: int) -> int:
        """The seq to go back to so that the event `seq` never happened."""
        return max((event.seq for event in self.events if event.seq < seq), default=0)

    @property
    def start(self) -> str:
        """The simulated moment at which the workspace began."""
        return str(self.workspace.scenario.get("start") or self.platform.start)

    @cached_property
    def own_events(self) -> list[Event]:
        """What the learner did by hand, from whichever seat; searches among it."""
        return [event for event in self.events if event.kind in (Event.Kind.ACTION, Event.Kind.SEARCH)]

    # --- names --------------------------------------------------------------------------------------------

    def speaker(self, record_type: str, *mentioned: Any) -> Speaker:
        """Words for that record type; records among the mentioned values are called by their titles."""
        definition = self.definition(record_type)
        linked = any(field.type in ("record", "files") for field in definition.fields.values())
        names = self._titles(_integers(mentioned, self.refs)) if linked else {}
        return Speaker(self.scope, definition, names)

    def _titles(self, rids: set[int]) -> dict[int, str]:
        self.load_base(rids)
        found = {rid: row for rid in rids if (row := self.get(rid))}
        return {rid: str(row.data.get(self.definition(row.type).title, f"#{rid}")) for rid, row in found.items()}

    def name(self, record_type: str, data: dict[str, Any]) -> Text:
        """What people call a record: 'văn bản đến 45/UBND' (by its key field, else its title)."""
        definition = self.definition(record_type)
        called = [str(data[key]) for key in definition.key_fields if data.get(key)]
        if not called and data.get(definition.title):
            called = [f'"{text.shortened(str(data[definition.title]), LONGEST_TITLE)}"']
        label = definition.label
        parts = [_lowered(label.vi), *called[:1]], [_lowered(label.en), *called[:1]]
        return Text(vi=" ".join(parts[0]), en=" ".join(parts[1]))

    def name_of(self, rid: int) -> Text:
        """The name of a record that is, or was, there."""
        if rid not in self._names:
            self._names[rid] = self._called(rid)
        return self._names[rid]

    def _called(self, rid: int) -> Text:
        there = [moment for moment in self.past(rid) if moment.state is not None]
        row = self.rows.get(rid) or self.get(rid)
        if row is None:
            return Text(vi=f"mục #{rid}", en=f"item #{rid}")
        return self.name(row.type, there[-1].data if there else row.data)

    def name_of_ref(self, select: RecordSelector) -> Text:
        """The name of what a selector means, found or not."""
        rid = self.refs.get(select.ref) if select.ref else None
        if rid is not None:
            return self.name_of(rid)
        keys = self.definition(select.record).key_fields
        return self.name(select.record, {key: select.where[key] for key in keys if _plain(select.where.get(key))})


def _integers(value: Any, refs: Mapping[str, int]) -> set[int]:
    """Every integer, and the rid of every "@ref", inside a value."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return set().union(*(_integers(one, refs) for one in value))
    if isinstance(value, str) and value.startswith("@"):
        return {refs[value[1:]]} if value[1:] in refs else set()
    return {value} if isinstance(value, int) and not isinstance(value, bool) else set()


def _plain(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and not str(value).startswith(("$", "@"))


def _lowered(label: str) -> str:
    """The label inside a sentence; abbreviations (UBND) keep their capitals."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
