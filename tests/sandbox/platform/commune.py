"""UBND xã Đất Mũi for tests: sit in a chair, let documents land, act, wait."""

from __future__ import annotations

from itertools import count
from typing import Any

from sandbox import api, selectors
from sandbox.engine.rows import RecordView
from sandbox.models import Snapshot, Workspace
from sandbox.spec import Scenario

CLERK, CHAIR, VICE, CHIEF = "lam_my_duyen", "tran_quoc_khoi", "huynh_kim_thoa", "phan_minh_duong"
HEAD, OFFICER = "nguyen_van_tron", "le_hoang_nho"
ROLES = {
    CLERK: "van_thu", CHAIR: "lanh_dao_cq", VICE: "lanh_dao_cq", CHIEF: "chanh_vp", HEAD: "lanh_dao_phong",
    OFFICER: "chuyen_vien",
}  # fmt: skip
LETTER: dict[str, Any] = {
    "trich_yeu": "V/v báo cáo tiến độ thả nuôi tôm sú",
    "co_quan_ban_hanh": "so_nnmt",
    "loai_vb": "Công văn",
    "do_khan": "Thường",
    "do_mat": "Thường",
    "phuong_thuc": "Trục liên thông",
    "ngay_den": "2026-11-23T07:10",
    "chu_ky_that": "Hợp lệ",
}
REGISTERED = LETTER | {
    "so_den": 9001,
    "so_vb_den": "Văn bản hành chính năm 2026",
    "so_ky_hieu": "2900/SNNMT-TS",
    "ngay_ban_hanh": "2026-11-20",
    "nguoi_ky": "Lý Hoài Thương",
    "chuc_vu": "Phó Giám đốc",
    "ket_qua_kiem": "Hợp lệ",
}
ENTRY = {
    "so_ky_hieu": "2900/SNNMT-TS",
    "ngay_ban_hanh": "20/11/2026",
    "nguoi_ky": "Lý Hoài Thương",
    "chuc_vu": "Phó Giám đốc",
}
ORDER: dict[str, Any] = {
    "y_kien_chi_dao": "Phòng Kinh tế chủ trì tham mưu.",
    "don_vi_chu_tri": ["phong_kinh_te"],
    "phoi_hop": ["van_phong"],
    "han_xu_ly": "26/11/2026",
}


class Commune:
    """One workspace with one document, "vb", seen from one chair."""

    def __init__(self, snapshot: Snapshot, person: str, state: str, values: dict[str, Any]) -> None:
        self.keys = count()
        records = [{"ref": "vb", "record": "van_ban", "state": state, "values": values}]
        scenario = Scenario.model_validate(
            {"role": ROLES[person], "person": person, "start": "2026-11-23T07:30", "records": records}
        )
        self.workspace: Workspace = api.create_workspace(snapshot=snapshot, scenario=scenario)
        self.rid = self.workspace.overlay.get(ref="vb").rid

    @property
    def document(self) -> RecordView:
        self.workspace = Workspace.objects.get(pk=self.workspace.pk)
        found = selectors.record(self.workspace, self.rid)
        assert found is not None
        return found

    def do(self, action: str, values: dict[str, Any] | None = None) -> api.Outcome:
        return api.perform(
            workspace_id=self.workspace.pk,
            action=f"van_ban.{action}",
            rid=self.rid,
            values=values or {},
            request_key=f"k{next(self.keys)}",
        )

    def done(self, action: str, values: dict[str, Any] | None = None) -> Commune:
        outcome = self.do(action, values)
        assert outcome.refusal is None, outcome.refusal
        return self

    def refused(self, action: str, values: dict[str, Any] | None = None) -> str:
        refusal = self.do(action, values).refusal
        assert refusal is not None
        return " ".join(one.vi for one in (refusal.say, *refusal.problems.values()))

    def wait(self, until: str = "reply") -> Commune:
        api.wait(workspace_id=self.workspace.pk, until=until, request_key=f"k{next(self.keys)}")  # type: ignore[arg-type]
        return self

    def tab(self, view: str) -> list[int]:
        page = selectors.page(self.workspace, "van_ban", view=view, limit=5000)
        return [row.rid for row in page.rows]
