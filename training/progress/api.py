"""The writing door: judging an attempt, and what people decide and say about what was achieved.

`evaluate` is called inside the transaction of the action, so that all is kept or nothing (invariant 2). What writes
a fact here (completion, override, guidance, presence) brings the summary that is derived from it up to date in the
same transaction; `rebuild` makes the summaries again from the facts.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Least
from django.utils import timezone

from sandbox.checks import World
from sandbox.models import Event
from training.audit.api import Action, note
from training.people.models import User
from training.people.selectors import unit_of
from training.progress import evidence, passing, rebuild, standing
from training.progress.active import IDLE, minute_of, step
from training.progress.credit import credit_of
from training.progress.decisions import checked_guide, checked_override
from training.progress.judging import judge, undo_to
from training.progress.models import (
    ActiveTime,
    Completion,
    Guidance,
    Override,
    Presence,
    Standing,
    StepResult,
    WrongState,
)
from training.progress.standing import StepStanding
from training.progress.task import task_of

if TYPE_CHECKING:
    from training.practice.models import Attempt

__all__ = ["Noticed", "evaluate", "note_presence", "note_wrong", "override", "thank_guide"]

_MOST_FAULTS = 32_767  # what the column holds


@transaction.atomic
def evaluate(*, attempt: Attempt, helped: frozenset[str] = frozenset()) -> list[StepStanding]:
    """Look at every step of the open attempt over its workspace and store how they stand.

    Steps that hold for the first time get their `StepResult`; when all hold at once the attempt gets its `Completion`
    (read it as `attempt.completion`). `helped` names the steps that were done for the learner. The attempt must be
    locked, and its workspace as the action left it. Of a trial only how it stands is kept.
    """
    world = World.of(attempt.workspace, aided=attempt.aided)
    kept = getattr(attempt, "standing", None) or Standing(attempt=attempt)
    before = {step.key: step for step in standing.read(kept.steps)}
    now = judge(task_of(attempt).steps, world, before)
    kept.steps = [step.stored() for step in now]
    kept.seq = attempt.workspace.last_seq
    kept.undo_to = undo_to(world.events)
    kept.frontier = next((step.key for step in now if not step.recorded), "")
    new = passing.results(attempt, kept, now, helped, before)
    kept.save()
    if attempt.trial:  # how it stands, and nothing that could count
        return now
    StepResult.objects.bulk_create(new)
    _count_faults(attempt, now, before)
    if all(step.ok for step in now):
        _complete(attempt, world.events, world.read)
    return now


def _count_faults(attempt: Attempt, now: Sequence[StepStanding], before: Mapping[str, StepStanding]) -> None:
    """A step that was not broken and now is: going back mends it, but the attempt was not without a fault."""
    new = sum(one.broken and not (one.key in before and before[one.key].broken) for one in now)
    if new:
        attempt.faults = min(attempt.faults + new, _MOST_FAULTS)
        mine = type(attempt)._default_manager.filter(pk=attempt.pk)
        mine.update(faults=Least(F("faults") + new, Value(_MOST_FAULTS)))


def _complete(attempt: Attempt, events: Sequence[Event], read: frozenset[int] | set[int]) -> Completion:
    user = User.objects.select_for_update().get(pk=attempt.user_id)  # one link of the chain at a time
    attempt.refresh_from_db(fields=["faults"])  # help that did not work out was taken back, with its faults
    last = Completion.objects.filter(user=user).order_by("-number").only("number", "hash").first()
    credit = credit_of(mode=attempt.mode, hints=attempt.hints, aided=attempt.aided, faults=attempt.faults)
    completion = Completion(
        attempt=attempt,
        user=user,
        number=last.number + 1 if last else 1,
        lesson_code=attempt.lesson_code,
        task_hash=attempt.task.hash,
        mode=attempt.mode,
        aided=credit.aided,
        level=credit.level,
        refresher=attempt.refresher,
        at=timezone.now(),
        previous=last.hash if last else "",
        evidence=evidence.gather(attempt=attempt, holder=user.staff_code, events=events, read=read),
    )
    completion.hash = evidence.chain_hash(completion)
    completion.save()
    rebuild.store_mastery(user.pk, attempt.lesson_code)
    attempt.completion = completion
    return completion


# --- where somebody stood --------------------------------------------------------------------------------

MOST_NOTED = 200  # of one attempt


@dataclass(frozen=True)
class Noticed:
    """A state in which a check did not hold, as all who stand in it have it in common."""

    step: str
    check_key: str
    likeness: str
    status: str
    say: dict[str, str]


def note_wrong(*, attempt: Attempt, noticed: Noticed, how: str) -> None:
    """Keep that the learner stood there (of a trial nothing). No query where it is known, two where it is new."""
    if attempt.trial:
        return
    kept, key = attempt.standing, f"{how}:{noticed.check_key}:{noticed.likeness}"
    if key in kept.noted or len(kept.noted) >= MOST_NOTED:
        return
    kept.noted = [*kept.noted, key]
    with transaction.atomic(savepoint=False):
        fact = WrongState(attempt=attempt, lesson_code=attempt.lesson_code, how=how, seq=kept.seq, **vars(noticed))
        WrongState.objects.bulk_create([fact], ignore_conflicts=True)
        Standing.objects.filter(pk=kept.pk).update(noted=kept.noted)


# --- what people decide and say -------------------------------------------------------------------------


@transaction.atomic
def override(
    *,
    acting_user: User,
    user: User,
    lesson_code: str,
    kind: str,
    why: str,
    status: str = "",
    completion: Completion | None = None,
    undoes: Override | None = None,
) -> Override:
    """Somebody in charge decides otherwise about the person's result: who, when, why is kept, and the person sees it.

    `kind` is one of `Override.Kind`: a grant takes `status` ("assisted" or "unaided"), a void the `completion` that
    is not to count, an undo the override that it takes back. Raises `NotYours` for whom the acting person is not in
    charge of (HR officers are, of who works in their scope today, never of themselves), and
    `OverrideRefused` with a sentence for what makes no sense.
    """
    User.objects.select_for_update().get(pk=user.pk)
    fact = Override(
        user=user,
        lesson_code=lesson_code,
        kind=kind,
        status=status,
        completion=completion,
        undoes=undoes,
        by=acting_user,
        why=why.strip(),
        at=timezone.now(),
    )
    checked_override(fact)
    fact.save()
    rebuild.store_mastery(user.pk, lesson_code)
    note(
        acting_user=acting_user,
        action=Action.DECIDED,
        subject="override",
        unit=unit_of(user),
        person=user,
        question=f"bai={lesson_code}&quyet-dinh={kind}",
    )
    return fact


@transaction.atomic
def thank_guide(*, learner: User, lesson_code: str, staff_code: str) -> Guidance:
    """The learner names the colleague who taught them a lesson that they have finished; once a lesson.

    The code may be typed with spaces or in small letters. Raises `GuideRefused`: with one and the same sentence for
    a code that nobody has and for somebody who works elsewhere, so that asking tells nothing about strangers.
    """
    guide = checked_guide(learner, lesson_code, staff_code)
    # both rows, in one order, since two people may thank each other at the same time
    list(User.objects.select_for_update().filter(pk__in=[learner.pk, guide.pk]).order_by("pk").values_list("pk"))
    fact = Guidance.objects.create(learner=learner, guide=guide, lesson_code=lesson_code, at=timezone.now())
    rebuild.store_mastery(guide.pk, lesson_code)
    return fact


# --- minutes of work ------------------------------------------------------------------------------------


def note_presence(attempt: Attempt, at: datetime) -> None:
    """The learner did something in the attempt at that time. Written once a minute.

    No query in a minute that is known already, two in a new one; one more where `attempt` came without its
    `active_time` (add it to the query that fetches the attempt). What is read becomes `attempt.active_time`.
    """
    minute = minute_of(at)
    known = getattr(attempt, "active_time", None)
    if known is not None and known.last_minute == minute:
        return
    with transaction.atomic(savepoint=False):
        Presence.objects.bulk_create([Presence(attempt=attempt, minute=minute)], ignore_conflicts=True)
        if known is None:
            first = {"minutes": 1, "last_minute": minute}
            known, made = ActiveTime.objects.get_or_create(attempt=attempt, defaults=first)
            attempt.active_time = known
            if made:
                return
        later = ActiveTime.objects.filter(pk=known.pk, last_minute__lt=minute)
        gap = Value(minute) - F("last_minute")
        added = Case(When(last_minute__gte=minute - IDLE, then=gap), default=Value(1))
        if later.update(minutes=F("minutes") + added, last_minute=minute):
            known.minutes += step(known.last_minute, minute)
            known.last_minute = minute
        else:  # another request was faster, or the clock went back: as the facts say
            rebuild.store_active_time(known)
