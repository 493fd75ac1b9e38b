"""The look keeps its promises: contrast of the tokens, complete pages, no inline style or script, small fonts."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from training.people.management.commands.build_fonts import build
from training.people.models import User

TOKENS = settings.BASE_DIR / "sandbox" / "static" / "sandbox" / "tokens.css"
TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "sand", TEXT),
    ("ink", "raised", TEXT),
    ("ink", "cool", TEXT),
    ("ink", "cool-raised", TEXT),
    ("ink", "blue-soft", TEXT),
    ("ink", "alert-soft", TEXT),
    ("muted", "paper", TEXT),
    ("muted", "sand", TEXT),
    ("muted", "raised", TEXT),
    ("muted", "cool", TEXT),
    ("muted", "cool-raised", TEXT),
    ("mangrove", "paper", TEXT),
    ("mangrove", "sand", TEXT),
    ("on-mangrove", "mangrove", TEXT),
    ("on-mangrove", "mangrove-deep", TEXT),
    ("blue", "cool", TEXT),
    ("blue", "cool-raised", TEXT),
    ("blue", "blue-soft", TEXT),
    ("on-blue", "blue-band", TEXT),
    ("on-tape", "tape", TEXT),
    ("alert", "paper", TEXT),
    ("alert", "sand", TEXT),
    ("alert", "alert-soft", TEXT),
    ("alert", "cool-raised", TEXT),
    ("line", "paper", SHAPE),
    ("line", "raised", SHAPE),
    ("line", "cool", SHAPE),
    ("line", "cool-raised", SHAPE),
    ("focus", "paper", SHAPE),
    ("focus", "cool", SHAPE),
]


def _themes() -> dict[str, dict[str, str]]:
    css = TOKENS.read_text(encoding="utf-8")
    light = css[: css.index("@media")]
    dark = css[css.index(':root[data-theme="dark"]') :]
    colours = {name: dict(re.findall(r"--([\w-]+): (#\w{6});", text)) for name, text in
               (("light", light), ("dark", dark))}  # fmt: skip
    return {"light": colours["light"], "dark": colours["light"] | colours["dark"]}


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS)
def test_contrast(theme: str, front: str, back: str, least: float):
    colours = _themes()[theme]

    assert _contrast(colours[front], colours[back]) >= least


def test_the_dark_theme_is_the_same_whether_asked_for_or_chosen():
    css = TOKENS.read_text(encoding="utf-8")
    asked = css[css.index("prefers-color-scheme: dark") : css.index(':root[data-theme="light"] {')]
    chosen = css[css.index(':root[data-theme="dark"]') :]

    assert dict(re.findall(r"--([\w-]+): ([^;]+);", asked)) == {
        name: value for name, value in re.findall(r"--([\w-]+): ([^;]+);", chosen) if name != "quick"
    }


def test_no_style_sheet_writes_a_colour_of_its_own():
    for name in ("base", "components", "practice"):
        path = settings.BASE_DIR / "training" / "static" / "training" / f"{name}.css"
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert not re.search(r":[^;{]*#[0-9a-fA-F]{3,8}\b", rules), path


def test_our_templates_carry_no_inline_style_or_script():
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = re.sub(r"{%.*?%}", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"\sstyle=|<style|\son(click|load|submit)=|<script(?![^>]*\bsrc=)", text), path


def test_the_fonts_are_small_and_know_every_vietnamese_letter(tmp_path: Path):
    from fontTools.ttLib import TTFont

    letters = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
    for path in build(tmp_path):
        assert path.stat().st_size < 25 * 1024
        known = TTFont(path).getBestCmap()
        assert all(ord(c) in known for c in letters + letters.upper())


def test_a_missing_page_says_how_to_go_on(client_of, mai: User):
    page = client_of(mai).get("/khong-co-trang-nay/")

    assert page.status_code == 404
    assert 'href="/"' in page.content.decode()


def test_a_stale_form_is_explained(mai: User):
    client = Client(enforce_csrf_checks=True)

    page = client.post(reverse("set_language"), {"language": "en"})

    assert page.status_code == 403
    assert "app.css" in page.content.decode()


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_pages_for_broken_requests_need_no_request(template: str):
    from django.template.loader import get_template

    assert '<main id="main"' in get_template(template).render()


def test_the_way_to_the_main_part_is_first(anonymous: Client, db: None):
    page = anonymous.get(reverse("account_login")).content.decode()

    assert page.index('class="skip"') < page.index("<header")
