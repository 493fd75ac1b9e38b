"""A learner at a screen of L05 in a real browser: what the journeys of network, weight and access stand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sandbox.spec import Move
from tests.lesson_world import form_url, typed
from training.practice.models import Attempt
from training.progress.task import task_of

OFFICE, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@contextmanager
def signed_in_context(browser: Any, live_server: Any, client: Any, **options: Any) -> Iterator[Any]:
    """A browser context that carries this client's session."""
    context = browser.new_context(**{"viewport": OFFICE, "base_url": live_server.url, "locale": "vi-VN"} | options)
    sign_in_by_cookie(context, live_server, client)
    yield context
    context.close()


def sign_in_by_cookie(context: Any, live_server: Any, client: Any) -> None:
    session = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


def register_form(client: Any, attempt: Attempt) -> str:
    """The form with the most to type: the urgent telegram, received, is to be entered in the register."""
    record = form_url(attempt, "van_ban.kiem_chu_ky", "hoa_toc").rpartition("/")[0]
    for action in ("kiem-chu-ky", "tiep-nhan"):
        client.post(f"{record}/{action}")
    return f"{record}/vao-so"


def register_move(attempt: Attempt) -> Move:
    """What the lesson itself would type there."""
    return next(move for move in task_of(attempt).solution if getattr(move, "action", "") == "van_ban.vao_so")


def fill(page: Any, name: str, value: str) -> None:
    """One box of the form in the pane, whatever kind of box it is."""
    box = page.locator(f'#platform form [name="{name}"]')
    box.first.wait_for()
    match box.first.evaluate("tag => tag.type"):
        case "radio":
            page.locator(f'#platform form [name="{name}"][value="{value}"]').check()
        case "select-one":
            box.select_option(value)
        case _:
            box.fill(value)


def sign_in(page: Any, staff_code: str, password: str) -> None:
    """As a person does, on the sign-in page."""
    page.goto("/")
    page.fill("[name=login]", staff_code)
    page.fill("[name=password]", password)
    page.get_by_role("button", name="Đăng nhập").click()


def practice_side(page: Any) -> None:
    """On a phone, over to the platform; where both sides stand beside each other, nothing."""
    page.wait_for_load_state()  # before its style is there, both sides seem to stand on a phone
    if not page.locator("#platform").is_visible():
        page.locator(".panes a[href$='#thuc-hanh']").click()


def guide_side(page: Any) -> Any:
    """The guide, brought to the front on a phone."""
    if not page.locator("#guide").is_visible():
        page.locator(".panes a[href$='#huong-dan']").click()
    return page.locator("#guide")


def by_hand(page: Any, attempt: Attempt, move: Move) -> None:
    """From the list to the record to the action, as a clerk does, and sent. Every click waits for what it brings."""
    assert move.move == "act"
    assert isinstance(move.on, str)
    practice_side(page)
    url = form_url(attempt, move.action, move.on)
    record = url.rpartition("/")[0]
    to_the_list(page, attempt)
    page.locator(f'#platform table a[href^="{record}"]').first.click()
    page.wait_for_url(f"**{record}*")
    if move.values:
        page.locator(f'#platform a[href^="{url}"]').first.click()
        for name, value in move.values.items():
            fill(page, name, typed(value))
        send = page.locator("#platform form.pf-form button.pf-btn--primary")
    else:
        send = page.locator(f'#platform form[action^="{url}"] button').first
    with page.expect_response(lambda response: "viec=" in response.url):
        send.click()


def to_the_list(page: Any, attempt: Attempt) -> None:
    """By the tab of the module; on a phone it stands behind a fold."""
    tab = page.locator(f'#platform a.pf-tab[href^="/bai-tap/{attempt.uuid}/van-ban-den#"]').first
    page.wait_for_load_state()
    for _try in range(20):  # without scripts the next page may take the place of the one whose fold was opened
        if tab.is_visible():
            break
        page.locator("#platform .pf-menu summary").click()
        page.wait_for_timeout(100)
    tab.click()
    page.locator("#platform table").wait_for()
