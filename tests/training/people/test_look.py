"""The look keeps its promises: contrast of the tokens, complete pages, no inline style or script, small fonts."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from training import look
from training.people.management.commands.build_fonts import build
from training.people.models import User


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), look.PAIRS)
def test_contrast(theme: str, front: str, back: str, least: float):
    colour = look.colours()[theme]

    assert look.contrast(colour[front], colour[back]) >= least


def test_contrast_is_measured_as_the_standard_says():
    assert look.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert look.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_the_dark_theme_is_the_same_whether_asked_for_or_chosen():
    css = look.tokens_css()
    asked = css[css.index("prefers-color-scheme: dark") : css.index(':root[data-theme="light"] {')]
    chosen = css[css.index(':root[data-theme="dark"]') :]

    assert dict(re.findall(r"--([\w-]+): ([^;]+);", asked)) == {
        name: value for name, value in re.findall(r"--([\w-]+): ([^;]+);", chosen) if name != "quick"
    }


def test_no_style_sheet_writes_a_colour_of_its_own():
    for name in ("base", "components", "practice", "reports", "look"):
        path = settings.BASE_DIR / "training" / "static" / "training" / f"{name}.css"
        rules = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert not re.search(r":[^;{]*#[0-9a-fA-F]{3,8}\b", rules), path


def test_our_templates_carry_no_inline_style_or_script():
    pages = set((settings.BASE_DIR / "templates").rglob("*.html"))
    letters = {path for path in pages if path.name == "mail.html"}  # mail programs know no style sheets
    assert len(letters) == 1
    for path in pages - letters:
        text = re.sub(r"{%.*?%}", "", path.read_text(encoding="utf-8"))
        assert not re.search(r"\sstyle=|<style|\son(click|load|submit)=|<script(?![^>]*\bsrc=)", text), path


@pytest.mark.thorough
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
