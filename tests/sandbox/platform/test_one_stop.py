"""The one-stop desk: the ten statuses and their ways, papers, refusals, receipts (R10, R11, R12, R14)."""

from __future__ import annotations

import pytest

from sandbox import api
from sandbox.definition.schema import RecordType
from sandbox.models import Snapshot
from tests.sandbox.platform.one_stop import (
    BRANCH,
    DESK,
    FULL,
    GOOD,
    LAND,
    START,
    ask,
    checked,
    dossier,
    forms,
    office,
    received,
    warnings,
)
from tests.sandbox.platform.running import Office, Values, platform

# --- the ten statuses ---------------------------------------------------------------------------------------


def definition() -> RecordType:
    return platform().record("ho_so_mc")


def test_the_ten_statuses_carry_their_numbers() -> None:
    assert [state.code for state in definition().states.values()] == [str(number) for number in range(1, 11)]


def ways() -> set[tuple[str, str]]:
    """The ways between statuses, by their numbers."""
    found = set()
    for action in definition().actions.values():
        ends = {action.to, *(effect.state for effect in action.effects)} - {None}
        for start in action.from_:
            found |= {
                (definition().states[start].code or "", definition().states[str(end)].code or "") for end in ends
            }
    return {(one, other) for one, other in found if one != other}


def test_there_is_every_way_of_the_list_and_only_one_more() -> None:
    """5→1: what was asked for before the dossier was received goes through reception all the same (R14)."""
    listed = "1-2 1-3 1-5 1-7 2-4 2-7 4-5 5-4 4-6 6-4 4-8 8-4 4-9 9-10 5-1"
    assert ways() == {tuple(way.split("-")) for way in listed.split()}


def test_a_dossier_goes_from_the_desk_to_the_result(snapshot: Snapshot) -> None:
    one = office(snapshot, trang_thai_tt="Chưa thanh toán")
    checked(one).act("ho_so_mc.thu_phi", "hs", hinh_thuc_tt="Tiền mặt")
    received(one).act("ho_so_mc.so_hoa", "hs", cach_quet=FULL).act("ho_so_mc.ky_sao_y", "hs")
    one.act("ho_so_mc.chuyen_xu_ly", "hs", nguoi_xu_ly=LAND)
    found = one.find("hs")
    assert (found.state, found.data["dang_o"], found.data["bien_lai"][:5]) == ("dang_xu_ly", LAND, "BL26-")
    assert forms(one) == ["01", "06"]
    assert {file.data["da_ky"] for file in one.made("tep")} == {"Ký số sao y"}
    one.wait()  # the cadastral officer finishes
    assert one.find("hs").state == "da_xu_ly_xong"
    one.act("ho_so_mc.xac_nhan_kq", "hs").wait()
    assert one.find("hs").data["den_nhan"] is True
    one.act("ho_so_mc.tra_ket_qua", "hs")
    assert one.find("hs").state == "da_tra_ket_qua"
    assert one.made("phieu_mc")[-1].data["kiem_soat"][-1]["action"] == "Trả kết quả"


def test_a_new_dossier_takes_everything_from_the_catalogue(snapshot: Snapshot) -> None:
    one = Office(snapshot, DESK, start=START)
    values = {name: dossier()["values"][name] for name in ("ho_ten", "so_dinh_danh", "dia_chi", "dien_thoai")}
    values |= {"hinh_thuc_nop": "Trực tiếp", "hinh_thuc_tra": "Tại quầy"}
    one.act("ho_so_mc.lap_tai_quay", ref="hs", thu_tuc="@thu_tuc:1.004873", **values)
    found = one.find("hs").data
    assert (found["ma_tthc"], found["thoi_han"], found["le_phi"]) == ("1.004873", 3, 15000)
    assert found["trang_thai_tt"] == "Chưa thanh toán"
    assert found["ma_ho_so"] == f"H12.138-261125-{found['so_ho_so']:04d}"
    assert found["thanh_phan"][0]["ten"].startswith("Tờ khai")
    one.act("ho_so_mc.chon_thu_tuc", "hs", thu_tuc="@thu_tuc:1.001193")
    assert one.find("hs").data["trang_thai_tt"] == "Không thu"
    assert "bãi bỏ" in one.do("ho_so_mc.chon_thu_tuc", "hs", thu_tuc="@thu_tuc:3.000647")


def test_somebody_else_files_it_with_an_authorisation(snapshot: Snapshot) -> None:
    one = office(snapshot, uy_quyen=True)
    one.act("ho_so_mc.kiem_tra", "hs")
    assert "UQ" in warnings(one)


def test_a_withdrawn_dossier_gives_its_papers_back(snapshot: Snapshot) -> None:
    one = received(office(snapshot, se_rut=True))
    one.wait()
    assert one.find("hs").state == "cong_dan_rut"
    assert one.do("ho_so_mc.xac_nhan_rut", "hs") == ""


def test_a_stopped_dossier_goes_on_with_the_time_that_was_lost(snapshot: Snapshot) -> None:
    one = office(snapshot, LAND, "dang_xu_ly")
    one.act("ho_so_mc.dung_xu_ly", "hs", ly_do_dung_ct="Thửa đất đang có tranh chấp.")
    assert (one.find("hs").state, forms(one)) == ("dung_xu_ly", ["05"])
    one.wait("next_session").act("ho_so_mc.tiep_tuc", "hs")
    found = one.find("hs")
    assert found.state == "dang_xu_ly"
    assert (
        found.data["ngay_hen_tra"] == "2026-11-27T14:30"
    )  # from 8:00 to 13:30 lie 3.5 office hours: 9:00 becomes 14:30
    assert "dung_tu" not in found.data


def test_a_dossier_with_somebody_else_is_left_alone(snapshot: Snapshot) -> None:
    one = office(snapshot, LAND, "dang_xu_ly", dang_o=BRANCH)
    assert "người khác" in one.do("ho_so_mc.co_ket_qua", "hs", ket_qua_tom_tat="Xong")
    assert "đơn vị đang xử lý" in one.do("ho_so_mc.lap_xin_loi", "hs")


# --- R10, R11: papers ---------------------------------------------------------------------------------------


def test_r10_the_list_of_components_is_the_catalogues(snapshot: Snapshot) -> None:
    one = office(snapshot)
    assert "không thêm, không bớt" in one.do("ho_so_mc.doi_chieu", "hs", thanh_phan=GOOD[:-1])
    more = [*GOOD, {"ten": "Sổ hộ khẩu", "trang_thai": "Thiếu"}]
    assert "không thêm, không bớt" in one.do("ho_so_mc.doi_chieu", "hs", thanh_phan=more)
    renamed = [{**GOOD[0], "ten": "Đơn tự viết"}, *GOOD[1:]]
    assert "không thêm, không bớt" in one.do("ho_so_mc.doi_chieu", "hs", thanh_phan=renamed)
    looked_up = [{**GOOD[0], "trang_thai": "Tra cứu CSDL"}, *GOOD[1:]]
    assert "cơ sở dữ liệu chưa có" in one.do("ho_so_mc.doi_chieu", "hs", thanh_phan=looked_up)


def test_r10_what_the_form_sends_fits_the_catalogue(snapshot: Snapshot) -> None:
    """A form sends words: ticks as "on", numbers as text, a tick that is not there not at all."""
    one = office(snapshot)
    rows = [{key: "on" if cell is True else str(cell) for key, cell in row.items() if cell} for row in GOOD]
    outcome = api.perform(
        workspace_id=one.id,
        action="ho_so_mc.doi_chieu",
        rid=one.find("hs").rid,
        values={"thanh_phan": [*rows, {"ten": "", "trang_thai": ""}]},
        request_key="form",
        typed=True,
    )
    assert outcome.refusal is None
    assert one.find("hs").data["thanh_phan"][3]["trang_thai"] == "Tra cứu CSDL"


def test_r10_asking_for_what_the_databases_hold_leads_to_a_complaint(snapshot: Snapshot) -> None:
    one = ask(checked(office(snapshot), "Đủ", "Đủ", "Đủ", "Thiếu"))
    assert warnings(one) == ["R10"]
    one.wait()
    assert "bản giấy" in one.find("hs").data["phan_anh"]
    one.wait(times=2)  # the director answers, then the papers come
    found = one.find("hs")
    assert (found.state, bool(found.data["tra_loi_pa"])) == ("moi_dang_ky", True)


def test_r11_one_form_lists_everything_that_is_missing(snapshot: Snapshot) -> None:
    one = office(snapshot)
    assert "Đối chiếu hết" in one.do("ho_so_mc.yeu_cau_bo_sung", "hs", han_bo_sung="2026-12-02", kenh_bao=["SMS"])
    checked(one)
    assert "Chưa đánh dấu" in one.do("ho_so_mc.yeu_cau_bo_sung", "hs", han_bo_sung="2026-12-02", kenh_bao=["SMS"])
    ask(checked(one, "Đủ", "Mờ", "Thiếu", "Tra cứu CSDL"))
    found = one.find("hs")
    assert (found.state, found.data["toi_tay"], warnings(one)) == ("yeu_cau_bo_sung", True, [])
    assert [row["trang_thai"] for row in one.made("phieu_mc")[0].data["muc"]] == ["Mờ", "Thiếu"]
    assert "ngay_hen_tra" not in found.data


def test_r11_a_second_request_is_a_fault(snapshot: Snapshot) -> None:
    missing = [{"ten": "Giấy chứng nhận đã cấp"}, {"ten": "Ảnh hoặc mô tả hiện trạng sạt lở"}]
    one = office(snapshot, con_thieu=missing)
    ask(checked(one, "Đủ", "Mờ", "Đủ", "Tra cứu CSDL")).wait()
    found = one.find("hs")
    assert (found.state, found.data["con_thieu"]) == ("moi_dang_ky", missing)  # only what was asked for came
    ask(checked(one, "Đủ", "Mờ", "Thiếu", "Tra cứu CSDL"), by="2026-12-08")
    assert warnings(one) == ["R11"]
    one.wait()
    assert "lần thứ hai" in one.find("hs").data["phan_anh"]


def test_what_was_asked_for_at_once_comes_at_once(snapshot: Snapshot) -> None:
    one = office(snapshot, con_thieu=[{"ten": "Giấy chứng nhận đã cấp"}])
    ask(checked(one, "Đủ", "Mờ", "Đủ", "Tra cứu CSDL")).wait()
    found = one.find("hs").data
    assert "con_thieu" not in found
    assert [file.data["ten"] for file in one.made("tep")] == ["GiayChungNhan.pdf"]
    assert all("trang_thai" not in row for row in found["thanh_phan"])  # to be checked anew


def test_papers_that_never_come_end_in_a_refusal_with_its_ground(snapshot: Snapshot) -> None:
    one = office(snapshot, khong_den=True)
    ask(checked(one, "Đủ", "Mờ", "Đủ", "Tra cứu CSDL"), by="2026-11-26").wait("deadline")
    found = one.find("hs")
    assert (found.state, found.data["het_han_bs"]) == ("moi_dang_ky", True)
    refusal: Values = {
        "ly_do_tu_choi": "Quá hạn bổ sung ghi trên phiếu.",
        "can_cu": "Nghị định 118/2025/NĐ-CP",
        "kenh_bao": ["SMS"],
    }
    one.act("ho_so_mc.tu_choi", "hs", ly_do_loai="Quá hạn bổ sung", **refusal)
    assert one.find("hs").state == "khong_tiep_nhan"


def test_a_day_off_is_no_day_for_anything(snapshot: Snapshot) -> None:
    one = checked(office(snapshot, start="2026-11-23T08:00"), "Đủ", "Mờ", "Đủ", "Tra cứu CSDL")
    holiday = one.do("ho_so_mc.yeu_cau_bo_sung", "hs", han_bo_sung="2026-11-24", kenh_bao=["SMS"])
    assert "ngày làm việc" in holiday
    receipt = {"hinh_thuc_tra": "Tại quầy", "kenh_bao": ["SMS"]}
    for day in ("2026-11-28T08:00", "2026-11-24T08:00"):
        assert "ngày làm việc" in checked(one).do("ho_so_mc.tiep_nhan", "hs", ngay_hen_tra=day, **receipt)


# --- R12, R14: refusing and receiving -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"ly_do_loai": "Thiếu giấy tờ"}, "Mẫu 02"),
        ({"can_cu": "Theo quy định hiện hành"}, "số hiệu văn bản"),
        ({"can_cu": "Nghị định 61/2018/NĐ-CP"}, "hết hiệu lực"),
        ({"ly_do_loai": "Quá hạn bổ sung"}, "chưa qua"),
        ({"ly_do_tu_choi": "Không nhận"}, "20 ký tự"),
    ],
)
def test_r12_a_refusal_needs_its_ground(snapshot: Snapshot, values: Values, told: str) -> None:
    good: Values = {
        "ly_do_loai": "Không thuộc phạm vi tiếp nhận",
        "ly_do_tu_choi": "Thửa đất thuộc địa bàn tỉnh khác.",
        "can_cu": "Điều 13 Nghị định 118/2025/NĐ-CP",
        "kenh_bao": ["SMS"],
    }
    one = office(snapshot)
    assert told in one.do("ho_so_mc.tu_choi", "hs", **good | values)
    one.act("ho_so_mc.tu_choi", "hs", **good)
    assert (one.find("hs").state, forms(one)) == ("khong_tiep_nhan", ["03"])


def test_r12_sending_people_away_by_word_of_mouth_comes_back(snapshot: Snapshot) -> None:
    one = office(snapshot).act("ho_so_mc.tra_mieng", "hs")
    assert warnings(one) == ["R12"]
    one.wait()
    assert one.find("hs").data["so_phan_anh"] == 1
    one.act("ho_so_mc.tra_loi_pa", "hs", tra_loi_pa="Trung tâm xin lỗi và mời ông quay lại quầy.")


def test_r14_no_receipt_before_the_components_are_complete(snapshot: Snapshot) -> None:
    one = office(snapshot)
    receipt = {"ngay_hen_tra": "2026-12-09T08:00", "hinh_thuc_tra": "Tại quầy", "kenh_bao": ["SMS"]}
    assert "Đối chiếu từng" in one.do("ho_so_mc.tiep_nhan", "hs", **receipt)
    checked(one, "Đủ", "Mờ", "Đủ", "Tra cứu CSDL")
    assert "tự tạo trễ hạn" in one.do("ho_so_mc.tiep_nhan", "hs", **receipt)
    received(one)
    found = one.made("phieu_mc")[0].data
    assert found["ma_qr"].endswith(one.find("hs").data["ma_ho_so"])
    assert found["ngay_hen_tra"] == "2026-12-09T08:00"


def test_r14_receiving_an_incomplete_dossier_comes_back_from_the_unit(snapshot: Snapshot) -> None:
    one = received(office(snapshot, con_thieu=[{"ten": "Giấy chứng nhận đã cấp"}]))
    one.act("ho_so_mc.so_hoa", "hs", cach_quet=FULL).act("ho_so_mc.ky_sao_y", "hs")
    one.act("ho_so_mc.chuyen_xu_ly", "hs", nguoi_xu_ly=LAND).wait()
    found = one.find("hs")
    assert (found.state, warnings(one)) == ("yeu_cau_bo_sung", ["R14"])
    stopped, due = found.data["dung_tu"], found.data["ngay_hen_tra"]
    one.wait()
    found = one.find("hs")
    assert found.state == "dang_xu_ly"
    assert "dung_tu" not in found.data
    assert found.data["ngay_hen_tra"][:10] > due[:10] >= stopped[:10]
