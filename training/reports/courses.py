"""Courses and their open lessons as the reports need them: codes and names, and none of what a page consists of.

`lessons.selectors.live_courses` brings whole pages, whose blocks take longer to read than all the counts of a page.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from lessons.models import CoursePage, LessonPage

_STEP = CoursePage.steplen


@dataclass(frozen=True)
class Course:
    code: str
    title: str
    title_en: str

    @property
    def name(self) -> str:
        """In the language of the screen."""
        return CoursePage.here(self.title, self.title_en)


@dataclass(frozen=True)
class Lesson(Course):
    skills: str = ""
    task_hash: str = ""


def live_courses() -> list[tuple[Course, list[Lesson]]]:
    """As `lessons.selectors.live_courses`: in their order, a course in which nothing can be started left out. Two
    queries."""
    within: dict[str, list[Lesson]] = defaultdict(list)
    rows = LessonPage.objects.live().filter(live_task__isnull=False).order_by("path")
    for path, *lesson in rows.values_list("path", "code", "title", "title_en", "skills", "live_task__hash"):
        within[path[:-_STEP]].append(Lesson(*lesson))
    courses = CoursePage.objects.live().order_by("order", "code").values_list("path", "code", "title", "title_en")
    return [(Course(*course), within[path]) for path, *course in courses if path in within]
