"""A lesson's data as lines that a trainer reads: names of the platform instead of keys, words without marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from lessons import html
from sandbox.definition.schema import Platform

STEP = "    "


def labels() -> dict[str, str]:
    """The specs' own words; whatever is not here is shown as it is written."""
    return {
        "action": _("Action"),
        "actions": _("Actions"),
        "alt": _("In words"),
        "answer": _("Answer"),
        "ask": _("Question"),
        "at": _("Where to look"),
        "bottleneck": _("Bottleneck"),
        "check": _("Check"),
        "checks": _("Checks"),
        "code": _("Code"),
        "do": _("Done for the learner"),
        "en": _("English"),
        "after": _("After"),
        "by_learner": _("By the learner's own hand"),
        "equals": pgettext("of a lesson", "equals"),
        "except_refs": _("Except"),
        "first": _("First"),
        "hint_at": _("Where to look"),
        "is": pgettext("of a lesson", "equals"),
        "options": _("Options"),
        "then": _("Then"),
        "expect": _("The learner is told"),
        "field": _("Field"),
        "file": _("File"),
        "guards": _("Checks that join"),
        "hint": _("Hint"),
        "hints": _("Help"),
        "home": _("Opens on"),
        "instruction": _("Instruction"),
        "key": _("Name inside the lesson"),
        "kind": _("Kind"),
        "minutes": _("Minutes"),
        "move": pgettext("of a lesson", "What is done"),
        "moves": _("Actions"),
        "name": _("Name"),
        "on": _("On which record"),
        "person": _("Person"),
        "picture": _("Picture"),
        "prerequisites": _("After the lessons"),
        "question": _("Question"),
        "record": _("Kind of record"),
        "records": _("Records"),
        "recover": _("The way back"),
        "ref": _("Name inside the lesson"),
        "role": _("Role"),
        "say": _("Sentence"),
        "say_contains": _("Sentence contains"),
        "security": _("Security note"),
        "seats": _("Further seats"),
        "select": _("Which records"),
        "show": _("Shown in words"),
        "situation": _("Situation"),
        "skills": _("Skills"),
        "start": _("Begins at"),
        "state": _("State"),
        "status": _("Status"),
        "step": _("Step"),
        "title": _("Title"),
        "until": _("Until"),
        "value": _("Value"),
        "values": _("Contents"),
        "variables": _("What varies"),
        "vi": _("Vietnamese"),
        "where": _("Conditions"),
        "why": _("Why"),
        "with": _("With"),
        "words": pgettext("of a lesson", "Words"),
    }


def kinds() -> dict[str, str]:
    """What checks, actions and blocks of reading are called in the editor."""
    return {
        "act": _("Action"),
        "answer": _("A question is answered"),
        "count": _("So many records"),
        "event": _("An action was taken"),
        "exists": _("There is a record"),
        "field": _("A field holds"),
        "missing": _("There is no such record"),
        "never": _("An action was not taken"),
        "order": _("One before the other"),
        "picture": _("Picture"),
        "search": pgettext("of a lesson", "Search"),
        "seat": _("Another seat"),
        "state": _("A record is in the state"),
        "text": _("Text"),
        "tip": _("Tip"),
        "unaided": _("Done without help"),
        "untouched": _("Nothing else changed"),
        "wait": pgettext("of a lesson", "Wait"),
        "warning": _("Warning"),
        "within": _("In time"),
    }


class Sayer:
    def __init__(self, platform: Platform) -> None:
        self.labels = labels()
        self.names: dict[str, str] = {}
        self.fields: dict[str, str] = {}
        self.kinds = kinds()
        language = get_language() or "vi"
        self.names |= {key: person.name for key, person in platform.people.items()}
        named: list[Mapping[str, Any]] = [platform.roles, platform.modules]
        for things in named:
            self.names |= {key: one.label.into(language) for key, one in things.items()}
        for module in platform.modules.values():
            for key, record in module.records.items():
                self.names[key] = record.label.into(language)
                for name, state in record.states.items():
                    self.names.setdefault(name, state.label.into(language))
                for name, field in record.fields.items():
                    self.fields.setdefault(name, field.label.into(language))
                    self.fields[f"{key}.{name}"] = field.label.into(language)
                for name, action in record.actions.items():
                    self.names[f"{key}.{name}"] = action.label.into(language)

    def text(self, value: Any) -> str:
        return "\n".join(self._lines(value))

    def _lines(self, value: Any, record: str | None = None) -> Iterator[str]:
        """`record`: the keys are fields of that kind of record (or names that the lesson gave), and no words of the
        specs."""
        if isinstance(value, Mapping):
            of = str(value.get("record") or value.get("action") or "").partition(".")[0]
            for key, one in value.items():
                if record is not None:
                    yield from self._pair(self._field(record, key), one)
                elif key in ("values", "where", "variables", "with") and not _is_text(one):
                    yield from self._pair(self.labels[key], one, of)
                else:
                    yield from self._pair(*self._said(key, one, of))
        elif isinstance(value, list):
            for one in value:
                first, *rest = list(self._lines(one)) or [""]
                yield f"• {first}"
                yield from (f"  {line}" for line in rest)
        else:
            yield from self._words(value)

    def _said(self, key: str, value: Any, record: str) -> tuple[str, Any]:
        label = self.labels.get(key) or key.replace("_", " ")
        if key == "where":
            return self.labels["at"], value
        if key in ("kind", "move") and isinstance(value, str):
            return label, self.kinds.get(value, value)
        if key == "field" and isinstance(value, str):
            return label, self._field(record, value)
        return label, value

    def _field(self, record: str, name: str) -> str:
        return self.fields.get(f"{record}.{name}") or self.fields.get(name, name)

    def _pair(self, label: str, value: Any, record: str | None = None) -> Iterator[str]:
        if isinstance(value, Mapping | list) and value:
            yield f"{label}:"
            yield from (f"{STEP}{line}" for line in self._lines(value, record))
            return
        first, *rest = list(self._words(value)) or [""]
        yield f"{label}: {first}"
        yield from (f"{STEP}{line}" for line in rest)

    def _words(self, value: Any) -> Iterator[str]:
        if isinstance(value, bool):
            yield _("yes") if value else _("no")
        elif isinstance(value, str):
            shown = html.plain(value) if value.startswith("<") else self.names.get(value, value)
            yield from shown.splitlines() or [""]
        elif value is not None and not isinstance(value, Mapping | list):
            yield str(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, Mapping) and set(value) == {"vi", "en"}
