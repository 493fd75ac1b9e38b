"""Reads that more than one caller needs: the lessons that are live, and the path through a course."""

from __future__ import annotations

from django.db.models import QuerySet

from lessons.models import CoursePage, LessonPage, Task

__all__ = ["course_path", "courses", "lesson_by_code", "live_lessons", "task_of"]


def courses() -> QuerySet[CoursePage]:
    """Courses that are live, in their order."""
    return CoursePage.objects.live().order_by("order", "code")


def live_lessons() -> list[LessonPage]:
    """Every lesson that can be started, in the order of courses and of the lessons in them. Two queries.

    Lists need no task's content, which is long: it is read when somebody asks for it.
    """
    order = {course.path: (course.order, course.code) for course in courses()}
    lessons = (
        LessonPage.objects.live().filter(live_task__isnull=False).select_related("live_task").defer("live_task__spec")
    )
    within = [lesson for lesson in lessons if lesson.path[: -lesson.steplen] in order]
    return sorted(within, key=lambda lesson: (order[lesson.path[: -lesson.steplen]], lesson.path))


def course_path(course: CoursePage) -> list[LessonPage]:
    """The lessons of a course that can be started, in the order in which they are best taken."""
    lessons = LessonPage.objects.child_of(course).live().filter(live_task__isnull=False)
    return list(lessons.select_related("live_task").order_by("path"))


def lesson_by_code(code: str) -> LessonPage | None:
    """The live lesson of that code."""
    return LessonPage.objects.live().filter(code=code).select_related("live_task").first()


def task_of(lesson: LessonPage) -> Task | None:
    """The task that an attempt begun now is pinned to."""
    return lesson.live_task if lesson.live else None
