"""The versions of a lesson: the tasks that learners had of it, and how many attempts are under way on each. What was
only frozen to try a draft is none.

Attempts belong to the floor above, which says how to count them (`counted_by`). Few people are not told apart: a
count under `FEWEST` is only called that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from lessons.models import LessonPage, Task

FEWEST = 5
Counter = Callable[[Sequence[int]], Mapping[int, int]]
_counters: list[Counter] = []


@dataclass(frozen=True)
class Version:
    """`running`: attempts under way on it; None where there are some, but fewer than `FEWEST`."""

    number: int
    task: Task
    since: datetime
    live: bool
    words_only: bool  # it differs from the one before in its words alone
    running: int | None


def counted_by(counter: Counter) -> None:
    """Say how attempts are counted: task ids in, how many are under way of each out."""
    if counter not in _counters:
        _counters.append(counter)


def of(page: LessonPage) -> list[Version]:
    """Newest first. Two queries and those of the counter."""
    tasks = list(page.tasks.filter(published_at__isnull=False).defer("spec").order_by("published_at", "pk"))
    ids = [task.pk for task in tasks]
    running = {pk: count for counter in _counters for pk, count in counter(ids).items()}
    made = []
    for number, task in enumerate(tasks, 1):
        before = tasks[number - 2] if number > 1 else None
        count = running.get(task.pk, 0)
        made.append(
            Version(
                number=number,
                task=task,
                since=task.published_at or task.created_at,
                live=task.pk == page.live_task_id,
                words_only=before is not None and before.words != "" and before.work_hash == task.work_hash,
                running=count if count == 0 or count >= FEWEST else None,
            )
        )
    return made[::-1]
