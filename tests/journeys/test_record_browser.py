"""Sheets fit their one page of A4."""

from __future__ import annotations

import re
from typing import Any

import pytest

from lessons.models import LessonPage
from tests.training.progress.record_world import signed_in
from training.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Any, live_server: Any, committed_l05: LessonPage, mai: User) -> Any:
    context = browser.new_context(base_url=live_server.url, locale="vi-VN")
    session = signed_in(mai).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


def test_a_sheet_is_one_page_of_paper(page: Any) -> None:
    page.goto("/phieu-viec/L05/")
    assert pages_of(page) == 1


def pages_of(page: Any) -> int:
    page.emulate_media(media="print")
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))
