"""Tasks that came out of meetings, documents and plans: most are done, some fall due this week, a few are late."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.calendar import add_working_days
from sandbox.definition.schema import Platform

TODAY, LAST_DAY = "2026-11-23", "2026-11-20"
LEADS = {
    "phong_kinh_te": "nguyen_van_tron",
    "phong_vhxh": "truong_hoai_phong",
    "van_phong": "phan_minh_duong",
    "ttpvhcc": "ly_van_phuoc",
}
FROM_DOCUMENTS = 60  # of the newest assigned incoming documents
PLANNED = (
    ("Lập kế hoạch công tác tháng 12 của phòng", "nguyen_van_tron", "Kế hoạch tháng"),
    ("Rà soát tài sản công của cơ quan cuối năm", "phung_thi_lieu", "Bảng kiểm kê"),
    ("Chuẩn bị hội nghị tổng kết năm 2026", "lam_nhut_truong", "Kế hoạch và dự thảo báo cáo"),
    ("Hướng dẫn các ấp dùng dịch vụ công trực tuyến", "to_thi_ngoc_han", "Danh sách buổi hướng dẫn"),
    ("Cập nhật hộ chính sách, người có công", "le_van_hai_dm", "Danh sách cập nhật"),
    ("Đối chiếu số hộ vay vốn chính sách", "nguyen_thi_thu_dm", "Bảng đối chiếu"),
    ("Thống kê diện tích rừng kết hợp nuôi tôm", "le_hoang_nho", "Bảng thống kê theo ấp"),
    ("Kiểm tra mốc ranh đất công", "thach_minh_tam", "Biên bản kiểm tra"),
)  # fmt: skip
REPORT = "Đã thực hiện xong, kèm sản phẩm; số liệu đến hết ngày báo cáo."


def records(
    platform: Platform, dice: random.Random, first_rid: int, before: Sequence[BaseRecordSpec]
) -> list[BaseRecordSpec]:
    """From conclusions (linked both ways), from documents, from plans."""
    made: list[BaseRecordSpec] = []
    for rid, spec in enumerate(before, 1):
        if spec.record == "ket_luan":
            spec.values["nhiem_vu"] = first_rid + len(made)
            made.append(_from_conclusion(platform, dice, rid, spec))
    led = [
        (rid, spec)
        for rid, spec in enumerate(before, 1)
        if spec.record == "van_ban" and set(spec.values.get("don_vi_chu_tri", ())) & LEADS.keys()
    ]
    made += [_from_document(platform, dice, rid, spec) for rid, spec in led[-FROM_DOCUMENTS:]]
    for number, (work, lead, product) in enumerate(PLANNED):
        task = {"nguon": "Kế hoạch công tác", "noi_dung": work, "nguoi_giao": "phan_minh_duong", "chu_tri": lead}
        due = add_working_days(platform.calendar, TODAY, number)
        made.append(
            _task(platform, dice, task | {"han": due, "san_pham_can": product, "ngay_giao": "2026-11-16T08:10"})
        )
    return made


def _from_conclusion(platform: Platform, dice: random.Random, rid: int, spec: BaseRecordSpec) -> BaseRecordSpec:
    kept = {name: spec.values[name] for name in ("noi_dung", "cuoc_hop", "nguoi_giao", "chu_tri", "san_pham_can")}
    more = {
        "nguon": "Kết luận họp",
        "ket_luan": rid,
        "han": spec.values["han_ghi"],
        "ngay_giao": spec.values["ghi_luc"],
    }
    return _task(platform, dice, kept | more)


def _from_document(platform: Platform, dice: random.Random, rid: int, spec: BaseRecordSpec) -> BaseRecordSpec:
    lead = LEADS[spec.values["don_vi_chu_tri"][0]]
    given = spec.values["lanh_dao"] if spec.values["lanh_dao"] != lead else "tran_quoc_khoi"
    subject = spec.values["trich_yeu"].removeprefix("V/v ")
    task = {
        "noi_dung": f"Tham mưu {subject[:1].lower()}{subject[1:]}"[:300],
        "nguon": "Văn bản đến",
        "van_ban": rid,
        "nguoi_giao": given,
        "chu_tri": lead,
        "han": spec.values["han_xu_ly"],
        "san_pham_can": "Dự thảo văn bản trả lời",
        "ngay_giao": spec.values["ngay_den"],
    }
    return _task(platform, dice, task)


def _task(platform: Platform, dice: random.Random, task: dict[str, Any]) -> BaseRecordSpec:
    """With what became of it: what fell due long ago is done but for a few."""
    values = task | {
        "nguoi_lap": "phan_minh_duong",
        "muc_do": dice.choices(("Thường", "Quan trọng", "Khẩn"), weights=(8, 3, 1))[0],
    }
    helping = [unit for unit in LEADS if LEADS[unit] != task["chu_tri"]]
    if dice.random() < 0.4:
        values["don_vi_phoi_hop"] = [dice.choice(helping)]
    late = dice.random() < 0.04
    if task["han"] < LAST_DAY and not late:
        done = min(add_working_days(platform.calendar, task["han"], -dice.randrange(3)), LAST_DAY)
        done = max(done, task["ngay_giao"][:10])
        ended = {"tien_do": 100, "bao_cao": REPORT, "y_kien": "Đồng ý.", "hoan_thanh_luc": f"{done}T16:10"}
        return BaseRecordSpec("nhiem_vu", "hoan_thanh", values | ended)
    if late:
        values |= {"qua_han": True, "so_lan_don_doc": 1}
    if task["ngay_giao"] >= "2026-11-19" and not late:
        return BaseRecordSpec("nhiem_vu", "moi_giao", values)
    return BaseRecordSpec(
        "nhiem_vu", "dang_thuc_hien", values | {"tien_do": dice.choice((10, 20, 30, 40, 50, 60, 80))}
    )
