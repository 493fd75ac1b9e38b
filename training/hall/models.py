"""A hall, its seats, and what was done to them.

* `Hall`: opened by a trainer for a lesson, with a code; open until closed, eight hours at most. A second trainer may
  run it too.
* `Seat`: a learner's place in it, by number; what they agreed to; that they want help. The attempt is their ordinary
  one.
* `Pair`: a second person at that seat's device. They confirm it from their own account; it is kept as having taken
  part, and makes no result.
* `Hint`, `Look`, `Reset`: what trainers sent, whose screen they looked at, which seat they began again. Append-only.
"""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

LONGEST = timedelta(hours=8)


def _closing() -> datetime:
    return timezone.now() + LONGEST


class Hall(models.Model):
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=6)  # six digits; nobody else's while it is open
    lesson_code = models.CharField(max_length=40)
    mode = models.CharField(max_length=10)  # of attempts that begin here, see `practice.models.Attempt.Mode`
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="halls_opened")
    second = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="halls_shared"
    )
    opened_at = models.DateTimeField(default=timezone.now, editable=False)
    closes_at = models.DateTimeField(default=_closing)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(closed_at__isnull=True), name="hall_code_of_an_open_one"
            )
        ]

    def __str__(self) -> str:
        return f"hall {self.code} for {self.lesson_code}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None and timezone.now() < self.closes_at

    @property
    def ended_at(self) -> datetime | None:
        """When it ended, if it has."""
        return self.closed_at or (None if self.is_open else self.closes_at)

    @property
    def spoken_code(self) -> str:
        """As it is written on a wall and said aloud: "123 456"."""
        return f"{self.code[:3]} {self.code[3:]}"


class Hint(models.Model):
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="hints")
    step = models.CharField(max_length=40, blank=True, default="")  # "": to all, whatever they are at
    text_vi = models.CharField(max_length=500)
    text_en = models.CharField(max_length=500, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"hint in {self.hall_id}"


class Seat(models.Model):
    hall = models.ForeignKey(Hall, on_delete=models.CASCADE, related_name="seats")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="hall_seats")
    number = models.PositiveSmallIntegerField()
    attempt = models.ForeignKey("practice.Attempt", on_delete=models.PROTECT, related_name="+")  # begun with
    show_name = models.BooleanField(default=False)  # the given name stands on the trainers' wall
    let_look = models.BooleanField(default=False)  # trainers may look at the screen at any time
    wants_help_at = models.DateTimeField(null=True, blank=True)
    told = models.ForeignKey(Hint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")  # read out
    opened = models.ForeignKey(Hint, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")  # asked for
    joined_at = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["hall", "number"]
        constraints = [
            models.UniqueConstraint(fields=["hall", "user"], name="seat_one_a_person"),
            models.UniqueConstraint(fields=["hall", "number"], name="seat_number_once"),
        ]

    def __str__(self) -> str:
        return f"seat {self.number} of {self.hall_id}"

    @property
    def may_be_seen(self) -> bool:
        """Whether a trainer may look at the screen now."""
        return self.left_at is None and (self.let_look or self.wants_help_at is not None)

    @property
    def given_name(self) -> str:
        """The last word of a Vietnamese name; "" unless its owner agreed."""
        return self.user.full_name.split()[-1] if self.show_name and self.user.full_name.strip() else ""


class Pair(models.Model):
    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="pair")
    slip = models.CharField(max_length=8, unique=True)  # eight digits, for the second person to confirm with
    declared_at = models.DateTimeField(default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="hall_pairs"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"second person at {self.seat_id}"


class Look(models.Model):
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="looks")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.by_id} looked at {self.seat_id}"


class Reset(models.Model):
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="resets")
    attempt = models.ForeignKey("practice.Attempt", on_delete=models.PROTECT, related_name="hall_resets")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.seat_id} reset by {self.by_id}"
