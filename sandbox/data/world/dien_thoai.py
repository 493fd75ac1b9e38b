"""What arrived on people's telephones: codes, notices of the account, and callers who pose as ward officers."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.data.world.thu import OUTSIDE
from sandbox.definition.schema import Platform

LAST_DAY = date(2026, 11, 22)
REAL = (
    ("Mã OTP", "CAMAU-SSO", "Mã xác thực đăng nhập. Không đọc mã này cho bất kỳ ai."),
    ("Tin nhắn", "CAMAU-SSO", "Đăng nhập mới từ ứng dụng Thư công vụ. Không phải anh/chị thì đăng xuất thiết bị đó."),
    ("Tin nhắn", "0290 3999 104", "Văn phòng nhắc: họp giao ban lúc 14 giờ thứ Tư."),
    ("Zalo", "Tổ công nghệ số ấp Rạch Tàu", "Mai tổ đi hướng dẫn bà con lúc 8 giờ, anh/chị có đi cùng không?"),
)  # fmt: skip
FRAUDS = (
    ("Cuộc gọi", "0900 999 488", "Tự xưng công an phường, bảo cài lại VNeID và đọc mã.", "Mạo danh cán bộ xã phường"),
    ("Tin nhắn", "0900 999 473", "VNeID sắp khóa, cài tại vneid.example.test", "Ứng dụng ngoài kho chính thức"),
    ("Zalo", "Cán bộ kỹ thuật tỉnh", "Em bên kỹ thuật, đọc giúp mã OTP để em đồng bộ.", "Xin mã OTP hoặc mật khẩu"),
    ("Cuộc gọi", "0900 999 465", "Tự xưng thuế cơ sở, dọa khóa tài khoản.", "Dọa khóa tài khoản"),
)  # fmt: skip


def records(platform: Platform, dice: random.Random, first_rid: int) -> list[BaseRecordSpec]:
    """Four or five of each person, oldest first; every fraud has been reported."""
    owners = [key for key, person in platform.people.items() if person.role not in OUTSIDE]
    made = [one for owner in owners for one in _telephone(dice, owner)]
    return sorted(made, key=lambda one: str(one.values["luc"]))


def _telephone(dice: random.Random, owner: str) -> list[BaseRecordSpec]:
    made = []
    for kind, sender, text in dice.sample(REAL, 3):
        values = {"chu": owner, "loai": kind, "nguoi_gui": sender, "luc": _moment(dice), "noi_dung": text}
        if kind == "Mã OTP":
            values["ma"] = f"{dice.randrange(10**6):06d}"
        made.append(BaseRecordSpec("tin_nhan", "da_doc", values))
    for kind, sender, text, why in dice.sample(FRAUDS, dice.choice((1, 2))):
        fraud: dict[str, Any] = {
            "chu": owner,
            "loai": kind,
            "nguoi_gui": sender,
            "luc": _moment(dice),
            "noi_dung": text,
            "lua_dao": True,
            "ly_do_bao": why,
        }
        made.append(BaseRecordSpec("tin_nhan", "da_bao", fraud))
    return made


def _moment(dice: random.Random) -> str:
    day = LAST_DAY - timedelta(int(dice.expovariate(1 / 15)))
    return f"{day}T{dice.randrange(7, 21):02d}:{dice.randrange(60):02d}"
