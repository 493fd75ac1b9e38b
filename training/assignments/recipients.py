"""Whom an assignment concerns, as questions to the database: nobody is listed anywhere.

Everything here is a queryset of `User`, and counts are made where the rows are: a province has 37,641 people.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from training.assignments.models import Assignment, Exemption, Extension
from training.assignments.rounds import late_by, round_of
from training.people.models import Membership, User
from training.people.selectors import paths_of, people_in, today
from training.progress.selectors import finished

__all__ = [
    "asked",
    "counts_of",
    "exempted",
    "is_late",
    "joined",
    "moved_for_all",
    "newcomers",
    "overdue",
    "paces_of",
    "recipients",
    "through",
]


def meant(one: Assignment, *, ever: bool = False) -> Q:
    """Posts that the assignment means, as a condition on `Membership`; with `ever` those in units that ended and went
    into its unit, too: who came along did not begin anew."""
    posts = Q(unit__path__startswith=one.unit.path)
    for path in paths_of(one) if ever else ():
        posts |= Q(unit__path__startswith=path)
    return posts & Q(position__in=one.positions) if one.positions else posts


def arrivals(one: Assignment, on: datetime.date, after: datetime.date | None = None) -> QuerySet[Membership]:
    """Posts with which a stay in posts that are meant began: no such post runs on into it. With `after` those of
    later days only, which are few."""
    posts = meant(one, ever=True)
    before = Membership.objects.filter(posts, user=OuterRef("user"), valid_from__lt=OuterRef("valid_from"))
    before = before.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=OuterRef("valid_from")))
    came = Membership.objects.filter(posts, ~Exists(before), valid_from__lte=on).order_by()
    return came.filter(valid_from__gt=after) if after else came


def joined_after(one: Assignment, day: datetime.date, on: datetime.date) -> Q:
    """A condition on people who are there: they came after that day. The database looks once, at those who
    did, instead of at everybody's posts."""
    return Q(pk__in=arrivals(one, on, day).values("user"))


def joined(one: Assignment, on: datetime.date) -> Subquery:
    """The first day of somebody's present stay: for lists, a page at a time."""
    came = arrivals(one, on).filter(user=OuterRef("pk"))
    return Subquery(came.order_by("-valid_from").values("valid_from")[:1])


def newcomers(one: Assignment, after: datetime.date, on: datetime.date) -> dict[int, datetime.date]:
    """When everybody came who came after that day. One query."""
    found: dict[int, datetime.date] = {}
    for user, day in arrivals(one, on, after).values_list("user", "valid_from"):
        found[user] = max(day, found.get(user, day))
    return found


def recipients(one: Assignment, on: datetime.date | None = None) -> QuerySet[User]:
    """Whom it concerns on that day (default today), by given name, exempted people included; `joined` is the day on
    which they came. One query. An assignment that is not saved yet will do."""
    day = on or today()
    people = people_in(one.unit, on=day)
    if one.positions:
        people = people.filter(Exists(Membership.objects.filter(meant(one), user=OuterRef("pk")).on(day)))
    found: QuerySet[Any] = people.annotate(joined=joined(one, day))
    if one.joined_from:
        found = found.filter(joined_after(one, one.joined_from - datetime.timedelta(days=1), day))
    if one.joined_to:
        found = found.exclude(joined_after(one, one.joined_to, day))
    return found


def exempted(one: Assignment) -> Q:
    """A condition on people: they are not asked, for a reason."""
    return Q(pk__in=Exemption.objects.filter(assignment=one.pk, ended_at__isnull=True).order_by().values("user"))


def asked(one: Assignment, on: datetime.date | None = None) -> QuerySet[User]:
    """Those of them who are not exempted."""
    return recipients(one, on).exclude(exempted(one))


def through(one: Assignment, lessons: Sequence[str], on: datetime.date | None = None) -> Q:
    """A condition on people: they have finished all of it, in the round that runs on that day."""
    return finished(lessons, since=round_of(one, on or today()).counts_from)


def moved_for_all(extensions: Iterable[Extension], number: int) -> int:
    """Days by which that round moved for everybody."""
    return sum(one.days for one in extensions if one.user_id is None and one.round == number)


def is_late(one: Assignment, extensions: Sequence[Extension], on: datetime.date) -> Q | None:
    """A condition on people whom it concerns: their own day has passed. `extensions`: all of this assignment's."""
    now = round_of(one, on)
    moved = moved_for_all(extensions, now.number)
    more: dict[int, int] = {}  # user → days that they alone were given
    for extension in extensions:
        if extension.user_id and extension.round == now.number:
            more[extension.user_id] = more.get(extension.user_id, 0) + extension.days
    found: list[Q] = []
    for days in {0, *more.values()}:
        by = late_by(one, now, on, moved + days)
        if by is not None:
            who = [user for user, given in more.items() if given == days]
            found.append(~joined_after(one, by, on) & (Q(pk__in=who) if days else ~Q(pk__in=list(more))))
    if not found:
        return None
    either = Q()
    for condition in found:
        either |= condition
    return either


def overdue(
    one: Assignment, lessons: Sequence[str], extensions: Sequence[Extension], on: datetime.date | None = None
) -> QuerySet[User]:
    """Who is asked, has not finished it, and whose day has passed."""
    condition = is_late(one, extensions, on or today())
    people = asked(one, on)
    return people.filter(condition).exclude(through(one, lessons, on)) if condition is not None else people.none()


#: Assignments counted in one statement: SQLite joins at most 500 questions.
AT_ONCE = 40


def counts_of(
    found: Sequence[tuple[Assignment, Sequence[str], Sequence[Extension]]],
    on: datetime.date | None = None,
    among: Q | None = None,
) -> dict[int, tuple[int, int, int, int]]:
    """By assignment (with its lessons and extensions): people whom it is asked of, how many of them have finished,
    how many are late, how many are exempted; with `among` (a condition on people) of these only. One query for forty
    of them."""
    day = on or today()
    counts: dict[int, tuple[int, int, int, int]] = {}
    for start in range(0, len(found), AT_ONCE):
        questions = [_counted(*one, day, among) for one in found[start : start + AT_ONCE]]
        for key, people, done, behind, free in questions[0].union(*questions[1:], all=True):
            counts[key] = (people - (free or 0), done or 0, behind or 0, free or 0)
    return counts


def _counted(
    one: Assignment, lessons: Sequence[str], extensions: Sequence[Extension], day: datetime.date, among: Q | None
) -> QuerySet[User, tuple[int, int, int, int, int]]:
    condition = is_late(one, extensions, day)
    done = Q(free=0) & through(one, lessons, day)
    people = recipients(one, day).filter(among or Q()).order_by().annotate(free=_one_if(exempted(one)))
    people = people.annotate(done=_one_if(done))
    behind = _one_if(Q(free=0, done=0) & condition) if condition is not None else Value(0)
    counted = people.annotate(behind=behind).values(key=Value(one.pk))
    return counted.annotate(
        people=Count("pk"), all_done=Sum("done"), all_behind=Sum("behind"), all_free=Sum("free")
    ).values_list("key", "people", "all_done", "all_behind", "all_free")


def paces_of(
    found: Sequence[tuple[Assignment, Sequence[str]]], since: datetime.date, on: datetime.date | None = None
) -> dict[int, tuple[int, int, int]]:
    """By assignment (with its lessons): people whom it is asked of, how many of them have finished in the round that
    runs, and how many of these had not yet by the end of the day `since`. One query for forty of them."""
    day = on or today()
    counts: dict[int, tuple[int, int, int]] = {}
    for start in range(0, len(found), AT_ONCE):
        questions = [_paced(*one, since, day) for one in found[start : start + AT_ONCE]]
        for key, people, done, before in questions[0].union(*questions[1:], all=True):
            counts[key] = (people, done or 0, (done or 0) - (before or 0))
    return counts


def _paced(
    one: Assignment, lessons: Sequence[str], since: datetime.date, day: datetime.date
) -> QuerySet[User, tuple[int, int, int, int]]:
    counts_from = round_of(one, day).counts_from
    before = finished(lessons, since=counts_from, until=since)
    people = asked(one, day).order_by().annotate(done=_one_if(through(one, lessons, day)))
    people = people.annotate(before=_one_if(Q(done=1) & before))
    counted = people.values(key=Value(one.pk))
    return counted.annotate(people=Count("pk"), all_done=Sum("done"), all_before=Sum("before")).values_list(
        "key", "people", "all_done", "all_before"
    )


def _one_if(condition: Q) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0))
