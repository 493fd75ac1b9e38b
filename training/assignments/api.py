"""Asking a unit to do a course or a lesson by a day. Keyword-only; each call is one transaction.

Who may do so for which unit stands here: an HR officer over it or above, or whoever leads it or a unit above it.
Anybody else gets `NotYours`; what makes no sense is an `AssignmentRefused` with the reason.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons import selectors as lessons
from lessons.models import Pause
from training.assignments.errors import AssignmentRefused
from training.assignments.models import Assignment, Extension
from training.assignments.selectors import scope_of, titles
from training.people.errors import NotYours
from training.people.models import OrgUnit, User
from training.people.selectors import today

__all__ = ["Assigned", "assign", "extend_for_pauses", "withdraw"]

#: A day further away than this is a slip of the keyboard.
FURTHEST = datetime.timedelta(days=730)


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
def assign(*, acting_user: User, code: str, unit: OrgUnit, due: datetime.date, note: str = "") -> Assigned:
    """Ask everybody in the unit and below it. One is open per code and unit: a second changes its day and note.

    The row that is replaced stays, taken back, so that who asked for what day, and when, can still be told.
    """
    OrgUnit.objects.select_for_update().get(pk=unit.pk)  # one after the other for the same unit
    if not scope_of(acting_user).filter(pk=unit.pk).exists():
        raise NotYours
    if code not in titles():
        raise AssignmentRefused(_("Choose a course or a lesson that is open."))
    if due < today():
        raise AssignmentRefused(_("The day has passed. Choose today or a later day."))
    if due > today() + FURTHEST:
        raise AssignmentRefused(_("The day is more than two years away. Look at the year again."))
    note = note.strip()
    before = Assignment.objects.filter(code=code, unit=unit, withdrawn_at__isnull=True).first()
    if before and (before.due, before.note) == (due, note):
        return Assigned(before, repeated=True)
    if before:
        withdraw(acting_user=acting_user, assignment=before)
    made = Assignment.objects.create(code=code, unit=unit, due=due, note=note, given_by=acting_user)
    return Assigned(made, before)


@transaction.atomic
def withdraw(*, acting_user: User, assignment: Assignment) -> None:
    """Nobody is asked any more; what people have done stays. Twice is harmless."""
    if not scope_of(acting_user).filter(pk=assignment.unit.pk).exists():
        raise NotYours
    Assignment.objects.filter(pk=assignment.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now(), withdrawn_by=acting_user
    )


@transaction.atomic
def extend_for_pauses() -> int:
    """Move the days of what could not be done: a day for every day that a lesson of it was paused. How many moved.

    Run every night; what was moved already is not moved again. Concerns assignments of that lesson, and of its
    course, that were open while it was paused.
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
    days = -(-(((pause.ended_at or timezone.now()) - begun).total_seconds()) // 86_400)  # a day that has begun counts
    given = assignment.extensions.filter(pause=pause).aggregate(days=Sum("days"))["days"] or 0
    before = sum(one.days for one in assignment.extensions.exclude(pause=pause))
    if days <= given or begun.date() > assignment.due + datetime.timedelta(days=before):
        return False
    Extension.objects.create(
        assignment=assignment, days=int(days) - given, lesson_code=pause.lesson.code, pause=pause
    )
    return True
