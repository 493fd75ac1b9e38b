"""Watching in a real browser, on an office screen and on a phone: it plays, stops when asked, steps by keys."""

from __future__ import annotations

from typing import Any

import pytest

from lessons.models import LessonPage
from tests.journeys.axe import found_by_axe
from training.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = {"office": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(params=SCREENS)
def page(request: Any, browser: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any) -> Any:
    context = browser.new_context(viewport=SCREENS[request.param], base_url=live_server.url, locale="vi-VN")
    session = client_of(mai).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page = context.new_page()
    page.clock.install()  # captions are read at their own pace; the test is not
    yield page
    context.close()


def at(page: Any, number: int) -> None:
    """Wait for that frame to stand there."""
    page.locator(".player__at", has_text=f"Cảnh {number}/").wait_for()
    page.wait_for_url(f"**/xem-mau/L05/{number}/*")


def test_it_plays_by_itself_and_stops_when_asked(page: Any) -> None:
    page.goto("/xem-mau/L05/1/#thuc-hanh")
    play = page.locator("#player-play")
    play.get_by_text("Chạy").wait_for()
    page.clock.run_for(60_000)
    at(page, 1)
    page.evaluate("window.samePage = true")
    play.click()
    for number in (2, 3, 4):
        play.get_by_text("Tạm dừng").wait_for()
        page.clock.run_for(60_000)
        at(page, number)
    assert page.evaluate("window.samePage"), "a whole page was loaded"
    assert page.locator("#platform").is_visible()
    assert page.evaluate("document.activeElement.closest('#player') !== null"), "the focus was taken away"
    play.click()
    play.get_by_text("Chạy").wait_for()
    page.clock.run_for(60_000)
    at(page, 4)
    page.go_back()
    at(page, 3)


def test_a_click_or_key_in_the_platform_stops_it(page: Any) -> None:
    page.goto("/xem-mau/L05/2/?chay=1#thuc-hanh")
    play = page.locator("#player-play")
    play.get_by_text("Tạm dừng").wait_for()
    page.locator("#platform .pf-tape").click()
    play.get_by_text("Chạy").wait_for()
    play.click()
    page.locator("#pf-find").press("a")
    play.get_by_text("Chạy").wait_for()


def test_less_motion_means_that_nothing_starts_by_itself(page: Any) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto("/xem-mau/L05/2/?chay=1#thuc-hanh")
    page.locator("#player-play").get_by_text("Chạy").wait_for()


def test_keys_step_and_play(page: Any) -> None:
    page.goto("/xem-mau/L05/7/#thuc-hanh")
    page.locator("#player-next").focus()
    page.keyboard.press("ArrowRight")
    at(page, 8)
    page.wait_for_function("() => document.activeElement.id === 'player-next'")
    page.locator("#platform [name=so_ky_hieu]").wait_for()
    page.keyboard.press("ArrowRight")
    at(page, 9)
    page.wait_for_function("() => document.activeElement.id === 'player-next'")
    page.keyboard.press("ArrowLeft")
    at(page, 8)
    page.keyboard.press("Space")
    page.locator("#player-play").get_by_text("Tạm dừng").wait_for()
    page.keyboard.press("Space")
    page.locator("#player-play").get_by_text("Chạy").wait_for()


def test_frames_are_accessible(page: Any) -> None:
    found = []
    for frame in ("1/", "2/#thuc-hanh", "8/#thuc-hanh", "9/#thuc-hanh", "34/#huong-dan", "9/man-hinh/#thuc-hanh"):
        page.goto(f"/xem-mau/L05/{frame}")
        found += found_by_axe(page)
    assert found == []
