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
_MINUTES_A_DAY = 1440
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


def add_working_minutes(calendar: Calendar, moment: str, minutes: int) -> str:
    """The moment at which so many minutes of office time have passed since `moment` (before it, if negative).

    A session's closing moment still belongs to it. Outside of office hours 0 gives the next opening.
    """
    return _walked(calendar, moment, abs(minutes), back=minutes < 0)


def later(calendar: Calendar, moment: str, *, days: int = 0, minutes: int = 0) -> str:
    """So many working days later at the same hour, and then so many office minutes later.

    What falls outside of office hours moves to the next opening. Negative counts go back.
    """
    return add_working_minutes(calendar, f"{add_working_days(calendar, moment, days)}{moment[10:]}", minutes)


def after_wait(calendar: Calendar, moment: str, minutes: int) -> str:
    """When a wait that began at `moment` is over: whole days (1440 each) are working days, the rest office minutes.

    No wait at all gives `moment` itself, whatever the hour. A negative wait is a moment so much earlier; what then
    falls outside of office hours moves to the last closing.
    """
    days, rest = divmod(abs(minutes), _MINUTES_A_DAY)
    if minutes >= 0:
        return later(calendar, moment, days=days, minutes=rest) if minutes else moment
    return _walked(calendar, f"{add_working_days(calendar, moment, -days)}{moment[10:]}", rest, back=True)


def end_of_day(calendar: Calendar, day: str) -> str:
    """The moment at which that day's last session closes, also of a day on which nobody works."""
    return f"{day[:10]}T{max((session.end for session in calendar.sessions), default='23:59')}"


def _walked(calendar: Calendar, moment: str, minutes: int, *, back: bool) -> str:
    """So many minutes further on, or back, through the office sessions."""
    at = datetime.fromisoformat(moment)
    day, step = at.date(), -_DAY if back else _DAY
    for _ in range(_FARTHEST + minutes):
        for session in (
            sorted(calendar.sessions, key=lambda s: s.start, reverse=back) if _works(calendar, day) else ()
        ):
            opens = datetime.fromisoformat(f"{day.isoformat()}T{session.start}")
            closes = datetime.fromisoformat(f"{day.isoformat()}T{session.end}")
            opens, closes = (opens, min(closes, at)) if back else (max(opens, at), closes)
            here = int((closes - opens).total_seconds() // 60)
            if 0 <= minutes <= here:
                found = closes - timedelta(minutes=minutes) if back else opens + timedelta(minutes=minutes)
                return found.strftime("%Y-%m-%dT%H:%M")
            minutes -= max(0, here)
        day += step
    raise ValueError("the calendar has no working days")


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
