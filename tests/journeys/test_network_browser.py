"""A poor network, a lost session, a closed tab: nothing typed is lost, nothing is done twice, and one is told.

Seconds between two tries are shortened through the page's own `data-retry`.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from lessons.models import LessonPage
from sandbox.models import Event
from tests.journeys.at_work import (
    OFFICE,
    PHONE,
    fill,
    register_form,
    register_move,
    sign_in_by_cookie,
    signed_in_context,
)
from tests.lesson_world import form_url, start, typed
from tests.personas import PASSWORD
from training.people.models import User
from training.practice.models import Attempt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SENDING = "#status .status--sending"
SIGNER = "#platform form.pf-form [name=nguoi_ky]"
FOCUS_IS = "() => document.activeElement.matches('%s')"


@pytest.fixture
def attempt(committed_l05: LessonPage, mai: User, client_of: Any) -> Attempt:
    return start(client_of(mai), mai)


@pytest.fixture
def context(browser: Any, live_server: Any, attempt: Attempt, mai: User, client_of: Any) -> Iterator[Any]:
    with signed_in_context(browser, live_server, client_of(mai)) as context:
        yield context


@pytest.fixture
def page(context: Any) -> Any:
    return context.new_page()


@pytest.fixture
def form(attempt: Attempt, mai: User, client_of: Any) -> str:
    return register_form(client_of(mai), attempt)


def record(attempt: Attempt) -> str:
    return form_url(attempt, "van_ban.kiem_chu_ky", "hoa_toc").rpartition("/")[0]


def check_signature(page: Any, attempt: Attempt) -> Any:
    """The first button of the work, which needs no form."""
    return page.locator(f'#platform form[action^="{record(attempt)}/kiem-chu-ky"] button').first


def events(attempt: Attempt) -> int:
    return Event.objects.filter(workspace=attempt.workspace_id, action="van_ban.kiem_chu_ky").count()


def retry(page: Any, seconds: str) -> None:
    page.evaluate("seconds => { document.getElementById('status').dataset.retry = seconds }", seconds)


def drafts(page: Any) -> dict[str, str]:
    return page.evaluate("Object.fromEntries(Object.entries(localStorage).filter(([k]) => k.startsWith('draft:')))")


def test_a_network_that_fails_in_mid_step_costs_nothing(page: Any, attempt: Attempt) -> None:
    page.goto(record(attempt))
    retry(page, "0.1,0.2,30")
    page.context.set_offline(True)
    check_signature(page, attempt).click()
    page.locator(SENDING, has_text="Mạng đang yếu. Đang gửi lại…").wait_for()
    assert check_signature(page, attempt).is_visible(), "the screen did not stay as it was"
    check_signature(page, attempt).click()  # pressing again while it is being sent sends nothing new
    assert events(attempt) == 0
    page.context.set_offline(False)  # at once, long before the thirty seconds of the third try
    page.locator("#pf-status").wait_for(timeout=5000)
    assert page.locator(SENDING).count() == 0
    assert events(attempt) == 1


def test_a_server_that_is_away_for_a_moment_gets_the_same_request_again(page: Any, attempt: Attempt) -> None:
    sent: list[str] = []

    def away(route: Any) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.post_data)
        if len(sent) > 2:
            route.continue_()
        else:
            route.fulfill(status=503 if len(sent) == 1 else 504, body="")

    page.goto(record(attempt))
    retry(page, "0.1,0.1,0.1")
    page.route("**/kiem-chu-ky*", away)
    check_signature(page, attempt).click()
    page.locator("#pf-status").wait_for()
    assert len(sent) == 3
    assert "request_key=" in sent[0]
    assert len(set(sent)) == 1, "a later try sent something else"
    assert events(attempt) == 1


def test_an_answer_that_was_lost_does_not_do_it_twice(page: Any, attempt: Attempt) -> None:
    lost: list[int] = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0).status)  # the server has done it; nobody hears of it
            route.abort("connectionreset")
        else:
            route.continue_()

    page.goto(record(attempt))
    retry(page, "30")
    page.route("**/kiem-chu-ky*", lose)
    check_signature(page, attempt).click()
    page.get_by_role("button", name="Thử lại ngay").click()
    page.locator("#pf-status").wait_for()
    assert lost == [303]
    assert events(attempt) == 1


def test_a_screen_that_did_not_come_is_asked_for_again_and_may_be_left(page: Any, attempt: Attempt) -> None:
    page.goto(record(attempt))
    retry(page, "30")
    page.context.set_offline(True)
    page.locator("#platform .pf-crumb a").click()
    page.locator(SENDING).wait_for()
    page.get_by_role("button", name="Không gửi nữa").click()
    assert page.locator(SENDING).count() == 0
    page.context.set_offline(False)
    page.locator("#platform .pf-crumb a").click()
    page.locator("#platform .pf-table").wait_for()


def test_what_is_typed_survives_a_closed_tab(context: Any, form: str) -> None:
    first = context.new_page()
    first.goto(form)
    first.locator(SIGNER).fill("Võ Thanh")
    first.close()
    second = context.new_page()
    second.goto(form)
    assert second.locator(SIGNER).input_value() == "Võ Thanh"
    assert "Đã khôi phục phần đang nhập dở" in second.locator("#status").inner_text()
    second.get_by_role("button", name="Bỏ phần này").click()
    assert second.locator(SIGNER).input_value() == ""
    assert drafts(second) == {}


def test_what_the_server_has_taken_is_no_draft_any_more(page: Any, attempt: Attempt, form: str) -> None:
    page.goto(form)
    page.locator(SIGNER).fill("Võ Thanh")
    with page.expect_response(lambda response: response.status == 422):
        page.locator("#platform form.pf-form .pf-btn--primary").click()
    page.locator("#pf-problems").wait_for()
    assert len(drafts(page)) == 1, "a refused form keeps its draft"
    assert page.locator(".draft").count() == 0
    for name, value in register_move(attempt).values.items():
        fill(page, name, typed(value))
    page.locator("#platform form.pf-form .pf-btn--primary").click()
    page.locator("#pf-status").wait_for()
    assert drafts(page) == {}


def test_another_tab_is_not_overwritten(context: Any, form: str) -> None:
    one, two = context.new_page(), context.new_page()
    one.goto(form)
    two.goto(form)
    one.locator(SIGNER).fill("Một")
    two.locator(SIGNER).fill("Hai")
    one.wait_for_function("() => Object.keys(localStorage).some((name) => name.startsWith('draft:'))")
    two.locator("#guide .hints button[name=bac]").first.click()
    two.locator("#guide .hint").wait_for()
    assert two.locator(SIGNER).input_value() == "Hai"
    assert one.locator(SIGNER).input_value() == "Một"


def test_a_session_that_ended_in_mid_form_brings_one_back_to_it(
    context: Any, page: Any, form: str, live_server: Any, mai: User
) -> None:
    page.goto(form)
    page.locator(SIGNER).fill("Võ Thanh")
    context.clear_cookies(name="sessionid")
    page.locator("#platform form.pf-form .pf-btn--primary").click()
    page.wait_for_url("**/tai-khoan/dang-nhap/**")
    page.fill("[name=login]", mai.staff_code)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url(f"**{form}*")
    assert page.locator(SIGNER).input_value() == "Võ Thanh"


def test_secrets_are_never_kept_and_signing_out_leaves_nothing(page: Any, form: str) -> None:
    page.goto(form)
    page.evaluate(
        "() => { const form = document.querySelector('#platform form.pf-form');"
        " for (const [type, name] of [['password', 'pin'], ['text', 'khoa']]) {"
        "  const box = document.createElement('input'); Object.assign(box, { type, name });"
        "  if (name === 'khoa') box.dataset.secret = ''; form.append(box); } }"
    )
    page.locator("#platform [name=pin]").fill("13579-x")
    page.locator("#platform [name=khoa]").fill("24680-y")
    page.locator(SIGNER).fill("Võ Thanh")
    page.wait_for_function("() => JSON.stringify(localStorage).includes('Võ Thanh')")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "13579-x" not in kept
    assert "24680-y" not in kept
    page.goto("/")
    assert len(drafts(page)) == 1
    page.locator(".top .menu summary").click()
    page.locator(".menu [data-sign-out] button").click()
    page.wait_for_url("**/dang-nhap/**")
    assert drafts(page) == {}


def test_somebody_else_on_the_same_computer_finds_no_drafts(
    context: Any, page: Any, form: str, live_server: Any, neighbour: User, client_of: Any
) -> None:
    page.goto(form)
    page.locator(SIGNER).fill("Võ Thanh")
    page.goto("/")
    assert len(drafts(page)) == 1
    context.clear_cookies()
    sign_in_by_cookie(context, live_server, client_of(neighbour))
    page.goto("/")
    assert drafts(page) == {}


def test_nothing_is_written_down_in_the_middle_of_a_word(page: Any, form: str) -> None:
    page.goto(form)
    page.evaluate(
        "selector => { const box = document.querySelector(selector);"
        " const key = (kind, composing) => box.dispatchEvent("
        "  new (kind === 'input' ? InputEvent : CompositionEvent)(kind, { bubbles: true, isComposing: composing }));"
        " key('compositionstart'); box.value = 'Vo'; key('input', true);"
        " window.composed = () => key('compositionend') }",
        SIGNER,
    )
    page.wait_for_timeout(600)
    assert drafts(page) == {}
    page.evaluate("composed()")
    page.wait_for_function("() => JSON.stringify(localStorage).includes('Vo')")


@pytest.mark.parametrize("viewport", [OFFICE, PHONE], ids=["office", "phone"])
def test_the_focus_is_never_lost(page: Any, attempt: Attempt, viewport: dict[str, int]) -> None:
    page.set_viewport_size(viewport)
    page.goto(f"/bai-tap/{attempt.uuid}/van-ban-den")
    hint = page.locator("#guide .hints button[name=bac]").first
    hint.press("Enter")
    page.locator("#guide .hint").wait_for()
    page.wait_for_function(FOCUS_IS % "#guide .hints button[name=bac]")
    page.goto(f"/bai-tap/{attempt.uuid}/van-ban-den#thuc-hanh")
    page.locator("#platform table a").first.press("Enter")
    page.wait_for_function(FOCUS_IS % "#pf-title")
    page.goto(f"{record(attempt)}#thuc-hanh")
    check_signature(page, attempt).press("Enter")
    page.wait_for_function(FOCUS_IS % "#pf-status")


@pytest.mark.parametrize("viewport", [OFFICE, PHONE], ids=["office", "phone"])
def test_show_where_takes_hand_eye_and_ear_there(page: Any, attempt: Attempt, viewport: dict[str, int]) -> None:
    page.set_viewport_size(viewport)
    page.goto(f"/bai-tap/{attempt.uuid}/van-ban-den")
    page.get_by_role("button", name="Chỉ chỗ").press("Enter")
    page.wait_for_function("() => document.activeElement.closest('.pf-spotted')?.querySelector('#cho-nay')")
    control = page.evaluate("[document.activeElement.tagName, document.activeElement.textContent]")
    assert control[0] in ("A", "BUTTON", "INPUT", "SUMMARY")
    said = page.locator("#status .sr", has_text="Chỗ này: ").last.text_content()
    assert len(said) > len("Chỗ này: ")


def test_who_does_nothing_for_a_while_is_offered_help_once_a_step(page: Any, attempt: Attempt) -> None:
    """The guide renders `#idle-offer[hidden][data-idle]`; here the test puts it there, with one second."""
    offer = (
        "() => { document.getElementById('idle-offer')?.remove();"
        " document.getElementById('guide').insertAdjacentHTML('afterbegin',"
        ' \'<p id="idle-offer" data-idle="1" hidden>Cần gợi ý không?</p>\') }'
    )
    page.goto(f"/bai-tap/{attempt.uuid}/van-ban-den")
    page.evaluate(offer)
    page.locator("#idle-offer").wait_for()
    assert "Cần gợi ý không?" in page.locator("#status").text_content()
    page.evaluate(offer)
    page.wait_for_timeout(2500)
    assert not page.locator("#idle-offer").is_visible(), "offered twice in one step"


def test_a_question_to_the_author_survives_too_and_goes_once_it_is_sent(page: Any, attempt: Attempt) -> None:
    """A form without htmx: the page that follows tells that it was taken."""
    page.goto(f"/bai-tap/{attempt.uuid}/van-ban-den")
    page.get_by_role("link", name="Tôi bị kẹt").click()
    note = page.locator("form[data-draft] textarea")
    note.fill("Không thấy nút Vào sổ")
    page.reload()
    assert note.input_value() == "Không thấy nút Vào sổ"
    page.locator("form[data-draft] .btn--primary").click()
    page.wait_for_url("**/bai-tap/**")
    assert drafts(page) == {}
