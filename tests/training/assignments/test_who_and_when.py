"""For whom of a unit, by which day of their own, again and again, and except for whom: counted by the database and,
for one's own home page, in Python. Both say the same."""

from __future__ import annotations

import datetime
import random
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.training.practice.test_budgets import queries_of, within
from tests.visitor import Visitor
from training.assignments import api, selectors
from training.assignments.errors import AssignmentRefused
from training.assignments.models import Assignment, Exemption, Extension
from training.assignments.recipients import counts_of, overdue
from training.assignments.rounds import day_of, months_later, round_of
from training.people import api as people
from training.people.errors import NotYours
from training.people.models import Membership, OrgUnit, User
from training.people.selectors import today
from training.practice.path import path_of

pytestmark = pytest.mark.django_db

CLERK = "Văn thư viên"
WHY = "Nghỉ thai sản đến hết tháng 4"


def in_days(days: int) -> date:
    return today() + timedelta(days=days)


def ask(by: User, unit: OrgUnit, **options: object) -> Assignment:
    return api.assign(acting_user=by, code="L05", unit=unit, **{"due": in_days(10)} | options).assignment  # type: ignore[arg-type]


def comes(code: str, unit: OrgUnit, day: date, position: str = CLERK) -> User:
    user = people.create_user(
        acting_user=None, staff_code=code, full_name=f"Lê Thị {code[-1]}", email=f"{code}@camau.example"
    )
    people.place(acting_user=None, user=user, unit=unit, position=position, valid_from=day)
    return user


def given_on(one: Assignment, day: date) -> Assignment:
    """As if it had been assigned on that day."""
    then = timezone.make_aware(datetime.datetime.combine(day, datetime.time(9)))
    Assignment.objects.filter(pk=one.pk).update(given_at=then)
    one.refresh_from_db()
    return one


def counts(one: Assignment) -> tuple[int, int, int, int]:
    return counts_of([(one, ["L05"], list(one.extensions.all()))])[one.pk]


# --- for whom ---------------------------------------------------------------------------------------------


def test_only_the_positions_that_are_ticked_are_asked(l05, dat_mui, hr, mai, phuc, ut, client_of) -> None:
    visitor = Visitor(client_of(hr)).open("/giao-bai/moi/")
    fields = {"code": "L05", "unit": "xa-dat-mui", "due": f"{in_days(9):%d/%m/%Y}", "positions": CLERK}
    visitor.press("Xem người nhận", **fields)
    assert visitor.shows("Sẽ giao cho 1 người", "h1")
    assert visitor.shows(mai.full_name, "main")
    assert not visitor.shows(phuc.full_name, "main")
    visitor.press("Giao bài")
    assert [bool(selectors.due_for(user)) for user in (mai, phuc, ut)] == [True, False, False]
    assert Visitor(client_of(hr)).open("/giao-bai/").shows(CLERK, "table")


def test_the_same_for_others_of_the_unit_stands_beside_it(l05, dat_mui, hr, mai, phuc) -> None:
    first = ask(hr, dat_mui, positions=[CLERK])
    other = ask(hr, dat_mui, positions=["Chuyên viên"])
    again = api.assign(acting_user=hr, code="L05", unit=dat_mui, due=in_days(10), positions=[CLERK])
    assert again.repeated
    assert set(Assignment.objects.filter(withdrawn_at__isnull=True)) == {first, other}
    assert [item.assignment for user in (mai, phuc) for item in selectors.due_for(user)] == [first, other]


def test_only_who_joined_in_those_days_is_asked(l05, dat_mui, hr, mai) -> None:
    new = comes("T-1", OrgUnit.objects.get(code="xa-dat-mui/van-phong"), in_days(-5))
    one = ask(hr, dat_mui, joined_from=in_days(-5), joined_to=in_days(0))
    assert list(selectors.recipients(one)) == [new]
    assert (len(selectors.due_for(new)), selectors.due_for(mai)) == (1, [])


def test_names_are_turned_page_by_page_and_nothing_typed_is_lost(
    l05, dat_mui, hr, mai, client_of, monkeypatch
) -> None:
    monkeypatch.setattr("training.assignments.views.NAMES_SHOWN", 1)
    comes("T-1", dat_mui, in_days(-5))
    visitor = Visitor(client_of(hr)).open("/giao-bai/moi/")
    visitor.press("Xem người nhận", code="L05", unit="xa-dat-mui", due=f"{in_days(9):%d/%m/%Y}", note="Gấp.")
    assert visitor.shows("Trang 1/2", "main")
    visitor.press("Trang sau")
    assert visitor.shows("Trang 2/2", "main")
    visitor.press("Giao bài")
    assert Assignment.objects.get().note == "Gấp."


@pytest.mark.parametrize(
    "wrong",
    [
        {"due": None},
        {"within_days": 0},
        {"within_days": 366},
        {"every_months": 37},
        {"every_months": 3, "due": in_days(100)},
        {"joined_from": in_days(1), "joined_to": in_days(0)},
    ],
)
def test_what_makes_no_sense_is_refused(l05, dat_mui, hr, wrong) -> None:
    with pytest.raises(AssignmentRefused):
        ask(hr, dat_mui, **wrong)
    assert not Assignment.objects.exists()


# --- newcomers and transferees ----------------------------------------------------------------------------


def test_who_comes_later_is_asked_from_the_first_day_with_time_of_their_own(l05, dat_mui, hr, mai) -> None:
    one = given_on(ask(hr, dat_mui, due=in_days(2)), in_days(-30))
    new = comes("T-1", OrgUnit.objects.get(code="xa-dat-mui/van-phong"), in_days(-1))
    assert [item.due for item in selectors.due_for(new)] == [in_days(13)]
    assert [item.due for item in selectors.due_for(mai)] == [in_days(2)]
    assert counts(one)[0] == 2


def test_so_many_days_after_joining_count_from_the_transfer(l05, dat_mui, ho_thi_ky, hr, mai, neighbour) -> None:
    """Mai was there when it was assigned; Hồng comes from the neighbouring commune and begins anew."""
    one = given_on(ask(hr, dat_mui, due=None, within_days=20), in_days(-30))
    people.move(acting_user=None, user=neighbour, to=dat_mui, position=CLERK, on=in_days(-3))
    assert [(item.due, item.overdue) for item in selectors.due_for(neighbour)] == [(in_days(17), False)]
    assert [(item.due, item.overdue) for item in selectors.due_for(mai)] == [(in_days(-10), True)]
    assert list(overdue(one, ["L05"], [])) == [mai]
    people.move(acting_user=None, user=mai, to=ho_thi_ky, position=CLERK)
    assert selectors.due_for(mai) == []


def test_going_from_one_division_to_another_begins_nothing_anew(l05, dat_mui, hr, mai) -> None:
    given_on(ask(hr, dat_mui, due=None, within_days=20), in_days(-30))
    division = OrgUnit.objects.get(code="xa-dat-mui/kinh-te")
    people.move(acting_user=None, user=mai, to=division, position="Chuyên viên", on=in_days(-2))
    assert [item.due for item in selectors.due_for(mai)] == [in_days(-10)]


def test_a_new_note_starts_nobodys_days_anew(l05, dat_mui, hr, mai) -> None:
    given_on(ask(hr, dat_mui, due=None, within_days=20), in_days(-15))
    ask(hr, dat_mui, due=None, within_days=20, note="Nhắc lại.")
    assert [(item.due, item.note) for item in selectors.due_for(mai)] == [(in_days(5), "Nhắc lại.")]


# --- again and again --------------------------------------------------------------------------------------


def test_rounds_follow_each_other_without_a_gap() -> None:
    one = Assignment(code="L05", due=date(2026, 2, 20), every_months=1)
    one.since = date(2026, 1, 31)
    days = [date(2026, 1, 31) + timedelta(days=n) for n in range(0, 800)]
    rounds = [round_of(one, day) for day in days]
    for day, now in zip(days, rounds, strict=True):
        assert now.closes is not None
        assert now.opens <= day < now.closes
        assert now.due == months_later(date(2026, 2, 20), now.number)
    numbers = [now.number for now in rounds]
    assert sorted(set(numbers)) == list(range(numbers[-1] + 1))
    assert numbers == sorted(numbers)
    assert months_later(date(2024, 2, 29), 12) == date(2025, 2, 28)


# --- except for whom, and more time -----------------------------------------------------------------------


def test_who_is_exempted_is_asked_no_more_until_it_is_taken_back(l05, dat_mui, hr, mai, phuc, client_of) -> None:
    one = ask(hr, dat_mui)
    visitor = Visitor(client_of(hr)).open(f"/giao-bai/{one.uuid}/").follow(mai.full_name)
    visitor.press("Miễn cho người này", **{"mien-why": "ốm"})
    assert (visitor.status, Exemption.objects.count()) == (422, 0)
    visitor.press("Miễn cho người này", **{"mien-why": WHY})
    assert visitor.shows("Trần Thị Mai không phải làm bài này nữa", "#status")
    assert visitor.shows(WHY, "main")
    assert (selectors.due_for(mai), len(selectors.due_for(phuc))) == ([], 1)
    assert counts(one) == (1, 0, 0, 1)
    api.exempt(acting_user=hr, assignment=one, user=mai, why="Lý do khác")
    assert Exemption.objects.get().why == WHY
    visitor.press("Giao lại")
    assert len(selectors.due_for(mai)) == 1
    ended = Exemption.objects.get()
    assert (ended.by, ended.ended_by, ended.ended_at is not None) == (hr, hr, True)
    assert visitor.shows("Đỗ Thị Bích", "main")


def test_an_exemption_goes_over_to_the_new_day(l05, dat_mui, hr, mai, phuc) -> None:
    api.exempt(acting_user=hr, assignment=ask(hr, dat_mui), user=mai, why=WHY)
    ask(hr, dat_mui, due=in_days(20))
    assert (selectors.due_for(mai), len(selectors.due_for(phuc))) == ([], 1)


def test_one_person_has_more_time_and_all_can_have_it(l05, dat_mui, hr, mai, phuc, client_of) -> None:
    one = ask(hr, dat_mui)
    page = f"/giao-bai/{one.uuid}/nguoi/{mai.uuid}/"
    visitor = Visitor(client_of(hr)).open(page)
    fields = {"gia-han-to": f"{in_days(15):%d/%m/%Y}", "gia-han-why": "Đi học lớp chính trị"}
    visitor.press("Cho thêm thời gian", **fields)
    assert visitor.shows("Trần Thị Mai có thêm thời gian", "#status")
    client_of(hr).post(page, fields | {"lam": "gia-han"})  # the other tab
    assert Extension.objects.count() == 1
    assert [selectors.due_for(user)[0].due for user in (mai, phuc)] == [in_days(15), in_days(10)]
    visitor.open(f"/giao-bai/{one.uuid}/gia-han/")
    visitor.press("Cho thêm thời gian", to=f"{in_days(12):%d/%m/%Y}", why="Mạng hỏng hai ngày")
    assert [selectors.due_for(user)[0].due for user in (mai, phuc)] == [in_days(17), in_days(12)]
    assert [(item.given, item.moved) for item in selectors.due_for(mai)] == [(7, 0)]
    with pytest.raises(AssignmentRefused):
        api.extend(acting_user=hr, assignment=one, to=in_days(11), why="Sớm hơn")
    ask(hr, dat_mui, due=in_days(16))
    assert [selectors.due_for(user)[0].due for user in (mai, phuc)] == [in_days(17), in_days(16)]


def test_nothing_of_it_is_for_who_has_no_say_there(l05, dat_mui, hr, hr_other, mai, neighbour, client_of) -> None:
    one = ask(hr, dat_mui)
    for call in (
        lambda: api.exempt(acting_user=hr_other, assignment=one, user=mai, why=WHY),
        lambda: api.end_exemption(acting_user=hr_other, assignment=one, user=mai),
        lambda: api.extend(acting_user=hr_other, assignment=one, to=in_days(20), why=WHY),
        lambda: api.exempt(acting_user=hr, assignment=one, user=neighbour, why=WHY),  # it does not concern her
    ):
        with pytest.raises(NotYours):
            call()
    client = client_of(hr_other)
    for address in ("", "gia-han/", f"nguoi/{mai.uuid}/"):
        assert client.get(f"/giao-bai/{one.uuid}/{address}").status_code == 404
    assert client_of(hr).get(f"/giao-bai/{one.uuid}/nguoi/{neighbour.uuid}/").status_code == 404
    assert "tu=" not in client.get(f"/giao-bai/moi/?tu={one.uuid}").content.decode()


# --- both ways of asking ----------------------------------------------------------------------------------


def test_the_database_and_the_home_page_agree(l05, dat_mui, ho_thi_ky, hr) -> None:
    """Whom it concerns, and by which day, for people who came, went, came back and changed position."""
    dice = random.Random(5)
    units = [dat_mui, OrgUnit.objects.get(code="xa-dat-mui/kinh-te"), ho_thi_ky]
    cast = [comes(f"P-{n}", dice.choice(units), in_days(dice.randint(-60, -40))) for n in range(12)]
    for user in cast:
        for day in sorted(dice.sample(range(-39, 1), dice.randint(0, 3))):
            people.move(
                acting_user=None,
                user=user,
                to=dice.choice(units),
                position=dice.choice([CLERK, "Chuyên viên"]),
                on=in_days(day),
            )
    assert Membership.objects.filter(user__in=cast).count() > len(cast)
    options = [
        {"due": in_days(3)},
        {"due": in_days(3), "positions": [CLERK]},
        {"due": None, "within_days": 15},
        {"due": in_days(3), "within_days": 5, "joined_from": in_days(-20)},
        {"due": None, "within_days": 9, "positions": [CLERK], "joined_to": in_days(-2), "every_months": 3},
    ]
    for chosen in options:
        one = given_on(ask(hr, dat_mui, **chosen), in_days(-25))
        someone = selectors.recipients(one).first()
        if someone:
            api.extend(acting_user=hr, assignment=one, user=someone, to=in_days(40), why="Thêm thời gian")
        now, more = round_of(one, today()), list(one.extensions.all())
        said = {user.pk: item for user in cast for item in selectors.due_for(user) if item.assignment == one}
        asked = {user.pk: user for user in selectors.asked(one)}
        assert set(said) == set(asked), chosen
        for key, item in said.items():
            own = sum(ext.days for ext in more if ext.user_id == key)
            assert item.due == day_of(one, now, asked[key].joined, own), chosen
        assert {user.pk for user in overdue(one, ["L05"], more)} == {k for k, item in said.items() if item.overdue}
        assert counts(one) == (len(said), 0, sum(item.overdue for item in said.values()), 0)
        api.withdraw(acting_user=hr, assignment=one)


def test_what_is_due_takes_two_queries_whatever_is_asked(l05, dat_mui, province, hr, mai) -> None:
    one = ask(hr, dat_mui, every_months=3, positions=[CLERK])
    ask(hr, province, due=None, within_days=30)
    api.extend(acting_user=hr, assignment=one, user=mai, to=in_days(15), why="Đi học")
    api.extend(acting_user=hr, assignment=one, to=in_days(12), why="Mạng hỏng")
    assert len(selectors.due_for(mai)) == 1
    within(2, queries_of(lambda: selectors.due_for(mai)))


def test_counting_takes_one_query_for_many_assignments(l05, dat_mui, province, hr, mai) -> None:
    asks = [ask(hr, dat_mui), ask(hr, province, positions=[CLERK]), ask(hr, province, due=None, within_days=9)]
    within(1, queries_of(lambda: counts_of([(one, ["L05"], []) for one in asks])))


def test_the_path_asks_again_in_the_next_round(l05, done, dat_mui, hr, mai) -> None:
    """Mai has done L05 today. It counts for the round that runs, and not for the next one."""
    one = ask(hr, dat_mui, every_months=3)
    assert not path_of(mai).stops[0].owed
    assert counts(one)[:2] == (1, 1)
    given_on(one, months_later(in_days(1), -3))  # tomorrow the second round opens
    Assignment.objects.filter(pk=one.pk).update(due=months_later(in_days(8), -3))
    one.refresh_from_db()
    tomorrow = in_days(1)
    assert [item.round.number for item in selectors.due_for(mai, tomorrow)] == [1]  # type: ignore[union-attr]
    last = path_of(mai).stops[0].outcome.last_at  # type: ignore[union-attr]
    assert not selectors.due_for(mai, tomorrow)[0].counts(last)
    assert selectors.due_for(mai)[0].counts(last)
    assert counts_of([(one, ["L05"], [])], tomorrow)[one.pk][:2] == (1, 0)
    assert counts_of([(one, ["L05"], [])])[one.pk][:2] == (1, 1)
