"""Watching a lesson's demonstration and one's own attempt, frame by frame: what is seen is what was."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lessons.models import LessonPage, Task
from sandbox.models import Event, OverlayRow, Workspace
from tests.lesson_world import do_moves, filled_form, import_lesson, start, step_moves
from tests.visitor import Visitor, words
from training.people import demo
from training.people.models import User
from training.practice.models import Attempt, Demonstration
from training.practice.playback import api
from training.progress.task import bound, task_of

SECRET = "thuyền chanh đèn bốn"  # what the solution of L01 types


@pytest.fixture
def lesson(planted: None, db: None) -> Any:
    """Another lesson than L05, by its code."""
    return import_lesson


@pytest.fixture
def browser_of_mai(l05: LessonPage, mai: User, client_of: Any) -> Client:
    return client_of(mai)


@pytest.fixture(scope="module")
def frames(planted: None, django_db_blocker: Any) -> list[BeautifulSoup]:
    """Every frame of L05's demonstration, watched once a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        client = Client()
        client.force_login(demo.seed(only=frozenset({"CM-DM-001"}), load_organisation=False)["CM-DM-001"])
        found = frames_of(client, "/xem-mau/L05/")
        transaction.set_rollback(True)
    return found


def page_of(client: Client, url: str, **headers: str) -> BeautifulSoup:
    response = client.get(url, headers=headers)
    assert response.status_code == 200, (url, response.status_code)
    return BeautifulSoup(response.content, "html.parser")


def frames_of(client: Client, start_url: str) -> list[BeautifulSoup]:
    """Every frame, as one reaches it by pressing "next"."""
    first = client.get(start_url)
    assert first.status_code == 302
    url, found = first["Location"], []
    while True:
        found.append(page_of(client, url))
        following = found[-1].select_one("#player-next")
        if following.has_attr("data-again"):
            return found
        url = following["href"].split("#")[0]


def caption(page: BeautifulSoup) -> str:
    return words(page.select_one("#caption .player__words"))


def kept() -> tuple[int, ...]:
    """How much there is of everything that somebody's doing would add to."""
    return tuple(model.objects.count() for model in (Event, OverlayRow, Workspace, Attempt))


# --- the demonstration --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_demonstration_leads_from_the_situation_to_every_step_done(frames: list[BeautifulSoup]) -> None:
    leads_to_the_end(frames)


@pytest.mark.parametrize("code", ["L03", "L22"])
@pytest.mark.thorough
def test_so_does_that_of(lesson: Any, browser_of_mai: Client, code: str) -> None:
    lesson(code)
    leads_to_the_end(frames_of(browser_of_mai, f"/xem-mau/{code}/"))


def leads_to_the_end(frames: list[BeautifulSoup]) -> None:
    done = [len(page.select(".steps__item--done")) for page in frames]
    assert done[0] == 0
    assert done[-1] == len(frames[-1].select(".steps__item")) > 0
    assert done == sorted(done), "a step that held came undone"
    assert all(caption(page) for page in frames)
    assert frames[0].select(".fold[open]")
    pointed = [page for page in frames if caption(page).startswith(("Bấm", "Điền", "Xem lại", "Ở “", "Chuyển"))]
    assert len(pointed) > len(frames) / 2
    assert all(page.select_one("#platform #cho-nay") for page in pointed)


def test_a_form_is_shown_as_it_was_filled_in(l05: LessonPage, frames: list[BeautifulSoup]) -> None:
    form = next(page for page in frames if "24/CĐ-UBND" in caption(page) or page.select("[name=so_ky_hieu]"))
    typed = Visitor.fields(form.select_one("#platform form.pf-form"))
    move = task_solution("L05")[2]
    assert move.action == "van_ban.vao_so"
    assert typed["so_ky_hieu"] == move.values["so_ky_hieu"]
    assert move.values["so_ky_hieu"] in caption(form)
    assert form.select_one("#platform button.pf-spotted")["data-at"] == "van_ban.vao_so"
    assert form.select("#platform .pf-field--filled [name=so_ky_hieu]")


def task_solution(code: str) -> Any:
    task = Task.objects.get(code=code)
    return bound(task.hash, api.SEED).solution


def test_what_was_done_is_said_with_the_platforms_own_sentence(l05: LessonPage, frames: list[BeautifulSoup]) -> None:
    said = [(words(page.select_one("#pf-status")), caption(page)) for page in frames if page.select("#pf-status")]
    assert len(said) == len(task_solution("L05"))
    assert all(sentence == below for sentence, below in said)


@pytest.mark.thorough
def test_a_secret_is_dots_and_never_its_word(lesson: Any, browser_of_mai: Client) -> None:
    lesson("L01")
    frames = frames_of(browser_of_mai, "/xem-mau/L01/")
    forms = [page for page in frames if page.select("#platform input[type=password]")]
    assert forms
    for page in forms:
        for box in page.select("#platform input[type=password]"):
            assert not box.get("value")
            assert box["placeholder"] == "••••••••"
        assert "••••••••" in caption(page)
    assert SECRET not in "".join(str(page) for page in frames)


@pytest.mark.thorough
def test_what_waits_and_what_colleagues_answer_is_shown(lesson: Any, browser_of_mai: Client) -> None:
    lesson("L22")
    captions = [caption(page) for page in frames_of(browser_of_mai, "/xem-mau/L22/")]
    assert "Bấm “Sang buổi sau”." in captions
    assert any("Đại biểu đã xác nhận tham dự" in one for one in captions)
    assert any(one.startswith("Chuyển sang ghế Nguyễn Văn Trọn") for one in captions)


@pytest.mark.thorough
def test_answers_and_searches_are_told_in_words(lesson: Any, browser_of_mai: Client) -> None:
    lesson("L02")
    frames = frames_of(browser_of_mai, "/xem-mau/L02/")
    search = next(page for page in frames if caption(page).startswith("Gõ"))
    assert search.select_one("#pf-find")["value"] in caption(search)
    assert search.select("#platform .pf-find.pf-spotted")
    assert any(caption(page).startswith("Trả lời câu hỏi của bài. Sáng mai") for page in frames)


def test_everybody_watches_the_same_one_and_watching_writes_nothing(
    l05: LessonPage, mai: User, neighbour: User, client_of: Any
) -> None:
    client_of(mai).get("/xem-mau/L05/")
    before = kept()
    seen = [client_of(neighbour).get(f"/xem-mau/L05/{number}/").status_code for number in (1, 2, 8, 34)]
    with CaptureQueriesContext(connection) as asked:
        client_of(mai).get("/xem-mau/L05/8/")
    sandbox = [query["sql"] for query in asked if "sandbox_" in query["sql"] or "practice_" in query["sql"]]
    assert sandbox
    assert [sql for sql in sandbox if not sql.startswith("SELECT")] == []
    assert kept() == before
    assert Demonstration.objects.count() == 1
    assert set(seen) == {200}


def test_nothing_in_it_can_be_done(browser_of_mai: Client, frames: list[BeautifulSoup]) -> None:
    browser_of_mai.get("/xem-mau/L05/")
    before = kept()
    posts = {form["action"].split("#")[0] for page in frames for form in page.select("#platform form[method=post]")}
    assert len(posts) > 5
    for url in sorted(posts):
        assert browser_of_mai.post(url, {"q": "x", "until": "reply"}).status_code == 303, url
    said = page_of(browser_of_mai, "/xem-mau/L05/2/").select("#status p")
    assert len(said) == len(posts)
    assert {words(one) for one in said} == {"Đây là bản xem mẫu: bấm “Làm theo” để tự tay làm."}
    assert kept() == before


@pytest.mark.thorough
def test_one_may_look_around_in_a_frame_and_come_back(browser_of_mai: Client) -> None:
    visitor = Visitor(browser_of_mai).open("/xem-mau/L05/9/")
    then = visitor.text(".pf-tape__clock")
    visitor.follow("Văn bản đi")
    assert visitor.path == "/xem-mau/L05/9/man-hinh/van-ban-di"
    assert visitor.text(".pf-tape__clock") == then
    assert visitor.shows("Anh/Chị đang xem quanh", "#caption")
    assert visitor.follow("Về cảnh đang xem").path == "/xem-mau/L05/9/"
    assert visitor.follow("Bàn làm việc").path == "/xem-mau/L05/9/man-hinh/"


@pytest.mark.thorough
def test_without_scripts_one_steps_and_then_does_it(browser_of_mai: Client) -> None:
    visitor = Visitor(browser_of_mai).open("/xem-mau/L05/")
    assert visitor.path == "/xem-mau/L05/1/"
    visitor.follow("Tiếp").follow("Tiếp")
    assert visitor.path == "/xem-mau/L05/3/"
    assert visitor.follow("Trước").path == "/xem-mau/L05/2/"
    visitor.press("Tự làm")
    assert Attempt.objects.get().mode == Attempt.Mode.ALONE
    assert visitor.path.startswith("/bai-tap/")


def test_htmx_gets_the_parts(browser_of_mai: Client) -> None:
    browser_of_mai.get("/xem-mau/L05/")
    page = page_of(browser_of_mai, "/xem-mau/L05/3/", **{"HX-Request": "true"})
    assert page.select_one("html") is None
    assert {tag["id"] for tag in page.select("[hx-swap-oob]")} == {"caption", "player-nav", "guide", "status"}
    assert page.select(".pf-body")
    assert page_of(
        browser_of_mai, "/xem-mau/L05/3/", **{"HX-Request": "true", "HX-History-Restore-Request": "true"}
    ).html


def test_a_solution_that_the_platform_refuses_is_said_kindly(
    browser_of_mai: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a task is older than the platform that it stands on."""
    before = kept()
    broken = [move.model_copy(update={"on": "nobody"}) for move in task_solution("L05")[:1]]
    spec = bound(Task.objects.get().hash, api.SEED).model_copy(update={"solution": broken})
    monkeypatch.setattr(api, "bound", lambda _hash, _seed: spec)
    visitor = Visitor(browser_of_mai).open("/xem-mau/L05/")
    assert visitor.status == 200
    assert visitor.shows("Bài này hiện chưa có bản xem mẫu")
    assert kept() == before
    assert visitor.press("Làm theo").path.startswith("/bai-tap/")


@pytest.mark.parametrize("url", ["/xem-mau/L99/", "/xem-mau/L99/1/", "/xem-mau/L05/0/", "/xem-mau/L05/999/"])
def test_what_is_not_there_is_not_found(browser_of_mai: Client, url: str) -> None:
    assert browser_of_mai.get(url).status_code == 404


def test_an_unknown_screen_of_a_frame_is_not_found(browser_of_mai: Client) -> None:
    browser_of_mai.get("/xem-mau/L05/")
    assert browser_of_mai.get("/xem-mau/L05/2/man-hinh/no-such-module").status_code == 404


def test_a_frame_takes_twelve_queries(browser_of_mai: Client) -> None:
    browser_of_mai.get("/xem-mau/L05/9/")
    for number in (1, 2, 3, 8, 9, 34):
        with CaptureQueriesContext(connection) as asked:
            browser_of_mai.get(f"/xem-mau/L05/{number}/")
        assert len(asked) <= 12, "\n".join(query["sql"][:120] for query in asked)


# --- one's own attempt --------------------------------------------------------------------------------------


@pytest.fixture
def wavering(started: Attempt, mai: User, client_of: Any) -> Attempt:
    """The first two steps; a form sent with an impossible day, then taken back; and once more, properly."""
    client = client_of(mai)
    do_moves(client, started, [*step_moves(started, "kiem_hoa_toc"), *step_moves(started, "tiep_nhan_hoa_toc")])
    register = step_moves(started, "vao_so_hoa_toc")[0]
    url, typed = filled_form(client, started, register)
    assert client.post(url, {**typed, "ngay_ban_hanh": "31/02/2026", "nguoi_ky": "Người Gõ Nhầm"}).status_code == 422
    assert client.post(url, typed | {"request_key": "right"}).status_code == 303
    assert client.post(f"/luot-tap/{started.uuid}/quay-lai/", {"request_key": "back"}).status_code == 303
    do_moves(client, started, [register])
    return started


def replay_of(client: Client, attempt: Attempt) -> list[BeautifulSoup]:
    return frames_of(client, f"/ho-so-cua-toi/{attempt.uuid}/xem-lai/")


@pytest.mark.thorough
def test_a_refused_try_is_seen_as_it_was(wavering: Attempt, mai: User, client_of: Any) -> None:
    frames = replay_of(client_of(mai), wavering)
    refused = next(page for page in frames if caption(page).startswith("Chưa làm được"))
    assert refused.select_one("#platform [name=ngay_ban_hanh]")["value"] == "31/02/2026"
    assert refused.select_one("#platform [name=nguoi_ky]")["value"] == "Người Gõ Nhầm"
    assert refused.select("#platform .pf-problems, #platform .pf-error")
    assert "Chưa được nhận" in words(refused.select_one(".player__at"))
    listed = [words(tag) for tag in refused.select(".deeds li")]
    assert sum("Chưa được nhận" in one for one in listed) == 1


@pytest.mark.thorough
def test_what_was_taken_back_is_shown_and_says_so(wavering: Attempt, mai: User, client_of: Any) -> None:
    frames = replay_of(client_of(mai), wavering)
    undone = [page for page in frames if "Về sau đã hoàn tác" in words(page.select_one(".player__at"))]
    assert {words(page.select_one("#platform .pf-h1")) for page in undone}
    back = next(page for page in frames if caption(page).startswith("Quay lại"))
    done = [len(page.select(".steps__item--done")) for page in frames]
    place = frames.index(back)
    assert done[place - 1] == done[-1] == done[place] + 1, "the step held, was taken back, and holds again"


@pytest.mark.thorough
def test_a_replay_ends_where_the_attempt_stands(wavering: Attempt, mai: User, client_of: Any) -> None:
    client = client_of(mai)
    last = replay_of(client, wavering)[-1]
    now = page_of(client, f"/bai-tap/{wavering.uuid}/")
    assert words(last.select_one(".pf-tape__clock")) == words(now.select_one(".pf-tape__clock"))
    held = [words(tag) for tag in last.select(".steps__item--done")]
    assert held == [words(tag) for tag in now.select("#guide .steps__item--done")]
    assert (
        Visitor(client).open(f"/ho-so-cua-toi/{wavering.uuid}/xem-lai/1/").follow("Làm tiếp lượt này").status == 200
    )


@pytest.mark.thorough
def test_looking_back_changes_nothing(wavering: Attempt, mai: User, client_of: Any) -> None:
    client = client_of(mai)
    before = kept()
    frames = replay_of(client, wavering)
    form = next(page for page in frames if page.select("#platform form.pf-form")).select_one("#platform form.pf-form")
    visitor = Visitor(client)
    visitor.client.post(form["action"].split("#")[0], Visitor.fields(form))
    visitor.open(form["action"].split("/man-hinh/")[0] + "/")
    assert visitor.shows("Đây là bản xem lại")
    assert kept() == before


def test_a_fresh_attempt_has_one_frame(started: Attempt, mai: User, client_of: Any) -> None:
    frames = replay_of(client_of(mai), started)
    assert len(frames) == 1
    assert "Chưa có gì." in frames[0].get_text()


@pytest.mark.parametrize("rest", ["", "1/", "1/man-hinh/", "1/man-hinh/van-ban-den"])
def test_another_ones_attempt_is_not_there(started: Attempt, neighbour: User, client_of: Any, rest: str) -> None:
    client = client_of(neighbour)
    assert client.get(f"/ho-so-cua-toi/{started.uuid}/xem-lai/{rest}").status_code == 404
    if rest.startswith("1"):
        assert client.post(f"/ho-so-cua-toi/{started.uuid}/xem-lai/{rest}").status_code == 404


def test_a_replay_takes_twelve_queries(wavering: Attempt, mai: User, client_of: Any) -> None:
    client = client_of(mai)
    client.get(f"/ho-so-cua-toi/{wavering.uuid}/xem-lai/1/")
    for number in (1, 2, 8, 9, 10):
        with CaptureQueriesContext(connection) as asked:
            client.get(f"/ho-so-cua-toi/{wavering.uuid}/xem-lai/{number}/")
        assert len(asked) <= 12, "\n".join(query["sql"][:120] for query in asked)


@pytest.mark.thorough
def test_a_lesson_of_two_seats_is_retraced_from_both(lesson: Any, mai: User, client_of: Any) -> None:
    lesson("L10")
    client = client_of(mai)
    attempt = start(client, mai, "L10")
    assert task_of(attempt).scenario.seats
    for step in task_of(attempt).steps:
        client.post(f"/luot-tap/{attempt.uuid}/goi-y/", {"bac": "4", "buoc": step.key, "request_key": step.key})
    frames = replay_of(client, attempt)
    seats = {words(tag) for page in frames for tag in page.select("#pf-seats summary strong")}
    assert len(seats) == 2
    assert len(frames[-1].select(".steps__item--done")) == len(task_of(attempt).steps)
