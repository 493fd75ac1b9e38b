"""Which screens of the platform a task uses, and whether they are still the same.

Somebody who can do a lesson should do it again when the platform has changed under it; not when another module has.
So the fingerprint takes in the record types that the task's scenario, moves and checks name, and of each what a
person sees and may do: labels, fields, states, actions, tabs and sections.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from lessons.spec import TaskSpec, canonical_json
from sandbox.definition.schema import Platform
from sandbox.spec import ActMove, Check, EventHappened, Move, NeverHappened, Order, RecordSelector, Untouched, Within

PARTS = ("fields", "states", "actions", "views", "sections")


def fingerprint(spec: TaskSpec, platform: Platform) -> str:
    """sha256 over the definitions of the record types that the task uses. The order of named things is meaning."""
    known = {name for module in platform.modules.values() for name in module.records}
    seen = []
    for name in sorted(used(spec) & known):
        record = platform.record(name)
        parts = [
            [part, [[key, one.model_dump(mode="json", by_alias=True)] for key, one in getattr(record, part).items()]]
            for part in PARTS
        ]
        seen.append([name, record.vi, record.en, parts])
    return hashlib.sha256(canonical_json(seen).encode()).hexdigest()


def used(spec: TaskSpec) -> frozenset[str]:
    """The record types that the task names."""
    moves = [*spec.solution, *(move for step in spec.steps for move in step.hints.do)]
    checks = [check for step in spec.steps for check in step.checks]
    records = {record.record for record in spec.scenario.records}
    return frozenset({*records, *_of_moves(moves), *_of_checks(checks)})


def _of_moves(moves: Iterable[Move]) -> Iterator[str]:
    for move in moves:
        if isinstance(move, ActMove):
            yield move.action.partition(".")[0]
            if isinstance(move.on, RecordSelector):
                yield move.on.record


def _of_checks(checks: Iterable[Check]) -> Iterator[str]:
    for check in checks:
        if isinstance(check, Untouched):
            yield check.record
        elif isinstance(check, EventHappened | NeverHappened):
            yield check.action.partition(".")[0]
        elif isinstance(check, Order):
            yield from _of_checks([check.first, check.then])
        elif isinstance(check, Within):
            yield from _of_checks([check.event, *([check.after] if check.after else [])])
        if isinstance(select := getattr(check, "select", None), RecordSelector):
            yield select.record
