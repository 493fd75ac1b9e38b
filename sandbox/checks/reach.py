"""What can still become of a record: the moves that the learner and the answering colleagues have from here.

Guards, needs and an automation's `if` are taken as satisfiable: a check is called broken only when the state graph
itself shows no way. The learner's ways are those of every seat that they hold in turn, where the record may be seen
from it. A colleague moves only in answer: what is owed already, what a possible action would call for (an action on
another record counts as possible), or a moment that is planned or may be planned once its field is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sandbox.checks.world import Moment, World
from sandbox.definition.conditions import COMBINATORS, OTHER, fields_in, holds, is_empty, meets
from sandbox.definition.schema import Action, Automation, Effect, RecordType, Update
from sandbox.engine.colleagues import deed_of
from sandbox.engine.rules import CORRECT, correctable

Fits = Callable[[Any], bool]
Sight = frozenset[tuple[str, str]] | None  # the (seat, state) in which a record is seen; None: wherever it goes


@dataclass(frozen=True)
class Way:
    """One action that somebody may take: the learner from one of `seats`, or a colleague by `rule` (`called` so)."""

    name: str  # "van_ban.trinh"
    action: Action
    seats: frozenset[str] = frozenset()
    called: str = ""
    rule: Automation | None = None

    @property
    def record_type(self) -> str:
        return self.name.partition(".")[0]

    def leads(self, state: str) -> frozenset[str]:
        """The states after it; none when it cannot be taken from `state`."""
        if self.action.creates or (self.action.from_ and state not in self.action.from_):
            return frozenset()
        return frozenset({self.action.to or state, *(effect.state for effect in self.action.effects if effect.state)})

    def writes(self, name: str, fits: Fits) -> bool:
        for ask in self.action.asks:
            if ask.field == name:
                filled = {name: ask.default} | dict(self.rule.fill) if self.rule else {}
                if not self.rule or _may_write(filled, name, fits):
                    return True
        return any(_effect_writes(effect, name, fits) for effect in self.action.effects)


def _effect_writes(effect: Effect, name: str, fits: Fits) -> bool:
    made = (
        effect.number,
        effect.remember,
        effect.validate_,
        effect.create and effect.create.link,
        effect.deadline and effect.deadline.field,
        effect.table and effect.table.field,
    )
    return (
        name in made
        or name in {**(effect.add or {}), **(effect.compose or {}), **(effect.product or {})}
        or _may_write(effect.set or {}, name, fits)
        or (name in (effect.clear or []) and fits(None))
    )


@dataclass(frozen=True)
class Outlook:
    """What lies ahead of one record: states it can come to, and the ways that lead on from them."""

    states: frozenset[str]
    ways: tuple[Way, ...]


@dataclass
class Known:
    """What follows from the definition and the learner's seats alone, for all worlds that share both."""

    ways: dict[str, list[Way]]  # by the type of record that they act on
    updates: dict[str, list[Update]]  # how actions on other records change records of each type
    names: frozenset[str]
    outlooks: dict[tuple[str, str, frozenset[str], Sight], Outlook] = field(default_factory=dict)


class Reach:
    def __init__(self, world: World) -> None:
        self.world = world
        seats, known = world.seats, world.platform.worked_out
        key = (Reach, tuple(seats.items()), world.left_alone)
        if key not in known:
            ways = [*_learners(world), *_colleagues(world)]
            by_type: dict[str, list[Way]] = {}
            for way in ways:
                by_type.setdefault(way.record_type, []).append(way)
            known[key] = Known(by_type, _updates(world, ways), frozenset(way.name for way in ways))
        self.known: Known = known[key]

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
        owed, sight = self.world.owed(rid, moment.seq), self._sight(record_type, moment)
        key = (record_type, moment.state, owed, sight)
        if key not in self.known.outlooks:
            self.known.outlooks[key] = self._explore(*key)
        return self.known.outlooks[key]

    # --- what may still happen ----------------------------------------------------------------------------

    def can_act(
        self, record_type: str, rid: int, moment: Moment, action: str, *, seats: frozenset[str] | None = None
    ) -> bool:
        """Whether that action ("van_ban.trinh") can still be taken on the record: by anybody, or from those seats."""
        outlook = self.outlook(record_type, rid, moment)
        if any(way.name == action and (seats is None or way.seats & seats) for way in outlook.ways):
            return True
        return action == f"{record_type}.{CORRECT}" and any(
            self._editors(record_type, one) & (self.world.seats.keys() if seats is None else seats)
            for one in outlook.states
        )

    def can_create(self, record_type: str) -> bool:
        """Whether the learner or a colleague may still make another record of that type."""
        if any(way.action.creates for way in self.known.ways.get(record_type, [])):
            return True
        every = (way for ways in self.known.ways.values() for way in ways)
        return any(
            effect.create and effect.create.record == record_type for way in every for effect in way.action.effects
        )

    def can_delete(self, record_type: str, rid: int, moment: Moment) -> bool:
        return any(way.action.deletes for way in self.outlook(record_type, rid, moment).ways)

    def can_become(self, record_type: str, rid: int, moment: Moment, condition: Mapping[str, Any]) -> bool:
        """Whether each part of the condition holds, or its field or state can still be brought to it."""
        return moment.state is not None and all(
            name in COMBINATORS
            or name == OTHER
            or holds({name: operand}, moment.facts, scope=self.world.scope)
            or self._can_bring(record_type, rid, moment, name, partial(self._fits, operand))
            for name, operand in condition.items()
        )

    # --- from which seat ----------------------------------------------------------------------------------

    def seats_for(self, action: str) -> frozenset[str]:
        """The learner's seats from which that action is taken."""
        record_type, _, key = action.partition(".")
        if key == CORRECT and not self._named(action):
            states = self.world.definition(record_type).states
            return frozenset().union(*(self._editors(record_type, state) for state in states))
        return frozenset().union(*(way.seats for way in self._named(action)))

    def seats_to_bring(self, record_type: str, state: str, name: str, operand: Any) -> frozenset[str]:
        """The learner's seats from which the next action may bring a field, or the state, to what is wanted."""
        fits = partial(self._fits, operand)
        ways = [way for way in self.known.ways.get(record_type, []) if way.leads(state)]
        if name == "state":
            able = [way for way in ways if any(fits(one) for one in way.leads(state))]
        else:
            able = [way for way in ways if way.writes(name, fits)]
        found = frozenset[str]().union(*(way.seats for way in able))
        if name != "state" and name in correctable(self.world.definition(record_type), state):
            found |= self._editors(record_type, state)
        return found

    def _named(self, action: str) -> list[Way]:
        return [way for way in self.known.ways.get(action.partition(".")[0], []) if way.name == action]

    # --- the graph ----------------------------------------------------------------------------------------

    def _fits(self, operand: Any, value: Any) -> bool:
        return meets(value, operand, scope=self.world.scope)

    def _can_bring(self, record_type: str, rid: int, moment: Moment, name: str, fits: Fits) -> bool:
        outlook = self.outlook(record_type, rid, moment)
        if name == "state":
            return any(fits(state) for state in outlook.states)
        return self._writable(record_type, name, fits, outlook.states, outlook.ways)

    def _writable(self, record_type: str, name: str, fits: Fits, states: Iterable[str], ways: Iterable[Way]) -> bool:
        if any(_may_write(update.set, name, fits) for update in self.known.updates.get(record_type, [])):
            return True
        definition = self.world.definition(record_type)
        if any(self._editors(record_type, at) and name in correctable(definition, at) for at in states):
            return True
        return any(way.writes(name, fits) for way in ways)

    def _explore(self, record_type: str, state: str, owed: frozenset[str], sight: Sight) -> Outlook:
        own = self.known.ways.get(record_type, [])
        states = {state} | {update.state for update in self.known.updates.get(record_type, []) if update.state}
        ways: dict[int, Way] = {}
        before = (-1, -1)
        while before != (len(states), len(ways)):
            before = (len(states), len(ways))
            for place, way in enumerate(own):
                if way.rule and not (way.called in owed or self._may_be_called(record_type, way.rule, states, ways)):
                    continue
                seen = states if way.rule else {one for one in states if _seen(way.seats, one, sight)}
                if leads := frozenset[str]().union(*(way.leads(one) for one in seen)):
                    ways[place] = way
                    states |= frozenset() if way.action.deletes else leads
        return Outlook(frozenset(states), tuple(ways.values()))

    def _may_be_called(
        self, record_type: str, rule: Automation, states: Iterable[str], ways: Mapping[int, Way]
    ) -> bool:
        """Whether what the colleague waits for may still come: an action, or a moment of the record."""
        if rule.on:
            return rule.after is None or rule.after in self.known.names or rule.after.endswith(f".{CORRECT}")
        if rule.at:
            return self._writable(record_type, rule.at.partition(".")[2], _anything, states, ways.values())
        if rule.after == f"{record_type}.{CORRECT}":
            return any(self._editors(record_type, one) for one in states)
        return any(way.name == rule.after for way in ways.values())

    def _editors(self, record_type: str, state: str) -> frozenset[str]:
        """The learner's seats from which fields may be corrected in that state."""
        found = self.world.definition(record_type).states.get(state)
        return frozenset(person for person, role in self.world.seats.items() if found and role in found.edit_by)

    def _sight(self, record_type: str, moment: Moment) -> Sight:
        """From which seats, in which states, the record is seen; what may still be written may also make it seen."""
        definition = self.world.definition(record_type)
        if not definition.visible:
            return None
        every = self.known.ways.get(record_type, [])
        if any(
            self._writable(record_type, name, _anything, definition.states, every)
            for name in fields_in(definition.visible)
        ):
            return None
        people = self.world.platform.people
        return frozenset(
            (person, state)
            for person, role in self.world.seats.items()
            for state in definition.states
            if holds(
                definition.visible,
                {**moment.data, "state": state},
                scope=replace(self.world.exact_scope, person=person, role=role, unit=people[person].unit),
            )
        )


def _seen(seats: frozenset[str], state: str, sight: Sight) -> bool:
    return sight is None or any((person, state) in sight for person in seats)


def _anything(_value: Any) -> bool:
    return True


def _learners(world: World) -> Iterator[Way]:
    """Every action that may be taken from one of the learner's seats."""
    for record_type, definition in _record_types(world):
        readers = {
            person: role
            for person, role in world.seats.items()
            if not definition.readable_by or role in definition.readable_by
        }
        for key, action in definition.actions.items():
            seats = frozenset(person for person, role in readers.items() if role in action.by)
            if seats and not action.colleague_only:
                yield Way(f"{record_type}.{key}", action, seats)


def _colleagues(world: World) -> Iterator[Way]:
    for key, module in world.platform.modules.items():
        for position, rule in enumerate(module.automations):
            if rule.person_field or rule.as_ not in world.left_alone:
                name = deed_of(world.platform, rule)
                action = world.definition(name.partition(".")[0]).actions[rule.do]
                yield Way(name, action, called=f"{key}:{position}", rule=rule)


def _record_types(world: World) -> Iterator[tuple[str, RecordType]]:
    for module in world.platform.modules.values():
        yield from module.records.items()


def _updates(world: World, ways: Iterable[Way]) -> dict[str, list[Update]]:
    """How actions on other records change records of each type."""
    found: dict[str, list[Update]] = {}
    for way in ways:
        for update in (effect.update for effect in way.action.effects if effect.update):
            if update.every:
                target: str | None = update.every.record
            else:
                through = world.definition(way.record_type).fields[update.through or ""]
                target = world.platform.file_record if through.type == "files" else through.to
            found.setdefault(target or "", []).append(update)
    return found


def _may_write(values: Mapping[str, Any], name: str, fits: Fits) -> bool:
    """A literal must fit; what a $reference will be, nobody knows yet."""
    if name not in values:
        return False
    value = values[name]
    return (isinstance(value, str) and value.startswith("$")) or fits(None if is_empty(value) else value)
