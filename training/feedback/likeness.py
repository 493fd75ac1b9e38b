"""What a finding says, without what differs from learner to learner: so that like is counted with like.

What the lesson drew for somebody goes by the name that the lesson has for it ("⟨số ký hiệu⟩"); what they typed
themselves, and any number that the lesson does not name, stands as "…". What remains are words of the platform and of
the lesson, such as the option that was chosen instead of the right one: the kind of wrong value.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from lessons.models import Task
from lessons.spec import canonical_json
from sandbox import variables
from training.feedback.scrub import scrubbed
from training.people.models import User

TYPED = "…"
_QUOTED = re.compile(r'"([^"]*)"')
_NUMBERED = re.compile(r"(?<![\w/.:⟨-])[\w/.:-]*[0-9][\w/.:-]*")
_PLACEHOLDER = re.compile(r"\{\{\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)\s*\}\}")
_SHORT = 3  # characters: so short a number says nothing about anybody


def named(text: str) -> str:
    """The text of a lesson as its author knows it: "{{so_ky_hieu}}" → "⟨so ky hieu⟩"."""
    return _PLACEHOLDER.sub(lambda found: _name(found[1]), text)


def alike(say: Mapping[str, str], *, task_hash: str, seed: int, own: User) -> tuple[dict[str, str], str]:
    """The sentence in both languages without what is somebody's own, and the name of its kind (12 hex digits)."""
    plain = {tongue: _plain(scrubbed(text, own=own), task_hash, seed) for tongue, text in say.items()}
    return plain, hashlib.sha256(plain["vi"].encode()).hexdigest()[:12]


def _plain(text: str, task_hash: str, seed: int) -> str:
    words = _words_of(task_hash)
    for value, name in drawn_names(task_hash, seed):
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", name, text)
    text = _QUOTED.sub(lambda found: found[0] if _known(found[1], words) else f'"{TYPED}"', text)
    kept = _QUOTED.split(text)  # what stands in quotation marks is the odd ones, and settled
    for place in range(0, len(kept), 2):
        kept[place] = _NUMBERED.sub(
            lambda found: found[0] if len(found[0]) <= _SHORT or found[0].strip(".:") in words else TYPED, kept[place]
        )
    return "".join(f'"{part}"' if place % 2 else part for place, part in enumerate(kept))


def _known(quoted: str, words: frozenset[str]) -> bool:
    return quoted in words or quoted in ("", TYPED) or ("⟨" in quoted and not re.search(r"[0-9]{4}", quoted))


@lru_cache(maxsize=2048)
def drawn_names(task_hash: str, seed: int) -> list[tuple[str, str]]:
    """(value drawn with that seed, what it is called), the longest first, so that no part is taken for the whole."""
    drawn = variables.draw(dict(_pools(task_hash)), seed)
    pairs = {text: _name(name) for name, value in drawn.items() for name, text in _parts(name, value)}
    return sorted(pairs.items(), key=lambda pair: -len(pair[0]))


def _parts(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, part in value.items():
            yield from _parts(f"{name}.{key}", part)
    elif len(str(value)) > 1 and not isinstance(value, bool):
        yield name, str(value)


def _name(variable: str) -> str:
    return f"⟨{variable.replace('_', ' ').replace('.', ' · ')}⟩"


@lru_cache(maxsize=256)
def _pools(task_hash: str) -> dict[str, list[Any]]:
    return Task.objects.get(hash=task_hash).typed.scenario.variables


@lru_cache(maxsize=64)
def _words_of(task_hash: str) -> frozenset[str]:
    """Every text of the platform's definition and of the lesson, and every word of the lesson's with a digit in it.

    Kept in the process: one query the first time.
    """
    task = Task.objects.select_related("snapshot").get(hash=task_hash)
    lesson = {**task.spec, "scenario": {**task.spec.get("scenario", {}), "variables": {}}}
    numbered = {word.strip(".:") for word in _NUMBERED.findall(canonical_json(lesson))}
    said = {named(text) for text in _texts(lesson)}
    return frozenset({*_texts(task.snapshot.definition), *said, *numbered})


def _texts(tree: Any) -> Iterator[str]:
    if isinstance(tree, Mapping):
        for part in tree.values():
            yield from _texts(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from _texts(part)
    elif isinstance(tree, str):
        yield tree
