"""Other values for a box: such as somebody in a hurry might give, and none at all."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.definition.schema import Column, Platform, RecordField
from sandbox.spec import ScenarioRecord

#: What somebody writes who only wants to be done.
CARELESS = "Đã xem"
MOST_OTHERS = 2  # other options of a list, other records


class OtherValues:
    """`records`: those that lie ready, to be taken for each other."""

    def __init__(self, platform: Platform, records: Sequence[ScenarioRecord]) -> None:
        self.platform, self.records = platform, records

    def others(self, about: RecordField, value: Any) -> Iterator[Any]:
        """Other values of the same kind, such as somebody in a hurry might give, and none at all."""
        seen: list[Any] = [value]
        for other in [*self.different(about, value), ""]:
            if other not in seen and not (other == "" and value in (None, "", [], False)):
                seen.append(other)
                yield other

    def different(self, about: RecordField, value: Any) -> list[Any]:
        match about.type:
            case "text" | "longtext" | "richtext":
                return [CARELESS]
            case "secret":
                return ["123456", f"{value}9"]
            case "choice":
                return [one for one in about.options if one != value][:MOST_OTHERS]
            case "person":
                return self._people(about, [value])[:MOST_OTHERS]
            case "unit":
                return self._units(about, [value])[:MOST_OTHERS]
            case "record":
                return self._records(about.to or "", [value])[:MOST_OTHERS]
            case "choices" | "people" | "units" | "files":
                return self._lists(about, value if isinstance(value, list) else [value])
            case "rows":
                return _other_rows(about, value if isinstance(value, list) else [])
            case "number" | "money":
                return _other_numbers(value)
            case "date" | "datetime":
                return _other_days(value)
            case "checkbox":
                return [not value]
        return []

    def _people(self, about: RecordField, but: Sequence[Any]) -> list[str]:
        people = self.platform.people.items()
        return [key for key, one in people if key not in but and (not about.roles or one.role in about.roles)]

    def _units(self, about: RecordField, but: Sequence[Any]) -> list[str]:
        units = self.platform.units.items()
        return [key for key, unit in units if key not in but and (unit.own or not about.own_units)]

    def _records(self, record_type: str, but: Sequence[Any]) -> list[str]:
        laid = [f"@{one.ref}" for one in self.records if one.record == record_type]
        return [name for name in laid if name not in but]

    def _lists(self, about: RecordField, value: list[Any]) -> list[Any]:
        """One less, and one more."""
        further: list[Any] = []
        match about.type:
            case "choices":
                further = [one for one in about.options if one not in value]
            case "people":
                further = list(self._people(about, value))
            case "units":
                further = list(self._units(about, value))
            case "files":
                further = list(self._records(self.platform.file_record or "", value))
        less = [value[:-1]] if len(value) > 1 else []
        return [*less, *([*value, one] for one in further[:1]), *([one] for one in further[:1])]


def _other_numbers(value: Any) -> list[Any]:
    try:
        number = float(str(value).replace(",", "."))
    except ValueError:
        return ["7"]
    whole = int(number)
    return [str(whole + 1), str(whole * 10 + 1)] if number == whole else [str(whole + 1)]


def _other_days(value: Any) -> list[Any]:
    if not isinstance(value, str) or not re.match(r"\d{4}-\d\d-\d\d", value):
        return []
    if "T" in value:
        moment = datetime.fromisoformat(value)
        return [(moment + timedelta(days)).isoformat(timespec="minutes") for days in (1, -1)]
    return [(date.fromisoformat(value) + timedelta(days)).isoformat() for days in (1, -1, 31)]


def _other_rows(about: RecordField, rows: list[Any]) -> list[Any]:
    """A row less; and in the last row another cell, of each column that can be written."""
    found: list[Any] = [rows[:-1]] if len(rows) > 1 else []
    if rows and isinstance(rows[-1], dict):
        for key, column in about.columns.items():
            if key in rows[-1] and not column.locked and (cell := _other_cell(column, rows[-1][key])) is not None:
                found.append([*rows[:-1], {**rows[-1], key: cell}])
    return found


def _other_cell(column: Column, value: Any) -> Any:
    match column.type:
        case "choice":
            return next((one for one in column.options if one != value), None)
        case "number" | "money":
            return next(iter(_other_numbers(value)), None)
        case "date":
            return next(iter(_other_days(value)), None)
        case "checkbox":
            return not value
    return CARELESS
