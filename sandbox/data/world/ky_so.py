"""Certificates of before the reorganisation, all revoked or expired, and the log of the newest signatures.

The keys in use come with a lesson or with free exploration, because a PIN is known only to a scenario.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from sandbox.api import BaseRecordSpec
from sandbox.data.world.van_ban_di import fingerprint
from sandbox.definition.schema import Platform

OWNERS = (
    "tran_quoc_khoi", "huynh_kim_thoa", "phan_minh_duong", "nguyen_van_tron", "truong_hoai_phong", "ly_van_phuoc",
    "lam_my_duyen", "to_thi_ngoc_han", "quach_thi_be_nam", "mai_thanh_long",
)  # fmt: skip
CLERK, DESK, ADMINISTRATOR = "lam_my_duyen", "to_thi_ngoc_han", "ngo_gia_huy"
ISSUER = "Ban Cơ yếu Chính phủ"
COPIES = ("Giấy khai sinh", "Trích lục kết hôn", "Giấy chứng nhận quyền sử dụng đất", "Văn bằng tốt nghiệp")


def records(
    platform: Platform, dice: random.Random, first_rid: int, before: Sequence[BaseRecordSpec]
) -> list[BaseRecordSpec]:
    """Old certificates, then two signatures for every outgoing document that has a file, and certified copies."""
    made = [_certificate(platform, dice, owner) for owner in OWNERS] + [_agency(dice)]
    for rid, spec in enumerate(before, 1):
        if spec.record == "vb_di" and "tep_du_thao" in spec.values:
            made += _signatures(rid, spec)
    return made + [_copy(dice, place) for place in range(24)]


def _serial(dice: random.Random) -> str:
    return fingerprint(dice).upper()


def _certificate(platform: Platform, dice: random.Random, owner: str) -> BaseRecordSpec:
    year = dice.choice((2020, 2021, 2022))
    until = f"{year + 5}-{dice.randrange(1, 7):02d}-{dice.randrange(10, 28)}"
    values = {
        "ten": f"{platform.people[owner].name} (cấp năm {year})",
        "serial": _serial(dice),
        "loai_ct": "Cá nhân",
        "chu_the": owner,
        "nguoi_giu": owner,
        "quan_ly": ADMINISTRATOR,
        "nha_cung_cap": ISSUER,
        "hieu_luc_tu": f"{year}{until[4:]}",
        "hieu_luc_den": until,
        "khoa": dice.choice(("Token USB", "Token USB", "SIM PKI")),
        "ly_do": "Thay chứng thư mới theo tên đơn vị sau 01/7/2025.",
    }
    return BaseRecordSpec(record="chung_thu", state="thu_hoi", values=values)


def _agency(dice: random.Random) -> BaseRecordSpec:
    values = {
        "ten": "UBND xã Đất Mũi (trước 01/7/2025)",
        "serial": _serial(dice),
        "loai_ct": "Cơ quan",
        "co_quan": "ubnd_dat_mui",
        "nguoi_giu": CLERK,
        "quan_ly": ADMINISTRATOR,
        "nha_cung_cap": ISSUER,
        "hieu_luc_tu": "2020-08-20",
        "hieu_luc_den": "2025-08-19",
        "khoa": "Token USB",
        "ly_do": "Thay chứng thư mới theo tên đơn vị sau 01/7/2025.",
    }
    return BaseRecordSpec(record="chung_thu", state="thu_hoi", values=values)


def _signatures(rid: int, spec: BaseRecordSpec) -> list[BaseRecordSpec]:
    values = spec.values
    common = {
        "ten_tep": values["so_ky_hieu"],
        "van_ban": rid,
        "tep": values["tep_du_thao"],
        "sha256": values["ma_bam_ky"],
        "ket_qua_that": "Hợp lệ",
        "ket_qua": "Hợp lệ",
    }
    personal = common | {
        "loai": "Cá nhân",
        "nguoi_ky": values["nguoi_ky"],
        "thoi_gian": values["ngay_ky"],
        "anh": "Chữ ký màu xanh, PNG",
    }
    agency = common | {
        "loai": "Cơ quan",
        "nguoi_ky": CLERK,
        "thoi_gian": values["ngay_ky_cq"],
        "anh": "Dấu màu đỏ, PNG, trùm 1/3 bên trái chữ ký",
    }
    return [BaseRecordSpec(record="lan_ky", state="da_ghi", values=one) for one in (personal, agency)]


def _copy(dice: random.Random, place: int) -> BaseRecordSpec:
    """A certified copy made at the one-stop desk."""
    day = 2 + place % 19
    values = {
        "ten_tep": f"{dice.choice(COPIES)} – sao y",
        "sha256": fingerprint(dice),
        "loai": "Sao y",
        "nguoi_ky": DESK,
        "thoi_gian": f"2026-11-{day:02d}T{dice.choice((8, 9, 10, 14, 15)):02d}:{dice.randrange(60):02d}",
        "anh": "Dấu màu đỏ, PNG, trùm 1/3 bên trái chữ ký",
        "ket_qua_that": "Hợp lệ",
    }
    return BaseRecordSpec(record="lan_ky", state="da_ghi", values=values)
