"""Reading the check blocks of a step (`lessons.blocks.checks`) into the sandbox's check specs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from lessons import typed
from lessons.compile_work import WorkReader


class CheckReader:
    def __init__(self, work: WorkReader) -> None:
        self.work = work
        self.notes = work.notes

    def read(self, stream: Iterable[Any]) -> list[dict[str, Any]]:
        checks = []
        for index, child in enumerate(stream):
            with self.notes.at(index, label=_("Check %(number)d") % {"number": index + 1}):
                data = getattr(self, f"_{child.block_type}")(child.value)
                say = self.work.words(child.value["say"], "say", _("Own words"), required=False)
                at = self.work.place(child.value["hint_at"], "hint_at")
                checks.append({"kind": child.block_type, **data, "say": say, "hint_at": at})
        if not checks:
            self.notes.add(_("Say when the step is done: add a check."))
        return checks

    def _exists(self, value: Any) -> dict[str, Any]:
        return {"select": self.work.selector(value["select"])}

    _missing = _exists

    def _field(self, value: Any) -> dict[str, Any]:
        selector = self.work.selector(value["select"]) or {}
        record_key = selector.get("record", "")
        key = self.work.part("field", value["field"], "field", _("Field"), of=record_key)
        return {
            "select": selector,
            "field": key,
            "is": self.work.operand(value, record_key, key),
            "exact": bool(value["exact"]),
            "broken_when_final": bool(value["broken_when_final"]),
        }

    def _state(self, value: Any) -> dict[str, Any]:
        selector = self.work.selector(value["select"]) or {}
        with self.notes.at("states"):
            states = [
                self.work.part("state", state, index, _("State"), of=selector.get("record", ""))
                for index, state in enumerate(value["states"])
            ]
            if not states:
                self.notes.add(_("Choose one from the list."), label=_("State"))
        return {"select": selector, "is": states}

    def _count(self, value: Any) -> dict[str, Any]:
        return {"select": self.work.selector(value["select"]), "is": self.work.operand(value, None, "")}

    def _event(self, value: Any) -> dict[str, Any]:
        action = self.work.action(value["action"])
        return {
            "kind": "event",
            "action": action,
            "select": self.work.selector(value["select"], record_key=action.partition(".")[0]),
            "by_learner": bool(value["by_learner"]),
            "with": self.work.condition(value["filled"], action.partition(".")[0], "filled"),
            "person": value["person"] or None,
        }

    def _never(self, value: Any) -> dict[str, Any]:
        action = self.work.action(value["action"])
        record_key = action.partition(".")[0]
        return {
            "action": action,
            "select": self.work.selector(value["select"], record_key=record_key),
            "with": self.work.condition(value["filled"], record_key, "filled"),
        }

    def _order(self, value: Any) -> dict[str, Any]:
        found = {}
        for name, label in (("first", _("First")), ("then", _("Then"))):
            with self.notes.at(name, label=label):
                found[name] = self._event(value[name])
        return found

    def _within(self, value: Any) -> dict[str, Any]:
        with self.notes.at("event", label=_("Action")):
            event = self._event(value["event"])
        after = None
        if value["after"]["action"]:
            with self.notes.at("after", label=_("After")):
                after = self._event(value["after"])
        if not value["minutes"]:
            self.notes.add(_("A whole number belongs here."), "minutes", label=_("Minutes"))
        return {
            "event": event,
            "minutes": value["minutes"],
            "after": after,
            "office_hours": bool(value["office_hours"]),
        }

    def _untouched(self, value: Any) -> dict[str, Any]:
        self.work.record_type(value["record"], "record")
        with self.notes.at("except_names"):
            refs = [
                self.work.ref(name, index, _("Except")) for index, name in enumerate(value["except_names"]) if name
            ]
        return {"record": value["record"], "except_refs": refs, "created_too": bool(value["created_too"])}

    def _answer(self, value: Any) -> dict[str, Any]:
        if not value["question"]:
            self.notes.add(_("Give it a name."), "question", label=_("Question"))
        return {
            "question": typed.ref_of(value["question"] or ""),
            "ask": self.work.words(value["ask"], "ask", _("Question")),
            "is": self.work.operand(value, None, ""),
            "options": self.work.each_words(value["options"], "options", _("Options")),
        }

    def _unaided(self, value: Any) -> dict[str, Any]:
        return {}
