"""Who has done what, by unit and by person.

A viewer's scope is every unit over which they are HR officer or which they lead; a unit outside it does not exist for
them (`NotYours`, a 404). Only outcomes are read: with help, alone or kept, the level, and the date (invariant 9).
Inside the scope names may be seen, so numbers are shown as they are; about all others only counts of five or more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from lessons import selectors as lessons
from training.people.errors import NotYours
from training.people.models import Membership, OrgUnit, Role, User
from training.people.selectors import (
    access_person_by_viewer,
    memberships_of,
    people_in,
    place_name,
    search_people,
    today,
    units_under,
)
from training.progress.decisions import may_decide
from training.progress.models import Mastery, Override
from training.progress.selectors import NOT_YET, Outcome, Status, mastery_of_user, outcomes_of, overrides_of
from training.reports.courses import Lesson
from training.reports.figures import Figure, standing
from training.reports.rollups import fresh

__all__ = [
    "SMALLEST_SHOWN",
    "Cell",
    "Matrix",
    "Person",
    "PersonRow",
    "Row",
    "Scope",
    "matrix_of",
    "people_of",
    "person_of",
    "rows_of",
    "scope_of",
]

#: Counts below this about people whose names the viewer may not see are not shown (design invariant 9).
SMALLEST_SHOWN = 5

#: Statuses that count as "can do it alone".
ALONE = [status.value for status in Status if status.alone]


@dataclass(frozen=True)
class Scope:
    """The units that a viewer may read about, in tree order."""

    units: Sequence[OrgUnit]

    @cached_property
    def by_path(self) -> dict[str, OrgUnit]:
        return {unit.path: unit for unit in self.units}

    @cached_property
    def _parents(self) -> set[str]:
        """Paths under which there is anything today."""
        day = today()
        there = (unit for unit in self.units if unit.valid_to is None or unit.valid_to > day)
        return {unit.path[: -OrgUnit.steplen] for unit in there}

    def opens(self, unit: OrgUnit) -> bool:
        """Whether it has parts to look into."""
        return unit.path in self._parents

    @cached_property
    def tops(self) -> list[OrgUnit]:
        paths = {unit.path for unit in self.units}
        return [unit for unit in self.units if not any(unit.path[:n] in paths for n in range(4, len(unit.path), 4))]

    def unit(self, code: str) -> OrgUnit:
        """The unit of that code; without one, the first at the top. Raises `NotYours`."""
        found = next((unit for unit in self.units if unit.code == code), None) if code else self.tops[0]
        if found is None:
            raise NotYours
        return found

    def children(self, unit: OrgUnit) -> list[OrgUnit]:
        day = today()
        return [
            child
            for child in self.units
            if child.depth == unit.depth + 1
            and child.path.startswith(unit.path)
            and (child.valid_to is None or child.valid_to > day)
        ]

    def name_of(self, unit: OrgUnit, *, seen_from: OrgUnit) -> str:
        """Its name and the names of those between it and the unit that is looked at."""
        between = [other for other in self.above(unit) if other.depth > seen_from.depth]
        return ", ".join([unit.name, *(other.name for other in reversed(between))])

    def above(self, unit: OrgUnit) -> list[OrgUnit]:
        """The units over this one, as far as the scope reaches."""
        ends = range(OrgUnit.steplen, len(unit.path), OrgUnit.steplen)
        return [self.by_path[unit.path[:end]] for end in ends if unit.path[:end] in self.by_path]


def scope_of(viewer: User, roles: frozenset[Role]) -> Scope:
    """What the viewer, who holds these roles, may read about. One query.

    Raises `NotYours` for who is neither HR officer nor head of a unit.
    """
    held = [role for role in (Role.HR, Role.LEADER) if role in roles]
    found = list(units_under(viewer, held)) if held else []
    if not found:
        raise NotYours
    return Scope(found)


@dataclass(frozen=True)
class Cell:
    """One unit, one lesson: people, how many finished it, how many of them alone. A hidden one says nothing."""

    lesson: Lesson
    people: int
    done: int
    unaided: int | None
    hidden: bool = False

    @property
    def aided(self) -> int:
        return self.done - (self.unaided or 0)

    @property
    def left(self) -> int:
        return self.people - self.done


@dataclass(frozen=True)
class Row:
    unit: OrgUnit | None
    people: int
    cells: list[Cell]
    opens: bool = False  # has units below it to look into

    @property
    def name(self) -> str:
        return self.unit.name if self.unit else _("In the unit itself")

    @property
    def share(self) -> float:
        """How much of everything is done; who has nobody counts as done."""
        whole = self.people * len(self.cells)
        return sum(cell.done for cell in self.cells) / whole if whole else 1.0


@dataclass(frozen=True)
class Matrix:
    unit: OrgUnit
    lessons: Sequence[Lesson]
    rows: list[Row]  # the unit's parts, least done first; those where nobody works come last
    total: Row
    others: list[Cell] | None  # everybody outside the viewer's scope; None if that is nobody
    as_of: datetime

    @property
    def slowest(self) -> Row | None:
        """The part where least is done, if there is anything to compare."""
        staffed = self.staffed
        return staffed[0] if len(staffed) > 1 and staffed[0].share < staffed[-1].share else None

    @property
    def staffed(self) -> list[Row]:
        return [row for row in self.rows if row.people]

    @property
    def vacant(self) -> list[Row]:
        """Parts where nobody works yet: nothing can be said about them, so they take no room in the table."""
        return [row for row in self.rows if not row.people]


def matrix_of(scope: Scope, unit: OrgUnit, lessons: Sequence[Lesson]) -> Matrix:
    """How many have finished each lesson, by the unit's parts. Three queries, from the counts."""
    as_of = fresh().at
    codes = [lesson.code for lesson in lessons]
    children = scope.children(unit)
    found = standing([unit.pk, -unit.pk, *(one.pk for one in [*children, *scope.tops])], codes)
    rows = [_row(child, child.pk, found, lessons, opens=scope.opens(child)) for child in children]
    if rows and (-unit.pk, codes[0] if codes else "") in found:  # who works in the unit itself, beside its parts
        rows.append(_row(None, -unit.pk, found, lessons))
    return Matrix(
        unit=unit,
        lessons=lessons,
        rows=sorted(rows, key=lambda row: (not row.people, row.share, -row.people)),
        total=_row(unit, unit.pk, found, lessons),
        others=_others(scope, found, lessons),
        as_of=as_of,
    )


def _row(
    unit: OrgUnit | None,
    key: int,
    found: Mapping[tuple[int, str], Figure],
    lessons: Sequence[Lesson],
    *,
    opens: bool = False,
) -> Row:
    cells = [
        Cell(lesson, figure.people, figure.done, figure.unaided)
        for lesson in lessons
        for figure in [found.get((key, lesson.code), Figure())]
    ]
    return Row(unit, cells[0].people if cells else 0, cells, opens)


def _others(scope: Scope, found: Mapping[tuple[int, str], Figure], lessons: Sequence[Lesson]) -> list[Cell] | None:
    """Everybody in the province whom the viewer has nothing to do with; who works here and there is the viewer's."""
    tops = scope.tops
    if not lessons or any(top.depth == 1 for top in tops):
        return None
    roots = standing(OrgUnit.objects.filter(depth=1).values("pk"), [lesson.code for lesson in lessons])
    cells = []
    for lesson in lessons:
        whole = [figure for (_unit, code), figure in roots.items() if code == lesson.code]
        mine = [found.get((top.pk, lesson.code), Figure()) for top in tops]
        people, done = (
            max(sum(getattr(one, name) for one in whole) - sum(getattr(one, name) for one in mine), 0)
            for name in ("people", "done")
        )
        cells.append(Cell(lesson, people, done, None))
    return _guarded(cells) if cells[0].people else None


def _posts() -> QuerySet[Membership]:
    """Who works where today, as far as they may sign in."""
    return Membership.objects.on(today()).filter(user__is_active=True).order_by()


def _guarded(cells: Iterable[Cell]) -> list[Cell]:
    """Counts about people whose names the viewer may not see: none that is small enough to point at somebody."""

    def small(number: int) -> bool:
        return 0 < number < SMALLEST_SHOWN

    return [
        Cell(cell.lesson, 0, 0, None, hidden=True)
        if any(map(small, (cell.people, cell.done, cell.left)))
        else Cell(cell.lesson, cell.people, cell.done, None)
        for cell in cells
    ]


@dataclass(frozen=True)
class PersonRow:
    """One person of the named list."""

    user: User
    position: str
    where: str  # "Phòng Kinh tế, Xã Đất Mũi": many units have a division of that name
    outcomes: list[tuple[Lesson, Outcome]]


def people_of(unit: OrgUnit, *, search: str = "", lesson: str = "", status: Status | None = None) -> QuerySet[User]:
    """People of the unit and below by given name, narrowed to those with that status in that lesson."""
    people = search_people(people_in(unit), search)
    if not lesson or status is None:
        return people
    mastery = Mastery.objects.filter(user=OuterRef("pk"), lesson_code=lesson)
    match status:
        case Status.NOT_YET:
            return people.filter(~Exists(mastery))
        case Status.UNAIDED:  # who has kept it can do it, too: the same people that the tables count
            return people.filter(Exists(mastery.filter(status__in=ALONE)))
        case _:
            return people.filter(Exists(mastery.filter(status=status.value)))


def rows_of(scope: Scope, people: Iterable[User], unit: OrgUnit, lessons: Sequence[Lesson]) -> list[PersonRow]:
    """The people with their post inside the unit and their outcomes. Two queries."""
    people = list(people)
    posts: dict[int, Membership] = {}
    held = _posts().filter(user__in=people, unit__path__startswith=unit.path).select_related("unit")
    for post in held.order_by("valid_from", "pk"):
        posts.setdefault(post.user_id, post)
    outcomes = outcomes_of([person.pk for person in people], [lesson.code for lesson in lessons])
    return [
        PersonRow(
            user=person,
            position=posts[person.pk].position,
            where=scope.name_of(posts[person.pk].unit, seen_from=unit),
            outcomes=[(lesson, outcomes.get((person.pk, lesson.code), NOT_YET)) for lesson in lessons],
        )
        for person in people
        if person.pk in posts
    ]


@dataclass(frozen=True)
class Person:
    """One person, as who is in charge of them may know them."""

    user: User
    posts: list[tuple[Membership, str]]  # with the name of the place
    outcomes: list[tuple[str, str, Outcome]]  # code and name of the lesson; lessons of which there is something
    overrides: list[tuple[str, Override]]  # with the name of the lesson
    may_decide: bool  # record a decision about the results


def person_of(viewer: User, uuid: UUID) -> Person:
    """The person at that address, for HR officers in charge of them and for heads of their unit.

    Raises `NotYours` for everybody else; an administrator, who may see the person elsewhere, sees no results
    (decision 10). About twelve queries.
    """
    user = access_person_by_viewer(viewer, uuid)
    posts = memberships_of(user).values("unit")
    if not units_under(viewer, (Role.HR, Role.LEADER)).filter(pk__in=posts).exists():
        raise NotYours
    names = {lesson.code: lesson.name for lesson in lessons.live_lessons()}
    return Person(
        user=user,
        posts=[(post, place_name(post.unit)) for post in memberships_of(user)],
        outcomes=[
            (code, names.get(code, code), Outcome(Status(row.status), row.since, row.level))
            for code, row in mastery_of_user(user).items()
        ],
        overrides=[(names.get(one.lesson_code, one.lesson_code), one) for one in overrides_of(user)],
        may_decide=may_decide(viewer, user),
    )
