"""Make the web fonts: Be Vietnam Pro from its package, subset to Latin and Vietnamese, as WOFF2.

Run once at set-up, before collectstatic. Writes `be-vietnam-pro-{400,500,700}.woff2` in FONTS_DIR,
which the settings list among the static directories.
"""

from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from fontTools.subset import Options, Subsetter, load_font, save_font

WEIGHTS = {400: "Regular", 500: "Medium", 700: "Bold"}
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum"]


def _characters() -> set[int]:
    """What Vietnamese and English screens write: letters, marks, punctuation, the few shapes we use."""
    ranges = [
        (0x20, 0x7E),
        (0xA0, 0xFF),
        (0x1EA0, 0x1EF9),
        (0x300, 0x301),
        (0x303, 0x303),
        (0x309, 0x309),
        (0x323, 0x323),
    ]
    singles = "ĂăĐđĨĩŨũƠơƯư–—‘’“”…•‹›€₫−×≤≥→←↑↓✓"
    return {c for first, last in ranges for c in range(first, last + 1)} | set(map(ord, singles))


def build(directory: Path) -> list[Path]:
    """Write the three subsets into the directory and return their paths."""
    directory.mkdir(parents=True, exist_ok=True)
    options = Options(flavor="woff2", layout_features=FEATURES, hinting=False, desubroutinize=True)
    written = []
    for weight, style in WEIGHTS.items():
        with as_file(files("fontpkg_be_vietnam_pro") / "files" / f"BeVietnamPro-{style}.ttf") as source:
            font = load_font(str(source), options)
            subsetter = Subsetter(options)
            subsetter.populate(unicodes=_characters())
            subsetter.subset(font)
            target = directory / f"be-vietnam-pro-{weight}.woff2"
            save_font(font, str(target), options)
            written.append(target)
    return written


class Command(BaseCommand):
    help = "Subset Be Vietnam Pro to Latin and Vietnamese and write it as WOFF2 into FONTS_DIR."

    def handle(self, *args: Any, **options: Any) -> None:
        for path in build(settings.FONTS_DIR):
            self.stdout.write(f"{path.name}: {path.stat().st_size / 1024:.1f} kB")
