"""The learner's pages in a real browser, on an office screen and on a phone: no violation that axe can find, and
help that is seen at once and loses nothing.
"""

from collections.abc import Iterator
from typing import Any

import pytest

from lessons.models import LessonPage
from tests.journeys.at_work import signed_in_context
from tests.journeys.axe import faults, found_by_axe, scrolls_sideways
from tests.lesson_world import finish, form_url, import_lesson, start
from tests.training.progress.record_world import sent
from training.feedback.api import send_need
from training.people.api import set_language, set_theme
from training.people.models import User
from training.practice.models import Attempt, Exploration

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = {"office": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(params=SCREENS)
def page(request: Any, browser: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any) -> Any:
    context = browser.new_context(viewport=SCREENS[request.param], base_url=live_server.url, locale="vi-VN")
    session = client_of(mai).cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    yield context.new_page()
    context.close()


@pytest.fixture
def matrix_page(
    browser: Any, live_server: Any, committed_l05: LessonPage, mai: User, client_of: Any
) -> Iterator[Any]:
    """One page for all widths, languages and colours."""
    with signed_in_context(browser, live_server, client_of(mai)) as context:
        yield context.new_page()


@pytest.fixture
def attempt(committed_l05: LessonPage, mai: User, client_of: Any) -> Attempt:
    return start(client_of(mai), mai)


@pytest.fixture
def addresses(attempt: Attempt, mai: User, client_of: Any) -> list[str]:
    """Every page of a learner, in the states that differ: one attempt is finished, another one has been begun."""
    client = client_of(mai)
    finish(client, attempt)
    running = start(client, mai)
    client.post("/kham-pha/bat-dau/", {"person": "lam_my_duyen"})
    free = Exploration.objects.get(user=mai)
    import_lesson("L03")
    trapped = start(client, mai, "L03", mode="traps")
    client.post(form_url(trapped, "thu.mo_lien_ket", "thu_gia"), {"confirmed": "on"})  # broken at once
    client.post(f"{form_url(running, 'van_ban.kiem_chu_ky', 'yte')}")
    sent(mai, running, "Em không thấy nút", "Gõ lại số đến")
    need = send_need(
        acting_user=mai, work="Vào sổ hai lần", times=5, minutes=4, affected=3, wish="Một lần.", request_key="axe"
    )
    desk, form = f"/bai-tap/{running.uuid}/", form_url(running, "van_ban.kiem_chu_ky", "hoa_toc")
    record = form.rpartition("/")[0]
    return [
        "/",
        LessonPage.objects.get(code="L05").url,
        desk,
        f"{desk}van-ban-den?kiem=1",
        f"{desk}van-ban-den?goi-y=2&chi=van_ban.kiem_chu_ky#thuc-hanh",
        f"{record}#thuc-hanh",
        f"{record}/tu-choi#thuc-hanh",
        f"/luot-tap/{running.uuid}/lam-lai/",
        f"/luot-tap/{running.uuid}/da-lam/",
        f"/luot-tap/{running.uuid}/bi-ket/",
        f"/bai-tap/{trapped.uuid}/?kiem=1",
        "/xem-mau/L05/",
        "/xem-mau/L05/4/#thuc-hanh",
        "/cong-viec-cua-toi/",
        "/toi-can/",
        f"/toi-can/moi/?luot={running.uuid}",
        "/toi-can/bang/",
        f"/toi-can/bang/{need.uuid}/",
        "/ho-so-cua-toi/ai-da-xem/",
        "/kiem-chung/?code=1",
        "/ho-so-cua-toi/lich-su/",
        "/ho-so-cua-toi/xac-nhan/",
        "/ho-so-cua-toi/giay-xac-nhan/",
        "/ho-so-cua-toi/dieu-duoc-ghi/",
        f"/ho-so-cua-toi/{attempt.uuid}/xem-lai/2/",
        "/phieu-viec/L05/",
        f"/luot-tap/{attempt.uuid}/xong/",
        "/ho-so-cua-toi/",
        f"/ho-so-cua-toi/{attempt.uuid}/",
        "/kham-pha/",
        f"/kham-pha/{free.uuid}/",
        f"/luot-kham-pha/{free.uuid}/lam-lai/",
        "/tai-khoan/",
        "/tai-khoan/mat-khau/doi/",
        "/tai-khoan/dang-xuat/",
        "/giao-dien/",
        "/khong-co-trang-nay/",
    ]


def test_the_learners_pages_are_accessible(matrix_page: Any, addresses: list[str], mai: User) -> None:
    """WCAG 2.2 AA by axe, on wide and narrow screens, by day and by night, in both languages."""
    found = []
    for language in ("vi", "en"):
        set_language(acting_user=mai, language=language)
        for url in addresses:
            matrix_page.goto(url)
            assert matrix_page.locator("html").get_attribute("lang") == language
            found += [f"{language}: {line}" for line in faults(matrix_page, again=language == "en")]
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_chosen_colours_win_over_the_computers(matrix_page: Any, mai: User, theme: str) -> None:
    page = matrix_page
    set_theme(acting_user=mai, theme=theme)
    grounds = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.goto("/")
        grounds.append(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))
        assert found_by_axe(page) == []
    assert len(set(grounds)) == 1
    assert grounds[0] == {"light": "rgb(251, 249, 244)", "dark": "rgb(18, 32, 30)"}[theme]


def test_no_page_scrolls_sideways(matrix_page: Any, addresses: list[str]) -> None:
    """Opened on a phone, and made wider."""
    wide = []
    matrix_page.set_viewport_size({"width": 320, "height": 800})
    for url in addresses:
        matrix_page.goto(url)
        for width in (320, 360, 390, 1366):
            matrix_page.set_viewport_size({"width": width, "height": 800})
            if scrolls_sideways(matrix_page):
                wide.append(f"{url} at {width}")
        matrix_page.set_viewport_size({"width": 320, "height": 800})
    assert wide == []


def test_on_paper_there_are_words_only(matrix_page: Any, addresses: list[str]) -> None:
    page = matrix_page
    for url in ("/", "/ho-so-cua-toi/"):
        page.goto(url)
        page.emulate_media(media="print", color_scheme="dark")
        hidden = page.locator(".top, .foot, .skip, .btn, .tabs, .menu").evaluate_all(
            "all => all.filter((one) => one.offsetParent !== null).map((one) => one.outerHTML.slice(0, 80))"
        )
        assert hidden == []
        assert page.locator("main h1, main h2").first.is_visible()
        assert page.evaluate("() => getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


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
