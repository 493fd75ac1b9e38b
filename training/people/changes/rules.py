"""What a change of the organisation may not do. Each refusal is a sentence that one can act on."""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from training.people.errors import PeopleRefused
from training.people.models import OrgUnit, UnitKind, UnitName
from training.people.names import fold, tidy
from training.people.selectors import today

BACK, AHEAD = datetime.timedelta(days=31), datetime.timedelta(days=2 * 366)
INSIDE = (UnitKind.DIVISION, UnitKind.CENTRE)
BELOW_THE_PROVINCE = (UnitKind.DEPARTMENT, UnitKind.COMMUNE, UnitKind.WARD, UnitKind.CENTRE)


def shown(day: datetime.date) -> str:
    return f"{day:%d/%m/%Y}"


def check_act(act: str) -> str:
    act = tidy(act)
    if not act:
        raise PeopleRefused(_("Write on which legal act the change rests, like “Nghị quyết số …”."))
    if len(act) > 300:
        raise PeopleRefused(_("The legal act takes at most 300 characters."))
    return act


def check_day(day: datetime.date) -> None:
    """A little back, for acts that arrive late; what is older stands in signed reports."""
    earliest, latest = today() - BACK, today() + AHEAD
    if not earliest <= day <= latest:
        say = _("Choose a day from %(first)s to %(last)s.")
        raise PeopleRefused(say % {"first": shown(earliest), "last": shown(latest)})


def check_stands(unit: OrgUnit, day: datetime.date) -> None:
    """The unit exists on that day and nothing says yet that it ends."""
    if day < unit.valid_from:
        say = _("%(unit)s exists only from %(day)s on. Choose that day or a later one.")
        raise PeopleRefused(say % {"unit": unit, "day": shown(unit.valid_from)})
    if unit.valid_to:
        say = _(
            "%(unit)s ends on %(day)s: another change says so. Undo that one first, or name the unit that follows."
        )
        raise PeopleRefused(say % {"unit": unit, "day": shown(unit.valid_to)})


def check_may_end(unit: OrgUnit, below: Iterable[OrgUnit], day: datetime.date) -> None:
    """The unit and all below it can end on that day: nothing about them is dated on it or later."""
    check_stands(unit, day)
    if unit.depth == 1:
        raise PeopleRefused(_("The province itself stays."))
    parts = [unit, *below]
    for part in parts:
        if part.valid_from >= day:
            _refuse_overlap(part, part.valid_from)
        if part.valid_to and part.valid_to > day:
            _refuse_overlap(part, part.valid_to)
    later = UnitName.objects.filter(unit__in=parts, valid_from__gte=day, change__isnull=False).select_related("unit")
    if (renamed := later.first()) is not None:
        _refuse_overlap(renamed.unit, renamed.valid_from)


def _refuse_overlap(unit: OrgUnit, day: datetime.date) -> None:
    say = _("Another change of %(unit)s is dated %(day)s. Choose a later day, or undo that change first.")
    raise PeopleRefused(say % {"unit": unit, "day": shown(day)})


def check_name(name: str, short_name: str) -> tuple[str, str]:
    name, short_name = tidy(name), tidy(short_name) or tidy(name)[:80]
    if not name:
        raise PeopleRefused(_("Write the name of the unit."))
    if len(name) > 160 or len(short_name) > 80:
        raise PeopleRefused(_("A name takes at most 160 characters, a short name at most 80."))
    return name, short_name


def check_beside(name: str, parent: OrgUnit, day: datetime.date, *, ending: Iterable[int] = ()) -> None:
    """No other unit of that name stands beside it from that day on."""
    ending = set(ending)
    for unit in living_children(parent, day):
        if unit.pk not in ending and fold(name) in names_from(unit, day):
            say = _("%(parent)s has a unit called “%(name)s” already. Choose another name, or merge into that unit.")
            raise PeopleRefused(say % {"parent": parent, "name": unit})


def names_from(unit: OrgUnit, day: datetime.date) -> set[str]:
    """Folded: what the unit is called on that day and will be later."""
    dated = [one for one in unit.names.all() if one.valid_to is None or one.valid_to > day]
    return {fold(one.name) for one in dated} or {fold(unit.name)}


def living_children(unit: OrgUnit, day: datetime.date) -> list[OrgUnit]:
    """Its parts that exist on that day or later, in tree order."""
    below = OrgUnit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1).order_by("path")
    return [one for one in below.prefetch_related("names") if one.valid_to is None or one.valid_to > day]


def check_kind(kind: str, parent: OrgUnit) -> UnitKind:
    allowed = BELOW_THE_PROVINCE if parent.depth == 1 else INSIDE
    if kind not in allowed:
        say = _("Under %(parent)s there can be: %(kinds)s.")
        raise PeopleRefused(say % {"parent": parent, "kinds": ", ".join(str(UnitKind(one).label) for one in allowed)})
    return UnitKind(kind)


def parsed(day: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(day) if day else None
