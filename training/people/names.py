"""How Vietnamese names and codes are folded for sorting, searching and signing in.

A Vietnamese name is written họ – đệm – tên and sorted by tên (the last word), then họ, then đệm.
Sorting happens on an ASCII key so that SQLite, PostgreSQL and Python agree on the order.
"""

import re
import unicodedata

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")


def tidy(text: str) -> str:
    """NFC, with the spaces around and between words made single."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """Lower case ASCII without diacritics (đ→d), for comparing and sorting, never for showing."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return tidy("".join(c for c in plain if not unicodedata.combining(c)))


def sort_key(full_name: str) -> str:
    """ "Trần Thị Mai" → "mai tran thi": tên first, then họ, then đệm."""
    words = fold(full_name).split()
    return " ".join(words[-1:] + words[:-1])


def given_name(full_name: str) -> str:
    """The name one is called by: the last word."""
    return full_name.split()[-1] if full_name.strip() else ""


def normalise_staff_code(text: str) -> str:
    """The stored form of a staff code: upper case, NFC, plain hyphens, no spaces of any kind."""
    code = unicodedata.normalize("NFC", text).translate(_DASHES)
    return re.sub(r"[\s\u200b\u2060\ufeff]+", "", code).upper()


def staff_key(text: str) -> str:
    """What is left of a staff code without separators: "cm dm 001" and "CM-DM-001" are the same person."""
    return re.sub(r"[\W_]+", "", normalise_staff_code(text))


def normalise_email(text: str) -> str | None:
    """Lower case without spaces around, or None: many officials share no address of their own."""
    return unicodedata.normalize("NFC", text).strip().lower() or None


def code_part(name: str) -> str:
    """ "Hồ Thị Kỷ" → "ho-thi-ky": the part of a unit code that comes from its name."""
    return re.sub(r"[^a-z0-9]+", "-", fold(name)).strip("-")
