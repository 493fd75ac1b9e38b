"""The same lesson in a real browser with scripts: pane and guide change in place, nothing is out of policy."""

from typing import Any

import pytest

from lessons.models import LessonPage
from sandbox.spec import Move
from tests.journeys.at_work import fill
from tests.lesson_world import form_url, step_moves, typed
from tests.personas import PASSWORD
from training.people.models import User
from training.practice.models import Attempt
from training.progress.models import Completion
from training.progress.task import task_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def complaints() -> list[str]:
    """What the browser's console says: a script error, or something that the content policy stopped."""
    return []


@pytest.fixture
def page(browser: Any, live_server: Any, complaints: list[str]) -> Any:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, base_url=live_server.url, locale="vi-VN")
    page = context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Security Policy" in message.text else None)
    yield page
    context.close()


def by_hand(page: Any, attempt: Attempt, move: Move) -> None:
    """From the list to the record to the action, as a clerk does, and sent. Every click waits for what it brings."""
    assert move.move == "act"
    assert isinstance(move.on, str)
    url = form_url(attempt, move.action, move.on)
    record = url.rpartition("/")[0]
    page.locator(f'#platform a[href^="/bai-tap/{attempt.uuid}/van-ban-den#"]').first.click()
    page.locator(f'#platform table a[href^="{record}"]').first.click()
    page.wait_for_url(f"**{record}*")
    if move.values:
        page.locator(f'#platform a[href^="{url}"]').first.click()
        for name, value in move.values.items():
            fill(page, name, typed(value))
        send = page.locator("#platform form button.pf-btn--primary")
    else:
        send = page.locator(f'#platform form[action^="{url}"] button').first
    with page.expect_response(lambda response: "viec=" in response.url):
        send.click()


def test_the_journey_with_scripts(page: Any, complaints: list[str], committed_l05: LessonPage, mai: User) -> None:
    page.goto("/")
    page.fill("[name=login]", mai.staff_code)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("button", name="Làm ngay").click()
    page.wait_for_url("**/bai-tap/**")
    attempt = Attempt.objects.get()
    page.evaluate("window.samePage = true")

    guide = page.locator("#guide")
    guide.get_by_role("button", name="Kiểm tra").click()
    guide.get_by_text("Chưa kiểm tra chữ ký số của công điện Hỏa tốc.").wait_for()

    for move in step_moves(attempt, "van_ban_yte"):
        by_hand(page, attempt, move)
    guide.get_by_text("Hỏa tốc phải trình ngay sau khi nhận.").wait_for()
    guide.get_by_role("button", name="Quay lại trước đó").click()
    guide.get_by_text("Hỏa tốc phải trình ngay sau khi nhận.").wait_for(state="hidden")

    for step in task_of(attempt).steps[:5]:
        for move in step.hints.do:
            by_hand(page, attempt, move)
    for move in step_moves(attempt, "van_ban_yte")[-2:]:
        by_hand(page, attempt, move)
    guide.get_by_text("Xem kết quả").wait_for()
    assert page.evaluate("window.samePage"), "a whole page was loaded somewhere on the way"
    assert not Completion.objects.get().aided

    guide.get_by_text("Xem kết quả").click()
    page.get_by_text("Anh/Chị đã tự mình làm được.").wait_for()
    assert complaints == []


def test_a_session_that_ended_leads_to_sign_in(page: Any, committed_l05: LessonPage, mai: User) -> None:
    page.goto("/")
    page.fill("[name=login]", mai.staff_code)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("button", name="Làm ngay").click()
    page.wait_for_url("**/bai-tap/**")
    page.context.clear_cookies()
    page.locator("#platform a").first.click()
    page.wait_for_url("**/tai-khoan/dang-nhap/**")
