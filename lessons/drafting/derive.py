"""The door: demonstrations in, a draft out. What the proof would refuse is relaxed, then left out, and said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from lessons.drafting import guards, steps
from lessons.drafting.difference import NOT_EMPTY, Demand, as_check, demands, relaxed
from lessons.drafting.recording import Deed, Recording
from lessons.drafting.steps import Group
from lessons.drafting.words import Words
from lessons.problems import Problem
from lessons.proof import holds_when_done, needless
from lessons.spec import HintLadder, StepSpec, TaskSpec
from sandbox.definition.schema import Text
from sandbox.models import Workspace
from sandbox.spec import Check, EventHappened, FieldIs, Move, Order, Scenario

_TRIES = 6  # proofs, each of which may relax further checks
_NOTHING = Text(vi="–", en="–")


@dataclass(frozen=True)
class Gap:
    """A secret that was typed and that nobody told: the trainer says it. `place` is "record.field"."""

    place: str
    label: Text


@dataclass(frozen=True)
class Draft:
    """`problems`: what still keeps it from holding; `gaps`: words of secrets that are missing in it."""

    scenario: Scenario
    solution: list[Move]
    steps: list[StepSpec]
    problems: list[Problem] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    def task(
        self,
        *,
        code: str = "X1",
        title: Text = _NOTHING,
        role: Text = _NOTHING,
        situation: Text = _NOTHING,
        minutes: int = 5,
    ) -> TaskSpec:
        """The draft as a task; what only the trainer can say is "–" where it is not given."""
        return TaskSpec(
            code=code,
            title=title,
            role=role,
            situation=situation,
            minutes=minutes,
            scenario=self.scenario,
            steps=self.steps,
            solution=self.solution,
        )


def derive(
    *,
    scenario: Scenario,
    demonstrations: Sequence[Workspace | UUID | str],
    known: Mapping[str, str] | None = None,
    in_order: Sequence[tuple[int, int]] = (),
) -> Draft:
    """A lesson's steps, checks, help and solution, from what was played in workspaces of that scenario.

    The first demonstration gives the solution and the steps; further ones relax what differs. `known`: words of
    secrets by "record.field", as no log keeps them; those that the scenario gave are found. `in_order`: pairs of
    deeds of the first demonstration, by their number from 0, of which the one must come before the other.
    Raises ValueError where nothing was done.
    """
    recordings = [Recording(one, scenario, known) for one in demonstrations]
    if not recordings or not recordings[0].deeds:
        raise ValueError("nothing was demonstrated")
    first, *others = recordings
    solution = _solution(first, others)
    found = relaxed(_held(first, others), [_held(other, [first]) for other in others])
    groups = steps.grouped(first.deeds, _by_deed(found))
    _order(groups, first, in_order)
    _guard(groups, recordings)
    words, moves = Words(first), dict(zip((deed.seq for deed in first.deeds), solution, strict=True))
    for _try in range(_TRIES):
        draft = Draft(scenario, solution, _specs(groups, first, words, moves), gaps=_gaps(first))
        problems = holds_when_done(draft.task(), first.workspace.snapshot).problems
        if not problems or not _yield_to(problems, groups):
            break
        groups = steps.fewer([group for group in groups if group.deeds])
    if not problems:
        problems = needless(draft.task(), first.workspace.snapshot)
    return Draft(draft.scenario, draft.solution, draft.steps, problems, draft.gaps)


def _solution(first: Recording, others: Sequence[Recording]) -> list[Move]:
    alike = [other for other in others if [one.kind for one in other.deeds] == [one.kind for one in first.deeds]]
    return [
        first.holders.put(move, [(other.moves[place], other.holders) for other in alike])
        for place, move in enumerate(first.moves)
    ]


def _held(recording: Recording, others: Sequence[Recording]) -> list[Demand]:
    """Its demands with placeholders."""
    seen = {id(other): {one.key: one for one in demands(other)} for other in others}
    made = []
    for demand in demands(recording):
        twins = [(seen[id(other)].get(demand.key), other.holders) for other in others]
        same = [(twin, holders) for twin, holders in twins if twin is not None]
        value = recording.holders.put(demand.value, [(twin.value, holders) for twin, holders in same])
        select = demand.select and recording.holders.put(
            demand.select, [(twin.select, holders) for twin, holders in same if twin.select]
        )
        made.append(replace(demand, value=value, select=select))
    return made


def _by_deed(found: Sequence[Demand]) -> dict[int, list[Check]]:
    checks: dict[int, list[Check]] = {}
    for demand in found:
        check = as_check(demand)
        if check not in checks.setdefault(demand.seq, []):
            checks[demand.seq].append(check)
    return checks


def _order(groups: Sequence[Group], first: Recording, in_order: Sequence[tuple[int, int]]) -> None:
    """Where the trainer says so: this before that, checked at the step of the former."""
    for one, two in in_order:
        before, after = first.deeds[one], first.deeds[two]
        check = Order(first=_event(first, before), then=_event(first, after), hint_at=before.action)
        next(group for group in groups if before in group.deeds).checks.append(first.holders.put(check))


def _event(recording: Recording, deed: Deed) -> EventHappened:
    select = recording.naming.selector(deed.rid) if deed.rid in recording.world.rows and deed.rid else None
    return EventHappened(action=deed.action, select=select)


def _guard(groups: Sequence[Group], recordings: Sequence[Recording]) -> None:
    """Risky actions are watched from the step on that is about their record; the rest of the world in the last."""
    first = recordings[0]
    for who, checks in guards.unused(recordings).items():
        own = (group for group in groups if who in {first.naming.identity(rid) for rid in group.records})
        next(own, groups[-1]).checks.extend(checks)
    groups[-1].checks.extend(guards.the_rest(recordings))


def _specs(groups: Sequence[Group], first: Recording, words: Words, moves: Mapping[int, Move]) -> list[StepSpec]:
    keys = steps.keys_of(groups, {rid: row.ref for rid, row in first.world.rows.items()})
    made = []
    for key, group in zip(keys, groups, strict=True):
        done = [moves[deed.seq] for deed in group.deeds]
        ladder: HintLadder = words.ladder(group.deeds, done)
        made.append(
            StepSpec(
                key=key,
                title=words.title(group.deeds),
                instruction=words.instruction(group.deeds),
                hints=ladder,
                checks=group.checks,
            )
        )
    return made


def _gaps(recording: Recording) -> list[Gap]:
    found = []
    for deed in recording.deeds:
        for name in deed.missing:
            label = recording.platform.record(deed.record_type).fields[name].label
            found.append(Gap(f"{deed.record_type}.{name}", label))
    return found


def _yield_to(problems: Sequence[Problem], groups: Sequence[Group]) -> bool:
    """Relax the checks that do not hold, or leave them out where they already are; whether any did."""
    failing: dict[int, set[int]] = {}
    for problem in problems:
        match problem.path:
            case ("steps", int(step), "checks", int(place)):
                failing.setdefault(step, set()).add(place)
    for step, places in failing.items():
        kept: list[Check] = []
        for place, check in enumerate(groups[step].checks):
            if place not in places:
                kept.append(check)
            elif isinstance(check, FieldIs) and not isinstance(check.is_, dict):
                kept.append(check.model_copy(update={"is_": NOT_EMPTY}))
        groups[step].checks = kept
    return bool(failing)
