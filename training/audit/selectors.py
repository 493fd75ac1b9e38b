"""Reads of the access log: whoever is in charge of a part of the tree, and everybody their own.

An HR officer reads what concerns units in their scope; the administrator also what concerns no unit (halls, sums
without names). Of the person whose record was opened the name is shown only to who may see that person by name.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from training.audit.models import Action, Entry
from training.audit.subjects import MEANT, QUESTIONS, SUBJECTS
from training.people.models import Membership, OrgUnit, Role, User
from training.people.selectors import place_names, scope_units, search_people, today, visible_people

__all__ = [
    "Asked",
    "Line",
    "entries_for",
    "lines_of",
    "lists_with",
    "looked_rows",
    "scope_of",
    "seen_of",
    "seen_rows",
]

NEWEST = 50
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True)
class Asked:
    """The filters of the screen, as its address has them; "" or None: any."""

    action: str = ""
    subject: str = ""
    who: str = ""
    unit: OrgUnit | None = None
    since: datetime.date | None = None
    until: datetime.date | None = None


@dataclass(frozen=True)
class Line:
    entry: Entry
    person: str  # "" where there is none
    place: str = ""  # the unit with what it belongs to

    @property
    def subject(self) -> str:
        return str(SUBJECTS.get(self.entry.subject, self.entry.subject))

    @property
    def asked(self) -> list[str]:
        """'course or lesson: L05', 'with a search'."""
        told = []
        for part in filter(None, self.entry.question.split("&")):
            name, _is, value = part.partition("=")
            if name == "don-vi" and self.entry.unit and self.entry.unit.code == value:
                continue  # it stands beside it by its name
            label = str(QUESTIONS.get(name, name))
            told.append(f"{label}: {_said(name, value)}" if value else label)
        return told

    def cells(self) -> list[str]:
        """For a table that is taken along."""
        one = self.entry
        return [
            date_format(timezone.localtime(one.at), "d/m/Y H:i:s"),
            one.acting_user.full_name,
            one.acting_user.staff_code,
            str(Action(one.action).label),
            self.subject,
            self.place,
            self.person,
            "" if one.count is None else str(one.count),
            "; ".join(self.asked),
        ]


def _said(name: str, value: str) -> str:
    """A code of an address as it is read: days as days, results by their words."""
    if found := _DAY.fullmatch(value):
        return "{2}/{1}/{0}".format(*found.groups())
    return str(MEANT.get((name, value), value))


def scope_of(viewer: User) -> list[OrgUnit]:
    """The units whose entries the viewer reads, in tree order. At most four queries."""
    units = scope_units(viewer, Role.HR) | scope_units(viewer, Role.ADMINISTRATOR)
    return list(units.order_by("path")) if viewer.is_active else []


def entries_for(viewer: User, roles: frozenset[Role], asked: Asked) -> QuerySet[Entry]:
    """What the viewer, who holds these roles, may read of the log, narrowed to what they ask; the newest first."""
    hers = scope_units(viewer, Role.HR) | scope_units(viewer, Role.ADMINISTRATOR)
    within = Q(unit__in=hers.order_by().values("pk"))
    if Role.ADMINISTRATOR in roles:
        within |= Q(unit=None)
    found = Entry.objects.filter(within).select_related("acting_user", "unit", "person")
    if asked.action:
        found = found.filter(action=asked.action)
    if asked.subject:
        found = found.filter(subject=asked.subject)
    if asked.unit:
        found = found.filter(unit__path__startswith=asked.unit.path)
    if asked.since:
        found = found.filter(at__gte=_midnight(asked.since))
    if asked.until:
        found = found.filter(at__lt=_midnight(asked.until + datetime.timedelta(days=1)))
    if asked.who:
        found = found.filter(acting_user__in=search_people(User.objects.order_by(), asked.who).values("pk"))
    return found


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def lines_of(viewer: User, entries: Iterable[Entry]) -> Iterator[Line]:
    """The entries in words, some hundred at a time: two queries each."""
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == 500:
            yield from _named(viewer, batch)
            batch = []
    yield from _named(viewer, batch)


def _named(viewer: User, entries: list[Entry]) -> Iterator[Line]:
    people = {one.person_id for one in entries if one.person_id}
    names: dict[int, str] = {}
    if people:
        names = dict(visible_people(viewer).filter(pk__in=people).order_by().values_list("pk", "full_name"))
    places = place_names({one.unit for one in entries if one.unit})
    elsewhere = _("somebody who now works elsewhere")
    for one in entries:
        person = names.get(one.person_id, elsewhere) if one.person_id else ""
        yield Line(one, person, places.get(one.unit.path, "") if one.unit else "")


# --- one's own --------------------------------------------------------------------------------------------


def seen_of(person: User) -> QuerySet[Entry]:
    """Who opened this person's record, took it out or decided about it; the newest first."""
    return Entry.objects.filter(person=person).select_related("acting_user", "unit")


def lists_with(person: User) -> QuerySet[Entry]:
    """Lists of names that covered a unit in which the person works today: they may have stood in them."""
    held = Membership.objects.filter(user=person).on(today()).values_list("unit__path", flat=True)
    above = {path[:end] for path in held for end in range(OrgUnit.steplen, len(path) + 1, OrgUnit.steplen)}
    named = [
        "reports_people",
        "reports_who",
        "reports_on_track",
        "reports_unaided",
        "roster",
        "assignment_recipients",
    ]
    found = Entry.objects.filter(unit__path__in=above, person=None, subject__in=named).exclude(acting_user=person)
    return found.select_related("acting_user", "unit")


def seen_rows(person: User) -> QuerySet[Any, Any]:
    """The same for the file that a person can download, without anybody's keys."""
    rows = Entry.objects.filter(person=person).order_by("pk")
    return rows.values("at", "action", "subject", "question", by_name=F("acting_user__full_name"))


def looked_rows(person: User) -> QuerySet[Any, Any]:
    """What this person looked at, took out and decided, for the same file: of others their names are not in it."""
    rows = Entry.objects.filter(acting_user=person).order_by("pk")
    return rows.values("at", "action", "subject", "count", "question", unit_name=F("unit__name"))
