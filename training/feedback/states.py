"""Where a learner stands in a lesson, named so that everybody who stands in the same place has the same name.

A state is a lesson's step and the first of its checks that does not hold. The check is known by what it demands with
its placeholders in it, not by its words or by the values drawn for one learner: so a reply reaches every learner in
that state, and a lesson whose sentences are mended keeps its replies.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lessons.models import Task
from lessons.spec import StepSpec, canonical_json, check_without_words, dump
from sandbox import variables
from training.progress.selectors import standing_of
from training.progress.standing import Unmet

if TYPE_CHECKING:
    from training.practice.models import Attempt


def check_key(step: StepSpec, index: int) -> str:
    """Sixteen hex digits that name the step's check. `step` comes from the task as frozen, placeholders in place
    (`attempt.task.typed.with_traps()`: the guards of traps follow the step's own checks). Raises IndexError."""
    said = canonical_json([step.key, check_without_words(step.checks[index])])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class State:
    """What stands in the way: `unmet` says it to this learner, `check_key` names it for all."""

    lesson_code: str
    step: str
    check_key: str
    unmet: Unmet


@dataclass(frozen=True)
class Outline:
    """Of a task what feedback needs again and again."""

    title: Mapping[str, str]
    step_titles: Mapping[str, Mapping[str, str]]
    keys: Mapping[tuple[str, int], str]  # (step, number of its check) → `check_key`
    pools: Mapping[str, list[Any]]

    def step_title(self, step: str, seed: int, language: str) -> str:
        """As it is said in the attempt with that seed."""
        title = self.step_titles.get(step, {})
        return into(variables.bind(dict(title), variables.draw(dict(self.pools), seed)), language)


@lru_cache(maxsize=512)
def outline_of(task_hash: str) -> Outline:
    """Kept in the process: a task never changes under its hash. One query the first time."""
    task = Task.objects.get(hash=task_hash).typed.with_traps()
    return Outline(
        title=dump(task.title),
        step_titles={step.key: dump(step.title) for step in task.steps},
        keys={(step.key, index): check_key(step, index) for step in task.steps for index in range(len(step.checks))},
        pools=task.scenario.variables,
    )


def state_of(attempt: Attempt) -> State | None:
    """What is broken, else the first thing that is not done yet on the step to do now; None once all holds."""
    steps = [step for step in standing_of(attempt) if not step.ok and step.unmet]
    if not steps:
        return None
    broken = [(step, unmet) for step in steps for unmet in step.unmet if unmet.status == "broken"]
    step, unmet = broken[0] if broken else (steps[0], steps[0].unmet[0])
    key = outline_of(attempt.task.hash).keys.get((step.key, unmet.check), "")
    return State(attempt.lesson_code, step.key, key, unmet)


def into(text: Mapping[str, str], language: str) -> str:
    """The sentence in that language; "" where there is none."""
    return text.get("en" if language.startswith("en") else "vi", "")
