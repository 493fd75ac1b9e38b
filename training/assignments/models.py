"""A course or a lesson asked of everybody in a unit and below it who is meant, by a day.

Whom an assignment concerns is not stored: it is everybody who works in the unit's subtree (in one of the positions,
having come in those days, where that is asked), so newcomers are in it on their first day (`assignments.recipients`).
By which day it is asked of whom is not stored either (`assignments.rounds`). Nothing is deleted; an assignment taken
back has a `withdrawn_at`.
"""

import datetime
import hashlib
import json
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from training.people.timeline import FollowsUnit


class Assignment(models.Model):
    """`due` is a day for all, `within_days` counts from the day on which somebody came: for everybody where there is
    no `due`, else for those who came later. With `every_months` it is asked again and again (`rounds.Round`)."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=12)  # of a course (K2) or of a lesson (L05)
    unit = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, related_name="assignments")
    due = models.DateField(null=True, blank=True)  # of the first round
    within_days = models.PositiveSmallIntegerField(null=True, blank=True)
    every_months = models.PositiveSmallIntegerField(null=True, blank=True)
    positions = models.JSONField(default=list, blank=True)  # as the roster words them; empty: whatever the position
    joined_from = models.DateField(
        null=True, blank=True
    )  # asked of who came to the unit in these days, ends included
    joined_to = models.DateField(null=True, blank=True)
    target = models.CharField(max_length=16, blank=True, default="", editable=False)  # see `target_of`
    note = models.CharField(max_length=300, blank=True, default="")  # what the learner reads beside it
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    since = models.DateField(null=True, blank=True)  # of the one that it replaces; null: the day it was given
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = FollowsUnit.as_manager()

    class Meta:
        ordering = [models.F("due").asc(nulls_last=True), "pk"]
        indexes = [models.Index(fields=["unit", "due"], name="assignment_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "unit", "target"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="assignment_one_open_per_target",
            ),
            models.CheckConstraint(
                condition=models.Q(due__isnull=False) | models.Q(within_days__isnull=False),
                name="assignment_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} for {self.unit_id} by {self.due or self.within_days}"

    @property
    def first_day(self) -> datetime.date:
        """From when it is asked."""
        return self.since or timezone.localdate(self.given_at)

    @property
    def for_some(self) -> bool:
        """Not everybody in the unit is meant."""
        return bool(self.positions or self.joined_from or self.joined_to)


def target_of(positions: list[str], joined_from: datetime.date | None, joined_to: datetime.date | None) -> str:
    """Who of a unit is meant, in sixteen characters; "" is everybody. The order of the positions does not matter."""
    if not (positions or joined_from or joined_to):
        return ""
    meant = [sorted(positions), str(joined_from or ""), str(joined_to or "")]
    return hashlib.sha256(json.dumps(meant).encode()).hexdigest()[:16]


class Extension(models.Model):
    """The day of one round moved on: for all, while a lesson that it asks for could not be begun (`pause`), or
    because somebody in charge gave more time (`by`, `why`), to all or to one person. Append-only."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    round = models.PositiveSmallIntegerField(default=0)
    days = models.PositiveSmallIntegerField()
    lesson_code = models.CharField(max_length=12, blank=True, default="")  # of the lesson that was paused
    pause = models.ForeignKey("lessons.Pause", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="extensions"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pause__isnull=False, by__isnull=True, user__isnull=True)
                | models.Q(pause__isnull=True, by__isnull=False),
                name="extension_by_pause_or_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id} + {self.days}"


class Exemption(models.Model):
    """One person is not asked, for a reason, until somebody takes that back. It goes over to what replaces the
    assignment, as long as the same people are meant."""

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="exemptions")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="exemptions")
    why = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment", "user"],
                condition=models.Q(ended_at__isnull=True),
                name="exemption_one_open_per_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} from {self.assignment_id}"
