"""The task of an attempt with its variables filled in: what this learner, this time, is asked to do."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from lessons import html
from lessons.models import Task
from lessons.spec import TaskSpec

if TYPE_CHECKING:
    from training.practice.models import Attempt


def task_of(attempt: Attempt) -> TaskSpec:
    """The frozen task of the attempt, bound to what its seed draws; with the traps laid where the attempt asks so.

    While the attempt is under way its words are the newest of the same work: a text-only correction reaches it. What
    it is pinned to, and what its evidence names, stays `attempt.task` (invariant 5).
    """
    reworded = attempt.task.words if attempt.is_open else ""
    return bound(reworded or attempt.task.hash, attempt.workspace.seed, attempt.with_traps)


@lru_cache(maxsize=512)
def bound(task_hash: str, seed: int, traps: bool = False) -> TaskSpec:
    """Kept in the process: a task never changes under its hash. One query the first time."""
    spec = Task.objects.get(hash=task_hash).typed
    return (spec.with_traps() if traps else spec).bound(seed)


@lru_cache(maxsize=2048)
def prose(source: str) -> str:
    """A lesson's prose after its variables were filled in, with nothing but the tags that prose may have."""
    return html.clean(source)
