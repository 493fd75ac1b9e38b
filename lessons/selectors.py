"""Reads that more than one caller needs: the lessons that are live, and the path through a course."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from lessons import screens
from lessons.models import CoursePage, LessonPage, Pause, Task
from sandbox.definition.loader import platform_of

__all__ = [
    "codes_around",
    "course_path",
    "courses",
    "is_paused",
    "lesson_by_code",
    "live_courses",
    "live_lessons",
    "live_tasks",
    "pauses_since",
    "screens_of",
    "task_of",
]


#: What only the editor shows: a learner's screens read the frozen task.
_LONG = ("scenario", "steps", "solution", "right_routes", "wrong_routes", "traps")


def courses() -> QuerySet[CoursePage]:
    """Courses that are live, in their order."""
    return CoursePage.objects.live().order_by("order", "code")


def live_lessons() -> list[LessonPage]:
    """Every lesson that can be started, in the order of courses and of the lessons in them. Two queries.

    Lists need no task's content, which is long: it is read when somebody asks for it.
    """
    return [lesson for _course, lessons in live_courses() for lesson in lessons]


def live_courses() -> list[tuple[CoursePage, list[LessonPage]]]:
    """The same, course by course; a course in which nothing can be started is left out. Each lesson has `paused`:
    it is being mended, and nobody begins it until then."""
    within: dict[str, tuple[CoursePage, list[LessonPage]]] = {course.path: (course, []) for course in courses()}
    lessons = LessonPage.objects.live().filter(live_task__isnull=False).order_by("path")
    lessons = lessons.annotate(paused=Exists(Pause.objects.filter(lesson=OuterRef("pk"), ended_at__isnull=True)))
    for lesson in lessons.select_related("live_task").defer("live_task__spec", *_LONG):
        if found := within.get(lesson.path[: -lesson.steplen]):
            found[1].append(lesson)
    return [(course, found) for course, found in within.values() if found]


def course_path(course: CoursePage) -> list[LessonPage]:
    """The lessons of a course that can be started, in the order in which they are best taken."""
    lessons = LessonPage.objects.child_of(course).live().filter(live_task__isnull=False)
    return list(lessons.select_related("live_task").order_by("path"))


def lesson_by_code(code: str) -> LessonPage | None:
    """The live lesson of that code."""
    found = LessonPage.objects.live().filter(code=code).select_related("live_task__snapshot")
    return found.defer("live_task__snapshot__definition", *_LONG).first()  # a megabyte that its hash stands for


def pauses_since(day: datetime) -> QuerySet[Pause]:
    """Pauses that are open, or ended since that moment, with their lessons; the oldest first."""
    open_or_new = Q(ended_at__isnull=True) | Q(ended_at__gte=day)
    return Pause.objects.filter(open_or_new).select_related("lesson").order_by("since", "pk")


def codes_around(lesson: LessonPage) -> list[str]:
    """The lesson's own code and that of its course. One query."""
    course = CoursePage.objects.ancestor_of(lesson).values_list("code", flat=True)
    return [lesson.code, *course]


def is_paused(lesson: LessonPage | None) -> bool:
    """Whether nobody begins it at the moment. One query."""
    return lesson is not None and lesson.pause is not None


def task_of(lesson: LessonPage) -> Task | None:
    """The task that an attempt begun now is pinned to."""
    return lesson.live_task if lesson.live else None


def live_tasks(codes: Iterable[str]) -> dict[str, Task]:
    """By lesson code, the task that each live lesson of those stands for now, without its content. One query."""
    pages = LessonPage.objects.live().filter(code__in=codes, live_task__isnull=False)
    return {page.code: page.live_task for page in pages.select_related("live_task").defer("live_task__spec")}


@lru_cache(maxsize=1024)
def screens_of(task_hash: str) -> str:
    """A fingerprint of the platform's screens that the task uses: other screens, another fingerprint.

    Kept in the process, as a task never changes under its hash: one query the first time, and one more where the
    platform was not read yet. Raises Task.DoesNotExist.
    """
    task = Task.objects.select_related("snapshot").get(hash=task_hash)
    return screens.fingerprint(task.typed, platform_of(task.snapshot))
