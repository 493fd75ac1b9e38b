"""The small office of `minimal` with a counter: dossiers that fall due, slips that come back from the tax office.

Hòa sits at the counter, Khánh and Lài work on dossiers, Thúy answers slips in the tax office, the axis does what
nobody does by hand. Hòa's learner also holds Khánh's seat (`SCENARIO`), or any (`FREE`).
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from sandbox.definition.loader import parse_definition
from sandbox.definition.schema import Platform
from sandbox.spec import Scenario
from tests.sandbox.minimal import DEFINITION, field, text

DOSSIER: dict[str, Any] = {
    **text("Hồ sơ"),
    "title": "ten",
    "fields": {
        "ten": field("Tên", key=True, required=True),
        "nguoi_xu_ly": field("Người xử lý", "person"),
        "hen_tra": field("Hẹn trả", "date"),
        "nhac_luc": field("Nhắc lúc", "datetime"),
        "so_lan": field("Số lần nhắc", "number"),
        "phieu": field("Phiếu", "record", to="phieu"),
        "y_kien": field("Ý kiến", "longtext"),
    },
    "states": {
        "moi": {**text("Mới"), "start": True},
        "dang_xu_ly": {**text("Đang xử lý"), "edit_by": "xu_ly", "edit_fields": ["nhac_luc"]},
        "cho_thue": text("Chờ thuế"),
        "tre_han": text("Trễ hạn"),
        "xong": {**text("Xong"), "final": True},
    },
    "actions": {
        "nhan": {
            **text("Nhận"), "by": "mot_cua", "from": "moi", "to": "dang_xu_ly", "asks": ["hen_tra", "nguoi_xu_ly"]
        },
        "bo": {**text("Bỏ"), "by": "mot_cua", "from": ["moi", "dang_xu_ly", "cho_thue"], "deletes": True},
        "gop_y": {**text("Góp ý"), "by": ["xu_ly", "mot_cua"], "from": "dang_xu_ly", "asks": ["y_kien"]},
        "gia_han": {
            **text("Gia hạn"),
            "by": "xu_ly",
            "from": ["dang_xu_ly", "tre_han"],
            "to": "dang_xu_ly",
            "asks": ["hen_tra"],
        },
        "gui_thue": {
            **text("Gửi thuế"),
            "by": "xu_ly",
            "from": "dang_xu_ly",
            "to": "cho_thue",
            "effects": [{"create": {"record": "phieu", "values": {"ho_so": "$record.rid"}, "link": "phieu"}}],
        },
        "ket_thuc": {**text("Kết thúc"), "by": "xu_ly", "from": ["dang_xu_ly", "tre_han"], "to": "xong"},
        "tiep_tuc": {
            **text("Tiếp tục"), "by": "truc", "from": "cho_thue", "to": "dang_xu_ly", "colleague_only": True
        },
        "bao_tre": {
            **text("Báo trễ"),
            "by": "truc",
            "from": ["dang_xu_ly", "cho_thue"],
            "to": "tre_han",
            "colleague_only": True,
        },
        "nhac": {
            **text("Nhắc"),
            "by": "truc",
            "from": ["dang_xu_ly", "tre_han"],
            "colleague_only": True,
            "effects": [{"add": {"so_lan": 1}}],
        },
    },
    "views": {
        "cho_xu_ly": {
            **text("Chờ xử lý"),
            "where": {"state": ["dang_xu_ly", "tre_han"], "nguoi_xu_ly": "$me.person"},
            "columns": ["ten"],
            "sort": "hen_tra",
            "for": "xu_ly",
        },
        "cho_nhan": {**text("Chờ nhận"), "where": {"state": "moi"}, "columns": ["ten"], "sort": "hen_tra"},
    },
    "index": ["hen_tra", "nguoi_xu_ly"],
}  # fmt: skip
SLIP: dict[str, Any] = {
    **text("Phiếu"),
    "title": "ket_qua",
    "fields": {"ho_so": field("Hồ sơ", "record", to="ho_so"), "ket_qua": field("Kết quả")},
    "states": {"da_gui": {**text("Đã gửi"), "start": True}, "da_tra": {**text("Đã trả"), "final": True}},
    "actions": {
        "tra_loi": {**text("Trả lời"), "by": "thue", "from": "da_gui", "to": "da_tra", "asks": ["ket_qua"]},
        "bo_phieu": {**text("Bỏ phiếu"), "by": "xu_ly", "from": "da_gui", "to": "da_tra"},
    },
    "views": {"tat_ca": {**text("Tất cả"), "columns": ["ket_qua"], "sort": "ho_so"}},
    "index": ["ho_so"],
}
AUTOMATIONS: list[dict[str, Any]] = [
    {
        "after": "ho_so.gui_thue", "on": "phieu", "wait": "2h", "as": "thuy", "do": "tra_loi",
        "fill": {"ket_qua": "$record.ten"},
    },
    {"after": "phieu.tra_loi", "on": "ho_so", "wait": "0m", "as": "truc", "do": "tiep_tuc"},
    {
        "after": "ho_so.nhan", "wait": "1h", "as": "$record.nguoi_xu_ly", "do": "gop_y",
        "fill": {"y_kien": "Đã nhận việc."},
    },
    {"at": "ho_so.hen_tra", "wait": "0m", "as": "truc", "do": "bao_tre"},
    {
        "at": "ho_so.hen_tra", "early": True, "wait": "1d", "if": {"so_lan": {"empty": True}},
        "as": "truc", "do": "nhac",
    },
    {"at": "ho_so.nhac_luc", "wait": "30m", "as": "truc", "do": "nhac"},
]  # fmt: skip
PEOPLE = {"hoa": ("Lê Hòa", "mot_cua"), "khanh": ("Vũ Khánh", "xu_ly"), "lai": ("Hồ Lài", "xu_ly")}


def definition() -> dict[str, Any]:
    made = deepcopy(DEFINITION)
    made["roles"] |= {key: text(key) for key in ("mot_cua", "xu_ly", "thue")}
    made["people"] |= {
        key: {"name": name, "title": text({"mot_cua": "Một cửa", "xu_ly": "Chuyên viên"}[role]), "role": role}
        | {"unit": "van_phong"}
        for key, (name, role) in PEOPLE.items()
    }
    made["people"]["thuy"] = {"name": "Đỗ Thúy", "title": text("Thuế"), "unit": "tinh", "role": "thue"}
    made["modules"]["mot_cua"] = {
        "module": "mot_cua",
        **text("Một cửa"),
        "records": deepcopy({"ho_so": DOSSIER, "phieu": SLIP}),
        "automations": deepcopy(AUTOMATIONS),
    }
    return made


def platform() -> Platform:
    return parse_definition(definition())


RECORDS = [
    {"ref": "moi", "record": "ho_so", "values": {"ten": "Hồ sơ một"}},
    {
        "ref": "cu", "record": "ho_so", "state": "dang_xu_ly",
        "values": {"ten": "Hồ sơ hai", "hen_tra": "2026-11-25", "nguoi_xu_ly": "khanh"},
    },
]  # fmt: skip
SCENARIO = Scenario.model_validate({"role": "mot_cua", "person": "hoa", "seats": ["khanh"], "records": RECORDS})
ALONE = SCENARIO.model_copy(update={"seats": []})
FREE = SCENARIO.model_copy(update={"seats": [], "free": True})
