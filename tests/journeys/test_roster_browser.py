"""An HR officer takes a roster in, in a real browser: the page keeps up by itself; axe finds nothing on the way."""

from typing import Any

import pytest

from lessons.models import LessonPage
from tests.journeys.at_work import signed_in_context
from tests.journeys.axe import found_by_axe, scrolls_sideways
from training.people.models import User
from training.people.roster import api
from training.people.roster.sheet import COLUMNS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_at(page: Any) -> None:
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert not scrolls_sideways(page)
        assert found_by_axe(page) == []


def test_a_roster_comes_in(
    browser: Any,
    live_server: Any,
    committed_l05: LessonPage,
    hr: User,
    mai: User,
    client_of: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api, "_wake", lambda: None)  # the background works when this test says so
    good = ["CM-DM-901;Lê Văn An;;xa-dat-mui;Chuyên viên", "CM-DM-001;Trần Thị Mai Anh;;xa-dat-mui;Văn thư viên"]

    def sent(page: Any, *lines: str) -> None:
        heading = ";".join(title for column, title in COLUMNS.items() if column not in ("role", "scope"))
        page.get_by_label("Tệp danh sách nhân sự").set_input_files(
            {"name": "danh-sach.csv", "mimeType": "text/csv", "buffer": "\r\n".join([heading, *lines]).encode()}
        )
        page.get_by_role("button", name="Gửi và kiểm tra").click()
        page.get_by_role("heading", name="Đang kiểm tra tệp").wait_for()

    with signed_in_context(browser, live_server, client_of(hr)) as context:
        page = context.new_page()
        page.goto("/")
        page.get_by_role("link", name="Nhân sự").click()
        looked_at(page)
        sent(page, "CM-DM-902;;;khong-co;x")
        looked_at(page)
        api.work()
        page.get_by_role("heading", name="Có 2 lỗi").wait_for()
        looked_at(page)
        page.get_by_role("link", name="Gửi tệp đã sửa").click()
        sent(page, *good)
        api.work()
        page.get_by_role("heading", name="2 người sẽ thay đổi").wait_for()
        looked_at(page)
        page.get_by_role("button", name="Nhận vào").click()
        page.get_by_role("heading", name="Đang ghi các thay đổi").wait_for()
        looked_at(page)
        api.work()
        page.get_by_role("heading", name="Đã nhận danh sách").wait_for()
        looked_at(page)
        assert User.objects.filter(staff_code="CM-DM-901").exists()
        page.get_by_text("Hoàn tác lần nhận này").click()
        page.get_by_role("button", name="Hoàn tác").click()
        api.work()
        page.get_by_role("heading", name="Đã hoàn tác lần nhận này").wait_for()
        looked_at(page)
        assert not User.objects.filter(staff_code="CM-DM-901").exists()
