"""The editor's first screen: every course with its lessons, how far each has come, and the way to the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from lessons.models import CoursePage, LessonPage, Pause
from lessons.pausing import lines


class LessonsPanel(Component):
    name = "lessons"
    order = 50
    template_name = "lessons/studio/lessons.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Three queries, however many lessons there are."""
        lessons = LessonPage.objects.order_by("path").only(
            "path", "depth", "title", "code", "live", "has_unpublished_changes"
        )
        paused = {one.lesson_id: one for one in Pause.objects.filter(ended_at__isnull=True)}
        below: dict[str, list[LessonPage]] = {}
        for lesson in lessons:
            lesson.paused_by = paused.get(lesson.pk)
            below.setdefault(lesson.path[: -lesson.steplen], []).append(lesson)
        courses = CoursePage.objects.order_by("order", "code")
        stopped = [
            (lesson, lines(lesson.paused_by), lesson.paused_by.changed)
            for found in below.values()
            for lesson in found
            if lesson.paused_by
        ]
        return {"courses": [(course, below.get(course.path, [])) for course in courses], "paused": stopped}


def state_of(lesson: LessonPage) -> str:
    """How far it has come, in words."""
    if getattr(lesson, "paused_by", None):
        return _("paused: the proof no longer holds")
    if not lesson.live:
        return _("draft, learners do not see it")
    if lesson.has_unpublished_changes:
        return _("learners see it; a newer draft waits to be published")
    return _("learners see it")
