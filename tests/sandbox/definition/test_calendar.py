"""Working days and office hours."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.definition import calendar as days
from sandbox.definition.schema import Calendar, Session, Text

# Friday 20 November 2026 is a holiday; Saturday the 28th is worked instead.
CALENDAR = Calendar(
    sessions=[Session(start="07:00", end="11:00"), Session(start="13:00", end="17:00")],
    holidays={"2026-11-20": Text(vi="Nghỉ", en="Holiday")},
    extra_working_days=["2026-11-28"],
)
DAYS = st.dates(datetime.date(2026, 1, 1), datetime.date(2027, 12, 31)).map(datetime.date.isoformat)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-11-19", True),
        ("2026-11-20", False),
        ("2026-11-21", False),
        ("2026-11-28", True),
        ("2026-11-23T08:00", True),
    ],
)
def test_working_days(day: str, works: bool) -> None:
    assert days.is_working_day(CALENDAR, day) is works


def test_counting_skips_weekends_and_holidays() -> None:
    assert days.add_working_days(CALENDAR, "2026-11-19", 1) == "2026-11-23"
    assert days.add_working_days(CALENDAR, "2026-11-23", -1) == "2026-11-19"
    assert days.working_days_between(CALENDAR, "2026-11-19", "2026-11-23") == 1
    assert days.working_days_between(CALENDAR, "2026-11-27", "2026-11-30") == 2


@pytest.mark.parametrize(
    ("now", "session"),
    [
        ("2026-11-23T06:00", "2026-11-23T07:00"),
        ("2026-11-23T07:00", "2026-11-23T13:00"),
        ("2026-11-23T15:00", "2026-11-24T07:00"),
        ("2026-11-19T15:00", "2026-11-23T07:00"),
    ],
)
def test_the_next_session(now: str, session: str) -> None:
    assert days.next_session(CALENDAR, now) == session


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-23T10:30", "2026-11-23T13:30", 60),
        ("2026-11-19T16:00", "2026-11-23T08:00", 120),
        ("2026-11-21T08:00", "2026-11-21T12:00", 0),
        ("2026-11-23T10:00", "2026-11-23T09:00", 0),
    ],
)
def test_office_minutes(start: str, end: str, minutes: int) -> None:
    assert days.working_minutes_between(CALENDAR, start, end) == minutes


def test_a_calendar_without_working_days_does_not_hang() -> None:
    never = Calendar(sessions=[], working_days=[])
    with pytest.raises(ValueError, match="no working days"):
        days.add_working_days(never, "2026-11-23", 1)
    with pytest.raises(ValueError, match="no working days"):
        days.next_session(never, "2026-11-23T07:00")


@given(DAYS, st.integers(-60, 60))
@settings(deadline=None)  # a busy machine is no fault of the calendar
def test_adding_and_counting_agree(day: str, count: int) -> None:
    there = days.add_working_days(CALENDAR, day, count)
    if count > 0:
        assert days.is_working_day(CALENDAR, there)
        assert days.working_days_between(CALENDAR, day, there) == count
    if count < 0 and days.is_working_day(CALENDAR, day):
        assert days.working_days_between(CALENDAR, there, day) == -count


@given(DAYS, DAYS)
@settings(deadline=None)  # a busy machine is no fault of the calendar
def test_counting_back_is_counting_forth(first: str, second: str) -> None:
    assert days.working_days_between(CALENDAR, first, second) == -days.working_days_between(CALENDAR, second, first)


@given(DAYS)
@settings(deadline=None)  # a busy machine is no fault of the calendar
def test_sessions_lie_ahead(day: str) -> None:
    now = f"{day}T12:00"
    assert days.next_session(CALENDAR, now) > now


# --- waits and deadlines ----------------------------------------------------------------------------------

MOMENTS = st.builds(
    lambda day, hour, minute: f"{day}T{hour:02d}:{minute:02d}",
    st.dates(datetime.date(2026, 11, 17), datetime.date(2026, 12, 2)),
    st.integers(0, 23),
    st.integers(0, 59),
)


def at_work(moment: datetime.datetime) -> bool:
    """Whether the minute that begins then is office time."""
    return days.is_working_day(CALENDAR, moment.date().isoformat()) and any(
        session.start <= moment.strftime("%H:%M") < session.end for session in CALENDAR.sessions
    )


def minute_by_minute(moment: str, minutes: int) -> str:
    """What `add_working_minutes` promises for more than nothing, on a clock that is watched."""
    now, left = datetime.datetime.fromisoformat(moment), minutes
    while left:
        left -= at_work(now)
        now += datetime.timedelta(minutes=1)
    return now.strftime("%Y-%m-%dT%H:%M")


@given(MOMENTS, st.integers(1, 1500))
@settings(deadline=None)  # a busy machine is no fault of the calendar
@pytest.mark.thorough
def test_office_minutes_pass_as_on_a_clock(moment: str, minutes: int) -> None:
    then = days.add_working_minutes(CALENDAR, moment, minutes)
    assert then == minute_by_minute(moment, minutes)
    assert days.working_minutes_between(CALENDAR, moment, then) == minutes


@given(MOMENTS, st.integers(1, 1500))
@settings(deadline=None)  # a busy machine is no fault of the calendar
def test_going_back_takes_the_same_office_time(moment: str, minutes: int) -> None:
    before = days.add_working_minutes(CALENDAR, moment, -minutes)
    assert days.working_minutes_between(CALENDAR, before, moment) == minutes


@pytest.mark.parametrize(
    ("moment", "minutes", "then"),
    [
        ("2026-11-23T07:30", 0, "2026-11-23T07:30"),
        ("2026-11-22T22:00", 0, "2026-11-22T22:00"),  # in the same breath
        ("2026-11-23T07:30", 30, "2026-11-23T08:00"),
        ("2026-11-23T10:30", 30, "2026-11-23T11:00"),
        ("2026-11-23T10:30", 31, "2026-11-23T13:01"),
        ("2026-11-23T16:30", 60, "2026-11-24T07:30"),
        ("2026-11-19T15:00", 1440, "2026-11-23T15:00"),  # over a holiday and a weekend
        ("2026-11-27T15:00", 1440, "2026-11-28T15:00"),  # a Saturday that is worked
        ("2026-11-23T12:00", 1440, "2026-11-24T13:00"),
        ("2026-11-23T18:00", 1440, "2026-11-25T07:00"),
        ("2026-11-23T16:00", 2 * 1440 + 120, "2026-11-26T08:00"),
        ("2026-11-23T15:00", -1440, "2026-11-19T15:00"),
        ("2026-11-23T07:30", -60, "2026-11-19T16:30"),
        ("2026-11-24T12:00", -1440, "2026-11-23T11:00"),
    ],
)
def test_waits_are_office_time(moment: str, minutes: int, then: str) -> None:
    assert days.after_wait(CALENDAR, moment, minutes) == then


def test_a_day_ends_with_its_last_session() -> None:
    assert days.end_of_day(CALENDAR, "2026-11-23") == "2026-11-23T17:00"
    assert days.end_of_day(CALENDAR, "2026-11-22T08:00") == "2026-11-22T17:00"


def test_waiting_on_a_calendar_without_working_days_does_not_hang() -> None:
    with pytest.raises(ValueError, match="no working days"):
        days.after_wait(Calendar(sessions=[], working_days=[]), "2026-11-23T07:00", 30)
