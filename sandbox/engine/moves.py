"""Moves of a lesson, understood in one workspace: names of records become rids."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sandbox.definition.conditions import Scope, holds
from sandbox.definition.loader import platform_of
from sandbox.engine.names import NONE, Names
from sandbox.engine.rows import of_overlay
from sandbox.errors import NotHere
from sandbox.models import OverlayRow, Workspace
from sandbox.spec import ActMove, RecordSelector


def understand(workspace_id: UUID | str, move: ActMove) -> dict[str, Any]:
    """The arguments of `perform` for this move. A name that means nothing gives `NONE`: no such record."""
    workspace = (
        Workspace.objects.select_related("snapshot").defer("snapshot__definition").filter(pk=workspace_id).first()
    )
    if workspace is None:
        raise NotHere("no such workspace")
    rows = OverlayRow.objects.filter(workspace=workspace, deleted=False)
    refs = Names(workspace.snapshot, dict(rows.exclude(ref="").order_by("rid").values_list("ref", "rid")))
    return {
        "action": move.action,
        "rid": _meant(workspace, move.on, refs),
        "values": {name: _linked(value, refs) for name, value in move.values.items()},
        "ref": move.ref or "",
    }


def _meant(workspace: Workspace, on: str | RecordSelector | None, refs: Names) -> int | None:
    """One record: by its ref, or the first one made or changed in this workspace that matches."""
    if on is None:
        return None
    if isinstance(on, str) or on.ref:
        return refs.get(on if isinstance(on, str) else on.ref or "", NONE)
    platform = platform_of(workspace.snapshot)
    at = Scope(platform=platform, now=workspace.clock, person=workspace.person, role=workspace.role, refs=refs)
    rows = OverlayRow.objects.filter(workspace=workspace, record_type=on.record, deleted=False).order_by("rid")
    return next((row.rid for row in rows if holds(on.where, of_overlay(row).facts, scope=at)), NONE)


def _linked(value: Any, refs: Names) -> Any:
    if isinstance(value, list):
        return [_linked(one, refs) for one in value]
    return refs.get(value[1:], value) if isinstance(value, str) and value.startswith("@") else value
