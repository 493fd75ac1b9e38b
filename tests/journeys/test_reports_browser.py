"""An HR officer takes a roster in, asks a course of three communes, sees progress move as two learners finish, and
takes a workbook and a sheet to sign along; in a real browser. Both files are opened, and speak Vietnamese."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import openpyxl
import pypdfium2
import pytest

from lessons.models import LessonPage
from tests.journeys.at_work import signed_in_context
from tests.journeys.axe import found_by_axe, scrolls_sideways
from tests.lesson_world import finish, start_alone
from training.people.models import User
from training.people.roster import api as rosters
from training.people.roster.sheet import COLUMNS
from training.people.selectors import today
from training.reports import rollups

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMMUNES = {"xa-dat-mui": "Xã Đất Mũi", "xa-ho-thi-ky": "Xã Hồ Thị Kỷ", "xa-cai-nuoc": "Xã Cái Nước"}


def take_roster_in(page: Any) -> None:
    heading = ";".join(title for column, title in COLUMNS.items() if column not in ("role", "scope"))
    lines = [f"T-{place};Lê Thị {name};;{unit};Văn thư" for place, (unit, name) in enumerate(COMMUNES.items())]
    page.get_by_role("link", name="Nhân sự").click()
    page.get_by_label("Tệp danh sách nhân sự").set_input_files(
        {"name": "ds.csv", "mimeType": "text/csv", "buffer": "\r\n".join([heading, *lines]).encode()}
    )
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    page.get_by_role("heading", name="Đang kiểm tra tệp").wait_for()
    rosters.work()
    page.get_by_role("button", name="Nhận vào").click()
    page.get_by_role("heading", name="Đang ghi các thay đổi").wait_for()
    rosters.work()
    page.get_by_role("heading", name="Đã nhận danh sách").wait_for()


def assign(page: Any, unit: str) -> None:
    page.goto("/giao-bai/moi/")
    page.locator("select[name=code]").select_option("K2")
    page.locator("select[name=unit]").select_option(unit)
    page.locator("input[name=due]").fill(f"{today() + timedelta(days=20):%d/%m/%Y}")
    page.locator("main form button.btn--primary").click()
    page.get_by_role("button", name="Giao bài", exact=True).click()
    page.wait_for_url("**/giao-bai/")


def through(page: Any) -> dict[str, str]:
    """By unit: how many are through, as the page of the question says it."""
    page.goto("/bao-cao/hoi/kip-han-khong/")
    rows = page.locator("table.answer__table tbody tr")
    texts = [rows.nth(place).locator("th, td").all_inner_texts() for place in range(rows.count())]
    return {row[1]: row[4] for row in texts}


def test_from_a_roster_to_a_sheet_to_sign(
    browser: Any,
    live_server: Any,
    committed_l05: LessonPage,
    hr: User,
    client_of: Any,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Any,
) -> None:
    monkeypatch.setattr(rosters, "_wake", lambda: None)  # the background works when this test says so
    with signed_in_context(browser, live_server, client_of(hr)) as context:
        page = context.new_page()
        page.goto("/")
        take_roster_in(page)
        for unit in COMMUNES:
            assign(page, unit)
        assert through(page) == dict.fromkeys(COMMUNES.values(), "0")
        for code in ("T-0", "T-1"):
            learner = User.objects.get(staff_code=code)
            finish(client_of(learner), start_alone(learner))
        rollups.fold_all()
        assert through(page) == {"Xã Đất Mũi": "1", "Xã Hồ Thị Kỷ": "1", "Xã Cái Nước": "0"}
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 800})
            assert not scrolls_sideways(page)
            assert found_by_axe(page) == []
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto("/bao-cao/hoi/ai-chua/?bai=K2")
        assert found_by_axe(page) == []
        with page.expect_download() as taken:
            page.get_by_role("link", name="Bảng Excel").click()
        taken.value.save_as(tmp_path / "ai-chua.xlsx")
        with page.expect_download() as taken:
            page.get_by_role("link", name="Một trang để ký (PDF)").click()
        taken.value.save_as(tmp_path / "ai-chua.pdf")
        with page.expect_download() as taken:
            page.get_by_role("button", name="Tất cả người chưa làm (Excel)").click()
        taken.value.save_as(tmp_path / "ten.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "ai-chua.xlsx").active
    assert sheet is not None
    words = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "Tiếp nhận và vào sổ" in " ".join(words)
    names = openpyxl.load_workbook(tmp_path / "ten.xlsx").active
    assert names is not None
    assert "Lê Thị Xã Cái Nước" in [names.cell(row, 2).value for row in range(1, names.max_row + 1)]
    document = pypdfium2.PdfDocument(tmp_path / "ai-chua.pdf")
    text = document[0].get_textpage().get_text_range()
    document.close()
    for said in ("Ai chưa?", "Tiếp nhận và vào sổ", "Người lập", "Thủ trưởng đơn vị"):
        assert said in text
