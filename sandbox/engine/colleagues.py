"""Simulated colleagues: what they do in answer to an action, after a simulated wait.

When an action is done, the first automation of the definition that matches is what happens next. If its seat is the
learner's, it is the learner's turn and nobody acts. Otherwise it is written into the workspace's facts as pending
and carried out, as an ordinary action, once the clock has come so far; what has become impossible by then (the
learner was quicker) is dropped. A colleague's action may be answered by another one, up to `DEEPEST` in a row.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.definition.calendar import add_minutes
from sandbox.definition.conditions import holds
from sandbox.definition.schema import Automation, Platform
from sandbox.engine.desk import Desk
from sandbox.engine.rows import RecordView
from sandbox.engine.rules import Seat, scope

DEEPEST = 12


def rules_after(platform: Platform, action: str) -> Iterator[tuple[str, Automation]]:
    """The automations that answer an action, in the definition's order, with their name inside the definition."""
    for key, module in platform.modules.items():
        for position, rule in enumerate(module.automations):
            if rule.after == action:
                yield f"{key}:{position}", rule


def rule_named(platform: Platform, name: str) -> Automation:
    module, _, position = name.partition(":")
    return platform.modules[module].automations[int(position)]


def schedule(desk: Desk, action: str, record: RecordView, given: dict[str, Any], depth: int = 0) -> None:
    """Note who will answer the action that is about to become the next event, if anybody."""
    if record.deleted or depth >= DEEPEST:
        return
    for name, rule in rules_after(desk.platform, action):
        seat = Seat.of_colleague(desk.platform, rule.as_)
        if holds(rule.if_, record.facts, scope=scope(desk, seat, record.facts, given)):
            if rule.as_ != desk.workspace.person:
                answer = {
                    "rule": name,
                    "rid": record.rid,
                    "cause": desk.next_seq,
                    "due": add_minutes(desk.now, rule.wait),
                    "depth": depth + 1,
                }
                desk.facts["pending"] = sorted([*pending(desk.facts), answer], key=_soonest)
            return


def _soonest(answer: dict[str, Any]) -> tuple[str, int]:
    return answer["due"], answer["cause"]


def pending(facts: dict[str, Any]) -> list[dict[str, Any]]:
    """What colleagues are about to do, soonest first."""
    return list(facts.get("pending", []))


def take_due(desk: Desk) -> dict[str, Any] | None:
    """The next answer whose time has come, taken off the list."""
    waiting = pending(desk.facts)
    if not waiting or waiting[0]["due"] > desk.clock:
        return None
    first, *rest = waiting
    if rest:
        desk.facts["pending"] = rest
    else:
        del desk.facts["pending"]
    return first
