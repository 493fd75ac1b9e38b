"""What floor 2 hands to the sandbox: scenarios, moves and the words of checks. Pure data, pydantic, frozen.

`Scenario` is what a lesson adds to a fresh workspace; `Move` is one thing that a person does (a reference
solution and a demonstration are lists of moves); `Check` says what must be true.
Placeholders ``{{name}}`` anywhere in these are bound to the attempt's variables by `sandbox.variables.bind`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from sandbox.definition.conditions import Condition
from sandbox.definition.schema import Key, Model, Text

Ref = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}(:.{1,120})?$")]  # or "thu_tuc:1.013831", of the base


class ScenarioRecord(Model):
    """A record that lands in the workspace. `ref` is its name inside the lesson (checks and moves use it).

    `values` of type record/files may name other scenario records as "@ref", base records as "@thu_tuc:1.013831".
    """

    ref: Ref
    record: Key
    state: Key | None = None  # None: the start state
    values: dict[Key, Any] = {}


class Scenario(Model):
    role: Key
    person: Key  # the seat that the learner holds
    start: str | None = Field(default=None, pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d$")
    records: list[ScenarioRecord] = []
    variables: dict[Ref, list[Any]] = {}  # name → pool; one value is drawn per attempt from the seed
    home: Key | None = None  # module on which the practice opens
    seats: list[Key] = []  # further people whose seats the learner holds in turn; colleagues leave all these alone
    free: bool = False  # exploration: any seat may be taken, colleagues fill all but the one that is held now


class RecordSelector(Model):
    """Which records are meant: one by `ref`, or all that were created or changed in this workspace and match."""

    record: Key
    ref: Ref | None = None
    where: Condition = {}


# --- moves ----------------------------------------------------------------------------------------------


class ActMove(Model):
    move: Literal["act"] = "act"
    action: str = Field(pattern=r"^[a-z0-9_]+\.[a-z0-9_]+$")  # "van_ban.tiep_nhan"
    on: Name | RecordSelector | None = None  # None for actions that create
    values: dict[Key, Any] = {}  # stored form, or typed form (both are accepted)
    ref: Ref | None = None  # name given to a created record


#: "reply": the next answer that a colleague owes. "deadline": that, or the next moment of a record at which something
#: happens (automations with `at`), whichever comes first. "next_session": the next half day in the office.
Until = Literal["reply", "next_session", "deadline"]


class WaitMove(Model):
    move: Literal["wait"] = "wait"
    until: Until = "reply"


class AnswerMove(Model):
    move: Literal["answer"] = "answer"
    question: Ref
    value: str


class SeatMove(Model):
    """Sit down in another of the scenario's seats."""

    move: Literal["seat"] = "seat"
    person: Key


class SearchMove(Model):
    """Search all modules at once; the event's action is `SEARCHED`, its values {"words": …}."""

    move: Literal["search"] = "search"
    words: str


SEARCHED = "tim_kiem"

Move = Annotated[ActMove | WaitMove | AnswerMove | SeatMove | SearchMove, Field(discriminator="move")]


# --- checks ---------------------------------------------------------------------------------------------


class CheckBase(Model):
    say: Text | None = None  # the trainer's own words when not met; otherwise the engine composes the sentence
    hint_at: str | None = None  # where to look: "record.action" or "record.field" (for the spotlight)


class Exists(CheckBase):
    kind: Literal["exists"] = "exists"
    select: RecordSelector  # near misses are looked for in the record type's key fields


class Missing(CheckBase):
    kind: Literal["missing"] = "missing"
    select: RecordSelector


class FieldIs(CheckBase):
    kind: Literal["field"] = "field"
    select: RecordSelector
    field: Key
    is_: Any = Field(alias="is")  # value or operators, as in a condition; tolerant ("same") unless exact
    exact: bool = False
    broken_when_final: bool = True  # in a state from which nobody can correct it any more: broken, not todo


class StateIs(CheckBase):
    kind: Literal["state"] = "state"
    select: RecordSelector
    is_: Annotated[list[Key], Field(min_length=1)] = Field(alias="is")


class Count(CheckBase):
    kind: Literal["count"] = "count"
    select: RecordSelector
    is_: Any = Field(alias="is")  # int or operators (at_least, at_most, between)


class EventHappened(CheckBase):
    kind: Literal["event"] = "event"
    action: str  # "van_ban.trinh"
    select: RecordSelector | None = None
    by_learner: bool = True
    with_: Condition = Field(default={}, alias="with")  # only when the action's input matches
    person: Key | None = None  # only from this seat


class NeverHappened(CheckBase):
    """Broken as soon as it happened; a rewind to just before is offered."""

    kind: Literal["never"] = "never"
    action: str
    select: RecordSelector | None = None
    with_: Condition = Field(default={}, alias="with")  # only when the action's input matches


class Order(CheckBase):
    """`first` must happen before `then`. Broken when `then` happened first."""

    kind: Literal["order"] = "order"
    first: EventHappened
    then: EventHappened


class Within(CheckBase):
    """The event happens at most so many simulated minutes after the start or after another event."""

    kind: Literal["within"] = "within"
    event: EventHappened
    minutes: int = Field(gt=0)
    after: EventHappened | None = None
    office_hours: bool = False  # count only working time


class Untouched(CheckBase):
    """Nothing but the named records changed by the learner's hand (of that record type)."""

    kind: Literal["untouched"] = "untouched"
    record: Key
    except_refs: list[Ref] = []
    created_too: bool = False  # also refuse newly created records of that type


class Answer(CheckBase):
    kind: Literal["answer"] = "answer"
    question: Ref
    ask: Text
    is_: Any = Field(alias="is")  # value(s) or operators; tolerant
    options: list[Text] = []  # empty: typed


class Unaided(CheckBase):
    """The step was done without `làm giúp`. The lesson's run tells; see `World.aided`."""

    kind: Literal["unaided"] = "unaided"


Check = Annotated[
    Exists
    | Missing
    | FieldIs
    | StateIs
    | Count
    | EventHappened
    | NeverHappened
    | Order
    | Within
    | Untouched
    | Answer
    | Unaided,
    Field(discriminator="kind"),
]

#: Kinds that an untouched workspace must not pass (publication refuses a step made only of the others).
POSITIVE_KINDS = frozenset({"exists", "field", "state", "count", "event", "order", "within", "answer"})
