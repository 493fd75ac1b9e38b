"""The upper end of the ladder of help: doing a step for the learner, and putting right what a step begins with.

Called by `practice.api` in its transaction. Nothing here asks who may: that was settled before.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction

import sandbox.api
from lessons.spec import StepSpec
from sandbox.selectors import could_do, workspace_by_id
from sandbox.spec import Move
from training.practice.errors import HelpImpossible
from training.practice.models import Attempt, Rung
from training.progress import api as progress
from training.progress.selectors import standing_of
from training.progress.task import task_of


def rung_exists(step: StepSpec, rung: int) -> bool:
    """Whether the lesson has that help for the step."""
    ladder = step.hints
    return bool(
        {
            Rung.HINT: ladder.hint,
            Rung.WHERE: ladder.where or ladder.at,
            Rung.SHOW: ladder.show,
            Rung.DO: ladder.do,
        }[Rung(rung)]
    )


def helped(attempt: Attempt) -> frozenset[str]:
    """The steps that were done for the learner."""
    return frozenset(step for step, rung in attempt.hints.items() if rung == Rung.DO)


def next_rung(attempt: Attempt, step: StepSpec) -> Rung | None:
    """The lowest rung that is there and was not taken yet; None once all were."""
    taken = attempt.hints.get(step.key, 0)
    return next((rung for rung in Rung if rung > taken and rung_exists(step, rung)), None)


class _NotWorkedOut(Exception):
    """Undoes one try."""


def do_step(attempt: Attempt, step: StepSpec, request_key: str) -> None:
    """Do the step from where the learner stands; failing that from the step's start; failing that from scratch.

    Raises `HelpImpossible` where none of these works out.
    """
    if standing_by_key(attempt)[step.key].ok:
        return
    steps = task_of(attempt).steps
    upto = steps[: steps.index(step) + 1]
    ways: list[tuple[int | None, list[Move]]] = [
        (None, step.hints.do),
        (_start_of(attempt, upto[:-1]), step.hints.do),
        (0, [move for done in upto for move in done.hints.do]),
    ]
    _first_that_works(attempt, ways, upto[-1:], None, request_key)


def mend(attempt: Attempt, request_key: str) -> None:
    """Back to where the step under way can begin: to its own start; failing that the steps before it once more.

    Those were done before, by whoever did them, so they are no help with this one.
    """
    step = current_step(attempt)
    if step is None:
        return
    steps = task_of(attempt).steps
    earlier = steps[: steps.index(step)]
    ways: list[tuple[int | None, list[Move]]] = [
        (_start_of(attempt, earlier), []),
        (0, [move for done in earlier for move in done.hints.do]),
    ]
    _first_that_works(attempt, ways, earlier, step, request_key)


def start_is_missing(attempt: Attempt) -> bool:
    """Whether nothing that would do the step under way can be done as things stand. A few queries."""
    step = current_step(attempt)
    if step is None or not step.hints.do or any(move.move == "seat" for move in step.hints.do):
        return False
    acts = [move for move in step.hints.do if move.move == "act"]
    return bool(acts) and not any(could_do(attempt.workspace, move) for move in acts)


def current_step(attempt: Attempt) -> StepSpec | None:
    """The first step that does not hold yet."""
    standing = standing_by_key(attempt)
    return next((step for step in task_of(attempt).steps if not standing[step.key].ok), None)


def standing_by_key(attempt: Attempt) -> dict[str, Any]:
    return {step.key: step for step in standing_of(attempt)}


def _first_that_works(
    attempt: Attempt,
    ways: list[tuple[int | None, list[Move]]],
    wanted: list[StepSpec],
    then: StepSpec | None,
    request_key: str,
) -> None:
    """Try the ways in turn until the wanted steps hold and `then` can begin; what a vain try did never happened."""
    for number, (from_seq, moves) in enumerate(ways):
        try:
            with transaction.atomic():
                _play(attempt, from_seq, moves, f"{request_key[:40]}.{number}")
                standing = standing_by_key(attempt)
                if not all(standing[step.key].ok for step in wanted) or (then and start_is_missing(attempt)):
                    raise _NotWorkedOut
            return
        except _NotWorkedOut:
            attempt.refresh_from_db(fields=["faults"])
            attempt.standing.refresh_from_db()
            attempt.workspace = workspace_by_id(attempt.workspace_id)
    raise HelpImpossible


def _play(attempt: Attempt, from_seq: int | None, moves: list[Move], key: str) -> None:
    if from_seq is not None:
        sandbox.api.rewind(workspace_id=attempt.workspace_id, to_seq=from_seq, request_key=f"{key}.back")
    sandbox.api.play(workspace_id=attempt.workspace_id, moves=moves, key_prefix=key)
    attempt.workspace = workspace_by_id(attempt.workspace_id)
    progress.evaluate(attempt=attempt, helped=helped(attempt))


def _start_of(attempt: Attempt, earlier: list[StepSpec]) -> int:
    """The event with which the last of the earlier steps came to hold."""
    standing = standing_by_key(attempt)
    return max((standing[step.key].since for step in earlier), default=0)
