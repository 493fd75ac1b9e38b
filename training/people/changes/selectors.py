"""Reads for HR's screens of the organisation: whose it is to change, the tree of a day, a unit with its history."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from training.people.errors import NotYours
from training.people.models import Membership, OrgChange, OrgUnit, Role, RoleGrant, Succession, UnitName, User
from training.people.selectors import today
from training.people.timeline import OrgTree, TreeUnit, affairs_of, tree_on

STEP = OrgUnit.steplen


def tops_of(user: User) -> tuple[str, ...]:
    """The tree paths over which the person is HR officer today."""
    if not user.is_active:
        return ()
    grants = RoleGrant.objects.filter(user=user, role=Role.HR).on(today())
    return tuple(sorted(set(grants.values_list("scope__path", flat=True))))


def covers(user: User, unit: OrgUnit) -> bool:
    """Whether the unit, of today or of a day to come, is for this HR officer to change."""
    return unit.path.startswith(tops_of(user) or ("-",))


def may_be_changed(user: User) -> list[OrgUnit]:
    """The units that a change can name: in reach, standing or to come, and not known to end."""
    inside = Q(pk__in=[])
    for path in tops_of(user):
        inside |= Q(path__startswith=path)
    return list(OrgUnit.objects.filter(inside, valid_to=None).order_by("path"))


# --- the tree -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """One line of the tree: the unit as it was, how many people worked in it and below, how far it is set in."""

    unit: TreeUnit
    people: int
    level: int
    ends: bool  # it is known to end later
    parts: list["Drawn"]


def drawn(user: User, day: datetime.date) -> tuple[OrgTree, list[Drawn]]:
    """The part of that day's tree that is the officer's today, or went into what is. Five queries."""
    tree = tree_on(day)
    paths = tops_of(user)
    whole = any(len(path) == STEP for path in paths)
    ours = set(tree.units)
    if not whole:
        mine = [unit for unit in OrgUnit.objects.on(today()) if unit.path.startswith(paths or ("-",))]
        answered = affairs_of(mine)
        ours = {pk for pk, unit in tree.units.items() if pk in answered or unit.path.startswith(paths or ("-",))}
    numbers = _people_in(tree)
    tops = [unit for unit in tree.units.values() if unit.id in ours and unit.parent not in ours]
    return tree, [_drawn(tree, unit, ours, numbers, 0) for unit in tops]


def _people_in(tree: OrgTree) -> dict[int, set[int]]:
    """Who works in each unit itself on the tree's day."""
    found: dict[int, set[int]] = {}
    held = Membership.objects.on(tree.day).filter(user__is_active=True).order_by()
    for unit, user in held.values_list("unit", "user").iterator():
        found.setdefault(unit, set()).add(user)
    return found


def _drawn(tree: OrgTree, unit: TreeUnit, ours: set[int], numbers: dict[int, set[int]], level: int) -> Drawn:
    parts = [_drawn(tree, child, ours, numbers, level + 1) for child in tree.children(unit) if child.id in ours]
    people = set(numbers.get(unit.id, ()))
    for below in tree.under(unit):
        people |= numbers.get(below.id, set())
    return Drawn(unit, len(people), level, unit.valid_to is not None and unit.valid_to > today(), parts)


# --- one unit -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Page:
    """A unit with its history."""

    unit: OrgUnit
    seen: set[int]  # the units named here whose pages are the officer's too
    place: list[str]
    people: int
    heads: list[Membership]
    names: list[UnitName]
    before: list[Succession]
    after: list[Succession]
    parts: list[OrgUnit]
    changes: list[OrgChange]
    stands: bool
    mine: bool  # something can be founded below it
    mine_itself: bool  # it can be changed itself: for whoever looks after the unit above


def access_unit(user: User, code: str) -> Page:
    """The unit's page, for whose it is today or was before it went into what is. Raises `NotYours`. At most ten
    queries."""
    unit = OrgUnit.objects.filter(code=code).first()
    if unit is None:
        raise NotYours
    paths = tops_of(user) or ("-",)
    linked = Succession.objects.filter(Q(successor=unit) | Q(predecessor=unit))
    links = list(linked.select_related("predecessor", "successor", "change"))
    seen = seen_by(paths, [unit, *(other for link in links for other in (link.predecessor, link.successor))])
    if unit.pk not in seen:
        raise NotYours
    day = today()
    posts = Membership.objects.on(day).filter(unit__path__startswith=unit.path, user__is_active=True)
    ways = [unit.path[:end] for end in range(STEP, len(unit.path), STEP)]
    parts = Q(path__startswith=unit.path, depth=unit.depth + 1, valid_to=None)
    near = list(OrgUnit.objects.filter(Q(path__in=ways) | parts).order_by("path"))
    return Page(
        unit=unit,
        seen=seen,
        place=[str(one) for one in near if one.depth < unit.depth],
        people=posts.aggregate(n=Count("user", distinct=True))["n"],
        heads=list(posts.filter(unit=unit, is_manager=True).select_related("user").order_by("user__sort_name", "pk")),
        names=list(unit.names.order_by("valid_from")),
        before=[link for link in links if link.successor_id == unit.pk],
        after=[link for link in links if link.predecessor_id == unit.pk],
        parts=[one for one in near if one.depth > unit.depth],
        changes=list(unit.changes.select_related("by", "undone_by")),
        stands=unit.valid_from <= day and (unit.valid_to is None or unit.valid_to > day),
        mine=unit.valid_to is None and unit.path.startswith(paths),
        mine_itself=unit.valid_to is None and (unit.path[:-STEP] or unit.path).startswith(paths),
    )


def seen_by(paths: tuple[str, ...], units: Iterable[OrgUnit]) -> set[int]:
    """Of these units those below the paths, and those that ended and are answered for by what is. At most three
    queries."""
    units = list(units)
    found = {unit.pk for unit in units if unit.path.startswith(paths)}
    ended = {unit.pk for unit in units if unit.valid_to} - found
    if ended:
        found |= ended & affairs_of(one for one in OrgUnit.objects.on(today()) if one.path.startswith(paths))
    return found


# --- changes --------------------------------------------------------------------------------------------


def changes_of(user: User) -> QuerySet[OrgChange]:
    """What was changed in the officer's reach, and from above it; the newest first."""
    inside = Q(pk__in=[])
    for path in tops_of(user):
        inside |= Q(top__path__startswith=path) | Q(touches__path__startswith=path)
    found = OrgChange.objects.filter(inside).values("pk")
    return OrgChange.objects.filter(pk__in=found).select_related("by", "undone_by", "top")


def access_change(user: User, uuid: UUID) -> OrgChange:
    """Raises `NotYours`."""
    found = changes_of(user).filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def units_named(user: User, pks: Iterable[int]) -> list[tuple[OrgUnit, int, bool]]:
    """Of these the units below none of the others, how many parts each has among them, whether its page is the
    officer's."""
    units = with_parts(OrgUnit.objects.filter(pk__in=list(pks)))
    seen = seen_by(tops_of(user) or ("-",), [unit for unit, _parts in units])
    return [(unit, parts, unit.pk in seen) for unit, parts in units]


def with_parts(units: Iterable[OrgUnit]) -> list[tuple[OrgUnit, int]]:
    """The units below none of the others, and how many of the others are below each."""
    found: list[tuple[OrgUnit, int]] = []
    for unit in sorted(units, key=lambda one: one.path):
        if found and unit.path.startswith(found[-1][0].path):
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((unit, 0))
    return found
