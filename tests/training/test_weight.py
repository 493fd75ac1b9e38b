"""Few and small requests: what a browser loads for each of the learner's pages, counted and weighed as it travels.

Pages are taken as the server sends them (gzip), style and script as whitenoise stores them (brotli, quality 11),
fonts as they are: WOFF2 is compressed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import brotli
import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from lessons.models import LessonPage
from tests.lesson_world import finish, form_url, start
from training import assets
from training.people.management.commands.build_fonts import build
from training.people.models import User
from training.practice.models import Attempt

REQUESTS = 6
FIRST_LOAD = 100_000  # bytes
LATER = 15_000
LINKS = (
    "link[rel=stylesheet], link[rel=icon], link[rel=preload], link[rel=manifest], script[src], img[src], image[href]"
)
PRACTICE = ("desk", "list", "record", "form")


@dataclass
class Load:
    """One load of a page with an empty cache."""

    page: int
    files: dict[str, int] = field(default_factory=dict)

    @property
    def requests(self) -> int:
        return 1 + len(self.files)

    @property
    def weight(self) -> int:
        return self.page + sum(self.files.values())


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    build(settings.FONTS_DIR)


def sent(client: Client, url: str, **headers: str) -> tuple[int, str]:
    """Bytes on the line, and the text."""
    response = client.get(url, headers={"accept-encoding": "gzip, br", **headers})
    assert response.status_code == 200, (url, response.status_code)
    assert response["Content-Encoding"] == "gzip", url
    size = len(response.content)
    return size, client.get(url, headers=headers).content.decode()


def static_file(url: str) -> Path:
    found = finders.find(urlsplit(url).path.removeprefix(settings.STATIC_URL))
    assert found, f"{url} leads nowhere"
    return Path(str(found))


@cache
def travelling(file: Path) -> int:
    content = file.read_bytes()
    return len(content) if file.suffix == ".woff2" else len(brotli.compress(content, quality=11))


def named_by_css(url: str) -> Iterator[str]:
    for target in re.findall(r"""url\(["']?([^"')]+)""", static_file(url).read_text(encoding="utf-8")):
        yield urljoin(url, target)


def load(client: Client, url: str) -> Load:
    size, html = sent(client, url)
    page = BeautifulSoup(html, "html.parser")
    urls = {str(tag.get("href") or tag.get("src")) for tag in page.select(LINKS)}
    urls |= {inner for sheet in page.select("link[rel=stylesheet]") for inner in named_by_css(str(sheet["href"]))}
    files = {url for url in urls if not url.startswith("data:")}
    return Load(size, {name: travelling(static_file(name)) for name in files})


@pytest.fixture
def pages(started: Attempt, l05: LessonPage, mai: User, client_of: Any) -> dict[str, str]:
    """Every kind of page that a learner meets; one attempt is finished, one open."""
    client = client_of(mai)
    finish(client, started)
    running = start(client, mai)
    form = form_url(running, "van_ban.kiem_chu_ky", "hoa_toc").rpartition("/")[0]
    return {
        "home": "/",
        "lesson": l05.url,
        "desk": f"/bai-tap/{running.uuid}/",
        "list": f"/bai-tap/{running.uuid}/van-ban-den",
        "record": form,
        "form": f"{form}/tu-choi",
        "finish": f"/luot-tap/{started.uuid}/xong/",
        "record of one": f"/ho-so-cua-toi/{started.uuid}/",
        "my record": "/ho-so-cua-toi/",
        "seats": reverse("explore"),
        "watching": reverse("demonstration_frame", args=["L05", 4]),
        "replay": reverse("replay_frame", args=[started.uuid, 2]),
        "history": reverse("my_history"),
        "confirmations": reverse("my_confirmations"),
        "what is kept": reverse("my_kept"),
        "job aid": reverse("job_aid", args=["L05"]),
        "stuck": reverse("stuck_new", args=[running.uuid]),
        "needs": reverse("needs"),
        "need": reverse("need_new"),
        "moments": reverse("practice_deeds", args=[running.uuid]),
        "account": reverse("account"),
        "look": reverse("look"),
    }


def too_much(loads: dict[str, Load]) -> list[str]:
    return [
        f"{name}: {one.requests} requests, {one.weight} bytes, the page {one.page}: {one.files}"
        for name, one in loads.items()
        if one.requests > REQUESTS or one.weight > FIRST_LOAD or one.page > LATER
    ]


@pytest.mark.thorough
def test_a_first_load_is_few_and_small_requests(pages: dict[str, str], mai: User, client_of: Any) -> None:
    client = client_of(mai)
    loads = {name: load(client, url) for name, url in pages.items()}
    assert too_much(loads) == []
    assert all(one.requests >= 4 for one in loads.values()), "the counting sees no fonts, style or script"


def test_so_is_the_sign_in_page(anonymous: Client, db: None) -> None:
    assert too_much({"sign-in": load(anonymous, reverse("account_login"))}) == []


@pytest.mark.thorough
def test_a_later_screen_is_smaller_still(pages: dict[str, str], mai: User, client_of: Any) -> None:
    client = client_of(mai)
    sizes = {name: sent(client, pages[name], **{"HX-Request": "true"})[0] for name in PRACTICE}
    assert {name: size for name, size in sizes.items() if size > LATER} == {}


def test_pages_that_differ_in_secrets_differ_in_length(anonymous: Client, db: None) -> None:
    """Against BREACH: compressed answers are padded at random (GZipMiddleware), and the token is masked anew."""
    url = reverse("account_login")
    answers = [anonymous.get(url, headers={"accept-encoding": "gzip"}).content for _ in range(8)]
    assert len({len(answer) for answer in answers}) > 1


def test_the_bundles_carry_every_source_once() -> None:
    css, js = assets.style(), assets.script()
    home = settings.BASE_DIR / "training" / "static" / "training"
    platform = settings.BASE_DIR / "sandbox" / "static" / "sandbox" / "platform"
    sources = {f"training/{path.name}" for path in home.glob("*.css")}
    sources |= {f"sandbox/platform/{path.name}" for path in platform.glob("*.css")}
    assert sorted([*sources, "sandbox/tokens.css"]) == sorted([*assets.styles(), assets.PRINT])
    assert "@page{" in css
    assert css.count("{") == css.count("}")
    assert all(path.name in {file.name for file in assets.scripts()} for path in home.rglob("*.js"))
    assert js.startswith("var htmx=")


def test_making_css_lean_changes_no_rule() -> None:
    written = (
        '/* a "b" */\n.a > .b :is(i, b),\n .c::before {\n  content: "▸ ;{ } , " / "";\n'
        "  width: calc(1px + 2px * 3);\n  font: 400 1rem / 1.5 var(--f);\n}\n"
        "@media (min-width: 1px) { a:hover { color: red; } }\n"
    )
    assert assets.lean_css(written) == (
        '.a > .b :is(i,b),.c::before{content:"▸ ;{ } , " / "";width:calc(1px + 2px * 3);font:400 1rem / 1.5 var(--f)}'
        "@media (min-width:1px){a:hover{color:red}}"
    )


def test_a_changed_source_is_a_changed_bundle(monkeypatch: pytest.MonkeyPatch) -> None:
    before = Path(str(finders.find(assets.STYLE))).read_text(encoding="utf-8")
    fewer = assets.styles()[:-1]
    monkeypatch.setattr(assets, "styles", lambda: fewer)
    after = Path(str(finders.find(assets.STYLE))).read_text(encoding="utf-8")
    monkeypatch.undo()
    assert len(after) < len(before)
    assert Path(str(finders.find(assets.STYLE))).read_text(encoding="utf-8") == before
    assert assets.STYLE in [name for name, _ in assets.BundleFinder().list([])]
