"""One judge for each of the twelve kinds of `sandbox.spec.Check`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sandbox import spec
from sandbox.checks import answers, events, records
from sandbox.checks.finding import Finding, in_own_words
from sandbox.checks.world import World

_JUDGES: dict[type[spec.CheckBase], Any] = {
    spec.Exists: records.exists,
    spec.Missing: records.missing,
    spec.FieldIs: records.field_is,
    spec.StateIs: records.state_is,
    spec.Count: records.count,
    spec.EventHappened: events.happened,
    spec.NeverHappened: events.never,
    spec.Order: events.order,
    spec.Within: events.within,
    spec.Untouched: records.untouched,
    spec.Answer: answers.answer,
    spec.Unaided: answers.unaided,
}


def evaluate(checks: Sequence[spec.Check], world: World) -> list[Finding]:
    """One finding a check, in order. The checks are bound: their `{{variables}}` are already values."""
    return [_judged(place, check, world) for place, check in enumerate(checks)]


def _judged(place: int, check: spec.Check, world: World) -> Finding:
    finding: Finding = _JUDGES[type(check)](check, world)
    return replace(in_own_words(finding, check.say), check_index=place, at=check.hint_at or finding.at)
