"""What may be done to a record, and what a form offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Action, Platform, RecordField, Text, Unit
from sandbox.engine import effects, inputs, moves, rules
from sandbox.engine.desk import Desk
from sandbox.engine.rows import RecordView
from sandbox.models import Workspace
from sandbox.selectors.inside import definition_of, seat_of
from sandbox.selectors.listing import page, record
from sandbox.spec import ActMove, Move

MOST_OPTIONS = 400


@dataclass(frozen=True)
class Offer:
    """A button: an action that concerns the learner's role; `reason` tells why it is disabled."""

    key: str
    action: Action
    allowed: bool
    reason: Text | None = None


@dataclass(frozen=True)
class Choice:
    """One thing to pick in a form. `group` puts some of them together ("our agency")."""

    value: str | int
    label: Text
    group: Text | None = None


def offers(workspace: Workspace, record: RecordView) -> list[Offer]:
    """Every action on the record that concerns the learner's role: disabled with a reason, not hidden."""
    desk = Desk(workspace)
    desk.know(record)
    definition = desk.platform.record(record.type)
    keys = [key for key, action in definition.actions.items() if not action.creates and not action.colleague_only]
    made = []
    for key in dict.fromkeys([*keys, rules.CORRECT]):
        verb = rules.verb(desk.platform, f"{record.type}.{key}", record)
        if verb and workspace.role in verb.action.by:
            reason = rules.hindrance(desk, rules.Seat.of_learner(desk), verb, record)
            made.append(Offer(key, verb.action, reason is None, reason))
    return made


def could_do(workspace: Workspace, move: Move) -> bool:
    """Whether the learner could do the move now, as far as can be known before anything is filled in. What is no
    action (a wait, an answer, a search, a seat) always can be."""
    if move.move != "act":
        return True
    meant = moves.understand(workspace.pk, move)
    if meant["rid"] is None:
        return True
    found = record(workspace, meant["rid"])
    wanted = move.action.partition(".")[2]
    return found is not None and any(offer.key == wanted and offer.allowed for offer in offers(workspace, found))


def record_meant(workspace: Workspace, move: ActMove) -> int | None:
    """The rid of the record that the move is about; None where it is about none, or about one that is not there."""
    rid: int | None = moves.understand(workspace.pk, move)["rid"]
    return rid if rid is not None and record(workspace, rid) else None


def creations(workspace: Workspace, record_type: str) -> list[Offer]:
    """The actions with which the learner's role makes a new record of that type."""
    actions = definition_of(workspace, record_type).actions.items()
    return [
        Offer(key, action, True)
        for key, action in actions
        if action.creates and not action.colleague_only and workspace.role in action.by
    ]


def defaults(workspace: Workspace, record: RecordView | None, record_type: str, action: str) -> dict[str, Any]:
    """What the boxes of an action's form hold before anybody types, in stored form; empty boxes are left out."""
    desk = Desk(workspace)
    verb = rules.verb(desk.platform, f"{record_type}.{action}", record)
    seat = rules.Seat.of_learner(desk)
    asks = verb.action.asks if verb else []
    held = {ask.field: inputs.offered(desk, seat, ask, record) for ask in asks}
    return {name: value for name, value in held.items() if value is not None}


def options_for(workspace: Workspace, field: RecordField, held: Iterable[int] = ()) -> list[Choice]:
    """What may be chosen in a field; units of the agency itself first, files from "my computer".

    `held`: the records that stand in the field already; they can be chosen whatever has become of them.
    """
    platform = platform_of(workspace.snapshot)
    match field.type:
        case "choice" | "choices":
            english = field.options_en if len(field.options_en) == len(field.options) else field.options
            pairs = zip(field.options, english, strict=True)
            return [Choice(value, Text(vi=value, en=other)) for value, other in pairs]
        case "person" | "people":
            return _people(platform, field)
        case "unit" | "units":
            return _units(platform, field)
        case "files" if platform.file_record:
            return _on_my_computer(workspace, platform.file_record, held)
        case "record" if field.to:
            return _records(workspace, field.to, held)
    return []


def _people(platform: Platform, field: RecordField) -> list[Choice]:
    return [
        Choice(
            key,
            Text(vi=f"{person.name} ({person.title.vi})", en=f"{person.name} ({person.title.en})"),
            platform.units[person.unit].label,
        )
        for key, person in platform.people.items()
        if not field.roles or person.role in field.roles
    ]


def _units(platform: Platform, field: RecordField) -> list[Choice]:
    """Other agencies with their code on the exchange axis: names change, and the dissolved keep theirs."""
    own = platform.units[platform.agency].label
    outside = Text(vi="Cơ quan khác", en="Other agencies")
    units = sorted(platform.units.items(), key=lambda item: not item[1].own)
    return [
        Choice(key, unit.label if unit.own else _with_code(unit), own if unit.own else outside)
        for key, unit in units
        if unit.own or not field.own_units
    ]


def _with_code(unit: Unit) -> Text:
    return Text(vi=f"{unit.vi} · {unit.code}", en=f"{unit.en} · {unit.code}") if unit.code else unit.label


def _on_my_computer(workspace: Workspace, file_record: str, held: Iterable[int]) -> list[Choice]:
    """The files that the lesson put on the learner's computer: those still in their start state."""
    desk, seat = Desk(workspace), seat_of(workspace)
    start, kept = desk.platform.record(file_record).start_state, set(held)
    files = [file for file in desk.own(file_record) if file.state == start or file.rid in kept]
    return [Choice(file.rid, effects.title(desk, file)) for file in files if rules.sees(desk, seat, file)]


def _records(workspace: Workspace, record_type: str, held: Iterable[int]) -> list[Choice]:
    """The first ones of the list; before them what this workspace has of its own, and what stands there already."""
    desk, seat = Desk(workspace), seat_of(workspace)
    listed = page(workspace, record_type, limit=MOST_OPTIONS).rows
    wanted = list(held)
    desk.load(wanted)
    further = [*(found for rid in wanted if (found := desk.get(rid))), *reversed(desk.own(record_type))]
    known = {row.rid for row in listed}
    rows = {row.rid: row for row in further if row.rid not in known and rules.sees(desk, seat, row)}
    return [Choice(row.rid, effects.called(desk, row)) for row in [*rows.values(), *listed]]
