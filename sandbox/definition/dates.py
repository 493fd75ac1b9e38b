"""Dates as they are typed and read in Vietnam (dd/mm/yyyy, HH:mm dd/mm/yyyy), to and from their stored strings."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Any

import regex

from sandbox.definition.problems import ValueProblem, problem

_WORDED = regex.compile(r"(?:ngày\s*)?(\d{1,2})\s*tháng\s*(\d{1,2})\s*năm\s*(\d{4}|\d{2})", regex.I | regex.A)
_TYPED = regex.compile(r"(?:ngày\s*)?(\d{1,2})\s*([/\-. ])\s*(\d{1,2})\s*(?:\2\s*(\d{4}|\d{2}))?", regex.I | regex.A)
_CLOSED = regex.compile(r"(\d{2})(\d{2})(\d{4})", regex.A)
_ISO = regex.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", regex.A)
_TIME = regex.compile(
    r"(\d{1,2})(?:\s*(?::|giờ|h|g)\s*(?:(\d{1,2})(?![\d/.\-])(?:\s*(?:phút|p))?)?(?::\d{2})?)", regex.I | regex.A
)
_EARLIEST = 1900
_LATEST = 2199


def parse_date(raw: str, *, today: str) -> str:
    """ "5/1/2026", "05-01-26", "ngày 05 tháng 01 năm 2026", "2026-01-05" → "2026-01-05". Raises ValueProblem."""
    typed = " ".join(raw.strip().strip(".,").split())
    if found := _ISO.fullmatch(typed):
        return _checked(int(found[3]), int(found[2]), int(found[1]))
    if found := _WORDED.fullmatch(typed) or _CLOSED.fullmatch(typed):
        return _checked(int(found[1]), int(found[2]), _year(found[3], today))
    if found := _TYPED.fullmatch(typed):
        if found[4] is None:
            this_year = f"{int(found[1]):02d}/{int(found[3]):02d}/{today[:4]}"
            raise problem(
                "year",
                f"Thiếu năm. Ghi đủ ngày/tháng/năm, ví dụ {this_year}.",
                f"The year is missing. Write day/month/year, for example {this_year}.",
                offers=(this_year,),
            )
        return _checked(int(found[1]), int(found[3]), _year(found[4], today))
    raise problem(
        "date",
        "Chưa đọc được ngày. Ghi ngày/tháng/năm, ví dụ 05/01/2026.",
        "The date could not be read. Write day/month/year, for example 05/01/2026.",
    )


def parse_datetime(raw: str, *, today: str) -> str:
    """ "14:30 05/01/2026", "05/01/2026 14h30", "14 giờ 30 phút, ngày 05/01/2026" → "2026-01-05T14:30"."""
    typed = " ".join(raw.replace("T", " ").replace(",", " ").split())
    found = _TIME.match(typed)
    rest = typed[found.end() :] if found else ""
    if not found:
        found = regex.search(_TIME.pattern + r"$", typed, flags=_TIME.flags)
        rest = typed[: found.start()] if found else typed
    day = parse_date(rest.strip(" -"), today=today)
    if not found:
        raise problem(
            "time",
            f"Thiếu giờ. Ghi giờ:phút ngày/tháng/năm, ví dụ 14:30 {show(day)}.",
            f"The time is missing. Write hour:minute day/month/year, for example 14:30 {show(day)}.",
        )
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        raise problem(
            "time",
            f"Không có {hour} giờ {minute:02d} phút. Giờ ghi từ 00:00 đến 23:59.",
            f"There is no time {hour}:{minute:02d}. Times go from 00:00 to 23:59.",
        )
    return f"{day}T{hour:02d}:{minute:02d}"


def stored_date(value: Any) -> str:
    """A stored day, checked. Raises ValueProblem."""
    if isinstance(value, str) and (found := regex.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", value, regex.A)):
        return _checked(int(found[3]), int(found[2]), int(found[1]))
    raise _unreadable()


def stored_datetime(value: Any) -> str:
    """A stored moment, checked. Raises ValueProblem."""
    pattern = r"(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)"
    if isinstance(value, str) and (found := regex.fullmatch(pattern, value, regex.A)):
        return f"{stored_date(found[1])}T{found[2]}:{found[3]}"
    raise _unreadable()


def show(value: Any) -> str:
    """ "2026-01-05" → "05/01/2026"; "2026-01-05T14:30" → "14:30 05/01/2026"; anything else as it is."""
    if isinstance(value, str) and regex.fullmatch(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2})?", value, regex.A):
        day = f"{value[8:10]}/{value[5:7]}/{value[:4]}"
        return f"{value[11:]} {day}" if len(value) > 10 else day
    return str(value)


def _year(typed: str, today: str) -> int:
    """Two digits mean the nearest such year: up to twenty years ahead, otherwise in the past."""
    if len(typed) == 4:
        return int(typed)
    year = int(today[:2]) * 100 + int(typed)
    return year - 100 if year > int(today[:4]) + 20 else year


def _checked(day: int, month: int, year: int) -> str:
    if not _EARLIEST <= year <= _LATEST:
        raise problem("year", f"Kiểm tra lại năm {year}.", f"Check the year {year}.")
    if not 1 <= month <= 12:
        swapped = 1 <= day <= 12 and month <= monthrange(year, day)[1]
        hint = f"{month:02d}/{day:02d}/{year}"
        vi, en = f"Không có tháng {month}.", f"There is no month {month}."
        if swapped:
            vi, en = f"{vi} Ngày ghi trước, tháng ghi sau: {hint}?", f"{en} The day comes first: {hint}?"
        raise problem("month", vi, en, offers=(hint,) if swapped else ())
    last = monthrange(year, month)[1]
    if day == 0:
        raise problem("day", "Không có ngày 0. Kiểm tra lại ngày.", "There is no day 0. Check the day.")
    if day > last:
        raise problem(
            "day",
            f"Tháng {month}/{year} chỉ có {last} ngày. Kiểm tra lại ngày {day}.",
            f"Month {month}/{year} has only {last} days. Check day {day}.",
        )
    return date(year, month, day).isoformat()


def _unreadable() -> ValueProblem:
    return problem("date", "Chưa đọc được ngày giờ.", "The date could not be read.")
