"""Rows of an export → records of a snapshot; every fault named by file, line and column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sandbox.definition.problems import ValueProblem
from sandbox.definition.schema import Column, Mask, Platform, RecordField
from sandbox.definition.values import parse, parse_stored
from sandbox.importing.mapping import Mapping, Skip, Source, Table
from sandbox.importing.privacy import Privacy, field_masks, is_text
from sandbox.importing.tables import BadFile, Row, rows_of


class Fault(NamedTuple):
    file: str
    line: int | None
    column: str
    say: str

    def __str__(self) -> str:
        place = self.file if self.line is None else _("%(file)s, line %(n)s") % {"file": self.file, "n": self.line}
        return f"{place}, {self.column}: {self.say}" if self.column else f"{place}: {self.say}"


@dataclass(frozen=True)
class Made:
    """A record as it will stand in the snapshot, and the row it comes from."""

    table: Table
    line: int
    state: str
    values: dict[str, Any]


class Export:
    """The tables of a mapping in their folder, read as often as needed."""

    def __init__(self, folder: Path, mapping: Mapping, platform: Platform) -> None:
        self.folder, self.mapping, self.platform = folder, mapping, platform
        self.faults: list[Fault] = []
        self.skipped = 0
        self._rids: dict[tuple[str, str], int] = {}

    def learn(self, privacy: Privacy) -> int:
        """Walk through everything once: names of people, which row gets which number. How many records there are."""
        count = 0
        for table in self.mapping.tables:
            names = [source.column for source in table.fields.values() if source.mask == "name" and source.column]
            for row in self._kept(table):
                count += 1
                for name in names:
                    privacy.learn(str(row.cells.get(name) or ""))
                self._learn_tables(table, row, privacy)
                if table.id:
                    self._identify(table, row, count)
        return count

    def records(self, privacy: Privacy) -> Iterator[Made]:
        """Every record, masked. A row with a fault is left out and its faults are noted."""
        for table in self.mapping.tables:
            masks = field_masks(self.platform.record(table.record))
            for row in self._kept(table):
                before = len(self.faults)
                state = self._state(table, row)
                values = {}
                for name, source in table.fields.items():
                    value = self._field(table, row, name, source, privacy, masks.get(name, {}))
                    if value is not None:
                        values[name] = value
                if len(self.faults) == before:
                    yield Made(table, row.number, state, values)

    def fault(self, table: Table, line: int | None, column: str, say: str) -> None:
        self.faults.append(Fault(table.file, line, column, say))

    # --- rows ---------------------------------------------------------------------------------------------

    def _kept(self, table: Table) -> Iterator[Row]:
        """The rows that are not skipped; a file that cannot be read is a fault, and has no more rows."""
        skips = [skip for skip in (table.skip_when, self.mapping.skip_when) if skip]
        wanted = {source.column for source in [*table.fields.values(), table.state] if source and source.column}
        wanted |= {table.id} if table.id else set()
        checked = False
        try:
            for row in rows_of(self._path(table), sheet=table.sheet, inside=table.path):
                if not checked and not self._json(table) and (lost := sorted(wanted - row.cells.keys())):
                    raise BadFile(_("The file has no column “%(name)s”.") % {"name": "”, “".join(lost)})
                checked = True
                if any(_is_skipped(skip, row) for skip in skips):
                    self.skipped += 1
                else:
                    yield row
        except BadFile as bad:
            fault = Fault(table.file, None, "", str(bad))
            if fault not in self.faults:
                self.faults.append(fault)

    def _path(self, table: Table) -> Path:
        path = (self.folder / table.file).resolve()
        if not path.is_relative_to(self.folder.resolve()):
            raise BadFile(_("The file lies outside the folder of the mapping."))
        return path

    def _json(self, table: Table) -> bool:
        return table.file.lower().endswith(".json")

    def _identify(self, table: Table, row: Row, rid: int) -> None:
        name = _written(row.cells.get(table.id or ""))
        if not name:
            self.fault(table, row.number, table.id or "", _("This is empty."))
        elif self._rids.setdefault((table.record, name), rid) != rid:
            self.fault(table, row.number, table.id or "", _("Another row has this value."))

    def _learn_tables(self, table: Table, row: Row, privacy: Privacy) -> None:
        for name, masks in field_masks(self.platform.record(table.record)).items():
            source = table.fields.get(name)
            cells = row.cells.get(source.column or "") if source else None
            for line in cells if isinstance(cells, list) else []:
                for column, kind in masks.items():
                    if kind == "name" and isinstance(line, dict):
                        privacy.learn(str(line.get(column) or ""))

    # --- one record ---------------------------------------------------------------------------------------

    def _state(self, table: Table, row: Row) -> str:
        record = self.platform.record(table.record)
        if table.state is None:
            return record.start_state
        found = _translated(table.state, row)
        if found not in record.states:
            self.fault(
                table,
                row.number,
                table.state.column or "",
                _("There is no state for “%(value)s”.") % {"value": found},
            )
            return record.start_state
        return str(found)

    def _field(
        self, table: Table, row: Row, name: str, source: Source, privacy: Privacy, masks: dict[str, Mask]
    ) -> Any:
        field = self.platform.record(table.record).fields[name]
        raw = _translated(source, row)
        if raw is None or raw == "":
            return None
        if source.refers_to:
            return self._referred(table, row, field, source, raw)
        try:
            if field.type == "rows" and isinstance(raw, list):
                return self._table(field, raw, privacy, masks)
            value = self._value(field, source, raw)
        except ValueProblem as problem:
            self.fault(table, row.number, source.column or name, problem.say.into(get_language() or "vi"))
            return None
        return self._private(field, source.mask, value, privacy)

    def _value(self, field: RecordField | Column, source: Source, raw: Any) -> Any:
        if source.many and isinstance(raw, str):
            raw = [part.strip() for part in raw.split(source.many) if part.strip()]
        if field.type in ("number", "money") and isinstance(raw, str) and source.decimal:
            thousands = "," if source.decimal == "." else "."
            raw = raw.replace(" ", "").replace(thousands, "").replace(source.decimal, ".")
        if not isinstance(raw, str) and field.type not in ("choices", "people", "units", "checkbox"):
            raw = raw if field.type in ("number", "money") else _written(raw)
        try:
            return parse_stored(field, raw, platform=self.platform)
        except ValueProblem:
            return parse(
                field,
                _written(raw) if not isinstance(raw, list) else raw,
                today=self.platform.start,
                platform=self.platform,
            )

    def _table(self, field: RecordField, raw: list[Any], privacy: Privacy, masks: dict[str, Mask]) -> Any:
        made = []
        for line in raw:
            cells = line if isinstance(line, dict) else {}
            row = {}
            for key, column in field.columns.items():
                if cells.get(key) in (None, ""):
                    continue
                value = self._value(column, Source(column=key), cells[key])
                row[key] = self._private(column, masks.get(key), value, privacy)
            made.append(row)
        return made or None

    def _private(self, field: RecordField | Column, mask: Mask | None, value: Any, privacy: Privacy) -> Any:
        if mask and field.type == "date" and isinstance(value, str):
            return f"{privacy.cell(mask, value)[:4]}-01-01"
        if mask and isinstance(value, str):
            return privacy.cell(mask, value)
        return privacy.text(value) if is_text(field) and isinstance(value, str) else value

    def _referred(self, table: Table, row: Row, field: RecordField, source: Source, raw: Any) -> Any:
        parts = str(raw).split(source.many) if source.many else [raw]
        found = [self._rids.get((source.refers_to or "", _written(part))) for part in parts]
        if None in found:
            self.fault(table, row.number, source.column or "", _("No row of the export has this value as its own."))
            return None
        return found if field.type == "files" else found[0]


def _translated(source: Source, row: Row) -> Any:
    """What the export means by the cell."""
    if source.column is None:
        return source.value
    raw = row.cells.get(source.column)
    if isinstance(raw, list | dict):
        return raw
    written = _written(raw)
    if written in source.values:
        return source.values[written]
    if not written or (source.values and source.default is not None):
        return source.default
    return raw if not isinstance(raw, str) else written


def _is_skipped(skip: Skip, row: Row) -> bool:
    return _written(row.cells.get(skip.column)) in skip.values


def _written(cell: Any) -> str:
    if cell is None or isinstance(cell, list | dict):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split()) if "\n" not in str(cell) else str(cell).strip()
