"""What the commune has published since July 2025: lists with names, hamlets and amounts, nothing that tells more."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.calendar import add_working_days, is_working_day
from sandbox.definition.schema import Platform

FIRST_DAY, LAST_DAY = date(2025, 7, 14), date(2026, 11, 18)
POSTS = 32
SHOWN = 30  # working days that a list stays on the page
SUBJECTS = (
    ("Trợ giúp xã hội", "Danh sách đối tượng hưởng trợ cấp xã hội hằng tháng, đợt {n}/{year}", "son_thi_na_ri"),
    (
        "Hộ nghèo và hỗ trợ nhà ở",
        "Danh sách hộ được hỗ trợ xóa nhà tạm, nhà dột nát, đợt {n}/{year}",
        "le_van_hai_dm",
    ),
    ("Vay vốn chính sách", "Danh sách hộ được xác nhận vay vốn giải quyết việc làm, đợt {n}/{year}", "le_hoang_nho"),
    ("Đất đai", "Kết quả kiểm tra hồ sơ đăng ký đất đai, đợt {n}/{year}", "to_thi_ngoc_han"),
    ("Kết quả thủ tục hành chính", "Danh sách hồ sơ trễ hạn và lý do, tháng {month}/{year}", "to_thi_ngoc_han"),
)
HAMLETS = ("Mũi", "Rạch Tàu", "Kinh Đào", "Cồn Mũi", "Kinh Năm", "Lạch Vàm", "Xóm Mũi")
COLUMNS = ["Họ và tên", "Địa chỉ", "Số tiền (đồng)"]
APPROVERS = {
    "son_thi_na_ri": "truong_hoai_phong",
    "le_van_hai_dm": "truong_hoai_phong",
    "le_hoang_nho": "nguyen_van_tron",
}


def records(platform: Platform, dice: random.Random, first_rid: int) -> list[BaseRecordSpec]:
    """Posts by the day they went up, then their files."""
    days = [FIRST_DAY + timedelta(n) for n in range((LAST_DAY - FIRST_DAY).days + 1)]
    working = [day for day in days if is_working_day(platform.calendar, day.isoformat())]
    chosen = sorted(dice.sample(working, POSTS))
    posts, files = [], []
    for place, day in enumerate(chosen):
        post, file = _published(platform, dice, day, place + 1)
        post.values["tep"] = first_rid + POSTS + place
        posts.append(post)
        files.append(file)
    return posts + files


def _published(
    platform: Platform, dice: random.Random, day: date, number: int
) -> tuple[BaseRecordSpec, BaseRecordSpec]:
    section, title, author = dice.choice(SUBJECTS)
    name = title.format(n=(day.month + 2) // 3, month=day.month, year=day.year)
    at = datetime(day.year, day.month, day.day, 14, dice.randrange(60)).isoformat(timespec="minutes")
    until = add_working_days(platform.calendar, day.isoformat(), SHOWN)
    over = until < platform.start[:10]
    values: dict[str, Any] = {
        "so_bai": number,
        "tieu_de": name,
        "chuyen_muc": section,
        "can_cu": f"Quyết định số {dice.randrange(40, 900)}/QĐ-UBND ngày {day - timedelta(3):%d/%m/%Y} của UBND xã",
        "cot_duoc_dang": COLUMNS,
        "den_ngay": until,
        "nguoi_lam": author,
        "nguoi_duyet": APPROVERS.get(author, "phan_minh_duong"),
        "kiem_luc": at,
        "dang_luc": at,
        "dia_chi": f"https://datmui.camau.example/cong-khai/{day:%Y%m%d}-{number:03d}",
    }
    if over:
        values["go_luc"] = f"{until}T17:30"
    file = BaseRecordSpec(
        record="tep",
        state="dinh_kem",
        values={
            "ten": f"cong-khai-{day:%Y%m%d}.pdf",
            "dinh_dang": "PDF",
            "kich_thuoc": dice.randrange(24, 90),
            "ngay_sua": at,
            "da_che": True,
            "cot_giu": COLUMNS,
            "bang": [_row(dice) for _ in range(dice.randrange(5, 10))],
        },
    )
    return BaseRecordSpec(record="bai_dang", state="da_go" if over else "da_dang", values=values), file


def _row(dice: random.Random) -> dict[str, Any]:
    from sandbox.data.generator import vocabulary

    words = vocabulary()
    name = " ".join(dice.choice(words[part]) for part in ("family_names", "middle_names", "given_names"))
    return {
        "ho_ten": name,
        "dia_chi": f"ấp {dice.choice(HAMLETS)}, xã Đất Mũi",
        "so_tien": dice.randrange(6, 120) * 500_000,
    }
