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

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet
from django.utils import timezone

from training.assignments.models import Assignment, Extension
from training.assignments.recipients import newcomers
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


def reachable(day: datetime.date) -> QuerySet[User]:
    """People to whom a letter may be planned on that day: with an address that has not failed, not written to on that
    day, no letter on its way, and the week's number not used up."""
    mails = Mail.objects.order_by()
    failed = mails.filter(user=OuterRef("pk"), state=Mail.State.FAILED, address=OuterRef("email"))
    used_up = mails.filter(week=week_of(day), slot__gte=settings.REMINDERS_PER_WEEK).values("user")
    today_or_pending = mails.filter(Q(day=day) | Q(state__in=Mail.PENDING)).values("user")
    people = User.objects.filter(is_active=True, email__isnull=False).exclude(email="").order_by()
    people = people.exclude(pk__in=used_up).exclude(pk__in=today_or_pending)
    return people.filter(~Exists(failed.filter(cleared_at__isnull=True)))


@dataclass(frozen=True)
class _Past:
    """What people were sent before and want: the day of everybody's last letter, and who wants notices only."""

    last: dict[int, datetime.date]
    muted: set[int]

    @classmethod
    def read(cls) -> _Past:
        last = Mail.objects.order_by().values_list("user").annotate(last=Max("day"))
        return cls(dict(last), set(Preference.objects.filter(reminders=False).values_list("user", flat=True)))


def wanted(day: datetime.date, among: QuerySet[User] | None = None, *, private: bool = True) -> dict[int, Wanted]:
    """Who would be written to on that day, and why. `among`: only these people. Without `private` only for what
    their office asked: that an answer waits for somebody who was stuck is nobody else's to see (invariant 9). Four
    queries an assignment, and a row for everybody who is asked and not through; the rest the database leaves out."""
    people = reachable(day) if among is None else reachable(day).filter(pk__in=among.order_by().values("pk"))
    found: dict[int, Wanted] = {}
    assignments, lessons, past = open_assignments(), needed(), _Past.read()
    for one in assignments:
        _asked(one, lessons.get(one.code, [one.code]), people, day, past, found)
    week = week_of(day)
    waits = people.filter(_something_waits(day)) if private else people.none()
    for user in waits.values_list("pk", flat=True):
        last = past.last.get(user)
        if user not in past.muted and (last is None or week_of(last) != week):
            found.setdefault(user, Wanted()).reminds = True
    _heads(assignments, people, day, past, found)
    return {user: one for user, one in found.items() if one.anything}


def _asked(
    one: Assignment,
    lessons: list[str],
    people: QuerySet[User],
    day: datetime.date,
    past: _Past,
    found: dict[int, Wanted],
) -> None:
    """Those of whom it is asked and who are not through: told of it for the first time, or reminded."""
    now = round_of(one, day)
    owing = asked(one, day).exclude(through(one, lessons, day)).order_by().values("pk")
    told = Notice.objects.filter(assignment=one, round=now.number).values("user")
    here = people.filter(pk__in=owing)
    for user in here.exclude(pk__in=told).values_list("pk", flat=True).iterator():
        found.setdefault(user, Wanted()).new.add((one.pk, now.number))
    extensions: list[Extension] = [ext for ext in one.extensions.all() if ext.round == now.number]
    for_all = sum(ext.days for ext in extensions if ext.user_id is None)
    own: dict[int, int] = {}
    for ext in extensions:
        if ext.user_id:
            own[ext.user_id] = own.get(ext.user_id, 0) + ext.days
    came = newcomers(one, now.opens, day)
    for user in here.filter(pk__in=told).values_list("pk", flat=True).iterator():
        due = day_of(one, now, came.get(user, now.opens), for_all + own.get(user, 0))
        if user not in past.muted and _presses((due - day).days, past.last.get(user), day):
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
    repeats = Mastery.objects.filter(refresh_at__gte=since, refresh_at__lt=end)
    answers = Stuck.objects.filter(answered_at__gte=since, seen_at__isnull=True)
    decided = Need.objects.filter(decided_at__gte=since, seen_at__isnull=True).exclude(decision="")
    either = Q(pk__in=repeats.order_by().values("user")) | Q(pk__in=answers.order_by().values("user"))
    return either | Q(pk__in=decided.order_by().values("user"))


def _heads(
    assignments: Iterable[Assignment],
    people: QuerySet[User],
    day: datetime.date,
    past: _Past,
    found: dict[int, Wanted],
) -> None:
    """Whoever leads a unit of which something is asked, once a week."""
    paths = [one.unit.path for one in assignments]
    told = Mail.objects.filter(week=week_of(day), for_unit=True).order_by().values("user")
    posts = Membership.objects.on(day).filter(is_manager=True).exclude(user__in=told)
    for user, unit in posts.filter(user__in=people.values("pk")).values_list("user", "unit__path"):
        if user not in past.muted and any(path.startswith(unit) or unit.startswith(path) for path in paths):
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
