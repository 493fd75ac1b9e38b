"""Pictures of the product for `docs/screenshots`, from a running demonstration of its own.

Prepares a scratch data folder, starts the web process on a free port and walks through it with a headless Chromium
at 1366×768 (an office computer) and 390×844 (a phone), signed in as the people of the demonstration.
"""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "docs" / "screenshots"
SIZES = {"1366": (1366, 768), "390": (390, 844)}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PASSWORD = "dung-la-gioi-2026"

Walk = Callable[[Page, str], None]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def sign_in(page: Page, base: str, staff_code: str) -> None:
    page.goto(f"{base}/tai-khoan/dang-nhap/")
    page.fill("input[name=login]", staff_code)
    page.fill("input[name=password]", PASSWORD)
    page.click("main form button[type=submit]")
    page.wait_for_load_state("networkidle")


def start_next(page: Page, base: str) -> None:
    """From home into the work: one click."""
    page.goto(f"{base}/")
    page.click(".next button[type=submit], .next a.btn--primary")
    page.wait_for_load_state("networkidle")


def open_platform(page: Page) -> None:
    """On a phone the platform stands behind a tab."""
    tab = page.locator('.panes a[href="#thuc-hanh"]')
    if tab.is_visible():
        tab.click()


# name, who (None: signed out), what to do before the picture
def home(page: Page, base: str) -> None:
    page.goto(f"{base}/")


def practice(page: Page, base: str) -> None:
    start_next(page, base)


def platform_list(page: Page, base: str) -> None:
    start_next(page, base)
    page.goto(page.url.split("#")[0].split("?")[0].rstrip("/") + "/")
    open_platform(page)
    page.locator("#platform nav a", has_text="Văn bản đến").first.click()
    page.wait_for_load_state("networkidle")


def platform_record(page: Page, base: str) -> None:
    platform_list(page, base)
    page.locator("#platform table tbody a, #platform table tbody th a").first.click()
    page.wait_for_load_state("networkidle")


def my_record(page: Page, base: str) -> None:
    page.goto(f"{base}/ho-so-cua-toi/")


def reports(page: Page, base: str) -> None:
    page.goto(f"{base}/bao-cao/")


def editor(page: Page, base: str) -> None:
    page.goto(f"{base}/soan-bai/pages/")
    page.wait_for_load_state("networkidle")
    link = page.locator('a[href*="/edit/"]', has_text="Tiếp nhận").first
    if link.count() == 0:
        page.goto(f"{base}/soan-bai/pages/search/?q=Ti%E1%BA%BFp+nh%E1%BA%ADn")
        link = page.locator('a[href*="/edit/"]').first
    link.click()
    page.wait_for_load_state("networkidle")


def lesson(page: Page, base: str) -> None:
    page.goto(f"{base}/")
    page.locator(".river a").first.click()
    page.wait_for_load_state("networkidle")


def sign_in_page(page: Page, base: str) -> None:
    page.goto(f"{base}/tai-khoan/dang-nhap/")


PICTURES: list[tuple[str, str | None, Walk]] = [
    ("sign-in", None, sign_in_page),
    ("learner-home", "CM-DM-001", home),
    ("learner-practice", "CM-DM-001", practice),
    ("learner-list", "CM-DM-001", platform_list),
    ("learner-document", "CM-DM-001", platform_record),
    ("learner-record", "CM-DM-003", my_record),
    ("lesson", "CM-DM-001", lesson),
    ("trainer-editor", "CM-SKHCN-001", editor),
    ("hr-report", "CM-SNV-001", reports),
]


def shoot(browser: Browser, base: str, only: set[str]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for size, (width, height) in SIZES.items():
        for name, who, walk in PICTURES:
            if only and name not in only:
                continue
            context = browser.new_context(viewport={"width": width, "height": height}, locale="vi-VN")
            page = context.new_page()
            if who:
                sign_in(page, base, who)
            walk(page, base)
            page.evaluate("document.fonts.ready")
            page.screenshot(path=OUT / f"{name}-{size}.png")
            print(f"{name}-{size}.png  {page.url.removeprefix(base)}", flush=True)
            context.close()


def main() -> None:
    only = set(sys.argv[1:])
    data = Path(tempfile.mkdtemp(prefix="screenshots-"))
    port = free_port()
    base = f"http://localhost:{port}"
    environment = {**os.environ, "DATA_DIR": str(data), "PORT": str(port), "BASE_URL": base}
    environment.pop("DATABASE_URL", None)
    python = sys.executable
    try:
        subprocess.run([python, "manage.py", "prepare"], cwd=ROOT, env=environment, check=True)
        command = [python, "-m", "gunicorn", "training.wsgi", "--bind", f"127.0.0.1:{port}"]
        command += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
        with subprocess.Popen(command, cwd=ROOT, env=environment) as web:
            try:
                for _ in range(100):
                    with socket.socket() as probe:
                        if probe.connect_ex(("127.0.0.1", port)) == 0:
                            break
                    time.sleep(0.1)
                with sync_playwright() as playwright:
                    path = next(filter(None, map(shutil.which, BROWSERS)))
                    browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
                    shoot(browser, base, only)
                    browser.close()
            finally:
                web.terminate()
    finally:
        shutil.rmtree(data, ignore_errors=True)


if __name__ == "__main__":
    main()
