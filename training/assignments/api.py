"""Asking a unit to do a course or a lesson by a day. Keyword-only; each call is one transaction.

Who may do so for which unit stands here: an HR officer over it or above, or whoever leads it or a unit above it.
Anybody else gets `NotYours`; what makes no sense is an `AssignmentRefused` with the reason.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons import selectors as lessons
from lessons.models import Pause
from training.assignments.errors import AssignmentRefused
from training.assignments.models import Assignment, Exemption, Extension, target_of
from training.assignments.recipients import moved_for_all, recipients
from training.assignments.rounds import day_of, months_later, round_of
from training.assignments.selectors import scope_of, titles
from training.audit.api import Action, note
from training.people.errors import NotYours
from training.people.models import OrgUnit, User
from training.people.selectors import today

__all__ = ["Assigned", "assign", "end_exemption", "exempt", "extend", "extend_for_pauses", "withdraw"]

#: A day further away than this is a slip of the keyboard.
FURTHEST = datetime.timedelta(days=730)
MOST_DAYS = 365  # after joining
MOST_MONTHS = 36  # from one round to the next


@dataclass(frozen=True)
class Assigned:
    assignment: Assignment
    before: Assignment | None = None  # the open one whose day or note it replaces
    repeated: bool = False  # exactly this was asked already: nothing was written

    @property
    def moved_from(self) -> datetime.date | None:
        """The day it was due before, if that changed."""
        return self.before.due if self.before and self.before.due != self.assignment.due else None


@transaction.atomic
def assign(
    *,
    acting_user: User,
    code: str,
    unit: OrgUnit,
    due: datetime.date | None = None,
    note: str = "",
    within_days: int | None = None,
    every_months: int | None = None,
    positions: Sequence[str] = (),
    joined_from: datetime.date | None = None,
    joined_to: datetime.date | None = None,
) -> Assigned:
    """Ask everybody in the unit and below it who is meant. One is open per code, unit and people meant: a second
    changes its days and note.

    The row that is replaced stays, taken back, so that who asked for what day, and when, can still be told. Who was
    exempted from it stays exempted, and what was given to single people more than the new day gives stays, too.
    """
    OrgUnit.objects.select_for_update().get(pk=unit.pk)  # one after the other for the same unit
    if not scope_of(acting_user).filter(pk=unit.pk).exists():
        raise NotYours
    made = Assignment(
        code=code,
        unit=unit,
        due=due,
        within_days=within_days,
        every_months=every_months,
        positions=sorted(positions),
        joined_from=joined_from,
        joined_to=joined_to,
        target=target_of(list(positions), joined_from, joined_to),
        note=note.strip(),
        given_by=acting_user,
    )
    _check(made)
    before = Assignment.objects.filter(code=code, unit=unit, target=made.target, withdrawn_at__isnull=True).first()
    if before and _says(before) == _says(made):
        return Assigned(before, repeated=True)
    if before:
        withdraw(acting_user=acting_user, assignment=before)
        made.since = _counts_on(before, made)
    made.save()
    if before:
        Exemption.objects.filter(assignment=before, ended_at__isnull=True).update(assignment=made)
        _keep_days_given(before, made)
    return Assigned(made, before)


def _keep_days_given(before: Assignment, made: Assignment) -> None:
    """Whom somebody gave more time in the round that runs has it still, unless the new day is later anyway."""
    was, now = round_of(before, today()), round_of(made, today())
    given = list(before.extensions.filter(round=was.number))
    alone = {one.user_id: one for one in given if one.user_id}
    for user in recipients(made).filter(pk__in=list(alone)):
        own = sum(one.days for one in given if one.user_id == user.pk)
        had = day_of(before, was, user.joined, moved_for_all(given, was.number) + own)  # type: ignore[attr-defined]
        has = day_of(made, now, user.joined)  # type: ignore[attr-defined]
        if had > has:
            last, days = alone[user.pk], (had - has).days
            made.extensions.create(round=now.number, days=days, user=user, by=last.by, why=last.why)


def _check(made: Assignment) -> None:
    due, joined = made.due, (made.joined_from, made.joined_to)
    if made.code not in titles():
        raise AssignmentRefused(_("Choose a course or a lesson that is open."))
    if due is None and not made.within_days:
        raise AssignmentRefused(_("Give a day, or a number of days after joining the unit."))
    if due and due < today():
        raise AssignmentRefused(_("The day has passed. Choose today or a later day."))
    if due and due > today() + FURTHEST:
        raise AssignmentRefused(_("The day is more than two years away. Look at the year again."))
    if made.within_days is not None and not 1 <= made.within_days <= MOST_DAYS:
        raise AssignmentRefused(_("Give from 1 to %(most)s days after joining.") % {"most": MOST_DAYS})
    if made.every_months is not None and not 1 <= made.every_months <= MOST_MONTHS:
        raise AssignmentRefused(_("It can be asked again every 1 to %(most)s months.") % {"most": MOST_MONTHS})
    if made.every_months and due and due >= months_later(today(), made.every_months):
        raise AssignmentRefused(
            _("The day lies beyond the time after which it is asked again. Choose an earlier day.")
        )
    if joined[0] and joined[1] and joined[0] > joined[1]:
        raise AssignmentRefused(_("“Joined from” lies after “joined until”."))


def _says(one: Assignment) -> tuple[object, ...]:
    return (one.due, one.within_days, one.every_months, one.note)


def _counts_on(before: Assignment, made: Assignment) -> datetime.date | None:
    """From when it is asked, so that a new note does not start anybody's days anew. What recurs begins anew with
    other days, unless it is in its first round still."""
    kept = (before.due, before.within_days, before.every_months) == (made.due, made.within_days, made.every_months)
    first = not made.every_months or round_of(before, today()).number == 0
    return before.first_day if kept or first else None


@transaction.atomic
def withdraw(*, acting_user: User, assignment: Assignment) -> None:
    """Nobody is asked any more; what people have done stays. Twice is harmless."""
    if not scope_of(acting_user).filter(pk=assignment.unit.pk).exists():
        raise NotYours
    Assignment.objects.filter(pk=assignment.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now(), withdrawn_by=acting_user
    )


# --- for single people, and more time ---------------------------------------------------------------------


@transaction.atomic
def exempt(*, acting_user: User, assignment: Assignment, user: User, why: str) -> Exemption:
    """This person is not asked, for that reason. Twice is harmless: the first reason stays."""
    one = _taken(acting_user, assignment)
    _meant(one, user)
    made, new = Exemption.objects.get_or_create(
        assignment=one, user=user, ended_at=None, defaults={"by": acting_user, "why": _reason(why)}
    )
    if new:
        note(acting_user=acting_user, action=Action.DECIDED, subject="exemption", unit=one.unit, person=user)
    return made


@transaction.atomic
def end_exemption(*, acting_user: User, assignment: Assignment, user: User) -> None:
    """The person is asked again. Twice is harmless."""
    one = _taken(acting_user, assignment)
    running = Exemption.objects.filter(assignment=one, user=user, ended_at__isnull=True)
    if running.update(ended_at=timezone.now(), ended_by=acting_user):
        note(acting_user=acting_user, action=Action.DECIDED, subject="exemption", unit=one.unit, person=user)


@transaction.atomic
def extend(
    *, acting_user: User, assignment: Assignment, to: datetime.date, why: str, user: User | None = None
) -> Extension | None:
    """More time in the round that runs, until that day: for this person, or for all. None: it is that day already.

    A day is never brought forward, for nobody may be late all of a sudden; where everybody has a day of their own,
    time is given to people, one by one.
    """
    one = _taken(acting_user, assignment)
    reason = _reason(why)
    now = round_of(one, today())
    given = list(one.extensions.filter(user__isnull=True)) + list(one.extensions.filter(user=user) if user else [])
    moved = sum(extension.days for extension in given if extension.round == now.number)
    if user:
        day = day_of(one, now, _meant(one, user), moved)
    elif now.due is None:
        raise AssignmentRefused(_("Everybody has a day of their own here. Give more time to people one by one."))
    else:
        day = now.due + datetime.timedelta(days=moved)
    if to == day:
        return None
    if to < max(day, today()):
        raise AssignmentRefused(
            _("More time means a later day than %(day)s.") % {"day": f"{max(day, today()):%d/%m/%Y}"}
        )
    if to > today() + FURTHEST:
        raise AssignmentRefused(_("The day is more than two years away. Look at the year again."))
    note(acting_user=acting_user, action=Action.DECIDED, subject="extension", unit=one.unit, person=user)
    return Extension.objects.create(
        assignment=one, round=now.number, days=(to - day).days, user=user, by=acting_user, why=reason
    )


def _taken(acting_user: User, assignment: Assignment) -> Assignment:
    """The assignment, open, in the actor's scope, and nobody else's to change meanwhile. Raises `NotYours`."""
    if not scope_of(acting_user).filter(pk=assignment.unit.pk).exists():
        raise NotYours
    found = Assignment.objects.select_for_update(of=("self",)).select_related("unit")
    one = found.filter(pk=assignment.pk, withdrawn_at__isnull=True).first()
    if one is None:
        raise NotYours
    return one


def _meant(one: Assignment, user: User) -> datetime.date:
    """The day on which the person came. Raises `NotYours` for whom the assignment does not concern."""
    found: User | None = recipients(one).filter(pk=user.pk).first()
    if found is None:
        raise NotYours
    came: datetime.date = found.joined  # type: ignore[attr-defined]
    return came


def _reason(why: str) -> str:
    reason = " ".join(why.split())[:300]
    if len(reason) < 5:
        raise AssignmentRefused(_("Write the reason in a few words."))
    return reason


# --- what could not be done -------------------------------------------------------------------------------


@transaction.atomic
def extend_for_pauses() -> int:
    """Move the days of what could not be done: a day for every day that a lesson of it was paused. How many moved.

    Run every night; what was moved already is not moved again. Concerns assignments of that lesson, and of its
    course, that were open while it was paused, and of those the round in which the pause began.
    """
    moved = 0
    for pause in lessons.pauses_since(timezone.now() - datetime.timedelta(days=400)):
        codes = lessons.codes_around(pause.lesson)
        asked = Assignment.objects.filter(withdrawn_at__isnull=True, code__in=codes)
        for assignment in asked.select_for_update().order_by("pk"):
            moved += _extend(assignment, pause)
    return moved


def _extend(assignment: Assignment, pause: Pause) -> bool:
    begun = max(pause.since, assignment.given_at)
    now = round_of(assignment, timezone.localdate(begun))
    days = -(-(((pause.ended_at or timezone.now()) - begun).total_seconds()) // 86_400)  # a day that has begun counts
    given = assignment.extensions.filter(pause=pause).aggregate(days=Sum("days"))["days"] or 0
    before = moved_for_all(assignment.extensions.exclude(pause=pause), now.number)
    passed = now.due is not None and begun.date() > now.due + datetime.timedelta(days=before)
    if days <= given or passed:
        return False
    Extension.objects.create(
        assignment=assignment,
        round=now.number,
        days=int(days) - given,
        lesson_code=pause.lesson.code,
        pause=pause,
    )
    return True
