"""May this seat do this action to this record now, and if not, why: the sentence it needs to go on.

The same judgement serves `perform` and the buttons of a screen (`offers`): an action that is not allowed now
is shown with its reason, not hidden.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.definition.conditions import Scope, holds, is_empty
from sandbox.definition.schema import Action, Guard, Platform, RecordType, Text
from sandbox.engine import sentences
from sandbox.engine.desk import Desk
from sandbox.engine.outcome import Refusal
from sandbox.engine.rows import RecordView

CORRECT = "sua"  # the built-in action: correcting fields where the state allows it


@dataclass(frozen=True)
class Seat:
    """Who acts: the learner in the scenario's chair, or a colleague."""

    person: str
    role: str
    unit: str
    learner: bool = True

    @classmethod
    def of_learner(cls, desk: Desk) -> Seat:
        person = desk.platform.people[desk.workspace.person]
        return cls(desk.workspace.person, desk.workspace.role, person.unit)

    @classmethod
    def of_colleague(cls, platform: Platform, key: str) -> Seat:
        return cls(key, platform.people[key].role, platform.people[key].unit, learner=False)


@dataclass(frozen=True)
class Verb:
    """An action by its full name, "van_ban.trinh", with what the definition says of it."""

    name: str
    record_type: str
    definition: RecordType
    action: Action

    @property
    def asked(self) -> frozenset[str]:
        return frozenset(ask.field for ask in self.action.asks)


def verb(platform: Platform, name: str, record: RecordView | None) -> Verb | None:
    """The action of that full name, None if there is none. What "sua" asks depends on the record's state."""
    record_type, _, key = name.partition(".")
    try:
        definition = platform.record(record_type)
    except KeyError:
        return None
    if key in definition.actions:
        return Verb(name, record_type, definition, definition.actions[key])
    if key == CORRECT and any(state.edit_by for state in definition.states.values()):
        return Verb(name, record_type, definition, correcting(definition, record.state if record else ""))
    return None


def correcting(definition: RecordType, state: str) -> Action:
    """The built-in action for a record in that state."""
    label = sentences.correcting()
    editors = {role: None for at in definition.states.values() for role in at.edit_by}
    return Action(
        vi=label.vi,
        en=label.en,
        by=list(editors),
        from_=[key for key, at in definition.states.items() if at.edit_by],
        asks=[{"field": name} for name in correctable(definition, state)],
    )


def correctable(definition: RecordType, state: str) -> list[str]:
    """The fields that may be corrected: as the state says, or all that the record screen shows and people fill."""
    at = definition.states.get(state)
    if at and at.edit_fields:
        return at.edit_fields
    shown = [name for section in definition.sections.values() for name in section.fields] or list(definition.fields)
    fields = definition.fields
    return [
        name for name in shown if not (fields[name].hidden or fields[name].generated or fields[name].type == "secret")
    ]


def scope(desk: Desk, seat: Seat, record: Mapping[str, Any] | None, given: Mapping[str, Any]) -> Scope:
    return Scope(
        platform=desk.platform,
        now=desk.now,
        person=seat.person,
        unit=seat.unit,
        role=seat.role,
        record=record if record is not None else {},
        input=given,
        lookup=desk.facts_of,
        others=desk.others,
    )


def sees(desk: Desk, seat: Seat, record: RecordView) -> bool:
    """Whether the record is there at all for that seat. Colleagues see all: they do what the definition says."""
    visible = desk.platform.record(record.type).visible
    return not (seat.learner and visible) or holds(visible, record.facts, scope=scope(desk, seat, record.facts, {}))


def standing(desk: Desk, seat: Seat, verb: Verb, record: RecordView | None) -> Refusal | None:
    """What can be said before anything is filled in: the seat, and the record's state."""
    action, definition = verb.action, verb.definition
    if record and not sees(desk, seat, record):
        return Refusal("not_found", sentences.not_found())
    if seat.learner and action.colleague_only:
        return Refusal("not_here", sentences.colleagues_only(action))
    if seat.role not in action.by:
        return Refusal("wrong_role", sentences.wrong_role(action, sentences.roles_of(desk.platform, action.by)))
    if definition.readable_by and seat.role not in definition.readable_by and seat.learner:
        return Refusal("not_here", sentences.not_here(action))
    if record is None:
        return None
    now = definition.states[record.state]
    if verb.name.endswith(f".{CORRECT}") and CORRECT not in definition.actions:
        return None if seat.role in now.edit_by else Refusal("wrong_state", sentences.cannot_correct(now))
    if action.from_ and record.state not in action.from_:
        wanted = sentences.states_of(definition, action.from_)
        return Refusal("wrong_state", sentences.wrong_state(action, now, wanted))
    return None


def lacking(verb: Verb, data: Mapping[str, Any], *, but: frozenset[str] = frozenset()) -> Refusal | None:
    """Fields that must already be filled and are not."""
    empty = [name for name in verb.action.needs if name not in but and is_empty(data.get(name))]
    if not empty:
        return None
    say = sentences.needs(verb.action, (verb.definition.fields[name].label for name in empty))
    return Refusal("needs", say, field=empty[0])


def unmet(guards: list[Guard], facts: Mapping[str, Any], at: Scope) -> Refusal | None:
    """All guards that apply and do not hold: the first one's sentence, and every one's box."""
    applying = [guard for guard in guards if holds(guard.when, facts, scope=at)]
    failed = [guard for guard in applying if not holds(guard.require, facts, scope=at)]
    if not failed:
        return None
    problems = {guard.field: guard.else_ for guard in reversed(failed) if guard.field}
    return Refusal(
        "guard",
        failed[0].else_,
        field=failed[0].field,
        problems=problems,
        rules=tuple(guard.code for guard in failed if guard.code),
    )


def hindrance(desk: Desk, seat: Seat, verb: Verb, record: RecordView) -> Text | None:
    """Why a button is disabled, as far as that can be known before its form is filled in; None: it is enabled."""
    refusal = standing(desk, seat, verb, record) or lacking(verb, record.data, but=verb.asked)
    if not refusal:
        known = [guard for guard in verb.action.guards if not _looks_at_input(guard, verb.asked)]
        refusal = unmet(known, record.facts, scope(desk, seat, record.facts, {}))
    return refusal.say if refusal else None


def _looks_at_input(guard: Guard, asked: frozenset[str]) -> bool:
    return any(
        word.startswith("$input.") or word in asked or word.removeprefix("$record.") in asked
        for part in (guard.when, guard.require)
        for word in _words(part)
    )


def _words(tree: Any) -> Iterator[str]:
    """Every text and every key inside a condition."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, Mapping):
        for key, part in tree.items():
            yield str(key)
            yield from _words(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from _words(part)
