"""From the axis to the archive: every state is reached by acting, and colleagues answer believably."""

from __future__ import annotations

from typing import Any

from sandbox.data import ca_mau_platform
from tests.sandbox.platform.commune import (
    CHAIR,
    CHIEF,
    CLERK,
    ENTRY,
    HEAD,
    LETTER,
    OFFICER,
    ORDER,
    REGISTERED,
    VICE,
    Commune,
)
from tests.sandbox.platform.conftest import Land

REFUSAL = {"ly_do_loai": "Gửi sai nơi nhận", "ly_do": "Văn bản gửi xã khác."}
ASSIGNED: dict[str, Any] = REGISTERED | {
    "lanh_dao": VICE,
    "don_vi_chu_tri": ["phong_kinh_te"],
    "phoi_hop": ["van_phong"],
    "han_xu_ly": "2026-11-26",
    "nguoi_giao_han": VICE,
    "dang_o": OFFICER,
    "nguoi_xu_ly": OFFICER,
}
FILE = {"ma_ho_so": "07.KT-TS/2026", "tieu_de_ho_so": "Hồ sơ nuôi tôm năm 2026", "thoi_han_bao_quan": "10 năm"}


def reported(commune: Commune) -> Commune:
    return commune.done("bao_cao_ket_qua", {"ket_qua": "Đã tổng hợp số liệu của sáu ấp.", "san_pham": ["1"]})


def test_every_state_is_reached(land: Land) -> None:
    seen = {"cho_tiep_nhan"}

    def note(commune: Commune) -> Commune:
        seen.add(commune.document.state)
        return commune

    clerk = note(land(CLERK, "cho_tiep_nhan", LETTER).done("kiem_chu_ky").done("tiep_nhan"))
    note(clerk.done("vao_so", ENTRY))
    note(clerk.done("trinh", {"lanh_dao": VICE}))
    note(land(CLERK, "cho_tiep_nhan", LETTER).done("kiem_chu_ky").done("tu_choi", REFUSAL))
    note(land(CLERK, "cho_tiep_nhan", LETTER | {"se_thu_hoi": True}).done("kiem_chu_ky").wait())
    note(land(VICE, "cho_chi_dao", REGISTERED).done("phan_cong", ORDER))
    note(land(VICE, "cho_chi_dao", REGISTERED).done("tra_van_thu", {"ly_do_tra_lai": "Thiếu phụ lục kèm theo."}))
    officer = note(land(OFFICER, "da_phan_cong", ASSIGNED).done("nhan_viec"))
    note(reported(officer))
    note(officer.wait())
    note(officer.done("lap_ho_so", FILE))
    note(officer.done("nop_luu"))
    assert seen == set(ca_mau_platform().record("van_ban").states)


def test_the_leader_directs_after_a_wait(land: Land) -> None:
    commune = land(CLERK, "da_vao_so", REGISTERED).done("trinh", {"lanh_dao": VICE})
    assert commune.document.state == "cho_chi_dao"
    assert commune.wait().document.state == "da_phan_cong"
    assert commune.document.data["nguoi_giao_han"] == VICE


def test_schools_go_to_the_social_division(land: Land) -> None:
    commune = land(CLERK, "da_vao_so", REGISTERED | {"co_quan_ban_hanh": "so_gddt"}).done("trinh", {"lanh_dao": VICE})
    assert commune.wait().document.data["don_vi_chu_tri"] == ["phong_vhxh"]


def test_an_urgent_document_without_a_deadline_comes_back(land: Land) -> None:
    commune = land(CLERK, "da_vao_so", REGISTERED | {"do_khan": "Khẩn"}).done("trinh", {"lanh_dao": CHAIR}).wait()
    assert commune.document.state == "tra_lai"
    commune.done("trinh_lai", {"han_goc": "25/11/2026"}).wait()
    assert commune.document.state == "da_phan_cong"


def test_a_document_with_a_bad_signature_is_not_directed(land: Land) -> None:
    bad = REGISTERED | {"ket_qua_kiem": "Chứng thư hết hạn"}
    commune = land(CLERK, "da_vao_so", bad).done("trinh", {"lanh_dao": VICE}).wait()
    assert "Chữ ký số không hợp lệ" in commune.document.data["ly_do_tra_lai"]


def test_the_division_the_officer_and_the_supporting_unit_answer_the_leader(land: Land) -> None:
    commune = land(VICE, "cho_chi_dao", REGISTERED).done("phan_cong", ORDER).wait()
    assert commune.document.data["nguoi_xu_ly"] == OFFICER
    assert commune.wait().document.state == "dang_xu_ly"
    assert "số liệu tổng hợp" in commune.wait().document.data["so_lieu_phoi_hop"]


def test_nobody_acts_for_the_learner(land: Land) -> None:
    commune = land(HEAD, "da_phan_cong", ASSIGNED | {"dang_o": HEAD})
    commune.done("giao_viec", {"nguoi_xu_ly": OFFICER})
    mine = land(VICE, "tra_lai", REGISTERED | {"lanh_dao": VICE})
    assert commune.wait().document.state == "dang_xu_ly"
    assert mine.wait().document.state == "tra_lai"


def test_a_short_report_is_sent_back(land: Land) -> None:
    commune = land(OFFICER, "dang_xu_ly", ASSIGNED)
    commune.done("bao_cao_ket_qua", {"ket_qua": "Đã làm xong.", "san_pham": ["1"]}).wait()
    assert commune.document.state == "dang_xu_ly"


def test_closing_the_work_needs_its_result(land: Land) -> None:
    said = land(OFFICER, "dang_xu_ly", ASSIGNED).refused("bao_cao_ket_qua", {"ket_qua": "Đã tổng hợp số liệu."})
    assert "Đóng việc phải kèm kết quả" in said


def test_a_returned_assignment_is_submitted_again_by_the_chief_of_office(land: Land) -> None:
    commune = land(OFFICER, "da_phan_cong", ASSIGNED).done("tra_lai", {"ly_do_tra_lai": "Không thuộc phòng Kinh tế."})
    assert commune.wait().document.state == "cho_chi_dao"


def test_a_recalled_document_loses_its_content(land: Land) -> None:
    commune = land(CLERK, "cho_tiep_nhan", LETTER | {"se_thu_hoi": True, "noi_dung": "…"}).done("kiem_chu_ky").wait()
    assert "noi_dung" not in commune.done("xac_nhan_thu_hoi").document.data


def test_tabs_of_the_officer(land: Land) -> None:
    lead = land(OFFICER, "dang_xu_ly", ASSIGNED)
    assert lead.rid in lead.tab("viec_cua_toi")
    support = land(OFFICER, "dang_xu_ly", ASSIGNED | {"dang_o": CHIEF, "phoi_hop": ["van_phong", "phong_kinh_te"]})
    assert support.rid in support.tab("phoi_hop")
    assert support.rid not in support.tab("viec_cua_toi")
    informed = land(OFFICER, "hoan_thanh", ASSIGNED | {"de_biet": ["phong_kinh_te"]})
    assert informed.rid in informed.tab("de_biet")


def test_overdue_and_due_soon_are_derived(land: Land) -> None:
    late = land(OFFICER, "dang_xu_ly", ASSIGNED | {"han_xu_ly": "2026-11-20"})
    soon = land(OFFICER, "dang_xu_ly", ASSIGNED | {"han_xu_ly": "2026-11-26"})
    assert late.rid in late.tab("qua_han")
    assert soon.rid in soon.tab("sap_den_han")
    assert soon.rid not in soon.tab("qua_han")
    done = land(OFFICER, "hoan_thanh", ASSIGNED | {"han_xu_ly": "2026-11-20"})
    assert done.rid not in done.tab("qua_han")
