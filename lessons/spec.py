"""The frozen, typed form of a lesson's work: the task, its steps, hints and wrong routes.

Floor 2 speaks to floor 3 through these: a page is compiled to a `TaskSpec` (`lessons.compile`), stored as a
`lessons.models.Task` under its content hash, and never changes again. Scenario, moves and checks are the
sandbox's own words (`sandbox.spec`). Situation, instruction and why are sanitised HTML; everything else is
plain text. A `LessonPackage` is one lesson as a file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sandbox import variables
from sandbox.definition.schema import Model, Text
from sandbox.spec import Check, Move, Ref, Scenario, ScenarioRecord, Untouched

LESSON_CODE = r"^[A-Z][A-Z0-9-]{1,11}$"
LessonCode = Annotated[str, Field(pattern=LESSON_CODE)]
MAX_STEPS = 7


class HintLadder(Model):
    """Help, rung by rung: a hint → where to look → the moves in words → the moves done for the learner."""

    hint: Text | None = None
    where: Text | None = None
    at: str | None = Field(default=None, pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)?$")  # "van_ban.trinh", spotlit
    show: list[Text] = []
    do: list[Move] = []


class StepSpec(Model):
    """One thing to do. Done when all its checks are ok."""

    key: Ref
    title: Text
    instruction: Text
    why: Text | None = None
    hints: HintLadder = HintLadder()
    checks: Annotated[list[Check], Field(min_length=1)]


class Expectation(Model):
    """What the learner is told after a wrong route: the step's status, and words that its sentence contains."""

    step: Ref
    status: Literal["todo", "broken"]
    say_contains: Text | None = None


class WrongRoute(Model):
    """A typical mistake, played from the scenario's start, the feedback it must get, and a way back."""

    name: Text
    moves: Annotated[list[Move], Field(min_length=1)]
    expect: Annotated[list[Expectation], Field(min_length=1)]
    recover: list[Move] = []  # the way back: played after the rewind that a broken check offers, else right on


class Guard(Model):
    """A check that joins a step while the traps are laid."""

    step: Ref
    check: Check


class Trap(WrongRoute):
    """Bait for who knows the way: `records` lie in the workspace beside the scenario's, `guards` join the steps, and
    `moves` are how one falls in. Only "làm khi có bẫy" lays it; the solution passes by it untouched."""

    records: list[ScenarioRecord] = []
    guards: list[Guard] = []


class RightRoute(Model):
    """Another way that is as good as the solution: played from the scenario's start, it finishes every step."""

    name: Text
    moves: Annotated[list[Move], Field(min_length=1)]


class TaskSpec(Model):
    """All that a learner's attempt is pinned to."""

    code: LessonCode
    title: Text
    minutes: int = Field(ge=1, le=60)
    role: Text  # who this is for, in words: "Văn thư"
    bottleneck: Literal["B1", "B2", "B3"] = "B2"  # B1 stops other people's work, B2 one's own, B3 good to have
    situation: Text
    security: Text | None = None
    skills: list[str] = []
    prerequisites: list[LessonCode] = []
    scenario: Scenario
    steps: Annotated[list[StepSpec], Field(min_length=1, max_length=MAX_STEPS)]
    solution: Annotated[list[Move], Field(min_length=1)]
    right_routes: list[RightRoute] = []
    wrong_routes: list[WrongRoute] = []
    traps: list[Trap] = []

    @model_validator(mode="after")
    def _names_are_unique(self) -> TaskSpec:
        steps = [step.key for step in self.steps]
        _refuse_repeats(steps, "step key")
        laid = [record for trap in self.traps for record in trap.records]
        _refuse_repeats([record.ref for record in [*self.scenario.records, *laid]], "scenario record ref")
        for route in [*self.wrong_routes, *self.traps]:
            for expectation in route.expect:
                if expectation.step not in steps:
                    raise ValueError(f"expected feedback names the unknown step {expectation.step!r}")
        for guard in [guard for trap in self.traps for guard in trap.guards]:
            if guard.step not in steps:
                raise ValueError(f"a trap guards the unknown step {guard.step!r}")
        return self

    def step(self, key: str) -> StepSpec:
        """The step of that key. Raises KeyError."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

    def with_traps(self) -> TaskSpec:
        """The same work with every trap laid: their records in the scenario, their guards among the steps' checks.

        The lesson's own "nothing else changed" knows nothing of the bait: what may be done to it (refusing a letter,
        reporting it) is for the guards to say. The traps keep their moves and feedback, and nothing more to lay.
        """
        records = [record for trap in self.traps for record in trap.records]
        guards = [guard for trap in self.traps for guard in trap.guards]
        steps = [
            step.model_copy(
                update={
                    "checks": [
                        *(_sparing(check, records) for check in step.checks),
                        *(guard.check for guard in guards if guard.step == step.key),
                    ]
                }
            )
            for step in self.steps
        ]
        scenario = self.scenario.model_copy(update={"records": [*self.scenario.records, *records]})
        sprung = [trap.model_copy(update={"records": [], "guards": []}) for trap in self.traps]
        return self.model_copy(update={"scenario": scenario, "steps": steps, "traps": sprung})

    def bound(self, seed: int) -> TaskSpec:
        """The task of one attempt: placeholders hold the values drawn from that seed. The scenario keeps its own,
        which `sandbox.api.create_workspace` binds from the same seed."""
        drawn = variables.draw(self.scenario.variables, seed)
        tree = dump(self)
        return TaskSpec.model_validate({**variables.bind(tree, drawn), "scenario": tree["scenario"]})

    def hash(self, snapshot_hash: str) -> str:
        """Names this task on that snapshot: any difference, a comma included, gives another hash."""
        return _sha256({"snapshot": snapshot_hash, "task": dump(self)})

    def work_hash(self, snapshot_hash: str) -> str:
        """The same for two versions that differ in prose only, so that the text may reach running attempts."""
        return _sha256({"snapshot": snapshot_hash, "work": words_free(self)})


class CourseSpec(Model):
    code: LessonCode
    title: Text
    intro: Text | None = None
    order: int = 100


class Picture(Model):
    file: str = Field(pattern=r"^[^/\\\x00]{1,120}$")
    data: str  # base64
    alt: Text


class Reading(Model):
    """A block to read before the work. `words` is HTML."""

    kind: Literal["text", "tip", "warning", "picture"]
    words: Text | None = None
    picture: Picture | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Reading:
        if (self.picture is None) == (self.kind == "picture") or (self.words is None) != (self.kind == "picture"):
            raise ValueError("expected words for text, tip and warning, and picture for a picture")
        return self


class LessonPackage(Model):
    """One lesson as a file (`lessons/data/L05.yaml`)."""

    format: Literal[1]
    course: CourseSpec
    reading: Annotated[list[Reading], Field(max_length=40)] = []
    task: TaskSpec


def dump(spec: Model) -> dict[str, Any]:
    """Plain JSON data; `type(spec).model_validate(dump(spec)) == spec`."""
    return spec.model_dump(mode="json", by_alias=True)


def canonical_json(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, no escapes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def words_free(spec: TaskSpec) -> dict[str, Any]:
    """What is to be done, without the prose about it: scenario, checks, help that acts, and the solution."""
    return {
        "scenario": dump(spec.scenario),
        "steps": [
            {
                "key": step.key,
                "checks": [check_without_words(check) for check in step.checks],
                "do": [dump(move) for move in step.hints.do],
            }
            for step in spec.steps
        ],
        "solution": [dump(move) for move in spec.solution],
        "traps": [
            {
                "records": [dump(record) for record in trap.records],
                "guards": [{"step": guard.step, "check": check_without_words(guard.check)} for guard in trap.guards],
            }
            for trap in spec.traps
        ],
    }


def check_without_words(check: Check) -> dict[str, Any]:
    """What the check demands, without what it says about it."""
    return _without(check.model_dump(mode="json", by_alias=True), {"say", "hint_at", "ask"})


def texts(value: Any) -> Iterator[Text]:
    """Every bilingual text inside a spec, outermost first."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, Model):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name))
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def _sparing(check: Check, bait: list[ScenarioRecord]) -> Check:
    if not isinstance(check, Untouched):
        return check
    refs = [record.ref for record in bait if record.record == check.record]
    return check.model_copy(update={"except_refs": [*check.except_refs, *refs]})


def _without(data: dict[str, Any], names: set[str]) -> dict[str, Any]:
    return {
        name: _without(value, names)
        if isinstance(value, dict) and name in {"first", "then", "event", "after"}
        else value
        for name, value in data.items()
        if name not in names
    }


def _sha256(value: Any) -> str:
    return hashlib.sha256(canonical_json(value).encode()).hexdigest()


def _refuse_repeats(names: list[str], what: str) -> None:
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise ValueError(f"{what} used twice: {', '.join(repeated)}")
