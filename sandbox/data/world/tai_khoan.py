"""Accounts, signed-in devices and closed incidents.

Whoever starts afresh (`NEW`) has an account only where a lesson or the free exploration gives one.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.data.generator import vocabulary
from sandbox.data.world import thu
from sandbox.definition.calendar import add_working_days, is_working_day
from sandbox.definition.schema import Platform

NEW = "son_thi_na_ri"
ADMINISTRATOR = "ngo_gia_huy"
KEEPER_OF_SECRETS = "phung_thi_lieu"
OTHERS = 96  # accounts of further people in the directory
INCIDENTS = (
    ("Bấm liên kết lạ", "Tôi bấm liên kết trong một thư lạ, chưa nhập gì.", "Điện thoại nội bộ"),
    ("Gửi nhầm dữ liệu cá nhân", "Danh sách bảo trợ gửi nhầm sang xã khác, một người nhận.", "Điện thoại nội bộ"),
    ("Đăng nhập từ thiết bị lạ", "Tài khoản có thiết bị không phải của tôi lúc 2 giờ sáng.", "Thư công vụ"),
    ("Dùng chung tài khoản", "Quầy một cửa dùng chung tài khoản trong giờ cao điểm.", "Trực tiếp"),
    ("Mất thiết bị", "Mất điện thoại nhận mã OTP tại chợ Năm Căn.", "Điện thoại nội bộ"),
    ("Mở tệp lạ", "Tôi mở một tệp nén trong thư lạ rồi rút mạng.", "Điện thoại nội bộ"),
    ("Đưa dữ liệu ra ngoài", "Ảnh chụp màn hình hồ sơ gửi nhầm nhóm Zalo gia đình.", "Trực tiếp"),
)
REQUESTS = (
    ("Xem dữ liệu của mình", "Xin xem thông tin của tôi trong danh sách hộ được hỗ trợ.", "Tại quầy"),
    ("Sửa dữ liệu chưa đúng", "Ngày sinh của tôi ghi sai trong danh sách bảo hiểm.", "Tại quầy"),
    ("Rút lại đồng ý", "Không đồng ý đăng ảnh gia đình tôi lên trang của xã nữa.", "Thư công vụ"),
    ("Xóa dữ liệu", "Xin xóa số điện thoại cũ của tôi.", "Cổng dịch vụ công"),
)
PLACES = ("Trụ sở UBND xã Đất Mũi", "Nhà riêng, ấp Rạch Tàu", "Trụ sở UBND xã Đất Mũi, Wi-Fi nội bộ")


def records(
    platform: Platform, dice: random.Random, first_rid: int, before: Sequence[BaseRecordSpec]
) -> list[BaseRecordSpec]:
    """Accounts of the sandbox's people, of others in the directory, devices, incidents."""
    people = [key for key, person in platform.people.items() if person.role not in thu.OUTSIDE and key != NEW]
    made = [_account(platform, dice, key) for key in people]
    directory = [one for one in before if one.record == "can_bo" and "nguoi" not in one.values]
    made += [_stranger(dice, one) for one in dice.sample(directory, min(OTHERS, len(directory)))]
    made += [device for key in people for device in _devices(dice, key)]
    made += [_incident(platform, dice, number) for number in range(16)]
    made += [_request(platform, dice, number) for number in range(12)]
    return made


def _account(platform: Platform, dice: random.Random, key: str) -> BaseRecordSpec:
    person = platform.people[key]
    values: dict[str, Any] = {
        "ten_dang_nhap": (person.email or "").partition("@")[0],
        "chu": key,
        "ho_ten": person.name,
        "don_vi": person.unit,
        "nguoi_quan_tri": ADMINISTRATOR,
        "ngay_cap": "2025-07-01",
        "ngay_doi_mk": f"2026-{dice.randrange(6, 11):02d}-{dice.randrange(1, 28):02d}T08:{dice.randrange(60):02d}",
        "do_manh": "Mạnh",
        "hai_lop": "Đã bật",
        "so_dien_thoai": person.phone,
        "ma_sap_den": f"{dice.randrange(10**6):06d}",
        "da_xem_ma_du_phong": True,
        "ma_du_phong": _codes(dice),
        "noi_cat": "Phong bì niêm phong trong tủ khóa",
    }
    return BaseRecordSpec("tai_khoan", "dang_dung", values)


def _stranger(dice: random.Random, entry: BaseRecordSpec) -> BaseRecordSpec:
    on = dice.random() < 0.8
    values: dict[str, Any] = {
        "ten_dang_nhap": entry.values["thu_dien_tu"].partition("@")[0],
        "ho_ten": entry.values["ho_ten"],
        "don_vi": entry.values["don_vi"],
        "nguoi_quan_tri": ADMINISTRATOR,
        "ngay_cap": f"2025-{dice.randrange(7, 13):02d}-{dice.randrange(1, 28):02d}",
        "hai_lop": "Đã bật" if on else "Chưa bật",
        "do_manh": "Mạnh" if on else "Yếu",
    }
    state = "dang_dung" if on else dice.choice(("dang_dung", "moi_cap"))
    if state == "moi_cap":
        values["mk_tam"] = True
    else:
        values["ngay_doi_mk"] = f"2026-{dice.randrange(3, 11):02d}-{dice.randrange(1, 28):02d}T09:15"
    return BaseRecordSpec("tai_khoan", state, values)


def _codes(dice: random.Random) -> str:
    return "\n".join(f"{dice.randrange(10**4):04d}-{dice.randrange(10**4):04d}" for _ in range(6))


def _devices(dice: random.Random, key: str) -> list[BaseRecordSpec]:
    desk = {
        "chu": key,
        "thiet_bi": "Windows 11 · Edge (máy cơ quan)",
        "noi": PLACES[0],
        "bat_dau": "2026-11-23T07:05",
        "lan_cuoi": "2026-11-23T07:28",
        "phien_nay": True,
    }
    phone = {
        "chu": key,
        "thiet_bi": dice.choice(("Android 15 · ứng dụng Thư công vụ", "iPhone · ứng dụng Thư công vụ")),
        "noi": dice.choice(PLACES[1:]),
        "bat_dau": f"2026-11-{dice.randrange(2, 20):02d}T18:{dice.randrange(60):02d}",
        "lan_cuoi": f"2026-11-22T{dice.randrange(18, 22):02d}:{dice.randrange(60):02d}",
    }
    return [BaseRecordSpec("phien", "dang_mo", desk), BaseRecordSpec("phien", "dang_mo", phone)]


def _incident(platform: Platform, dice: random.Random, number: int) -> BaseRecordSpec:
    kind, told, channel = INCIDENTS[number % len(INCIDENTS)]
    day = date(2026, 1, 12) + timedelta(19 * number)
    while not is_working_day(platform.calendar, day.isoformat()):
        day += timedelta(1)
    noticed = f"{day}T{dice.choice((8, 9, 14, 15)):02d}:{dice.randrange(60):02d}"
    own = [key for key, person in platform.people.items() if platform.units[person.unit].own]
    who = dice.choice(own)
    values: dict[str, Any] = {
        "loai": kind,
        "gio": noticed,
        "chu": who,
        "nguoi_bao": who,
        "ngay_bao": noticed[:11] + "16:10",
        "nguoi_nhan_bao": ["phan_minh_duong", ADMINISTRATOR],
        "kenh": channel,
        "mo_ta": told,
        "nguoi_xu_ly": ADMINISTRATOR,
        "huong_dan": "Giữ nguyên máy, đổi mật khẩu từ máy sạch, ghi lại cột dữ liệu đã lộ.",
        "viec_da_lam": "Đã làm theo từng bước được hướng dẫn.",
        "ngay_dong": f"{add_working_days(platform.calendar, day.isoformat(), 2)}T10:00",
    }
    return BaseRecordSpec("su_co", "da_dong", values)


def _request(platform: Platform, dice: random.Random, number: int) -> BaseRecordSpec:
    kind, told, channel = REQUESTS[number % len(REQUESTS)]
    day = add_working_days(platform.calendar, f"2026-{2 + number % 9:02d}-03", number)
    words = vocabulary()
    name = " ".join(dice.choice(words[part]) for part in ("family_names", "middle_names", "given_names"))
    values: dict[str, Any] = {
        "nguoi_yeu_cau": name,
        "loai": kind,
        "noi_dung": told,
        "kenh": channel,
        "ngay_nhan": f"{day}T09:{dice.randrange(60):02d}",
        "han_tra_loi": f"{add_working_days(platform.calendar, day, 2)}T09:30",
        "nguoi_xu_ly": dice.choice(("son_thi_na_ri", "lam_nhut_truong", "to_thi_ngoc_han")),
        "da_xac_minh": True,
        "tra_loi": "Đã kiểm tra, sửa và thông báo lại cho người yêu cầu.",
        "ngay_tra_loi": f"{add_working_days(platform.calendar, day, 1)}T15:10",
    }
    return BaseRecordSpec("yeu_cau_dl", "da_tra_loi", values)
