"""The doors for changing the organisation. Keyword-only, one transaction each.

Who acts must be HR officer over everything that a change concerns (`OrgChange.top`); `acting_user=None` is the
set-up. A `key` (a UUID) makes a change that is sent twice one change.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from training.people.changes import do
from training.people.changes.do import Part, settle_names
from training.people.changes.selectors import covers, with_parts
from training.people.changes.undo import undo
from training.people.changes.work import Work
from training.people.errors import NotYours
from training.people.models import OrgChange, OrgUnit, Role, RoleGrant, User

__all__ = ["Effects", "Part", "change", "preview", "settle_names", "take_back"]

Kind = OrgChange.Kind
DOES: dict[str, Callable[..., OrgChange]] = {
    Kind.FOUND: do.found,
    Kind.RENAME: do.rename,
    Kind.MOVE: do.move,
    Kind.MERGE: do.merge,
    Kind.SPLIT: do.split,
    Kind.DISSOLVE: do.dissolve,
}


@transaction.atomic
def change(
    *, acting_user: User | None, kind: str, day: date, act: str, key: UUID | None = None, **what: Any
) -> OrgChange:
    """Enter a change that holds from `day` on: today, a day to come, or up to a month ago. `what`: see `do`.

    Raises `PeopleRefused` with a sentence, `NotYours` outside the HR officer's units.
    """
    if key is not None:
        list(OrgUnit.objects.select_for_update().filter(depth=1))
        known = OrgChange.objects.filter(uuid=key, by=acting_user).first()
        if known is not None:
            return known
    _check_reach(acting_user, _named(what))
    work = Work(Kind(kind), day, act, acting_user, key)
    for unit in _named(what):  # as they are now that nobody else changes them
        try:
            unit.refresh_from_db()
        except OrgUnit.DoesNotExist:
            raise NotYours from None
    made = DOES[kind](work, **what)
    _check_reach(acting_user, [made.top])
    return made


@transaction.atomic
def take_back(*, acting_user: User | None, change: OrgChange) -> None:
    """Undo it. Raises `PeopleRefused` if something else followed, `NotYours`."""
    held = OrgChange.objects.select_for_update().get(pk=change.pk)
    _check_reach(acting_user, [held.top])
    undo(held, by=acting_user)
    change.refresh_from_db()


def _named(what: dict[str, Any]) -> list[OrgUnit]:
    """The units that are named: of somebody else's nothing is told, not even why it cannot be."""
    return [
        one for value in what.values() for one in (value if isinstance(value, list) else [value]) if _is_unit(one)
    ]


def _is_unit(value: object) -> bool:
    return isinstance(value, OrgUnit)


def _check_reach(user: User | None, units: Iterable[OrgUnit]) -> None:
    if user is not None and not all(covers(user, unit) for unit in units):
        raise NotYours


@dataclass(frozen=True)
class Effects:
    """What a change does, counted by doing it."""

    ends: list[tuple[OrgUnit, int]]  # the units, and how many parts of each
    makes: list[tuple[OrgUnit, int]]
    posts: int
    people: int
    heads: int
    grants: list[tuple[str, str, str, str]]  # who, role, over what, over what afterwards ("": ends)
    refers: list[tuple[str, int]] = field(default_factory=list)  # kinds of records that name units which end


#: What other parts of the product keep by unit, in words (those parts import this one, not the other way round).
WORDS = {"assignment": _("lessons assigned"), "need": _("needs of staff")}


class _TakenBack(Exception):
    pass


def preview(**what: Any) -> Effects:
    """What `change(**what)` would do. It is done and taken back, so this is no guess; refusals are the same."""
    found: list[Effects] = []
    try:
        with transaction.atomic():
            found.append(_effects(change(**what)))
            raise _TakenBack
    except _TakenBack:
        return found[0]


def _effects(change: OrgChange) -> Effects:
    grants = []
    for ended, _was, made in change.facts["grants"]:
        grant = RoleGrant.objects.select_related("user", "scope").get(pk=ended)
        new = RoleGrant.objects.filter(pk__in=made).select_related("scope")
        after = "; ".join(str(one.scope) for one in new)
        if not after and grant.valid_to != change.day:
            after = str(grant.scope)
        grants.append(
            (str(grant.user), str(Role(grant.role).label), str(grant.scope), after or _elsewhere(grant, change))
        )
    return Effects(
        ends=with_parts(OrgUnit.objects.filter(pk__in=change.facts["ended"])),
        makes=with_parts(OrgUnit.objects.filter(pk__in=change.facts["made"])),
        posts=change.facts["posts"],
        people=change.facts["people"],
        heads=change.facts["heads"],
        grants=grants,
        refers=_refers(change.facts["ended"]),
    )


def _elsewhere(grant: RoleGrant, change: OrgChange) -> str:
    """The unit that follows, if the person holds the role there already."""
    heir = change.successions.filter(predecessor=grant.scope_id, main=True).select_related("successor").first()
    if heir and RoleGrant.objects.on(change.day).filter(user=grant.user_id, role=grant.role, scope=heir.successor_id):
        return str(heir.successor)
    return ""


def _refers(ended: list[int]) -> list[tuple[str, int]]:
    """Records of other parts of the product that name these units; they count for the successors from that day on."""
    found = []
    for relation in OrgUnit._meta.related_objects:
        model = relation.related_model
        if isinstance(model, str) or model._meta.app_label == "people" or relation.field.many_to_many:
            continue
        count = model._base_manager.filter(**{f"{relation.field.name}__in": ended}).count()
        if count:
            found.append((str(WORDS.get(model._meta.model_name or "", model._meta.verbose_name_plural)), count))
    return found
