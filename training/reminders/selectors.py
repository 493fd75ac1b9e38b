"""Reads of letters: for HR, numbers and whom no letter reaches, inside their own units; never what a letter says."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.conf import settings
from django.core.cache import cache
from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from training.assignments.models import Assignment
from training.assignments.selectors import needed, recipients, through
from training.people.models import OrgUnit, Role, User
from training.people.selectors import people_in, scope_units, today
from training.reminders import hours
from training.reminders.models import Mail, Preference, Sweep, week_of
from training.reminders.planning import wanted

__all__ = ["Overview", "Reach", "overview_of", "people_of", "reach_of", "unreachable", "wants_reminders"]

DAYS = 14  # that the table goes back
KEPT = 600  # seconds
AT_ONCE = 2_000  # people whose letters are counted while one waits


def people_of(viewer: User) -> QuerySet[User]:
    """Everybody who works today in a unit over which the viewer is HR officer."""
    tops: list[OrgUnit] = []
    for unit in scope_units(viewer, Role.HR) if viewer.is_active else ():
        if not tops or not unit.path.startswith(tops[-1].path):
            tops.append(unit)
    found = User.objects.none()
    for number, top in enumerate(tops):
        found = found | people_in(top) if number else people_in(top)
    return found


@dataclass(frozen=True)
class Day:
    """What became of the letters of one day."""

    day: datetime.date
    waiting: int
    sent: int
    failed: int
    unsure: int
    needless: int


@dataclass(frozen=True)
class Overview:
    people: int
    without_address: int
    muted: int
    planned: int | None  # letters that the next sweep would add; None: not counted yet
    notices: int  # of those, the ones that tell of an assignment
    waiting: int
    week_sent: int
    days: Sequence[Day]
    open_now: bool
    opens: datetime.datetime
    plan: Sweep | None
    send: Sweep | None
    as_of: datetime.datetime

    @property
    def server_fails(self) -> bool:
        return self.send is not None and self.send.failures > 0


def overview_of(viewer: User, *, count: bool = False) -> Overview:
    """How letters stand for the people of the viewer's units. What is still to be planned is counted at once for a
    few people; for many, which takes seconds, where it was counted lately or with `count`: some queries an open
    assignment."""
    people, now, day = people_of(viewer), timezone.now(), today()
    keys = people.order_by().values("pk")
    mails = Mail.objects.filter(user__in=keys)
    per_day = mails.filter(day__gt=day - datetime.timedelta(days=DAYS)).order_by("-day").values("day")
    rows = per_day.annotate(
        waiting=Count("pk", filter=Q(state__in=Mail.PENDING)),
        **{state: Count("pk", filter=Q(state=state)) for state in ("sent", "failed", "unsure", "needless")},
    )
    number = people.count()
    planned, notices = _coming(viewer, people, day, count=count or number <= AT_ONCE) or (None, 0)
    sweeps = {sweep.name: sweep for sweep in Sweep.objects.all()}
    return Overview(
        people=number,
        without_address=people.filter(Q(email__isnull=True) | Q(email="")).count(),
        muted=Preference.objects.filter(user__in=keys, reminders=False).count(),
        planned=planned,
        notices=notices,
        waiting=mails.filter(state__in=Mail.PENDING).count(),
        week_sent=mails.filter(week=week_of(day), state=Mail.State.SENT).count(),
        days=[Day(**cast(dict[str, Any], row)) for row in rows],
        open_now=hours.is_open(now),
        opens=hours.next_open(now),
        plan=sweeps.get("plan"),
        send=sweeps.get("send"),
        as_of=now,
    )


def _coming(viewer: User, people: QuerySet[User], day: datetime.date, *, count: bool) -> tuple[int, int] | None:
    """Letters about assignments that the next sweep would add, and notices among them. It is kept for as long as a
    sweep is away: until something is assigned, written or turned off; None where nothing is kept."""
    newest = Mail.objects.aggregate(last=Max("pk"))["last"], Assignment.objects.aggregate(last=Max("pk"))["last"]
    mute = Preference.objects.aggregate(last=Max("changed_at"))["last"]
    key = f"letters:{viewer.pk}:{day}:{newest}:{mute.timestamp() if mute else 0}".replace(" ", "")
    found: tuple[int, int] | None = cache.get(key)
    if found is None and count:
        coming = wanted(day, people, private=False)
        found = len(coming), sum(bool(one.new) for one in coming.values())
        cache.set(key, found, KEPT)
    return found


def unreachable(viewer: User) -> QuerySet[Mail]:
    """The failures that keep letters from people of the viewer's units, by name, the newest first: until the address
    is another or somebody has looked."""
    failed = Mail.objects.filter(state=Mail.State.FAILED, cleared_at__isnull=True, user__is_active=True)
    failed = failed.filter(Q(address=F("user__email")) | Q(address="", user__email__isnull=True))
    return (
        failed.filter(user__in=people_of(viewer).order_by().values("pk")).select_related("user").order_by("-ended_at")
    )


def wants_reminders(user: User) -> bool:
    """One query."""
    return not Preference.objects.filter(user=user, reminders=False).exists()


@dataclass(frozen=True)
class Reach:
    """Whom the letter about an assignment would reach."""

    letters: int
    done: int  # have finished it already
    without_address: int
    opens: datetime.datetime  # when it would go out first
    per_day: int  # letters that go out on a working day at most

    @property
    def days(self) -> int:
        return -(-self.letters // self.per_day)


def reach_of(planned: Assignment) -> Reach:
    """Counted by the database; the assignment need not be saved yet. Five queries."""
    people = recipients(planned).order_by()
    lessons = needed().get(planned.code, [planned.code])
    owing = people.exclude(through(planned, lessons))
    counted = owing.aggregate(all=Count("pk"), addressed=Count("pk", filter=Q(email__isnull=False) & ~Q(email="")))
    everybody, letters = people.count(), counted["addressed"]
    day = datetime.date(2000, 1, 1)
    minutes = sum(
        (datetime.datetime.combine(day, end) - datetime.datetime.combine(day, start)).seconds // 60
        for start, end in hours.sessions()
    )
    return Reach(
        letters=letters,
        done=everybody - counted["all"],
        without_address=counted["all"] - letters,
        opens=hours.next_open(timezone.now()),
        per_day=max(1, minutes * settings.REMINDERS_PER_MINUTE),
    )
