"""What was asked of whom by which day, as far as the reports need it: the one place that reads assignments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from training.assignments.models import Assignment
from training.people.models import OrgUnit


@dataclass(frozen=True)
class Given:
    key: str  # names it in an address
    code: str  # of a course or lesson
    unit: OrgUnit
    due: date  # for who is there; extensions for all included
    since: date  # from when it is asked
    positions: tuple[str, ...] = ()  # who is meant; none: everybody


def given_to(unit: OrgUnit, most: int) -> list[Given]:
    """Open assignments that concern people of the unit, the nearest date first: given to it, to a unit above it, or
    to one below. One query."""
    above = [unit.path[:end] for end in range(OrgUnit.steplen, len(unit.path), OrgUnit.steplen)]
    mine = Q(unit__path__in=above) | Q(unit__path__startswith=unit.path)
    found = Assignment.objects.filter(mine, withdrawn_at__isnull=True).select_related("unit")
    rows = found.annotate(moved_days=Coalesce(Sum("extensions__days"), 0)).order_by("due", "pk")[:most]
    return [Given(str(one.uuid), one.code, one.unit, one.day, timezone.localdate(one.given_at)) for one in rows]
