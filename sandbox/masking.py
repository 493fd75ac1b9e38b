"""Personal data made unreadable: what a table's mask leaves, and what an importer puts in a person's place.

`masked` is pure: the same value gives the same mask, and what is masked already stays as it is. Without a key it
leaves what civil servants leave when they publish a list; with a key (an importer's secret) whoever the value belongs
to gets the same invented identity in every table, which nobody without the key can lead back.

=========  ==============================  =================================================
kind       without a key                   with a key
=========  ==============================  =================================================
id         999******123                    999 and nine digits: a number that nobody has
phone      09******67                      0900999 and three digits
name       initials: N. V. A.              Trần Hữu KT: a name that ends in two consonants
email      t***@camau.example              nguoi.8f2c01aa@camau.example
birth      the year                        the year
address    without the number of the house the same
=========  ==============================  =================================================
"""

from __future__ import annotations

import hashlib
import hmac

import regex

from sandbox.definition.schema import Mask
from sandbox.text import compose

HIDDEN = "***"  # stands where nothing may remain

_MASKED_NUMBER = regex.compile(r"[0-9]{2,3}\*{4,}[0-9]{2,3}")
_YEAR = regex.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_INITIALS = regex.compile(r"\p{Lu}\.(?: \p{Lu}\.)*")
_INVENTED_NAME = regex.compile(r"\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+ [BCDGHKLMNPQRSTVX]{2}")
_INVENTED_MAIL = regex.compile(r"nguoi\.[0-9a-f]{8}@camau\.example")
_HOUSE = r"(?:(?:số\s+nhà|nhà\s+số|nhà|số)\s*)"
_PLAIN_NUMBER = r"[0-9]+\p{L}?(?:\s*[/\-]\s*[0-9]+\p{L}?)*(?![\p{L}0-9])"
_HOUSE_AT_START = regex.compile(rf"^\s*{_HOUSE}?{_PLAIN_NUMBER}[\s,.;]*", regex.I)
_HOUSE_FURTHER_ON = regex.compile(rf"(?<=[,;])\s*{_HOUSE}{_PLAIN_NUMBER}[\s,.;]*", regex.I)
_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Danh")
_MIDDLE = ("Văn", "Thị", "Hữu", "Ngọc", "Minh", "Thanh", "Kim", "Quốc", "Hoàng", "Mỹ")
_CONSONANTS = "BCDGHKLMNPQRSTVX"


def masked(kind: Mask, value: str, *, key: str = "") -> str:
    """What may be shown instead of a value of that kind; empty stays empty."""
    written = " ".join(compose(value).split())
    return _KINDS[kind](written, key) if written else ""


def _identity(value: str, key: str) -> str:
    if _MASKED_NUMBER.fullmatch(value):
        return value
    digits = regex.sub(r"[^0-9]", "", value)
    if key and len(digits) == 12 and digits.startswith("999"):
        return digits
    if key:
        return f"999{_dice('id', digits, key) % 10**9:09d}"
    return _middle_hidden(digits, 3, 3)


def _phone(value: str, key: str) -> str:
    if _MASKED_NUMBER.fullmatch(value):
        return value
    digits = regex.sub(r"[^0-9]", "", regex.sub(r"^\+84\s*(?:\(0\)\s*)?0?", "0", value))
    if key and len(digits) == 10 and digits.startswith("0900999"):
        return digits
    if key:
        return f"0900999{_dice('phone', digits, key) % 1000:03d}"
    return _middle_hidden(digits, 2, 2)


def _middle_hidden(digits: str, first: int, last: int) -> str:
    """999******123; of a number so short that the ends would tell it, nothing."""
    if len(digits) < 2 * (first + last):
        return HIDDEN
    return digits[:first] + "*" * (len(digits) - first - last) + digits[-last:]


def _birth(value: str, key: str) -> str:
    found = _YEAR.search(value)
    return found[0] if found else HIDDEN


def _address(value: str, key: str) -> str:
    """Without the number of the house, where it stands first or is called so; ấp 5 and phường 2 stay."""
    while (rest := _HOUSE_FURTHER_ON.sub(" ", _HOUSE_AT_START.sub("", value, count=1))) != value:
        value = rest
    return value.strip(" ,.;") or HIDDEN


def _name(value: str, key: str) -> str:
    if value == HIDDEN or _INITIALS.fullmatch(value) or (key and _INVENTED_NAME.fullmatch(value)):
        return value
    words = regex.findall(r"\p{L}[\p{L}\p{M}]*", value)
    if not words:
        return HIDDEN
    if not key:
        return " ".join(f"{word[0].upper()}." for word in words)
    dice = _dice("name", " ".join(words).casefold(), key)
    dice, family = divmod(dice, len(_FAMILY))
    dice, middle = divmod(dice, len(_MIDDLE))
    dice, first = divmod(dice, len(_CONSONANTS))
    return f"{_FAMILY[family]} {_MIDDLE[middle]} {_CONSONANTS[first]}{_CONSONANTS[dice % len(_CONSONANTS)]}"


def _email(value: str, key: str) -> str:
    if key:
        if _INVENTED_MAIL.fullmatch(value):
            return value
        return f"nguoi.{_dice('email', value.casefold(), key) % 16**8:08x}@camau.example"
    name, at, host = value.rpartition("@")
    return f"{name[:1]}{HIDDEN}@{host}" if at and name else HIDDEN


def _dice(kind: str, value: str, key: str) -> int:
    """A number that only the key's holder can work out from the value."""
    return int.from_bytes(hmac.digest(key.encode(), f"{kind}:{value}".encode(), hashlib.sha256))


_KINDS = {
    "id": _identity,
    "phone": _phone,
    "birth": _birth,
    "address": _address,
    "name": _name,
    "email": _email,
}
