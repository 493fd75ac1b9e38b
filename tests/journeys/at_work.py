"""A learner at a screen of L05 in a real browser: what the journeys of network, weight and access stand on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sandbox.spec import Move
from tests.lesson_world import form_url
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
