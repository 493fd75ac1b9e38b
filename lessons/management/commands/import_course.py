"""Take a shared course over as drafts, after playing every solution on this site's platform.

`--dry-run` says what would change and changes nothing. All that holds lands, or with `--only` what is named; if any
of it does not hold, nothing does.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lessons.packages import PackageError
from lessons.sharing import api, difference, opening, proving
from sandbox.definition.loader import platform_of
from sandbox.selectors import current_snapshot


class Command(BaseCommand):
    help = "Check a shared course, play its solutions here, and put its lessons here as drafts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        parser.add_argument("--only", nargs="+", metavar="CODE", help="these lessons and no others")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._take_over(options)
        except PackageError as error:
            raise CommandError("\n".join(error.problems)) from error

    def _take_over(self, options: dict[str, Any]) -> None:
        found = opening.opened(_content(options["file"]))
        snapshot = current_snapshot()
        if snapshot is None:
            raise CommandError("no platform has been loaded yet: manage.py load_platform")
        codes = options["only"] or list(found.packages)
        if unknown := sorted(set(codes) - set(found.packages)):
            raise CommandError(f"not in the file: {', '.join(unknown)}")
        self.stdout.write(f"{found.manifest.course.code}, version {found.manifest.version}, {found.manifest.licence}")
        for module in difference.modules(found, platform_of(snapshot)):
            if module.kind != "same":
                self.stdout.write(f"module {module.key}: {module.kind}")
        changes = {change.code: change for change in difference.lessons(found, platform_of(snapshot))}
        refused = []
        for code in codes:
            result = proving.tried(found.packages[code], found.demonstrations[code], found.manifest, snapshot)
            parts = ", ".join(part.name for part in changes[code].parts)
            self.stdout.write(f"{code}: {changes[code].kind}" + (f" ({parts})" if parts else ""))
            for note in result["notes"]:
                self.stdout.write(f"  {note}")
            refused += [f"{code}: {problem}" for problem in result["problems"]]
        if refused:
            raise CommandError("\n".join(refused))
        wanted = [code for code in codes if changes[code].kind != "same"]
        if not options["dry_run"] and wanted:
            api.land_opened(opened=found, codes=wanted, acting_user=None)
            self.stdout.write(f"as drafts: {', '.join(wanted)}")


def _content(path: Path) -> bytes:
    if not path.is_file():
        raise CommandError(f"{path}: no such file")
    with path.open("rb") as file:
        return file.read(settings.COURSE_MAX_SIZE + 1)
