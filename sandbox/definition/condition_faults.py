"""The faults of conditions and `$references`: unknown names, and operands of the wrong form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import regex

from sandbox.definition.conditions import COMBINATORS, DAYS_AWAY, OF_THE_PERSON, OPERATORS, OTHER
from sandbox.definition.schema import Platform, RecordField, RecordType

Path = tuple[str | int, ...]
Fault = tuple[Path, str]
FIXED = frozenset({"$now", "$today", "$me.person", "$me.unit", "$me.role"}) | OF_THE_PERSON


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

    def _other(self, here: Path, operand: Any, asked: tuple[str, ...]) -> Iterator[Fault]:
        """`other: {record: phieu, where: {…}}`: its condition is asked of lists, so of state and indexed fields."""
        if not isinstance(operand, Mapping) or not {"record"} <= operand.keys() <= {"record", "where", "count"}:
            yield here, "expected {record: a record type, where: a condition} and, if not at least one, count"
            return
        yield from unknown((*here, "record"), "record type", operand["record"], self.records)
        if operand["record"] in self.records:
            target = self.records[operand["record"]]
            yield from self.condition((*here, "where"), operand.get("where", {}), asked, target)

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

    def references(self, here: Path, value: Any, asked: Iterable[str]) -> Iterator[Fault]:
        """The faults of `$references` anywhere in a value."""
        if isinstance(value, Mapping):
            value = list(value.values())
        if isinstance(value, list):
            for one in value:
                yield from self.references(here, one, asked)
        elif isinstance(value, str) and value.startswith("$") and value not in FIXED:
            if DAYS_AWAY.fullmatch(value):
                return
            source, _, name = value.partition(".")
            name, _, beyond = name.partition(".")
            if source == "$record":
                yield from unknown(here, "field in $record", name, [*self.record.fields, "state", "rid"])
                yield from self._beyond(here, name, beyond)
            elif source == "$input":
                yield from unknown(here, "input in $input", name, asked)
                yield from self._beyond(here, name, beyond)
            else:
                yield here, f'unknown reference "{value}"; expected {", ".join(sorted(FIXED))}, $record.x or $input.x'

    def _beyond(self, here: Path, name: str, beyond: str) -> Iterator[Fault]:
        """`$record.thua.dien_tich`: a field of the record that the field `thua` points at."""
        field = self.record.fields.get(name)
        if beyond and field:
            if field.type != "record" or field.to not in self.records:
                yield here, f'"{name}" points at no record: only a field of type record leads on'
            else:
                yield from unknown(here, f"field of {field.to}", beyond, self.records[field.to].fields)


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
