""" "Chỗ tắc": what is counted, what is said, and how one reply reaches everybody, past and future."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

import lessons.api
from lessons.models import LessonPage
from tests.lesson_world import do_move, form_url, start, start_alone, step_moves, typed
from tests.training.practice.test_budgets import queries_of, within
from tests.training.usage.crowd import Crowd
from tests.visitor import Visitor
from training.feedback.models import Reply, Stuck
from training.people.models import User
from training.practice import api as practice
from training.practice.models import Attempt
from training.progress.models import StepResult, WrongState
from training.progress.selectors import standing_of
from training.progress.task import task_of
from training.usage import kept
from training.usage.asking import Asked
from training.usage.funnel import funnel_of, median
from training.usage.selectors import lessons_of, versions_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def crowd(l05: LessonPage) -> Crowd:
    """Twelve finished alone, nine by the guide with a hint, six set aside at step 2, seven forgotten, eight at it."""
    people = Crowd(l05)
    people.attempts(12, done=len(people.steps), state="finished", worked=4, simulated=30)
    people.attempts(9, done=len(people.steps), mode="guided", rung=1, state="finished", worked=10)
    people.attempts(6, done=1, state="set_aside")
    people.attempts(7, done=1, days_ago=40)
    people.attempts(8, done=0, mode="guided")
    return people


def rows_of(crowd: Crowd, asked: Asked | None = None):
    steps = [(step, step) for step in crowd.steps]
    return funnel_of("L05", steps, asked or Asked()).rows


def test_the_funnel_counts_what_became_of_each_step(crowd: Crowd) -> None:
    first, second, *rest = rows_of(crowd)
    assert {one.kind: one.value for one in first.numbers} == {
        "alone": 25,
        "guided": 0,
        "helped": 9,
        "left": 0,
        "under_way": 8,
    }
    assert first.reached.value == 42
    assert {one.kind: one.value for one in second.numbers} == {
        "alone": 12,
        "guided": 0,
        "helped": 9,
        "left": 13,
        "under_way": 0,
    }
    assert second.reached.value == 34
    assert [row.reached.value for row in rest] == [21] * len(rest)
    assert (second.worked, second.simulated) == (4, 30)


def test_mode_and_time_choose_among_them(crowd: Crowd) -> None:
    guided = rows_of(crowd, Asked(only="guided"))[0]
    assert (guided.reached.value, guided.of("alone").value) == (17, 0)
    assert rows_of(crowd, Asked(only="30"))[1].of("left").value == 6
    assert rows_of(crowd, Asked(only="90"))[1].of("left").value == 13


def test_what_was_opened_and_never_begun_does_not_count(l05: LessonPage, mai: User) -> None:
    start_alone(mai, mode="guided")
    start_alone(mai, mode="alone")
    start_alone(mai, mode="traps")
    counts = [row.reached for row in rows_of(Crowd(l05))]
    assert counts[0].value is None  # the one that is open
    assert Attempt.objects.filter(state="set_aside").count() == 2
    assert not WrongState.objects.exists()


@pytest.mark.parametrize(
    ("lengths", "expected"), [([(1, 1), (2, 1), (9, 1)], (2, 3)), ([(5, 2), (7, 2)], (5, 4)), ([], (0, 0))]
)
def test_the_median_of_a_histogram(lengths: list[tuple[int, int]], expected: tuple[int, int]) -> None:
    assert median(lengths) == expected


# --- the facts ----------------------------------------------------------------------------------------------


def test_a_step_keeps_what_it_took_and_the_help_on_it(started: Attempt, mai: User, client_of) -> None:
    client, first = client_of(mai), task_of(started).steps[0]
    client.post(f"/luot-tap/{started.uuid}/goi-y/", {"buoc": first.key, "bac": "1"})
    for move in step_moves(started, first.key):
        do_move(client, started, move)
    result = StepResult.objects.get(attempt=started, step=first.key)
    started.refresh_from_db()
    assert result.rung == 1
    begun = (timezone.now() - started.started_at).total_seconds() // 60  # its world may have been planted a while ago
    assert 1 <= result.worked <= begun + 2
    assert result.simulated is not None
    assert started.standing.frontier == task_of(started).steps[1].key
    assert started.standing.passed_clock == started.workspace.clock


def test_asking_thrice_keeps_two_facts_and_no_more(started: Attempt, mai: User, client_of) -> None:
    client, url = client_of(mai), f"/bai-tap/{started.uuid}/van-ban-den?kiem=1"
    for _ in range(3):
        client.get(url)
    assert sorted(WrongState.objects.values_list("how", flat=True)) == ["asked", "thrice"]
    known = queries_of(lambda: client.get(url))
    assert not [sql for sql in known if "wrongstate" in sql]
    assert WrongState.objects.count() == 2


def test_help_and_setting_aside_are_noticed(started: Attempt, mai: User, client_of) -> None:
    client, first = client_of(mai), task_of(started).steps[0]
    client.post(f"/luot-tap/{started.uuid}/goi-y/", {"buoc": first.key, "bac": "1"})
    client.post("/bai-tap/bat-dau/L05/", {"mode": "alone"})
    assert list(WrongState.objects.values_list("how", "step")) == [("helped", first.key), ("left", first.key)]


@pytest.mark.thorough
def test_the_sentence_is_nobodys_own(l05: LessonPage, mai: User, neighbour: User, client_of) -> None:
    """Two learners with other values drawn, who typed other things, are in one and the same state."""
    for user, summary in ((mai, "Hop ve bao so 12345678"), (neighbour, "Ghi nham 0912345678")):
        attempt = start_alone(user)
        solution = task_of(attempt).solution
        for number, move in enumerate(solution):
            if move.action == "van_ban.vao_so":
                page = client_of(user).get(form_url(attempt, move.action, move.on)).content
                data = Visitor.fields(_form(page)) | {name: typed(value) for name, value in move.values.items()}
                data["trich_yeu"] = summary
                client_of(user).post(form_url(attempt, move.action, move.on), data)
                break
            assert do_move(client_of(user), attempt, move).status_code == 303, number
        client_of(user).get(f"/bai-tap/{attempt.uuid}/?kiem=1")
    facts = list(WrongState.objects.order_by("pk"))
    assert facts
    assert len({fact.attempt_id for fact in facts}) == 2
    for fact in facts:
        assert not re.search(r"[0-9]{4}", fact.say["vi"]), fact.say
        assert "Hop ve bao" not in fact.say["vi"]
        assert "Ghi nham" not in fact.say["vi"]
    states = {
        user: {(fact.check_key, fact.likeness) for fact in facts if fact.attempt.user == user}
        for user in (mai, neighbour)
    }
    assert states[mai] == states[neighbour]


def _form(page: bytes):
    from bs4 import BeautifulSoup

    form = BeautifulSoup(page, "html.parser").select_one("#platform .pf-body form[method=post]")
    assert form is not None
    return form


# --- the screens --------------------------------------------------------------------------------------------


def test_the_lesson_shows_its_picture_its_table_and_its_states(crowd: Crowd, trainer: User, client_of) -> None:
    people = crowd.attempts(7, done=0)
    crowd.wrong(people, "Chưa thấy văn bản nào.")
    crowd.wrong(people[:2], "Còn thiếu một ô.", check_key="c" * 16)
    visitor = Visitor(client_of(trainer)).open("/cho-tac/L05/")
    assert visitor.page.select_one(".funnel__bar rect.funnel__part--alone")
    assert visitor.shows("Chưa thấy văn bản nào. ", ".jams")
    assert visitor.shows("Lượt tập: 7", ".jams")
    assert visitor.shows("Lượt tập: dưới 5", ".jams")
    assert "D3" not in visitor.text("main")


def test_the_list_leads_there_and_the_address_keeps_the_filter(crowd: Crowd, trainer: User, client_of) -> None:
    visitor = Visitor(client_of(trainer)).open("/cho-tac/").press("Xem", chi="guided")
    row = visitor.text("tbody tr")
    assert "17" in row
    link = str(visitor.page.select_one("tbody a")["href"])
    assert link == "/cho-tac/L05/?chi=guided"
    visitor.open(link)
    assert visitor.page.select_one("option[value=guided][selected]")


def test_three_people_are_no_statistics(l05: LessonPage, trainer: User, client_of) -> None:
    Crowd(l05).attempts(3, done=1)
    visitor = Visitor(client_of(trainer)).open("/cho-tac/L05/")
    assert visitor.page.select_one(".funnel") is None
    assert visitor.status == 200


@pytest.mark.thorough
def test_one_reply_reaches_who_is_there_who_comes_and_who_was_there(
    started: Attempt, mai: User, neighbour: User, trainer: User, client_of
) -> None:
    """Hồng gave up there, Mai waits there; both read it, Hồng on her home page, once."""
    hong, first = client_of(neighbour), task_of(started).steps[0].key
    given_up = start(hong, neighbour)
    hong.post(f"/luot-tap/{given_up.uuid}/goi-y/", {"buoc": first, "bac": "1"})
    hong.post("/bai-tap/bat-dau/L05/", {"mode": "traps"})
    Visitor(client_of(mai)).open(f"/luot-tap/{started.uuid}/bi-ket/").press("Gửi", note="Không thấy nút.")
    key = Stuck.objects.get().check_key
    visitor = Visitor(client_of(trainer)).open("/phan-hoi/").follow("Bao nhiêu người vướng ở đây")
    assert visitor.path == f"/cho-tac/L05/{key}/"
    assert visitor.shows("Không thấy nút.")
    visitor.press("Gửi cho mọi người", words="Mở công điện hỏa tốc ra trước.")
    assert visitor.path == "/cho-tac/L05/"
    assert Stuck.objects.get().answer == "Mở công điện hỏa tốc ra trước."
    page = client_of(mai).get(f"/bai-tap/{started.uuid}/?kiem=1").content.decode()
    assert "Mở công điện hỏa tốc ra trước." in page
    home = Visitor(hong).open("/")
    home.follow("Giảng viên đã viết cách làm tiếp")
    assert home.shows("Mở công điện hỏa tốc ra trước.")
    assert not home.open("/").shows("Giảng viên đã viết cách làm tiếp")


def test_two_trainers_do_not_overwrite_each_other(started: Attempt, mai: User, trainer: User, client_of) -> None:
    client_of(mai).get(f"/bai-tap/{started.uuid}/?kiem=1")
    key = WrongState.objects.get().check_key
    client, url = client_of(trainer), f"/cho-tac/L05/{key}/"
    Reply.objects.create(
        lesson_code="L05", step=WrongState.objects.get().step, check_key=key, text_vi="Của người khác.", author=mai
    )
    refused = client.post(url, {"words": "Của tôi đây.", "instead_of": ""})
    assert refused.status_code == 409
    assert "Của tôi đây." in refused.content.decode()
    assert client.post(url, {"words": "  "}).status_code == 422


def test_a_reply_to_where_one_never_was_is_not_there(started: Attempt, mai: User, phuc: User, client_of) -> None:
    reply = Reply.objects.create(lesson_code="L05", step="x", check_key="0" * 16, text_vi="…", author=mai)
    assert client_of(phuc).get(f"/phan-hoi/loi-nhan/{reply.pk}/").status_code == 404
    assert standing_of(started)


def test_the_screens_take_twelve_queries_and_three_more_for_a_cut(crowd: Crowd, trainer: User, client_of) -> None:
    client = client_of(trainer)
    crowd.wrong(crowd.attempts(7, done=0), "Chưa thấy văn bản nào.")
    for url in ("/cho-tac/", "/cho-tac/L05/?phien-ban=moi&chi=90", f"/cho-tac/L05/{'a' * 16}/"):
        client.get(url)
        # one of them the entry in the access log
        within(16 if "chi=" in url else 13, queries_of(lambda url=url: client.get(url)))


def test_the_list_beside_a_lessons_page_tells_of_no_few(l05: LessonPage) -> None:
    """39 begun in the list and 37 finished on the page would be two given up: the list says what the page says."""
    people = Crowd(l05)
    people.attempts(37, done=len(people.steps), state="finished")
    people.attempts(2, done=0, state="set_aside")
    line = next(one for one in lessons_of(Asked()) if one.code == "L05")
    funnel = funnel_of("L05", [(step, step) for step in people.steps], Asked())
    assert (line.begun.value, line.left.value) == (funnel.rows[0].reached.value, None)
    assert line.finished.value == funnel.finished.value
    assert {line.begun.value, line.finished.value} != {39, 37}
    people.attempts(10, done=0, state="set_aside")
    line = next(one for one in lessons_of(Asked()) if one.code == "L05")
    assert (line.begun.value, line.finished.value, line.left.value) == (49, 37, 12)


def test_a_wrong_state_of_a_part_leaves_no_few_over(crowd: Crowd, trainer: User, client_of) -> None:
    """Twelve stood there, ten of them on their own: the two by the guide would follow."""
    crowd.wrong(crowd.attempts(10, done=0), "Chưa thấy văn bản nào.")
    crowd.wrong(crowd.attempts(2, done=0, mode="guided"), "Chưa thấy văn bản nào.")
    client = client_of(trainer)
    assert Visitor(client).open("/cho-tac/L05/").shows("Lượt tập: 12", ".jams")
    alone = Visitor(client).open("/cho-tac/L05/?chi=alone")
    assert alone.shows("Lượt tập: ẩn", ".jams")
    crowd.wrong(crowd.attempts(5, done=0, mode="guided"), "Chưa thấy văn bản nào.")
    assert Visitor(client).open("/cho-tac/L05/?chi=alone").shows("Lượt tập: 10", ".jams")


def test_what_was_frozen_to_try_a_draft_is_no_version(crowd: Crowd, l05: LessonPage) -> None:
    draft = l05.get_latest_revision_as_object()
    draft.title = "Bài đang sửa"
    draft.save_revision()
    tried = lessons.api.task_of_draft(LessonPage.objects.get(pk=l05.pk))
    assert tried.pk != l05.live_task_id
    assert [version.tasks for version in versions_of("L05")] == [[l05.live_task_id]]


def test_late_replies_are_of_the_last_fortnight(started: Attempt, mai: User, client_of) -> None:
    client_of(mai).post(f"/luot-tap/{started.uuid}/goi-y/", {"buoc": task_of(started).steps[0].key, "bac": "1"})
    client_of(mai).post("/bai-tap/bat-dau/L05/", {"mode": "alone"})
    there = WrongState.objects.get(how="left")
    old = timezone.now() - timedelta(days=15)
    state = {"lesson_code": "L05", "step": there.step, "check_key": there.check_key}
    Reply.objects.create(**state, text_vi="Cũ.", author=mai, at=old)
    assert "Giảng viên đã viết" not in client_of(mai).get("/").content.decode()


def test_what_took_long_to_count_is_kept_until_a_trainer_writes(
    crowd: Crowd, trainer: User, client_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, url = client_of(trainer), "/cho-tac/L05/"
    client.get(url)
    assert [sql for sql in queries_of(lambda: client.get(url)) if "stepresult" in sql]
    monkeypatch.setattr(kept, "LONG", -1.0)
    client.get(url)
    assert not [sql for sql in queries_of(lambda: client.get(url)) if "stepresult" in sql]
    kept.forget("L05")
    assert [sql for sql in queries_of(lambda: client.get(url)) if "stepresult" in sql]


def test_a_trainers_trial_is_counted_nowhere_and_leaves_nothing(l05: LessonPage, trainer: User, client_of) -> None:
    assert l05.live_task
    tried = practice.start_trial(user=trainer, task=l05.live_task, mode="guided")
    client_of(trainer).get(f"/bai-tap/{tried.uuid}/?kiem=1")
    client_of(trainer).post(
        f"/luot-tap/{tried.uuid}/goi-y/", {"buoc": task_of(tried).steps[0].key, "bac": "1", "request_key": "k"}
    )
    assert not WrongState.objects.exists()
    assert rows_of(Crowd(l05))[0].reached.value == 0
    practice.discard_trial(attempt=tried)
