"""A hall: who is in, who is seen, what is sent, what is written down, and what is left of it at the end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from lessons.models import LessonPage
from tests.lesson_world import do_moves, finish, start_alone, step_moves
from tests.training.practice.test_budgets import queries_of, within
from tests.training.usage.crowd import Crowd
from tests.visitor import Visitor
from training.hall import api, selectors
from training.hall.errors import HallRefused
from training.hall.models import Hall, Look, Pair, Reset, Seat
from training.hall.qr import drawing_of
from training.people.models import User
from training.practice.models import Attempt, HelpUse
from training.progress.models import Completion
from training.progress.task import task_of

pytestmark = pytest.mark.django_db
At = Callable[[User], Client]


@pytest.fixture
def hall(l05: LessonPage, trainer: User) -> Hall:
    return api.open_hall(acting_user=trainer, lesson_code="L05", mode="guided")


@pytest.fixture
def seat(hall: Hall, mai: User) -> Seat:
    """Mai's, with nothing agreed."""
    return api.join(acting_user=mai, code=hall.code)


@pytest.fixture
def at_seat(hall: Hall, mai: User, client_of: At) -> Visitor:
    """Mai, who has come in by the page, at her desk."""
    return Visitor(client_of(mai)).open("/hoi-truong/vao/").press("Vào", code=f"{hall.code[:3]} {hall.code[3:]}")


def panel(visitor: Visitor) -> str:
    return visitor.text(".hall-seat")


def wall_url(hall: Hall) -> str:
    return f"/hoi-truong/{hall.uuid}/"


# --- coming in --------------------------------------------------------------------------------------------


def test_one_comes_in_with_the_code_and_works_at_ones_own_attempt(at_seat: Visitor, mai: User) -> None:
    attempt = Attempt.objects.get(user=mai)
    assert at_seat.path.startswith(f"/bai-tap/{attempt.uuid}/")
    assert attempt.mode == "guided"
    assert "bàn số 1" in panel(at_seat)
    assert at_seat.shows("Anh/Chị đã vào, bàn số 1", "#status")


def test_the_qr_brings_the_code_along(hall: Hall, mai: User, client_of: At) -> None:
    visitor = Visitor(client_of(mai)).open(f"/hoi-truong/vao/?ma={hall.code}").press("Vào")
    assert "bàn số 1" in panel(visitor)


def test_what_was_begun_is_gone_on_with_and_the_seat_stays(hall: Hall, mai: User, phuc: User) -> None:
    begun = start_alone(mai)
    seat = api.join(acting_user=mai, code=hall.code)
    assert seat.attempt == begun
    assert api.join(acting_user=phuc, code=hall.code).number == 2
    api.leave(seat=seat)
    again = api.join(acting_user=mai, code=hall.code, show_name=True)
    assert (again.pk, again.number, again.left_at) == (seat.pk, 1, None)


def test_wrong_codes_are_refused_and_soon_no_longer_tried(hall: Hall, mai: User) -> None:
    wrong = "000000" if hall.code != "000000" else "111111"
    for _ in range(api.GUESSES):
        with pytest.raises(HallRefused, match="sáu chữ số"):
            api.join(acting_user=mai, code=wrong)
    with pytest.raises(HallRefused, match="mười phút"):
        api.join(acting_user=mai, code=hall.code)


def test_a_session_that_is_over_lets_nobody_in_and_frees_its_code(hall: Hall, mai: User, trainer: User) -> None:
    Hall.objects.filter(pk=hall.pk).update(closes_at=timezone.now())
    with pytest.raises(HallRefused):
        api.join(acting_user=mai, code=hall.code)
    api.open_hall(acting_user=trainer, lesson_code="L05", mode="alone")
    hall.refresh_from_db()
    assert hall.closed_at == hall.closes_at


def test_a_second_trainer_runs_it_too_and_a_third_does_not(
    hall: Hall, administrator: User, mai: User, client_of: At
) -> None:
    client = client_of(administrator)
    assert client.get(wall_url(hall)).status_code == 404
    sent = client.post("/hoi-truong/cung-phu-trach/", {"too-code": hall.code})
    assert sent["Location"] == wall_url(hall)
    assert client.get(wall_url(hall)).status_code == 200
    with pytest.raises(HallRefused, match="Hai giảng viên"):
        api.run_too(acting_user=mai, code=hall.code)


# --- the wall ---------------------------------------------------------------------------------------------


def test_the_wall_names_nobody_who_did_not_agree(
    hall: Hall, seat: Seat, phuc: User, trainer: User, client_of: At
) -> None:
    api.join(acting_user=phuc, code=hall.code, show_name=True)
    wall = Visitor(client_of(trainer)).open(wall_url(hall)).text("#tiles")
    assert "Bàn 1" in wall
    assert "Mai" not in wall
    assert "Bàn 2 · Phúc" in wall
    assert "Lê Hoàng" not in wall


def test_a_tile_tells_the_step_and_why_it_is_stuck(hall: Hall, seat: Seat, mai: User, client_of: At) -> None:
    attempt = seat.attempt
    do_moves(client_of(mai), attempt, step_moves(attempt, task_of(attempt).steps[0].key))
    for _ in range(3):
        client_of(mai).get(f"/bai-tap/{attempt.uuid}/?kiem=1")
    [tile] = selectors.wall_of(hall).tiles
    assert (tile.step, tile.state, tile.same_again, tile.idle) == (2, "stuck", True, False)
    old = timezone.now() - timedelta(minutes=4)
    Attempt.objects.filter(pk=attempt.pk).update(last_seen=old, stumble={})
    Seat.objects.filter(pk=seat.pk).update(joined_at=old)
    [tile] = selectors.wall_of(hall).tiles
    assert (tile.state, tile.same_again, tile.idle) == ("stuck", False, True)
    api.want_help(seat=seat, wanted=True)
    assert selectors.wall_of(hall).tiles[0].state == "help"


@pytest.mark.thorough
def test_who_is_done_is_shown_as_done(hall: Hall, seat: Seat, mai: User, client_of: At) -> None:
    finish(client_of(mai), seat.attempt)
    wall = selectors.wall_of(hall)
    assert wall.tiles[0].state == "done"
    assert (wall.done, wall.stuck) == (1, 0)


def test_forty_seats_take_eight_queries_and_little_to_send(
    hall: Hall, l05: LessonPage, trainer: User, client_of: At
) -> None:
    attempts = Crowd(l05).attempts(40, done=1)
    for attempt in attempts:
        steps = [
            {"key": step, "status": "ok" if place == 0 else "todo"} for place, step in enumerate(Crowd(l05).steps)
        ]
        type(attempt.standing).objects.filter(attempt=attempt).update(steps=steps)
    Seat.objects.bulk_create(
        Seat(hall=hall, user=one.user, number=number, attempt=one) for number, one in enumerate(attempts, 1)
    )
    client, url = client_of(trainer), f"{wall_url(hall)}tuong/"
    first = client.get(url)
    assert len(first.content) < 60_000
    assert first.content.decode().count('class="tile ') == 40
    within(8, queries_of(lambda: client.get(url)))
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    same = client.get(f"{url}?v={first['ETag'].strip(chr(34))}")
    assert (same.status_code, same.content) == (204, b"")
    api.want_help(seat=Seat.objects.get(number=7), wanted=True)
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_projector_shows_code_and_numbers_and_no_seat(
    hall: Hall, mai: User, trainer: User, client_of: At
) -> None:
    api.join(acting_user=mai, code=hall.code, show_name=True)
    visitor = Visitor(client_of(trainer)).open(f"{wall_url(hall)}man-chieu/")
    assert visitor.shows(hall.spoken_code)
    assert (
        visitor.page.select_one("svg.projector__qr path")["d"]
        == drawing_of(f"http://testserver/hoi-truong/vao/?ma={hall.code}").path
    )
    assert visitor.shows("1 người đã vào")
    assert "Mai" not in visitor.text("main")


def test_the_drawing_is_the_code_that_segno_makes() -> None:
    import segno

    drawing = drawing_of("http://x/hoi-truong/vao/?ma=123456")
    rows = [list(row) for row in segno.make("http://x/hoi-truong/vao/?ma=123456", error="m", micro=False).matrix]
    dark = {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}
    drawn = set()
    for run in drawing.path.split("M")[1:]:
        at, _, rest = run.partition("h")
        x, y = map(int, at.split())
        drawn |= {(x - 4 + step, y - 4) for step in range(int(rest.partition("v")[0]))}
    assert drawn == dark


# --- a hint for all ---------------------------------------------------------------------------------------


def test_a_hint_arrives_with_the_next_answer_and_is_read_out_once(
    hall: Hall, at_seat: Visitor, trainer: User
) -> None:
    api.send_hint(acting_user=trainer, hall=hall, step="", text="Xem dấu Hỏa tốc trước.")
    client, url = at_seat.client, at_seat.url
    first = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert first.count("Xem dấu Hỏa tốc trước.") == 2  # in the guide, and in the live region
    second = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert second.count("Xem dấu Hỏa tốc trước.") == 1
    assert "Xem dấu Hỏa tốc trước." in panel(at_seat.open(url))  # without scripts


def test_a_hint_of_the_lesson_is_chosen_and_goes_to_its_step(
    hall: Hall, at_seat: Visitor, mai: User, trainer: User, client_of: At
) -> None:
    first = next(step for step in task_of(Attempt.objects.get(user=mai)).steps if step.hints.hint)
    client = client_of(trainer)
    sent = Visitor(client).open(wall_url(hall)).press("Gửi gợi ý", ready=first.key)
    assert sent.status == 200
    assert hall.hints.get().step == first.key
    assert hall.hints.get().text_vi == first.hints.hint.vi
    assert client.post(f"{wall_url(hall)}goi-y/", {"ready": first.key, "words": "Cả hai."}).status_code == 422
    assert client.post(f"{wall_url(hall)}goi-y/", {}).status_code == 422


def test_a_hint_for_another_step_is_not_shown(hall: Hall, at_seat: Visitor, mai: User, trainer: User) -> None:
    steps = task_of(Attempt.objects.get(user=mai)).steps
    api.send_hint(acting_user=trainer, hall=hall, step=steps[1].key, text="Bước hai đây.")
    assert "Bước hai đây." not in panel(at_seat.open(at_seat.url))


def test_working_alone_one_opens_it_on_purpose_and_it_is_help(
    l05: LessonPage, trainer: User, mai: User, client_of: At
) -> None:
    hall = api.open_hall(acting_user=trainer, lesson_code="L05", mode="alone")
    visitor = Visitor(client_of(mai)).open("/hoi-truong/vao/").press("Vào", code=hall.code)
    api.send_hint(acting_user=trainer, hall=hall, step="", text="Xem dấu Hỏa tốc trước.")
    visitor.open(visitor.url)
    assert "Xem dấu Hỏa tốc" not in visitor.text()
    assert Attempt.objects.get(user=mai).unaided
    visitor.press("Mở gợi ý")
    assert "Xem dấu Hỏa tốc trước." in panel(visitor)
    assert not Attempt.objects.get(user=mai).unaided
    assert HelpUse.objects.filter(attempt__user=mai, rung=1).count() == 1


def test_with_traps_no_hint_is_shown(l05: LessonPage, trainer: User, mai: User, client_of: At) -> None:
    hall = api.open_hall(acting_user=trainer, lesson_code="L05", mode="traps")
    visitor = Visitor(client_of(mai)).open("/hoi-truong/vao/").press("Vào", code=hall.code)
    api.send_hint(acting_user=trainer, hall=hall, step="", text="Xem dấu Hỏa tốc trước.")
    assert "gợi ý" not in panel(visitor.open(visitor.url))


# --- one seat ---------------------------------------------------------------------------------------------


def test_a_screen_is_seen_with_leave_only_and_that_is_written_down(
    hall: Hall, at_seat: Visitor, mai: User, trainer: User, client_of: At
) -> None:
    client, url = client_of(trainer), f"{wall_url(hall)}ban/1/"
    assert client.get(url).status_code == 303
    assert not Look.objects.exists()
    at_seat.press("Tôi cần giúp")
    looked = Visitor(client).open(url)
    assert looked.page.select_one("#platform")
    assert "Trần Thị Mai" not in looked.text()
    assert looked.shows("Bàn này chưa làm việc gì.")
    assert "Tiếp”" not in looked.text("#guide"), "there is no such button here"
    client.get(f"{url}man-hinh/van-ban-den")
    assert Look.objects.count() == 1
    assert "Giảng viên đang xem bàn này" in panel(at_seat.open(at_seat.url))
    client.post(f"{url}da-giup/")
    assert client.get(url).status_code == 303


def test_looking_on_changes_nothing(hall: Hall, mai: User, trainer: User, client_of: At) -> None:
    seat = api.join(acting_user=mai, code=hall.code, let_look=True)
    before = Attempt.objects.filter(pk=seat.attempt_id).values().get()
    page = Visitor(client_of(trainer)).open(f"{wall_url(hall)}ban/1/")
    assert page.page.select("#platform form[method=post]") == [] or page.client.post(page.url).status_code == 303
    assert Attempt.objects.filter(pk=seat.attempt_id).values().get() == before
    seat.attempt.workspace.refresh_from_db()
    assert seat.attempt.workspace.last_seq == 0


def test_a_seat_begins_again_and_its_learner_reads_why(
    hall: Hall, at_seat: Visitor, mai: User, trainer: User, client_of: At
) -> None:
    attempt = Attempt.objects.get(user=mai)
    do_moves(client_of(mai), attempt, step_moves(attempt, task_of(attempt).steps[0].key))
    visitor = Visitor(client_of(trainer)).open(f"{wall_url(hall)}ban/1/dat-lai/")
    visitor.press("Đặt lại bàn", why="Đã bấm nhầm ở đầu buổi.")
    assert visitor.path == wall_url(hall)
    assert selectors.wall_of(hall).tiles[0].step == 1
    assert Reset.objects.get().attempt == attempt
    assert "Đã bấm nhầm ở đầu buổi." in panel(at_seat.open(at_seat.url))
    kept = Visitor(client_of(mai)).open("/ho-so-cua-toi/dieu-duoc-ghi/").text("[aria-labelledby=k-hall]")
    assert "Bàn 1" in kept
    assert "đặt lại" in kept
    assert (
        "Đã bấm nhầm ở đầu buổi." in b"".join(client_of(mai).get("/ho-so-cua-toi/tai-ve/").streaming_content).decode()
    )


def test_who_has_left_is_not_begun_again(hall: Hall, seat: Seat, trainer: User, client_of: At) -> None:
    api.leave(seat=seat)
    form = Visitor(client_of(trainer)).open(f"{wall_url(hall)}ban/1/dat-lai/")
    refused = form.press("Đặt lại bàn", why="Nhầm bàn.")
    assert "đã rời bàn này" in refused.text("main")
    assert not Reset.objects.exists()


# --- two at one device --------------------------------------------------------------------------------------


def test_the_second_person_confirms_from_their_own_account_and_gets_no_result(
    at_seat: Visitor, phuc: User, neighbour: User, client_of: At
) -> None:
    at_seat.press("Bên tôi có hai người")
    slip = Pair.objects.get().slip
    assert slip in panel(at_seat)
    visitor = Visitor(client_of(phuc)).open("/hoi-truong/cung-lam/").press("Xác nhận", code=f"{slip[:4]} {slip[4:]}")
    assert "Đã cùng làm ở bàn 1" in visitor.text("[aria-labelledby=k-hall]")
    assert not Completion.objects.exists()
    with pytest.raises(HallRefused):
        api.confirm_pair(acting_user=neighbour, slip=slip)


def test_a_slip_is_not_for_its_owner_and_not_for_ever(seat: Seat, mai: User, phuc: User) -> None:
    pair = api.declare_pair(seat=seat)
    with pytest.raises(HallRefused):
        api.confirm_pair(acting_user=mai, slip=pair.slip)
    Pair.objects.update(declared_at=timezone.now() - api.PAIR_WITHIN - timedelta(minutes=1))
    with pytest.raises(HallRefused):
        api.confirm_pair(acting_user=phuc, slip=pair.slip)


def test_buttons_of_anothers_seat_are_not_there(seat: Seat, phuc: User, client_of: At) -> None:
    sent = client_of(phuc).post("/hoi-truong/cua-toi/", {"ban": str(seat.pk), "viec": "cho-xem"})
    assert sent.status_code == 404
    seat.refresh_from_db()
    assert not seat.let_look


def test_a_number_that_is_none_is_no_seat(mai: User, client_of: At) -> None:
    assert client_of(mai).post("/hoi-truong/cua-toi/", {"ban": "²", "viec": "giup"}).status_code == 404


def test_who_sits_in_no_hall_pays_no_query_for_it(started: Attempt, mai: User, client_of: At) -> None:
    asked = queries_of(lambda: client_of(mai).get(f"/bai-tap/{started.uuid}/"))
    assert not [sql for sql in asked if "hall_" in sql]


# --- the end ----------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_the_summary_says_what_the_room_saw_and_nothing_of_few(
    hall: Hall, seat: Seat, mai: User, trainer: User, client_of: At
) -> None:
    finish(client_of(mai), seat.attempt)
    api.send_hint(acting_user=trainer, hall=hall, step="", text="Xem dấu Hỏa tốc trước.")
    visitor = Visitor(client_of(trainer)).open(wall_url(hall)).follow("Kết thúc buổi").press("Kết thúc")
    assert visitor.path == f"{wall_url(hall)}tong-ket/"
    assert [link["href"] for link in visitor.page.select(".crumbs a")] == ["/hoi-truong/"], "its wall is gone"
    summary = selectors.summary_of(Hall.objects.get())
    assert (summary.joined, summary.finished, summary.unaided) == (1, 1, None)
    assert visitor.shows("không nêu")
    assert visitor.shows("Xem dấu Hỏa tốc trước.")
    assert "Mai" not in visitor.text("main")
    assert client_of(trainer).get(wall_url(hall)).status_code == 303


@pytest.mark.parametrize(
    ("number", "of", "shown"), [(0, 9, 0), (4, 30, None), (5, 30, 5), (28, 30, None), (30, 30, 30), (5, 9, None)]
)
def test_numbers_of_few_are_not_shown_nor_left_over(number: int, of: int, shown: int | None) -> None:
    assert selectors.enough(number, of=of) == shown


def test_a_paused_lesson_is_said_at_the_door(
    hall: Hall, l05: LessonPage, mai: User, client_of: At, monkeypatch
) -> None:
    monkeypatch.setattr("training.practice.api.lessons.is_paused", lambda _lesson: True)
    answer = client_of(mai).post("/hoi-truong/vao/", {"code": hall.code})
    assert answer.status_code == 422
    assert "field__error" in answer.content.decode()
    assert not Seat.objects.exists()


def test_a_button_pressed_twice_does_it_once(hall: Hall, mai: User, trainer: User) -> None:
    assert api.open_hall(acting_user=trainer, lesson_code="L05", mode="guided") == hall
    assert api.open_hall(acting_user=trainer, lesson_code="L05", mode="alone") != hall
    seat = api.join(acting_user=mai, code=hall.code)
    again = {"acting_user": trainer, "seat": seat, "attempt": seat.attempt, "why": "Bắt đầu lại cho đúng."}
    assert api.reset_seat(**again) == api.reset_seat(**again)
    assert api.open_hall(acting_user=trainer, lesson_code="L05", mode="guided") != hall, "somebody is in that one"
