"""Conditions: the closed list of operators, and why one does not hold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sandbox.definition import conditions
from sandbox.definition.conditions import OPERATORS, Scope, explain, holds, operators_in
from sandbox.errors import NotIndexed
from tests.sandbox import minimal

PLATFORM = minimal.platform()
VAN_BAN = PLATFORM.record("van_ban")
OTHERS = {7: {"state": "xong", "ten": "Rà soát", "van_ban": 9}, 9: {"state": "moi", "so_ky_hieu": "9/A", "viec": 7}}
SLIPS = [{"ten": "Một", "nguoi": "an"}, {"ten": "Hai", "nguoi": "an"}]


def slips_that_meet(record_type: str, condition: dict[str, Any], scope: Scope) -> int:
    """As an engine would count: of type `viec` there are the slips, of another type nothing can be asked."""
    if record_type != "viec" or "khong_co" in condition:
        raise NotIndexed(record_type)
    return sum(holds(condition, slip, scope=scope) for slip in SLIPS)


SCOPE = Scope(
    platform=PLATFORM,
    now="2026-11-23T07:30",
    person="an",
    unit="van_phong",
    role="van_thu",
    input={"chu_tri": "phong_kinh_te"},
    lookup=OTHERS.get,
    refs={"viec_mot": 7},
    others=slips_that_meet,
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
        {"other": {"record": "viec"}},
        {"other": {"record": "viec", "where": {"nguoi": "$record.nguoi_xu_ly"}, "count": 2}},
        {"other": {"record": "viec", "where": {"nguoi": "binh"}, "count": 0}},
        {"other": {"record": "viec", "where": {"ten": "Một"}, "count": {"at_most": 1}}},
        {"none": [{"other": {"record": "viec", "where": {"ten": "Ba"}}}]},
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
        {"other": {"record": "viec", "where": {"ten": "Ba"}}},
        {"other": {"record": "viec", "count": 3}},
        {"other": {"record": "khong_co", "count": 0}},
        {"other": {"record": "viec", "where": {"khong_co": 1}, "count": {"not": 1}}},
        {"other": {"record": "viec", "where": 5}},
        {"other": "viec"},
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


def test_a_condition_about_others_tells_how_many_there_are() -> None:
    wanted = {"record": "viec", "where": {"ten": {"not": "Ba"}, "nguoi_giao": {"empty": True}}, "count": 1}
    said = explain({"other": wanted}, DATA, scope=SCOPE)
    assert said is not None
    assert said.vi == 'Số "Việc" khác (Tên: khác "Ba"; Người giao: để trống) đang là 2, cần đúng 1.'
    assert said.en.startswith('The number of other "Việc" (Tên (en): other than "Ba"; ')
    assert said.en.endswith(" is 2; it should be exactly 1.")


@pytest.mark.parametrize(
    ("reference", "value"),
    [
        ("$record.viec", 7),
        ("$record.viec.ten", "Rà soát"),
        ("$record.viec.state", "xong"),
        ("$record.viec.van_ban.so_ky_hieu", "9/A"),
        ("$record.viec.khong_co", None),
        ("$record.so_den.ten", None),  # no record of that rid
        ("$record.tep.ten", None),  # several records are not one
        ("$record.khong_co.ten", None),
        ("$input.viec.ten", None),
        ("$each.ten", "Dòng"),
        ("$each", {"ten": "Dòng"}),
        ("$me.name", "Nguyễn Văn An"),
        ("$me.signature", "Nguyễn Văn An, Văn thư"),
        ("$me.email", None),
        ("$today+1", "2026-11-24"),
        ("$now+1", "2026-11-24T07:30"),
        ("$now-1", "2026-11-19T07:30"),  # over a weekend and a holiday
        ("$nothing", "$nothing"),
    ],
)
def test_references_lead_through_records(reference: str, value: Any) -> None:
    scope = replace(SCOPE, record=DATA, each={"ten": "Dòng"})
    assert conditions.resolve(reference, scope) == value


def test_a_moment_outside_of_office_hours_moves_to_the_next_opening() -> None:
    late = replace(SCOPE, now="2026-11-23T18:00")
    assert conditions.resolve("$now+1", late) == "2026-11-25T07:00"
    assert conditions.resolve("$today+1", late) == "2026-11-24"


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
        "other": {"record": "viec", "where": {"f": {"after": 1}}},
    }
    found = {"equals", "one_of", "not", "empty", "refers_to", "before", "after", "at_least"}
    assert operators_in(condition) == found


REFERENCES = ["$now", "$now+3", "$today", "$today+3", "$record.han", "$record.viec.ten", "$input.chu_tri", "$each.x"]
REFERENCES += ["$me.person", "$me.name"]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(REFERENCES)
    | st.sampled_from(["@viec_mot", "viec", "2026-11-23", "12"])
)
WORDS = ["any", "all", "none", "other", "state", "column", "than", "record", "where"]
KEYS = st.sampled_from([*OPERATORS, *WORDS, *DATA]) | st.text(max_size=6)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=20
)


@settings(max_examples=100)
@example({"state": None}, {"state": [None, None]})
@given(st.dictionaries(KEYS, JSON, max_size=4), st.dictionaries(st.sampled_from(list(DATA)), JSON, max_size=6))
def test_nothing_makes_it_raise(condition: dict[str, Any], data: dict[str, Any]) -> None:
    found = holds(condition, data, scope=SCOPE)
    said = explain(condition, data, scope=SCOPE, record_type=VAN_BAN)
    assert found == (said is None)


def test_every_operator_has_a_judge() -> None:
    assert conditions._TESTS.keys() | {"not", "count", "sum", "refers_to"} == OPERATORS
