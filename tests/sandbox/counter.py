"""A small counter for tests of the newer words: dossiers that are due, slips between offices, parcels, letters.

The cast, the calendar and the helpers are those of the minimal office.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.loader import parse_definition
from sandbox.definition.schema import Platform
from sandbox.spec import Scenario
from tests.sandbox import minimal
from tests.sandbox.minimal import field, text

PEOPLE = {
    **minimal.DEFINITION["people"],
    "an": {**minimal.DEFINITION["people"]["an"], "phone": "0290 3999 101", "email": "an@camau.example"},
}
PARCEL = {
    **text("Thửa đất"),
    "title": "so_thua",
    "fields": {
        "so_thua": field("Số thửa", key=True),
        "dien_tich": field("Diện tích", "number"),
        "chu": field("Chủ sử dụng đất"),
        "o_canh": field("Thửa bên cạnh", "record", to="thua"),
    },
    "states": {"moi": {**text("Mới"), "start": True}},
    "views": {"tat_ca": {**text("Tất cả"), "columns": ["so_thua"], "sort": "so_thua"}},
    "index": ["so_thua", "dien_tich"],
}
DOSSIER: dict[str, Any] = {
    **text("Hồ sơ"),
    "title": "ten",
    "fields": {
        "ten": field("Tên hồ sơ", required=True),
        "ma": field("Mã hồ sơ"),
        "so": field("Số", "number", generated="sequence"),
        "nhan_luc": field("Nhận lúc", "datetime"),
        "hen_tra": field("Hẹn trả", "datetime"),
        "han": field("Hạn", "date"),
        "dung_tu": field("Dừng từ", "datetime", shown_when={"state": "dung"}),
        "chu_dat": field("Chủ đất", shown_when={"thua": {"refers_to": {"chu": "Chủ 2"}}}),
        "that": field("Sự thật", hidden=True),
        "so_ngay": field("Số ngày", "number"),
        "thua": field("Thửa", "record", to="thua"),
        "dien_tich": field("Diện tích", "number"),
        "dien_tich_that": field("Diện tích trên sổ", "number"),
        "lan_sai": field("Số lần sai", "number"),
        "nguoi": field("Người", "people"),
        "ghi_chu": field("Ghi chú"),
        "phieu": field("Phiếu", "files"),
        "loi": field("Lỗi", "rows", columns={key: field(key) for key in ("code", "text", "field", "law")}),
        "bang": field(
            "Bảng",
            "rows",
            columns={
                "ten": field("Họ tên", mask="name"),
                "cccd": field("Số định danh", mask="id"),
                "dan_toc": field("Dân tộc"),
                "tien": field("Số tiền", "money"),
            },
        ),
        "cot_giu": field("Cột giữ lại", "choices", options=["Họ tên", "Số định danh", "Dân tộc", "Số tiền"]),
        "cot_che": field("Cột che", "choices", options=["Họ tên", "Số định danh", "Dân tộc", "Số tiền"]),
    },
    "states": {
        "moi": {**text("Mới"), "start": True},
        "dang": text("Đang xử lý"),
        "dung": text("Dừng"),
        "khoa": text("Bị khóa"),
    },
    "findings": {
        "E03": {
            "when": {"thua": {"empty": False}},
            "require": {"dien_tich": "$record.thua.dien_tich"},
            "say": {"vi": "Thửa ghi {dien_tich} m².", "en": "The parcel says {dien_tich} m²."},
            "field": "dien_tich",
            "law": "nd30",
        },
        "E08": {
            "require": {"other": {"record": "ho_so", "where": {"thua": "$record.thua"}, "count": 0}},
            "say": text("Thửa này đã có hồ sơ khác."),
        },
    },
    "actions": {
        "mo": {
            **text("Mở"),
            "by": "van_thu",
            "creates": True,
            "asks": ["ten", "thua", "so_ngay"],
            "effects": [
                {"number": "so"},
                {"set": {"nhan_luc": "$now", "ghi_chu": "$me.signature", "dien_tich_that": "$input.thua.dien_tich"}},
                {"deadline": {"field": "hen_tra", "from": "$record.nhan_luc", "days": "$record.so_ngay"}},
                {"deadline": {"field": "han", "days": "$record.so_ngay"}},
                {"compose": {"ma": "H12-{nhan_luc:yymmdd}-{so:04}/{ten}"}},
            ],
        },
        "hen": {
            **text("Hẹn"),
            "by": "van_thu",
            "from": "moi",
            "asks": ["nhan_luc", "so_ngay", "lan_sai"],
            "effects": [
                {
                    "deadline": {
                        "field": "hen_tra",
                        "from": "$input.nhan_luc",
                        "days": "$input.so_ngay",
                        "hours": "$input.lan_sai",
                    }
                }
            ],
        },
        "dung": {
            **text("Dừng"),
            "by": "van_thu",
            "from": "moi",
            "to": "dung",
            "effects": [{"set": {"dung_tu": "$now"}}],
        },
        "chay_tiep": {
            **text("Chạy tiếp"),
            "by": "van_thu",
            "from": "dung",
            "to": "dang",
            "effects": [
                {"deadline": {"field": "hen_tra", "from": "$record.hen_tra", "since": "$record.dung_tu"}},
                {"clear": ["dung_tu"]},
            ],
        },
        "nhap_ma": {
            **text("Nhập mã"),
            "by": "van_thu",
            "from": "moi",
            "asks": ["ghi_chu"],
            "to": "dang",
            "done": text("Đúng mã."),
            "effects": [
                {"add": {"lan_sai": 1}, "when": {"ghi_chu": {"not": "123"}}},
                {"state": "moi", "when": {"ghi_chu": {"not": "123"}}},
                {"say": text("Sai {lan_sai} lần."), "when": {"ghi_chu": {"not": "123"}}},
                {"state": "khoa", "when": {"lan_sai": {"at_least": 3}}},
            ],
        },
        "cong": {
            **text("Cộng"),
            "by": "van_thu",
            "from": "moi",
            "asks": ["dien_tich"],
            "effects": [{"add": {"dien_tich_that": "$input.dien_tich"}}],
        },
        "kiem_tra": {
            **text("Kiểm tra"),
            "by": "van_thu",
            "from": ["moi", "dang"],
            "asks": ["thua", "dien_tich"],
            "effects": [{"validate": "loi"}],
        },
        "gui": {
            **text("Gửi"),
            "by": "van_thu",
            "from": "moi",
            "asks": ["nguoi"],
            "effects": [
                {
                    "create": {
                        "record": "phieu",
                        "each": "$input.nguoi",
                        "but": "$me.person",
                        "state": "da_gui",
                        "values": {"nguoi": "$each", "ho_so": "$record.rid", "ten": "$record.ten"},
                        "link": "phieu",
                    }
                }
            ],
        },
        "thu_hoi": {
            **text("Thu hồi"),
            "by": "van_thu",
            "from": "moi",
            "asks": ["nguoi"],
            "effects": [
                {
                    "update": {
                        "every": {"record": "phieu", "where": {"ho_so": "$record.rid", "nguoi": "$input.nguoi"}},
                        "set": {"ten": "$record.ten", "so_tien": 1250.0},
                        "state": "da_thu",
                    }
                }
            ],
        },
        "rut_gon": {
            **text("Rút gọn"),
            "by": "van_thu",
            "from": "moi",
            "asks": ["cot_giu", "cot_che"],
            "effects": [{"table": {"field": "bang", "keep": "$input.cot_giu", "mask": "$input.cot_che"}}],
        },
        "bo_dong": {
            **text("Bỏ dòng"),
            "by": "van_thu",
            "from": "moi",
            "effects": [{"table": {"field": "bang", "rows": {"tien": {"at_least": 500}}}}],
        },
        "gan_thua": {**text("Gắn"), "by": "van_thu", "from": "moi", "done": text("Đã gắn {thua}.")},
        "gan": {
            **text("Gán"),
            "by": "van_thu",
            "from": "moi",
            "asks": ["ghi_chu"],
            "effects": [{"set": {"han": "$now", "so_ngay": "$input.ghi_chu", "nguoi": "$me.person"}}],
        },
    },
    "views": {"tat_ca": {**text("Tất cả"), "columns": ["ten"], "sort": "-nhan_luc"}},
    "index": ["nhan_luc", "thua", "so_ngay", "han"],
    "filters": ["thua"],
}
SLIP: dict[str, Any] = {
    **text("Phiếu"),
    "title": "ten",
    "fields": {
        "ten": field("Tên"),
        "ho_so": field("Hồ sơ", "record", to="ho_so"),
        "nguoi": field("Người", "person"),
        "loai": field("Loại", "choice", options=["A", "B"]),
        "so_tien": field("Số tiền", "money"),
    },
    "states": {"nhap": {**text("Nháp"), "start": True}, "da_gui": text("Đã gửi"), "da_thu": text("Đã thu")},
    "actions": {
        "lap": {
            **text("Lập"),
            "by": "van_thu",
            "creates": True,
            "asks": ["ho_so", "nguoi", "loai", "so_tien"],
            "guards": [
                {
                    "require": {
                        "other": {
                            "record": "phieu",
                            "where": {"ho_so": "$input.ho_so", "state": {"not": "da_thu"}},
                            "count": 0,
                        }
                    },
                    "when": {"ho_so": {"empty": False}},
                    "else": text("Hồ sơ này đã có phiếu chưa thu."),
                    "field": "ho_so",
                    "code": "E08",
                }
            ],
        },
        "doi": {**text("Đổi"), "by": "van_thu", "from": ["nhap", "da_gui"], "asks": ["loai", "so_tien", "nguoi"]},
        "thu": {
            **text("Thu"),
            "by": "van_thu",
            "from": ["nhap", "da_gui"],
            "to": "da_thu",
            "guards": [
                {
                    "require": {"other": {"record": "phieu", "where": {"loai": "$record.loai"}}},
                    "else": text("Chưa có phiếu nào khác cùng loại."),
                }
            ],
        },
        "xoa": {**text("Xóa"), "by": "van_thu", "from": ["nhap", "da_gui", "da_thu"], "deletes": True},
    },
    "views": {"tat_ca": {**text("Tất cả"), "columns": ["ten"], "sort": "-so_tien"}},
    "index": ["so_tien", "ho_so", "loai", "nguoi"],
}
LETTER: dict[str, Any] = {
    **text("Thư"),
    "title": "chu_de",
    "fields": {
        "chu_de": field("Chủ đề"),
        "chu_hop": field("Chủ hộp", "person"),
        "gui_luc": field("Gửi lúc", "datetime"),
        "tra_loi": field("Trả lời thư", "record", to="thu"),
    },
    "states": {"moi": {**text("Mới"), "start": True}, "da_doc": text("Đã đọc")},
    "visible": {"chu_hop": "$me.person"},
    "actions": {
        "doc": {**text("Đọc"), "by": ["van_thu", "lanh_dao"], "from": "moi", "to": "da_doc"},
        "viet": {
            **text("Viết"),
            "by": ["van_thu", "lanh_dao"],
            "creates": True,
            "asks": ["chu_de", "tra_loi"],
            "effects": [
                {"set": {"chu_hop": "$me.person", "gui_luc": "$now"}},
                {
                    "create": {
                        "record": "thu",
                        "values": {"chu_de": "$record.chu_de", "chu_hop": "binh", "gui_luc": "$now"},
                    }
                },
            ],
        },
    },
    "views": {
        "tat_ca": {
            **text("Tất cả"),
            "columns": ["chu_de"],
            "sort": "-gui_luc",
            "where": {"state": ["moi", "da_doc"]},
        },
        "moi": {**text("Mới"), "columns": ["chu_de"], "sort": "-gui_luc", "where": {"state": "moi"}},
    },
    "index": ["gui_luc", "chu_hop"],
}
DEFINITION: dict[str, Any] = {
    **minimal.DEFINITION,
    "platform": "quay",
    "people": PEOPLE,
    "laws": {"nd30": {"number": "30/2020/NĐ-CP", "title": text("Văn thư"), "in_force_from": "2020-03-05"}},
    "file_record": "phieu",
    "modules": {
        "mot_cua": {
            "module": "mot_cua",
            **text("Một cửa"),
            "records": {"ho_so": DOSSIER, "phieu": SLIP, "thua": PARCEL},
        },
        "thu": {
            "module": "thu",
            **text("Thư"),
            "records": {"thu": LETTER},
            "automations": [{"after": "thu.viet", "wait": "0m", "as": "binh", "do": "doc"}],
        },
    },
}


def platform() -> Platform:
    return parse_definition(DEFINITION)


def base_records() -> Iterator[BaseRecordSpec]:
    """Three parcels (1–3), slips of both kinds (4–11) and letters of An and Bình (12–15)."""
    for number in (1, 2, 3):
        values = {"so_thua": f"Thửa {number}", "dien_tich": number * 100, "chu": f"Chủ {number}"}
        yield BaseRecordSpec("thua", "moi", {**values, "o_canh": number % 3 + 1})
    for number in range(8):
        values = {"ten": f"Phiếu {number}", "loai": "AB"[number % 2], "so_tien": number * 1000}
        yield BaseRecordSpec("phieu", ["nhap", "da_gui", "da_thu"][number % 3], values)
    for number in range(4):
        values = {"chu_de": f"Họp tuần {number}", "chu_hop": ["an", "binh"][number % 2]}
        yield BaseRecordSpec("thu", "moi", {**values, "gui_luc": f"2026-11-{10 + number}T08:00"})


SCENARIO = Scenario.model_validate(
    {
        "role": "van_thu",
        "person": "an",
        "records": [
            {"ref": "ho_so", "record": "ho_so", "values": {"ten": "Chuyển nhượng", "so_ngay": 5}},
            {
                "ref": "danh_sach",
                "record": "ho_so",
                "values": {
                    "ten": "Danh sách",
                    "thua": "@thua:Thửa 2",
                    "bang": [
                        {"ten": "Lê Văn Tám", "cccd": "999123456789", "dan_toc": "Khmer", "tien": 500},
                        {"ten": "Trần Thị Chín", "cccd": "999000111222", "tien": 499},
                    ],
                },
            },
            {"ref": "thu_cua_binh", "record": "thu", "values": {"chu_de": "Riêng của Bình", "chu_hop": "binh"}},
            {"ref": "thu_cua_an", "record": "thu", "values": {"chu_de": "Riêng của An", "chu_hop": "an"}},
        ],
    }
)
