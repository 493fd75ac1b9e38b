"""A condition means the same whoever reads it: the evaluator, the keys in Python, and the database."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.definition.conditions import Scope, holds
from sandbox.engine.rows import derived, encode
from sandbox.engine.where import compile_where
from sandbox.errors import NotIndexed
from sandbox.models import BaseRecord, Snapshot
from tests.sandbox import minimal
from tests.sandbox.engine.strategies import DAYS, MOMENTS, NUMBERS, records

PLATFORM = minimal.platform()
SCOPE = Scope(PLATFORM, "2026-11-23T07:30", person="binh", unit="phong_kinh_te", role="lanh_dao", record={})

OPERANDS = {
    "han": DAYS | MOMENTS | st.sampled_from(["$today", "$now", "$today-3", "2026-02-30", "", None, 5, True, False]),
    "ngay_den": DAYS | MOMENTS | st.sampled_from(["$today", "$now", "chưa rõ", None, False]),
    "dien_tich": NUMBERS | st.sampled_from(["1.0005", "0.0001", "-0.0001", 1.5, None, "x", False, True, 0]),
    "do_khan": st.sampled_from([*minimal.URGENCY, " Khẩn ", "Kha\u0302\u0309n", "Lạ", None, True]),
    "chu_tri": st.sampled_from(["phong_kinh_te", "$me.unit", "van_phong", "khong_co", None]),
    "state": st.sampled_from([*minimal.STATES, "khong_co", None]),
}
COUNTED = {"do_khan", "chu_tri", "state"}


def operators(name: str) -> st.SearchStrategy[Any]:
    operand = OPERANDS[name]
    plain = operand | st.lists(operand, max_size=3)
    one = {"equals": operand, "one_of": st.lists(operand, max_size=3), "empty": st.booleans(), "not": plain}
    if name in COUNTED:
        one["contains"] = operand
    else:
        one |= {key: operand for key in ("before", "after", "at_most", "at_least")}
        one["between"] = st.tuples(operand, operand).map(list)
    some = st.lists(st.sampled_from(sorted(one)), min_size=1, max_size=2, unique=True)
    return plain | some.flatmap(lambda keys: st.fixed_dictionaries({key: one[key] for key in keys}))


parts = st.sampled_from(sorted(OPERANDS)).flatmap(lambda name: st.fixed_dictionaries({name: operators(name)}))
conditions = st.recursive(
    parts | st.just({}),
    lambda inner: st.fixed_dictionaries(
        {}, optional={key: st.lists(inner, max_size=2) for key in ("any", "all", "none")}
    ),
    max_leaves=4,
)


@given(condition=conditions, record=records())
def test_keys_in_python_say_what_the_evaluator_says(condition, record) -> None:
    state, data = record
    row = {"state": state, "rid": 1, **derived(PLATFORM, "van_ban", data)}
    meant = holds(condition, {**data, "state": state}, scope=SCOPE)
    assert compile_where(condition, "van_ban", SCOPE).passes(row) == meant


@given(condition=conditions)
def test_the_database_says_what_keys_in_python_say(crowd: Snapshot, condition) -> None:
    test = compile_where(condition, "van_ban", SCOPE)
    rows = BaseRecord.objects.filter(snapshot=crowd).values()
    meant = {row["rid"] for row in rows if test.passes(row)}
    assert set(BaseRecord.objects.filter(test.q(), snapshot=crowd).values_list("rid", flat=True)) == meant


@pytest.mark.parametrize(
    "condition",
    [
        {"trich_yeu": "x"},
        {"khong_co": 1},
        {"so_ky_hieu": "1/A"},
        {"han": {"working_day": True}},
        {"dien_tich": {"matches": ".*"}},
    ],
)
def test_what_lists_cannot_do_is_refused(condition) -> None:
    with pytest.raises(NotIndexed):
        compile_where(condition, "van_ban", SCOPE)


@given(one=NUMBERS, other=NUMBERS)
def test_keys_keep_the_order_of_numbers(one, other) -> None:
    field = PLATFORM.record("van_ban").fields["dien_tich"]
    left, right = encode(PLATFORM, field, one), encode(PLATFORM, field, other)
    assert left != 0
    assert (left < right) == (float(one) < float(other))
