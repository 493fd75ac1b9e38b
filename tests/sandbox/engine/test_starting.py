"""Snapshots, fresh workspaces, and moves of a lesson."""

import pytest
from pydantic import TypeAdapter

from sandbox import api, selectors, variables
from sandbox.errors import BadScenario, NotHere
from sandbox.models import BaseRecord, Snapshot, Workspace
from sandbox.spec import Move, Scenario
from tests.sandbox import minimal
from tests.sandbox.engine.office import Office

MOVES = TypeAdapter(list[Move])


def test_the_same_content_is_the_same_snapshot(snapshot: Snapshot) -> None:
    again = api.import_snapshot(platform=minimal.platform(), records=minimal.base_records(60))
    other = api.import_snapshot(platform=minimal.platform(), records=minimal.base_records(61))
    assert again == snapshot
    assert other.hash != snapshot.hash
    assert (snapshot.record_count, snapshot.sequences) == (60, {"van_ban.so_den": 60})
    assert selectors.current_snapshot() == other


def test_variables_are_drawn_from_the_seed(snapshot: Snapshot) -> None:
    one, same = Office(snapshot, seed=1), Office(snapshot, seed=1)
    assert one.record("cong_van").data == same.record("cong_van").data
    assert len({Office(snapshot, seed=seed).record("cong_van").data["so_ky_hieu"] for seed in range(20)}) == 3
    drawn = variables.draw(minimal.SCENARIO.variables, seed=1)
    assert one.record("cong_van").data["so_ky_hieu"] == f"{drawn['so']}/CV-STC"


def test_a_placeholder_alone_keeps_its_type() -> None:
    tree = {"a": "{{n}}", "b": ["số {{n}}", "{{khong_co}}"], "c": 1}
    assert variables.bind(tree, {"n": 7}) == {"a": 7, "b": ["số 7", "{{khong_co}}"], "c": 1}


def test_scenario_records_may_name_each_other(office: Office) -> None:
    assert office.record("cong_van").data["tep"] == [office.rid("ban_scan")]


def test_a_secret_of_the_scenario_is_kept_as_facts(office: Office) -> None:
    assert office.record("cong_van").data["mat_khau"]["length"] == 9
    assert "Abc@12345" not in str(Workspace.objects.values().get())
    assert office.rebuilds()


def test_a_secret_drawn_from_a_pool_leaves_no_pool_behind(snapshot: Snapshot) -> None:
    tree = minimal.SCENARIO.model_dump(mode="json", by_alias=True)
    tree["variables"]["ma"] = ["Kh0ng-ai-biet"]
    tree["records"][0]["values"]["mat_khau"] = "{{ma}}"
    office = Office(snapshot, Scenario.model_validate(tree))
    assert "Kh0ng-ai-biet" not in str(Workspace.objects.values().get())
    outcome = office.act("doi_mat_khau", "cong_van", mat_khau="Kh0ng-ai-biet", nhap_lai="Kh0ng-ai-biet")
    assert outcome.event.values["mat_khau"]["same_as_before"]


def test_all_slips_of_a_scenario_are_told_together(snapshot: Snapshot) -> None:
    scenario = Scenario.model_validate(
        {
            "role": "van_thu",
            "person": "khong_ai",
            "records": [
                {"ref": "a", "record": "sach"},
                {"ref": "b", "record": "van_ban", "state": "bay", "values": {"la": 1, "han": "hôm qua"}},
            ],
        }
    )
    with pytest.raises(BadScenario) as caught:
        api.create_workspace(snapshot=snapshot, scenario=scenario)
    assert len(caught.value.problems) == 5


def test_an_unknown_workspace_is_not_here(snapshot: Snapshot) -> None:
    for unknown in ("x", "00000000-0000-0000-0000-000000000000"):
        with pytest.raises(NotHere):
            api.reset(workspace_id=unknown, request_key="k")


def test_moves_find_records_by_their_names(office: Office) -> None:
    moves = MOVES.validate_python(
        [
            {"move": "act", "action": "van_ban.vao_so", "on": "cong_van", "values": {"da_kiem": True}},
            {"move": "act", "action": "van_ban.tao", "ref": "tra_loi",
             "values": {"so_ky_hieu": "1/TL", "han": "27/11/2026", "tra_loi": "@cong_van", "tep": ["@ban_scan"]}},
            {"move": "act", "action": "van_ban.sua", "on": "tra_loi", "values": {"trich_yeu": "Trả lời"}},
            {"move": "act", "action": "van_ban.trinh", "on": {"record": "van_ban", "where": {"so_ky_hieu": "1/TL"}}},
            {"move": "wait"},
            {"move": "answer", "question": "dem", "value": "2"},
            {"move": "act", "action": "van_ban.trinh", "on": "khong_co"},
        ]
    )  # fmt: skip
    outcomes = api.play(workspace_id=office.workspace.pk, moves=moves, key_prefix="p")
    assert [outcome.refusal.code if outcome.refusal else "ok" for outcome in outcomes] == ["ok"] * 6 + ["not_found"]
    reply = office.record("tra_loi")
    assert reply.data["tra_loi"] == office.rid("cong_van")
    assert reply.data["han"] == "2026-11-27"
    assert reply.state == "da_phan_cong"
    assert all(
        outcome.repeated for outcome in api.play(workspace_id=office.workspace.pk, moves=moves, key_prefix="p")
    )
    office.workspace = outcomes[-1].workspace
    assert office.rebuilds()


@pytest.mark.parametrize("size", [10, 300])
def test_creating_a_workspace_costs_the_same_for_every_snapshot(db, django_assert_num_queries, size: int) -> None:
    snapshot = api.import_snapshot(platform=minimal.platform(), records=minimal.base_records(size))
    Office(snapshot)
    with django_assert_num_queries(4):  # savepoint, workspace, rows, release
        Office(snapshot)
    assert BaseRecord.objects.count() == size
