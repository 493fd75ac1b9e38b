"""No number about one to four people is shown, and none follows from those that are."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence

import pytest

from training.people.privacy import FEWEST
from training.usage.asking import Asked
from training.usage.funnel import KINDS, Tally, arcs_of, drawn, shown_of
from training.usage.hiding import Arc, hidden

MOST_HIDDEN = 8  # so many unknowns are gone through by hand


def other_tables(arcs: Sequence[Arc], away: frozenset[str]) -> dict[str, set[int]]:
    """By name of a hidden number: the values near the true one that fit with what is shown. Every combination of one
    more, one less and the same is tried: whoever calculates with sums can exclude none that fits."""
    unknown = [arc for arc in arcs if arc.name in away]
    found: dict[str, set[int]] = defaultdict(set)

    def tried(place: int, surplus: Mapping[str, int], deltas: list[int]) -> None:
        if place == len(unknown):
            if not any(surplus.values()):
                for arc, delta in zip(unknown, deltas, strict=True):
                    found[arc.name].add(arc.value + delta)
            return
        arc = unknown[place]
        for delta in (-1, 0, 1):
            if arc.value + delta >= 1:
                after = dict(surplus)
                after[arc.tail] = after.get(arc.tail, 0) - delta
                after[arc.head] = after.get(arc.head, 0) + delta
                tried(place + 1, after, [*deltas, delta])

    tried(0, {}, [])
    return found


def a_table(dice: random.Random, steps: int) -> dict[tuple[str, str], Tally]:
    """A lesson done in order, each attempt somebody else's: what is done at a step arrives at the next."""
    found: dict[tuple[str, str], Tally] = {}
    there = dice.choice((6, 12, 40, 200))
    for step in range(steps):
        left = {kind: min(there, dice.choice((0, 0, 1, 2, 3, 4, 5, 9))) for kind in ("left", "under_way")}
        left["under_way"] = min(left["under_way"], there - left["left"])
        done = there - sum(left.values())
        alone = dice.randint(0, done)
        helped = dice.randint(0, done - alone)
        row = {**left, "alone": alone, "helped": helped, "guided": done - alone - helped}
        found |= {(str(step), kind): Tally(number, number) for kind, number in row.items()}
        there = done
    return found | {("", "finished"): Tally(there, there)}


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_what_is_hidden_cannot_be_worked_out(steps: int) -> None:
    dice, looked_at = random.Random(20261128 + steps), 0
    for _ in range(160):
        arcs = arcs_of([str(step) for step in range(steps)], a_table(dice, steps))
        away = hidden(arcs)
        small = {arc.name for arc in arcs if 0 < arc.people < FEWEST}
        assert small <= away
        if not small or len(away) > MOST_HIDDEN or len(away) == len(arcs):
            continue
        looked_at += 1
        fits = other_tables(arcs, away)
        told = {name: fits[name] for name in small if len(fits[name]) < 2}
        assert told == {}, f"{told} follows from {[(arc.name, arc.value) for arc in arcs if arc.name not in away]}"
    assert looked_at > 20


def test_without_the_second_number_the_first_would_follow() -> None:
    """The reason for all this: 3 given up of 40, with 37 shown as done, is no secret."""
    tallies = {("a", "alone"): Tally(37, 37), ("a", "left"): Tally(3, 3), ("", "finished"): Tally(37, 37)}
    arcs = arcs_of(["a"], tallies)
    assert other_tables(arcs, frozenset({"a.left"})) == {"a.left": {3}}
    assert len(other_tables(arcs, hidden(arcs))["a.left"]) > 1


def test_one_and_one_is_hidden_further_than_two_numbers() -> None:
    """Two hidden ones whose sum is known to be 2 are both 1."""
    row = {"alone": 30, "helped": 1, "guided": 1}
    tallies = {("a", kind): Tally(number, number) for kind, number in row.items()} | {("", "finished"): Tally(32, 32)}
    assert hidden(arcs_of(["a"], tallies)) > {"a.helped", "a.guided"}


def test_nothing_is_hidden_without_a_reason() -> None:
    tallies = {("a", kind): Tally(number, number) for kind, number in zip(KINDS, (9, 8, 7, 6, 5), strict=True)}
    tallies[("", "finished")] = Tally(24, 24)
    assert hidden(arcs_of(["a"], tallies)) == frozenset()


def test_many_attempts_of_few_people_are_few() -> None:
    tallies = {("a", "alone"): Tally(40, 40), ("a", "left"): Tally(12, 2), ("", "finished"): Tally(40, 40)}
    row = drawn([("a", "A")], shown_of(["a"], tallies, Asked(), {}), {"a": (4, 40)}, {}).rows[0]
    assert row.of("left").value is None


def test_of_three_people_nothing_is_said_at_all() -> None:
    tallies = {("a", "alone"): Tally(2, 2), ("a", "left"): Tally(1, 1), ("", "finished"): Tally(2, 2)}
    funnel = drawn([("a", "A")], shown_of(["a"], tallies, Asked(), {}), {"a": (4, 2)}, {"a": (4, 2)})
    assert funnel.rows[0].worked is None
    assert all(number.value in (None, 0) for number in [*funnel.rows[0].numbers, funnel.rows[0].reached])
