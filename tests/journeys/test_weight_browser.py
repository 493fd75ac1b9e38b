"""What a real browser asks for: the first load of a page, and the screen after it."""

from typing import Any

import pytest
from django.conf import settings

from lessons.models import LessonPage
from tests.journeys.at_work import signed_in_context
from tests.lesson_world import start
from training.people.management.commands.build_fonts import build
from training.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    build(settings.FONTS_DIR)


def asked_for(page: Any) -> list[str]:
    """Addresses that this page asks the network for, as they come."""
    urls: list[str] = []
    page.on("request", lambda request: None if request.url.startswith("data:") else urls.append(request.url))
    return urls


def open_first(browser: Any, live_server: Any, client: Any, url: str) -> list[str]:
    with signed_in_context(browser, live_server, client) as context:
        page = context.new_page()
        urls = asked_for(page)
        failed: list[str] = []
        page.on("requestfailed", lambda request: failed.append(request.url))
        page.goto(url, wait_until="networkidle")
        page.evaluate("() => document.fonts.ready.then(() => 0)")
        assert failed == []
        assert any(url.endswith(".woff2") for url in urls), "no font was asked for"
        return urls


def test_every_page_is_six_requests_at_most(
    browser: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any
) -> None:
    client = client_of(mai)
    attempt = start(client, mai)
    pages = ["/", committed_l05.url, f"/bai-tap/{attempt.uuid}/van-ban-den", "/ho-so-cua-toi/", "/tai-khoan/"]
    counted = {url: open_first(browser, live_server, client, url) for url in pages}
    assert {url: urls for url, urls in counted.items() if len(urls) > 6 or len(set(urls)) < len(urls)} == {}


def test_the_screen_after_it_is_one_request(
    browser: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any
) -> None:
    client = client_of(mai)
    attempt = start(client, mai)
    with signed_in_context(browser, live_server, client) as context:
        page = context.new_page()
        page.goto(f"/bai-tap/{attempt.uuid}/van-ban-den", wait_until="networkidle")
        urls = asked_for(page)
        page.locator("#platform table tbody a").first.click()
        page.locator("#platform .pf-record").wait_for()
        assert len(urls) == 1
