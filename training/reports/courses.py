"""Courses and their open lessons as the reports need them: codes and names, and none of what a page consists of.

`lessons.selectors.live_courses` brings whole pages, whose blocks take longer to read than all the counts of a page.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Value

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
    """As `lessons.selectors.live_courses`: in their order, a course in which nothing can be started left out. One
    query."""
    names = ("path", "code", "title", "title_en")
    lessons = LessonPage.objects.live().filter(live_task__isnull=False).order_by()
    courses = CoursePage.objects.live().order_by()
    rows = lessons.annotate(place=Value(-1)).values_list("place", *names, "skills", "live_task__hash")
    rows = rows.union(courses.values_list("order", *names, Value(""), Value("")), all=True)
    within: dict[str, list[Lesson]] = defaultdict(list)
    found: list[tuple[int, str, Course]] = []
    for place, path, code, title, title_en, skills, task_hash in sorted(rows, key=lambda row: row[1]):
        if task_hash:
            within[path[:-_STEP]].append(Lesson(code, title, title_en, skills, task_hash))
        else:
            found.append((place, path, Course(code, title, title_en)))
    found.sort(key=lambda one: (one[0], one[2].code))
    return [(course, within[path]) for _place, path, course in found if path in within]
