"""A course or a lesson asked of everybody in a unit and below it, by a day.

Whom an assignment concerns is not stored: it is everybody who works in the unit's subtree, so newcomers are in it on
their first day. Nothing is deleted; an assignment taken back has a `withdrawn_at`.
"""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from training.people.timeline import FollowsUnit


class Assignment(models.Model):
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=12)  # of a course (K2) or of a lesson (L05)
    unit = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, related_name="assignments")
    due = models.DateField()
    note = models.CharField(max_length=300, blank=True, default="")  # what the learner reads beside it
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = FollowsUnit.as_manager()

    class Meta:
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["unit", "due"], name="assignment_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "unit"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="assignment_one_open_per_unit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} for {self.unit_id} by {self.due}"

    @property
    def moved(self) -> int:
        """By so many days the day was moved, because a lesson of it was paused. One query, unless the selectors read
        it."""
        known = self.__dict__.get("moved_days")
        return sum(one.days for one in self.extensions.all()) if known is None else int(known)

    @property
    def day(self) -> datetime.date:
        """By which day it is asked for now."""
        return self.due + datetime.timedelta(days=self.moved)


class Extension(models.Model):
    """The day of an assignment moved on while a lesson that it asks for could not be begun. Append-only."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    lesson_code = models.CharField(max_length=12)  # of the lesson that was paused
    pause = models.ForeignKey("lessons.Pause", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.assignment_id} + {self.days}"
