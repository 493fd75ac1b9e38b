"""Rules R1, R3, R7, R8, R9 of outgoing documents, keys and PINs, replaced files, and what time and mistakes do."""

from __future__ import annotations

import pytest

from sandbox.models import Snapshot
from tests.sandbox.platform.answering import SEAL, agency_key, draft, file, key_of, letter
from tests.sandbox.platform.commune import CHIEF, CLERK, OFFICER, VICE
from tests.sandbox.platform.running import Office, Values

# --- R7: who signs, with what -----------------------------------------------------------------------------


def test_r7_only_the_person_named_on_the_draft_signs(snapshot: Snapshot) -> None:
    office = Office(snapshot, "tran_quoc_khoi", draft("cho_ky"), key_of("khoa", "tran_quoc_khoi"))
    office.act("chung_thu.nhap_pin", "khoa", pin="482915")
    assert "có thẩm quyền" in office.do("vb_di.ky", "di")


def test_r7_a_signature_needs_ones_own_key_unlocked(snapshot: Snapshot) -> None:
    office = Office(snapshot, VICE, draft("cho_ky"), key_of("khoa", VICE), agency_key())
    assert "Khóa ký của Anh/Chị chưa mở" in office.do("vb_di.ky", "di")
    assert "Không mượn" in office.do("chung_thu.nhap_pin", "khoa_cq", pin="482915")
    office.act("chung_thu.nhap_pin", "khoa", pin="482915").act("vb_di.ky", "di")
    assert office.find("di").state == "da_ky"


def test_r7_the_agency_seals_only_what_has_been_signed(snapshot: Snapshot) -> None:
    office = Office(snapshot, CLERK, draft("cho_ky"), draft("da_ky", "ky_roi"), agency_key())
    office.act("chung_thu.nhap_pin", "khoa_cq", pin="482915")
    assert "Điều 32" in office.do("vb_di.ky_co_quan", "di")
    assert "Cấp số, ngày tháng trước" in office.do("vb_di.ky_co_quan", "ky_roi")
    office.act("vb_di.cap_so", "ky_roi").act("vb_di.ky_co_quan", "ky_roi")
    assert office.find("ky_roi").state == "da_ky_co_quan"


def test_r7_the_agencys_key_is_the_clerks_and_stays_at_the_office(snapshot: Snapshot) -> None:
    office = Office(snapshot, CLERK, draft("da_cap_so"), agency_key())
    assert "Khóa ký của cơ quan chưa mở" in office.do("vb_di.ky_co_quan", "di")
    assert "máy của cơ quan" in office.do("chung_thu.nhap_pin", "khoa_cq", pin="482915", may_cam="Máy tính ở nhà")
    office.act("chung_thu.nhap_pin", "khoa_cq", pin="482915")
    assert "không mang về nhà" in office.do("chung_thu.rut_khoa", "khoa_cq", noi_cat="Mang về nhà")


def test_r9_the_seal_covers_a_third_of_the_signature(snapshot: Snapshot) -> None:
    office = Office(snapshot, CLERK, draft("da_cap_so"), agency_key())
    office.act("chung_thu.nhap_pin", "khoa_cq", pin="482915")
    assert "1/3" in office.do("vb_di.ky_co_quan", "di", vi_tri_dau="Trùm kín chữ ký")


def test_a_capacity_that_does_not_fit_the_signer_is_found(snapshot: Snapshot) -> None:
    office = Office(snapshot, CHIEF, draft("cho_kt_the_thuc", tu_cach_ky="TM."))
    office.act("vb_di.kiem_the_thuc", "di")
    assert [row["code"] for row in office.find("di").data["loi_the_thuc"]] == ["TT07"]


# --- PIN ----------------------------------------------------------------------------------------------------


def test_three_wrong_pins_block_the_key_until_the_administrator_opens_it(snapshot: Snapshot) -> None:
    office = Office(snapshot, VICE, key_of("khoa", VICE))
    for word in ("111111", "222222"):
        office.act("chung_thu.nhap_pin", "khoa", pin=word)
    assert (office.find("khoa").state, office.find("khoa").data["so_lan_sai"]) == ("dang_khoa", 2)
    office.act("chung_thu.nhap_pin", "khoa", pin="333333")
    assert office.find("khoa").state == "bi_khoa"
    assert office.do("chung_thu.nhap_pin", "khoa", pin="482915") != ""
    office.act("chung_thu.de_nghi_mo", "khoa", ly_do_yeu_cau="Nhập nhầm PIN ba lần, đề nghị mở.").wait()
    office.act("chung_thu.nhap_pin", "khoa", pin="482915")
    assert office.find("khoa").state == "da_mo"


def test_a_right_pin_forgets_the_wrong_ones(snapshot: Snapshot) -> None:
    office = Office(snapshot, VICE, key_of("khoa", VICE)).act("chung_thu.nhap_pin", "khoa", pin="111111")
    office.act("chung_thu.nhap_pin", "khoa", pin="482915")
    assert "so_lan_sai" not in office.find("khoa").data
    assert "pin" not in office.find("khoa").data


def test_an_expired_certificate_opens_nothing(snapshot: Snapshot) -> None:
    office = Office(snapshot, VICE, key_of("khoa", VICE, hieu_luc_den="2026-11-20"))
    office.act("chung_thu.nhap_pin", "khoa", pin="482915")
    assert office.find("khoa").state == "het_han"
    office.act("chung_thu.de_nghi_gia_han", "khoa", ly_do_yeu_cau="Chứng thư hết hạn, đề nghị gia hạn.").wait()
    assert office.find("khoa").state == "dang_khoa"
    assert office.find("khoa").data["hieu_luc_den"] > "2029"


def test_a_certificate_expires_while_one_waits(snapshot: Snapshot) -> None:
    office = Office(snapshot, VICE, key_of("khoa", VICE, hieu_luc_den="2026-11-25")).wait("deadline")
    assert office.find("khoa").state == "het_han"


@pytest.mark.parametrize(
    ("action", "values"), [("ghi_pin", {}), ("cho_muon", {"nguoi_muon": OFFICER})], ids=["on paper", "lent"]
)
def test_a_key_that_others_can_use_is_used_and_revoked(snapshot: Snapshot, action: str, values: Values) -> None:
    office = Office(snapshot, VICE, key_of("khoa", VICE)).act(f"chung_thu.{action}", "khoa", **values).wait(times=2)
    (forged,) = office.made("lan_ky")
    assert (forged.data["nguoi_ky"], forged.data["ghi_chu"]) == (VICE, "Ký khi chủ khóa không có mặt.")
    assert office.find("khoa").state == "thu_hoi"


def test_a_pin_typed_into_a_strange_window_costs_the_certificate(snapshot: Snapshot) -> None:
    window = {"tieu_de": "Cập nhật chứng thư", "hien_cho": VICE, "khoa": "@khoa", "luc": "2026-11-25T07:50"}
    office = Office(snapshot, VICE, key_of("khoa", VICE), {"ref": "la", "record": "cua_so", "values": window})
    office.act("cua_so.nhap", "la", pin="482915")
    assert "pin" not in office.find("la").data
    assert office.wait().find("khoa").state == "thu_hoi"


# --- hashes -------------------------------------------------------------------------------------------------


def test_a_replaced_file_shows_in_its_hash(snapshot: Snapshot) -> None:
    right, wrong = file("dung", "aa11"), file("sai", "bb22")
    office = Office(
        snapshot, VICE, right, wrong, draft("cho_ky", tep_du_thao="@dung", ma_bam_trinh="aa11"),
        draft("cho_ky", "khac", tep_du_thao="@sai", ma_bam_trinh="aa11"),
    )  # fmt: skip
    office.act("vb_di.so_ma_bam", "di").act("vb_di.so_ma_bam", "khac")
    assert [office.find(ref).data["ket_qua_so"] for ref in ("di", "khac")] == ["Khớp", "Không khớp"]


def test_a_leader_who_is_a_colleague_does_not_sign_it(snapshot: Snapshot) -> None:
    office = Office(
        snapshot, CHIEF, file("sai", "bb22"),
        draft("cho_kt_the_thuc", tep_du_thao="@sai", ma_bam_trinh="aa11"),
    )  # fmt: skip
    office.act("vb_di.kiem_the_thuc", "di").act("vb_di.duyet_the_thuc", "di").wait()
    assert office.find("di").state == "tra_lai_sua"
    assert "Mã băm không khớp" in office.find("di").data["y_kien_tra_lai"]


def test_whoever_signs_it_hears_from_the_recipient(snapshot: Snapshot) -> None:
    office = Office(
        snapshot, VICE, key_of("khoa", VICE), file("sai", "bb22"),
        draft("cho_ky", tep_du_thao="@sai", ma_bam_trinh="aa11"),
    )  # fmt: skip
    office.act("chung_thu.nhap_pin", "khoa", pin="482915").act("vb_di.ky", "di")
    while "trang_thai_truc" not in office.find("di").data or office.find("di").data["trang_thai_truc"][:2] == "01":
        office.wait()
    assert office.find("di").data["trang_thai_truc"] == "02 Từ chối tiếp nhận"
    assert "nội dung đã bị sửa sau khi ký" in office.find("di").data["phan_hoi_truc"]


def test_replacing_the_file_after_the_signature_breaks_it(snapshot: Snapshot) -> None:
    other = {"ref": "moi", "record": "tep", "values": {"ten": "moi.pdf", "dinh_dang": "PDF", "ma_bam": "cc33"}}
    signed = draft("da_ky", tep_du_thao="@cu", ma_bam_trinh="aa11")
    office = Office(snapshot, OFFICER, file("cu", "aa11"), other, signed, seats=(CLERK,))
    office.act("vb_di.thay_tep", "di", tep_du_thao="@moi")
    office.sit(CLERK).act("vb_di.kiem_chu_ky", "di")
    assert office.find("di").data["ket_qua_kiem"] == "Nội dung đã bị sửa sau khi ký"


def test_a_draft_format_is_not_signed(snapshot: Snapshot) -> None:
    office = Office(
        snapshot, VICE, key_of("khoa", VICE), file("tep", "aa11", dinh_dang="DOCX"),
        draft("cho_ky", tep_du_thao="@tep", ma_bam_trinh="aa11"),
    )  # fmt: skip
    office.act("chung_thu.nhap_pin", "khoa", pin="482915")
    assert "Chuyển PDF rồi mới ký" in office.do("vb_di.ky", "di")


def test_a_batch_signs_what_was_not_read(snapshot: Snapshot) -> None:
    office = Office(
        snapshot, VICE, key_of("khoa", VICE), file("sai", "bb22"), draft("cho_ky"),
        draft("cho_ky", "khac", tep_du_thao="@sai", ma_bam_trinh="aa11"),
    )  # fmt: skip
    office.act("chung_thu.nhap_pin", "khoa", pin="482915").act("phien_ky.ky_tat_ca")
    assert [office.find(ref).state for ref in ("di", "khac")] == ["da_ky", "da_ky"]
    office.wait("deadline")
    assert office.find("khac").state == "da_cap_so"


# --- R1, R3, R8 and what time does --------------------------------------------------------------------------


def test_r1_what_leaves_a_day_late_says_so(snapshot: Snapshot) -> None:
    office = Office(snapshot, CLERK, draft("da_ky"), agency_key(), start="2026-11-25T16:40").act("vb_di.cap_so", "di")
    office.wait("deadline")  # the day closes
    assert any("Hết ngày" in said for said in office.said())
    office.wait("next_session").act("chung_thu.nhap_pin", "khoa_cq", pin="482915")
    office.act("vb_di.ky_co_quan", "di").act("vb_di.phat_hanh", "di", **SEAL)
    assert office.find("di").data["tre_ngay"] is True
    assert office.find("di").data["ngay_vb"] == "2026-11-25"


def test_r1_what_leaves_the_same_day_is_not_late(snapshot: Snapshot) -> None:
    office = Office(snapshot, CLERK, draft("da_ky"), agency_key(), start="2026-11-25T16:40").act("vb_di.cap_so", "di")
    office.act("chung_thu.nhap_pin", "khoa_cq", pin="482915").act("vb_di.ky_co_quan", "di")
    office.act("vb_di.phat_hanh", "di", **SEAL)
    assert "tre_ngay" not in office.find("di").data


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"ngay_vb": "20/11/2026"}, "không lùi ngày"),
        ({"ngay_vb": "26/11/2026"}, "không ghi trước"),
        ({"so_vb_di": "Văn bản đi năm 2025"}, "Sổ năm 2025 đã khóa"),
    ],
)
def test_r3_numbers_are_neither_back_nor_post_dated(snapshot: Snapshot, values: Values, said: str) -> None:
    assert said in Office(snapshot, CLERK, draft("da_ky")).do("vb_di.cap_so", "di", **values)


def test_r3_numbers_run_on(snapshot: Snapshot) -> None:
    office = Office(snapshot, CLERK, draft("da_ky"), draft("da_ky", "hai")).act("vb_di.cap_so", "di")
    office.act("vb_di.cap_so", "hai")
    assert office.find("hai").data["so_di"] == office.find("di").data["so_di"] + 1
    assert "không thu lại" in office.do("vb_di.tra_nguoi_ky", "di", ly_do_xu_ly="Trả lại để ký lại.")


def test_r8_a_fault_of_content_needs_a_new_document(snapshot: Snapshot) -> None:
    office = Office(snapshot, OFFICER, draft("da_phat_hanh"))
    fault = {"loai_sai": "Nội dung", "ly_do_xu_ly": "Số liệu diện tích ghi nhầm."}
    assert "soạn văn bản thay thế" in office.do("vb_di.dinh_chinh", "di", **fault)
    office.act("vb_di.thay_the", "di", **fault)
    (new,) = office.made("vb_di", thay_the_cho=office.find("di").rid)
    assert (office.find("di").state, new.state, new.data["loai_vb"]) == ("da_thay_the", "du_thao", "Công văn")


def test_r8_a_fault_of_form_is_corrected_by_letter(snapshot: Snapshot) -> None:
    office = Office(snapshot, OFFICER, draft("da_phat_hanh"))
    fault = {"loai_sai": "Thể thức, kỹ thuật trình bày", "ly_do_xu_ly": "Thiếu dòng thẩm quyền ký."}
    assert "đính chính bằng công văn" in office.do("vb_di.thay_the", "di", **fault)
    office.act("vb_di.dinh_chinh", "di", **fault)
    assert office.made("vb_di", dinh_chinh_cho=office.find("di").rid)
    assert office.find("di").state == "da_phat_hanh"


def test_r8_the_recipient_of_a_recall_deletes_and_confirms(snapshot: Snapshot) -> None:
    office = Office(snapshot, CLERK, draft("da_phat_hanh"))
    office.act("vb_di.thu_hoi", "di", ly_do_xu_ly="Văn bản phát hành nhầm dự thảo.").wait()
    assert (office.find("di").state, office.find("di").data["trang_thai_truc"]) == ("da_thu_hoi", "13 Đã thu hồi")


@pytest.mark.parametrize(
    ("status", "answered"),
    [("03 Đã tiếp nhận, chờ phân công", "15 Đồng ý cập nhật"), ("05 Đang xử lý", "16 Từ chối cập nhật")],
)
def test_an_update_is_accepted_until_somebody_works_on_it(snapshot: Snapshot, status: str, answered: str) -> None:
    office = Office(snapshot, CLERK, draft("da_phat_hanh", trang_thai_truc=status))
    office.act("vb_di.de_nghi_cap_nhat", "di", noi_dung_cap_nhat="Bổ sung phụ lục 2.").wait()
    assert office.find("di").data["trang_thai_truc"] == answered


def test_a_dissolved_unit_answers_02_after_hours(snapshot: Snapshot) -> None:
    office = Office(snapshot, CLERK, draft("da_ky_co_quan"))
    office.act("vb_di.phat_hanh", "di", noi_nhan_ma=["phong_tnmt_ngoc_hien"])
    sent = office.workspace.clock
    office.wait()
    assert office.find("di").data["trang_thai_truc"] == "02 Từ chối tiếp nhận"
    assert "mã định danh mới" in office.find("di").data["phan_hoi_truc"]
    assert office.workspace.clock[11:13] >= "13" > sent[11:13]
    office.act("vb_di.gui_lai", "di", noi_nhan_ma=["so_nnmt"]).wait()
    assert office.find("di").data["trang_thai_truc"] == "03 Đã tiếp nhận, chờ phân công"


def test_a_wrong_recipient_refuses(snapshot: Snapshot) -> None:
    office = Office(snapshot, CLERK, draft("da_ky_co_quan")).act("vb_di.phat_hanh", "di", noi_nhan_ma=["so_y_te"])
    assert "gửi đúng nơi nhận" in office.wait().find("di").data["phan_hoi_truc"]


def test_an_unsigned_annex_is_refused(snapshot: Snapshot) -> None:
    office = Office(snapshot, CLERK, file("pl", "dd44"), draft("da_cap_so", tep=["@pl"]), agency_key())
    office.act("chung_thu.nhap_pin", "khoa_cq", pin="482915").act("vb_di.ky_co_quan", "di", ky_phu_luc=False)
    office.act("vb_di.phat_hanh", "di", **SEAL).wait()
    assert "Phụ lục" in office.find("di").data["phan_hoi_truc"]


@pytest.mark.parametrize(
    ("way", "said"), [("Nhóm Zalo", "không gửi qua Zalo"), ("Quét bản giấy rồi gửi", "làm mất chữ ký số")]
)
def test_documents_leave_over_the_axis(snapshot: Snapshot, way: str, said: str) -> None:
    office = Office(snapshot, CLERK, draft("da_ky_co_quan"))
    assert said in office.do("vb_di.phat_hanh", "di", **SEAL, phuong_thuc_gui=way)


def test_the_sender_reminds_when_the_answer_is_overdue(snapshot: Snapshot) -> None:
    work = {"don_vi_chu_tri": ["phong_kinh_te"], "dang_o": OFFICER, "han_goc": "2026-11-26"}
    office = Office(snapshot, OFFICER, letter("dang_xu_ly", **work)).wait("deadline")
    assert office.find("vb").data["so_lan_don_doc"] == 1
    assert any("đôn đốc" in said for said in office.said())


def test_an_answered_letter_is_not_reminded(snapshot: Snapshot) -> None:
    work = {"don_vi_chu_tri": ["phong_kinh_te"], "dang_o": OFFICER, "han_goc": "2026-11-26", "vb_tra_loi": "@di"}
    office = Office(snapshot, OFFICER, letter("dang_xu_ly", **work), draft("da_luu"))
    for _half_day in range(4):
        office.wait("next_session")
    assert "so_lan_don_doc" not in office.find("vb").data


# --- the work file ------------------------------------------------------------------------------------------


def test_a_file_is_closed_without_drafts_and_duplicates(snapshot: Snapshot) -> None:
    files = [
        {"ref": ref, "record": "tep", "values": {"ten": name}}
        for ref, name in (("chinh", "bang.xlsx"), ("nhap", "bang (nháp).xlsx"))
    ]
    office = Office(snapshot, OFFICER, *files)
    office.act(
        "ho_so_cv.mo", ref="hs", ma_hs="31.KT-TS/2026", tieu_de="Hồ sơ nuôi tôm năm 2026", thoi_han_bao_quan="10 năm"
    )
    assert "chưa có văn bản" in office.do("ho_so_cv.ket_thuc", "hs")
    office.act("ho_so_cv.xep_tai_lieu", "hs", tai_lieu=["@chinh", "@nhap"]).act("ho_so_cv.kiem_tra", "hs")
    assert [row["code"] for row in office.find("hs").data["loi"]] == ["HS02"]
    assert "Hồ sơ gọn" in office.do("ho_so_cv.ket_thuc", "hs")
    office.act("ho_so_cv.xep_tai_lieu", "hs", tai_lieu=["@chinh"]).act("ho_so_cv.ket_thuc", "hs")
    assert office.find("hs").data["han_nop"] == "2027-12-31"


def test_a_document_goes_only_into_an_open_file(snapshot: Snapshot) -> None:
    closed = {
        "ref": "hs",
        "record": "ho_so_cv",
        "state": "da_ket_thuc",
        "values": {"ma_hs": "31.KT-TS/2026", "tieu_de": "Hồ sơ cũ"},
    }
    office = Office(snapshot, OFFICER, letter("hoan_thanh"), closed)
    assert "đã kết thúc" in office.do("van_ban.xep_ho_so", "vb", ho_so="@hs")
