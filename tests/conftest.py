"""What the whole suite shares: compiled translations, and a browser where there is one.

Tests marked `browser` drive Debian's Chromium. Without one they are skipped, and the closing summary says so;
with BROWSER_REQUIRED=1 (continuous integration) the suite fails instead. Of the tests marked `exhaustive`, SHARE=1/4
takes the second quarter (0/4 is the first), always the same ones; without it all of them run.
"""

import gc
import os
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils.translation.reloader import translation_file_changed

from tests.lesson_world import *  # noqa: F403  (the platform and lesson L05, as fixtures)
from tests.migrated import *  # noqa: F403  (the test database, as fixtures)
from tests.personas import *  # noqa: F403  (the standing cast, as fixtures)
from tests.sandbox.worlds import *  # noqa: F403  (platforms, as fixtures)
from tests.worlds import count_worlds, never_empty_tables, take_to_its_world
from training.translations import compile_catalogues

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Playwright's synchronous API keeps an event loop in the test's thread, where Django would refuse the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def chromium() -> str | None:
    """The path of a Chromium: CHROMIUM, or the first one on the PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_configure(config: pytest.Config) -> None:
    compile_catalogues(ROOT)
    never_empty_tables()
    translation_file_changed(None, ROOT / "locale" / "vi.mo")  # Django, already set up, may have read the older ones


def of_another_share(item: pytest.Item) -> bool:
    """Whether somebody else runs it. What a parameter tells apart goes by itself, a module's other tests together."""
    turn, _of, all_turns = os.environ.get("SHARE", "0/1").partition("/")
    name = item.nodeid if hasattr(item, "callspec") else item.nodeid.partition("::")[0]
    return bool(item.get_closest_marker("exhaustive")) and zlib.crc32(name.encode()) % int(all_turns) != int(turn)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    left = [item for item in items if of_another_share(item)]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in set(left)]
    count_worlds(items)
    journeys = [item for item in items if item.get_closest_marker("browser")]
    if not journeys or chromium():
        return
    if os.environ.get("BROWSER_REQUIRED"):
        raise pytest.UsageError("BROWSER_REQUIRED is set and there is no Chromium on this machine")
    for item in journeys:
        item.add_marker(pytest.mark.skip(reason="no Chromium on this machine: the browser journeys did not run"))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    take_to_its_world(item)


def pytest_collection_finish() -> None:
    """What stays for the whole run (code, definitions, tests) is not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_report_header() -> str:
    return f"chromium: {chromium() or 'none, browser journeys will be skipped'}"


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    """No test inherits another one's throttles, sessions or page paths."""
    cache.clear()


@pytest.fixture(scope="session")
def browser(django_db_setup: None) -> Iterator[Any]:
    """A headless Chromium for the whole run; each test opens a context of its own."""
    from playwright.sync_api import sync_playwright

    connection.close()  # Playwright's event loop lives in this thread, and beside a running loop Django keeps others
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield running
        running.close()
