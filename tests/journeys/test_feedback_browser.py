"""Being stuck, needing and assigning in a real browser, on an office screen and on a phone: axe finds nothing."""

from __future__ import annotations

from typing import Any

import pytest

from lessons.models import LessonPage
from tests.journeys.axe import found_by_axe, scrolls_sideways
from tests.lesson_world import start
from training.assignments import api as assignments
from training.feedback import api as feedback
from training.feedback.letters import letter_of
from training.feedback.models import Need
from training.people.models import OrgUnit, User
from training.people.selectors import today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SCREENS = {"office": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(params=SCREENS)
def page_of(request: Any, browser: Any, live_server: Any, client_of: Any) -> Any:
    """A browser in which that person is signed in."""
    opened = []

    def page(user: User) -> Any:
        context = browser.new_context(viewport=SCREENS[request.param], base_url=live_server.url, locale="vi-VN")
        session = client_of(user).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield page
    for context in opened:
        context.close()


def faults(page: Any, url: str = "") -> list[str]:
    if url:
        page.goto(url)
    wide = ["scrolls sideways"] if scrolls_sideways(page) else []
    return [f"{page.url}: {line}" for line in found_by_axe(page) + wide]


def test_what_is_sent_and_answered(
    committed_l05: LessonPage, mai: User, ut: User, trainer: User, page_of: Any, client_of: Any
) -> None:
    attempt = start(client_of(mai), mai)
    page = page_of(mai)
    found = faults(page, f"/luot-tap/{attempt.uuid}/bi-ket/") + faults(page, "/toi-can/moi/")
    for name, typed in {
        "work": "Vào sổ",
        "times": "5",
        "minutes": "mười",
        "affected": "3",
        "wish": "Một lần.",
    }.items():
        page.locator(f"[name={name}]").fill(typed)
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    page.locator("#id_minutes_error").wait_for()
    found += faults(page)
    page.locator("[name=minutes]").fill("10")
    page.get_by_role("button", name="Xem lại trước khi gửi").click()
    page.get_by_role("button", name="Sửa lại").wait_for()
    found += faults(page)
    page.get_by_role("button", name="Gửi").click()
    page.wait_for_url("**/toi-can/")
    letter = letter_of(attempt, "vi")
    assert letter is not None
    stuck = feedback.send_stuck(attempt=attempt, letter=letter, note="Không thấy nút.", request_key="a")
    lan = page_of(trainer)
    found += faults(lan, "/phan-hoi/") + faults(lan, f"/phan-hoi/{stuck.uuid}/")
    feedback.answer(acting_user=trainer, stuck=stuck, text="Mở công điện trước.", everybody=True)
    found += faults(lan, "/phan-hoi/")
    need, desk = Need.objects.get(), page_of(ut)
    found += faults(desk, "/toi-can/hop-thu/") + faults(desk, f"/toi-can/hop-thu/{need.uuid}/")
    feedback.decide(acting_user=ut, need=need, decision="more", reason="Mất mấy màn hình?")
    for url in ("/toi-can/", f"/toi-can/{need.uuid}/", f"/phan-hoi/cua-toi/{stuck.uuid}/"):
        found += faults(page, url)
    assert found == []


def test_what_is_assigned(committed_l05: LessonPage, mai: User, hr: User, dat_mui: OrgUnit, page_of: Any) -> None:
    made = assignments.assign(acting_user=hr, code="L05", unit=dat_mui, due=today()).assignment
    page = page_of(hr)
    found = faults(page, "/giao-bai/") + faults(page, f"/giao-bai/{made.uuid}/thu-hoi/")
    found += faults(page, "/giao-bai/moi/?code=L05&unit=xa-dat-mui")
    page.locator("[name=due]").fill(today().strftime("%d/%m/%Y"))
    page.get_by_role("button", name="Xem người nhận").click()
    page.get_by_role("button", name="Sửa lại").wait_for()
    assert faults(page) + found == []
