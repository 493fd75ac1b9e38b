"""Would somebody who knows its owner guess a password? What is asked is the habit, not the mathematics.

Guessable is what is built on one's own name, account, unit or place, or on a word that everybody uses, and what is
nothing but one word with digits or signs behind it (Camau@2026). A phrase of several other words is not, however
simple they are; nor are letters, digits and signs without a word in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sandbox.definition.schema import Platform
from sandbox.text import fold

COMMON = frozenset({
    "matkhau", "password", "passw", "admin", "user", "test", "welcome", "login", "qwerty", "asdf", "zxcv", "letmein",
    "iloveyou", "secret", "abc", "xinchao", "anhyeuem", "vietnam", "congchuc", "coquan", "taikhoan",
})  # fmt: skip
_SHORTEST = 3  # letters of a name that give somebody away
_INSIDE = 4  # from so many letters on also in the middle of a word
_ONE_WORD = 12  # so many letters in a row are still one word
_PHRASE = (3, 10)  # words, and letters in them, that make a phrase
_LOOKALIKES = str.maketrans({"@": "a", "0": "o", "1": "i", "3": "e", "$": "s", "5": "s", "7": "t"})
_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_ORDERS = ("01234567890", "9876543210")


def guessable(word: str, own: frozenset[str]) -> bool:
    """Whether the typed `word` is easily guessed; `own`: of `own_words`."""
    folded = _plain(word)
    if folded.isdigit():
        return _lazy_digits(folded)
    parts = [part.lower() for part in _PARTS.findall(folded)]
    known = own | COMMON
    strange = _without(parts, known)
    letters = sum(map(len, strange))
    if (len(strange) >= _PHRASE[0] and letters >= _PHRASE[1]) or letters > _ONE_WORD:
        return False
    run = "".join(parts)
    readings = (run, _plain(word.translate(_LOOKALIKES)).lower())
    if strange != parts or any(one in reading for one in known if len(one) >= _INSIDE for reading in readings):
        return True
    return len(re.findall(r"[a-zA-Z]+", folded)) <= 1


def own_words(platform: Platform, person: str) -> frozenset[str]:
    """What others know of that person: the parts of the name, the account, the unit and the places above it."""
    if (own_words, person) not in platform.worked_out:
        found = platform.people[person]
        words = {*_names(found.name), *re.findall(r"[a-z]+", (found.email or "").partition("@")[0])}
        for unit in (found.unit, platform.agency):
            above: str | None = unit
            while above:
                words |= {*_places(platform.units[above].vi)}
                above = platform.units[above].parent
        platform.worked_out[own_words, person] = frozenset(word for word in words if len(word) >= _SHORTEST)
    known: frozenset[str] = platform.worked_out[own_words, person]
    return known


def _names(name: str) -> Iterator[str]:
    """Every part of a name, and every two that follow each other: Lâm Thị Mỹ Duyên → lam, thi, duyen, myduyen…"""
    parts = _plain(name).lower().split()
    yield from parts
    yield from _pairs(parts)


def _places(label: str) -> Iterator[str]:
    """Of a unit's name what is written with capitals: UBND xã Đất Mũi → ubnd, datmui."""
    parts = _plain(label).split()
    yield from (part.lower() for part in parts if part.isupper())
    yield from _pairs([part.lower() for part in parts if part[:1].isupper() and not part.isupper()])


def _pairs(parts: list[str]) -> Iterator[str]:
    yield from (first + second for first, second in pairwise(parts))


def _plain(text: str) -> str:
    """Letters without marks; the case stays, and so does what is no letter."""
    return "".join(_bare(letter) if letter.isalpha() else letter for letter in text)


def _bare(letter: str) -> str:
    return fold(letter).upper() if letter.isupper() else fold(letter)


def _without(parts: list[str], known: frozenset[str]) -> list[str]:
    """The parts that are nobody's: neither known themselves nor together with the next one."""
    left: list[str] = []
    place = 0
    while place < len(parts):
        both = "".join(parts[place : place + 2])
        if both in known:
            place += 2
        elif parts[place] in known:
            place += 1
        else:
            left.append(parts[place])
            place += 1
    return left


def _lazy_digits(digits: str) -> bool:
    """1111, 121212, 123456, 654321, 2026, 19901990."""
    halves = digits[: len(digits) // 2], digits[len(digits) // 2 :]
    years = re.fullmatch(r"(?:(?:19|20)\d\d){1,2}", digits) is not None
    repeated = halves[0] == halves[1] or re.fullmatch(r"(\d{1,2})\1+\d?", digits) is not None
    return years or repeated or any(digits in order for order in _ORDERS)
