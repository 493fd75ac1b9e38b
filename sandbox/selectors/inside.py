"""What the other reads stand on: the seat that is held, and what a list means for it."""

from __future__ import annotations

from typing import Any

from sandbox.definition.conditions import Condition, Scope
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import RecordType, View
from sandbox.engine import rules, where
from sandbox.engine.rows import canonical
from sandbox.errors import NotHere
from sandbox.models import Workspace

MOST_TESTS = 5000  # conditions understood and kept


def definition_of(workspace: Workspace, record_type: str) -> RecordType:
    try:
        return platform_of(workspace.snapshot).record(record_type)
    except KeyError as error:
        raise NotHere(f"no record type {record_type}") from error


def may_read(role: str, definition: RecordType) -> bool:
    return not definition.readable_by or role in definition.readable_by


def views_of(role: str, definition: RecordType) -> dict[str, View]:
    return {key: view for key, view in definition.views.items() if not view.for_ or role in view.for_}


def seat_of(workspace: Workspace) -> rules.Seat:
    """The seat that the learner holds now."""
    unit = platform_of(workspace.snapshot).people[workspace.person].unit
    return rules.Seat(workspace.person, workspace.role, unit)


def understood(
    workspace: Workspace, record_type: str, condition: Condition, seat: rules.Seat | None = None
) -> where.Test:
    """The condition for lists, as the seat held now reads it (or another one). Each is understood once and kept: a
    screen of free exploration asks for the tabs of every seat."""
    platform, seat, clock = platform_of(workspace.snapshot), seat or seat_of(workspace), workspace.clock
    written = canonical(condition)
    at = clock if "$now" in written else clock[:10] if "$today" in written else ""
    key = (record_type, written, seat if "$me." in written else None, at)
    known: dict[Any, where.Test] = platform.worked_out.setdefault(understood, {})
    if key not in known:
        if len(known) >= MOST_TESTS:
            known.clear()
        scope = Scope(platform, clock, seat.person, seat.unit, seat.role, record={})
        known[key] = where.compile_where(condition, record_type, scope)
    return known[key]


def tab_of(workspace: Workspace, record_type: str, view: View, seat: rules.Seat | None = None) -> where.Test:
    """What a view holds of all that the seat sees."""
    visible = platform_of(workspace.snapshot).record(record_type).visible
    return all_of([understood(workspace, record_type, one, seat) for one in (visible, view.where) if one])


def all_of(tests: list[where.Test]) -> where.Test:
    return tests[0] if len(tests) == 1 else where.Every(tuple(tests))
