"""Judging an attempt: called inside the transaction of the action, so that all is kept or nothing (invariant 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from lessons.spec import StepSpec
from sandbox.checks import World, step_status
from sandbox.checks import evaluate as findings_of
from sandbox.models import Event
from training.progress import evidence, standing
from training.progress.models import Completion, Standing, StepResult
from training.progress.standing import StepStanding
from training.progress.task import task_of

if TYPE_CHECKING:
    from training.practice.models import Attempt

__all__ = ["evaluate"]

#: What the learner may want to take back; colleagues' answers go with the event that they answer. A search is none.
OWN = frozenset({Event.Kind.ACTION, Event.Kind.TIME, Event.Kind.SEAT, Event.Kind.ANSWER})


@transaction.atomic
def evaluate(*, attempt: Attempt, helped: frozenset[str] = frozenset()) -> list[StepStanding]:
    """Look at every step of the open attempt over its workspace and store how they stand.

    Steps that hold for the first time get their `StepResult`; when all hold at once the attempt gets its `Completion`
    (read it as `attempt.completion`). `helped` names the steps that were done for the learner. The attempt must be
    locked, and its workspace as the action left it.
    """
    world = World.of(attempt.workspace, aided=attempt.aided)
    kept = getattr(attempt, "standing", None) or Standing(attempt=attempt)
    before = {step.key: step for step in standing.read(kept.steps)}
    now = [_judge(step, world, before.get(step.key)) for step in task_of(attempt).steps]
    kept.steps = [step.stored() for step in now]
    kept.seq = attempt.workspace.last_seq
    kept.undo_to = _undo_to(world.events)
    kept.save()
    _record_results(attempt, now, helped, before)
    if all(step.ok for step in now):
        _complete(attempt, world.events)
    return now


def _judge(step: StepSpec, world: World, before: StepStanding | None) -> StepStanding:
    findings = findings_of(step.checks, world)
    status = step_status(findings)
    return StepStanding(
        key=step.key,
        status=status,
        since=standing.since(before, status == "ok", world.workspace.last_seq),
        recorded=status == "ok" or (before is not None and before.recorded),
        unmet=standing.unmet_of(findings),
    )


def _undo_to(events: Sequence[Event]) -> int | None:
    """Where to rewind to so that the last thing that the learner did never happened."""
    own = [event.seq for event in events if event.kind in OWN]
    return max((event.seq for event in events if event.seq < own[-1]), default=0) if own else None


def _record_results(
    attempt: Attempt, now: Sequence[StepStanding], helped: frozenset[str], before: Mapping[str, StepStanding]
) -> None:
    known = {key for key, step in before.items() if step.recorded}
    new = [step for step in now if step.recorded and step.key not in known]
    if new:
        StepResult.objects.bulk_create(
            StepResult(attempt=attempt, step=step.key, seq=step.since, aided=step.key in helped) for step in new
        )


def _complete(attempt: Attempt, events: Sequence[Event]) -> Completion:
    get_user_model().objects.select_for_update().get(pk=attempt.user_id)  # one link of the chain at a time
    last = Completion.objects.filter(user=attempt.user_id).order_by("-number").first()
    completion = Completion(
        attempt=attempt,
        user_id=attempt.user_id,
        number=last.number + 1 if last else 1,
        lesson_code=attempt.lesson_code,
        task_hash=attempt.task.hash,
        aided=attempt.aided,
        at=timezone.now(),
        previous=last.hash if last else "",
        evidence=evidence.gather(workspace=attempt.workspace, events=events, task_hash=attempt.task.hash),
    )
    completion.hash = evidence.chain_hash(completion)
    completion.save()
    attempt.completion = completion
    return completion
