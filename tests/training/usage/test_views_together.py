"""Whatever is asked for of one lesson, one view beside the other: nothing about one to four people follows.

Crowds are drawn at random. Everything that the offered views show of a crowd becomes a system of equations, with what
anybody knows of such a table (what flows into a step flows out of it; parts add up to the whole), and whoever could
calculate with all of it finds no number about a few in it: neither of a part, nor of parts together, nor of all.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

import pytest

from training.people.privacy import FEWEST
from training.practice.models import Attempt
from training.usage.asking import DAYS, OLDER, Asked
from training.usage.funnel import DONE, KINDS, Shown, Tally, arcs_of, shown_of

CUTS = {"way": list(Attempt.Mode.values), "age": [*map(str, DAYS), OLDER]}
VIEWS = [Asked(), *(Asked(only=mode) for mode in Attempt.Mode.values), *(Asked(only=str(days)) for days in DAYS)]


@dataclass(frozen=True)
class One:
    """An attempt, somebody's own: its way and age, and what became of each step it reached."""

    way: str
    age: str
    kinds: Sequence[str]


def a_crowd(dice: random.Random, steps: int) -> list[One]:
    size = dice.choice((8, 25, 60, 150))
    ways, ages = dice.choices(range(1, 9), k=3), dice.choices(range(1, 9), k=3)
    drop, help_ = dice.choice((0.02, 0.1, 0.3)), dice.choice((0.0, 0.05, 0.4))
    made = []
    for _ in range(size):
        way, age = dice.choices(CUTS["way"], ways)[0], dice.choices(CUTS["age"], ages)[0]
        kinds: list[str] = []
        while len(kinds) < steps and (not kinds or kinds[-1] in DONE):
            if dice.random() < drop:
                kinds.append(dice.choice(("left", "under_way")))
            elif way != "traps" and dice.random() < help_:
                kinds.append("helped")
            else:
                kinds.append("guided" if way == "guided" else "alone")
        made.append(One(way, age, kinds))
    return made


def tallied(crowd: Iterable[One]) -> dict[tuple[str, str], Tally]:
    found: dict[tuple[str, str], int] = defaultdict(int)
    for one in crowd:
        for step, kind in enumerate(one.kinds):
            found[str(step), kind] += 1
        if one.kinds[-1] in DONE:
            found["", "finished"] += 1
    return {cell: Tally(number, number) for cell, number in found.items()}


def shown(crowd: Sequence[One], steps: int, asked: Asked) -> Shown:
    keys = [str(step) for step in range(steps)]
    cut = "way" if asked.only in CUTS["way"] else "age"
    parts = {part: tallied(one for one in crowd if getattr(one, cut) == part) for part in asked.parts}
    return shown_of(keys, tallied(crowd), asked, parts)


# --- whoever calculates -------------------------------------------------------------------------------------


Row = dict[tuple[str, str], Fraction]


class Equations:
    """What is known, by Gaussian elimination; whether a sum of unknowns follows from it."""

    def __init__(self) -> None:
        self.by_first: dict[tuple[str, str], Row] = {}

    def _reduced(self, row: Mapping[tuple[str, str], int | Fraction]) -> Row:
        left = {name: Fraction(value) for name, value in row.items() if value}
        for first in sorted(left):
            while first in left and first in self.by_first:
                times = left[first]
                for name, value in self.by_first[first].items():
                    left[name] = left.get(name, Fraction(0)) - times * value
                    if not left[name]:
                        del left[name]
        return left if not any(name in self.by_first for name in left) else self._reduced(left)

    def know(self, row: Mapping[tuple[str, str], int]) -> None:
        left = self._reduced(row)
        if left:
            first = min(left)
            self.by_first[first] = {name: value / left[first] for name, value in left.items()}

    def tell(self, names: Iterable[tuple[str, str]]) -> bool:
        return not self._reduced(dict.fromkeys(names, 1))


def known_of_one_cut(crowd: Sequence[One], steps: int, cut: str) -> Equations:
    """The unknowns are the numbers of each part; those of the whole are their sums."""
    known, keys, parts = Equations(), [str(step) for step in range(steps)], CUTS[cut]
    for part in parts:
        nodes: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        for arc in arcs_of(keys, {}):
            nodes[arc.tail][part, arc.name] = -1
            nodes[arc.head][part, arc.name] = 1
        for row in nodes.values():
            known.know(row)
        if cut == "way":
            for key in keys:
                known.know({(part, f"{key}.{'alone' if part == 'guided' else 'guided'}"): 1})
    for asked in [Asked(), *(view for view in VIEWS if view.only in parts)]:
        table = shown(crowd, steps, asked)
        inside = asked.chosen or parts
        for arc in table.arcs:
            if arc.name not in table.away:
                known.know({(part, arc.name): 1 for part in inside})
    return known


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_no_few_follow_from_all_views_together(steps: int) -> None:
    """Of every part, of parts together, of the whole: what is about one to four people is told by no equation."""
    dice, looked_at = random.Random(20261128 + steps), 0
    for _ in range(25):
        crowd = a_crowd(dice, steps)
        for cut, parts in CUTS.items():
            known = known_of_one_cut(crowd, steps, cut)
            of_part = {part: tallied(one for one in crowd if getattr(one, cut) == part) for part in parts}
            for size in range(1, len(parts) + 1):
                for few in combinations(parts, size):
                    for step in range(steps):
                        for kind in KINDS:
                            number = sum(of_part[part].get((str(step), kind), Tally()).number for part in few)
                            if 0 < number < FEWEST:
                                looked_at += 1
                                said = known.tell((part, f"{step}.{kind}") for part in few)
                                assert not said, f"{number} × {kind} at step {step} of {few} follow, of {len(crowd)}"
    assert looked_at > 100


@pytest.mark.parametrize("steps", [2, 4])
def test_of_no_two_views_is_the_difference_about_a_few(steps: int) -> None:
    """Every pair of views that are offered, every number that both show: they differ by nobody or five at least."""
    dice, compared = random.Random(7 + steps), 0
    for _ in range(40):
        crowd = a_crowd(dice, steps)
        tables = [shown(crowd, steps, asked) for asked in VIEWS]
        for one, other in combinations(range(len(VIEWS)), 2):
            wide, narrow = tables[one], tables[other]
            inside = VIEWS[one].only == "" or (VIEWS[one].only, VIEWS[other].only) == ("90", "30")
            if (VIEWS[one].only, VIEWS[other].only) == ("30", "90"):
                wide, narrow, inside = narrow, wide, True
            for mine, theirs in zip(wide.arcs, narrow.arcs, strict=True):
                if inside and mine.name not in wide.away and theirs.name not in narrow.away:
                    compared += 1
                    assert not 0 < mine.value - theirs.value < FEWEST, (VIEWS[one], VIEWS[other], mine, theirs)
    assert compared > 500


def test_a_cut_is_offered_where_there_are_enough() -> None:
    """Hiding is not refusing: 600 learners cut by the way of doing it leave most numbers to be read."""
    dice, steps = random.Random(1), 3
    crowd = [one for _ in range(4) for one in a_crowd(dice, steps)] * 4
    read = [arc for arc in shown(crowd, steps, Asked(only="guided")).arcs if arc.value]
    away = shown(crowd, steps, Asked(only="guided")).away
    assert sum(arc.name not in away for arc in read) > len(read) / 2
