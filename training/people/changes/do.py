"""The changes themselves, inside the caller's transaction. Each returns its `OrgChange`, or raises `PeopleRefused`.

`OrgChange.facts`: `made` [unit, …]; `ended` [unit, …]; `grants` see `carry.carry_grants`; `heads` how many of those
who led no longer do; `posts`, `people` how many were carried; `before`, `after` the places it is told by.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from training.people.changes import rules
from training.people.changes.carry import beyond, carry, carry_grants
from training.people.errors import PeopleRefused
from training.people.models import Membership, OrgChange, OrgUnit, RoleGrant, Succession, UnitKind, UnitName, User
from training.people.names import code_part, fold
from training.people.selectors import today
from training.people.timeline import tree_on

Kind = OrgChange.Kind


@dataclass(frozen=True)
class Part:
    """One of the units that a split makes."""

    name: str
    short_name: str = ""


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
            for post in staying.filter(unit__in=[unit.pk for unit in self._kept]):
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
            if post.unit_id in self._tops:
                found |= {post.pk} & chosen
            elif led_by.setdefault(where[post.pk], post.unit_id) == post.unit_id:
                found.add(post.pk)
        return found

    _kept: Sequence[OrgUnit] = ()
    _tops: frozenset[int] = frozenset()

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


def _parent(unit: OrgUnit) -> OrgUnit:
    return OrgUnit.objects.get(path=unit.path[: -OrgUnit.steplen])


def common_top(units: Iterable[OrgUnit]) -> OrgUnit:
    """The lowest unit above which nothing of these stands."""
    paths = [unit.path for unit in units]
    path = paths[0]
    while not all(other.startswith(path) for other in paths):
        path = path[: -OrgUnit.steplen]
    return OrgUnit.objects.get(path=path)


# --- the six kinds --------------------------------------------------------------------------------------


def found(work: Work, *, parent: OrgUnit, name: str, short_name: str, unit_kind: str) -> OrgChange:
    name, short_name = rules.check_name(name, short_name)
    rules.check_stands(parent, work.day)
    kind = rules.check_kind(unit_kind, parent)
    rules.check_beside(name, parent, work.day)
    work.plant(parent, name, short_name, kind)
    return work.finish(parent, touched=[parent], after=[f"{name}, {parent}"])


def rename(work: Work, *, unit: OrgUnit, name: str, short_name: str) -> OrgChange:
    name, short_name = rules.check_name(name, short_name)
    rules.check_stands(unit, work.day)
    was, was_short = work.called[unit.pk]
    if (name, short_name) == (was, was_short):
        raise PeopleRefused(_("That is its name already."))
    if unit.valid_from == work.day:
        raise PeopleRefused(_("It bears its name from that day on. Choose a later day."))
    if unit.names.filter(valid_from__gte=work.day).exists():
        raise PeopleRefused(_("A later change of the name is known already. Undo that one first."))
    parent = _parent(unit) if unit.depth > 1 else unit
    if unit.depth > 1 and fold(name) != fold(was):
        rules.check_beside(name, parent, work.day, ending=[unit.pk])
    change = work.finish(parent, touched=[unit], before=[was], after=[name])
    if not unit.names.exists():
        UnitName.objects.create(unit=unit, name=was, short_name=was_short, valid_from=unit.valid_from)
    unit.names.filter(valid_to=None).update(valid_to=work.day)
    UnitName.objects.create(unit=unit, change=change, name=name, short_name=short_name, valid_from=work.day)
    settle_names()
    return change


def move(work: Work, *, unit: OrgUnit, to: OrgUnit) -> OrgChange:
    rules.check_stands(to, work.day)
    if to.path.startswith(unit.path):
        raise PeopleRefused(_("A unit cannot stand below itself. Choose a unit outside %(unit)s.") % {"unit": unit})
    work.may_end(unit)
    parent = _parent(unit)
    if to.pk == parent.pk:
        raise PeopleRefused(_("It stands there already."))
    name = work.called[unit.pk][0]
    rules.check_beside(name, to, work.day)
    work.absorb(unit, work.again(unit, to))
    return work.finish(common_top([parent, to]), touched=[to], before=[f"{name}, {parent}"], after=[f"{name}, {to}"])


def merge(
    work: Work,
    *,
    units: Sequence[OrgUnit],
    into: OrgUnit | None,
    name: str,
    short_name: str,
    unit_kind: str,
    leading: Iterable[int] | None = None,
) -> OrgChange:
    """Into a unit that stands, or into a new one beside the first of them."""
    units = list(dict.fromkeys(units))
    if len(units) < (1 if into else 2):
        raise PeopleRefused(_("Choose at least two units to merge, or one and the unit that takes it in."))
    _check_apart([*units, *([into] if into else [])])
    for unit in units:
        work.may_end(unit)
    names = [work.called[unit.pk][0] for unit in units]
    if into is None:
        name, short_name = rules.check_name(name, short_name)
        parent = _parent(units[0])
        kind = rules.check_kind(unit_kind or units[0].kind, parent)
        rules.check_beside(name, parent, work.day, ending=[unit.pk for unit in units])
        target = work.plant(parent, name, short_name, kind)
    else:
        rules.check_stands(into, work.day)
        target = into
    for unit in units:
        work.absorb(unit, target)
    work._tops = frozenset(unit.pk for unit in units)
    chosen = _default_heads(work, units, into) if leading is None else leading
    top = common_top([*map(_parent, units), _parent(target) if target.depth > 1 else target])
    return work.finish(top, leading=chosen, touched=[target], before=names, after=[target.name])


def _check_apart(units: Sequence[OrgUnit]) -> None:
    for unit in units:
        for other in units:
            if unit.pk != other.pk and unit.path.startswith(other.path):
                say = _("%(unit)s is a part of %(other)s: they cannot be merged with each other.")
                raise PeopleRefused(say % {"unit": unit, "other": other})
    if len({unit.pk for unit in units}) < len(units):
        raise PeopleRefused(_("A unit cannot be merged into itself."))


def _default_heads(work: Work, units: Sequence[OrgUnit], into: OrgUnit | None) -> set[int]:
    """Who leads afterwards, if nobody says: whoever leads the unit that takes the others in, else the first one's."""
    heads = Membership.objects.filter(beyond(work.day), is_manager=True)
    if into is not None and heads.filter(unit=into).exists():
        return set()
    return set(heads.filter(unit=units[0]).values_list("pk", flat=True))


def split(
    work: Work,
    *,
    unit: OrgUnit,
    parts: Sequence[Part],
    keeps: bool,
    children: Mapping[int, int],
    people: Mapping[int, int],
    grants: Mapping[int, Sequence[int]],
) -> OrgChange:
    """Into `parts`, beside it. With `keeps` the unit itself goes on as part 0 and `parts` are the others; else it
    ends and the first of them keeps its affairs. `children`, `people` (posts in the unit itself; part 0 for who is
    not named) and `grants` (roles over the unit itself) say which part each goes to, by number."""
    if len(parts) < (1 if keeps else 2):
        raise PeopleRefused(_("Name at least two units that come out of it."))
    below = work.may_end(unit)
    parent = _parent(unit)
    named = [rules.check_name(part.name, part.short_name) for part in parts]
    folded = [fold(name) for name, _short in named] + ([fold(work.called[unit.pk][0])] if keeps else [])
    if len(set(folded)) < len(folded):
        raise PeopleRefused(_("Two of the new units have the same name."))
    for name, _short in named:
        rules.check_beside(name, parent, work.day, ending=[] if keeps else [unit.pk])
    targets = [unit] if keeps else []
    targets += [work.plant(parent, name, short_name, unit.kind) for name, short_name in named]
    standing = [child for child in below if child.depth == unit.depth + 1]
    _check_chosen(standing, children, len(targets))
    held = RoleGrant.objects.filter(beyond(work.day), scope=unit)
    if set(held.values_list("pk", flat=True)) - set(grants):
        raise PeopleRefused(_("Choose for every role over the unit which of the new units it is for."))
    for child in standing:
        if targets[children[child.pk]] != unit:
            work.absorb(child, work.again(child, targets[children[child.pk]]))
    if keeps:
        work._kept = [unit]
    else:
        work.end(unit, targets[0])

    def into(post: Membership) -> int | None:
        return targets[people.get(post.pk, 0)].pk if post.unit_id == unit.pk else None

    return work.finish(
        parent,
        into=into,
        grants={pk: [targets[number].pk for number in numbers] for pk, numbers in grants.items()},
        also=[(unit, target) for target in targets[1:]],
        touched=[unit],
        before=[work.called[unit.pk][0]],
        after=[*([work.called[unit.pk][0]] if keeps else []), *(name for name, _short in named)],
    )


def _check_chosen(standing: Sequence[OrgUnit], children: Mapping[int, int], count: int) -> None:
    for child in standing:
        if child.pk not in children or not 0 <= children[child.pk] < count:
            raise PeopleRefused(_("Choose where %(unit)s goes.") % {"unit": child})


def dissolve(work: Work, *, unit: OrgUnit) -> OrgChange:
    below = work.may_end(unit)
    posts = Membership.objects.filter(beyond(work.day), unit__in=[unit, *below])
    if count := posts.values("user").distinct().count():
        say = _("%(count)s people still work there on that day or later. Move them first, or merge the unit.")
        raise PeopleRefused(say % {"count": count})
    for one in [unit, *below]:
        work.end(one)
    parent = _parent(unit)
    return work.finish(parent, touched=[parent], before=[f"{work.called[unit.pk][0]}, {parent}"])


def settle_names() -> int:
    """Rows say today's name: those whose name changed by date are brought in line. Returns how many."""
    current = {one.unit_id: one for one in UnitName.objects.on(today())}
    changed = 0
    for unit in OrgUnit.objects.filter(pk__in=current):
        named = current[unit.pk]
        if (unit.name, unit.short_name) != (named.name, named.short_name):
            unit.name, unit.short_name = named.name, named.short_name
            unit.save(update_fields=["name", "short_name", "search_name"])
            changed += 1
    return changed
