"""Plan and send letters now: for looking at them on a machine of one's own. On a server the worker does it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from training.reminders import api


class Command(BaseCommand):
    help = "Plan today's letters and send what waits, in office hours; with --any-hour at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--any-hour", action="store_true", help="also at night and on holidays")

    def handle(self, *, any_hour: bool, **options: Any) -> None:
        planned = api.plan(any_hour=any_hour)
        done = api.send(any_hour=any_hour)
        where = getattr(settings, "EMAIL_FILE_PATH", "") or settings.EMAIL_HOST
        self.stdout.write(f"planned {planned}, " + ", ".join(f"{name} {n}" for name, n in vars(done).items()))
        self.stdout.write(f"letters go to {where}")
