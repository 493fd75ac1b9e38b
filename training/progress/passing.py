"""From one step to the next: what a step took, from when the one before it held to when it held itself.

Minutes of work as `progress.active` counts them; simulated minutes as the workspace's clock went. Of steps that come
to hold with the same action the first took all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone

from training.progress.active import minute_of, step
from training.progress.models import Standing, StepResult
from training.progress.standing import StepStanding

if TYPE_CHECKING:
    from training.practice.models import Attempt


def results(
    attempt: Attempt,
    kept: Standing,
    now: Sequence[StepStanding],
    helped: frozenset[str],
    before: Mapping[str, StepStanding],
) -> list[StepResult]:
    """The results of the steps that hold for the first time, to be written; moves on the marks in `kept`."""
    known = {key for key, one in before.items() if one.recorded}
    new = [one for one in now if one.recorded and one.key not in known]
    clock, at = attempt.workspace.clock, timezone.now()
    kept.passed_clock = kept.passed_clock or clock
    if not new:
        return []
    worked = worked_by(attempt, at)
    took = (_minutes_between(kept.passed_clock, clock), max(worked - kept.passed_worked, 0))
    kept.passed_clock, kept.passed_worked = clock, worked
    return [
        StepResult(
            attempt=attempt,
            step=one.key,
            seq=one.since,
            aided=one.key in helped,
            rung=attempt.hints.get(one.key, 0),
            simulated=0 if number else took[0],
            worked=0 if number else took[1],
            at=at,
        )
        for number, one in enumerate(new)
    ]


def worked_by(attempt: Attempt, at: datetime) -> int:
    """Minutes of work in the attempt, this one included."""
    known = getattr(attempt, "active_time", None)
    if known is None:
        return 0
    minute = minute_of(at)
    return known.minutes + (step(known.last_minute, minute) if minute > known.last_minute else 0)


def _minutes_between(first: str, then: str) -> int:
    passed = datetime.fromisoformat(then) - datetime.fromisoformat(first)
    return max(int(passed.total_seconds() // 60), 0)
