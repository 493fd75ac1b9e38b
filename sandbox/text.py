"""Vietnamese text: folded for search, and compared as a Vietnamese reader sees it.

The lowest stone of the sandbox: it knows nothing of definitions or rows.

* `fold`             for search: ASCII, lower case, no marks, hyphens and spaces alike
* `normalise_tones`  for storing: hoà → hòa, thuỷ → thủy (the placement the platform writes)
* `same`             for judging: equal for a reader, whatever the keyboard and the habits of the typist
* `near`             for helping: what a typing slip looks like
* `shortened`        for naming what is too long to be said whole
"""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Literal

import regex

_DASHES = regex.compile(r"\s*[\-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]+\s*")
_DASH_KINDS = regex.compile(r"[\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]")
_SINGLE_QUOTES = regex.compile(r"[‘’‚‛′´`]")
_DOUBLE_QUOTES = regex.compile(r"[“”„‟″«»]")
_INVISIBLE = regex.compile(r"[\u200B-\u200F\u202A-\u202E\u2060\uFEFF\u00AD]")
_SPACES = regex.compile(r"[\s\u00A0]+")
_AROUND_PUNCTUATION = regex.compile(r"\s*([,;:.!?/()\[\]\"%&+=])\s*|\s+(?=-)|(?<=-)\s+")
_LEADING_ZEROS = regex.compile(r"(?<![^\s/])0+(?=[0-9])")
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # huyền sắc ngã hỏi nặng
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_NEW_PLACEMENT = regex.compile(r"(o)([àáảãạèéẻẽẹ])(?![\p{L}\p{M}])|(?<!q)(u)([ỳýỷỹỵ])(?![\p{L}\p{M}])", regex.I)

_LONGEST_SLIP = 500  # characters of texts that are searched for a slip of the typing hand

#: Administrative, legal and Party document numbers: 45/KH-UBND, 30/2020/NĐ-CP, 01-KH/BCĐTW.
DOCUMENT_NUMBER = regex.compile(
    r"(?P<number>[0-9]{1,5})(?P<rest>(?:-\p{L}{1,6})?(?:/(?:19|20)[0-9]{2})?/[\p{L}0-9.&]+(?:-[\p{L}0-9.&]+)*)"
)
_NUMBER = regex.compile(r"-?(?:0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:\.[0-9]{3})+)(?:,[0-9]+)?")
_DATE = regex.compile(r"([0-9]{1,2})[/\-.]([0-9]{1,2})[/\-.]([0-9]{4})")
_ISO_DATE = regex.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_CODE = regex.compile(r"[0-9][0-9 .]{7,}[0-9]")  # identity and telephone numbers, however they are grouped


_OPENS = {"“": "”", "‘": "’", "«": "»", "(": ")", '"': '"'}
_PIECES = regex.compile(r"\s*(?:\{\{[^{}]*\}\}|\S)+")  # words, a {{placeholder}} in one


def shortened(words: str, longest: int) -> str:
    """No longer than that, ending with a whole word, a whole {{placeholder}}, and whatever was opened closed again. A
    first word that is too long by itself is cut all the same."""
    if len(words) <= longest:
        return words
    kept = ""
    for piece in _PIECES.findall(words):
        if len(_closed(kept + piece)) > longest:
            break
        kept += piece
    return _closed(kept) if kept.strip() else words[: longest - 1].rstrip() + "…"


def _closed(words: str) -> str:
    """Shortened words with their ellipsis, and what they opened closed, the innermost first."""
    words = words.rstrip(" ,;:–-.…")
    while words and words[-1] in _OPENS:
        words = words[:-1].rstrip(" ,;:–-")
    open_now: list[str] = []
    for one in words:
        if open_now and one == open_now[-1]:
            open_now.pop()
        elif one in _OPENS:
            open_now.append(_OPENS[one])
    return f"{words}…{''.join(reversed(open_now))}"


def compose(text: str) -> str:
    """NFC without invisible characters: the form in which text is stored."""
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def fold(text: str) -> str:
    """`text` for search: lower-case ASCII without marks; hyphens and spaces are one space, 05/CĐ is 5/cd.

    Labels and names are folded hundreds of times a page: short texts are remembered.
    """
    return _folded(text) if len(text) <= 80 else _folded.__wrapped__(text)


@lru_cache(maxsize=4096)
def _folded(text: str) -> str:
    bare = unicodedata.normalize("NFKD", _INVISIBLE.sub("", text).lower()).replace("đ", "d")
    ascii_only = "".join(
        mark for mark in _DASHES.sub(" ", bare).lower() if mark.isascii() and (mark.isprintable() or mark.isspace())
    )
    return str(_LEADING_ZEROS.sub("", " ".join(ascii_only.replace("-", " ").split())))


def normalise_tones(text: str) -> str:
    """The tone on the letter where the platform writes it: hoà → hòa, khoẻ → khỏe, thuỷ → thủy; quý stays."""
    return str(_NEW_PLACEMENT.sub(_move_tone, unicodedata.normalize("NFC", text)))


def _move_tone(found: regex.Match[str]) -> str:
    first, second = (part for part in found.groups() if part)
    letters = unicodedata.normalize("NFD", second)
    tone = next(mark for mark in letters if mark in _TONES)
    return unicodedata.normalize("NFC", first + tone) + unicodedata.normalize("NFC", letters.replace(tone, ""))


def same(first: str, second: str) -> bool:
    """Equal for a Vietnamese reader.

    Tolerated: NFC/NFD, tone placement, case, spaces (also around punctuation), kinds of dashes and quotes,
    a closing full stop, leading zeros of document numbers (05/CĐ), number and date formats. Letters and marks count.
    """
    one, two = _reading(first), _reading(second)
    if one == two:
        return True
    for understand in (_as_date, _as_number, _as_code):
        left, right = understand(one), understand(two)
        if left is not None and right is not None:
            return bool(left == right)
    return False


def near(first: str, second: str) -> Literal["same_but_marks", "almost"] | None:
    """Of two different texts: only the marks differ, or a typing slip or a cut-off text. None: far, or same."""
    one, two = _reading(first), _reading(second)
    if not one or not two or same(first, second):
        return None
    bare_one, bare_two = _without_marks(one), _without_marks(two)
    if bare_one == bare_two:
        return "same_but_marks"
    if _as_number(one) is not None and _as_number(two) is not None:
        return None  # 12 is not almost 13
    short, long = sorted((bare_one, bare_two), key=len)
    if len(short) >= 3 and len(short) * 2 >= len(long) and long.startswith(short):
        return "almost"
    allowed = min(3, max(1, len(long) // 8))
    if 4 <= len(long) <= _LONGEST_SLIP and _distance_within(bare_one, bare_two, allowed):
        return "almost"
    return None


def looks_like_document_number(text: str) -> bool:
    return DOCUMENT_NUMBER.fullmatch(_reading(text)) is not None


def _reading(text: str) -> str:
    """What a reader takes in: equal readings are the same text."""
    return _kept(text) if len(text) <= _LONGEST_SLIP else _read(text)


def _read(text: str) -> str:
    tidy = compose(text).casefold()
    tidy = _DOUBLE_QUOTES.sub('"', _SINGLE_QUOTES.sub("'", _DASH_KINDS.sub("-", tidy))).replace("…", "...")
    tidy = _AROUND_PUNCTUATION.sub(lambda found: found[1] or "", _SPACES.sub(" ", tidy.strip()))
    tidy = unicodedata.normalize("NFD", tidy.strip().rstrip("."))
    tidy = unicodedata.normalize("NFC", _WORD.sub(_tone_last, tidy))
    if document := DOCUMENT_NUMBER.fullmatch(tidy):
        return f"{int(document['number'])}{document['rest']}"
    return tidy


_kept = lru_cache(maxsize=4096)(_read)


def _tone_last(word: regex.Match[str]) -> str:
    tones = "".join(sorted(mark for mark in word[0] if mark in _TONES))
    return "".join(mark for mark in word[0] if mark not in _TONES) + tones


def _without_marks(reading: str) -> str:
    letters = unicodedata.normalize("NFD", reading).replace("đ", "d")
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _as_number(reading: str) -> Decimal | None:
    if not _NUMBER.fullmatch(reading) or len(reading) > 40:
        return None
    return Decimal(reading.replace(".", "").replace(",", "."))


def _as_date(reading: str) -> date | None:
    try:
        if found := _DATE.fullmatch(reading):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO_DATE.fullmatch(reading):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return None


def _as_code(reading: str) -> str | None:
    return reading.replace(" ", "").replace(".", "") if _CODE.fullmatch(reading) else None


def _distance_within(first: str, second: str, limit: int) -> bool:
    """Whether the edit distance (with neighbours swapped counted once) is at most `limit`."""
    if abs(len(first) - len(second)) > limit:
        return False
    far = limit + 1
    before: list[int] = []
    row = [min(column, far) for column in range(len(second) + 1)]
    for i, left in enumerate(first, 1):
        current = [min(i, far)] + [far] * len(second)
        for j in range(max(1, i - limit), min(len(second), i + limit) + 1):
            right = second[j - 1]
            current[j] = min(row[j] + 1, current[j - 1] + 1, row[j - 1] + (left != right))
            if i > 1 and j > 1 and left == second[j - 2] and first[i - 2] == right:
                current[j] = min(current[j], before[j - 2] + 1)
        before, row = row, current
        if min(row) > limit:
            return False
    return row[-1] <= limit
