"""Values as screens show them: words, badges, links to records and files, small tables, sheets of paper."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import bleach
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from sandbox.definition import values
from sandbox.definition.schema import Action, Column, Finding, RecordField, RecordType, State, Text
from sandbox.screens.paper import Block, sheet
from sandbox.screens.sight import Sight, at_id
from sandbox.selectors import RecordView, records

NUMBERS = {"number", "money"}
LONG = {"longtext", "richtext", "rows"}
MASKED = "*"

Kind = Literal["empty", "text", "badge", "long", "html", "links", "rows", "findings", "paper", "list"]

#: Columns by which a table is known as what the platform's own check found.
FINDING = frozenset({"code", "text"})


@dataclass(frozen=True)
class Link:
    label: str
    url: str
    file: bool = False


@dataclass(frozen=True)
class Badge:
    """A state: its word, its tone (which also has a shape of its own) and its code on the exchange axis."""

    label: str
    tone: str
    code: str = ""


@dataclass(frozen=True)
class Head:
    """A column of a small table."""

    label: str
    number: bool = False


@dataclass(frozen=True)
class TableCell:
    """`masked`: personal data of which only a part is left."""

    text: str
    label: str  # of its column: on a phone it stands beside
    number: bool = False
    masked: bool = False


@dataclass(frozen=True)
class FindingShown:
    """What the platform's own check found: where to look, and the law behind it."""

    code: str
    say: str
    field: str  # the label of the field that it is about
    url: str  # leads to that field; "" where there is none
    law: Law | None


@dataclass(frozen=True)
class Shown:
    kind: Kind
    text: str = ""
    badge: Badge | None = None
    links: list[Link] = field(default_factory=list)
    items: list[str] = field(default_factory=list)
    head: list[Head] = field(default_factory=list)
    rows: list[list[TableCell]] = field(default_factory=list)
    findings: list[FindingShown] = field(default_factory=list)
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
    law: Law | None = None
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
    label = sight.say(record_type.label)
    return f"{label} {record.rid}" if record.is_base else _("%(kind)s (no name yet)") % {"kind": label}


def shown(sight: Sight, type_key: str, name: str, value: Any, others: Mapping[int, RecordView]) -> Shown:
    """The value of a field, as text where text will do."""
    spec = sight.record_type(type_key).fields[name]
    if value in (None, "", [], {}):
        return EMPTY
    if spec.type in ("record", "files"):
        rids = value if isinstance(value, list) else [value]
        found = [others[rid] for rid in rids if rid in others]
        links = [
            Link(record_title(sight, one), sight.record_url(one.type, one.rid), spec.type == "files") for one in found
        ]
        return Shown("links", links=links) if links else EMPTY
    if spec.type == "rows":
        if spec.columns.keys() >= FINDING:
            return findings_shown(sight, type_key, spec, value)
        return table(sight, spec, value)
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


def table(sight: Sight, spec: RecordField, value: list[dict[str, Any]]) -> Shown:
    """A small table, with the columns in which something stands."""
    columns = {key: column for key, column in spec.columns.items() if any(row.get(key) is not None for row in value)}
    head = [Head(sight.say(column.label), column.type in NUMBERS) for column in columns.values()]
    body = [[table_cell(sight, column, row.get(key)) for key, column in columns.items()] for row in value]
    return Shown("rows", head=head, rows=body)


def table_cell(sight: Sight, column: Column, value: Any) -> TableCell:
    text = values.show(column, value, sight.language, sight.platform)
    label, masked = sight.say(column.label), column.mask is not None and MASKED in text
    return TableCell(text, label, number=column.type in NUMBERS, masked=masked)


def findings_shown(sight: Sight, type_key: str, spec: RecordField, value: list[dict[str, Any]]) -> Shown:
    """What the check found, each with its law; in the reader's language where the definition says it in both."""
    record_type = sight.record_type(type_key)
    labels = {one.vi: name for name, one in record_type.fields.items()}
    found = []
    for row in value:
        finding = record_type.findings.get(str(row.get("code", "")))
        name = (finding.field if finding else None) or labels.get(str(row.get("field", "")), "")
        found.append(
            FindingShown(
                code=str(row.get("code", "")),
                say=finding_words(sight, finding, str(row.get("text", ""))),
                field=sight.say(record_type.fields[name].label) if name else "",
                url=f"#{at_id('fld', type_key, name)}" if name else "",
                law=law_shown(sight, finding.law if finding else None),
            )
        )
    return Shown("findings", findings=found)


def finding_words(sight: Sight, finding: Finding | None, stored: str) -> str:
    """The sentence as it was found; the definition's own where it says the same of every record."""
    return sight.say(finding.say) if finding and "{" not in finding.say.vi else stored


def field_shown(
    sight: Sight, type_key: str, name: str, data: Mapping[str, Any], others: Mapping[int, RecordView]
) -> FieldShown:
    spec = sight.record_type(type_key).fields[name]
    value = shown(sight, type_key, name, data.get(name), others)
    return FieldShown(
        name=name,
        id=at_id("fld", type_key, name),
        at=f"{type_key}.{name}",
        label=sight.say(spec.label),
        value=value,
        wide=spec.type in LONG or value.kind == "paper" or spec.type == "files",
        number=spec.type in NUMBERS,
        law=law_shown(sight, spec.law),
        spot=sight.spot.on(type_key, name),
    )


@dataclass(frozen=True)
class Law:
    """A law as it stands beside the rule that it found. `state` is "" while it is in force on the simulated day."""

    number: str
    title: str
    since: str
    until: str
    state: str  # "", "over" or "ahead"


def law_shown(sight: Sight, key: str | None) -> Law | None:
    law = sight.platform.laws.get(key or "")
    if law is None:
        return None
    today, until = sight.clock[:10], law.in_force_until
    return Law(
        number=law.number,
        title=sight.say(law.title),
        since=sight.day(law.in_force_from),
        until=sight.day(until) if until else "",
        state="ahead" if today < law.in_force_from else "over" if until and until < today else "",
    )


def law_behind(action: Action, say: Text | None) -> str | None:
    """The key of the law of the guard that says so; None where no guard with a law does."""
    return next((guard.law for guard in action.guards if guard.law and guard.else_ == say), None)
