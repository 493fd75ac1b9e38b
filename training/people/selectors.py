"""Reads about people and the organisation. Whoever shows a person to somebody comes through here.

Who sees whom: oneself; and people who now work inside the subtree over which one is HR officer or administrator, or
of a unit that one leads (who is still to come there, too, unless they work elsewhere until then). Trainers see no
names through this door. Today's organisation decides: units, posts and grants of other days give no access. The
organisation of any other day, and what became of units, is read through the names taken from `timeline`.
"""

import datetime
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value, When
from django.utils import timezone

from training.people.errors import NotYours
from training.people.models import Membership, OrgUnit, Role, RoleGrant, User
from training.people.names import fold
from training.people.timeline import (
    OrgTree,
    Placed,
    TreeUnit,
    addressed_to,
    affairs_of,
    as_now,
    paths_of,
    placed,
    successors_of,
    tree_on,
    unit_map,
)

__all__ = [
    "OrgTree",
    "Placed",
    "TreeUnit",
    "access_person_by_viewer",
    "addressed_to",
    "affairs_of",
    "ancestors_of",
    "as_now",
    "can_see_person",
    "has_role",
    "memberships_of",
    "paths_of",
    "people_in",
    "place_name",
    "place_names",
    "placed",
    "roles_of",
    "scope_units",
    "search_people",
    "successors_of",
    "today",
    "tree_on",
    "unit_by_code",
    "unit_map",
    "unit_of",
    "units_under",
    "visible_people",
    "visible_units",
]

SEES_PEOPLE = (Role.HR, Role.ADMINISTRATOR, Role.LEADER)


def today() -> datetime.date:
    """The day in Cà Mau, which is what memberships and grants are counted by."""
    return timezone.localdate()


def roles_of(user: User | AnonymousUser, *, on: datetime.date | None = None) -> frozenset[Role]:
    """Every role the person has on that day (default today), whatever the scope. One query.

    Working anywhere makes a learner; leading a unit makes a leader; the rest is granted.
    An inactive or anonymous visitor has none.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    day = on or today()
    granted = RoleGrant.objects.filter(user=user).on(day).order_by().values_list("role", flat=True)
    leads = Case(When(is_manager=True, then=Value(Role.LEADER.value)), default=Value(Role.LEARNER.value))
    posts = Membership.objects.filter(user=user).on(day).order_by().annotate(makes=leads)
    roles = {Role(value) for value in granted.union(posts.values_list("makes", flat=True))}
    return frozenset(roles | {Role.LEARNER} if Role.LEADER in roles else roles)


def has_role(user: User | AnonymousUser, *wanted: Role) -> bool:
    """Whether the person holds any of these roles today."""
    return bool(roles_of(user) & set(wanted))


def _tops(user: User, roles: Iterable[Role], day: datetime.date) -> list[str]:
    """Tree paths of the units over which the person holds any of the roles."""
    wanted = set(roles)
    paths = set(
        RoleGrant.objects.filter(user=user, role__in=wanted - {Role.LEADER})
        .on(day)
        .values_list("scope__path", flat=True)
    )
    if Role.LEADER in wanted:
        led = Membership.objects.filter(user=user, is_manager=True).on(day)
        paths.update(led.values_list("unit__path", flat=True))
    return sorted(paths)


def _under(paths: Iterable[str], field: str) -> Q:
    """A condition: the tree path in `field` is one of `paths` or below it; nothing matches no path."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition


def scope_units(user: User, role: Role, *, on: datetime.date | None = None) -> QuerySet[OrgUnit]:
    """The units over which the person holds the role, with everything below them, that exist on that day (default
    today), in tree order. What was addressed to units that ended: see `affairs_of`."""
    day = on or today()
    return OrgUnit.objects.on(day).filter(_under(_tops(user, [role], day), "path")).order_by("path")


def units_under(viewer: User, roles: Iterable[Role]) -> QuerySet[OrgUnit]:
    """The same for several roles at once, as of today, asked of the database in one go: one query."""
    day, wanted = today(), set(roles)
    units = OrgUnit.objects.on(day)
    granted = RoleGrant.objects.filter(user=viewer, role__in=wanted - {Role.LEADER}).on(day)
    held = _tops_over(granted, "scope__path")
    if Role.LEADER in wanted:
        led = Membership.objects.filter(user=viewer, is_manager=True).on(day)
        return units.filter(Q(held) | Q(_tops_over(led, "unit__path"))).order_by("path")
    return units.filter(held).order_by("path")


def _tops_over(rows: QuerySet[Any], path: str) -> Exists:
    """Whether the unit in the outer query is one of those that the rows name, or below it."""
    here = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    return Exists(rows.order_by().annotate(here=here).filter(here__startswith=F(path)))


def visible_units(viewer: User) -> QuerySet[OrgUnit]:
    """The units whose people the viewer may see by name: HR, administrator and leader scopes together."""
    if not viewer.is_active:
        return OrgUnit.objects.none()
    return OrgUnit.objects.on(today()).filter(_under(_tops(viewer, SEES_PEOPLE, today()), "path")).order_by("path")


def _placed(condition: Q) -> Exists:
    return Exists(Membership.objects.filter(condition, user=OuterRef("pk")))


def people_in(unit: OrgUnit, *, on: datetime.date | None = None) -> QuerySet[User]:
    """Active people who work in the unit or anywhere below it on that day, sorted by given name. One query."""
    day = on or today()
    holds = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    return User.objects.filter(_placed(Q(unit__path__startswith=unit.path) & holds), is_active=True)


def visible_people(viewer: User) -> QuerySet[User]:
    """Everyone whom the viewer may see by name, the viewer included."""
    if not viewer.is_active:
        return User.objects.none()
    paths = _tops(viewer, SEES_PEOPLE, today())
    if not paths:
        return User.objects.filter(pk=viewer.pk)
    day = today()
    holds = Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gt=day))
    here = _under(paths, "unit__path")
    coming = _placed(here & Q(valid_from__gt=day)) & ~_placed(holds)
    return User.objects.filter(Q(pk=viewer.pk) | _placed(here & holds) | coming)


def can_see_person(viewer: User, person: User) -> bool:
    """Whether the viewer may see this person by name."""
    return viewer.is_active and (viewer.pk == person.pk or visible_people(viewer).filter(pk=person.pk).exists())


def access_person_by_viewer(viewer: User | AnonymousUser, uuid: UUID) -> User:
    """The person at this address, for this viewer. Raises `NotYours` (a 404) if not theirs to see."""
    person = visible_people(viewer).filter(uuid=uuid).first() if isinstance(viewer, User) else None
    if person is None:
        raise NotYours
    return person


def memberships_of(user: User, *, on: datetime.date | None = None) -> QuerySet[Membership]:
    """Where the person works on that day, the main post first (the one held longest)."""
    return Membership.objects.filter(user=user).on(on or today()).select_related("unit").order_by("valid_from", "pk")


def unit_of(user: User, *, on: datetime.date | None = None) -> OrgUnit | None:
    """The unit of the person's main post on that day, or None for who works nowhere."""
    membership = memberships_of(user, on=on).first()
    return membership.unit if membership else None


def unit_by_code(code: str) -> OrgUnit:
    """The unit with this code. Raises `OrgUnit.DoesNotExist`."""
    return OrgUnit.objects.get(code=code)


def ancestors_of(unit: OrgUnit) -> list[OrgUnit]:
    """The units above, nearest first, without the province: what one writes after a division's name."""
    return [above for above in reversed(unit.get_ancestors()) if above.depth > 1]


def place_name(unit: OrgUnit) -> str:
    """The unit with what it belongs to, as one would write it: "Phòng Kinh tế, Xã Đất Mũi"."""
    return ", ".join([unit.name, *(above.name for above in ancestors_of(unit))])


def place_names(units: Iterable[OrgUnit]) -> dict[str, str]:
    """The same for several units at once, by tree path. One query."""
    found = {unit.path: unit for unit in units}
    step = OrgUnit.steplen
    above = {path[:length] for path in found for length in range(2 * step, len(path), step)}
    names = dict(OrgUnit.objects.filter(path__in=above).values_list("path", "name")) if above else {}
    return {
        path: ", ".join([unit.name, *(names[path[:length]] for length in range(len(path) - step, step, -step))])
        for path, unit in found.items()
    }


def search_people(people: QuerySet[User], text: str) -> QuerySet[User]:
    """Those whose name or staff code contains every word, diacritics ignored."""
    for word in fold(text).split():
        people = people.filter(Q(search_name__contains=word) | Q(staff_code__icontains=word))
    return people
