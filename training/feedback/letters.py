"""What "Tôi bị kẹt" sends: made once for the preview and once for sending, from the same attempt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from training.feedback.scrub import scrubbed
from training.feedback.states import State, into, outline_of, state_of
from training.feedback.words import Told, last_events

if TYPE_CHECKING:
    from training.practice.models import Attempt


@dataclass(frozen=True)
class Letter:
    state: State
    title: str
    step_title: str
    unmet: dict[str, str]
    events: list[Told]
    seq: int  # of the last event looked at: what was previewed is what is sent

    def sentence(self, language: str) -> str:
        return into(self.unmet, language)


def letter_of(attempt: Attempt, language: str) -> Letter | None:
    """Lesson, step, the first thing that does not hold and the last five events; None where all holds (2 queries)."""
    state = state_of(attempt)
    if state is None:
        return None
    outline = outline_of(attempt.task.hash)
    return Letter(
        state=state,
        title=into(outline.title, language),
        step_title=outline.step_title(state.step, attempt.workspace.seed, language),
        unmet={name: scrubbed(say, own=attempt.user) for name, say in state.unmet.say.items()},
        events=last_events(attempt),
        seq=attempt.standing.seq,
    )
