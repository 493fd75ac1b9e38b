"""Taking the bait: moves of a right solution done to a record that a trap laid. Other slips: `lessons.mutants`."""

from __future__ import annotations

from collections.abc import Iterator

from lessons.mutants import Mutant
from lessons.spec import TaskSpec
from sandbox.spec import ActMove


def taken_for(spec: TaskSpec) -> Iterator[Mutant]:
    """Every move of the solution done to a bait instead, of which there may be none of that kind."""
    for place, move in enumerate(spec.solution):
        if isinstance(move, ActMove) and isinstance(move.on, str):
            for bait in [record for trap in spec.traps for record in trap.records]:
                if bait.record == move.action.partition(".")[0]:
                    wrong = move.model_copy(update={"on": bait.ref})
                    yield Mutant("elsewhere", place, (wrong,), f"{move.action} on {bait.ref}")
