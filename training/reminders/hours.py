"""When letters go out: in office hours of working days, and at no other time.

The hours are `settings.REMINDER_HOURS`; holidays and make-up days are those of the calendar that the practice copy
keeps, which is the real one, and `settings.REMINDER_DAYS_OFF` adds what the province decides.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from django.conf import settings
from django.utils import timezone

from sandbox.data import CA_MAU
from sandbox.definition.calendar import is_working_day
from sandbox.definition.schema import Calendar
from sandbox.definition.yamlfile import read_plain

__all__ = ["is_open", "next_open", "said", "sessions", "works"]

FARTHEST = 60  # days to look ahead: a setting that leaves no day open must not hang


@lru_cache
def _calendar() -> Calendar:
    return Calendar.model_validate(read_plain(CA_MAU / "calendar.yaml"))


@lru_cache
def _sessions(hours: str) -> list[tuple[time, time]]:
    """ "07:30-11:30,13:30-17:00" as times. Raises ValueError."""
    found = [tuple(map(time.fromisoformat, part.strip().split("-"))) for part in hours.split(",") if part.strip()]
    if not found or any(len(pair) != 2 or pair[0] >= pair[1] for pair in found):
        raise ValueError("REMINDER_HOURS must look like 07:30-11:30,13:30-17:00")
    return sorted((start, end) for start, end in found)


def sessions() -> list[tuple[time, time]]:
    """Office hours of a working day, in their order."""
    return _sessions(settings.REMINDER_HOURS)


def said() -> str:
    """The same in words: "07:30–11:30, 13:30–17:00"."""
    return ", ".join(f"{start:%H:%M}–{end:%H:%M}" for start, end in sessions())


def works(day: date) -> bool:
    """Whether offices are open on that day."""
    return day.isoformat() not in settings.REMINDER_DAYS_OFF and is_working_day(_calendar(), day.isoformat())


def is_open(moment: datetime) -> bool:
    """Whether letters may go out at that moment. The closing minute is closed."""
    local = timezone.localtime(moment)
    return works(local.date()) and any(start <= local.time() < end for start, end in sessions())


def next_open(moment: datetime) -> datetime:
    """That moment, if letters may go out then; else the next opening."""
    if is_open(moment):
        return moment
    local = timezone.localtime(moment)
    for ahead in range(FARTHEST):
        day = local.date() + timedelta(days=ahead)
        for start, _end in sessions() if works(day) else ():
            opens = timezone.make_aware(datetime.combine(day, start))
            if opens > moment:
                return opens
    raise ValueError("no working day within sixty days: look at REMINDER_DAYS_OFF")
