"""A trainer in a browser: from nothing to a published lesson without typing an identifier, and a learner does it.

Whatever is not prose is counted: every click, every choice, and every box in which data is typed (a number, a date, a
name). The last line printed is the timing; `docs/studio/journey.md` keeps one with its date.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from lessons.models import LessonPage
from tests.journeys.at_work import OFFICE, PHONE, by_hand, guide_side, sign_in_by_cookie
from tests.journeys.axe import faults
from tests.lesson_world import start
from training.people.models import User
from training.progress.models import Completion
from training.progress.task import task_of
from training.studio.models import Recording, Sketch

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_INTERACTIONS = 60
SUBJECT = "Phòng, chống bệnh sốt xuất huyết"


@pytest.fixture
def lan(browser: Any, live_server: Any, committed_l05: LessonPage, trainer: User, client_of: Any) -> Iterator[Any]:
    """Phạm Ngọc Lan's browser, on the first page after signing in."""
    context = browser.new_context(viewport=OFFICE, base_url=live_server.url, locale="vi-VN")
    sign_in_by_cookie(context, live_server, client_of(trainer))
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()


class Hand:
    """What the trainer does, counted. Every click waits until what it brings is there."""

    def __init__(self, page: Any) -> None:
        self.page, self.count = page, 0

    def click(self, locator: Any, then: str | None = None) -> None:
        self.count += 1
        if then is None:
            locator.click()
            return
        with self.page.expect_response(lambda got: got.status < 300 and then in got.url):
            locator.click()
        self.page.wait_for_load_state()
        self.settled()

    def settled(self) -> None:
        self.page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")

    def choose(self, locator: Any, value: str) -> None:
        self.count += 1
        locator.select_option(value)

    def tick(self, locator: Any) -> None:
        self.count += 1
        locator.check()

    def data(self, locator: Any, value: str) -> None:
        """A value that is no prose."""
        self.count += 1
        locator.fill(value)

    def prose(self, locator: Any, words: str) -> None:
        locator.fill(words)


def letter_text(hand: Hand, box: Any) -> None:
    """The sheet of paper, with the two values that differ put in where they stand."""
    page, chooser = hand.page, hand.page.locator("#x-chen-noi_dung")
    box.fill("UBND TỈNH CÀ MAU || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSỞ Y TẾ || Độc lập – Tự do – Hạnh phúc\nSố: ")
    box.press("ControlOrMeta+End")
    hand.choose(chooser, "so_ke_hoach")
    page.keyboard.insert_text(
        f"/KH-SYT || Cà Mau, ngày 12 tháng 11 năm 2026\n\n# KẾ HOẠCH\n## {SUBJECT}\n\nNơi nhận: || GIÁM ĐỐC\n || "
    )
    hand.choose(chooser, "nguoi_ky")


def arrange(hand: Hand) -> None:
    page, form = hand.page, hand.page.locator(".studio-form form").first
    hand.click(page.get_by_role("link", name="Soạn bài", exact=True), "/xuong-bai/")
    hand.click(page.get_by_role("button", name="Bắt đầu soạn"), "/chuan-bi/")
    hand.choose(page.locator("#khung-home"), "van_ban_den")
    hand.click(page.locator("#guide").get_by_role("button", name="Lưu"), "/chuan-bi/van-ban-den")
    for label, pool in (
        ("Số kế hoạch", "168\n171\n174\n179"),
        ("Người ký", "Tô Ngọc Diệp\nQuách Thị Mừng\nHồng Thanh Liêm"),
    ):
        hand.click(page.get_by_role("link", name="Thêm một giá trị thay đổi"), "/gia-tri/")
        hand.data(page.locator("#id_label"), label)
        hand.data(page.locator("#id_pool"), pool)
        hand.click(form.get_by_role("button", name="Lưu"), "/chuan-bi/")
    hand.click(page.locator("#guide").get_by_role("button", name="Đặt sẵn bản ghi mới"), "/dat-san/")
    hand.prose(form.locator("[name=trich_yeu]"), SUBJECT)
    letter_text(hand, form.locator("[name=noi_dung]"))
    hand.choose(form.locator("[name=co_quan_ban_hanh]"), "so_y_te")
    hand.tick(form.locator("[name=do_khan][value='Thường']"))
    hand.tick(form.locator("[name=chu_ky_that][value='Hợp lệ']"))
    hand.click(form.locator("summary", has_text="ô khác"))
    hand.choose(form.locator("[name=loai_vb]"), "Kế hoạch")
    hand.tick(form.locator("[name=do_mat][value='Thường']"))
    hand.click(form.locator(".studio-form__act button"), "/van-ban-den/van-ban/")
    hand.click(page.get_by_role("link", name="Đặt thêm một bản giống thế này"), "/dat-san/")
    hand.prose(form.locator("[name=trich_yeu]"), "Tập huấn phòng, chống bệnh sốt xuất huyết")
    hand.tick(form.locator("[name=chu_ky_that][value='Chứng thư hết hạn']"))
    hand.tick(page.locator("#x-bay"))
    hand.choose(page.locator("#x-bay-viec"), "van_ban.tiep_nhan")
    hand.prose(page.locator("#x-bay-vi"), "Kết quả là “Chứng thư hết hạn”: dừng lại, không tiếp nhận.")
    hand.prose(page.locator("#x-bay-en"), "The check says “Certificate expired”: stop, do not receive.")
    hand.click(form.locator(".studio-form__act button"), "/van-ban-den/van-ban/")


def demonstrate(hand: Hand) -> None:
    page, pane = hand.page, hand.page.locator("#platform")
    hand.click(page.locator("#guide button.btn--primary", has_text="Làm mẫu"), "/lam-mau/")
    recording = Recording.objects.get()
    sheet = recording.workspace.overlay.get(record_type="van_ban").data["noi_dung"]
    number = sheet.partition("Số: ")[2].partition(" ||")[0]  # as it stands on the paper in the pane
    signer = sheet.rpartition("|| ")[2]
    hand.click(pane.locator("tbody a").first, "/van-ban/")
    hand.click(pane.get_by_role("button", name="Kiểm tra chữ ký số"), "viec=")
    hand.click(pane.get_by_role("button", name="Tiếp nhận", exact=True), "viec=")
    hand.click(pane.get_by_role("link", name="Vào sổ"), "/vao-so")
    for name, value in (
        ("so_ky_hieu", number),
        ("ngay_ban_hanh", "12/11/2026"),
        ("nguoi_ky", signer),
        ("chuc_vu", "Giám đốc"),
    ):
        hand.data(pane.locator(f"[name={name}]"), value)
    hand.click(pane.locator("form.pf-form button.pf-btn--primary"), "viec=")
    hand.click(pane.get_by_role("link", name="Trình lãnh đạo"), "/trinh")
    leader = pane.locator("[name=lanh_dao]")
    if leader.first.evaluate("box => box.tagName") == "SELECT":
        hand.choose(leader, "huynh_kim_thoa")
    else:
        hand.tick(pane.locator("[name=lanh_dao][value=huynh_kim_thoa]"))
    hand.click(pane.locator("form.pf-form button.pf-btn--primary"), "viec=")
    assert page.locator("#guide .shown__one").count() == 4


def write_and_publish(hand: Hand) -> LessonPage:
    page = hand.page
    hand.click(page.get_by_role("button", name="Xong, viết thành bài"), "/loi/")
    hand.prose(page.locator("#id_title_vi"), "Vào sổ một kế hoạch của Sở Y tế")
    hand.prose(page.locator("#id_title_en"), "Register a plan of the Department of Health")
    hand.prose(page.locator("#id_situation_vi"), "Sở Y tế vừa gửi một kế hoạch. Anh/Chị là văn thư UBND xã Đất Mũi.")
    hand.prose(page.locator("#id_situation_en"), "The Department of Health has sent a plan. You are the clerk.")
    hand.click(page.get_by_role("button", name="Lưu và mở trình soạn bài"), "/edit/")
    page.wait_for_load_state("networkidle")  # the editor's own scripts make its form
    hand.click(page.locator("footer [data-w-dropdown-target=toggle], .footer [data-w-dropdown-target=toggle]").first)
    publish = page.locator("button[name=action-publish]").first
    publish.wait_for()
    hand.click(publish)
    page.wait_for_url(lambda url: "/edit/" not in url)  # to the list of the course's pages, once it is live
    found = LessonPage.objects.exclude(code="L05").get()
    assert found.live, page.locator("main").inner_text()[:2000]
    return found


def test_from_nothing_to_a_lesson_that_a_learner_completes(
    lan: Any, browser: Any, live_server: Any, mai: User, client_of: Any
) -> None:
    hand, begun = Hand(lan), time.monotonic()
    arrange(hand)
    demonstrate(hand)
    lesson = write_and_publish(hand)
    took = time.monotonic() - begun
    assert hand.count < MOST_INTERACTIONS
    assert len(lesson.live_task.typed.traps) == 1
    assert len(lesson.live_task.typed.scenario.variables) == 2

    client = client_of(mai)
    attempt = start(client, mai, lesson.code)
    context = browser.new_context(viewport=OFFICE, base_url=live_server.url, locale="vi-VN")
    sign_in_by_cookie(context, live_server, client)
    page = context.new_page()
    page.goto(f"/bai-tap/{attempt.uuid}/van-ban-den")
    for move in task_of(attempt).solution:
        by_hand(page, attempt, move)
    guide_side(page).get_by_text("Xem kết quả").wait_for()
    context.close()
    assert Completion.objects.get().lesson_code == lesson.code
    print(f"\nstudio journey: {hand.count} interactions beside prose, {took:.0f} s of a machine's typing")


@pytest.fixture
def screens(lan: Any) -> list[str]:
    """Every screen of the studio, with something on it."""
    hand = Hand(lan)
    arrange(hand)
    sketch = Sketch.objects.get()
    ref = sketch.scenario["records"][0]["ref"]
    demonstrate(hand)
    recording = Recording.objects.get()
    hand.click(lan.get_by_role("button", name="Xong, viết thành bài"), "/loi/")
    page = Sketch.objects.get().page_id
    base, own = f"/xuong-bai/{sketch.uuid}", f"/xuong-bai/lam-mau/{recording.uuid}"
    return [
        "/xuong-bai/",
        f"{base}/chuan-bi/",
        f"{base}/chuan-bi/van-ban-den#thuc-hanh",
        f"{base}/ban-ghi/{ref}/#thuc-hanh",
        f"{base}/dat-san/?loai=tep#thuc-hanh",
        f"{base}/gia-tri/nguoi_ky/#thuc-hanh",
        f"{own}/van-ban-den",
        f"{base}/loi/",
        f"{base}/bo/",
        f"/xuong-bai/thu/{page}/",
        f"/xuong-bai/thu/{page}/xem-mau/2/",
    ]


def test_every_screen_of_the_studio_is_accessible(lan: Any, screens: list[str]) -> None:
    """WCAG 2.2 AA by axe, on wide and narrow screens, by day and by night."""
    found = []
    for url in screens:
        lan.goto(url)
        found += faults(lan)
    assert found == []


class Keys:
    """The same, with the keyboard alone: Tab until the control has the focus, then the key that it takes."""

    MOST = 400

    def __init__(self, page: Any) -> None:
        self.page = page

    def to(self, locator: Any) -> None:
        locator.wait_for()
        for _press in range(self.MOST):
            if locator.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {locator}")

    def press(self, locator: Any, then: str) -> None:
        self.to(locator)
        with self.page.expect_response(lambda got: got.status < 300 and then in got.url):
            self.page.keyboard.press("Enter")
        self.page.wait_for_load_state()
        self.page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-swapping, .htmx-settling')")

    def type(self, locator: Any, words: str) -> None:
        self.to(locator)
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(words)


def test_the_main_path_needs_no_mouse(lan: Any) -> None:
    keys, pane = Keys(lan), lan.locator("#platform")
    lan.goto("/xuong-bai/")
    keys.press(lan.get_by_role("button", name="Bắt đầu soạn"), "/chuan-bi/")
    keys.to(lan.locator("#khung-home"))
    lan.keyboard.type("Văn bản đến")
    keys.press(lan.locator("#guide").get_by_role("button", name="Lưu"), "/chuan-bi/van-ban-den")
    keys.press(lan.get_by_role("link", name="Đặt sẵn một bản ghi mới"), "/dat-san/")
    keys.type(lan.locator("[name=trich_yeu]"), SUBJECT)
    keys.press(lan.locator(".studio-form__act button"), "/van-ban-den/van-ban/")
    assert lan.evaluate("() => document.activeElement !== document.body"), "the focus is lost after saving"
    keys.press(lan.locator("#guide button.btn--primary", has_text="Làm mẫu"), "/lam-mau/")
    keys.press(pane.locator("tbody a").first, "/van-ban/")
    keys.press(pane.get_by_role("button", name="Kiểm tra chữ ký số"), "viec=")
    keys.press(lan.get_by_role("button", name="Xong, viết thành bài"), "/loi/")
    keys.press(lan.get_by_role("button", name="Lưu và làm thử như học viên"), "/thu/")
    assert lan.get_by_role("heading", name="Thử như học viên").is_visible()


def test_on_a_phone_there_are_two_sides(lan: Any, committed_l05: LessonPage) -> None:
    lan.set_viewport_size(PHONE)
    lan.goto("/xuong-bai/")
    lan.get_by_role("button", name="Bắt đầu soạn").click()
    lan.wait_for_url("**/chuan-bi/**")
    assert lan.locator("#guide").is_visible()
    assert not lan.locator("#platform").is_visible()
    lan.locator(".panes a[href$='#thuc-hanh']").click()
    assert lan.locator("#platform").is_visible()
    assert not lan.locator("#guide").is_visible()
