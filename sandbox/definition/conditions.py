"""Conditions: data over a small, closed set of operators. Nothing here is executed as code.

A condition is a mapping. Each key is a field of the record at hand (or one of the special names below); all
must hold. The value is

* a plain value: equals                       ``do_khan: Khẩn``
* a list: one of                              ``state: [da_vao_so, cho_chi_dao]``
* a mapping of operators: all must hold       ``han_xu_ly: {before: $record.han_goc, working_day: true}``

Special names: ``state``; ``any`` / ``all`` (a list of conditions), ``none`` (a list: none may hold); ``other``: how
many other records are such ``{record: phieu_chuyen, where: {ho_so: $record.ho_so}, count: 0}`` (at least one, if no
``count`` is given), whose ``where`` may look at ``state`` and indexed fields only, as lists do.

Operands may be `$references` and "@names" (`sandbox.definition.scope`). For a list field a plain value or list means
exactly these items, in any order; `refers_to` on a list: at least one of them.

The evaluator is `holds`; `operators_in` lists what a condition uses (for the loader's checks).
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal, get_args

import regex

from sandbox import text
from sandbox.definition import calendar
from sandbox.definition.scope import Condition as Condition
from sandbox.definition.scope import Scope as Scope
from sandbox.definition.scope import resolve as resolve
from sandbox.errors import NotIndexed

if TYPE_CHECKING:
    from sandbox.definition.schema import RecordType, Text

Operator = Literal[
    "equals",  # same value after folding NFC/NFD and outer spaces
    "same",  # same value as a Vietnamese reader sees it: also tone placement, case, inner spaces, number/date format
    "one_of",  # list
    "not",  # value or nested operators: does not hold
    "empty",  # true/false
    "before",  # date/datetime/number strictly less
    "after",  # strictly greater
    "at_most",  # <=
    "at_least",  # >=
    "between",  # [low, high], inclusive
    "matches",  # regex (module `regex`, full match, 0.1 s limit)
    "contains",  # text contains folded text / list contains every value given
    "excludes",  # list or text contains none of the values given
    "min_length",  # text, after trimming
    "max_length",
    "count",  # len of a list: int, or nested operators
    "sum",  # of the numbers in a list / of `rows` column: {"column": "dien_tich", "equals": 1250.5}
    "refers_to",  # record field points at a record for which a condition holds
    "working_day",  # true/false: the date is a working day on the platform's calendar
    "working_days_before",  # {"than": operand, "at_least": n}: at least n working days earlier
]
OPERATORS: frozenset[str] = frozenset(get_args(Operator))
COMBINATORS = frozenset({"any", "all", "none"})
OTHER = "other"  # whether other records are such: {"record": type, "where": condition, "count": how many}
AT_LEAST_ONE = {"at_least": 1}  # what `other` asks for without `count`

DEEPEST = 20  # conditions inside conditions
LONGEST_PATTERN = 500
LONGEST_MATCHED = 5000
_STORED_NUMBER = regex.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_DATED = regex.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2})?")


def holds(condition: Mapping[str, Any], data: Mapping[str, Any], *, scope: Scope) -> bool:
    """Whether every part of the condition holds for `data` (field values and `state`). Never raises.

    A list field beside a plain value: the same items in any order. What is of the wrong type does not hold.
    """
    return failing_part(condition, data, scope=scope) is None


def failing_part(condition: Mapping[str, Any], data: Mapping[str, Any], *, scope: Scope) -> tuple[str, Any] | None:
    """The first (name, operand) of the condition that does not hold; None when all hold."""
    if scope.record is None:
        scope = replace(scope, record=data)
    return _failing(condition, data, scope, 0)


def explain(
    condition: Mapping[str, Any], data: Mapping[str, Any], *, scope: Scope, record_type: RecordType | None = None
) -> Text | None:
    """Why the condition does not hold: the first part that fails, with what was found and what is wanted."""
    from sandbox.definition.wording import explain_part  # the words need the schema, which needs this module

    part = failing_part(condition, data, scope=scope)
    return None if part is None else explain_part(*part, data, scope, record_type)


def operators_in(condition: Condition) -> set[str]:
    """Every operator that the condition uses, at any depth (plain values count as `equals`, lists as `one_of`)."""
    found: set[str] = set()
    for name, operand in condition.items():
        if name in COMBINATORS:
            for part in operand if isinstance(operand, list) else []:
                found |= operators_in(part)
        elif name == OTHER and isinstance(operand, Mapping):
            found |= operators_in(operand.get("where", {})) | _operators_of(operand.get("count", AT_LEAST_ONE))
        else:
            found |= _operators_of(operand)
    return found


def fields_in(condition: Mapping[str, Any]) -> Iterator[str]:
    """Every field that the condition looks at, at any depth; the special names are none."""
    for name, operand in condition.items():
        if name in COMBINATORS:
            for part in operand if isinstance(operand, list) else []:
                yield from fields_in(part) if isinstance(part, Mapping) else ()
        elif name not in ("state", OTHER):
            yield name


def _operators_of(operand: Any) -> set[str]:
    if isinstance(operand, list):
        return {"one_of"}
    if not isinstance(operand, Mapping):
        return {"equals"}
    found = set(operand)
    if "not" in operand:
        found |= _operators_of(operand["not"])
    if isinstance(operand.get("refers_to"), Mapping):
        found |= operators_in(dict(operand["refers_to"]))
    return found


# --- the evaluator --------------------------------------------------------------------------------------


def _failing(condition: Any, data: Mapping[str, Any], scope: Scope, depth: int) -> tuple[str, Any] | None:
    if not isinstance(condition, Mapping) or depth > DEEPEST:
        return "", condition
    for name, operand in condition.items():
        if name in COMBINATORS:
            if not _combined(name, operand, data, scope, depth):
                return name, operand
        elif name == OTHER:
            found = others(operand, scope)
            if found is None or not _meets(found, operand.get("count", AT_LEAST_ONE), scope, depth + 1):
                return name, operand
        elif not _meets(data.get(name), operand, scope, depth):
            return name, operand
    return None


def _combined(name: str, parts: Any, data: Mapping[str, Any], scope: Scope, depth: int) -> bool:
    if not isinstance(parts, list):
        return False
    results = (_failing(part, data, scope, depth + 1) is None for part in parts)
    if name == "all":
        return all(results)
    return any(results) if name == "any" else not any(results)


def others(operand: Any, scope: Scope) -> int | None:
    """How many other records `other` finds; None where nobody can tell."""
    if scope.others is None or not isinstance(operand, Mapping) or not isinstance(operand.get("where", {}), Mapping):
        return None
    try:
        return scope.others(operand.get("record", ""), operand.get("where", {}), scope)
    except (NotIndexed, ValueError, TypeError, AttributeError, LookupError, ArithmeticError, RecursionError):
        return None


def meets(value: Any, operand: Any, *, scope: Scope) -> bool:
    """Whether one value meets one operand: a plain value, a list (one of) or a mapping of operators. Never raises."""
    return _meets(value, operand, scope, 0)


def _meets(value: Any, operand: Any, scope: Scope, depth: int) -> bool:
    if depth > DEEPEST:
        return False
    alike = reads_same if scope.tolerant else _equal
    operand = resolve(operand, scope)
    if isinstance(operand, list):
        wanted = [resolve(one, scope) for one in operand]
        if isinstance(value, list):
            return alike(value, wanted)
        return any(alike(value, one) for one in wanted)
    if not isinstance(operand, Mapping):
        return alike(value, [operand] if isinstance(value, list) else operand)
    if isinstance(value, Mapping) and not OPERATORS & operand.keys():  # the facts about a secret
        return _failing(operand, value, scope, depth + 1) is None
    return all(_operator_holds(name, value, wanted, scope, depth + 1) for name, wanted in operand.items())


def _operator_holds(name: str, value: Any, operand: Any, scope: Scope, depth: int) -> bool:
    if name == "not":
        return not _meets(value, operand, scope, depth)
    if name == "count":
        size = len(value) if isinstance(value, list) else 0
        return (value is None or isinstance(value, list)) and _meets(size, operand, scope, depth)
    if name == "sum":
        return _sum_holds(value, operand, scope, depth)
    if name == "refers_to":
        rids = value if isinstance(value, list) else [value]
        targets = (scope.lookup(rid) for rid in rids if isinstance(rid, int) and not isinstance(rid, bool))
        return any(target is not None and _failing(operand, target, scope, depth) is None for target in targets)
    test = _TESTS.get(name)
    if test is None:
        return False
    try:
        return test(value, resolve(operand, scope), scope)
    except (ValueError, TypeError, LookupError, ArithmeticError, TimeoutError, regex.error):
        return False


def _equal(value: Any, wanted: Any) -> bool:
    """Equal after folding NFC/NFD and outer spaces; numbers by value; an unticked box is an absent one."""
    if isinstance(value, list) and isinstance(wanted, list):
        rest = list(wanted)
        for one in value:
            match = next((n for n, other in enumerate(rest) if _equal(one, other)), None)
            if match is None:
                return False
            del rest[match]
        return not rest
    if isinstance(value, Mapping) and isinstance(wanted, Mapping):
        return value.keys() == wanted.keys() and all(_equal(value[key], wanted[key]) for key in value)
    if isinstance(value, bool) or isinstance(wanted, bool):
        return _flag(value) is _flag(wanted) is not None
    one, two = number(value), number(wanted)
    if one is not None and two is not None:
        return one == two
    if isinstance(value, str) and isinstance(wanted, str):
        return unicodedata.normalize("NFC", value).strip() == unicodedata.normalize("NFC", wanted).strip()
    return bool(value == wanted)


def _flag(value: Any) -> bool | None:
    return False if value is None else value if isinstance(value, bool) else None


def number(value: Any) -> Decimal | None:
    """A stored number (int, or a decimal string without exponent) as Decimal; None for anything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, Decimal)):
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    if isinstance(value, str) and len(value) <= 40 and _STORED_NUMBER.fullmatch(value):
        return Decimal(value)
    return None


def reads_same(value: Any, wanted: Any) -> bool:
    """Equal as a Vietnamese reader sees it; lists item by item in any order."""
    if isinstance(value, list) or isinstance(wanted, list):
        if not (isinstance(value, list) and isinstance(wanted, list)):
            return False
        rest = list(wanted)
        for one in value:
            match = next((n for n, other in enumerate(rest) if reads_same(one, other)), None)
            if match is None:
                return False
            del rest[match]
        return not rest
    if _equal(value, wanted):
        return True
    plain = (str, int, float, Decimal)
    if not isinstance(value, plain) or not isinstance(wanted, plain) or isinstance(value, bool):
        return False
    return text.same(_written(value), _written(wanted))


def _written(value: Any) -> str:
    """A stored number as it is written in Vietnamese (1250,5), so that formats can be compared."""
    found = None if isinstance(value, str) and not _STORED_NUMBER.fullmatch(value[:41]) else number(value)
    return str(value) if found is None else format(found, "f").replace(".", ",")


def compare(value: Any, wanted: Any) -> int | None:
    """-1, 0, 1 for two numbers or two dates (a moment beside a day counts as its day); None: not comparable."""
    one, two = number(value), number(wanted)
    if one is not None and two is not None:
        return (one > two) - (one < two)
    if isinstance(value, str) and isinstance(wanted, str) and _DATED.fullmatch(value) and _DATED.fullmatch(wanted):
        size = min(len(value), len(wanted))
        left, right = value[:size], wanted[:size]
        return (left > right) - (left < right)
    return None


def _matches(value: Any, pattern: Any, scope: Scope) -> bool:
    if number(value) is not None:
        value = str(value)
    if not isinstance(value, str) or not isinstance(pattern, str):
        return False
    if len(value) > LONGEST_MATCHED or len(pattern) > LONGEST_PATTERN:
        return False
    return regex.fullmatch(pattern, value.strip(), timeout=0.1) is not None


def _contains(value: Any, wanted: Any, scope: Scope) -> bool:
    return all(_has(value, resolve(one, scope), scope) for one in _items(wanted))


def _excludes(value: Any, unwanted: Any, scope: Scope) -> bool:
    return not any(_has(value, resolve(one, scope), scope) for one in _items(unwanted))


def _items(operand: Any) -> list[Any]:
    return operand if isinstance(operand, list) else [operand]


def _has(value: Any, part: Any, scope: Scope) -> bool:
    if isinstance(value, list):
        if isinstance(part, Mapping):  # a row of a table in which these columns are so: plain values or operators
            return any(
                isinstance(row, Mapping) and all(_meets(row.get(key), part[key], scope, 1) for key in part)
                for row in value
            )
        return any(_equal(one, part) for one in value)
    if not isinstance(value, str) or not isinstance(part, (str, int)) or isinstance(part, bool):
        return False
    folded = text.fold(str(part))
    return bool(folded) and folded in text.fold(value)


def _sum_holds(value: Any, operand: Any, scope: Scope, depth: int) -> bool:
    if not isinstance(operand, Mapping) or not (value is None or isinstance(value, list)):
        return False
    items = value or []
    if "column" in operand:
        items = [row.get(operand["column"]) if isinstance(row, Mapping) else None for row in items]
    total = sum((number(item) or Decimal(0) for item in items), Decimal(0))
    wanted = {name: part for name, part in operand.items() if name != "column"}
    return bool(wanted) and _meets(total, wanted, scope, depth)


def is_empty(value: Any) -> bool:
    """Absent, blank, an empty list, or an unticked box."""
    return value is None or value is False or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def _length(value: Any) -> int:
    return len(value.strip()) if isinstance(value, str) else 0


def _working_days_before(value: Any, operand: Any, scope: Scope) -> bool:
    days = calendar.working_days_between(scope.platform.calendar, value, resolve(operand["than"], scope))
    return days >= int(operand["at_least"])


def _ordered(wanted: frozenset[int]) -> Callable[[Any, Any, Scope], bool]:
    return lambda value, operand, scope: compare(value, operand) in wanted


_TESTS: dict[str, Callable[[Any, Any, Scope], bool]] = {
    "equals": lambda value, wanted, scope: _equal(value, wanted),
    "same": lambda value, wanted, scope: reads_same(value, wanted),
    "one_of": lambda value, wanted, scope: any(_equal(value, resolve(one, scope)) for one in wanted),
    "empty": lambda value, wanted, scope: is_empty(value) is wanted,
    "before": _ordered(frozenset({-1})),
    "after": _ordered(frozenset({1})),
    "at_most": _ordered(frozenset({-1, 0})),
    "at_least": _ordered(frozenset({0, 1})),
    "between": lambda value, ends, scope: (
        compare(value, resolve(ends[0], scope)) in (0, 1) and compare(value, resolve(ends[1], scope)) in (-1, 0)
    ),
    "matches": _matches,
    "contains": _contains,
    "excludes": _excludes,
    "min_length": lambda value, size, scope: _length(value) >= size,
    "max_length": lambda value, size, scope: _length(value) <= size,
    "working_day": lambda day, wanted, scope: calendar.is_working_day(scope.platform.calendar, day) is wanted,
    "working_days_before": _working_days_before,
}
