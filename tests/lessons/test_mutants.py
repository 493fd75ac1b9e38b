"""Slips of the sample lesson, and that an action which nobody would miss keeps a lesson from being published."""

from __future__ import annotations

import pytest

from lessons import api
from lessons.mutants import KINDS, try_mutants
from lessons.problems import ProofError
from lessons.proof import prove
from lessons.spec import LessonPackage, TaskSpec
from sandbox.definition.loader import platform_of
from sandbox.models import Event, Snapshot, Workspace
from tests.lessons import samples


def sample() -> TaskSpec:
    return LessonPackage.model_validate(samples.package()).task


def test_every_slip_of_the_sample_is_told_apart_and_leaves_nothing_behind(snapshot: Snapshot) -> None:
    before = Workspace.objects.count(), Event.objects.count()
    report = try_mutants(sample(), snapshot, platform_of(snapshot))
    assert (Workspace.objects.count(), Event.objects.count()) == before
    assert {fate.mutant.kind for fate in report.fates} <= set(KINDS)
    assert all(finding.status == "ok" for findings in report.reference for finding in findings)
    dropped = [fate for fate in report.fates if fate.mutant.kind == "dropped"]
    assert len(dropped) == len(sample().solution)
    assert {fate.verdict for fate in dropped} == {"killed"}
    assert all(fate.caught for fate in report.fates if fate.verdict == "killed")
    assert report.share == pytest.approx(report.count("killed") / (report.count("killed") + report.count("survived")))


@pytest.mark.thorough
def test_the_report_says_which_check_caught_what_and_which_none_needed(snapshot: Snapshot) -> None:
    report = try_mutants(sample(), snapshot, platform_of(snapshot))
    every = {(step, place) for step, one in enumerate(sample().steps) for place in range(len(one.checks))}
    needed = {place for place in every if report.caught_by(*place)}
    assert needed
    assert set(report.idle()) == every - needed


#: Answers a question that nobody asked: it is kept, and no check looks at it.
IDLE = {"move": "answer", "question": "thua", "value": "x"}


@pytest.mark.thorough
def test_an_action_that_nobody_would_miss_is_named_with_its_place(snapshot: Snapshot) -> None:
    assert prove(sample(), snapshot).holds
    data = samples.package()
    data["task"]["solution"].insert(1, IDLE)
    problems = prove(LessonPackage.model_validate(data).task, snapshot).problems
    assert [problem.path for problem in problems] == [("solution", 1)]


@pytest.mark.thorough
def test_the_editor_refuses_such_a_lesson_with_the_reason(snapshot: Snapshot, english: None) -> None:
    data = samples.package()
    data["task"]["solution"].append(IDLE)
    page = api.import_package(data, publish=False).page
    with pytest.raises(ProofError, match="Without this action every step is done all the same"):
        api.publish(page=page)
    page.refresh_from_db()
    assert not page.live
