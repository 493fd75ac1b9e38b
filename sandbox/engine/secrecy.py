"""Secrets (password, PIN, OTP): a typed word becomes facts here and goes no further (invariant 7).

Facts are {"length": 12, "lower": true, …, "guessable": false, "same_as_before": false, "repeated": false}. "Before"
is what the lesson's scenario gave; a workspace keeps of that its facts and a keyed, salted digest (`MARK`) to compare
by, never the word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

from sandbox.definition.schema import Platform
from sandbox.engine import guessing
from sandbox.engine.desk import Desk
from sandbox.engine.rows import RecordView
from sandbox.engine.rules import Verb
from sandbox.text import compose

MARK = "mark"
_TELLING = 6  # from so many characters on, a secret gives itself away inside a longer text too


def describe(word: str, own: frozenset[str]) -> dict[str, Any]:
    """`own`: what others know of whoever chose it (`guessing.own_words`)."""
    return {
        "length": len(word),
        "lower": any(letter.islower() for letter in word),
        "upper": any(letter.isupper() for letter in word),
        "digit": any(letter.isdigit() for letter in word),
        "symbol": any(not letter.isalnum() for letter in word),
        "guessable": guessing.guessable(word, own),
    }


def given(value: Any, own: frozenset[str]) -> dict[str, Any] | None:
    """Facts about a scenario's secret, in the word or as a workspace keeps it. `own`: see `describe`."""
    if isinstance(value, Mapping):
        return {name: fact for name, fact in value.items() if name != MARK}
    return describe(str(value), own) if value else None


def sealed(platform: Platform, scenario: dict[str, Any], salt: str) -> dict[str, Any]:
    """The bound scenario as a workspace keeps it: of secrets facts and digests."""
    records, own = [], guessing.own_words(platform, scenario["person"])
    for record in scenario["records"]:
        fields = platform.record(record["record"]).fields
        kept = {
            name: describe(str(value), own) | {MARK: _digest(salt, record["ref"], name, str(value))}
            if value and fields[name].type == "secret"
            else value
            for name, value in record["values"].items()
        }
        records.append({**record, "values": kept})
    return {**scenario, "records": records}


def facts(
    desk: Desk, verb: Verb, name: str, record: RecordView | None, values: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What is kept of the secret typed in the box `name`."""
    word = _typed(values, name)
    if not word:
        return None
    others = [_typed(values, other) for other in _boxes(verb) if other != name]
    own = guessing.own_words(desk.platform, desk.workspace.person)
    return describe(word, own) | {"same_as_before": _is_before(desk, record, name, word), "repeated": word in others}


def told(verb: Verb, values: Mapping[str, Any]) -> list[str]:
    """The open boxes in which a secret of the same form stands to be read."""
    secret = _boxes(verb)
    words = {compose(word) for name in secret if (word := _typed(values, name))}
    return [
        name
        for name in sorted(verb.asked.difference(secret))
        if any(_tells(compose(text), word) for text in _texts(values.get(name)) for word in words)
    ]


def _boxes(verb: Verb) -> list[str]:
    return [name for name in verb.asked if verb.definition.fields[name].type == "secret"]


def _typed(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    return "" if value is None else str(value)


def _tells(text: str, word: str) -> bool:
    return text.strip() == word.strip() or (len(word) >= _TELLING and word in text)


def _texts(value: Any) -> Iterator[str]:
    """Every text inside what a box was given."""
    if isinstance(value, Mapping):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for part in value:
            yield from _texts(part)
    elif value is not None:
        yield str(value)


def _is_before(desk: Desk, record: RecordView | None, name: str, word: str) -> bool:
    if record is None or not record.ref:
        return False
    for one in desk.workspace.scenario.get("records", []):
        if one["ref"] == record.ref and one["values"].get(name):
            mark = _digest(str(desk.workspace.pk), record.ref, name, word)
            return constant_time_compare(mark, one["values"][name][MARK])
    return False


def _digest(salt: str, ref: str, name: str, word: str) -> str:
    return salted_hmac(f"sandbox.secret.{salt}.{ref}.{name}", word, algorithm="sha256").hexdigest()
