"""The meetings behind the schedule: who came, what was said at which page, how the vote went, what was concluded.

Every meeting of the schedule that took place in a room has its record, linked from there; the conclusions wait for
`nhiem_vu`, which makes tasks of them. What is coming is invited but for the lessons' own meetings.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.calendar import add_working_days
from sandbox.definition.schema import Platform

TODAY = "2026-11-23"
SECRETARY = "lam_nhut_truong"
PEOPLE = (
    "nguyen_van_tron", "truong_hoai_phong", "phan_minh_duong", "ly_van_phuoc", "vo_chi_cuong", "le_hoang_nho",
    "son_thi_na_ri", "thach_minh_tam", "le_van_hai_dm", "nguyen_thi_thu_dm", "lam_my_duyen", "to_thi_ngoc_han",
)  # fmt: skip
KINDS = (("Giao ban", "Giao ban"), ("rà soát", "Rà soát"), ("Tập huấn", "Hội nghị"), ("đoàn", "Tiếp đoàn công tác"))
OPINIONS = (
    "Đề nghị bổ sung số liệu của ấp Rạch Tàu đến cuối tháng.",
    "Nêu rõ đơn vị chủ trì và thời hạn của từng việc.",
    "Bảng ở trang này chưa khớp với báo cáo tháng trước.",
    "Đề nghị thêm cột số hộ đã được hướng dẫn trực tiếp.",
)
WORK = (
    ("Rà soát danh sách hộ nuôi tôm – rừng chưa khai báo", "nguyen_van_tron", "Danh sách hộ theo từng ấp"),
    ("Hoàn thiện hồ sơ đề nghị gia cố đoạn kè sạt lở", "nguyen_van_tron", "Tờ trình kèm ảnh hiện trường"),
    ("Cập nhật số liệu hộ nghèo sau bình xét", "truong_hoai_phong", "Bảng số liệu có xác nhận của ấp"),
    ("Chuẩn bị kế hoạch truyền thông dịch vụ công trực tuyến", "truong_hoai_phong", "Kế hoạch tháng 12"),
    ("Kiểm tra hồ sơ một cửa còn dưới hai ngày", "ly_van_phuoc", "Báo cáo hồ sơ sắp đến hạn"),
    ("Đôn đốc các phòng nhập đủ nhiệm vụ lên hệ thống", "phan_minh_duong", "Bảng theo dõi nhiệm vụ"),
    ("Xác nhận hiện trạng các thửa giáp ranh rừng phòng hộ", "thach_minh_tam", "Biên bản xác nhận"),
    ("Lập danh sách tàu cá chưa lắp thiết bị giám sát", "le_hoang_nho", "Danh sách tàu theo chủ tàu"),
    ("Tổng hợp nhu cầu trang thiết bị của các phòng", "lam_nhut_truong", "Bảng tổng hợp nhu cầu"),
)
CLOSING = "Thống nhất nội dung báo cáo. Các phòng thực hiện phần việc được giao và báo cáo đúng hạn."


def records(
    platform: Platform, dice: random.Random, first_rid: int, before: Sequence[BaseRecordSpec]
) -> list[BaseRecordSpec]:
    """Meeting by meeting: itself, its attendees, their opinions, its conclusions."""
    made: list[BaseRecordSpec] = []
    for entry in before:
        if entry.record == "lich" and entry.values["phong"] not in ("Ngoài trụ sở", "Phòng tiếp công dân"):
            rid = first_rid + len(made)
            entry.values["cuoc_hop"] = rid
            made += _meeting(platform, dice, rid, entry)
    return made


def _meeting(platform: Platform, dice: random.Random, rid: int, entry: BaseRecordSpec) -> list[BaseRecordSpec]:
    shared = {name: entry.values[name] for name in ("bat_dau", "phong", "chu_tri")}
    over, off = entry.values["bat_dau"] < TODAY, entry.state == "da_huy"
    people = [one for one in dice.sample(PEOPLE, dice.choice((4, 5, 6))) if one != shared["chu_tri"]]
    sent = f"{add_working_days(platform.calendar, shared['bat_dau'], -2)}T15:20"
    subject = entry.values["noi_dung"]
    meeting: dict[str, Any] = shared | {
        "ten": subject,
        "loai": next((kind for word, kind in KINDS if word in subject), "Chuyên đề"),
        "hinh_thuc": "Trực tuyến" if shared["phong"] == "Trực tuyến" else "Trực tiếp",
        "ket_thuc": entry.values["ket_thuc"],
        "thu_ky": SECRETARY,
        "don_vi_chuan_bi": entry.values["don_vi_chuan_bi"],
        "thanh_phan": people,
        "so_trang": dice.randrange(3, 12),
        "moi_luc": sent,
    }
    if off:
        meeting["ly_do_huy"] = entry.values["ly_do_huy"]
        return [BaseRecordSpec("cuoc_hop", "da_huy", meeting)]
    voted = over and dice.random() < 0.25
    seats = [_attendee(dice, rid, shared | {"ten_hop": subject, "moi_luc": sent}, one, over, voted) for one in people]
    if not over:
        return [BaseRecordSpec("cuoc_hop", "da_moi", meeting), *seats]
    if voted:
        meeting["van_de_bieu_quyet"] = "Thống nhất phương án đã trình bày tại cuộc họp"
        meeting["mo_bieu_quyet_luc"] = meeting["chot_phieu_luc"] = shared["bat_dau"]
        for name, choice in (
            ("so_dong_y", "Đồng ý"),
            ("so_khong_dong_y", "Không đồng ý"),
            ("so_phieu_trang", "Phiếu trắng"),
        ):
            meeting[name] = sum(seat.values.get("phieu") == choice for seat in seats)
    heard = [_opinion(dice, rid, seat, meeting["so_trang"]) for seat in seats if seat.values.get("so_gop_y")]
    tasks = dice.sample(WORK, dice.choice((0, 1, 1, 2)))
    concluded = [_conclusion(platform, dice, rid, shared, place, task) for place, task in enumerate(tasks, 1)]
    meeting["ket_luan_chung"] = CLOSING
    if tasks:
        meeting["so_ket_luan"] = len(tasks)
    return [BaseRecordSpec("cuoc_hop", "da_ket_luan", meeting), *seats, *heard, *concluded]


def _attendee(
    dice: random.Random, rid: int, shared: dict[str, Any], person: str, over: bool, voted: bool
) -> BaseRecordSpec:
    values: dict[str, Any] = shared | {"cuoc_hop": rid, "nguoi": person, "thu_ky": SECRETARY}
    if dice.random() < 0.08:
        values |= {"ly_do_vang": "Đi cơ sở theo kế hoạch đã duyệt.", "diem_danh": "Vắng có lý do"}
        return BaseRecordSpec("dai_bieu", "vang_co_ly_do", values | {"phan_hoi_luc": shared["moi_luc"]})
    values["phan_hoi_luc"] = shared["moi_luc"]
    if over:
        values |= {"diem_danh": "Có mặt", "diem_danh_luc": shared["bat_dau"]}
        if voted:
            values["phieu"] = dice.choices(("Đồng ý", "Không đồng ý", "Phiếu trắng"), weights=(12, 1, 1))[0]
            values["bieu_quyet_luc"] = shared["bat_dau"]
        if dice.random() < 0.15:
            values["so_gop_y"] = 1
    return BaseRecordSpec("dai_bieu", "tham_du", values)


def _opinion(dice: random.Random, rid: int, seat: BaseRecordSpec, pages: int) -> BaseRecordSpec:
    kept = {name: seat.values[name] for name in ("ten_hop", "nguoi", "chu_tri", "thu_ky")}
    seat.values["trang"], seat.values["gop_y"] = dice.randrange(1, pages + 1), dice.choice(OPINIONS)
    said = {"trang": seat.values["trang"], "noi_dung": seat.values["gop_y"], "luc": seat.values["phan_hoi_luc"]}
    answer = {"tiep_thu": "Thư ký tiếp thu, đã chỉnh trong tài liệu."}
    return BaseRecordSpec("y_kien", "da_tiep_thu", kept | said | answer | {"cuoc_hop": rid})


def _conclusion(
    platform: Platform, dice: random.Random, rid: int, shared: dict[str, Any], place: int, task: tuple[str, str, str]
) -> BaseRecordSpec:
    work, lead, product = task
    values = {
        "cuoc_hop": rid,
        "stt": place,
        "noi_dung": work,
        "nguoi_giao": shared["chu_tri"],
        "chu_tri": lead,
        "han_ghi": add_working_days(platform.calendar, shared["bat_dau"], dice.randrange(4, 15)),
        "san_pham_can": product,
        "ghi_luc": shared["bat_dau"],
    }
    return BaseRecordSpec("ket_luan", "da_giao", values)
