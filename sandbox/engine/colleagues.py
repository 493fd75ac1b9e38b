"""Simulated colleagues: what they do in answer to an action, after a simulated wait in office time.

When an action is done, the first automation of the definition that matches is what happens next, and of those that
act on another record (`on`) the first for each such field. It is written into the workspace's facts as pending and
carried out, as an ordinary action, once the clock has come so far; what has become impossible by then (the learner
was quicker) is dropped. A colleague's action may be answered by another one, up to `DEEPEST` in a row: a land dossier
comes back from the tax office in sixteen, and a circle in the definition must end.

For a seat of the learner's own nobody acts. In free exploration that is the seat held now, and only as long as it is
held: what waits for it meanwhile is held back (`seats`).

    "pending": [{"rule", "rid": of the record acted on, "of": of the one it answers for, if another,
                 "as": the person, where the record told, "cause": seq, "due", "depth"}, …]
"""

from __future__ import annotations

from typing import Any

from sandbox.definition.calendar import after_wait
from sandbox.definition.conditions import holds
from sandbox.definition.schema import Automation, Platform
from sandbox.engine import moments
from sandbox.engine.desk import Desk
from sandbox.engine.rows import RecordView
from sandbox.engine.rules import Seat, scope

DEEPEST = 30
FACT = "pending"
Entry = dict[str, Any]


def rules_after(platform: Platform, action: str) -> list[tuple[str, Automation]]:
    """The automations that answer an action, in the definition's order, with their name inside the definition."""
    if rules_after not in platform.worked_out:
        found: dict[str, list[tuple[str, Automation]]] = {}
        for key, module in platform.modules.items():
            for position, rule in enumerate(module.automations):
                if rule.after:
                    found.setdefault(rule.after, []).append((f"{key}:{position}", rule))
        platform.worked_out[rules_after] = found
    known: dict[str, list[tuple[str, Automation]]] = platform.worked_out[rules_after]
    return known.get(action, [])


def rule_named(platform: Platform, name: str) -> Automation:
    module, _, position = name.partition(":")
    return platform.modules[module].automations[int(position)]


def person_of(platform: Platform, entry: Entry) -> str:
    """Who is going to act: of an answer that is owed, or of a moment to come."""
    return str(entry["as"] if "as" in entry else rule_named(platform, entry["rule"]).as_)


def deed_of(platform: Platform, rule: Automation) -> str:
    """The full name of what the colleague does: "ho_so_mc.tiep_tuc"."""
    record_type = str(rule.after or rule.at).partition(".")[0]
    if rule.on:
        record_type = platform.record(record_type).fields[rule.on].to or ""
    return f"{record_type}.{rule.do}"


def acted_on(rule: Automation, record: RecordView) -> int | None:
    """The record on which the colleague acts; None where the field points at none."""
    found = record.data.get(rule.on) if rule.on else record.rid
    return found if isinstance(found, int) else None


def schedule(desk: Desk, action: str, record: RecordView, given: dict[str, Any], depth: int = 0) -> None:
    """Note who will answer the action that is about to become the next event, if anybody."""
    if record.deleted or depth >= DEEPEST:
        return
    answered: set[str | None] = set()
    made: list[Entry] = []
    for name, rule in rules_after(desk.platform, action):
        rid, person = acted_on(rule, record), rule.person(record.data)
        if rid is None or person not in desk.platform.people or rule.on in answered:
            continue
        seat = Seat.of_colleague(desk.platform, person)
        if not holds(rule.if_, record.facts, scope=scope(desk, seat, record.facts, given)):
            continue
        answered.add(rule.on)
        if person not in desk.left_alone:
            made.append(
                {
                    "rule": name,
                    "rid": rid,
                    **({"of": record.rid} if rule.on else {}),
                    **({"as": person} if rule.person_field else {}),
                    "cause": desk.next_seq,
                    "due": after_wait(desk.platform.calendar, desk.now, rule.wait),
                    "depth": depth + 1,
                }
            )
    if made:
        desk.facts[FACT] = sorted([*pending(desk.facts), *made], key=_soonest)


def _soonest(answer: Entry) -> tuple[str, int]:
    return answer["due"], answer["cause"]


def pending(facts: dict[str, Any]) -> list[Entry]:
    """What colleagues are about to do, soonest first, whoever holds their seat."""
    return list(facts.get(FACT, []))


def coming(desk: Desk) -> list[Entry]:
    """What is really coming, soonest first: the seat that the learner holds is silent."""
    return [answer for answer in pending(desk.facts) if not _held_back(desk, answer)]


def coming_moments(desk: Desk) -> list[Entry]:
    """The moments of records that are still to come, soonest first."""
    return [entry for entry in desk.facts.get(moments.FACT, []) if not _held_back(desk, entry)]


def _held_back(desk: Desk, entry: Entry) -> bool:
    return person_of(desk.platform, entry) == desk.workspace.person


def take_due(desk: Desk) -> Entry | None:
    """The next thing whose time has come, taken off its list: an answer, or a moment of a record."""
    waiting = [
        (entry["due"], fact, entry)
        for fact, entries in ((FACT, coming(desk)), (moments.FACT, coming_moments(desk)))
        for entry in entries[:1]
        if entry["due"] <= desk.clock
    ]
    if not waiting:
        return None
    _due, fact, first = min(waiting, key=lambda one: (one[0], one[1] != FACT))
    _keep(desk, fact, [entry for entry in desk.facts[fact] if entry is not first])
    return first


def done_by_hand(desk: Desk, action: str, rid: int) -> None:
    """The learner did what waited for the seat held now: it is not done a second time once the seat is left."""

    def same(entry: Entry) -> bool:
        rule = rule_named(desk.platform, entry["rule"])
        return entry["rid"] == rid and deed_of(desk.platform, rule) == action

    for fact in (FACT, moments.FACT):
        entries = desk.facts.get(fact, [])
        kept = [entry for entry in entries if not (_held_back(desk, entry) and same(entry))]
        if len(kept) < len(entries):
            _keep(desk, fact, kept)


def release(desk: Desk, person: str) -> None:
    """The seat of that person was left: what had waited for it is due now at the earliest."""
    for fact, order in ((FACT, _soonest), (moments.FACT, moments.soonest)):
        entries: list[Entry] = desk.facts.get(fact, [])
        if any(entry["due"] < desk.clock for entry in entries):
            moved = [
                {**entry, "due": max(entry["due"], desk.clock)}
                if person_of(desk.platform, entry) == person
                else entry
                for entry in entries
            ]
            _keep(desk, fact, sorted(moved, key=order))


def _keep(desk: Desk, fact: str, entries: list[Entry]) -> None:
    if entries:
        desk.facts[fact] = entries
    else:
        desk.facts.pop(fact, None)
