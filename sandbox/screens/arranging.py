"""Arranging a scenario on the platform's own screens: what a screen shows, and every box of a record.

A lesson's author sees the workspace that its scenario makes (`show`) and changes the scenario, never the workspace. A
value of a scenario is in stored form, but for two things that only scenarios know: "@name" stands for a record, and
``{{name}}`` for what is drawn. `typed_values` puts such values into boxes, `stored_value` reads one back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import override

from sandbox import selectors
from sandbox.definition import values
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Action, Ask, Column, Platform, RecordField, RecordType, Text
from sandbox.engine.names import NONE, in_base
from sandbox.models import FIRST_OWN_RID, OverlayRow, Workspace
from sandbox.screens import paths
from sandbox.screens.cells import record_title
from sandbox.screens.controls import LISTS, Control, control, read_post, typed_form
from sandbox.screens.sight import Links, Sight
from sandbox.selectors import RecordView
from sandbox.text import compose

HOLDER = "{{"


@dataclass(frozen=True)
class About:
    """What a screen is about. `kind`: desk, search, notices, list, record or form; `rid` of its record."""

    kind: str
    record_type: str = ""
    rid: int | None = None
    title: str = ""  # of its record
    ref: str = ""  # the scenario's name for that record; "" for one of the base


@dataclass(frozen=True)
class Lying:
    """A record of the scenario as it lies in the workspace, its variables drawn."""

    ref: str
    rid: int
    record_type: str
    title: str
    state: Text
    path: str  # of its screen; "" where the learner's seat has none


def about(workspace: Workspace, path: str, language: str) -> About:
    """What the screen at `path` is about. Raises `NotHere`."""
    platform = platform_of(workspace.snapshot)
    route = paths.find(platform, path, workspace.role)
    if route.rid is None:
        return About(route.kind, route.record_type)
    found = selectors.record(workspace, route.rid)
    if found is None:
        return About(route.kind, route.record_type)
    with override(language):
        title = record_title(_sight(workspace, language), found)
    return About(route.kind, found.type, found.rid, title, found.ref)


def lying_ready(workspace: Workspace, language: str) -> list[Lying]:
    """What the scenario put there, in its order. One query."""
    platform, sight = platform_of(workspace.snapshot), _sight(workspace, language)
    rows = OverlayRow.objects.filter(workspace=workspace, deleted=False).exclude(ref="").order_by("rid")
    made = []
    for row in rows:
        view = RecordView(row.rid, row.record_type, row.state, row.data, ref=row.ref)
        record, module = platform.record(row.record_type), platform.modules[platform.module_of(row.record_type)]
        seen = paths.may_open(module, workspace.role) and paths.may_read(record, workspace.role)
        made.append(
            Lying(
                ref=row.ref,
                rid=row.rid,
                record_type=row.record_type,
                title=record_title(sight, view),
                state=record.states[row.state].label,
                path=paths.record_path(platform, row.record_type, row.rid) if seen else "",
            )
        )
    return made


def main_fields(record: RecordType) -> set[str]:
    """What a record is mostly made of: how it is called, its document and files, its truths, what lists show."""
    columns = {name for view in record.views.values() for name in view.columns}
    telling = {
        name
        for name, field in record.fields.items()
        if field.key or field.hidden or field.display == "document" or field.type == "files"
    }
    return (telling | columns | {record.title}) & set(record.fields)


def boxes(
    workspace: Workspace,
    record_type: str,
    typed: Mapping[str, Any],
    errors: Mapping[str, str],
    *,
    more_rows: str = "",
    language: str,
) -> dict[str, Control]:
    """A box for every field of that type, by field. `typed` is what stands in them. What lies ready can be chosen
    whatever its state."""
    sight, fields = _sight(workspace, language), open_fields(platform_of(workspace.snapshot).record(record_type))
    own = own_rids(workspace)
    with override(language):
        return {
            name: control(
                sight,
                record_type,
                Ask(field=name, required=False),
                field,
                typed.get(name, ""),
                error=errors.get(name, ""),
                more_rows=3 if more_rows == name else 0,
                among=_of_type(own, platform_of(workspace.snapshot), field),
            )
            for name, field in fields.items()
        }


def read_boxes(workspace: Workspace, record_type: str, post: QueryDict) -> dict[str, Any]:
    """What was typed into the boxes, by field."""
    fields = open_fields(platform_of(workspace.snapshot).record(record_type))
    every = Action(vi="-", en="-", by=["anybody"], asks=[{"field": name} for name in fields])
    return read_post(fields, every, post)


def open_fields(record: RecordType) -> dict[str, RecordField]:
    """The fields. Nothing is secret to who writes the lesson: its PINs are made up, and stand in its texts."""
    return {
        name: field.model_copy(update={"type": "text"}) if field.type == "secret" else field
        for name, field in record.fields.items()
    }


def typed_values(workspace: Workspace, record_type: str, given: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The values of a scenario's record as they stand in its boxes."""
    fields = open_fields(platform_of(workspace.snapshot).record(record_type))
    sight, rids = _sight(workspace, language), {ref: rid for ref, rid, _type in own_rids(workspace)}

    def typed(field: RecordField | Column, value: Any) -> Any:
        if isinstance(field, RecordField) and field.type == "rows" and isinstance(value, list):
            return [{name: typed(column, row.get(name)) for name, column in field.columns.items()} for row in value]
        if isinstance(value, list):
            return [str(_rid(workspace, one, rids)) for one in value]
        if isinstance(value, str) and (HOLDER in value or value.startswith("$")):
            return value
        if isinstance(value, str) and value.startswith("@"):
            return str(_rid(workspace, value, rids))
        return typed_form(sight, field, value)

    return {name: typed(fields[name], value) for name, value in given.items() if name in fields}


def stored_value(workspace: Workspace, field: RecordField, typed: Any) -> Any:
    """The scenario's form of what stands in a box; None if empty. Raises `ValueProblem`."""
    platform = platform_of(workspace.snapshot)
    if isinstance(typed, str) and HOLDER in typed:  # what is drawn is judged when it is drawn
        return compose(typed).replace("\r\n", "\n").strip()
    if field.type == "rows" and isinstance(typed, list):
        rows = [_row(field, row, workspace) for row in typed]
        return [row for row in rows if row] or None
    value = values.parse(field, typed, today=workspace.clock, platform=platform)
    if field.type == "record" and isinstance(value, int):
        return _name(workspace, value)
    if field.type == "files" and isinstance(value, list):
        return [_name(workspace, one) for one in value]
    return value


def _row(field: RecordField, row: Mapping[str, str], workspace: Workspace) -> dict[str, Any]:
    """A row of a table; variables may stand in its cells."""
    made = {
        name: cell if HOLDER in cell else values.parse(field.columns[name], cell, today=workspace.clock)
        for name, cell in row.items()
        if name in field.columns
    }
    return {name: value for name, value in made.items() if value is not None}


def own_rids(workspace: Workspace) -> list[tuple[str, int, str]]:
    """Ref, rid and type of what the scenario put there; read once a workspace."""
    kept: list[tuple[str, int, str]] | None = workspace.__dict__.get("_own_rids")
    if kept is None:
        rows = OverlayRow.objects.filter(workspace=workspace, deleted=False).exclude(ref="").order_by("rid")
        kept = workspace.__dict__["_own_rids"] = list(rows.values_list("ref", "rid", "record_type"))
    return kept


def _of_type(own: Iterable[tuple[str, int, str]], platform: Platform, field: RecordField) -> list[int]:
    wanted = platform.file_record if field.type == "files" else field.to if field.type == "record" else None
    return [rid for _ref, rid, record_type in own if record_type == wanted]


def _rid(workspace: Workspace, value: Any, rids: Mapping[str, int]) -> Any:
    """What stands in the box of a record: its rid."""
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    if ":" in value:
        found = in_base(workspace.snapshot, *value[1:].split(":", 1))
        return "" if found == NONE else found
    return rids.get(value[1:], "")


def _name(workspace: Workspace, rid: int) -> str | int:
    """A record of the lesson by its ref; one of the base by its key, as its rid moves with every import."""
    if rid >= FIRST_OWN_RID:
        return next((f"@{ref}" for ref, own, _type in own_rids(workspace) if own == rid), rid)
    found = selectors.record(workspace, rid)
    if found is None:
        return rid
    definition = platform_of(workspace.snapshot).record(found.type)
    for field in definition.key_fields or [definition.title]:
        key = str(found.data.get(field) or "")
        if 0 < len(key) <= 120 and in_base(workspace.snapshot, found.type, key) == rid:
            return f"@{found.type}:{key}"
    return rid


class _Nowhere:
    """`Links` for who only needs boxes."""

    def screen(self, path: str, **query: str) -> str:
        return ""

    def post(self, path: str) -> str:
        return ""


def _sight(workspace: Workspace, language: str) -> Sight:
    links: Links = _Nowhere()
    return Sight(workspace, links, language)


__all__ = [
    "LISTS",
    "About",
    "Lying",
    "about",
    "boxes",
    "lying_ready",
    "main_fields",
    "open_fields",
    "own_rids",
    "read_boxes",
    "stored_value",
    "typed_values",
]
