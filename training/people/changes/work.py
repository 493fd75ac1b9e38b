"""A change under way: the tree is locked, units begin and end, and what hangs on them is carried over.

`OrgChange.facts`: `made` [unit, …]; `ended` [unit, …]; `grants` see `carry.carry_grants`; `heads` how many of those
who led no longer do; `posts`, `people` how many were carried; `before`, `after` the places it is told by.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from training.people.changes import rules
from training.people.changes.carry import beyond, carry, carry_grants
from training.people.models import Membership, OrgChange, OrgUnit, RoleGrant, Succession, UnitKind, User
from training.people.names import code_part, fold
from training.people.timeline import tree_on

Kind = OrgChange.Kind


@dataclass
class Work:
    """One change under way: the tree is locked, so changes come one after the other."""

    kind: Kind
    day: datetime.date
    act: str
    by: User | None
    uuid: Any = None
    made: list[OrgUnit] = field(default_factory=list)
    ended: list[OrgUnit] = field(default_factory=list)
    heirs: dict[int, OrgUnit] = field(default_factory=dict)  # ended unit → who keeps its affairs
    heads: int = 0

    def __post_init__(self) -> None:
        rules.check_day(self.day)
        self.act = rules.check_act(self.act)
        list(OrgUnit.objects.select_for_update().filter(depth=1))
        self.called = {unit.id: (unit.name, unit.short_name) for unit in tree_on(self.day).units.values()}

    # --- units ------------------------------------------------------------------------------------------

    def below(self, unit: OrgUnit) -> list[OrgUnit]:
        """What exists below it on that day or later, locked, in tree order."""
        found = OrgUnit.objects.select_for_update(no_key=True).filter(
            path__startswith=unit.path, depth__gt=unit.depth
        )
        return [one for one in found.order_by("path") if one.valid_to is None or one.valid_to > self.day]

    def may_end(self, unit: OrgUnit) -> list[OrgUnit]:
        list(OrgUnit.objects.select_for_update(no_key=True).filter(pk=unit.pk))
        below = self.below(unit)
        rules.check_may_end(unit, below, self.day)
        return below

    def plant(self, parent: OrgUnit, name: str, short_name: str, kind: str, *, code: str = "") -> OrgUnit:
        """A new unit below `parent` from that day."""
        unit = OrgUnit(
            code=_free_code(code or _code(parent, name, kind)),
            name=name,
            short_name=short_name,
            kind=kind,
            valid_from=self.day,
        )
        fresh = OrgUnit.objects.get(pk=parent.pk)  # treebeard counts children on the row that it is given
        fresh.add_child(instance=unit)
        self.made.append(unit)
        return unit

    def again(self, unit: OrgUnit, parent: OrgUnit) -> OrgUnit:
        """The same unit, going on below another one."""
        name, short_name = self.called[unit.pk]
        kind = unit.kind
        if parent.depth > 1 and kind == UnitKind.DEPARTMENT:
            kind = UnitKind.DIVISION
        elif parent.depth == 1 and kind == UnitKind.DIVISION:
            kind = UnitKind.DEPARTMENT
        kind = rules.check_kind(kind, parent)
        last = unit.code.rsplit("/", 1)[-1]
        return self.plant(parent, name, short_name, kind, code=last if parent.depth == 1 else f"{parent.code}/{last}")

    def absorb(self, unit: OrgUnit, into: OrgUnit) -> None:
        """The unit ends and goes on in `into`; its parts go on in the parts of the same name there, else below it."""
        self.end(unit, into)
        parts = {name: one for one in _standing(into, self.day) for name in rules.names_from(one, self.day)}
        for child in _standing(unit, self.day):
            there = parts.get(fold(self.called[child.pk][0]))
            self.absorb(child, there or self.again(child, into))

    def end(self, unit: OrgUnit, heir: OrgUnit | None = None) -> None:
        self.ended.append(unit)
        if heir is not None:
            self.heirs[unit.pk] = heir

    # --- what hangs on them -----------------------------------------------------------------------------

    def finish(
        self,
        top: OrgUnit,
        *,
        into: Callable[[Membership], int | None] | None = None,
        leading: Iterable[int] | None = None,
        grants: Mapping[int, Sequence[int]] | None = None,
        also: Iterable[tuple[OrgUnit, OrgUnit]] = (),
        touched: Iterable[OrgUnit] = (),
        before: Sequence[str] = (),
        after: Sequence[str] = (),
    ) -> OrgChange:
        """Write the change down and carry over what hangs on the units that end."""
        change = OrgChange(kind=self.kind, day=self.day, act=self.act, by=self.by, top=top)
        if self.uuid:
            change.uuid = self.uuid
        change.save(force_insert=True)
        ending = {unit.pk for unit in self.ended}
        OrgUnit.objects.filter(pk__in=ending).update(valid_to=self.day)
        main = [(unit, self.heirs[unit.pk], True) for unit in self.ended if unit.pk in self.heirs]
        Succession.objects.bulk_create(
            Succession(change=change, predecessor=old, successor=new, day=self.day, main=kept)
            for old, new, kept in [*main, *((old, new, False) for old, new in also)]
        )
        posts, people = self._posts(change, ending, into, leading)
        scopes: dict[int, Callable[[RoleGrant], Sequence[int]]] = {}
        for pk in ending | {unit.pk for unit in touched if grants is not None}:
            heir = self.heirs.get(pk)
            scopes[pk] = _chosen(grants or {}, [heir.pk] if heir else [])
        moved = carry_grants(change, scopes) if ending or grants else []
        change.facts = {
            "made": [unit.pk for unit in self.made],
            "ended": sorted(ending),
            "grants": moved,
            "heads": self.heads,
            "posts": posts,
            "people": people,
            "before": list(before),
            "after": list(after),
        }
        change.save(update_fields=["facts"])
        change.touches.add(*self.ended, *self.made, *self.heirs.values(), *touched)
        return change

    def _posts(
        self,
        change: OrgChange,
        ending: set[int],
        into: Callable[[Membership], int | None] | None,
        leading: Iterable[int] | None,
    ) -> tuple[int, int]:
        posts = list(Membership.objects.filter(beyond(self.day), unit__in=ending))
        where = {post.pk: (into(post) if into else None) or self._heir(post) for post in posts}
        if into is not None:  # of a unit that stays, some go
            staying = Membership.objects.filter(beyond(self.day)).exclude(unit__in=ending)
            for post in staying.filter(unit__in=[unit.pk for unit in self.kept]):
                if (to := into(post)) is not None and to != post.unit_id:
                    posts.append(post)
                    where[post.pk] = to
        going_on = {post.pk for post in posts if post.is_manager}
        if leading is not None:
            going_on = self._heads(posts, where, set(leading))
        self.heads = sum(post.is_manager and post.pk not in going_on for post in posts)
        carry(change, posts, lambda post: where[post.pk], lambda post: post.pk in going_on)
        return len(posts), len({post.user_id for post in posts})

    def _heads(self, posts: Iterable[Membership], where: Mapping[int, int], chosen: set[int]) -> set[int]:
        """Who leads on: of the merged units themselves who was chosen; of their parts the head that is there, else
        the first unit's."""
        heads = Membership.objects.filter(beyond(self.day), unit__in=where.values(), is_manager=True)
        led_by = {unit: unit for unit in heads.values_list("unit", flat=True)}
        order = {unit.pk: place for place, unit in enumerate(self.ended)}
        found = set()
        for post in sorted(posts, key=lambda post: order[post.unit_id]):
            if not post.is_manager:
                continue
            if post.unit_id in self.tops:
                found |= {post.pk} & chosen
            elif led_by.setdefault(where[post.pk], post.unit_id) == post.unit_id:
                found.add(post.pk)
        return found

    kept: Sequence[OrgUnit] = ()
    tops: frozenset[int] = frozenset()

    def _heir(self, post: Membership) -> int:
        return self.heirs[post.unit_id].pk


def _chosen(grants: Mapping[int, Sequence[int]], otherwise: Sequence[int]) -> Callable[[RoleGrant], Sequence[int]]:
    return lambda grant: grants.get(grant.pk, otherwise)


def _standing(unit: OrgUnit, day: datetime.date) -> list[OrgUnit]:
    """Its parts that exist on that day and do not end later, in tree order."""
    return [one for one in rules.living_children(unit, day) if one.valid_from <= day and one.valid_to is None]


def _code(parent: OrgUnit, name: str, kind: str) -> str:
    part = code_part(name) or "don-vi"
    return part if parent.depth == 1 else f"{parent.code}/{part}"


def _free_code(wanted: str) -> str:
    wanted = wanted[:74].rstrip("-/")
    taken = set(OrgUnit.objects.filter(code__startswith=wanted).values_list("code", flat=True))
    number, code = 1, wanted
    while code in taken:
        number += 1
        code = f"{wanted}-{number}"
    return code


def parent_of(unit: OrgUnit) -> OrgUnit:
    return OrgUnit.objects.get(path=unit.path[: -OrgUnit.steplen])


def common_top(units: Iterable[OrgUnit]) -> OrgUnit:
    """The lowest unit above which nothing of these stands."""
    paths = [unit.path for unit in units]
    path = paths[0]
    while not all(other.startswith(path) for other in paths):
        path = path[: -OrgUnit.steplen]
    return OrgUnit.objects.get(path=path)
