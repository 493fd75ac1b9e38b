"""What "làm theo" holds back, and in which words.

Someone who is shown the way may press anything, but two kinds of presses are not carried out: what the lesson says
must never be done, and what the platform marks as risky and no right way needs. They are tried, judged, and taken
back in the same transaction: the learner reads why, and nothing has happened. In other modes they are carried out.
"""

from __future__ import annotations

from lessons.spec import TaskSpec
from sandbox.api import Outcome
from sandbox.checks import without_way_back
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Text
from sandbox.spec import ActMove, NeverHappened
from training.practice.models import Attempt
from training.progress.standing import StepStanding
from training.progress.task import task_of


def held_back(attempt: Attempt, before: list[StepStanding], now: list[StepStanding], outcome: Outcome) -> Text | None:
    """Why what was just done is held back; None: it stands. Only for attempts in "làm theo"."""
    if attempt.mode != Attempt.Mode.GUIDED or outcome.refusal or outcome.repeated:
        return None
    return _forbidden(attempt, before, now) or _risky(attempt, outcome.event.action)


def _forbidden(attempt: Attempt, before: list[StepStanding], now: list[StepStanding]) -> Text | None:
    """The words of a check that this must never be done, if it came to be broken just now."""
    known = {(step.key, unmet.check) for step in before for unmet in step.unmet if unmet.status == "broken"}
    task = task_of(attempt)
    for step in now:
        for unmet in step.unmet:
            check = task.step(step.key).checks[unmet.check]
            new = unmet.status == "broken" and (step.key, unmet.check) not in known
            if new and isinstance(check, NeverHappened):
                return _held(without_way_back(check.say or Text(**unmet.say)))
    return None


def _risky(attempt: Attempt, name: str) -> Text | None:
    record_type, _dot, key = name.partition(".")
    try:
        action = platform_of(attempt.workspace.snapshot).record(record_type).actions.get(key)
    except KeyError:
        return None
    if action is None or not action.risky or name in needed(task_of(attempt)):
        return None
    return _held(
        Text(
            vi=f"Bài này không cần “{action.label.vi}”, mà đã làm thì khó lấy lại.",
            en=f"“{action.label.en}” is not needed here, and is hard to take back.",
        )
    )


def needed(task: TaskSpec) -> frozenset[str]:
    """The actions that some right way through the task takes."""
    ways = [task.solution, *(step.hints.do for step in task.steps), *(way.moves for way in task.right_routes)]
    ways += [route.recover for route in task.wrong_routes]
    return frozenset(move.action for moves in ways for move in moves if isinstance(move, ActMove))


def _held(say: Text) -> Text:
    return Text(
        vi=f"{say.vi} Ở “làm theo”, thao tác này được giữ lại: chưa có gì thay đổi.",
        en=f"{say.en} While you follow the guide this is held back: nothing has changed.",
    )
