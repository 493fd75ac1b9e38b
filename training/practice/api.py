"""Everything that a learner does in an attempt. Keyword-only; each call is one transaction, judging included.

Who may call with which attempt is settled before: it comes from `selectors.access_attempt(…, for_change=True)`, which
locks it in the transaction of the call. Functions that change the workspace raise `AttemptClosed` once the attempt is
finished or set aside; what the platform refuses is an `Outcome`, no error.
"""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

import sandbox.api
from lessons import selectors as lessons
from lessons.models import Task
from sandbox import screens
from sandbox.api import Outcome
from sandbox.definition.schema import Text
from sandbox.screens import Submission
from sandbox.selectors import workspace_by_id
from sandbox.spec import Move
from training.people.models import User
from training.practice import ladder
from training.practice.errors import AttemptClosed, LessonPaused, NobodyHelps, PracticeRefused
from training.practice.holding import held_back
from training.practice.links import PaneLinks
from training.practice.models import Attempt, HelpUse, Rung
from training.practice.noticing import How, notice, noticed
from training.progress import api as progress
from training.progress.selectors import standing_of
from training.progress.standing import StepStanding
from training.progress.task import task_of

__all__ = [
    "answer",
    "asked",
    "discard_trial",
    "ease",
    "help_with",
    "helped_by_trainer",
    "leave",
    "look_up",
    "mend",
    "play",
    "repeat",
    "reset",
    "resume",
    "rewind",
    "seen",
    "start_attempt",
    "start_trial",
    "submit",
    "take_seat",
    "undo",
]

#: `last_seen` is written no more often than this.
SEEN_AGAIN = timedelta(minutes=1)
THREE_TIMES = 3  # the same finding so often running is being stuck


@transaction.atomic
def start_attempt(*, user: User, task: Task, mode: str | None = None, refresher: bool = False) -> Attempt:
    """An open attempt of the lesson of that task: the one already begun, else a new one pinned to the task.

    However often and from however many tabs it is asked, there is one (the person's row is locked meanwhile). An
    attempt begun on an older task of the same lesson is resumed as it is (invariant 5). Who asks for another `mode`
    than that of the one begun gets a fresh one, and that one is set aside.
    """
    User.objects.select_for_update().get(pk=user.pk)
    begun = Attempt.objects.filter(user=user, lesson_code=task.code, state=Attempt.State.OPEN).first()
    if begun and mode in (None, begun.mode):
        resume(attempt=begun)
        return begun
    if begun:
        _set_aside(begun)
    return _begin(user=user, task=task, mode=mode or Attempt.Mode.GUIDED, refresher=refresher)


@transaction.atomic
def start_trial(*, user: User, task: Task, mode: str) -> Attempt:
    """Try a draft as a learner would: a fresh attempt of which nothing counts. The one before it is thrown away."""
    User.objects.select_for_update().get(pk=user.pk)
    for old in Attempt.everything.filter(user=user, lesson_code=task.code, trial=True):
        discard_trial(attempt=old)
    return _begin(user=user, task=task, mode=mode, trial=True)


@transaction.atomic
def discard_trial(*, attempt: Attempt) -> None:
    """The trial, what was done in it and how it stood are gone for good."""
    if not attempt.trial:
        raise ValueError("a learner's attempt is kept")
    workspace = attempt.workspace_id
    attempt.delete()
    sandbox.api.discard_workspace(workspace_id=workspace)


def _begin(*, user: User, task: Task, mode: str, refresher: bool = False, trial: bool = False) -> Attempt:
    if not trial and lessons.is_paused(task.lesson):
        raise LessonPaused
    spec = task.typed.with_traps() if mode == Attempt.Mode.TRAPS else task.typed
    workspace = sandbox.api.create_workspace(
        snapshot=task.snapshot, scenario=spec.scenario, seed=secrets.randbelow(2**31)
    )
    attempt = Attempt.objects.create(
        user=user, task=task, workspace=workspace, lesson_code=task.code, mode=mode, refresher=refresher, trial=trial
    )
    progress.evaluate(attempt=attempt)
    if not trial:
        progress.note_presence(attempt, attempt.started_at)
    return attempt


def _set_aside(attempt: Attempt) -> None:
    if attempt.standing.seq or attempt.hints:
        notice(attempt, How.LEFT)
    Attempt.objects.filter(pk=attempt.pk, state=Attempt.State.OPEN).update(
        state=Attempt.State.SET_ASIDE, last_seen=timezone.now()
    )


@transaction.atomic
def repeat(*, attempt: Attempt, mode: str = Attempt.Mode.ALONE, refresher: bool = False) -> Attempt:
    """A fresh attempt with other values, unaided unless another mode is asked for. An open one is set aside for it;
    its record stays. One in which nothing was done yet is fresh: a button pressed twice gives one attempt. Of a trial
    a trial."""
    if attempt.trial:
        return start_trial(user=attempt.user, task=attempt.task, mode=mode)
    User.objects.select_for_update().get(pk=attempt.user_id)
    for begun in Attempt.objects.select_related("standing").filter(
        user=attempt.user_id, lesson_code=attempt.lesson_code, state=Attempt.State.OPEN
    ):
        if begun.mode == mode and not begun.standing.seq and not begun.hints and begun.task == _newest_task(begun):
            return begun
        _set_aside(begun)
    return _begin(user=attempt.user, task=_newest_task(attempt), mode=mode, refresher=refresher)


def _newest_task(attempt: Attempt) -> Task:
    """What the lesson is now; a lesson that was withdrawn can still be repeated as it was."""
    lesson = attempt.task.lesson
    return lesson.live_task if lesson and lesson.live and lesson.live_task else attempt.task


def resume(*, attempt: Attempt) -> None:
    """The learner is back: exactly where they left, on whatever machine."""
    Attempt.everything.filter(pk=attempt.pk).update(left_at=None, last_seen=timezone.now())


def seen(*, attempt: Attempt) -> None:
    """The learner does something here, be it looking: noted once a minute, and no query in between."""
    now = timezone.now()
    if attempt.is_open and not attempt.trial:
        progress.note_presence(attempt, now)
    if now - attempt.last_seen >= SEEN_AGAIN:
        attempt.last_seen = now
        Attempt.everything.filter(pk=attempt.pk).update(last_seen=now)


def leave(*, attempt: Attempt, path: str = "") -> None:
    """Saved and left, at that screen of the platform. Nothing else has to be written for that but when."""
    Attempt.everything.filter(pk=attempt.pk).update(
        left_at=timezone.now(), last_seen=timezone.now(), at_path=path[:200]
    )


@transaction.atomic
def ease(*, attempt: Attempt) -> None:
    """From "làm khi có bẫy" to "tự làm", in the same attempt: help and ways back are there again, the traps stay laid
    no longer than what they have done. What went wrong so far stays on record."""
    _must_be_open(attempt)
    if attempt.mode == Attempt.Mode.TRAPS:
        attempt.mode = Attempt.Mode.ALONE
        attempt.save(update_fields=["mode"])
        _evaluate(attempt)


@transaction.atomic
def submit(*, attempt: Attempt, path: str, post: QueryDict, language: str) -> Submission:
    """What a form of the platform's pane was sent with: performed and judged; in "làm theo", held back where
    it must."""
    _must_be_open(attempt)
    try:
        with transaction.atomic():
            submission = _submit(attempt, path, post, language)
    except _Held as held:
        there = noticed(attempt)
        attempt.refresh_from_db(fields=["faults", "stumble"])
        attempt.standing.refresh_from_db()
        attempt.workspace = workspace_by_id(attempt.workspace_id)
        submission = _submit(attempt, path, post, language, held=held.say)
        if there and there.status == "broken":
            progress.note_wrong(attempt=attempt, noticed=there, how=How.HELD)
    return submission


def _submit(attempt: Attempt, path: str, post: QueryDict, language: str, *, held: Text | None = None) -> Submission:
    before = standing_of(attempt)
    submission = screens.submit(
        attempt.workspace, path, post, links=PaneLinks(attempt.uuid), language=language, held=held
    )
    if submission.outcome:
        _judge(attempt, submission.outcome)
        if say := held_back(attempt, before, standing_of(attempt), submission.outcome):
            raise _Held(say)
    return submission


class _Held(Exception):
    """Undoes what is held back."""

    def __init__(self, say: Text) -> None:
        super().__init__(say.vi)
        self.say = say


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
    """The learner's answer to a question of the lesson. Raises `PracticeRefused` for none of its questions, or ""."""
    _must_be_open(attempt)
    asked_for = {check.question for step in task_of(attempt).steps for check in step.checks if check.kind == "answer"}
    if question not in asked_for or not value.strip():
        raise PracticeRefused(_("Write or choose an answer first."))
    outcome = sandbox.api.answer(
        workspace_id=attempt.workspace_id, question=question, value=value, request_key=request_key
    )
    return _judge(attempt, outcome)


@transaction.atomic
def rewind(*, attempt: Attempt, to_seq: int, request_key: str) -> Outcome:
    """Back to how things stood after that event; what came later stays in the log and no longer counts.

    Raises `NobodyHelps` in "làm khi có bẫy".
    """
    _must_be_open(attempt)
    _must_be_helped(attempt)
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
    """The attempt from its very beginning, with the same values. Help that was taken stays taken, and faults
    stay faults."""
    _must_be_open(attempt)
    return _judge(attempt, sandbox.api.reset(workspace_id=attempt.workspace_id, request_key=request_key))


@transaction.atomic
def mend(*, attempt: Attempt, request_key: str) -> None:
    """Put right what the step under way needs to begin with. Raises `HelpImpossible` where no way back does."""
    _must_be_open(attempt)
    _must_be_helped(attempt)
    ladder.mend(attempt, request_key)
    _after_help(attempt)


@transaction.atomic
def help_with(*, attempt: Attempt, step: str, rung: Rung, request_key: str) -> None:
    """Take a rung of the ladder of help on that step.

    The first three only show something. The last does the step for the learner and makes the attempt an assisted one.
    Raises `PracticeRefused` if the task has no such step or rung, `HelpImpossible` if the moves do not work out.
    """
    _must_be_open(attempt)
    _must_be_helped(attempt)
    spec = next((spec for spec in task_of(attempt).steps if spec.key == step), None)
    if spec is None or not ladder.rung_exists(spec, rung):
        raise PracticeRefused(_("There is no such help on this step."))
    notice(attempt, How.HELPED)
    HelpUse.objects.get_or_create(attempt=attempt, step=step, rung=rung)
    attempt.hints = {**attempt.hints, step: max(rung, attempt.hints.get(step, 0))}
    attempt.aided = attempt.aided or rung == Rung.DO
    attempt.stumble = {}
    attempt.last_seen = timezone.now()
    attempt.save(update_fields=["hints", "aided", "stumble", "last_seen"])
    if rung == Rung.DO:
        ladder.do_step(attempt, spec, request_key)
        _after_help(attempt)


@transaction.atomic
def helped_by_trainer(*, attempt: Attempt, step: str) -> None:
    """A trainer's own words were opened on that step: the lowest rung, whether or not the lesson has one there."""
    _must_be_open(attempt)
    _must_be_helped(attempt)
    notice(attempt, How.HELPED)
    HelpUse.objects.get_or_create(attempt=attempt, step=step, rung=Rung.HINT)
    attempt.hints = {**attempt.hints, step: max(int(Rung.HINT), attempt.hints.get(step, 0))}
    attempt.save(update_fields=["hints"])


def asked(*, attempt: Attempt) -> None:
    """The learner asked for a check: the same finding three times running, and help offers itself."""
    unmet = next((one for step in standing_of(attempt) if not step.ok for one in step.unmet), None)
    if attempt.is_open and unmet:
        step = next(step.key for step in standing_of(attempt) if not step.ok)
        _stumbled(attempt, f"{step}:{unmet.check}:{unmet.rid}")
        notice(attempt, How.ASKED, *_thrice(attempt))


def _thrice(attempt: Attempt) -> list[str]:
    return [How.THRICE] if attempt.stumble.get("times", 0) >= THREE_TIMES else []


def _stumbled(attempt: Attempt, on: str) -> None:
    times = attempt.stumble.get("times", 0) + 1 if attempt.stumble.get("on") == on else 1
    attempt.stumble = {"on": on, "times": times}
    Attempt.everything.filter(pk=attempt.pk).update(stumble=attempt.stumble)


def _must_be_open(attempt: Attempt) -> None:
    if not attempt.is_open:
        raise AttemptClosed


def _must_be_helped(attempt: Attempt) -> None:
    if attempt.mode == Attempt.Mode.TRAPS:
        raise NobodyHelps


def _judge(attempt: Attempt, outcome: Outcome) -> Outcome:
    """Evaluate after something happened. A repeated request was judged the first time; a refusal changes nothing."""
    attempt.workspace = outcome.workspace
    if outcome.repeated:
        return outcome
    if refusal := outcome.refusal:
        _stumbled(attempt, f"{outcome.event.action}:{refusal.code}:{refusal.field}:{','.join(refusal.rules)}")
        return outcome
    before = standing_of(attempt)
    _evaluate(attempt)
    if broken := _newly_broken(before, standing_of(attempt)):
        _stumbled(attempt, broken)
        notice(attempt, How.BROKE, *_thrice(attempt))
    elif attempt.stumble and outcome.event.kind == outcome.event.Kind.ACTION:
        attempt.stumble = {} if not attempt.stumble["on"].startswith("broken:") else attempt.stumble
        Attempt.everything.filter(pk=attempt.pk).update(stumble=attempt.stumble)
    return outcome


def _newly_broken(before: list[StepStanding], now: list[StepStanding]) -> str:
    """Which check came to be broken, so that the same slip again is known as the same; "" for none."""
    known = {(step.key, unmet.check) for step in before for unmet in step.unmet if unmet.status == "broken"}
    found = [(step.key, unmet.check) for step in now for unmet in step.unmet if unmet.status == "broken"]
    return next((f"broken:{key}:{check}" for key, check in found if (key, check) not in known), "")


def _evaluate(attempt: Attempt) -> None:
    progress.evaluate(attempt=attempt, helped=ladder.helped(attempt))
    _after_help(attempt)


def _after_help(attempt: Attempt) -> None:
    """Write down that its learner was here, and that the attempt is finished once it is."""
    seen(attempt=attempt)
    if completion := getattr(attempt, "completion", None):
        attempt.state, attempt.finished_at = Attempt.State.FINISHED, completion.at
        attempt.last_seen = timezone.now()
        attempt.save(update_fields=["last_seen", "state", "finished_at"])
    elif attempt.trial and attempt.is_open and all(step.ok for step in standing_of(attempt)):
        attempt.state, attempt.finished_at = Attempt.State.FINISHED, timezone.now()
        attempt.save(update_fields=["state", "finished_at"])
