"""Cells of CSV files, made harmless: no spreadsheet takes one, or a part of one, for a formula."""

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
#: Where a program begins a new cell that separates by something else than the file does.
_INSIDE = re.compile(r"([;,\t\r\n])(?=[=+\-@＝＋－＠])")


def harmless(text: str) -> str:
    """With an apostrophe before what would run: at the beginning, and after whatever may separate cells."""
    text = _INSIDE.sub(r"\1'", text)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
