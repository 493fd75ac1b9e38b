"""What can still become of a record: the moves that the learner and the answering colleagues have from here.

Guards, needs and an automation's `if` are taken as satisfiable: a check is called broken only when the state graph
itself shows no way. A colleague moves only in answer: what is owed already, or what a possible action would call for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sandbox.checks.world import Moment, World
from sandbox.definition.conditions import COMBINATORS, holds, is_empty, meets
from sandbox.definition.schema import Action, RecordType, Update
from sandbox.engine.colleagues import rules_after
from sandbox.engine.rules import CORRECT, correctable

Fits = Callable[[Any], bool]


@dataclass(frozen=True)
class Way:
    """One action that somebody may take. A colleague's has the `rule` that it answers by, and what that writes."""

    name: str  # "van_ban.trinh"
    action: Action
    rule: str = ""
    after: str = ""
    fill: Mapping[str, Any] = field(default_factory=dict)

    def leads(self, state: str) -> str | None:
        """The state after it; None when it cannot be taken from `state`."""
        if self.action.creates or (self.action.from_ and state not in self.action.from_):
            return None
        return self.action.to or state

    def writes(self, name: str, fits: Fits) -> bool:
        asked = any(ask.field == name for ask in self.action.asks)
        if asked and (not self.rule or _may_write(self.fill, name, fits)):
            return True
        return any(
            _may_write(effect.set or {}, name, fits)
            or name in (effect.number, effect.remember, effect.create and effect.create.link)
            or (name in (effect.clear or []) and fits(None))
            for effect in self.action.effects
        )


@dataclass(frozen=True)
class Outlook:
    """What lies ahead of one record: states it can come to, and the ways that lead on from them."""

    states: frozenset[str]
    ways: tuple[Way, ...]


class Reach:
    def __init__(self, world: World) -> None:
        self.world = world
        workspace, known = world.workspace, world.platform.worked_out
        seat = (Reach, workspace.role, workspace.person)
        if seat not in known:
            ways = list(self._all_ways())
            known[seat] = ways, self._all_updates(ways), {}
        self.ways: list[Way]
        self._updates: dict[str, list[Update]]
        self._outlooks: dict[tuple[str, str, frozenset[str]], Outlook]
        self.ways, self._updates, self._outlooks = known[seat]

    @classmethod
    def of(cls, world: World) -> Reach:
        """Worked out once for each world."""
        if cls not in world.remembered:
            world.remembered[cls] = cls(world)
        found = world.remembered[cls]
        assert isinstance(found, cls)
        return found

    def outlook(self, record_type: str, rid: int, moment: Moment) -> Outlook:
        """What lay ahead of the record at that moment; nothing if it was not there."""
        if moment.state is None:
            return Outlook(frozenset(), ())
        key = (record_type, moment.state, self.world.owed(rid, moment.seq))
        if key not in self._outlooks:
            self._outlooks[key] = self._explore(*key)
        return self._outlooks[key]

    def can_act(self, record_type: str, rid: int, moment: Moment, action: str) -> bool:
        """Whether anybody can still take that action ("van_ban.trinh") on the record."""
        outlook = self.outlook(record_type, rid, moment)
        if any(way.name == action for way in outlook.ways):
            return True
        return action == f"{record_type}.{CORRECT}" and any(
            self._editable(record_type, one) for one in outlook.states
        )

    def can_create(self, record_type: str) -> bool:
        """Whether the learner or a colleague may still make another record of that type."""
        for way in self.ways:
            if way.action.creates and way.name.partition(".")[0] == record_type:
                return True
            if any(effect.create and effect.create.record == record_type for effect in way.action.effects):
                return True
        return False

    def can_delete(self, record_type: str, rid: int, moment: Moment) -> bool:
        return any(way.action.deletes for way in self.outlook(record_type, rid, moment).ways)

    def can_become(self, record_type: str, rid: int, moment: Moment, condition: Mapping[str, Any]) -> bool:
        """Whether each part of the condition holds, or its field or state can still be brought to it."""
        return moment.state is not None and all(
            name in COMBINATORS
            or holds({name: operand}, moment.facts, scope=self.world.scope)
            or self._can_bring(record_type, rid, moment, name, partial(self._fits, operand))
            for name, operand in condition.items()
        )

    def _fits(self, operand: Any, value: Any) -> bool:
        return meets(value, operand, scope=self.world.scope)

    def _can_bring(self, record_type: str, rid: int, moment: Moment, name: str, fits: Fits) -> bool:
        outlook = self.outlook(record_type, rid, moment)
        if name == "state":
            return any(fits(state) for state in outlook.states)
        if any(_may_write(update.set, name, fits) for update in self._updates.get(record_type, [])):
            return True
        definition = self.world.definition(record_type)
        if any(self._editable(record_type, at) and name in correctable(definition, at) for at in outlook.states):
            return True
        return any(way.writes(name, fits) for way in outlook.ways)

    def _explore(self, record_type: str, state: str, owed: frozenset[str]) -> Outlook:
        own = [way for way in self.ways if way.name.partition(".")[0] == record_type]
        states = {state} | {update.state for update in self._updates.get(record_type, []) if update.state}
        ways: dict[int, Way] = {}
        before = (-1, -1)
        while before != (len(states), len(ways)):
            before = (len(states), len(ways))
            possible = {way.name for way in ways.values()}
            if any(self._editable(record_type, one) for one in states):
                possible.add(f"{record_type}.{CORRECT}")
            for place, way in enumerate(own):
                if way.rule and way.rule not in owed and way.after not in possible:
                    continue
                if leads := {there for one in states if (there := way.leads(one))}:
                    ways[place] = way
                    states |= set() if way.action.deletes else leads
        return Outlook(frozenset(states), tuple(ways.values()))

    def _editable(self, record_type: str, state: str) -> bool:
        found = self.world.definition(record_type).states.get(state)
        return found is not None and self.world.workspace.role in found.edit_by

    def _all_updates(self, ways: list[Way]) -> dict[str, list[Update]]:
        """How actions on other records change records of each type."""
        found: dict[str, list[Update]] = {}
        for way in ways:
            updates = [effect.update for effect in way.action.effects if effect.update]
            for update in updates:
                through = self.world.definition(way.name.partition(".")[0]).fields[update.through]
                target = self.world.platform.file_record if through.type == "files" else through.to
                found.setdefault(target or "", []).append(update)
        return found

    def _all_ways(self) -> Iterator[Way]:
        workspace, platform = self.world.workspace, self.world.platform
        records: list[tuple[str, RecordType]] = [
            pair for module in platform.modules.values() for pair in module.records.items()
        ]
        for record_type, definition in records:
            for key, action in definition.actions.items():
                if workspace.role in action.by and not action.colleague_only:
                    yield Way(f"{record_type}.{key}", action)
        for after in {rule.after: None for module in platform.modules.values() for rule in module.automations}:
            record_type = after.partition(".")[0]
            for name, rule in rules_after(platform, after):
                if rule.as_ != workspace.person:
                    action = platform.record(record_type).actions[rule.do]
                    yield Way(f"{record_type}.{rule.do}", action, name, after, rule.fill)


def _may_write(values: Mapping[str, Any], name: str, fits: Fits) -> bool:
    """A literal must fit; what a $reference will be, nobody knows yet."""
    if name not in values:
        return False
    value = values[name]
    return (isinstance(value, str) and value.startswith("$")) or fits(None if is_empty(value) else value)
