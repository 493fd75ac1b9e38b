"""How a lesson calls a record.

The scenario's records have names. A record of the base is called by its key ("thu_tuc:1.013831"). What comes about
while the task is done has no name in a learner's workspace, so checks and moves ask for what tells it apart: the
named record that it points at, who made it, its key. The name that a demonstration gives it serves links alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from lessons.typed import ref_of
from sandbox.checks import World
from sandbox.models import FIRST_OWN_RID
from sandbox.selectors import RecordView
from sandbox.spec import RecordSelector, Scenario

_LONGEST = 120
_SHORT = 80  # characters of a text that tells a record apart


class Naming:
    def __init__(self, world: World, scenario: Scenario) -> None:
        self.world = world
        self.laid = {record.ref for record in scenario.records}
        self.people = {scenario.person, *scenario.seats}
        self._selectors: dict[int, RecordSelector] = {}
        self._base: dict[int, str | None] = {}
        self.given = self._given()

    def _given(self) -> dict[int, str]:
        """A readable name for each record that the learner made by an action of its own, in order."""
        names: dict[int, str] = {}
        taken = set(self.laid)
        for event in self.world.own_events:
            made = [one["rid"] for one in event.changes.get("rows", []) if one["was"] is None]
            if event.rid not in made or event.rid is None:
                continue
            row = self.world.rows[event.rid]
            if row.ref in self.laid:
                continue
            definition = self.world.definition(row.type)
            base = ref_of(row.ref or definition.label.vi)[:36] or row.type
            name, number = base, 2
            while name in taken:
                name, number = f"{base}_{number}", number + 1
            names[event.rid] = name
            taken.add(name)
        return names

    def identity(self, rid: int) -> str:
        """The same for the same record in another demonstration: its name, its key, or "van_ban#2": the second
        of its type that came about."""
        row = self.world.rows.get(rid)
        if row is not None and row.ref in self.laid:
            return row.ref
        if rid < FIRST_OWN_RID:
            return self.base_name(rid) or f"#{rid}"
        kind = row.type if row else ""
        made = [one.rid for one in self.world.rows.values() if one.type == kind and one.ref not in self.laid]
        own = sorted(one for one in made if one >= FIRST_OWN_RID)
        return f"{kind}#{own.index(rid) + 1 if rid in own else 0}"

    def base_name(self, rid: int) -> str | None:
        """ "thu_tuc:1.013831", if that means this very record."""
        if rid not in self._base:
            self._base[rid] = self._found_base_name(rid)
        return self._base[rid]

    def _found_base_name(self, rid: int) -> str | None:
        row = self.world.get(rid)
        if row is None:
            return None
        definition = self.world.definition(row.type)
        start = self.world.past(rid)[0].data if self.world.past(rid) else row.data
        for key in definition.key_fields or [definition.title]:
            value = start.get(key)
            name = f"{row.type}:{value}"
            if value is not None and len(str(value)) <= _LONGEST and self.world.refs.get(name) == rid:
                return name
        return None

    def on(self, rid: int) -> str | RecordSelector:
        """What a move is done to."""
        row = self.world.rows.get(rid)
        if row is not None and row.ref in self.laid:
            return row.ref
        if rid < FIRST_OWN_RID and (name := self.base_name(rid)):
            return name
        return self.selector(rid)

    def linked(self, value: Any) -> Any:
        """Records inside a value, by name where they have one."""
        if isinstance(value, list):
            return [self.linked(one) for one in value]
        if not isinstance(value, int) or isinstance(value, bool):
            return "" if value is None else value
        row = self.world.rows.get(value)
        if row is not None and row.ref in self.laid:
            return f"@{row.ref}"
        if value in self.given:
            return f"@{self.given[value]}"
        name = self.base_name(value) if value < FIRST_OWN_RID else None
        return f"@{name}" if name else value

    def named(self, value: Any) -> Any:
        """The same for checks, in which a record that the learner makes has no name: None where it would need one."""
        if isinstance(value, list):
            found = [self.named(one) for one in value]
            return None if None in found else found
        linked = self.linked(value)
        return linked if isinstance(linked, str) and linked[1:] not in self.given.values() else None

    def selector(self, rid: int) -> RecordSelector:
        """Which record a check means."""
        if rid not in self._selectors:
            self._selectors[rid] = self._selecting(rid)
        return self._selectors[rid]

    def _selecting(self, rid: int) -> RecordSelector:
        row = self.world.rows[rid]
        if row.ref in self.laid:
            return RecordSelector(record=row.type, ref=row.ref)
        marks = list(self._marks(row))
        for size in (1, 2, 3):
            for some in combinations(marks, size):
                if self._alone(row, some):
                    return RecordSelector(record=row.type, where=dict(some) | self._kind(row, marks))
        return RecordSelector(record=row.type)

    def _kind(self, row: RecordView, marks: list[tuple[str, Any]]) -> dict[str, Any]:
        """What sort of paper it is, where its title is chosen from a list: another sort is another record."""
        definition = self.world.definition(row.type)
        title = definition.title
        return dict(mark for mark in marks if mark[0] == title and definition.fields[title].type == "choice")

    def _alone(self, row: RecordView, marks: tuple[tuple[str, Any], ...]) -> bool:
        select = RecordSelector(record=row.type, where=dict(marks))
        return [one.rid for one in self.world.selected(select)] == [row.rid]

    def _marks(self, row: RecordView) -> Iterator[tuple[str, Any]]:
        """What stood in the record from its first moment to its last, the most telling first."""
        moments = [moment for moment in self.world.past(row.rid) if moment.state is not None]
        if not moments:
            return
        first = moments[0].data
        definition = self.world.definition(row.type)
        lasting = {
            name: value
            for name, value in first.items()
            if name in definition.fields
            and not definition.fields[name].hidden
            and not definition.fields[name].generated
            and all(moment.data.get(name) == value for moment in moments)
        }
        ranked = []
        for place, (name, value) in enumerate(lasting.items()):
            rank, said = self._telling(definition.fields[name].type, name, value, definition)
            if said is not None:
                ranked.append((rank, place, name, said))
        for _rank, _place, name, said in sorted(ranked, key=lambda one: one[:2]):
            yield name, said

    def _telling(self, kind: str, name: str, value: Any, definition: Any) -> tuple[int, Any]:
        if kind == "record":
            return 0, self.named(value)
        if name in definition.key_fields and isinstance(value, str | int):
            return 1, value
        if kind == "person":
            return (2 if value in self.people else 6), value
        if name == definition.title and isinstance(value, str) and len(value) <= _SHORT:
            return 3, value
        if kind in ("choice", "unit"):
            return 4, value
        if kind in ("text", "number", "money", "date") and len(str(value)) <= _SHORT:
            return 5, value
        return 9, None
