"""Variables: drawn from a seed, values that belong together, pools of the platform, two people never the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.variables import bind, draw, with_pools
from tests.sandbox import minimal

PARCELS = [{"to": "12", "dien_tich": "1250.5"}, {"to": "7", "dien_tich": "980"}]


def test_a_part_of_what_was_drawn_is_called_by_its_name() -> None:
    drawn = {"thua": PARCELS[0]}
    assert bind("Tờ {{thua.to}}, {{ thua.dien_tich }} m²", drawn) == "Tờ 12, 1250.5 m²"
    assert bind({"to": "{{thua.to}}"}, drawn) == {"to": "12"}


@pytest.mark.parametrize("written", ["{{thua.mau}}", "{{khac.to}}", "{{so.to}}"])
def test_a_part_that_is_not_there_stays_as_it_is_written(written: str) -> None:
    assert bind(f"Tờ {written}", {"thua": PARCELS[0], "so": "5"}) == f"Tờ {written}"


@given(st.integers(0, 10_000))
def test_two_people_are_never_the_same(seed: int) -> None:
    drawn = draw({"a": ["-z", "Na", "Út"], "z": ["Na", "Út"]}, seed)
    assert drawn["a"] != drawn["z"]


def test_where_nothing_else_is_left_the_same_is_drawn_again() -> None:
    assert draw({"a": ["Na", "-z"], "z": ["Na"]}, 1) == {"a": "Na", "z": "Na"}


def test_a_value_may_hold_another_variable() -> None:
    drawn = draw({"thu": [{"chu_de": "Gấp: {{noi}}"}], "noi": ["{{xa}} hôm nay"], "xa": ["Đất Mũi"]}, 4)
    assert drawn["thu"] == {"chu_de": "Gấp: Đất Mũi hôm nay"}


def test_values_that_hold_each_other_come_to_an_end() -> None:
    assert "{{" in draw({"a": ["{{b}}"], "b": ["{{a}}"]}, 1)["a"]


def test_what_was_drawn_before_stays_when_a_dependent_variable_comes_to_it() -> None:
    pools = {"b": ["1", "2", "3"], "c": ["4", "5", "6"]}
    assert draw(pools, 9) == {
        name: value for name, value in draw({**pools, "a": ["1", "-b"]}, 9).items() if name != "a"
    }


def test_the_platforms_pools_are_written_out() -> None:
    platform = minimal.platform().model_copy(update={"pools": {"thua": PARCELS}})
    assert with_pools({"thua": ["@thua", {"to": "1"}], "so": ["5"]}, platform) == {
        "thua": [*PARCELS, {"to": "1"}],
        "so": ["5"],
    }
    with pytest.raises(KeyError):
        with_pools({"thua": ["@khong_co"]}, platform)
