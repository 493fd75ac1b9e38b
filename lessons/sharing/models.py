"""Releases of a course that were shared, and shared files that wait here for a trainer's decision."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lessons.pictures.models import private_files


class CourseRelease(models.Model):
    """The same content under the same licence is the same release: same UUID, number and date, the same file."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey("lessons.CoursePage", on_delete=models.CASCADE, related_name="releases")
    number = models.PositiveIntegerField()
    content_hash = models.CharField(max_length=64)
    licence = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("release of a course")
        verbose_name_plural = _("releases of courses")
        constraints = [
            models.UniqueConstraint(fields=["course", "number"], name="release_number_unique"),
            models.UniqueConstraint(fields=["course", "content_hash", "licence"], name="release_content_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} #{self.number}"


class ReceivedCourse(models.Model):
    """A sound file that was uploaded. Its lessons are tried one after the other in the background (`results`, by
    code), then a trainer decides; afterwards, or when its time is over, row and file go."""

    class State(models.TextChoices):
        WAITING = "waiting", _("its solutions are being tried")
        READY = "ready", _("waits for a decision")

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    file = models.FileField(storage=private_files, upload_to="courses")
    sha256 = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    lessons = models.JSONField(default=list)  # codes, in order
    results = models.JSONField(default=dict)  # code → {"problems": […], "notes": […]}
    snapshot = models.ForeignKey("sandbox.Snapshot", on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("received course")
        verbose_name_plural = _("received courses")

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def untried(self) -> list[str]:
        return [code for code in self.lessons if code not in self.results]


@receiver(post_delete, sender=ReceivedCourse)
def _forget_file(instance: ReceivedCourse, **kwargs: Any) -> None:
    name = str(instance.file.name)
    transaction.on_commit(lambda: private_files().delete(name))
