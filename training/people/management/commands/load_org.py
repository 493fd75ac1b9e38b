"""Bring the organisation tree in line with `training/people/data/organisation.yaml`."""

from typing import Any

from django.core.management.base import BaseCommand

from training.people.organisation import load


class Command(BaseCommand):
    help = "Load the province's organisation from its data file; safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        made, changed = load()
        self.stdout.write(f"Organisation: {made} units made, {changed} changed.")
