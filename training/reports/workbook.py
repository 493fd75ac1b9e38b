"""Workbooks (XLSX) as officers expect them: a frozen heading that can be filtered, widths, dates and numbers as such.

Written by openpyxl's streaming writer, which keeps one row in memory, however many there are. What begins like a
formula is a text, marked so that it stays one when somebody types into it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import ALL_TEMP_FILES, WorksheetWriter

from training.people.cells import FORMULA_STARTS
from training.reports.answer import FEW, Column

DAY = "DD/MM/YYYY"
_HEAD = {"font": Font(name="Arial", bold=True), "fill": PatternFill("solid", fgColor="F1EDE2")}
_BROKEN = {number: None for number in range(32) if chr(number) not in "\t\n"}  # what XML cannot hold


def write(
    to: IO[bytes] | str,
    *,
    title: str,
    above: Sequence[str],
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    few: str = "",
    scratch: Path | None = None,
) -> None:
    """One sheet: lines that say what it is, the heading, the rows. `few` stands for numbers that are not shown.

    The rows lie in a file until all are there: in `scratch`, else one of the machine's temporary files. Who is killed
    leaves it behind, with names in it.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_safe_title(title))
    if scratch:
        _lies_in(sheet, scratch)
    head = len(above) + 1
    sheet.freeze_panes = f"A{head + 1}"
    for place, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    for place, words in enumerate(above):
        sheet.append([_text(sheet, words, bold=place == 0)])
    sheet.append([_heading(sheet, column.title) for column in columns])
    last = head
    for row in rows:
        last += 1
        values = (few if value is FEW else value for value in row)
        sheet.append([_cell(sheet, column, value) for column, value in zip(columns, values, strict=True)])
    if columns:
        sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(columns))}{last}"
    book.save(to)


def _lies_in(sheet: Any, scratch: Path) -> None:
    """openpyxl takes the file only from whoever makes its writer; the top is written with the first row."""
    scratch.touch(0o600)
    ALL_TEMP_FILES.append(str(scratch))
    make = sheet._get_writer

    def writer() -> None:
        if sheet._writer is None:
            sheet._writer = WorksheetWriter(sheet, out=str(scratch))
            sheet._writer.write_top()
        make()

    sheet._get_writer = writer


def _safe_title(title: str) -> str:
    return "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:31].strip() or "1"


def _text(sheet: Any, words: str, *, bold: bool = False) -> Any:
    cell = WriteOnlyCell(sheet, value="")
    cell.value = words.translate(_BROKEN)
    cell.data_type = "s"  # or what begins with "=" would be run
    if words.startswith(FORMULA_STARTS):
        cell.quotePrefix = True
    if bold:
        cell.font = _HEAD["font"]
    return cell


def _heading(sheet: Any, words: str) -> Any:
    cell = _text(sheet, words)
    cell.font, cell.fill = _HEAD["font"], _HEAD["fill"]
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def _cell(sheet: Any, column: Column, value: Any) -> Any:
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value if not value.startswith(FORMULA_STARTS) and value.isprintable() else _text(sheet, value)
    if column.kind == "date":
        cell = WriteOnlyCell(sheet, value=timezone.localtime(value).date() if isinstance(value, datetime) else value)
        cell.number_format = DAY
        return cell
    if column.kind == "percent":
        cell = WriteOnlyCell(sheet, value=value / 100)
        cell.number_format = "0%"
        return cell
    if isinstance(value, int):
        cell = WriteOnlyCell(sheet, value=value)
        cell.number_format = "#,##0"
        return cell
    return value
