"""What a solution types into a secret box, without anybody keeping what the trainer typed there.

The log has only facts about a secret, and so does a recording. What was typed is compared while it is at hand with
the PINs and passwords that the lesson itself gave out (then the solution types the lesson's, variable and all); else
it is replaced by a made-up word with the same properties, the same one wherever the same was typed.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac

from sandbox import variables
from sandbox.definition.schema import Platform
from sandbox.spec import Scenario

_EASY = ("matkhau", "admin", "abc")  # words that everybody guesses
_SYMBOLS = "-+=_"


def for_solution(
    platform: Platform, scenario: Scenario, seed: int, typed: str, facts: Mapping[str, Any], salt: str
) -> str:
    """What the solution types for it: "{{pin}}", a PIN of the scenario, or a made-up word with those facts."""
    drawn = variables.draw(scenario.variables, seed)
    for record in scenario.records:
        fields = platform.record(record.record).fields
        for name, value in record.values.items():
            secret = name in fields and fields[name].type == "secret"
            if secret and str(variables.bind(value, drawn)) == typed:
                return str(value)
    for name, value in drawn.items():
        if isinstance(value, str) and value == typed:
            return f"{{{{{name}}}}}"
    return made_up(typed, facts, salt)


def made_up(typed: str, facts: Mapping[str, Any], salt: str) -> str:
    """A word as long and of the same kinds of characters, that tells nothing of `typed`."""
    length = int(facts.get("length") or len(typed))
    if facts.get("guessable"):
        return _easy(length, facts)
    pools = [
        pool
        for kind, pool in (
            ("lower", string.ascii_lowercase.replace("l", "")),
            ("upper", string.ascii_uppercase.replace("O", "").replace("I", "")),
            ("digit", "23456789"),
            ("symbol", _SYMBOLS),
        )
        if facts.get(kind)
    ] or [string.ascii_lowercase]
    noise = salted_hmac(f"studio.secret.{salt}", typed, algorithm="sha512").digest() * (1 + length // 32)
    letters = [pools[place % len(pools)][noise[place] % len(pools[place % len(pools)])] for place in range(length)]
    return "".join(letters)


def _easy(length: int, facts: Mapping[str, Any]) -> str:
    """One that is easily guessed: a common word, and behind it what people put behind such words."""
    digit, symbol = "1" if facts.get("digit") else "", "@" if facts.get("symbol") else ""
    if not (facts.get("lower") or facts.get("upper")):
        return (digit or symbol) * length
    room = length - len(digit) - len(symbol)
    word = next((one for one in _EASY if len(one) <= room), "a" * room)
    if facts.get("upper"):
        word = word.capitalize() if facts.get("lower") else word.upper()
    return (word + symbol).ljust(length, digit or symbol or word[-1])
