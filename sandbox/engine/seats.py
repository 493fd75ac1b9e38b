"""Whose seats the learner holds, one at a time.

A scenario names one person, or several (`seats`) whose seats are held in turn; with `free` any seat may be taken. Who
sits where stands in the fact `seat` (absent: the scenario's person), so that it is rewound and rebuilt with the rest;
the workspace's columns `person` and `role` follow it.

Colleagues leave all of the learner's seats alone. In free exploration they fill every seat but the one held now: what
waits for that one is held back until it is given up.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.definition.schema import Platform

FACT = "seat"
Scenario = Mapping[str, Any]  # as a workspace keeps it


def held(scenario: Scenario, facts: Mapping[str, Any]) -> str:
    """The person in whose seat the learner sits now."""
    return str(facts.get(FACT, scenario["person"]))


def role_of(platform: Platform, scenario: Scenario, person: str) -> str:
    """The role of that seat: the scenario's own for its person, otherwise the person's."""
    return str(scenario["role"]) if person == scenario["person"] else platform.people[person].role


def own(platform: Platform, scenario: Scenario) -> list[str]:
    """The people whose seats may be taken, the scenario's first."""
    named = [scenario["person"], *scenario.get("seats", [])]
    if scenario.get("free"):
        named += [key for key, person in platform.people.items() if person.role in _acting_roles(platform)]
    return list(dict.fromkeys(named))


def left_alone(scenario: Scenario) -> frozenset[str]:
    """The people for whom no colleague ever acts."""
    return frozenset() if scenario.get("free") else frozenset([scenario["person"], *scenario.get("seats", [])])


def _acting_roles(platform: Platform) -> frozenset[str]:
    """The roles that have something to do: at least one action that is not left to the simulation."""
    if _acting_roles not in platform.worked_out:
        platform.worked_out[_acting_roles] = frozenset(
            role
            for module in platform.modules.values()
            for record in module.records.values()
            for action in record.actions.values()
            if not action.colleague_only
            for role in action.by
        )
    found: frozenset[str] = platform.worked_out[_acting_roles]
    return found
