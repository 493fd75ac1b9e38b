"""The way of one action: request key → rules → rows → event → what colleagues owe → clock.

The learner's action happens at the clock's time and then takes its simulated minutes; what colleagues do in these
minutes happens at its own due time and follows as events of their own, in the same transaction.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from sandbox.definition.calendar import add_minutes, next_session
from sandbox.definition.schema import Automation, Text
from sandbox.engine import colleagues, effects, inputs, sentences
from sandbox.engine.desk import Desk
from sandbox.engine.effects import Deed
from sandbox.engine.outcome import Outcome, Refusal
from sandbox.engine.rows import RecordView
from sandbox.engine.rules import Seat, Verb, lacking, scope, standing, unmet, verb
from sandbox.models import Event

_LONGEST_KEY = 64


@dataclass
class Try:
    """What somebody tries to do, as far as it could be understood."""

    seat: Seat
    name: str
    verb: Verb | None = None
    record: RecordView | None = None
    inputs: inputs.Inputs | None = None
    refusal: Refusal | None = None


def perform(
    desk: Desk,
    *,
    action: str,
    rid: int | None,
    values: Mapping[str, Any],
    request_key: str,
    version: int | None,
    typed: bool,
    ref: str = "",
) -> Outcome:
    """The learner does something, or is told why not. Nothing is saved yet."""
    values = inputs.storable(values)
    attempt = weigh(desk, Seat.of_learner(desk), action, rid, values, version=version, typed=typed)
    if attempt.refusal:
        return refuse(
            desk,
            attempt.refusal,
            action=inputs.storable(action)[:81],
            rid=attempt.record.rid if attempt.record else None,
            values=inputs.refused_values(desk, attempt.verb, attempt.record, values),
            request_key=request_key,
        )
    event = carry_out(desk, attempt, request_key=request_key, ref=ref)
    run_due(desk)
    return Outcome(event, desk.workspace, followups=desk.events[1:])


def weigh(
    desk: Desk,
    seat: Seat,
    name: str,
    rid: int | None,
    values: Mapping[str, Any],
    *,
    version: int | None = None,
    typed: bool = False,
) -> Try:
    """Understand and judge: everything that can be wrong, before anything changes."""
    record = desk.get(rid) if isinstance(rid, int) and not isinstance(rid, bool) else None
    attempt = Try(seat, name, verb(desk.platform, name, record), record)
    attempt.refusal = _misplaced(attempt, rid, version)
    if attempt.refusal or not attempt.verb:
        return attempt
    attempt.refusal = standing(desk, seat, attempt.verb, record)
    if attempt.refusal:
        return attempt
    attempt.inputs = inputs.read(desk, seat, attempt.verb, record, values, typed=typed)
    attempt.refusal = _unready(desk, attempt, attempt.verb, attempt.inputs)
    return attempt


def _misplaced(attempt: Try, rid: int | None, version: int | None) -> Refusal | None:
    if attempt.verb is None:
        return Refusal("unknown_action", sentences.unknown_action())
    if attempt.verb.action.creates:
        return None if rid is None else Refusal("not_here", sentences.not_here(attempt.verb.action))
    if attempt.record is None or attempt.record.type != attempt.verb.record_type:
        return Refusal("not_found", sentences.not_found())
    if version is not None and version != attempt.record.version:
        return Refusal("stale", sentences.stale())
    return None


def _unready(desk: Desk, attempt: Try, verb: Verb, given: inputs.Inputs) -> Refusal | None:
    if given.problems:
        say = sentences.look_again(list(given.problems.values()))
        return Refusal("invalid", say, field=next(iter(given.problems)), problems=given.problems)
    old = attempt.record.facts if attempt.record else {"state": verb.action.to or verb.definition.start_state}
    new = effects.merged(old, given.given)
    return lacking(verb, new) or unmet(verb.action.guards, new, scope(desk, attempt.seat, old, given.filled))


def carry_out(
    desk: Desk,
    attempt: Try,
    *,
    request_key: str | None = None,
    ref: str = "",
    answers: tuple[Automation, dict[str, Any]] | None = None,
) -> Event:
    """Do what was weighed and found good. `answers`: the automation and its pending entry, for a colleague."""
    assert attempt.verb
    assert attempt.inputs
    action, definition, given = attempt.verb.action, attempt.verb.definition, attempt.inputs
    record, state = attempt.record, action.to
    if record is None:
        state = action.to or definition.start_state
        record = desk.create(attempt.verb.record_type, state, {}, ref=ref)
        record = replace(record, data=effects.fresh(desk, record.type, {}))
    rule, pending = answers or (None, {})
    remark = rule.say.vi if rule and rule.say else ""
    deed = Deed(desk, attempt.seat, attempt.verb, record, given.filled, remark=remark)
    deed.change(given.given)
    effects.apply(deed, action.effects)
    say = _sentence(deed, rule)
    deed.finish(state or record.state, deleted=action.deletes)
    colleagues.schedule(desk, attempt.name, deed.record, given.filled, pending.get("depth", 0))
    if attempt.seat.learner:
        desk.clock = add_minutes(desk.now, action.takes)
    return desk.note_event(
        Event.Kind.ACTION if attempt.seat.learner else Event.Kind.COLLEAGUE,
        actor=attempt.seat.person,
        action=attempt.name,
        rid=record.rid,
        values=given.filled,
        say=say,
        notices=deed.notices,
        cause=pending.get("cause"),
        request_key=request_key,
    )


def _sentence(deed: Deed, rule: Automation | None) -> Text:
    """What the event says for people."""
    title = effects.title(deed.desk, deed.record)
    if deed.seat.learner:
        return deed.say(deed.verb.action.done) if deed.verb.action.done else sentences.done(deed.verb.action, title)
    if rule and rule.say:
        return deed.say(rule.say)
    return sentences.colleague_did(deed.desk.platform.people[deed.seat.person], deed.verb.action, title)


def run_due(desk: Desk) -> None:
    """Everything that colleagues owe up to the clock, each at its own time."""
    while answer := colleagues.take_due(desk):
        rule = colleagues.rule_named(desk.platform, answer["rule"])
        desk.now = answer["due"]
        seat = Seat.of_colleague(desk.platform, rule.as_)
        record = desk.get(answer["rid"])
        name = f"{rule.after.partition('.')[0]}.{rule.do}"
        fill = effects.resolved(rule.fill, scope(desk, seat, record.facts if record else None, {}))
        attempt = weigh(desk, seat, name, answer["rid"], fill)
        if not attempt.refusal:
            carry_out(desk, attempt, answers=(rule, answer))


def wait(desk: Desk, *, until: str, request_key: str) -> Outcome:
    """Let time pass: to the next answer that a colleague owes, or to the next office session."""
    if until == "reply":
        waiting = colleagues.pending(desk.facts)
        if not waiting:
            refusal = Refusal("nobody", sentences.nobody_owes())
            return refuse(desk, refusal, action="", rid=None, values={"until": until}, request_key=request_key)
        desk.clock = max(desk.clock, waiting[0]["due"])
    else:
        desk.clock = next_session(desk.platform.calendar, desk.clock)
    event = desk.note_event(
        Event.Kind.TIME,
        actor=desk.workspace.person,
        values={"until": until},
        say=sentences.time_is(desk.clock),
        request_key=request_key,
    )
    run_due(desk)
    return Outcome(event, desk.workspace, followups=desk.events[1:])


def answer(desk: Desk, *, question: str, value: str, request_key: str) -> Outcome:
    """The learner answers a question of the lesson; the latest answer counts."""
    given = {"question": str(inputs.storable(question))[:40], "value": str(inputs.storable(value))[:500]}
    desk.facts["answers"] = {**desk.facts.get("answers", {}), given["question"]: given["value"]}
    event = desk.note_event(
        Event.Kind.ANSWER,
        actor=desk.workspace.person,
        values=given,
        say=sentences.answered(),
        request_key=request_key,
    )
    return Outcome(event, desk.workspace)


def refuse(
    desk: Desk, refusal: Refusal, *, action: str, rid: int | None, values: dict[str, Any], request_key: str
) -> Outcome:
    """Nothing changes; that it was tried, and why it could not be, is written down."""
    event = desk.note_event(
        Event.Kind.REFUSED,
        actor=desk.workspace.person,
        action=action,
        rid=rid,
        values=values,
        refusal=refusal.as_note(),
        request_key=request_key,
    )
    return Outcome(event, desk.workspace, refusal=refusal)


# --- request keys -----------------------------------------------------------------------------------------


def tidy_key(request_key: str) -> str:
    """A key that fits its column. Whoever sends none gets one, and no protection against sending twice."""
    key = str(inputs.storable(request_key or uuid.uuid4().hex))
    return key if len(key) <= _LONGEST_KEY else hashlib.sha256(key.encode()).hexdigest()


def earlier(desk: Desk, request_key: str) -> Outcome | None:
    """What this request already led to, however often and from wherever it is sent again."""
    events = Event.objects.filter(workspace=desk.workspace)
    event = events.filter(request_key=request_key).first()
    if event is None:
        return None
    after = events.filter(seq__gt=event.seq).order_by("seq")
    followups = list(takewhile(lambda one: one.kind == Event.Kind.COLLEAGUE, after.iterator(chunk_size=20)))
    note = event.note.get("refusal")
    refusal = Refusal.from_note(note) if note else None
    return Outcome(event, desk.workspace, followups=followups, refusal=refusal, repeated=True)
