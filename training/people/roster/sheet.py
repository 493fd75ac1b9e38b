"""A roster file as clean cells: a workbook, or text with `,` or `;`; one heading line, one person a line.

Text is UTF-8; an older encoding is read if its heading line proves which one it is (see `legacy`). Cells come out in
NFC, without invisible characters, spaces single. What only looks like a formula is text.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from training.people.errors import RosterProblem, RosterRefused
from training.people.names import fold, tidy
from training.people.roster import legacy, workbook
from training.people.roster.unpacked import BadWorkbook

MOST_LINES = 60_000
HEAD = 20_000  # characters in which the heading line is looked for
LOST_CHARACTER = "\ufffd"
WORKBOOK, OLD_OFFICE = (b"PK\x03\x04", b"PK\x05\x06"), b"\xd0\xcf\x11\xe0"
FORMULA_STARTS = ("=", "+", "-", "@")

#: Column → its heading in Vietnamese. Either is accepted in the file, whatever the capitals and marks.
COLUMNS = {
    "staff_code": "Mã công chức",
    "full_name": "Họ và tên",
    "email": "Thư điện tử",
    "unit": "Đơn vị",
    "position": "Vị trí việc làm",
    "is_manager": "Là người đứng đầu",
    "role": "Vai trò",
    "scope": "Phạm vi",
    "since": "Từ ngày",
    "until": "Nghỉ từ ngày",
}
SUPERIOR = re.compile(r"quan ly|cap tren|manager|superior|reports to")
#: These may be missing from a file.
OPTIONAL = frozenset({"role", "scope", "since", "until"})
_KNOWN = {fold(heading): column for column, title in COLUMNS.items() for heading in (column, title)}


@dataclass(frozen=True)
class Line:
    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """The lines with something in them; `headings` are the columns as this file calls them."""

    headings: dict[str, str]
    lines: list[Line]
    problems: list[RosterProblem]


def template() -> bytes:
    """An empty roster in the language of the screens, with the mark by which Excel knows UTF-8."""
    headings = COLUMNS.values() if get_language() == "vi" else COLUMNS.keys()
    return (",".join(headings) + "\r\n").encode("utf-8-sig")


def read(content: bytes) -> Sheet:
    """The cells of the file. Raises `RosterRefused` if it cannot be read as a roster at all."""
    records = _rows_of(content) if content.startswith(WORKBOOK) else _records(_text(content))
    if not records:
        raise _refused(1, _("The file is empty. Expected: a heading line, then one person a line."))
    number, record = records[0]
    columns = _columns(number, record)
    titles = COLUMNS if get_language() == "vi" else {column: column for column in COLUMNS}
    headings = titles | {column: tidy(record[place]) for place, column in enumerate(columns)}
    problems: list[RosterProblem] = []
    lines = [Line(number, _cells(number, record, columns, headings, problems)) for number, record in records[1:]]
    if not lines:
        raise _refused(number, _("The file has a heading line and nobody below it. Expected: one person a line."))
    return Sheet(headings, lines, problems)


def _refused(number: int, say: str, column: str = "") -> RosterRefused:
    return RosterRefused([RosterProblem(number, column, say)])


def _rows_of(content: bytes) -> list[tuple[int, list[str]]]:
    found = []
    try:
        for number, record in workbook.records(content):
            found.append((number, record))
            if len(found) > MOST_LINES + 1:
                raise _too_many(number)
    except BadWorkbook as bad:
        raise _refused(1, str(bad)) from bad
    return found


def _too_many(number: int) -> RosterRefused:
    most = f"{MOST_LINES:,}".replace(",", ".")
    return _refused(
        number, _("More than %(most)s people. Expected: at most that many; split the file.") % {"most": most}
    )


def _text(content: bytes) -> str:
    if say := _something_else(content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().lower()):
        raise _refused(1, say)
    try:
        text = content.decode("utf-8-sig")
        fault = text.find("\0")
        number = text.count("\n", 0, fault) + 1
    except UnicodeDecodeError as error:
        fault = error.start
        number = content.count(b"\n", 0, fault) + 1
    if fault < 0:
        return text
    if b"\0" not in content and (reading := legacy.read(content, HEAD, _is_ours)):
        return reading
    raise _refused(
        number,
        _("The file is not text in UTF-8. In Excel, save it as “CSV UTF-8 (Comma delimited)” and import that file."),
    )


def _something_else(begins: bytes) -> str:
    """What a file is that has a roster's name and is none, or ""."""
    if begins.startswith(OLD_OFFICE):
        return _(
            "The file is an old workbook (.xls), or locked with a password. Save it as .xlsx without a password."
        )
    if begins.startswith(b"%pdf"):
        return _("The file is a PDF. Ask for the workbook that it was made from, or type the rows into the template.")
    if begins.startswith((b"\x89png", b"\xff\xd8\xff", b"gif8")):
        return _("The file is a picture, not a roster. Choose the file in XLSX or CSV.")
    if begins.startswith(b"{\\rtf"):
        return _("The file is a Word document. Copy the table into a workbook and save it as .xlsx.")
    if begins.startswith(b"<"):
        return _("The file is a web page under another name. Open it in Excel and save it as .xlsx.")
    return ""


def _heading(text: str) -> str:
    """The first line with something in it."""
    return (text[: HEAD * 4].lstrip()[:HEAD].splitlines() or [""])[0]


def _is_ours(text: str) -> bool:
    """Whether the heading line is one of ours, in Vietnamese: what was read wrong would not have all those marks."""
    cells = [tidy(cell).lower() for cell in _heading(text).replace(";", ",").replace('"', "").split(",")]
    return {"mã công chức", "họ và tên", "đơn vị"} <= set(cells)


def _records(text: str) -> list[tuple[int, list[str]]]:
    """Every record that is not blank, with the line on which it begins."""
    heading = _heading(text)
    separator = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    records: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                records.append((begins, record))
            begins = reader.line_num + 1
            if len(records) > MOST_LINES + 1:
                raise _too_many(records[-1][0])
    except csv.Error as error:
        say = _('The quotation marks do not match from this line on. Expected: a cell in "…", a quote inside as "".')
        if "field" in str(error) and "limit" in str(error):
            say = _(
                "A cell here holds more than %(most)s characters; perhaps a quotation mark is missing. Expected: one "
                "person a line."
            ) % {"most": f"{csv.field_size_limit():,}".replace(",", ".")}
        raise _refused(begins, say) from None
    return records


def _columns(number: int, record: list[str]) -> list[str]:
    """The column of each cell of the heading line, all of them known and there once."""
    written = [tidy(cell) for cell in record]
    while not written[-1]:
        written.pop()
    if len(written) > workbook.MOST_COLUMNS:
        say = _("%(found)s columns in the heading line. Expected: at most %(most)s; delete the others.")
        raise _refused(number, say % {"found": len(written), "most": workbook.MOST_COLUMNS})
    columns = [_KNOWN.get(fold(heading), "") for heading in written]
    expected = ", ".join(COLUMNS.values() if get_language() == "vi" else COLUMNS.keys())
    problems = []
    for place, (heading, column) in enumerate(zip(written, columns, strict=True)):
        if not column:
            say = _("This column is not part of a roster. Expected: %(columns)s.") % {"columns": expected}
            if SUPERIOR.search(fold(heading)):
                say = _(
                    "A roster names nobody's superior: who leads a unit has an x under “Là người đứng đầu”, so "
                    "nobody stands above themselves or in a circle. Expected: without this column."
                )
            problems.append(RosterProblem(number, heading or str(place + 1), say))
        elif column in columns[:place]:
            say = _("This column is there twice. Expected: once.")
            problems.append(RosterProblem(number, heading, say))
    for column, title in COLUMNS.items():
        if column not in columns and column not in OPTIONAL:
            say = _("This column is missing. Expected: %(columns)s.") % {"columns": expected}
            problems.append(RosterProblem(number, title if get_language() == "vi" else column, say))
    if problems:
        raise RosterRefused(problems)
    return columns


def _cells(
    number: int, record: list[str], columns: list[str], headings: dict[str, str], problems: list[RosterProblem]
) -> dict[str, str]:
    if any(cell.strip() for cell in record[len(columns) :]):
        say = _(
            '%(found)s cells in this line. Expected: %(expected)s; a cell with the separator in it stands in "…".'
        )
        problems.append(RosterProblem(number, "", say % {"found": len(record), "expected": len(columns)}))
    cells = dict.fromkeys(COLUMNS, "")
    for place, column in enumerate(columns):
        written = record[place] if place < len(record) else ""
        if say := _unreadable(written):
            problems.append(RosterProblem(number, headings[column], say))
        cells[column] = _clean(written)
    return cells


def _unreadable(cell: str) -> str:
    """What is wrong with the characters of a cell, or ""."""
    if cell == workbook.FORMULA:
        return _("A formula stands here. Expected: its value; copy the column and paste it as values.")
    if cell == workbook.BROKEN:
        return _("An error of the workbook stands here. Expected: a value.")
    if cell.isascii() and cell.isprintable():
        return ""
    clean = _clean(cell)
    if any(unicodedata.category(character) == "Cc" or character == LOST_CHARACTER for character in clean):
        return _("A character here cannot be shown; it was lost on the way. Expected: readable text; type it again.")
    if meant := legacy.meant(cell):
        say = _(
            "Written in an old font (TCVN3 or VNI), perhaps “%(meant)s”. Expected: Unicode; convert the file first."
        )
        return say % {"meant": meant[:60]}
    return ""


def _clean(cell: str) -> str:
    """Without invisible characters, and without the apostrophe that keeps an exported cell from being a formula."""
    if cell.isascii() and cell.isprintable():
        text = " ".join(cell.split())
    else:
        text = tidy("".join(character for character in cell if unicodedata.category(character) != "Cf"))
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_STARTS else text
