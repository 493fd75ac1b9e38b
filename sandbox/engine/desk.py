"""The unit of work of one call: the workspace is locked, what is read is kept, what changes is written down once.

A `Desk` knows nothing of rules. Rows change through `put`, facts and clock by assignment; `note_event` closes what
changed since the last event into an event's `changes`; `save` writes all (rows, events, workspace: a query each).

`changes` of an event, old → new, is all that going back and rebuilding need::

    {"rows":  [{"rid", "type", "op": "create|update|delete", "set": {field: [old, new]}, "state": [old, new],
                "was": the row's version before (None: no overlay row yet), "ref": name given to a new record}],
     "facts": {key: [old, new]},   # None: absent
     "clock": [old, new]}

Facts of a workspace: `next_rid`, `numbers` ({"van_ban.so_den": 12}), `pending` (what colleagues will do), `moments`
(of records, at which something happens), `answers`, `seat` (where the learner sits).
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from sandbox.definition.conditions import Condition, Scope
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Text
from sandbox.engine import lists, moments, picture, seats
from sandbox.engine.outcome import Outcome
from sandbox.engine.rows import RecordView, derived, of_base, of_overlay, overlay_row
from sandbox.engine.where import Test, compile_where
from sandbox.errors import NotIndexed
from sandbox.models import FIRST_OWN_RID, BaseRecord, Event, OverlayRow, Workspace

ROW_COLUMNS = (
    "record_type",
    "state",
    "data",
    "search",
    "k1",
    "k2",
    "k3",
    "k4",
    "k5",
    "k6",
    "ref",
    "deleted",
    "version",
)
_BIGGEST_RID = 2**62


class Desk:
    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.platform = platform_of(workspace.snapshot)
        self.clock = workspace.clock  # how far time has come
        self.now = workspace.clock  # when what is being done happens: a colleague acts at an hour of his own
        self.facts: dict[str, Any] = deepcopy(workspace.facts)
        self.events: list[Event] = []
        self._rows: dict[int, RecordView | None] = {}
        self._before: dict[int, RecordView | None] = {}  # rows touched since the last event
        self._stored: dict[int, RecordView | None] = {}  # rows touched in this call, as the database has them
        self._dirty: set[int] = set()
        self._counts: dict[tuple[str, Test], int] = {}  # what `others` has counted, as the database has it
        self._noted_facts = deepcopy(workspace.facts)
        self._noted_clock = workspace.clock

    @classmethod
    def locked(cls, workspace_id: UUID | str) -> Desk | None:
        """The desk of that workspace, if there is one; everybody else waits until the transaction ends."""
        found = Workspace.objects.select_for_update(of=("self",)).select_related("snapshot")
        try:
            return cls(found.defer("snapshot__definition").get(pk=workspace_id))
        except (Workspace.DoesNotExist, ValidationError, ValueError):
            return None

    # --- seats

    def sit(self, person: str) -> None:
        """The learner sits there from now on."""
        if person == self.workspace.scenario["person"]:
            self.facts.pop(seats.FACT, None)
        else:
            self.facts[seats.FACT] = person
        self.follow_seat()

    def follow_seat(self) -> None:
        """The workspace's columns say what its facts say."""
        scenario = self.workspace.scenario
        self.workspace.person = seats.held(scenario, self.facts)
        self.workspace.role = seats.role_of(self.platform, scenario, self.workspace.person)

    @property
    def left_alone(self) -> frozenset[str]:
        """The people for whom no colleague ever acts."""
        return seats.left_alone(self.workspace.scenario)

    # --- rows

    def get(self, rid: int) -> RecordView | None:
        """The record as it stands; None if there is none (any more)."""
        self.load([rid])
        found = self._rows[rid]
        return None if found is None or found.deleted else found

    def know(self, view: RecordView) -> None:
        """A record that was read elsewhere."""
        self._rows.setdefault(view.rid, view)

    def load(self, rids: Iterable[int]) -> None:
        """Fetch several records at once."""
        wanted = {rid for rid in rids if rid not in self._rows}
        possible = {rid for rid in wanted if 0 < rid < _BIGGEST_RID}
        self._rows.update(dict.fromkeys(wanted))
        if possible:
            for row in picture.rows(self.workspace, rids=possible):
                self._rows[row.rid] = of_overlay(row)
        if base := {rid for rid in possible if self._rows[rid] is None and rid < FIRST_OWN_RID}:
            for record in BaseRecord.objects.filter(snapshot_id=self.workspace.snapshot_id, rid__in=base):
                self._rows[record.rid] = of_base(record)

    def put(self, view: RecordView) -> None:
        """The record is from now on like this."""
        self._before.setdefault(view.rid, self._rows.get(view.rid))
        self._stored.setdefault(view.rid, self._rows.get(view.rid))
        self._rows[view.rid] = replace(view, overlaid=True)

    def create(self, record_type: str, state: str, data: dict[str, Any], ref: str = "") -> RecordView:
        rid = self.facts.get("next_rid", FIRST_OWN_RID)
        self.facts["next_rid"] = rid + 1
        self._rows.setdefault(rid, None)
        view = RecordView(rid, record_type, state, data, ref=ref)
        self.put(view)
        return view

    def facts_of(self, rid: int) -> dict[str, Any] | None:
        """What conditions see of another record (`refers_to`)."""
        found = self.get(rid)
        return found.facts if found else None

    def own(self, record_type: str) -> list[RecordView]:
        """Every record of that type that this workspace made or changed, as it stands (1 query)."""
        for row in picture.rows(self.workspace, record_type=record_type):
            self._rows.setdefault(row.rid, of_overlay(row))
        rows = (self._rows[rid] for rid in sorted(self._rows))
        return [row for row in rows if row and row.type == record_type and row.overlaid and not row.deleted]

    def others(self, record_type: str, condition: Condition, scope: Scope) -> int:
        """How many records of that type, the base's too, meet the condition; but for the one that `scope` is about.

        Raises NotIndexed. What this call has changed counts as it stands now.
        """
        try:
            test = compile_where(condition, record_type, scope)
        except KeyError as error:
            raise NotIndexed(f"no record type {record_type}") from error

        def passing(row: RecordView | None) -> bool:
            if row is None or row.deleted or row.type != record_type:
                return False
            return test.passes({"state": row.state, "rid": row.rid, **derived(self.platform, row.type, row.data)})

        changed = sum(passing(self._rows[rid]) - passing(before) for rid, before in self._stored.items())
        me = (scope.record or {}).get("rid")
        alone = isinstance(me, int) and passing(self.get(me))
        if (record_type, test) not in self._counts:
            self._counts[record_type, test] = lists.count(self.workspace, record_type, test)
        return self._counts[record_type, test] + changed - alone

    # --- events

    @property
    def next_seq(self) -> int:
        return self.workspace.last_seq + 1

    def note_event(
        self,
        kind: Event.Kind,
        *,
        actor: str,
        action: str = "",
        rid: int | None = None,
        values: dict[str, Any] | None = None,
        say: Text | None = None,
        notices: list[dict[str, Any]] | None = None,
        refusal: dict[str, Any] | None = None,
        cause: int | None = None,
        request_key: str | None = None,
        extra: dict[str, Any] | None = None,
    ) -> Event:
        """Close what changed since the last event into a new one."""
        self.workspace.last_seq = seq = self.next_seq
        note = {"say": say.model_dump() if say else None, "notices": notices, "refusal": refusal}
        event = Event(
            workspace=self.workspace,
            seq=seq,
            kind=kind,
            request_key=request_key,
            actor=actor,
            action=action,
            rid=rid,
            values=values or {},
            changes={**self._row_changes(seq), **self._other_changes(), **(extra or {})},
            note={key: value for key, value in note.items() if value},
            cause=cause,
            clock=self.now,
        )
        self.events.append(event)
        return event

    def note_leftovers(self) -> None:
        """Facts that changed after the last event belong to it."""
        late = self._other_changes().get("facts", {})
        if late:
            facts = self.events[-1].changes.setdefault("facts", {})
            for key, (old, new) in late.items():
                facts[key] = [facts.get(key, [old])[0], new]

    def save(self, outcome: Outcome) -> Outcome:
        """Write everything: at most one query for rows, one for events, one for the workspace."""
        if self.events:
            self.note_leftovers()
        save_rows(self, (view for rid in sorted(self._dirty) if (view := self._rows[rid])))
        Event.objects.bulk_create(self.events)
        self.workspace.facts, self.workspace.clock = self.facts, self.clock
        self.workspace.save(update_fields=["facts", "clock", "last_seq", "undone", "person", "role"])
        lists.forget(self.workspace)
        return outcome

    def _row_changes(self, seq: int) -> dict[str, Any]:
        changes, changed = [], []
        for rid in sorted(self._before):
            before, after = self._before[rid], self._rows[rid]
            assert after is not None
            if change := difference(before, after):
                self._rows[rid] = replace(after, version=seq)
                self._dirty.add(rid)
                changes.append(change)
                changed.append(after)
        self._before.clear()
        self._plan(changed)
        return {"rows": changes} if changes else {}

    def _plan(self, changed: list[RecordView]) -> None:
        """What is to happen at moments of these records, now that they are like this."""
        known = self.facts.get(moments.FACT, [])
        coming = moments.planned(self.platform, changed, known, now=self.now, but=self.left_alone)
        if coming:
            self.facts[moments.FACT] = coming
        else:
            self.facts.pop(moments.FACT, None)

    def _other_changes(self) -> dict[str, Any]:
        old, new = self._noted_facts, self.facts
        facts = {key: [old.get(key), new.get(key)] for key in sorted(old.keys() | new.keys())}
        facts = {key: pair for key, pair in facts.items() if pair[0] != pair[1]}
        clock = [self._noted_clock, self.clock]
        self._noted_facts, self._noted_clock = deepcopy(self.facts), self.clock
        changes: dict[str, Any] = {"facts": deepcopy(facts)} if facts else {}
        return changes | ({"clock": clock} if clock[0] != clock[1] else {})


def difference(before: RecordView | None, after: RecordView) -> dict[str, Any] | None:
    """One row's change; None when nothing changed."""
    old = before.data if before else {}
    fields = {name: [old.get(name), after.data.get(name)] for name in sorted(old.keys() | after.data.keys())}
    fields = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
    state = [before.state if before else None, None if after.deleted else after.state]
    if before and not fields and state[0] == state[1]:
        return None
    return {
        "rid": after.rid,
        "type": after.type,
        "op": "create" if before is None else "delete" if after.deleted else "update",
        "set": fields,
        "state": state,
        "was": before.version if before and before.overlaid else None,
        **({"ref": after.ref} if before is None and after.ref else {}),
    }


def save_rows(desk: Desk, views: Iterable[RecordView]) -> None:
    rows = [OverlayRow(workspace=desk.workspace, **overlay_row(desk.platform, view)) for view in views]
    if rows:
        OverlayRow.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["workspace", "rid"], update_fields=ROW_COLUMNS
        )
