"""`manage.py load_platform`: the Cà Mau platform and its documents into the database. Again: nothing to do."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from sandbox.data import DOCUMENTS, ca_mau_snapshot
from sandbox.definition.problems import DefinitionError


class Command(BaseCommand):
    help = "Loads the Cà Mau platform definition and its base records; the same content is stored once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--documents", type=int, default=DOCUMENTS, help="how many incoming documents")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            snapshot = ca_mau_snapshot(options["documents"])
        except DefinitionError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{snapshot}: {snapshot.record_count} records")
