"""What a trainer draws on a picture, as data: in pixels of the picture, from its upper left corner.

========  ==================================================  =======================
kind      x, y                                                w, h
========  ==================================================  =======================
number    the middle of the disc; `n` stands in it            0
frame     upper left corner                                   size
arrow     where it begins                                     how far to its tip, may be negative
mask      upper left corner: what lies under it is destroyed  size
========  ==================================================  =======================
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from pydantic import Field, TypeAdapter

from sandbox.definition.schema import Model

Kind = Literal["number", "frame", "arrow", "mask"]
MOST = 40
LEAST_SIDE = 4
LEAST_ARROW = 12
_FURTHEST = 100_000


class Mark(Model):
    kind: Kind
    x: int = Field(ge=0, le=_FURTHEST)
    y: int = Field(ge=0, le=_FURTHEST)
    w: int = Field(default=0, ge=-_FURTHEST, le=_FURTHEST)
    h: int = Field(default=0, ge=-_FURTHEST, le=_FURTHEST)
    n: int | None = Field(default=None, ge=1, le=99)

    @property
    def box(self) -> tuple[int, int, int, int]:
        """Left, top, right, bottom; right and bottom lie outside."""
        left, right = sorted((self.x, self.x + self.w))
        top, bottom = sorted((self.y, self.y + self.h))
        return left, top, right, bottom

    def moved(self, across: float, down: float) -> Mark:
        """The same mark on a picture that is so many times as wide and as high."""
        return self.model_copy(
            update={
                "x": round(self.x * across),
                "y": round(self.y * down),
                "w": round(self.w * across),
                "h": round(self.h * down),
            }
        )


_LIST: TypeAdapter[list[Mark]] = TypeAdapter(list[Mark])


def read(stored: Any) -> list[Mark]:
    """From the stored form. Raises pydantic's ValidationError."""
    return _LIST.validate_python(stored)


def stored(marks: Iterable[Mark]) -> list[dict[str, Any]]:
    return [mark.model_dump(mode="json", exclude_defaults=True) for mark in marks]


def numbered(marks: Sequence[Mark]) -> list[Mark]:
    """Discs without a number get the next one after those before them."""
    last, found = 0, []
    for mark in marks:
        if mark.kind == "number":
            last = mark.n or last + 1
            mark = mark.model_copy(update={"n": last})
        found.append(mark)
    return found
