"""Bait becomes a trap: what lies there, the check that watches it, and how one falls for it.

How one falls for it is what the trainer showed ("Làm thử sai"); where nobody showed it, it is looked for: the
forbidden action, if need be after other harmless ones on the same record, as a hasty reader would press them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.db import transaction

import sandbox.api
from lessons import drafting
from lessons.spec import Expectation, Guard, StepSpec, TaskSpec, Trap
from sandbox import selectors
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Action, Text
from sandbox.models import OverlayRow, Workspace
from sandbox.spec import ActMove, Move, NeverHappened, RecordSelector, Scenario, ScenarioRecord
from training.studio import arrange
from training.studio.arrange import Data
from training.studio.models import Recording, Sketch

_DEEPEST = 3  # actions on the bait before one has fallen for it
_MOST_TRIES = 40


def laid_in(
    task: TaskSpec, sketch: Sketch, laid: Mapping[str, list[Data]], known: Mapping[str, str]
) -> tuple[TaskSpec, list[str]]:
    """The task with a trap for each bait; and the refs of those for which no way to fall for them was found."""
    made, unlaid = [], []
    for one in sketch.traps:
        moves = _shown(sketch, one["ref"], known) or _looked_for(sketch, one)
        if moves:
            made.append(_trap(task, sketch, one, laid.get(one["ref"], []), moves))
        else:
            unlaid.append(one["ref"])
    return task.model_copy(update={"traps": made}), unlaid


def _trap(task: TaskSpec, sketch: Sketch, one: Data, records: list[Data], moves: list[Move]) -> Trap:
    record_type = one["action"].partition(".")[0]
    step = _step_about(task.steps, record_type)
    say = Text(**one["say"])
    check = NeverHappened(
        action=one["action"],
        select=RecordSelector(record=record_type, ref=one["ref"]),
        say=say,
        hint_at=one["action"],
    )
    return Trap(
        name=_name(sketch, one["ref"]),
        records=[ScenarioRecord.model_validate(record) for record in records],
        guards=[Guard(step=step.key, check=check)],
        moves=moves,
        expect=[Expectation(step=step.key, status="broken", say_contains=say)],
        recover=list(task.solution),
    )


def _step_about(steps: list[StepSpec], record_type: str) -> StepSpec:
    """The first step in which something is done to such a record; the first of all where none is."""
    for step in steps:
        if any(isinstance(move, ActMove) and move.action.startswith(f"{record_type}.") for move in step.hints.do):
            return step
    return steps[0]


def _name(sketch: Sketch, ref: str) -> Text:
    record = arrange.record_of(sketch.scenario, ref) or {"record": "", "values": {}}
    definition = platform_of(sketch.snapshot).record(record["record"])
    called = next((str(record["values"][name]) for name in (definition.title,) if record["values"].get(name)), "")
    said = called[:80] or definition.label.vi
    return Text(vi=said, en=said if called else definition.label.en)


def _shown(sketch: Sketch, ref: str, known: Mapping[str, str]) -> list[Move]:
    """What the trainer did to fall for it, if that was shown on this starting situation."""
    arranged = arrange.fingerprint(sketch.scenario, sketch.traps)
    found = sketch.recordings.filter(kind=Recording.Kind.WRONG, trap=ref, done=True, arranged=arranged).first()
    if found is None:
        return []
    return drafting.moves_of(found.workspace_id, scenario=Scenario.model_validate(sketch.scenario), known=dict(known))


def _looked_for(sketch: Sketch, one: Data) -> list[Move]:
    """The shortest way to the forbidden action; [] if there is none without typing. Leaves nothing behind."""
    with transaction.atomic():
        scenario = Scenario.model_validate(sketch.scenario)
        workspace = sandbox.api.create_workspace(snapshot=sketch.snapshot, scenario=scenario, seed=0)
        found = _search(workspace, one)
        transaction.set_rollback(True)
    return found


def _search(workspace: Workspace, one: Data) -> list[Move]:
    """Breadth first, from the start each time: so many actions on one record are few."""
    ways: list[list[Move]] = [[]]
    tries = 0
    while ways and tries < _MOST_TRIES:
        further: list[list[Move]] = []
        for way in ways:
            tries += 1
            with transaction.atomic():
                outcomes = sandbox.api.play(workspace_id=workspace.pk, moves=way, key_prefix=f"bait-{tries}")
                nexts = [] if any(outcome.refusal for outcome in outcomes) else list(_nexts(workspace, one))
                for move in nexts:
                    if isinstance(move, ActMove) and move.action == one["action"] and _works(workspace, move):
                        transaction.set_rollback(True)
                        return [*way, move]
                transaction.set_rollback(True)
            if len(way) + 1 < _DEEPEST:
                further += [
                    [*way, move] for move in nexts if isinstance(move, ActMove) and move.action != one["action"]
                ]
        ways = further
    return []


def _nexts(workspace: Workspace, one: Data) -> Iterator[Move]:
    """What could be pressed on the bait now: the forbidden action first, then what is neither risky nor the end."""
    now = selectors.workspace_by_id(workspace.pk)
    row = OverlayRow.objects.filter(workspace=now, ref=one["ref"], deleted=False).first()
    record = selectors.record(now, row.rid) if row else None
    if record is None:
        return
    offers = [offer for offer in selectors.offers(now, record) if offer.allowed]
    for offer in sorted(
        offers, key=lambda offer: (f"{record.type}.{offer.key}" != one["action"], not offer.action.primary)
    ):
        forbidden = f"{record.type}.{offer.key}" == one["action"]
        if not forbidden and (offer.action.risky or offer.action.deletes):
            continue
        values = _filled(now, record, offer.key, offer.action)
        if values is not None:
            yield ActMove(action=f"{record.type}.{offer.key}", on=one["ref"], values=values)


def _filled(workspace: Workspace, record: selectors.RecordView, key: str, action: Action) -> dict[str, object] | None:
    """What stands in its boxes, and the first choice where one must be made; None where words would be needed."""
    fields = platform_of(workspace.snapshot).record(record.type).fields
    held = selectors.defaults(workspace, record, record.type, key)
    values: dict[str, object] = {}
    for ask in action.asks:
        spec = fields[ask.field]
        required = spec.required if ask.required is None else ask.required
        if ask.field in held or not required:
            continue
        if spec.type not in ("choice", "person", "unit"):
            return None
        options = selectors.options_for(workspace, spec)
        if not options:
            return None
        values[ask.field] = options[0].value
    return values


def _works(workspace: Workspace, move: ActMove) -> bool:
    """Whether it is accepted now; nothing of it stays."""
    with transaction.atomic():
        outcome = sandbox.api.move_on(workspace_id=workspace.pk, move=move, request_key="bait-works")
        transaction.set_rollback(True)
    return outcome.refusal is None
