"""Which numbers of a table may be shown, so that none about fewer than five people can be read or worked out.

A table is a circulation: every number is an `Arc` from one node to another, and what flows into a node flows out of
it, which is all that anybody can calculate with (sums of rows, and what of one step arrives at the next). A number
about one to four people is hidden. It could still follow from those shown: it does not exactly if its arc lies on a
cycle of hidden arcs along which one unit can be moved, each hidden number staying at least 1 (a zero is shown). Where
it does not, the smallest number that helps is hidden as well, until no hidden number follows.

This is the cell suppression problem on a network: J. P. Kelly, B. L. Golden and A. A. Assad, "Cell suppression:
disclosure protection for sensitive tabular data", Networks 22 (1992), doi:10.1002/net.3230220407. Tables here have at
most forty numbers, so that the greedy way is quick and hides hardly more than needed.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from training.people.privacy import FEWEST


@dataclass(frozen=True)
class Arc:
    name: str
    tail: str
    head: str
    value: int
    people: int  # how many different ones the number is about; its value where each counts once


def hidden(arcs: Sequence[Arc], fewest: int = FEWEST) -> frozenset[str]:
    """The names of the numbers not to be shown."""
    small = [arc for arc in arcs if 0 < arc.people < fewest]
    away = {arc.name for arc in small}
    for arc in sorted(small, key=lambda one: one.value):
        while not _protected(arc, arcs, away):
            shown = sorted((one for one in arcs if one.name not in away and one.value), key=lambda one: one.value)
            if not shown:
                break
            helps = (one for one in shown if _protected(arc, arcs, away | {one.name}))
            away.add(next(helps, shown[0]).name)
    if any(not _protected(arc, arcs, away) for arc in small):
        return frozenset(arc.name for arc in arcs)  # so few that even their sum would tell
    return frozenset(away)


def _protected(arc: Arc, arcs: Iterable[Arc], away: set[str]) -> bool:
    """Whether another value fits with everything that is shown."""
    others = [one for one in arcs if one.name in away and one.name != arc.name]
    if _leads(others, arc.head, arc.tail):
        return True
    return arc.value > 1 and _leads(others, arc.tail, arc.head)


def _leads(arcs: Iterable[Arc], start: str, goal: str) -> bool:
    """Whether one unit can go from here to there: with an arc, or against one that keeps at least 1."""
    ways: dict[str, list[str]] = defaultdict(list)
    for arc in arcs:
        ways[arc.tail].append(arc.head)
        if arc.value > 1:
            ways[arc.head].append(arc.tail)
    reached, waiting = {start}, deque([start])
    while waiting:
        for node in ways[waiting.popleft()]:
            if node not in reached:
                reached.add(node)
                waiting.append(node)
    return goal in reached
