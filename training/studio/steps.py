"""What was shown so far, action by action, each with the instruction that the draft will give it in both languages.

Read off the recording's log, never stored; what the trainer wrote instead stands in `Recording.words`. What was
undone is not there. While demonstrating the words hold the values of this one play; in the draft they differ.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lessons import html
from lessons.drafting import recording as drafting
from lessons.drafting.words import Words
from sandbox.definition.schema import Text
from sandbox.models import Event
from sandbox.screens import event_words
from sandbox.spec import Scenario
from training.studio import arrange
from training.studio.models import Recording


@dataclass(frozen=True)
class Shown:
    """One action. `proposed`: what is said if the trainer writes nothing."""

    seq: int
    number: int
    vi: str
    en: str
    proposed: Text
    joined: bool
    ordered: bool
    back_to: int  # going there takes it back
    meanwhile: list[str] = field(default_factory=list)


def scenario_of(recording: Recording) -> Scenario:
    """What the recording is played on: bait lies there only where somebody is to fall for it."""
    sketch = recording.sketch
    if recording.kind == Recording.Kind.WRONG:
        return sketch.typed
    return Scenario.model_validate(arrange.parted(sketch.scenario, sketch.traps)[0])


def shown_so_far(recording: Recording, language: str) -> list[Shown]:
    """Every action that counts, oldest first. About five queries."""
    played = drafting.Recording(recording.workspace, scenario_of(recording))
    words, deeds = Words(played), {deed.seq: deed for deed in played.deeds}
    made: list[Shown] = []
    before = 0
    for event in played.world.events:
        if deed := deeds.get(event.seq):
            said = played.holders.bound(words.instruction([deed]).model_dump())
            proposed = Text(vi=html.plain(said["vi"]), en=html.plain(said["en"]))
            written = recording.words.get(str(event.seq), {})
            made.append(
                Shown(
                    seq=event.seq,
                    number=len(made) + 1,
                    vi=written.get("vi") or proposed.vi,
                    en=written.get("en") or proposed.en,
                    proposed=proposed,
                    joined=bool(made) and event.seq in recording.joined,
                    ordered=event.seq in recording.ordered,
                    back_to=before,
                )
            )
        elif event.kind == Event.Kind.COLLEAGUE and made:
            made[-1].meanwhile.append(event_words(played.platform, event, language))
        before = event.seq
    return made
