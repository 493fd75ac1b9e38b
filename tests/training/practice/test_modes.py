"""The modes of one task: what is held back, what helps, what may be taken back; from one to another."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sandbox.models import Event, OverlayRow
from tests.lesson_world import do_moves, finish, form_url, import_lesson, start, step_moves
from tests.visitor import Visitor
from training.people.models import User
from training.practice import api, ladder
from training.practice.errors import NobodyHelps
from training.practice.models import Attempt, Rung
from training.progress.models import Mastery
from training.progress.task import task_of


@pytest.fixture
def visitor(started: Attempt, mai: User, client_of) -> Visitor:
    return Visitor(client_of(mai)).open(f"/bai-tap/{started.uuid}/")


def begun(visitor: Visitor, user: User, mode: str) -> Attempt:
    """A fresh attempt in that mode, at its first screen."""
    visitor.client.post("/bai-tap/bat-dau/L05/", {"mode": mode})
    attempt = Attempt.objects.get(user=user, state=Attempt.State.OPEN)
    visitor.open(f"/bai-tap/{attempt.uuid}/")
    return attempt


@pytest.fixture
def letters(visitor: Visitor, mai: User) -> Callable[[str], Attempt]:
    """An attempt at L03 ("Thư mạo danh") in that mode: its strange file must never be opened."""
    import_lesson("L03")

    def attempt_in(mode: str) -> Attempt:
        visitor.client.post("/bai-tap/bat-dau/L03/", {"mode": mode})
        return Attempt.objects.get(user=mai, lesson_code="L03", state=Attempt.State.OPEN)

    return attempt_in


def open_link(visitor: Visitor, attempt: Attempt, key: str = "k") -> Any:
    """What the lesson says must never be done."""
    url = form_url(attempt, "thu.mo_lien_ket", "thu_gia")
    return visitor.client.post(url, {"confirmed": "on", "request_key": key})


def test_following_the_guide_what_goes_wrong_is_held_back_with_its_reason(visitor: Visitor, letters) -> None:
    attempt = letters("guided")
    response = open_link(visitor, attempt)
    assert response.status_code == 422
    said = response.content.decode()
    assert "Chỉ di chuột để xem địa chỉ" in said
    assert "được giữ lại: chưa có gì thay đổi" in said
    event = Event.objects.get(workspace=attempt.workspace)
    assert event.note["refusal"]["code"] == "held"
    attempt.refresh_from_db()
    assert attempt.faults == 0
    assert not visitor.open(f"/bai-tap/{attempt.uuid}/").page.select("#broken")


def test_on_ones_own_the_same_is_carried_out_and_can_be_taken_back(visitor: Visitor, letters) -> None:
    attempt = letters("alone")
    assert open_link(visitor, attempt).status_code == 303
    visitor.open(f"/bai-tap/{attempt.uuid}/").press("Quay lại trước đó")
    assert not visitor.page.select("#broken")


def test_what_is_held_back_twice_with_one_key_is_told_once(visitor: Visitor, letters) -> None:
    attempt = letters("guided")
    first, second = open_link(visitor, attempt), open_link(visitor, attempt)
    assert first.status_code == second.status_code == 422
    assert Event.objects.filter(workspace=attempt.workspace).count() == 1


def test_on_ones_own_the_instruction_waits_until_it_is_asked_for(visitor: Visitor, mai: User) -> None:
    begun(visitor, mai, "alone")
    assert visitor.shows("Tự làm", ".guide__mode")
    assert visitor.page.select_one("#guide section details summary").get_text() == "Cách làm"


def test_with_traps_nobody_helps(visitor: Visitor, mai: User) -> None:
    attempt = begun(visitor, mai, "traps")
    assert visitor.shows("Làm khi có bẫy", ".guide__mode")
    assert not visitor.page.select(".hints, #idle-offer, #guide section details")
    response = visitor.client.post(
        f"/luot-tap/{attempt.uuid}/goi-y/", {"buoc": "kiem_hoa_toc", "bac": "1"}, follow=True
    )
    assert "không ai giúp" in response.content.decode()
    visitor.open(f"/bai-tap/{attempt.uuid}/").press("Kiểm tra")
    assert visitor.shows("Còn 6 bước chưa xong", "#unmet")


@pytest.mark.thorough
def test_with_traps_what_broke_cannot_be_taken_back_but_nobody_is_locked_out(visitor: Visitor, mai: User) -> None:
    attempt = begun(visitor, mai, "traps")
    do_moves(visitor.client, attempt, step_moves(attempt, "van_ban_yte"))
    attempt.refresh_from_db()
    assert attempt.faults
    with pytest.raises(NobodyHelps):
        api.undo(attempt=attempt, request_key="u")
    visitor.open(f"/bai-tap/{attempt.uuid}/")
    assert not visitor.page.select("#guide form[action$='/quay-lai/']")
    visitor.press("Tiếp tục, tự làm")
    assert visitor.shows("Tự làm", ".guide__mode")
    visitor.press("Quay lại trước đó")
    assert not visitor.page.select("#broken")


@pytest.mark.thorough
def test_begin_afresh_lays_the_traps_again(visitor: Visitor, mai: User) -> None:
    attempt = begun(visitor, mai, "traps")
    do_moves(visitor.client, attempt, step_moves(attempt, "van_ban_yte"))
    visitor.open(f"/bai-tap/{attempt.uuid}/").press("Bắt đầu lượt khác")
    fresh = Attempt.objects.get(user=mai, state=Attempt.State.OPEN)
    assert fresh.pk != attempt.pk
    assert fresh.mode == "traps"
    assert not fresh.faults


def test_i_know_this_jumps_to_a_fresh_unaided_attempt(visitor: Visitor, started: Attempt, mai: User) -> None:
    visitor.press("Tôi biết rồi")
    fresh = Attempt.objects.get(user=mai, state=Attempt.State.OPEN)
    assert (fresh.mode, fresh.unaided) == ("alone", True)
    started.refresh_from_db()
    assert started.state == Attempt.State.SET_ASIDE


def test_asking_for_the_mode_that_is_under_way_goes_on_with_it(visitor: Visitor, mai: User) -> None:
    attempt = begun(visitor, mai, "alone")
    assert begun(visitor, mai, "alone").pk == attempt.pk
    assert begun(visitor, mai, "no such mode").pk == attempt.pk


@pytest.mark.thorough
def test_a_guided_attempt_is_help_and_one_alone_without_hints_is_none(
    visitor: Visitor, started: Attempt, mai: User
) -> None:
    finish(visitor.client, started)
    assert started.__class__.objects.get(pk=started.pk).completion.aided
    attempt = begun(visitor, mai, "alone")
    finish(visitor.client, attempt)
    assert not Attempt.objects.get(pk=attempt.pk).completion.aided


@pytest.mark.thorough
def test_with_traps_the_solution_passes_by_them(visitor: Visitor, mai: User) -> None:
    attempt = begun(visitor, mai, "traps")
    finish(visitor.client, attempt)
    done = Attempt.objects.get(pk=attempt.pk)
    assert done.state == Attempt.State.FINISHED
    assert done.completion.level == 3


# --- help offers itself ------------------------------------------------------------------------------------


def test_three_like_failures_and_help_offers_itself(visitor: Visitor, started: Attempt) -> None:
    url = form_url(started, "van_ban.vao_so", "hoa_toc")
    for number in range(3):
        assert not visitor.open(f"/bai-tap/{started.uuid}/").page.select("#offer"), number
        visitor.client.post(url, {})
    visitor.open(f"/bai-tap/{started.uuid}/")
    assert visitor.shows("ba lần", "#offer")
    visitor.press("Gợi ý")
    assert not visitor.page.select("#offer")


def test_unlike_failures_offer_nothing(visitor: Visitor, started: Attempt) -> None:
    for action in ("vao_so", "trinh", "vao_so", "trinh"):
        visitor.client.post(form_url(started, f"van_ban.{action}", "hoa_toc"), {})
    assert not visitor.open(f"/bai-tap/{started.uuid}/").page.select("#offer")


def test_asking_three_times_for_the_same_check_counts_too(visitor: Visitor) -> None:
    for _time in range(3):
        visitor.press("Kiểm tra")
    assert visitor.page.select("#offer")


def test_an_idle_minute_has_its_offer_ready(visitor: Visitor) -> None:
    offer = visitor.page.select_one("#idle-offer")
    assert offer.has_attr("hidden")
    assert offer["data-idle"] == "60"


# --- ways back ---------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_every_moment_can_be_gone_back_to(visitor: Visitor, started: Attempt) -> None:
    do_moves(visitor.client, started, task_of(started).solution[:3])
    visitor.open(f"/bai-tap/{started.uuid}/").follow("Quay lại thời điểm bất kỳ")
    assert len(visitor.page.select(".moments > li")) == 3
    first = visitor.page.select(".moments form")[-1]
    data = visitor.fields(first)
    assert data["toi"] == "0"
    visitor.client.post(str(first["action"]), data)
    visitor.open(f"/bai-tap/{started.uuid}/")
    assert visitor.shows("Mở văn bản Hỏa tốc", ".steps__item--here")


@pytest.mark.thorough
def test_a_step_that_cannot_begin_is_put_right(visitor: Visitor, letters) -> None:
    attempt = letters("alone")
    do_moves(visitor.client, attempt, step_moves(attempt, "xem_dia_chi"))
    desk = f"/bai-tap/{attempt.uuid}/"
    assert not visitor.open(desk).press("Kiểm tra").page.select("form[action$='/sua-giup/']")
    deleted = visitor.client.post(form_url(attempt, "thu.xoa", "thu_gia"))  # and what is deleted cannot be reported
    assert deleted.status_code == 303
    visitor.open(desk).press("Kiểm tra").press("Sửa giúp điều kiện đầu")
    assert visitor.shows("Bước này làm lại được rồi", "#status")
    do_moves(visitor.client, attempt, task_of(attempt).solution[1:])
    done = Attempt.objects.get(pk=attempt.pk)
    assert (done.state, done.aided, done.unaided) == (Attempt.State.FINISHED, False, True)


def test_the_start_of_a_step_is_found_again_where_it_is_missing(visitor: Visitor, mai: User) -> None:
    attempt = begun(visitor, mai, "alone")
    do_moves(visitor.client, attempt, task_of(attempt).solution[:3])
    assert not ladder.start_is_missing(Attempt.objects.get(pk=attempt.pk))
    rid = OverlayRow.objects.get(workspace=attempt.workspace, ref="hoa_toc").rid
    OverlayRow.objects.filter(workspace=attempt.workspace, rid=rid).update(
        state="da_thu_hoi"
    )  # the sender recalled it
    assert ladder.start_is_missing(Attempt.objects.get(pk=attempt.pk))


def test_leaving_and_going_on_elsewhere_leads_to_the_same_screen(
    visitor: Visitor, started: Attempt, mai, client_of
) -> None:
    do_moves(visitor.client, started, step_moves(started, "kiem_hoa_toc"))
    visitor.open(f"/bai-tap/{started.uuid}/van-ban-den?tab=da_xu_ly").press("Lưu và thoát")
    elsewhere = Visitor(client_of(mai)).open("/").press("Làm tiếp")
    assert elsewhere.path == f"/bai-tap/{started.uuid}/van-ban-den"
    assert elsewhere.shows("Tiếp nhận công điện", ".steps__item--here")


def test_what_was_typed_after_the_session_ended_is_there_again(visitor: Visitor, started: Attempt, mai: User) -> None:
    do_moves(visitor.client, started, task_of(started).solution[:2])
    url = form_url(started, "van_ban.vao_so", "hoa_toc")
    visitor.open(url)
    visitor.client.logout()
    gone = visitor.client.post(url, {"nguoi_ky": "Võ Thanh Bình", "request_key": "late"})
    assert gone.status_code == 302
    visitor.client.force_login(mai)  # signing in carries the nameless session on
    back = visitor.open(url)
    assert back.shows("Những gì đã nhập vẫn còn")
    assert back.page.select_one("[name=nguoi_ky]")["value"] == "Võ Thanh Bình"
    assert not visitor.open(url).shows("Những gì đã nhập vẫn còn")


def test_what_somebody_typed_is_not_kept_for_who_signs_in_next(
    visitor: Visitor, started: Attempt, neighbour: User
) -> None:
    do_moves(visitor.client, started, task_of(started).solution[:2])
    url = form_url(started, "van_ban.vao_so", "hoa_toc")
    visitor.client.logout()
    visitor.client.post(url, {"nguoi_ky": "Võ Thanh Bình"})
    assert "typed" in visitor.client.session
    visitor.client.force_login(neighbour)
    assert "typed" not in visitor.client.session


def test_no_question_and_no_answer_are_no_events(visitor: Visitor, started: Attempt) -> None:
    for sent in ({"cau-hoi": "x", "tra-loi": "1"}, {}, {"cau-hoi": "x" * 500, "tra-loi": " "}):
        assert visitor.client.post(f"/luot-tap/{started.uuid}/tra-loi/", sent).status_code == 303
    assert not Event.objects.filter(workspace=started.workspace).exists()


def test_do_it_for_me_takes_the_whole_ladder(started: Attempt) -> None:
    api.help_with(attempt=started, step="kiem_hoa_toc", rung=Rung.DO, request_key="h")
    assert started.hints == {"kiem_hoa_toc": Rung.DO}
    assert not started.unaided


@pytest.mark.parametrize("mode", ["alone", "traps"])
def test_the_neighbour_cannot_touch_it(mode: str, visitor: Visitor, mai: User, neighbour: User, client_of) -> None:
    attempt = begun(visitor, mai, mode)
    client = client_of(neighbour)
    for tail in ("sua-giup", "de-hon", "quay-lai"):
        assert client.post(f"/luot-tap/{attempt.uuid}/{tail}/").status_code == 404
    assert client.get(f"/luot-tap/{attempt.uuid}/da-lam/").status_code == 404
    assert start(client, neighbour).pk != attempt.pk


@pytest.mark.thorough
def test_a_trap_says_itself_what_it_was_and_nobody_is_sent_back_where_nobody_can_go(
    visitor: Visitor, mai: User
) -> None:
    import_lesson("L01")
    visitor.client.post("/bai-tap/bat-dau/L01/", {"mode": "traps"})
    attempt = Attempt.objects.get(user=mai, lesson_code="L01", state=Attempt.State.OPEN)
    url = form_url(attempt, "tin_nhan.doc_otp_cho_nguoi_goi", "zalo_gia")
    visitor.open(url).press("Đọc mã OTP cho người gọi", confirmed="1")
    assert visitor.shows("Tên và ảnh Zalo ai cũng đặt được", "#broken")
    assert not visitor.shows("Quay lại trước đó", "#broken")
    visitor.press("Tiếp tục, tự làm")
    assert visitor.shows("Quay lại trước đó", "#broken")


@pytest.mark.thorough
def test_a_repeat_pressed_twice_is_one_attempt_and_work_begun_is_never_set_aside_by_a_finished_page(
    visitor: Visitor, started: Attempt, mai: User
) -> None:
    finish(visitor.client, started)
    again = f"/luot-tap/{started.uuid}/tap-lai/"
    visitor.client.post(again, {"mode": "alone"})
    visitor.client.post(again, {"mode": "alone"})
    fresh = Attempt.objects.get(user=mai, state=Attempt.State.OPEN)
    assert not Attempt.objects.filter(user=mai, state=Attempt.State.SET_ASIDE).exists()
    visitor.open(f"/luot-tap/{started.uuid}/xong/")
    assert not visitor.page.select("form[action$='/tap-lai/']")
    visitor.press("Làm tiếp")
    assert visitor.path.startswith(f"/bai-tap/{fresh.uuid}/")
    do_moves(visitor.client, fresh, step_moves(fresh, "kiem_hoa_toc"))
    visitor.client.post(again, {"mode": "alone"})
    assert Attempt.objects.get(user=mai, state=Attempt.State.OPEN).pk != fresh.pk


def test_what_was_set_aside_leads_to_what_is_under_way_and_claims_nothing(
    visitor: Visitor, started: Attempt, mai: User
) -> None:
    fresh = begun(visitor, mai, "alone")
    visitor.open(f"/luot-tap/{started.uuid}/xong/")
    assert visitor.shows("Chưa xong bước nào")
    assert not visitor.shows("Tiếp nhận công điện", "main")
    visitor.press("Làm tiếp")
    assert visitor.path.startswith(f"/bai-tap/{fresh.uuid}/")


@pytest.mark.thorough
def test_where_nothing_is_made_yet_the_record_that_it_is_made_from_is_pointed_at(visitor: Visitor, mai: User) -> None:
    import_lesson("L09")
    visitor.client.post("/bai-tap/bat-dau/L09/", {"mode": "alone"})
    attempt = Attempt.objects.get(user=mai, lesson_code="L09", state=Attempt.State.OPEN)
    letter = OverlayRow.objects.get(workspace=attempt.workspace_id, ref="cong_van")
    visitor.open(f"/bai-tap/{attempt.uuid}/van-ban-den").press("Chỉ chỗ")
    pointed = [link for link in visitor.page.select("#platform a[href]") if "chi=" in str(link["href"])]
    assert any(f"/{letter.rid}?" in str(link["href"]) for link in pointed)


@pytest.mark.thorough
def test_practising_again_after_a_repeat_is_no_repeat_unless_one_is_due(
    visitor: Visitor, started: Attempt, mai: User
) -> None:
    """Help in a repeat that was due takes a skill back a step; help in one more go of one's own never does."""
    Attempt.objects.filter(pk=started.pk).update(refresher=True, mode="alone")
    finish(visitor.client, started)
    visitor.client.post(f"/luot-tap/{started.uuid}/tap-lai/", {"mode": "alone"})
    again = Attempt.objects.get(user=mai, state=Attempt.State.OPEN)
    assert not again.refresher
    Attempt.objects.filter(pk=again.pk).update(state=Attempt.State.SET_ASIDE)
    Mastery.objects.filter(user=mai, lesson_code="L05").update(refresh_at=timezone.now() - timedelta(days=1))
    visitor.client.post(f"/luot-tap/{started.uuid}/tap-lai/", {"mode": "alone"})
    assert Attempt.objects.get(user=mai, state=Attempt.State.OPEN).refresher
