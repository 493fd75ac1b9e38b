"""What effects do to records: deadlines, sums, states, findings, tables, codes, records for each and for all."""

import datetime

from hypothesis import given
from hypothesis import strategies as st

from sandbox import selectors
from sandbox.api import Outcome
from sandbox.definition import calendar
from sandbox.models import OverlayRow
from tests.sandbox import counter
from tests.sandbox.engine.office import Office

OFFICE = counter.platform().calendar


def act(desk: Office, action: str, which: str | int | None = "ho_so", **values: object) -> Outcome:
    outcome = desk.act(action if "." in action else f"ho_so.{action}", which, **values)
    assert outcome.ok, outcome.refusal
    assert desk.rebuilds()
    return outcome


def slips(desk: Office) -> list[selectors.RecordView]:
    rids = OverlayRow.objects.filter(workspace=desk.workspace, record_type="phieu").values_list("rid", flat=True)
    return [found for rid in sorted(rids) if (found := desk.record(rid))]


# --- references, codes, stored forms ----------------------------------------------------------------------


def test_a_new_record_is_written_from_what_it_points_at_and_who_makes_it(desk: Office) -> None:
    rid = act(desk, "mo", None, ten="Tặng cho", thua="2", so_ngay="3").event.rid
    data = desk.record(rid).data
    assert data["dien_tich_that"] == 200
    assert data["ghi_chu"] == "Nguyễn Văn An, Văn thư, 0290 3999 101"
    assert data["ma"] == "H12-261123-0001/Tặng cho"
    assert data["hen_tra"] == "2026-11-26T07:30"
    assert data["han"] == "2026-11-26"


def test_what_a_reference_cannot_reach_stays_empty(desk: Office) -> None:
    data = desk.record(act(desk, "mo", None, ten="Không có thửa").event.rid).data
    assert "dien_tich_that" not in data
    assert data["hen_tra"] == "2026-11-23T07:30"  # no days: now, in office hours


def test_values_take_the_form_of_their_field(desk: Office) -> None:
    act(desk, "gan", ghi_chu="12")
    data = desk.record("ho_so").data
    assert (data["han"], data["so_ngay"], data["nguoi"]) == ("2026-11-23", 12, ["an"])
    act(desk, "gan", ghi_chu="mười hai")
    assert "so_ngay" not in desk.record("ho_so").data


# --- deadlines --------------------------------------------------------------------------------------------


@given(
    day=st.dates(datetime.date(2026, 11, 16), datetime.date(2026, 12, 1)),
    hour=st.integers(0, 23),
    minute=st.integers(0, 59),
    days=st.integers(0, 9),
    hours=st.integers(0, 20),
)
def test_a_deadline_is_working_days_and_then_office_hours(desk: Office, day, hour, minute, days, hours) -> None:
    start = f"{day.isoformat()}T{hour:02d}:{minute:02d}"
    desk.act("ho_so.hen", "ho_so", nhan_luc=start, so_ngay=days, lan_sai=hours, typed=False)
    found = desk.record("ho_so").data["hen_tra"]
    same_hour = f"{calendar.add_working_days(OFFICE, start, days)}{start[10:]}"
    assert calendar.working_minutes_between(OFFICE, same_hour, found) == hours * 60
    assert calendar.is_working_day(OFFICE, found)
    assert any(session.start <= found[11:] <= session.end for session in OFFICE.sessions)


def test_a_deadline_ages_away_is_none(desk: Office) -> None:
    act(desk, "hen", nhan_luc="10:00 23/11/2190", so_ngay="999999999999")
    assert "hen_tra" not in desk.record("ho_so").data


def test_a_stopped_clock_gives_back_the_office_time_that_passed(desk: Office) -> None:
    act(desk, "hen", nhan_luc="10:00 23/11/2026", so_ngay="1")
    act(desk, "dung")
    for _session in range(3):  # to Tuesday 13:00
        desk.wait("next_session")
    act(desk, "chay_tiep")
    record = desk.record("ho_so")
    assert desk.workspace.clock == "2026-11-24T13:02"
    passed = calendar.working_minutes_between(OFFICE, "2026-11-23T07:32", "2026-11-24T13:00")
    assert record.data["hen_tra"] == calendar.add_working_minutes(OFFICE, "2026-11-24T10:00", passed)
    assert record.state == "dang"
    assert "dung_tu" not in record.data


# --- sums, states, sentences ------------------------------------------------------------------------------


def test_effects_may_count_say_and_lead_elsewhere(desk: Office) -> None:
    said = [act(desk, "nhap_ma", ghi_chu="999").event.note["say"]["vi"] for _attempt in range(3)]
    assert said == ["Sai 1 lần.", "Sai 2 lần.", "Sai 3 lần."]
    assert desk.record("ho_so").state == "khoa"


def test_without_such_an_effect_the_action_leads_and_says_as_always(desk: Office) -> None:
    assert act(desk, "nhap_ma", ghi_chu="123").event.note["say"]["vi"] == "Đúng mã."
    assert desk.record("ho_so").state == "dang"


def test_sums_are_exact(desk: Office) -> None:
    for amount in ("0,1", "0,2", "1.250,5"):
        act(desk, "cong", dien_tich=amount)
    assert desk.record("ho_so").data["dien_tich_that"] == "1250.8"
    act(desk, "cong", dien_tich="")
    assert desk.record("ho_so").data["dien_tich_that"] == "1250.8"


# --- findings ---------------------------------------------------------------------------------------------


def test_findings_are_judged_anew_each_time(desk: Office) -> None:
    act(desk, "kiem_tra", thua="1", dien_tich="90")
    assert desk.record("ho_so").data["loi"] == [
        {"code": "E03", "text": "Thửa ghi 90 m².", "field": "Diện tích", "law": "30/2020/NĐ-CP"}
    ]
    act(desk, "kiem_tra", thua="1", dien_tich="100")
    assert "loi" not in desk.record("ho_so").data
    act(desk, "kiem_tra", thua="2", dien_tich="200")
    assert [row["code"] for row in desk.record("ho_so").data["loi"]] == ["E08"]  # danh_sach is about parcel 2


# --- records for each, updates of every -------------------------------------------------------------------


def test_a_record_for_each_but_myself_linked_both_ways(desk: Office) -> None:
    act(desk, "gui", nguoi=["binh", "an", "chi"])
    made, mine = slips(desk), desk.record("ho_so")
    assert [slip.data["nguoi"] for slip in made] == ["binh", "chi"]
    assert {slip.state for slip in made} == {"da_gui"}
    assert {slip.data["ho_so"] for slip in made} == {mine.rid}
    assert mine.data["phieu"] == [slip.rid for slip in made]


def test_for_nobody_nothing_is_made(desk: Office) -> None:
    act(desk, "gui", nguoi="")
    assert slips(desk) == []
    assert "phieu" not in desk.record("ho_so").data


def test_every_match_is_changed_and_nothing_else(desk: Office) -> None:
    act(desk, "gui", nguoi=["binh", "chi"])
    act(desk, "gui", "danh_sach", nguoi=["binh"])
    act(desk, "thu_hoi", nguoi=["binh"])
    assert [(slip.data["nguoi"], slip.state, slip.data.get("so_tien")) for slip in slips(desk)] == [
        ("binh", "da_thu", 1250),
        ("chi", "da_gui", None),
        ("binh", "da_gui", None),
    ]


def test_all_that_one_action_did_is_undone_together(desk: Office) -> None:
    before = desk.record("ho_so")
    act(desk, "gui", nguoi=["binh", "chi"])
    desk.rewind(0)
    assert slips(desk) == []
    assert desk.record("ho_so").data == before.data


# --- tables -----------------------------------------------------------------------------------------------


def test_a_table_is_cut_to_its_columns_and_masked_by_kind(desk: Office) -> None:
    act(desk, "rut_gon", "danh_sach", cot_giu=["Họ tên", "Số định danh", "Số tiền"], cot_che=["Số định danh"])
    assert desk.record("danh_sach").data["bang"] == [
        {"ten": "Lê Văn Tám", "cccd": "999******789", "tien": 500},
        {"ten": "Trần Thị Chín", "cccd": "999******222", "tien": 499},
    ]


def test_a_column_without_a_kind_is_masked_whole(desk: Office) -> None:
    act(desk, "rut_gon", "danh_sach", cot_giu=["Họ tên", "Dân tộc"], cot_che=["Họ tên", "Dân tộc"])
    assert desk.record("danh_sach").data["bang"] == [{"ten": "L. V. T."}, {"ten": "T. T. C."}]


def test_of_a_table_of_which_nothing_was_chosen_nothing_remains(desk: Office) -> None:
    act(desk, "rut_gon", "danh_sach")
    assert "bang" not in desk.record("danh_sach").data


def test_rows_that_do_not_meet_are_left_out(desk: Office) -> None:
    act(desk, "bo_dong", "danh_sach")
    assert [row["ten"] for row in desk.record("danh_sach").data["bang"]] == ["Lê Văn Tám"]


# --- names of base records --------------------------------------------------------------------------------


def test_a_scenario_names_base_records_by_their_key(desk: Office) -> None:
    assert desk.record("danh_sach").data["thua"] == 2


def test_choices_of_records_say_what_people_call_them(desk: Office) -> None:
    options = selectors.options_for(desk.workspace, counter.platform().record("ho_so").fields["thua"])
    assert [choice.label.vi for choice in options] == ["Thửa 1", "Thửa 2", "Thửa 3"]


def test_what_is_the_lessons_own_can_be_chosen_from_however_many(desk: Office, monkeypatch) -> None:
    monkeypatch.setattr(selectors.buttons, "MOST_OPTIONS", 1)
    field = counter.platform().record("phieu").fields["ho_so"]
    assert {choice.value for choice in selectors.options_for(desk.workspace, field)} == {
        desk.rid("ho_so"),
        desk.rid("danh_sach"),
    }
    parcels = counter.platform().record("ho_so").fields["thua"]
    assert [choice.value for choice in selectors.options_for(desk.workspace, parcels)] == [1]
    assert [choice.value for choice in selectors.options_for(desk.workspace, parcels, held=[3])] == [3, 1]


def test_sentences_call_linked_records_by_their_title(desk: Office) -> None:
    act(desk, "kiem_tra", thua="1", dien_tich="100")
    said = act(desk, "gan_thua").event.note["say"]["vi"]
    assert said == "Đã gắn Thửa 1."
