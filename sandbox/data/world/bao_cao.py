"""Eleven months of reports of five units, closed by the province; those of November wait to be drawn up."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.calendar import add_working_days
from sandbox.definition.schema import Platform

SLIPS, DOSSIERS, PAPERS = (
    "Biểu 01 – Liên thông đất đai và thuế", "Biểu 02 – Giải quyết thủ tục hành chính", "Biểu 03 – Công tác văn thư",
)  # fmt: skip
NAMES = {SLIPS: "liên thông đất đai, thuế", DOSSIERS: "giải quyết thủ tục hành chính", PAPERS: "công tác văn thư"}
#: (unit, form, who draws it up, who approves, the period's usual counts)
SERIES = (
    ("cn_vpdkdd", SLIPS, "quach_thi_be_nam", "mai_thanh_long", (120, 9, 5)),
    ("ttpvhcc", DOSSIERS, "to_thi_ngoc_han", "ly_van_phuoc", (410, 396, 8)),
    ("van_phong", PAPERS, "lam_nhut_truong", "phan_minh_duong", (190, 12, 96)),
    ("phong_kinh_te", DOSSIERS, "le_hoang_nho", "nguyen_van_tron", (64, 60, 3)),
    ("phong_vhxh", DOSSIERS, "son_thi_na_ri", "truong_hoai_phong", (72, 70, 1)),
)
ROWS = {  # the form's indicators, each with its unit of measure
    SLIPS: (
        ("Số phiếu chuyển thông tin đã gửi", "phiếu"),
        ("Số phiếu bị cơ quan thuế trả lại", "phiếu"),
        ("Số hồ sơ trễ hạn", "hồ sơ"),
    ),
    DOSSIERS: (
        ("Số hồ sơ tiếp nhận", "hồ sơ"),
        ("Số hồ sơ giải quyết đúng hạn", "hồ sơ"),
        ("Số hồ sơ giải quyết quá hạn", "hồ sơ"),
    ),
    PAPERS: (
        ("Số văn bản đến", "văn bản"),
        ("Số văn bản đến xử lý quá hạn", "văn bản"),
        ("Số văn bản đi ký số", "văn bản"),
    ),
}
MONTHS = range(1, 12)
DUE = "16:00"  # on the 25th, or the working day before


def records(platform: Platform, dice: random.Random, first_rid: int) -> list[BaseRecordSpec]:
    """Month by month, unit by unit."""
    since = {(unit, form): [0, 0, 0] for unit, form, *_ in SERIES}
    made = []
    for month in MONTHS:
        for unit, form, drafter, approver, usual in SERIES:
            if month == MONTHS[-1] and form == SLIPS:
                continue  # the lesson's own
            counts = [max(0, round(one * dice.uniform(0.8, 1.2))) for one in usual]
            since[unit, form] = [before + now for before, now in zip(since[unit, form], counts, strict=True)]
            made.append(_report(platform, dice, month, unit, form, drafter, approver, counts, since[unit, form]))
    return made


def _report(
    platform: Platform, dice: random.Random, month: int, unit: str, form: str, drafter: str, approver: str,
    counts: list[int], since: list[int],
) -> BaseRecordSpec:  # fmt: skip
    first = date(2026 if month > 1 else 2025, month - 1 or 12, 15)
    due = add_working_days(platform.calendar, add_working_days(platform.calendar, f"2026-{month:02d}-25", 1), -1)
    values: dict[str, Any] = {
        "ten": f"Báo cáo {NAMES[form]} tháng {month}/2026",
        "bieu_mau": form,
        "loai_ky": "Tháng",
        "ky_bao_cao": f"tháng {month}/2026",
        "tu_ngay": first.isoformat(),
        "den_ngay": f"2026-{month:02d}-14",
        "don_vi": unit,
        "noi_nhan": "vp_ubnd_tinh",
        "han_nop": f"{due}T{DUE}",
        "nguoi_lap": drafter,
    }
    for place, (count, total) in enumerate(zip(counts, since, strict=True), 1):
        values |= {f"ht_ct{place:02d}": count, f"luy_ke_ct{place:02d}": total}
    if form == DOSSIERS:
        values["ht_ct04"] = round(counts[0] * 0.03)
    if month == MONTHS[-1]:
        return BaseRecordSpec("bao_cao", "chua_nhap", values)
    late = dice.random() < 0.06
    sent = add_working_days(platform.calendar, due, 1 if late else -dice.randrange(1, 4))
    values |= {
        "chi_tieu": _rows(form, counts, values.get("ht_ct04")),
        "trinh_ai": approver,
        "nguoi_duyet": approver,
        "duyet_luc": f"{sent}T09:40",
        "gui_luc": f"{sent}T10:05",
        "lan_gui": 1,
    }
    if late:
        values["nop_tre"] = True
    return BaseRecordSpec("bao_cao", "chot", values)


def _rows(form: str, counts: list[int], fees: int | None) -> list[dict[str, str]]:
    made = [
        {"ma": f"CT{place:02d}", "ten": name, "dvt": unit, "gia_tri": str(count), "so_he_thong": str(count)}
        for place, ((name, unit), count) in enumerate(zip(ROWS[form], counts, strict=True), 1)
    ]
    if fees is not None:
        made.append(
            {
                "ma": "CT04",
                "ten": "Phí, lệ phí đã thu",
                "dvt": "triệu đồng",
                "gia_tri": str(fees),
                "so_he_thong": str(fees),
            }
        )
    return made
