"""Field values: typed, stored, shown."""

from __future__ import annotations

import contextlib
import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.definition import values
from sandbox.definition.schema import Column, RecordField
from sandbox.definition.values import ValueProblem
from tests.sandbox import minimal

TODAY = "2026-01-05T07:30"


def field(kind: str, **more: Any) -> RecordField:
    return RecordField(vi="Ô", en="Field", type=kind, **more)


CHOICE = field("choice", options=["Thường", "Khẩn"], options_en=["Normal", "Urgent"])
ROWS = field(
    "rows",
    columns={"ten": Column(vi="Tên", en="Name", required=True), "so": Column(vi="Số", en="Number", type="number")},
)


@pytest.mark.parametrize(
    ("definition", "typed", "stored"),
    [
        (field("text"), "  Nguyễn\n Văn  An ", "Nguyễn Văn An"),
        (field("text"), "a\u0301\u200b", "á"),
        (field("text"), "   ", None),
        (field("text", matches="[0-9]{12}"), "999 123 456 789", "999123456789"),
        (field("longtext"), "một\r\nhai", "một\nhai"),
        (field("richtext"), "<p onclick='x'>a<script>b</script></p>", "<p>ab</p>"),
        (field("richtext"), "<p> </p>", None),
        (field("number"), "1.250,5", "1250.5"),
        (field("number"), "1250,5", "1250.5"),
        (field("number"), "1250,50", "1250.5"),
        (field("number"), "1.250", 1250),
        (field("number"), "1 250 000", 1250000),
        (field("number"), "1.250,5 m²", "1250.5"),
        (field("number"), "−3", -3),
        (field("number"), "0,0", 0),
        (field("money"), "1.250.000 đồng", 1250000),
        (field("money"), "1250000đ", 1250000),
        (field("date"), "5/1/2026", "2026-01-05"),
        (field("date"), "05-01-26", "2026-01-05"),
        (field("date"), "5/1/98", "1998-01-05"),
        (field("date"), "05012026", "2026-01-05"),
        (field("date"), "ngày 05 tháng 01 năm 2026", "2026-01-05"),
        (field("date"), "2026-01-05", "2026-01-05"),
        (field("date"), "29/02/2024", "2024-02-29"),
        (field("datetime"), "14:30 05/01/2026", "2026-01-05T14:30"),
        (field("datetime"), "5/1/2026 14h30", "2026-01-05T14:30"),
        (field("datetime"), "14 giờ 30 phút, ngày 05/01/2026", "2026-01-05T14:30"),
        (field("datetime"), "8h 5/1/2026", "2026-01-05T08:00"),
        (field("datetime"), "2026-01-05T14:30", "2026-01-05T14:30"),
        (CHOICE, "khẩn", "Khẩn"),
        (CHOICE, "Urgent", "Khẩn"),
        (CHOICE, "", None),
        (field("choices", options=["A", "B, c"]), "a; B, c", ["A", "B, c"]),
        (field("person"), "Lê Chi", "chi"),
        (field("person"), "chi", "chi"),
        (field("unit"), "phòng kinh tế", "phong_kinh_te"),
        (field("units"), ["phong_kinh_te", "van_phong", "phong_kinh_te"], ["phong_kinh_te", "van_phong"]),
        (field("record", to="x"), "12", 12),
        (field("files"), ["1", "2"], [1, 2]),
        (field("checkbox"), "on", True),
        (field("checkbox"), "Không", False),
        (ROWS, [{"ten": "a", "so": "1,5"}, {"ten": "", "so": ""}], [{"ten": "a", "so": "1.5"}]),
        (field("secret"), "Abc@12345", {"length": 9}),
    ],
)
def test_what_is_typed(definition: RecordField, typed: Any, stored: Any) -> None:
    assert values.parse(definition, typed, today=TODAY, platform=minimal.platform()) == stored


@pytest.mark.parametrize(
    ("definition", "typed", "code", "vi", "en"),
    [
        (
            field("date"),
            "31/02/2026",
            "day",
            "Tháng 2/2026 chỉ có 28 ngày. Kiểm tra lại ngày 31.",
            "Month 2/2026 has only 28 days. Check day 31.",
        ),
        (
            field("date"),
            "0/1/2026",
            "day",
            "Không có ngày 0. Kiểm tra lại ngày.",
            "There is no day 0. Check the day.",
        ),
        (
            field("date"),
            "01/31/2026",
            "month",
            "Không có tháng 31. Ngày ghi trước, tháng ghi sau: 31/01/2026?",
            "There is no month 31. The day comes first: 31/01/2026?",
        ),
        (
            field("date"),
            "05/01",
            "year",
            "Thiếu năm. Ghi đủ ngày/tháng/năm, ví dụ 05/01/2026.",
            "The year is missing. Write day/month/year, for example 05/01/2026.",
        ),
        (
            field("date"),
            "hôm kia",
            "date",
            "Chưa đọc được ngày. Ghi ngày/tháng/năm, ví dụ 05/01/2026.",
            "The date could not be read. Write day/month/year, for example 05/01/2026.",
        ),
        (
            field("datetime"),
            "05/01/2026",
            "time",
            "Thiếu giờ. Ghi giờ:phút ngày/tháng/năm, ví dụ 14:30 05/01/2026.",
            "The time is missing. Write hour:minute day/month/year, for example 14:30 05/01/2026.",
        ),
        (
            field("datetime"),
            "25:00 05/01/2026",
            "time",
            "Không có 25 giờ 00 phút. Giờ ghi từ 00:00 đến 23:59.",
            "There is no time 25:00. Times go from 00:00 to 23:59.",
        ),
        (
            field("number"),
            "1250.5",
            "ambiguous",
            '"1250.5" có thể hiểu nhiều cách. Anh/Chị muốn ghi 1.250,5 hay 12.505? '
            "Dấu chấm ngăn hàng nghìn, dấu phẩy ngăn phần lẻ.",
            '"1250.5" can be read in more than one way. Is it 1.250,5 or 12.505? '
            "A point separates thousands, a comma the decimals.",
        ),
        (
            field("number"),
            "mười",
            "number",
            'Ô "Ô" cần một con số, ví dụ 1.250,5.',
            '"Field" needs a number, for example 1.250,5.',
        ),
        (
            field("money"),
            "5,5",
            "whole",
            'Ô "Ô" ghi tròn đồng, không có phần lẻ. Ví dụ: 1.250.000.',
            '"Field" is in whole đồng. For example: 1.250.000.',
        ),
        (
            field("number", max=10),
            "11",
            "range",
            'Ô "Ô" nhận giá trị tối đa 10.',
            '"Field" takes at most 10.',
        ),
        (
            field("number", min=0),
            "-1",
            "range",
            'Ô "Ô" nhận giá trị từ 0 trở lên.',
            '"Field" takes at least 0.',
        ),
        (
            field("text", max_length=3),
            "dài quá",
            "too_long",
            'Ô "Ô" chỉ nhận tối đa 3 ký tự; hiện có 7.',
            '"Field" takes at most 3 characters; there are 7.',
        ),
        (
            field("text", matches="[0-9]{12}"),
            "045",
            "form",
            'Ô "Ô" chưa đúng dạng. Kiểm tra lại từng ký tự.',
            '"Field" does not have the right form. Check every character.',
        ),
        (
            CHOICE,
            "gấp",
            "choice",
            'Ô "Ô": chọn một giá trị có trong danh sách.',
            '"Field": choose a value from the list.',
        ),
        (
            field("person"),
            "Ai Đó",
            "choice",
            'Ô "Ô": chọn một giá trị có trong danh sách.',
            '"Field": choose a value from the list.',
        ),
        (
            field("files"),
            ["x"],
            "choice",
            'Ô "Ô": chọn một mục trong danh sách.',
            '"Field": choose an item from the list.',
        ),
        (
            ROWS,
            [{"ten": "a"}, {"so": "1"}],
            "missing",
            'Dòng 2: Chưa điền ô "Tên".',
            'Row 2: "Name" is still empty.',
        ),
        (
            field("checkbox"),
            "có lẽ",
            "form",
            'Giá trị của ô "Ô" chưa đọc được.',
            'The value of "Field" could not be read.',
        ),
    ],
)
def test_what_cannot_be_taken_says_why(definition: RecordField, typed: Any, code: str, vi: str, en: str) -> None:
    with pytest.raises(ValueProblem) as caught:
        values.parse(definition, typed, today=TODAY, platform=minimal.platform())
    assert (caught.value.code, caught.value.say.vi, caught.value.say.en) == (code, vi, en)


def test_both_readings_are_offered() -> None:
    with pytest.raises(ValueProblem) as caught:
        values.parse(field("number"), "1.25", today=TODAY)
    assert caught.value.offers == ("1,25", "125")
    assert [values.parse(field("number"), offer, today=TODAY) for offer in caught.value.offers] == ["1.25", 125]


@pytest.mark.parametrize(
    ("definition", "stored", "vi", "en"),
    [
        (field("number"), "1250.5", "1.250,5", "1.250,5"),
        (field("money"), 1250000, "1.250.000 đồng", "1.250.000 đồng"),
        (field("date"), "2026-01-05", "05/01/2026", "05/01/2026"),
        (field("datetime"), "2026-01-05T14:30", "14:30 05/01/2026", "14:30 05/01/2026"),
        (CHOICE, "Khẩn", "Khẩn", "Urgent"),
        (field("person"), "chi", "Lê Chi", "Lê Chi"),
        (field("units"), ["phong_kinh_te", "xa_ben"], "Phòng Kinh tế; Xã bên", "Phòng Kinh tế; Xã bên"),
        (field("files"), [1, 2], "a.pdf; #2", "a.pdf; #2"),
        (field("checkbox"), False, "Không", "No"),
        (field("rows", columns={}), [{}, {}], "2 dòng", "2 rows"),
        (field("richtext"), "<p>một <b>hai</b></p>", "một hai", "một hai"),
        (field("secret"), {"length": 9}, "••••••", "••••••"),
        (field("date"), None, "", ""),
        (field("date"), {"lạ": 1}, "{'lạ': 1}", "{'lạ': 1}"),
    ],
)
def test_what_is_shown(definition: RecordField, stored: Any, vi: str, en: str) -> None:
    platform = minimal.platform()
    assert values.show(definition, stored, "vi", platform, {1: "a.pdf"}) == vi
    assert values.show(definition, stored, "en", platform, {1: "a.pdf"}) == en


def test_stored_form_is_checked_and_made_canonical() -> None:
    assert values.parse_stored(field("number"), 1250.50) == "1250.5"
    assert values.parse_stored(field("number"), "1250.0") == 1250
    for definition, wrong in [
        (field("number"), "1.250,5"),
        (field("number"), True),
        (field("money"), "1.5"),
        (field("date"), "05/01/2026"),
        (field("date"), "2026-02-31"),
        (field("datetime"), "2026-01-05"),
        (field("text"), {"a": 1}),
        (field("checkbox"), "on"),
        (field("choices", options=["A"]), "A"),
        (field("record", to="x"), 0),
        (ROWS, [{"lạ": 1}]),
    ]:
        with pytest.raises(ValueProblem):
            values.parse_stored(definition, wrong)


STORED = st.one_of(
    st.tuples(st.just(field("number")), st.decimals(-(10**12), 10**12, places=4, allow_nan=False)),
    st.tuples(st.just(field("money")), st.integers(-(10**15), 10**15)),
    st.tuples(st.just(field("date")), st.dates(datetime.date(1950, 1, 1), datetime.date(2099, 12, 31))),
    st.tuples(st.just(field("datetime")), st.datetimes(datetime.datetime(1950, 1, 1), datetime.datetime(2099, 1, 1))),
    st.tuples(st.just(CHOICE), st.sampled_from(CHOICE.options)),
    st.tuples(st.just(field("checkbox")), st.booleans()),
    st.tuples(st.just(field("text")), st.text(max_size=50)),
)


@given(STORED, st.sampled_from(["vi", "en"]))
def test_what_is_shown_can_be_typed(pair: tuple[RecordField, Any], language: str) -> None:
    definition, value = pair
    if isinstance(value, datetime.datetime):
        value = value.strftime("%Y-%m-%dT%H:%M")
    elif isinstance(value, datetime.date):
        value = value.isoformat()
    elif isinstance(value, Decimal):
        value = format(value, "f")
    stored = values.parse_stored(definition, value)
    assert values.parse_stored(definition, stored) == stored
    assert values.parse(definition, values.show(definition, stored, language), today=TODAY) == stored


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(list(minimal.platform().record("van_ban").fields.values())), JSON)
def test_anything_at_all_is_a_value_or_a_problem(definition: RecordField, raw: Any) -> None:
    with contextlib.suppress(ValueProblem):
        values.parse(definition, raw, today=TODAY)
    with contextlib.suppress(ValueProblem):
        values.parse_stored(definition, raw)
    assert isinstance(values.show(definition, raw), str)
