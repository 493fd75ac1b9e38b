"""Values that were drawn for one play become `{{placeholders}}` again.

A long value that was drawn is one wherever it stands. A short one ("16") may stand somewhere by chance: it is taken
for a placeholder only where the scenario itself has it in the same surroundings ("{{so}}/SNNMT-TS",
"2026-11-{{ngay}}"), or where a second play with other draws shows it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sandbox import variables
from sandbox.definition.schema import Model
from sandbox.spec import Scenario

_TELLING = 4  # characters from which a drawn value is no chance
_AROUND = 3  # characters of surroundings that must agree
_YEAR = re.compile(r"20\d\d")
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d)?")
Tree = TypeVar("Tree")


class Holders:
    """The variables of a scenario and what the seed drew for them."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.drawn = variables.draw(scenario.variables, seed)
        self.flat = dict(sorted(_flat(self.drawn), key=lambda pair: -len(pair[1])))
        self.scenario_texts = list(_texts(scenario.model_dump(mode="json", by_alias=True)["records"]))

    def bound(self, tree: Any) -> Any:
        return variables.bind(tree, self.drawn)

    def put(self, tree: Tree, others: Sequence[tuple[Any, Holders]] = ()) -> Tree:
        """The same with placeholders. `others`: what stands at this place in plays with other draws."""
        if isinstance(tree, Model):
            data = tree.model_dump(mode="json", by_alias=True)
            same = [(_dumped(other), holders) for other, holders in others if isinstance(other, Model)]
            found: Tree = type(tree).model_validate(self.put(data, same))
            return found
        if isinstance(tree, Mapping):
            return {  # type: ignore[return-value]
                key: part
                if key in ("kind", "move", "action", "record", "ref", "until", "field", "person", "question")
                else self.put(part, [(o[key], h) for o, h in others if isinstance(o, Mapping) and key in o])
                for key, part in tree.items()
            }
        if isinstance(tree, list):
            return [  # type: ignore[return-value]
                self.put(part, [(o[i], h) for o, h in others if isinstance(o, list) and i < len(o)])
                for i, part in enumerate(tree)
            ]
        if isinstance(tree, bool) or not isinstance(tree, str | int):
            return tree
        return self._one(tree, others)  # type: ignore[return-value]

    def _one(self, value: str | int, others: Sequence[tuple[Any, Holders]]) -> str | int:
        if not self.flat or (isinstance(value, str) and "{{" in value):
            return value
        text = str(value)
        sure, bold = self._held(text, sure=True), self._held(text, sure=False)
        seen = [(other, holders) for other, holders in others if holders.drawn != self.drawn]
        if not seen:
            return sure if sure != text else value
        for candidate in (sure, bold):
            if candidate != text and all(str(holders.bound(candidate)) == str(other) for other, holders in seen):
                return candidate
        return value if all(str(other) == text for other, _holders in seen) or sure == text else sure

    def _held(self, text: str, *, sure: bool) -> str:
        parts: list[tuple[str, bool]] = [(text, False)]
        for name, value in self.flat.items():
            parts = [piece for part, done in parts for piece in self._cut(part, done, name, value, text, sure)]
        return "".join(part for part, _done in parts)

    def _cut(
        self, part: str, done: bool, name: str, value: str, whole: str, sure: bool
    ) -> Iterator[tuple[str, bool]]:
        if done or not value:
            yield part, done
            return
        at = 0
        for found in re.finditer(re.escape(value), part):
            before, after = part[: found.start()][-1:], part[found.end() :][:1]
            if (before.isalnum() and value[0].isalnum()) or (after.isalnum() and value[-1].isalnum()):
                continue
            if sure and not self._believable(name, value, part, found.start(), whole):
                continue
            yield part[at : found.start()], False
            yield "{{" + name + "}}", True
            at = found.end()
        yield part[at:], False

    def _believable(self, name: str, value: str, part: str, start: int, whole: str) -> bool:
        if len(value) >= _TELLING and not _YEAR.fullmatch(value):
            return True
        holder = "{{" + name + "}}"
        left, right = part[:start][-_AROUND:], part[start + len(value) :][:_AROUND]
        for text in self.scenario_texts:
            if len(right) == _AROUND and holder + right in text:
                return True
            if len(left) == _AROUND and left + holder in text:
                return True
        if whole == value and any(text.strip() == holder for text in self.scenario_texts):
            return True
        return bool(_ISO.fullmatch(whole)) and start >= 8 and self._dates(name)

    def _dates(self, name: str) -> bool:
        holder = re.escape("{{" + name + "}}")
        dated = re.compile(rf"\d{{4}}-\d\d-{holder}|ngày {holder} tháng|{holder}/\d\d?/\d{{4}}")
        return any(dated.search(text) for text in self.scenario_texts)


def _flat(drawn: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in drawn.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}.{part}", str(inner)) for part, inner in value.items())
        elif not isinstance(value, list):
            yield name, str(value)


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, Mapping):
        for part in tree.values():
            yield from _texts(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from _texts(part)
    elif isinstance(tree, str):
        yield tree


def _dumped(value: Any) -> Any:
    return value.model_dump(mode="json", by_alias=True) if isinstance(value, Model) else value
