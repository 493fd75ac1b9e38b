""" "Tôi cần": five answers, a look before sending, a leader's decision with its reason."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.training.practice.test_budgets import queries_of, within
from tests.visitor import Visitor
from training.feedback import selectors
from training.feedback.models import Need
from training.people import api as people
from training.people.models import OrgUnit, User
from training.people.selectors import today
from training.practice.models import Attempt

pytestmark = pytest.mark.django_db

WORDS = {"work": "Vào sổ hai lần", "times": "1.250", "minutes": "4", "affected": "3", "wish": "Chỉ nhập một lần."}
REASON = "Việc này mất nhiều giờ của văn thư."


def send(client: Client, **other: str) -> Visitor:
    visitor = Visitor(client).open("/toi-can/moi/").press("Xem lại trước khi gửi", **(WORDS | other))
    return visitor.press("Gửi")


@pytest.fixture
def need(mai: User, ut: User, client_of) -> Need:
    """Mai asks; Út, who leads her commune, is the nearest leader."""
    send(client_of(mai))
    return Need.objects.get()


def decide(client: Client, need: Need, decision: str, reason: str = REASON) -> Visitor:
    visitor = Visitor(client).open(f"/toi-can/hop-thu/{need.uuid}/")
    return visitor.press("Gửi quyết định", decision=decision, reason=reason)


# --- the sender -------------------------------------------------------------------------------------------


def test_the_preview_says_what_is_sent_and_to_whom(mai: User, ut: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open("/toi-can/").follow("Nói điều tôi cần")
    visitor.press("Xem lại trước khi gửi", **WORDS)
    for told in ("Vào sổ hai lần", "1.250 lần mỗi tuần", "Chỉ nhập một lần.", "khoảng 250 giờ mỗi tuần"):
        assert visitor.shows(told, "main")
    assert visitor.shows("Nguyễn Văn Út, Phó Chủ tịch UBND xã, Xã Đất Mũi", "main")
    assert visitor.shows(mai.full_name, "main")
    assert not Need.objects.exists()
    visitor.press("Gửi")
    sent = Need.objects.get()
    assert (sent.times, sent.minutes, sent.affected, sent.unit) == (1250, 4, 3, mai.memberships.get().unit)
    assert visitor.path == "/toi-can/"
    assert visitor.shows("Chờ lãnh đạo")


def test_changing_it_goes_back_with_everything_typed(mai: User, ut: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open("/toi-can/moi/").press("Xem lại trước khi gửi", **WORDS)
    form = visitor.press("Sửa lại").page.select_one("main form")
    kept = Visitor.fields(form)
    assert {name: kept[name] for name in WORDS} == WORDS


@pytest.mark.parametrize("typed", ["mười", "1,5", "-3", "0", "12.50", "99999999"])
def test_what_is_no_whole_number_is_said_kindly_and_kept(typed: str, mai: User, ut: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open("/toi-can/moi/")
    visitor.press("Xem lại trước khi gửi", **(WORDS | {"affected": typed}))
    assert visitor.status == 422
    kept = Visitor.fields(visitor.page.select_one("main form"))
    assert kept["affected"] == typed
    assert kept["wish"] == WORDS["wish"]
    assert visitor.page.select_one("#id_affected_error")


@pytest.mark.parametrize("typed", ["1250", "1.250", "1 250"])
def test_numbers_as_they_are_written_here(typed: str, mai: User, ut: User, client_of) -> None:
    send(client_of(mai), affected=typed)
    assert Need.objects.get().affected == 1250


def test_a_double_click_sends_once(mai: User, ut: User, client_of) -> None:
    data = WORDS | {"lam": "gui", "request_key": "mot-lan"}
    answers = [client_of(mai).post("/toi-can/moi/", data).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert Need.objects.count() == 1


def test_the_lesson_goes_along_if_its_learner_lets_it(started: Attempt, mai: User, ut: User, client_of) -> None:
    page = f"/toi-can/moi/?luot={started.uuid}"
    visitor = Visitor(client_of(mai)).open(page).press("Xem lại trước khi gửi", **WORDS)
    assert visitor.shows("Tiếp nhận và vào sổ", "main dl")
    visitor.press("Gửi")
    sent = Need.objects.get()
    assert (sent.lesson_code, sent.step) == ("L05", selectors.state_of(started).step)
    Need.objects.all().delete()
    form = Visitor.fields(Visitor(client_of(mai)).open(page).page.select_one("main form"))
    del form["kem"]
    client_of(mai).post("/toi-can/moi/", form | WORDS | {"lam": "gui"})
    assert Need.objects.get().lesson_code == ""


def test_the_step_has_the_button(started: Attempt, mai: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open(f"/bai-tap/{started.uuid}/").follow("Tôi cần…")
    assert visitor.path == "/toi-can/moi/"
    assert visitor.shows("Nói rõ là nảy ra ở bài")


def test_somebody_elses_attempt_is_not_there(started: Attempt, neighbour: User, client_of) -> None:
    assert client_of(neighbour).get(f"/toi-can/moi/?luot={started.uuid}").status_code == 404
    assert client_of(neighbour).get("/toi-can/moi/?luot=xyz").status_code == 404


def test_who_works_nowhere_is_told_what_to_do(mai: User, client_of) -> None:
    people.end_membership(acting_user=None, membership=mai.memberships.get(), on=today())
    visitor = Visitor(client_of(mai)).open("/toi-can/moi/")
    assert visitor.shows("nhờ bộ phận nhân sự", "main")
    assert client_of(mai).post("/toi-can/moi/", WORDS | {"lam": "gui"}).status_code == 409


def test_without_a_leader_it_says_that_it_waits(mai: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open("/toi-can/moi/").press("Xem lại trước khi gửi", **WORDS)
    assert visitor.shows("chưa có lãnh đạo trên hệ thống", "main")


def test_my_needs_take_at_most_ten_queries(need: Need, mai: User, client_of) -> None:
    client = client_of(mai)
    send(client, work="Việc khác")
    within(10, queries_of(lambda: client.get("/toi-can/")))


# --- the leader -------------------------------------------------------------------------------------------


def test_the_leader_sees_what_waits_by_the_time_it_saves(need: Need, mai: User, ut: User, client_of) -> None:
    send(client_of(mai), work="Việc nhỏ", times="1", affected="1")
    send(client_of(mai), work="Việc lớn", times="2.000", affected="900")
    visitor = Visitor(client_of(ut)).open("/").follow("Điều nhân viên cần")
    assert [tag.get_text() for tag in visitor.page.select("table tbody th a")] == [
        "Việc lớn",
        "Vào sổ hai lần",
        "Việc nhỏ",
    ]
    assert visitor.shows(mai.full_name, "table")
    assert visitor.shows(f"{need.answer_by:%d/%m/%Y}", "table")


def test_a_decision_goes_back_with_its_reason(need: Need, mai: User, ut: User, client_of) -> None:
    visitor = decide(client_of(ut), need, "accepted")
    assert visitor.path == "/toi-can/hop-thu/"
    [news] = selectors.came_back(mai)
    assert (news.kind, news.new) == ("decision", True)
    seen = Visitor(client_of(mai)).open(news.url)
    assert seen.shows("Đã nhận")
    assert seen.shows(REASON)
    assert [one.new for one in selectors.came_back(mai)] == [False]


@pytest.mark.parametrize(("decision", "reason"), [("accepted", "Ngắn"), ("", REASON), ("xyz", REASON)])
def test_no_decision_without_a_reason(decision: str, reason: str, need: Need, ut: User, client_of) -> None:
    answer = client_of(ut).post(f"/toi-can/hop-thu/{need.uuid}/", {"decision": decision, "reason": reason})
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    need.refresh_from_db()
    assert need.decision == ""


def test_asked_for_more_the_sender_answers_once(need: Need, mai: User, ut: User, client_of) -> None:
    decide(client_of(ut), need, "more", "Mỗi lần vào sổ mất mấy màn hình?")
    [news] = selectors.came_back(mai)
    assert news.kind == "question"
    visitor = Visitor(client_of(mai)).open(news.url)
    assert visitor.shows("Mỗi lần vào sổ mất mấy màn hình?")
    visitor.press("Gửi", more="Ba màn hình.")
    assert visitor.shows("Chờ lãnh đạo")
    assert client_of(mai).post(f"/toi-can/{need.uuid}/", {"more": "Thêm nữa."}).status_code == 422
    visitor = Visitor(client_of(ut)).open("/toi-can/hop-thu/")
    assert visitor.shows("đã trả lời câu hỏi", "table")
    visitor.follow("Vào sổ hai lần")
    assert visitor.shows("Ba màn hình.")
    assert not visitor.page.select("input[name=decision][value=more]")
    visitor.press("Gửi quyết định", decision="refused", reason=REASON)
    need.refresh_from_db()
    assert (need.decision, need.question, need.more) == (
        "refused",
        "Mỗi lần vào sổ mất mấy màn hình?",
        "Ba màn hình.",
    )


def test_who_decides_second_is_told_and_loses_nothing(
    need: Need, province: OrgUnit, ut: User, phuc: User, client_of
) -> None:
    people.place(acting_user=None, user=phuc, unit=province, position="Chủ tịch", is_manager=True)
    late = Visitor(client_of(phuc)).open(f"/toi-can/hop-thu/{need.uuid}/")
    decide(client_of(ut), need, "accepted")
    late.press("Gửi quyết định", decision="refused", reason="Chưa có kinh phí năm nay.")
    assert late.status == 409
    assert late.shows("vừa được quyết định", "main")
    assert late.shows("Chưa có kinh phí năm nay.", "main")
    need.refresh_from_db()
    assert (need.decision, need.decided_by) == ("accepted", ut)


def test_the_same_decision_twice_is_one(need: Need, ut: User, client_of) -> None:
    data = {"decision": "accepted", "reason": REASON}
    answers = [client_of(ut).post(f"/toi-can/hop-thu/{need.uuid}/", data).status_code for _ in range(2)]
    assert answers == [303, 303]


def test_a_leader_elsewhere_sees_nothing(need: Need, neighbour: User, ho_thi_ky: OrgUnit, client_of) -> None:
    people.place(acting_user=None, user=neighbour, unit=ho_thi_ky, position="Chủ tịch", is_manager=True)
    client = client_of(neighbour)
    assert not Visitor(client).open("/toi-can/hop-thu/").shows("Vào sổ hai lần")
    assert client.get(f"/toi-can/hop-thu/{need.uuid}/").status_code == 404
    data = {"decision": "accepted", "reason": REASON}
    assert client.post(f"/toi-can/hop-thu/{need.uuid}/", data).status_code == 404


@pytest.mark.parametrize("who", ["mai", "trainer", "hr", "hr_other", "administrator"])
def test_who_leads_nobody_has_no_inbox(need: Need, who: str, request, client_of) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get("/toi-can/hop-thu/").status_code == 404
    assert client.get(f"/toi-can/hop-thu/{need.uuid}/").status_code == 404
    assert 'href="/toi-can/hop-thu/"' not in client.get("/").content.decode()


def test_ones_own_need_is_for_another_leader(ut: User, client_of) -> None:
    send(client_of(ut))
    own = Need.objects.get()
    assert not Visitor(client_of(ut)).open("/toi-can/hop-thu/").shows("Vào sổ hai lần")
    assert client_of(ut).get(f"/toi-can/hop-thu/{own.uuid}/").status_code == 404


def test_nobody_else_reads_it(need: Need, phuc: User, client_of) -> None:
    assert client_of(phuc).get(f"/toi-can/{need.uuid}/").status_code == 404


def test_the_leaders_inbox_takes_at_most_twelve_queries(need: Need, mai: User, ut: User, client_of) -> None:
    send(client_of(mai), work="Việc khác")
    client = client_of(ut)
    within(12, queries_of(lambda: client.get("/toi-can/hop-thu/")))


def test_only_the_nearest_page_is_marked_as_where_one_is(need: Need, ut: User, client_of) -> None:
    page = Visitor(client_of(ut)).open("/toi-can/hop-thu/").page
    assert [tag.get_text() for tag in page.select("nav [aria-current=page]")] == ["Điều nhân viên cần"]
