"""What the other modules of the platform already hold on the first day: outgoing documents, dossiers, mail, meetings…

One file a module, each with ``records(platform, dice, first_rid) -> list[BaseRecordSpec]``: a pure function of these,
`first_rid` being the rid that its first record gets. A module that links to earlier records takes them as a fourth
argument ``before`` (the record at place n has rid n + 1) and may write links back into their values. Every module has
dice of its own, so that one more of them moves no other; they come after the incoming documents, whose rids stay.
"""

from __future__ import annotations

import inspect
import random
from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from sandbox.api import BaseRecordSpec
from sandbox.definition.schema import Platform

MODULES = (
    "van_ban_di", "ho_so_cong_viec", "mot_cua", "lien_thong", "thu", "lich", "hop", "nhiem_vu", "bao_cao",
    "cong_khai", "ky_so", "danh_ba", "tai_khoan", "ho_tro", "dien_thoai", "ban_lam_viec",
)  # fmt: skip


def further_records(platform: Platform, *, before: Sequence[BaseRecordSpec], seed: int) -> list[BaseRecordSpec]:
    """The records of all modules but the incoming documents and files, in the fixed order of `MODULES`."""
    made = list(before)
    for name in MODULES:
        if find_spec(f"{__name__}.{name}") is None:
            continue
        write = import_module(f"{__name__}.{name}").records
        given: list[Any] = [platform, random.Random(f"{seed}:{name}"), len(made) + 1]
        if "before" in inspect.signature(write).parameters:
            given.append(made)
        made += write(*given)
    return made[len(before) :]
