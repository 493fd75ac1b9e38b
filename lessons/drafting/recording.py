"""What counts of a played workspace: the learner's deeds, oldest first, each as the move that does it again.

What was undone never happened, and a refused try did nothing. A box that was left as it was offered is not part of
the move: whoever plays it again leaves it too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from lessons.drafting.holders import Holders
from lessons.drafting.naming import Naming
from sandbox import selectors
from sandbox.checks import World
from sandbox.definition.schema import Ask, Platform, RecordType
from sandbox.models import Event, Workspace
from sandbox.spec import ActMove, AnswerMove, Move, Scenario, SearchMove, SeatMove, WaitMove

OWN = (Event.Kind.ACTION, Event.Kind.TIME, Event.Kind.SEAT, Event.Kind.SEARCH, Event.Kind.ANSWER)


@dataclass(frozen=True)
class Deed:
    """One thing that the learner did. `typed`: the boxes that were filled in, stored form (None: emptied); `kept`:
    the boxes that were left as offered. `missing`: secrets whose words nobody knows any more."""

    seq: int
    kind: str
    action: str
    rid: int | None
    person: str
    move: Move
    typed: Mapping[str, Any] = field(default_factory=dict)
    kept: Mapping[str, Any] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def record_type(self) -> str:
        return self.action.partition(".")[0]


class Recording:
    """A played workspace. `scenario` with its variables, as the lesson has it; `known`: words of secrets by
    "record.field" ("chung_thu.pin": "{{pin}}"), which no log keeps."""

    def __init__(
        self, workspace: Workspace | UUID | str, scenario: Scenario, known: Mapping[str, str] | None = None
    ) -> None:
        found = workspace.pk if isinstance(workspace, Workspace) else workspace
        self.workspace = selectors.workspace_by_id(found)
        self.scenario = scenario
        self.known = dict(known or {})
        self.world = World.of(self.workspace)
        self.holders = Holders(scenario, self.workspace.seed)
        self.naming = Naming(self.world, scenario)

    @property
    def platform(self) -> Platform:
        return self.world.platform

    @cached_property
    def log(self) -> list[Event]:
        return selectors.whole_log(self.workspace)

    @cached_property
    def deeds(self) -> list[Deed]:
        return [self._deed(event) for event in self.world.events if event.kind in OWN]

    @property
    def moves(self) -> list[Move]:
        """In the words of this one play: values are those that were drawn for it."""
        return [deed.move for deed in self.deeds]

    def before(self, deed: Deed) -> Workspace:
        """The workspace as it stood when the deed was done."""
        return selectors.as_it_stood(self.workspace, deed.seq - 1, self.log)

    # --- one deed -------------------------------------------------------------------------------------------

    def _deed(self, event: Event) -> Deed:
        move: Move
        match event.kind:
            case Event.Kind.TIME:
                move = WaitMove(until=event.values.get("until", "reply"))
            case Event.Kind.SEAT:
                move = SeatMove(person=event.values["person"])
            case Event.Kind.SEARCH:
                move = SearchMove(words=event.values["words"])
            case Event.Kind.ANSWER:
                move = AnswerMove(question=event.values["question"], value=event.values["value"])
            case _:
                return self._act(event)
        return Deed(event.seq, event.kind, event.action, None, event.actor, move)

    def _act(self, event: Event) -> Deed:
        record_type, _dot, key = event.action.partition(".")
        definition = self.platform.record(record_type)
        then = selectors.as_it_stood(self.workspace, event.seq - 1, self.log)
        stood = selectors.record(then, event.rid) if event.rid is not None else None
        asks = self._asks(definition, key, stood.state if stood else None)
        offered = selectors.defaults(then, stood, record_type, key)
        typed: dict[str, Any] = {}
        kept: dict[str, Any] = {}
        for ask in asks:
            given, held = event.values.get(ask.field), offered.get(ask.field)
            if given == held:
                if given is not None:
                    kept[ask.field] = given
            else:
                typed[ask.field] = given
        values, missing = self._values(definition, typed, event, stood)
        creates = key in definition.actions and definition.actions[key].creates
        on = None if creates else self.naming.on(event.rid or 0)
        ref = self.naming.given.get(event.rid or 0) if creates else None
        move = ActMove(action=event.action, on=on, values=values, ref=ref)
        return Deed(event.seq, event.kind, event.action, event.rid, event.actor, move, typed, kept, tuple(missing))

    def _asks(self, definition: RecordType, key: str, state: str | None) -> list[Ask]:
        if key in definition.actions:
            return definition.actions[key].asks
        names = definition.states[state].edit_fields if state in definition.states else []
        return [Ask(field=name) for name in names or definition.fields]  # the built-in correction

    def _values(
        self, definition: RecordType, typed: Mapping[str, Any], event: Event, stood: Any
    ) -> tuple[dict[str, Any], list[str]]:
        """The typed boxes as a move says them: records by name, secrets by what gave them."""
        values: dict[str, Any] = {}
        missing: list[str] = []
        for name, value in typed.items():
            about = definition.fields[name]
            if about.type == "secret" and value is not None:
                word = self._secret(event, name, value, stood)
                if word is None:
                    missing.append(name)
                else:
                    values[name] = word
            elif about.type in ("record", "files"):
                values[name] = self.naming.linked(value)
            else:
                values[name] = "" if value is None else value
        return values, missing

    def _secret(self, event: Event, name: str, facts: Any, stood: Any) -> str | None:
        """Of a secret the log has facts only: the recorder may know it, or the scenario gave it."""
        place = f"{event.action.partition('.')[0]}.{name}"
        if place in self.known:
            return self.known[place]
        if isinstance(facts, dict) and facts.get("repeated"):
            others = [key for key in self.known if key.partition(".")[0] == place.partition(".")[0]]
            if len(others) == 1:
                return self.known[others[0]]
        ref = stood.ref if stood is not None else ""
        for record in self.scenario.records:
            if record.ref == ref:
                fields = self.platform.record(record.record).fields
                given = {key: value for key, value in record.values.items() if fields[key].type == "secret"}
                if name in given and (not isinstance(facts, dict) or facts.get("same_as_before", True)):
                    return str(given[name])
        return self._of_that_shape(facts)

    def _of_that_shape(self, facts: Any) -> str | None:
        """The one variable of the scenario, given as a secret somewhere, whose word has exactly these facts."""
        if not isinstance(facts, dict):
            return None
        found = {
            str(value)
            for record in self.scenario.records
            for key, value in record.values.items()
            if self.platform.record(record.record).fields[key].type == "secret"
            and len(str(self.holders.bound(value))) == facts.get("length")
        }
        return found.pop() if len(found) == 1 else None


def moves_of(
    workspace: Workspace | UUID | str, *, scenario: Scenario | None = None, known: Mapping[str, str] | None = None
) -> list[Move]:
    """The reference solution that a played workspace is a recording of; values that its variables gave stand as
    placeholders where the scenario with its variables is given."""
    found = workspace if isinstance(workspace, Workspace) else selectors.workspace_by_id(workspace)
    own = scenario or Scenario.model_validate(_open(found.scenario))
    recording = Recording(found, own, known)
    return [recording.holders.put(move) for move in recording.moves]


def _open(kept: Mapping[str, Any]) -> dict[str, Any]:
    """A workspace's own scenario, without the secrets of which it keeps facts only."""
    records = [
        {**one, "values": {key: value for key, value in one["values"].items() if not _sealed(value)}}
        for one in kept.get("records", [])
    ]
    return {**kept, "records": records}


def _sealed(value: Any) -> bool:
    return isinstance(value, dict) and "length" in value
