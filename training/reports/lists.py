"""The long list: everybody with every result, or who has not; read some people at a time, however many there are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from training.people.models import User
from training.progress.selectors import Status
from training.reports import selectors
from training.reports.answer import Column
from training.reports.asking import STATUSES, Asked
from training.reports.questions.who import not_done

AT_A_TIME = 500
WHO = ("moi-nguoi", "chua")  # everybody · who has not done what is asked about


def people(asked: Asked, who: str) -> list[int]:
    """Their numbers, by given name. One query; 38,000 of them take some 300 kB."""
    if who == "chua":
        found = not_done(asked)
    else:
        status = STATUSES.get(asked.status)
        found = selectors.people_of(asked.unit, search=asked.search, lesson=asked.lesson, status=status)
    return list(found.values_list("pk", flat=True))


def columns(asked: Asked) -> list[Column]:
    found = [
        Column(_("Staff code"), width=16),
        Column(_("Full name"), width=28),
        Column(_("Position"), width=24),
        Column(_("Unit"), width=40),
    ]
    for lesson in asked.in_files:
        said = {"code": lesson.code}
        found += [
            Column(_("%(code)s: result") % said, width=20),
            Column(_("%(code)s: level") % said, width=9),
            Column(_("%(code)s: date") % said, "date", width=12),
        ]
    return found


def status_words() -> dict[Status, str]:
    return {
        Status.NOT_YET: _("Not yet"),
        Status.ASSISTED: _("Done with help"),
        Status.UNAIDED: _("Can do it alone"),
        Status.RETAINED: _("Can still do it alone, weeks later"),
    }


def rows(asked: Asked, numbers: Sequence[int]) -> Iterator[list[Any]]:
    """A row for each of these people, in this order. Three queries for some hundred."""
    words, lessons = status_words(), asked.in_files
    for start in range(0, len(numbers), AT_A_TIME):
        some = numbers[start : start + AT_A_TIME]
        known = User.objects.only("pk", "uuid", "staff_code", "full_name").in_bulk(some)
        found = [known[pk] for pk in some if pk in known]
        for row in selectors.rows_of(asked.scope, found, asked.unit, lessons):
            cells: list[Any] = [row.user.staff_code, row.user.full_name, row.position, row.where]
            for _lesson, outcome in row.outcomes:
                cells += [words[outcome.status], f"M{outcome.level}" if outcome.level else "", outcome.at]
            yield cells
