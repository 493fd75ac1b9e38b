"""The six kinds of change, inside the caller's transaction: each returns its `OrgChange`, or raises why not."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from training.people.changes import rules
from training.people.changes.carry import beyond
from training.people.changes.work import Work, common_top, parent_of
from training.people.errors import PeopleRefused
from training.people.models import Membership, OrgChange, OrgUnit, RoleGrant, UnitName
from training.people.names import fold
from training.people.selectors import today


@dataclass(frozen=True)
class Part:
    """One of the units that a split makes."""

    name: str
    short_name: str = ""


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
    parent = parent_of(unit) if unit.depth > 1 else unit
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
    parent = parent_of(unit)
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
        parent = parent_of(units[0])
        kind = rules.check_kind(unit_kind or units[0].kind, parent)
        rules.check_beside(name, parent, work.day, ending=[unit.pk for unit in units])
        target = work.plant(parent, name, short_name, kind)
    else:
        rules.check_stands(into, work.day)
        target = into
    for unit in units:
        work.absorb(unit, target)
    work.tops = frozenset(unit.pk for unit in units)
    chosen = _default_heads(work, units, into) if leading is None else leading
    top = common_top([*map(parent_of, units), parent_of(target) if target.depth > 1 else target])
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
    parent = parent_of(unit)
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
        work.kept = [unit]
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
    parent = parent_of(unit)
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
