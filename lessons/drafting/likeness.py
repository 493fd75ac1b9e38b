"""Does a derived draft demand what a hand-written check demands? For measuring, and for telling a trainer.

A hand-written check counts as proposed when the derived checks together cannot hold without it. Records are the same
where both selectors find the same ones in the world that the solution leaves; values are compared as checks compare
them. Of each kind:

* **field**: a derived check demands the same field of the same record, and every value that it lets pass, the written
  one lets pass. "Not empty" is as much as "at least n characters" where the form itself refuses fewer than n.
* **state**: the derived states are among the written ones.
* **event**: the same action on the same record; or a trace that only this action leaves: a field that no other action
  asks for or writes, a state that no other action leads to.
* **exists**: the record is demanded, and every further condition as if it were a field or state check of it. What the
  platform itself writes into every such record, the same for all ("made by me"), needs no check.
* **count**: a derived count of the same records; or each of them is demanded and none other may be touched.
* **order, within, answer**: only where derived so. A demonstration does not show what mattered about its order, how
  much time there would have been, or what was thought; the trainer is asked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lessons.drafting.traces import given_at_birth, only_of, only_way_to
from lessons.spec import check_without_words
from sandbox.checks import World
from sandbox.definition.conditions import meets
from sandbox.spec import (
    Answer,
    Check,
    Count,
    EventHappened,
    Exists,
    FieldIs,
    Order,
    RecordSelector,
    StateIs,
    Untouched,
    Within,
)


@dataclass
class Demanded:
    """All that derived checks demand of one record: field → what must hold ("state" among them)."""

    parts: dict[str, list[Any]] = field(default_factory=dict)

    def add(self, name: str, operand: Any) -> None:
        self.parts.setdefault(name, []).append(operand)


class Likeness:
    """`world`: what the solution leaves, for both; the checks are bound to its values."""

    def __init__(self, derived: Sequence[Check], world: World) -> None:
        self.world, self.derived = world, derived
        self.of: dict[int, Demanded] = {}
        for check in derived:
            self._read(check)

    def _read(self, check: Check) -> None:
        if isinstance(check, Exists | FieldIs | StateIs | Count):
            for rid in self._rids(check.select):
                held = self.of.setdefault(rid, Demanded())
                for name, operand in check.select.where.items():
                    held.add(name, operand)
                if isinstance(check, FieldIs):
                    held.add(check.field, check.is_)
                elif isinstance(check, StateIs):
                    held.add("state", list(check.is_))

    def _rids(self, select: RecordSelector | None) -> tuple[int, ...]:
        return tuple(row.rid for row in self.world.selected(select)) if select else ()

    def proposes(self, check: Check) -> bool:
        """Whether the hand-written check is among what was derived."""
        match check:
            case FieldIs():
                rids = self._rids(check.select)
                return bool(rids) and all(self._implied(rid, check.field, check.is_) for rid in rids)
            case StateIs():
                rids = self._rids(check.select)
                return bool(rids) and all(self._implied(rid, "state", list(check.is_)) for rid in rids)
            case Exists():
                return self._exists(check)
            case EventHappened():
                return self._event(check)
            case Count():
                return self._count(check)
            case Order() | Within() | Answer():
                return any(check_without_words(one) == check_without_words(check) for one in self.derived)
        return False

    def _exists(self, check: Exists) -> bool:
        rids = self._rids(check.select)
        return any(
            rid in self.of and all(self._implied(rid, name, wanted) for name, wanted in check.select.where.items())
            for rid in rids
        )

    def _event(self, check: EventHappened) -> bool:
        wanted = self._rids(check.select)
        for one in self.derived:
            if isinstance(one, EventHappened) and one.action == check.action:
                where = check.select is None or (one.select is not None and self._rids(one.select) == wanted)
                if where and check.person in (None, one.person) and not check.with_:
                    return True
        if check.with_ or check.person or not wanted:
            return False
        traces = only_of(self.world.platform, check.action)
        return all(
            any(name in traces and not _negative(part) for name, parts in self._parts(rid) for part in parts)
            or self._state_trace(rid, check.action)
            for rid in wanted
        )

    def _parts(self, rid: int) -> Iterator[tuple[str, list[Any]]]:
        yield from self.of[rid].parts.items() if rid in self.of else ()

    def _state_trace(self, rid: int, action: str) -> bool:
        """A demanded state to which this action alone leads."""
        states = [part for name, parts in self._parts(rid) if name == "state" for part in parts]
        return any(only_way_to(self.world.platform, action, set(_listed(one))) for one in states)

    def _count(self, check: Count) -> bool:
        rids = self._rids(check.select)
        for one in self.derived:
            if isinstance(one, Count) and one.is_ == check.is_ and self._rids(one.select) == rids:
                return True
        named = {row.ref: row.rid for row in self.world.rows.values() if row.ref}
        alone = any(
            isinstance(one, Untouched)
            and one.record == check.select.record
            and one.created_too
            and set(rids) == {named[ref] for ref in one.except_refs if ref in named}
            for one in self.derived
        )
        return alone and all(
            self._implied(rid, name, wanted) for rid in rids for name, wanted in check.select.where.items()
        )

    def lacking(self, check: FieldIs | StateIs | Exists | Count) -> tuple[int, str, Any] | None:
        """The record, the field and what is demanded of it that nothing derived demands; None where it is not one
        field that is lacking."""
        wanted = dict(check.select.where) if check.kind in ("exists", "count") else {}
        if isinstance(check, FieldIs):
            wanted = {check.field: check.is_}
        elif isinstance(check, StateIs):
            wanted = {"state": list(check.is_)}
        for rid in self._rids(check.select):
            for name, operand in wanted.items():
                parts = operand.items() if isinstance(operand, Mapping) else [(None, operand)]
                for key, part in parts:
                    if not self._implied(rid, name, part if key is None else {key: part}):
                        return rid, name, part if key is None else {key: part}
        return None

    # --- one condition --------------------------------------------------------------------------------------

    def _implied(self, rid: int, name: str, wanted: Any) -> bool:
        if rid not in self.of:
            return False
        row = self.world.rows[rid]
        if not row.is_base and given_at_birth(self.world.platform, row.type, name):
            return meets(row.facts.get(name), wanted, scope=self.world.scope)
        return any(self._stronger(rid, name, part, wanted) for part in self.of[rid].parts.get(name, []))

    def _stronger(self, rid: int, name: str, derived: Any, wanted: Any) -> bool:
        """Whether nothing that the derived operand lets pass fails the wanted one."""
        if derived == wanted:
            return True
        if isinstance(wanted, Mapping):
            return all(self._one_stronger(rid, name, derived, {key: part}) for key, part in wanted.items())
        return self._one_stronger(rid, name, derived, wanted)

    def _one_stronger(self, rid: int, name: str, derived: Any, wanted: Any) -> bool:
        if derived == wanted:
            return True
        if isinstance(derived, Mapping):
            return self._between_operators(rid, name, derived, wanted)
        value = self.world.rows[rid].facts.get(name)
        choices = _listed(derived)
        if isinstance(value, list):
            return meets(self._resolved(choices), wanted, scope=self.world.scope)
        return all(meets(self._resolved(one), wanted, scope=self.world.scope) for one in choices)

    def _resolved(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolved(one) for one in value]
        if isinstance(value, str) and value.startswith("@"):
            return self.world.refs.get(value[1:], value)
        return value

    def _between_operators(self, rid: int, name: str, derived: Mapping[str, Any], wanted: Any) -> bool:
        if "contains" in derived:
            return self._contains(rid, name, self._resolved(_listed(derived["contains"])), wanted)
        if not isinstance(wanted, Mapping):
            return False
        if set(derived) == {"min_length"}:
            return wanted == {"empty": False} or (
                set(wanted) == {"min_length"} and bool(derived["min_length"] >= wanted["min_length"])
            )
        if derived == {"empty": False}:
            return set(wanted) == {"min_length"} and wanted["min_length"] <= self._least(rid, name)
        if set(derived) == {"at_least"} == set(wanted):
            return bool(derived["at_least"] >= wanted["at_least"])
        return False

    def _contains(self, rid: int, name: str, items: list[Any], wanted: Any) -> bool:
        now = self.world.rows[rid].facts.get(name)
        if isinstance(wanted, Mapping) and set(wanted) == {"empty"}:
            return wanted["empty"] is False
        if not (isinstance(wanted, Mapping) and set(wanted) == {"contains"}):
            return False
        return all(
            any(self._row(item, test, now) if isinstance(test, Mapping) else item == test for item in items)
            for test in self._resolved(_listed(wanted["contains"]))
        )

    def _row(self, item: Any, test: Mapping[str, Any], now: Any) -> bool:
        """Both mean the same row of the table, and what the written test demands of it the derived one fixes, or
        nobody can write it (the platform's own columns)."""
        if not isinstance(item, Mapping):
            return False
        rows = [row for row in now or [] if isinstance(row, Mapping)]
        meant = [row for row in rows if all(row.get(key) == cell for key, cell in item.items())]
        fits = [row for row in meant if all(meets(row.get(k), c, scope=self.world.scope) for k, c in test.items())]
        return len(meant) == 1 and fits == meant and any(key in item for key in test)

    def _least(self, rid: int, name: str) -> int:
        """So many characters at least the forms that fill this field ask for."""
        actions = self.world.definition(self.world.rows[rid].type).actions.values()
        asked = [ask.min_length or 0 for action in actions for ask in action.asks if ask.field == name]
        return min(asked, default=0)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _negative(operand: Any) -> bool:
    return operand == {"empty": True}
