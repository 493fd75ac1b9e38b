"""By when a need has to be answered: so many working days, by the calendar that the platform has as data."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from django.conf import settings
from django.utils import timezone

from sandbox.data import CA_MAU
from sandbox.definition import calendar as days
from sandbox.definition.schema import Calendar
from sandbox.definition.yamlfile import read_plain


@cache
def _calendar() -> Calendar:
    """Weekends, holidays and make-up days; of the file alone, since the whole platform takes a second to read."""
    return Calendar.model_validate(read_plain(CA_MAU / "calendar.yaml"))


def answer_by(since: datetime) -> date:
    """The last day on which an answer is in time, for what waits since then."""
    day = timezone.localtime(since).date().isoformat()
    return date.fromisoformat(days.add_working_days(_calendar(), day, settings.NEED_ANSWER_WORKING_DAYS))


def working_days_late(by: date, today: date) -> int:
    """How many working days have passed since that day; 0 while it is in time."""
    return max(0, days.working_days_between(_calendar(), by.isoformat(), today.isoformat()))
