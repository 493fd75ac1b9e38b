""" "Tôi cần" after it was sent: joined with those like it, answered in time or late, what became of it, the board."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from unittest import mock

import pytest
from django.utils import timezone

from tests.training.practice.test_budgets import queries_of, within
from tests.visitor import Visitor
from training.feedback import api, need_selectors, selectors
from training.feedback.errors import FeedbackRefused
from training.feedback.models import MeToo, Need, NeedNews
from training.people import api as people
from training.people.models import OrgUnit, User

pytestmark = pytest.mark.django_db

WHY = "Việc này mất nhiều giờ của văn thư."
ADDRESS = ("Nhập địa chỉ người dân ba lần", "Điền sẵn địa chỉ đã có.")


def ask(
    user: User, work: str = ADDRESS[0], wish: str = ADDRESS[1], times: int = 10, minutes: int = 6, n: int = 1
) -> Need:
    key = f"{user.pk} {work}"
    return api.send_need(
        acting_user=user, work=work, wish=wish, times=times, minutes=minutes, affected=n, request_key=key
    )


def again(need: Need) -> Need:
    need.refresh_from_db()
    return need


@pytest.fixture
def crowd(organisation_tree: None, dat_mui: OrgUnit) -> list[User]:
    """Five more who work in Mai's commune."""
    found = []
    for number in range(5):
        user = people.create_user(acting_user=None, staff_code=f"CM-DM-9{number}", full_name=f"Người Thứ {number}")
        people.place(acting_user=None, user=user, unit=dat_mui, position="Chuyên viên")
        found.append(user)
    return found


# --- joining ----------------------------------------------------------------------------------------------


def test_the_leader_is_shown_those_that_say_the_same_and_joins_them(
    mai: User, phuc: User, ut: User, client_of, crowd: list[User]
) -> None:
    first = ask(mai, n=3)
    alike = ask(phuc, "Gõ lại địa chỉ của người dân trên ba biểu mẫu", "Điền sẵn địa chỉ đã có của người dân.")
    ask(crowd[0], "Đặt lịch phòng họp", "Thấy phòng nào còn trống.")
    visitor = Visitor(client_of(ut)).open(f"/toi-can/hop-thu/{first.uuid}/")
    offered = [box["value"] for box in visitor.page.select("input[name=cung]")]
    assert offered == [str(alike.uuid)]
    client_of(ut).post(f"/toi-can/hop-thu/{first.uuid}/gop/", {"cung": offered})
    assert again(alike).joined_to == first
    assert (again(first).voices, first.weight) == (4, 4 * 60)
    client_of(ut).post(f"/toi-can/hop-thu/{first.uuid}/", {"decision": "accepted", "reason": WHY})
    for sender, need in ((mai, first), (phuc, alike)):
        [news] = selectors.came_back(sender)
        assert news.kind == "decision"
        assert Visitor(client_of(sender)).open(f"/toi-can/{need.uuid}/").shows(WHY)
    client_of(ut).post(f"/toi-can/hop-thu/{alike.uuid}/tach/")
    assert (again(alike).joined_to, alike.decision) == (None, "accepted")  # what was told stays told
    assert (again(first).voices, again(alike).voices) == (3, 1)


def test_joining_makes_no_chains_and_answers_late_comers(mai: User, phuc: User, ut: User, crowd: list[User]) -> None:
    one, two, three = ask(mai), ask(phuc), ask(crowd[0])
    api.join(acting_user=ut, need=two, to=one)
    assert api.join(acting_user=ut, need=three, to=two) == one  # under the lead, not under the joined one
    with pytest.raises(FeedbackRefused):
        api.join(acting_user=ut, need=one, to=two)
    with pytest.raises(FeedbackRefused):
        api.decide(acting_user=ut, need=again(two), decision="accepted", reason=WHY)
    api.decide(acting_user=ut, need=one, decision="refused", reason=WHY)
    late = ask(crowd[1])
    api.join(acting_user=ut, need=late, to=again(one))
    assert [again(need).reason for need in (two, three, late)] == [WHY] * 3
    other = ask(crowd[2])
    api.decide(acting_user=ut, need=other, decision="accepted", reason=WHY)
    with pytest.raises(FeedbackRefused):
        api.join(acting_user=ut, need=again(other), to=again(one))  # answered, and otherwise


def test_nobody_joins_what_is_anothers(mai: User, ut: User, neighbour: User, ho_thi_ky: OrgUnit, client_of) -> None:
    here, there = ask(mai), ask(neighbour)
    client = client_of(ut)
    assert client.post(f"/toi-can/hop-thu/{here.uuid}/gop/", {"cung": [str(there.uuid)]}).status_code == 404
    for door in ("gop", "tach", "ket-qua", "len-bang"):
        assert client.post(f"/toi-can/hop-thu/{there.uuid}/{door}/").status_code == 404
    assert again(there).joined_to is None


def test_a_leader_below_reads_nothing_of_another_unit_through_what_was_joined(
    mai: User, ut: User, neighbour: User, phuc: User, province: OrgUnit, client_of
) -> None:
    people.place(acting_user=None, user=phuc, unit=province, position="Chủ tịch UBND tỉnh", is_manager=True)
    here, there = ask(mai), ask(neighbour, "Việc riêng của xã bên", "Nhanh hơn.")
    lead, under = [f"/toi-can/hop-thu/{one.uuid}/" for one in (there, here)]
    client_of(phuc).post(f"{lead}gop/", {"cung": [str(here.uuid)]})
    page = Visitor(client_of(ut)).open(under)
    assert page.status == 200
    assert not page.shows("xã bên", "#main")
    assert client_of(ut).get(lead).status_code == 404
    assert Visitor(client_of(phuc)).open(under).shows("xã bên", "#main")


# --- the clock --------------------------------------------------------------------------------------------


def test_an_answer_is_due_in_five_working_days_and_the_clock_waits_for_the_sender(
    mai: User, ut: User, hr: User, client_of
) -> None:
    need = ask(mai)
    friday = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
    Need.objects.update(waiting_since=friday, at=friday)
    assert again(need).answer_by == date(2026, 11, 30)  # a weekend and a holiday between
    for day, late in ((-1, 0), (0, 0), (1, 1)):
        with mock.patch.object(timezone, "now", return_value=datetime(2026, 11, 30, 5, tzinfo=UTC) + timedelta(day)):
            assert need.days_late == late
    Need.objects.update(waiting_since=timezone.now() - timedelta(days=30))
    leader = Visitor(client_of(ut)).open("/toi-can/hop-thu/")
    assert leader.page.select("tbody .mark--late")
    assert need_selectors.waiting_of_leader(ut) == (1, 1)
    shown = Visitor(client_of(hr)).open("/toi-can/cho-tra-loi/")
    assert shown.shows(ut.full_name, "tbody")
    assert shown.page.select("tbody .mark--late")
    assert not shown.shows(mai.full_name, "#main")
    assert not shown.shows(need.work, "#main")
    api.decide(acting_user=ut, need=need, decision="more", reason="Mỗi ngày mấy lần, ở đâu?")
    assert again(need).days_late == 0
    api.tell_more(need=need, text="Ba lần.")
    assert again(need).days_late == 0


def test_what_became_of_it_reaches_everybody_who_asked(mai: User, phuc: User, ut: User, client_of) -> None:
    one, two = ask(mai), ask(phuc)
    api.join(acting_user=ut, need=two, to=one)
    said = {"state": "doing", "words": "Sở KHCN đang làm, dự kiến tháng 12; chị Trần Thị Mai, 0912345678 theo dõi."}
    assert client_of(ut).post(f"/toi-can/hop-thu/{one.uuid}/ket-qua/", said).status_code == 409  # not taken up yet
    api.decide(acting_user=ut, need=one, decision="accepted", reason=WHY)
    for _twice in range(2):
        assert client_of(ut).post(f"/toi-can/hop-thu/{one.uuid}/ket-qua/", said).status_code == 303
    assert NeedNews.objects.count() == 1
    for sender, need in ((mai, one), (phuc, two)):
        [news] = selectors.came_back(sender)
        assert news.new
        assert Visitor(client_of(sender)).open(news.url).shows("Sở KHCN đang làm")
        assert again(need).became == "doing"
    seen = Visitor(client_of(phuc)).open(f"/toi-can/bang/{one.uuid}/").text("#main")
    assert "Sở KHCN đang làm" in seen
    for hidden in (mai.full_name, ut.full_name, "0912345678"):
        assert hidden not in seen


# --- the board --------------------------------------------------------------------------------------------


def test_on_the_board_nobody_can_be_pointed_at(
    mai: User, ut: User, phuc: User, neighbour: User, trainer: User, client_of, crowd: list[User]
) -> None:
    mine = ask(mai, f"{mai.full_name} gọi 0912 345 678 hỏi lại địa chỉ", f"Như {mai.staff_code} đã đề nghị.")
    theirs = ask(neighbour, "Tìm công văn cũ", "Tìm theo trích yếu.")
    visitor = Visitor(client_of(trainer)).open("/toi-can/bang/")
    for hidden in (mai.full_name, mai.staff_code, "345 678", neighbour.full_name):
        assert not visitor.shows(hidden, "#main")
    own_unit, her_unit = mai.memberships.get().unit, neighbour.memberships.get().unit
    assert not visitor.shows(own_unit.name, "#main")  # two work there: it stands under the commune, where eight do
    assert visitor.shows("Xã Đất Mũi", "#main")
    assert not visitor.shows(her_unit.name, "#main")
    assert not visitor.shows("Xã Hồ Thị Kỷ", "#main")  # fewer than five work there at all
    api.put_on_board(acting_user=ut, need=mine, shown=False)
    visitor.open("/toi-can/bang/")
    assert not visitor.shows("hỏi lại địa chỉ")
    assert visitor.shows(theirs.work)
    assert client_of(trainer).get(f"/toi-can/bang/{mine.uuid}/").status_code == 404


def test_me_too_counts_once_and_lifts_it(mai: User, phuc: User, ut: User, client_of, crowd: list[User]) -> None:
    small, large = ask(mai, times=10, minutes=6), ask(phuc, "Việc lớn", "Nhanh hơn.", times=10, minutes=20)

    def order() -> list[str]:
        return [
            tag.get_text() for tag in Visitor(client_of(ut)).open("/toi-can/bang/").page.select("#main ol a strong")
        ]

    assert order() == [large.work, small.work]
    for user in [*crowd[:3], crowd[0]]:
        client_of(user).post(f"/toi-can/bang/{small.uuid}/toi-cung-can/")
    assert (again(small).voices, small.weight) == (4, 4 * 60)
    assert order() == [small.work, large.work]
    client_of(mai).post(f"/toi-can/bang/{small.uuid}/toi-cung-can/")  # her own: counted already
    assert again(small).voices == 4
    client_of(crowd[0]).post(f"/toi-can/bang/{small.uuid}/toi-cung-can/", {"thoi": "1"})
    assert again(small).voices == 3
    client_of(crowd[1]).post(f"/toi-can/bang/{large.uuid}/toi-cung-can/")
    api.join(acting_user=ut, need=large, to=small)
    assert again(small).voices == 1 + 1 + 2  # who pressed both is one
    assert again(small).weight == 60 + 200 + 200 + 60
    api.decide(acting_user=ut, need=small, decision="refused", reason=WHY)
    with pytest.raises(FeedbackRefused):
        api.me_too(user=crowd[4], need=small)
    assert MeToo.objects.filter(user=crowd[4]).count() == 0


def test_the_boards_filters_live_in_the_address(mai: User, phuc: User, ut: User, client_of) -> None:
    one, two = ask(mai), ask(phuc, "Tìm lại công văn cũ", "Tìm theo trích yếu.")
    api.decide(acting_user=ut, need=two, decision="accepted", reason=WHY)

    def found(query: str, who: User = ut) -> set[str]:
        page = Visitor(client_of(who)).open(f"/toi-can/bang/?{query}").page
        return {tag.get_text() for tag in page.select("#main ol a strong")}

    assert found("tim=cong van trich") == {two.work}
    assert found("trang_thai=waiting") == {one.work}
    assert found("trang_thai=accepted") == {two.work}
    assert found("trang_thai=there&tim=x") == set()
    assert found("cua_toi=on", mai) == {one.work}
    assert found("trang_thai=xyz&trang=99") == {one.work, two.work}


def test_the_board_and_the_inbox_ask_the_database_the_same_however_much_there_is(
    mai: User, ut: User, client_of, crowd: list[User]
) -> None:
    for number, user in enumerate(crowd):
        need = ask(user, f"Việc số {number}")
        if number:
            api.join(acting_user=ut, need=need, to=Need.objects.order_by("pk")[0])
    ask(mai, "Việc khác hẳn")
    client = client_of(ut)
    within(14, queries_of(lambda: client.get("/toi-can/bang/")))
    within(14, queries_of(lambda: client.get("/toi-can/hop-thu/")))
