"""The seats that a learner may hold."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Person, Role, Text
from sandbox.engine import lists, rules
from sandbox.engine import seats as chairs
from sandbox.models import Snapshot, Workspace
from sandbox.selectors.inside import tab_of
from sandbox.selectors.listing import badges_of


@dataclass(frozen=True)
class Seat:
    """A seat that the learner may hold. `waiting`: how much of what was made or changed here lies on its desk."""

    person: str
    title: Text
    current: bool
    waiting: int


@dataclass(frozen=True)
class FreeSeat:
    """A seat that may be taken in free exploration, with what its role does."""

    key: str
    person: Person
    role_key: str
    role: Role


def seats(workspace: Workspace) -> list[Seat]:
    """The seats that the learner may hold in turn, the scenario's first; no query once a list has been read."""
    platform, scenario = platform_of(workspace.snapshot), workspace.scenario
    return [
        Seat(
            person=key,
            title=platform.people[key].title,
            current=key == workspace.person,
            waiting=_waiting(
                workspace, rules.Seat(key, chairs.role_of(platform, scenario, key), platform.people[key].unit)
            ),
        )
        for key in chairs.own(platform, scenario)
    ]


def free_seats(snapshot: Snapshot) -> list[FreeSeat]:
    """The seats of free exploration, role by role in the definition's order: everybody who has something to do."""
    platform = platform_of(snapshot)
    keys = chairs.own(platform, {"person": next(iter(platform.people)), "free": True})
    people = [(key, platform.people[key]) for key in keys]
    return [
        FreeSeat(key, person, role, definition)
        for role, definition in platform.roles.items()
        for key, person in people
        if person.role == role
    ]


def _waiting(workspace: Workspace, seat: rules.Seat) -> int:
    """How many records of the workspace's own the badges of that seat would count."""
    own = lists.shelf(workspace).own
    tests = (
        (record_type, tab_of(workspace, record_type, view, seat))
        for _module, record_type, view in badges_of(platform_of(workspace.snapshot), seat.role)
        if record_type in own
    )
    return sum(test.passes(row) for record_type, test in tests for row in own[record_type])
