"""Collect, check or compile the screens' texts (see `training.translations`)."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from training import translations


class Command(BaseCommand):
    help = "Refresh locale/vi from code and templates. --check only looks; --compile only compiles."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail where a translation is missing or stale")
        parser.add_argument("--compile", action="store_true", help="write the .mo files and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        root = settings.BASE_DIR
        if not (options["check"] or options["compile"]):
            translations.refresh(root)
        if not options["check"]:
            translations.compile_catalogues(root)
        if not options["compile"] and (faults := translations.faults(root)):
            self.stdout.write("\n".join(faults))
            raise CommandError(f"{len(faults)} texts to see to in {translations.catalogue_path(root)}")
