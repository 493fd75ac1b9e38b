"""Everything that a learner does in an attempt. Keyword-only; each call is one transaction, judging included.

Who may call with which attempt is settled before: it comes from `selectors.access_attempt(…, for_change=True)`, which
locks it in the transaction of the call. Functions that change the workspace raise `AttemptClosed` once the attempt is
finished or set aside; what the platform refuses is an `Outcome`, no error.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

import sandbox.api
from lessons.models import Task
from lessons.spec import StepSpec
from sandbox import screens
from sandbox.api import Outcome
from sandbox.screens import Submission
from sandbox.selectors import workspace_by_id
from sandbox.spec import Move
from training.people.models import User
from training.practice.errors import AttemptClosed, HelpImpossible, PracticeRefused
from training.practice.links import PaneLinks
from training.practice.models import Attempt, HelpUse, Rung
from training.progress import api as progress
from training.progress.selectors import standing_of
from training.progress.task import task_of

__all__ = [
    "answer",
    "help_with",
    "leave",
    "look_up",
    "play",
    "repeat",
    "reset",
    "resume",
    "rewind",
    "start_attempt",
    "submit",
    "take_seat",
    "undo",
]

#: `last_seen` is written no more often than this.
SEEN_AGAIN = timedelta(minutes=1)


@transaction.atomic
def start_attempt(*, user: User, task: Task, mode: str = Attempt.Mode.GUIDED) -> Attempt:
    """An open attempt of the lesson of that task: the one already begun, else a new one pinned to the task.

    However often and from however many tabs it is asked, there is one (the person's row is locked meanwhile). An
    attempt begun on an older task of the same lesson is resumed as it is (invariant 5).
    """
    User.objects.select_for_update().get(pk=user.pk)
    begun = Attempt.objects.filter(user=user, lesson_code=task.code, state=Attempt.State.OPEN).first()
    if begun:
        resume(attempt=begun)
        return begun
    return _begin(user=user, task=task, mode=mode)


def _begin(*, user: User, task: Task, mode: str) -> Attempt:
    workspace = sandbox.api.create_workspace(
        snapshot=task.snapshot, scenario=task.typed.scenario, seed=secrets.randbelow(2**31)
    )
    attempt = Attempt.objects.create(user=user, task=task, workspace=workspace, lesson_code=task.code, mode=mode)
    progress.evaluate(attempt=attempt)
    return attempt


@transaction.atomic
def repeat(*, attempt: Attempt) -> Attempt:
    """A fresh, unaided attempt with other values. An open one is set aside for it; its record stays."""
    User.objects.select_for_update().get(pk=attempt.user_id)
    lesson = Attempt.objects.filter(user=attempt.user_id, lesson_code=attempt.lesson_code)
    lesson.filter(state=Attempt.State.OPEN).update(state=Attempt.State.SET_ASIDE, last_seen=timezone.now())
    return _begin(user=attempt.user, task=_newest_task(attempt), mode=Attempt.Mode.ALONE)


def _newest_task(attempt: Attempt) -> Task:
    """What the lesson is now; a lesson that was withdrawn can still be repeated as it was."""
    lesson = attempt.task.lesson
    return lesson.live_task if lesson and lesson.live and lesson.live_task else attempt.task


def resume(*, attempt: Attempt) -> None:
    """The learner is back: exactly where they left, on whatever machine."""
    Attempt.objects.filter(pk=attempt.pk).update(left_at=None, last_seen=timezone.now())


def leave(*, attempt: Attempt) -> None:
    """Saved and left. Nothing has to be written for that but when."""
    Attempt.objects.filter(pk=attempt.pk).update(left_at=timezone.now(), last_seen=timezone.now())


@transaction.atomic
def submit(*, attempt: Attempt, path: str, post: QueryDict, language: str) -> Submission:
    """What a form of the platform's pane was sent with: performed and judged."""
    _must_be_open(attempt)
    submission = screens.submit(attempt.workspace, path, post, links=PaneLinks(attempt.uuid), language=language)
    if submission.outcome:
        _judge(attempt, submission.outcome)
    return submission


@transaction.atomic
def play(*, attempt: Attempt, moves: list[Move], request_key: str) -> None:
    """Moves at one go, as their learner's own: how the demonstration fills its records, and tests their past."""
    _must_be_open(attempt)
    sandbox.api.play(workspace_id=attempt.workspace_id, moves=moves, key_prefix=request_key)
    attempt.workspace = workspace_by_id(attempt.workspace_id)
    _evaluate(attempt)


@transaction.atomic
def take_seat(*, attempt: Attempt, person: str, request_key: str) -> Outcome:
    """The learner sits down in another seat of the lesson."""
    _must_be_open(attempt)
    outcome = sandbox.api.take_seat(workspace_id=attempt.workspace_id, person=person, request_key=request_key)
    return _judge(attempt, outcome)


@transaction.atomic
def look_up(*, attempt: Attempt, words: str, request_key: str) -> Outcome:
    """The learner searches all modules; the results are a screen of its own."""
    _must_be_open(attempt)
    outcome = sandbox.api.look_up(workspace_id=attempt.workspace_id, words=words, request_key=request_key)
    return _judge(attempt, outcome)


@transaction.atomic
def answer(*, attempt: Attempt, question: str, value: str, request_key: str) -> Outcome:
    """The learner's answer to a question of the lesson."""
    _must_be_open(attempt)
    outcome = sandbox.api.answer(
        workspace_id=attempt.workspace_id, question=question, value=value, request_key=request_key
    )
    return _judge(attempt, outcome)


@transaction.atomic
def rewind(*, attempt: Attempt, to_seq: int, request_key: str) -> Outcome:
    """Back to how things stood after that event; what came later stays in the log and no longer counts."""
    _must_be_open(attempt)
    outcome = sandbox.api.rewind(workspace_id=attempt.workspace_id, to_seq=to_seq, request_key=request_key)
    return _judge(attempt, outcome)


def undo(*, attempt: Attempt, request_key: str) -> Outcome:
    """The last thing that the learner did, with what colleagues did in answer, never happened."""
    to_seq = attempt.standing.undo_to
    if to_seq is None:
        raise PracticeRefused(_("There is nothing to undo yet."))
    return rewind(attempt=attempt, to_seq=to_seq, request_key=request_key)


@transaction.atomic
def reset(*, attempt: Attempt, request_key: str) -> Outcome:
    """The attempt from its very beginning, with the same values. Help that was taken stays taken."""
    _must_be_open(attempt)
    return _judge(attempt, sandbox.api.reset(workspace_id=attempt.workspace_id, request_key=request_key))


@transaction.atomic
def help_with(*, attempt: Attempt, step: str, rung: Rung, request_key: str) -> None:
    """Take a rung of the ladder of help on that step.

    The first three only show something. The last does the step for the learner and makes the attempt an assisted one.
    Raises `PracticeRefused` if the task has no such step or rung, `HelpImpossible` if the moves do not work out.
    """
    _must_be_open(attempt)
    spec = next((spec for spec in task_of(attempt).steps if spec.key == step), None)
    if spec is None or not rung_exists(spec, rung):
        raise PracticeRefused(_("There is no such help on this step."))
    HelpUse.objects.get_or_create(attempt=attempt, step=step, rung=rung)
    attempt.hints = {**attempt.hints, step: max(rung, attempt.hints.get(step, 0))}
    attempt.aided = attempt.aided or rung == Rung.DO
    attempt.last_seen = timezone.now()
    attempt.save(update_fields=["hints", "aided", "last_seen"])
    if rung == Rung.DO:
        _do_step(attempt, spec, request_key)


def rung_exists(step: StepSpec, rung: int) -> bool:
    """Whether the lesson has that help for the step."""
    ladder = step.hints
    return bool(
        {
            Rung.HINT: ladder.hint,
            Rung.WHERE: ladder.where or ladder.at,
            Rung.SHOW: ladder.show,
            Rung.DO: ladder.do,
        }[Rung(rung)]
    )


class _NotWorkedOut(Exception):
    """Undoes one try at doing a step."""


def _do_step(attempt: Attempt, step: StepSpec, request_key: str) -> None:
    """Do the step from where the learner stands; failing that from the step's start; failing that from scratch."""
    if standing_by_key(attempt)[step.key].ok:
        return
    steps = task_of(attempt).steps
    upto = steps[: steps.index(step) + 1]
    ways: list[tuple[int | None, list[Move]]] = [
        (None, step.hints.do),
        (_start_of(attempt, upto[:-1]), step.hints.do),
        (0, [move for done in upto for move in done.hints.do]),
    ]
    for number, (from_seq, moves) in enumerate(ways):
        try:
            with transaction.atomic():
                _play(attempt, step.key, from_seq, moves, f"{request_key[:40]}.{number}")
            return
        except _NotWorkedOut:
            attempt.standing.refresh_from_db()
    raise HelpImpossible


def _play(attempt: Attempt, step: str, from_seq: int | None, moves: list[Move], key: str) -> None:
    if from_seq is not None:
        sandbox.api.rewind(workspace_id=attempt.workspace_id, to_seq=from_seq, request_key=f"{key}.back")
    sandbox.api.play(workspace_id=attempt.workspace_id, moves=moves, key_prefix=key)
    attempt.workspace = workspace_by_id(attempt.workspace_id)
    _evaluate(attempt)
    if not standing_by_key(attempt)[step].ok:
        raise _NotWorkedOut


def _start_of(attempt: Attempt, earlier: list[StepSpec]) -> int:
    """The event with which the last of the earlier steps came to hold."""
    standing = standing_by_key(attempt)
    return max((standing[step.key].since for step in earlier), default=0)


def standing_by_key(attempt: Attempt) -> dict[str, Any]:
    return {step.key: step for step in standing_of(attempt)}


def _must_be_open(attempt: Attempt) -> None:
    if not attempt.is_open:
        raise AttemptClosed


def _judge(attempt: Attempt, outcome: Outcome) -> Outcome:
    """Evaluate after something happened. A repeated request was judged the first time; a refusal changes nothing."""
    attempt.workspace = outcome.workspace
    if not outcome.repeated and outcome.refusal is None:
        _evaluate(attempt)
    return outcome


def _evaluate(attempt: Attempt) -> None:
    helped = frozenset(step for step, rung in attempt.hints.items() if rung == Rung.DO)
    progress.evaluate(attempt=attempt, helped=helped)
    completion = getattr(attempt, "completion", None)
    now = timezone.now()
    if completion:
        attempt.state, attempt.finished_at = Attempt.State.FINISHED, completion.at
    elif now - attempt.last_seen < SEEN_AGAIN:
        return
    attempt.last_seen = now
    attempt.save(update_fields=["last_seen", "state", "finished_at"])
