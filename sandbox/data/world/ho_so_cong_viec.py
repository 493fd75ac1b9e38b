"""The work files into which the incoming documents were put: one for every file code that they name.

Files of 2025 are closed, and handed to the archive or waiting for it; those of 2026 are open until their work ends.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.schema import Platform

KEEPERS = {
    "KT": ("phong_kinh_te", "le_hoang_nho"),
    "VHXH": ("phong_vhxh", "son_thi_na_ri"),
    "VP": ("van_phong", "lam_nhut_truong"),
}
SUBJECTS = {
    "KT": (
        "nuôi trồng thủy sản", "khai thác thủy sản, tàu cá", "đất đai, địa chính", "bảo vệ và phát triển rừng",
        "phòng, chống thiên tai", "bảo vệ môi trường", "giao thông, hạ tầng", "ngân sách, kế hoạch đầu tư",
        "chợ, thương mại", "thuế, hộ kinh doanh", "nông thôn mới", "tổ hợp tác, hợp tác xã",
    ),
    "VHXH": (
        "người có công", "bảo trợ xã hội", "hộ nghèo, hộ cận nghèo", "lao động, việc làm", "giáo dục, trường học",
        "y tế, phòng dịch", "dân số, trẻ em", "văn hóa, thể thao", "du lịch Mũi Cà Mau", "dân tộc, tôn giáo",
        "bảo hiểm xã hội, bảo hiểm y tế", "vay vốn chính sách",
    ),
    "VP": (
        "cải cách hành chính", "chuyển đổi số", "thi đua, khen thưởng", "tiếp công dân, đơn thư", "tổ chức bộ máy",
        "cán bộ, công chức", "lịch công tác, hội họp", "kiểm soát thủ tục hành chính", "văn thư, lưu trữ",
        "quy chế phối hợp", "quốc phòng, an ninh", "tài sản công",
    ),
}  # fmt: skip


def records(
    platform: Platform, dice: random.Random, first_rid: int, before: Sequence[BaseRecordSpec]
) -> list[BaseRecordSpec]:
    """A file for every code; the documents of `before` get its title and the link to it, their answers too."""
    held: dict[str, list[int]] = defaultdict(list)
    for rid, spec in enumerate(before, 1):
        if spec.record == "van_ban" and "ma_ho_so" in spec.values:
            held[spec.values["ma_ho_so"]].append(rid)
    made = []
    for place, code in enumerate(sorted(held, key=lambda code: (code[-4:], code))):
        documents = [before[rid - 1] for rid in held[code]]
        spec = _file(dice, code, documents)
        spec.values["vb_den"] = held[code][-1]
        for document in documents:
            document.values.update(
                tieu_de_ho_so=spec.values["tieu_de"],
                thoi_han_bao_quan=spec.values["thoi_han_bao_quan"],
                ho_so=first_rid + place,
            )
            if answer := document.values.get("vb_tra_loi"):
                before[answer - 1].values["ho_so"] = first_rid + place
                spec.values["vb_di"] = answer
        made.append(spec)
    return made


def _file(dice: random.Random, code: str, documents: list[BaseRecordSpec]) -> BaseRecordSpec:
    number, _, rest = code.partition(".")
    division, year = rest.partition("-")[0], code[-4:]
    unit, keeper = KEEPERS[division]
    subjects = SUBJECTS[division]
    turn = "" if int(number) <= len(subjects) else " (tiếp theo)"
    values: dict[str, Any] = {
        "ma_hs": code,
        "tieu_de": f"Hồ sơ về {subjects[(int(number) - 1) % len(subjects)]} năm {year}{turn}",
        "thoi_han_bao_quan": dice.choice(("5 năm", "10 năm", "10 năm", "20 năm")),
        "nguoi_lap": keeper,
        "don_vi": unit,
        "ngay_bat_dau": min(document.values["ngay_den"][:10] for document in documents),
        "so_to": sum(document.values.get("so_trang", 1) for document in documents) + dice.randrange(12),
    }
    if year == "2026":
        return BaseRecordSpec(record="ho_so_cv", state="dang_mo", values=values)
    values |= {"ngay_ket_thuc": "2025-12-31", "han_nop": "2026-12-31"}
    if dice.random() < 0.3:
        return BaseRecordSpec(record="ho_so_cv", state="da_ket_thuc", values=values)
    values["ngay_nop"] = f"2026-{dice.randrange(3, 11):02d}-{dice.randrange(10, 28)}"
    return BaseRecordSpec(record="ho_so_cv", state="da_nop_luu", values=values)
