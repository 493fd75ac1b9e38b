"""Doing the work: what the guide says, when, and what a request does and does not do."""

import uuid

import pytest

from sandbox.models import Event
from tests.lesson_world import do_move, do_moves, finish, form_url, step_moves
from tests.visitor import Visitor
from training.people.models import User
from training.practice.models import Attempt, HelpUse
from training.progress.models import Completion, StepResult


@pytest.fixture
def visitor(started: Attempt, mai: User, client_of) -> Visitor:
    return Visitor(client_of(mai)).open(f"/bai-tap/{started.uuid}/")


def test_a_step_that_holds_is_ticked_at_once(visitor: Visitor, started: Attempt) -> None:
    do_moves(visitor.client, started, step_moves(started, "kiem_hoa_toc"))
    visitor.open(f"/bai-tap/{started.uuid}/")
    assert visitor.shows("Mở văn bản Hỏa tốc và kiểm tra chữ ký số", ".steps__item--done")
    assert visitor.shows("Tiếp nhận công điện", ".steps__item--here")


def test_what_is_missing_is_said_only_when_asked(visitor: Visitor) -> None:
    missing = "Chưa kiểm tra chữ ký số của công điện Hỏa tốc."
    assert not visitor.shows(missing)
    visitor.press("Kiểm tra")
    assert visitor.shows(missing, "#guide")
    assert "Sai" not in visitor.text("#guide")


@pytest.mark.thorough
def test_what_is_broken_shows_at_once_and_can_be_taken_back(visitor: Visitor, started: Attempt) -> None:
    do_moves(visitor.client, started, step_moves(started, "van_ban_yte"))
    visitor.open(f"/bai-tap/{started.uuid}/")
    assert visitor.shows("Hỏa tốc phải trình ngay sau khi nhận.", ".notice--alert")
    visitor.press("Quay lại trước đó")
    assert not visitor.shows("Hỏa tốc phải trình ngay sau khi nhận.")


def test_one_request_key_makes_one_event(visitor: Visitor, started: Attempt) -> None:
    url = form_url(started, "van_ban.kiem_chu_ky", "hoa_toc")
    key = {"request_key": uuid.uuid4().hex}
    first, second = visitor.client.post(url, key), visitor.client.post(url, key)
    assert first["Location"] == second["Location"]
    assert Event.objects.filter(kind=Event.Kind.ACTION).count() == 1


def test_an_action_and_its_judging_are_kept_together_or_not_at_all(
    visitor: Visitor, started: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_kwargs: object) -> None:
        raise RuntimeError("no judge today")

    monkeypatch.setattr("training.progress.api.evaluate", fail)
    with pytest.raises(RuntimeError):
        do_move(visitor.client, started, step_moves(started, "kiem_hoa_toc")[0])
    assert not Event.objects.exists()
    assert not StepResult.objects.exists()


def test_the_last_action_can_be_undone(visitor: Visitor, started: Attempt) -> None:
    do_moves(visitor.client, started, step_moves(started, "kiem_hoa_toc"))
    visitor.open(f"/bai-tap/{started.uuid}/").press("Quay lại bước trước")
    assert visitor.shows("Mở văn bản Hỏa tốc", ".steps__item--here")


def test_a_step_result_stays_when_its_step_is_undone(visitor: Visitor, started: Attempt) -> None:
    do_moves(visitor.client, started, step_moves(started, "kiem_hoa_toc"))
    visitor.open(f"/bai-tap/{started.uuid}/").press("Quay lại bước trước")
    assert list(StepResult.objects.values_list("step", flat=True)) == ["kiem_hoa_toc"]


def test_starting_over_asks_first(visitor: Visitor, started: Attempt) -> None:
    do_moves(visitor.client, started, step_moves(started, "kiem_hoa_toc"))
    visitor.open(f"/bai-tap/{started.uuid}/").follow("Làm lại từ đầu")
    assert visitor.shows("Làm lại bài này từ đầu?", "h1")
    visitor.press("Làm lại từ đầu")
    assert visitor.shows("Mở văn bản Hỏa tốc", ".steps__item--here")


def test_a_hint_stays_open_and_is_recorded_once(visitor: Visitor, started: Attempt) -> None:
    visitor.press("Gợi ý")
    assert visitor.shows("Nhìn cột", ".hint")
    visitor.press("Gợi ý")
    assert list(HelpUse.objects.values_list("step", "rung")) == [("kiem_hoa_toc", 1)]
    started.refresh_from_db()
    assert not started.aided


def test_show_where_marks_one_place_at_once(visitor: Visitor, started: Attempt) -> None:
    visitor.open(form_url(started, "van_ban.kiem_chu_ky", "hoa_toc").rpartition("/")[0]).press("Chỉ chỗ")
    assert visitor.shows("Kiểm tra chữ ký số", "#platform .pf-spotted")
    assert len(visitor.page.select("#platform #cho-nay")) == 1


def test_show_where_points_at_the_control(visitor: Visitor) -> None:
    visitor.press("Chỉ chỗ").follow("Đánh dấu trên màn hình")
    assert "chi=van_ban.kiem_chu_ky" in visitor.url


def test_a_step_done_for_the_learner_makes_the_attempt_assisted(visitor: Visitor, started: Attempt) -> None:
    visitor.press("Làm giúp")
    assert visitor.shows("Tiếp nhận công điện", ".steps__item--here")
    assert visitor.shows("Đã làm giúp: Mở văn bản Hỏa tốc", "#status")
    started.refresh_from_db()
    assert started.aided
    assert StepResult.objects.get().aided


@pytest.mark.thorough
def test_doing_it_for_the_learner_works_from_a_muddle(visitor: Visitor, started: Attempt) -> None:
    for step in ("kiem_hoa_toc", "tiep_nhan_hoa_toc"):
        do_moves(visitor.client, started, step_moves(started, step))
    right = step_moves(started, "vao_so_hoa_toc")[0]
    do_moves(visitor.client, started, [right.model_copy(update={"values": {**right.values, "so_ky_hieu": "1/X"}})])
    visitor.open(f"/bai-tap/{started.uuid}/").press("Làm giúp")
    assert visitor.shows("Trình đúng lãnh đạo ngay", ".steps__item--here")


@pytest.mark.thorough
def test_every_step_can_be_done_for_the_learner(visitor: Visitor, started: Attempt) -> None:
    for _step in range(6):
        visitor.press("Làm giúp")
    assert Completion.objects.get().aided
    visitor.follow("Xem kết quả")
    assert visitor.shows("có trợ giúp", ".lead")


@pytest.mark.thorough
def test_a_finished_attempt_stays_as_it_is(visitor: Visitor, started: Attempt) -> None:
    finish(visitor.client, started)
    before = Event.objects.count()
    response = do_move(visitor.client, started, step_moves(started, "kiem_hoa_toc")[0])
    assert response["Location"] == f"/luot-tap/{started.uuid}/xong/"
    assert Event.objects.count() == before


def test_refused_input_comes_back_with_what_was_typed(visitor: Visitor, started: Attempt) -> None:
    for step in ("kiem_hoa_toc", "tiep_nhan_hoa_toc"):
        do_moves(visitor.client, started, step_moves(started, step))
    url = form_url(started, "van_ban.vao_so", "hoa_toc")
    typed = {"so_ky_hieu": "16/CĐ-UBND", "ngay_ban_hanh": "31/02/2026", "request_key": "k"}
    response = visitor.client.post(url, typed)
    assert response.status_code == 422
    assert "31/02/2026" in response.content.decode()
    assert 'id="guide"' in response.content.decode()


def test_htmx_gets_the_parts_and_a_browser_the_page(visitor: Visitor, started: Attempt) -> None:
    url = f"/bai-tap/{started.uuid}/van-ban-den"
    page, parts = visitor.client.get(url), visitor.client.get(url, headers={"HX-Request": "true"})
    assert "HX-Request" in page["Vary"]
    assert "<html" in page.content.decode()
    assert "<html" not in parts.content.decode()
    assert 'id="guide" hx-swap-oob' in parts.content.decode()


def test_the_history_button_gets_a_whole_page(visitor: Visitor, started: Attempt) -> None:
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    response = visitor.client.get(f"/bai-tap/{started.uuid}/", headers=headers)
    assert "<html" in response.content.decode()


def test_no_page_carries_inline_script_or_style(visitor: Visitor, started: Attempt) -> None:
    for url in ("/", f"/bai-tap/{started.uuid}/", f"/luot-tap/{started.uuid}/lam-lai/", "/ho-so-cua-toi/"):
        visitor.open(url)
        assert not visitor.page.select("[style], style, script:not([src])")
        assert not [tag for tag in visitor.page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]


@pytest.mark.parametrize("who", ["neighbour", "trainer", "hr", "administrator", "ut"])
def test_an_attempt_opens_to_its_learner_alone(who: str, started: Attempt, client_of, request) -> None:
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"/bai-tap/{started.uuid}/").status_code == 404
    assert client.post(f"/luot-tap/{started.uuid}/quay-lai/").status_code == 404


def test_show_where_marks_the_row_of_the_document_that_is_meant(visitor: Visitor, started: Attempt) -> None:
    visitor.open(f"/bai-tap/{started.uuid}/van-ban-den").press("Chỉ chỗ")
    assert visitor.shows("ứng phó với áp thấp nhiệt đới", "#platform tr.pf-spotted")


def test_show_where_on_another_document_marks_the_way_back(visitor: Visitor, started: Attempt) -> None:
    visitor.open(form_url(started, "van_ban.kiem_chu_ky", "yte").rpartition("/")[0]).press("Chỉ chỗ")
    assert not visitor.page.select("#platform .pf-spotted")
    assert visitor.page.select("#platform .pf-crumb #cho-nay")
