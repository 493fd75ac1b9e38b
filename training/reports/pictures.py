"""What a picture of a question is made of; templates/training/reports/picture_*.html draw it, `sheet` does on paper.

Lengths are percent of the width, so that words keep their size on a phone; heights are pixels. A kind is a fill with
a pattern of its own (fills.html): nothing is said by colour alone.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

LABEL, FITS = 40, 43  # characters of a label's line, and with what is said at its end
LINE, BAR, GAP = 20, 18, 16  # pixels


@dataclass(frozen=True)
class Part:
    kind: str
    share: float  # percent of the whole width
    number: int
    at: float = 0.0


@dataclass(frozen=True)
class Bar:
    label: str
    parts: Sequence[Part]
    says: str  # at the end of the label's line, or below it where there is no room on a phone
    mark: str = ""  # "▲": what one should look at, in a shape
    y: int = 0

    @cached_property
    def lines(self) -> list[tuple[int, str]]:
        """The label in one or two lines, with where they stand."""
        wrapped = textwrap.wrap(self.label, LABEL, max_lines=2, placeholder="…") or [""]
        if len(wrapped) == 2 and wrapped[1][-1] != "…":  # of about the same length, not a last word by itself
            even = textwrap.wrap(self.label, len(self.label) // 2 + 4)
            wrapped = even if len(even) == 2 else wrapped
        return [(14 + LINE * place, text) for place, text in enumerate(wrapped)]

    @cached_property
    def beside(self) -> bool:
        """What it says has room at the end of the label's first line."""
        return len(self.lines[0][1]) + len(self.says) <= FITS

    @cached_property
    def says_y(self) -> int:
        return 14 if self.beside else 14 + LINE * len(self.lines)

    @cached_property
    def bar_y(self) -> int:
        return LINE * (len(self.lines) + (not self.beside)) + 2

    @cached_property
    def height(self) -> int:
        return self.bar_y + BAR + GAP


@dataclass(frozen=True)
class Bars:
    """Bars below each other; `average`: a line across them, (percent, words)."""

    template: ClassVar[str] = "training/reports/picture_bars.html"
    title: str
    says: str  # the same in a sentence, for who does not see it
    bars: Sequence[Bar]
    key: Sequence[tuple[str, str]] = ()  # kind, words
    average: tuple[float, str] | None = None
    more: int = 0  # rows that stand in the table only

    @cached_property
    def placed(self) -> list[Bar]:
        y, found = self.top, []
        for bar in self.bars:
            at, parts = 0.0, []
            for part in bar.parts:
                parts.append(Part(part.kind, round(part.share, 2), part.number, round(at, 2)))
                at += part.share
            found.append(Bar(bar.label, parts, bar.says, bar.mark, y))
            y += bar.height
        return found

    @cached_property
    def top(self) -> int:
        return 28 if self.average else 4

    @cached_property
    def height(self) -> int:
        return self.top + sum(bar.height for bar in self.bars)

    @cached_property
    def average_ends(self) -> bool:
        """Its words stand to the left of it."""
        return bool(self.average and self.average[0] > 50)


@dataclass(frozen=True)
class Point:
    x: float  # percent
    y: float


@dataclass(frozen=True)
class Mark:
    """A day on the axis of time."""

    x: float
    words: str
    kind: str  # "start", "today", "due", "end"

    @property
    def anchor(self) -> str:
        return "start" if self.x < 20 else "end" if self.x > 80 else "middle"


@dataclass(frozen=True)
class Curve:
    """How many are through by which day, to where it leads at this pace, and the day by which it is asked."""

    template: ClassVar[str] = "training/reports/picture_curve.html"
    title: str
    says: str
    done: Sequence[Point]
    ahead: Sequence[Point] = ()
    marks: Sequence[Mark] = ()
    levels: Sequence[tuple[float, str]] = field(default_factory=list)  # y percent, words
    key: Sequence[tuple[str, str]] = ()

    @property
    def crowded(self) -> bool:
        """The day by which it is asked is so near to another that on a phone their words would lie on each other."""
        due = [mark.x for mark in self.marks if mark.kind == "due"]
        return any(abs(mark.x - x) < 55 for mark in self.marks if mark.kind != "due" for x in due)

    @property
    def done_line(self) -> str:
        return " ".join(f"{point.x:.2f},{point.y:.2f}" for point in self.done)

    @property
    def area(self) -> str:
        if not self.done:
            return ""
        return f"{self.done[0].x:.2f},100 {self.done_line} {self.done[-1].x:.2f},100"

    @property
    def ahead_line(self) -> str:
        return " ".join(f"{point.x:.2f},{point.y:.2f}" for point in self.ahead)


Picture = Bars | Curve
