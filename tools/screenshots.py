"""Pictures of the learner's, the trainer's and the HR officer's screens, and of the platform: `make screenshots`.

Starts a demonstration of its own, lets the clerk begin the lesson, and writes `docs/screenshots/<name>-<width>.png`
at the two sizes that the design speaks of. Needs a Chromium (CHROMIUM, or one on the PATH).
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import house
import learner_pictures
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots"
SIZES = [(1366, 768), (390, 844)]
PASSWORD = "dung-la-gioi-2026"  # of the demonstration's people
LESSON = "L05"
#: Whose seat, the picture's name, the path inside the platform, and the kind of record whose first row is opened.
PLATFORM = (
    ("Lâm Thị Mỹ Duyên", "platform-desk", "", ""),
    ("Lâm Thị Mỹ Duyên", "platform-outgoing", "van-ban-di", "vb-di"),
    ("Tô Thị Ngọc Hân", "platform-dossier", "mot-cua", "ho-so-mc"),
    ("Quách Thị Bé Năm", "platform-slip", "lien-thong", "phieu-chuyen"),
    ("Lê Hoàng Nhớ", "platform-mail", "thu", ""),
    ("Lâm Thị Mỹ Duyên", "platform-signing", "ky-so", "chung-thu"),
    ("Lê Hoàng Nhớ", "platform-search", "tim?q=tom", ""),
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@contextmanager
def demonstration() -> Iterator[str]:
    """The address of a fresh demonstration, which ends with the block."""
    scratch = tempfile.mkdtemp(prefix="dung-la-gioi-pictures-")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ |= {"DATA_DIR": scratch, "DATABASE_URL": "", "REDIS_URL": "", "PORT": str(port), "BASE_URL": ""}
    house.prepare()
    web = subprocess.Popen(house.commands("127.0.0.1", port)["web"], cwd=ROOT)
    answers = house.announcer("127.0.0.1", port)
    try:
        while not answers():
            if web.poll() is not None:
                raise SystemExit("the web process ended")
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        web.terminate()
        web.wait(20)
        shutil.rmtree(scratch, ignore_errors=True)


def sign_in(browser: Browser, address: str, code: str) -> Page:
    page = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh").new_page()
    page.goto(f"{address}/tai-khoan/dang-nhap/")
    page.fill("[name=login]", code)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "dang-nhap" not in url)
    return page


def lesson_page() -> str:
    """The number of the lesson's page, asked of the demonstration itself."""
    ask = f"from lessons.selectors import lesson_by_code as by; print(by({LESSON!r}).pk)"
    command = [house.python(), "manage.py", "shell", "--no-imports", "-c", ask]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def take(page: Page, name: str) -> None:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("document.fonts.ready")
        file = FOLDER / f"{name}-{width}.png"
        page.screenshot(path=file, animations="disabled")
        Image.open(file).convert("RGB").quantize(256).save(file, optimize=True)  # a third of the bytes
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})  # where every part of it can be clicked


def learner(browser: Browser, address: str) -> None:
    learner_pictures.make_past(ROOT)
    learner_pictures.pictures(browser, address, sign_in, take)


def explorer(browser: Browser, address: str) -> None:
    """Eight screens of the platform itself, from the seats that use them."""
    page = sign_in(browser, address, "CM-DM-003")
    page.goto(f"{address}/kham-pha/")
    take(page, "platform-seats")
    for person, name, path, row in PLATFORM:
        page.goto(f"{address}/kham-pha/")
        page.get_by_role("button", name=person).first.click()
        page.wait_for_url("**/kham-pha/*-*/**")
        page.goto(f"{page.url.split('?')[0].rstrip('/')}/{path}")
        if row:
            page.locator("#platform tbody a").first.click()
            page.wait_for_url(f"**/{row}/**")
        take(page, name)


def trainer(browser: Browser, address: str) -> None:
    page, number = sign_in(browser, address, "CM-SKHCN-001"), lesson_page()
    for path, name in (
        ("soan-bai/", "editor"),
        (f"soan-bai/pages/{number}/edit/", "lesson"),
        (f"soan-bai/lessons/{number}/proof/", "proof"),
        ("soan-bai/nhan-khoa-hoc/", "receive-course"),
        ("xuong-bai/", "studio"),
        ("cho-tac/", "stuck-lessons"),
        ("cho-tac/L01/", "stuck-lesson"),
        ("phan-hoi/", "messages"),
        ("hoi-truong/", "halls"),
    ):
        page.goto(f"{address}/{path}")
        take(page, f"trainer-{name}")
    page.get_by_role("button", name="Mở buổi").click()
    page.wait_for_url("**/hoi-truong/*-*/**")
    take(page, "trainer-hall-wall")
    page.goto(f"{page.url.rstrip('/')}/man-chieu/")
    take(page, "trainer-hall-projector")
    studio(page, address)


def studio(page: Page, address: str) -> None:
    """A sketch that begins with what the lesson L05 lays ready."""
    page.goto(f"{address}/xuong-bai/")
    starts = page.locator("[name=start_from]")
    starts.select_option(starts.locator("option", has_text=LESSON).first.get_attribute("value"))
    page.get_by_role("button", name="Bắt đầu soạn").click()
    page.wait_for_url("**/chuan-bi/**")
    take(page, "trainer-studio-prepare")
    page.get_by_role("button", name="Làm mẫu").first.click()
    page.wait_for_url("**/lam-mau/**")
    take(page, "trainer-studio-demonstrate")


def human_resources(browser: Browser, address: str) -> None:
    page = sign_in(browser, address, "CM-SNV-001")
    for path, name in (
        ("bao-cao/sau-cau-hoi/", "six-questions"),
        ("bao-cao/hoi/ai-chua/", "who-has-not"),
        ("bao-cao/hoi/don-vi-nao-cham/", "which-unit-is-behind"),
        ("bao-cao/hoi/tac-o-dau/", "where-it-jams"),
        ("bao-cao/hoi/can-bo-can-gi/", "what-staff-ask-for"),
        ("bao-cao/hoi/tu-lam-duoc-khong/", "can-they-do-it-alone"),
        ("bao-cao/hoi/kip-han-khong/", "on-track-for-the-date"),
        ("bao-cao/", "units"),
        ("bao-cao/nguoi/", "people"),
        ("giao-bai/", "assignments"),
        ("giao-bai/moi/", "assign"),
        ("nhac-viec/", "letters"),
        ("toi-can/bang/", "board-of-needs"),
        ("toi-can/cho-tra-loi/", "needs-waiting"),
        ("nhan-su/", "roster"),
        ("nhan-su/to-chuc/", "organisation"),
        ("nhan-su/to-chuc/don-vi/xa-dat-mui/", "unit"),
        ("nhan-su/to-chuc/thay-doi/tach/?ma=xa-dat-mui", "split-a-unit"),
        ("nhan-su/nhat-ky/", "access-log"),
        ("kiem-chung/", "verify-paper"),
    ):
        page.goto(f"{address}/{path}")
        take(page, f"hr-{name}")


def main() -> int:
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        print("Cần có Chromium. / A Chromium is needed.", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for role in (learner, explorer, trainer, human_resources):
            role(browser, address)
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
