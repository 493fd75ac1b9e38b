"""What "@name" means: records of the lesson, and records of the base by their key."""

import pytest

from sandbox import api, checks
from sandbox.errors import BadScenario
from sandbox.spec import ActMove, FieldIs, Scenario
from tests.sandbox import counter
from tests.sandbox.engine.office import Office


def move(desk: Office, key: str, **told: object) -> api.Outcome:
    (outcome,) = api.play(workspace_id=desk.workspace.pk, moves=[ActMove.model_validate(told)], key_prefix=key)
    return outcome


def test_a_scenario_names_base_records_by_their_key(desk: Office) -> None:
    assert desk.record("danh_sach").data["thua"] == 2
    assert desk.rebuilds()


def test_moves_may_act_on_and_point_at_base_records(desk: Office) -> None:
    values = {"thua": "@thua:Thửa 3", "dien_tich": 300}
    assert move(desk, "a", action="ho_so.kiem_tra", on="ho_so", values=values).ok
    assert desk.record("ho_so").data["thua"] == 3
    assert "loi" not in desk.record("ho_so").data
    assert move(
        desk, "b", action="phieu.doi", on="phieu:Phiếu 1", values={"loai": "A"}
    ).ok  # without a key: the title
    assert desk.record(5).data["loai"] == "A"


@pytest.mark.parametrize("name", ["thua:Thửa 9", "khong_co:Thửa 1", "thua:", "@"])
def test_a_name_that_means_nothing_is_no_record(desk: Office, name: str) -> None:
    assert not move(desk, "a", action="ho_so.kiem_tra", on="ho_so", values={"thua": f"@{name}"}).ok
    if ":" in name and not name.endswith(":"):
        assert move(desk, "b", action="phieu.thu", on=name).refusal.code == "not_found"


def test_a_scenario_that_names_no_such_record_is_refused(desk: Office) -> None:
    records = [{"ref": "a", "record": "ho_so", "values": {"thua": "@thua:Thửa 9"}}]
    scenario = Scenario.model_validate(counter.SCENARIO.model_dump() | {"records": records})
    with pytest.raises(BadScenario, match=r"a\.thua"):
        Office(desk.workspace.snapshot, scenario)


def test_checks_know_these_names(desk: Office) -> None:
    desk.act("ho_so.kiem_tra", "ho_so", thua="3", dien_tich="1")
    select = {"record": "ho_so", "ref": "ho_so"}
    told = [FieldIs(select=select, field="thua", **{"is": f"@thua:{key}"}) for key in ("Thửa 3", "Thửa 1")]
    findings = checks.evaluate(told, checks.World.of(desk.workspace))
    assert [finding.status for finding in findings] == ["ok", "todo"]
