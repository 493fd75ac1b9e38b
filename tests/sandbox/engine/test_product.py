"""The effect `product`: what is due follows from area, price and rate."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from sandbox import api
from sandbox.definition.loader import parse_definition
from tests.sandbox.engine.office import Office
from tests.sandbox.minimal import DEFINITION, text

GIVEN = {"so_ky_hieu": "12/CT", "dien_tich": "1250,5", "so_tien": "450000"}


def made(db: None, factors: list[Any], **values: Any) -> dict[str, Any]:
    tree = deepcopy(DEFINITION)
    action = {**text("Tính"), "by": "van_thu", "creates": True, "asks": ["so_ky_hieu", "dien_tich", "so_tien"]}
    action["effects"] = [{"product": {"so_tien": factors}}, {"product": {"dien_tich": ["$record.dien_tich", "0.5"]}}]
    tree["modules"]["van_ban_den"]["records"]["van_ban"]["actions"]["tinh"] = action
    office = Office(api.import_snapshot(platform=parse_definition(tree), records=[]))
    outcome = office.act("tinh", None, **{**GIVEN, **values})
    assert outcome.refusal is None, outcome.refusal
    record = office.record(outcome.event.rid)
    assert record is not None
    return record.data


def test_money_is_rounded_to_the_whole_dong_and_a_number_is_exact(db: None) -> None:
    data = made(db, ["$record.dien_tich", "$record.so_tien", "0.005"])
    assert (data["so_tien"], data["dien_tich"]) == (2813625, "625.25")


@pytest.mark.parametrize(("price", "amount"), [("1001", 501), ("1000", 500), ("999", 500)])
def test_half_a_dong_is_rounded_up(db: None, price: str, amount: int) -> None:
    assert made(db, ["$record.so_tien", "0.5"], so_tien=price)["so_tien"] == amount


def test_without_one_of_its_factors_there_is_no_product(db: None) -> None:
    assert "so_tien" not in made(db, ["$record.dien_tich", "$record.so_den"])
