"""Rich text: what may stand in a lesson, wherever it comes from (the editor, a paste from Word, a package).

`clean` keeps a handful of tags and every word; it is idempotent. It accepts Wagtail's stored form too, in which a
link to one of our own pages is ``<a linktype="page" id="3">``; `published` turns that into an address.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

import bleach
from wagtail.rich_text import expand_db_html

TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3"})
PROTOCOLS = frozenset({"http", "https"})

_WORDLESS = re.compile(r"<(script|style|xml|title|template)\b[^>]*>.*?</\1\s*>|<!--.*?-->|<!\[.*?\]>", re.I | re.S)
_BOLD_ITALIC = [
    (re.compile(r"<(/?)b(?=[\s>])[^>]*>", re.I), r"<\1strong>"),
    (re.compile(r"<(/?)i(?=[\s>])[^>]*>", re.I), r"<\1em>"),
]
_CELL_END = re.compile(r"</t[dh]\s*>", re.I)
_BLOCK_END = re.compile(r"</(tr|div|section|article|blockquote|caption|dd|dt|pre|h[12456])\s*>", re.I)
_BREAKS = re.compile(r"(?:\s*<br>)+\s*(?=</(?:p|li|h3)>|$)")
_INLINE = re.compile(r"</?(?:strong|em|a)\b[^>]*>")
_EMPTY = re.compile(r"<(p|li|strong|em|h3)>\s*</\1>")


@lru_cache(maxsize=1024)
def clean(source: str) -> str:
    """The same words with only the allowed tags; links go to http(s) or within this site, and carry `rel`."""
    text = _WORDLESS.sub(" ", source)
    for pattern, replacement in _BOLD_ITALIC:
        text = pattern.sub(replacement, text)
    text = _CELL_END.sub(" ", text)
    text = _BLOCK_END.sub("<br>", text)
    text = bleach.clean(text, tags=TAGS, attributes={"a": _link_attribute}, protocols=PROTOCOLS, strip=True)
    text = _EMPTY.sub("", _BREAKS.sub("", text))
    return text.replace("<a href=", '<a rel="noopener noreferrer" href=').strip()


def published(source: str) -> str:
    """Clean HTML for a reader's page: links to our own pages are addresses."""
    return clean(expand_db_html(clean(source)))


def plain(source: str) -> str:
    """The words only; what is set in bold within a sentence parts no word from the comma after it."""
    flowing = _INLINE.sub("", clean(source))
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", flowing)).split())


def _link_attribute(tag: str, name: str, value: str) -> bool:
    if name == "linktype":
        return value == "page"
    if name == "id":
        return value.isdigit()
    return name == "href" and not value.startswith("//")
