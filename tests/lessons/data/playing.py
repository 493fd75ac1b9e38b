"""The shipped lessons as tests play them: bound to a seed, on a small snapshot of the platform, undone afterwards."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from lessons.spec import LessonPackage, TaskSpec, WrongRoute
from sandbox import api
from sandbox.checks import Finding, World, evaluate, step_status
from sandbox.data import ca_mau_platform
from sandbox.definition.yamlfile import YamlFile
from sandbox.models import Snapshot, Workspace
from sandbox.selectors import workspace_by_id
from sandbox.spec import Move
from sandbox.variables import with_pools

FOLDER = Path(__file__).resolve().parents[3] / "lessons" / "data"
CODES = sorted(path.stem for path in FOLDER.glob("L*.yaml"))
#: How many draws of its variables each lesson is played with. SEEDS=50 plays many more.
SEEDS = range(int(os.environ.get("SEEDS", "3")))
#: Of its other ways, and with its traps laid, where everything is played once more.
SOME = SEEDS[: max(2, len(SEEDS) // 5)]
TRAP_SEEDS = SEEDS[: max(1, len(SEEDS) // 5)]
#: Of the quick suite, in which every lesson is done once: a letter, a document on its way out, a dossier at the
#: one-stop shop. They are played in every way with few draws; with more, or all of them, is for the thorough one.
SAMPLE = ("L03", "L12", "L17") if "SEEDS" not in os.environ else ()

platform = cache(ca_mau_platform)


@cache
def package(code: str) -> LessonPackage:
    file = YamlFile(FOLDER / f"{code}.yaml", code)
    assert list(map(str, file.problems)) == []
    return LessonPackage.model_validate(file.data)


@cache
def task(code: str) -> TaskSpec:
    """The lesson's task with the platform's pools written out, as compiling its page does."""
    spec = package(code).task
    pools = with_pools(spec.scenario.variables, platform())
    return spec.model_copy(update={"scenario": spec.scenario.model_copy(update={"variables": pools})})


@cache
def bound(code: str, seed: int) -> TaskSpec:
    return task(code).bound(seed)


@cache
def laid(code: str, seed: int) -> TaskSpec:
    """The same with every trap laid."""
    return bound(code, seed).with_traps()


def _case(code: str) -> Any:
    return pytest.param(code, marks=[] if code in SAMPLE else pytest.mark.thorough)


every_lesson = pytest.mark.parametrize("code", CODES)
every_lesson_thoroughly = pytest.mark.parametrize("code", [_case(code) for code in CODES])


@contextmanager
def attempt(snapshot: Snapshot, spec: TaskSpec, seed: int) -> Iterator[Workspace]:
    """A workspace that is gone afterwards."""
    with transaction.atomic():
        yield api.create_workspace(snapshot=snapshot, scenario=spec.scenario, seed=seed)
        transaction.set_rollback(True)


def play(workspace: Workspace, moves: list[Move], prefix: str) -> list[str]:
    """Do the moves; what the platform refused, in words."""
    outcomes = api.play(workspace_id=workspace.pk, moves=moves, key_prefix=prefix)
    return [
        f"{prefix} {place}: {outcome.refusal.say.vi} {[say.vi for say in outcome.refusal.problems.values()]}"
        for place, outcome in enumerate(outcomes)
        if outcome.refusal
    ]


def findings(workspace: Workspace, spec: TaskSpec) -> dict[str, list[Finding]]:
    world = World.of(workspace_by_id(workspace.pk))
    return {step.key: evaluate(step.checks, world) for step in spec.steps}


def unfinished(workspace: Workspace, spec: TaskSpec) -> list[str]:
    return [
        f"{key}: {finding.status} {finding.say.vi}"
        for key, found in findings(workspace, spec).items()
        for finding in found
        if finding.status != "ok"
    ]


def falls_in_and_recovers(workspace: Workspace, spec: TaskSpec, route: WrongRoute) -> None:
    play(workspace, route.moves, "wrong")
    assert unmet(workspace, spec, route) == []
    assert route.recover, route.name.vi
    found = findings(workspace, spec)
    backs = [one.rewind_to for step in found.values() for one in step if one.rewind_to is not None]
    if backs:
        api.rewind(workspace_id=workspace.pk, to_seq=min(backs), request_key="back")
    assert (route.name.vi, play(workspace, route.recover, "recover")) == (route.name.vi, [])
    assert (route.name.vi, unfinished(workspace, spec)) == (route.name.vi, [])


def unmet(workspace: Workspace, spec: TaskSpec, route: WrongRoute) -> list[str]:
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
