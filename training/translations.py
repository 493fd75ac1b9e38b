"""The screens' texts: collected from code and templates, kept in `locale/`, compiled for Django.

Babel does it all, so that a machine without gettext can start the product. Texts are written in English
(`_("…")`, `{% translate %}`) and translated in `locale/vi/LC_MESSAGES/django.po`.
"""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

LANGUAGE = "vi"
SOURCES = ("training", "lessons", "sandbox", "templates")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def catalogue_path(root: Path) -> Path:
    return root / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read(path: Path) -> Catalog:
    """The catalogue, empty where there is no file yet."""
    if not path.exists():
        return Catalog(locale=LANGUAGE, project="Dùng là giỏi", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def collect(root: Path) -> Catalog:
    """Every text that the code and the templates under `root` mark for translation."""
    catalogue = Catalog(charset="utf-8")
    for source in SOURCES:
        for path in sorted((root / source).rglob("*")):
            if path.suffix not in {".py", ".html", ".txt"} or "migrations" in path.parts:
                continue
            place = path.relative_to(root).as_posix()
            for message, comments, context in _texts(path):
                catalogue.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    return catalogue


def _texts(path: Path) -> Iterator[tuple[str | tuple[str, ...], list[str], str | None]]:
    content = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What Django makes of a template looks like Python but for its indentation.
        lines = templatize(content, origin=str(path)).splitlines()
        content = "\n".join(line.strip() for line in lines)
    found = extract("python", BytesIO(content.encode()), KEYWORDS, comment_tags=("Translators:",))
    for _line, message, comments, context in found:
        yield message, comments, context


def refresh(root: Path) -> Catalog:
    """Bring the catalogue in line with the sources; translations no longer used stay below, as comments."""
    path = catalogue_path(root)
    catalogue = read(path)
    before = _written(catalogue)
    used = collect(root)
    for message in list(catalogue.obsolete.values()):
        if used.get(_key(message), message.context) is not None:  # it came back
            catalogue[message.id] = message
    catalogue.update(used, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.fuzzy = False
    if _written(catalogue) != before or not path.exists():
        catalogue.revision_date = datetime.now(UTC)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_written(catalogue))
    return catalogue


def _written(catalogue: Catalog) -> bytes:
    buffer = BytesIO()
    write_po(buffer, catalogue, width=110, include_lineno=False, sort_output=True)
    return buffer.getvalue()


def faults(root: Path) -> list[str]:
    """What keeps the translation from being complete and true to the sources, one sentence each."""
    used, catalogue = collect(root), read(catalogue_path(root))
    found = []
    for message in used:
        if message.id and _translation(catalogue, message) is None:
            found.append(f"not in {LANGUAGE}: {_name(message)}  ({message.locations[0][0]})")
    for message in catalogue:
        if not message.id:
            continue
        if used.get(_key(message), message.context) is None:
            found.append(f"no longer used: {_name(message)}")
        elif message.fuzzy:
            found.append(f"marked fuzzy: {_name(message)}")
        found += [f"{error}: {_name(message)}" for error in message.check(catalogue)]
    return found


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def _name(message: Message) -> str:
    text = " ".join(_key(message).split())
    return f"“{text}”" + (f" [{message.context}]" if message.context else "")


def _translation(catalogue: Catalog, message: Message) -> str | None:
    known = catalogue.get(_key(message), message.context)
    if known is None:
        return None
    strings = [known.string] if isinstance(known.string, str) else list(known.string)
    return strings[0] if strings and all(strings) else None


def compile_catalogues(root: Path) -> list[Path]:
    """Write the `.mo` beside each `.po` that is newer than its own; returns those written."""
    written = []
    for source in sorted((root / "locale").glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        buffer = BytesIO()
        write_mo(buffer, read(source))
        draft = target.with_suffix(f".{os.getpid()}")
        draft.write_bytes(buffer.getvalue())
        os.replace(draft, target)
        written.append(target)
    return written
