"""A QR code as one path of an inline drawing: no file, no script, no style."""

from __future__ import annotations

from dataclasses import dataclass

import segno

QUIET = 4  # modules of empty ground around it, ISO/IEC 18004


@dataclass(frozen=True)
class Drawing:
    size: int
    path: str


def drawing_of(text: str) -> Drawing:
    """Dark modules, run by run: "M4 4h7v1h-7z…"."""
    rows = [list(row) for row in segno.make(text, error="m", micro=False).matrix]
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            run = 0
            while x + run < len(row) and row[x + run]:
                run += 1
            if run:
                parts.append(f"M{x + QUIET} {y + QUIET}h{run}v1h-{run}z")
            x += run or 1
    return Drawing(len(rows) + 2 * QUIET, "".join(parts))
