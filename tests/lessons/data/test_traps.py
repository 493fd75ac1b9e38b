"""The shipped lessons with their traps laid. Generated from the data, like the tests beside it.

One draw each; SEEDS=50 plays ten of them. The quick suite plays a few of the lessons.
"""

from __future__ import annotations

import pytest
from django.db import transaction

from lessons.spec import TaskSpec, WrongRoute
from sandbox import api
from sandbox.checks import step_status
from sandbox.models import Snapshot, Workspace
from sandbox.spec import POSITIVE_KINDS
from tests.lessons.data.mutants import taken_for
from tests.lessons.data.playing import (
    TRAP_SEEDS,
    attempt,
    bound,
    every,
    every_lesson,
    every_lesson_thoroughly,
    findings,
    laid,
    play,
    task,
    unfinished,
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


@every("traps")
def test_who_falls_in_is_told_and_finds_the_way_back(snapshot: Snapshot, code: str, place: int) -> None:
    for seed in TRAP_SEEDS:
        spec = laid(code, seed)
        with attempt(snapshot, spec, seed) as workspace:
            _falls_in_and_recovers(workspace, spec, spec.traps[place])


@every("wrong_routes")
@pytest.mark.thorough
def test_traps_leave_the_answers_to_typical_mistakes_as_they_are(snapshot: Snapshot, code: str, place: int) -> None:
    spec = laid(code, 0)
    with attempt(snapshot, spec, 0) as workspace:
        _falls_in_and_recovers(workspace, spec, spec.wrong_routes[place])


@every("traps")
def test_its_guards_are_what_notices(snapshot: Snapshot, code: str, place: int) -> None:
    """Without them nobody is told these words: no guard stands there beside a check that says it already."""
    whole = bound(code, 0)
    trap = whole.traps[place]
    bare = [
        one.model_copy(update={"guards": []}) if number == place else one for number, one in enumerate(whole.traps)
    ]
    spec = whole.model_copy(update={"traps": bare}).with_traps()
    with attempt(snapshot, spec, 0) as workspace:
        play(workspace, trap.moves, "wrong")
        assert bool(_unmet(workspace, spec, trap)) == bool(trap.guards)


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


def _falls_in_and_recovers(workspace: Workspace, spec: TaskSpec, route: WrongRoute) -> None:
    play(workspace, route.moves, "wrong")
    assert _unmet(workspace, spec, route) == []
    assert route.recover, route.name.vi
    found = findings(workspace, spec)
    backs = [one.rewind_to for step in found.values() for one in step if one.rewind_to is not None]
    if backs:
        api.rewind(workspace_id=workspace.pk, to_seq=min(backs), request_key="back")
    assert (route.name.vi, play(workspace, route.recover, "recover")) == (route.name.vi, [])
    assert (route.name.vi, unfinished(workspace, spec)) == (route.name.vi, [])


def _unmet(workspace: Workspace, spec: TaskSpec, route: WrongRoute) -> list[str]:
    """The promised feedback that is not given, each with what is said instead."""
    found = findings(workspace, spec)
    unmet = []
    for expected in route.expect:
        said = [one.say for one in found[expected.step] if one.status == expected.status]
        contains = expected.say_contains
        assert contains is not None
        heard = any(contains.vi in say.vi and contains.en in say.en for say in said)
        if step_status(found[expected.step]) != expected.status or not heard:
            instead = [f"{one.status} {one.say.vi}" for one in found[expected.step] if one.status != "ok"]
            unmet.append(f"{route.name.vi} › {expected.step}: {instead}")
    return unmet
