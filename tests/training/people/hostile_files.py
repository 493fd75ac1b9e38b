"""Files that must not be taken in, each with the place that its report names and words that it says there.

All of them are sent by the HR officer of xã Hồ Thị Kỷ. Bombs are made when they are asked for.
"""

from __future__ import annotations

import datetime
import io
import unicodedata
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import openpyxl
from openpyxl.styles import Font

from training.people.roster import workbook
from training.people.roster.files import headings
from training.people.roster.legacy import _FROM_VNI, _TCVN3

HERE = "xa-ho-thi-ky"
NEW = ["CM-HK-101", "Lê Văn An", "an.lv@camau.example", f"{HERE}/kinh-te", "Chuyên viên", "", "", ""]
HEADING = "staff_code,full_name,email,unit,position,is_manager,role,scope"
AN = f"CM-HK-101,Lê Văn An,an.lv@camau.example,{HERE}/kinh-te,Chuyên viên,,,"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET = "xl/worksheets/sheet1.xml"


@dataclass(frozen=True)
class Hostile:
    made: bytes | Callable[[], bytes]
    line: int
    column: str
    says: str
    name: str = "ds.xlsx"

    @property
    def content(self) -> bytes:
        return self.made if isinstance(self.made, bytes) else self.made()


# --- how they are made --------------------------------------------------------------------------------------


def sheet(*rows: Sequence[str], heading: Sequence[str] | None = None) -> bytes:
    """A workbook as the product writes them."""
    file = io.BytesIO()
    workbook.write(file, [("Danh sách", [20] * 8, [heading or headings(), *rows])])
    return file.getvalue()


def text(*rows: Sequence[str]) -> bytes:
    """A CSV file as the product writes them."""
    return "\r\n".join(";".join(row) for row in [headings(), *rows]).encode("utf-8-sig")


def csv(*lines: str, heading: str = HEADING) -> bytes:
    """A CSV file as a program writes them, with roles."""
    return "\r\n".join([heading, *lines, ""]).encode()


def but(place: int, value: str, row: Sequence[str] = NEW) -> list[str]:
    """The good row with one other cell."""
    return [*row[:place], value, *row[place + 1 :]]


def zipped(parts: dict[str, bytes], way: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", way) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_parts(parts: dict[str, bytes], content: bytes | None = None) -> bytes:
    """A good workbook with other parts instead or beside."""
    with zipfile.ZipFile(io.BytesIO(content or sheet(NEW))) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()} | parts)


def sheet_of(inside: str) -> bytes:
    """A good workbook whose sheet has this inside."""
    return with_parts({SHEET: f"<worksheet {MAIN}><sheetData>{inside}</sheetData></worksheet>".encode()})


def typed(*rows: Sequence[object], then: Callable[[openpyxl.Workbook], object] | None = None) -> bytes:
    """A workbook as an office program writes them: numbers and days are such, formulas are run."""
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in [headings(), *rows]:
        book.active.append(row)
    if then:
        then(book)
    book.save(file)
    return file.getvalue()


def tcvn3(words: str) -> bytes:
    back = {new: old for old, new in _TCVN3.items()}
    return "".join(back.get(character, character) for character in words).encode("latin-1")


def vni(words: str) -> bytes:
    back = {new: old for old, new in _FROM_VNI.items()}
    return "".join(back.get(character, character) for character in words).encode("cp1252")


def cp1258(words: str) -> bytes:
    """Letter by letter: what has no code of its own is written as a letter and its tone."""
    written = []
    for character in words:
        try:
            written.append(character.encode("cp1258"))
        except UnicodeEncodeError:
            base = unicodedata.normalize("NFD", character)
            letter = unicodedata.normalize("NFC", base[0] + "".join(m for m in base[1:] if m in "\u0302\u0306\u031b"))
            tone = "".join(m for m in base[1:] if m not in "\u0302\u0306\u031b")
            written.append((letter + tone).encode("cp1258"))
    return b"".join(written)


def _another_sheet_shows(book: openpyxl.Workbook) -> None:
    """What is imported must be what one sees: here the good rows are hidden."""
    book.active.sheet_state = "hidden"
    shown = book.create_sheet("Danh sách")
    shown.append(headings())
    shown.append(but(3, "xa-khong-co"))
    book.active = 1


def _one_unit_for_two_lines(book: openpyxl.Workbook) -> None:
    book.active.merge_cells("D2:D3")


def _formats(book: openpyxl.Workbook) -> None:
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A2"].font = Font(bold=True)


def _says_it_is_small() -> bytes:
    content = sheet(*[but(0, f"CM-HK-{n}", but(2, "")) for n in range(3000)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo(SHEET).file_size
    return content.replace(size.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def _of_one_gigabyte() -> bytes:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(SHEET, "w", force_zip64=True) as part,
    ):
        for _n in range(256):
            part.write(bytes(1 << 22))
    return file.getvalue()


def _one_wrong_in_fifty_thousand() -> bytes:
    rows = [[f"CM-HK-{n:05}", f"Nguyễn Văn {n}", "", *NEW[3:]] for n in range(50_000)]
    rows[31_415][3] = "xa-dat-mui"
    return text(*rows)


LAUGHS = "".join(
    f'<!ENTITY l{n} "{"".join(f"&l{n - 1};" for _ in range(10))}">' if n else '<!ENTITY l0 "ha">' for n in range(10)
)
LAUGHING = f"<!DOCTYPE sst [{LAUGHS}]><sst {MAIN}><si><t>&l9;</t></si></sst>"
DTD = b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
TEXTS = "xl/sharedStrings.xml"
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500
CIRCLE = [[*but(2, "", but(0, "CM-HK-102")), "CM-HK-101"], [*NEW, "CM-HK-102"]]


# --- not a roster at all ------------------------------------------------------------------------------------

NO_ROSTER = {
    "only spaces": Hostile(b"\r\n  \r\n", 1, "", "chưa có gì", "ds.csv"),
    "an empty zip": Hostile(zipped({}), 1, "", "hỏng"),
    "headings only, as a workbook": Hostile(sheet(), 1, "", "chưa có ai"),
    "headings only, as text": Hostile(csv(), 1, "", "chưa có ai", "ds.csv"),
    "UTF-16": Hostile(csv(AN).decode().encode("utf-16"), 1, "", "UTF-8", "ds.csv"),
    "UTF-16 without its mark": Hostile(csv("A,B,,xa,C,,,").decode().encode("utf-16-le"), 1, "", "UTF-8", "ds.csv"),
    "UTF-32": Hostile(csv(AN).decode().encode("utf-32"), 1, "", "UTF-8", "ds.csv"),
    "an old encoding without proof": Hostile(
        csv(AN, "CM-1,Lê Võ,,,,,,").replace("ê".encode(), b"\xea"), 2, "", "UTF-8", "ds.csv"
    ),
    "a NUL": Hostile(csv(AN, "CM-2,B\0,,x,C,,,"), 3, "", "UTF-8", "ds.csv"),
    "a zip that is no workbook": Hostile(zipped({"a.txt": b"x"}), 1, "", "hỏng"),
    "a workbook inside a zip": Hostile(zipped({"danh-sach/ds.xlsx": sheet(NEW)}), 1, "", "tệp nén"),
    "names that lead out of the folder": Hostile(
        zipped({"../../../etc/passwd": b"x", "/root/.x": b"x"}), 1, "", "hỏng"
    ),
    "a workbook cut off": Hostile(sheet(NEW)[:900], 1, "", "hỏng"),
    "half a workbook after its mark": Hostile(b"PK\x03\x04\x14\x00\x06\x00\xff\xfe", 1, "", "hỏng"),
    "an old workbook, or one with a password": Hostile(LOCKED, 1, "", "mật khẩu", "ds.xls"),
    "an .xls called .xlsx": Hostile(LOCKED[:8] + b"x" * 600, 1, "", ".xls", "ds.xlsx"),
    "a binary workbook": Hostile(zipped({"xl/workbook.bin": b"\x83\x01"}), 1, "", ".xlsb", "ds.xlsb"),
    "a LibreOffice table": Hostile(
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"}), 1, "", ".ods"
    ),
    "a Word document": Hostile(zipped({"word/document.xml": b"<a/>"}), 1, "", "Word"),
    "a workbook with macros": Hostile(with_parts({"xl/vbaProject.bin": b"\xd0\xcf"}), 1, "", "macro", "ds.xlsm"),
    "a web page saved as .xls": Hostile(
        b"\xef\xbb\xbf\r\n<html><table><tr><td>M\xc3\xa3</td></tr></table></html>", 1, "", "trang web", "ds.xls"
    ),
    "a PDF under another name": Hostile(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", 1, "", "PDF"),
    "rich text": Hostile(b"{\\rtf1\\ansi Danh s\\'e1ch}", 1, "", "Word", "ds.csv"),
    "a file of no use to anybody": Hostile(bytes(range(1, 256)) * 40, 2, "", "UTF-8", "ds.csv"),
    "a picture": Hostile(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 1, "", "ảnh", "ds.csv"),
    "a script": Hostile(b"#!/bin/sh\nrm -rf /\n", 1, "#!/bin/sh", "không thuộc"),
}

# --- bombs --------------------------------------------------------------------------------------------------

BOMBS = {
    "a thousand parts": Hostile(zipped({f"{n}.xml": b"" for n in range(300)}), 1, "", "quá lớn"),
    "an entity of its own": Hostile(with_parts({"xl/x.xml": DTD}), 1, "", "hỏng"),
    "a billion laughs among the texts": Hostile(with_parts({TEXTS: LAUGHING.encode()}), 1, "", "hỏng"),
    "the same, where nobody looks for letters": Hostile(
        with_parts({TEXTS: f'<?xml version="1.0" encoding="UTF-16"?>{LAUGHING}'.encode("utf-16")}),
        1, "", "hỏng",
    ),
    "the same, after a long remark": Hostile(
        with_parts({TEXTS: f"<!--{'x' * 9000}-->{LAUGHING}".encode()}), 1, "", "hỏng"
    ),
    "a file of the server's, by an entity": Hostile(
        with_parts({TEXTS: b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
        1, "", "hỏng",
    ),
    "two million cells in a row": Hostile(
        lambda: sheet_of("<row>" + "<c/>" * 2_000_000 + "</row>"), 1, "", "quá lớn"
    ),
    "two million rows": Hostile(lambda: sheet_of("<row/>" * 2_000_000), 1, "", "quá nhiều dòng"),
    "two million rows that are only said to be there": Hostile(
        sheet_of('<row r="1"/><row r="2000000"><c r="A2000000" t="n"><v>1</v></c></row>'), 1, "", "quá nhiều dòng"
    ),
    "a million formats": Hostile(
        lambda: with_parts({"xl/styles.xml": b"<styleSheet><cellXfs>" + b"<xf/>" * 1_000_000}),
        1, "", "quá lớn",
    ),
    "a cell of ten megabytes": Hostile(
        lambda: sheet_of(f'<row><c t="inlineStr"><is><t>{"a" * 10_000_000}</t></is></c></row>'), 1, "", "33.000 ký tự"
    ),
    "the same, as text": Hostile(lambda: csv(f"CM-1,{'B' * 10_000_000},,x,C,,,"), 2, "", "131.072 ký tự", "ds.csv"),
    "sixteen thousand levels": Hostile(with_parts({SHEET: b"<a>" * 16_000 + b"</a>" * 16_000}), 1, "", "quá lớn"),
    "a remark of ten megabytes": Hostile(lambda: with_parts({SHEET: b"<!--" + b"x" * 10_000_000}), 1, "", "hỏng"),
    "another way of packing": Hostile(zipped({"xl/workbook.xml": b"<a/>"}, zipfile.ZIP_LZMA), 1, "", "hỏng"),
    "16,384 columns": Hostile(
        sheet(heading=[*headings(), *(f"C{n}" for n in range(16_376))]), 1, "C0", "không thuộc"
    ),
    "a million columns, as text": Hostile(
        lambda: ("Mã công chức" + ";x" * 1_000_000).encode(), 1, "", "1000001 cột", "ds.csv"
    ),
    "more than it says it is": Hostile(_says_it_is_small, 1, "", "hỏng"),
}  # fmt: skip

# --- rows ---------------------------------------------------------------------------------------------------

CODE, NAME, MAIL, UNIT, POST, SINCE, UNTIL = (
    "Mã công chức", "Họ và tên", "Thư điện tử", "Đơn vị", "Vị trí việc làm", "Từ ngày", "Nghỉ từ ngày",
)  # fmt: skip

ROWS = {
    "a missing column": Hostile(csv(AN, heading=HEADING.replace(",email", "")), 1, MAIL, "Thiếu cột", "ds.csv"),
    "no heading": Hostile(csv(heading=AN), 1, "CM-HK-101", "không thuộc", "ds.csv"),
    "a strange column": Hostile(csv(AN, heading=HEADING + ",so_cccd"), 1, "so_cccd", "không thuộc", "ds.csv"),
    "a column twice": Hostile(csv(AN, heading=HEADING + ",Đơn vị"), 1, "Đơn vị", "hai lần", "ds.csv"),
    "a quotation mark left open": Hostile(csv(AN, 'CM-2,"Lê Văn,,x,C,,,'), 3, "", "ngoặc kép", "ds.csv"),
    "a lone quotation mark": Hostile(csv(AN, f'CM-2,"Lê" Văn,,{HERE},C,,,'), 3, "", "ngoặc kép", "ds.csv"),
    "too many cells": Hostile(csv(AN + "1,2"), 2, "", "9 ô", "ds.csv"),
    "a superior's code": Hostile(
        sheet([*NEW, "CM-HK-101"], heading=[*headings(), "Mã người quản lý"]), 1, "Mã người quản lý", "đứng đầu"
    ),
    "a circle of superiors": Hostile(sheet(*CIRCLE, heading=[*headings(), "Quản lý"]), 1, "Quản lý", "vòng"),
    "somebody who is their own superior": Hostile(
        sheet([*NEW, NEW[0]], heading=[*headings(), "Cấp trên"]), 1, "Cấp trên", "chính mình"
    ),
    "units in a circle": Hostile(
        sheet([*NEW, HERE], heading=[*headings(), "Đơn vị cấp trên"]), 1, "Đơn vị cấp trên", "vòng"
    ),
    "a code twice": Hostile(sheet(NEW, but(2, "", but(0, "cm hk 101"))), 3, CODE, "dòng 2"),
    "a code twice, once taken apart into letter and mark": Hostile(
        sheet(but(0, "CM-Ê-1"), but(2, "", but(0, unicodedata.normalize("NFD", "CM-Ê-1")))), 3, CODE, "dòng 2"
    ),
    "a code twice, with a letter that has no width": Hostile(
        sheet(NEW, but(2, "", but(0, "CM-HK\u200b-101"))), 3, CODE, "dòng 2"
    ),
    "a code twice, in wide letters": Hostile(sheet(NEW, but(2, "", but(0, "ＣＭ－ＨＫ－１０１"))), 3, CODE, "dòng 2"),
    "a code with a letter of another script": Hostile(sheet(but(0, "СM-HK-101")), 2, CODE, "С"),
    "a code with digits of another script": Hostile(sheet(but(0, "CM-HK-١٠١")), 2, CODE, "١"),
    "no code": Hostile(sheet(but(0, "")), 2, CODE, "Chưa phải mã"),
    "an identity number": Hostile(sheet(but(0, "999 085 001234")), 2, CODE, "định danh"),
    "an identity number without its zero": Hostile(typed(but(0, 99085001234)), 2, CODE, "định danh"),  # type: ignore[arg-type]
    "a formula as code": Hostile(csv("=1+1,B,,x,C,,,"), 2, "staff_code", "Chưa phải mã", "ds.csv"),
    "a formula": Hostile(typed(but(1, '=HYPERLINK("http://x","An")')), 2, NAME, "công thức"),
    "a formula that reads another file": Hostile(typed(but(1, "='[1]Lương'!A1")), 2, NAME, "công thức"),
    "a formula that starts a program": Hostile(typed(but(4, "=cmd|'/c calc'!A1")), 2, POST, "công thức"),
    "an error value": Hostile(typed(but(1, "#N/A")), 2, NAME, "lỗi"),
    "an address twice": Hostile(sheet(NEW, but(2, "AN.LV@camau.example", but(0, "CM-2"))), 3, MAIL, "dòng 2"),
    "somebody else's address": Hostile(sheet(but(2, "tam.hv@camau.example")), 2, MAIL, "người khác"),
    "an address with a line of its own": Hostile(
        sheet(but(2, "an@camau.example\nBcc: all@camau.example")), 2, MAIL, "Chưa phải địa chỉ"
    ),
    "an unknown unit": Hostile(sheet(but(3, f"{HERE}/kinhte")), 2, UNIT, f"{HERE}/kinh-te"),
    "no unit, as below a merged cell": Hostile(
        typed(NEW, but(2, "", but(0, "CM-2")), then=lambda book: book.active.merge_cells("D2:D3")),
        3,
        UNIT,
        "mã của một đơn vị",
    ),
    "a unit of another commune": Hostile(sheet(but(3, "xa-dat-mui")), 2, UNIT, "không thuộc các đơn vị"),
    "no name": Hostile(sheet(but(1, " ")), 2, NAME, "đang trống"),
    "a name of marks that nobody sees": Hostile(sheet(but(1, "\u202e\u200b\u2066")), 2, NAME, "đang trống"),
    "no position": Hostile(csv("CM-2,B"), 2, "position", "đang trống", "ds.csv"),
    "a long name": Hostile(sheet(but(1, "B" * 121)), 2, NAME, "120"),
    "a lost letter": Hostile(sheet(but(1, "L\ufffd Văn")), 2, NAME, "bị hỏng"),
    "a control character": Hostile(csv(f"CM-2,L\x07,,{HERE},C,,,"), 2, "full_name", "bị hỏng", "ds.csv"),
    "TCVN3 in one cell": Hostile(sheet(but(1, "NguyÔn V¨n An")), 2, NAME, "Nguyễn Văn An"),
    "VNI in one cell": Hostile(sheet(but(1, "Nguyeãn Vaên An")), 2, NAME, "Nguyễn Văn An"),
    "perhaps a leader": Hostile(sheet(but(5, "có lẽ")), 2, "Là người đứng đầu", "x (có)"),
    "a role, which no roster gives": Hostile(csv(AN[:-1] + f"hr,{HERE}"), 2, "role", "quản trị", "ds.csv"),
    "a role that is none": Hostile(csv(AN[:-1] + f"vua,{HERE}"), 2, "role", "vai trò", "ds.csv"),
    "a role over nothing": Hostile(csv(AN[:-1] + "hr,"), 2, "scope", "mã của một đơn vị", "ds.csv"),
    "a scope without a role": Hostile(csv(AN + HERE), 2, "scope", "vai trò", "ds.csv"),
    "a day that is none": Hostile(sheet(but(6, "31/02/2026")), 2, SINCE, "05/12/2026"),
    "a day as a bare number": Hostile(typed(but(6, 46000)), 2, SINCE, "05/12/2026"),  # type: ignore[arg-type]
    "a day four years off, as the other calendar counts": Hostile(
        typed(but(6, datetime.date(2031, 1, 1)), then=_formats),
        2,
        SINCE,
        "05/12/2026",  # type: ignore[arg-type]
    ),
    "a leaver whom nobody knows": Hostile(sheet(but(7, "01/12/2026")), 2, UNTIL, "mã này"),
    "good rows on a hidden sheet": Hostile(typed(NEW, then=_another_sheet_shows), 2, UNIT, "xa-khong-co"),
}

#: What takes seconds to make or to read.
HEAVY = {
    "one gigabyte in a megabyte": Hostile(_of_one_gigabyte, 1, "", "quá lớn"),
    "one wrong row in fifty thousand": Hostile(
        _one_wrong_in_fifty_thousand, 31_417, UNIT, "không thuộc các đơn vị", "ds.csv"
    ),
}
#: Those of the others that take more than a moment.
SLOW = frozenset(
    {
        "16,384 columns",
        "a million columns, as text",
        "a million formats",
        "the same, as text",
        "two million rows",
        "two million rows that are only said to be there",
        "two million cells in a row",
    }
)
ALL = NO_ROSTER | BOMBS | ROWS
