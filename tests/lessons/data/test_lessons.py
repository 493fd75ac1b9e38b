"""The shipped lessons keep their promises. Generated from the data: a lesson added to the folder is tested as it is.

The quick suite does every lesson once, by the help that acts, and a few of them in every way; `-m thorough` the rest.
Run with SEEDS=50 for the full number of draws.
"""

from __future__ import annotations

from io import StringIO
from unittest import mock

import pytest
from django.core.management import call_command

from lessons import known, selectors
from lessons.compile import compile_task
from lessons.models import LessonPage
from sandbox.checks import step_status
from sandbox.definition.loader import platform_of
from sandbox.models import Snapshot
from sandbox.spec import POSITIVE_KINDS
from tests.lessons.data.playing import (
    CODES,
    SEEDS,
    SOME,
    attempt,
    bound,
    every_lesson,
    every_lesson_thoroughly,
    falls_in_and_recovers,
    findings,
    package,
    play,
    task,
    unfinished,
)

#: Lessons with a rule that no row of the editor can say. L17 asks of the file that was published whether it still
#: tells anybody's number: a pattern, in a table, of a record that another one points at.
WITH_RULES = {"L17"}


@every_lesson_thoroughly
def test_the_reference_solution_finishes_every_step_whatever_is_drawn(snapshot: Snapshot, code: str) -> None:
    for seed in SEEDS:
        spec = bound(code, seed)
        with attempt(snapshot, spec, seed) as workspace:
            assert (seed, play(workspace, spec.solution, "solution")) == (seed, [])
            assert (seed, unfinished(workspace, spec)) == (seed, [])


@every_lesson
@pytest.mark.thorough
def test_help_that_acts_leads_to_the_end(snapshot: Snapshot, code: str) -> None:
    spec = bound(code, 3)
    with attempt(snapshot, spec, 3) as workspace:
        for step in spec.steps:
            if step_status(findings(workspace, spec)[step.key]) != "ok":
                assert step.hints.do, step.key
                play(workspace, step.hints.do, f"do-{step.key}")
        assert unfinished(workspace, spec) == []


@every_lesson
def test_every_step_has_all_four_rungs_of_help(code: str) -> None:
    for step in task(code).steps:
        hints = step.hints
        assert all((hints.hint, hints.where, hints.at, hints.show, hints.do)), step.key


@every_lesson
def test_an_untouched_workspace_passes_no_positive_check(snapshot: Snapshot, code: str) -> None:
    spec = bound(code, 0)
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
def test_another_right_way_passes_too(snapshot: Snapshot, code: str) -> None:
    for seed in SOME:
        spec = bound(code, seed)
        for route in spec.right_routes:
            with attempt(snapshot, spec, seed) as workspace:
                assert (route.name.vi, play(workspace, route.moves, "way")) == (route.name.vi, [])
                assert (route.name.vi, unfinished(workspace, spec)) == (route.name.vi, [])


@every_lesson_thoroughly
def test_a_typical_mistake_is_answered_and_leads_back(snapshot: Snapshot, code: str) -> None:
    for seed in SOME:
        spec = bound(code, seed)
        for route in spec.wrong_routes:
            with attempt(snapshot, spec, seed) as workspace:
                falls_in_and_recovers(workspace, spec, route)


@every_lesson
def test_a_lesson_answers_two_typical_mistakes_each_in_its_own_words(code: str) -> None:
    routes = task(code).wrong_routes
    told = [expected.say_contains.vi for route in routes for expected in route.expect[:1] if expected.say_contains]
    assert len(routes) >= 2
    assert len(set(told)) == len(routes)


@every_lesson
@pytest.mark.thorough
def test_attempts_differ(code: str) -> None:
    assert len({bound(code, seed).model_dump_json() for seed in range(12)}) > 2


@every_lesson
def test_no_placeholder_is_left_unbound(snapshot: Snapshot, code: str) -> None:
    spec = bound(code, 1)
    told = spec.model_dump_json(exclude={"scenario"})
    with attempt(snapshot, spec, 1) as workspace:
        landed = " ".join(str(row.data) for row in workspace.overlay.all())
    assert "{{" not in told + landed


def test_the_twenty_four_lessons_in_six_courses() -> None:
    courses: dict[str, list[str]] = {}
    for code in CODES:
        courses.setdefault(package(code).course.code, []).append(code)
    assert courses == {
        "K1": ["L01", "L02", "L03", "L04"],
        "K2": ["L05", "L06", "L07", "L08"],
        "K3": ["L09", "L10", "L11", "L12", "L13"],
        "K4": ["L14", "L15", "L16", "L17"],
        "K5": ["L18", "L19", "L20", "L21"],
        "K6": ["L22", "L23", "L24"],
    }
    assert len({package(code).course.model_dump_json() for code in CODES}) == 6
    assert all(set(task(code).prerequisites) <= set(CODES) for code in CODES)
    assert all(task(code).security for code in CODES)
    assert all(any(skill.startswith("DigComp ") for skill in task(code).skills) for code in CODES)
    assert all(any(skill in ("M1", "M2", "M3", "M4") for skill in task(code).skills) for code in CODES)


@pytest.mark.thorough
def test_each_can_be_loaded_and_written_in_the_platforms_words(snapshot: Snapshot) -> None:
    """As drafts: whether a task holds is proved when it is published, which the test below does."""
    call_command("load_lessons", "--draft", stdout=StringIO())
    pages = LessonPage.objects.order_by("code")
    assert [page.code for page in pages] == CODES
    for page in pages:
        assert compile_task(page, platform_of(snapshot)).code == page.code


@pytest.mark.thorough
@pytest.mark.django_db
def test_they_can_be_loaded_and_published_and_loading_again_changes_nothing() -> None:
    """On the platform as it is shipped, where it is known that they hold: nothing has to be proved."""
    call_command("load_platform", stdout=StringIO())
    with mock.patch("lessons.publication.prove", side_effect=AssertionError("run `make docs`")):
        call_command("load_lessons", stdout=StringIO())
    live = selectors.live_lessons()
    assert sorted(page.code for page in live) == CODES
    assert known.proved() == {page.live_task.hash for page in live if page.live_task}, "run `make docs`"
    pages = LessonPage.objects.all()
    assert {page.code for page in pages if "as_imported" in str(list(page.steps.raw_data))} <= WITH_RULES
    assert {page.code for page in pages if "as_imported" in str(list(page.traps.raw_data))} == set()
    assert all(len(page.traps) for page in pages)
    said = StringIO()
    call_command("load_lessons", stdout=said)
    assert said.getvalue().split() == [word for code in CODES for word in (f"{code}:", "unchanged")]


def test_another_engine_knows_nothing() -> None:
    text = known.write({"L01": "a" * 64})
    assert known.read(text) == {"a" * 64}
    assert known.read(text.replace("engine ", "engine 0")) == frozenset()
