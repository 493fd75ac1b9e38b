"""What data may refer to: `$references` and "@names" in conditions, effects, defaults and what colleagues fill in.

* ``$now``, ``$today``, ``$today+3`` and ``$today-1`` (days so many working days away), ``$now+3`` (the moment)
* ``$me.person``, ``$me.unit``, ``$me.role``, ``$me.name``, ``$me.email``, ``$me.signature`` (name, title, telephone)
* ``$record.<field>``: the record of the action, in guards as it was before the form, in effects and findings as the
  form left it; ``$input.<field>``: what the form was given; ``$each``: the item for which an effect makes a record
* through a field that points at a record the way leads on: ``$record.thua.dien_tich``
* "@cong_van": the record that the scenario calls so; "@thu_tuc:1.013831": the one of the base with that key
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import regex

from sandbox.definition import calendar

if TYPE_CHECKING:
    from sandbox.definition.schema import Platform

Condition = dict[str, Any]
DAYS_AWAY = regex.compile(r"\$(today|now)([+-][0-9]{1,3})")


@dataclass(frozen=True)
class Scope:
    """What a condition may refer to besides the record at hand.

    `lookup` gives another record's data (with its `state`) by rid, for `refers_to` and for references that lead on.
    `record` is what `$record` means; None: the record at hand. `refs` are the names of records ("@cong_van").
    `others` counts the records of a type, but for `record`, that meet a condition; None: nobody can tell. `tolerant`:
    plain values and lists mean `same` instead of `equals`, as checks of a learner's work do.
    """

    platform: Platform
    now: str
    person: str = ""
    unit: str = ""
    role: str = ""
    record: Mapping[str, Any] | None = None
    input: Mapping[str, Any] = field(default_factory=dict)
    lookup: Callable[[int], Mapping[str, Any] | None] = lambda rid: None
    refs: Mapping[str, int] = field(default_factory=dict)
    each: Any = None
    others: Callable[[str, Condition, Scope], int] | None = None
    tolerant: bool = False


def resolve(operand: Any, scope: Scope) -> Any:
    """The value that a `$reference` or an "@name" stands for; anything else is itself."""
    if not isinstance(operand, str) or not operand or operand[0] not in "$@":
        return operand
    if operand[0] == "@":
        return scope.refs.get(operand[1:], operand)
    if fixed := FIXED.get(operand):
        return fixed(scope)
    if away := DAYS_AWAY.fullmatch(operand):
        office, days = scope.platform.calendar, int(away[2])
        if away[1] == "today":
            return calendar.add_working_days(office, scope.now, days)
        return calendar.later(office, scope.now, days=days)
    source, *names = operand.split(".")
    if source == "$record":
        return _led(scope.record or {}, names, scope)
    if source == "$input":
        return _led(scope.input, names, scope)
    return _led(scope.each, names, scope) if source == "$each" else operand


def _led(value: Any, names: list[str], scope: Scope) -> Any:
    """Where the names lead from a value, a rid being the record that it means; None where there is no way."""
    for name in names:
        if isinstance(value, int) and not isinstance(value, bool):
            value = scope.lookup(value)
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _of_the_person(name: str) -> Callable[[Scope], Any]:
    return lambda scope: getattr(scope.platform.people.get(scope.person), name, None)


#: The references that are one word, each with what it stands for.
FIXED: dict[str, Callable[[Scope], Any]] = {
    "$now": lambda scope: scope.now,
    "$today": lambda scope: scope.now[:10],
    "$me.person": lambda scope: scope.person,
    "$me.unit": lambda scope: scope.unit,
    "$me.role": lambda scope: scope.role,
    "$me.name": _of_the_person("name"),
    "$me.email": _of_the_person("email"),
    "$me.signature": _of_the_person("signature"),
}
