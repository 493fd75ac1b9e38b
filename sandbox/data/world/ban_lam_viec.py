"""A desk for every seat; those who have been here for a while have pinned what they use most."""

from __future__ import annotations

import random
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.schema import Platform

WITHOUT = frozenset({"cong_dan", "he_thong", "co_quan_gui"})  # roles
PINNED = {
    "van_thu": ["Văn bản đến", "Văn bản đi", "Ký số"],
    "lanh_dao_cq": ["Văn bản đến", "Lịch công tác"],
    "chanh_vp": ["Văn bản đến", "Nhiệm vụ", "Lịch công tác"],
    "mot_cua": ["Một cửa"],
    "vpdk": ["Liên thông đất đai – thuế", "Báo cáo"],
    "thue": ["Liên thông đất đai – thuế"],
}


def records(platform: Platform, dice: random.Random, first_rid: int) -> list[BaseRecordSpec]:
    """In the order of the platform's people."""
    modules = {module.vi for module in platform.modules.values()}
    made = []
    for key, person in platform.people.items():
        if person.role in WITHOUT:
            continue
        values: dict[str, Any] = {"ten": f"Bàn làm việc của {person.name}", "chu": key, "sua_luc": "2026-11-02T07:40"}
        if pinned := [name for name in PINNED.get(person.role, []) if name in modules]:
            values["ghim"] = pinned
        made.append(BaseRecordSpec("ban_lam_viec", "dang_dung", values))
    return made
