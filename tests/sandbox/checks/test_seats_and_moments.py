"""Checks where the learner holds several seats, searches, and where time itself does something."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter

from sandbox import api, selectors
from sandbox.checks import Finding, World, evaluate
from sandbox.definition.loader import parse_definition
from sandbox.models import Snapshot
from sandbox.spec import Check, Scenario
from tests.sandbox import living
from tests.sandbox.engine.office import Office
from tests.sandbox.minimal import field, text

NEW, OLD = {"record": "ho_so", "ref": "moi"}, {"record": "ho_so", "ref": "cu"}
SEARCH = {"kind": "event", "action": "tim_kiem", "with": {"words": {"contains": "tom"}}}
BACK = ' Bấm "Quay lại trước đó".'


@pytest.fixture
def living_snapshot(living_world: Snapshot, db: None) -> Snapshot:
    return living_world


@pytest.fixture
def counter(living_snapshot: Snapshot) -> Office:
    """Hòa at the counter, who may also sit in Khánh's seat."""
    return Office(living_snapshot, living.SCENARIO)


def judge(office: Office, check: dict[str, Any]) -> Finding:
    workspace = selectors.workspace_by_id(office.workspace.pk)
    return evaluate([TypeAdapter(Check).validate_python(check)], World.of(workspace))[0]


def said(office: Office, check: dict[str, Any]) -> tuple[str, str]:
    finding = judge(office, check)
    return finding.status, finding.say.vi


# --- what was entered, and from which seat ----------------------------------------------------------------


def test_an_event_counts_only_with_the_input_that_is_asked_for(counter: Office) -> None:
    check = {"kind": "event", "action": "ho_so.nhan", "select": NEW, "with": {"nguoi_xu_ly": "khanh"}}
    assert said(counter, check) == ("todo", 'Chưa bấm "Nhận" cho hồ sơ Hồ sơ một.')
    wrong = counter.act("ho_so.nhan", "moi", nguoi_xu_ly="lai").event.seq
    finding = judge(counter, check)
    assert (finding.status, finding.rewind_to) == ("broken", wrong - 1)
    assert finding.say.vi == (
        'Đã bấm "Nhận" cho hồ sơ Hồ sơ một, nhưng: Ô "Người xử lý" đang là "Hồ Lài", cần là "Vũ Khánh".' + BACK
    )
    assert '"Nhận" is done for hồ sơ Hồ sơ một, but: ' in finding.say.en
    counter.rewind(0)
    counter.act("ho_so.nhan", "moi", nguoi_xu_ly="khanh")
    assert said(counter, check)[0] == "ok"


def test_what_can_be_done_again_with_another_input_is_todo(counter: Office) -> None:
    check = {"kind": "event", "action": "ho_so.gop_y", "select": OLD, "with": {"y_kien": {"min_length": 10}}}
    counter.act("ho_so.gop_y", "cu", y_kien="Ừ")
    assert said(counter, check) == (
        "todo",
        'Đã bấm "Góp ý" cho hồ sơ Hồ sơ hai, nhưng: Ô "Ý kiến" đang có 1 ký tự, cần dài ít nhất 10 ký tự.',
    )


def test_never_looks_at_the_input_too(counter: Office) -> None:
    check = {"kind": "never", "action": "ho_so.nhan", "with": {"nguoi_xu_ly": "lai"}}
    counter.act("ho_so.nhan", "moi", nguoi_xu_ly="khanh")
    assert said(counter, check)[0] == "ok"
    counter.rewind(0)
    counter.act("ho_so.nhan", "moi", nguoi_xu_ly="lai")
    assert said(counter, check)[0] == "broken"


def test_an_event_of_one_seat_is_not_done_from_another(counter: Office) -> None:
    check = {"kind": "event", "action": "ho_so.gop_y", "select": OLD, "person": "khanh"}
    assert said(counter, check) == ("todo", 'Chưa bấm "Góp ý" cho hồ sơ Hồ sơ hai khi ngồi ghế Chuyên viên.')
    counter.act("ho_so.gop_y", "cu", y_kien="Của Hòa")
    finding = judge(counter, check)
    assert finding.say.vi == (
        'Đã bấm "Góp ý" cho hồ sơ Hồ sơ hai ở ghế Một cửa; việc này cần làm khi ngồi ghế Chuyên viên.'
    )
    assert finding.say.en == (
        '"Góp ý" is done for hồ sơ Hồ sơ hai in the seat of Một cửa; it should be done in the seat of Chuyên viên.'
    )
    counter.sit("khanh")
    counter.act("ho_so.gop_y", "cu", y_kien="Của Khánh")
    assert said(counter, check)[0] == "ok"


def test_what_belongs_to_another_seat_is_said_until_it_is_taken(counter: Office) -> None:
    event = {"kind": "event", "action": "ho_so.ket_thuc", "select": OLD}
    order = {"kind": "order", "first": event, "then": {"action": "ho_so.nhan"}}
    state = {"kind": "state", "select": OLD, "is": ["xong"]}
    value = {"kind": "field", "select": OLD, "field": "hen_tra", "is": "2026-11-27"}
    corrected = {"kind": "event", "action": "ho_so.sua", "select": OLD}
    assert said(counter, event) == ("todo", 'Chưa bấm "Kết thúc" cho hồ sơ Hồ sơ hai khi ngồi ghế Chuyên viên.')
    assert said(counter, order) == ("todo", 'Chưa bấm "Kết thúc" cho hồ sơ Hồ sơ hai khi ngồi ghế Chuyên viên.')
    assert said(counter, state) == (
        "todo",
        'Hồ sơ Hồ sơ hai đang "Đang xử lý", cần "Xong". Việc này làm khi ngồi ghế Chuyên viên.',
    )
    assert said(counter, value)[1].endswith("Việc này làm khi ngồi ghế Chuyên viên.")
    assert said(counter, corrected) == ("todo", 'Chưa bấm "Sửa" cho hồ sơ Hồ sơ hai khi ngồi ghế Chuyên viên.')
    counter.sit("khanh")
    for check in (event, order, state, value, corrected):
        finding = judge(counter, check)
        assert finding.status == "todo"
        assert "ngồi ghế" not in finding.say.vi
        assert "in the seat" not in finding.say.en


def test_two_seats_of_one_title_are_told_apart_by_name(living_snapshot: Snapshot) -> None:
    office = Office(living_snapshot, living.SCENARIO.model_copy(update={"seats": ["khanh", "lai"]}))
    check = {"kind": "event", "action": "ho_so.gop_y", "select": OLD, "person": "lai"}
    assert said(office, check)[1].endswith("khi ngồi ghế Chuyên viên Hồ Lài.")


def test_one_seat_alone_is_never_mentioned(living_snapshot: Snapshot) -> None:
    office = Office(living_snapshot, living.ALONE)
    assert said(office, {"kind": "state", "select": OLD, "is": ["xong"]}) == (
        "todo",
        'Hồ sơ Hồ sơ hai đang "Đang xử lý", cần "Xong".',
    )


# --- searching --------------------------------------------------------------------------------------------


def test_a_search_is_asked_for_and_found(counter: Office) -> None:
    finding = judge(counter, SEARCH)
    assert (finding.status, finding.say.vi, finding.at) == ("todo", 'Chưa dùng ô "Tìm kiếm".', "tim_kiem")
    counter.look_up("lúa")
    assert said(counter, SEARCH) == ("todo", 'Đã tìm "lúa", chưa phải từ cần tìm.')
    counter.look_up("Tôm sú")
    assert said(counter, SEARCH) == ("ok", 'Đã dùng ô "Tìm kiếm".')
    counter.rewind(0)
    assert said(counter, SEARCH)[0] == "todo"


def test_searches_in_every_check_of_events(counter: Office) -> None:
    then = {"action": "ho_so.gop_y"}
    never = {"kind": "never", "action": "tim_kiem"}
    order = {"kind": "order", "first": {"action": "tim_kiem"}, "then": then}
    within = {"kind": "within", "event": {"action": "tim_kiem"}, "minutes": 10}
    seat = {"kind": "event", "action": "tim_kiem", "person": "khanh"}
    assert [said(counter, check)[0] for check in (never, order, within, seat)] == ["ok", "todo", "todo", "todo"]
    assert said(counter, seat)[1] == 'Chưa dùng ô "Tìm kiếm" khi ngồi ghế Chuyên viên.'
    counter.act("ho_so.gop_y", "cu", y_kien="Trước")
    assert said(counter, order)[1] == 'Phải dùng ô "Tìm kiếm" trước khi bấm "Góp ý".' + BACK
    counter.rewind(0)
    counter.look_up("tôm")
    counter.act("ho_so.gop_y", "cu", y_kien="Sau")
    assert [said(counter, check)[0] for check in (never, order, within, seat)] == ["broken", "ok", "ok", "todo"]
    untouched = {"kind": "untouched", "record": "ho_so", "except_refs": ["cu"]}
    assert said(counter, untouched)[0] == "ok"


# --- todo or broken ---------------------------------------------------------------------------------------


def statuses(office: Office, *states: str) -> list[str]:
    return [said(office, {"kind": "state", "select": OLD, "is": [state]})[0] for state in states]


def test_ways_of_every_seat_count(counter: Office) -> None:
    """Hòa herself could neither close nor extend."""
    assert statuses(counter, "xong", "cho_thue", "tre_han") == ["todo", "todo", "todo"]
    counter.sit("khanh")
    counter.act("ho_so.ket_thuc", "cu")
    counter.sit("hoa")
    assert statuses(counter, "xong", "cho_thue", "tre_han", "dang_xu_ly") == ["ok", "broken", "broken", "broken"]


def test_an_answer_on_another_record_may_still_come(counter: Office) -> None:
    counter.sit("khanh")
    counter.act("ho_so.gui_thue", "cu")
    assert statuses(counter, "dang_xu_ly") == ["todo"]
    slip = {"kind": "state", "select": {"record": "phieu", "where": {"state": "da_tra"}}, "is": ["da_tra"]}
    assert said(counter, slip)[0] == "todo"
    counter.wait("reply")
    assert [statuses(counter, "dang_xu_ly"), said(counter, slip)[0]] == [["ok"], "ok"]


def test_a_moment_may_still_come_while_it_is_planned_or_can_be(living_snapshot: Snapshot) -> None:
    """Without anybody who may extend it, a dossier whose day has passed in time is never late."""
    rules = living.definition()
    del rules["modules"]["mot_cua"]["records"]["ho_so"]["actions"]["gia_han"]
    rules["modules"]["mot_cua"]["records"]["ho_so"]["actions"]["nhan"]["asks"] = ["nguoi_xu_ly"]
    office = Office(api.import_snapshot(platform=parse_definition(rules), records=[]), living.SCENARIO)
    late = {"kind": "state", "select": NEW, "is": ["tre_han"]}
    assert said(office, late)[0] == "todo"  # never was possible: nothing to go back to
    assert statuses(office, "tre_han") == ["todo"]
    office.sit("khanh")
    office.act("ho_so.gui_thue", "cu")
    assert statuses(office, "tre_han") == ["todo"]
    office.wait("deadline")
    office.wait("deadline")
    office.wait("deadline")
    assert statuses(office, "tre_han") == ["ok"]


def test_what_effects_may_write_may_still_come(counter: Office) -> None:
    check = {"kind": "field", "select": OLD, "field": "so_lan", "is": {"at_least": 1}}
    assert said(counter, check)[0] == "todo"
    counter.sit("khanh")
    counter.act("ho_so.ket_thuc", "cu")
    assert said(counter, check)[0] == "broken"


def letters(**action: Any) -> dict[str, Any]:
    """Letters that only their owner sees once they are filed away."""
    return {
        **text("Thư"),
        "title": "ten",
        "fields": {"ten": field("Tên"), "chu": field("Chủ", "person")},
        "states": {"moi": {**text("Mới"), "start": True}, "cat": text("Đã cất"), "doc": text("Đã đọc")},
        "actions": {
            "cat_di": {**text("Cất đi"), "by": "mot_cua", "from": "moi", "to": "cat"},
            "doc_thu": {**text("Đọc"), "by": "mot_cua", "from": ["moi", "cat"], "to": "doc", **action},
        },
        "views": {"tat_ca": {**text("Tất cả"), "columns": ["ten"], "sort": "chu"}},
        "index": ["chu"],
        "visible": {"any": [{"state": "moi"}, {"chu": "$me.person"}]},
    }


@pytest.mark.parametrize(
    ("owner", "action", "status"),
    [("hoa", {}, "todo"), ("khanh", {}, "broken"), ("lai", {}, "broken"), ("lai", {"asks": ["chu"]}, "todo")],
)
def test_what_is_out_of_sight_is_out_of_reach(db: None, owner: str, action: dict[str, Any], status: str) -> None:
    """Khánh's seat is the learner's too, but may not read letters; what may be written may bring one into sight."""
    rules = living.definition()
    rules["modules"]["mot_cua"]["records"]["thu"] = letters(**action)
    records = [{"ref": "thu", "record": "thu", "values": {"ten": "Thư", "chu": owner}}]
    scenario = Scenario.model_validate({"role": "mot_cua", "person": "hoa", "seats": ["khanh"], "records": records})
    office = Office(api.import_snapshot(platform=parse_definition(rules), records=[]), scenario)
    assert office.act("thu.cat_di", "thu").ok
    check = {"kind": "state", "select": {"record": "thu", "ref": "thu"}, "is": ["doc"]}
    assert said(office, check)[0] == status
