"""Working days and office hours, on the strings in which simulated time is kept.

A day is "YYYY-MM-DD", a moment "YYYY-MM-DDTHH:MM"; a moment is accepted wherever a day is meant.
Malformed strings raise ValueError.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.definition.schema import Calendar

_DAY = timedelta(days=1)
_FARTHEST = 4000  # days to look before giving up: a calendar without working days must not hang


def is_working_day(calendar: Calendar, day: str) -> bool:
    """A working weekday that is no holiday, or a make-up day."""
    return _works(calendar, _day(day))


def add_working_days(calendar: Calendar, day: str, count: int) -> str:
    """The day `count` working days after `day` (before it, if negative). 0 gives `day` itself."""
    at, step, left = _day(day), _DAY if count > 0 else -_DAY, abs(count)
    for _ in range(_FARTHEST + left * 8):
        if not left:
            return at.isoformat()
        at += step
        left -= _works(calendar, at)
    raise ValueError("the calendar has no working days")


def working_days_between(calendar: Calendar, start: str, end: str) -> int:
    """Working days after `start` up to and including `end`; negative when `end` is earlier.

    So `add_working_days(day, n)` is n away from `day`.
    """
    first, last = _day(start), _day(end)
    if last < first:
        return -working_days_between(calendar, end, start)
    return sum(_works(calendar, first + _DAY * n) for n in range(1, (last - first).days + 1))


def next_session(calendar: Calendar, now: str) -> str:
    """The moment at which the next office session begins, strictly after `now`."""
    at = _day(now)
    moment = datetime.fromisoformat(now).strftime("%Y-%m-%dT%H:%M")
    for _ in range(_FARTHEST):
        if _works(calendar, at):
            for session in sorted(calendar.sessions, key=lambda s: s.start):
                start = f"{at.isoformat()}T{session.start}"
                if start > moment:
                    return start
        at += _DAY
    raise ValueError("the calendar has no working days")


def working_minutes_between(calendar: Calendar, start: str, end: str) -> int:
    """Minutes of office time from `start` to `end`; 0 when `end` is not later."""
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    minutes, at = 0, first.date()
    while at <= last.date() and first < last:
        if _works(calendar, at):
            for session in calendar.sessions:
                opens = max(first, datetime.fromisoformat(f"{at.isoformat()}T{session.start}"))
                closes = min(last, datetime.fromisoformat(f"{at.isoformat()}T{session.end}"))
                minutes += max(0, int((closes - opens).total_seconds() // 60))
        at += _DAY
    return minutes


def minutes_between(start: str, end: str) -> int:
    """Minutes on the clock from `start` to `end`; negative when `end` is earlier."""
    return int((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() // 60)


def add_minutes(moment: str, minutes: int) -> str:
    """`moment` moved by so many minutes on the clock."""
    return (datetime.fromisoformat(moment) + timedelta(minutes=minutes)).strftime("%Y-%m-%dT%H:%M")


def _day(text: str) -> date:
    return date.fromisoformat(text[:10])


def _works(calendar: Calendar, day: date) -> bool:
    name = day.isoformat()
    if name in calendar.extra_working_days:
        return True
    return day.weekday() in calendar.working_days and name not in calendar.holidays
