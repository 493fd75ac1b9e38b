"""Needs that were written since September (`ho_tro.yaml`), with the answers that leaders gave."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.calendar import add_working_days
from sandbox.definition.schema import Platform
from sandbox.definition.yamlfile import read_plain

TAKEN = "Việc lặp lại nhiều, đo được. Tôi giao đầu mối làm việc với Sở Khoa học và Công nghệ."
DECLINED = "Việc ít lần nên chưa ưu tiên năm nay; trước mắt dùng mẫu có sẵn, quý I xem lại."
KEPT = ("tan_suat", "phut", "anh_huong", "mong_muon", "tieu_chi_do", "nguoi_gui", "nguoi_nhan")


def records(platform: Platform, dice: random.Random, first_rid: int) -> list[BaseRecordSpec]:
    """Three rounds of needs, a few weeks apart; all have been answered and read. In the order in which they came."""
    needs = read_plain(Path(__file__).with_suffix(".yaml"))
    made = []
    for month in (9, 10, 11):
        for need in dice.sample(needs, len(needs) if month == 9 else 9):
            day = add_working_days(platform.calendar, f"2026-{month:02d}-02", dice.randrange(8))
            made.append(_answered(platform, dice, day, month, need))
    return sorted(made, key=lambda one: str(one.values["gui_luc"]))


def _answered(platform: Platform, dice: random.Random, day: str, month: int, need: dict[str, Any]) -> BaseRecordSpec:
    answered = add_working_days(platform.calendar, day, dice.randrange(1, 4))
    again = "" if month == 9 else f" (nhắc lại tháng {month})"
    told = need["can"][:1].lower() + need["can"][1:]
    values: dict[str, Any] = {name: need[name] for name in KEPT} | {
        "tieu_de": f"{need['can']}{again}",
        "viec": f"Hiện tôi làm tay: {told}, lặp lại mỗi ngày và dễ sót.",
        "gui_luc": f"{day}T{dice.choice(('08:20', '10:05', '15:40'))}",
        "han_tra_loi": add_working_days(platform.calendar, day, 3),
        "quyet_dinh": "Nhận" if need["nhan"] else "Không",
        "ly_do": TAKEN if need["nhan"] else DECLINED,
        "tra_loi_luc": f"{answered}T09:15",
        "da_xem_luc": f"{answered}T13:50",
    }
    return BaseRecordSpec("toi_can", "da_xem", values)
