"""Conditions about other records: counted over base and overlay, with what the same action has changed."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from sandbox import api, selectors
from sandbox.definition.conditions import holds
from sandbox.engine.desk import Desk
from sandbox.engine.rules import Seat, scope
from sandbox.models import OverlayRow
from tests.sandbox import counter
from tests.sandbox.engine.office import Office

SLIPS = range(4, 12)  # of the base


def all_slips(desk: Office) -> list[selectors.RecordView]:
    own = OverlayRow.objects.filter(workspace=desk.workspace, record_type="phieu").values_list("rid", flat=True)
    return list(selectors.records(desk.workspace, sorted({*SLIPS, *own})).values())


def test_the_second_slip_of_a_dossier_is_refused_until_the_first_is_taken_back(desk: Office) -> None:
    dossier = str(desk.rid("ho_so"))
    first = desk.act("phieu.lap", ho_so=dossier)
    assert first.ok
    again = desk.act("phieu.lap", ho_so=dossier)
    assert again.refusal.rules == ("E08",)
    assert desk.act("phieu.lap", ho_so=str(desk.rid("danh_sach"))).ok
    assert desk.act("phieu.lap").ok
    # of the same kind (none) there is another one: the slip without a dossier
    assert desk.act("phieu.thu", first.event.rid).ok
    assert desk.act("phieu.lap", ho_so=dossier).ok
    assert desk.rebuilds()


def test_buttons_know_of_other_records(desk: Office) -> None:
    alone = desk.act("phieu.lap", loai="A", so_tien="1").event.rid
    for rid in SLIPS:
        desk.act("phieu.xoa", rid)
    offers = {offer.key: offer for offer in selectors.offers(desk.workspace, desk.record(alone))}
    assert offers["thu"].reason.vi == "Chưa có phiếu nào khác cùng loại."
    desk.act("phieu.lap", loai="A")
    offers = {offer.key: offer for offer in selectors.offers(desk.workspace, desk.record(alone))}
    assert offers["thu"].allowed


CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "state": st.sampled_from(["nhap", ["nhap", "da_gui"], {"not": "da_thu"}]),
        "loai": st.sampled_from(["A", "$record.loai", {"not": "A"}, {"empty": True}, None]),
        "so_tien": st.sampled_from([1000, "$record.so_tien", {"at_least": 3000}, {"empty": True}]),
        "nguoi": st.sampled_from(["binh", "$me.person", "$record.nguoi"]),
        "ho_so": st.sampled_from(["$record.ho_so", {"empty": True}]),
    },
)


class Counting(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        snapshot = api.import_snapshot(platform=counter.platform(), records=counter.base_records())
        self.desk = Office(snapshot, counter.SCENARIO)

    @rule(
        kind=st.sampled_from(["", "A", "B"]),
        amount=st.sampled_from(["", "1000", "3000"]),
        who=st.sampled_from(["", "an", "binh"]),
        linked=st.booleans(),
    )
    def make(self, kind: str, amount: str, who: str, linked: bool) -> None:
        dossier = str(self.desk.rid("ho_so")) if linked else ""
        self.desk.act("phieu.lap", loai=kind, so_tien=amount, nguoi=who, ho_so=dossier)

    @rule(
        data=st.data(),
        action=st.sampled_from(["doi", "thu", "xoa"]),
        kind=st.sampled_from(["A", "B", ""]),
        who=st.sampled_from(["an", "binh", ""]),
    )
    def change(self, data: st.DataObject, action: str, kind: str, who: str) -> None:
        if slips := all_slips(self.desk):
            slip = data.draw(st.sampled_from(slips))
            values = {"loai": kind, "nguoi": who} if action == "doi" else {}
            self.desk.act(f"phieu.{action}", slip.rid, **values)

    @rule()
    def go_back(self) -> None:
        self.desk.rewind(self.desk.workspace.last_seq // 2)

    @invariant()
    def as_by_looking_at_every_one(self) -> None:
        slips = all_slips(self.desk)
        for me in [None, *slips[::3]]:
            for where in WHERES:
                reading = Desk(self.desk.workspace)
                at = scope(reading, Seat.of_learner(reading), me.facts if me else {}, {})
                others = [slip for slip in slips if slip != me and holds(where, slip.facts, scope=at)]
                assert reading.others("phieu", where, at) == len(others)


WHERES: list[dict[str, Any]] = [
    {},
    {"state": {"not": "da_thu"}, "loai": "$record.loai"},
    {"so_tien": "$record.so_tien", "none": [{"nguoi": "binh"}]},
    {"ho_so": "$record.ho_so", "state": ["nhap", "da_gui"]},
    {"any": [{"nguoi": "$me.person"}, {"so_tien": {"at_least": 3000}}]},
]


@pytest.mark.thorough
def test_counting_agrees_with_looking_at_every_one(db: None) -> None:
    run_state_machine_as_test(Counting, settings=settings(max_examples=8, stateful_step_count=10, deadline=None))


@given(where=CONDITIONS)
@pytest.mark.thorough
def test_what_an_action_under_way_has_changed_counts_already(desk: Office, where: dict[str, Any]) -> None:
    """The base's slips seen from a desk on which one is deleted, one changed and one made, and nothing is saved."""
    under_way = Desk(desk.workspace)
    views = {rid: under_way.get(rid) for rid in SLIPS}
    me = views[4]
    under_way.put(replace(views[5], deleted=True))
    under_way.put(replace(views[6], state="nhap", data={**views[6].data, "loai": "B", "so_tien": 1000}))
    made = under_way.create("phieu", "da_gui", {"loai": "A", "nguoi": "an"})
    at = scope(under_way, Seat.of_learner(under_way), me.facts, {})
    now = [under_way.get(rid) for rid in (*SLIPS, made.rid)]
    meant = sum(slip is not None and slip.rid != me.rid and holds(where, slip.facts, scope=at) for slip in now)
    assert under_way.others("phieu", where, at) == meant


@pytest.mark.parametrize("where", [{"ten": "x"}, {"so_tien": {"matches": "1"}}])
def test_what_lists_cannot_ask_never_holds(desk: Office, where: dict[str, Any]) -> None:
    reading = Desk(desk.workspace)
    at = scope(reading, Seat.of_learner(reading), {}, {})
    for count in (0, {"at_least": 0}, {"not": 5}):
        assert not holds({"other": {"record": "phieu", "where": where, "count": count}}, {}, scope=at)
    assert not holds({"other": {"record": "khong_co"}}, {}, scope=at)


def test_an_action_that_asks_for_others_stays_cheap(desk: Office, django_assert_max_num_queries) -> None:
    dossier = str(desk.rid("ho_so"))
    with django_assert_max_num_queries(12):
        assert desk.act("phieu.lap", ho_so=dossier).ok
