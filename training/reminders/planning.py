"""Who gets a letter today, and what for. Nothing is sent here: rows are written, and `outbox` sends them.

A letter to somebody is planned

* because something was assigned that they were not told of yet (a *notice*: it comes whatever they chose), or
* once a week, because something is late, due within two weeks or to be repeated, an answer came that they have not
  opened, or the unit that they lead has something to show, or
* because something is due today or tomorrow and the last letter is two days old or older.

Whatever the reason, the letter says everything that there is to say, so one a day is enough and a few a week are all
(`settings.REMINDERS_PER_WEEK`). Whom the last letter could not reach is left alone until the address changes or HR
has looked at it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from training.assignments.models import Assignment, Extension
from training.assignments.recipients import joined
from training.assignments.rounds import day_of, round_of
from training.assignments.selectors import asked, needed, open_assignments, through
from training.feedback.models import Need, Stuck
from training.people.models import Membership, User
from training.progress.models import Mastery
from training.reminders.models import Mail, Notice, Preference, Sweep, week_of

__all__ = ["AHEAD", "Wanted", "reachable", "wanted", "write"]

AHEAD = 14  # days before its day something is mentioned
LONG_LATE = 56  # days after it, it is no longer a reason to write
FRESH = datetime.timedelta(days=14)  # a repeat that is due, an answer: later they are no reason either
BATCH = 500


@dataclass
class Wanted:
    """Why somebody gets a letter."""

    new: set[tuple[int, int]] = field(default_factory=set)  # (assignment, round) that they are told of
    reminds: bool = False
    for_unit: bool = False

    @property
    def anything(self) -> bool:
        return bool(self.new) or self.reminds or self.for_unit


def reachable(day: datetime.date) -> QuerySet[Any]:
    """People to whom a letter may be planned on that day: with an address that has not failed, not written to on that
    day, no letter on its way, and the week's number not used up. `last` is the day of their last letter, `muted` that
    they want notices only."""
    mails = Mail.objects.filter(user=OuterRef("pk"))
    failed = mails.filter(state=Mail.State.FAILED, address=OuterRef("email"), cleared_at__isnull=True)
    used_up = mails.filter(week=week_of(day), slot__gte=settings.REMINDERS_PER_WEEK)
    off = Preference.objects.filter(user=OuterRef("pk"), reminders=False)
    last = mails.order_by().values("user").annotate(last=Max("day")).values("last")
    people = User.objects.filter(is_active=True, email__isnull=False).exclude(email="")
    today_or_pending = mails.filter(Q(day=day) | Q(state__in=Mail.PENDING))
    people = people.filter(~Exists(today_or_pending), ~Exists(used_up), ~Exists(failed)).order_by()
    return people.annotate(last=Subquery(last), muted=Exists(off))


def wanted(day: datetime.date, among: QuerySet[User] | None = None) -> dict[int, Wanted]:
    """Who would be written to on that day, and why. `among`: only these people. Some queries an assignment, and a
    row for everybody who is written to; people who get nothing are left out by the database."""
    people = reachable(day) if among is None else reachable(day).filter(pk__in=among.order_by().values("pk"))
    found: dict[int, Wanted] = {}
    assignments, lessons = open_assignments(), needed()
    for one in assignments:
        _asked(one, lessons.get(one.code, [one.code]), people, day, found)
    week = week_of(day)
    for user, last in people.filter(_something_waits(day), muted=False).values_list("pk", "last"):
        if last is None or week_of(last) != week:
            found.setdefault(user, Wanted()).reminds = True
    _heads(assignments, people, day, found)
    return {user: one for user, one in found.items() if one.anything}


def _asked(
    one: Assignment, lessons: list[str], people: QuerySet[Any], day: datetime.date, found: dict[int, Wanted]
) -> None:
    """Those of whom it is asked and who are not through: told of it for the first time, or reminded."""
    now = round_of(one, day)
    extensions: list[Extension] = [ext for ext in one.extensions.all() if ext.round == now.number]
    for_all = sum(ext.days for ext in extensions if ext.user_id is None)
    own: dict[int, int] = {}
    for ext in extensions:
        if ext.user_id:
            own[ext.user_id] = own.get(ext.user_id, 0) + ext.days
    told = Exists(Notice.objects.filter(user=OuterRef("pk"), assignment=one, round=now.number))
    owing = asked(one, day).exclude(through(one, lessons, day)).order_by()
    rows = people.filter(pk__in=owing.values("pk")).annotate(told=told, joined=joined(one, day))
    for user, was_told, last, muted, came in rows.values_list("pk", "told", "last", "muted", "joined").iterator():
        if not was_told:
            found.setdefault(user, Wanted()).new.add((one.pk, now.number))
        elif not muted:
            due = day_of(one, now, came, for_all + own.get(user, 0))
            if _presses((due - day).days, last, day):
                found.setdefault(user, Wanted()).reminds = True


def _presses(left: int, last: datetime.date | None, day: datetime.date) -> bool:
    """Whether something with so many days left is a reason to write, the last letter being of that day."""
    if last is None or week_of(last) != week_of(day):
        return -LONG_LATE <= left <= AHEAD
    return 0 <= left <= 1 and (day - last).days >= 2


def _something_waits(day: datetime.date) -> Q:
    """A repeat is due, or an answer has not been opened."""
    end = timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))
    since = end - FRESH
    repeats = Mastery.objects.filter(user=OuterRef("pk"), refresh_at__gte=since, refresh_at__lt=end)
    answers = Stuck.objects.filter(user=OuterRef("pk"), answered_at__gte=since, seen_at__isnull=True)
    decided = Need.objects.filter(user=OuterRef("pk"), decided_at__gte=since, seen_at__isnull=True).exclude(
        decision=""
    )
    return Q(Exists(repeats)) | Q(Exists(answers)) | Q(Exists(decided))


def _heads(
    assignments: Iterable[Assignment], people: QuerySet[Any], day: datetime.date, found: dict[int, Wanted]
) -> None:
    """Whoever leads a unit of which something is asked, once a week."""
    paths = [one.unit.path for one in assignments]
    told = Mail.objects.filter(user=OuterRef("user"), week=week_of(day), for_unit=True)
    posts = Membership.objects.on(day).filter(~Exists(told), is_manager=True)
    rows = posts.filter(user__in=people.filter(muted=False).values("pk")).values_list("user", "unit__path")
    for user, unit in rows:
        if any(path.startswith(unit) or unit.startswith(path) for path in paths):
            found.setdefault(user, Wanted()).for_unit = True


# --- writing ----------------------------------------------------------------------------------------------


def write(day: datetime.date, found: dict[int, Wanted], now: datetime.datetime) -> int:
    """Keep a letter for each, some at a time; each lot is one transaction. How many.

    Whatever another worker has written meanwhile counts: the look and the writing of a lot are one after the other.
    """
    users = sorted(found)
    return sum(_write(day, users[at : at + BATCH], found, now) for at in range(0, len(users), BATCH))


@transaction.atomic
def _write(day: datetime.date, users: list[int], found: dict[int, Wanted], now: datetime.datetime) -> int:
    Sweep.objects.get_or_create(name="plan")
    Sweep.objects.select_for_update().get(name="plan")
    week = week_of(day)
    there = Mail.objects.filter(user__in=users)
    used = dict(there.filter(week=week).order_by().values_list("user").annotate(last=Max("slot")))
    written = set(there.filter(Q(day=day) | Q(state__in=Mail.PENDING)).values_list("user", flat=True))
    mails = [
        Mail(
            user_id=user,
            day=day,
            week=week,
            slot=used.get(user, 0) + 1,
            reminds=found[user].reminds or found[user].for_unit,
            for_unit=found[user].for_unit,
            not_before=now,
            planned_at=now,
        )
        for user in users
        if user not in written and used.get(user, 0) < settings.REMINDERS_PER_WEEK
    ]
    told = set(
        Notice.objects.filter(user__in=users, assignment__in={key for one in found.values() for key, _ in one.new})
        .annotate(key=F("assignment"))
        .values_list("user", "key", "round")
    )
    made = Mail.objects.bulk_create(mails)
    Notice.objects.bulk_create(
        Notice(mail=mail, user_id=mail.user_id, assignment_id=key, round=number)
        for mail in made
        for key, number in found[mail.user_id].new
        if (mail.user_id, key, number) not in told
    )
    return len(made)
