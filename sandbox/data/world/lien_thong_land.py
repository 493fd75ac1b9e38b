"""The cadastral table of the branch's communes: parcels, and what VILIS 2.0 left behind on a few of them.

Map sheets 1–40 only: those of lessons (`thua_dat_mui` in the pools) lie on 41 and up.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.schema import Platform

#: commune → share of the parcels, tax office in charge, hamlets
COMMUNES: dict[str, tuple[int, str, tuple[str, ...]]] = {
    "ubnd_dat_mui": (58, "thue_co_so_6", ("Rạch Tàu", "Xóm Mũi", "Kinh Đào", "Cái Mòi", "Khai Long", "Lạch Vàm")),
    "xa_phan_ngoc_hien": (10, "thue_co_so_6", ("Đường Kéo", "Ông Trang", "Nhà Luận")),
    "xa_tan_an": (9, "thue_co_so_6", ("Tắc Gốc", "Kinh Ráng", "Nhà Hội")),
    "xa_nam_can": (8, "thue_co_so_6", ("Cái Nai", "Xẻo Lớn", "Hàng Vịnh")),
    "xa_dat_moi": (5, "thue_co_so_6", ("Ông Chừng", "Tắc Năm Căn")),
    "xa_tam_giang": (4, "thue_co_so_6", ("Kinh Năm", "Trại Lưới")),
    "xa_phu_tan": (3, "thue_co_so_7", ("Cái Đôi Nhỏ", "Cái Cám")),
    "phuong_an_xuyen": (3, "thue_co_so_1", ("Tân Thới", "Bà Điều")),
}
#: main code → weight, kind of land, price of a square metre, term
CODES: dict[str, tuple[int, str, int, str]] = {
    "NTS": (46, "Đất nuôi trồng thủy sản", 70_000, "đến ngày 15/10/2063"),
    "CLN": (18, "Đất trồng cây lâu năm", 85_000, "đến ngày 15/10/2063"),
    "ONT": (14, "Đất ở", 450_000, "lâu dài"),
    "RSX": (8, "Đất lâm nghiệp", 40_000, "đến ngày 01/01/2046"),
    "LUC": (6, "Đất trồng cây hằng năm", 75_000, "đến ngày 15/10/2063"),
    "BHK": (4, "Đất trồng cây hằng năm", 75_000, "đến ngày 15/10/2063"),
    "TMD": (2, "Đất phi nông nghiệp khác", 380_000, "đến ngày 31/12/2058"),
    "SKC": (2, "Đất phi nông nghiệp khác", 300_000, "đến ngày 31/12/2058"),
}
QUOTA = {"NTS": 20_000, "ONT": 300}  # m²; of other codes 30,000
ORIGINS = (
    "Công nhận quyền sử dụng đất",
    "Nhận chuyển nhượng",
    "Nhận tặng cho",
    "Nhận thừa kế",
    "Nhà nước giao đất không thu tiền",
)
SERIES = ("DĐ", "CQ", "DA", "CĐ", "BX")  # letters of certificates
OLD, REGULAR = "Chuyển từ VILIS 2.0", "Đo đạc chính quy"
ASKED = {"noi_dung_hoi": "Đề nghị xác nhận ranh phía kênh và tình trạng tranh chấp.", "nguoi_hoi": "quach_thi_be_nam"}
ENDED = {"can_cu": "Tách thửa theo Quyết định năm 2025."}


@dataclass
class Land:
    """Draws parcels; no two of them have one number."""

    platform: Platform
    dice: random.Random
    places: set[tuple[str, int, int]] = field(default_factory=set)

    def parcel(self, commune: str, facts: Mapping[str, Any]) -> BaseRecordSpec:
        """One of that commune. `facts`: what a dossier already says of it (its certificate, its transferor)."""
        _, office, hamlets = COMMUNES[commune]
        sheet, number = self.place(commune)
        where = self.platform.units[commune].vi.removeprefix("UBND ")
        hamlet = self.dice.choice(hamlets)
        area = Decimal(str(facts.get("dien_tich_gcn") or f"{self.dice.randrange(250, 9000)}.5"))
        code = self.dice.choices(list(CODES), weights=[weight for weight, *_ in CODES.values()])[0]
        _, kind, price, term = CODES[code]
        issued = date(2010, 1, 4) + timedelta(self.dice.randrange(5500))
        values = {
            "ten_thua": f"Thửa {number}, tờ {sheet}, {where}",
            "xa": commune,
            "to_ban_do": sheet,
            "so_thua": number,
            "dia_chi": f"{'Khóm' if where.startswith('phường') else 'Ấp'} {hamlet}, {where}, tỉnh Cà Mau",
            "duong": f"{self.dice.choice(('kênh', 'rạch', 'lộ'))} {hamlet}",
            "vi_tri": self.dice.choice(("Vị trí 1", "Vị trí 2", "Vị trí 3", "Vị trí còn lại")),
            "dien_tich": stored(area),
            "hinh_thuc": "Sử dụng chung" if self.dice.random() < 0.08 else "Sử dụng riêng",
            "muc_dich": self.purposes(code, area),
            "loai_dat": kind,
            "nguon_goc": self.dice.choice(ORIGINS),
            "thoi_han": "Lâu dài" if code == "ONT" else f"ONT: lâu dài; {code}: {term}",
            "so_gcn": f"{self.dice.choice(SERIES)} {self.dice.randrange(10**5, 10**6)}",
            "ngay_cap_gcn": issued.isoformat(),
            "chu_su_dung": self.name(),
            "chu_so_dinh_danh": self.identity(),
            "gia_dat": price,
            "he_so": "1.1" if self.dice.random() < 0.2 else 1,
            "han_muc": QUOTA.get(code, 30_000),
            "co_quan_thue": office,
            "nguon_csdl": OLD if self.dice.random() < 0.35 else REGULAR,
        }
        if code == "ONT" and self.dice.random() < 0.6:
            values["tai_san"] = [self.house()]
        told = {
            "dia_chi": "dia_chi_dat",
            "so_gcn": "so_gcn",
            "ngay_cap_gcn": "ngay_cap_gcn",
            "chu_su_dung": "ben_chuyen_ten",
            "chu_so_dinh_danh": "ben_chuyen_so_dinh_danh",
        }
        values |= {mine: facts[theirs] for mine, theirs in told.items() if theirs in facts}
        return BaseRecordSpec(record="thua_dat", state="dang_quan_ly", values=values)

    def anywhere(self, *, but: str = "") -> str:
        names = [name for name in COMMUNES if name != but]
        return self.dice.choices(names, weights=[COMMUNES[name][0] for name in names])[0]

    def place(self, commune: str) -> tuple[int, int]:
        while (found := (commune, self.dice.randrange(1, 41), self.dice.randrange(1, 400))) in self.places:
            continue
        self.places.add(found)
        return found[1], found[2]

    def purposes(self, code: str, area: Decimal) -> list[dict[str, Any]]:
        home = Decimal(self.dice.choice((100, 120, 150, 200, 250)))
        if code == "ONT" or area <= home + 100 or self.dice.random() < 0.35:
            return [{"ma": code, "dien_tich": stored(area)}]
        return [{"ma": code, "dien_tich": stored(area - home)}, {"ma": "ONT", "dien_tich": stored(home)}]

    def house(self) -> dict[str, Any]:
        return {
            "loai": "Nhà ở riêng lẻ",
            "cap_hang": "Cấp IV",
            "dien_tich_san": self.dice.randrange(48, 160),
            "nam_xay": self.dice.randrange(1998, 2022),
            "so_tang": 1,
        }

    def spoil(self, parcels: list[BaseRecordSpec]) -> None:
        """Of these, which no slip speaks of: what went wrong in the old software, what is asked of the commune, and
        parcels that are no more.
        """
        old = [spec for spec in parcels[:-5] if spec.values["nguon_csdl"] == OLD]
        for spec in old[:6]:
            spec.values["muc_dich"][-1]["ma"] = self.dice.choice(("T", "LNK"))
        for spec in old[6:11]:
            spec.values["dien_tich"] = int(str(spec.values["dien_tich"]).replace(".", ""))
        for spec in old[11:19]:
            spec.values["dia_chi"] = spec.values["dia_chi"].replace(", tỉnh", ", huyện Ngọc Hiển, tỉnh")
        for spec in old[19:23]:
            spec.values["hien_trang_that"] = "Khác hồ sơ"
        for place in range(-5, 0):
            state, more = ("cho_xac_nhan", ASKED) if place < -3 else ("da_huy", ENDED)
            parcels[place] = BaseRecordSpec("thua_dat", state, {**parcels[place].values, **more})

    def name(self) -> str:
        from sandbox.data.generator import vocabulary

        words = vocabulary()
        return " ".join(self.dice.choice(words[part]) for part in ("family_names", "middle_names", "given_names"))

    def identity(self) -> str:
        return f"999{self.dice.randrange(10**9):09d}"


def stored(area: Decimal) -> int | str:
    """As fields keep numbers: whole ones as int."""
    return int(area) if area == area.to_integral_value() else format(area.normalize(), "f")
