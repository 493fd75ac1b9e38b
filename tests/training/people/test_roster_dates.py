"""Who comes, goes and moves on a day, by a roster; and the roles that go with it."""

import datetime
from collections.abc import Callable

import pytest
from django.test import Client

from tests.training.people.roster_screens import *  # noqa: F403  (the officer, and what they press)
from tests.training.people.roster_screens import HERE, HONG, NEW, State, decided, faults, sent, sheet
from training.people import api as people
from training.people.models import Membership, OrgUnit, Role, User
from training.people.selectors import today, unit_of
from training.people.tasks import end_roles

pytestmark = pytest.mark.usefixtures("organisation_tree")


def test_leavers_and_transfers_by_date(tam: Client, neighbour: User, hr_other: User):
    people.place(
        acting_user=None,
        user=neighbour,
        unit=OrgUnit.objects.get(code=f"{HERE}/kinh-te"),
        position="Cán sự",
        valid_from=datetime.date(2025, 7, 2),
    )
    leaves, comes = today() + datetime.timedelta(days=20), today() + datetime.timedelta(days=30)
    rows = [
        [*HONG[:7], f"{leaves:%d/%m/%Y}"],
        [*NEW[:6], f"{comes:%d/%m/%Y}", ""],
    ]

    decided(tam, sent(tam, sheet(*rows)), "ghi")

    assert {post.valid_to for post in Membership.objects.filter(user=neighbour)} == {leaves}
    assert Membership.objects.get(user__staff_code="CM-HK-101").valid_from == comes
    assert unit_of(neighbour) is not None
    assert unit_of(neighbour, on=leaves) is None
    again = sent(tam, sheet(*rows))
    assert (again.state, again.counts["unchanged"]) == (State.READY, 2)


def test_a_leaver_loses_the_roles_too(tam: Client, neighbour: User, client_of: Callable[[User], Client]):
    scope = OrgUnit.objects.get(code=HERE)
    people.grant_role(acting_user=None, user=neighbour, role=Role.HR, scope=scope)
    assert client_of(neighbour).get("/nhan-su/").status_code == 200
    Membership.objects.filter(user=neighbour).update(valid_from=datetime.date(2025, 7, 1))

    roster = decided(tam, sent(tam, sheet([*HONG[:7], f"{today():%d/%m/%Y}"])), "ghi")

    assert client_of(neighbour).get("/nhan-su/").status_code == 404
    decided(tam, roster, "hoan-tac")
    assert client_of(neighbour).get("/nhan-su/").status_code == 200


def test_a_trainer_who_leaves_later_writes_until_that_day(
    hr: User, trainer: User, client_of: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
):
    post = Membership.objects.get(user=trainer)
    leaves = today() + datetime.timedelta(days=9)
    row = [trainer.staff_code, trainer.full_name, "", post.unit.code, post.position, "", "", f"{leaves:%d/%m/%Y}"]

    decided(client_of(hr), sent(client_of(hr), sheet(row)), "ghi")

    assert end_roles() == 0
    assert people.trainers_group().user_set.filter(pk=trainer.pk).exists()
    monkeypatch.setattr(people, "today", lambda: leaves)
    assert end_roles() == 1
    assert not people.trainers_group().user_set.filter(pk=trainer.pk).exists()


def test_a_commune_ends_no_role_that_reaches_further(tam: Client, neighbour: User, province: OrgUnit):
    people.grant_role(acting_user=None, user=neighbour, role=Role.ADMINISTRATOR, scope=province)

    decided(tam, sent(tam, sheet([*HONG[:7], f"{today():%d/%m/%Y}"])), "ghi")

    assert unit_of(neighbour) is None
    assert neighbour.role_grants.get().valid_to is None


def test_a_second_file_of_the_same_day_never_ends_in_a_riddle(tam: Client, neighbour: User):
    """Two posts, one of them begun today in the unit of the file: said, not tried and failed."""
    people.place(acting_user=None, user=neighbour, unit=OrgUnit.objects.get(code=HERE), position="Cán sự")
    Membership.objects.filter(user=neighbour, unit__code=HERE).update(valid_to=today())

    roster = sent(tam, sheet([*HONG[:4], "Phó Chánh Văn phòng", "", "", ""]))

    assert faults(roster) == [(2, "")]
