"""What was done with a record: who, what, old → new, at which simulated time."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sandbox.definition import values
from sandbox.models import Event
from sandbox.screens.cells import linked, record_title, state_badge
from sandbox.screens.sight import Sight
from sandbox.selectors import RecordView


@dataclass(frozen=True)
class Change:
    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Entry:
    seq: int
    when: str
    moment: str  # machine form of `when`
    who: str
    what: str
    mine: bool
    changes: list[Change] = field(default_factory=list)


def entries(sight: Sight, type_key: str, rid: int, events: Iterable[Event], visible: Container[str]) -> list[Entry]:
    """Newest first; attempts that changed nothing stay out, and so do fields that are not `visible`."""
    done = [event for event in events if event.kind != Event.Kind.REFUSED]
    rows = [(event, row) for event in done for row in rows_of(event, rid)]
    sides = [
        {name: pair[side] for name, pair in row.get("set", {}).items()} for _event, row in rows for side in (0, 1)
    ]
    others = linked(sight, sight.record_type(type_key), sides)
    return [
        Entry(
            seq=event.seq,
            when=sight.moment(event.clock),
            moment=event.clock,
            who=sight.who(event.actor),
            what=sight.action_label(event),
            mine=event.actor == sight.workspace.person,
            changes=changes(sight, type_key, row, others, visible),
        )
        for event, row in reversed(rows)
    ]


def rows_of(event: Event, rid: int) -> list[dict[str, Any]]:
    return [row for row in event.changes.get("rows", []) if row.get("rid") == rid]


def changes(
    sight: Sight, type_key: str, row: dict[str, Any], others: dict[int, RecordView], visible: Container[str]
) -> list[Change]:
    record_type = sight.record_type(type_key)
    made = []
    old_state, new_state = row.get("state") or (None, None)
    if old_state != new_state:
        words = [state_badge(sight, record_type, one).label if one else "" for one in (old_state, new_state)]
        made.append(Change(_("State"), *words))
    logs = {effect.remember for action in record_type.actions.values() for effect in action.effects}
    for name, (old, new) in (row.get("set") or {}).items():
        spec = record_type.fields.get(name)
        if spec and name in visible and name not in logs and spec.type != "secret":
            both = [value_words(sight, type_key, name, value, others) for value in (old, new)]
            made.append(Change(sight.say(spec.label), *both))
    return made


def value_words(sight: Sight, type_key: str, name: str, value: Any, others: dict[int, RecordView]) -> str:
    """One value in a line of words."""
    spec = sight.record_type(type_key).fields[name]
    if value in (None, "", [], {}):
        return ""
    if spec.type in ("record", "files"):
        rids = value if isinstance(value, list) else [value]
        return ", ".join(record_title(sight, others[rid]) for rid in rids if rid in others)
    if spec.display == "document":
        return _("(document text)")
    return values.show(spec, value, sight.language, sight.platform)
