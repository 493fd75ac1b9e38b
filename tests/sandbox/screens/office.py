"""A small platform with every type of field, its people, and a workspace in it: what the screens' tests look at.

Mai is the clerk (the learner), Ut the leader who answers. Nothing here is a real agency.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from bs4 import BeautifulSoup
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import override

from sandbox import api
from sandbox.definition.loader import parse_definition
from sandbox.models import Workspace
from sandbox.screens import Screen, Submission, show, submit
from sandbox.selectors import workspace_by_id
from sandbox.spec import Scenario, ScenarioRecord

DEFINITION: dict[str, Any] = {
    "platform": "van_phong",
    "vi": "Nền tảng thử",
    "en": "Test platform",
    "agency": "uy_ban",
    "start": "2026-11-23T07:35",
    "file_record": "tep",
    "roles": {
        "van_thu": {"vi": "Văn thư", "en": "Clerk"},
        "lanh_dao": {"vi": "Lãnh đạo", "en": "Leader"},
    },
    "units": {
        "uy_ban": {"vi": "UBND xã Thử", "en": "Test commune", "kind": "commune", "own": True},
        "phong": {"vi": "Phòng Kinh tế", "en": "Economy", "kind": "division", "parent": "uy_ban", "own": True},
        "so": {"vi": "Sở Thử", "en": "Test department", "kind": "department"},
    },
    "people": {
        "mai": {
            "name": "Trần Thị Mai",
            "title": {"vi": "Văn thư", "en": "Clerk"},
            "unit": "uy_ban",
            "role": "van_thu",
        },
        "ut": {"name": "Lê Văn Út", "title": {"vi": "Chủ tịch", "en": "Chair"}, "unit": "uy_ban", "role": "lanh_dao"},
    },
    "calendar": {"sessions": [{"start": "07:30", "end": "11:30"}, {"start": "13:30", "end": "17:30"}]},
    "laws": {
        "van_thu": {
            "number": "30/2020/NĐ-CP",
            "title": {"vi": "về công tác văn thư", "en": "on records work"},
            "in_force_from": "2020-03-05",
        }
    },
    "modules": {
        "cong_van": {
            "module": "cong_van",
            "vi": "Văn bản đến",
            "en": "Incoming",
            "order": 1,
            "records": {
                "van_ban": {
                    "vi": "Văn bản đến",
                    "en": "Incoming document",
                    "title": "trich_yeu",
                    "fields": {
                        "so_den": {"vi": "Số đến", "en": "No.", "type": "number", "generated": "sequence"},
                        "so_ky_hieu": {"vi": "Số, ký hiệu", "en": "Reference", "required": True, "key": True},
                        "trich_yeu": {"vi": "Trích yếu", "en": "Subject", "required": True},
                        "do_khan": {
                            "vi": "Độ khẩn",
                            "en": "Urgency",
                            "type": "choice",
                            "options": ["Thường", "Khẩn", "Hỏa tốc"],
                            "display": "badge",
                        },
                        "loai": {
                            "vi": "Loại",
                            "en": "Kind",
                            "type": "choice",
                            "options": ["Công văn", "Tờ trình", "Báo cáo", "Kế hoạch", "Giấy mời", "Quyết định"],
                        },
                        "han": {"vi": "Hạn xử lý", "en": "Due", "type": "date", "law": "van_thu"},
                        "luc": {"vi": "Lúc nhận", "en": "Received", "type": "datetime"},
                        "kinh_phi": {"vi": "Kinh phí", "en": "Amount", "type": "money"},
                        "dien_tich": {"vi": "Diện tích", "en": "Area", "type": "number"},
                        "chu_tri": {"vi": "Chủ trì", "en": "Lead", "type": "unit"},
                        "phoi_hop": {"vi": "Phối hợp", "en": "Supporting", "type": "units"},
                        "nguoi": {"vi": "Người xử lý", "en": "Officer", "type": "person"},
                        "biet": {"vi": "Để biết", "en": "For information", "type": "people"},
                        "nhan": {"vi": "Nhãn", "en": "Labels", "type": "choices", "options": ["A", "B"]},
                        "lien_quan": {"vi": "Liên quan", "en": "Related", "type": "record", "to": "van_ban"},
                        "tep": {"vi": "Tệp", "en": "Files", "type": "files"},
                        "bang": {
                            "vi": "Bảng kê",
                            "en": "Table",
                            "type": "rows",
                            "columns": {
                                "ten": {"vi": "Tên", "en": "Name", "required": True},
                                "so_luong": {"vi": "Số lượng", "en": "Count", "type": "number"},
                            },
                        },
                        "y_kien": {"vi": "Ý kiến", "en": "Opinion", "type": "longtext"},
                        "xong": {"vi": "Đã xem", "en": "Seen", "type": "checkbox"},
                        "ma_pin": {"vi": "Mã PIN", "en": "PIN", "type": "secret"},
                        "that": {"vi": "Sự thật", "en": "Truth", "hidden": True},
                        "noi_dung": {"vi": "Nội dung", "en": "Body", "type": "longtext", "display": "document"},
                    },
                    "states": {
                        "moi": {"vi": "Chờ tiếp nhận", "en": "New", "start": True, "tone": "attention", "code": "01"},
                        "da_vao_so": {"vi": "Đã vào sổ", "en": "Registered", "edit_by": "van_thu"},
                        "da_trinh": {"vi": "Chờ chỉ đạo", "en": "Submitted"},
                        "xong": {"vi": "Hoàn thành", "en": "Done", "final": True, "tone": "good"},
                    },
                    "actions": {
                        "tao": {
                            "vi": "Thêm văn bản giấy",
                            "en": "Add a paper document",
                            "by": "van_thu",
                            "creates": True,
                            "asks": ["so_ky_hieu", "trich_yeu"],
                        },
                        "vao_so": {
                            "vi": "Vào sổ",
                            "en": "Register",
                            "by": "van_thu",
                            "from": "moi",
                            "to": "da_vao_so",
                            "primary": True,
                            "law": "van_thu",
                            "asks": [
                                "so_ky_hieu",
                                {"field": "trich_yeu", "min_length": 10},
                                "do_khan",
                                "loai",
                                {"field": "han", "required": True},
                                "luc",
                                "kinh_phi",
                                "dien_tich",
                                "chu_tri",
                                "phoi_hop",
                                "nguoi",
                                "biet",
                                "nhan",
                                "lien_quan",
                                "tep",
                                "bang",
                                "y_kien",
                                "xong",
                                "ma_pin",
                            ],
                            "effects": [{"number": "so_den"}],
                            "done": {"vi": "Đã vào sổ {title}.", "en": "Registered {title}."},
                        },
                        "danh_dau": {"vi": "Đánh dấu", "en": "Mark", "by": "van_thu", "from": "moi"},
                        "trinh": {
                            "vi": "Trình lãnh đạo",
                            "en": "Submit",
                            "by": "van_thu",
                            "from": "da_vao_so",
                            "to": "da_trinh",
                        },
                        "xoa": {
                            "vi": "Xóa",
                            "en": "Delete",
                            "by": "van_thu",
                            "from": ["moi", "da_vao_so"],
                            "deletes": True,
                            "risky": True,
                        },
                        "duyet": {"vi": "Duyệt", "en": "Approve", "by": "lanh_dao", "from": "da_trinh", "to": "xong"},
                    },
                    "views": {
                        "can_xu_ly": {
                            "vi": "Chờ xử lý",
                            "en": "To do",
                            "where": {"state": ["moi", "da_vao_so"]},
                            "columns": ["so_den", "so_ky_hieu", "trich_yeu", "do_khan", "han"],
                            "sort": "-han",
                        },
                        "qua_han": {
                            "vi": "Quá hạn",
                            "en": "Overdue",
                            "tone": "alert",
                            "where": {"han": {"before": "$today", "empty": False}},
                            "columns": ["so_ky_hieu", "trich_yeu", "han"],
                            "sort": "han",
                            "empty": {"vi": "Không có văn bản quá hạn.", "en": "Nothing is overdue."},
                        },
                    },
                    "sections": {"chung": {"vi": "Thông tin", "en": "Details", "fields": ["so_den", "so_ky_hieu"]}},
                    "index": ["han", "do_khan", "chu_tri", "so_den"],
                    "search": ["so_ky_hieu", "trich_yeu"],
                    "filters": ["do_khan", "chu_tri", "han"],
                },
                "tep": {
                    "vi": "Tệp",
                    "en": "File",
                    "title": "ten",
                    "fields": {
                        "ten": {"vi": "Tên tệp", "en": "Name", "key": True},
                        "noi_dung": {"vi": "Nội dung", "en": "Content", "type": "longtext", "display": "document"},
                    },
                    "states": {"tren_may": {"vi": "Trên máy", "en": "On my computer", "start": True}},
                    "views": {
                        "tat_ca": {"vi": "Máy tính của tôi", "en": "My computer", "columns": ["ten"], "sort": "ten"}
                    },
                    "index": ["ten"],
                },
            },
            "automations": [{"after": "van_ban.trinh", "wait": "30m", "as": "ut", "do": "duyet"}],
        },
        "kin": {
            "module": "kin",
            "vi": "Phòng kín",
            "en": "Closed room",
            "for": "lanh_dao",
            "order": 2,
            "records": {
                "thu": {
                    "vi": "Thư kín",
                    "en": "Closed letter",
                    "title": "ten",
                    "fields": {"ten": {"vi": "Tên", "en": "Name"}},
                    "states": {"moi": {"vi": "Mới", "en": "New", "start": True}},
                    "views": {"tat_ca": {"vi": "Tất cả", "en": "All", "columns": ["ten"], "sort": "ten"}},
                    "index": ["ten"],
                }
            },
        },
    },
}

PAPER = """UBND XÃ THỬ || CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 12/UBND || Độc lập – Tự do – Hạnh phúc

# CÔNG ĐIỆN
## Về việc ứng phó áp thấp

Kính gửi: các ấp <script>alert(1)</script>.

| STT | Ấp |
| 1 | Cái Mòi |

Nơi nhận: || CHỦ TỊCH"""


def open_workspace(records: int = 3, *, definition: dict[str, Any] = DEFINITION, **more: Any) -> Workspace:
    """A fresh workspace: one urgent overdue document with a paper, others, a file."""
    scenario = Scenario(
        role="van_thu",
        person="mai",
        records=[
            ScenarioRecord(ref="may", record="tep", values={"ten": "Danh sách.pdf", "noi_dung": PAPER}),
            ScenarioRecord(
                ref="hoa_toc",
                record="van_ban",
                values={
                    "so_ky_hieu": "12/CĐ-BCH",
                    "trich_yeu": "Ứng phó áp thấp nhiệt đới",
                    "do_khan": "Hỏa tốc",
                    "han": "2026-11-20",
                    "tep": ["@may"],
                    "bang": [{"ten": "Ấp Cái Mòi", "so_luong": 12}],
                    "that": "không ai thấy",
                    "noi_dung": PAPER,
                    **more,
                },
            ),
            *(
                ScenarioRecord(
                    ref=f"thuong_{number}",
                    record="van_ban",
                    values={"so_ky_hieu": f"{number}/UBND", "trich_yeu": f"Báo cáo số {number}", "do_khan": "Thường"},
                )
                for number in range(1, records)
            ),
        ],
    )
    snapshot = api.import_snapshot(platform=parse_definition(definition), records=[])
    return api.create_workspace(snapshot=snapshot, scenario=scenario)


class PlainLinks:
    """Addresses as a host would write them."""

    def screen(self, path: str, **query: str) -> str:
        asked = QueryDict(mutable=True)
        asked.update(query)
        return f"/x/{path}" + (f"?{asked.urlencode()}" if query else "")

    def post(self, path: str) -> str:
        return f"/x/{path}"


def see(workspace: Workspace, path: str = "", query: str = "", language: str = "vi") -> Screen:
    fresh = workspace_by_id(workspace.pk)
    return show(fresh, path, QueryDict(query), PlainLinks(), language)


def send(workspace: Workspace, path: str, language: str = "vi", **values: Any) -> Submission:
    post = QueryDict(mutable=True)
    for name, value in values.items():
        post.setlist(name, value if isinstance(value, list) else [value])
    fresh = workspace_by_id(workspace.pk)
    return submit(fresh, path, post, links=PlainLinks(), language=language)


def rid_of(workspace: Workspace, ref: str) -> int:
    return workspace.overlay.get(ref=ref).rid


def soup(screen: Screen | None) -> BeautifulSoup:
    """What a browser would get, in the language that the screen was asked for."""
    assert screen is not None
    with override(screen.context["chrome"]["language"]):
        return BeautifulSoup(render_to_string(screen.template, screen.context), "html.parser")


def with_rules(definition: dict[str, Any]) -> dict[str, Any]:
    """The same office with a table that its platform writes, a check with findings, a rule, and a law of the past."""
    made = deepcopy(definition)
    made["laws"]["cu"] = {
        "number": "1/2010/NĐ-CP",
        "title": {"vi": "đã cũ", "en": "of old"},
        "in_force_from": "2010-01-01",
        "in_force_until": "2020-03-04",
    }
    record = made["modules"]["cong_van"]["records"]["van_ban"]
    record["fields"]["loi"] = {
        "vi": "Kết quả kiểm tra",
        "en": "Findings",
        "type": "rows",
        "columns": {name: {"vi": name, "en": name} for name in ("code", "text", "field")},
    }
    record["fields"]["kin"] = {"vi": "Nội dung kín", "en": "Sealed", "shown_when": {"xong": True}}
    record["fields"]["mau"] = {
        "vi": "Thành phần",
        "en": "Components",
        "type": "rows",
        "columns": {
            "giay_to": {"vi": "Giấy tờ", "en": "Paper", "locked": True},
            "co": {"vi": "Bắt buộc", "en": "Required", "type": "checkbox", "locked": True},
            "ket_qua": {"vi": "Kết quả", "en": "Result", "type": "choice", "options": ["Đủ", "Thiếu"]},
            "ma": {"vi": "Số định danh", "en": "Identity number", "mask": "id"},
        },
    }
    record["findings"] = {
        "E01": {
            "require": {"han": {"empty": False}},
            "say": {"vi": "Chưa có hạn.", "en": "There is no due date."},
            "field": "han",
            "law": "cu",
        }
    }
    record["actions"]["kiem"] = {
        "vi": "Kiểm tra",
        "en": "Check",
        "by": "van_thu",
        "from": "moi",
        "effects": [{"validate": "loi"}],
    }
    record["actions"]["doi_chieu"] = {
        "vi": "Đối chiếu",
        "en": "Compare",
        "by": "van_thu",
        "from": "moi",
        "asks": ["mau", "y_kien"],
        "guards": [
            {
                "require": {"y_kien": {"empty": False}},
                "else": {"vi": "Ghi ý kiến.", "en": "Write an opinion."},
                "law": "van_thu",
            }
        ],
    }
    record["actions"]["ghi"] = {"vi": "Ghi", "en": "Note", "by": "van_thu", "from": "moi", "asks": ["trich_yeu"]}
    return made
