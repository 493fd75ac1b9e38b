"""The learner's journeys in a real browser, in the office and on a phone."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from lessons.models import LessonPage
from sandbox.models import Event
from tests.journeys.at_work import (
    OFFICE,
    PHONE,
    by_hand,
    fill,
    guide_side,
    practice_side,
    register_form,
    register_move,
    sign_in,
    sign_in_by_cookie,
    signed_in_context,
)
from tests.lesson_world import do_moves, form_url, start, step_moves, typed
from tests.personas import PASSWORD
from training.people.models import User
from training.practice.models import Attempt
from training.progress.models import Completion
from training.progress.task import task_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

both_sizes = pytest.mark.parametrize("viewport", [OFFICE, PHONE], ids=["office", "phone"])


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console says: a script error, or something that the content policy stopped."""
    return []


@pytest.fixture
def open_page(browser: Any, live_server: Any, complaints: list[str]) -> Iterator[Callable[..., Any]]:
    contexts = []

    def opened(**options: Any) -> Any:
        options = {"viewport": OFFICE, "base_url": live_server.url, "locale": "vi-VN"} | options
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if "Security Policy" in said.text else None)
        return page

    yield opened
    for context in contexts:
        context.close()


def announced(page: Any) -> str:
    """What the live region says to a screen reader: the status line outlives every swap."""
    region = page.locator("#status[role=status]")
    assert region.count() == 1
    return region.inner_text() + region.evaluate("tag => tag.textContent")


def open_attempt() -> Attempt:
    return Attempt.objects.get(state=Attempt.State.OPEN)


def rest_of_l05(page: Any, attempt: Attempt, hand: Callable[[Any, Attempt, Any], None] = by_hand) -> None:
    """The whole of it, in order."""
    for move in task_of(attempt).solution:
        hand(page, attempt, move)
    guide_side(page).get_by_text("Xem kết quả").wait_for()


@pytest.mark.everywhere
@both_sizes
def test_a_newcomer_from_signing_in_to_the_first_finished_task(
    viewport: dict[str, int], open_page: Any, complaints: list[str], committed_l05: LessonPage, mai: User
) -> None:
    page = open_page(viewport=viewport)
    sign_in(page, mai.staff_code, PASSWORD)
    page.get_by_role("button", name="Làm ngay").click()  # the one click between signing in and doing
    page.wait_for_url("**/bai-tap/**")
    attempt = open_attempt()
    page.evaluate("window.samePage = true")

    guide_side(page).get_by_role("button", name="Kiểm tra").click()
    page.locator("#guide").get_by_text("Chưa kiểm tra chữ ký số của công điện Hỏa tốc.").wait_for()
    assert "Chưa kiểm tra chữ ký số" in announced(page)

    for move in step_moves(attempt, "van_ban_yte"):  # a wrong turn: a routine document first
        by_hand(page, attempt, move)
    wrong = guide_side(page).get_by_text("Hỏa tốc phải trình ngay sau khi nhận.")
    wrong.wait_for()
    assert "Hỏa tốc phải trình ngay sau khi nhận." in announced(page)
    page.locator("#guide").get_by_role("button", name="Quay lại trước đó").click()
    wrong.wait_for(state="detached")

    for step in task_of(attempt).steps[:5]:
        for move in step.hints.do:
            by_hand(page, attempt, move)
    for move in step_moves(attempt, "van_ban_yte")[-2:]:
        by_hand(page, attempt, move)
    guide_side(page).get_by_text("Xem kết quả").wait_for()
    assert page.evaluate("window.samePage"), "a whole page was loaded somewhere on the way"

    page.locator("#guide").get_by_text("Xem kết quả").click()
    page.get_by_text("Đã xong, có hướng dẫn bên cạnh.").wait_for()
    assert page.locator("#gained").inner_text()
    assert Completion.objects.get().level == 1
    assert complaints == []


@pytest.mark.exhaustive
def test_all_four_modes_of_one_lesson(
    open_page: Any, complaints: list[str], committed_l05: LessonPage, mai: User
) -> None:
    page = open_page(viewport=OFFICE)
    sign_in(page, mai.staff_code, PASSWORD)

    # xem mẫu: the demonstration, a frame or two, then by one's own hand
    page.get_by_role("link", name="Xem mẫu trước").click()
    page.wait_for_url("**/xem-mau/**")
    before = page.url
    page.locator("#player-next").click()
    page.wait_for_function("before => location.href !== before", arg=before)
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    page.wait_for_timeout(200)  # a step brings the platform's side to the front once it has settled
    guide_side(page).get_by_role("button", name="Làm theo").click()
    page.wait_for_url("**/bai-tap/**")

    # làm theo: the instruction stands open
    attempt = open_attempt()
    assert attempt.mode == "guided"
    assert guide_side(page).locator("section details").get_by_text("Cách làm").count() == 0
    rest_of_l05(page, attempt)
    page.locator("#guide").get_by_text("Xem kết quả").click()
    page.get_by_role("button", name="Làm lại một lần tự mình").click()
    page.wait_for_url("**/bai-tap/**")

    # tự làm: the instruction waits, the ladder is at hand
    attempt = open_attempt()
    assert attempt.mode == "alone"
    assert guide_side(page).get_by_role("button", name="Gợi ý").count() == 1
    rest_of_l05(page, attempt)
    page.locator("#guide").get_by_text("Xem kết quả").click()
    page.get_by_text("Anh/Chị đã tự mình làm được.").wait_for()
    page.get_by_role("button", name="Thử khi có bẫy").click()
    page.wait_for_url("**/bai-tap/**")

    # làm khi có bẫy: nobody helps
    attempt = open_attempt()
    assert attempt.mode == "traps"
    assert guide_side(page).get_by_role("button", name="Gợi ý").count() == 0
    rest_of_l05(page, attempt)
    assert [done.level for done in Completion.objects.order_by("number")] == [1, 2, 3]
    assert complaints == []


def test_twenty_seconds_without_a_network_in_mid_step(
    browser: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any
) -> None:
    client = client_of(mai)
    attempt = start(client, mai)
    with signed_in_context(browser, live_server, client, viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{register_form(client, attempt)}#thuc-hanh")
        for name, value in register_move(attempt).values.items():
            fill(page, name, typed(value))
        context.set_offline(True)
        page.locator("#platform form.pf-form button.pf-btn--primary").click()
        page.locator("#status .status--sending", has_text="Đang gửi lại").wait_for()
        page.wait_for_timeout(20_000)
        assert page.locator("#platform form.pf-form [name=nguoi_ky]").input_value()
        context.set_offline(False)
        page.locator("#pf-status").wait_for()
    assert Event.objects.filter(workspace=attempt.workspace_id, action="van_ban.vao_so").count() == 1


@pytest.mark.everywhere
def test_two_tabs_on_one_form_do_it_once_and_lose_nothing(
    browser: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any
) -> None:
    client = client_of(mai)
    attempt = start(client, mai)
    form, move = register_form(client, attempt), register_move(attempt)
    with signed_in_context(browser, live_server, client) as context:
        tabs = [context.new_page(), context.new_page()]
        for tab in tabs:
            tab.goto(form)
            for name, value in move.values.items():
                fill(tab, name, typed(value))
        fill(tabs[1], "nguoi_ky", "Người thứ hai")
        for tab in tabs:
            with tab.expect_response(lambda response: response.request.method == "POST"):
                tab.locator("#platform form.pf-form button.pf-btn--primary").click()
        tabs[0].locator("#pf-status").wait_for()
        tabs[1].locator("#pf-problems").wait_for()
        assert "Người thứ hai" in tabs[1].locator("#platform").inner_html()
    assert Event.objects.filter(kind="action", action="van_ban.vao_so").count() == 1


def test_going_on_at_the_same_step_on_another_device(
    browser: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any
) -> None:
    client = client_of(mai)
    attempt = start(client, mai)
    do_moves(client, attempt, task_of(attempt).solution[:2])
    with signed_in_context(browser, live_server, client) as office:
        page = office.new_page()
        page.goto(form_url(attempt, "van_ban.vao_so", "hoa_toc"))
        here = page.locator("#step-here").inner_text()
        page.get_by_role("button", name="Lưu và thoát").click()
        page.get_by_role("button", name="Làm tiếp").first.wait_for()
    with signed_in_context(browser, live_server, client_of(mai), viewport=PHONE) as phone:
        page = phone.new_page()
        page.goto("/")
        page.get_by_role("button", name="Làm tiếp").first.click()
        page.wait_for_url("**/vao-so*")
        assert page.locator("#step-here").inner_text() == here


def test_a_session_that_ended_leads_to_sign_in_and_back(
    open_page: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any
) -> None:
    """Without scripts, where nothing but the server can keep what was typed."""
    client = client_of(mai)
    attempt = start(client, mai)
    form = register_form(client, attempt)
    page = open_page(java_script_enabled=False)
    sign_in_by_cookie(page.context, live_server, client)
    page.goto(f"{form}#thuc-hanh")
    page.fill("#platform [name=nguoi_ky]", "Võ Thanh Bình")
    page.context.clear_cookies(name="sessionid")
    page.locator("#platform form.pf-form button.pf-btn--primary").click()
    page.fill("[name=login]", mai.staff_code)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    assert page.locator("#platform [name=nguoi_ky]").input_value() == "Võ Thanh Bình"
    assert "Những gì đã nhập vẫn còn" in page.locator("#platform").inner_text()


def tab_to(page: Any, selector: str, presses: int = 150) -> None:
    """Press Tab until that has the focus: it can be reached, and nothing on the way holds the keyboard."""
    for _ in range(presses):
        if page.evaluate("css => document.activeElement.matches(css)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{presses} times Tab and never at {selector}")


def by_keys(page: Any, attempt: Attempt, move: Any) -> None:
    """The same way as by hand, with Tab, Enter, arrows and letters alone."""
    url = form_url(attempt, move.action, move.on)
    record = url.rpartition("/")[0]
    tab_to(page, f'#platform a.pf-tab[href^="/bai-tap/{attempt.uuid}/van-ban-den#"]')
    press(page, "Enter")
    tab_to(page, f'#platform table a[href^="{record}"]')
    press(page, "Enter")
    if not move.values:
        tab_to(page, f'#platform form[action^="{url}"] button')
        press(page, "Enter")
        return
    tab_to(page, f'#platform a[href^="{url}"]')
    press(page, "Enter")
    for name, value in move.values.items():
        type_in(page, name, typed(value))
    tab_to(page, "#platform form.pf-form button.pf-btn--primary")
    press(page, "Enter")


def press(page: Any, key: str) -> None:
    with page.expect_response(lambda response: response.status == 200):
        page.keyboard.press(key)
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")
    lost = page.evaluate("document.activeElement === document.body")
    assert not lost, f"the focus was lost at {page.url}"


def type_in(page: Any, name: str, value: str) -> None:
    box = f'#platform form.pf-form [name="{name}"]'
    kind = page.locator(box).first.evaluate("tag => tag.type")
    if kind == "radio":
        tab_to(page, f"{box}:checked, {box}")
        for _ in range(page.locator(box).count()):
            if page.evaluate("document.activeElement.value") == value:
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
        return
    tab_to(page, box)
    if kind == "select-one":
        label = page.locator(box).evaluate("(tag, v) => [...tag.options].find(o => o.value === v).label", value)
        page.keyboard.type(label)
        assert page.locator(box).input_value() == value
        return
    page.keyboard.press("Control+A")
    page.keyboard.type(value)


@pytest.mark.exhaustive
def test_a_whole_lesson_by_keyboard_alone(
    browser: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any
) -> None:
    with signed_in_context(browser, live_server, client_of(mai)) as context:
        page = context.new_page()
        page.goto("/")
        tab_to(page, ".next__act .btn--primary")
        page.keyboard.press("Enter")
        page.wait_for_url("**/bai-tap/**")
        attempt = open_attempt()
        rest_of_l05(page, attempt, by_keys)
        tab_to(page, "#guide a.btn--primary")
        page.keyboard.press("Enter")
        page.get_by_text("Đã xong, có hướng dẫn bên cạnh.").wait_for()


def test_a_whole_lesson_without_scripts(
    open_page: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False)
    sign_in(page, mai.staff_code, PASSWORD)
    page.get_by_role("button", name="Làm ngay").click()
    attempt = open_attempt()
    practice_side(page)
    assert page.locator("#platform").is_visible()
    rest_of_l05(page, attempt)
    page.locator("#guide").get_by_text("Xem kết quả").click()
    assert page.get_by_text("Đã xong, có hướng dẫn bên cạnh.").is_visible()
