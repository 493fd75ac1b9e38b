"""The learner's pages in a real browser, on an office screen and on a phone: no violation that axe can find, and
help that is seen at once and loses nothing.
"""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from lessons.models import LessonPage
from tests.lesson_world import finish, form_url, start
from training.people.models import User
from training.practice.models import Attempt

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SCREENS = {"office": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(params=SCREENS)
def page(request: Any, browser: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any) -> Any:
    context = browser.new_context(viewport=SCREENS[request.param], base_url=live_server.url, locale="vi-VN")
    session = client_of(mai).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


@pytest.fixture
def attempt(page: Any, mai: User, client_of: Any) -> Attempt:
    return start(client_of(mai), mai)


def violations(page: Any, url: str) -> list[str]:
    page.goto(url)
    found = Axe().run(page).response["violations"]
    return [f"{url}: {one['id']} {node['html'][:120]}" for one in found for node in one["nodes"]]


def test_the_learners_pages_are_accessible(page: Any, attempt: Attempt, mai: User, client_of: Any) -> None:
    desk, form = f"/bai-tap/{attempt.uuid}/", form_url(attempt, "van_ban.kiem_chu_ky", "hoa_toc")
    record = form.rpartition("/")[0]
    pages = ["/", desk, f"{desk}van-ban-den?kiem=1", f"{desk}van-ban-den#thuc-hanh", f"{record}#thuc-hanh"]
    pages += [f"{record}/tu-choi#thuc-hanh", f"/luot-tap/{attempt.uuid}/lam-lai/"]
    found = [line for url in pages for line in violations(page, url)]
    finish(client_of(mai), attempt)
    done = [f"/luot-tap/{attempt.uuid}/xong/", "/ho-so-cua-toi/", f"/ho-so-cua-toi/{attempt.uuid}/"]
    found += [line for url in done for line in violations(page, url)]
    assert found == []


def test_show_where_brings_the_place_into_view(page: Any, attempt: Attempt) -> None:
    page.goto(f"/bai-tap/{attempt.uuid}/van-ban-den")
    page.get_by_role("button", name="Chỉ chỗ").click()
    mark = page.locator("#platform #cho-nay")
    mark.wait_for()
    page.wait_for_function(
        "() => { const box = document.getElementById('cho-nay').getBoundingClientRect();"
        " return box.height && box.top >= 0 && box.bottom <= innerHeight }"
    )


def test_asking_for_a_hint_keeps_what_is_typed(page: Any, attempt: Attempt, mai: User, client_of: Any) -> None:
    client = client_of(mai)
    url = form_url(attempt, "van_ban.kiem_chu_ky", "hoa_toc")
    for action in ("kiem-chu-ky", "tiep-nhan"):
        client.post(f"{url.rpartition('/')[0]}/{action}")
    page.goto(f"{url.rpartition('/')[0]}/vao-so#thuc-hanh")
    page.locator("#platform form.pf-form [name=nguoi_ky]").fill("Võ Thanh")
    if not page.locator("#huong-dan").is_visible():
        page.get_by_role("link", name="Hướng dẫn").click()
    page.get_by_role("button", name="Gợi ý").click()
    page.locator("#guide .hint").wait_for()
    assert page.locator("#platform form.pf-form [name=nguoi_ky]").input_value() == "Võ Thanh"


def test_pointing_at_a_form_begins_at_its_top_and_moves_no_window(page: Any, attempt: Attempt) -> None:
    register = form_url(attempt, "van_ban.kiem_chu_ky", "hoa_toc").rpartition("/")[0]
    for step in ("Tiếp nhận công điện", "Vào sổ công điện"):
        page.goto(f"/bai-tap/{attempt.uuid}/van-ban-den")
        page.locator("#guide button[name=bac][value='4']").click()
        page.locator("#guide #step-here", has_text=step).wait_for()
    page.goto(f"{register}/vao-so?chi=van_ban.vao_so#cho-nay")
    heading = page.locator("#platform #pf-title").bounding_box()
    assert 0 <= heading["y"] < page.viewport_size["height"]
    if page.viewport_size["width"] > 760:
        assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight"), "the window itself can scroll"
