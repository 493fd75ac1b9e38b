"""From what a form or a lesson gives to stored values, box by box; every problem is collected, nothing is lost.

A box that was not given keeps what the record has, or the definition's default; given empty, it is emptied.
Secrets become facts here and go no further (`secrecy`); a form that repeats one in an open box is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.definition.conditions import is_empty, resolve
from sandbox.definition.schema import Ask, RecordField, Text
from sandbox.definition.values import ValueProblem, missing, parse, parse_stored, too_short
from sandbox.engine import secrecy, sentences
from sandbox.engine.desk import Desk
from sandbox.engine.rows import RecordView
from sandbox.engine.rules import Seat, Verb, scope, sees

_LONGEST = 20_000
_MOST = 500


@dataclass
class Inputs:
    """`given`: stored form of every asked box (None: empty). `problems`: what is to be mended, by box."""

    given: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, Text] = field(default_factory=dict)

    @property
    def filled(self) -> dict[str, Any]:
        return {name: value for name, value in self.given.items() if value is not None}


def read(
    desk: Desk, seat: Seat, verb: Verb, record: RecordView | None, values: Mapping[str, Any], *, typed: bool
) -> Inputs:
    """Parse what was given for the boxes that the action asks."""
    inputs = Inputs()
    for ask in verb.action.asks:
        definition = verb.definition.fields[ask.field]
        try:
            if ask.field not in values:
                value = offered(desk, seat, ask, record)
            elif definition.type == "secret":
                value = secrecy.facts(desk, verb, ask.field, record, values)
            else:
                value = read_one(desk, definition, values[ask.field], typed=typed)
            inputs.given[ask.field] = value
            _check(ask, definition, value)
        except ValueProblem as problem:
            inputs.problems[ask.field] = problem.say
    for name in secrecy.told(verb, values):
        inputs.problems[name] = sentences.tells_a_secret(verb.definition.fields[name].label)
    _check_links(desk, seat, verb, record, inputs)
    return inputs


def offered(desk: Desk, seat: Seat, ask: Ask, record: RecordView | None) -> Any:
    """What a box holds before anybody types: the record's own value, or the default."""
    own = record.data.get(ask.field) if record else None
    return own if own is not None else resolve(ask.default, scope(desk, seat, record.facts if record else None, {}))


def read_one(desk: Desk, definition: RecordField, raw: Any, *, typed: bool) -> Any:
    """One value; `typed=False` takes the stored form, and the typed form where it does not read as stored."""
    if typed:
        return parse(definition, raw, today=desk.now, platform=desk.platform)
    try:
        return parse_stored(definition, raw, platform=desk.platform)
    except ValueProblem:
        return parse(definition, raw, today=desk.now, platform=desk.platform)


def storable(value: Any, depth: int = 0) -> Any:
    """Whatever a request carried, as JSON that every database takes: nothing endless, no NUL, no half characters."""
    if isinstance(value, str):
        return value[:_LONGEST].replace("\0", "").encode("utf-8", "replace").decode()
    if value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**18):
        return value
    if isinstance(value, Mapping) and depth < 4:
        return {str(storable(str(key))): storable(part, depth + 1) for key, part in list(value.items())[:_MOST]}
    if isinstance(value, list | tuple) and depth < 4:
        return [storable(part, depth + 1) for part in value[:_MOST]]
    return storable(str(value)[:_LONGEST])


def refused_values(
    desk: Desk, verb: Verb | None, record: RecordView | None, values: Mapping[str, Any]
) -> dict[str, Any]:
    """What may be kept of a refused attempt: the boxes that were asked for, as given, secrets as facts only."""
    if verb is None:
        return {}
    told = secrecy.told(verb, values)
    kept = {name: values[name] for name in sorted(verb.asked) if name in values and name not in told}
    for name in kept:
        if verb.definition.fields[name].type == "secret":
            kept[name] = secrecy.facts(desk, verb, name, record, values)
    return {name: value for name, value in kept.items() if value is not None}


def _check(ask: Ask, definition: RecordField, value: Any) -> None:
    if is_empty(value):
        if definition.required if ask.required is None else ask.required:
            raise missing(definition)
    elif ask.min_length and isinstance(value, str) and len(value.strip()) < ask.min_length:
        raise too_short(definition, ask.min_length)


def _check_links(desk: Desk, seat: Seat, verb: Verb, record: RecordView | None, inputs: Inputs) -> None:
    """What needs the world to be judged: linked records, people's roles, the agency's own units.

    A record that the seat does not see is none to choose; one that stands in the box already may stay.
    """
    fields, platform = verb.definition.fields, desk.platform
    links = {name: value for name, value in inputs.filled.items() if fields[name].type in ("record", "files")}
    desk.load(rid for value in links.values() for rid in _listed(value))
    for name, value in inputs.filled.items():
        definition = fields[name]
        wanted = platform.file_record if definition.type == "files" else definition.to
        kept = _listed(record.data.get(name)) if record else []
        good = True
        for one in _listed(value):
            if name in links:
                found = desk.get(one)
                good &= found is not None and found.type == (wanted or found.type)
                good &= found is None or one in kept or sees(desk, seat, found)
            elif definition.type in ("person", "people") and definition.roles:
                good &= platform.people[one].role in definition.roles
            elif definition.type in ("unit", "units") and definition.own_units:
                good &= platform.units[one].own
        if not good:
            inputs.problems.setdefault(name, sentences.no_such_link(definition.label))


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
