"""Files of an export as rows: CSV (`,` `;` or tab), XLSX, JSON. A cell is text, a number, or a date as text.

A file that is not what it says, or that would unpack to more than `LARGEST`, raises `BadFile` with a sentence.
"""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

LARGEST = 1024 * 1024 * 1024  # bytes, unpacked
MOST_COLUMNS = 400
Cell = Any  # str, int, float, bool, datetime, list of mappings (JSON only), None


class BadFile(Exception):
    """What is wrong with the file as a whole."""


@dataclass(frozen=True)
class Row:
    number: int  # as somebody counts who opens the file; of a JSON list the place, from 1
    cells: dict[str, Cell]


def rows_of(path: Path, *, sheet: str | None = None, inside: str | None = None) -> Iterator[Row]:
    """The rows that have something in them. Raises BadFile, also while reading."""
    if not path.is_file():
        raise BadFile(_("There is no such file."))
    if path.stat().st_size > LARGEST:
        raise BadFile(_("The file is larger than 1 GB. Export it in parts."))
    match path.suffix.lower():
        case ".csv" | ".txt" | ".tsv":
            return _csv(path)
        case ".xlsx" | ".xlsm":
            return _xlsx(path, sheet)
        case ".json":
            return _json(path, inside)
    raise BadFile(_("Expected a file of the kind CSV, XLSX or JSON."))


def _csv(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        try:
            heading = file.readline()
            separator = max(",;\t", key=heading.count)
            file.seek(0)
            reader = csv.reader(file, delimiter=separator, strict=True)
            names = _names(next(reader, []))
            line = reader.line_num + 1
            for cells in reader:
                if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
                    raise BadFile(_("Line %(n)s has more cells than the heading.") % {"n": line})
                if any(cell.strip() for cell in cells):
                    yield Row(line, dict(zip(names, cells, strict=False)))
                line = reader.line_num + 1
        except UnicodeDecodeError:
            raise BadFile(_("The file is not text in UTF-8.")) from None
        except csv.Error as error:
            raise BadFile(_("Line %(n)s cannot be read: %(why)s.") % {"n": reader.line_num, "why": error}) from None


def _xlsx(path: Path, sheet: str | None) -> Iterator[Row]:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST:
                raise BadFile(_("The file would unpack to more than 1 GB."))
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except BadFile:
        raise
    except Exception as error:  # whatever openpyxl makes of a file that is no workbook
        raise BadFile(_("The file cannot be read as a workbook.")) from error
    try:
        if sheet is not None and sheet not in book.sheetnames:
            raise BadFile(_("The workbook has no sheet “%(name)s”.") % {"name": sheet})
        lines = (book[sheet] if sheet else book.worksheets[0]).iter_rows(values_only=True)
        names = _names([str(cell or "") for cell in next(lines, ())])
        for number, cells in enumerate(lines, 2):
            if any(cell not in (None, "") for cell in cells):
                yield Row(number, {name: _plain(cell) for name, cell in zip(names, cells, strict=False)})
    finally:
        book.close()


def _json(path: Path, inside: str | None) -> Iterator[Row]:
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        raise BadFile(_("The file cannot be read as JSON.")) from None
    for part in inside.split(".") if inside else []:
        data = data.get(part) if isinstance(data, dict) else None
    if not isinstance(data, list):
        raise BadFile(_("Expected a list of records there."))
    for number, record in enumerate(data, 1):
        if not isinstance(record, dict):
            raise BadFile(_("Record %(n)s is no record.") % {"n": number})
        yield Row(number, {str(name): _plain(cell) for name, cell in record.items()})


def _names(heading: list[str]) -> list[str]:
    names = [" ".join(name.split()) for name in heading]
    while names and not names[-1]:
        names.pop()
    if not names:
        raise BadFile(_("The file has no heading line."))
    if len(names) > MOST_COLUMNS:
        raise BadFile(_("The file has more than %(n)s columns.") % {"n": MOST_COLUMNS})
    if len(set(names)) != len(names):
        raise BadFile(_("Two columns have the same heading."))
    return names


def _plain(cell: Any) -> Cell:
    """A date as the platform writes it; anything strange as text."""
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%dT%H:%M") if (cell.hour, cell.minute) != (0, 0) else cell.strftime("%Y-%m-%d")
    if isinstance(cell, date):
        return cell.isoformat()
    return cell if cell is None or isinstance(cell, str | int | float | bool | list | dict) else str(cell)
