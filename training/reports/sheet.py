"""An answer on one page of A4, to be signed: the question, the answer, the picture, the table as far as it fits.

Drawn by fpdf2 with Be Vietnam Pro embedded, like the confirmations (`training.recognition.sheet`); in greys with a
pattern each, since most offices print in black.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import as_file, files
from itertools import pairwise
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import TableBordersLayout

from training.recognition.sheet import composed
from training.reports.answer import Answer, Line
from training.reports.asking import Asked
from training.reports.pictures import Bars, Curve
from training.reports.templatetags.reports import shown

INK, MUTED, LINE = (28, 43, 42), (85, 98, 95), (150, 150, 150)
MARGIN, WIDE, HIGH = 16, 210, 297
LEFT_FOR_SIGNING = 44  # mm at the foot
_FONT = "BeVietnamPro"
MOST_BARS = 10
LINE_HIGH, PAD, SIDE = 4.0, 0.6, 1.1  # of the table's cells, mm
ROW = LINE_HIGH + 2 * PAD
#: Greys from dark to white; "left" and "wait" get stripes as well.
GREY = {"alone": 60, "kept": 20, "aided": 175, "left": 255, "wait": 225, "alert": 40}


def pdf_of(answer: Answer, asked: Asked) -> bytes:
    """In the language of the screen."""
    sheet = FPDF(format="A4")
    sheet.set_margins(MARGIN, MARGIN, MARGIN)
    sheet.set_auto_page_break(False)
    for style, name in (("", "Regular"), ("B", "Bold")):
        with as_file(files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{name}.ttf") as source:
            sheet.add_font(_FONT, style, str(source))
    sheet.set_title(composed(answer.question))
    sheet.set_author("Dùng là giỏi")
    sheet.set_lang(get_language() or "vi")
    sheet.add_page()
    _head(sheet, answer, asked)
    if isinstance(answer.picture, Bars):
        _bars(sheet, answer.picture)
    elif isinstance(answer.picture, Curve):
        _curve(sheet, answer.picture)
    _table(sheet, answer)
    _foot(sheet, asked)
    return bytes(sheet.output())


def _words(
    sheet: FPDF, words: str, *, size: float, bold: bool = False, colour: tuple[int, int, int] = INK, high: float = 5
) -> None:
    sheet.set_font(_FONT, "B" if bold else "", size)
    sheet.set_text_color(*colour)
    sheet.multi_cell(0, high, composed(words), align="L", new_x="LMARGIN", new_y="NEXT")


def _head(sheet: FPDF, answer: Answer, asked: Asked) -> None:
    above = [unit.name for unit in asked.above] + [asked.unit.name]
    _words(sheet, " · ".join(above[-2:]).upper(), size=10, bold=True)
    _words(sheet, "Dùng là giỏi", size=9, colour=MUTED)
    sheet.ln(3)
    _words(sheet, answer.question, size=17, bold=True, high=8)
    if answer.says or answer.empty:
        _words(sheet, answer.says or answer.empty, size=11, high=5.5)
    _words(sheet, " · ".join(circumstances(asked, answer.about)), size=9, colour=MUTED)
    sheet.ln(3)


def circumstances(asked: Asked, about: str = "") -> list[str]:
    """What the numbers are of, and as of when."""
    said = [about] if about else []
    if asked.position:
        said.append(asked.position)
    if asked.day:
        words = _("as organised then") if asked.is_then else _("as organised now")
        said.append(_("As it stood at the end of %(day)s") % {"day": f"{asked.day:%d/%m/%Y}"} + f" ({words})")
    said.append(_("Data as of %(time)s") % {"time": f"{timezone.localtime(asked.as_of):%H:%M %d/%m/%Y}"})
    return said


def _bars(sheet: FPDF, picture: Bars) -> None:
    whole = WIDE - 2 * MARGIN
    for bar in picture.placed[:MOST_BARS]:
        sheet.set_font(_FONT, size=9)
        sheet.set_text_color(*INK)
        says_wide = sheet.get_string_width(composed(bar.says)) + 2
        sheet.cell(whole - says_wide, 4.6, composed(_cut(sheet, bar.label, whole - says_wide - 2)))
        sheet.cell(says_wide, 4.6, composed(bar.says), align="R", new_x="LMARGIN", new_y="NEXT")
        y = sheet.get_y() + 0.4
        for part in bar.parts:
            _part(sheet, part.kind, MARGIN + part.at * whole / 100, y, part.share * whole / 100)
        sheet.set_draw_color(*LINE)
        sheet.rect(MARGIN, y, whole, 3)
        sheet.set_y(y + 4.4)
    _key(sheet, picture.key)


def _part(sheet: FPDF, kind: str, x: float, y: float, wide: float, high: float = 3) -> None:
    if wide <= 0:
        return
    grey = GREY.get(kind, 120)
    sheet.set_fill_color(grey)
    sheet.set_draw_color(*LINE)
    sheet.rect(x, y, wide, high, style="DF")
    if kind in ("left", "wait", "kept"):
        sheet.set_draw_color(255 if grey < 100 else 150)
        at = x + 1.2
        while at < x + wide:
            sheet.line(at, y, at, y + high)
            at += 1.6


def _key(sheet: FPDF, key: Sequence[tuple[str, str]]) -> None:
    sheet.set_font(_FONT, size=8)
    sheet.set_text_color(*MUTED)
    for kind, words in key:
        x, y = sheet.get_x(), sheet.get_y() + 1
        if kind in ("ahead", "done"):
            sheet.set_draw_color(*INK)
            if kind == "ahead":
                sheet.set_dash_pattern(1.2, 1)
            sheet.line(x, y + 1.4, x + 6, y + 1.4)
            sheet.set_dash_pattern()
        else:
            _part(sheet, kind, x, y, 6, 2.8)
        sheet.set_x(x + 7.5)
        sheet.cell(sheet.get_string_width(composed(words)) + 6, 5, composed(words))
    sheet.ln(7)


def _curve(sheet: FPDF, picture: Curve) -> None:
    whole, high, top = WIDE - 2 * MARGIN, 46, sheet.get_y() + 4
    sheet.set_font(_FONT, size=8)
    sheet.set_text_color(*MUTED)
    for share, words in picture.levels:
        y = top + share * high / 100
        sheet.set_draw_color(215)
        sheet.line(MARGIN, y, MARGIN + whole, y)
        sheet.text(MARGIN + 1, y - 0.8, composed(words))

    def at(point: Any) -> tuple[float, float]:
        return MARGIN + point.x * whole / 100, top + point.y * high / 100

    for points, dashed in ((picture.done, False), (picture.ahead, True)):
        sheet.set_draw_color(*INK)
        sheet.set_line_width(0.4 if dashed else 0.7)
        if dashed:
            sheet.set_dash_pattern(1.6, 1.2)
        for one, other in pairwise(points):
            sheet.line(*at(one), *at(other))
        sheet.set_dash_pattern()
    sheet.set_line_width(0.2)
    for mark in picture.marks:
        x = MARGIN + mark.x * whole / 100
        sheet.set_draw_color(*(INK if mark.kind == "due" else LINE))
        sheet.line(x, top, x, top + high + 1)
        words = composed(mark.words)
        wide = sheet.get_string_width(words)
        shift = {"start": 0.0, "middle": wide / 2, "end": wide}[mark.anchor]
        sheet.text(x - shift, top + high + 5, words)
    sheet.set_xy(MARGIN, top + high + 7)
    _key(sheet, picture.key)


def _table(sheet: FPDF, answer: Answer) -> None:
    """As many rows as the page has room for, the sum always among them; the others are in the workbook."""
    if not answer.lines:
        return
    room = HIGH - MARGIN - LEFT_FOR_SIGNING - sheet.get_y() - 12
    sheet.set_font(_FONT, size=8)
    sheet.set_text_color(*INK)
    sheet.set_draw_color(*MUTED)
    sheet.set_fill_color(255)  # or the last part of the picture would shade the cells
    most = max(int(room // ROW), 1)
    rows = [_texts(answer, line) for line in answer.lines if not line.total]
    totals = [_texts(answer, line) for line in answer.lines if line.total]
    widths = _widths(sheet, answer, [*rows[:most], *totals])
    titles = [column.title for column in answer.columns]
    room -= _height(sheet, titles, widths, bold=True) + sum(_height(sheet, texts, widths) for texts in totals)
    drawn: list[list[str]] = []
    for texts in rows:
        room -= _height(sheet, texts, widths)
        if room < 0 and drawn:
            break
        drawn.append(texts)
    with sheet.table(
        col_widths=tuple(widths),
        line_height=LINE_HIGH,
        padding=(PAD, SIDE, PAD, SIDE),
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        text_align=tuple("LEFT" if column.kind == "text" else "RIGHT" for column in answer.columns),
    ) as table:
        for texts in (titles, *drawn, *totals):
            row = table.row()
            for text in texts:
                row.cell(composed(text))
    left = len(rows) - len(drawn)
    if left:
        words = ngettext(
            "%(number)s more row is in the workbook.", "%(number)s more rows are in the workbook.", left
        ) % {"number": left}
        sheet.ln(1)
        _words(sheet, words, size=8, colour=MUTED, high=4)


def _widths(sheet: FPDF, answer: Answer, rows: Sequence[Sequence[str]]) -> list[float]:
    """Millimetres. A number, a day and a word are never broken; words share what is left by how much they say."""
    least, wanted = [], []
    for place, column in enumerate(answer.columns):
        cells = [composed(row[place]) for row in rows]
        sheet.set_font(_FONT, "B", 8)
        words = [sheet.get_string_width(composed(word)) for word in column.title.split()]
        title = sheet.get_string_width(composed(column.title)) / 2  # in two lines, about
        sheet.set_font(_FONT, "", 8)
        words += [sheet.get_string_width(part) for cell in cells for part in cell.split()]
        least.append(min(max(words, default=0), 60) + 2 * SIDE + 0.6)
        whole = [sheet.get_string_width(cell) for cell in cells] if column.kind == "text" else []
        wanted.append(min(max([*whole, title + 3]) + 2 * SIDE + 0.6, 90))
    spare = WIDE - 2 * MARGIN - sum(least)
    asks = [max(want - width, 0.0) for want, width in zip(wanted, least, strict=True)]
    share = min(spare / sum(asks), 1.0) if sum(asks) and spare > 0 else 0.0
    found = [width + share * ask for width, ask in zip(least, asks, strict=True)]
    rest = max(WIDE - 2 * MARGIN - sum(found), 0.0) / len(found)
    return [width + rest for width in found]


def _height(sheet: FPDF, texts: Sequence[str], widths: Sequence[float], *, bold: bool = False) -> float:
    """Of a row, in millimetres."""
    sheet.set_font(_FONT, "B" if bold else "", 8)
    lines = 1
    for text, wide in zip(texts, widths, strict=True):
        broken = sheet.multi_cell(wide - 2 * SIDE, LINE_HIGH, composed(text), dry_run=True, output="LINES", padding=0)
        lines = max(lines, len(broken))
    sheet.set_font(_FONT, "", 8)
    return lines * LINE_HIGH + 2 * PAD


def _texts(answer: Answer, line: Line) -> list[str]:
    texts = (shown(value, column) for column, value in zip(answer.columns, line.cells, strict=True))
    return [text.replace("▲ ", "! ") for text in texts]  # the font has no triangle


def _cut(sheet: FPDF, text: str, wide: float) -> str:
    """As much of it as fits in one line."""
    if sheet.get_string_width(composed(text)) <= wide:
        return text
    while text and sheet.get_string_width(composed(text + "…")) > wide:
        text = text[:-1]
    return text.rstrip() + "…"


def _foot(sheet: FPDF, asked: Asked) -> None:
    sheet.set_y(HIGH - MARGIN - LEFT_FOR_SIGNING)
    day = timezone.localdate()
    words = _("%(place)s, day %(day)s month %(month)s year %(year)s") % {
        "place": "Cà Mau",
        "day": f"{day.day:02}",
        "month": f"{day.month:02}" if day.month < 3 else day.month,
        "year": day.year,
    }
    sheet.set_font(_FONT, size=9)
    sheet.set_text_color(*INK)
    sheet.cell(0, 5, composed(words), align="R", new_x="LMARGIN", new_y="NEXT")
    half = (WIDE - 2 * MARGIN) / 2
    for size, bold, names in (
        (10, True, (_("Drawn up by"), _("Head of the unit"))),
        (8, False, (_("(signature, full name)"), _("(signature, stamp, full name)"))),
    ):
        sheet.set_font(_FONT, "B" if bold else "", size)
        for name in names:
            sheet.cell(half, 5, composed(name), align="C")
        sheet.ln(5)
