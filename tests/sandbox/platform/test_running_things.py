"""Desk, schedule, meetings, tasks, reports, needs: rules hold, mistakes play out, nobody waits for ever."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

import pytest

from sandbox import selectors
from sandbox.api import BaseRecordSpec
from sandbox.data import ca_mau_platform
from sandbox.data.generator import generate
from sandbox.models import Snapshot
from sandbox.spec import RecordSelector
from tests.sandbox.platform.running import Office, Values

SECRETARY, CHAIR, VICE, CHIEF = "lam_nhut_truong", "tran_quoc_khoi", "huynh_kim_thoa", "phan_minh_duong"
HEAD, SOCIAL, OFFICER, LAND = "nguyen_van_tron", "truong_hoai_phong", "le_hoang_nho", "quach_thi_be_nam"
ENTRY: Values = {
    "noi_dung": "Kiểm tra tiến độ bồi thường tuyến đê biển",
    "bat_dau": "2026-12-08T08:00",
    "ket_thuc": "2026-12-08T10:00",
    "phong": "Phòng họp số 1",
    "chu_tri": CHAIR,
    "don_vi_chuan_bi": "van_phong",
}
MEETING: Values = {
    "ten": "Họp rà soát hồ sơ đất đai chậm",
    "loai": "Rà soát",
    "bat_dau": "2026-11-26T14:00",
    "ket_thuc": "2026-11-26T16:00",
    "phong": "Hội trường UBND xã",
    "chu_tri": VICE,
    "don_vi_chuan_bi": "van_phong",
}
TASK: Values = {
    "noi_dung": "Rà soát danh sách hộ nuôi tôm bị sạt lở",
    "nguoi_giao": CHAIR,
    "chu_tri": HEAD,
    "han": "2026-12-02",
    "san_pham_can": "Danh sách hộ, có xác nhận của ấp",
}
FILE: Values = {"ref": "tep", "record": "tep", "values": {"ten": "tai-lieu.pdf", "dinh_dang": "PDF"}}
NEED: Values = {
    "tieu_de": "Gõ lại thửa đất ở màn hình nhập phiếu chuyển",
    "viec": "Ở màn hình nhập phiếu, tôi gõ lại số thửa, số tờ, diện tích từ phần mềm cũ sang.",
    "tan_suat": 40,
    "phut": 3,
    "anh_huong": "Ba viên chức và người dân chờ kết quả.",
    "mong_muon": "Lấy sẵn dữ liệu thửa theo mã hồ sơ.",
    "tieu_chi_do": "Từ 3 phút còn 10 giây mỗi thửa",
}


@cache
def whole_base() -> list[BaseRecordSpec]:
    return generate(ca_mau_platform(), documents=400)


def base_of(record: str) -> list[BaseRecordSpec]:
    return [spec for spec in whole_base() if spec.record == record]


def entry(ref: str = "lich", state: str = "da_cong_bo", **values: Any) -> Values:
    return {"ref": ref, "record": "lich", "state": state, "values": ENTRY | values}


def report(state: str = "dang_nhap", **values: Any) -> Values:
    data = {
        "ten": "Báo cáo liên thông đất đai, thuế tháng 11/2026",
        "bieu_mau": "Biểu 01 – Liên thông đất đai và thuế",
        "loai_ky": "Tháng",
        "tu_ngay": "2026-10-15",
        "den_ngay": "2026-11-14",
        "don_vi": "cn_vpdkdd",
        "han_nop": "2026-11-26T16:00",
        "ht_ct01": 118,
        "ht_ct02": 9,
        "ht_ct03": 4,
        "luy_ke_ct01": 1243,
        "nguoi_lap": LAND,
    }
    return {"ref": "bc", "record": "bao_cao", "state": state, "values": data | values}


def figures(one: str = "118", two: str = "9", three: str = "4", unit: str = "phiếu") -> list[dict[str, str]]:
    return [
        {"ma": "CT01", "dvt": unit, "gia_tri": one},
        {"ma": "CT02", "dvt": "phiếu", "gia_tri": two},
        {"ma": "CT03", "dvt": "hồ sơ", "gia_tri": three},
    ]


# --- the desk ---------------------------------------------------------------------------------------------


def test_every_module_but_the_desk_can_be_pinned() -> None:
    platform = ca_mau_platform()
    options = platform.record("ban_lam_viec").fields["ghim"]
    others = [module for key, module in platform.modules.items() if key != "ban_lam_viec"]
    assert options.options == [module.vi for module in others]
    assert options.options_en == [module.en for module in others]


def test_a_desk_is_its_owners(snapshot: Snapshot) -> None:
    mine = {"ref": "ban", "record": "ban_lam_viec", "values": {"ten": "Bàn", "chu": OFFICER}}
    theirs = {"ref": "ban_khac", "record": "ban_lam_viec", "values": {"ten": "Bàn", "chu": HEAD}}
    office = Office(snapshot, OFFICER, mine, theirs)
    office.act("ban_lam_viec.ghim", "ban", ghim=["Văn bản đến", "Nhiệm vụ"])
    assert office.find("ban").data["ghim"] == ["Văn bản đến", "Nhiệm vụ"]
    assert office.do("ban_lam_viec.ghim", "ban_khac", ghim=["Văn bản đến"]) != ""
    assert office.find("ban_khac").rid not in office.tab("ban_lam_viec", "cua_toi")
    assert "không phải chỗ cất mật khẩu" in office.do("ban_lam_viec.ghi_nho", "ban", ghi_nho="Mật khẩu: Camau@2026")


def test_every_seat_of_the_commune_has_a_desk(snapshot: Snapshot) -> None:
    for person in (SECRETARY, CHAIR, HEAD, LAND):
        assert len(Office(snapshot, person).tab("ban_lam_viec", "cua_toi")) == 1


# --- the schedule -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"chu_tri": VICE}, "Phòng này đã có người đăng ký"),
        ({"phong": "Phòng họp số 2"}, "Người chủ trì đã có lịch khác"),
        ({"chu_tri": VICE, "bat_dau": "2026-12-08T09:59", "ket_thuc": "2026-12-08T11:00"}, "Phòng này đã có"),
        ({"bat_dau": "2026-12-12T08:00", "ket_thuc": "2026-12-12T09:00"}, "Ngày này là ngày nghỉ"),
        ({"bat_dau": "2026-12-09T08:00", "ket_thuc": "2026-12-09T07:00"}, "Giờ kết thúc phải sau"),
        ({"bat_dau": "2026-11-20T08:00"}, "Giờ bắt đầu đã qua"),
        ({"bat_dau": "2026-12-09T08:00", "ket_thuc": "2026-12-09T09:00", "so_nguoi": 31}, "không đủ chỗ"),
        ({"phong": "Ngoài trụ sở", "chu_tri": VICE}, "cần ghi rõ đến đâu"),
    ],
)
def test_nothing_is_booked_twice_or_on_a_day_off(snapshot: Snapshot, changed: Values, said: str) -> None:
    assert said in Office(snapshot, SECRETARY, entry()).do("lich.dang_ky", **(ENTRY | changed))


def test_neighbouring_times_and_other_rooms_are_free(snapshot: Snapshot) -> None:
    office = Office(snapshot, SECRETARY, entry())
    office.act("lich.dang_ky", **(ENTRY | {"bat_dau": "2026-12-08T10:00", "ket_thuc": "2026-12-08T11:00"}))
    office.act("lich.dang_ky", **(ENTRY | {"chu_tri": VICE, "phong": "Trực tuyến"}))


def test_the_car_is_not_in_two_places(snapshot: Snapshot) -> None:
    office = Office(snapshot, SECRETARY, entry(xe="Vỏ lãi cơ quan"))
    away = ENTRY | {"chu_tri": VICE, "phong": "Ngoài trụ sở", "dia_diem": "Ấp Rạch Tàu", "xe": "Vỏ lãi cơ quan"}
    assert "Phương tiện này đã có người dùng" in office.do("lich.dang_ky", **away)


def test_a_meeting_holds_its_room_in_the_schedule_too(snapshot: Snapshot) -> None:
    office = Office(snapshot, SECRETARY).act("cuoc_hop.dang_ky", **MEETING)
    times = {"bat_dau": "2026-11-26T15:00", "ket_thuc": "2026-11-26T17:00"}
    assert "dành cho một cuộc họp" in office.do("lich.dang_ky", **(ENTRY | times | {"phong": "Hội trường UBND xã"}))
    assert "đang chủ trì một cuộc họp" in office.do("lich.dang_ky", **(ENTRY | times | {"chu_tri": VICE}))


def test_a_changed_draft_is_judged_again_and_does_not_stand_in_its_own_way(snapshot: Snapshot) -> None:
    office = Office(
        snapshot, SECRETARY, entry(), entry("nhap", "nhap", bat_dau="2026-12-09T08:00", ket_thuc="2026-12-09T09:00")
    )
    assert "đã có lịch khác" in office.do(
        "lich.sua_lich", "nhap", bat_dau="2026-12-08T08:30", ket_thuc="2026-12-08T09:30"
    )
    office.act("lich.sua_lich", "nhap", ket_thuc="2026-12-09T10:00")


def test_draft_submit_approve_publish(snapshot: Snapshot) -> None:
    office = Office(snapshot, SECRETARY).act("lich.dang_ky", ref="lich", **ENTRY).act("lich.trinh", "lich").wait()
    assert office.find("lich").state == "da_duyet"
    office.act("lich.cong_bo", "lich")
    assert "cong_bo_chua_duyet" not in office.find("lich").data


def test_whoever_drafts_does_not_approve(snapshot: Snapshot) -> None:
    office = Office(snapshot, CHIEF).act("lich.dang_ky", ref="lich", **ENTRY).act("lich.trinh", "lich")
    assert "Người lập không tự duyệt" in office.do("lich.duyet", "lich")
    assert office.wait().find("lich").data["nguoi_duyet"] == CHAIR
    chairman = Office(snapshot, CHAIR).act("lich.dang_ky", ref="lich", **ENTRY).act("lich.trinh", "lich")
    assert chairman.wait().find("lich").data["nguoi_duyet"] == VICE


def test_published_before_approval_comes_back(snapshot: Snapshot) -> None:
    office = Office(snapshot, SECRETARY).act("lich.dang_ky", ref="lich", **ENTRY).act("lich.cong_bo", "lich")
    assert office.find("lich").data["cong_bo_chua_duyet"] is True
    office.wait()
    assert office.find("lich").state == "nhap"
    assert "hai phòng đến nhầm giờ" in office.said()[-1]


def test_an_entry_that_nobody_approved_lapses(snapshot: Snapshot) -> None:
    office = Office(snapshot, SECRETARY, entry(state="nhap", bat_dau="2026-11-25T09:00", ket_thuc="2026-11-25T10:00"))
    assert office.wait("deadline").find("lich").state == "da_huy"


WEEK: Values = {"ten": "Lịch công tác tuần 50", "tu_ngay": "2026-12-07", "den_ngay": "2026-12-11"}


def test_a_week_takes_its_drafts_along(snapshot: Snapshot) -> None:
    office = Office(snapshot, CHIEF).act("lich_tuan.lap", ref="tuan", **WEEK)
    assert office.find("tuan").data["han_cong_bo"] == "2026-12-04"
    assert "Tuần này chưa có lịch nào" in office.do("lich_tuan.trinh", "tuan")
    assert "Tuần này đã có lịch" in office.do("lich_tuan.lap", **WEEK)
    office.act("lich.dang_ky", ref="lich", **ENTRY)
    office.act("lich.dang_ky", ref="sau", **(ENTRY | {"bat_dau": "2026-12-14T08:00", "ket_thuc": "2026-12-14T09:00"}))
    office.act("lich_tuan.trinh", "tuan")
    assert [office.find(ref).state for ref in ("lich", "sau")] == ["cho_duyet", "nhap"]
    office.wait()
    assert [office.find(ref).state for ref in ("tuan", "lich")] == ["da_duyet", "da_duyet"]
    office.act("lich_tuan.cong_bo", "tuan")
    assert [office.find(ref).state for ref in ("tuan", "lich", "sau")] == ["da_cong_bo", "da_cong_bo", "nhap"]


def test_a_week_published_unapproved_is_recalled_with_what_went_out(snapshot: Snapshot) -> None:
    office = Office(snapshot, CHIEF).act("lich_tuan.lap", ref="tuan", **WEEK).act("lich.dang_ky", ref="lich", **ENTRY)
    office.act("lich_tuan.cong_bo", "tuan")
    assert office.find("lich").state == "da_cong_bo"
    office.wait()
    assert [office.find(ref).state for ref in ("tuan", "lich")] == ["nhap", "nhap"]
    assert office.find("tuan").data["so_lan_thu_hoi"] == 1


# --- meetings ---------------------------------------------------------------------------------------------


def invited(snapshot: Snapshot, *more: Values, seats: tuple[str, ...] = (HEAD,), **values: Any) -> Office:
    office = Office(snapshot, SECRETARY, FILE, *more, seats=seats)
    office.act("cuoc_hop.dang_ky", ref="hop", **(MEETING | {"van_de_bieu_quyet": "Thống nhất phương án"} | values))
    office.act("cuoc_hop.chon_thanh_phan", "hop", thanh_phan=[HEAD, SOCIAL, "vo_chi_cuong"])
    office.act("cuoc_hop.tai_tai_lieu", "hop", tai_lieu=["@tep"], so_trang=7)
    return office.act("cuoc_hop.moi", "hop")


def seat_of(person: str) -> RecordSelector:
    return RecordSelector(record="dai_bieu", where={"nguoi": person})


def test_a_meeting_finds_its_room_taken(snapshot: Snapshot) -> None:
    taken = entry(phong="Phòng họp số 1", bat_dau="2026-11-26T13:30", ket_thuc="2026-11-26T15:00")
    office = Office(snapshot, SECRETARY, taken)
    assert "Chọn phòng khác" in office.do("cuoc_hop.dang_ky", **(MEETING | {"phong": "Phòng họp số 1"}))
    assert "Người chủ trì đã có lịch khác" in office.do("cuoc_hop.dang_ky", **(MEETING | {"chu_tri": CHAIR}))
    office.act("cuoc_hop.dang_ky", **MEETING)


def test_inviting_needs_documents_and_makes_one_record_for_each(snapshot: Snapshot) -> None:
    office = Office(snapshot, SECRETARY, FILE).act("cuoc_hop.dang_ky", ref="hop", **MEETING)
    assert "Người chủ trì không cần mời" in office.do("cuoc_hop.chon_thanh_phan", "hop", thanh_phan=[VICE, HEAD])
    office.act("cuoc_hop.chon_thanh_phan", "hop", thanh_phan=[HEAD, SOCIAL])
    assert "tải tài liệu trước khi mời" in office.do("cuoc_hop.moi", "hop")
    office.act("cuoc_hop.tai_tai_lieu", "hop", tai_lieu=["@tep"]).act("cuoc_hop.moi", "hop")
    assert [row.data["nguoi"] for row in office.made("dai_bieu")] == [HEAD, SOCIAL]
    assert all(row.data["tai_lieu"] == office.find("hop").data["tai_lieu"] for row in office.made("dai_bieu"))


def test_only_those_invited_see_the_documents(snapshot: Snapshot) -> None:
    office = invited(snapshot, seats=(HEAD, OFFICER))
    mine = [row.rid for row in office.made("dai_bieu")]
    assert set(mine) <= set(office.tab("dai_bieu", "toi_lam_thu_ky"))
    office.sit(HEAD)
    assert set(office.tab("dai_bieu", "cua_toi")) & set(mine) == {office.made("dai_bieu", nguoi=HEAD)[0].rid}
    office.sit(OFFICER)
    assert set(office.tab("dai_bieu", "cua_toi")) & set(mine) == set()
    assert all(selectors.record(office.workspace, rid) is None for rid in mine)


@pytest.mark.parametrize(("seat", "shown"), [(SECRETARY, True), (HEAD, True), (OFFICER, False), (SOCIAL, True)])
def test_the_page_of_a_meeting_shows_its_documents_to_those_invited(
    snapshot: Snapshot, seat: str, shown: bool
) -> None:
    office = invited(snapshot, seats=(HEAD, SOCIAL, OFFICER))
    if seat != SECRETARY:
        office.sit(seat)

    shows = selectors.shown_fields(office.workspace, office.find("hop"))
    assert "ten" in shows
    assert ("tai_lieu" in shows) is shown


def test_attendees_answer_each_in_his_way(snapshot: Snapshot) -> None:
    office = invited(snapshot).wait("next_session").wait("next_session")
    states = {row.data["nguoi"]: row.state for row in office.made("dai_bieu")}
    assert states == {
        HEAD: "chua_phan_hoi",
        SOCIAL: "tham_du",
        "vo_chi_cuong": "uy_quyen",
        "le_van_hai_dm": "tham_du",
    }
    stand_in = office.made("dai_bieu", nguoi="le_van_hai_dm")[0]
    assert stand_in.data["di_thay_cho"] == "vo_chi_cuong"


def test_a_head_who_stays_away_names_a_substitute(snapshot: Snapshot) -> None:
    office = invited(snapshot).sit(HEAD)
    assert "cử người dự thay" in office.do("dai_bieu.bao_vang", seat_of(HEAD), ly_do_vang="Đi công tác tỉnh.")
    reason = {"ly_do_vang": "Đi công tác tỉnh."}
    assert "đã được mời" in office.do("dai_bieu.uy_quyen", seat_of(HEAD), nguoi_di_thay=SOCIAL, **reason)
    office.act("dai_bieu.uy_quyen", seat_of(HEAD), nguoi_di_thay=OFFICER, **reason)
    assert office.made("dai_bieu", nguoi=OFFICER)[0].data["tai_lieu"]


def test_an_opinion_is_about_a_page_that_is_there(snapshot: Snapshot) -> None:
    office = invited(snapshot).sit(HEAD).act("dai_bieu.tham_du", seat_of(HEAD))
    assert "không có trang này" in office.do(
        "dai_bieu.gop_y", seat_of(HEAD), trang=9, gop_y="Bổ sung số liệu ấp Mũi."
    )
    office.act("dai_bieu.gop_y", seat_of(HEAD), trang=3, gop_y="Bổ sung số liệu ấp Mũi.")
    office.act("dai_bieu.gop_y", seat_of(HEAD), trang=5, gop_y="Nêu rõ đơn vị chủ trì.")
    assert [row.data["trang"] for row in office.made("y_kien")] == [3, 5]
    assert office.find("hop").rid == office.made("y_kien")[0].data["cuoc_hop"]


def test_one_ballot_once_while_the_vote_is_open(snapshot: Snapshot) -> None:
    office = invited(snapshot).sit(HEAD).act("dai_bieu.tham_du", seat_of(HEAD))
    assert "Chưa mở biểu quyết" in office.do("dai_bieu.bieu_quyet", seat_of(HEAD), phieu="Đồng ý")
    office.wait("next_session").wait("next_session").wait("deadline", 3)
    while office.find("hop").state != "dang_hop":
        office.wait("deadline")
    office.act("dai_bieu.bieu_quyet", seat_of(HEAD), phieu="Đồng ý")
    again = office.do("dai_bieu.bieu_quyet", seat_of(HEAD), phieu="Không đồng ý")
    assert "phiếu không sửa được" in again
    assert office.made("dai_bieu", nguoi=HEAD)[0].data["phieu"] == "Đồng ý"


def test_the_secretary_closes_the_vote_with_the_ballots_that_were_given(snapshot: Snapshot) -> None:
    office = invited(snapshot, seats=())
    while office.find("hop").state != "dang_hop" or not office.made("dai_bieu", phieu="Phiếu trắng"):
        office.wait("deadline")
    counted = {choice: len(office.made("dai_bieu", phieu=choice)) for choice in ("Đồng ý", "Phiếu trắng")}
    wrong = {"so_dong_y": counted["Đồng ý"] + 1, "so_khong_dong_y": 0, "so_phieu_trang": counted["Phiếu trắng"]}
    assert "chưa khớp với phiếu đã bỏ" in office.do("cuoc_hop.chot_phieu", "hop", **wrong)
    office.act("cuoc_hop.chot_phieu", "hop", **(wrong | {"so_dong_y": counted["Đồng ý"]}))


def test_documents_sent_elsewhere_come_back_as_trouble(snapshot: Snapshot) -> None:
    office = invited(snapshot).act("cuoc_hop.chia_se", "hop", kenh_chia_se="Nhóm Zalo")
    assert office.find("hop").data["da_lo_tai_lieu"] is True
    office.wait()
    assert "da_lo_tai_lieu" not in office.find("hop").data
    assert any("ai được mời mới thấy" in said for said in office.said())


def test_the_chair_opens_concludes_and_the_chief_hands_out_the_tasks(snapshot: Snapshot) -> None:
    office = invited(snapshot, seats=())
    while not office.made("nhiem_vu"):
        office.wait("deadline")
    assert office.find("hop").state == "da_ket_luan"
    task = office.made("nhiem_vu")[0]
    assert (task.data["nguon"], task.data["chu_tri"], task.data["nguoi_giao"]) == ("Kết luận họp", HEAD, VICE)


def test_a_meeting_called_off_tells_those_invited(snapshot: Snapshot) -> None:
    office = invited(snapshot).act("cuoc_hop.huy_hop", "hop", ly_do_huy="Lãnh đạo đi họp tỉnh đột xuất.")
    assert {row.state for row in office.made("dai_bieu")} == {"hop_huy"}


# --- tasks ------------------------------------------------------------------------------------------------


def conclusion(**values: Any) -> Values:
    data = {"noi_dung": "Rà soát hồ sơ tồn", "nguoi_giao": CHAIR, "stt": 1}
    return {"ref": "kl", "record": "ket_luan", "values": data | values}


GIVEN: Values = {"chu_tri": HEAD, "san_pham_can": "Danh sách hồ sơ tồn"}
FROM_KL = RecordSelector(record="nhiem_vu", where={"ket_luan": "@kl"})


def test_a_conclusion_becomes_one_task(snapshot: Snapshot) -> None:
    office = Office(snapshot, CHIEF, conclusion(han_ghi="2026-12-01")).act("ket_luan.giao_nhiem_vu", "kl", **GIVEN)
    task = office.made("nhiem_vu")[0]
    assert (task.state, task.data["han"], task.data["ket_luan"]) == ("moi_giao", "2026-12-01", office.find("kl").rid)
    assert office.find("kl").data["nhiem_vu"] == task.rid
    assert office.wait().made("nhiem_vu")[0].state == "dang_thuc_hien"
    assert "chưa giao" in office.do("nhiem_vu.tao", **(TASK | {"nguon": "Kết luận họp", "ket_luan": "@kl"}))


def test_a_date_that_is_missing_is_asked_for(snapshot: Snapshot) -> None:
    office = Office(snapshot, CHIEF, conclusion()).act("ket_luan.giao_nhiem_vu", "kl", **GIVEN)
    assert office.made("nhiem_vu")[0].state == "cho_han"
    office.act("nhiem_vu.hoi_han", FROM_KL, cau_hoi="Xin Chủ tịch cho hạn của việc này.")
    assert "Đã hỏi rồi" in office.do("nhiem_vu.hoi_han", FROM_KL, cau_hoi="Xin Chủ tịch cho hạn của việc này.")
    task = office.wait().made("nhiem_vu")[0]
    assert (task.state, task.data["han"], task.data["so_lan_hoi"]) == ("moi_giao", "2026-12-02", 1)


def test_a_date_made_up_is_rejected(snapshot: Snapshot) -> None:
    office = Office(snapshot, CHIEF, conclusion()).act("ket_luan.giao_nhiem_vu", "kl", han="2026-12-04", **GIVEN)
    assert office.made("nhiem_vu")[0].data["han_tu_dat"] is True
    office.wait()
    task = office.made("nhiem_vu")[0]
    assert (task.state, task.data.get("han")) == ("cho_han", None)
    assert "đừng đoán" in office.said()[-1]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"han": "2026-12-05"}, "Hạn rơi vào ngày nghỉ"),
        ({"han": "2026-11-25"}, "Hạn phải sau hôm nay"),
        ({"san_pham_can": "x"}, "Mô tả sản phẩm"),
        ({"chu_tri": ""}, "Người chủ trì"),
        ({"nguon": "Văn bản đến"}, "chọn văn bản đó"),
    ],
)
def test_a_task_names_one_person_a_working_day_and_a_product(snapshot: Snapshot, changed: Values, said: str) -> None:
    assert said in Office(snapshot, CHIEF).do("nhiem_vu.tao", **(TASK | changed))


def test_a_divisions_date_is_not_after_the_leaders(snapshot: Snapshot) -> None:
    document = {
        "ref": "vb",
        "record": "van_ban",
        "state": "da_phan_cong",
        "values": {"trich_yeu": "V/v x", "han_xu_ly": "2026-11-30"},
    }
    said = Office(snapshot, CHIEF, document).do("nhiem_vu.tao", **(TASK | {"nguon": "Văn bản đến", "van_ban": "@vb"}))
    assert "không được sau hạn lãnh đạo" in said


def mine(state: str = "dang_thuc_hien", **values: Any) -> Values:
    data = TASK | {"chu_tri": OFFICER, "muc_do": "Thường", "nguon": "Kế hoạch công tác", "tien_do": 20}
    return {"ref": "viec", "record": "nhiem_vu", "state": state, "values": data | values}


def test_all_done_without_a_product_is_refused(snapshot: Snapshot) -> None:
    office = Office(snapshot, OFFICER, mine(), FILE)
    assert "100% mà chưa có sản phẩm" in office.do("nhiem_vu.cap_nhat_tien_do", "viec", tien_do=100)
    report = "Đã rà soát 42 hộ tại sáu ấp, có xác nhận, số liệu đến ngày 24/11."
    assert "phải kèm sản phẩm" in office.do("nhiem_vu.trinh_ket_qua", "viec", bao_cao=report)
    office.act("nhiem_vu.trinh_ket_qua", "viec", bao_cao=report, san_pham=["@tep"]).wait()
    assert office.find("viec").state == "hoan_thanh"


def test_more_time_is_asked_in_time_and_given_once(snapshot: Snapshot) -> None:
    office = Office(snapshot, OFFICER, mine())
    wanted = {"han_de_nghi": "2026-12-04", "ly_do_gia_han": "Ba ấp chưa gửi số liệu do triều cường."}
    office.act("nhiem_vu.xin_gia_han", "viec", **wanted).wait()
    assert office.find("viec").data["han"] == "2026-12-04"
    office.act("nhiem_vu.xin_gia_han", "viec", **(wanted | {"han_de_nghi": "2026-12-09"})).wait()
    assert (office.find("viec").data["han"], office.find("viec").data["so_lan_gia_han"]) == ("2026-12-04", 1)
    late = Office(snapshot, OFFICER, mine(han="2026-11-20"))
    assert "không xin gia hạn được nữa" in late.do("nhiem_vu.xin_gia_han", "viec", **wanted)


def test_an_overdue_task_is_marked_followed_up_and_explained(snapshot: Snapshot) -> None:
    office = Office(snapshot, OFFICER, mine(han="2026-11-25"), FILE).wait("deadline")
    assert office.find("viec").data["qua_han"] is True
    assert office.wait().find("viec").data["so_lan_don_doc"] == 1
    assert office.find("viec").rid in office.tab("nhiem_vu", "qua_han")
    result: Values = {"bao_cao": "Đã rà soát 42 hộ tại sáu ấp, có xác nhận.", "san_pham": ["@tep"]}
    assert "ghi rõ lý do trễ" in office.do("nhiem_vu.trinh_ket_qua", "viec", **result)
    office.act("nhiem_vu.trinh_ket_qua", "viec", ly_do_tre="Chờ xác nhận của ấp Mũi.", **result)


def test_only_whoever_set_the_date_extends_it_and_nobody_approves_his_own_work(snapshot: Snapshot) -> None:
    asking = Office(snapshot, CHIEF, mine("xin_gia_han", han_de_nghi="2026-12-04"))
    assert "Chỉ người đã giao hạn" in asking.do("nhiem_vu.dong_y_gia_han", "viec")
    own = Office(snapshot, CHIEF, mine("cho_duyet", chu_tri=CHIEF, nguoi_giao=CHIEF))
    assert "Người làm không tự duyệt" in own.do("nhiem_vu.duyet", "viec")


def test_a_returned_task_goes_to_somebody_else(snapshot: Snapshot) -> None:
    office = Office(snapshot, OFFICER, mine("moi_giao"))
    office.act("nhiem_vu.tra_lai_viec", "viec", ly_do_tra="Không thuộc lĩnh vực phụ trách.").wait().wait()
    assert (office.find("viec").data["chu_tri"], office.find("viec").state) == (HEAD, "dang_thuc_hien")


def test_a_colleagues_task_ends_with_a_product(snapshot: Snapshot) -> None:
    office = Office(snapshot, CHIEF).act("nhiem_vu.tao", ref="viec", **TASK)
    while office.find("viec").state != "hoan_thanh":
        office.wait("deadline")
    assert office.find("viec").data["san_pham"]


# --- reports ----------------------------------------------------------------------------------------------


def test_the_figures_come_from_the_counters_and_go_out_approved(snapshot: Snapshot) -> None:
    office = Office(snapshot, LAND, report("chua_nhap", nguoi_lap=""))
    office.act("bao_cao.mo", "bc").act("bao_cao.lay_so", "bc")
    assert [row["gia_tri"] for row in office.find("bc").data["chi_tieu"]] == ["118", "9", "4"]
    assert 'Bấm "Kiểm tra" trước khi trình' in office.do("bao_cao.trinh", "bc", trinh_ai="mai_thanh_long")
    office.act("bao_cao.kiem_tra", "bc").act("bao_cao.trinh", "bc", trinh_ai="mai_thanh_long")
    assert "Người lập không tự duyệt" in office.do("bao_cao.gui", "bc")
    office.wait().act("bao_cao.gui", "bc")
    assert (office.find("bc").state, office.find("bc").data.get("nop_tre")) == ("da_gui", None)
    assert office.wait().find("bc").state == "tong_hop"
    assert office.wait().find("bc").state == "chot"


@pytest.mark.parametrize(
    ("rows", "values", "code"),
    [
        (figures(unit="hồ sơ"), {}, "BC01"),
        (figures("1243"), {}, "BC02"),
        (figures("118 phiếu"), {}, "BC03"),
        (figures("1.180"), {}, "BC03"),
        (figures("1180"), {}, "BC04"),
        (figures(three="0"), {}, "BC04"),
        (figures(), {"tay_ct01": 1180}, "BC05"),
        (figures(three=""), {}, "BC06"),
        (figures()[:2], {}, "BC06"),
    ],
)
def test_what_the_check_finds(snapshot: Snapshot, rows: list[dict[str, str]], values: Values, code: str) -> None:
    office = Office(snapshot, LAND, report(**values))
    office.act("bao_cao.nhap_so_lieu", "bc", chi_tieu=rows).act("bao_cao.kiem_tra", "bc")
    assert code in [row["code"] for row in office.find("bc").data["loi"]]
    assert "còn điều chưa đạt" in office.do("bao_cao.trinh", "bc", trinh_ai="mai_thanh_long")


def test_right_figures_and_an_explained_difference_are_not_found(snapshot: Snapshot) -> None:
    office = Office(snapshot, LAND, report(tay_ct01=1180))
    office.act("bao_cao.nhap_so_lieu", "bc", chi_tieu=figures())
    office.act("bao_cao.giai_trinh", "bc", giai_trinh="Sổ tay ghi 1180 do gõ thừa số 0; lấy số hệ thống 118.")
    assert "loi" not in office.act("bao_cao.kiem_tra", "bc").find("bc").data


def test_a_vague_explanation_is_returned_by_the_approver(snapshot: Snapshot) -> None:
    office = Office(snapshot, LAND, report(tay_ct01=1180, chi_tieu=figures()))
    office.act("bao_cao.giai_trinh", "bc", giai_trinh="Số ghi tay bị nhầm nhé").act("bao_cao.kiem_tra", "bc")
    office.act("bao_cao.trinh", "bc", trinh_ai="mai_thanh_long").wait()
    assert office.find("bc").state == "dang_nhap"
    assert "Giải trình chưa rõ" in office.find("bc").data["y_kien_duyet"]


def test_nobody_approves_his_own_report(snapshot: Snapshot) -> None:
    office = Office(snapshot, CHIEF, report(don_vi="van_phong", nguoi_lap=CHIEF, chi_tieu=figures()))
    office.act("bao_cao.kiem_tra", "bc")
    assert "Người lập không tự duyệt" in office.do("bao_cao.trinh", "bc", trinh_ai=CHIEF)


def test_a_late_report_is_named_and_stays_late(snapshot: Snapshot) -> None:
    office = Office(
        snapshot,
        LAND,
        report("da_duyet", han_nop="2026-11-25T09:00", duyet_luc="2026-11-24T16:00", chi_tieu=figures()),
    )
    office.wait("deadline")
    assert office.find("bc").data["nop_tre"] is True
    assert office.find("bc").rid in office.tab("bao_cao", "qua_han")
    office.act("bao_cao.gui", "bc")
    assert office.find("bc").data["nop_tre"] is True


def test_what_was_sent_with_findings_comes_back(snapshot: Snapshot) -> None:
    bad = report("da_duyet", duyet_luc="2026-11-24T16:00", chi_tieu=figures(unit="hồ sơ"))
    office = Office(snapshot, LAND, bad).act("bao_cao.gui", "bc").wait()
    assert office.find("bc").state == "bi_tra"
    office.act("bao_cao.sua_lai", "bc")


def test_periods_close_on_the_fourteenth(snapshot: Snapshot) -> None:
    period: Values = {
        "ten": "Báo cáo tháng 12/2026",
        "bieu_mau": "Biểu 01 – Liên thông đất đai và thuế",
        "ky_bao_cao": "tháng 12/2026",
        "tu_ngay": "2026-11-15",
        "den_ngay": "2026-12-14",
        "han_nop": "2026-12-18T16:00",
    }
    office = Office(snapshot, LAND)
    assert "từ ngày 15 đến hết ngày 14" in office.do("bao_cao.mo_ky", **(period | {"tu_ngay": "2026-12-01"}))
    office.act("bao_cao.mo_ky", **period)


def test_a_colleagues_report_is_sent_in_time(snapshot: Snapshot) -> None:
    office = Office(snapshot, OFFICER, report("chua_nhap", han_nop="2026-11-30T16:00", tay_ct02=90))
    while office.find("bc").state != "chot":
        office.wait("deadline")
    assert "nop_tre" not in office.find("bc").data


# --- needs ------------------------------------------------------------------------------------------------


def need(state: str = "nhap", **values: Any) -> Values:
    return {"ref": "can", "record": "toi_can", "state": state, "values": NEED | {"nguoi_gui": LAND} | values}


def test_a_clear_need_is_taken_on_and_the_sender_sees_why(snapshot: Snapshot) -> None:
    office = Office(snapshot, LAND).act("toi_can.viet", ref="can", **NEED)
    office.act("toi_can.gui", "can", nguoi_nhan="mai_thanh_long")
    assert office.find("can").data["han_tra_loi"] == "2026-11-30"
    office.wait()
    assert (office.find("can").data["quyet_dinh"], office.find("can").state) == ("Nhận", "nhan")
    office.act("toi_can.xem", "can")
    assert office.find("can").data["da_xem_luc"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tieu_de": "Phần mềm khó dùng quá"}, "Nêu một màn hình, một thao tác, số lần"),
        ({"viec": "Phần mềm chậm."}, "Nêu một màn hình"),
        ({"mong_muon": "Mua phần mềm mới cho chi nhánh."}, "chưa cần nói cách làm"),
        ({"tieu_chi_do": "Nhanh hơn nhiều"}, "cần một con số"),
        ({"anh": ["@tep"]}, "còn dữ liệu người dân"),
    ],
)
def test_vague_words_and_open_screenshots_are_refused_kindly(snapshot: Snapshot, changed: Values, said: str) -> None:
    office = Office(snapshot, LAND, need(**changed), FILE)
    assert said in office.do("toi_can.gui", "can", nguoi_nhan="mai_thanh_long")


def test_a_masked_screenshot_may_go(snapshot: Snapshot) -> None:
    masked = {"ref": "tep", "record": "tep", "values": {"ten": "man-hinh.png", "dinh_dang": "PNG", "da_che": True}}
    boxed = {**masked, "ref": "o_den", "values": {**masked["values"], "o_den": True}}
    office = Office(snapshot, LAND, need(anh=["@tep"]), masked).act("toi_can.gui", "can", nguoi_nhan="mai_thanh_long")
    assert office.find("can").state == "da_gui"
    hidden = Office(snapshot, LAND, need(anh=["@tep", "@o_den"]), masked, boxed)
    assert "Ô đen" in hidden.do("toi_can.gui", "can", nguoi_nhan="mai_thanh_long")


def test_the_leader_asks_for_a_before_and_an_after(snapshot: Snapshot) -> None:
    office = Office(snapshot, LAND, need(tieu_chi_do="Dưới 10 giây mỗi thửa"))
    office.act("toi_can.gui", "can", nguoi_nhan="mai_thanh_long").wait()
    assert office.find("can").state == "hoi_them"
    office.act("toi_can.tra_loi", "can", tra_loi_them="Hiện 3 phút, mong còn 10 giây.").wait()
    assert office.find("can").state == "nhan"


def test_no_needs_a_reason(snapshot: Snapshot) -> None:
    office = Office(snapshot, "mai_thanh_long", need("da_gui", nguoi_nhan="mai_thanh_long"))
    assert office.do("toi_can.khong", "can", ly_do="Chưa cần.") != ""
    office.act(
        "toi_can.khong", "can", ly_do="Việc này sẽ có khi chuyển phần mềm mới trong quý I, chờ thêm hai tháng."
    )
    assert office.wait().find("can").state == "da_xem"


def test_a_leader_who_does_not_answer_is_passed_over(snapshot: Snapshot) -> None:
    waiting = need("da_gui", nguoi_gui=OFFICER, nguoi_nhan=HEAD, han_tra_loi="2026-11-25")
    office = Office(snapshot, OFFICER, waiting).wait("deadline")
    assert (office.find("can").data["len_cap"], office.find("can").data["nguoi_nhan"]) == (True, CHAIR)
    assert office.wait().find("can").state == "nhan"


def test_a_need_is_between_its_sender_and_its_reader(snapshot: Snapshot) -> None:
    office = Office(snapshot, LAND, need("da_gui", nguoi_nhan="mai_thanh_long"), seats=("mai_thanh_long", OFFICER))
    rid = office.find("can").rid
    assert selectors.record(office.sit("mai_thanh_long").workspace, rid) is not None
    assert selectors.record(office.sit(OFFICER).workspace, rid) is None


# --- all of them --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["chuyen_vien", "lanh_dao_phong", "chanh_vp", "lanh_dao_cq"])
def test_the_desk_counts_what_waits_falls_due_is_late_and_done(role: str) -> None:
    platform = ca_mau_platform()
    for key in ("nhiem_vu", "bao_cao"):
        views = [view.vi for view in platform.record(key).views.values() if not view.for_ or role in view.for_]
        assert {"Sắp đến hạn", "Quá hạn", "Đã xử lý"} <= set(views)


def test_the_base_never_books_a_room_or_a_leader_twice() -> None:
    entries = [spec.values for spec in base_of("lich") if spec.state != "da_huy"]
    for name, where in (("phong", ("Phòng họp số 1", "Phòng họp số 2", "Hội trường UBND xã")), ("chu_tri", None)):
        taken = [(one[name], one["bat_dau"], one["ket_thuc"]) for one in entries if not where or one[name] in where]
        taken.sort()
        assert all(one[0] != after[0] or one[2] <= after[1] for one, after in pairwise(taken))


def test_the_base_hangs_together() -> None:
    """Meetings, conclusions and tasks point at each other; what is late is little."""
    made = whole_base()
    for rid, spec in enumerate(made, 1):
        if spec.record == "ket_luan":
            task = made[spec.values["nhiem_vu"] - 1]
            assert (task.record, task.values["ket_luan"]) == ("nhiem_vu", rid)
        if spec.record in ("dai_bieu", "y_kien", "ket_luan"):
            assert made[spec.values["cuoc_hop"] - 1].record == "cuoc_hop"
        if spec.record == "lich" and "cuoc_hop" in spec.values:
            assert made[spec.values["cuoc_hop"] - 1].values["ten"] == spec.values["noi_dung"]
    counted = {
        name: len(base_of(name)) for name in ("lich", "cuoc_hop", "dai_bieu", "nhiem_vu", "bao_cao", "toi_can")
    }
    assert all(30 <= count <= 400 for count in counted.values()), counted
    open_tasks = [spec.values["han"] for spec in base_of("nhiem_vu") if spec.state != "hoan_thanh"]
    assert 2 <= sum(due < "2026-11-23" for due in open_tasks) <= 25


def test_the_desk_that_a_lesson_lays_out_is_the_one_that_is_shown(snapshot: Snapshot) -> None:
    laid = {
        "ref": "ban",
        "record": "ban_lam_viec",
        "values": {"ten": "Bàn", "chu": SECRETARY, "sua_luc": "2026-11-25T07:35"},
    }
    office = Office(snapshot, SECRETARY, laid)
    first = selectors.page(office.workspace, "ban_lam_viec", where={"chu": SECRETARY}, limit=1).rows
    assert [row.rid for row in first] == [office.find("ban").rid]


@pytest.mark.parametrize(
    ("words", "found"),
    [("mo liet si", "van_ban"), ("giam ngheo", "can_bo"), ("tran quoc khoi", "lich"), ("phong hop so 1", "cuoc_hop")],
)
def test_one_search_without_accents_looks_through_every_module(snapshot: Snapshot, words: str, found: str) -> None:
    document = {
        "ref": "vb",
        "record": "van_ban",
        "state": "dang_xu_ly",
        "values": {"trich_yeu": "V/v mộ liệt sĩ ven biển"},
    }
    office = Office(snapshot, SECRETARY, document)
    assert found in [group.record_type for group in selectors.search_everywhere(office.workspace, words)]
