"""Whatever happens to the organisation, every past day draws as it did, and everybody is where they should be.

The model is as plain as can be: a unit is the tuple of names from the province down to it, the organisation of a day
a set of those, and a person or a role the set of units it belongs to. Merging, moving and renaming replace the
beginning of a tuple; nothing of the product's rows, paths or links is known to it.
"""

import datetime
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from training.people import api, selectors
from training.people.changes import api as changes
from training.people.models import Membership, OrgChange, OrgUnit, Role, RoleGrant, User
from training.people.selectors import today

Unit = tuple[str, ...]
ROOT: Unit = ("Tỉnh",)
Deeds = list[tuple[int, int, int, int]]


@dataclass
class State:
    """The organisation of one day."""

    units: set[Unit] = field(default_factory=set)
    works: dict[str, set[Unit]] = field(default_factory=dict)
    roles: dict[str, set[Unit]] = field(default_factory=dict)

    def copy(self) -> "State":
        return deepcopy(self)

    def placed(self) -> list[tuple[str, Unit]]:
        return pairs_of(self.works)

    def replace(self, change: Callable[[Unit], Unit | None]) -> None:
        def those(units: set[Unit]) -> set[Unit]:
            return {new for unit in units if (new := change(unit)) is not None}

        self.units = those(self.units)
        self.works = {who: those(units) for who, units in self.works.items()}
        self.roles = {who: those(units) for who, units in self.roles.items()}

    def below(self, unit: Unit) -> list[Unit]:
        return sorted(one for one in self.units if one[:-1] == unit)


def put(old: Unit, new: Unit) -> Callable[[Unit], Unit]:
    return lambda unit: new + unit[len(old) :] if unit[: len(old)] == old else unit


class World:
    """The product and the model side by side."""

    def __init__(self) -> None:
        self.day = today()
        self.made = 0
        self.later: list[tuple[datetime.date, Callable[[Unit], Unit | None]]] = []  # what each day's deed did
        self.moved: dict[str, datetime.date] = {}  # who was last transferred on which day
        root = OrgUnit.add_root(
            code="tinh", name="Tỉnh", short_name="Tỉnh", kind="province", valid_from=self.back(400)
        )
        self.state = State({ROOT})
        for letter in "ABCD":
            unit = self.plant(root, f"Xã {letter}", "commune")
            for part in ("Một", "Hai"):
                division = self.plant(unit, f"Phòng {part}", "division")
                self.hire(f"{letter}-{part}", division, (*ROOT, unit.name, division.name))
            self.hire(letter, unit, (*ROOT, unit.name))
            self.grant(letter, unit, (*ROOT, unit.name))
        self.days: dict[datetime.date, State] = {self.day: self.state.copy()}

    def back(self, days: int) -> datetime.date:
        return today() - datetime.timedelta(days=days)

    def plant(self, parent: OrgUnit, name: str, kind: str) -> OrgUnit:
        unit = OrgUnit(code=f"{parent.code}/{name}", name=name, short_name=name, kind=kind, valid_from=self.back(400))
        OrgUnit.objects.get(pk=parent.pk).add_child(instance=unit)
        self.state.units.add((*ROOT, *([parent.name] if parent.depth > 1 else []), name))
        return unit

    def hire(self, name: str, unit: OrgUnit, at: Unit) -> None:
        user = User.objects.create(staff_code=name, full_name=f"Người {name}")
        api.place(acting_user=None, user=user, unit=unit, position="x", valid_from=self.back(300))
        self.state.works[name] = {at}

    def grant(self, name: str, unit: OrgUnit, at: Unit) -> None:
        api.grant_role(
            acting_user=None, user=self.user(name), role=Role.HR, scope=unit, valid_from=self.back(300)
        )  # fmt: skip
        self.state.roles[name] = {at}

    def user(self, name: str) -> User:
        return User.objects.get(full_name=f"Người {name}")

    def unit(self, named: Unit) -> OrgUnit:
        tree = selectors.tree_on(self.day)
        found = [one.id for one in tree.units.values() if names_of(tree, one) == named]
        return OrgUnit.objects.get(pk=found[0])

    def change(self, kind: str, **what: Any) -> None:
        changes.change(acting_user=None, kind=kind, day=self.day, act="Quyết định", **what)

    # --- deeds ------------------------------------------------------------------------------------------

    def do(self, what: int, a: int, b: int, c: int) -> None:
        """One of the deeds, on a later day; some changes are taken back at once, and done again."""
        self.day += datetime.timedelta(days=1 + c % 3)
        before, known = self.state.copy(), OrgChange.objects.count()
        deeds = (self.merge, self.merge_into, self.move, self.rename, self.split, self.found, self.dissolve)
        deed = (*deeds, self.transfer, self.transfer_earlier)[what]
        self.later.append((self.day, lambda unit: unit))
        deed(a, b, c)
        if (a + b + c) % 5 == 0 and OrgChange.objects.count() > known:
            changes.take_back(acting_user=None, change=OrgChange.objects.order_by("pk").last())
            self.state, self.later[-1] = before, (self.day, lambda unit: unit)
            assert sorted(units_on(self.day)) == sorted(before.units)
            assert works_on(self.day) == before.placed()
            deed(a, b, c)
        self.days[self.day] = self.state.copy()

    def replace(self, change: Callable[[Unit], Unit | None]) -> None:
        """What a change does to every unit, and to whoever is put there before it holds."""
        self.state.replace(change)
        self.later[-1] = (self.day, change)

    def fresh(self, word: str) -> str:
        self.made += 1
        return f"{word} mới {self.made}"

    def merge(self, a: int, b: int, c: int) -> None:
        parent = sorted(unit for unit in self.state.units if len(self.state.below(unit)) > 1)
        if not parent:
            return
        beside = self.state.below(parent[a % len(parent)])
        one = beside[b % len(beside)]
        two = beside[(b + 1) % len(beside)]
        new = (*one[:-1], self.fresh("Hợp nhất"))
        units = [self.unit(one), self.unit(two)]
        self.change("merge", units=units, into=None, name=new[-1], short_name="", unit_kind="")
        self.replace(lambda unit: put(two, new)(put(one, new)(unit)))

    def merge_into(self, a: int, b: int, c: int) -> None:
        beside = self.state.below(ROOT)
        if len(beside) < 2:
            return
        one, two = beside[a % len(beside)], beside[(a + 1) % len(beside)]
        self.change("merge", units=[self.unit(one)], into=self.unit(two), name="", short_name="", unit_kind="")
        self.replace(put(one, two))

    def move(self, a: int, b: int, c: int) -> None:
        divisions = sorted(unit for unit in self.state.units if len(unit) == 3)
        communes = self.state.below(ROOT)
        if not divisions:
            return
        one, to = divisions[a % len(divisions)], communes[b % len(communes)]
        new = (*to, one[-1])
        if new not in self.state.units:
            self.change("move", unit=self.unit(one), to=self.unit(to))
            self.replace(put(one, new))

    def rename(self, a: int, b: int, c: int) -> None:
        units = sorted(self.state.units - {ROOT})
        one = units[a % len(units)]
        new = (*one[:-1], self.fresh("Tên"))
        self.change("rename", unit=self.unit(one), name=new[-1], short_name="")
        self.replace(put(one, new))

    def split(self, a: int, b: int, c: int) -> None:
        communes = self.state.below(ROOT)
        one = communes[a % len(communes)]
        keeps = bool(b % 2)
        names = [(*ROOT, self.fresh("Tách")) for _ in range(1 if keeps else 2)]
        targets = [one, *names] if keeps else names
        unit = self.unit(one)
        parts = {child: place % 2 for place, child in enumerate(self.state.below(one), c)}
        goes = {who: place % 2 for place, who in enumerate(sorted(self.state.works), a)}
        posts = Membership.objects.on(self.day).filter(unit=unit).select_related("user")
        grants = RoleGrant.objects.on(self.day).filter(scope=unit)
        self.change(
            "split",
            unit=unit,
            parts=[changes.Part(name[-1]) for name in names],
            keeps=keeps,
            children={self.unit(child).pk: to for child, to in parts.items()},
            people={post.pk: goes[post.user.full_name.removeprefix("Người ")] for post in posts},
            grants={grant.pk: [0, 1] for grant in grants},
        )
        works = {who: (targets[goes[who]] if one in units else None) for who, units in self.state.works.items()}
        roles = {who for who, units in self.state.roles.items() if one in units}

        def gone(unit: Unit) -> Unit | None:
            for child, to in parts.items():
                if unit[: len(child)] == child:
                    return put(one, targets[to])(unit)
            return unit if unit != one or keeps else None

        self.state.replace(gone)
        self.later[-1] = (self.day, lambda unit: targets[0] if unit == one else gone(unit))
        self.state.units |= set(targets)
        for who, to in works.items():
            if to:
                self.state.works[who] = (self.state.works[who] - {one}) | {to}
        for who in roles:
            self.state.roles[who] |= set(targets)

    def found(self, a: int, b: int, c: int) -> None:
        communes = self.state.below(ROOT)
        new = (*communes[a % len(communes)], self.fresh("Phòng"))
        self.change("found", parent=self.unit(new[:-1]), name=new[-1], short_name="", unit_kind="division")
        self.state.units.add(new)

    def transfer(self, a: int, b: int, c: int) -> None:
        """To somewhere else, or (every third time) into a second post beside the first."""
        who = sorted(self.state.works)[a % len(self.state.works)]
        units = sorted(self.state.units - self.state.works[who] - {ROOT})
        if not units:
            return
        to = units[b % len(units)]
        if c % 3:
            api.move(acting_user=None, user=self.user(who), to=self.unit(to), position="y", on=self.day)
            self.state.works[who] = {to}
            self.moved[who] = self.day
        else:
            api.place(acting_user=None, user=self.user(who), unit=self.unit(to), position="z", valid_from=self.day)
            self.state.works[who].add(to)
            self.moved[who] = self.day

    def transfer_earlier(self, a: int, b: int, c: int) -> None:
        """On a day before changes that are known already: those carry the new post on, and no longer the old one."""
        who = sorted(self.state.works)[a % len(self.state.works)]
        days = [day for day in self.days if day > self.moved.get(who, today())]
        if not days:
            return
        day = days[c % len(days)]
        units = sorted(self.days[day].units - self.days[day].works[who] - {ROOT})
        tree = selectors.tree_on(day)
        to = units[b % len(units)]
        unit = next(one.id for one in tree.units.values() if names_of(tree, one) == to)
        api.move(acting_user=None, user=self.user(who), to=OrgUnit.objects.get(pk=unit), position="t", on=day)
        self.moved[who] = day
        at: Unit | None = to
        for then, change in self.later:
            if then > day:
                at = None if at is None else change(at)
            state = self.state if then == self.day else self.days[then]
            if then >= day:
                state.works[who] = {at} if at else set()

    def dissolve(self, a: int, b: int, c: int) -> None:
        held = {unit[:end] for units in self.state.works.values() for unit in units for end in range(len(unit) + 1)}
        empty = sorted(self.state.units - held - {ROOT})
        if empty:
            one = empty[a % len(empty)]
            self.change("dissolve", unit=self.unit(one))
            self.replace(lambda unit: None if unit[: len(one)] == one else unit)

    # --- what must hold ---------------------------------------------------------------------------------

    def check(self) -> None:
        assert OrgUnit.find_problems() == ([], [], [], [], [])
        last = max(self.days)
        for day, state in self.days.items():
            named = units_on(day)
            assert sorted(named) == sorted(state.units), day
            assert works_on(day) == state.placed(), day
            grants = RoleGrant.objects.on(day).values_list("user__full_name", "scope__path")
            assert pairs(grants, named) == pairs_of(state.roles), day
            self._check_as_organised_now(day, last)

    def _check_as_organised_now(self, then: datetime.date, now: datetime.date) -> None:
        """Everybody of that day counts, in units that exist now."""
        there = set(selectors.tree_on(now).units)
        placed = selectors.placed(then, as_organised=now)
        assert {one.user for one in placed} == {one.user for one in selectors.placed(then)}
        assert {one.unit for one in placed} <= there
        assert set(selectors.unit_map(then, now).values()) <= there


def names_of(tree: selectors.OrgTree, unit: selectors.TreeUnit) -> Unit:
    return (*(above.name for above in reversed(tree.above(unit))), unit.name)


def units_on(day: datetime.date) -> dict[Unit, str]:
    """Every unit by its names → the path of its row."""
    tree = selectors.tree_on(day)
    return {names_of(tree, unit): unit.path for unit in tree.units.values()}


def works_on(day: datetime.date) -> list[tuple[str, Unit]]:
    return pairs(Membership.objects.on(day).values_list("user__full_name", "unit__path"), units_on(day))


def pairs(rows: Iterable[tuple[str, str]], named: dict[Unit, str]) -> list[tuple[str, Unit]]:
    """Who → what it is called; a row in a unit that does not exist then has no name, and fails."""
    names = {path: unit for unit, path in named.items()}
    return sorted((name.removeprefix("Người "), names[path]) for name, path in rows)


def pairs_of(units: dict[str, set[Unit]]) -> list[tuple[str, Unit]]:
    return sorted((who, unit) for who, all_of in units.items() for unit in all_of)


def happen(deeds: Deeds) -> None:
    with transaction.atomic():
        world = World()
        for deed in deeds:
            world.do(*deed)
        world.check()
        transaction.set_rollback(True)


numbers = st.integers(0, 60)
DEEDS = st.lists(st.tuples(st.integers(0, 8), numbers, numbers, numbers), min_size=3, max_size=10)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@pytest.mark.exhaustive
@pytest.mark.thorough
@settings(max_examples=25, deadline=None, suppress_health_check=QUIET)
@given(deeds=DEEDS)
def test_any_history_is_drawn_as_it_was_and_everybody_is_where_they_should_be(db: None, deeds: Deeds):
    happen(deeds)


EACH_KIND = [
    (0, 0, 0, 1), (4, 2, 1, 1), (7, 3, 4, 0), (3, 1, 0, 4), (2, 1, 2, 1), (1, 1, 0, 1), (5, 0, 0, 0), (6, 0, 0, 0),
    (8, 2, 7, 0),
]  # fmt: skip


@pytest.mark.django_db
def test_one_history_with_every_kind_of_change():
    happen(EACH_KIND)
