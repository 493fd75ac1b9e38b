"""What a slip of the hand leads to when time moves: for the dossier, for the citizen, for the certificate."""

from __future__ import annotations

import pytest

from sandbox.data import ca_mau_platform
from sandbox.definition.calendar import later, working_days_between
from sandbox.models import Snapshot
from tests.sandbox.platform.land import (
    CADASTRE,
    LINK,
    NOTICE,
    OFFICER,
    PARCEL,
    branch,
    drafted,
    moment,
    ready,
    record,
    sent,
    signed,
    told,
    typed,
    until,
)
from tests.sandbox.platform.running import Office


def said(office: Office) -> str:
    return " ".join(office.said())


def day(office: Office) -> str:
    return office.workspace.clock[:10]


# --- a slip that goes astray --------------------------------------------------------------------------------


def test_a_slip_sent_to_the_wrong_office_is_back_after_two_working_days(snapshot: Snapshot) -> None:
    office = sent(drafted(branch(snapshot)), noi_gui="thue_co_so_7")
    gone = moment(office, "phieu_chuyen.gui")
    office.wait()
    slip = office.find("phieu").data
    assert (office.find("phieu").state, slip["ma_loi"]) == ("thue_tra_lai", "E06")
    assert slip["ngay_tra"] == later(ca_mau_platform().calendar, gone, days=2)


def test_and_the_dossier_gets_none_of_that_time_back_and_is_late(snapshot: Snapshot) -> None:
    office = sent(drafted(branch(snapshot)), noi_gui="thue_co_so_7").wait()
    assert (office.find("hs").data["ngay_hen_tra"], "dung_tu" in office.find("hs").data) == (
        "2026-12-02T08:00",
        False,
    )
    while day(office) < "2026-12-02":
        office.wait("next_session")
    office.wait("next_session")
    assert office.find("hs").data["tre_han"] is True
    assert "Văn bản xin lỗi" in said(office)


def test_a_paper_copy_beside_the_slip_costs_the_tax_office_a_day(snapshot: Snapshot) -> None:
    plain, double = (
        ready(snapshot).act("phieu_chuyen.gui", "phieu", kenh_gui=channel).wait()
        for channel in ("Trục liên thông", "Trục liên thông và bản giấy")
    )
    assert working_days_between(ca_mau_platform().calendar, day(plain), day(double)) == 1
    assert "hai bản của cùng một phiếu" in said(double)


def test_a_picture_of_the_slip_on_zalo_is_a_leak_and_no_slip(snapshot: Snapshot) -> None:
    office = ready(snapshot).act("phieu_chuyen.gui", "phieu", kenh_gui="Nhóm Zalo")
    assert (office.find("phieu").state, office.find("phieu").data["lo_du_lieu"]) == ("da_ky", True)
    assert "dung_tu" not in office.find("hs").data
    assert office.act("phieu_chuyen.gui", "phieu", kenh_gui="Trục liên thông").find("phieu").state == "da_gui"


def test_a_returned_slip_that_nobody_opens_is_reported(snapshot: Snapshot) -> None:
    office = sent(drafted(branch(snapshot)), noi_gui="thue_co_so_7").wait().wait("deadline")
    assert office.find("phieu").data["tre_buoc"] is True


def test_a_slip_that_nobody_makes_in_two_days_is_reported(snapshot: Snapshot) -> None:
    office = branch(snapshot).act("phieu_chuyen.lap_phieu", ref="phieu", ho_so="@hs").wait("deadline")
    assert (day(office), office.find("phieu").data["tre_buoc"]) == ("2026-11-27", True)


# --- a wrong area -------------------------------------------------------------------------------------------


def test_a_mistyped_area_passes_the_check_and_becomes_a_wrong_amount(snapshot: Snapshot) -> None:
    office = told(ready(snapshot, **typed("12505")))
    [notice] = office.made("thong_bao_thue")
    assert notice.data["tong_tien"] == 4_376_750  # ten times too much
    assert until(office, "thue_tra_lai").find("phieu").data["ma_loi"] == "E03"
    assert "khiếu nại" in said(office)
    assert office.find("hs").state == "dang_xu_ly"


def test_the_adjusted_notice_replaces_the_wrong_one(snapshot: Snapshot) -> None:
    office = until(told(ready(snapshot, **typed("12505"))), "thue_tra_lai")
    office.act("phieu_chuyen.sua_tra_lai", "phieu").act("phieu_chuyen.lay_du_lieu_thua", "phieu", dat="@thua")
    signed(office.act("phieu_chuyen.dong_bo_ho_so", "phieu"))
    until(office.act("phieu_chuyen.gui", "phieu", ghi_chu_sua="Lấy lại thửa từ CSDL: 1.250,5 m²."), "da_ra_thong_bao")
    wrong, right = office.made("thong_bao_thue")
    assert (wrong.state, right.state, right.data["tong_tien"]) == ("thu_hoi", "moi", 437_675)
    assert right.data["thay_the"] == wrong.rid


def test_a_share_of_a_half_is_charged_by_half(snapshot: Snapshot) -> None:
    office = told(ready(snapshot, ben_chuyen_ty_le=50, ben_nhan_ty_le=50))
    assert office.made("thong_bao_thue")[0].data["tong_tien"] == 218_838


def test_a_sale_is_charged_its_income_tax_too(snapshot: Snapshot) -> None:
    office = told(ready(snapshot, loai_bien_dong="Chuyển nhượng", gia_chuyen_nhuong=425_000_000))
    items = office.made("thong_bao_thue")[0].data["khoan_thu"]
    assert [(row["tieu_muc"], row["so_tien"]) for row in items] == [("2801", 437_675), ("1006", 8_500_000)]


@pytest.mark.parametrize(("asked", "due"), [("Đề nghị miễn", 0), ("Đề nghị giảm", 218_838)])
def test_relief_asked_for_reaches_the_notice(snapshot: Snapshot, asked: str, due: int) -> None:
    assert told(ready(snapshot, mien_giam=asked)).made("thong_bao_thue")[0].data["tong_tien"] == due


# --- the citizen --------------------------------------------------------------------------------------------


def test_a_citizen_sent_to_the_tax_office_travels_and_complains(snapshot: Snapshot) -> None:
    office = told(ready(snapshot), "Mời công dân đến cơ quan thuế")
    until(office, "da_nop_du")
    notice = office.made("thong_bao_thue")[0].data
    assert notice["di_lai"] is True
    assert "nộp trên điện thoại" in notice["cau_hoi"]
    at_home = until(told(ready(snapshot)), "da_nop_du").made("thong_bao_thue")[0].data
    assert notice["ngay_nop"] > at_home["ngay_nop"]


def test_a_notice_that_nobody_attaches_makes_the_citizen_ask_and_the_axis_set_status_6(snapshot: Snapshot) -> None:
    office = until(ready(snapshot).act("phieu_chuyen.gui", "phieu"), "da_ra_thong_bao").wait("deadline")
    assert "nộp ở đâu" in office.made("thong_bao_thue")[0].data["cau_hoi"]
    assert office.find("hs").state == "yeu_cau_nvtc"
    assert office.find("phieu").data["tre_buoc"] is True


def test_a_notice_is_attached_to_no_other_dossier(snapshot: Snapshot) -> None:
    other = record("khac", "ho_so_mc", {"ma_ho_so": "H12.138-261123-9018", "ho_ten": "Người khác"}, "dang_xu_ly")
    office = branch(snapshot, OFFICER, other)
    until(sent(drafted(office)), "da_ra_thong_bao")
    assert "không phải của hồ sơ đã chọn" in office.do("thong_bao_thue.gan_ho_so", NOTICE, ho_so="@khac")


def test_late_payment_is_charged_reminded_and_still_leads_to_the_end(snapshot: Snapshot) -> None:
    office = told(ready(snapshot, nop_tre=True))
    while office.made("thong_bao_thue")[0].state != "qua_han_nop":
        office.wait("deadline")
    notice = office.made("thong_bao_thue")[0].data
    assert notice["tong_tien"] == 437_675 + notice["tien_cham_nop"]
    paid = until(office, "thue_xac_nhan").made("thong_bao_thue")[0].data
    assert (paid["so_da_nop"], paid["so_lan_nhac"]) == (paid["tong_tien"], 1)


def test_the_citizen_is_not_told_the_same_thing_twice(snapshot: Snapshot) -> None:
    office = told(ready(snapshot))
    assert "đã có liên kết nộp" in office.do(
        "thong_bao_thue.huong_dan_nop", NOTICE, cach_huong_dan=LINK, kenh_bao=["SMS"]
    )


# --- the certificate ----------------------------------------------------------------------------------------


def test_a_certificate_printed_on_a_photo_is_destroyed(snapshot: Snapshot) -> None:
    office = told(ready(snapshot, gui_anh=True)).wait()
    assert office.made("thong_bao_thue")[0].data["anh_bien_lai"]
    office.act("phieu_chuyen.in_gcn", "phieu", gcn_so_moi="DM 104217").wait()
    slip = office.find("phieu").data
    assert (slip["in_truoc"], "gcn_so_moi" in slip) == (True, False)
    assert "hủy phôi" in said(office)
    until(office, "thue_xac_nhan").act("phieu_chuyen.in_gcn", "phieu", gcn_so_moi="DM 104218")
    assert office.find("phieu").data["buoc_gcn"] == "Đã in"


def test_nobody_goes_on_before_the_tax_system_confirms(snapshot: Snapshot) -> None:
    office = told(ready(snapshot))
    assert "Chờ xác nhận từ hệ thống thuế" in office.do("ho_so_mc.tiep_tuc", "hs")
    assert office.do("phieu_chuyen.kiem_gcn", "phieu")
    assert office.do("phieu_chuyen.dong_phieu", "phieu")


def test_there_is_no_result_before_the_slip_is_closed(snapshot: Snapshot) -> None:
    office = until(told(ready(snapshot)), "thue_xac_nhan").act("ho_so_mc.tiep_tuc", "hs")
    assert "Phiếu chuyển chưa khép" in office.do(
        "ho_so_mc.co_ket_qua", "hs", ket_qua_tom_tat="Đã cấp Giấy chứng nhận."
    )


# --- the parcel ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("truth", "answer"), [(None, "Đúng hồ sơ"), ("Khác hồ sơ", "Khác hồ sơ")])
def test_the_commune_confirms_the_land_as_it_is(snapshot: Snapshot, truth: str | None, answer: str) -> None:
    office = branch(snapshot, parcel={"hien_trang_that": truth} if truth else {})
    office.act("thua_dat.hoi_hien_trang", "thua", noi_dung_hoi="Đề nghị xác nhận ranh phía kênh.").wait()
    parcel = office.find("thua")
    assert (parcel.state, parcel.data["hien_trang"], parcel.data["nguoi_xac_nhan"]) == (
        "dang_quan_ly", answer, CADASTRE,
    )  # fmt: skip


def test_a_parcel_is_corrected_only_where_its_purposes_add_up(snapshot: Snapshot) -> None:
    office = branch(snapshot)
    assert "phải bằng diện tích thửa" in office.do(
        "thua_dat.chinh_ly", "thua", dien_tich="1520.5", can_cu="Theo trích đo năm 2026."
    )
    assert office.find("thua").data["dien_tich"] == PARCEL["dien_tich"]


def test_an_ended_parcel_gives_no_data(snapshot: Snapshot) -> None:
    office = branch(snapshot).act("phieu_chuyen.lap_phieu", ref="phieu", ho_so="@hs")
    office.act("thua_dat.huy_thua", "thua", can_cu="Tách thửa theo quyết định mới.")
    assert "đã tách hoặc hợp" in office.do("phieu_chuyen.lay_du_lieu_thua", "phieu", dat="@thua")


def test_the_steps_of_the_branch_take_thirteen_days_and_the_slip_keeps_them() -> None:
    from sandbox.data.world.lien_thong import STEPS

    days = {name: days for name, days, _, outside, _ in STEPS if not outside}
    assert sum(days.values()) == 13
    actions = ca_mau_platform().record("phieu_chuyen").actions

    def step(action: str) -> int:
        return next(effect.deadline.days for effect in actions[action].effects if effect.deadline)

    tax = next(days for name, days, *_ in STEPS if name.startswith("Thuế"))
    assert (step("gui"), step("xac_nhan")) == (tax, days["In Giấy chứng nhận"])
    assert (step("in_gcn"), step("kiem_gcn"), step("ky_gcn")) == (1, 1, 1)
