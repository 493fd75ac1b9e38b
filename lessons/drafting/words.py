"""Titles, instructions and help of a drafted step, from the definition's own labels, in both languages.

What the learner can read on the screens is not told: "Điền **Số, ký hiệu**". What stands nowhere is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from lessons.drafting.recording import Deed, Recording
from lessons.spec import HintLadder
from sandbox.definition import values
from sandbox.definition.schema import RecordField, Text
from sandbox.models import Event
from sandbox.spec import SEARCHED
from sandbox.text import fold, shortened

_DATE = re.compile(r"(\d{4})-(\d\d|\{\{[^}]+\}\})-(\d\d|\{\{[^}]+\}\})(?:T(\d\d:\d\d))?")
_LONGEST_TITLE = 70
_SHORTEST_NAME = 24  # of a name that is cut at least so much is told
WAITING = {
    "reply": Text(vi="Chờ phản hồi", en="Wait for a reply"),
    "deadline": Text(vi="Đến hạn gần nhất", en="Go to the next deadline"),
    "next_session": Text(vi="Sang buổi sau", en="Go to the next office session"),
}


class Words:
    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.platform = recording.platform
        self.shown = fold(" ".join(self._on_the_screens()))

    def _on_the_screens(self) -> list[str]:
        """Every text and value that lies ready."""
        found: list[str] = []
        for record in self.recording.scenario.records:
            fields = self.platform.record(record.record).fields
            for name, value in record.values.items():
                if name in fields and not fields[name].hidden:
                    found.append(values.show(fields[name], self.recording.holders.bound(value), "vi", self.platform))
        return found

    # --- one step -------------------------------------------------------------------------------------------

    def title(self, deeds: Sequence[Deed]) -> Text:
        acts = [deed for deed in deeds if deed.action] or list(deeds)
        labels = list(dict.fromkeys((self._button(deed).vi, self._button(deed).en) for deed in acts))
        about = next((self._name(deed.rid) for deed in acts if deed.rid is not None), None)
        return self._both(
            *(
                short_title([one[side] for one in labels], _into(about, language))
                for side, language in ((0, "vi"), (1, "en"))
            )
        )

    def instruction(self, deeds: Sequence[Deed]) -> Text:
        parts = [self._sentence(deed, place == 0 or self._moved(deeds, place)) for place, deed in enumerate(deeds)]
        return self._both(*("".join(f"<p>{part.into(lang)}</p>" for part in parts) for lang in ("vi", "en")))

    def ladder(self, deeds: Sequence[Deed], moves: Sequence[Any]) -> HintLadder:
        acts = [deed for deed in deeds if deed.action and deed.action != SEARCHED]
        main = acts[0] if acts else None
        show = [line for place, deed in enumerate(deeds) for line in self._show(deed, self._moved(deeds, place))]
        return HintLadder(
            hint=self._hint(main) if main else None,
            where=self._where(main) if main else None,
            at=main.action if main else None,
            show=show,
            do=list(moves),
        )

    def _moved(self, deeds: Sequence[Deed], place: int) -> bool:
        return place == 0 or deeds[place].rid != deeds[place - 1].rid

    # --- one deed -------------------------------------------------------------------------------------------

    def _sentence(self, deed: Deed, opening: bool) -> Text:
        button = self._button(deed)
        if not deed.action or deed.action == SEARCHED:
            return self._plain(deed, strong=True)
        told = [self._box(deed, name, strong=True) for name in deed.typed]
        place, name = self._place(deed), self._name(deed.rid)
        lead_vi, lead_en = "Bấm", "Choose"
        if opening and deed.rid is not None and deed.move.move == "act" and deed.move.on is not None:
            lead_vi = f"Trong <strong>{escape(place.vi)}</strong>, mở {escape(name.vi)}, bấm"
            lead_en = f"In <strong>{escape(place.en)}</strong>, open {escape(name.en)} and choose"
        elif opening:
            lead_vi = f"Vào <strong>{escape(place.vi)}</strong>, bấm"
            lead_en = f"Go to <strong>{escape(place.en)}</strong> and choose"
        boxes_vi = f" Ghi {'; '.join(one.vi for one in told)}." if told else ""
        boxes_en = f" Fill in {'; '.join(one.en for one in told)}." if told else ""
        return Text(
            vi=f"{lead_vi} <strong>{escape(button.vi)}</strong>.{boxes_vi}",
            en=f"{lead_en} <strong>{escape(button.en)}</strong>.{boxes_en}",
        )

    def _show(self, deed: Deed, opening: bool) -> list[Text]:
        if not deed.action or deed.action == SEARCHED:
            return [self._plain(deed)]
        lines = []
        name, button = self._name(deed.rid), self._button(deed)
        if opening and deed.move.move == "act" and deed.move.on is not None:
            lines.append(Text(vi=f"Mở {name.vi}.", en=f"Open {name.en}."))
        for box in deed.typed:
            label, said = self._label(deed, box), self._said(deed, box)
            if said.vi:
                lines.append(Text(vi=f'Ghi "{label.vi}": {said.vi}', en=f'Fill in "{label.en}": {said.en}'))
        lines.append(Text(vi=f'Bấm "{button.vi}".', en=f'Choose "{button.en}".'))
        return [self._held(line) for line in lines]

    def _plain(self, deed: Deed, *, strong: bool = False) -> Text:
        """What is done without a record."""

        def bold(words: str) -> str:
            return f"<strong>{escape(words)}</strong>" if strong else f'"{words}"'

        move = deed.move
        match move.move:
            case "seat":
                person = self.platform.people[move.person]
                vi = f"Sang ghế {bold(f'{person.title.vi} {person.name}')}."
                return Text(vi=vi, en=f"Move to the seat of {bold(f'{person.title.en} {person.name}')}.")
            case "wait":
                said = WAITING[move.until]
                return Text(vi=f"Bấm {bold(said.vi)}.", en=f"Press {bold(said.en)}.")
            case "search":
                words = bold(move.words)
                return self._held(Text(vi=f"Tìm {words} ở ô tìm kiếm.", en=f"Search everywhere for {words}."))
        return Text(vi="Trả lời câu hỏi của bài.", en="Answer the lesson's question.")

    def _hint(self, deed: Deed) -> Text:
        place, name = self._place(deed), self._name(deed.rid)
        return self._held(
            Text(
                vi=f"Việc này làm trong {place.vi}, với {name.vi}.", en=f"This is done in {place.en}, with {name.en}."
            )
        )

    def _where(self, deed: Deed) -> Text:
        button = self._button(deed)
        return Text(vi=f'Nút "{button.vi}".', en=f'The button "{button.en}".')

    def _button(self, deed: Deed) -> Text:
        record_type, _dot, key = deed.action.partition(".")
        if deed.kind == Event.Kind.SEARCH:
            return Text(vi="Tìm kiếm", en="Search")
        if not key:
            return {
                "wait": WAITING.get(getattr(deed.move, "until", ""), WAITING["reply"]),
                "seat": Text(vi="Đổi ghế", en="Change the seat"),
            }.get(deed.move.move, Text(vi="Trả lời", en="Answer"))
        action = self.platform.record(record_type).actions.get(key)
        return action.label if action else Text(vi="Sửa", en="Correct")

    def _place(self, deed: Deed) -> Text:
        return self.platform.modules[self.platform.module_of(deed.record_type)].label

    def _name(self, rid: int | None) -> Text:
        """What people call the record, before anything was done to it."""
        world = self.recording.world
        if rid is None or (rid not in world.rows and world.get(rid) is None):
            return Text(vi="mục này", en="this item")
        past = [moment for moment in world.past(rid) if moment.state is not None]
        row = world.rows.get(rid) or world.get(rid)
        assert row is not None
        label = world.definition(row.type).label
        if rid in self.recording.naming.given or not past or past[0].seq:
            return Text(vi=f"{_lowered(label.vi)} vừa tạo", en=f"the new {_lowered(label.en)}")
        return self._held(world.name(row.type, past[0].data))

    # --- boxes ----------------------------------------------------------------------------------------------

    def _box(self, deed: Deed, name: str, *, strong: bool = False) -> Text:
        label, said = self._label(deed, name), self._said(deed, name)
        shown_vi, shown_en = escape(label.vi), escape(label.en)
        if deed.typed[name] is None:
            return Text(vi=f"<strong>{shown_vi}</strong>: để trống", en=f"<strong>{shown_en}</strong>: left empty")
        if not said.vi or self._readable(deed, name):
            return Text(vi=f"<strong>{shown_vi}</strong>", en=f"<strong>{shown_en}</strong>")
        return self._held(
            Text(
                vi=f"<strong>{shown_vi}</strong>: {escape(said.vi)}",
                en=f"<strong>{shown_en}</strong>: {escape(said.en)}",
            )
        )

    def _readable(self, deed: Deed, name: str) -> bool:
        """Whether the learner finds the value on the screens."""
        about = self._about(deed, name)
        if about.type not in ("text", "number", "money", "date", "datetime"):
            return False
        shown = values.show(about, deed.typed[name], "vi", self.platform)
        return bool(shown) and fold(shown) in self.shown

    def _said(self, deed: Deed, name: str) -> Text:
        """The value as the screens say it, with placeholders; empty for a secret that nobody knows."""
        about, value = self._about(deed, name), deed.typed[name]
        if value is None:
            return Text(vi="để trống", en="left empty")
        if about.type == "secret":
            word = deed.move.values.get(name, "") if deed.move.move == "act" else ""
            return Text.model_construct(vi=str(word), en=str(word))
        if about.type == "rows":
            return self._rows(about, value)
        world = self.recording.world
        files = {rid: world.name_of(rid).vi for rid in _rids(about, value)}
        held = self.recording.holders.put(value)
        if held != value and isinstance(held, str):
            said = _DATE.sub(_written_date, held)
            return Text.model_construct(vi=said, en=said)
        return Text.model_construct(
            vi=values.show(about, value, "vi", self.platform, files),
            en=values.show(about, value, "en", self.platform, files),
        )

    def _rows(self, about: RecordField, rows: Any) -> Text:
        lines = [
            " – ".join(
                values.show(column, row.get(key), "vi") for key, column in about.columns.items() if row.get(key)
            )
            for row in rows
            if isinstance(row, dict)
        ]
        said = self.recording.holders.put("; ".join(lines))
        return Text.model_construct(vi=said, en=said)

    def _label(self, deed: Deed, name: str) -> Text:
        return self._about(deed, name).label

    def _about(self, deed: Deed, name: str) -> RecordField:
        return self.platform.record(deed.record_type).fields[name]

    def _held(self, text: Text) -> Text:
        return self.recording.holders.put(text)

    def _both(self, vi: str, en: str) -> Text:
        return self._held(Text(vi=vi, en=en))


def _rids(about: RecordField, value: Any) -> list[int]:
    if about.type not in ("record", "files"):
        return []
    return [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, int)]


def _written_date(found: re.Match[str]) -> str:
    day = f"{found[3]}/{found[2]}/{found[1]}"
    return f"{found[4]} {day}" if found[4] else day


def _joined(labels: Sequence[str]) -> str:
    """ "Tiếp nhận, vào sổ": the first as it is, the rest as inside a sentence."""
    return ", ".join([*labels[:1], *(_lowered(one) for one in labels[1:])])


def short_title(labels: Sequence[str], name: str) -> str:
    """What is done, and with what: whole where it is short enough; else the name is told as far as whole words go, or
    not at all where hardly a word of it would be left; and of too many deeds the first ones."""
    lead = _joined(labels)
    if not name and len(lead) <= _LONGEST_TITLE:
        return lead
    if name and len(lead) + 2 + len(name) <= _LONGEST_TITLE:
        return f"{lead}: {name}"
    room = _LONGEST_TITLE - len(lead) - 2
    if name and room >= _SHORTEST_NAME:
        return f"{lead}: {shortened(name, room)}"
    while len(lead) > _LONGEST_TITLE and len(labels) > 1:
        labels = labels[:-1]
        lead = f"{_joined(labels)}…"
    return shortened(lead, _LONGEST_TITLE)


def _into(text: Text | None, language: str) -> str:
    return text.into(language) if text else ""


def _lowered(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
