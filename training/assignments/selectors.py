"""Reads of assignments: what I am asked for, whom an assignment concerns, and how many of them have done it.

Of people only outcomes are read (invariant 9). Whoever may assign to a unit may see its people by name; about units
outside their scope, numbers that are small enough to point at somebody are not shown.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from lessons import selectors as lessons
from training.assignments.models import Assignment
from training.people.errors import NotYours
from training.people.models import Membership, OrgUnit, Role, User
from training.people.selectors import addressed_to, memberships_of, people_in, place_names, scope_units, today
from training.progress.selectors import outcomes_of

__all__ = [
    "SMALLEST_SHOWN",
    "DueItem",
    "Progress",
    "access_assignment",
    "assignments_above",
    "assignments_seen_by",
    "choices",
    "due_for",
    "progress_of",
    "recipients",
    "scope_of",
    "titles",
]

#: Counts below this about people whose names the viewer may not see are not shown (design invariant 9).
SMALLEST_SHOWN = 5


@dataclass(frozen=True)
class DueItem:
    code: str  # of a course (K2) or of a lesson (L05)
    due: datetime.date
    overdue: bool
    days: int  # until then; negative once it has passed
    note: str
    assignment: Assignment
    moved: int = 0  # days by which it moved, because a lesson of it was paused


def due_for(user: User, on: datetime.date | None = None) -> list[DueItem]:
    """What the person's units, and all above them, are asked for, the most pressing first. Two queries.

    Of several for the same code the earliest counts. Whether it is done already is not asked here. A day that moved
    because a lesson was paused counts as it is now.
    """
    day = on or today()
    paths = memberships_of(user, on=day).values_list("unit__path", flat=True)
    found = _open().filter(addressed_to(_and_above(paths))).order_by("due", "pk")
    first: dict[str, Assignment] = {}
    for assignment in sorted(found, key=lambda one: one.day):
        first.setdefault(assignment.code, assignment)
    return [
        DueItem(one.code, one.day, one.day < day, (one.day - day).days, one.note, one, one.moved)
        for one in first.values()
    ]


def _and_above(paths: Iterable[str]) -> set[str]:
    """Tree paths of those units and of every unit above them."""
    return {path[:length] for path in paths for length in range(OrgUnit.steplen, len(path) + 1, OrgUnit.steplen)}


def _open() -> QuerySet[Assignment]:
    found = Assignment.objects.filter(withdrawn_at__isnull=True).select_related("unit", "given_by")
    return found.annotate(moved_days=Coalesce(Sum("extensions__days"), 0))


# --- whoever assigns --------------------------------------------------------------------------------------


def scope_of(viewer: User) -> QuerySet[OrgUnit]:
    """The units that the viewer may assign to today: those they are HR officer over or lead, with all below."""
    if not viewer.is_active:
        return OrgUnit.objects.none()
    units = scope_units(viewer, Role.HR) | scope_units(viewer, Role.LEADER)
    return units.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today())).order_by("path")


def assignments_seen_by(viewer: User) -> QuerySet[Assignment]:
    """Open ones for units in the viewer's scope, the most pressing first."""
    return _open().filter(addressed_to(scope_of(viewer).values_list("path", flat=True))).order_by("due", "pk")


def assignments_above(viewer: User) -> list[Assignment]:
    """Open ones that units above the viewer's scope were given: they concern the viewer's people too."""
    paths = list(scope_of(viewer).values_list("path", flat=True))
    return list(_open().filter(addressed_to(_and_above(paths) - set(paths))).order_by("due", "pk"))


def access_assignment(viewer: User, uuid: UUID) -> Assignment:
    """An open one that the viewer may take back. Raises `NotYours`."""
    found = assignments_seen_by(viewer).filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def recipients(unit: OrgUnit) -> QuerySet[User]:
    """Whom an assignment for the unit concerns today, by given name."""
    return people_in(unit)


def titles() -> dict[str, str]:
    """What can be assigned: the name of every open course and lesson, by code. Two queries."""
    return dict(pair for _course, pairs in choices() for pair in pairs)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The same by course, for a form: the course itself first. Two queries."""
    return [
        (course.name, [(course.code, course.name), *((lesson.code, lesson.name) for lesson in found)])
        for course, found in lessons.live_courses()
    ]


@dataclass(frozen=True)
class Progress:
    """One assignment and how far the people whom it concerns are with it."""

    assignment: Assignment
    title: str
    place: str  # the unit with what it belongs to
    lessons: Sequence[str]  # what has to be finished
    people: int
    done: int
    own: bool  # the viewer may see these people by name

    @property
    def hidden(self) -> bool:
        """Numbers about people outside one's scope that are small enough to point at somebody."""
        return not self.own and any(0 < number < SMALLEST_SHOWN for number in (self.people, self.done, self.left))

    @property
    def left(self) -> int:
        return self.people - self.done

    @property
    def days(self) -> int:
        return (self.assignment.day - today()).days

    @property
    def days_late(self) -> int:
        return -self.days

    @property
    def late(self) -> bool:
        """The day has passed, and not everybody is through, as far as the numbers may be shown."""
        return self.days < 0 and (self.hidden or self.left > 0)

    @property
    def one_lesson(self) -> bool:
        return list(self.lessons) == [self.assignment.code]


def progress_of(assignments: Iterable[Assignment], *, own: bool) -> list[Progress]:
    """How many have finished, for each: five queries, however many there are."""
    found = list(assignments)
    live = lessons.live_courses()
    names = {course.code: course.name for course, _lessons in live}
    needed = {course.code: [lesson.code for lesson in within] for course, within in live}
    for _course, within in live:
        names |= {lesson.code: lesson.name for lesson in within}
        needed |= {lesson.code: [lesson.code] for lesson in within}
    posts = _posts({one.unit.path for one in found})
    staff = list(posts.values_list("user_id", "unit__path"))
    codes = {code for one in found for code in needed.get(one.code, [one.code])}
    finished = set(outcomes_of(posts.values_list("user_id", flat=True), codes)) if staff else set()
    places = place_names(one.unit for one in found)
    made = []
    for one in found:
        here = {person for person, path in staff if path.startswith(one.unit.path)}
        lessons_of = needed.get(one.code, [one.code])
        done = sum(all((person, code) in finished for code in lessons_of) for person in here)
        made.append(
            Progress(one, names.get(one.code, one.code), places[one.unit.path], lessons_of, len(here), done, own)
        )
    return made


def _posts(paths: Iterable[str]) -> QuerySet[Membership]:
    """Who works today below any of those paths, as far as they may sign in."""
    under = Q(pk__in=[])
    for path in paths:
        under |= Q(unit__path__startswith=path)
    return Membership.objects.on(today()).filter(under, user__is_active=True).order_by()
