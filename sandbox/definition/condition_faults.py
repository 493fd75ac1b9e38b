"""The faults of conditions and `$references`: unknown names, and operands of the wrong form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

import regex

from sandbox.definition.conditions import COMBINATORS, OPERATORS, OTHER
from sandbox.definition.schema import Column, Platform, RecordField, RecordType
from sandbox.definition.scope import DAYS_AWAY, FIXED

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
#: What lists can do with a field whose values cannot be counted; with all others they can do everything.
_COMPARED = frozenset({"equals", "one_of", "not", "empty", "between", "before", "after", "at_most", "at_least"})
_LISTED = {
    "date": _COMPARED,
    "datetime": _COMPARED,
    "number": _COMPARED,
    "money": _COMPARED,
    "record": frozenset({"equals", "one_of", "not", "empty"}),
}
_COUNTED = frozenset({"choice", "person", "unit", "checkbox"})


def unknown(path: Path, kind: str, name: object, known: Iterable[str]) -> Iterator[Fault]:
    """The fault of a name that is not among those known."""
    names = sorted(known)
    if name not in names:
        shown = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
        yield path, f'unknown {kind} "{name}"; expected one of: {shown or "(none defined)"}'


class ConditionFaults:
    """Looks over the conditions that stand in one record type."""

    def __init__(self, platform: Platform, records: Mapping[str, RecordType], record: RecordType) -> None:
        self.platform, self.records, self.record = platform, records, record

    def condition(
        self, here: Path, condition: Any, asked: Iterable[str], record: RecordType | None = None
    ) -> Iterator[Fault]:
        """The faults of a condition over `record` (this record type unless told)."""
        record, asked = record or self.record, tuple(asked)
        if not isinstance(condition, Mapping):
            yield here, "expected a condition: field names with what they must be"
            return
        for name, operand in condition.items():
            place: Path = (*here, name)
            if name in COMBINATORS:
                if not isinstance(operand, list):
                    yield place, f'"{name}" takes a list of conditions'
                    continue
                for position, part in enumerate(operand):
                    yield from self.condition((*place, position), part, asked, record)
            elif name == OTHER:
                yield from self._other(place, operand, asked)
            elif name == "state":
                yield from self._operand(place, operand, asked, None)
                for state in _plain(operand):
                    yield from unknown(place, "state", state, record.states)
            else:
                yield from unknown(place, "field", name, record.fields)
                if field := record.fields.get(name):
                    yield from self._operand(place, operand, asked, field)
                    if field.type in ("choice", "choices"):
                        for option in _plain(operand):
                            yield from unknown(place, "option", option, field.options)

    def in_lists(self, here: Path, condition: Any, record: RecordType | None = None) -> Iterator[Fault]:
        """What lists could not ask for in a condition that is right otherwise."""
        record = record or self.record
        for name, operand in condition.items() if isinstance(condition, Mapping) else ():
            place: Path = (*here, name)
            if name in COMBINATORS:
                for position, part in enumerate(operand if isinstance(operand, list) else []):
                    yield from self.in_lists((*place, position), part, record)
            elif name == OTHER:
                yield place, "lists cannot look at other records: they filter by state and indexed fields only"
            elif field := record.fields.get(name):
                if name not in record.index:
                    yield place, f'"{name}" must stand in index: lists filter by state and indexed fields only'
                elif not (field.type in _COUNTED or (field.type == "units" and field.own_units)):
                    known = _LISTED.get(field.type, frozenset({"empty"}))
                    for operator in sorted(_operators(operand) - known):
                        yield place, f"lists cannot ask a {field.type} field for {operator}"

    def alone(self, here: Path, value: Any) -> Iterator[Fault]:
        """`$record`, `$input` and `$each` in what is asked of a whole list, where there is no such thing."""
        for reference in _texts(value):
            if reference.partition(".")[0] in ("$record", "$input", "$each"):
                yield here, f'"{reference}" means nothing here: expected {", ".join(sorted(FIXED))} or a plain value'

    def _other(self, here: Path, operand: Any, asked: tuple[str, ...]) -> Iterator[Fault]:
        """`other: {record: phieu, where: {…}}`: its condition is asked of lists, so of state and indexed fields."""
        if not isinstance(operand, Mapping) or not {"record"} <= operand.keys() <= {"record", "where", "count"}:
            yield here, "expected {record: a record type, where: a condition} and, if not at least one, count"
            return
        yield from unknown((*here, "record"), "record type", operand["record"], self.records)
        if target := self.records.get(operand["record"]):
            yield from self.condition((*here, "where"), operand.get("where", {}), asked, target)
            yield from self.in_lists((*here, "where"), operand.get("where", {}), target)
        count = operand.get("count", 1)
        fits, expected = _OPERAND_RULES["count"]
        if not fits(count):
            yield (*here, "count"), f"count takes {expected}"
        yield from self._operand((*here, "count"), count, asked, None)

    def _operand(
        self, here: Path, operand: Any, asked: tuple[str, ...], field: RecordField | None
    ) -> Iterator[Fault]:
        if not isinstance(operand, Mapping):
            yield from self.references(here, operand, asked)
            return
        if field and field.type == "secret" and not OPERATORS & operand.keys():
            return
        for name, wanted in operand.items():
            place: Path = (*here, name)
            if name not in OPERATORS:
                yield from unknown(place, "operator", name, OPERATORS)
            elif name == "refers_to":
                target = field and (field.to or (self.platform.file_record if field.type == "files" else None))
                if target not in self.records:
                    yield place, "refers_to needs a field of type record or files"
                else:
                    yield from self.condition(place, wanted, asked, self.records[str(target)])
            elif name == "not":
                yield from self._operand(place, wanted, asked, field)
            elif rule := _OPERAND_RULES.get(name):
                fits, expected = rule
                if not fits(wanted):
                    yield place, f"{name} takes {expected}"
                yield from self.references(place, wanted, asked)
            else:
                yield from self.references(place, wanted, asked)

    def references(self, here: Path, value: Any, asked: Iterable[str], *, each: bool = False) -> Iterator[Fault]:
        """The faults of `$references` anywhere in a value; `$each` is known only where something is done for each."""
        asked = tuple(asked)
        for reference in _texts(value):
            source, *way = reference.split(".")
            if reference in FIXED or DAYS_AWAY.fullmatch(reference) or (each and source == "$each"):
                continue
            if source == "$record" and way:
                yield from unknown(here, "field in $record", way[0], [*self.record.fields, "state", "rid"])
            elif source == "$input" and way:
                yield from unknown(here, "input in $input", way[0], asked)
            else:
                yield here, f'unknown reference "{reference}"; expected {_KNOWN}'
                continue
            yield from self._led(here, way)

    def _led(self, here: Path, way: list[str]) -> Iterator[Fault]:
        """`$record.thua.dien_tich`: a field of the record that the field `thua` points at."""
        record = self.record
        for name, beyond in pairwise(way):
            field = record.fields.get(name)
            if field is None:
                return  # said already
            target = self.records.get(field.to or "") if field.type == "record" else None
            if target is None:
                yield here, f'"{name}" points at no record: only a field of type record leads on'
                return
            yield from unknown(here, f"field of {field.to}", beyond, [*target.fields, "state"])
            record = target

    def meant(self, reference: Any) -> RecordField | None:
        """The field that a `$record.x` or `$input.x` stands for; None for anything else."""
        if not isinstance(reference, str) or not reference.startswith(("$record.", "$input.")):
            return None
        record, field = self.record, None
        for name in reference.split(".")[1:]:
            field = record.fields.get(name)
            if field is None:
                return None
            record = self.records.get(field.to or "", record)
        return field

    def rows_condition(self, here: Path, condition: Any, columns: Mapping[str, Column]) -> Iterator[Fault]:
        """The faults of a condition over the rows of a table."""
        as_record = self.record.model_copy(
            update={
                "fields": {
                    key: RecordField(vi=column.vi, en=column.en, type=column.type, options=column.options)
                    for key, column in columns.items()
                },
                "states": {},
            }
        )
        yield from self.condition(here, condition, (), as_record)


def _texts(value: Any) -> Iterator[str]:
    """Every `$reference` inside a value."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str) and value.startswith("$"):
        yield value


def _operators(operand: Any) -> set[str]:
    """The operators of one operand, those inside `not` too."""
    if isinstance(operand, list):
        return {"one_of"}
    if not isinstance(operand, Mapping):
        return {"equals"} if operand is not None and operand is not False else {"empty"}
    return set(operand) | (_operators(operand["not"]) if "not" in operand else set())


def _plain(operand: Any) -> list[Any]:
    """The plain values that an operand names (for checking them against states or options)."""
    if isinstance(operand, Mapping):
        kept = ("equals", "one_of", "not", "same", "contains", "excludes")
        return [value for name in kept if name in operand for value in _plain(operand[name])]
    values = operand if isinstance(operand, list) else [operand]
    return [value for value in values if isinstance(value, str) and value[:1] not in ("$", "@", "{")]


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _is_size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_pattern(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) <= 500 and regex.compile(value) is not None
    except regex.error:
        return False


_OPERAND_RULES: dict[str, tuple[Any, str]] = {
    "empty": (_is_flag, "true or false"),
    "working_day": (_is_flag, "true or false"),
    "min_length": (_is_size, "a whole number"),
    "max_length": (_is_size, "a whole number"),
    "count": (lambda v: _is_size(v) or isinstance(v, Mapping), "a whole number or operators"),
    "sum": (lambda v: isinstance(v, Mapping), "operators, and column for rows"),
    "one_of": (lambda v: isinstance(v, list), "a list"),
    "between": (lambda v: isinstance(v, list) and len(v) == 2, "[low, high]"),
    "matches": (_is_pattern, "a pattern of at most 500 characters"),
    "working_days_before": (
        lambda v: isinstance(v, Mapping) and v.keys() == {"than", "at_least"} and _is_size(v["at_least"]),
        "{than: a date, at_least: a whole number}",
    ),
}
_KNOWN = ", ".join([*sorted(FIXED), "$record.x", "$input.x"])
