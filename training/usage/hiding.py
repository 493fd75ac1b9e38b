"""Which numbers of a table may be shown, so that none about fewer than five people can be read or worked out.

A table is a circulation: every number is an `Arc` from one node to another, and what flows into a node flows out of
it, which is all that anybody can calculate with (sums of rows, and what of one step arrives at the next). A number
about one to four people is hidden. It could still follow from those shown: it does not exactly if its arc lies on a
cycle of hidden arcs along which one unit can be moved, each hidden number staying at least 1 (a zero is shown). Where
it does not, the smallest number that helps is hidden as well, until no hidden number follows.

This is the cell suppression problem on a network: J. P. Kelly, B. L. Golden and A. A. Assad, "Cell suppression:
disclosure protection for sensitive tabular data", Networks 22 (1992), doi:10.1002/net.3230220407. Tables here have at
most forty numbers, so that the greedy way is quick and hides hardly more than needed.

The same attempts are also shown cut into parts (by the way of doing it, by their age), and the parts add up to the
whole: see `hidden_when_cut`.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, permutations

from training.people.privacy import FEWEST


@dataclass(frozen=True)
class Arc:
    name: str
    tail: str
    head: str
    value: int
    people: int  # how many different ones the number is about; its value where each counts once


#: Whether the number of an arc could be one more, or one less, for all that is shown.
May = Callable[[Arc], bool]


def hidden(arcs: Sequence[Arc], fewest: int = FEWEST) -> frozenset[str]:
    """The names of the numbers not to be shown."""
    small = [arc for arc in arcs if 0 < arc.people < fewest]
    away = {arc.name for arc in small}
    for arc in sorted(small, key=lambda one: one.value):
        while not _protected(arc, arcs, away):
            shown = _shown(arcs, away)
            if not shown:
                break
            helps = (one for one in shown if _protected(arc, arcs, away | {one.name}))
            away.add(next(helps, shown[0]).name)
    if any(not _protected(arc, arcs, away) for arc in small):
        return frozenset(arc.name for arc in arcs)  # so few that even their sum would tell
    return frozenset(away)


def _shown(arcs: Iterable[Arc], away: Collection[str]) -> list[Arc]:
    return sorted((one for one in arcs if one.name not in away and one.value), key=lambda one: one.value)


def _protected(arc: Arc, arcs: Iterable[Arc], away: Collection[str]) -> bool:
    """Whether another value fits with everything that is shown."""
    there = [one for one in arcs if one.name in away]
    return _movable(arc, there, lambda one: True, lambda one: one.value > 1)


def _movable(arc: Arc, arcs: Iterable[Arc], more: May, less: May) -> bool:
    """Whether one unit can be moved along a cycle of these arcs, on which this one lies."""
    others = [one for one in arcs if one.name != arc.name]
    if more(arc) and _leads(others, arc.head, arc.tail, more, less):
        return True
    return less(arc) and _leads(others, arc.tail, arc.head, more, less)


def _leads(arcs: Iterable[Arc], start: str, goal: str, more: May, less: May) -> bool:
    """Whether one unit can go from here to there: with an arc that may have more, against one that may have less."""
    ways: dict[str, list[str]] = defaultdict(list)
    for arc in arcs:
        if more(arc):
            ways[arc.tail].append(arc.head)
        if less(arc):
            ways[arc.head].append(arc.tail)
    reached, waiting = {start}, deque([start])
    while waiting:
        for node in ways[waiting.popleft()]:
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return goal in reached


# --- the same, cut into parts -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """The same table of some of the attempts. `never`: numbers that are zero there by what the part is, as everybody
    knows ("by the guide" among those who worked on their own)."""

    arcs: Sequence[Arc]
    never: frozenset[str] = frozenset()
    by_name: Mapping[str, Arc] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_name", {arc.name: arc for arc in self.arcs})

    def value(self, name: str) -> int:
        return self.by_name[name].value

    def people(self, name: str) -> int:
        return self.by_name[name].people


def hidden_when_cut(whole: Sequence[Arc], parts: Sequence[Part], fewest: int = FEWEST) -> frozenset[str]:
    """The names of the numbers to show of no part, so that nothing about fewer than five people follows from any
    part, nor from several of them and the whole: not by adding, not by taking one from the other.

    What is hidden of the whole is hidden of every part. What is about one to four people in *some* part is hidden in
    *all* of them, zeros too, so that the remainder does not tell; hence every number shown is of nobody or of five at
    least, in each part and in whatever parts are added up or left over. A hidden number of a part (or of parts added
    up) could still follow. It does not if one unit can be moved along a cycle of hidden numbers of one part and back
    along the same cycle of another part, as then every sum over the parts stays the same; or along a cycle that is
    hidden of the whole, too. Where neither can be, more is hidden; at the end everything is, and the cut is useless.
    """
    never = frozenset(arc.name for arc in whole)
    base = hidden(whole, fewest)
    away = set(base)
    for arc in whole:
        if any(0 < part.people(arc.name) < fewest for part in parts):
            away.add(arc.name)
    for arc in whole:
        if 0 < arc.people < fewest and not any(_in_one(arc, whole, part, base) for part in parts):
            return never
    while (told := _told(whole, parts, base, away, fewest)) is not None:
        shown = _shown(whole, away)
        if not shown:
            return never
        arc, few = told
        helps = (one for one in shown if _unsure(arc, few, whole, parts, base, away | {one.name}))
        away.add(next(helps, shown[0]).name)
    return never if all(arc.name in away for arc in whole if arc.value) else frozenset(away)


def _told(
    whole: Sequence[Arc], parts: Sequence[Part], base: Collection[str], away: Collection[str], fewest: int
) -> tuple[Arc, tuple[int, ...]] | None:
    """A hidden number, and the parts of which together it is about too few and follows from what is shown."""
    for arc in whole:
        if arc.name not in away:
            continue
        for size in range(1, len(parts)):
            for few in combinations(range(len(parts)), size):
                people = [parts[place].people(arc.name) for place in few]
                if 0 < max(people) < fewest and not _unsure(arc, few, whole, parts, base, away):
                    return arc, few
    return None


def _unsure(
    arc: Arc,
    few: Sequence[int],
    whole: Sequence[Arc],
    parts: Sequence[Part],
    base: Collection[str],
    away: Collection[str],
) -> bool:
    """Whether the number could be another one, of these parts together, for all that is shown."""
    if any(_in_one(arc, whole, parts[place], base) for place in few):
        return True
    there = [one for one in whole if one.name in away]
    pairs = permutations(range(len(parts)), 2)
    return any(_between(arc, there, parts[a], parts[b]) for a, b in pairs if a in few and b not in few)


def _in_one(arc: Arc, whole: Sequence[Arc], part: Part, base: Collection[str]) -> bool:
    """Along a cycle that is hidden of the whole: the part has other numbers, and so has the whole."""
    there = [one for one in whole if one.name in base]
    return _movable(
        arc,
        there,
        lambda one: one.name not in part.never,
        lambda one: part.value(one.name) > 0 and one.value > 1,
    )


def _between(arc: Arc, there: Sequence[Arc], one_part: Part, other: Part) -> bool:
    """Along a cycle in one part and back in the other one: their sum is the same."""

    def more(one: Arc) -> bool:
        return other.value(one.name) > 0 and one.name not in one_part.never

    def less(one: Arc) -> bool:
        return one_part.value(one.name) > 0 and one.name not in other.never

    return _movable(arc, there, more, less)
