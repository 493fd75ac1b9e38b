"""How the steps stand in a workspace: the checks' findings, step by step. Writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lessons.spec import StepSpec
from sandbox.checks import World, step_status
from sandbox.checks import evaluate as findings_of
from sandbox.models import Event
from training.progress import standing
from training.progress.standing import StepStanding

#: What the learner may want to take back; colleagues' answers go with the event that they answer. A search is none.
OWN = frozenset({Event.Kind.ACTION, Event.Kind.TIME, Event.Kind.SEAT, Event.Kind.ANSWER})


def judge(steps: Sequence[StepSpec], world: World, before: Mapping[str, StepStanding]) -> list[StepStanding]:
    """How each step stands in that world. Writes nothing."""
    return [_judge(step, world, before.get(step.key)) for step in steps]


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


def undo_to(events: Sequence[Event]) -> int | None:
    """Where to rewind to so that the last thing that the learner did never happened."""
    own = [event.seq for event in events if event.kind in OWN]
    return max((event.seq for event in events if event.seq < own[-1]), default=0) if own else None
