"""A lesson while it is being made: what its learner finds, and how its trainer showed it.

A `Sketch` is the trainers' work in progress until it becomes a page of `lessons`; any trainer may go on with any. Its
`scenario` is the whole `sandbox.spec.Scenario`, traps' bait included; `stage` is the workspace that it makes, where
the trainer looks at it. A `Recording` is one demonstration on a workspace of its own: what was done there is its log,
and nothing of that is copied.
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from sandbox.spec import Scenario


class Sketch(models.Model):
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    course = models.ForeignKey("lessons.CoursePage", on_delete=models.SET_NULL, null=True, related_name="+")
    page = models.ForeignKey(
        "lessons.LessonPage", on_delete=models.SET_NULL, null=True, blank=True, related_name="sketches"
    )
    snapshot = models.ForeignKey("sandbox.Snapshot", on_delete=models.PROTECT, related_name="+")
    stage = models.OneToOneField("sandbox.Workspace", on_delete=models.PROTECT, related_name="+")
    title_vi = models.CharField(max_length=255, blank=True, default="")
    title_en = models.CharField(max_length=255, blank=True, default="")
    scenario = models.JSONField()  # unbound: variables still have their pools
    traps = models.JSONField(default=list)  # [{"ref", "action", "say": {"vi", "en"}}]: records that are bait
    words = models.JSONField(default=dict)  # what was written beside the demonstration: see `studio.writing`
    past = models.JSONField(default=list)  # earlier [scenario, traps], the newest last: for taking a change back
    seed = models.BigIntegerField(default=0)  # what the stage draws its values with
    version = models.PositiveIntegerField(default=1)  # one more with every change: two tabs do not undo each other
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-changed_at", "-pk"]

    def __str__(self) -> str:
        return f"sketch {self.uuid}"

    @property
    def typed(self) -> Scenario:
        return Scenario.model_validate(self.scenario)

    def label_of(self, variable: str) -> str:
        """What people call a value that differs."""
        return str(self.words.get("labels", {}).get(variable) or variable.replace("_", " "))

    @property
    def bait(self) -> dict[str, dict[str, Any]]:
        """The traps by the ref of their record."""
        return {trap["ref"]: trap for trap in self.traps}


class Recording(models.Model):
    class Kind(models.TextChoices):
        FIRST = "first"  # the demonstration
        AGAIN = "again"  # once more, another way or with other values: what differs is left free
        WRONG = "wrong"  # falling into a trap

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    sketch = models.ForeignKey(Sketch, on_delete=models.CASCADE, related_name="recordings")
    workspace = models.OneToOneField("sandbox.Workspace", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.FIRST)
    trap = models.CharField(max_length=40, blank=True, default="")  # the bait's ref, of a wrong one
    arranged = models.CharField(max_length=64)  # of the scenario it was begun on: another one makes it out of date
    words = models.JSONField(default=dict)  # seq → {"vi", "en"}: the trainer's own words for that action
    joined = models.JSONField(default=list)  # seqs of actions that belong to the step before them
    ordered = models.JSONField(default=list)  # seqs of actions that must be done before the one after them
    secrets = models.JSONField(default=dict)  # seq → {field: what the solution types}: never what was typed
    done = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sketch", "kind", "trap"], name="recording_one_of_a_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} recording {self.uuid}"
