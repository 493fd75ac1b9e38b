"""The last things that happened in an attempt, in words for a trainer: what was pressed and where, and nothing typed.

The sentences that the sandbox keeps name records as they stand now and people by name; these name the button, the
kind of record and, of what the lesson itself laid there, the title that the lesson gave it. Colleagues go by their
titles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Platform, Text
from sandbox.models import Event, OverlayRow
from sandbox.spec import SEARCHED

if TYPE_CHECKING:
    from training.practice.models import Attempt

LAST = 5
Told = dict[str, Any]  # {"clock": "2026-11-23T07:35", "say": {"vi": …, "en": …}}


def last_events(attempt: Attempt) -> list[Told]:
    """The last five, oldest first; what was taken back or refused is among them (2 queries)."""
    events = Event.objects.filter(workspace=attempt.workspace_id).defer("values", "changes").order_by("-seq")[:LAST]
    speaker = _Speaker(attempt)
    return [{"clock": event.clock, "say": speaker.say(event).model_dump()} for event in reversed(events)]


class _Speaker:
    def __init__(self, attempt: Attempt) -> None:
        self.platform: Platform = platform_of(attempt.workspace.snapshot)
        laid = OverlayRow.objects.filter(workspace=attempt.workspace_id).exclude(ref="")
        self.refs: dict[int, str] = dict(laid.values_list("rid", "ref"))
        self.given = {row["ref"]: row for row in attempt.workspace.scenario.get("records", [])}

    def say(self, event: Event) -> Text:
        match event.kind:
            case Event.Kind.ACTION:
                return self._pressed(event)
            case Event.Kind.COLLEAGUE:
                who = self._title(event.actor)
                what = self._pressed(event)
                return Text(vi=f"{who.vi}: {what.vi}", en=f"{who.en}: {what.en}")
            case Event.Kind.SEAT:
                who = self._title(event.actor)
                return Text(vi=f"Ngồi vào ghế: {who.vi}", en=f"Sat down in the seat: {who.en}")
            case Event.Kind.SEARCH:
                return Text(vi="Tìm trong mọi mô-đun", en="Searched all modules")
            case Event.Kind.ANSWER:
                return Text(vi="Trả lời câu hỏi của bài", en="Answered a question of the lesson")
            case Event.Kind.REFUSED:
                return self._refused(event)
        return Text(**event.note["say"])  # time that passed, a way back: the engine's own sentence holds a time only

    def _refused(self, event: Event) -> Text:
        what, boxes = self._pressed(event), self._boxes(event)
        vi, en = f"{what.vi} – chưa được nhận", f"{what.en} – not accepted"
        if boxes:
            vi += f", còn phải xem lại: {', '.join(box.vi for box in boxes)}"
            en += f", to look at again: {', '.join(box.en for box in boxes)}"
        return Text(vi=vi, en=en)

    def _boxes(self, event: Event) -> list[Text]:
        """The boxes that a refusal was about, by what stands over them."""
        record_type = self._type(event)
        names = [*event.note.get("problems", {}), *filter(None, [event.note.get("field")])]
        found = (
            [record_type.fields[name].label for name in dict.fromkeys(names) if name in record_type.fields]
            if (record_type)
            else []
        )
        return [Text(vi=f'"{label.vi}"', en=f'"{label.en}"') for label in found]

    def _pressed(self, event: Event) -> Text:
        """'Bấm "Vào sổ" – Văn bản đến "Ứng phó áp thấp nhiệt đới"'."""
        if not event.action or event.action == SEARCHED:
            return Text(vi="Một thao tác", en="Something")
        record_type, key = self._type(event), event.action.partition(".")[2]
        action = record_type.actions.get(key) if record_type else None
        label = action.label if action else Text(vi="Sửa", en="Correct")
        whom = self._whom(event)
        return Text(vi=f'Bấm "{label.vi}"{whom[0]}', en=f'Pressed "{label.en}"{whom[1]}')

    def _whom(self, event: Event) -> tuple[str, str]:
        record_type = self._type(event)
        if record_type is None:
            return "", ""
        given = self.given.get(self.refs.get(event.rid or 0, ""))
        title = given["values"].get(record_type.title) if given else None
        field = record_type.fields[record_type.title]
        plain = isinstance(title, str) and field.type in ("text", "longtext")
        named = f' "{title}"' if plain else ""
        return f" – {record_type.vi}{named}", f" – {record_type.en}{named}"

    def _type(self, event: Event) -> Any:
        try:
            return self.platform.record(event.action.partition(".")[0])
        except KeyError:
            return None

    def _title(self, person: str) -> Text:
        found = self.platform.people.get(person)
        return found.title if found else Text(vi="Đồng nghiệp", en="A colleague")
