"""The way of one action: request key → rules → rows → event → what colleagues owe → clock.

The learner's action happens at the clock's time and then takes its simulated minutes; what colleagues do in these
minutes, and what moments of records bring, happens at its own due time and follows as events of their own, in the
same transaction. Sitting down in another seat and searching take no time.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any

from sandbox.definition.calendar import add_minutes, next_session
from sandbox.definition.conditions import holds
from sandbox.definition.schema import Automation, Text
from sandbox.engine import colleagues, effects, inputs, seats, sentences
from sandbox.engine.desk import Desk
from sandbox.engine.effects import Deed
from sandbox.engine.outcome import Outcome, Refusal
from sandbox.engine.rows import RecordView
from sandbox.engine.rules import Seat, Verb, lacking, scope, standing, unmet, verb
from sandbox.models import Event
from sandbox.spec import SEARCHED

_LONGEST_KEY = 64
_LONGEST_SEARCH = 200


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
    seat: str | None = None,
    held: Text | None = None,
) -> Outcome:
    """The learner does something, or is told why not. Nothing is saved yet."""
    values = inputs.storable(values)
    attempt = weigh(desk, Seat.of_learner(desk), action, rid, values, version=version, typed=typed)
    if seat is not None and seat != desk.workspace.person:
        now = desk.platform.people[desk.workspace.person]
        attempt.refusal = Refusal("other_seat", sentences.other_seat(now))
    if held and not attempt.refusal:
        attempt.refusal = Refusal("held", held)
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
    deed.finish(deed.state or state or record.state, deleted=action.deletes)
    if attempt.seat.learner:
        colleagues.done_by_hand(desk, attempt.name, record.rid)
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
        done = deed.said or deed.verb.action.done
        return deed.say(done) if done else sentences.done(deed.verb.action, title)
    if said := (rule and rule.say) or deed.said:
        return deed.say(said)
    return sentences.colleague_did(deed.desk.platform.people[deed.seat.person], deed.verb.action, title)


def run_due(desk: Desk) -> None:
    """Everything that colleagues owe and that moments bring up to the clock, each at its own time."""
    while entry := colleagues.take_due(desk):
        attempt = _attempted(desk, entry)
        if attempt and not attempt.refusal:
            carry_out(desk, attempt, answers=(colleagues.rule_named(desk.platform, entry["rule"]), entry))


def _attempted(desk: Desk, entry: colleagues.Entry) -> Try | None:
    """What a colleague tries to do when that is due; None where its reason is gone, or does not hold then."""
    desk.now = entry["due"]
    rule = colleagues.rule_named(desk.platform, entry["rule"])
    reason = desk.get(entry["of"] if "of" in entry else entry["rid"])
    rid = entry["rid"] if rule.after else colleagues.acted_on(rule, reason) if reason else None
    if reason is None or rid is None:
        return None
    seat = Seat.of_colleague(desk.platform, colleagues.person_of(desk.platform, entry))
    at = scope(desk, seat, reason.facts, {})
    if rule.at and not holds(rule.if_, reason.facts, scope=at):
        return None
    return weigh(desk, seat, colleagues.deed_of(desk.platform, rule), rid, effects.resolved(rule.fill, at))


def would_happen(desk: Desk, entry: colleagues.Entry) -> bool:
    """Whether an answer or a moment would come to anything when it is due, as things stand now. Changes nothing."""
    now = desk.now
    try:
        attempt = _attempted(desk, entry)
        return attempt is not None and attempt.refusal is None
    finally:
        desk.now = now


def next_answer(desk: Desk) -> colleagues.Entry | None:
    """The next answer that colleagues owe and that would come to anything."""
    return _first(desk, colleagues.coming(desk))


def next_moment(desk: Desk) -> colleagues.Entry | None:
    """The next moment of a record at which something would happen."""
    return _first(desk, colleagues.coming_moments(desk))


def _first(desk: Desk, entries: list[colleagues.Entry]) -> colleagues.Entry | None:
    desk.load(entry["rid"] for entry in entries)
    return next((entry for entry in entries if would_happen(desk, entry)), None)


def wait(desk: Desk, *, until: str, request_key: str) -> Outcome:
    """Let time pass: see `sandbox.spec.Until`."""
    if until == "next_session":
        desk.clock = next_session(desk.platform.calendar, desk.clock)
    else:
        coming = [next_answer(desk), next_moment(desk) if until == "deadline" else None]
        waiting = [entry["due"] for entry in coming if entry]
        if not waiting:
            say = sentences.nothing_is_due() if until == "deadline" else sentences.nobody_owes()
            refusal = Refusal("nobody", say)
            return refuse(desk, refusal, action="", rid=None, values={"until": until}, request_key=request_key)
        desk.clock = max(desk.clock, min(waiting))
    event = desk.note_event(
        Event.Kind.TIME,
        actor=desk.workspace.person,
        values={"until": until},
        say=sentences.time_is(desk.clock),
        request_key=request_key,
    )
    run_due(desk)
    return Outcome(event, desk.workspace, followups=desk.events[1:])


def take_seat(desk: Desk, *, person: str, request_key: str) -> Outcome:
    """The learner sits down in another of their seats; what had waited for the one they leave is then done."""
    person = str(inputs.storable(person))[:40]
    own = seats.own(desk.platform, desk.workspace.scenario)
    if person not in own:
        refusal = Refusal("no_seat", sentences.no_seat(desk.platform.people[key] for key in own))
        return refuse(desk, refusal, action="", rid=None, values={"person": person}, request_key=request_key)
    left = desk.workspace.person
    desk.sit(person)
    event = desk.note_event(
        Event.Kind.SEAT,
        actor=person,
        values={"person": person},
        say=sentences.sat_down(desk.platform.people[person]),
        request_key=request_key,
    )
    if person != left:
        colleagues.release(desk, left)
    run_due(desk)
    return Outcome(event, desk.workspace, followups=desk.events[1:])


def look_up(desk: Desk, *, words: str, request_key: str) -> Outcome:
    """The learner searches all modules. Nothing changes, but it is known that they did."""
    words = " ".join(str(inputs.storable(words)).split())[:_LONGEST_SEARCH]
    if not words:
        refusal = Refusal("invalid", sentences.nothing_to_search())
        return refuse(desk, refusal, action=SEARCHED, rid=None, values={}, request_key=request_key)
    event = desk.note_event(
        Event.Kind.SEARCH,
        actor=desk.workspace.person,
        action=SEARCHED,
        values={"words": words},
        say=sentences.searched(words),
        request_key=request_key,
    )
    return Outcome(event, desk.workspace)


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
