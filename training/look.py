"""The look, read from the style sheet that carries it: tokens, and how well one is read on another.

`sandbox/static/sandbox/tokens.css` is the source; nothing here repeats a value. Contrast is that of WCAG 2.2
(relative luminance, SC 1.4.3 and 1.4.11): 4.5 for words, 3 for shapes.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TEXT, SHAPE = 4.5, 3.0
#: What stands on what, and how much contrast that takes.
PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "sand", TEXT),
    ("ink", "raised", TEXT),
    ("ink", "cool", TEXT),
    ("ink", "cool-raised", TEXT),
    ("ink", "blue-soft", TEXT),
    ("ink", "alert-soft", TEXT),
    ("muted", "paper", TEXT),
    ("muted", "sand", TEXT),
    ("muted", "raised", TEXT),
    ("muted", "cool", TEXT),
    ("muted", "cool-raised", TEXT),
    ("mangrove", "paper", TEXT),
    ("mangrove", "sand", TEXT),
    ("on-mangrove", "mangrove", TEXT),
    ("on-mangrove", "mangrove-deep", TEXT),
    ("blue", "cool", TEXT),
    ("blue", "cool-raised", TEXT),
    ("blue", "blue-soft", TEXT),
    ("on-blue", "blue-band", TEXT),
    ("on-tape", "tape", TEXT),
    ("alert", "paper", TEXT),
    ("alert", "sand", TEXT),
    ("alert", "alert-soft", TEXT),
    ("alert", "cool-raised", TEXT),
    ("line", "paper", SHAPE),
    ("line", "raised", SHAPE),
    ("line", "cool", SHAPE),
    ("line", "cool-raised", SHAPE),
    ("focus", "paper", SHAPE),
    ("focus", "cool", SHAPE),
]
#: What each colour is for. Paper is ours, cool is the copy of the platform.
USES: dict[str, dict[str, Promise]] = {
    "paper": {
        "paper": _("ground of our pages"),
        "raised": _("what floats, fields"),
        "sand": _("quiet blocks"),
        "ink": _("words"),
        "muted": _("secondary words"),
        "hair": _("decorative rule"),
        "line": _("borders of fields and buttons"),
        "mangrove": _("the one thing to do next, progress"),
        "mangrove-deep": _("the same under the pointer"),
        "on-mangrove": _("words on it"),
    },
    "cool": {
        "cool": _("ground of the platform"),
        "cool-raised": _("tables and fields of the platform"),
        "cool-hair": _("lines of tables"),
        "blue": _("links and buttons of the platform"),
        "blue-band": _("header of the platform"),
        "on-blue": _("words on it"),
        "blue-soft": _("chosen rows, column heads"),
    },
    "both": {
        "tape": _("practice tape, what is due"),
        "on-tape": _("words on it"),
        "alert": _("overdue, refused; always with a word and a shape"),
        "alert-soft": _("ground of what was refused"),
        "focus": _("ring around what has the focus"),
    },
}


@dataclass(frozen=True)
class Swatch:
    """A colour by day and by night (`#rrggbb`), and its use."""

    name: str
    light: str
    dark: str
    use: Promise


@dataclass(frozen=True)
class Contrast:
    """One colour on another: ratios by day and by night, and what is asked."""

    front: str
    back: str
    least: float
    light: float
    dark: float

    @property
    def holds(self) -> bool:
        return min(self.light, self.dark) >= self.least


def tokens_css() -> str:
    return (settings.BASE_DIR / "sandbox" / "static" / "sandbox" / "tokens.css").read_text(encoding="utf-8")


@lru_cache
def tokens() -> dict[str, str]:
    """Every token by its name, as written for light."""
    css = tokens_css()
    return dict(re.findall(r"--([\w-]+): ([^;]+);", css[: css.index("@media")]))


@lru_cache
def colours() -> dict[str, dict[str, str]]:
    """`light` and `dark`: name of the token → `#rrggbb`."""
    css = tokens_css()
    dark = css[css.index(':root[data-theme="dark"]') :]
    light = {name: value for name, value in tokens().items() if re.fullmatch(r"#\w{6}", value)}
    return {"light": light, "dark": light | dict(re.findall(r"--([\w-]+): (#\w{6});", dark))}


def scale(prefix: str) -> list[tuple[str, int]]:
    """The tokens `--<prefix><number>` that are lengths: (number, pixels)."""
    found = re.findall(rf"--{prefix}(\d+): ([\d.]+)rem;", tokens_css())
    return [(number, round(float(rem) * 16)) for number, rem in found]


def swatches() -> dict[str, list[Swatch]]:
    """Every colour by its material: paper, cool, both."""
    by_day, by_night = colours()["light"], colours()["dark"]
    return {
        material: [Swatch(name, by_day[name], by_night[name], use) for name, use in uses.items()]
        for material, uses in USES.items()
    }


def contrast(one: str, other: str) -> float:
    """The ratio of two colours (`#rrggbb`), from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrasts() -> list[Contrast]:
    """All of `PAIRS`, measured."""
    by_day, by_night = colours()["light"], colours()["dark"]
    return [
        Contrast(a, b, least, contrast(by_day[a], by_day[b]), contrast(by_night[a], by_night[b]))
        for a, b, least in PAIRS
    ]
