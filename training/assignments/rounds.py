"""Days: which round an assignment is in, and by which day it is asked of somebody. Pure arithmetic.

*Round*: an assignment that recurs asks anew every so many months. Round k opens so many months after the first day
and is due as many months after the first due day; until the next one opens, what is missing is missing in it. It is
done by a completion since it opened; the first one also by a completion within one period before it, so that nobody
is asked on Tuesday for what they did on Monday. What does not recur is one round that never ends, and whatever was
ever completed counts.

*Joined*: the first day of the stay in which somebody holds a post that the assignment means. Who came while the round
was running has `within_days` from that day (`NEWCOMER_DAYS` where it says nothing), and never less than all others.
"""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

from django.conf import settings

from training.assignments.models import Assignment

__all__ = ["Round", "day_of", "late_by", "months_later", "round_of", "within_of"]


@dataclass(frozen=True)
class Round:
    number: int  # 0, 1, 2…
    opens: datetime.date
    due: datetime.date | None  # for who was there when it opened; None: so many days after joining
    counts_from: datetime.date | None = None  # completions before this day are of another round; None: all count
    closes: datetime.date | None = None  # the day on which the next one opens


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month so many months later, or the month's last one."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def round_of(one: Assignment, on: datetime.date) -> Round:
    """The round that runs on that day; before the first day it is the first."""
    first, every = one.first_day, one.every_months
    if not every:
        return Round(0, first, one.due)
    passed = ((on.year - first.year) * 12 + on.month - first.month) // every
    number = max(0, passed + 1)
    while number and months_later(first, number * every) > on:
        number -= 1
    opens = months_later(first, number * every)
    return Round(
        number,
        opens,
        months_later(one.due, number * every) if one.due else None,
        opens if number else months_later(first, -every),
        months_later(first, (number + 1) * every),
    )


def within_of(one: Assignment) -> int:
    """Days that a newcomer has."""
    return one.within_days or int(settings.NEWCOMER_DAYS)


def day_of(one: Assignment, now: Round, joined: datetime.date, moved: int = 0) -> datetime.date:
    """By which day it is asked of somebody who joined then, moved by so many days."""
    own = datetime.timedelta(days=within_of(one))
    if now.due is None:
        day = max(joined, now.opens) + own
    elif joined <= now.opens:
        day = now.due
    else:
        day = max(now.due, joined + own)
    return day + datetime.timedelta(days=moved)


def late_by(one: Assignment, now: Round, on: datetime.date, moved: int = 0) -> datetime.date | None:
    """Who joined by that day is late on `on` (`day_of(…) < on`), who joined later is not. None: nobody is."""
    if day_of(one, now, now.opens, moved) >= on:
        return None
    came = on - datetime.timedelta(days=within_of(one) + moved + 1)  # and everybody who was there when it opened
    return max(came, now.opens)
