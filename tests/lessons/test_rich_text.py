"""Rich text keeps a handful of tags and every word, wherever it comes from."""

from __future__ import annotations

import pytest

from lessons import api, html
from lessons.models import LessonPage
from tests.lessons import samples

WORD_TABLE = """<!--[if gte mso 9]><xml><o:Settings/></xml><![endif]--><style>p.MsoNormal {color:red}</style>
<table class="MsoTable" style="border:1px"><tbody><tr><td>
<p class="MsoNormal"><span style="font:Arial"><b>Độ khẩn</b></span></p></td>
<td><p>Hạn xử lý</p></td></tr><tr><td>Hỏa tốc</td><td>ngay sau khi nhận<o:p></o:p></td></tr></tbody></table>"""


@pytest.mark.parametrize(
    ("source", "cleaned"),
    [
        ("<p>Vào <b>sổ</b></p>", "<p>Vào <strong>sổ</strong></p>"),
        ("<p>Vào <i>sổ</i></p>", "<p>Vào <em>sổ</em></p>"),
        ("<p onclick='x()' class='a'>Vào sổ</p>", "<p>Vào sổ</p>"),
        ("Vào<script>alert(1)</script> sổ", "Vào  sổ"),
        ('<a href="javascript:alert(1)">xem</a>', "<a>xem</a>"),
        ('<a href="//la.vn">xem</a>', "<a>xem</a>"),
        ('<a href="data:text/html,x">xem</a>', "<a>xem</a>"),
        (
            '<a href="https://camau.gov.vn">xem</a>',
            '<a rel="noopener noreferrer" href="https://camau.gov.vn">xem</a>',
        ),
        ('<a href="/hoc/l05/" target="_blank">xem</a>', '<a rel="noopener noreferrer" href="/hoc/l05/">xem</a>'),
        ('<img src="x" onerror="alert(1)">Chữ', "Chữ"),
        ("<iframe src='https://la.vn'>Chữ</iframe>", "Chữ"),
        ("<p>a &lt; b &amp; c</p>", "<p>a &lt; b &amp; c</p>"),
    ],
)
def test_only_the_allowed_tags_remain(source: str, cleaned: str) -> None:
    assert html.clean(source) == cleaned


@pytest.mark.parametrize("source", [WORD_TABLE, '<a href="/x">y</a><br>', "<b>1</b><div>2</div>", "a<br><br>"])
def test_cleaning_twice_changes_nothing_more(source: str) -> None:
    once = html.clean(source)
    assert html.clean(once) == once


def test_a_table_pasted_from_word_keeps_its_words_apart() -> None:
    assert html.plain(WORD_TABLE) == "Độ khẩn Hạn xử lý Hỏa tốc ngay sau khi nhận"
    assert "Mso" not in html.clean(WORD_TABLE)
    assert "<t" not in html.clean(WORD_TABLE)


def test_a_package_cannot_smuggle_markup_into_a_lesson(snapshot: object) -> None:
    evil = {"vi": "<p>Mở <script>alert(1)</script><b onclick='x'>văn bản</b></p>", "en": "<p>Open<img src=x></p>"}
    data = samples.package(task__steps__0__instruction=evil, task__situation=evil)
    data["reading"][0]["words"] = evil
    page = api.import_package(data, publish=False).page

    spec = api.compile_page(page)

    for text in (spec.steps[0].instruction, spec.situation):
        assert text.vi == "<p>Mở  <strong>văn bản</strong></p>"
        assert text.en == "<p>Open</p>"
    assert "script" not in page.reading[0].render()


def test_what_is_typed_is_cleaned_when_the_page_is_checked(draft: LessonPage) -> None:
    block = draft.steps.stream_block
    value = block.to_python(block.get_prep_value(draft.steps))
    value[0].value["instruction"]["vi"].source = WORD_TABLE
    assert "<td" not in block.clean(value)[0].value["instruction"]["vi"].source


def test_a_comma_stays_at_the_word_in_bold_and_paragraphs_stay_apart() -> None:
    assert html.plain("<p>Trong <strong>Văn bản đến</strong>, bấm <b>Lưu</b>.</p><p>Xong.</p>") == (
        "Trong Văn bản đến, bấm Lưu. Xong."
    )
