"""The organisation on any day, and what became of what it was. Everything follows from dates: nothing has to run on
the day of a change for it to hold.

* `tree_on(day)`            the units of a day with their names then: draw it, walk it
* `as_now(unit)`            who answers for a unit today: itself, whoever took over, else the nearest unit above
* `successors_of(unit)`     everybody who took over from it, down to those that exist on a day
* `unit_map(then)`          the same as `as_now` for all units of a day at once: {unit: unit today}
* `placed(then)`            who worked where on that day, counted where it was ("as organised then") or, with
                            `as_organised=today()`, where it has gone since ("as organised now")
* `affairs_of(units)`       what belongs to these units of today: they, and the ended ones that they answer for
* `addressed_to(paths)`     the same as a condition of a query, for pages of learners: no query of its own
* `FollowsUnit`             rows with a `unit`: whoever reads one whose unit ended finds the unit that answers for it

Access never comes from here: whoever may see somebody by name may because of today's posts and grants (`selectors`).
Somebody placed on a past day by `placed` must still pass `selectors.visible_people` before a name is shown.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from training.people.models import CarriedPost, Membership, OrgUnit, Succession, UnitKind, UnitName

__all__ = [
    "FollowsUnit",
    "OrgTree",
    "Placed",
    "TreeUnit",
    "addressed_to",
    "affairs_of",
    "as_now",
    "paths_of",
    "placed",
    "successors_of",
    "tree_on",
    "unit_map",
]

STEP = OrgUnit.steplen
#: In what order the units beside each other are drawn.
RANK = dict.fromkeys(UnitKind.values, 0) | {UnitKind.WARD.value: 1, UnitKind.COMMUNE.value: 2}


@dataclass(frozen=True)
class TreeUnit:
    """A unit as it was on the tree's day. `path` is that of its row: the same on all days."""

    id: int
    code: str
    name: str
    short_name: str
    kind: str
    path: str
    valid_from: datetime.date
    valid_to: datetime.date | None
    parent: int | None  # the id of a unit of the same tree
    children: list[int] = field(default_factory=list, compare=False)

    @property
    def depth(self) -> int:
        return len(self.path) // STEP

    @property
    def label(self) -> str:
        return str(UnitKind(self.kind).label)


@dataclass(frozen=True)
class OrgTree:
    """The units that exist on one day, by id."""

    day: datetime.date
    units: dict[int, TreeUnit]

    def __contains__(self, unit: object) -> bool:
        return isinstance(unit, OrgUnit | TreeUnit) and getattr(unit, "id", 0) in self.units

    @property
    def roots(self) -> list[TreeUnit]:
        return [unit for unit in self.units.values() if unit.parent is None]

    def by_code(self, code: str) -> TreeUnit | None:
        return next((unit for unit in self.units.values() if unit.code == code), None)

    def children(self, unit: TreeUnit) -> list[TreeUnit]:
        return [self.units[child] for child in unit.children]

    def under(self, unit: TreeUnit) -> Iterator[TreeUnit]:
        """The unit and all below it, in the order of drawing."""
        yield unit
        for child in unit.children:
            yield from self.under(self.units[child])

    def above(self, unit: TreeUnit) -> list[TreeUnit]:
        """The units above, nearest first, the province included."""
        found = []
        while unit.parent is not None:
            unit = self.units[unit.parent]
            found.append(unit)
        return found

    def place(self, unit: TreeUnit) -> str:
        """ "Phòng Kinh tế, Xã Đất Mũi", with the names of that day."""
        return ", ".join([unit.name, *(other.name for other in self.above(unit) if other.parent is not None)])


def tree_on(day: datetime.date | None = None) -> OrgTree:
    """The organisation as it stands on that day (default today), whatever was entered since. Two queries."""
    day = day or timezone.localdate()
    called = {unit: (name, short) for unit, name, short in _names(day)}
    fields = ("pk", "code", "name", "short_name", "kind", "path", "valid_from", "valid_to")
    rows = sorted(OrgUnit.objects.on(day).values_list(*fields), key=lambda row: (RANK[row[4]], row[5]))
    ids = {path: pk for pk, _code, _name, _short, _kind, path, _from, _to in rows}
    units = {}
    for pk, code, name, short, kind, path, start, end in rows:
        name, short = called.get(pk, (name, short))
        units[pk] = TreeUnit(pk, code, name, short, kind, path, start, end, ids.get(path[:-STEP]))
    for unit in units.values():
        if unit.parent is not None:
            units[unit.parent].children.append(unit.id)
    return OrgTree(day, units)


def _names(day: datetime.date) -> Iterable[tuple[int, str, str]]:
    return UnitName.objects.on(day).values_list("unit", "name", "short_name")


# --- what became of units -------------------------------------------------------------------------------


class _Fates:
    """What has become by one day of every unit there ever was. Two queries."""

    def __init__(self, day: datetime.date) -> None:
        self.day = day
        rows = list(OrgUnit.objects.order_by().values_list("pk", "path", "valid_from", "valid_to"))
        self.there = {pk: start <= day and (end is None or end > day) for pk, _path, start, end in rows}
        self.path = {pk: path for pk, path, _start, _end in rows}
        self.by_path = {path: pk for pk, path in self.path.items()}
        took_over = Succession.objects.filter(day__lte=day, main=True).order_by()
        self.heir = dict(took_over.values_list("predecessor", "successor"))
        self._known: dict[int, int | None] = {}

    def way(self, pk: int) -> list[str]:
        """The paths of the units that it went through until it comes to one that exists."""
        found: list[str] = []
        step: int | None = pk
        while step is not None and not self.there[step]:
            found.append(self.path[step])
            step = self.heir.get(step)
        return found

    def of(self, pk: int) -> int | None:
        """Itself while it exists, else its main successor's fate, else that of the unit above."""
        if self.there[pk]:
            return pk
        if pk not in self._known:
            heir = self.heir.get(pk)
            if heir is None:
                heir = self.by_path.get(self.path[pk][:-STEP])
            self._known[pk] = None if heir is None else self.of(heir)
        return self._known[pk]


def as_now(unit: OrgUnit, *, on: datetime.date | None = None) -> OrgUnit | None:
    """Who answers on that day (default today) for what concerned the unit. None only if the province is no more.

    No query for a unit that exists; else three.
    """
    day = on or timezone.localdate()
    if unit.valid_from <= day and (unit.valid_to is None or unit.valid_to > day):
        return unit
    found = _Fates(day).of(unit.pk)
    return OrgUnit.objects.get(pk=found) if found else None


def successors_of(unit: OrgUnit, *, on: datetime.date | None = None) -> list[OrgUnit]:
    """The units that exist on that day (default today) and took over from it, directly or through others, the one
    that keeps its affairs first; none for a unit that was dissolved outright, or that still stands. Three queries."""
    day = on or timezone.localdate()
    fates = _Fates(day)
    heirs: dict[int, list[int]] = {}
    for old, new in (
        Succession.objects.filter(day__lte=day).order_by("-main", "pk").values_list("predecessor", "successor")
    ):
        heirs.setdefault(old, []).append(new)
    found: dict[int, None] = {}
    waiting, seen = list(heirs.get(unit.pk, ())), {unit.pk}
    while waiting:
        one = waiting.pop(0)
        if one in seen:
            continue
        seen.add(one)
        if fates.there[one]:
            found[one] = None
        else:
            waiting += heirs.get(one, ())
    rows = OrgUnit.objects.in_bulk(found)
    return [rows[pk] for pk in found]


def unit_map(then: datetime.date, as_organised: datetime.date | None = None) -> dict[int, int]:
    """Every unit of `then` → the unit that answers for it on `as_organised` (default today, never before `then`).

    Two queries. Where a unit was split this names who keeps its affairs; `placed` follows the people themselves.
    """
    now = _not_before(then, as_organised)
    fates = _Fates(now)
    there = OrgUnit.objects.on(then).order_by().values_list("pk", flat=True)
    return {pk: found for pk in there if (found := fates.of(pk))}


def affairs_of(units: Iterable[OrgUnit]) -> set[int]:
    """The ids of these units (of today) and of all ended ones that they answer for: what was addressed to any of
    them is theirs. A unit that ended below one of them but goes on elsewhere is not among them. Two queries."""
    ours = {unit.pk for unit in units}
    fates = _Fates(timezone.localdate())
    return {pk for pk in fates.path if fates.of(pk) in ours}


def addressed_to(paths: Iterable[str], field: str = "unit") -> Q:
    """A condition on a row with a unit: it is one at these tree paths (units of today), or one that ended and whose
    affairs one of these keeps, through up to four changes one after another. `field=""`: a condition on `OrgUnit`."""
    paths = list(paths)
    if not paths:
        return Q(pk__in=[])
    took_over = Succession.objects.filter(main=True, day__lte=timezone.localdate()).order_by()
    condition = Q(**{f"{field}__path__in" if field else "path__in": paths})
    ended = took_over.filter(successor__path__in=paths).values("predecessor")
    for _change in range(4):
        condition |= Q(**{f"{field}__in" if field else "pk__in": ended})
        ended = took_over.filter(successor__in=ended).values("predecessor")
    return condition


class FollowsUnit(QuerySet[Any]):
    """For models with a `unit`: where that has ended, `row.unit` is the unit that answers for it today, so that
    names, paths and people are today's. `row.unit_id` stays what it was, and is what is saved. Three queries more if
    any has ended, else none; not with `iterator()`."""

    def _fetch_all(self) -> None:
        fresh = self._result_cache is None
        super()._fetch_all()
        if fresh:
            _follow(row for row in self._result_cache or () if isinstance(row, Model))


def _follow(rows: Iterable[Model]) -> None:
    day = timezone.localdate()
    ended = []
    for row in rows:
        unit = row._state.fields_cache.get("unit")
        if unit is not None and unit.valid_to and unit.valid_to <= day:
            ended.append((row, unit))
    if not ended:
        return
    fates = _Fates(day)
    heirs = OrgUnit.objects.in_bulk({pk for _row, unit in ended if (pk := fates.of(unit.pk))})
    for row, unit in ended:
        row._state.fields_cache["unit"] = heirs.get(fates.of(unit.pk) or 0, unit)
        setattr(row, _WENT, fates.way(unit.pk))


_WENT = "_went_through"


def paths_of(row: Model) -> list[str]:
    """The tree paths of the row's unit from the one it was given to until today's: who worked there before a change
    and came along has been there all the time."""
    unit: OrgUnit = row._state.fields_cache["unit"]
    return [*getattr(row, _WENT, ()), unit.path]


def _not_before(then: datetime.date, day: datetime.date | None) -> datetime.date:
    now = day or timezone.localdate()
    if now < then:
        raise ValueError("what was cannot be counted in an organisation that was before it")
    return now


# --- who was where --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Placed:
    """One post that somebody held on the day that was asked about, and the unit where it counts."""

    user: int
    unit: int
    post: int  # the id of the `Membership` held then
    leads: bool


def placed(then: datetime.date, as_organised: datetime.date | None = None) -> list[Placed]:
    """Every post held on `then`, people since gone or closed included.

    As organised then: `as_organised` is left out, and each counts in the unit it was in. As organised on a later day:
    each counts where the post has gone since; where it was not carried on, in the unit that answers for its own.
    A person with two posts stands there twice; two posts that came together in one unit are one. At most four
    queries, one line a post in memory.
    """
    held = Membership.objects.on(then).order_by().values_list("pk", "user_id", "unit_id", "is_manager")
    if as_organised is None:
        return [Placed(user, unit, pk, leads) for pk, user, unit, leads in held]
    fates = _Fates(_not_before(then, as_organised))
    carried = CarriedPost.objects.filter(change__day__lte=as_organised, change__day__gt=then).order_by("pk")
    next_post = {old: (new, into) for old, new, into in carried.values_list("closed", "opened", "into")}
    found: dict[tuple[int, int], Placed] = {}
    for pk, user, unit, leads in held:
        post: int | None = pk
        while post in next_post:
            post, unit = next_post[post]
        now = fates.of(unit)
        if now is not None:
            found.setdefault((user, now), Placed(user, now, pk, leads))
    return list(found.values())
