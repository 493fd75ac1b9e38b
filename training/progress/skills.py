"""Skills: what the lessons that somebody masters add up to, by the competences and areas of DigComp 2.2.

A lesson names its skills as lines, "DigComp 1.2" for a competence and "M3" for the level it aims at; anything else in
those lines is left alone. `roll_up` is a pure function over live lessons and Mastery rows: nothing of it is stored.
Names come from `data/digcomp.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID

import yaml
from django.utils import translation
from django.utils.translation import gettext as _

from lessons import selectors as lessons
from lessons.models import CoursePage, LessonPage
from training.people.models import User
from training.progress.models import Completion, Mastery
from training.progress.selectors import Refresher, Status, mastery_of_user, refreshers_due
from training.progress.task import task_of

__all__ = [
    "Area",
    "AreaSkill",
    "Competence",
    "CompetenceSkill",
    "Framework",
    "LessonSkill",
    "Skills",
    "Tally",
    "framework",
    "roll_up",
    "skill_gained",
    "skills_of",
]

DATA = Path(__file__).parent / "data" / "digcomp.yaml"


#: How high a lesson's column stands in the drawing, out of `TALL`: the status is a height, not only a colour.
HEIGHTS: dict[str, int] = {Status.NOT_YET: 2, Status.ASSISTED: 8, Status.UNAIDED: 16, Status.RETAINED: 24}
TALL, BROAD, STEP = 24, 9, 12  # drawn by templates/training/progress/columns.html

_COMPETENCE = re.compile(r"DigComp\s+(\d\.\d)", re.I)
_LEVEL = re.compile(r"M([1-4])")

Words = Mapping[str, str]


# --- the framework -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Competence:
    code: str  # "1.2"
    names: Words
    can: Words
    covered: bool  # lessons may be about it

    @property
    def name(self) -> str:
        return _here(self.names)


@dataclass(frozen=True)
class Area:
    code: str
    names: Words
    competences: Sequence[Competence]

    @property
    def name(self) -> str:
        return _here(self.names)


@dataclass(frozen=True)
class Framework:
    sources: Words
    areas: Sequence[Area]
    levels: Mapping[int, Words]

    @property
    def source(self) -> str:
        return _here(self.sources)

    def level(self, level: int) -> str:
        """What M1…M4 means, in words."""
        return _here(self.levels[level])

    @property
    def in_words(self) -> list[tuple[int, str]]:
        """M1…M4, each with what it means."""
        return [(level, self.level(level)) for level in self.levels]

    def competence(self, code: str) -> Competence | None:
        return next((one for area in self.areas for one in area.competences if one.code == code), None)


def _here(words: Words, language: str | None = None) -> str:
    return words["en" if (language or translation.get_language() or "vi").startswith("en") else "vi"]


@lru_cache(maxsize=1)
def framework() -> Framework:
    """DigComp as the data file says it, read once in each process."""
    data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    areas = [
        Area(
            area["code"],
            area["name"],
            [
                Competence(one["code"], {"vi": one["vi"], "en": one["en"]}, one["can"], one.get("covered", True))
                for one in area["competences"]
            ],
        )
        for area in data["areas"]
    ]
    return Framework(data["source"], areas, data["levels"])


def competences_in(skills: Iterable[str]) -> list[str]:
    """Codes of the competences that a lesson's skills name, in their order."""
    return [found[1] for line in skills if (found := _COMPETENCE.fullmatch(line.strip()))]


def level_in(skills: Iterable[str]) -> int:
    """The level that a lesson aims at; 1 where it names none."""
    return max((int(found[1]) for line in skills if (found := _LEVEL.fullmatch(line.strip()))), default=1)


# --- the roll-up -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class LessonSkill:
    """One live lesson, as this learner stands to it."""

    lesson: LessonPage
    mastery: Mastery | None
    competences: Sequence[str]
    aims_at: int
    played: UUID | None = None  # the attempt with which it was finished last
    due: Refresher | None = None  # a repeat is due, and why

    @property
    def status(self) -> str:
        return self.mastery.status if self.mastery else Status.NOT_YET

    @property
    def level(self) -> int:
        """0: not yet."""
        return self.mastery.level if self.mastery else 0


@dataclass(frozen=True)
class Column:
    """One lesson in the drawing, in its units: 12 across for each, 24 high."""

    x: int
    y: int
    height: int
    status: str


@dataclass(frozen=True)
class Tally:
    """How many lessons stand how, and the best level among them (0: none yet)."""

    lessons: Sequence[LessonSkill]

    def _count(self, status: str) -> int:
        return sum(one.status == status for one in self.lessons)

    @property
    def not_yet(self) -> int:
        return self._count(Status.NOT_YET)

    @property
    def assisted(self) -> int:
        return self._count(Status.ASSISTED)

    @property
    def unaided(self) -> int:
        return self._count(Status.UNAIDED)

    @property
    def retained(self) -> int:
        return self._count(Status.RETAINED)

    @property
    def done(self) -> int:
        """With help or without."""
        return len(self.lessons) - self.not_yet

    @property
    def begun(self) -> bool:
        return self.done > 0

    @property
    def alone(self) -> int:
        """Kept over weeks or not yet: without help either way."""
        return self.unaided + self.retained

    @property
    def level(self) -> int:
        return max((one.level for one in self.lessons), default=0)

    @property
    def aims_at(self) -> int:
        return max((one.aims_at for one in self.lessons), default=0)

    @property
    def columns(self) -> list[Column]:
        """The lessons as columns, the surest first."""
        ranked = sorted((one.status for one in self.lessons), key=lambda status: -HEIGHTS[status])
        return [
            Column(at * STEP, TALL - HEIGHTS[status], HEIGHTS[status], status) for at, status in enumerate(ranked)
        ]

    @property
    def width(self) -> int:
        return max(1, len(self.lessons) * STEP - (STEP - BROAD))


@dataclass(frozen=True)
class CompetenceSkill:
    competence: Competence
    tally: Tally


@dataclass(frozen=True)
class AreaSkill:
    """An area with its competences. A lesson that trains two of them counts once in the area."""

    area: Area
    tally: Tally
    competences: Sequence[CompetenceSkill]


@dataclass(frozen=True)
class Skills:
    courses: Sequence[tuple[CoursePage, Sequence[LessonSkill]]]
    areas: Sequence[AreaSkill]

    @property
    def lessons(self) -> list[LessonSkill]:
        return [one for _course, found in self.courses for one in found]

    @property
    def legs(self) -> list[tuple[CoursePage, Tally]]:
        """Course by course, each with how its lessons stand."""
        return [(course, Tally(found)) for course, found in self.courses]

    @property
    def tally(self) -> Tally:
        return Tally(self.lessons)

    @property
    def due(self) -> list[LessonSkill]:
        return [one for one in self.lessons if one.due]

    @property
    def next_due(self) -> datetime | None:
        """The day of the next repeat, as long as none is due already."""
        coming = (one.mastery.refresh_at for one in self.lessons if one.mastery and one.mastery.refresh_at)
        return None if self.due else min(coming, default=None)


def roll_up(
    courses: Iterable[tuple[CoursePage, Sequence[LessonPage]]],
    mastery: Mapping[str, Mastery],
    played: Mapping[str, UUID] | None = None,
    due: Iterable[Refresher] = (),
) -> Skills:
    """The learner's Mastery rows and last finished attempts (by lesson code) over the live lessons. Pure."""
    again = {one.lesson_code: one for one in due}

    def stand(lesson: LessonPage) -> LessonSkill:
        lines, code = lesson.skills.splitlines(), lesson.code
        return LessonSkill(
            lesson=lesson,
            mastery=mastery.get(code),
            competences=competences_in(lines),
            aims_at=level_in(lines),
            played=(played or {}).get(code),
            due=again.get(code),
        )

    stood = [(course, [stand(lesson) for lesson in found]) for course, found in courses]
    every = [one for _course, found in stood for one in found]
    return Skills(stood, [_area(area, every) for area in framework().areas])


def _area(area: Area, every: Sequence[LessonSkill]) -> AreaSkill:
    parts = [
        CompetenceSkill(one, Tally([lesson for lesson in every if one.code in lesson.competences]))
        for one in area.competences
    ]
    codes = {one.code for one in area.competences}
    return AreaSkill(area, Tally([lesson for lesson in every if codes & set(lesson.competences)]), parts)


def skills_of(user: User) -> Skills:
    """What the person can do, lesson by lesson and rolled up, and what is due again. Six queries."""
    done = Completion.objects.filter(user=user).order_by("number").values_list("lesson_code", "attempt__uuid")
    return roll_up(lessons.live_courses(), mastery_of_user(user), dict(done), refreshers_due(user))


# --- the sentence at the end -------------------------------------------------------------------------------


def skill_gained(completion: Completion, language: str) -> str:
    """One quiet sentence for the finish page: what the learner can do now, no more than the completion shows.

    One query (the Mastery row), besides the task's where this process has not read it yet.
    """
    task = task_of(completion.attempt)
    mastery = Mastery.objects.filter(user=completion.user_id, lesson_code=completion.lesson_code).first()
    known = [one for code in competences_in(task.skills) if (one := framework().competence(code))]
    skills = ", ".join(_here(one.can, language) for one in known)
    with translation.override(language):
        said = _sentence(completion, mastery) % {"lesson": task.title.into(language)}
        return f"{said}: {skills}." if skills else f"{said}."


def _sentence(completion: Completion, mastery: Mastery | None) -> str:
    if completion.aided:
        return _("You have done “%(lesson)s” with guidance")
    if mastery and mastery.retained_at == completion.at:
        return _("You have kept it: after some time you still do “%(lesson)s” on your own")
    if completion.level >= 3:
        return _("You did “%(lesson)s” right with traps laid")
    if mastery and mastery.unaided_at and mastery.unaided_at < completion.at:
        return _("You did “%(lesson)s” on your own once more")
    return _("From now on you can do “%(lesson)s” on your own")
