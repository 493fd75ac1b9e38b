"""Where a learner stands before a check that does not hold, kept as a fact when it is noticed.

Noticed when a check is asked for, when an action breaks something (or would have, and was held back), when help is
taken, and when the attempt is set aside. What is known already costs no query.
"""

from __future__ import annotations

from training.feedback.likeness import alike
from training.feedback.states import state_of
from training.practice.models import Attempt
from training.progress import api as progress
from training.progress.models import WrongState

How = WrongState.How


def noticed(attempt: Attempt) -> progress.Noticed | None:
    """The state that the attempt is in; None where all holds, or where the check has no name of its own."""
    state = state_of(attempt)
    if state is None or not state.check_key:
        return None
    seed = attempt.workspace.seed
    say, likeness = alike(state.unmet.say, task_hash=attempt.task.hash, seed=seed, own=attempt.user)
    return progress.Noticed(state.step, state.check_key, likeness, state.unmet.status, say)


def notice(attempt: Attempt, *how: str) -> None:
    """Keep the state that the attempt is in, on these occasions."""
    if found := noticed(attempt):
        for one in how:
            progress.note_wrong(attempt=attempt, noticed=found, how=one)
