"""The one-stop desk: digitising, the clock, being late, online dossiers, look-ups (R13, R15, R16)."""

from __future__ import annotations

import pytest

from sandbox import selectors
from sandbox.models import Snapshot
from tests.sandbox.platform.one_stop import (
    BRANCH,
    DESK,
    FULL,
    LAND,
    START,
    VICE,
    ask,
    checked,
    dossier,
    forms,
    office,
    papers,
    received,
    slip,
    warnings,
)
from tests.sandbox.platform.running import Office, Values

# --- R15: digitising ----------------------------------------------------------------------------------------


def test_r15_no_passing_on_without_signed_copies(snapshot: Snapshot) -> None:
    one = received(office(snapshot))
    assert "Số hóa" in one.do("ho_so_mc.chuyen_xu_ly", "hs", nguoi_xu_ly=LAND)
    one.act("ho_so_mc.so_hoa", "hs", cach_quet=FULL)
    assert "Số hóa" in one.do("ho_so_mc.chuyen_xu_ly", "hs", nguoi_xu_ly=LAND)
    one.act("ho_so_mc.ky_sao_y", "hs")
    assert "Phòng Kinh tế" in one.do("ho_so_mc.chuyen_xu_ly", "hs", nguoi_xu_ly=BRANCH)
    assert len(one.made("lan_ky", loai="Sao y")) == 3


@pytest.mark.parametrize("how", ["Gộp tất cả vào một tệp", "Mỗi thành phần một tệp, quét nhanh hai mặt"])
def test_r15_merged_or_blurred_scans_stop_the_work_until_they_are_good(snapshot: Snapshot, how: str) -> None:
    one = received(office(snapshot)).act("ho_so_mc.so_hoa", "hs", cach_quet=how).act("ho_so_mc.ky_sao_y", "hs")
    assert warnings(one) == ["R15"]
    one.act("ho_so_mc.chuyen_xu_ly", "hs", nguoi_xu_ly=LAND).wait()
    assert one.find("hs").state == "dung_xu_ly"
    one.act("ho_so_mc.so_hoa", "hs", cach_quet=FULL).act("ho_so_mc.ky_sao_y", "hs").wait()
    assert one.find("hs").state == "dang_xu_ly"
    assert len(one.find("hs").data["so_hoa"]) == 3


def test_a_wrong_procedure_stops_the_work(snapshot: Snapshot) -> None:
    one = received(office(snapshot, ma_dung="1.012784")).act("ho_so_mc.so_hoa", "hs", cach_quet=FULL)
    one.act("ho_so_mc.ky_sao_y", "hs").act("ho_so_mc.chuyen_xu_ly", "hs", nguoi_xu_ly=LAND).wait()
    found = one.find("hs")
    assert (found.state, "mã thủ tục" in found.data["ly_do_dung_ct"]) == ("dung_xu_ly", True)
    assert one.do("ho_so_mc.chon_thu_tuc", "hs", thu_tuc="@thu_tuc:1.012784") == ""


def test_r15_the_result_goes_back_electronically_too(snapshot: Snapshot) -> None:
    one = office(snapshot, DESK, "da_xu_ly_xong")
    assert "Xác nhận" in one.do("ho_so_mc.tra_ket_qua", "hs")
    one.act("ho_so_mc.xac_nhan_kq", "hs")
    assert "bản điện tử" in one.do("ho_so_mc.tra_ket_qua", "hs")


# --- the clock ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-26T14:00", "2026-12-10"),  # ten working days, without two weekends
        ("2026-11-23T08:00", "2026-12-08"),  # and without the holiday of 24/11
    ],
)
def test_the_day_due_follows_the_calendar(snapshot: Snapshot, start: str, due: str) -> None:
    one = received(office(snapshot, start=start), due=f"{due}T08:00")
    assert one.find("hs").data["ngay_theo_quy_dinh"] == due
    assert warnings(one) == []


@pytest.mark.parametrize(("due", "code"), [("2026-12-04T14:00", "HT"), ("2026-12-11T14:00", "HT2")])
def test_a_day_too_early_or_too_late_is_seen_and_mended(snapshot: Snapshot, due: str, code: str) -> None:
    one = received(office(snapshot, start="2026-11-26T14:00"), due=due)
    assert warnings(one) == [code]
    one.act("ho_so_mc.cap_lai_hen", "hs", ngay_hen_tra="2026-12-10T14:00")
    assert (warnings(one), forms(one)) == ([], ["01", "01"])


def test_the_clock_stands_while_papers_are_added(snapshot: Snapshot) -> None:
    one = office(snapshot, LAND, "dang_xu_ly", thanh_phan=papers("Đủ", "Mờ", "Đủ", "Tra cứu CSDL"))
    ask(one)
    assert one.find("hs").data["ly_do_dung"] == "Chờ công dân bổ sung"
    one.wait()  # a working day later
    found = one.find("hs")
    assert (found.state, found.data["ngay_hen_tra"]) == ("dang_xu_ly", "2026-11-30T09:00")


def test_while_the_clock_stands_nothing_is_late(snapshot: Snapshot) -> None:
    one = office(snapshot, LAND, "dang_xu_ly", ngay_hen_tra="2026-11-25T16:00")
    one.act("ho_so_mc.dung_xu_ly", "hs", ly_do_dung_ct="Thửa đất đang có tranh chấp.")
    one.wait("next_session", times=3)
    assert "tre_han" not in one.find("hs").data


# --- R13: late ----------------------------------------------------------------------------------------------

APOLOGY: Values = {
    "dang_cho": "cc_thuy_loi",
    "cho_tu": "2026-11-18",
    "nguyen_nhan": "Đang chờ Chi cục Thủy lợi xác nhận hiện trường từ ngày 18/11, chưa có biên bản.",
    "ngay_moi": "2026-12-01T09:00",
    "nguoi_ky": VICE,
}


def test_r13_late_without_an_apology_leads_to_a_complaint(snapshot: Snapshot) -> None:
    one = office(snapshot, LAND, "dang_xu_ly", ngay_hen_tra="2026-11-25T14:30")
    one.wait("deadline")
    assert any("Còn 4 giờ" in said for said in one.said())
    one.wait("deadline")
    assert (one.find("hs").data["tre_han"], warnings(one)) == (True, ["R13"])
    one.wait("deadline")
    assert "không ai xin lỗi" in one.find("hs").data["phan_anh"]
    assert one.find("hs").rid in one.tab("ho_so_mc", "qua_han")


def test_r13_an_apology_in_time_gives_one_new_day(snapshot: Snapshot) -> None:
    one = Office(snapshot, LAND, dossier("dang_xu_ly"), seats=(DESK,), start=START)
    one.act("ho_so_mc.lap_xin_loi", "hs")
    assert "đang lập" in one.do("ho_so_mc.lap_xin_loi", "hs")
    assert "sau ngày hẹn cũ" in one.do("phieu_mc.trinh_ky", slip("04"), **APOLOGY | {"ngay_moi": "2026-11-26T09:00"})
    assert "ngày làm việc" in one.do("phieu_mc.trinh_ky", slip("04"), **APOLOGY | {"ngay_moi": "2026-11-29T09:00"})
    one.act("phieu_mc.trinh_ky", slip("04"), **APOLOGY).wait()
    one.sit(DESK).act("phieu_mc.gui", slip("04"), kenh_gui=["SMS"])
    found = one.find("hs").data
    assert (found["ngay_hen_tra"], found["ngay_hen_goc"]) == ("2026-12-01T09:00", "2026-11-27T09:00")
    assert found["so_lan_gia_han"] == 1
    one.sit(LAND)
    assert "một lần" in one.do("ho_so_mc.lap_xin_loi", "hs")


def test_r13_a_vague_cause_is_returned_by_the_leader(snapshot: Snapshot) -> None:
    one = office(snapshot, LAND, "dang_xu_ly").act("ho_so_mc.lap_xin_loi", "hs")
    one.act(
        "phieu_mc.trinh_ky", slip("04"), **APOLOGY | {"nguyen_nhan": "Do khách quan, mong ông thông cảm cho chậm."}
    ).wait()
    apology = one.made("phieu_mc")[0]
    assert (apology.state, apology.data["y_kien_tra_lai"]) == ("tra_lai", "Nói rõ đang chờ ai, từ ngày nào.")


def test_only_the_leader_named_signs(snapshot: Snapshot) -> None:
    one = Office(snapshot, LAND, dossier("dang_xu_ly"), seats=("tran_quoc_khoi", VICE), start=START)
    one.act("ho_so_mc.lap_xin_loi", "hs").act("phieu_mc.trinh_ky", slip("04"), **APOLOGY).sit("tran_quoc_khoi")
    assert "người khác ký" in one.do("phieu_mc.ky", slip("04"))
    assert one.sit(VICE).do("phieu_mc.ky", slip("04")) == ""


def test_a_colleague_who_is_late_apologises_without_us(snapshot: Snapshot) -> None:
    one = office(snapshot, "tran_quoc_khoi", "dang_xu_ly", ngay_hen_tra="2026-11-25T14:30")
    one.wait("next_session", times=3)
    found = one.find("hs").data
    assert (found["so_lan_gia_han"], found["tre_han"]) == (1, False)
    assert [form.state for form in one.made("phieu_mc")] == ["da_gui"]


# --- R16: online --------------------------------------------------------------------------------------------


def test_r16_an_online_dossier_waits_eight_hours_and_no_longer(snapshot: Snapshot) -> None:
    one = office(snapshot, hinh_thuc_nop="Trực tuyến", han_tra_loi="2026-11-25T15:50")
    one.wait("deadline")
    assert (one.find("hs").data["cham_tra_loi"], warnings(one)) == (True, ["R16"])
    one.wait("deadline")
    assert "quá một ngày làm việc" in one.find("hs").data["phan_anh"]


def test_r16_an_answer_in_time_ends_it(snapshot: Snapshot) -> None:
    one = received(office(snapshot, hinh_thuc_nop="Trực tuyến", han_tra_loi="2026-11-25T15:50"))
    one.wait("next_session", times=2)
    assert "cham_tra_loi" not in one.find("hs").data


def test_an_applicant_online_pays_online(snapshot: Snapshot) -> None:
    one = received(office(snapshot, hinh_thuc_nop="Trực tuyến", trang_thai_tt="Chưa thanh toán"))
    one.act("ho_so_mc.so_hoa", "hs", cach_quet=FULL).act("ho_so_mc.ky_sao_y", "hs")
    assert "chưa thanh toán" in one.do("ho_so_mc.chuyen_xu_ly", "hs", nguoi_xu_ly=LAND)
    one.wait()
    assert one.find("hs").data["trang_thai_tt"] == "Đã thanh toán"


def test_the_desk_answers_by_itself_when_the_learner_sits_elsewhere(snapshot: Snapshot) -> None:
    one = office(
        snapshot, LAND, "yeu_cau_bo_sung", con_thieu=[], han_bo_sung="2026-11-26", ngay_tiep_nhan="", ngay_hen_tra=""
    )
    one.wait("deadline").wait()
    assert one.find("hs").state == "khong_tiep_nhan"


# --- other typical mistakes ---------------------------------------------------------------------------------


def test_an_old_address_is_seen(snapshot: Snapshot) -> None:
    one = office(snapshot, dia_chi="Ấp Mũi, xã Đất Mũi, huyện Ngọc Hiển, tỉnh Cà Mau").act("ho_so_mc.kiem_tra", "hs")
    assert warnings(one) == ["DC"]
    one.act("ho_so_mc.sua", "hs", dia_chi="Ấp Mũi, xã Đất Mũi, tỉnh Cà Mau").act("ho_so_mc.kiem_tra", "hs")
    assert warnings(one) == []


def test_keeping_the_citizens_phone_comes_back(snapshot: Snapshot) -> None:
    one = office(snapshot).act("ho_so_mc.muon_may", "hs")
    assert warnings(one) == ["VN"]
    one.wait()
    assert "đăng nhập lạ" in one.find("hs").data["phan_anh"]


def test_a_call_is_noted_and_changes_nothing(snapshot: Snapshot) -> None:
    one = office(snapshot, LAND, "dang_xu_ly").act(
        "ho_so_mc.goi_dien", "hs", noi_dung_goi="Xin lỗi ông, hẹn lại sau."
    )
    assert (one.find("hs").data["ngay_hen_tra"], forms(one)) == ("2026-11-27T09:00", [])


def test_fees_are_collected_once_or_waived(snapshot: Snapshot) -> None:
    one = office(snapshot, trang_thai_tt="Chưa thanh toán")
    checked(one)
    receipt = {"ngay_hen_tra": "2026-12-09T08:00", "hinh_thuc_tra": "Tại quầy", "kenh_bao": ["SMS"]}
    assert "Thu phí" in one.do("ho_so_mc.tiep_nhan", "hs", **receipt)
    one.act("ho_so_mc.mien_phi", "hs", doi_tuong_mien="Hộ nghèo")
    assert "không còn khoản" in one.do("ho_so_mc.thu_phi", "hs", hinh_thuc_tt="Tiền mặt")
    one.act("ho_so_mc.tiep_nhan", "hs", **receipt)


# --- the population database --------------------------------------------------------------------------------


def test_a_look_up_leaves_its_trace_on_the_dossier(snapshot: Snapshot) -> None:
    one = office(snapshot, dc_ket_qua="Lệch", dc_dia_chi="Ấp Rạch Tàu, xã Đất Mũi")
    one.act("ho_so_mc.tra_cuu_dan_cu", "hs", muc_dich_tra="Thay giấy xác nhận cư trú")
    (trace,) = one.made("dan_cu")
    assert (trace.data["nguoi_tra"], trace.data["ho_so"], trace.data["ket_qua"]) == (DESK, one.find("hs").rid, "Lệch")
    assert trace.data["dia_chi"] == "Ấp Rạch Tàu, xã Đất Mũi"
    assert one.find("hs").data["tra_cuu"] == trace.rid


def test_only_the_dossier_in_hand_may_be_looked_up(snapshot: Snapshot) -> None:
    one = office(snapshot, LAND, "dang_xu_ly", dang_o=BRANCH)
    assert "đang giữ" in one.do("ho_so_mc.tra_cuu_dan_cu", "hs", muc_dich_tra="Đối chiếu nhân thân người nộp")


def test_a_look_up_without_a_dossier_gives_nothing_and_is_audited(snapshot: Snapshot) -> None:
    one = Office(snapshot, DESK, start=START)
    one.act("dan_cu.tra_ngoai_ho_so", ref="tra", so_dinh_danh="999111222333", muc_dich="Kiểm tra quan hệ gia đình")
    assert "ho_ten" not in one.find("tra").data
    one.wait()
    assert one.find("tra").state == "cho_giai_trinh"
    one.act("dan_cu.giai_trinh", "tra", giai_trinh="Tôi nhập nhầm số định danh của hồ sơ khác.").wait()
    assert one.find("tra").state == "da_hau_kiem"


# --- lists --------------------------------------------------------------------------------------------------


def test_the_register_holds_everything_and_each_seat_its_own(snapshot: Snapshot) -> None:
    one = Office(snapshot, DESK, dossier(hinh_thuc_nop="Trực tuyến", ngay_nop="2026-11-23T07:40"), start=START)
    rid = one.find("hs").rid
    assert rid in one.tab("ho_so_mc", "so_theo_doi")
    assert rid in one.tab("ho_so_mc", "cho_tiep_nhan_tt")
    assert rid in one.tab("ho_so_mc", "qua_han_tra_loi")
    assert len(one.tab("ho_so_mc", "so_theo_doi")) >= 300
    page = selectors.page(one.workspace, "thu_tuc", view="danh_muc", limit=50)
    assert len(page.rows) == 10
