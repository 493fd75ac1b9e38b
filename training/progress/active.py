"""Minutes of work from the minutes in which something was done. Pure.

How long somebody worked cannot be read off the log: between two marks lies either thought or an empty chair. Which
rule is chosen changes every result drawn from it, so it is one rule, said here: a silence of up to `IDLE` minutes was
work, a longer one was none (V. Kovanović, D. Gašević, S. Dawson, S. Joksimović, R. Baker and M. Hatala, "Penetrating
the black box of time-on-task estimation", LAK '15, doi:10.1145/2723576.2723623, compare such thresholds).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise

IDLE = 3  # minutes of silence that still count as work


def minute_of(at: datetime) -> int:
    """Minutes since 1970, UTC."""
    return int(at.timestamp() // 60)


def active_minutes(marks: Iterable[int]) -> int:
    """Marks: minutes in which there was a sign of work, in any order. A burst of work counts its first minute too."""
    ordered = sorted(set(marks))
    return bool(ordered) + sum(step(one, two) for one, two in pairwise(ordered))


def step(before: int, after: int) -> int:
    """What the mark `after` adds to those up to `before`."""
    gap = after - before
    return gap if gap <= IDLE else 1
