"""A lesson's data as lines that a trainer reads: names of the platform instead of keys, words without marks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import get_language
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
        "equals": _("Is"),
        "expect": _("The learner is told"),
        "field": _("Box"),
        "file": _("File"),
        "guards": _("Checks that join"),
        "hint": _("Hint"),
        "hints": _("Help"),
        "home": _("Opens on"),
        "instruction": _("Instruction"),
        "key": _("Name inside the lesson"),
        "kind": _("Kind"),
        "minutes": _("Minutes"),
        "move": _("Move"),
        "moves": _("Actions"),
        "name": _("Name"),
        "on": _("On"),
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
        "words": _("Words"),
    }


class Sayer:
    def __init__(self, platform: Platform) -> None:
        self.labels = labels()
        self.names: dict[str, str] = {}
        self.fields: dict[str, str] = {}
        language = "en" if (get_language() or "vi").startswith("en") else "vi"
        self.names |= {key: person.name for key, person in platform.people.items()}
        named: list[Mapping[str, Any]] = [platform.roles, platform.modules]
        for things in named:
            self.names |= {key: getattr(one, language) for key, one in things.items()}
        for module in platform.modules.values():
            for key, record in module.records.items():
                self.names[key] = getattr(record, language)
                for name, field in record.fields.items():
                    self.fields.setdefault(name, getattr(field, language))
                for name, action in record.actions.items():
                    self.names[f"{key}.{name}"] = getattr(action, language)

    def text(self, value: Any) -> str:
        return "\n".join(self._lines(value))

    def _lines(self, value: Any, *, named: bool = False) -> Iterator[str]:
        """`named`: the keys are names that the lesson or the platform gave, not words of the specs."""
        if isinstance(value, Mapping):
            for key, one in value.items():
                label = self.fields.get(key, key) if named else self.labels.get(key) or key.replace("_", " ")
                yield from self._pair(label, one, named=key in ("values", "where", "variables", "with"))
        elif isinstance(value, list):
            for one in value:
                first, *rest = list(self._lines(one)) or [""]
                yield f"• {first}"
                yield from (f"  {line}" for line in rest)
        else:
            yield from self._words(value)

    def _pair(self, label: str, value: Any, *, named: bool) -> Iterator[str]:
        if isinstance(value, Mapping | list) and value:
            yield f"{label}:"
            yield from (f"{STEP}{line}" for line in self._lines(value, named=named))
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
