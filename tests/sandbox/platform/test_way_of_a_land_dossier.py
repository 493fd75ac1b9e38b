"""One record from the counter over the land office and the tax office back to the counter, through every state."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox import api, selectors
from sandbox.data import ca_mau_platform
from sandbox.definition.calendar import later, working_minutes_between
from sandbox.models import Snapshot
from sandbox.spec import RecordSelector
from tests.sandbox.platform.land import (
    DESK,
    DIRECTOR,
    DOSSIER,
    LINK,
    NOTICE,
    OFFICER,
    PARCEL,
    SLIP,
    TAX,
    branch,
    drafted,
    log,
    moment,
    ready,
    record,
    sent,
    told,
    typed,
    until,
    way,
)
from tests.sandbox.platform.running import Office
from tests.sandbox.worlds import COMMUNE
from tests.worlds import World

ONLINE = {key: value for key, value in DOSSIER.items() if key != "can_chuyen_thue"} | {"ngay_nop": "2026-11-25T07:40"}
CONTRACT, SCAN = "HopDongChuyenQuyen.pdf", "Mỗi thành phần một tệp, 300 dpi"


def components(office: Office, **found: str) -> list[dict[str, Any]]:
    """The dossier's components as the desk found them: all there, but for what is said of a file."""
    return [
        {**row, "trang_thai": found.get(row["ten_tep"], "Tra cứu CSDL" if row.get("tra_cuu_duoc") else "Đủ")}
        for row in office.find("hs").data["thanh_phan"]
    ]


def at_the_counter(snapshot: Snapshot) -> Office:
    """Filed online, its contract missing; the learner holds the desk's seat and the land officer's."""
    office = Office(
        snapshot,
        DESK,
        record("thua", "thua_dat", PARCEL),
        record("hs", "ho_so_mc", ONLINE),
        seats=(OFFICER,),
    )
    return office.act("ho_so_mc.chon_thu_tuc", "hs", thu_tuc="@thu_tuc:1.013831")


def received(office: Office) -> Office:
    """Asked for the contract, then received, digitised, paid for and passed on: 1 → 5 → 1 → 2 → 4."""
    office.act("ho_so_mc.doi_chieu", "hs", thanh_phan=components(office, **{CONTRACT: "Thiếu"}))
    office.act("ho_so_mc.yeu_cau_bo_sung", "hs", han_bo_sung="2026-12-01", kenh_bao=["SMS"]).wait()
    office.act("ho_so_mc.doi_chieu", "hs", thanh_phan=components(office))
    office.act("ho_so_mc.so_hoa", "hs", cach_quet=SCAN).act("ho_so_mc.ky_sao_y", "hs")
    office.act("ho_so_mc.thu_phi", "hs", hinh_thuc_tt="Mã QR cổng thanh toán")
    office.act("ho_so_mc.tiep_nhan", "hs", ngay_hen_tra="2026-12-03T10:00")
    return office.act("ho_so_mc.chuyen_xu_ly", "hs", nguoi_xu_ly=OFFICER)


def at_the_branch(office: Office) -> Office:
    """The parcel is named; work stops for a dispute and goes on; a first slip is cancelled: 4 → 8 → 4."""
    office.sit(OFFICER).act("ho_so_mc.gan_thua", "hs", dat="@thua", dien_tich_gcn="1250.5")
    office.act("ho_so_mc.dung_xu_ly", "hs", ly_do_dung_ct="Có đơn tranh chấp ranh, chờ hòa giải.")
    office.act("ho_so_mc.tiep_tuc", "hs")
    office.act("phieu_chuyen.lap_phieu", ref="bo", ho_so="@hs")
    return office.act("phieu_chuyen.huy_phieu", "bo", ly_do_huy="Lập nhầm khi chưa đủ giấy tờ.")


def to_tax(office: Office) -> Office:
    """Made from the dossier, sent astray, returned two working days later, sent again: the notice comes."""
    sent(drafted(office), noi_gui="thue_co_so_7").wait()
    office.act("phieu_chuyen.sua_tra_lai", "phieu").act("phieu_chuyen.kiem_tra", "phieu")
    office.act("phieu_chuyen.trinh_ky", "phieu").wait()
    office.act("phieu_chuyen.gui", "phieu", ghi_chu_sua="Gửi lại đúng Thuế cơ sở 6.", noi_gui="thue_co_so_6")
    return office.wait(times=2)


def paid(office: Office) -> Office:
    """The notice is attached, the citizen sees status 6, is told, pays; treasury and tax office confirm."""
    office.act("thong_bao_thue.gan_ho_so", NOTICE, ho_so="@hs").act("ho_so_mc.cho_nop_nvtc", "hs")
    office.act("thong_bao_thue.huong_dan_nop", NOTICE, cach_huong_dan=LINK, kenh_bao=["SMS"])
    return until(office, "thue_xac_nhan")


def returned(office: Office) -> Office:
    """The certificate is printed, checked, signed, registered; the desk gives it out: 6 → 4 → 9 → 10."""
    office.act("ho_so_mc.tiep_tuc", "hs").act("phieu_chuyen.in_gcn", "phieu", gcn_so_moi="DM 104217")
    office.act("phieu_chuyen.kiem_gcn", "phieu").wait().act("phieu_chuyen.dong_phieu", "phieu")
    office.act("ho_so_mc.co_ket_qua", "hs", ket_qua_tom_tat="Đã cấp Giấy chứng nhận DM 104217.")
    return office.sit(DESK).act("ho_so_mc.xac_nhan_kq", "hs").act("ho_so_mc.tra_ket_qua", "hs")


def walked(snapshot: Snapshot) -> Office:
    return returned(paid(to_tax(at_the_branch(received(at_the_counter(snapshot))))))


walked_world = World("walked_world", lambda: walked(COMMUNE.made), on=COMMUNE).fixture()


@pytest.fixture
def journey(walked_world: Office, db: None) -> Office:
    return walked_world


def test_one_dossier_passes_the_counter_the_branch_the_tax_office_and_the_treasury(journey: Office) -> None:
    assert way(journey, "ho_so_mc") == [
        "yeu_cau_bo_sung", "moi_dang_ky", "duoc_tiep_nhan", "dang_xu_ly", "dung_xu_ly", "dang_xu_ly", "yeu_cau_nvtc",
        "dang_xu_ly", "da_xu_ly_xong", "da_tra_ket_qua",
    ]  # fmt: skip
    assert way(journey, "phieu_chuyen") == [
        "nhap", "da_huy",
        "nhap", "da_kiem_tra", "da_ky", "da_gui", "thue_tra_lai",
        "nhap", "da_kiem_tra", "da_ky", "da_gui", "thue_da_nhan", "da_ra_thong_bao", "da_nop_du", "thue_xac_nhan",
        "dong",
    ]  # fmt: skip
    assert way(journey, "thong_bao_thue") == ["moi", "da_gan", "cho_nop", "da_nop", "da_xac_nhan"]


def test_every_state_of_the_slip_is_visited(journey: Office) -> None:
    assert set(way(journey, "phieu_chuyen")) == set(ca_mau_platform().record("phieu_chuyen").states)


def test_every_state_of_the_dossier_is_visited(journey: Office, snapshot: Snapshot) -> None:
    refused = at_the_counter(snapshot).act(
        "ho_so_mc.tu_choi",
        "hs",
        ly_do_loai="Không thuộc phạm vi tiếp nhận",
        ly_do_tu_choi="Đất ở tỉnh khác, nộp tại nơi có đất.",
        can_cu="Nghị định 118/2025/NĐ-CP",
        kenh_bao=["SMS"],
    )
    withdrawn = Office(
        snapshot, DESK, record("hs", "ho_so_mc", ONLINE | {"se_rut": True}), seats=(OFFICER,)
    ).act("ho_so_mc.chon_thu_tuc", "hs", thu_tuc="@thu_tuc:1.013831").wait()  # fmt: skip
    seen = {state for office in (journey, refused, withdrawn) for state in way(office, "ho_so_mc")}
    assert seen == set(ca_mau_platform().record("ho_so_mc").states)


def test_every_state_of_the_notice_is_visited(journey: Office, snapshot: Snapshot) -> None:
    late = overdue(told(ready(snapshot, nop_tre=True)))
    disputed = until(told(ready(snapshot, **typed("12505"))), "thue_tra_lai")
    seen = {state for office in (journey, late, disputed) for state in way(office, "thong_bao_thue")}
    assert seen == set(ca_mau_platform().record("thong_bao_thue").states)


def test_every_seat_on_the_way_is_somebody_s(journey: Office) -> None:
    ours = ("ho_so_mc", "phieu_chuyen", "thong_bao_thue")
    actors = {actor for action, _, actor, _ in log(journey) if action.partition(".")[0] in ours}
    assert actors == {DESK, OFFICER, DIRECTOR, TAX, "nguoi_nop", "truc_lien_thong"}


def test_the_certificate_and_the_cadastral_table_name_the_new_holder(journey: Office) -> None:
    parcel = journey.find("thua").data
    assert (parcel["chu_su_dung"], parcel["so_gcn"]) == (DOSSIER["ben_nhan_ten"], "DM 104217")


def test_what_is_due_follows_from_area_price_and_share(journey: Office) -> None:
    [notice] = journey.made("thong_bao_thue")
    assert notice.data["tong_tien"] == 437_675  # 1.250,5 m² × 70.000 đồng × 0,5%
    assert notice.data["so_da_nop"] == notice.data["tong_tien"]


@pytest.mark.thorough
def test_the_same_moves_give_the_same_log(snapshot: Snapshot) -> None:
    first, second = walked(snapshot), walked(snapshot)
    assert log(first) == log(second)


def test_the_log_alone_rebuilds_the_whole_way(journey: Office) -> None:
    workspace = journey.workspace
    assert api.rebuild(workspace=workspace).canonical == api.overlay_of(workspace).canonical


# --- the clock ----------------------------------------------------------------------------------------------


def test_the_land_clock_stands_from_sending_to_confirmation_on_the_working_calendar(snapshot: Snapshot) -> None:
    office = sent(drafted(branch(snapshot))).wait(times=2)
    stopped = office.find("hs").data["dung_tu"]
    assert stopped == moment(office, "phieu_chuyen.gui")
    assert office.find("hs").data["ngay_hen_tra"] == "2026-12-02T08:00"
    paid(office)
    confirmed, calendar = moment(office, "phieu_chuyen.xac_nhan"), ca_mau_platform().calendar
    minutes = working_minutes_between(calendar, stopped, confirmed)
    assert office.find("hs").data["ngay_hen_tra"] == later(calendar, "2026-12-02T08:00", minutes=minutes)
    assert "dung_tu" not in office.find("hs").data


def test_time_at_status_6_does_not_count_however_late_the_citizen_pays(snapshot: Snapshot) -> None:
    office = told(ready(snapshot, nop_tre=True))
    due = office.find("hs").data["ngay_hen_tra"]
    until(overdue(office), "thue_xac_nhan")
    assert office.find("hs").data["ngay_hen_tra"] > later(ca_mau_platform().calendar, due, days=20)
    assert "tre_han" not in office.find("hs").data


def test_going_on_by_hand_adds_no_time_a_second_time(snapshot: Snapshot) -> None:
    office = paid(sent(drafted(branch(snapshot))).wait(times=2))
    due = office.find("hs").data["ngay_hen_tra"]
    office.wait("next_session").act("ho_so_mc.tiep_tuc", "hs")
    assert (office.find("hs").state, office.find("hs").data["ngay_hen_tra"]) == ("dang_xu_ly", due)


def test_holidays_and_weekends_are_no_office_time(snapshot: Snapshot) -> None:
    """Sent on Friday afternoon 27/11: five working days are over on Friday 04/12."""
    office = branch(snapshot)
    while office.workspace.clock < "2026-11-27T13:30":
        office.wait("next_session")
    assert sent(drafted(office)).find("phieu").data["han_buoc"][:10] == "2026-12-04"


def overdue(office: Office) -> Office:
    """Nobody pays until the day of payment has passed."""
    for _ in range(5):
        if office.made("thong_bao_thue")[0].state == "qua_han_nop":
            return office
        office.wait("deadline")
    raise AssertionError("the day of payment does not come")


# --- nobody is missing --------------------------------------------------------------------------------------


#: what each seat does personally on the way, in that order; colleagues do the rest
OWN: dict[str, list[tuple[str, RecordSelector | str, dict[str, Any]]]] = {
    DESK: [
        ("thong_bao_thue.huong_dan_nop", NOTICE, {"cach_huong_dan": LINK, "kenh_bao": ["SMS"]}),
        ("ho_so_mc.xac_nhan_kq", "hs", {}),
        ("ho_so_mc.tra_ket_qua", "hs", {}),
    ],
    DIRECTOR: [("phieu_chuyen.ky", SLIP, {}), ("phieu_chuyen.ky_gcn", SLIP, {})],
    TAX: [
        ("phieu_chuyen.nhan", SLIP, {}),
        ("phieu_chuyen.ra_thong_bao", SLIP, {}),
        ("phieu_chuyen.xac_nhan", SLIP, {}),
    ],
}


@pytest.mark.parametrize("seats", [(DESK,), (DESK, DIRECTOR), (DESK, TAX), (DESK, DIRECTOR, TAX)])
@pytest.mark.thorough
def test_colleagues_fill_every_other_seat(snapshot: Snapshot, seats: tuple[str, ...]) -> None:
    """From the desk's handing over to the result, with nobody of the land office in a learner's seat."""
    papers = {
        "so_hoa": ["@hop_dong"],
        "sao_y_luc": "2026-11-25T08:00",
        "cach_quet": SCAN,
        "hop_dong": ["@hop_dong"],
        "dat": "@thua",
    }
    times = {"ngay_tiep_nhan": "2026-11-25T08:00", "ngay_hen_tra": "2026-12-02T08:00"}
    office = Office(
        snapshot,
        DESK,
        record("hop_dong", "tep", {"ten": "hop-dong.pdf", "dinh_dang": "PDF"}, "dinh_kem"),
        record("thua", "thua_dat", PARCEL),
        record("hs", "ho_so_mc", DOSSIER | papers | times | {"co_quan_giai_quyet": "cn_vpdkdd"}, "duoc_tiep_nhan"),
        seats=seats[1:],
    )
    office.act("ho_so_mc.chuyen_xu_ly", "hs", nguoi_xu_ly=OFFICER)
    todo = {person: list(OWN[person]) for person in seats}
    for _ in range(60):
        if selectors.pending(office.workspace):
            office.wait()
            continue
        mine = next((person for person in seats if todo[person] and done(office.sit(person), *todo[person][0])), None)
        if mine is None:
            break
        del todo[mine][0]
    assert todo == {person: [] for person in seats}
    assert (office.find("hs").state, office.made("phieu_chuyen")[0].state) == ("da_tra_ket_qua", "dong")


def done(office: Office, action: str, on: RecordSelector | str, values: dict[str, Any]) -> bool:
    return office.do(action, on, **values) == ""
