"""Slips in a right solution: a move left out, done to another record, or with another value in one of its boxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from lessons.spec import TaskSpec
from sandbox.definition.schema import Platform, RecordField
from sandbox.spec import ActMove, AnswerMove, Move, SearchMove


@dataclass(frozen=True)
class Mutant:
    place: int  # of the move in the solution
    name: str  # "left out", "vb_di.trinh.trich_yeu"
    moves: list[Move]  # what stands in its place


def mutants(spec: TaskSpec, platform: Platform) -> Iterator[Mutant]:
    """Every slip, in the order of the solution."""
    for place, move in enumerate(spec.solution):
        yield Mutant(place, "left out", [])
        if isinstance(move, AnswerMove):
            yield Mutant(place, "answer", [move.model_copy(update={"value": f"{move.value}9"})])
        if isinstance(move, SearchMove):
            continue
        if isinstance(move, ActMove):
            for name, moves in _altered(spec, platform, move):
                yield Mutant(place, f"{move.action}.{name}", moves)


def taken_for(spec: TaskSpec) -> Iterator[Mutant]:
    """Every move of the solution done to a bait instead, of which there may be none of that kind."""
    for place, move in enumerate(spec.solution):
        if isinstance(move, ActMove) and isinstance(move.on, str):
            for bait in [record for trap in spec.traps for record in trap.records]:
                if bait.record == move.action.partition(".")[0]:
                    yield Mutant(place, f"{move.action} on {bait.ref}", [move.model_copy(update={"on": bait.ref})])


def _altered(spec: TaskSpec, platform: Platform, move: ActMove) -> Iterator[tuple[str, list[Move]]]:
    record_type = move.action.partition(".")[0]
    fields = platform.record(record_type).fields
    for name, value in move.values.items():
        if name in fields and (other := another(platform, fields[name], value)) is not None:
            yield name, [move.model_copy(update={"values": {**move.values, name: other}})]
    if isinstance(move.on, str):
        alike = [one.ref for one in spec.scenario.records if one.record == record_type and one.ref != move.on]
        for ref in alike[:1]:
            yield "on", [move.model_copy(update={"on": ref})]


def another(platform: Platform, field: RecordField, value: Any) -> Any:
    """A different value of the same kind, such as somebody in a hurry might give; None where there is none."""
    if isinstance(value, str) and value[:1] in "$@" and field.type != "files":
        return None
    match field.type:
        case "text":
            return "x"
        case "longtext" | "richtext":
            return ""
        case "secret":
            return "123456"
        case "choice":
            return next((one for one in field.options if one != value), None)
        case "person":
            return next(
                (
                    key
                    for key, one in platform.people.items()
                    if key != value and (not field.roles or one.role in field.roles)
                ),
                None,
            )
        case "unit":
            return next(
                (key for key, one in platform.units.items() if key != value and (one.own or not field.own_units)),
                None,
            )
        case "choices" | "people" | "units" | "files" | "rows":
            return value[:-1] if isinstance(value, list) and len(value) > 1 else ""
        case "number" | "money":
            return str(int(float(str(value).replace(".", "").replace(",", "."))) * 10 + 1)
        case "date":
            return (date.fromisoformat(value) + timedelta(1)).isoformat() if _iso(value) else None
        case "datetime":
            moment = datetime.fromisoformat(value) + timedelta(1) if _iso(value) else None
            return moment.isoformat(timespec="minutes") if moment else None
        case "checkbox":
            return not value
    return None


def _iso(value: Any) -> bool:
    return isinstance(value, str) and value[:4].isdigit() and value[4:5] == "-"
