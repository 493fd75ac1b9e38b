"""What the learner has done in an attempt, in words: the list from which one goes back to any moment."""

from __future__ import annotations

from dataclasses import dataclass

from sandbox.definition.loader import platform_of
from sandbox.models import Event
from sandbox.screens import event_words
from sandbox.selectors import effective_events, records
from training.practice.models import Attempt
from training.progress.judging import OWN


@dataclass(frozen=True)
class Deed:
    """One thing done: what it came to, on which record, when (simulated), and what colleagues did in answer."""

    seq: int
    back_to: int  # the event just before it: going there takes this one back
    clock: str
    say: str
    about: str
    meanwhile: list[str]

    @property
    def when(self) -> str:
        """08:05 23/11"""
        return f"{self.clock[11:16]} {self.clock[8:10]}/{self.clock[5:7]}"


def deeds_of(attempt: Attempt, language: str) -> list[Deed]:
    """What was done and not taken back, the newest first. Three queries."""
    platform = platform_of(attempt.workspace.snapshot)
    events = effective_events(attempt.workspace, light=True)
    found = records(attempt.workspace, {event.rid for event in events if event.rid is not None})
    titles = {rid: str(one.data.get(platform.record(one.type).title) or "") for rid, one in found.items()}
    made: list[Deed] = []
    before = 0
    for event in events:
        say = event_words(platform, event, language)
        if event.kind in OWN:
            made.append(Deed(event.seq, before, event.clock, say, titles.get(event.rid or 0, ""), []))
        elif event.kind == Event.Kind.COLLEAGUE and made:
            made[-1].meanwhile.append(say)
        before = event.seq
    return made[::-1]
