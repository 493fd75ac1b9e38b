"""What lies in a workbook's zip file, looked at before anything is read from it: within bounds, or refused.

Whoever writes such a file may make every part of it as large, as deep and as strange as they like. So each part goes
through a bare XML parser once, which keeps nothing: what is read afterwards has so many rows, cells and texts at
most, no entity of its own, and no mark that is longer than any program writes. `zipfile` never unpacks more than the
size that a part states.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from xml.parsers import expat

from django.utils.translation import gettext as _

MOST_UNPACKED = 120 * 1024 * 1024
MOST_PARTS = 200
MOST_ROWS = 100_000  # with the empty ones between
MOST_CELLS = 16_384  # in a row: as many as Excel has columns
MOST_ELEMENTS = 4_000_000  # 60,000 people take two
MOST_OTHERS = 100_000  # of which each is kept while it is read: formats, merged cells…
LONGEST_TEXT = 33_000  # Excel's own bound for a cell is 32,767
LONGEST_MARK = 1 << 20
DEEPEST = 60
CHUNK = 1 << 16
#: What rows and shared texts are made of; of these only one is kept at a time.
PASSING = frozenset({"row", "c", "v", "is", "t", "si", "f"})
BOOK = "xl/workbook.xml"


class BadWorkbook(Exception):
    """It cannot be read; the message is a sentence for whoever sent it."""


def damaged() -> str:
    return _("The file is damaged or is no workbook. Save it again as .xlsx, or as “CSV UTF-8 (Comma delimited)”.")


def too_large() -> str:
    return _("Unpacked, the file is far too large for a roster. Copy the rows into a new file.")


def too_many_rows() -> str:
    return _("The sheet has too many rows. Split it, or copy the rows into a new file.")


def look_inside(content: bytes) -> None:
    """Raises `BadWorkbook`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise BadWorkbook(too_large())
            if any(part.flag_bits & 1 for part in parts):
                raise BadWorkbook(_("The file is locked with a password. Save it without one."))
            if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
                raise BadWorkbook(damaged())
            _is_a_workbook({part.filename for part in parts})
            looked = _Looked()
            for part in parts:
                with archive.open(part) as opened:
                    looked.at(opened, must_be_xml=part.filename.endswith((".xml", ".rels")))
    except BadWorkbook:
        raise
    except Exception as error:  # a hostile file makes whoever reads it raise whatever there is
        raise BadWorkbook(damaged()) from error


def _is_a_workbook(names: set[str]) -> None:
    if any("vbaproject" in name.lower() for name in names):
        raise BadWorkbook(_("The workbook has macros (.xlsm). Save it as .xlsx, which has none."))
    if BOOK in names:
        return
    others: Mapping[str, str] = {
        "xl/workbook.bin": _("The file is a binary workbook (.xlsb). Save it as .xlsx."),
        "content.xml": _("The file is a LibreOffice table (.ods). Save it as an Excel workbook (.xlsx)."),
        "word/document.xml": _("The file is a Word document. Copy the table into a workbook and save it as .xlsx."),
    }
    for name, say in others.items():
        if name in names:
            raise BadWorkbook(say)
    if any(name.lower().endswith((".xlsx", ".xls", ".csv", ".zip", ".ods")) for name in names):
        raise BadWorkbook(_("The file is a compressed folder. Unpack it and send the workbook that is in it."))
    raise BadWorkbook(damaged())


class _Looked:
    """The bounds of one file, counted over all its parts."""

    def __init__(self) -> None:
        self.elements = self.others = self.rows = 0

    def at(self, part: object, *, must_be_xml: bool) -> None:
        self.cells = self.text = self.depth = self.since = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._has_a_doctype
        parser.StartElementHandler = self._begins
        parser.EndElementHandler = self._ends
        parser.CharacterDataHandler = self._says
        try:
            while chunk := part.read(CHUNK):  # type: ignore[attr-defined]
                self.since += len(chunk)
                parser.Parse(chunk, False)
                if self.since > LONGEST_MARK:
                    raise BadWorkbook(damaged())
            parser.Parse(b"", True)
        except expat.ExpatError:
            if must_be_xml:
                raise BadWorkbook(damaged()) from None  # else a picture, in which XML ends where it ends here

    def _has_a_doctype(self, *_said: object) -> None:
        raise BadWorkbook(damaged())

    def _begins(self, tag: str, attributes: dict[str, str]) -> None:
        self.since = self.text = 0
        self.depth += 1
        self.elements += 1
        name = tag.rpartition(":")[2]
        if name == "c":
            self.cells += 1
        elif name == "row":
            self.cells = 0
            self.rows += 1
        elif name not in PASSING:
            self.others += 1
        if self.rows > MOST_ROWS:
            raise BadWorkbook(too_many_rows())
        if (
            self.cells > MOST_CELLS
            or self.elements > MOST_ELEMENTS
            or self.others > MOST_OTHERS
            or self.depth > DEEPEST
        ):
            raise BadWorkbook(too_large())

    def _ends(self, _tag: str) -> None:
        self.since = 0
        self.depth -= 1

    def _says(self, text: str) -> None:
        self.since = 0
        self.text += len(text)
        if self.text > LONGEST_TEXT:
            raise BadWorkbook(
                _("One cell holds more than %(most)s characters. Copy the rows into a new file.")
                % {"most": f"{LONGEST_TEXT // 1000 * 1000:,}".replace(",", ".")}
            )
