"""Few and small requests: one style sheet and one script for every page, put together from the small files that we
write.

`BundleFinder` is a finder of `django.contrib.staticfiles`: to whoever asks for `training/app.css` or
`training/app.js` (whitenoise, `collectstatic`, a test's server) they are files like any other. They are put together
whenever they are asked for and written, under BUNDLES_DIR, only when something differs, so nothing has to be cleaned.

- **Style**: the sources in their order, without comments and idle white space; what is for paper in `@media print`;
  the small drawings, which are masks, as `data:` addresses (allowed by `img-src`), so that none is a request.
- **Script**: htmx, then every file of ours in a function of its own.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage

from training.broker import write_whole

STYLE, SCRIPT = "training/app.css", "training/app.js"

#: What comes first, where order matters; other sheets of the two folders follow by name.
STYLES = (
    "sandbox/tokens.css",
    "training/fonts.css",
    *(f"training/{name}.css" for name in ("base", "components", "practice")),
    *(f"sandbox/platform/{name}.css" for name in ("frame", "navigation", "lists", "records", "forms", "desk")),
)
FOLDERS = ("training", "sandbox/platform")
PRINT = "training/print.css"  # last
HTMX = "django_htmx/htmx-2.min.js"

_CSS_PARTS = re.compile(r"""("[^"]*"|'[^']*')|/\*.*?\*/|(\s+)|([^\s"'/]+|/)""", re.S)
_DRAWING = re.compile(r'url\("(drawings/[\w-]+\.svg)"\)')
_COMMENT_BLOCKS = re.compile(r"^/\*.*?\*/\n", re.S | re.M)
_COMMENT_LINES = re.compile(r"^\s*(//[^\n]*)?\n", re.M)


class SourceMissing(Exception):
    """A file that a bundle is made of is not there."""


def source(name: str) -> Path:
    """The file behind a static name, as the applications carry it. Raises `SourceMissing`."""
    found = AppDirectoriesFinder().find(name)
    if not found:
        raise SourceMissing(name)
    return Path(str(found))


def lean_css(text: str) -> str:
    """The same rules without comments and idle white space. What stands in quotation marks is left alone."""

    def part(found: re.Match[str]) -> str:
        quoted, space, other = found.groups()
        return quoted or other or (" " if space else "")

    squeezed = _CSS_PARTS.sub(part, text)
    pieces = re.split(r"""("[^"]*"|'[^']*')""", squeezed)
    for i in range(0, len(pieces), 2):  # the odd ones are quoted
        pieces[i] = re.sub(r"\s*([{};,])\s*", r"\1", pieces[i]).replace(": ", ":").replace(";}", "}")
    return "".join(pieces).strip()


def lean_js(text: str) -> str:
    """The same script without the comments that have lines of their own, as ours do, and without empty lines."""
    return _COMMENT_LINES.sub("", _COMMENT_BLOCKS.sub("", text))


def drawing_address(name: str) -> str:
    """A drawing as an address that carries it."""
    svg = source(name).read_text(encoding="utf-8").strip()
    return "data:image/svg+xml," + quote(svg.replace('"', "'"), safe=" ='/:(),;")


def styles() -> list[str]:
    """The names of all our style sheets, in the order of the bundle."""
    homes = {folder: source(next(name for name in STYLES if name.startswith(folder))).parent for folder in FOLDERS}
    there = [f"{folder}/{path.name}" for folder, home in homes.items() for path in sorted(home.glob("*.css"))]
    return [*STYLES, *(name for name in there if name not in {*STYLES, PRINT})]


def style() -> str:
    """All of `training/app.css`."""
    screen = "\n".join(source(name).read_text(encoding="utf-8") for name in styles())
    printed = source(PRINT).read_text(encoding="utf-8")
    text = lean_css(f"{screen}\n@media print {{{printed}}}")
    return _DRAWING.sub(lambda found: f'url("{drawing_address("training/" + found[1])}")', text)


def scripts() -> list[Path]:
    """Our own scripts: all that lie in `training/` and `training/js/`, by name."""
    home = source("training/base.css").parent
    return [*sorted(home.glob("*.js")), *sorted((home / "js").glob("*.js"))]


def script() -> str:
    """All of `training/app.js`."""
    htmx = source(HTMX).read_text(encoding="utf-8").strip()
    ours = (lean_js(path.read_text(encoding="utf-8")) for path in scripts())
    return "\n".join([htmx + ";", *(f'(() => {{ "use strict";\n{text}}})();' for text in ours)]) + "\n"


BUNDLES: dict[str, Callable[[], str]] = {STYLE: style, SCRIPT: script}


class BundleFinder(BaseFinder):
    """Finds the two bundles, which exist as files as soon as somebody has asked."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.BUNDLES_DIR)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in BUNDLES:
            return []
        file = self._put_together(path)
        return [file] if find_all else file

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        for name in BUNDLES:
            self._put_together(name)
            yield name, self.storage

    def _put_together(self, name: str) -> str:
        file, text = Path(self.storage.path(name)), BUNDLES[name]()
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, text)
        return str(file)
