"""What was asked of whom by which day, as far as the reports need it: the one place that reads assignments.

The counts know units and positions. Who is exempted, who joined when, and what was done again in the round that runs
they do not: such assignments carry `asks`, and their people are asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects

from training.assignments import recipients
from training.assignments.models import Assignment, Exemption, Extension
from training.assignments.rounds import round_of
from training.people.models import OrgUnit
from training.people.selectors import addressed_to
from training.progress.selectors import finishing_days


@dataclass(frozen=True)
class Given:
    key: str  # names it in an address
    code: str  # of a course or lesson
    unit: OrgUnit
    due: date  # for who is there; extensions for all included
    since: date  # from when it is asked
    positions: tuple[str, ...] = ()  # who is meant; none: everybody
    asks: Assignment | None = None  # whose people have to be asked for


def given_to(unit: OrgUnit, most: int, day: date) -> list[Given]:
    """Open assignments with a date that concern people of the unit, the nearest date first: given to it, to a unit
    above it, or to one below. What has a day of its own for everybody has none to be on track for. Two queries, one
    where nobody was given more time."""
    above = [unit.path[:end] for end in range(OrgUnit.steplen, len(unit.path), OrgUnit.steplen)]
    mine = addressed_to(above) | Q(unit__path__startswith=unit.path)
    found = Assignment.objects.filter(mine, withdrawn_at__isnull=True, due__isnull=False).select_related("unit")
    excused = Exemption.objects.filter(assignment=OuterRef("pk"), ended_at__isnull=True)
    more = Extension.objects.filter(assignment=OuterRef("pk"))
    rows = list(found.annotate(excused=Exists(excused), extended=Exists(more)).order_by("due", "pk")[:most])
    prefetch_related_objects([one for one in rows if one.extended], "extensions")
    return [_given(one, day) for one in rows]


def _given(one: Any, day: date) -> Given:
    now = round_of(one, day)
    assert now.due is not None
    extensions = one.extensions.all() if one.extended else ()
    due = now.due + timedelta(days=recipients.moved_for_all(extensions, now.number))
    asks = bool(one.joined_from or one.joined_to or one.every_months or one.excused)
    positions = tuple(sorted(one.positions))
    return Given(str(one.uuid), one.code, one.unit, due, now.opens, positions, one if asks else None)


def counted(found: Sequence[tuple[Given, OrgUnit, Sequence[str]]], since: date) -> Mapping[str, tuple[int, int, int]]:
    """By key of those that carry `asks`, in that part of their unit and with these lessons: people, who is through,
    and who got through after that day. One query for forty of them."""
    questions = [(_in(one.asks, unit), lessons) for one, unit, lessons in found if one.asks]
    counts = recipients.paces_of(questions, since) if questions else {}
    return {str(part.uuid): counts.get(part.pk, (0, 0, 0)) for part, _lessons in questions}


def days_of(one: Given, unit: OrgUnit, lessons: Sequence[str], day: date) -> list[tuple[date, int]]:
    """What each day brought of one that carries `asks`. Two queries."""
    assert one.asks is not None
    return finishing_days(recipients.asked(_in(one.asks, unit)), lessons, since=round_of(one.asks, day).counts_from)


def _in(one: Assignment, unit: OrgUnit) -> Assignment:
    """The same, asked of a part of its unit."""
    part = copy(one)
    part.unit = unit
    return part
