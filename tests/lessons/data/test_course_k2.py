"""The lessons of course K2 keep their promises: solution, untouched start, no idle move, every mistake answered."""

from __future__ import annotations

from functools import cache
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from lessons import selectors
from lessons.models import LessonPage
from lessons.spec import LessonPackage, TaskSpec
from sandbox import api
from sandbox.checks import Finding, World, evaluate, step_status
from sandbox.data import ca_mau_snapshot
from sandbox.definition.yamlfile import YamlFile
from sandbox.models import Snapshot, Workspace
from sandbox.spec import POSITIVE_KINDS, Move

CODES = ("L05", "L06", "L07")
SEEDS = (0, 1, 7, 2026)
FOLDER = Path(__file__).resolve().parents[3] / "lessons" / "data"


@cache
def task(code: str) -> TaskSpec:
    file = YamlFile(FOLDER / f"{code}.yaml", code)
    assert file.problems == []
    return LessonPackage.model_validate(file.data).task


def moves_of(code: str) -> list[tuple[str, int]]:
    return [(code, place) for place in range(len(task(code).solution))]


def routes_of(code: str) -> list[tuple[str, str]]:
    return [(code, route.name.vi) for route in task(code).wrong_routes]


@pytest.fixture
def snapshot(db: None) -> Snapshot:
    return ca_mau_snapshot(documents=40)


def attempt(snapshot: Snapshot, spec: TaskSpec, seed: int) -> Workspace:
    return api.create_workspace(snapshot=snapshot, scenario=spec.scenario, seed=seed)


def play(workspace: Workspace, moves: list[Move], prefix: str) -> list[api.Outcome]:
    outcomes = api.play(workspace_id=workspace.pk, moves=moves, key_prefix=prefix)
    workspace.refresh_from_db()
    return outcomes


def findings(workspace: Workspace, spec: TaskSpec) -> dict[str, list[Finding]]:
    world = World.of(workspace)
    return {step.key: evaluate(step.checks, world) for step in spec.steps}


def unfinished(workspace: Workspace, spec: TaskSpec) -> list[str]:
    return [
        f"{key}: {finding.status} {finding.say.vi}"
        for key, found in findings(workspace, spec).items()
        for finding in found
        if finding.status != "ok"
    ]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_solution_finishes_every_step(snapshot: Snapshot, code: str, seed: int) -> None:
    spec = task(code).bound(seed)
    workspace = attempt(snapshot, spec, seed)
    outcomes = play(workspace, spec.solution, "solution")
    assert [outcome.refusal for outcome in outcomes if outcome.refusal] == []
    assert unfinished(workspace, spec) == []


@pytest.mark.parametrize("code", CODES)
def test_help_that_acts_leads_to_the_end(snapshot: Snapshot, code: str) -> None:
    spec = task(code).bound(3)
    workspace = attempt(snapshot, spec, 3)
    for step in spec.steps:
        if step_status(findings(workspace, spec)[step.key]) != "ok":
            play(workspace, step.hints.do, f"do-{step.key}")
    assert unfinished(workspace, spec) == []


@pytest.mark.parametrize("code", CODES)
def test_an_untouched_workspace_passes_no_positive_check(snapshot: Snapshot, code: str) -> None:
    spec = task(code).bound(0)
    found = findings(attempt(snapshot, spec, 0), spec)
    passed = [
        (step.key, finding.check_index)
        for step in spec.steps
        for finding in found[step.key]
        if finding.status == "ok" and step.checks[finding.check_index].kind in POSITIVE_KINDS
    ]
    assert passed == []


@pytest.mark.parametrize(("code", "place"), [pair for code in CODES for pair in moves_of(code)])
def test_no_move_of_the_solution_is_idle(snapshot: Snapshot, code: str, place: int) -> None:
    spec = task(code).bound(0)
    workspace = attempt(snapshot, spec, 0)
    play(workspace, spec.solution[:place] + spec.solution[place + 1 :], "mutant")
    assert unfinished(workspace, spec) != []


@pytest.mark.parametrize(("code", "name"), [pair for code in CODES for pair in routes_of(code)])
@pytest.mark.parametrize("seed", SEEDS[:3])
def test_a_typical_mistake_is_answered_and_leads_back(snapshot: Snapshot, code: str, name: str, seed: int) -> None:
    spec = task(code).bound(seed)
    route = next(route for route in spec.wrong_routes if route.name.vi == name)
    workspace = attempt(snapshot, spec, seed)
    play(workspace, route.moves, "wrong")
    found = findings(workspace, spec)
    for expected in route.expect:
        assert step_status(found[expected.step]) == expected.status
        said = [one.say for one in found[expected.step] if one.status == expected.status]
        assert expected.say_contains is not None
        assert any(expected.say_contains.vi in say.vi and expected.say_contains.en in say.en for say in said), said
    backs = [one.rewind_to for step in found.values() for one in step if one.rewind_to is not None]
    if backs:
        api.rewind(workspace_id=workspace.pk, to_seq=min(backs), request_key="back")
    outcomes = play(workspace, route.recover, "recover")
    assert [outcome.refusal for outcome in outcomes if outcome.refusal] == []
    assert unfinished(workspace, spec) == []


@pytest.mark.parametrize("code", CODES)
def test_attempts_differ(code: str) -> None:
    bound = {task(code).bound(seed).model_dump_json() for seed in range(12)}
    assert len(bound) > 4


@pytest.mark.parametrize("code", CODES)
def test_no_placeholder_is_left_unbound(snapshot: Snapshot, code: str) -> None:
    spec = task(code).bound(1)
    workspace = attempt(snapshot, spec, 1)
    told = spec.model_dump_json(exclude={"scenario"})
    landed = " ".join(str(row.data) for row in workspace.overlay.all())
    assert "{{" not in told + landed


def test_the_lessons_can_be_loaded_and_published(snapshot: Snapshot) -> None:
    call_command("load_lessons", stdout=StringIO())
    assert [lesson.code for lesson in selectors.live_lessons()] == list(CODES)
    # Every rule of ours stands in a row that a trainer can read.
    assert not any("as_imported" in str(list(page.steps.raw_data)) for page in LessonPage.objects.all())


def test_loading_them_again_changes_nothing(snapshot: Snapshot) -> None:
    call_command("load_lessons", stdout=StringIO())
    said = StringIO()
    call_command("load_lessons", stdout=said)
    assert said.getvalue().split() == [word for code in CODES for word in (f"{code}:", "unchanged")]
