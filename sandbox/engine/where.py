"""A condition of a list as a test over the columns `state` and `k1…k6`: `passes` in Python, `q` in SQL.

`conditions.holds` says what a condition means; here the same is said about keys. For fields whose values can be
counted (state, choice, unit, person, checkbox) the evaluator itself is asked for every value, so the meaning cannot
differ. For dates and numbers the comparing operators become ranges of keys. Anything else is refused (`NotIndexed`):
a list that had to look into every record would not be a list of 100,000.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING
from functools import reduce
from operator import and_, or_
from typing import Any, Protocol

from django.db.models import Q

from sandbox.definition.conditions import COMBINATORS, Condition, Scope, meets, number, resolve
from sandbox.definition.schema import RecordField
from sandbox.engine.rows import LARGEST, digits, encode, finite_domain, thousandths
from sandbox.errors import NotIndexed
from sandbox.models import SLOTS

_DATED = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?")


class Test(Protocol):
    def passes(self, row: Mapping[str, Any]) -> bool: ...

    def q(self, suffix: str = "") -> Q:
        """For a queryset; with `suffix`, over its annotations `state<suffix>`, `k1<suffix>`…"""
        ...


@dataclass(frozen=True)
class Among:
    column: str
    wanted: tuple[int | str, ...]

    def passes(self, row: Mapping[str, Any]) -> bool:
        return row[self.column] in self.wanted

    def q(self, suffix: str = "") -> Q:
        if len(self.wanted) == 1:
            return Q((f"{self.column}{suffix}", self.wanted[0]))
        return Q((f"{self.column}{suffix}__in", self.wanted))


@dataclass(frozen=True)
class Within:
    """A key from `low` to `high`, inclusive; empty never is."""

    column: str
    low: int = -LARGEST
    high: int = LARGEST

    def passes(self, row: Mapping[str, Any]) -> bool:
        return bool(row[self.column]) and self.low <= row[self.column] <= self.high

    def q(self, suffix: str = "") -> Q:
        column = f"{self.column}{suffix}"
        here = Q((f"{column}__gte", self.low), (f"{column}__lte", self.high))
        return here & ~Q((column, 0)) if self.low <= 0 <= self.high else here


@dataclass(frozen=True)
class Every:
    tests: tuple[Test, ...]

    def passes(self, row: Mapping[str, Any]) -> bool:
        return all(test.passes(row) for test in self.tests)

    def q(self, suffix: str = "") -> Q:
        return reduce(and_, (test.q(suffix) for test in self.tests)) if self.tests else Q(pk__isnull=False)


@dataclass(frozen=True)
class Either:
    tests: tuple[Test, ...]

    def passes(self, row: Mapping[str, Any]) -> bool:
        return any(test.passes(row) for test in self.tests)

    def q(self, suffix: str = "") -> Q:
        return reduce(or_, (test.q(suffix) for test in self.tests)) if self.tests else Q(pk__in=[])


@dataclass(frozen=True)
class Not:
    test: Test

    def passes(self, row: Mapping[str, Any]) -> bool:
        return not self.test.passes(row)

    def q(self, suffix: str = "") -> Q:
        return ~self.test.q(suffix)


NEVER = Either(())


def compile_where(condition: Condition, record_type: str, scope: Scope) -> Test:
    """The condition bound to `scope` (today, me). Raises NotIndexed."""
    definition = scope.platform.record(record_type)
    slots = dict(zip(definition.index, SLOTS, strict=False))
    tests: list[Test] = []
    for name, operand in condition.items():
        if name in COMBINATORS:
            parts = tuple(compile_where(part, record_type, scope) for part in operand)
            tests.append(Every(parts) if name == "all" else Either(parts) if name == "any" else Not(Either(parts)))
        elif name == "state":
            wanted = tuple(state for state in definition.states if meets(state, operand, scope=scope))
            tests.append(Among("state", wanted))
        elif name in slots:
            tests.append(_test(slots[name], definition.fields[name], operand, scope))
        else:
            raise NotIndexed(f"{record_type}.{name} is not indexed")
    return tests[0] if len(tests) == 1 else Every(tuple(tests))


def _test(column: str, definition: RecordField, operand: Any, scope: Scope) -> Test:
    domain = finite_domain(scope.platform, definition)
    if domain is not None:
        candidates = [None, *domain]
        wanted = [value for value in candidates if meets(value, operand, scope=scope)]
        return Among(column, tuple(encode(scope.platform, definition, value) for value in wanted))
    operand = resolve(operand, scope)
    if isinstance(operand, list):
        return Either(tuple(_equal(column, definition, resolve(one, scope)) for one in operand))
    if not isinstance(operand, Mapping):
        return _equal(column, definition, operand)
    return Every(tuple(_operator(column, definition, name, wanted, scope) for name, wanted in operand.items()))


def _operator(column: str, definition: RecordField, name: str, operand: Any, scope: Scope) -> Test:
    if name == "not":
        return Not(_test(column, definition, operand, scope))
    operand = resolve(operand, scope)
    if name == "equals":
        return _equal(column, definition, operand)
    if name == "one_of":
        return Either(tuple(_equal(column, definition, resolve(one, scope)) for one in operand))
    if name == "empty":
        empty = Among(column, (0,))
        return empty if operand is True else Not(empty) if operand is False else NEVER
    if name == "between":
        low, high = (resolve(end, scope) for end in operand)
        return Every((_compare(column, definition, "at_least", low), _compare(column, definition, "at_most", high)))
    if name in ("before", "after", "at_most", "at_least"):
        return _compare(column, definition, name, operand)
    raise NotIndexed(f"lists cannot filter by {name}")


def _equal(column: str, definition: RecordField, wanted: Any) -> Test:
    if wanted is None or wanted is False:
        return Among(column, (0,))
    if definition.type in ("number", "money", "record"):
        amount = number(wanted)
        if amount is None or amount * 1000 != int(amount * 1000):
            return NEVER
        key = int(amount) if definition.type == "record" else thousandths(amount)
        return Among(column, (key,)) if abs(key) < LARGEST else NEVER
    if definition.type in ("date", "datetime"):
        whole = {"date": 10, "datetime": 16}[definition.type]
        fits = isinstance(wanted, str) and len(wanted.strip()) == whole and _DATED.fullmatch(wanted.strip())
        return Among(column, (digits(wanted),)) if fits else NEVER
    raise NotIndexed(f"lists cannot compare a {definition.type}")


def _compare(column: str, definition: RecordField, name: str, wanted: Any) -> Test:
    if definition.type in ("number", "money"):
        amount = number(wanted)
        if amount is None:
            return NEVER
        down, up = thousandths(amount), thousandths(amount, ROUND_CEILING)  # differ where finer than a key
    elif definition.type in ("date", "datetime"):
        if not isinstance(wanted, str) or not _DATED.fullmatch(wanted):
            return NEVER
        if definition.type == "date":  # a moment beside a day counts as its day
            down = up = digits(wanted[:10])
        elif len(wanted) == 10:
            return _day_of_moment(column, name, digits(wanted))
        else:
            down = up = digits(wanted)
    else:
        raise NotIndexed(f"lists cannot compare a {definition.type}")
    return {
        "before": Within(column, high=_below(up)),
        "at_most": Within(column, high=down),
        "after": Within(column, low=_above(down)),
        "at_least": Within(column, low=up),
    }[name]


def _day_of_moment(column: str, name: str, day: int) -> Test:
    first, last = day * 10_000, day * 10_000 + 9_999
    return {
        "before": Within(column, high=first - 1),
        "at_most": Within(column, high=last),
        "after": Within(column, low=last + 1),
        "at_least": Within(column, low=first),
    }[name]


def _below(key: int) -> int:
    """The next smaller key of a number or date; 0 is no key."""
    return key - 1 if key != 1 else -1


def _above(key: int) -> int:
    return key + 1 if key != -1 else 1
