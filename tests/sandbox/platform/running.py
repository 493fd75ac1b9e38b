"""An office for tests of several modules: sit down in a seat, let records land, act by name, let time pass."""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import Any

from sandbox import api, selectors
from sandbox.data import ca_mau_platform
from sandbox.engine.rows import RecordView
from sandbox.models import Event, Snapshot, Workspace
from sandbox.spec import ActMove, Move, RecordSelector, Scenario, SeatMove, WaitMove

Values = dict[str, Any]
platform = cache(ca_mau_platform)


class Office:
    """One workspace. Records are called by the names that the scenario or `act(…, ref=)` gave them."""

    def __init__(
        self,
        snapshot: Snapshot,
        person: str,
        *records: Values,
        seats: tuple[str, ...] = (),
        start: str = "2026-11-25T08:00",
    ) -> None:
        self.keys = count()
        role = platform().people[person].role
        scenario = {"role": role, "person": person, "seats": list(seats), "start": start, "records": list(records)}
        self.id = api.create_workspace(snapshot=snapshot, scenario=Scenario.model_validate(scenario)).pk

    @property
    def workspace(self) -> Workspace:
        return selectors.workspace_by_id(self.id)

    def play(self, move: Move) -> api.Outcome:
        return api.play(workspace_id=self.id, moves=[move], key_prefix=f"k{next(self.keys)}")[0]

    def do(self, action: str, on: str | RecordSelector | None = None, ref: str | None = None, **values: Any) -> str:
        """Act; what was said when it was refused, otherwise nothing."""
        refusal = self.play(ActMove(action=action, on=on, values=values, ref=ref)).refusal
        if refusal is None:
            return ""
        return " ".join(dict.fromkeys(one.vi for one in (refusal.say, *refusal.problems.values())))

    def act(
        self, action: str, on: str | RecordSelector | None = None, ref: str | None = None, **values: Any
    ) -> Office:
        assert self.do(action, on, ref, **values) == ""
        return self

    def sit(self, person: str) -> Office:
        assert self.play(SeatMove(person=person)).refusal is None
        return self

    def wait(self, until: Any = "reply", times: int = 1) -> Office:
        for _ in range(times):
            assert self.play(WaitMove(until=until)).refusal is None
        return self

    def find(self, ref: str) -> RecordView:
        """The record of that name, whoever may see it."""
        row = self.workspace.overlay.get(ref=ref)
        return RecordView(row.rid, row.record_type, row.state, row.data)

    def made(self, record_type: str, **data: Any) -> list[RecordView]:
        """The records of that type that are new or changed here, with these values."""
        rows = self.workspace.overlay.filter(record_type=record_type, deleted=False).order_by("rid")
        found = [RecordView(row.rid, row.record_type, row.state, row.data) for row in rows]
        return [row for row in found if data.items() <= row.facts.items()]

    def tab(self, record_type: str, view: str) -> list[int]:
        return [row.rid for row in selectors.page(self.workspace, record_type, view=view, limit=500).rows]

    def said(self) -> list[str]:
        """What colleagues said, oldest first."""
        events = Event.objects.filter(workspace_id=self.id, kind=Event.Kind.COLLEAGUE).order_by("seq")
        return [event.note["say"]["vi"] for event in events if event.note.get("say")]
