"""One's own record in a real browser, on an office screen and on a phone, in both languages: nothing that axe finds,
nothing wider than the screen; and sheets that fit their one page of A4.
"""

from __future__ import annotations

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from lessons.models import LessonPage
from tests.training.progress.record_world import practised, sent, signed_in, start_with_help
from training.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = {"office": (1280, 800), "phone": (320, 640)}
PAGES = ["", "lich-su/", "xac-nhan/", "giay-xac-nhan/", "dieu-duoc-ghi/"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture
def page(browser: Any, live_server: Any, committed_l05: LessonPage, mai: User) -> Any:
    context = browser.new_context(base_url=live_server.url, locale="vi-VN")
    session = signed_in(mai).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


def faults(page: Any, url: str) -> list[str]:
    page.goto(url)
    page.evaluate("() => document.querySelectorAll('main details').forEach((fold) => { fold.open = true })")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": TAGS}}).response["violations"]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{url}: {one['id']} {node['html'][:120]}" for one in found for node in one["nodes"]] + (
        [f"{url}: {wide} px too wide"] if wide > 0 else []
    )


def test_the_record_is_accessible(page: Any, mai: User) -> None:
    done = practised(signed_in(mai), mai)
    sent(mai, start_with_help(signed_in(mai), mai), "Em không thấy nút", "Gõ lại số đến")
    urls = [f"/ho-so-cua-toi/{name}" for name in PAGES] + [f"/ho-so-cua-toi/{done.uuid}/", "/phieu-viec/L05/"]
    found = []
    for language in ("vi", "en"):
        User.objects.filter(pk=mai.pk).update(language=language)
        for width, height in SCREENS.values():
            page.set_viewport_size({"width": width, "height": height})
            for colours in ("light", "dark"):
                page.emulate_media(color_scheme=colours)
                found += [f"{language} {width} {colours} {line}" for url in urls for line in faults(page, url)]
    assert found == []


def test_a_sheet_is_one_page_of_paper(page: Any) -> None:
    page.goto("/phieu-viec/L05/")
    assert pages_of(page) == 1


def pages_of(page: Any) -> int:
    page.emulate_media(media="print")
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", page.pdf(prefer_css_page_size=True)))
