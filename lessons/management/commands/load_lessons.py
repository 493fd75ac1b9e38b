"""Load lessons from files. What is unchanged is skipped.

Without names of files (as at every start) a lesson that a trainer has edited since stays as it is, also when a new
release of the product brings a newer one; name its file to put that in its place.
"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lessons import api

DATA = Path(__file__).resolve().parent.parent.parent / "data"


class Command(BaseCommand):
    help = "Load lessons from YAML files (default: those that come with the product) and publish them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="*", type=Path, help="lesson files; default: lessons/data/*.yaml")
        parser.add_argument("--draft", action="store_true", help="do not publish")

    def handle(self, *args: Any, **options: Any) -> None:
        api.index_page()
        failed = []
        for path in options["files"] or sorted(DATA.glob("*.yaml")):
            try:
                found = api.import_package(path, publish=not options["draft"], keep_edits=not options["files"])
            except api.PackageError as error:
                failed += error.problems
                continue
            word = "new" if found.created else "updated" if found.changed else "unchanged"
            self.stdout.write(f"{found.page.code}: {word}")
        if failed:
            raise CommandError("\n".join(failed))
