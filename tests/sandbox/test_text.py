"""Text as a Vietnamese reader sees it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import text

WORDS = st.text(alphabet="aàáảãạăằắẳẵặâầấẩẫậđeêềiìoòôồơờuùưừyỳ ABĐ0123456789/-.,:–", max_size=40)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Hoà Bình – Thuỷ Đội", "hoa binh thuy doi"),
        ("Hòa  Bình-Thủy đội", "hoa binh thuy doi"),
        ("05/CĐ-UBND", "5/cd ubnd"),
        ("H12.38-260804-0583", "h12.38 260804 583"),
        (unicodedata.normalize("NFD", "Tiếng Việt"), "tieng viet"),
        ("", ""),
    ],
)
def test_folding_for_search(written: str, folded: str) -> None:
    assert text.fold(written) == folded


@given(st.text(max_size=60))
def test_folding_is_ascii_lower_case_and_idempotent(written: str) -> None:
    folded = text.fold(written)
    assert folded.isascii()
    assert folded == folded.lower()
    assert text.fold(folded) == folded


@pytest.mark.parametrize(
    ("written", "placed"),
    [
        ("hoà", "hòa"),
        ("thuỷ", "thủy"),
        ("khoẻ", "khỏe"),
        ("HOÀ", "HÒA"),
        ("quý", "quý"),
        ("hoàn", "hoàn"),
        ("xoá", "xóa"),
    ],
)
def test_tones_are_placed_as_the_platform_writes_them(written: str, placed: str) -> None:
    assert text.normalise_tones(written) == placed
    assert text.normalise_tones(placed) == placed


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("hòa", "hoà"),
        ("thủy lợi", "Thuỷ lợi"),
        ("quý", "qúy"),
        ("05/CĐ", "5/cđ"),
        ("05 / CĐ – UBND", "5/CĐ-UBND"),
        ("1.250,5", "1250,5"),
        ("05/01/2026", "5/1/2026"),
        ("05/01/2026", "2026-01-05"),
        ("V/v: báo cáo", "v/v : báo  cáo."),
        ("“Đất Mũi”", '"đất mũi"'),
        ("0912 345 678", "0912.345.678"),
        (unicodedata.normalize("NFD", "tiếng Việt"), "Tiếng Việt"),
    ],
)
def test_a_reader_sees_the_same(first: str, second: str) -> None:
    assert text.same(first, second)
    assert text.same(second, first)
    assert text.near(first, second) is None


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ("tôm", "tom", "same_but_marks"),
        ("Đất Mũi", "Dat Mui", "same_but_marks"),
        ("05/CĐ", "5/CD", "same_but_marks"),
        ("45/UB", "45/UBND", "almost"),
        ("45/UBND", "46/UBND", "almost"),
        ("báo cáo", "báo káo", "almost"),
        ("kế hoạch", "kế hạoch", "almost"),
        ("12", "13", None),
        ("099", "99", None),
        ("1250", "1260", None),
        ("x", "y", None),
        ("Về việc nuôi tôm", "Phòng chống bão", None),
    ],
)
def test_nearness(first: str, second: str, kind: str | None) -> None:
    assert not text.same(first, second)
    assert text.near(first, second) == kind
    assert text.near(second, first) == kind


@given(WORDS)
def test_same_holds_for_every_way_of_typing_one_text(written: str) -> None:
    assert text.same(written, written)
    assert text.same(written, unicodedata.normalize("NFD", written))
    assert text.same(written, f"  {written}  ")
    assert text.same(written, text.normalise_tones(written))


@given(WORDS, WORDS)
def test_same_and_near_are_symmetric_and_exclude_each_other(first: str, second: str) -> None:
    assert text.same(first, second) == text.same(second, first)
    assert text.near(first, second) == text.near(second, first)
    assert not (text.same(first, second) and text.near(first, second))


def test_endless_texts_are_no_slip_of_the_hand() -> None:
    """Comparing letter by letter grows with both lengths; what a form takes (20,000 letters) would stop the page."""
    endless = "ử" * 20_000
    assert text.near(endless, endless + "a") == "almost"  # cut off
    assert text.near(endless, "a" + endless) is None


NAME = 'văn bản đến "Tham dự hội nghị (trực tuyến) về “phòng, chống bệnh {{benh}}” tại {{noi}} năm 2026"'


@pytest.mark.parametrize("longest", range(12, 100, 3))
def test_what_is_cut_ends_with_a_whole_word_and_closes_what_it_opened(longest: int) -> None:
    short = text.shortened(NAME, longest)
    assert len(short) <= longest
    kept = short.rstrip('”)"').removesuffix("…")
    assert NAME.startswith(kept)
    assert short == NAME or not NAME[len(kept)].isalnum(), short
    assert short.count("{{") == short.count("}}")
    assert (short.count("“"), short.count("("), short.count('"') % 2) == (short.count("”"), short.count(")"), 0)
