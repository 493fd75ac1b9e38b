"""A record type may say which of its records a seat sees at all: the others are not there for it."""

import pytest

from sandbox import api, selectors
from sandbox.spec import Scenario
from tests.sandbox import counter
from tests.sandbox.engine.office import Office

BASE_OF_AN, BASE_OF_BINH = 12, 13


@pytest.fixture
def boss(desk: Office) -> Office:
    """Bình, in a workspace of the same kind."""
    scenario = counter.SCENARIO.model_dump() | {"person": "binh", "role": "lanh_dao"}
    return Office(desk.workspace.snapshot, Scenario.model_validate(scenario))


def subjects(rows: list[selectors.RecordView]) -> list[str]:
    return [row.data["chu_de"] for row in rows]


def test_lists_counts_and_badges_hold_only_what_the_seat_sees(desk: Office, boss: Office) -> None:
    mine = ["Họp tuần 2", "Họp tuần 0", "Riêng của An"]
    assert subjects(desk.page("thu").rows) == mine
    assert subjects(desk.page("thu", view="moi").rows) == mine
    assert subjects(boss.page("thu", view="tat_ca").rows) == ["Họp tuần 3", "Họp tuần 1", "Riêng của Bình"]
    assert selectors.counts(desk.workspace, "thu") == {"tat_ca": 3, "moi": 3}
    assert selectors.badge_counts(boss.workspace)["thu"] == 3


def test_search_finds_only_what_the_seat_sees(desk: Office, boss: Office) -> None:
    for office, found in ((desk, ["Riêng của An"]), (boss, ["Riêng của Bình"])):
        (letters,) = selectors.search_everywhere(office.workspace, "riêng của")
        assert subjects(letters.rows) == found
        assert letters.total == 1
    (letters,) = selectors.search_everywhere(desk.workspace, "họp tuần")
    assert subjects(letters.rows) == ["Họp tuần 2", "Họp tuần 0"]


def test_somebody_elses_record_is_not_there(desk: Office, boss: Office) -> None:
    assert desk.record("thu_cua_binh") is None
    assert desk.record(BASE_OF_BINH) is None
    assert boss.record(BASE_OF_BINH).data["chu_de"] == "Họp tuần 1"
    assert set(selectors.records(desk.workspace, [BASE_OF_AN, BASE_OF_BINH])) == {BASE_OF_AN}


def test_nothing_can_be_done_to_what_the_seat_does_not_see(desk: Office) -> None:
    for rid in (desk.rid("thu_cua_binh"), BASE_OF_BINH):
        assert desk.act("thu.doc", rid).refusal.code == "not_found"
    assert desk.act("thu.doc", "thu_cua_an").ok


def test_it_cannot_be_chosen_either(desk: Office) -> None:
    field = counter.platform().record("thu").fields["tra_loi"]
    assert [choice.label.vi for choice in selectors.options_for(desk.workspace, field)] == [
        "Họp tuần 2",
        "Họp tuần 0",
        "Riêng của An",
    ]


def test_what_the_learner_does_reaches_others_and_colleagues_are_not_hindered(desk: Office) -> None:
    outcome = desk.act("thu.viet", chu_de="Mời họp")
    assert outcome.ok
    assert [event.action for event in outcome.followups] == ["thu.doc"]  # Bình reads An's own copy: as is written
    assert subjects(desk.page("thu").rows)[0] == "Mời họp"
    assert desk.page("thu").total == 4
    assert desk.rebuilds()


def test_a_list_that_not_all_see_costs_no_more(desk: Office, django_assert_max_num_queries) -> None:
    desk.page("thu", view="tat_ca")
    with django_assert_max_num_queries(5):
        workspace = selectors.workspace_by_id(desk.workspace.pk)
        selectors.page(workspace, "thu", view="tat_ca")
        selectors.counts(workspace, "thu")


def test_in_another_seat_other_records_are_seen(desk: Office) -> None:
    scenario = Scenario.model_validate(counter.SCENARIO.model_dump() | {"seats": ["binh"]})
    both = Office(desk.workspace.snapshot, scenario)
    assert desk.page("thu").total == both.page("thu").total == 3
    moved = api.take_seat(workspace_id=both.workspace.pk, person="binh", request_key="move")
    assert subjects(selectors.page(moved.workspace, "thu").rows) == ["Họp tuần 3", "Họp tuần 1", "Riêng của Bình"]


def test_fields_are_shown_when_their_condition_holds(desk: Office) -> None:
    def shown(which: str) -> set[str]:
        names = selectors.shown_fields(desk.workspace, desk.record(which))
        return {"dung_tu", "chu_dat", "that", "ten"} & set(names)

    assert shown("ho_so") == {"ten"}
    assert shown("danh_sach") == {"ten", "chu_dat"}  # about parcel 2
    desk.act("ho_so.dung", "ho_so")
    assert shown("ho_so") == {"ten", "dung_tu"}
