"""The state graph of a definition: who moves which record from which state to which.

Guards and an automation's `if` count as satisfiable. What only the simulation does (`colleague_only`) counts where an
automation does it; everything else where somebody of the platform holds a role that may.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.definition.schema import Action, Automation, Platform, RecordType
from sandbox.engine.colleagues import deed_of

GONE = "(deleted)"


@dataclass(frozen=True)
class Edge:
    """From one state to another (or the same, where something is only written)."""

    source: str
    target: str
    by: str  # "van_ban.trinh", or the action on another record that does it


@dataclass(frozen=True)
class Graph:
    name: str
    definition: RecordType
    edges: frozenset[Edge]

    @property
    def standing(self) -> bool:
        """A thing that is never finished: a person in the directory, a parcel, a certificate."""
        return not any(state.final for state in self.definition.states.values())

    @property
    def catalogue(self) -> bool:
        """Only ever looked up: nobody does anything with it."""
        return not self.definition.actions

    def rests(self, state: str) -> bool:
        """Nothing has to happen any more: it is finished, gone, or a standing thing as it began."""
        if state == GONE or self.catalogue or self.definition.states[state].final:
            return True
        return self.standing and state == self.definition.start_state

    def reached(self, state: str) -> set[str]:
        found, before = {state}, 0
        while len(found) > before:
            before = len(found)
            found |= {edge.target for edge in self.edges if edge.source in found}
        return found

    def stuck(self) -> Iterator[str]:
        """The states, not at rest, in which nobody can do anything, or from which no rest is ever reached."""
        for state in self.definition.states:
            if self.rests(state):
                continue
            if not any(edge.source == state for edge in self.edges):
                yield f"{self.name}: nobody can act in the state {state}"
            elif not any(self.rests(one) for one in self.reached(state)):
                yield f"{self.name}: from the state {state} no final state is ever reached"

    def unreached(self, begins: set[str]) -> Iterator[str]:
        """The states to which no way leads from where such records begin."""
        found = set().union(*(self.reached(state) for state in {self.definition.start_state, *begins}))
        for state in self.definition.states if not self.catalogue else ():
            if state not in found:
                yield f"{self.name}: no way leads to the state {state}"


def graphs(platform: Platform) -> list[Graph]:
    edges: dict[str, set[Edge]] = {}
    for name, definition in records(platform):
        for key, action in definition.actions.items():
            if is_done(platform, name, key, action):
                edges.setdefault(name, set()).update(_own(name, definition, key, action))
                for other, target in _updates(platform, name, action):
                    states = platform.record(other).states
                    edges.setdefault(other, set()).update(Edge(one, target, f"{name}.{key}") for one in states)
        for key, state in definition.states.items():
            if state.edit_by:
                edges.setdefault(name, set()).add(Edge(key, key, f"{name}.sua"))
    return [Graph(name, definition, frozenset(edges.get(name, ()))) for name, definition in records(platform)]


def records(platform: Platform) -> Iterator[tuple[str, RecordType]]:
    for module in platform.modules.values():
        yield from module.records.items()


def automations(platform: Platform) -> Iterator[Automation]:
    for module in platform.modules.values():
        yield from module.automations


def is_done(platform: Platform, name: str, key: str, action: Action) -> bool:
    """Whether anybody ever does it. What comes in from outside (a letter, a filing) is put there by a scenario."""
    if action.colleague_only and action.creates:
        return True
    if action.colleague_only:
        return any(deed_of(platform, rule) == f"{name}.{key}" for rule in automations(platform))
    return any(person.role in action.by for person in platform.people.values())


def begins(platform: Platform, name: str) -> set[str]:
    """The states besides the start in which such records are made."""
    found = {action.to for action in platform.record(name).actions.values() if action.creates and action.to}
    for _other, definition in records(platform):
        for action in definition.actions.values():
            for effect in action.effects:
                if effect.create and effect.create.record == name and effect.create.state:
                    found.add(effect.create.state)
    return found


def unanswered(platform: Platform) -> Iterator[str]:
    """After which of the learner's actions the next step is only another role's, and no colleague takes it."""
    rules = list(automations(platform))
    for graph in graphs(platform):
        for key, action in graph.definition.actions.items():
            full = f"{graph.name}.{key}"
            if action.colleague_only or not is_done(platform, graph.name, key, action):
                continue
            targets = {edge.target for edge in graph.edges if edge.by == full and edge.target != edge.source}
            if action.creates:
                targets.add(action.to or graph.definition.start_state)
            for target in sorted(one for one in targets if not graph.rests(one)):
                here = [one for one, found in graph.definition.actions.items() if target in found.from_]
                names = {f"{graph.name}.{one}" for one in here}
                hands = {role for one in here for role in graph.definition.actions[one].by}
                able = [rule for rule in rules if deed_of(platform, rule) in names]
                answered = any(rule.on or rule.at or rule.after == full for rule in able)
                if not answered and not hands & set(action.by) and not graph.definition.states[target].edit_by:
                    yield f"{full} → {target}: only {', '.join(sorted(hands)) or 'nobody'} can go on"


def _own(name: str, definition: RecordType, key: str, action: Action) -> Iterator[Edge]:
    if action.creates:
        return
    for source in action.from_:
        targets = {effect.state for effect in action.effects if effect.state} | {action.to or source}
        for target in {GONE} if action.deletes else targets:
            yield Edge(source, str(target), f"{name}.{key}")


def _updates(platform: Platform, name: str, action: Action) -> Iterator[tuple[str, str]]:
    """The states that an action gives to records of other types (or others of its own)."""
    for effect in action.effects:
        if effect.update and effect.update.state:
            if effect.update.every:
                yield effect.update.every.record, effect.update.state
            else:
                through = platform.record(name).fields[effect.update.through or ""]
                yield (platform.file_record if through.type == "files" else through.to) or "", effect.update.state
