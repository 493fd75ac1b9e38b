"""What somebody may have written without wanting to: their own name and code, identity and telephone numbers, mail.

Pure, and what is scrubbed once stays as it is: the second time nothing changes.
"""

from __future__ import annotations

import regex

from sandbox.masking import HIDDEN, masked
from sandbox.text import compose
from training.people.models import User

_MAIL = regex.compile(r"[\p{L}0-9._%+\-]+@[\p{L}0-9\-]+(?:\.[\p{L}0-9\-]+)+")
#: 0 or +84 and the rest of a number, with or without gaps; not the end of a file's code ("…-261123-0001").
_PHONE = regex.compile(r"(?<![\p{L}0-9.\-])(?:\+84|0)(?:[ .\-]?[0-9]){8,11}(?![0-9])")
_RUN = regex.compile(r"(?<![0-9])[0-9]{9,12}(?![0-9])")


def scrubbed(text: str, *, own: User) -> str:
    """The text with the middle of such numbers hidden, and without its writer's name and staff code."""
    text = compose(text)
    for told in (own.full_name, own.staff_code):
        text = regex.sub(
            rf"(?<![\p{{L}}0-9]){regex.escape(compose(told))}(?![\p{{L}}0-9])", HIDDEN, text, flags=regex.I
        )
    text = _MAIL.sub(lambda found: masked("email", found[0]), text)
    text = _PHONE.sub(lambda found: masked("id" if len(_digits(found[0])) == 12 else "phone", found[0]), text)
    return _RUN.sub(lambda found: masked("id", found[0]), text)


def _digits(text: str) -> str:
    return regex.sub(r"[^0-9]", "", text)
