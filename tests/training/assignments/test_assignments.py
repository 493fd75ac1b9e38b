"""A unit is asked for a course or a lesson by a day: who may, whom it reaches, who is through."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.training.practice.test_budgets import queries_of, within
from tests.visitor import Visitor
from training.assignments import api, selectors
from training.assignments.errors import AssignmentRefused
from training.assignments.models import Assignment
from training.people import api as people
from training.people.errors import NotYours
from training.people.models import OrgUnit, User
from training.people.selectors import people_in, today

pytestmark = pytest.mark.django_db


def shown(days: int) -> str:
    return (today() + timedelta(days=days)).strftime("%d/%m/%Y")


@pytest.fixture
def assigned(l05, mai: User, dat_mui: OrgUnit, hr: User) -> Assignment:
    """Xã Đất Mũi is asked for L05 within ten days."""
    return api.assign(acting_user=hr, code="L05", unit=dat_mui, due=today() + timedelta(10)).assignment


def fill(visitor: Visitor, days: int = 10, unit: str = "xa-dat-mui") -> Visitor:
    visitor.open("/giao-bai/moi/")
    return visitor.press("Xem người nhận", code="L05", unit=unit, due=shown(days), note="Trước giao ban.")


@pytest.mark.parametrize("who", ["hr", "ut"])
def test_the_number_and_the_names_are_seen_before_it_is_sent(
    l05, who: str, mai: User, phuc: User, neighbour: User, request, client_of
) -> None:
    visitor = fill(Visitor(client_of(request.getfixturevalue(who))))
    reached = people_in(OrgUnit.objects.get(code="xa-dat-mui")).count()
    assert visitor.shows(f"Sẽ giao cho {reached} người", "h1")
    assert visitor.shows(mai.full_name, "main")
    assert visitor.shows(phuc.full_name, "main")
    assert not visitor.shows(neighbour.full_name, "main")
    assert not Assignment.objects.exists()
    visitor.press("Giao bài")
    assert visitor.path == "/giao-bai/"
    assert visitor.shows(f"hạn {shown(10)}", "#status")
    assert visitor.shows("L05 · Tiếp nhận và vào sổ", "table")


def test_changing_it_goes_back_with_everything_typed(l05, hr: User, mai: User, client_of) -> None:
    visitor = fill(Visitor(client_of(hr))).press("Sửa lại")
    kept = Visitor.fields(visitor.page.select_one("main form"))
    assert (kept["code"], kept["unit"], kept["due"], kept["note"]) == (
        "L05",
        "xa-dat-mui",
        shown(10),
        "Trước giao ban.",
    )


def test_the_same_goes_to_another_unit_and_the_look_can_be_gone_back_to(l05, hr: User, mai: User, client_of) -> None:
    visitor = fill(Visitor(client_of(hr)))
    look = visitor.url
    visitor.press("Giao bài").follow("Giao tiếp cho đơn vị khác")
    kept = Visitor.fields(visitor.page.select_one("main form"))
    assert (kept["code"], kept["unit"], kept["due"], kept["note"]) == ("L05", "", shown(10), "Trước giao ban.")
    visitor.press("Xem người nhận", unit="xa-ho-thi-ky").press("Giao bài")
    assert {one.unit.code for one in Assignment.objects.all()} == {"xa-dat-mui", "xa-ho-thi-ky"}
    visitor.open(look)  # as the browser's way back does
    assert visitor.shows("đã được giao", ".status")
    visitor.press("Giao bài")
    assert Assignment.objects.count() == 2


@pytest.mark.parametrize("typed", ["hôm qua", "31/02/2027", "12/12", "", "01/01/2020", "01/01/2099"])
def test_a_day_that_makes_no_sense_is_said_kindly(typed: str, l05, hr: User, mai: User, client_of) -> None:
    data = {"code": "L05", "unit": "xa-dat-mui", "due": typed, "note": "Giữ lại.", "lam": "gui"}
    answer = client_of(hr).post("/giao-bai/moi/", data)
    assert answer.status_code in (409, 422)
    assert "Giữ lại." in answer.content.decode()
    assert not Assignment.objects.exists()


def test_a_second_one_moves_the_day_and_says_so(assigned: Assignment, hr: User, client_of) -> None:
    visitor = fill(Visitor(client_of(hr)), days=20)
    assert visitor.shows("Những người này đã được giao nội dung này", "main")
    visitor.press("Giao bài")
    assert visitor.shows(f"hạn chuyển từ {shown(10)} sang {shown(20)}", "#status")
    [still] = Assignment.objects.filter(withdrawn_at__isnull=True)
    assert still.due == today() + timedelta(20)
    before = Assignment.objects.exclude(pk=still.pk).get()
    assert (before.due, before.withdrawn_by) == (today() + timedelta(10), hr)


def test_the_same_again_changes_nothing(assigned: Assignment, hr: User) -> None:
    again = api.assign(acting_user=hr, code="L05", unit=assigned.unit, due=assigned.due, note=assigned.note)
    assert again.repeated
    assert Assignment.objects.count() == 1


def test_taken_back_nobody_is_asked_any_more(assigned: Assignment, hr: User, mai: User, client_of) -> None:
    visitor = Visitor(client_of(hr)).open("/giao-bai/").follow("Thu hồi")
    assert selectors.due_for(mai)
    visitor.press("Thu hồi")
    assert visitor.shows("Đã thu hồi", "#status")
    assert selectors.due_for(mai) == []
    assert Assignment.objects.get().withdrawn_by == hr


def test_nobody_assigns_outside_their_scope(assigned: Assignment, hr_other: User, ut: User, trainer: User) -> None:
    for user in (hr_other, trainer):
        with pytest.raises(NotYours):
            api.assign(acting_user=user, code="L05", unit=assigned.unit, due=today())
        with pytest.raises(NotYours):
            api.withdraw(acting_user=user, assignment=assigned)
    with pytest.raises(AssignmentRefused):
        api.assign(acting_user=ut, code="L99", unit=assigned.unit, due=today())


def test_hr_of_another_unit_sees_and_reaches_nothing_of_it(
    assigned: Assignment, mai: User, hr_other: User, client_of
) -> None:
    client = client_of(hr_other)
    assert "L05" not in Visitor(client).open("/giao-bai/").text("main")
    assert client.get(f"/giao-bai/{assigned.uuid}/thu-hoi/").status_code == 404
    data = {"code": "L05", "unit": "xa-dat-mui", "due": shown(5), "lam": "xem"}
    answer = client.post("/giao-bai/moi/", data)
    assert answer.status_code == 422
    assert mai.full_name not in answer.content.decode()


@pytest.mark.parametrize("who", ["mai", "trainer", "administrator"])
def test_learners_trainers_and_administrators_do_not_assign(who: str, assigned, request, client_of) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get("/giao-bai/").status_code == 404
    assert client.post("/giao-bai/moi/", {"lam": "gui"}).status_code == 404
    assert 'href="/giao-bai/"' not in client.get("/").content.decode()


def test_who_is_through_is_counted(done: None, assigned: Assignment, phuc: User, hr: User, client_of) -> None:
    [row] = selectors.progress_of(selectors.assignments_seen_by(hr), own=True)
    assert (row.people, row.done, row.left) == (people_in(assigned.unit).count(), 1, row.people - 1)
    assert Visitor(client_of(hr)).open("/giao-bai/").shows(f"1/{row.people}", "table")


def test_a_course_is_through_with_its_last_lesson(done: None, l05, dat_mui: OrgUnit, hr: User, mai: User) -> None:
    course = selectors.choices()[0][1][0][0]
    made = api.assign(acting_user=hr, code=course, unit=dat_mui, due=today()).assignment
    [row] = selectors.progress_of([made], own=True)
    assert (list(row.lessons), row.done) == (["L05"], 1)


def test_small_numbers_about_others_are_not_shown(
    done: None, l05, province: OrgUnit, hr: User, ut: User, client_of
) -> None:
    """Út sees that the province was asked, and not how many few are through."""
    api.assign(acting_user=hr, code="L05", unit=province, due=today() + timedelta(3))
    assert selectors.assignments_above(ut)
    visitor = Visitor(client_of(ut)).open("/giao-bai/")
    assert visitor.shows("Cấp trên giao")
    assert visitor.shows("dưới 5 người: không hiện")
    assert Visitor(client_of(hr)).open("/giao-bai/").shows("1/", "table")


def test_a_number_from_which_ones_own_can_be_taken_away_is_not_shown(
    l05, ut: User, mai: User, neighbour: User, dat_mui: OrgUnit, province: OrgUnit, hr: User
) -> None:
    """Twelve people above, six through: none of it small. Ten of them, five through, are one's own: two are left."""
    given = api.assign(acting_user=hr, code="L05", unit=province, due=today() + timedelta(10)).assignment

    [row] = selectors.progress_of([given], own=False, viewer=ut)

    assert row.known == (people_in(dat_mui).count(), 0)
    assert 0 < row.known[0] < row.people
    for known, hidden in (((10, 5), True), ((7, 1), False), ((0, 0), False), ((12, 6), False), ((6, 2), True)):
        assert replace(row, people=12, done=6, known=known).hidden is hidden, known


# --- whoever is asked -------------------------------------------------------------------------------------


def test_everybody_below_is_asked_and_nobody_beside(assigned: Assignment, mai, phuc, ut, neighbour) -> None:
    for user in (mai, phuc, ut):
        [item] = selectors.due_for(user)
        assert (item.code, item.days, item.overdue) == ("L05", 10, False)
    assert selectors.due_for(neighbour) == []


def test_of_several_the_earliest_counts(assigned: Assignment, province: OrgUnit, hr: User, mai: User) -> None:
    sooner = api.assign(acting_user=hr, code="L05", unit=province, due=today() + timedelta(2), note="Gấp.").assignment
    [item] = selectors.due_for(mai)
    assert (item.assignment, item.note) == (sooner, "Gấp.")


def test_a_day_that_has_passed_is_overdue(assigned: Assignment, mai: User) -> None:
    [item] = selectors.due_for(mai, on=assigned.due + timedelta(2))
    assert (item.overdue, item.days) == (True, -2)
    [item] = selectors.due_for(mai, on=assigned.due)
    assert not item.overdue


def test_who_moves_is_asked_for_what_the_new_unit_is(
    assigned: Assignment, mai: User, neighbour: User, ho_thi_ky: OrgUnit, dat_mui: OrgUnit
) -> None:
    people.move(acting_user=None, user=mai, to=ho_thi_ky, position="Văn thư")
    people.move(acting_user=None, user=neighbour, to=dat_mui, position="Văn thư")
    assert selectors.due_for(mai) == []
    assert len(selectors.due_for(neighbour)) == 1


def test_what_is_due_takes_two_queries(assigned: Assignment, mai: User) -> None:
    within(2, queries_of(lambda: selectors.due_for(mai)))


def test_the_list_takes_as_many_queries_for_three_as_for_two(assigned: Assignment, hr: User, client_of) -> None:
    api.assign(acting_user=hr, code="L05", unit=OrgUnit.objects.get(code="xa-dat-mui/kinh-te"), due=today())
    client = client_of(hr)
    one = queries_of(lambda: client.get("/giao-bai/"))
    api.assign(acting_user=hr, code="L05", unit=mai_unit(), due=today() + timedelta(1))
    within(len(one), queries_of(lambda: client.get("/giao-bai/")))
    within(18, one)


def mai_unit() -> OrgUnit:
    return OrgUnit.objects.get(code="xa-dat-mui/van-phong")
