"""Workbooks (XLSX): read row by row after `unpacked` has looked at them, written row by row as plain text cells."""

import datetime
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any
from xml.sax.saxutils import escape

import openpyxl

from training.people.roster.unpacked import MOST_ROWS, BadWorkbook, damaged, look_inside, too_many_rows

MOST_COLUMNS = 24
FORMULA, BROKEN = "\ue000formula", "\ue000error"  # a private character, which every database keeps


def records(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of the first sheet that one sees, each with its number. Raises `BadWorkbook`."""
    look_inside(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
            if number > MOST_ROWS:
                raise BadWorkbook(too_many_rows())
            texts = [_text(cell) for cell in row]
            if any(texts):
                while texts and not texts[-1]:
                    texts.pop()
                yield number, texts
    except BadWorkbook:
        raise
    except Exception as error:  # a hostile file makes the reader raise whatever there is
        raise BadWorkbook(damaged()) from error


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if cell.data_type == "e":
        return BROKEN
    if isinstance(value, datetime.datetime | datetime.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


# --- writing --------------------------------------------------------------------------------------------

_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>{sheets}</Types>'
)
_SHEET_TYPE = (
    '<Override PartName="/xl/worksheets/sheet{n}.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{all}</Relationships>'
)
_RELATION = (
    '<Relationship Id="rId{n}" Target="{target}"'
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>'
)
_BOOK = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>{sheets}</sheets></workbook>'
)
#: Style 0 is text (format 49), so that what is typed below stays as typed: 001, 05/12/2026; style 1 the same, bold.
_STYLES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<fonts count="2"><font><sz val="11"/><name val="Arial"/></font>'
    '<font><b/><sz val="11"/><name val="Arial"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)
_SHEET = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft"'
    ' state="frozen"/></sheetView></sheetViews><cols>{columns}</cols><sheetData>'
)
_COLUMN = '<col min="{n}" max="{n}" width="{width}" style="1" customWidth="1"/>'


def write(to: IO[bytes], sheets: Sequence[tuple[str, Sequence[int], Iterable[Sequence[str]]]]) -> None:
    """Each sheet as (title, widths of its columns, rows); the first row is the heading. Every cell is text, so that
    nothing is taken for a formula. One row is in memory at a time."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        numbers = range(1, len(sheets) + 1)
        targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in numbers] + [("styles", "styles.xml")]
        archive.writestr(
            "[Content_Types].xml", _TYPES.format(sheets="".join(_SHEET_TYPE.format(n=n) for n in numbers))
        )
        book = _RELATION.format(n=1, target="xl/workbook.xml", kind="officeDocument")
        archive.writestr("_rels/.rels", _RELATIONS.format(all=book))
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            _RELATIONS.format(
                all="".join(_RELATION.format(n=n, target=t, kind=kind) for n, (kind, t) in enumerate(targets, 1))
            ),
        )
        named = (
            f'<sheet name="{escape(title[:31])}" sheetId="{n}" r:id="rId{n}"/>'
            for n, (title, _widths, _rows) in enumerate(sheets, 1)
        )
        archive.writestr("xl/workbook.xml", _BOOK.format(sheets="".join(named)))
        archive.writestr("xl/styles.xml", _STYLES)
        for n, (_title, widths, rows) in enumerate(sheets, 1):
            with archive.open(f"xl/worksheets/sheet{n}.xml", "w", force_zip64=True) as part:
                columns = "".join(_COLUMN.format(n=place, width=width) for place, width in enumerate(widths, 1))
                part.write(_SHEET.format(columns=columns).encode())
                for number, row in enumerate(rows):
                    style = 1 if number else 2
                    part.write(f"<row>{''.join(_cell(text, style) for text in row)}</row>".encode())
                part.write(b"</sheetData></worksheet>")


def _cell(text: str, style: int) -> str:
    if not text:
        return f'<c s="{style}"/>'
    clean = escape("".join(character for character in text if character >= " " or character in "\t\n"))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{clean}</t></is></c>'
