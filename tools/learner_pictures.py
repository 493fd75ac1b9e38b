"""Every screen and state that a learner meets, for `make screenshots`: reached as a learner reaches it.

Three people of the demonstration stand for the three ages of a learner: Mai has done nothing yet, Bảo has a repeat
due, Út Em has done everything alone. What cannot be reached in a minute (weeks that pass) is made by `PAST`, through
the product's own doors.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import house
from playwright.sync_api import Browser, Page

NEWCOMER, DUE, DONE = "CM-DM-001", "CM-DM-005", "CM-DM-008"
PAST = f"""
from datetime import timedelta
from django.utils import timezone
from lessons import selectors as lessons
from training.people.models import User
from training.practice import api
from training.practice.models import Attempt
from training.progress.models import Mastery
from training.progress.task import task_of

def do(code, lesson):
    user = User.objects.get(staff_code=code)
    attempt = api.start_attempt(user=user, task=lessons.task_of(lesson), mode="alone")
    api.play(attempt=attempt, moves=task_of(attempt).solution, request_key="past")

for lesson in lessons.live_lessons():
    do({DONE!r}, lesson)
Attempt.objects.filter(user__staff_code={DUE!r}, state="open").update(state="set_aside")
for lesson in lessons.live_lessons()[:5]:
    do({DUE!r}, lesson)
due = Mastery.objects.filter(user__staff_code={DUE!r}, lesson_code="L03")
due.update(refresh_at=timezone.now() - timedelta(days=1), status="unaided")
"""


def make_past(root: Path) -> None:
    command = [house.python(), "manage.py", "shell", "--no-imports", "-c", PAST]
    subprocess.run(command, cwd=root, check=True)


Take = Callable[[Page, str], None]
SignIn = Callable[[Browser, str, str], Page]


def pictures(browser: Browser, address: str, sign_in: SignIn, take: Take) -> None:
    before(browser, address, take)
    page = sign_in(browser, address, NEWCOMER)
    take(page, "learner-home")
    watching(page, address, take)
    guided(page, address, take)
    feedback(page, address, take)
    alone(page, address, take)
    traps(page, address, take)
    later(browser, address, sign_in, take)


def before(browser: Browser, address: str, take: Take) -> None:
    page = browser.new_context(locale="vi-VN").new_page()
    page.goto(f"{address}/tai-khoan/dang-nhap/")
    take(page, "learner-sign-in")
    page.fill("[name=login]", "CM-DM-001")
    page.fill("[name=password]", "không phải mật khẩu này")
    page.press("[name=password]", "Enter")
    page.locator(".problems, .field__error").first.wait_for()
    take(page, "learner-sign-in-refused")
    page.context.close()


def watching(page: Page, address: str, take: Take) -> None:
    for number, name in ((1, "situation"), (3, "about-to"), (4, "done")):
        page.goto(f"{address}/xem-mau/L05/{number}/")
        if name != "situation":
            platform_side(page)
        take(page, f"learner-watch-{name}")
    for number in range(5, 20):
        page.goto(f"{address}/xem-mau/L05/{number}/")
        if page.locator("#platform form.pf-form").count():
            break
    platform_side(page)
    take(page, "learner-watch-form")


def begin(page: Page, address: str, code: str, mode: str) -> str:
    """The address of a fresh attempt in that mode."""
    page.goto(f"{address}/xem-mau/{code}/")
    page.evaluate(
        "mode => { const form = document.querySelector('form[action*=\"/bat-dau/\"]');"
        " const input = Object.assign(document.createElement('input'), {type: 'hidden', name: 'mode', value: mode});"
        " form.querySelectorAll('button').forEach(button => button.removeAttribute('name'));"
        " form.append(input); form.submit(); }",
        mode,
    )
    page.wait_for_url("**/bai-tap/**")
    return page.url.split("?")[0].split("#")[0]


def platform_side(page: Page) -> None:
    """On a phone the picture is of the platform."""
    page.evaluate("document.querySelector('.panes a[href=\"#thuc-hanh\"]').click()")


def documents(page: Page, words: str) -> None:
    """Open the document with these words from the list."""
    page.locator("#platform table a", has_text=words).first.click()
    page.wait_for_url("**/van-ban/**")


def guided(page: Page, address: str, take: Take) -> None:
    start = begin(page, address, "L05", "guided")
    take(page, "learner-guided")
    page.goto(f"{start}#thuc-hanh")
    take(page, "learner-guided-practice-side")
    page.goto(f"{start}?kiem=1")
    take(page, "learner-check")
    page.goto(start)
    for name in ("Gợi ý", "Làm mẫu"):
        page.locator("#guide").get_by_role("button", name=name, exact=True).click()
        page.locator("#guide .hint").wait_for()
    take(page, "learner-hint")
    page.locator("#guide").get_by_role("button", name="Chỉ chỗ", exact=True).click()
    page.locator("#cho-nay").wait_for()
    platform_side(page)
    take(page, "learner-show-where")
    page.goto(start)
    documents(page, "Phòng, chống")
    platform_side(page)
    take(page, "learner-document")
    for button in ("Kiểm tra chữ ký số", "Tiếp nhận"):
        page.locator("#platform form button", has_text=button).first.click()
        page.locator("#pf-status").wait_for()
        page.wait_for_load_state("networkidle")
    page.locator("#platform a", has_text="Vào sổ").last.click()
    page.locator("#platform form.pf-form").wait_for()
    platform_side(page)
    take(page, "learner-form")
    page.locator("#platform form.pf-form button.pf-btn--primary").click()
    page.locator("#pf-problems").wait_for()
    platform_side(page)
    take(page, "learner-form-refused")
    for _time in range(2):
        with page.expect_response(lambda answer: answer.status == 422):
            page.locator("#platform form.pf-form button.pf-btn--primary").click()
        page.wait_for_timeout(500)
    page.goto(start)
    take(page, "learner-help-offers-itself")
    page.goto(start)
    page.locator("#guide .hints button[value='4']").click()
    page.locator("#status", has_text="Đã làm giúp").wait_for()
    take(page, "learner-done-for-me")
    attempt = start.split("/bai-tap/")[1].split("/")[0]
    page.goto(f"{address}/luot-tap/{attempt}/da-lam/")
    take(page, "learner-any-moment")
    page.goto(f"{address}/luot-tap/{attempt}/lam-lai/")
    take(page, "learner-start-over")
    page.goto(start)
    while page.locator("#guide .hints button[value='4']").count():
        with page.expect_response(lambda answer: answer.status == 200):
            page.locator("#guide .hints button[value='4']").click()
        page.wait_for_timeout(500)
    page.locator("#guide").get_by_text("Xem kết quả").click()
    page.wait_for_url("**/xong/")
    take(page, "learner-finished-with-help")


def feedback(page: Page, address: str, take: Take) -> None:
    start = begin(page, address, "L03", "guided")
    attempt = start.split("/bai-tap/")[1].split("/")[0]
    page.locator("#platform td.pf-main a").nth(1).click()
    page.wait_for_url("**/thu/thu/**")
    page.goto(f"{address}/luot-tap/{attempt}/bi-ket/")
    take(page, "learner-stuck")
    page.goto(f"{address}/toi-can/moi/?luot={attempt}")
    take(page, "learner-need-new")
    page.goto(f"{address}/toi-can/")
    take(page, "learner-needs")


def alone(page: Page, address: str, take: Take) -> None:
    begin(page, address, "L03", "alone")
    take(page, "learner-alone")
    for letter in range(3):  # one of the three letters has a link; clicking it is what must be taken back
        page.locator("#platform td.pf-main a").nth(letter).click()
        page.wait_for_url("**/thu/thu/**")
        link = page.locator("#platform a[href*='/mo-lien-ket'], #platform form[action*='/mo-lien-ket'] button")
        if link.count():
            link.first.click()
            page.check("#in-confirmed")
            page.locator("#platform form.pf-form .pf-btn--risky").click()
            page.locator("#broken").wait_for()
            take(page, "learner-broken")
            return
        page.go_back()
        page.locator("#platform td.pf-main a").first.wait_for()


def traps(page: Page, address: str, take: Take) -> None:
    begin(page, address, "L05", "traps")
    take(page, "learner-traps")
    page.goto(f"{page.url.split('?')[0]}?kiem=1")
    take(page, "learner-traps-check")


def later(browser: Browser, address: str, sign_in: SignIn, take: Take) -> None:
    page = sign_in(browser, address, DUE)
    take(page, "learner-home-repeat-due")
    page.goto(f"{address}/ho-so-cua-toi/")
    take(page, "learner-record")
    page = sign_in(browser, address, DONE)
    take(page, "learner-home-finished")
    for path, name in (
        ("ho-so-cua-toi/lich-su/", "history"),
        ("ho-so-cua-toi/xac-nhan/", "confirmations"),
        ("ho-so-cua-toi/giay-xac-nhan/", "paper"),
        ("ho-so-cua-toi/dieu-duoc-ghi/", "what-is-kept"),
        ("phieu-viec/L18/", "job-aid"),
        ("cong-viec-cua-toi/", "my-work"),
        ("tai-khoan/", "account"),
        ("kham-pha/", "explore"),
        ("giao-dien/", "look"),
        ("khong-co-trang-nay/", "not-found"),
    ):
        page.goto(f"{address}/{path}")
        take(page, f"learner-{name}")
    page.goto(f"{address}/ho-so-cua-toi/lich-su/")
    replay = page.locator("a[href*='/xem-lai/']").first.get_attribute("href")
    page.goto(f"{address}{replay}")
    take(page, "learner-replay")
    page.goto(f"{address}/ho-so-cua-toi/xac-nhan/")
    page.locator("main a[href^='/ho-so-cua-toi/']").last.click()
    page.emulate_media(color_scheme="dark")
    page.goto(address)
    take(page, "learner-home-dark")
    begin(page, address, "L18", "guided")
    take(page, "learner-practice-dark")
    page.emulate_media(color_scheme="light")
    page.goto(address)
    page.get_by_role("button", name="English").click()
    page.wait_for_load_state()
    take(page, "learner-home-english")
