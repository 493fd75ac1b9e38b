"""One assignment and its people, as whoever assigned it may see them: by name, with outcomes only (invariant 9)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from training.assignments.models import Assignment, Exemption, Extension
from training.assignments.recipients import asked, exempted, overdue, recipients, through
from training.assignments.rounds import day_of, round_of
from training.assignments.selectors import Progress
from training.people.errors import NotYours
from training.people.models import Membership, User
from training.people.selectors import place_names, search_people, today

__all__ = ["SHOWN", "Person", "access_person", "past_exemptions", "people_of", "rows_of"]

#: Which people are listed, by the word in the address.
SHOWN = {
    "": _("everybody"),
    "chua": _("not finished"),
    "qua-han": _("late"),
    "xong": _("finished"),
    "mien": _("not asked"),
}


@dataclass(frozen=True)
class Person:
    user: User
    position: str
    place: str
    joined: datetime.date
    day: datetime.date  # by when it is asked of this person in the round that runs
    done: bool
    late: bool
    exemption: Exemption | None
    extensions: Sequence[Extension]  # given to this person alone in this round, the oldest first


def people_of(row: Progress, shown: str = "", search: str = "") -> QuerySet[User]:
    """The people of the assignment by given name, narrowed to some of them."""
    one = row.assignment
    match shown:
        case "chua":
            found = asked(one).exclude(through(one, row.lessons))
        case "qua-han":
            found = overdue(one, row.lessons, row.extensions)
        case "xong":
            found = asked(one).filter(through(one, row.lessons))
        case "mien":
            found = recipients(one).filter(exempted(one))
        case _:
            found = recipients(one)
    return search_people(found, search)


def rows_of(row: Progress, people: Iterable[User]) -> list[Person]:
    """Those people (of `people_of`) with what is asked of each. Four queries."""
    users = list(people)
    one, day = row.assignment, today()
    now = round_of(one, day)
    keys = [user.pk for user in users]
    done = set(User.objects.filter(through(one, row.lessons), pk__in=keys).order_by().values_list("pk", flat=True))
    free = {
        found.user_id: found
        for found in Exemption.objects.filter(assignment=one, user__in=keys, ended_at__isnull=True).select_related(
            "by"
        )
    }
    posts: dict[int, Membership] = {}
    held = Membership.objects.on(day).filter(user__in=keys, unit__path__startswith=one.unit.path)
    for post in held.select_related("unit").order_by("valid_from", "pk"):
        if not one.positions or post.position in one.positions:
            posts.setdefault(post.user_id, post)
    places = place_names(post.unit for post in posts.values())
    found = []
    for user in users:
        own = [ext for ext in row.extensions if ext.user_id == user.pk and ext.round == now.number]
        joined: datetime.date = user.joined  # type: ignore[attr-defined]
        by = day_of(one, now, joined, row.moved + sum(ext.days for ext in own))
        post, finished = posts[user.pk], user.pk in done
        late = by < day and not finished and user.pk not in free
        place = places[post.unit.path]
        found.append(Person(user, post.position, place, joined, by, finished, late, free.get(user.pk), own))
    return found


def access_person(row: Progress, uuid: UUID) -> Person:
    """One of the people whom the assignment concerns. Raises `NotYours`."""
    found = rows_of(row, recipients(row.assignment).filter(uuid=uuid))
    if not found:
        raise NotYours
    return found[0]


def past_exemptions(one: Assignment, user: User) -> QuerySet[Exemption]:
    """Exemptions of that person that were taken back, the newest first."""
    ended = Exemption.objects.filter(assignment=one, user=user, ended_at__isnull=False)
    return ended.select_related("by", "ended_by")
