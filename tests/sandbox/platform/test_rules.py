"""The rules R1–R6 of records work (NĐ 30/2020/NĐ-CP), through the sandbox's door."""

from __future__ import annotations

import pytest

from tests.sandbox.platform.commune import CHAIR, CHIEF, CLERK, ENTRY, LETTER, OFFICER, ORDER, REGISTERED, VICE
from tests.sandbox.platform.conftest import Land


def notices(outcome: object) -> str:
    return str(outcome.event.note.get("notices", []))  # type: ignore[attr-defined]


def test_r1_an_urgent_document_is_due_at_once(land: Land) -> None:
    outcome = land(CLERK, "cho_tiep_nhan", LETTER | {"do_khan": "Khẩn"}).done("kiem_chu_ky").do("tiep_nhan")
    assert "vào sổ và trình ngay" in notices(outcome)


def test_r1_a_routine_document_is_due_the_same_or_the_next_working_day(land: Land) -> None:
    outcome = land(CLERK, "cho_tiep_nhan", LETTER).done("kiem_chu_ky").do("tiep_nhan")
    assert "chậm nhất là ngày làm việc tiếp theo" in notices(outcome)


@pytest.mark.parametrize(("arrived", "late"), [("2026-11-19T16:00", True), ("2026-11-20T16:00", False)])
def test_r1_what_was_not_registered_by_the_next_working_day_is_flagged(land: Land, arrived: str, late: bool) -> None:
    commune = land(CLERK, "da_tiep_nhan", LETTER | {"ngay_den": arrived})
    assert (commune.rid in commune.tab("cham_vao_so")) is late


def test_r2_an_unregistered_document_obliges_nobody(land: Land) -> None:
    unregistered = {name: value for name, value in REGISTERED.items() if name != "so_den"}
    assert "chưa vào sổ" in land(VICE, "cho_chi_dao", unregistered).refused("phan_cong", ORDER)


def test_r2_it_cannot_even_be_submitted(land: Land) -> None:
    assert land(CLERK, "da_tiep_nhan", LETTER).do("trinh", {"lanh_dao": CHAIR}).refusal is not None


def test_r3_the_number_follows_the_last_one_of_the_book(land: Land) -> None:
    commune = land(CLERK, "da_tiep_nhan", LETTER).done("vao_so", ENTRY)
    assert commune.document.data["so_den"] == commune.workspace.snapshot.sequences["van_ban.so_den"] + 1


def test_r3_a_number_cannot_be_typed_or_corrected(land: Land) -> None:
    commune = land(CLERK, "da_tiep_nhan", LETTER).done("vao_so", ENTRY | {"so_den": "5"})
    number = commune.document.data["so_den"]
    commune.do("sua", {"so_den": "5", "chuc_vu": "Giám đốc"})
    assert commune.document.data["so_den"] == number > 5


def test_r3_a_document_is_registered_once(land: Land) -> None:
    assert land(CLERK, "da_tiep_nhan", LETTER).done("vao_so", ENTRY).do("vao_so", ENTRY).refusal is not None


def test_r3_last_years_book_is_closed(land: Land) -> None:
    said = land(CLERK, "da_tiep_nhan", LETTER).refused("vao_so", ENTRY | {"so_vb_den": "Văn bản hành chính năm 2025"})
    assert "không lùi ngày" in said


def test_r4_the_signature_is_checked_before_receiving(land: Land) -> None:
    assert "Kiểm tra chữ ký số trước khi tiếp nhận" in land(CLERK, "cho_tiep_nhan", LETTER).refused("tiep_nhan")


@pytest.mark.parametrize(
    "truth",
    ["Hợp lệ", "Nội dung đã bị sửa sau khi ký", "Chứng thư hết hạn", "Không xây dựng được chuỗi tin cậy"],
)
def test_r4_checking_reveals_the_truth(land: Land, truth: str) -> None:
    commune = land(CLERK, "cho_tiep_nhan", LETTER | {"chu_ky_that": truth}).done("kiem_chu_ky")
    assert commune.document.data["ket_qua_kiem"] == truth


def test_r4_a_refusal_says_why(land: Land) -> None:
    commune = land(CLERK, "cho_tiep_nhan", LETTER).done("kiem_chu_ky")
    assert "Nêu rõ" in commune.refused("tu_choi", {"ly_do_loai": "Gửi sai nơi nhận", "ly_do": "sai"})


def test_r4_a_refused_file_comes_back_properly_signed(land: Land) -> None:
    commune = land(CLERK, "cho_tiep_nhan", LETTER | {"chu_ky_that": "Chứng thư hết hạn"}).done("kiem_chu_ky")
    commune.done("tu_choi", {"ly_do_loai": "Chữ ký số không hợp lệ", "ly_do": "Chứng thư đã hết hạn."}).wait()
    assert commune.document.state == "tu_choi"
    assert len(commune.tab("cho_tiep_nhan")) == 1


def test_r4_a_misdirected_document_is_acknowledged_by_its_sender(land: Land) -> None:
    commune = land(CLERK, "cho_tiep_nhan", LETTER).done("kiem_chu_ky")
    commune.done("tu_choi", {"ly_do_loai": "Gửi sai nơi nhận", "ly_do": "Văn bản gửi xã khác."}).wait()
    assert "gửi lại đúng nơi nhận" in commune.document.data["phan_hoi_noi_gui"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"don_vi_chu_tri": ["phong_kinh_te", "van_phong"], "phoi_hop": []}, "Hai người chủ trì là không có ai"),
        ({"phoi_hop": ["phong_kinh_te"]}, "không đồng thời là đơn vị phối hợp"),
        ({"han_xu_ly": "23/11/2026"}, "sau hôm nay"),
        ({"han_xu_ly": "28/11/2026"}, "ngày nghỉ"),
        ({"han_xu_ly": "04/12/2026"}, "thời hạn ghi trong văn bản"),
    ],
)
def test_r5_one_lead_its_support_and_a_deadline(land: Land, change: dict[str, object], said: str) -> None:
    commune = land(VICE, "cho_chi_dao", REGISTERED | {"han_goc": "2026-12-01"})
    assert said in commune.refused("phan_cong", ORDER | change)


def test_r5_a_good_assignment_is_accepted(land: Land) -> None:
    commune = land(VICE, "cho_chi_dao", REGISTERED | {"han_goc": "2026-12-01"}).done("phan_cong", ORDER)
    assert commune.document.state == "da_phan_cong"


def test_r5_an_urgent_document_may_be_due_today(land: Land) -> None:
    commune = land(VICE, "cho_chi_dao", REGISTERED | {"do_khan": "Hỏa tốc", "han_goc": "2026-11-23"})
    assert commune.done("phan_cong", ORDER | {"han_xu_ly": "23/11/2026"}).document.state == "da_phan_cong"


@pytest.mark.parametrize(("person", "may"), [(VICE, True), (CHAIR, False), (CHIEF, False)])
def test_r5_only_the_leader_who_set_a_deadline_changes_it(land: Land, person: str, may: bool) -> None:
    assigned = REGISTERED | {"don_vi_chu_tri": ["phong_kinh_te"], "han_xu_ly": "2026-11-26", "nguoi_giao_han": VICE}
    outcome = land(person, "da_phan_cong", assigned).do(
        "gia_han", {"han_xu_ly": "27/11/2026", "ly_do_gia_han": "Chờ số liệu của các ấp."}
    )
    assert (outcome.refusal is None) is may


def test_r6_a_classified_document_is_not_received(land: Land) -> None:
    commune = land(CLERK, "cho_tiep_nhan", LETTER | {"do_mat": "Mật"}).done("kiem_chu_ky")
    assert "Dừng lại" in commune.refused("tiep_nhan")


@pytest.mark.parametrize("person", [CLERK, OFFICER])
def test_r6_it_is_stopped_reported_and_its_content_removed(land: Land, person: str) -> None:
    commune = land(person, "cho_tiep_nhan", LETTER | {"do_mat": "Mật", "noi_dung": "…"}).done("bao_van_ban_mat")
    assert commune.document.state == "tu_choi"
    assert "noi_dung" not in commune.document.data


def test_r6_is_no_excuse_for_an_ordinary_document(land: Land) -> None:
    assert "không có độ mật" in land(CLERK, "cho_tiep_nhan", LETTER).refused("bao_van_ban_mat")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"so_ky_hieu": "hai chín trăm"}, "Ghi số và ký hiệu"),
        ({"ngay_ban_hanh": "30/11/2026"}, "không thể sau ngày đến"),
        ({"ngay_ban_hanh": "20/11/1998"}, "lùi quá xa"),
        ({"han_goc": "01/11/2026"}, "không thể trước ngày ban hành"),
    ],
)
def test_absurd_entries_are_refused_kindly(land: Land, change: dict[str, str], said: str) -> None:
    assert said in land(CLERK, "da_tiep_nhan", LETTER).refused("vao_so", ENTRY | change)


def test_a_typical_mistake_stays_possible(land: Land) -> None:
    commune = land(CLERK, "da_tiep_nhan", LETTER).done("vao_so", ENTRY | {"ngay_ban_hanh": "23/11/2026"})
    assert commune.document.data["ngay_ban_hanh"] == "2026-11-23"
