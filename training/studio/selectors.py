"""Reads of the studio: sketches and recordings, for whoever writes lessons; that somebody may was settled before."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from lessons.models import CoursePage, LessonPage
from training.people.errors import NotYours
from training.studio.models import Recording, Sketch

__all__ = ["access_recording", "access_sketch", "courses", "lessons_to_start_from", "sketches"]

HEAVY = ("stage__snapshot__definition", "stage__snapshot__sequences")


def sketches() -> QuerySet[Sketch]:
    """Every sketch, the one changed last first."""
    return Sketch.objects.select_related("owner", "changed_by", "course", "page").defer("scenario", "past")


def access_sketch(uuid: UUID, *, for_change: bool = False) -> Sketch:
    """The sketch with its stage (1 query). Raises `NotYours` where there is none. `for_change` locks it first."""
    if for_change:
        Sketch.objects.select_for_update().filter(uuid=uuid).values_list("pk").first()
    found = Sketch.objects.filter(uuid=uuid).select_related("stage__snapshot", "course", "page").defer(*HEAVY)
    sketch = found.first()
    if sketch is None:
        raise NotYours
    return sketch


def access_recording(uuid: UUID, *, for_change: bool = False) -> Recording:
    """The recording with its workspace and sketch (1 query). Raises `NotYours` where there is none."""
    if for_change:
        Recording.objects.select_for_update().filter(uuid=uuid).values_list("pk").first()
    found = (
        Recording.objects.filter(uuid=uuid)
        .select_related("workspace__snapshot", "sketch__stage", "sketch__page")
        .defer("workspace__snapshot__definition", "workspace__snapshot__sequences", "sketch__past")
    )
    recording = found.first()
    if recording is None:
        raise NotYours
    return recording


def courses() -> QuerySet[CoursePage]:
    return CoursePage.objects.order_by("order", "code")


def lessons_to_start_from() -> QuerySet[LessonPage]:
    """Lessons with a task, whose starting situation a new one can begin with."""
    return LessonPage.objects.filter(live_task__isnull=False).defer_streamfields().order_by("code")
