"""Conditions: the closed list of operators, and why one does not hold."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.definition import conditions
from sandbox.definition.conditions import OPERATORS, Scope, explain, holds, operators_in
from tests.sandbox import minimal

PLATFORM = minimal.platform()
VAN_BAN = PLATFORM.record("van_ban")
OTHERS = {7: {"state": "xong", "ten": "Rà soát"}}
SCOPE = Scope(
    platform=PLATFORM,
    now="2026-11-23T07:30",
    person="an",
    unit="van_phong",
    role="van_thu",
    input={"chu_tri": "phong_kinh_te"},
    lookup=OTHERS.get,
    refs={"viec_mot": 7},
)
DATA: dict[str, Any] = {
    "state": "moi",
    "so_ky_hieu": "125/CV-STC",
    "trich_yeu": "Về việc nuôi tôm",
    "do_khan": "Khẩn",
    "so_den": 12,
    "dien_tich": "1250.5",
    "ngay_den": "2026-11-23T07:30",
    "han": "2026-11-27",
    "phoi_hop": ["van_phong", "phong_kinh_te"],
    "viec": 7,
    "tep": [5, 7],
    "bang": [{"ten": "a", "dien_tich": "1.5"}, {"ten": "b", "dien_tich": 2}],
    "da_kiem": True,
    "mat_khau": {"length": 14, "same_as_before": False},
    "nguoi_xu_ly": "an",
}


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"state": "moi"},
        {"state": ["moi", "da_vao_so"]},
        {"so_den": 12},
        {"so_den": {"equals": "12"}},
        {"dien_tich": 1250.5},
        {"trich_yeu": {"same": "về việc  nuôi TÔM"}},
        {"so_ky_hieu": {"same": "0125/cv-stc"}},
        {"han": {"same": "27/11/2026"}},
        {"dien_tich": {"same": "1.250,5"}},
        {"do_khan": {"one_of": ["Khẩn", "Hỏa tốc"]}},
        {"do_khan": {"not": "Thường"}},
        {"do_khan": {"not": ["Thường", "Hỏa tốc"]}},
        {"do_khan": {"not": {"empty": True}}},
        {"y_kien": {"empty": True}},
        {"han": {"before": "2026-11-28"}},
        {"ngay_den": {"at_most": "$today"}},
        {"ngay_den": {"at_least": "$now"}},
        {"han": {"between": ["$today", "$today+4"]}},
        {"han": {"not": {"between": ["$today", "$today+3"]}}},
        {"so_den": {"after": 11, "at_most": 12}},
        {"so_ky_hieu": {"matches": r"\d+/CV-\p{L}+"}},
        {"trich_yeu": {"contains": "NUOI TOM", "excludes": "bão"}},
        {"phoi_hop": {"contains": ["van_phong"], "excludes": "xa_ben"}},
        {"phoi_hop": {"contains": "$input.chu_tri"}},
        {"phoi_hop": ["phong_kinh_te", "van_phong"]},
        {"phoi_hop": {"count": 2}},
        {"phoi_hop": {"count": {"at_least": 1}}},
        {"de_biet": {"count": 0}},
        {"bang": {"sum": {"column": "dien_tich", "equals": 3.5}}},
        {"bang": {"contains": {"ten": "b"}}},
        {"bang": {"contains": {"ten": {"matches": "[ab]"}}, "excludes": {"ten": {"matches": "[0-9]+"}}}},
        {"trich_yeu": {"min_length": 10, "max_length": 20}},
        {"viec": {"refers_to": {"state": "xong"}}},
        {"viec": "@viec_mot"},
        {"tep": {"refers_to": {"ten": "Rà soát"}}},
        {"han": {"working_day": True}},
        {"ngay_den": {"working_days_before": {"than": "$record.han", "at_least": 4}}},
        {"da_kiem": True},
        {"chua_co": False},
        {"mat_khau": {"length": {"at_least": 12}, "same_as_before": False}},
        {"nguoi_xu_ly": "$me.person"},
        {"any": [{"state": "tra_lai"}, {"do_khan": "Khẩn"}]},
        {"all": [{"state": "moi"}, {"none": [{"do_khan": "Thường"}]}]},
        {"trich_yeu": "  Về việc nuôi tôm "},
    ],
    ids=str,
)
def test_it_holds(condition: dict[str, Any]) -> None:
    assert holds(condition, DATA, scope=SCOPE)
    assert explain(condition, DATA, scope=SCOPE) is None


@pytest.mark.parametrize(
    "condition",
    [
        {"state": "tra_lai"},
        {"trich_yeu": "về việc nuôi tôm"},
        {"do_khan": {"one_of": "Khẩn"}},
        {"do_khan": {"before": 3}},
        {"so_den": {"after": "2026-01-01"}},
        {"han": {"after": "$record.khong_co"}},
        {"so_ky_hieu": {"matches": "(a+)+$"}},
        {"so_ky_hieu": {"matches": "("}},
        {"phoi_hop": {"count": "hai"}},
        {"trich_yeu": {"count": 1}},
        {"trich_yeu": {"sum": {"equals": 0}}},
        {"viec": {"refers_to": {"state": "dang_lam"}}},
        {"so_ky_hieu": {"refers_to": {}}},
        {"han": {"working_day": "có"}},
        {"trich_yeu": {"working_day": True}},
        {"han": {"working_days_before": {"than": 5}}},
        {"han": {"between": ["2026-01-01"]}},
        {"trich_yeu": {"la_lung": 1}},
        {"trich_yeu": {"min_length": "mười"}},
        {"any": []},
        {"any": "x"},
        {"none": [{"state": "moi"}]},
        {"phoi_hop": ["van_phong"]},
        {"phoi_hop": "van_phong"},
    ],
    ids=str,
)
def test_it_does_not_hold(condition: dict[str, Any]) -> None:
    assert not holds(condition, DATA, scope=SCOPE)
    said = explain(condition, DATA, scope=SCOPE, record_type=VAN_BAN)
    assert said is not None
    assert said.vi
    assert said.en


@pytest.mark.parametrize(
    ("condition", "vi", "en"),
    [
        (
            {"do_khan": "Thường"},
            'Ô "Độ khẩn" đang là "Khẩn", cần là "Thường".',
            '"Độ khẩn (en)" is "Urgent"; it should be "Normal".',
        ),
        (
            {"state": ["da_vao_so", "tra_lai"]},
            'Trạng thái đang là "Mới", cần là một trong: "Đã vào sổ", "Trả lại".',
            'State is "Mới"; it should be one of "Đã vào sổ", "Trả lại".',
        ),
        (
            {"y_kien": {"empty": False}},
            'Ô "Ý kiến" đang trống, cần được điền.',
            '"Ý kiến (en)" is empty; it should be filled in.',
        ),
        (
            {"han": {"before": "$today"}},
            'Ô "Hạn xử lý" đang là 27/11/2026, cần trước 23/11/2026.',
            '"Hạn xử lý (en)" is 27/11/2026; it should be before 23/11/2026.',
        ),
        (
            {"phoi_hop": {"count": {"at_least": 3}}},
            'Ô "Phối hợp" đang có 2 mục, cần có ít nhất 3 mục.',
            '"Phối hợp (en)" has 2 items; it should have at least 3 item(s).',
        ),
        (
            {"han": {"working_days_before": {"than": "2026-11-30", "at_least": 2}}},
            'Ô "Hạn xử lý" đang là 27/11/2026, cần trước 30/11/2026 ít nhất 2 ngày làm việc.',
            '"Hạn xử lý (en)" is 27/11/2026; it should be at least 2 working days before 30/11/2026.',
        ),
        (
            {"trich_yeu": {"min_length": 30}},
            'Ô "Trích yếu" đang có 16 ký tự, cần dài ít nhất 30 ký tự.',
            '"Trích yếu (en)" has 16 characters; it should have at least 30 characters.',
        ),
        (
            {"do_khan": {"not": "Khẩn"}},
            'Ô "Độ khẩn" đang là "Khẩn", cần khác "Khẩn".',
            '"Độ khẩn (en)" is "Urgent"; it should be other than "Urgent".',
        ),
        (
            {"any": [{"do_khan": "Thường"}, {"state": "tra_lai"}]},
            'Cần một trong các điều sau. Ô "Độ khẩn" đang là "Khẩn", cần là "Thường". '
            'Hoặc: Trạng thái đang là "Mới", cần là "Trả lại".',
            'One of these is needed. "Độ khẩn (en)" is "Urgent"; it should be "Normal". '
            'Or: State is "Mới"; it should be "Trả lại".',
        ),
    ],
)
def test_it_explains_itself(condition: dict[str, Any], vi: str, en: str) -> None:
    said = explain(condition, DATA, scope=SCOPE, record_type=VAN_BAN)
    assert said is not None
    assert (said.vi, said.en) == (vi, en)


def test_what_was_found_is_quoted_never_resolved() -> None:
    said = explain({"trich_yeu": "x"}, {"trich_yeu": "$now"}, scope=SCOPE, record_type=VAN_BAN)
    assert said is not None
    assert said.vi == 'Ô "Trích yếu" đang là "$now", cần là "x".'


def test_a_pattern_that_never_ends_does_not_hold() -> None:
    evil = {"so_ky_hieu": {"matches": "(a|a)*(b|b)*(a|a)*c"}}
    assert not holds(evil, {"so_ky_hieu": "a" * 4000}, scope=SCOPE)


def test_record_stays_the_acting_one_inside_another() -> None:
    others = {7: {"state": "xong", "nguoi": "an"}}.get
    scope = Scope(platform=PLATFORM, now=SCOPE.now, lookup=others)
    assert holds({"viec": {"refers_to": {"nguoi": "$record.nguoi_xu_ly"}}}, DATA, scope=scope)


def test_the_operators_of_a_condition() -> None:
    condition = {
        "any": [{"a": 1}, {"b": [1]}],
        "c": {"not": {"empty": True}},
        "d": {"refers_to": {"e": {"before": 1}}},
    }
    assert operators_in(condition) == {"equals", "one_of", "not", "empty", "refers_to", "before"}


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(
        ["$now", "$today", "$today+3", "$record.han", "$input.chu_tri", "$me.person", "@viec_mot", "2026-11-23", "12"]
    )
)
KEYS = st.sampled_from([*OPERATORS, "any", "all", "none", "state", "column", "than", *DATA]) | st.text(max_size=6)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)


@settings(max_examples=300)
@example({"state": None}, {"state": [None, None]})
@given(st.dictionaries(KEYS, JSON, max_size=4), st.dictionaries(st.sampled_from(list(DATA)), JSON, max_size=6))
def test_nothing_makes_it_raise(condition: dict[str, Any], data: dict[str, Any]) -> None:
    found = holds(condition, data, scope=SCOPE)
    said = explain(condition, data, scope=SCOPE, record_type=VAN_BAN)
    assert found == (said is None)


def test_every_operator_has_a_judge() -> None:
    assert conditions._TESTS.keys() | {"not", "count", "sum", "refers_to"} == OPERATORS
