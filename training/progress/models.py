"""What is kept about achievements.

* `Standing`: how the steps stand as of the last action (may go back: a rewind undoes). A page reads it instead of
  evaluating again.
* `StepResult`: the first time a step held. Never regresses, never deleted.
* `Completion`: all steps held at the same time. Append-only; each one carries its evidence and the hash of the
  learner's completion before it, so a row that was altered or removed shows (`tasks.verify_completions`).
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone


class Standing(models.Model):
    attempt = models.OneToOneField("practice.Attempt", on_delete=models.CASCADE, related_name="standing")
    steps = models.JSONField(default=list)  # see `training.progress.standing.StepStanding`
    seq = models.PositiveIntegerField(default=0)  # of the workspace's last event that was looked at
    undo_to = models.PositiveIntegerField(null=True, blank=True)  # a rewind to here undoes the last thing done

    def __str__(self) -> str:
        return f"standing of {self.attempt_id} at {self.seq}"


class AppendOnly(models.Model):
    """A row that is written once. Bulk deletion is refused by the database's references, a single one here."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError(f"{type(self).__name__} is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError(f"{type(self).__name__} is append-only")


class StepResult(AppendOnly):
    attempt = models.ForeignKey("practice.Attempt", on_delete=models.PROTECT, related_name="step_results")
    step = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()  # of the workspace's event with which the step first held
    aided = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "step"], name="step_result_once")]
        ordering = ["attempt", "seq", "pk"]

    def __str__(self) -> str:
        return f"{self.step} at {self.seq}"


class Completion(AppendOnly):
    attempt = models.OneToOneField("practice.Attempt", on_delete=models.PROTECT, related_name="completion")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions")
    number = models.PositiveIntegerField()  # 1, 2, 3… of this learner
    lesson_code = models.CharField(max_length=40)
    task_hash = models.CharField(max_length=64)
    aided = models.BooleanField()
    at = models.DateTimeField()
    evidence = models.JSONField()  # see `training.progress.evidence`
    previous = models.CharField(max_length=64, blank=True, default="")
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "number"], name="completion_number_unique")]
        indexes = [models.Index(fields=["lesson_code", "user", "aided"], name="completion_by_lesson")]
        ordering = ["user", "number"]

    def __str__(self) -> str:
        return f"{self.lesson_code} by {self.user_id}"
