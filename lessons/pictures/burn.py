"""Marks drawn into the pixels. A mask comes first and replaces what was there; the other marks lie on top.

Every line stands between white and dark, so that it is seen on any ground. Sizes follow the picture: it is shown at
most 1200 × 900 large (`templates/lessons/blocks/picture.html`), and there a disc is 36 pixels across.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from lessons.pictures.marks import Mark, numbered

SHOWN = (1200, 900)
MASK = (31, 41, 55)
INK = (146, 20, 12)  # 8.9 : 1 on white
WHITE = (255, 255, 255)
DARK = (20, 20, 20)
_FINE = 4  # discs and arrows are drawn so many times as large and shrunk: smooth edges
_LARGEST_FINE = 4_000_000  # pixels; beyond it edges are as they come

Paint = Callable[[ImageDraw.ImageDraw, float, tuple[float, float]], None]


def burn(picture: Image.Image, marks: Sequence[Mark]) -> Image.Image:
    """A new picture. Under a mask nothing of the old one is left."""
    drawn = picture.copy()
    pen = ImageDraw.Draw(drawn)
    for mark in marks:
        if mark.kind == "mask":
            left, top, right, bottom = mark.box
            pen.rectangle((left, top, right - 1, bottom - 1), fill=MASK)
    scale = scale_of(picture.size)
    for mark in numbered(marks):
        if mark.kind == "frame":
            _frame(pen, mark, scale)
        elif mark.kind == "arrow":
            _arrow(drawn, mark, scale)
        elif mark.kind == "number":
            _number(drawn, mark, scale)
    return drawn


def scale_of(size: tuple[int, int]) -> float:
    """How many pixels of the picture are one pixel of what the learner sees."""
    return max(1.0, size[0] / SHOWN[0], size[1] / SHOWN[1])


def _frame(pen: ImageDraw.ImageDraw, mark: Mark, scale: float) -> None:
    left, top, right, bottom = mark.box
    for colour, inset, width in ((DARK, 0.0, 8), (WHITE, 1.0, 6), (INK, 2.0, 4)):
        by = round(inset * scale)
        if right - left > 2 * by + 1 and bottom - top > 2 * by + 1:
            pen.rectangle(
                (left + by, top + by, right - 1 - by, bottom - 1 - by),
                outline=colour,
                width=max(1, round(width * scale)),
            )


def _number(drawn: Image.Image, mark: Mark, scale: float) -> None:
    radius = 18 * scale

    def paint(pen: ImageDraw.ImageDraw, fine: float, at: tuple[float, float]) -> None:
        x, y = at
        for colour, part in ((DARK, 1.0), (WHITE, 0.94), (INK, 0.80)):
            reach = radius * part * fine
            pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=colour)
        size = (1.05 if (mark.n or 0) < 10 else 0.85) * radius * fine
        pen.text((x, y), str(mark.n), font=_font(round(size)), fill=WHITE, anchor="mm")

    _smooth(drawn, (mark.x - radius, mark.y - radius, mark.x + radius, mark.y + radius), (mark.x, mark.y), paint)


def _arrow(drawn: Image.Image, mark: Mark, scale: float) -> None:
    length = math.hypot(mark.w, mark.h) or 1.0
    along = (mark.w / length, mark.h / length)
    head = min(24 * scale, length * 0.6)
    shape = [  # (along the arrow, across it)
        (0.0, 2.5 * scale),
        (length - head, 2.5 * scale),
        (length - head, 11 * scale),
        (length, 0.0),
        (length - head, -11 * scale),
        (length - head, -2.5 * scale),
        (0.0, -2.5 * scale),
    ]

    def paint(pen: ImageDraw.ImageDraw, fine: float, at: tuple[float, float]) -> None:
        points = [
            (at[0] + (a * along[0] - b * along[1]) * fine, at[1] + (a * along[1] + b * along[0]) * fine)
            for a, b in shape
        ]
        for colour, width in ((DARK, 7), (WHITE, 5)):
            pen.line([*points, points[0], points[1]], fill=colour, width=round(width * scale * fine), joint="curve")
        pen.polygon(points, fill=INK)

    left, top, right, bottom = mark.box
    edge = 16 * scale
    _smooth(drawn, (left - edge, top - edge, right + edge, bottom + edge), (mark.x, mark.y), paint)


def _smooth(drawn: Image.Image, box: Sequence[float], at: tuple[float, float], paint: Paint) -> None:
    """Paint on a tile of its own, larger than it will be, and lay that on the picture."""
    left, top = max(0, math.floor(box[0])), max(0, math.floor(box[1]))
    right, bottom = min(drawn.width, math.ceil(box[2])), min(drawn.height, math.ceil(box[3]))
    width, height = right - left, bottom - top
    if width <= 0 or height <= 0:
        return
    fine = _FINE if width * height * _FINE**2 <= _LARGEST_FINE else 1
    tile = Image.new("RGBA", (width * fine, height * fine))
    paint(ImageDraw.Draw(tile), fine, ((at[0] - left) * fine, (at[1] - top) * fine))
    if fine > 1:
        tile = tile.resize((width, height), Image.Resampling.BOX)
    drawn.paste(tile.convert("RGB"), (left, top), tile.getchannel("A"))


@lru_cache(maxsize=1)
def _letters() -> bytes:
    """Be Vietnam Pro, as the screens have it."""
    return (files("fontpkg_be_vietnam_pro") / "files" / "BeVietnamPro-Bold.ttf").read_bytes()


@lru_cache(maxsize=32)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(BytesIO(_letters()), size)
