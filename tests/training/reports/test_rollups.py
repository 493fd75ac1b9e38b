"""The counts are what counting everybody anew gives, whatever happened, and whoever wrote it.

Few operations by default; `OPERATIONS=100000 pytest … -k "operations and 1"` does as many.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from datetime import date, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection, transaction
from django.utils import timezone

from sandbox.models import Snapshot
from tests.together import at_once
from tests.training.progress.test_rebuild import LESSONS, House
from training.people import api as people
from training.people import organisation
from training.people.changes import api as changes
from training.people.models import Membership, OrgChange, OrgUnit, User
from training.progress.models import Mastery, Standing, WrongState
from training.reports import rollups, triggers
from training.reports.models import Change, Daily, Stock

OPERATIONS = int(os.environ.get("OPERATIONS", "250"))
COURSES = {"K1": LESSONS[:2], "K2": LESSONS[2:3]}
EMPTY_SPEC: dict[str, Any] = {}


class Office(House):
    """The same house with people who come, move and go, units that merge, and attempts that stand somewhere."""

    def __init__(self, units: list[OrgUnit], *args: Any, **more: Any) -> None:
        super().__init__(units, *args, **more)
        self.units, self.known = units, {unit.pk for unit in units}  # those of today, and whatever came of them
        self.number = len(self.people)
        for name in ("transfer", "second", "leave", "come", "go_over", "stand", "rewind", "stuck", "switch", "fold"):
            self.done[name] = 0
        for name in ("merge", "split", "move", "take_back"):
            self.done[name] = 0
        self.change: OrgChange | None = None  # the newest one
        self.deeds = [
            (self.start, 12),
            (self.complete, 16),
            (self.pass_time, 10),
            (self.override, 12),
            (self.thank, 4),
            (self.help, 4),
            (self.transfer, 8),
            (self.second_post, 4),
            (self.leave, 3),
            (self.come, 4),
            (self.go_over, 1),
            (self.reorganise, 1),
            (self.stand, 9),
            (self.rewind, 3),
            (self.get_stuck, 6),
            (self.switch, 2),
            (self.fold, 6),
        ]

    def today(self) -> date:
        return timezone.localdate(self.now)

    def somebody(self) -> User:
        return self.dice.choice(self.people)

    def tried_place(self, what: str, deed: Any) -> None:
        from django.core.exceptions import ValidationError

        from training.people.errors import PeopleRefused

        try:
            with transaction.atomic():
                deed()
            self.done[what] += 1
        except (PeopleRefused, ValidationError):
            self.done["refused"] += 1

    def transfer(self) -> None:
        on = self.today() + timedelta(days=self.dice.choice((-40, 0, 0, 3)))
        position = self.dice.choice(("Chuyên viên", "Văn thư"))
        unit = self.dice.choice(self.units)
        self.tried_place(
            "transfer",
            lambda: people.move(acting_user=None, user=self.somebody(), to=unit, position=position, on=on),
        )

    def second_post(self) -> None:
        unit = self.dice.choice(self.units)
        self.tried_place(
            "second",
            lambda: people.place(
                acting_user=None, user=self.somebody(), unit=unit, position="Kiêm", valid_from=self.today()
            ),
        )

    def leave(self) -> None:
        """With one statement, as rosters do."""
        user = self.somebody()
        posts = Membership.objects.filter(user=user, valid_to=None, valid_from__lte=self.today())
        posts.update(valid_to=self.today() + timedelta(days=self.dice.choice((0, 0, 5))))
        self.done["leave"] += 1

    def come(self) -> None:
        self.number += 1
        name = f"Trần Thị {self.number}"
        user = people.create_user(acting_user=None, staff_code=f"N-{self.number}", full_name=name)
        start = self.today() + timedelta(days=self.dice.choice((-100, 0, 10)))
        unit = self.dice.choice(self.units)
        start = max(start, unit.valid_from)
        people.place(acting_user=None, user=user, unit=unit, position="Văn thư", valid_from=start)
        self.people.append(user)
        self.done["come"] += 1

    def go_over(self) -> None:
        """Everybody of one unit goes on in another from a day, in bulk, as an import does it."""
        one, other = self.dice.sample(self.units, 2)
        day = self.today()
        held = list(Membership.objects.filter(unit=one, valid_to=None, valid_from__lt=day))
        there = set(Membership.objects.filter(unit=other).values_list("user_id", flat=True))
        going = [post for post in held if post.user_id not in there]
        Membership.objects.filter(pk__in=[post.pk for post in going]).update(valid_to=day)
        Membership.objects.bulk_create(
            [Membership(user_id=one.user_id, unit=other, position=one.position, valid_from=day) for one in going]
        )
        self.done["go_over"] += bool(going)

    def reorganise(self) -> None:
        """Units merge, split and move through the organisation's own door; some of it is taken back."""
        deed = self.dice.choice([self.merge, self.move, self.split if len(self.units) < 12 else self.merge])
        self.change = None
        self.tried_place(deed.__name__, deed)
        if self.change and self.dice.random() < 0.25:
            self.tried_place("take_back", self.take_back)
        self.units = list(OrgUnit.objects.on(self.today()).filter(pk__in=self.known))

    def reorganised(self, kind: str, **what: Any) -> None:
        self.number += 1
        self.change = changes.change(acting_user=None, kind=kind, day=self.today(), act="Quyết định", **what)
        self.known |= {*self.change.facts["made"], *self.change.facts["ended"]}

    def merge(self) -> None:
        units = self.dice.sample(self.units, 2)
        into = {"into": None, "name": f"Đơn vị {self.number}", "short_name": "", "unit_kind": ""}
        self.reorganised("merge", units=units, **into)

    def split(self) -> None:
        unit, children = self.dice.choice(self.units), {}
        for child in OrgUnit.objects.on(self.today()).filter(path__startswith=unit.path, depth=unit.depth + 1):
            children[child.pk] = self.dice.randrange(2)
        posts = Membership.objects.filter(unit=unit, valid_to=None).values_list("pk", flat=True)
        self.reorganised(
            "split",
            unit=unit,
            parts=[changes.Part(f"Đơn vị {self.number} {letter}") for letter in "AB"],
            keeps=False,
            children=children,
            people={pk: self.dice.randrange(2) for pk in posts},
            grants={},
        )

    def move(self) -> None:
        unit, to = self.dice.choice(self.units), self.dice.choice(self.units)
        self.reorganised("move", unit=unit, to=to)

    def take_back(self) -> None:
        assert self.change is not None
        changes.take_back(acting_user=None, change=self.change)

    STEPS = ("buoc_1", "buoc_2", "")

    def stand(self) -> None:
        """A step further on."""
        if attempt := self.some_attempt():
            before = Standing.objects.filter(attempt=attempt).first()
            place = min(self.STEPS.index(before.frontier) + 1, 2) if before else 0
            Standing.objects.update_or_create(attempt=attempt, defaults={"frontier": self.STEPS[place]})
            self.done["stand"] += 1

    def rewind(self) -> None:
        """Back to where it began, or to an earlier step: the standing is what it was there."""
        standing = Standing.objects.filter(attempt=self.some_attempt()).exclude(frontier=self.STEPS[0]).first()
        if standing:
            standing.frontier = self.dice.choice(self.STEPS[: self.STEPS.index(standing.frontier)])
            standing.save(update_fields=["frontier"])
            self.done["rewind"] += 1

    def get_stuck(self) -> None:
        if attempt := self.some_attempt():
            fact = WrongState(
                attempt=attempt,
                lesson_code=attempt.lesson_code,
                step="buoc_1",
                check_key=self.dice.choice(("k1", "k2")),
                likeness="a",
                how=self.dice.choice(WrongState.How.values),
                status="todo",
                say={"vi": "…", "en": "…"},
                seq=1,
            )
            WrongState.objects.bulk_create([fact], ignore_conflicts=True)
            self.done["stuck"] += 1

    def switch(self) -> None:
        user = self.somebody()
        User.objects.filter(pk=user.pk).update(is_active=self.dice.random() < 0.6)
        self.done["switch"] += 1

    def override(self) -> None:
        """By whom does not matter here: who left is nobody's to decide about."""
        with mock.patch("training.progress.decisions.may_decide", return_value=True):
            super().override()

    def fold(self) -> None:
        rollups.fold(courses=COURSES)
        self.done["fold"] += 1


def naive(day: date) -> dict[str, Counter[tuple[Any, ...]]]:
    """The counts by going through everybody, day by day where it must be: nothing of it shares code with ours."""
    path_of = dict(OrgUnit.objects.values_list("pk", "path"))
    unit_at = {path: pk for pk, path in path_of.items()}

    def above(pk: int) -> list[int]:
        path = path_of[pk]
        return [unit_at[path[:end]] for end in range(4, len(path) + 1, 4)]

    active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    posts: dict[int, list[Membership]] = {}
    for post in Membership.objects.order_by("valid_from", "pk"):
        if post.user_id in active:
            posts.setdefault(post.user_id, []).append(post)
    results: dict[int, dict[str, Mastery]] = {}
    for row in Mastery.objects.all():
        results.setdefault(row.user_id, {})[row.lesson_code] = row
    found: dict[str, Counter[tuple[Any, ...]]] = {"stock": Counter(), "daily": Counter(), "then": Counter()}
    for user, held in posts.items():
        mine = results.get(user, {})
        works = {pk for post in held if holds(post, day) for pk in above(post.unit_id)}
        works |= {-post.unit_id for post in held if holds(post, day) and len(path_of[post.unit_id]) <= 8}
        for unit in works:
            found["stock"][unit, "", "people"] += 1
            for code, row in mine.items():
                found["stock"][unit, code, "done"] += 1
                found["stock"][unit, code, "unaided"] += row.status != "assisted"
                found["stock"][unit, code, "retained"] += row.status == "retained"
                found["stock"][unit, code, f"m{row.level}"] += 1
                found["daily"][unit, code, timezone.localdate(row.first_at)] += 1
            for course, within in COURSES.items():
                found["stock"][unit, course, "done"] += all(code in mine for code in within)
                found["stock"][unit, course, "unaided"] += all(
                    code in mine and mine[code].status != "assisted" for code in within
                )
        for then in (day - timedelta(days=60), day - timedelta(days=8), day):
            units = {pk for post in held if holds(post, then) for pk in above(post.unit_id)}
            units |= {-post.unit_id for post in held if holds(post, then) and len(path_of[post.unit_id]) <= 8}
            for unit in units:
                found["then"][unit, "", then] += 1
                for code, row in mine.items():
                    found["then"][unit, code, then] += timezone.localdate(row.first_at) <= then
    return {name: +counter for name, counter in found.items()}


def holds(post: Membership, day: date) -> bool:
    return post.valid_from <= day and (post.valid_to is None or post.valid_to > day)


def kept(day: date) -> dict[str, Counter[tuple[Any, ...]]]:
    found: dict[str, Counter[tuple[Any, ...]]] = {"stock": Counter(), "daily": Counter(), "then": Counter()}
    for row in Stock.objects.values():
        for column in ("people", "done", "unaided", "retained", "m1", "m2", "m3", "m4"):
            if row["code"] not in COURSES or column in ("done", "unaided"):
                found["stock"][row["unit_id"], row["code"], column] += row[column]
    for row in Daily.objects.values():
        if row["code"] in COURSES:
            continue
        if row["code"]:
            found["daily"][row["unit_id"], row["code"], row["day"]] += row["done"]
        for then in (day - timedelta(days=60), day - timedelta(days=8), day):
            if row["day"] <= then:
                number = row["then_done"] if row["code"] else row["then_people"]
                found["then"][row["unit_id"], row["code"], then] += number
    return {name: +counter for name, counter in found.items()}


@pytest.fixture
def snapshot(db: None) -> Snapshot:
    return Snapshot.objects.create(hash="0" * 64, name="rỗng", definition={})


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.thorough)])
def test_after_any_operations_the_counts_are_what_counting_anew_gives(
    seed: int, dat_mui: OrgUnit, ho_thi_ky: OrgUnit, hr: User, snapshot: Snapshot
) -> None:
    units = [dat_mui, ho_thi_ky, *dat_mui.get_children()[:2], *ho_thi_ky.get_children()[:1]]
    office = Office(units, hr, snapshot, size=max(8, min(300, OPERATIONS // 150)), seed=seed)
    with mock.patch("training.reports.rollups.courses_now", return_value=COURSES):
        office.work(OPERATIONS)
        with mock.patch("django.utils.timezone.now", office.clock):
            rollups.fold_all()
            day = office.today()
            assert kept(day) == naive(day)
            assert rollups.recount(mend=False) == []
    assert not Change.objects.exists()
    assert OPERATIONS < 5_000 or not [
        name for name, number in office.done.items() if not number and name != "presence"
    ]
    assert office.done["transfer"] > 0
    assert office.done["override"] > 0
    if OPERATIONS > 10_000:
        print(f"\n{OPERATIONS} operations: {office.done}; {Stock.objects.count()} + {Daily.objects.count()} rows")


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_writers_and_folders_at_once_lose_nothing(snapshot: Snapshot) -> None:
    """Four at a time, each moving the same few people, finishing lessons and folding: nobody waits for ever, and the
    counts are what counting anew gives. (On SQLite they take turns; on PostgreSQL they do not.)"""
    organisation.load()
    units = list(OrgUnit.objects.filter(code__in=["xa-dat-mui", "xa-ho-thi-ky", "so-noi-vu"]))
    users = []
    for number in range(6):
        user = people.create_user(acting_user=None, staff_code=f"C-{number}", full_name=f"Lê Văn {number}")
        people.place(acting_user=None, user=user, unit=units[0], position="Chuyên viên")
        users.append(user)

    def work(number: int) -> None:
        dice = random.Random(number)
        for turn in range(25):
            user = dice.choice(users)
            with transaction.atomic():
                User.objects.select_for_update().get(pk=user.pk)
                code = dice.choice(LESSONS)
                now = timezone.now()
                Mastery.objects.update_or_create(
                    user=user,
                    lesson_code=code,
                    defaults={
                        "status": dice.choice(("assisted", "unaided")),
                        "level": 1,
                        "since": now,
                        "first_at": now,
                    },
                )
                post = Membership.objects.filter(user=user, valid_to=None).get()
                post.unit = dice.choice(units)
                post.save()
            if turn % 5 == number % 5:
                rollups.fold(courses={})

    at_once(work)
    with mock.patch("training.reports.rollups.courses_now", return_value={}):
        rollups.fold_all()
        assert rollups.recount(mend=False) == []
    province = Stock.objects.filter(unit_id=OrgUnit.objects.get(depth=1).pk)
    assert sum(province.filter(code="").values_list("people", flat=True)) == 6
    assert sum(province.exclude(code="").values_list("done", flat=True)) == Mastery.objects.count()


@pytest.mark.parametrize("table", sorted({one.table for one in triggers.WATCHED}))
def test_the_database_itself_says_who_changed(table: str, db: None) -> None:
    """Every table that is counted is watched, on every database that the tests run on."""
    with connection.cursor() as cursor:
        there = triggers._there(cursor, connection.vendor)
    assert {name for name, one, _event in triggers._named() if one.table == table} <= there


def test_one_statement_for_everybody_is_seen(mai: User, phuc: User) -> None:
    rollups.fold_all()
    Membership.objects.filter(user__in=[mai, phuc]).update(position="Cán sự")
    assert {one.user_id for one in Change.objects.all()} == {mai.pk, phuc.pk}
    rollups.fold_all()
    assert set(Stock.objects.filter(code="").exclude(people=0).values_list("position", flat=True)) == {"Cán sự"}


def test_a_post_that_begins_tomorrow_counts_from_tomorrow(mai: User, ho_thi_ky: OrgUnit) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    people.move(acting_user=None, user=mai, to=ho_thi_ky, position="Văn thư", on=tomorrow)

    def here() -> int:
        rollups.fold_all()
        return sum(Stock.objects.filter(unit_id=ho_thi_ky.pk, code="").values_list("people", flat=True))

    assert here() == 0
    with mock.patch("django.utils.timezone.now", return_value=timezone.now() + timedelta(days=1)):
        assert here() == 1
        assert rollups.recount(mend=False) == []
