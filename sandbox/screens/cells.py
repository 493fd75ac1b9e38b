"""Values as screens show them: words, badges, links to records and files, small tables, sheets of paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import bleach
from django.utils.safestring import mark_safe

from sandbox.definition import values
from sandbox.definition.schema import RecordField, RecordType, State
from sandbox.screens.paper import Block, sheet
from sandbox.screens.sight import Sight, at_id
from sandbox.selectors import RecordView, records

NUMBERS = {"number", "money"}
LONG = {"longtext", "richtext", "rows"}

Kind = Literal["empty", "text", "badge", "long", "html", "links", "rows", "paper", "list"]


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Badge:
    """A state: its word, its tone (which also has a shape of its own) and its code on the exchange axis."""

    label: str
    tone: str
    code: str = ""


@dataclass(frozen=True)
class Shown:
    kind: Kind
    text: str = ""
    badge: Badge | None = None
    links: list[Link] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    head: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class FieldShown:
    """A field on the record screen."""

    name: str
    id: str
    at: str
    label: str
    value: Shown
    wide: bool
    number: bool
    spot: bool = False


EMPTY = Shown("empty")


def state_badge(sight: Sight, record_type: RecordType, state: str) -> Badge:
    found: State | None = record_type.states.get(state)
    if found is None:
        return Badge(state, "neutral")
    return Badge(sight.say(found.label), found.tone, found.code or "")


def linked(sight: Sight, record_type: RecordType, rows: Iterable[Mapping[str, Any]]) -> dict[int, RecordView]:
    """The records and files that these rows' data name, read together."""
    wanted: set[int] = set()
    for name, spec in record_type.fields.items():
        if spec.type == "record":
            wanted |= {data[name] for data in rows if isinstance(data.get(name), int)}
        elif spec.type == "files":
            wanted |= {rid for data in rows for rid in data.get(name) or [] if isinstance(rid, int)}
    return records(sight.workspace, wanted) if wanted else {}


def record_title(sight: Sight, record: RecordView) -> str:
    """What people call the record: its title field, else its key fields, else its type and number."""
    record_type = sight.record_type(record.type)
    for name in (record_type.title, *record_type.key_fields):
        if value := record.data.get(name):
            return values.show(record_type.fields[name], value, sight.language, sight.platform)
    return f"{sight.say(record_type.label)} {record.rid}"


def shown(sight: Sight, spec: RecordField, value: Any, others: Mapping[int, RecordView]) -> Shown:
    """One value, as text where text will do."""
    if value in (None, "", [], {}):
        return EMPTY
    if spec.type in ("record", "files"):
        rids = value if isinstance(value, list) else [value]
        found = [others[rid] for rid in rids if rid in others]
        links = [Link(record_title(sight, one), sight.record_url(one.type, one.rid)) for one in found]
        return Shown("links", links=links) if links else EMPTY
    if spec.type == "rows":
        return rows_shown(sight, spec, value)
    text = values.show(spec, value, sight.language, sight.platform)
    if spec.type == "richtext":
        clean = bleach.clean(str(value), tags=values.RICH_TAGS, attributes={}, strip=True)
        return Shown("html", text=mark_safe(clean))
    if spec.display == "document":
        return Shown("paper", blocks=sheet(str(value)))
    if spec.type in ("people", "units", "choices") and isinstance(value, list) and len(value) > 1:
        return Shown("list", items=[values.show(spec, one, sight.language, sight.platform) for one in value])
    if spec.display == "badge":
        return Shown("badge", badge=Badge(text, choice_tone(spec, value)))
    return Shown("long" if spec.type == "longtext" else "text", text=text)


def choice_tone(spec: RecordField, value: Any) -> str:
    """Options stand in the order of their weight: the first is quiet, the last is loudest."""
    if value not in spec.options or value == spec.options[0]:
        return "neutral"
    return "alert" if value == spec.options[-1] else "attention"


def rows_shown(sight: Sight, spec: RecordField, value: list[dict[str, Any]]) -> Shown:
    head = [sight.say(column.label) for column in spec.columns.values()]
    body = [
        [values.show(column, row.get(key), sight.language, sight.platform) for key, column in spec.columns.items()]
        for row in value
    ]
    return Shown("rows", head=head, rows=body)


def field_shown(
    sight: Sight, type_key: str, name: str, data: Mapping[str, Any], others: Mapping[int, RecordView]
) -> FieldShown:
    spec = sight.record_type(type_key).fields[name]
    value = shown(sight, spec, data.get(name), others)
    return FieldShown(
        name=name,
        id=at_id("fld", type_key, name),
        at=f"{type_key}.{name}",
        label=sight.say(spec.label),
        value=value,
        wide=spec.type in LONG or value.kind in ("paper", "links"),
        number=spec.type in NUMBERS,
        spot=sight.spot.on(type_key, name),
    )


def law_number(sight: Sight, key: str | None) -> str:
    law = sight.platform.laws.get(key or "")
    return law.number if law else ""


def law_words(sight: Sight, key: str | None) -> str:
    law = sight.platform.laws.get(key or "")
    return f"{law.number}: {sight.say(law.title)}" if law else ""
