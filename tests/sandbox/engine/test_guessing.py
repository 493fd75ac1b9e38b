"""Passwords that somebody who knows their owner would guess, and those that nobody would."""

import pytest

from sandbox.definition.loader import parse_definition
from sandbox.definition.schema import Platform
from sandbox.engine.guessing import guessable, own_words
from tests.sandbox import minimal
from tests.sandbox.engine.office import Office


@pytest.fixture(scope="module")
def platform() -> Platform:
    """Lâm Thị Mỹ Duyên is a clerk in the office of UBND xã Đất Mũi, UBND tỉnh Cà Mau."""
    clerk = {**minimal.DEFINITION["people"]["an"], "name": "Lâm Thị Mỹ Duyên", "email": "lmduyen.dm@camau.example"}
    province = {**minimal.DEFINITION["units"]["tinh"], "vi": "UBND tỉnh Cà Mau"}
    people, units = minimal.DEFINITION["people"] | {"duyen": clerk}, minimal.DEFINITION["units"] | {"tinh": province}
    return parse_definition({**minimal.DEFINITION, "people": people, "units": units})


@pytest.fixture(scope="module")
def own(platform: Platform) -> frozenset[str]:
    return own_words(platform, "duyen")


@pytest.mark.parametrize(
    "word",
    [
        "Camau@2026", "camau2026", "C@mau2026", "CÀ MAU 2026", "DatMui#123", "đấtmũi1", "ubnd@2026",
        "Camau-DatMui-2026-UBND", "Duyen1990!", "MyDuyen@@", "lam123456", "LamThiMyDuyen", "lmduyen.1",
        "MatKhau@123", "P@ssw0rd", "password!!", "Admin@1234", "Qwerty!23", "Tomsu2026!", "xuongrong", "Thang11@",
        "2026", "19902026", "123456", "654321", "111111", "121212",
    ],
)  # fmt: skip
def test_guessed(own: frozenset[str], word: str) -> None:
    assert guessable(word, own)


@pytest.mark.parametrize(
    "word",
    [
        "Trâu-Đũa-Ghe-Nắng", "tôm sú nhảy qua cầu khỉ", "meo trang an com nguoi", "QuayTay#Mua97Lua",
        "ghechieunangvangbenbo", "Cà Mau quê hương tôi yêu", "duyên trâu đũa ghe nắng", "Xk9#mQ2vLp7!", "849302",
        "r4T!zz-8q",
    ],
)  # fmt: skip
def test_not_guessed(own: frozenset[str], word: str) -> None:
    assert not guessable(word, own)


def test_anothers_name_gives_nobody_away(platform: Platform, own: frozenset[str]) -> None:
    assert guessable("kim4Bình9xt", own_words(platform, "binh"))
    assert not guessable("kim4Bình9xt", own)


def test_the_fact_is_kept_and_the_word_is_not(office: Office) -> None:
    """An's own name in a new password; what the scenario gave is described the same way."""
    assert office.record("cong_van").data["mat_khau"]["guessable"]  # Abc@12345
    office.act("doi_mat_khau", "cong_van", mat_khau="NguyenVanAn#1", nhap_lai="NguyenVanAn#1")
    assert office.record("cong_van").data["mat_khau"]["guessable"]
    office.act("doi_mat_khau", "cong_van", mat_khau="trâu đũa ghe nắng", nhap_lai="trâu đũa ghe nắng")
    assert not office.record("cong_van").data["mat_khau"]["guessable"]
    assert office.rebuilds()
