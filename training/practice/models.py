"""One learner's attempts at lessons, and their free exploration.

An `Attempt` is pinned for life to the task, the snapshot (through its workspace) and the seed it began with. States:

* open: being worked on, or left for later (`left_at`); at most one per learner and lesson
* finished: every step held at the same time; frozen, because its evidence stands on it
* set aside: the learner chose a fresh start instead; kept, never counted

An `Exploration` is a workspace without a lesson, one per person: any seat, no steps, and nothing in it counts.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Attempt(models.Model):
    class State(models.TextChoices):
        OPEN = "open"
        FINISHED = "finished"
        SET_ASIDE = "set_aside"

    class Mode(models.TextChoices):
        GUIDED = "guided"  # the instructions stand open
        ALONE = "alone"  # the goal of each step only; instructions on request

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    task = models.ForeignKey("lessons.Task", on_delete=models.PROTECT, related_name="+")
    workspace = models.OneToOneField("sandbox.Workspace", on_delete=models.PROTECT, related_name="+")
    lesson_code = models.CharField(max_length=40)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.GUIDED)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    aided = models.BooleanField(default=False)  # some step was done for the learner
    hints = models.JSONField(default=dict)  # step key → highest rung taken; `HelpUse` tells when
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "lesson_code"],
                condition=models.Q(state="open"),
                name="attempt_one_open_per_lesson",
            ),
            models.CheckConstraint(
                condition=models.Q(state="finished", finished_at__isnull=False)
                | (~models.Q(state="finished") & models.Q(finished_at__isnull=True)),
                name="attempt_finished_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_code} {self.uuid}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class Exploration(models.Model):
    """The platform to try out. Starting over gives it a new workspace; the old one goes."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exploration")
    workspace = models.OneToOneField("sandbox.Workspace", on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField(default=timezone.now)
    last_seen = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"exploration {self.uuid}"


class Rung(models.IntegerChoices):
    """The ladder of help, from a nudge to having it done."""

    HINT = 1
    WHERE = 2
    SHOW = 3
    DO = 4


class HelpUse(models.Model):
    """A rung of the ladder was taken, once per step. For the learner's own eyes."""

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="help_uses")
    step = models.CharField(max_length=40)
    rung = models.PositiveSmallIntegerField(choices=Rung)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "step", "rung"], name="help_once_per_rung"),
        ]

    def __str__(self) -> str:
        return f"{self.step}: {self.get_rung_display()}"
