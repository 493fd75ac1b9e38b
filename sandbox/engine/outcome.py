"""What a call to the sandbox answers."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.definition.schema import Text
from sandbox.models import Event, Workspace

Code = Literal[
    "unknown_action",
    "not_here",
    "wrong_role",
    "not_found",
    "stale",
    "wrong_state",
    "needs",
    "invalid",
    "guard",
    "nobody",  # nobody owes an answer, nothing is due
    "no_seat",  # the learner does not hold that seat in this scenario
    "other_seat",  # the form was made for the seat that was held before
    "held",  # the host holds it back: for the learner's good, not by a rule of the platform
    "no_going_back",  # there is no such moment to go back to
]


@dataclass(frozen=True)
class Refusal:
    """Why nothing changed: a sentence to act on, and which boxes it is about."""

    code: Code
    say: Text
    field: str | None = None
    problems: dict[str, Text] = dataclasses.field(default_factory=dict)
    rules: tuple[str, ...] = ()  # codes of the guards that did not hold ("R6")

    def as_note(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "say": self.say.model_dump(),
            "field": self.field,
            "problems": {name: say.model_dump() for name, say in self.problems.items()},
            "rules": list(self.rules),
        }

    @classmethod
    def from_note(cls, note: dict[str, Any]) -> Refusal:
        return cls(
            code=note["code"],
            say=Text(**note["say"]),
            field=note["field"],
            problems={name: Text(**say) for name, say in note["problems"].items()},
            rules=tuple(note["rules"]),
        )


@dataclass(frozen=True)
class Outcome:
    """`event` tells what was done or refused; `followups` what colleagues did at once in answer, oldest first."""

    event: Event
    workspace: Workspace
    followups: list[Event] = dataclasses.field(default_factory=list)
    refusal: Refusal | None = None
    repeated: bool = False

    @property
    def ok(self) -> bool:
        return self.refusal is None
