"""One letter travels from the register to the archive, over five seats and three modules, and is answered on the way.

Once every seat is taken by hand, once colleagues fill all seats but one. Then the rules of signing and issuing.
"""

from __future__ import annotations

from typing import Any

import pytest

from sandbox.data import ca_mau_platform
from sandbox.models import Event, Snapshot
from sandbox.spec import RecordSelector
from tests.sandbox.platform.commune import CHIEF, CLERK, ENTRY, HEAD, LETTER, OFFICER, ORDER, REGISTERED, VICE
from tests.sandbox.platform.running import Office, Values

ADMIN = "ngo_gia_huy"
ANSWER = RecordSelector(record="vb_di", where={"vb_lien_quan": "@vb"})
FILE = RecordSelector(record="ho_so_cv", where={"vb_den": "@vb"})
FORM: Values = {
    "trich_yeu": "V/v báo cáo tiến độ thả nuôi tôm sú",
    "kinh_gui": ["so_nnmt"],
    "noi_nhan": ["Như trên", "Lưu: VT, KT"],
    "do_khan": "Thường",
    "nguoi_ky": VICE,
}
SEAL: Values = {"noi_nhan_ma": ["so_nnmt"]}
SIDE_WAYS = {
    "van_ban": {"tra_lai", "tu_choi", "da_thu_hoi"},
    "vb_di": {"cho_thu_hoi", "da_thu_hoi", "da_thay_the"},
    "ho_so_cv": set[str](),
}


def key_of(ref: str, person: str, **more: Any) -> Values:
    """A signing key in its scenario: PIN 482915."""
    values = {"ten": ref, "loai_ct": "Cá nhân", "chu_the": person, "nguoi_giu": person, "quan_ly": ADMIN}
    values |= {"khoa": "Token USB", "hieu_luc_tu": "2025-08-15", "hieu_luc_den": "2028-08-14", "pin": "482915"}
    return {"ref": ref, "record": "chung_thu", "values": values | more}


def agency_key(**more: Any) -> Values:
    key = key_of("khoa_cq", CLERK, loai_ct="Cơ quan", co_quan="ubnd_dat_mui", **more)
    del key["values"]["chu_the"]
    return key


def letter(state: str = "cho_tiep_nhan", **more: Any) -> Values:
    values = LETTER if state == "cho_tiep_nhan" else REGISTERED
    return {"ref": "vb", "record": "van_ban", "state": state, "values": values | {"han_goc": "2026-12-01"} | more}


def draft(state: str, ref: str = "di", **more: Any) -> Values:
    """An outgoing document by Lê Hoàng Nhớ for the vice chair's signature, as far as that state."""
    holder = {"du_thao": OFFICER, "cho_duyet_phong": HEAD, "cho_kt_the_thuc": CHIEF, "cho_ky": VICE}.get(state, CLERK)
    values: Values = FORM | {
        "loai_vb": "Công văn",
        "mau": "Công văn",
        "do_mat": "Thường",
        "tu_cach_ky": "KT.",
        "noi_dung": "Thực hiện văn bản của Quý cơ quan, Ủy ban nhân dân xã Đất Mũi gửi số liệu theo bảng.",
        "nguoi_soan": OFFICER,
        "don_vi_soan": "phong_kinh_te",
        "dang_o": holder,
        "phien_ban": 1,
    }
    signed = {"da_ky", "da_cap_so", "da_ky_co_quan", "da_phat_hanh", "da_luu"}
    if state in signed:
        values |= {"ngay_ky": "2026-11-25T07:40", "chu_ky_that": "Hợp lệ"}
    if state in signed - {"da_ky"}:
        values |= {"so_di": 9001, "so_ky_hieu": "9001/UBND-KT", "ngay_vb": "2026-11-25"}
    if state in {"da_phat_hanh", "da_luu"}:
        values |= {
            "noi_nhan_ma": ["so_nnmt"],
            "phuong_thuc_gui": "Trục liên thông",
            "trang_thai_truc": "01 Chờ tiếp nhận",
        }
    return {"ref": ref, "record": "vb_di", "state": state, "values": values | more}


def file(ref: str, digest: str, **more: Any) -> Values:
    values = {"ten": f"{ref}.pdf", "dinh_dang": "PDF", "ma_bam": digest, "phien_ban": 1, "da_ky": "Chưa ký"} | more
    return {"ref": ref, "record": "tep", "state": "dinh_kem", "values": values}


def visited(office: Office, record_type: str) -> set[str]:
    """Every state in which a record of that type has been."""
    return {
        state
        for event in Event.objects.filter(workspace_id=office.id)
        for change in event.changes.get("rows", [])
        if change["type"] == record_type
        for state in change["state"]
        if state
    }


def log(office: Office) -> list[tuple[str, str, str, str]]:
    events = Event.objects.filter(workspace_id=office.id).order_by("seq")
    return [(event.clock, event.kind, event.actor, event.action) for event in events]


def the_answer(office: Office) -> Values:
    (found,) = office.made("vb_di")
    return found.facts


# --- the whole way ----------------------------------------------------------------------------------------


def by_hand(snapshot: Snapshot) -> Office:
    """Every seat is taken in turn; nobody else does anything but the recipient on the axis."""
    office = Office(
        snapshot, CLERK, letter(), key_of("khoa", VICE), agency_key(), seats=(VICE, HEAD, OFFICER, CHIEF),
        start="2026-11-23T07:30",
    )  # fmt: skip
    office.act("van_ban.kiem_chu_ky", "vb").act("van_ban.tiep_nhan", "vb").act("van_ban.vao_so", "vb", **ENTRY)
    office.act("van_ban.trinh", "vb", lanh_dao=VICE)
    office.sit(VICE).act("van_ban.phan_cong", "vb", **ORDER)
    office.sit(HEAD).act("van_ban.giao_viec", "vb", nguoi_xu_ly=OFFICER, han_phong="25/11/2026")
    office.sit(OFFICER).act("van_ban.nhan_viec", "vb").act("van_ban.soan_tra_loi", "vb")
    office.act("vb_di.chon_mau", ANSWER, mau="Công văn").act("vb_di.soan_thao", ANSWER, **FORM)
    office.act("vb_di.trinh_phong", ANSWER)
    office.sit(HEAD).act("vb_di.duyet_phong", ANSWER)
    office.sit(CHIEF).act("vb_di.kiem_the_thuc", ANSWER)
    assert [row["code"] for row in the_answer(office)["loi_the_thuc"]] == ["TT05"]
    assert "Thể thức còn lỗi" in office.do("vb_di.duyet_the_thuc", ANSWER)
    office.act(
        "vb_di.tra_lai", ANSWER, cho_can_sua=["Thẩm quyền ký"], y_kien_tra_lai="Ghi KT. CHỦ TỊCH trước người ký."
    )
    office.sit(OFFICER).act("vb_di.nhan_lai", ANSWER).act("vb_di.soan_thao", ANSWER, tu_cach_ky="KT.")
    office.act("vb_di.trinh_phong", ANSWER)
    office.sit(HEAD).act("vb_di.duyet_phong", ANSWER)
    office.sit(CHIEF).act("vb_di.kiem_the_thuc", ANSWER).act("vb_di.duyet_the_thuc", ANSWER)
    office.sit(VICE).act("chung_thu.nhap_pin", "khoa", pin="482915").act("vb_di.ky", ANSWER)
    office.sit(CLERK).act("vb_di.cap_so", ANSWER).act("chung_thu.nhap_pin", "khoa_cq", pin="482915")
    office.act("vb_di.ky_co_quan", ANSWER).act("vb_di.phat_hanh", ANSWER, **SEAL)
    while the_answer(office)["trang_thai_truc"] != "06 Hoàn thành":
        office.wait()
    office.act("vb_di.luu", ANSWER)
    office.sit(OFFICER).act("van_ban.bao_cao_ket_qua", "vb", ket_qua="Đã trả lời bằng văn bản.")
    office.sit(HEAD).act("van_ban.duyet_ket_qua", "vb")
    office.sit(OFFICER)
    office.act(
        "ho_so_cv.mo", ref="hs", ma_hs="31.KT-TS/2026", tieu_de="Hồ sơ thả nuôi tôm sú", thoi_han_bao_quan="10 năm"
    )
    office.act("van_ban.xep_ho_so", "vb", ho_so="@hs")
    return office.act("ho_so_cv.ket_thuc", "hs").act("ho_so_cv.nop_luu", "hs")


def test_one_letter_is_answered_over_five_seats_and_three_modules(snapshot: Snapshot) -> None:
    office = by_hand(snapshot)
    platform = ca_mau_platform()
    for record_type, aside in SIDE_WAYS.items():
        states = set(platform.record(record_type).states)
        seen = visited(office, record_type) | {"cho_tiep_nhan"} & states
        assert seen == states - aside, record_type


def test_both_ends_of_the_way_know_each_other(snapshot: Snapshot) -> None:
    office = by_hand(snapshot)
    incoming, answer, (work_file,) = office.find("vb"), the_answer(office), office.made("ho_so_cv")
    assert answer["vb_lien_quan"] == incoming.rid
    assert incoming.data["vb_tra_loi"] == work_file.data["vb_di"]
    assert incoming.data["ho_so"] == answer["ho_so"] == work_file.rid
    assert work_file.data["han_nop"] == "2027-12-31"
    assert answer["phien_ban"] == 2
    assert answer["so_di"] == office.workspace.snapshot.sequences["vb_di.so_di"] + 1
    assert answer["so_ky_hieu"] == f"{answer['so_di']}/UBND-KT"
    assert [row.data["loai"] for row in office.made("lan_ky")] == ["Cá nhân", "Cơ quan"]
    assert [row["action"] for row in answer["nhat_ky_truc"]].count("Báo trạng thái trên Trục") == 4


def test_the_same_way_twice_is_the_same_to_the_minute(snapshot: Snapshot) -> None:
    assert log(by_hand(snapshot)) == log(by_hand(snapshot))


def with_colleagues(snapshot: Snapshot) -> Office:
    """The clerk registers and submits; from there on she only numbers, seals and issues what comes back signed."""
    office = Office(snapshot, CLERK, letter(), agency_key(), start="2026-11-23T07:30")
    office.act("van_ban.kiem_chu_ky", "vb").act("van_ban.tiep_nhan", "vb").act("van_ban.vao_so", "vb", **ENTRY)
    office.act("van_ban.trinh", "vb", lanh_dao=VICE)
    while not office.made("vb_di", state="da_ky"):
        office.wait()
    office.act("vb_di.cap_so", ANSWER).act("chung_thu.nhap_pin", "khoa_cq", pin="482915")
    office.act("vb_di.ky_co_quan", ANSWER).act("vb_di.phat_hanh", ANSWER, **SEAL)
    while not office.made("vb_di", trang_thai_truc="06 Hoàn thành") or not office.made(
        "ho_so_cv", state="da_nop_luu"
    ):
        office.wait()
    return office.act("vb_di.luu", ANSWER)


def test_colleagues_fill_every_other_seat(snapshot: Snapshot) -> None:
    office = with_colleagues(snapshot)
    assert office.find("vb").state == "da_nop_luu"
    assert the_answer(office)["state"] == "da_luu"
    assert visited(office, "ho_so_cv") == {"dang_mo", "da_ket_thuc", "da_nop_luu"}
    by_others = {actor for _clock, kind, actor, _action in log(office) if kind == Event.Kind.COLLEAGUE}
    assert by_others == {VICE, HEAD, OFFICER, CHIEF, "truc_lien_thong"}


def test_colleagues_do_the_same_every_time(snapshot: Snapshot) -> None:
    assert log(with_colleagues(snapshot)) == log(with_colleagues(snapshot))


def test_whoever_only_drafts_sees_the_answer_leave_the_house(snapshot: Snapshot) -> None:
    work = {"don_vi_chu_tri": ["phong_kinh_te"], "dang_o": OFFICER, "nguoi_xu_ly": OFFICER, "lanh_dao": VICE}
    office = Office(snapshot, OFFICER, letter("dang_xu_ly", **work))
    office.act("van_ban.soan_tra_loi", "vb").act("vb_di.chon_mau", ANSWER, mau="Công văn")
    office.act("vb_di.soan_thao", ANSWER, **FORM, tu_cach_ky="KT.").act("vb_di.trinh_phong", ANSWER)
    while not office.made("vb_di", state="da_luu"):
        office.wait()
    office.act("van_ban.bao_cao_ket_qua", "vb", ket_qua="Đã trả lời bằng văn bản.").wait()
    assert office.find("vb").state == "hoan_thanh"


@pytest.mark.parametrize("division", ["phong_kinh_te", "phong_vhxh", "van_phong", "ttpvhcc", "bch_quan_su"])
@pytest.mark.parametrize("asks", [True, False])
def test_every_division_brings_its_work_to_the_archive(snapshot: Snapshot, division: str, asks: bool) -> None:
    """Whether the sender wants an answer or the result stays in the house."""
    more = {"han_goc": "2026-12-04" if asks else None, "lanh_dao": VICE}
    office = Office(snapshot, VICE, letter("cho_chi_dao", **more), key_of("khoa", VICE))
    office.act("van_ban.phan_cong", "vb", **ORDER | {"don_vi_chu_tri": [division], "phoi_hop": []})
    for _turn in range(60):
        if office.find("vb").state == "da_nop_luu":
            break
        if office.made("vb_di", state="cho_ky"):
            if office.find("khoa").state != "da_mo":
                office.act("chung_thu.nhap_pin", "khoa", pin="482915")
            office.act("vb_di.ky", ANSWER)
        elif office.find("vb").state == "cho_duyet_kq" and office.find("vb").data["dang_o"] == VICE:
            office.act("van_ban.duyet_ket_qua", "vb")
        else:
            office.wait()
    assert office.find("vb").state == "da_nop_luu"
    assert bool(office.made("vb_di", state="da_luu")) is asks


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
