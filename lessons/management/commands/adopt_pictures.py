"""Pictures that were stored before originals were kept apart are made anew: no metadata, the original private."""

from typing import Any

from django.core.management.base import BaseCommand

from lessons.pictures import api


class Command(BaseCommand):
    help = "Make pictures of earlier versions anew, without metadata; those made since stay as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        if count := api.adopt_all():
            self.stdout.write(f"{count} pictures made anew")
