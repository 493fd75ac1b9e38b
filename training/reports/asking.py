"""What a page of reports is asked for: all of it stands in its address, so that a page can be kept, sent and printed.

`don-vi` unit · `bai` course or lesson · `chuc-vu` position · `ngay` as it stood at the end of that day ·
`to-chuc=luc-do` with everybody where they worked then · `ket-qua`, `tim`, `trang` of the list of people · `giao`
which assignment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sandbox.definition import dates
from sandbox.definition.values import ValueProblem
from training.people.context import Viewer
from training.people.models import OrgUnit, User
from training.people.selectors import roles_of, today
from training.progress.selectors import Status
from training.reports import rollups, selectors
from training.reports.courses import Course, Lesson, live_courses
from training.reports.rollups import Fresh
from training.reports.selectors import Scope

if TYPE_CHECKING:
    from training.reports.figures import Rows
    from training.reports.given import Given

STATUSES = {
    "chua": Status.NOT_YET,
    "co-tro-giup": Status.ASSISTED,
    "tu-lam": Status.UNAIDED,
    "giu-duoc": Status.RETAINED,
}

Courses = list[tuple[Course, list[Lesson]]]


@dataclass(frozen=True)
class Asked:
    """What the address asks for, checked against what the viewer may see."""

    user: User
    scope: Scope
    unit: OrgUnit
    courses: Courses
    chosen: str = ""  # code of a course or of a lesson; "" as long as nothing was chosen
    status: str = ""
    search: str = ""
    position: str = ""
    positions: tuple[str, ...] = ()  # of an assignment that means only some; not in the address
    day: date | None = None  # a day that has passed; None: now
    no_day: str = ""  # what was written instead of one
    then: bool = False  # everybody where they worked on that day
    given: str = ""  # which assignment
    brief: bool = False  # an answer in a word: nothing is shown that takes queries of its own
    dated: Sequence[Given] | None = None  # what is asked of the unit by a day, where that was read before
    counts: Rows | None = None  # what `figures` will ask for, where that was read before
    viewer: Viewer | None = None  # the page's frame asks it again: the same one, so that roles are looked up once

    @property
    def lesson(self) -> str:
        """The code of the one lesson that was chosen."""
        return self.chosen if self.chosen in {lesson.code for lesson in self.lessons} else ""

    @property
    def lessons(self) -> list[Lesson]:
        return [lesson for _course, lessons in self.courses for lesson in lessons]

    @property
    def in_files(self) -> list[Lesson]:
        """The lesson or the course that was chosen, or everything."""
        course = next((lessons for course, lessons in self.courses if course.code == self.chosen), self.lessons)
        return [lesson for lesson in self.lessons if lesson.code == self.lesson] or course

    @property
    def shown(self) -> list[Lesson]:
        """The same on a screen, which holds a course side by side: the first one until another is chosen."""
        return self.in_files if self.chosen or not self.courses else self.courses[0][1]

    @property
    def whole(self) -> str:
        """The course or lesson that one number is about; "" where there is nothing to learn yet."""
        return self.chosen or (self.courses[0][0].code if self.courses else "")

    @cached_property
    def names(self) -> dict[str, str]:
        """Of every open course and lesson."""
        found = {course.code: course.name for course, _within in self.courses}
        return found | {lesson.code: lesson.name for lesson in self.lessons}

    @property
    def whole_name(self) -> str:
        return f"{self.whole} · {self.names.get(self.whole, '')}" if self.whole else ""

    @property
    def needed(self) -> list[str]:
        """The lessons that `whole` means."""
        return [lesson.code for lesson in self.shown]

    @property
    def above(self) -> list[OrgUnit]:
        return self.scope.above(self.unit)

    @cached_property
    def below(self) -> list[OrgUnit]:
        return self.scope.children(self.unit)

    @property
    def past(self) -> bool:
        return self.day is not None

    @property
    def is_then(self) -> bool:
        return self.past and self.then

    def params(self, **instead: str) -> dict[str, str]:
        """The same question as an address has it, with something else instead."""
        said = {
            "don-vi": self.unit.code,
            "bai": self.chosen,
            "chuc-vu": self.position,
            "ngay": self.day.isoformat() if self.day else "",
            "to-chuc": "luc-do" if self.is_then else "",
            "giao": self.given,
            "ket-qua": self.status,
            "tim": self.search,
        } | instead
        return {name: value for name, value in said.items() if value}

    @property
    def query(self) -> str:
        return urlencode(self.params())

    def query_with(self, **instead: str) -> str:
        return urlencode(self.params(**instead))

    @property
    def courses_held(self) -> dict[str, list[str]]:
        """As `rollups` knows courses."""
        return {course.code: [lesson.code for lesson in within] for course, within in self.courses}

    @cached_property
    def fresh(self) -> Fresh:
        """As of when the counts are; what waited is folded in."""
        return rollups.fresh(self.courses_held)

    @property
    def as_of(self) -> datetime:
        return self.fresh.at

    def at(self, unit: OrgUnit) -> Asked:
        return replace(self, unit=unit)


def asked_of(user: User, said: Any, viewer: Viewer | None = None) -> Asked:
    """Read what an address, or a file that waits to be written, says. Raises `NotYours`: for who reads no reports,
    and for a unit out of their reach."""
    scope = selectors.scope_of(user, viewer.roles if viewer else roles_of(user))
    live = live_courses()
    known = {course.code for course, _within in live} | {one.code for _course, found in live for one in found}

    def text(name: str, longest: int = 120) -> str:
        return str(said.get(name, "") or "")[:longest].replace("\x00", "")

    day = _past(text("ngay", 40))
    return Asked(
        viewer=viewer,
        user=user,
        scope=scope,
        unit=scope.unit(text("don-vi")),
        courses=live,
        chosen=text("bai") if text("bai") in known else "",
        status=text("ket-qua") if text("ket-qua") in STATUSES else "",
        search=text("tim", 80),
        position=text("chuc-vu"),
        day=day,
        no_day="" if day else text("ngay", 40).strip(),
        then=text("to-chuc") == "luc-do",
        given=text("giao", 40),
    )


def _past(text: str) -> date | None:
    """A day before today, as people write it or as addresses do; None for anything else."""
    try:
        day = date.fromisoformat(dates.parse_date(text, today=today().isoformat()))
    except (ValueError, ValueProblem):
        return None
    return day if day < today() else None


Page = Callable[..., HttpResponseBase]


def report(view: Page) -> Page:
    """A page of reports: signed in, inside one's scope, never kept by a cache."""

    @require_safe
    @never_cache
    @login_required
    @wraps(view)
    def inner(request: HttpRequest, **rest: Any) -> HttpResponseBase:
        said: QueryDict = request.GET
        return view(request, asked_of(cast(User, request.user), said, Viewer(request)), **rest)

    return inner
