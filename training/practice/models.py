"""One learner's attempts at lessons, the demonstrations of them, and free exploration.

An `Attempt` is pinned for life to the task, the snapshot (through its workspace) and the seed it began with. States:

* open: being worked on, or left for later (`left_at`); at most one per learner and lesson
* finished: every step held at the same time; frozen, because its evidence stands on it
* set aside: the learner chose a fresh start instead; kept, never counted

A *trial* is a trainer's attempt at a draft: judged like any other and nothing else. `Attempt.objects`, and with it
every relation, leaves trials out, so that nothing counts them; `Attempt.everything` is for the practice views and for
throwing them away.

A `Demonstration` is a task's solution, played once on a workspace of its own: what "xem mẫu" shows to everybody.
An `Exploration` is a workspace without a lesson, one per person: any seat, no steps, and nothing in it counts.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class CountingAttempts(models.Manager["Attempt"]):
    """Attempts of learners: without trials."""

    def get_queryset(self) -> models.QuerySet[Attempt]:
        return super().get_queryset().filter(trial=False)


class Attempt(models.Model):
    class State(models.TextChoices):
        OPEN = "open"
        FINISHED = "finished"
        SET_ASIDE = "set_aside"

    class Mode(models.TextChoices):
        GUIDED = "guided"  # làm theo: the instructions stand open, what would go wrong is held back with its reason
        ALONE = "alone"  # tự làm: the goal of each step only; instructions on request, anything may be taken back
        TRAPS = "traps"  # làm khi có bẫy: the lesson's traps are laid; no help, and nothing is taken back

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="attempts")
    task = models.ForeignKey("lessons.Task", on_delete=models.PROTECT, related_name="+")
    workspace = models.OneToOneField("sandbox.Workspace", on_delete=models.PROTECT, related_name="+")
    lesson_code = models.CharField(max_length=40)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.GUIDED)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    aided = models.BooleanField(default=False)  # some step was done for the learner
    hints = models.JSONField(default=dict)  # step key → highest rung taken; `HelpUse` tells when
    refresher = models.BooleanField(default=False)  # begun because a repeat was due
    faults = models.PositiveSmallIntegerField(default=0)  # how often a step came to be broken
    stumble = models.JSONField(default=dict)  # {"on": what failed last, "times": in a row}: when help offers itself
    at_path = models.CharField(max_length=200, blank=True, default="")  # the platform's screen looked at last
    started_at = models.DateTimeField(default=timezone.now, editable=False)
    last_seen = models.DateTimeField(default=timezone.now)
    left_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    trial = models.BooleanField(default=False)  # of a draft, by its trainer: nothing counts, thrown away afterwards

    objects = CountingAttempts()
    everything: models.Manager[Attempt] = models.Manager()

    class Meta:
        base_manager_name = "everything"
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["lesson_code", "started_at"], name="attempt_of_lesson")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "lesson_code"],
                condition=models.Q(state="open", trial=False),
                name="attempt_one_open_per_lesson",
            ),
            models.UniqueConstraint(
                fields=["user", "lesson_code"],
                condition=models.Q(state="open", trial=True),
                name="attempt_one_open_trial",
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

    @property
    def with_traps(self) -> bool:
        return self.mode == self.Mode.TRAPS

    @property
    def unaided(self) -> bool:
        """So far without the guide's instructions and without any rung of the ladder."""
        return self.mode != self.Mode.GUIDED and not self.hints


class Demonstration(models.Model):
    """The reference solution of a task, played to its end. Made when somebody first wants to see it."""

    task = models.OneToOneField("lessons.Task", on_delete=models.CASCADE, related_name="demonstration")
    workspace = models.OneToOneField("sandbox.Workspace", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"demonstration of {self.task_id}"


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
