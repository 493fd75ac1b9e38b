""" "Tôi bị kẹt": what is seen is what is sent, it carries nobody, and the answer finds its way back."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from sandbox.models import Event
from tests.lesson_world import do_moves, finish, start, step_moves
from tests.training.practice.test_budgets import queries_of, within
from tests.visitor import Visitor
from training.feedback import selectors
from training.feedback.models import Reply, Stuck
from training.feedback.scrub import scrubbed
from training.people.models import User
from training.practice.models import Attempt
from training.progress.task import task_of

pytestmark = pytest.mark.django_db


def url(attempt: Attempt) -> str:
    return f"/luot-tap/{attempt.uuid}/bi-ket/"


def send(client: Client, attempt: Attempt, note: str = "") -> Visitor:
    return Visitor(client).open(url(attempt)).press("Gửi", note=note)


@pytest.fixture
def stuck(started: Attempt, mai: User, client_of) -> Stuck:
    """Mai has asked at the first step."""
    send(client_of(mai), started, "Không thấy nút nào.")
    return Stuck.objects.get()


@pytest.fixture
def theirs(l05, neighbour: User, client_of) -> Stuck:
    """Hồng, in another commune and with other values drawn, stands in the same place."""
    send(client_of(neighbour), start(client_of(neighbour), neighbour), "Em cũng vậy.")
    return Stuck.objects.get(user=neighbour)


# --- the learner ------------------------------------------------------------------------------------------


def test_the_preview_shows_all_that_is_sent(started: Attempt, mai: User, client_of) -> None:
    do_moves(client_of(mai), started, step_moves(started, task_of(started).steps[0].key))
    visitor = Visitor(client_of(mai)).open(url(started))
    seen = visitor.text("main")
    visitor.press("Gửi", note="Em tìm mãi chưa thấy.")
    sent = Stuck.objects.get()
    assert sent.step == task_of(started).steps[1].key
    assert sent.unmet["vi"] in seen
    assert sent.events
    assert all(event["say"]["vi"] in seen for event in sent.events)
    assert "không có tên Anh/Chị" in seen
    assert sent.note == "Em tìm mãi chưa thấy."


def test_sending_leads_back_to_the_work_and_says_so(started: Attempt, mai: User, client_of) -> None:
    visitor = send(client_of(mai), started)
    assert visitor.path == f"/bai-tap/{started.uuid}/"
    assert visitor.shows("Đã gửi cho người soạn bài", "#status")


def test_the_screen_that_one_came_from_is_found_again(started: Attempt, mai: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open(f"{url(started)}?man-hinh=van-ban-den").press("Gửi")
    assert visitor.path == f"/bai-tap/{started.uuid}/van-ban-den"


def test_where_traps_are_laid_asking_tells_nothing(stuck: Stuck, trainer: User, mai: User, client_of) -> None:
    client_of(trainer).post(f"/phan-hoi/{stuck.uuid}/", {"words": "Mở công điện ra trước.", "everybody": "on"})
    client_of(mai).post("/bai-tap/bat-dau/L05/", {"mode": "traps"})
    attempt = Attempt.objects.get(user=mai, state=Attempt.State.OPEN)
    visitor = Visitor(client_of(mai)).open(url(attempt))
    assert stuck.unmet["vi"] not in visitor.text("main")
    assert not visitor.shows("Mở công điện ra trước.")
    visitor.press("Gửi")
    sent = Stuck.objects.get(attempt=attempt)
    assert sent.unmet == stuck.unmet


@pytest.mark.parametrize("place", ["//evil.example", "../../tai-khoan", "van-ban-den?x=1", "A" * 300])
def test_no_other_address_can_be_planted(place: str, started: Attempt, mai: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open(url(started)).press("Gửi", **{"man-hinh": place})
    assert visitor.path == f"/bai-tap/{started.uuid}/"


def test_the_step_has_the_button(started: Attempt, mai: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open(f"/bai-tap/{started.uuid}/").follow("Tôi bị kẹt")
    assert visitor.path == url(started)


def test_a_double_click_sends_once(started: Attempt, mai: User, client_of) -> None:
    data = Visitor.fields(Visitor(client_of(mai)).open(url(started)).page.select_one("main form"))
    answers = [client_of(mai).post(url(started), data) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert Stuck.objects.count() == 1


def test_numbers_and_names_are_hidden_before_anything_is_sent(started: Attempt, mai: User, client_of) -> None:
    note = "Tôi là Trần Thị Mai, 0912 345 678, căn cước 096123456789, mai.tt@camau.example"
    visitor = send(client_of(mai), started, note)
    assert visitor.status == 422
    assert not Stuck.objects.exists()
    shown = visitor.text("textarea")
    for told in ("Trần Thị Mai", "345", "123456", "mai.tt"):
        assert told not in shown
    visitor.press("Gửi")
    assert Stuck.objects.get().note == shown


def test_scrubbing_twice_changes_nothing_and_leaves_codes_alone(mai: User) -> None:
    once = scrubbed("CM-DM-001 +84 912 345 678 096123456789 123456789", own=mai)
    assert scrubbed(once, own=mai) == once
    assert "CM-DM-001" not in once
    kept = "Hồ sơ 000.12.34.H12-261123-0001, 14:30 05/01/2026, 1.250.000.000 đồng"
    assert scrubbed(kept, own=mai) == kept


def test_what_was_done_meanwhile_is_shown_before_it_is_sent(started: Attempt, mai: User, client_of) -> None:
    client = client_of(mai)
    visitor = Visitor(client).open(url(started))
    do_moves(client, started, step_moves(started, task_of(started).steps[0].key))
    visitor.press("Gửi", note="Lời của tôi.")
    assert visitor.status == 422
    assert visitor.shows("Lời của tôi.", "textarea")
    assert not Stuck.objects.exists()
    visitor.press("Gửi")
    assert Stuck.objects.get().step == task_of(started).steps[1].key


def test_too_long_a_note_is_kept_on_the_page(started: Attempt, mai: User, client_of) -> None:
    visitor = send(client_of(mai), started, "x" * 501)
    assert visitor.status == 422
    assert "x" * 501 in visitor.text("textarea")


@pytest.mark.thorough
def test_a_finished_attempt_leads_to_its_result(started: Attempt, mai: User, client_of) -> None:
    finish(client_of(mai), started)
    visitor = Visitor(client_of(mai)).open(url(started))
    assert visitor.path == f"/luot-tap/{started.uuid}/xong/"
    assert visitor.shows("khép lại", "#status")


def test_events_hold_neither_names_nor_what_was_typed(started: Attempt, mai: User, client_of) -> None:
    """Search words, a box's content, a colleague's name: all three happen, none is sent."""
    client = client_of(mai)
    finish_until = [step.key for step in task_of(started).steps][:2]
    for key in finish_until:
        do_moves(client, started, step_moves(started, key))
    client.get(f"/bai-tap/{started.uuid}/tim-kiem?q=bimatcuatoi")
    form = Visitor(client).open(f"/bai-tap/{started.uuid}/").page
    assert form is not None
    send(client, started)
    told = " ".join(event["say"]["vi"] + event["say"]["en"] for event in Stuck.objects.get().events)
    typed = [str(value) for event in Event.objects.all() for value in event.values.values() if isinstance(value, str)]
    assert told
    assert all(value not in told for value in typed if len(value) > 3)
    assert "bimatcuatoi" not in told
    people = task_of(started).scenario.person
    assert people not in told


@pytest.mark.thorough
def test_only_the_last_five(started: Attempt, mai: User, client_of) -> None:
    client = client_of(mai)
    do_moves(client, started, task_of(started).solution[:-1])
    assert Event.objects.count() > 5
    send(client, started)
    clocks = [event["clock"] for event in Stuck.objects.get().events]
    assert len(clocks) == 5
    assert clocks == sorted(clocks)


# --- the trainer ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["trainer", "administrator"])
def test_trainers_see_no_name_and_no_unit(stuck: Stuck, who: str, request, mai: User, client_of) -> None:
    client = client_of(request.getfixturevalue(who))
    for page in ("/phan-hoi/", f"/phan-hoi/{stuck.uuid}/"):
        html = client.get(page).content.decode()
        assert "Không thấy nút nào." in html
        assert re.search(r"Học viên [0-9A-F]{4}", html)
        hidden = (
            mai.full_name,
            mai.staff_code,
            str(mai.uuid),
            str(stuck.attempt.uuid),
            "Văn phòng HĐND",
            "van-phong",
        )
        assert [told for told in hidden if told in html] == []


def test_a_learners_two_messages_have_two_codes(stuck: Stuck, mai: User, client_of) -> None:
    send(client_of(mai), stuck.attempt, "Vẫn chưa được.")
    aliases = {selectors.Line(one).alias for one in Stuck.objects.all()}
    assert len(aliases) == 2


def test_learners_in_one_place_stand_together_and_are_counted_once(
    stuck: Stuck, theirs: Stuck, trainer: User, mai: User, client_of
) -> None:
    assert stuck.check_key == theirs.check_key != ""
    send(client_of(mai), stuck.attempt, "Lần nữa.")
    [group] = selectors.inbox()
    assert (len(group.lines), group.people) == (3, 2)
    assert Visitor(client_of(trainer)).open("/phan-hoi/").shows("2 học viên đang chờ")


def test_another_step_is_another_place(stuck: Stuck, mai: User, client_of) -> None:
    do_moves(client_of(mai), stuck.attempt, step_moves(stuck.attempt, task_of(stuck.attempt).steps[0].key))
    send(client_of(mai), stuck.attempt)
    assert len(selectors.inbox()) == 2


def test_an_answer_to_one_reaches_that_one(stuck: Stuck, theirs: Stuck, trainer: User, client_of) -> None:
    visitor = Visitor(client_of(trainer)).open(f"/phan-hoi/{stuck.uuid}/").press("Gửi", words="Mở công điện trước.")
    assert visitor.shows("Đã gửi cho 1 học viên.", "#status")
    stuck.refresh_from_db(), theirs.refresh_from_db()
    assert (stuck.answer, theirs.answer) == ("Mở công điện trước.", "")
    assert not Reply.objects.exists()


def test_an_answer_to_everybody_reaches_those_who_come_later(
    stuck: Stuck, theirs: Stuck, trainer: User, phuc: User, client_of
) -> None:
    visitor = Visitor(client_of(trainer)).open(f"/phan-hoi/{stuck.uuid}/")
    visitor.press("Gửi", words="Mở công điện trước.", words_en="Open the telegram first.", everybody="on")
    assert visitor.shows("Đã gửi cho 2 học viên.", "#status")
    assert set(Stuck.objects.values_list("answer", flat=True)) == {"Mở công điện trước."}
    late = start(client_of(phuc), phuc)
    reply = selectors.reply_to(late)
    assert reply is not None
    assert reply == selectors.reply_for("L05", stuck.step, stuck.check_key)
    assert Visitor(client_of(phuc)).open(url(late)).shows("Mở công điện trước.", "main")


def test_a_reply_may_be_withdrawn_and_the_answer_stays(stuck: Stuck, trainer: User, mai: User, client_of) -> None:
    visitor = Visitor(client_of(trainer)).open(f"/phan-hoi/{stuck.uuid}/")
    visitor.press("Gửi", words="Mở công điện trước.", everybody="on").press("Thu hồi")
    assert visitor.shows("Đã thu hồi", "#status")
    assert selectors.reply_to(stuck.attempt) is None
    assert Visitor(client_of(mai)).open(f"/phan-hoi/cua-toi/{stuck.uuid}/").shows("Mở công điện trước.")


def test_who_comes_second_is_told_and_loses_nothing(stuck: Stuck, trainer, administrator, client_of) -> None:
    first, second = (Visitor(client_of(one)).open(f"/phan-hoi/{stuck.uuid}/") for one in (trainer, administrator))
    first.press("Gửi", words="Câu thứ nhất.")
    second.press("Gửi", words="Câu thứ hai.")
    assert second.status == 409
    assert second.shows("Vừa có người trả lời rồi", "main")
    assert second.shows("Câu thứ nhất.", "main")
    assert second.shows("Câu thứ hai.", "main")
    assert Stuck.objects.get().answer == "Câu thứ nhất."


def test_the_same_answer_sent_twice_is_sent_once(stuck: Stuck, trainer: User, client_of) -> None:
    data = {"words": "Mở công điện trước.", "everybody": "on", "instead_of": ""}
    answers = [client_of(trainer).post(f"/phan-hoi/{stuck.uuid}/", data).status_code for _ in range(2)]
    assert answers == [303, 303]
    assert Reply.objects.count() == 1


def test_a_reply_that_was_not_seen_is_not_replaced(stuck: Stuck, theirs: Stuck, trainer, administrator, client_of):
    late = Visitor(client_of(administrator)).open(f"/phan-hoi/{theirs.uuid}/")
    Visitor(client_of(trainer)).open(f"/phan-hoi/{stuck.uuid}/").press("Gửi", words="Chung thứ nhất.", everybody="on")
    Stuck.objects.filter(pk=theirs.pk).update(answered_at=None, answer="", reply=None)  # came in once more
    late.press("Gửi", words="Chung thứ hai.", everybody="on")
    assert late.status == 409
    assert late.shows("Chung thứ hai.", "textarea")
    late.press("Gửi", everybody="on")
    assert selectors.reply_for("L05", stuck.step, stuck.check_key).text_vi == "Chung thứ hai."
    assert Reply.objects.filter(withdrawn_at__isnull=True).count() == 1


@pytest.mark.parametrize("who", ["mai", "ut", "hr"])
def test_nobody_else_has_an_inbox(stuck: Stuck, who: str, request, client_of) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get("/phan-hoi/").status_code == 404
    assert client.post(f"/phan-hoi/{stuck.uuid}/", {"words": "Không được."}).status_code == 404
    assert 'href="/phan-hoi/"' not in client.get("/").content.decode()
    assert Stuck.objects.get().answer == ""


def test_the_inbox_takes_at_most_twelve_queries(stuck: Stuck, theirs: Stuck, trainer: User, client_of) -> None:
    client = client_of(trainer)
    client.get("/phan-hoi/")
    within(12, queries_of(lambda: client.get("/phan-hoi/")))


# --- what came back ---------------------------------------------------------------------------------------


def test_the_answer_comes_back_and_is_seen_once_opened(stuck: Stuck, trainer: User, mai: User, client_of) -> None:
    assert selectors.came_back(mai) == []
    Visitor(client_of(trainer)).open(f"/phan-hoi/{stuck.uuid}/").press("Gửi", words="Mở công điện trước.")
    [news] = selectors.came_back(mai)
    assert (news.kind, news.new) == ("answer", True)
    visitor = Visitor(client_of(mai)).open(news.url)
    assert visitor.shows("Mở công điện trước.")
    assert visitor.shows("Không thấy nút nào.")
    [seen] = selectors.came_back(mai)
    assert not seen.new


def test_looking_before_the_answer_is_not_having_seen_it(stuck: Stuck, trainer: User, mai: User, client_of) -> None:
    Visitor(client_of(mai)).open(f"/phan-hoi/cua-toi/{stuck.uuid}/")
    Visitor(client_of(trainer)).open(f"/phan-hoi/{stuck.uuid}/").press("Gửi", words="Mở công điện trước.")
    assert [news.new for news in selectors.came_back(mai)] == [True]


def test_the_key_of_a_check_ignores_words_and_values(started: Attempt) -> None:
    step = started.task.typed.with_traps().steps[0]
    check = step.checks[0]
    other_words = step.model_copy(update={"checks": [check.model_copy(update={"hint_at": "x.y", "say": None})]})
    other_step = step.model_copy(update={"key": "khac"})
    key = selectors.check_key(step, 0)
    assert re.fullmatch(r"[0-9a-f]{16}", key)
    assert selectors.check_key(other_words, 0) == key
    assert selectors.check_key(other_step, 0) != key
