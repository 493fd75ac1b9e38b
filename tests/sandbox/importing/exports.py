"""An invented export of an invented platform, as its administrator would hand it over. All numbers are invented."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl

HEADING = [
    "ID",
    "SO_KY_HIEU",
    "TRICH_YEU",
    "NGAY_BH",
    "NGAY_DEN",
    "CQBH",
    "NGUOI_KY",
    "TRANG_THAI",
    "DO_MAT",
    "GHI_CHU",
]
ROWS: list[list[Any]] = [
    ["a1", "125/UBND-VX", "V/v hỗ trợ ông Trần Văn Tèo (CCCD 079 085 001 234)", "20/11/2026", "21/11/2026 08:15",
     "UBND tỉnh", "Lý Hoài Thương", "Đã xử lý", "Thường", "ĐT 0912.345.678, nhà số 12"],
    ["a2", "45/KH-SNV", "Kế hoạch tập huấn", "19/11/2026", "20/11/2026 09:00",
     "Sở Nội vụ", "Trần Văn Tèo", "Đang xử lý", "Thường", "Sinh ngày 02/09/1985; teo@gmail.com; +84 912 345 678"],
    ["a3", "01/M-CAX", "Tài liệu mật", "18/11/2026", "18/11/2026 10:00",
     "Công an", "Không Ghi", "Đã xử lý", "Mật", ""],
]  # fmt: skip

MAPPING = """
skip_when: {column: DO_MAT, values: [Mật]}
tables:
  - file: van_ban.csv
    record: van_ban
    id: ID
    state: {column: TRANG_THAI, values: {Đã xử lý: hoan_thanh, Đang xử lý: dang_xu_ly}}
    fields:
      so_ky_hieu: SO_KY_HIEU
      trich_yeu: TRICH_YEU
      ngay_ban_hanh: NGAY_BH
      ngay_den: NGAY_DEN
      co_quan_ban_hanh: {column: CQBH, values: {UBND tỉnh: ubnd_tinh, Sở Nội vụ: so_noi_vu}, default: ubnd_tinh}
      nguoi_ky: {column: NGUOI_KY, mask: name}
      ket_qua: GHI_CHU
      do_mat: {value: Thường}
"""


def write_csv(folder: Path, rows: list[list[Any]] | None = None, separator: str = ",") -> Path:
    with (folder / "van_ban.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=separator).writerows([HEADING, *(ROWS if rows is None else rows)])
    return folder / "van_ban.csv"


def write_xlsx(folder: Path) -> Path:
    book = openpyxl.Workbook()
    for row in [HEADING, *ROWS]:
        book.worksheets[0].append(row)
    book.save(folder / "van_ban.xlsx")
    return folder / "van_ban.xlsx"


def write_json(folder: Path) -> Path:
    records = [dict(zip(HEADING, row, strict=True)) for row in ROWS]
    (folder / "van_ban.json").write_text(json.dumps({"data": {"items": records}}), encoding="utf-8")
    return folder / "van_ban.json"


def write_mapping(folder: Path, text: str = MAPPING) -> Path:
    (folder / "mapping.yaml").write_text(text, encoding="utf-8")
    return folder / "mapping.yaml"
