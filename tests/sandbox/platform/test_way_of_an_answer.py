"""One letter travels from the register to the archive, over five seats and three modules, and is answered on the way.

Once every seat is taken by hand, once colleagues fill all seats but one.
"""

from __future__ import annotations

import pytest

from sandbox.data import ca_mau_platform
from sandbox.models import Event, Snapshot
from tests.sandbox.platform.answering import ANSWER, FORM, SEAL, agency_key, key_of, letter
from tests.sandbox.platform.commune import CHIEF, CLERK, ENTRY, HEAD, OFFICER, ORDER, VICE
from tests.sandbox.platform.running import Office, Values

SIDE_WAYS = {
    "van_ban": {"tra_lai", "tu_choi", "da_thu_hoi"},
    "vb_di": {"cho_thu_hoi", "da_thu_hoi", "da_thay_the"},
    "ho_so_cv": set[str](),
}


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


@pytest.mark.thorough
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


@pytest.mark.thorough
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
@pytest.mark.thorough
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
