"""One lesson on the small office of `tests.sandbox.minimal`, with every kind of check, as the data of a package."""

from __future__ import annotations

import copy
from typing import Any


def words(vi: str, en: str = "") -> dict[str, str]:
    return {"vi": vi, "en": en or f"{vi} (en)"}


def html(vi: str) -> dict[str, str]:
    return {"vi": f"<p>{vi}</p>", "en": f"<p>{vi} (en)</p>"}


URGENT = {"record": "van_ban", "ref": "hoa_toc"}
LETTER = {"record": "van_ban", "ref": "cong_van"}
REGISTER_URGENT = {
    "move": "act",
    "action": "van_ban.vao_so",
    "on": "hoa_toc",
    "values": {"da_kiem": True},
}
SUBMIT_URGENT = {"move": "act", "action": "van_ban.trinh", "on": "hoa_toc", "values": {"theo_doi": ["binh", "chi"]}}
REGISTER_LETTER = {"move": "act", "action": "van_ban.vao_so", "on": "cong_van", "values": {"da_kiem": True}}
SUBMIT_LETTER = {"move": "act", "action": "van_ban.trinh", "on": "cong_van", "values": {}}
SAY_ORDER = words("Hỏa tốc phải trình ngay sau khi nhận.", "The urgent one goes up as soon as it arrives.")
SAY_COPY = words(
    "Bản này gửi nhầm nơi nhận, đừng vào sổ.", "This one was sent to the wrong office; do not register it."
)

PACKAGE: dict[str, Any] = {
    "format": 1,
    "course": {"code": "K2", "title": words("Văn bản đến", "Incoming documents"), "order": 20},
    "reading": [
        {"kind": "tip", "words": html("Đọc cột Độ khẩn trước.")},
        {"kind": "warning", "words": html("Số đến đã cấp không thu lại được.")},
    ],
    "task": {
        "code": "L05",
        "title": words("Tiếp nhận và vào sổ", "Receive and register"),
        "minutes": 6,
        "role": words("Văn thư", "Clerk"),
        "bottleneck": "B1",
        "situation": html("Hai văn bản lúc 7 giờ 30, một Hỏa tốc."),
        "security": words("Chữ ký không hợp lệ thì dừng."),
        "skills": ["M1"],
        "prerequisites": ["L01"],
        "scenario": {
            "role": "van_thu",
            "person": "an",
            "start": "2026-11-23T07:35",
            "home": "van_ban_den",
            "variables": {"so": ["125", "126", "127"]},
            "records": [
                {"ref": "ban_scan", "record": "tep", "state": "tren_may", "values": {"ten": "Bản scan.pdf"}},
                {
                    "ref": "cong_van",
                    "record": "van_ban",
                    "values": {
                        "so_ky_hieu": "{{so}}/CV-STC",
                        "trich_yeu": "Về việc nuôi tôm\nquý IV",
                        "do_khan": "Thường",
                        "dien_tich": "1250.5",
                        "so_tien": 1250000,
                        "phoi_hop": ["phong_kinh_te", "van_phong"],
                        "chu_ky_that": True,
                        "tep": ["@ban_scan"],
                        "bang": [{"ten": "Ao 1", "dien_tich": "1.5"}, {"ten": "Ao 2", "dien_tich": 2}],
                    },
                },
                {
                    "ref": "hoa_toc",
                    "record": "van_ban",
                    "values": {
                        "so_ky_hieu": "05/CĐ-UBND",
                        "trich_yeu": "Ứng phó áp thấp",
                        "do_khan": "Hỏa tốc",
                        "han": "2026-11-25",
                        "chu_ky_that": True,
                    },
                },
            ],
        },
        "steps": [
            {
                "key": "vao_so_hoa_toc",
                "title": words("Vào sổ văn bản Hỏa tốc"),
                "instruction": html("Mở văn bản <strong>Hỏa tốc</strong> trước."),
                "why": html("Hỏa tốc không được chậm."),
                "hints": {
                    "hint": words("Nhìn cột Độ khẩn."),
                    "where": words("Nút Vào sổ."),
                    "at": "van_ban.vao_so",
                    "show": [words("Bấm Vào sổ."), words("Ghi hạn 25/11/2026.")],
                    "do": [REGISTER_URGENT],
                },
                "checks": [
                    {"kind": "field", "select": URGENT, "field": "so_den", "is": {"empty": False}},
                    {"kind": "field", "select": URGENT, "field": "da_kiem", "is": True},
                    {"kind": "event", "action": "van_ban.vao_so", "select": URGENT, "hint_at": "van_ban.vao_so"},
                ],
            },
            {
                "key": "b2",
                "title": words("Trình ngay"),
                "instruction": html("Bấm Trình."),
                "checks": [
                    {
                        "kind": "order",
                        "first": {"kind": "event", "action": "van_ban.trinh", "select": URGENT},
                        "then": {"kind": "event", "action": "van_ban.vao_so", "select": LETTER},
                        "say": SAY_ORDER,
                    },
                    {"kind": "state", "select": URGENT, "is": ["cho_chi_dao", "da_phan_cong"]},
                    {
                        "kind": "within",
                        "event": {"kind": "event", "action": "van_ban.trinh", "select": URGENT},
                        "minutes": 60,
                        "office_hours": True,
                    },
                    {"kind": "never", "action": "van_ban.xoa"},
                    {"kind": "never", "action": "van_ban.tu_choi", "with": {"y_kien": {"min_length": 10}}},
                ],
            },
            {
                "key": "b3",
                "title": words("Làm nốt công văn"),
                "instruction": html("Vào sổ, trình, rồi trả lời câu hỏi."),
                "checks": [
                    {
                        "kind": "count",
                        "select": {"record": "van_ban", "where": {"so_den": {"empty": False}}},
                        "is": 2,
                    },
                    {
                        "kind": "exists",
                        "select": {
                            "record": "van_ban",
                            "where": {"so_ky_hieu": "{{so}}/CV-STC", "state": "cho_chi_dao"},
                        },
                    },
                    {"kind": "missing", "select": {"record": "van_ban", "where": {"state": "tu_choi"}}},
                    {"kind": "untouched", "record": "tep", "created_too": True},
                    {"kind": "answer", "question": "bao_nhieu", "ask": words("Có mấy văn bản khẩn?"), "is": 1},
                    {"kind": "unaided"},
                ],
            },
        ],
        "solution": [
            REGISTER_URGENT,
            SUBMIT_URGENT,
            REGISTER_LETTER,
            SUBMIT_LETTER,
            {"move": "answer", "question": "bao_nhieu", "value": "1"},
        ],
        "wrong_routes": [
            {
                "name": words("Vào sổ theo thứ tự danh sách"),
                "moves": [REGISTER_LETTER],
                "expect": [{"step": "b2", "status": "broken", "say_contains": SAY_ORDER}],
                "recover": [
                    REGISTER_URGENT,
                    SUBMIT_URGENT,
                    REGISTER_LETTER,
                    SUBMIT_LETTER,
                    {"move": "answer", "question": "bao_nhieu", "value": "1"},
                ],
            }
        ],
        "traps": [
            {
                "name": words("Bản gần giống gửi cho xã khác"),
                "records": [
                    {"ref": "scan_nham", "record": "tep", "state": "tren_may", "values": {"ten": "Bản scan (2).pdf"}},
                    {
                        "ref": "gui_nham",
                        "record": "van_ban",
                        "values": {
                            "so_ky_hieu": "{{so}}/CV-SCT",
                            "trich_yeu": "Về việc nuôi tôm\nquý IV",
                            "do_khan": "Thường",
                            "chu_ky_that": True,
                            "tep": ["@scan_nham"],
                        },
                    },
                ],
                "guards": [
                    {
                        "step": "b3",
                        "check": {
                            "kind": "never",
                            "action": "van_ban.vao_so",
                            "select": {"record": "van_ban", "ref": "gui_nham"},
                            "say": SAY_COPY,
                        },
                    },
                    {"step": "b3", "check": {"kind": "untouched", "record": "tep"}},
                    {
                        "step": "b2",
                        "check": {"kind": "never", "action": "van_ban.trinh", "with": {"y_kien": {"empty": False}}},
                    },
                ],
                "moves": [
                    REGISTER_URGENT,
                    SUBMIT_URGENT,
                    {"move": "act", "action": "van_ban.vao_so", "on": "gui_nham", "values": {"da_kiem": True}},
                ],
                "expect": [{"step": "b3", "status": "broken", "say_contains": SAY_COPY}],
                "recover": [
                    REGISTER_LETTER,
                    SUBMIT_LETTER,
                    {"move": "answer", "question": "bao_nhieu", "value": "1"},
                ],
            }
        ],
    },
}


def package(**changes: Any) -> dict[str, Any]:
    """A fresh copy; `changes` by dotted path, with "__" for dots and "_0" for places: task__steps_0__title=…"""
    data = copy.deepcopy(PACKAGE)
    for path, value in changes.items():
        put(data, path.replace("__", "."), value)
    return data


def put(data: Any, path: str, value: Any) -> None:
    """Set the value at "task.steps.0.title"; `...` removes it."""
    *way, last = [int(part) if part.isdecimal() else part for part in path.split(".")]
    for part in way:
        data = data[part]
    if value is ...:
        del data[last]
    else:
        data[last] = value
