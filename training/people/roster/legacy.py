"""Vietnamese as it was written before Unicode: TCVN3 (.VnTime) and VNI (VNI-Times), each a table of its own.

A file is converted only if its heading line, converted, is one of ours: that cannot be chance. A single cell that
looks old is never converted, since half of it may be right already: it is a fault that says what it may mean.
"""

import re
import unicodedata
from collections.abc import Callable

_TONES = ("\u0300", "\u0301", "\u0309", "\u0303", "\u0323")  # huyền, sắc, hỏi, ngã, nặng

_VIETNAMESE = set("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")

#: Base letter → the signs of its five tones, in the order above.
_TCVN3_TONES = {
    "a": "µ¸¶·¹",
    "ă": "»¾¼½Æ",
    "â": "ÇÊÈÉË",
    "e": "ÌÐÎÏÑ",
    "ê": "ÒÕÓÔÖ",
    "i": "×ÝØÜÞ",
    "o": "ßãáâä",
    "ô": "åèæçé",
    "ơ": "êíëìî",
    "u": "ïóñòô",
    "ư": "õøö÷ù",
    "y": "úýûüþ",
}
_TCVN3 = dict(zip("¨©®ª«¬\xad¡¢§£¤¥¦", "ăâđêôơưĂÂĐÊÔƠƯ", strict=True)) | {
    sign: unicodedata.normalize("NFC", base + tone)
    for base, signs in _TCVN3_TONES.items()
    for sign, tone in zip(signs, _TONES, strict=True)
}

#: The sign after a letter → what the letter becomes: its tone, its hat or breve, or both.
_VNI_MARKS = dict(zip("øùûõï", _TONES, strict=True)) | {
    sign: hat + tone
    for hat, signs in (("\u0302", "âàáåãä"), ("\u0306", "êèéúüë"))
    for sign, tone in zip(signs, ("", *_TONES), strict=True)
}
_VNI_LETTERS = dict(zip("ñôöìíæóòî", "đơưìíỉĩịỵ", strict=True))
_VNI = {
    unicodedata.normalize("NFC", base + mark): letter + sign
    for letter, base in zip("aeouyôö", "aeouyơư", strict=True)
    for sign, mark in _VNI_MARKS.items()
    if unicodedata.normalize("NFC", base + mark) in _VIETNAMESE
}
_FROM_VNI = {old: new for new, old in _VNI.items()} | _VNI_LETTERS
_FROM_VNI |= {old.upper(): new.upper() for old, new in _FROM_VNI.items()}
_VNI_PATTERN = re.compile("|".join(sorted(map(re.escape, _FROM_VNI), key=len, reverse=True)))

#: What Vietnamese in Unicode never has: a capital or a sign inside a word; two vowels of which one only marks.
_OLD_TCVN3 = re.compile("[a-z][µ¸¶¹¨¾¼½¬®©ª\xad]|[µ¸¶¹¨¾¼½][a-z]|[a-z][\u00c0-\u00d6\u00d8-\u00de](?![A-Z])")
_OLD_VNI = re.compile("[aeouy][øûïåäëü]|[aeoôö][ùõ]|[ae][âêàáãèéú]|oâ|[ôö][øûùõï]", re.I)


def from_tcvn3(text: str) -> str:
    return "".join(_TCVN3.get(character, character) for character in text)


def from_vni(text: str) -> str:
    return _VNI_PATTERN.sub(lambda found: _FROM_VNI[found[0]], text)


def read(content: bytes, head: int, is_ours: Callable[[str], bool]) -> str | None:
    """The file read as the old encoding whose first characters, so many of them, are ours; Windows-1258 first."""
    for codec, convert in (("cp1258", str), ("latin-1", from_tcvn3), ("cp1252", from_vni)):
        try:
            if is_ours(_converted(content[:head], codec, convert)):
                return _converted(content, codec, convert)
        except UnicodeDecodeError:
            continue
    return None


def _converted(content: bytes, codec: str, convert: Callable[[str], str]) -> str:
    return unicodedata.normalize("NFC", convert(content.decode(codec)))


def meant(cell: str) -> str:
    """What a cell written in an old font says; "" for a cell that is Unicode."""
    text = unicodedata.normalize("NFC", cell)
    if _OLD_VNI.search(text):
        return from_vni(text)
    return from_tcvn3(text) if _OLD_TCVN3.search(text) else ""
