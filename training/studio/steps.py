"""What was shown so far, action by action, each with an instruction proposed in both languages.

Read off the recording's log, never stored; what the trainer wrote instead stands in `Recording.words`. What was
undone is not there. The words here are to look over while demonstrating; the draft is `lessons.drafting`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.definition import values
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Platform, RecordField, Text
from sandbox.models import Event
from sandbox.screens import event_words
from sandbox.selectors import effective_events, records
from training.studio.api import OWN
from training.studio.models import Recording

LONGEST = 60  # characters of a value in a proposed instruction
CORRECT = "sua"
WAITING = {
    "reply": Text(vi="Bấm “Chờ phản hồi”.", en="Press “Wait for a reply”."),
    "deadline": Text(vi="Bấm “Sang thời hạn kế tiếp”.", en="Press “Go to the next deadline”."),
    "next_session": Text(vi="Bấm “Sang buổi làm việc sau”.", en="Press “Go to the next office session”."),
}


@dataclass(frozen=True)
class Shown:
    """One action. `proposed`: what would be said if the trainer wrote nothing."""

    seq: int
    number: int
    vi: str
    en: str
    proposed: Text
    written: bool  # by the trainer
    joined: bool
    back_to: int  # going there takes it back
    about: str
    meanwhile: list[str] = field(default_factory=list)


def shown_so_far(recording: Recording, language: str) -> list[Shown]:
    """Every action that counts, oldest first. Two or three queries."""
    platform = platform_of(recording.workspace.snapshot)
    events = effective_events(recording.workspace)
    own = [event for event in events if event.kind in OWN]
    found = records(recording.workspace, {event.rid for event in own if event.rid is not None})
    titles = {rid: _title(platform, one.type, one.data) for rid, one in found.items()}
    made: list[Shown] = []
    before = 0
    for event in events:
        if event.kind in OWN:
            about = titles.get(event.rid or 0) or Text(vi="-", en="-")
            proposed = proposed_for(platform, event, about)
            written = recording.words.get(str(event.seq), {})
            made.append(
                Shown(
                    seq=event.seq,
                    number=len(made) + 1,
                    vi=written.get("vi") or proposed.vi,
                    en=written.get("en") or proposed.en,
                    proposed=proposed,
                    written=bool(written),
                    joined=bool(made) and event.seq in recording.joined,
                    back_to=before,
                    about=about.into(language) if about.vi != "-" else "",
                )
            )
        elif event.kind == Event.Kind.COLLEAGUE and made:
            made[-1].meanwhile.append(event_words(platform, event, language))
        before = event.seq
    return made


def proposed_for(platform: Platform, event: Event, about: Text) -> Text:
    """What to tell a learner who is to do the same."""
    match event.kind:
        case Event.Kind.TIME:
            return WAITING.get(str(event.values.get("until")), WAITING["reply"])
        case Event.Kind.SEAT:
            person = platform.people[event.values["person"]]
            return Text(
                vi=f"Chuyển sang ghế của {person.name} ({person.title.vi}).",
                en=f"Move to the seat of {person.name} ({person.title.en}).",
            )
        case Event.Kind.SEARCH:
            words = event.values.get("words", "")
            return Text(
                vi=f"Gõ “{words}” vào ô “Tìm mọi nơi” rồi bấm “Tìm”.",
                en=f"Type “{words}” into “Search everywhere” and press “Find”.",
            )
    record_type, _dot, key = event.action.partition(".")
    definition = platform.record(record_type)
    button = definition.actions[key].label if key in definition.actions else Text(vi="Sửa thông tin", en="Correct")
    boxes = list(_filled(platform, definition.fields, event))
    on = about if about.vi != "-" else definition.label
    if key in definition.actions and definition.actions[key].creates:
        place = definition.label
        head = Text(vi=f"Trong “{place.vi}”, bấm “{button.vi}”", en=f"In “{place.en}”, press “{button.en}”")
    else:
        head = Text(vi=f"Mở “{on.vi}”, bấm “{button.vi}”", en=f"Open “{on.en}”, press “{button.en}”")
    if not boxes:
        return Text(vi=f"{head.vi}.", en=f"{head.en}.")
    told = "; ".join(f"{label.vi}: {value.vi}" for label, value in boxes)
    told_en = "; ".join(f"{label.en}: {value.en}" for label, value in boxes)
    return Text(vi=f"{head.vi} và điền: {told}.", en=f"{head.en} and fill in: {told_en}.")


def _filled(platform: Platform, fields: Mapping[str, RecordField], event: Event) -> Iterable[tuple[Text, Text]]:
    """What was filled in and is not what stood there before: label and value."""
    own = [row for row in event.changes.get("rows", []) if row.get("rid") == event.rid]
    changed = {name for row in own for name in row.get("set", {})}
    for name, value in event.values.items():
        spec = fields.get(name)
        if spec is None or name not in changed or value in (None, "", []):
            continue
        if spec.type == "secret":
            yield spec.label, Text(vi="••••", en="••••")
        elif spec.type in ("record", "files", "rows") or spec.display == "document":
            yield spec.label, Text(vi="…", en="…")
        else:
            yield spec.label, Text(vi=_said(platform, spec, value, "vi"), en=_said(platform, spec, value, "en"))


def _said(platform: Platform, spec: RecordField, value: Any, language: str) -> str:
    try:
        words = " ".join(values.show(spec, value, language, platform).split())
    except (KeyError, TypeError, ValueError):
        words = str(value)
    return (words if len(words) <= LONGEST else words[: LONGEST - 1].rstrip() + "…") or "…"


def _title(platform: Platform, record_type: str, data: Mapping[str, Any]) -> Text | None:
    definition = platform.record(record_type)
    for name in (definition.title, *definition.key_fields):
        if data.get(name):
            return Text(
                vi=_said(platform, definition.fields[name], data[name], "vi"),
                en=_said(platform, definition.fields[name], data[name], "en"),
            )
    return None
