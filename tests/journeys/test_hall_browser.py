"""A hall in a real browser: a trainer and two learners at three machines; and axe on what trainers see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from lessons.models import LessonPage
from tests.journeys.at_work import signed_in_context
from tests.journeys.axe import faults
from tests.training.usage.crowd import Crowd
from training.hall import api
from training.hall.models import Hall, Look
from training.people.api import set_language
from training.people.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def machines(
    browser: Any, live_server: Any, committed_l05: LessonPage, trainer: User, mai: User, phuc: User, client_of: Any
) -> Iterator[list[Any]]:
    """A page each of the trainer, Mai and Phúc."""
    with ExitStack() as stack:
        yield [
            stack.enter_context(signed_in_context(browser, live_server, client_of(user))).new_page()
            for user in (trainer, mai, phuc)
        ]


def comes_in(page: Any, code: str) -> None:
    page.goto("/hoi-truong/vao/")
    page.get_by_label("Sáu chữ số").fill(code)
    page.get_by_role("button", name="Vào", exact=True).click()
    page.locator(".hall-seat").wait_for()


def test_a_trainer_and_two_learners_in_a_hall(machines: list[Any]) -> None:
    """The wall fills by itself, help is asked for and seen, a hint arrives with the next answer, and it ends."""
    trainer, mai, phuc = machines
    trainer.goto("/hoi-truong/")
    trainer.get_by_label("Bài", exact=True).select_option("L05")
    trainer.get_by_role("button", name="Mở buổi", exact=True).click()
    trainer.locator("#tiles").wait_for()
    code = Hall.objects.get().spoken_code
    comes_in(mai, code)
    comes_in(phuc, code)
    trainer.locator(".tile").nth(1).wait_for()  # nobody touched the trainer's page
    assert "Mai" not in trainer.locator("#tiles").inner_text()

    mai.get_by_role("button", name="Tôi cần giúp").click()
    mai.get_by_role("button", name="Thôi, tôi làm được rồi").wait_for()
    trainer.locator(".tile--help").get_by_role("link", name="Xem màn hình").click()
    trainer.locator("#platform").wait_for()
    assert Look.objects.count() == 1
    trainer.get_by_role("link", name="Về bảng theo dõi").click()

    trainer.get_by_label("Hoặc tự viết").fill("Tìm dấu Hỏa tốc.")
    trainer.get_by_role("button", name="Gửi gợi ý").click()
    trainer.get_by_text("Mỗi học viên đọc được").wait_for()
    assert phuc.get_by_text("Tìm dấu Hỏa tốc.").count() == 0  # learners' pages ask nothing by themselves
    phuc.get_by_role("button", name="Kiểm tra").click()
    phuc.locator("#hall-hint").wait_for()
    assert "Tìm dấu Hỏa tốc." in phuc.locator("#status").inner_text()
    mai.get_by_role("button", name="Kiểm tra").click()
    mai.get_by_text("Giảng viên đang xem bàn này").wait_for()

    trainer.get_by_role("link", name="Kết thúc buổi").click()
    trainer.get_by_role("button", name="Kết thúc").click()
    trainer.get_by_role("heading", name="Buổi học đã diễn ra thế nào").wait_for()
    phuc.get_by_role("button", name="Kiểm tra").click()
    phuc.locator(".hall-seat").wait_for(state="detached")


def test_what_trainers_see_is_accessible(
    machines: list[Any], committed_l05: LessonPage, trainer: User, mai: User, phuc: User
) -> None:
    """WCAG 2.2 AA by axe, on wide and narrow screens, by day and by night, in both languages."""
    page, learner, _other = machines
    crowd = Crowd(committed_l05)
    crowd.attempts(9, done=len(crowd.steps), state="finished")
    crowd.attempts(3, done=1, state="set_aside")
    crowd.wrong(crowd.attempts(7, done=0), "Chưa thấy văn bản nào.")
    hall = api.open_hall(acting_user=trainer, lesson_code="L05", mode="guided")
    api.want_help(seat=api.join(acting_user=phuc, code=hall.code), wanted=True)
    api.send_hint(acting_user=trainer, hall=hall, step="", text="Tìm dấu Hỏa tốc.")
    joining, start = f"/hoi-truong/vao/?ma={hall.code}", f"/hoi-truong/{hall.uuid}/"
    learner.goto(joining)
    found = faults(learner)
    learner.locator(".btn--primary").click()
    learner.locator(".hall-seat summary").click()
    found += faults(learner)
    of_trainers = (
        *("/cho-tac/", "/cho-tac/L05/", f"/cho-tac/L05/{'a' * 16}/"),
        *("/hoi-truong/", start, f"{start}man-chieu/", f"{start}ban/1/", f"{start}ban/1/dat-lai/"),
        *(f"{start}ket-thuc/", f"{start}tong-ket/"),
    )
    pages = [(learner, joining), (learner, "/hoi-truong/cung-lam/"), *((page, url) for url in of_trainers)]
    for language in ("vi", "en"):
        for user in (trainer, mai):
            set_language(acting_user=user, language=language)
        for one, url in pages:
            one.goto(url)
            assert one.locator("html").get_attribute("lang") == language
            found += faults(one, again=language == "en")
    assert found == []
