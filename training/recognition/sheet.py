"""A paper as PDF and as image, on A4, with a QR code that leads to its verification page.

Drawn by fpdf2 with Be Vietnam Pro embedded (text is composed to NFC before: marks that stand apart would be drawn
apart); the image is that PDF's pages one below the other, drawn by PDFium at 150 dots an inch.
"""

from __future__ import annotations

import io
import unicodedata
from importlib.resources import as_file, files
from typing import Any

import pypdfium2
import segno
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import TableBordersLayout
from PIL import Image

from training.recognition.selectors import Shown

INK, MUTED, MANGROVE = (28, 43, 42), (85, 98, 95), (30, 106, 87)
MARGIN, QR_SIZE = 20, 30  # mm
DPI = 150
_FONT = "BeVietnamPro"
HOW = {
    "guided": gettext_lazy("Following the guide"),
    "alone": gettext_lazy("On my own"),
    "traps": gettext_lazy("With traps"),
}


class _Sheet(FPDF):
    def __init__(self, foot: str) -> None:
        super().__init__(format="A4")
        self.foot_words = foot
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.set_auto_page_break(True, margin=MARGIN)
        for style, name in (("", "Regular"), ("B", "Bold")):
            with as_file(files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{name}.ttf") as source:
                self.add_font(_FONT, style, str(source))

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font(_FONT, size=8)
        self.set_text_color(*MUTED)
        self.cell(0, 8, composed(f"{self.foot_words} · {self.page_no()}/{{nb}}"), align="C")


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def pdf_of(shown: Shown, url: str) -> bytes:
    """The paper in the language of the screen; `url`: of its verification page."""
    paper, says = shown.paper, shown.says
    sheet = _Sheet(_("Verification code %(code)s") % {"code": paper.spelt})
    title = _("Confirmation of finished exercises")
    sheet.set_title(composed(title))
    sheet.set_author("Dùng là giỏi")
    sheet.set_lang(get_language() or "vi")
    sheet.set_creation_date(paper.issued_at)
    sheet.add_page()
    sheet.image(_qr(url), x=210 - MARGIN - QR_SIZE, y=MARGIN, w=QR_SIZE, alt_text=composed(_("Verification page")))
    _words(sheet, "Dùng là giỏi", size=11, bold=True, colour=MANGROVE)
    _words(sheet, _("Drawn up on %(day)s") % {"day": says.day.strftime("%d/%m/%Y")}, size=9, colour=MUTED)
    sheet.ln(8)
    _words(sheet, title.upper(), size=17, bold=True, height=9, width=210 - 2 * MARGIN - QR_SIZE - 6)
    sheet.set_y(max(sheet.get_y() + 4, MARGIN + QR_SIZE + 6))
    for label, value in _facts(shown):
        sheet.set_font(_FONT, size=10)
        sheet.set_text_color(*MUTED)
        sheet.cell(42, 7, composed(label))
        sheet.set_font(_FONT, "B", 10)
        sheet.set_text_color(*INK)
        sheet.multi_cell(0, 7, composed(value), new_x="LMARGIN", new_y="NEXT")
    sheet.ln(4)
    _table(sheet, shown)
    sheet.ln(4)
    for line in _notes(url):
        _words(sheet, line, size=9, colour=MUTED, height=5)
    _sign_here(sheet)
    return bytes(sheet.output())


def png_of(pdf: bytes) -> bytes:
    """The same pages as one image."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.render(scale=DPI / 72).to_pil().convert("L") for page in document]
    document.close()
    whole = Image.new("L", (pages[0].width, sum(page.height for page in pages)), 255)
    top = 0
    for page in pages:
        whole.paste(page, (0, top))
        top += page.height
    out = io.BytesIO()
    whole.save(out, "PNG", optimize=True)
    return out.getvalue()


def _qr(url: str) -> io.BytesIO:
    out = io.BytesIO()
    segno.make(url, error="m", micro=False).save(out, kind="png", scale=8, border=2)
    out.seek(0)
    return out


def _words(
    sheet: FPDF,
    words: str,
    *,
    size: int,
    bold: bool = False,
    colour: tuple[int, int, int] = INK,
    height: float = 6,
    width: float = 0,
) -> None:
    sheet.set_font(_FONT, "B" if bold else "", size)
    sheet.set_text_color(*colour)
    sheet.multi_cell(width, height, composed(words), align="L", new_x="LMARGIN", new_y="NEXT")


def _facts(shown: Shown) -> list[tuple[str, str]]:
    says = shown.says
    facts = [
        (_("Full name"), says.name),
        (_("Staff code"), says.staff_code),
        (_("Position"), says.position),
        (_("Unit"), says.unit),
        (_("Exercises"), str(says.lessons)),
        (_("Minutes of work"), str(says.minutes)),
        (_("Verification code"), shown.paper.spelt),
    ]
    return [(label, value) for label, value in facts if value]


def _table(sheet: FPDF, shown: Shown) -> None:
    language = get_language() or "vi"
    sheet.set_font(_FONT, size=9)
    sheet.set_text_color(*INK)
    sheet.set_draw_color(*MUTED)
    with sheet.table(
        col_widths=(14, 76, 44, 14, 22),
        line_height=4.6,
        padding=1,
        borders_layout=TableBordersLayout.HORIZONTAL_LINES,
        text_align=("LEFT", "LEFT", "LEFT", "CENTER", "RIGHT"),
    ) as table:
        _row(table, [_("Code"), _("Lesson"), _("How"), _("Level"), _("Date")])
        for line in shown.says.lines:
            how = str(HOW.get(line.mode, HOW["alone"]))
            day = line.day.strftime("%d/%m/%Y")
            _row(table, [line.lesson, f"{line.title.into(language)}\n{line.evidence}", how, f"M{line.level}", day])


def _row(table: Any, cells: list[str]) -> None:
    row = table.row()
    for cell in cells:
        row.cell(composed(cell))


def _notes(url: str) -> list[str]:
    return [
        _(
            "Done in a practice copy of the shared platform with made-up data; what counts was checked on the state "
            "of the copy itself. This is a confirmation of exercises and no certificate of a qualification."
        ),
        _("M1: with guidance. M2: alone, without a fault. M3: the same with traps laid."),
        _("Scan the code or open %(url)s to see whether this paper still holds.") % {"url": url},
    ]


def _sign_here(sheet: FPDF) -> None:
    if sheet.get_y() > 297 - MARGIN - 40:
        sheet.add_page()
    sheet.ln(8)
    sheet.set_x(120)
    sheet.set_font(_FONT, "B", 10)
    sheet.set_text_color(*INK)
    sheet.cell(70, 6, composed(_("Confirmed by")), align="C", new_x="LEFT", new_y="NEXT")
    sheet.set_font(_FONT, size=9)
    sheet.set_text_color(*MUTED)
    sheet.cell(70, 5, composed(_("(signature, full name)")), align="C")
