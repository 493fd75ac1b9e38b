"""The shipped lessons with their traps laid. Generated from the data, like the tests beside it.

One draw each; SEEDS=50 plays ten of them. The quick suite plays a few of the lessons.
"""

from __future__ import annotations

import pytest
from django.db import transaction

from sandbox.models import Snapshot
from sandbox.spec import POSITIVE_KINDS
from tests.lessons.data.mutants import taken_for
from tests.lessons.data.playing import (
    TRAP_SEEDS,
    attempt,
    bound,
    every_lesson,
    every_lesson_thoroughly,
    falls_in_and_recovers,
    findings,
    laid,
    play,
    task,
    unfinished,
    unmet,
)


@every_lesson
def test_every_lesson_lays_a_trap_that_says_its_own_words(code: str) -> None:
    traps = task(code).traps
    assert traps
    assert all(trap.records for trap in traps)
    told = [expected.say_contains for trap in traps for expected in trap.expect[:1]]
    assert all(told)
    assert len({say.vi for say in told if say}) == len(traps)
    guards = [guard for trap in traps for guard in trap.guards]
    assert all(guard.check.say or guard.check.kind == "untouched" for guard in guards)


@every_lesson_thoroughly
def test_who_works_with_care_passes_by(snapshot: Snapshot, code: str) -> None:
    for seed in TRAP_SEEDS:
        spec = laid(code, seed)
        for name, moves in [
            ("solution", spec.solution),
            *((way.name.vi, way.moves) for way in spec.right_routes),
        ]:
            with attempt(snapshot, spec, seed) as workspace:
                assert (seed, name, play(workspace, moves, "way")) == (seed, name, [])
                assert (seed, name, unfinished(workspace, spec)) == (seed, name, [])


@every_lesson_thoroughly
def test_an_untouched_workspace_passes_no_positive_check_with_traps_laid(snapshot: Snapshot, code: str) -> None:
    spec = laid(code, 0)
    with attempt(snapshot, spec, 0) as workspace:
        found = findings(workspace, spec)
    passed = [
        (step.key, finding.check_index, finding.say.vi)
        for step in spec.steps
        for finding in found[step.key]
        if finding.status == "ok" and step.checks[finding.check_index].kind in POSITIVE_KINDS
    ]
    assert passed == []


@every_lesson_thoroughly
def test_who_falls_in_is_told_and_finds_the_way_back(snapshot: Snapshot, code: str) -> None:
    for seed in TRAP_SEEDS:
        spec = laid(code, seed)
        for trap in spec.traps:
            with attempt(snapshot, spec, seed) as workspace:
                falls_in_and_recovers(workspace, spec, trap)


@every_lesson
@pytest.mark.thorough
def test_traps_leave_the_answers_to_typical_mistakes_as_they_are(snapshot: Snapshot, code: str) -> None:
    spec = laid(code, 0)
    for route in spec.wrong_routes:
        with attempt(snapshot, spec, 0) as workspace:
            falls_in_and_recovers(workspace, spec, route)


@every_lesson_thoroughly
def test_its_guards_are_what_notices(snapshot: Snapshot, code: str) -> None:
    """Without them nobody is told these words: no guard stands there beside a check that says it already."""
    whole = bound(code, 0)
    for place, trap in enumerate(whole.traps):
        bare = [
            one.model_copy(update={"guards": []}) if number == place else one
            for number, one in enumerate(whole.traps)
        ]
        spec = whole.model_copy(update={"traps": bare}).with_traps()
        with attempt(snapshot, spec, 0) as workspace:
            play(workspace, trap.moves, "wrong")
            assert (trap.name.vi, bool(unmet(workspace, spec, trap))) == (trap.name.vi, bool(trap.guards))


@every_lesson_thoroughly
def test_taking_a_bait_for_the_real_thing_never_goes_unnoticed(snapshot: Snapshot, code: str) -> None:
    """The solution is walked once; each slip branches off there."""
    spec = laid(code, 0)
    slips = list(taken_for(bound(code, 0)))
    survivors = []
    with attempt(snapshot, spec, 0) as workspace:
        for place, move in enumerate(spec.solution):
            for number, slip in enumerate(slip for slip in slips if slip.place == place):
                with transaction.atomic():
                    if (
                        not play(workspace, slip.moves, f"s{place}.{number}")
                        and not play(workspace, spec.solution[place + 1 :], f"r{place}.{number}")
                        and not unfinished(workspace, spec)
                    ):
                        survivors.append(f"{place} {slip.name}")
                    transaction.set_rollback(True)
            play(workspace, [move], f"m{place}")
    assert survivors == []
