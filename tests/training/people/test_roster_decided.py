"""What is decided about a roster: written, let go, undone, and what happens if somebody was faster."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from tests.training.people.roster_files import everything
from tests.training.people.roster_screens import *  # noqa: F403  (the officer, and what they press)
from tests.training.people.roster_screens import HERE, HONG, NEW, State, decided, sent, sheet
from training.people import api as people
from training.people.models import Membership, OrgUnit, Role, RosterChange, RosterImport, User
from training.people.roster import api
from training.people.tasks import work_on_rosters

pytestmark = pytest.mark.usefixtures("organisation_tree")


def test_undone_it_is_as_it_was_but_for_what_is_newer(tam: Client, neighbour: User):
    Membership.objects.filter(user=neighbour).update(valid_from=datetime.date(2025, 7, 1))
    before = everything()
    second = ["CM-HK-102", "Trần Bình", *NEW[2:]]
    second[2] = ""
    rows = [NEW, second, ["CM-HK-001", "Ngô Thị Hồng Hoa", "hoa@camau.example", HERE, "Phó phòng", "x", "", ""]]

    roster = decided(tam, sent(tam, sheet(*rows)), "ghi")
    decided(tam, roster, "hoan-tac")

    assert roster.state == State.UNDONE
    assert everything() == before
    third = ["CM-HK-103", "Phạm Cúc", "", *NEW[3:]]
    once_more = decided(tam, sent(tam, sheet(*rows, third)), "ghi")
    granted = User.objects.get(staff_code="CM-HK-103")
    people.grant_role(acting_user=None, user=granted, role=Role.HR, scope=OrgUnit.objects.get(code=HERE))
    User.objects.filter(staff_code="CM-HK-101").update(last_login=timezone.now())
    User.objects.filter(staff_code="CM-HK-001").update(full_name="Ngô Thị Hồng Hà")
    decided(tam, once_more, "hoan-tac")
    kept = dict(once_more.changes.exclude(kept="").values_list("staff_code", "kept"))
    assert kept == {"CM-HK-101": "used", "CM-HK-001": "person", "CM-HK-103": "used"}
    assert not User.objects.filter(staff_code="CM-HK-102").exists()
    assert (once_more.counts["undone"], once_more.counts["kept"]) == (1, 3)
    page = tam.get(f"/nhan-su/{once_more.uuid}/?loai=giu").content.decode()
    assert "Lê Văn An" in page
    assert "Trần Bình" not in page


def test_two_people_swap_addresses_and_back(tam: Client, neighbour: User, hr_other: User):
    one, other = neighbour.email, hr_other.email
    post = Membership.objects.get(user=hr_other)
    rows = [
        ["CM-HK-001", neighbour.full_name, str(other), *_post(Membership.objects.get(user=neighbour))],
        ["CM-HK-002", hr_other.full_name, str(one), *_post(post)],
    ]

    roster = decided(tam, sent(tam, sheet(*rows)), "ghi")

    assert set(User.objects.filter(pk__in=[neighbour.pk, hr_other.pk]).values_list("pk", "email")) == {
        (neighbour.pk, other),
        (hr_other.pk, one),
    }
    decided(tam, roster, "hoan-tac")
    neighbour.refresh_from_db()
    assert neighbour.email == one


def _post(post: Membership) -> list[str]:
    return [post.unit.code, post.position, "x" if post.is_manager else "", "", ""]


def test_what_somebody_changed_meanwhile_is_not_overwritten(tam: Client, neighbour: User):
    roster = sent(tam, sheet(NEW, ["CM-HK-001", "Ngô Thị Hồng Hoa", *HONG[2:]]))
    User.objects.filter(pk=neighbour.pk).update(full_name="Ngô Thị Hương")
    before = everything()

    decided(tam, roster, "ghi")

    assert (roster.state, roster.stale) == (State.LET_GO, True)
    assert everything() == before


def test_who_is_no_longer_hr_officer_there_decides_nothing(tam: Client, hr_other: User):
    roster = sent(tam, sheet(NEW))
    tam.post(f"/nhan-su/{roster.uuid}/", {"lam": "ghi"})
    people.revoke_role(acting_user=None, user=hr_other, role=Role.HR)

    work_on_rosters()

    assert not User.objects.filter(staff_code="CM-HK-101").exists()


def test_pressed_twice_it_is_done_once_and_let_go_is_let_go(tam: Client):
    roster = decided(tam, sent(tam, sheet(NEW)), "ghi")
    assert tam.post(f"/nhan-su/{roster.uuid}/", {"lam": "ghi"}).status_code == 409
    assert Membership.objects.filter(user__staff_code="CM-HK-101").count() == 1
    other = decided(tam, sent(tam, sheet(["CM-HK-103", *NEW[1:2], "", *NEW[3:]])), "bo")
    assert (other.state, other.changes.count()) == (State.LET_GO, 0)


def test_names_are_forgotten_and_the_numbers_stay(tam: Client):
    roster = decided(tam, sent(tam, sheet(NEW)), "ghi")
    RosterImport.objects.update(applied_at=timezone.now() - datetime.timedelta(days=40))

    assert tam.post(f"/nhan-su/{roster.uuid}/", {"lam": "hoan-tac"}).status_code == 409
    assert api.forget_old(dry=True) == 1
    assert RosterChange.objects.exists()
    api.forget_old()

    assert not RosterChange.objects.exists()
    assert RosterImport.objects.get().counts["new"] == 1
    assert tam.get(f"/nhan-su/{roster.uuid}/").status_code == 200


@pytest.mark.parametrize("since", ["moved", "promoted"])
def test_who_is_beyond_reach_by_then_is_not_changed(
    tam: Client, neighbour: User, dat_mui: OrgUnit, province: OrgUnit, since: str
):
    """The address of an account is the way into it: prepared while somebody was one's own, it is not set later."""
    row = ["CM-HK-001", neighbour.full_name, "bay@camau.example", *_post(Membership.objects.get(user=neighbour))]
    roster = sent(tam, sheet(row))
    done = decided(tam, sent(tam, sheet([*row[:2], "hong.moi@camau.example", *row[3:]])), "ghi")
    if since == "moved":
        Membership.objects.filter(user=neighbour).update(valid_from=datetime.date(2025, 7, 1))
        people.move(acting_user=None, user=neighbour, to=dat_mui, position="Văn thư viên")
    else:
        people.grant_role(acting_user=None, user=neighbour, role=Role.HR, scope=province)
    before = everything()
    RosterChange.objects.filter(roster=roster).update(
        facts={"person": {"email": ["hong.moi@camau.example", "bay@camau.example"]}}
    )

    decided(tam, roster, "ghi")
    decided(tam, done, "hoan-tac")

    assert (roster.state, roster.stale) == (State.LET_GO, True)
    assert (done.state, done.changes.get().kept) == (State.UNDONE, "elsewhere")
    assert everything() == before
