"""What one person adds to the counts: a pure function of what is known of them, so that it can be taken away again.

A person counts once in every unit that they work in or that stands above it; where they hold several posts under the
same unit, with the position of the one held longest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

#: "stock", unit, code, position · "daily", unit, code, day, position · "jam", unit, lesson, step, kind
Key = tuple[Any, ...]
Vector = list[int]
Counts = dict[Key, Vector]

#: Places in the vectors; see `models.STOCK`, `models.DAILY`.
_PEOPLE, _DONE, _UNAIDED, _RETAINED, _M1 = range(5)
_D_DONE, _D_THEN_PEOPLE, _D_THEN_DONE = 0, 3, 4
_WIDTH = {"stock": 8, "daily": 7, "jam": 1}


@dataclass(frozen=True)
class Facts:
    """Days are ISO texts, which compare as days do; "" as an end is "until further notice"."""

    now: Mapping[str, str] = field(default_factory=dict)  # unit → position; a text, since JSON has no other keys
    then: Sequence[Sequence[Any]] = ()  # [unit, position, from, to]; of one unit they do not overlap
    results: Mapping[str, Sequence[Any]] = field(
        default_factory=dict
    )  # code → [done, unaided, retained, status, level]
    jams: Sequence[Sequence[str]] = ()  # [lesson, step, "stand" or "stuck"]

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON gives it back."""
        return {
            "now": dict(self.now),
            "then": [list(one) for one in self.then],
            "results": {code: list(one) for code, one in self.results.items()},
            "jams": [list(one) for one in self.jams],
        }

    @property
    def empty(self) -> bool:
        return not (self.now or self.then)


NOTHING = Facts()


def counts_of(facts: Facts, only: int | None = None) -> Counts:
    """What the person adds; `only` to the rows of that unit."""
    found: Counts = {}

    def add(key: Key, place: int, number: int = 1) -> None:
        vector = found.get(key)
        if vector is None:
            vector = found[key] = [0] * _WIDTH[key[0]]
        vector[place] += number

    for text, position in facts.now.items():
        unit = int(text)
        if only is not None and unit != only:
            continue
        add(("stock", unit, "", position), _PEOPLE)
        for code, (done, unaided, retained, status, level) in facts.results.items():
            key = ("stock", unit, code, position)
            add(key, _DONE)
            if status in ("unaided", "retained"):
                add(key, _UNAIDED)
            if status == "retained":
                add(key, _RETAINED)
            add(key, _M1 + level - 1)
            for place, day in enumerate((done, unaided, retained)):
                if day:
                    add(("daily", unit, code, day, position), place)
        for lesson, step, kind in facts.jams:
            add(("jam", unit, lesson, step, kind), 0)
    for unit, position, start, end in facts.then:
        if only is not None and unit != only:
            continue
        add(("daily", unit, "", start, position), _D_THEN_PEOPLE)
        if end:
            add(("daily", unit, "", end, position), _D_THEN_PEOPLE, -1)
        for code, days in facts.results.items():
            for place, day in enumerate(days[:3]):
                if day and (not end or day < end):
                    add(("daily", unit, code, max(day, start), position), _D_THEN_DONE + place)
                    if end:
                        add(("daily", unit, code, end, position), _D_THEN_DONE + place, -1)
    return found


def difference(pairs: Iterable[tuple[Facts, Facts]]) -> Counts:
    """What has to be added to the counts, for people known as (was, is); rows that do not change are left out."""
    found: Counts = {}
    for was, now in pairs:
        if was == now:
            continue
        for sign, facts in ((-1, was), (1, now)):
            for key, vector in counts_of(facts).items():
                known = found.get(key)
                if known is None:
                    found[key] = [sign * number for number in vector]
                else:
                    for place, number in enumerate(vector):
                        known[place] += sign * number
    return {key: vector for key, vector in found.items() if any(vector)}


def merged(periods: Iterable[tuple[int, str, str, str]]) -> list[list[Any]]:
    """Periods as (unit, position, from, to) without overlaps: in one unit the post that began first goes on counting
    until it ends. Empty periods go."""
    of_unit: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for unit, position, start, end in periods:
        if not end or start < end:
            of_unit[unit].append((start, end, position))
    found: list[list[Any]] = []
    for unit in sorted(of_unit):
        until = ""  # the first day that is not covered yet; None: all of them are
        open_end = False
        for start, end, position in sorted(of_unit[unit]):
            if open_end:
                break
            begin = max(start, until)
            if end and end <= begin:
                continue
            if found and found[-1][0] == unit and found[-1][1] == position and found[-1][3] == begin:
                found[-1][3] = end
            else:
                found.append([unit, position, begin, end])
            open_end, until = not end, end or until
    return found
