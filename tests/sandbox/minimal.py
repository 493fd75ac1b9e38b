"""A small office for tests of the engine: two record types and files, every field type, effect and kind of rule.

The cast: An is the clerk (văn thư), Bình leads, Chi works in the division, Dung sits in another commune, and the
axis delivers documents. The office works 07:00–11:00 and 13:00–17:00, Monday to Friday; 20 November is a holiday.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.loader import parse_definition
from sandbox.definition.schema import Platform
from sandbox.spec import Scenario

URGENCY = ["Thường", "Khẩn", "Hỏa tốc"]


def text(word: str) -> dict[str, str]:
    return {"vi": word, "en": word}


def field(label: str, kind: str = "text", **more: Any) -> dict[str, Any]:
    return {"vi": label, "en": f"{label} (en)", "type": kind, **more}


FIELDS = {
    "so_den": field("Số đến", "number", generated="sequence"),
    "so_ky_hieu": field("Số, ký hiệu", required=True, key=True),
    "trich_yeu": field("Trích yếu", "longtext"),
    "do_khan": field("Độ khẩn", "choice", options=URGENCY, options_en=["Normal", "Urgent", "Express"]),
    "nhan": field("Nhãn", "choices", options=["Đất đai", "Thuế", "Y tế"]),
    "ngay_den": field("Ngày đến", "datetime", generated="now"),
    "han": field("Hạn xử lý", "date"),
    "dien_tich": field("Diện tích", "number", min=0),
    "so_tien": field("Số tiền", "money"),
    "chu_tri": field("Chủ trì", "unit", own_units=True),
    "phoi_hop": field("Phối hợp", "units"),
    "nguoi_xu_ly": field("Người xử lý", "person", roles=["chuyen_vien"]),
    "theo_doi": field("Theo dõi", "people"),
    "tra_loi": field("Trả lời văn bản", "record", to="van_ban"),
    "viec": field("Việc", "record", to="viec"),
    "tep": field("Tệp", "files"),
    "da_kiem": field("Đã kiểm chữ ký", "checkbox"),
    "bang": field("Bảng", "rows", columns={"ten": field("Tên"), "dien_tich": field("Diện tích", "number")}),
    "y_kien": field("Ý kiến", "longtext"),
    "noi_dung": field("Nội dung", "richtext"),
    "nhat_ky": field("Nhật ký", "rows", columns={k: field(k) for k in ("at", "by", "action", "note")}),
    "mat_khau": field("Mật khẩu", "secret"),
    "nhap_lai": field("Nhập lại", "secret"),
    "chu_ky_that": field("Chữ ký thật", "checkbox", hidden=True),
}

STATES = {
    "moi": {**text("Mới"), "start": True},
    "da_vao_so": {
        **text("Đã vào sổ"),
        "edit_by": "van_thu",
        "edit_fields": ["so_ky_hieu", "trich_yeu", "do_khan", "han"],
    },
    "cho_chi_dao": text("Chờ chỉ đạo"),
    "da_phan_cong": text("Đã phân công"),
    "tra_lai": text("Trả lại"),
    "tu_choi": {**text("Từ chối"), "final": True},
    "hoan_thanh": {**text("Hoàn thành"), "final": True},
}

ACTIONS: dict[str, Any] = {
    "tao": {
        **text("Tạo"),
        "by": "van_thu",
        "creates": True,
        "to": "da_vao_so",
        "asks": [
            "so_ky_hieu",
            "trich_yeu",
            {"field": "do_khan", "default": "Thường"},
            "han",
            "dien_tich",
            "so_tien",
            "tra_loi",
            "tep",
            "nhan",
        ],
        "effects": [{"number": "so_den"}, {"remember": "nhat_ky"}],
        "done": {"vi": "Đã tạo {title} số {so_den}.", "en": "Made {title}, number {so_den}."},
    },
    "vao_so": {
        **text("Vào sổ"),
        "by": "van_thu",
        "from": "moi",
        "to": "da_vao_so",
        "primary": True,
        "asks": ["so_ky_hieu", "trich_yeu", "do_khan", {"field": "da_kiem", "required": True}],
        "guards": [
            {"require": {"chu_ky_that": True}, "else": text("Chữ ký chưa hợp lệ."), "field": "da_kiem", "code": "R4"},
            {
                "when": {"do_khan": {"not": "Thường"}},
                "require": {"han": {"empty": False}},
                "else": text("Văn bản khẩn cần có hạn."),
                "code": "R5",
            },
        ],
        "effects": [{"number": "so_den"}, {"set": {"ngay_den": "$now"}}],
        "done": {"vi": "Đã vào sổ số {so_den}.", "en": "Registered as {so_den}."},
    },
    "tu_choi": {
        **text("Từ chối"),
        "by": "van_thu",
        "from": "moi",
        "to": "tu_choi",
        "risky": True,
        "asks": [{"field": "y_kien", "required": True, "min_length": 10}],
        "effects": [{"remember": "nhat_ky"}, {"clear": ["so_den", "han"]}],
    },
    "trinh": {
        **text("Trình"),
        "by": "van_thu",
        "from": ["da_vao_so", "tra_lai"],
        "to": "cho_chi_dao",
        "takes": "5m",
        "needs": ["so_ky_hieu", "trich_yeu"],
        "asks": ["theo_doi", "y_kien"],
        "effects": [{"notify": {"to": "lanh_dao", "say": text("Có văn bản {so_ky_hieu} chờ chỉ đạo.")}}],
    },
    "phan_cong": {
        **text("Phân công"),
        "by": "lanh_dao",
        "from": "cho_chi_dao",
        "to": "da_phan_cong",
        "asks": [
            {"field": "chu_tri", "required": True},
            "phoi_hop",
            "han",
            "nguoi_xu_ly",
            {"field": "y_kien", "required": True},
        ],
        "guards": [
            {
                "require": {"han": {"working_day": True}},
                "when": {"han": {"empty": False}},
                "else": text("Hạn phải là ngày làm việc."),
                "field": "han",
            },
            {
                "require": {"phoi_hop": {"excludes": "$input.chu_tri"}},
                "else": text("Chủ trì không phối hợp."),
                "field": "phoi_hop",
            },
        ],
        "effects": [
            {
                "create": {
                    "record": "viec",
                    "values": {
                        "ten": "$record.trich_yeu",
                        "van_ban": "$record.rid",
                        "giao_luc": "$now",
                        "nguoi_giao": "$me.person",
                    },
                    "link": "viec",
                }
            },
            {"remember": "nhat_ky"},
            {"notify": {"to": ["van_thu", "chi"], "say": text("Đã phân công {title}.")}},
        ],
    },
    "tra_lai": {
        **text("Trả lại"),
        "by": "lanh_dao",
        "from": "cho_chi_dao",
        "to": "tra_lai",
        "asks": ["y_kien"],
        "effects": [{"remember": "nhat_ky"}],
    },
    "hoan_thanh": {
        **text("Hoàn thành"),
        "by": ["lanh_dao", "van_thu"],
        "from": "da_phan_cong",
        "to": "hoan_thanh",
        "guards": [{"require": {"viec": {"refers_to": {"state": "xong"}}}, "else": text("Việc chưa xong.")}],
    },
    "xong_viec": {
        **text("Xong việc"),
        "by": ["chuyen_vien", "van_thu"],
        "from": "da_phan_cong",
        "asks": ["bang", "noi_dung", "tep"],
        "effects": [
            {"update": {"through": "viec", "set": {"ket_qua": "$input.noi_dung"}, "state": "xong"}},
            {"update": {"through": "tep", "state": "da_gui"}},
        ],
    },
    "doi_mat_khau": {
        **text("Đổi mật khẩu"),
        "by": "van_thu",
        "from": "moi",
        "asks": [{"field": "mat_khau", "required": True}, "nhap_lai", "so_tien"],
        "guards": [{"require": {"mat_khau": {"repeated": True}}, "else": text("Hai lần nhập chưa giống nhau.")}],
    },
    "xoa": {**text("Xóa"), "by": "van_thu", "from": ["moi", "da_vao_so"], "deletes": True, "risky": True},
    "thu_hoi": {
        **text("Thu hồi"),
        "by": "truc",
        "from": ["moi", "da_vao_so", "cho_chi_dao"],
        "deletes": True,
        "colleague_only": True,
    },
    "dung_bong": {**text("Chuyền"), "by": ["lanh_dao", "van_thu"], "from": "hoan_thanh"},
}

VIEWS = {
    "tat_ca": {**text("Tất cả"), "columns": ["so_den", "so_ky_hieu"], "sort": "-ngay_den"},
    "can_lam": {**text("Chờ xử lý"), "where": {"state": ["moi", "da_vao_so"]}, "columns": ["so_den"], "sort": "han"},
    "qua_han": {
        **text("Quá hạn"),
        "columns": ["han"],
        "sort": "-dien_tich",
        "where": {"han": {"before": "$today"}, "none": [{"state": ["hoan_thanh", "tu_choi"]}]},
    },
    "phong_toi": {
        **text("Phòng tôi"),
        "where": {"chu_tri": "$me.unit"},
        "columns": ["chu_tri"],
        "sort": "so_ky_hieu",
        "for": "lanh_dao",
    },
}

AUTOMATIONS = [
    {
        "after": "van_ban.trinh",
        "wait": "30m",
        "if": {"do_khan": {"not": "Thường"}, "han": {"empty": True}},
        "as": "binh",
        "do": "tra_lai",
        "fill": {"y_kien": "Văn bản khẩn phải có hạn xử lý."},
        "say": text("Văn bản khẩn phải có hạn."),
    },
    {
        "after": "van_ban.trinh",
        "wait": "2h",
        "as": "binh",
        "do": "phan_cong",
        "fill": {"chu_tri": "phong_kinh_te", "y_kien": "Xử lý đúng hạn.", "nguoi_xu_ly": "chi"},
    },
    {"after": "van_ban.phan_cong", "wait": "10m", "as": "chi", "do": "xong_viec", "fill": {"noi_dung": "Đã xong."}},
    {"after": "van_ban.dung_bong", "wait": "0m", "as": "binh", "do": "dung_bong"},
    {
        "after": "van_ban.vao_so",
        "wait": "1m",
        "if": {"so_ky_hieu": {"contains": "THU-HOI"}},
        "as": "truc",
        "do": "thu_hoi",
    },
]

DEFINITION: dict[str, Any] = {
    "platform": "van_phong",
    **text("Văn phòng"),
    "agency": "ubnd_dat_mui",
    "start": "2026-11-23T07:30",
    "roles": {key: text(key) for key in ("van_thu", "lanh_dao", "chuyen_vien", "truc", "khach")},
    "units": {
        "tinh": {**text("Tỉnh"), "kind": "department"},
        "ubnd_dat_mui": {**text("UBND xã Đất Mũi"), "kind": "commune", "parent": "tinh", "own": True},
        "phong_kinh_te": {**text("Phòng Kinh tế"), "kind": "division", "parent": "ubnd_dat_mui", "own": True},
        "van_phong": {**text("Văn phòng"), "kind": "division", "parent": "ubnd_dat_mui", "own": True},
        "xa_ben": {**text("Xã bên"), "kind": "commune", "parent": "tinh"},
    },
    "people": {
        "an": {"name": "Nguyễn Văn An", "title": text("Văn thư"), "unit": "van_phong", "role": "van_thu"},
        "binh": {"name": "Trần Thị Bình", "title": text("Chủ tịch"), "unit": "ubnd_dat_mui", "role": "lanh_dao"},
        "chi": {"name": "Lê Chi", "title": text("Chuyên viên"), "unit": "phong_kinh_te", "role": "chuyen_vien"},
        "dung": {"name": "Phạm Dung", "title": text("Văn thư"), "unit": "xa_ben", "role": "khach"},
        "truc": {"name": "Trục liên thông", "title": text("Hệ thống"), "unit": "tinh", "role": "truc"},
    },
    "calendar": {
        "sessions": [{"start": "07:00", "end": "11:00"}, {"start": "13:00", "end": "17:00"}],
        "holidays": {"2026-11-20": text("Nghỉ lễ")},
    },
    "file_record": "tep",
    "modules": {
        "van_ban_den": {
            "module": "van_ban_den",
            **text("Văn bản đến"),
            "order": 10,
            "automations": AUTOMATIONS,
            "records": {
                "van_ban": {
                    **text("Văn bản"),
                    "title": "trich_yeu",
                    "fields": FIELDS,
                    "states": STATES,
                    "actions": ACTIONS,
                    "views": VIEWS,
                    "index": ["ngay_den", "han", "dien_tich", "do_khan", "chu_tri", "so_ky_hieu"],
                    "search": ["so_ky_hieu", "trich_yeu"],
                    "filters": ["do_khan", "han", "chu_tri"],
                }
            },
        },
        "cong_viec": {
            "module": "cong_viec",
            **text("Công việc"),
            "order": 20,
            "records": {
                "viec": {
                    **text("Việc"),
                    "title": "ten",
                    "fields": {
                        "ten": field("Tên"),
                        "van_ban": field("Văn bản", "record", to="van_ban"),
                        "giao_luc": field("Giao lúc", "datetime"),
                        "nguoi_giao": field("Người giao", "person"),
                        "ket_qua": field("Kết quả", "richtext"),
                        "da_doc": field("Đã đọc", "checkbox"),
                    },
                    "states": {"dang_lam": {**text("Đang làm"), "start": True}, "xong": text("Xong")},
                    "views": {"tat_ca": {**text("Tất cả"), "columns": ["ten"], "sort": "-giao_luc"}},
                    "index": ["giao_luc", "nguoi_giao", "da_doc", "van_ban"],
                    "search": ["ten"],
                },
                "tep": {
                    **text("Tệp"),
                    "title": "ten",
                    "fields": {"ten": field("Tên tệp", required=True), "noi_dung": field("Nội dung", "richtext")},
                    "states": {"tren_may": {**text("Trên máy"), "start": True}, "da_gui": text("Đã gửi")},
                    "views": {"tat_ca": {**text("Tất cả"), "columns": ["ten"], "sort": "ten"}},
                    "index": ["ten"],
                    "readable_by": ["van_thu", "lanh_dao"],
                },
            },
        },
    },
}


def platform() -> Platform:
    return parse_definition(DEFINITION)


def base_records(count: int) -> Iterator[BaseRecordSpec]:
    """So many synthetic documents, every one a little different; the same for the same count."""
    states = list(STATES)
    for number in range(1, count + 1):
        values: dict[str, Any] = {
            "so_den": number,
            "so_ky_hieu": f"{number}/CV-UBND",
            "trich_yeu": f"Về việc rà soát ao tôm hộ {number % 97}",
            "do_khan": URGENCY[(number * 7) % 3],
            "ngay_den": f"2026-{1 + number % 11:02d}-{1 + number % 28:02d}T{7 + number % 10:02d}:{number % 60:02d}",
            "chu_ky_that": number % 5 != 0,
        }
        if number % 3:
            values["han"] = f"2026-{1 + number % 12:02d}-{1 + (number * 3) % 28:02d}"
        if number % 4:
            values["dien_tich"] = f"{number % 50}.{number % 9 + 1}" if number % 2 else number % 50
        if number % 6 == 0:
            values["chu_tri"] = ["phong_kinh_te", "van_phong"][number % 2]
        yield BaseRecordSpec("van_ban", states[number * 5 % len(states)], values)


SCENARIO = Scenario.model_validate(
    {
        "role": "van_thu",
        "person": "an",
        "records": [
            {
                "ref": "cong_van",
                "record": "van_ban",
                "values": {
                    "so_ky_hieu": "{{so}}/CV-STC",
                    "trich_yeu": "Về việc nuôi tôm",
                    "do_khan": "Thường",
                    "han": "2026-11-27",
                    "chu_ky_that": True,
                    "tep": ["@ban_scan"],
                    "mat_khau": "Abc@12345",
                },
            },
            {
                "ref": "hoa_toc",
                "record": "van_ban",
                "values": {
                    "so_ky_hieu": "05/CĐ-UBND",
                    "trich_yeu": "Ứng phó áp thấp",
                    "do_khan": "Hỏa tốc",
                    "chu_ky_that": True,
                },
            },
            {"ref": "ban_scan", "record": "tep", "values": {"ten": "Bản scan.pdf"}},
        ],
        "variables": {"so": [125, 126, 127]},
    }
)
