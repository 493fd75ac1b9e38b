"""Personal data out: masked by rule, the same person the same way everywhere; and the search for what survived.

Every text is searched for identity numbers (12 digits, and the old 9), telephone numbers, e-mail addresses and dates
of birth, however they are grouped. Columns marked `mask: name` teach names; a name that was taught is masked wherever
else it stands. What replaces a number is remembered: a number of that form which is not among them has survived, and
the import refuses to finish. Kinds of data: Luật 91/2025/QH15 on personal data; masks: `sandbox.masking`.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import regex

from sandbox.definition.schema import Column, Mask, RecordField, RecordType
from sandbox.masking import masked
from sandbox.text import compose

_GAP = r"[^\S\n]{0,2}(?:[.\-\u2010-\u2015_()][^\S\n]{0,2})?"  # what people put between the digits of one number
_IDENTITY = regex.compile(rf"(?<![0-9])[0-9](?:{_GAP}[0-9]){{11}}(?![0-9])")
_OLD_IDENTITY = regex.compile(
    rf"(?<=(?:CMND|CMT|chứng minh|giấy CMND)[^0-9\n]{{0,20}})[0-9](?:{_GAP}[0-9]){{8}}(?![0-9])", regex.I
)
_PHONE = regex.compile(
    rf"(?<![0-9])\(?(?:\+?84{_GAP}|0)(?:\(0\){_GAP})?{_GAP}[235789](?:{_GAP}[0-9]){{8,9}}(?![0-9])"
)
_WITHOUT_ZERO = regex.compile(
    r"(?:[35789][0-9]{8}|(?!84)[1-9][0-9]{10})"
)  # a spreadsheet ate the first digit of a number
_EMAIL = regex.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63})+")
_BIRTH = regex.compile(
    r"(?P<lead>(?:sinh\s+ngày|ngày\s+sinh|sinh)\s*:?\s*)"
    r"(?P<day>[0-9]{1,2}(?:[/\-.][0-9]{1,2}[/\-.]|\s+tháng\s+[0-9]{1,2}\s+năm\s+))(?P<year>[0-9]{4})",
    regex.I,
)
_NAME = regex.compile(r"\p{Lu}\p{Ll}*(?: \p{Lu}\p{Ll}*){1,5}")
_SHORTEST_NAME = 2  # words

Kind = str  # of Mask, and "old id"


class Privacy:
    """One import's eraser. `key` makes its pseudonyms; whoever does not have it cannot lead them back."""

    def __init__(self, key: str) -> None:
        self._key = key
        self._names: dict[str, str] = {}  # as written, folded to one case → what stands in its place
        self._issued: dict[str, str] = {}
        self.counts: Counter[Kind] = Counter()

    def learn(self, name: str) -> None:
        """A person of this name occurs in the export."""
        tidy = " ".join(compose(name).split())
        if len(tidy.split()) >= _SHORTEST_NAME:
            self._names.setdefault(tidy.casefold(), masked("name", tidy, key=self._key))

    @property
    def people(self) -> int:
        return len(self._names)

    def cell(self, kind: Mask, value: str) -> str:
        """A cell that is marked as personal data of that kind."""
        self.counts[kind] += 1
        given = self._issue(kind, value)
        return self.text(given) if kind == "address" else given  # its words stay: they may tell more

    def text(self, value: str) -> str:
        """Whatever text, with the personal data that can be recognised in it masked."""
        value = _plain_digits(compose(value))
        if _WITHOUT_ZERO.fullmatch(value.strip()):
            value = f"0{value.strip()}"
        if any(character.isdigit() for character in value):
            value = _IDENTITY.sub(lambda found: self._number("id", found[0]), value)
            value = _OLD_IDENTITY.sub(lambda found: self._number("old id", found[0]), value)
            value = _PHONE.sub(lambda found: self._number("phone", found[0]), value)
            value = _BIRTH.sub(self._birth, value)
        if "@" in value:
            value = _EMAIL.sub(lambda found: self._number("email", found[0]), value)
        return _NAME.sub(lambda found: self._known_names(found[0]), value) if self._names else value

    def survivors(self, data: Mapping[str, Any]) -> Iterator[tuple[str, Kind]]:
        """(field, kind) of every identity or telephone number in a finished record that was not made here."""
        for name, value in data.items():
            for text in map(_plain_digits, _texts(value)):
                for kind, pattern in (("id", _IDENTITY), ("phone", _PHONE)):
                    for found in pattern.finditer(text):
                        if _digits(found[0]) not in self._issued:
                            yield name, kind

    def _number(self, kind: Kind, value: str) -> str:
        digits = _digits(value)
        if digits in self._issued:
            return value
        self.counts[kind] += 1
        return self._issue("id" if kind == "old id" else kind, value)  # type: ignore[arg-type]

    def _issue(self, kind: Mask, value: str) -> str:
        given = masked(kind, value, key=self._key)
        if kind in ("id", "phone"):
            self._issued[_digits(given)] = kind
        return given

    def _birth(self, found: regex.Match[str]) -> str:
        self.counts["birth"] += 1
        return f"{found['lead']}{found['year']}"

    def _known_names(self, run: str) -> str:
        """Of a run of capitalised words, the longest parts that are a known name."""
        words = run.split(" ")
        place = 0
        while place < len(words):
            for end in range(len(words), place + _SHORTEST_NAME - 1, -1):
                mask = self._names.get(" ".join(words[place:end]).casefold())
                if mask:
                    self.counts["name"] += 1
                    words[place:end] = [mask]
                    break
            place += 1
        return " ".join(words)


def field_masks(record: RecordType) -> dict[str, dict[str, Mask]]:
    """field → column → kind, for the tables of which the definition itself says what stands in a column."""
    return {
        name: {key: column.mask for key, column in field.columns.items() if column.mask}
        for name, field in record.fields.items()
        if field.type == "rows"
    }


def is_text(field: RecordField | Column) -> bool:
    return field.type in ("text", "longtext", "richtext")


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bool):
        return
    elif isinstance(value, int | float):
        yield str(value)
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)


def _digits(value: str) -> str:
    return "".join(character for character in value if character.isdigit())


def _plain_digits(value: str) -> str:
    """Digits of other scripts and full-width ones as 0–9: a number must not hide in its clothes."""
    if value.isascii() or not any(character.isdecimal() and not character.isascii() for character in value):
        return value
    return "".join(str(unicodedata.decimal(one)) if one.isdecimal() else one for one in value)
