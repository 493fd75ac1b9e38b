"""Reads of assignments: what I am asked for, whom an assignment concerns, and how many of them have done it.

Of people only outcomes are read (invariant 9). Whoever may assign to a unit may see its people by name; about units
outside their scope, numbers that are small enough to point at somebody are not shown.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet
from django.utils import timezone

from lessons import selectors as lessons
from training.assignments.models import Assignment, Exemption, Extension
from training.assignments.recipients import asked, counts_of, moved_for_all, overdue, recipients, through
from training.assignments.rounds import Round, day_of, round_of
from training.people.errors import NotYours
from training.people.models import Membership, OrgUnit, Role, User
from training.people.selectors import addressed_to, paths_of, place_names, scope_units, today

__all__ = [
    "SMALLEST_SHOWN",
    "DueItem",
    "Progress",
    "access_assignment",
    "asked",
    "assignments_above",
    "assignments_seen_by",
    "choices",
    "due_for",
    "needed",
    "open_assignments",
    "overdue",
    "positions_in",
    "progress_of",
    "recipients",
    "scope_of",
    "through",
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
    given: int = 0  # days more that somebody in charge gave
    round: Round | None = None

    def counts(self, done: datetime.datetime | None) -> bool:
        """Whether what was last done at that moment answers what is asked now. None: it is not known when."""
        since = self.round.counts_from if self.round else None
        return since is None or (done is not None and timezone.localdate(done) >= since)


def due_for(user: User, on: datetime.date | None = None) -> list[DueItem]:
    """What the person's units, and all above them, are asked for, the most pressing first. Two queries.

    Only where the person is meant and not exempted. Of several for the same code the earliest counts. Whether it is
    done already is not asked here (`DueItem.counts`). A day that moved counts as it is now.
    """
    day = on or today()
    posts = list(Membership.objects.filter(user=user, valid_from__lte=day).select_related("unit"))
    held = [post.unit.path for post in posts if _runs(post, day)]
    first: dict[str, DueItem] = {}
    for item in sorted(_items(user, posts, held, day), key=lambda one: (one.due, one.assignment.pk)):
        first.setdefault(item.code, item)
    return list(first.values())


def _items(user: User, posts: Sequence[Membership], held: Sequence[str], day: datetime.date) -> Iterable[DueItem]:
    free = Exemption.objects.filter(assignment=OuterRef("pk"), user=user, ended_at__isnull=True)
    mine = Q(extensions__user__isnull=True) | Q(extensions__user=user)
    found = _open().filter(addressed_to(_and_above(held)), ~Exists(free))
    rows: QuerySet[Any] = found.annotate(
        more=FilteredRelation("extensions", condition=mine)
    ).annotate(  # a row for each extension
        more_days=F("more__days"), more_round=F("more__round"), more_paused=F("more__pause")
    )
    assignments: dict[int, Assignment] = {}
    more: dict[int, list[tuple[int, int, bool]]] = {}
    for one in rows:
        assignments[one.pk] = one
        if one.more_days:
            more.setdefault(one.pk, []).append((one.more_round, one.more_days, one.more_paused is not None))
    for one in assignments.values():
        came = _joined(one, posts, day)
        if came is None or (one.joined_from and came < one.joined_from) or (one.joined_to and came > one.joined_to):
            continue
        now = round_of(one, day)
        given = [(days, paused) for number, days, paused in more.get(one.pk, []) if number == now.number]
        due = day_of(one, now, came, sum(days for days, _paused in given))
        paused = sum(days for days, paused in given if paused)
        own = sum(days for days, paused in given if not paused)
        yield DueItem(one.code, due, due < day, (due - day).days, one.note, one, paused, own, now)


def _runs(post: Membership, day: datetime.date) -> bool:
    return post.valid_to is None or post.valid_to > day


def _joined(one: Assignment, posts: Sequence[Membership], day: datetime.date) -> datetime.date | None:
    """`recipients.joined` of somebody whose posts up to that day are at hand; None: the person is not meant."""
    paths = tuple(paths_of(one))
    meant = [
        post
        for post in posts
        if post.unit.path.startswith(paths) and (not one.positions or post.position in one.positions)
    ]
    if not any(_runs(post, day) for post in meant):
        return None
    return max(
        post.valid_from
        for post in meant
        if not any(
            other.valid_from < post.valid_from and (other.valid_to is None or other.valid_to >= post.valid_from)
            for other in meant
        )
    )


def _and_above(paths: Iterable[str]) -> set[str]:
    """Tree paths of those units and of every unit above them."""
    return {path[:length] for path in paths for length in range(OrgUnit.steplen, len(path) + 1, OrgUnit.steplen)}


def _open() -> QuerySet[Assignment]:
    return Assignment.objects.filter(withdrawn_at__isnull=True).select_related("unit", "given_by")


def open_assignments() -> list[Assignment]:
    """All of them, with their extensions. Two queries."""
    return list(_open().prefetch_related("extensions").order_by("pk"))


# --- whoever assigns --------------------------------------------------------------------------------------


def scope_of(viewer: User) -> QuerySet[OrgUnit]:
    """The units that the viewer may assign to today: those they are HR officer over or lead, with all below."""
    if not viewer.is_active:
        return OrgUnit.objects.none()
    units = scope_units(viewer, Role.HR) | scope_units(viewer, Role.LEADER)
    return units.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=today())).order_by("path")


def assignments_seen_by(viewer: User) -> QuerySet[Assignment]:
    """Open ones for units in the viewer's scope, the most pressing first."""
    return _open().filter(addressed_to(scope_of(viewer).values_list("path", flat=True)))


def assignments_above(viewer: User) -> list[Assignment]:
    """Open ones that units above the viewer's scope were given: they concern the viewer's people too."""
    paths = list(scope_of(viewer).values_list("path", flat=True))
    return list(_open().filter(addressed_to(_and_above(paths) - set(paths))))


def access_assignment(viewer: User, uuid: UUID) -> Assignment:
    """An open one that the viewer may change or take back. Raises `NotYours`."""
    found = assignments_seen_by(viewer).filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def positions_in(units: Iterable[OrgUnit]) -> list[tuple[str, int]]:
    """Positions held today in those units and below, with how many people hold each; the most first. One query."""
    under = Q(pk__in=[])
    for unit in units:
        under |= Q(unit__path__startswith=unit.path)
    posts = Membership.objects.on(today()).filter(under, user__is_active=True).order_by()
    counted = posts.values("position").annotate(people=Count("user", distinct=True))
    return sorted(((row["position"], row["people"]) for row in counted), key=lambda pair: (-pair[1], pair[0]))


def titles() -> dict[str, str]:
    """What can be assigned: the name of every open course and lesson, by code. Two queries."""
    return dict(pair for _course, pairs in choices() for pair in pairs)


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The same by course, for a form: the course itself first. Two queries."""
    return [
        (course.name, [(course.code, course.name), *((lesson.code, lesson.name) for lesson in found)])
        for course, found in lessons.live_courses()
    ]


def needed() -> dict[str, list[str]]:
    """By code of every open course and lesson: which lessons have to be finished. Two queries."""
    live = lessons.live_courses()
    found = {course.code: [lesson.code for lesson in within] for course, within in live}
    return found | {lesson.code: [lesson.code] for _course, within in live for lesson in within}


@dataclass(frozen=True)
class Progress:
    """One assignment and how far the people whom it concerns are with it."""

    assignment: Assignment
    title: str
    place: str  # the unit with what it belongs to
    lessons: Sequence[str]  # what has to be finished
    people: int  # of whom it is asked: who is exempted is not among them
    done: int
    behind: int  # whose own day has passed
    exempted: int
    own: bool  # the viewer may see these people by name
    extensions: Sequence[Extension] = field(default=(), repr=False)
    known: tuple[int, int] = (0, 0)  # of `people` and `done`: those whom the viewer may see by name

    @property
    def hidden(self) -> bool:
        """Numbers about people outside one's scope that are small enough to point at somebody, as they are or once
        one's own people are taken away from them."""
        people, done = self.known
        others = (self.people - people, self.done - done, self.left - (people - done))
        return not self.own and any(
            0 < number < SMALLEST_SHOWN for number in (self.people, self.done, self.left, *others)
        )

    @property
    def left(self) -> int:
        return self.people - self.done

    @property
    def round(self) -> Round:
        return round_of(self.assignment, today())

    @property
    def moved(self) -> int:
        """Days by which the round that runs was moved for all."""
        return moved_for_all(self.extensions, self.round.number)

    @property
    def paused(self) -> int:
        """Those of them that a pause took."""
        return moved_for_all([one for one in self.extensions if one.pause_id], self.round.number)

    @property
    def day(self) -> datetime.date | None:
        """By when it is asked of who was there when the round opened; None: of everybody by their own day."""
        due = self.round.due
        return due + datetime.timedelta(days=self.moved) if due else None

    @property
    def days(self) -> int:
        """Until then; where everybody has a day of their own, as if there were no end to it."""
        return (self.day - today()).days if self.day else 0

    @property
    def days_late(self) -> int:
        return -self.days

    @property
    def late(self) -> bool:
        """Somebody's day has passed who is not through, as far as the numbers may be shown."""
        passed = self.day is not None and self.days < 0
        return passed if self.hidden else self.behind > 0

    @property
    def one_lesson(self) -> bool:
        return list(self.lessons) == [self.assignment.code]


def progress_of(assignments: Iterable[Assignment], *, own: bool, viewer: User | None = None) -> list[Progress]:
    """How many have finished, for each, the most pressing first: six queries for forty of them. Of those that are not
    the viewer's `own` it is asked, too, how many of them are the viewer's people."""
    found = list(assignments)
    if not found:
        return []
    live = lessons.live_courses()
    names = {course.code: course.name for course, _lessons in live}
    wanted = {course.code: [lesson.code for lesson in within] for course, within in live}
    for _course, within in live:
        names |= {lesson.code: lesson.name for lesson in within}
        wanted |= {lesson.code: [lesson.code] for lesson in within}
    more: dict[int, list[Extension]] = {one.pk: [] for one in found}
    for extension in Extension.objects.filter(assignment__in=found):
        more[extension.assignment_id].append(extension)
    asks = [(one, wanted.get(one.code, [one.code]), more[one.pk]) for one in found]
    counts = counts_of(asks)
    known = counts_of(asks, among=_people_of(viewer)) if viewer else {}
    places = place_names(one.unit for one in found)
    rows = []
    for one in found:
        people, done, behind, free = counts.get(one.pk, (0, 0, 0, 0))
        lessons_of = wanted.get(one.code, [one.code])
        name, place = names.get(one.code, one.code), places[one.unit.path]
        theirs = known.get(one.pk, (0, 0, 0, 0))[:2]
        rows.append(Progress(one, name, place, lessons_of, people, done, behind, free, own, more[one.pk], theirs))
    return sorted(rows, key=lambda row: (row.day or datetime.date.max, row.assignment.pk))


def _people_of(viewer: User) -> Q:
    """A condition on people: they work today in the viewer's scope."""
    posts = Membership.objects.on(today()).filter(unit__in=scope_of(viewer).order_by().values("pk"))
    return Q(pk__in=posts.order_by().values("user"))
