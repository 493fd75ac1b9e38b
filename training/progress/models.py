"""What is kept about achievements: facts first, summaries after them.

* `Standing`: how the steps stand as of the last action (may go back: a rewind undoes). A page reads it instead of
  evaluating again.
* `StepResult`: the first time a step held. Never regresses, never deleted.
* `Completion`: all steps held at the same time. Append-only; each one carries its evidence and the hash of the
  learner's completion before it, so a row that was altered or removed shows (`tasks.verify_completions`).
* `WrongState`: a learner came to stand before a check that did not hold; what "Chỗ tắc" counts.
* `Override`, `Guidance`, `Presence`: what people in charge decided, who taught whom, in which minutes there was work.
* `Mastery`, `ActiveTime`: derived, and nothing else: `manage.py rebuild_summaries` makes them again from the facts.
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
    frontier = models.CharField(max_length=40, blank=True, default="")  # the first step that never held; "": none
    passed_clock = models.CharField(max_length=16, blank=True, default="")  # simulated time of the last `StepResult`
    passed_worked = models.PositiveIntegerField(default=0)  # minutes of work up to it
    noted = models.JSONField(default=list)  # keys of the attempt's `WrongState`s, so that knowing one costs no query

    class Meta:
        indexes = [models.Index(fields=["frontier"], name="standing_frontier")]

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
    rung = models.PositiveSmallIntegerField(default=0)  # the highest rung of help taken on it by then
    simulated = models.PositiveIntegerField(null=True)  # minutes on the simulated clock since the step before held
    worked = models.PositiveIntegerField(null=True)  # minutes of work since then; null: from before it was kept
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "step"], name="step_result_once")]
        ordering = ["attempt", "seq", "pk"]

    def __str__(self) -> str:
        return f"{self.step} at {self.seq}"


class WrongState(AppendOnly):
    """The learner stood before a check that did not hold, and it was noticed; once per attempt, state and occasion.

    `say` is the sentence that was read, without what differs from learner to learner (`feedback.likeness`);
    `likeness` is the same for the same check with the same kind of wrong value.
    """

    class How(models.TextChoices):
        ASKED = "asked"  # "Kiểm tra" was pressed
        THRICE = "thrice"  # the same finding for the third time running
        BROKE = "broke"  # an action broke it
        HELD = "held"  # an action would have broken it and was held back
        HELPED = "helped"  # a rung of help was taken there
        LEFT = "left"  # the attempt was set aside there

    attempt = models.ForeignKey("practice.Attempt", on_delete=models.PROTECT, related_name="wrong_states")
    lesson_code = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    check_key = models.CharField(max_length=16)  # see `feedback.states.check_key`
    likeness = models.CharField(max_length=12)
    how = models.CharField(max_length=10, choices=How)
    status = models.CharField(max_length=10)  # "todo" or "broken"
    say = models.JSONField()  # {"vi", "en"}
    seq = models.PositiveIntegerField()  # of the workspace's last event then
    at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["attempt", "check_key", "likeness", "how"], name="wrong_state_once")
        ]
        indexes = [
            models.Index(fields=["lesson_code", "check_key", "likeness"], name="wrong_state_of_lesson"),
            # covers what is counted, in the order in which it is grouped
            models.Index(fields=["lesson_code", "step", "check_key", "how", "attempt"], name="wrong_state_covering"),
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.how} at {self.step} {self.check_key}"


class Completion(AppendOnly):
    """All steps held at once. `aided`, `level` and `refresher` are what `progress.credit` made of the attempt."""

    attempt = models.OneToOneField("practice.Attempt", on_delete=models.PROTECT, related_name="completion")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="completions")
    number = models.PositiveIntegerField()  # 1, 2, 3… of this learner
    lesson_code = models.CharField(max_length=40)
    task_hash = models.CharField(max_length=64)
    mode = models.CharField(max_length=10, default="guided")  # see `practice.models.Attempt.Mode`
    aided = models.BooleanField()  # with the guide's instructions or any help of the ladder
    level = models.PositiveSmallIntegerField(default=1)  # what it is worth: M1, M2 or M3
    refresher = models.BooleanField(default=False)  # a repeat that was due
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


class Override(AppendOnly):
    """A person in charge decided otherwise: who, when, why. A later row takes an earlier one back (`undoes`)."""

    class Kind(models.TextChoices):
        GRANT = "grant"  # counts as done, `status` says how
        VOID = "void"  # this completion does not count
        UNDO = "undo"  # the override `undoes` no longer holds

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="overrides")
    lesson_code = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind)
    status = models.CharField(max_length=10, blank=True, default="")  # "assisted" or "unaided", of a grant
    completion = models.ForeignKey(
        Completion, on_delete=models.PROTECT, null=True, blank=True, related_name="overrides"
    )
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone_by")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["user", "lesson_code"], name="override_of_lesson")]

    def __str__(self) -> str:
        return f"{self.kind} {self.lesson_code} for {self.user_id}"


class Guidance(AppendOnly):
    """A learner says which colleague of the same unit taught them the lesson: what M4 stands on."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guided_by")
    guide = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="guided")
    lesson_code = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "lesson_code"], name="guidance_once_per_lesson"),
            models.CheckConstraint(condition=~models.Q(learner=models.F("guide")), name="guidance_by_another"),
        ]
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.lesson_code}: {self.guide_id} taught {self.learner_id}"


class Presence(models.Model):
    """The learner did something in this attempt in that minute (minutes since 1970, UTC). A fact, once a minute."""

    attempt = models.ForeignKey("practice.Attempt", on_delete=models.CASCADE, related_name="presences")
    minute = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["attempt", "minute"], name="presence_once_a_minute")]
        ordering = ["attempt", "minute"]

    def __str__(self) -> str:
        return f"{self.attempt_id} at {self.minute}"


# --- summaries: derived from the facts above, and rebuilt from them by `manage.py rebuild_summaries` ----------------


class Mastery(models.Model):
    """How far a learner is with a lesson: `progress.mastery` over their completions, overrides and guidances.

    No row: not yet. `level` is 1–4 (M1 guided, M2 alone, M3 with traps, M4 teaches others).
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mastery")
    lesson_code = models.CharField(max_length=40)
    status = models.CharField(max_length=10)  # assisted, unaided, retained
    level = models.PositiveSmallIntegerField()
    since = models.DateTimeField()  # when this status was reached
    first_at = models.DateTimeField()
    unaided_at = models.DateTimeField(null=True)
    retained_at = models.DateTimeField(null=True)
    refresh_at = models.DateTimeField(null=True)  # when the next repeat is due
    refreshed = models.PositiveSmallIntegerField(default=0)  # repeats done, of those at 1 and 4 weeks
    completions = models.PositiveIntegerField(default=0)
    task_hash = models.CharField(max_length=64, blank=True, default="")  # of the newest unaided completion

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "lesson_code"], name="mastery_once_per_lesson")]
        indexes = [models.Index(fields=["lesson_code", "user", "status"], name="mastery_by_lesson")]

    def __str__(self) -> str:
        return f"{self.lesson_code} of {self.user_id}: {self.status}"


class ActiveTime(models.Model):
    """Minutes of work in an attempt; an idle tab adds none (`progress.active`)."""

    attempt = models.OneToOneField("practice.Attempt", on_delete=models.CASCADE, related_name="active_time")
    minutes = models.PositiveIntegerField(default=0)
    last_minute = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.minutes} minutes in {self.attempt_id}"
