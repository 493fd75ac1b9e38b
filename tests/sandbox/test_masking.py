"""Masks: only what the rule leaves can be read, masking twice is masking once, a key makes a person the same."""

from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.definition.schema import Mask
from sandbox.masking import HIDDEN, masked

KINDS = get_args(Mask)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("id", "999123456123", "999******123"),
        ("id", "999 123 456 123", "999******123"),
        ("id", "381234567", HIDDEN),  # the old nine digits: six of them would give the rest away
        ("id", "9991234*56123", "999******123"),  # a stray star is no mask
        ("id", "không có", HIDDEN),
        ("phone", "0900999467", "09******67"),
        ("phone", "0900 999 467", "09******67"),
        ("phone", "+84 900 999 467", "09******67"),
        ("phone", "0290 3999 101", "02*******01"),
        ("phone", "115", HIDDEN),
        ("birth", "12/03/1985", "1985"),
        ("birth", "1985-03-12", "1985"),
        ("birth", "ngày 12 tháng 3 năm 1985", "1985"),
        ("birth", "12/3/85", HIDDEN),
        ("address", "Số 45, ấp Rạch Tàu, xã Đất Mũi", "ấp Rạch Tàu, xã Đất Mũi"),
        ("address", "45/2A Lý Thường Kiệt, phường 5", "Lý Thường Kiệt, phường 5"),
        ("address", "Số nhà 12B đường 30 tháng 4, khóm 3", "đường 30 tháng 4, khóm 3"),
        ("address", "Đường Lý Văn Lâm, số 12, phường 1", "Đường Lý Văn Lâm, phường 1"),
        ("address", "Ấp 5, xã Hồ Thị Kỷ", "Ấp 5, xã Hồ Thị Kỷ"),
        ("address", "Tổ 3, ấp 2, xã Đất Mũi", "Tổ 3, ấp 2, xã Đất Mũi"),
        ("address", "Số 45", HIDDEN),
        ("name", "Nguyễn Văn An", "N. V. A."),
        ("name", "  Đặng thị Ánh ", "Đ. T. Á."),
        ("email", "mai.tt@camau.example", "m***@camau.example"),
        ("email", "không rõ", HIDDEN),
        ("id", "", ""),
        ("name", "   ", ""),
    ],
)
def test_what_is_left(kind: Mask, value: str, shown: str) -> None:
    assert masked(kind, value) == shown


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("id", "001085000123", "001 085 000 123"),
        ("phone", "0912345678", "+84912345678"),
        ("name", "Nguyễn Văn An", "NGUYỄN  VĂN AN"),
        ("email", "an@tinh.example", "An@tinh.example"),
    ],
)
def test_with_a_key_the_same_person_is_the_same_everywhere(kind: Mask, one: str, other: str) -> None:
    assert masked(kind, one, key="k") == masked(kind, other, key="k")
    assert masked(kind, one, key="k") != masked(kind, one, key="another")
    assert masked(kind, one, key="k") != one


def test_with_a_key_different_people_stay_different() -> None:
    assert masked("id", "001085000123", key="k") != masked("id", "001085000124", key="k")
    assert masked("name", "Nguyễn Văn An", key="k") != masked("name", "Nguyễn Văn Ân", key="k")


def test_what_is_invented_is_seen_to_be_invented() -> None:
    assert masked("id", "001085000123", key="k")[:3] == "999"
    assert len(masked("id", "001085000123", key="k")) == 12
    assert masked("phone", "0912345678", key="k").startswith("0900999")
    assert masked("email", "an@tinh.gov.example", key="k").endswith("@camau.example")


WRITTEN = st.text(max_size=40) | st.from_regex(
    r"(Số |số nhà |)\d{1,4}[A-Z]?(/\d)?,? (ấp|đường|khóm) (\d|Lý Thường Kiệt), (số 5, )?xã \d", fullmatch=True
)


@given(kind=st.sampled_from(KINDS), value=WRITTEN, key=st.sampled_from(["", "k"]))
def test_masked_twice_is_masked_once(kind: Mask, value: str, key: str) -> None:
    once = masked(kind, value, key=key)
    assert masked(kind, once, key=key) == once


@given(number=st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_an_identity_number_never_shows_its_middle(number: str) -> None:
    assert masked("id", number) == f"{number[:3]}******{number[-3:]}"


@given(st.text(min_size=1, max_size=60))
def test_a_birthday_shows_at_most_a_year(value: str) -> None:
    assert masked("birth", value) in ("", HIDDEN) or (len(masked("birth", value)) == 4)
