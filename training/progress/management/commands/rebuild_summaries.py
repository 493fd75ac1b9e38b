"""`manage.py rebuild_summaries`: mastery, active time and standings again from the facts; `--check` only compares."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from training.people.models import User
from training.people.names import staff_key
from training.progress import rebuild


class Command(BaseCommand):
    help = "Make the summaries of progress again from the facts and say what differed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if anything differs")
        parser.add_argument("--user", metavar="CODE", help="one person only, by staff code")

    def handle(self, *args: Any, **options: Any) -> None:
        people = list(self.people(options["user"]))
        differed = 0
        for first in range(0, len(people), rebuild.PEOPLE_AT_A_TIME):
            batch = people[first : first + rebuild.PEOPLE_AT_A_TIME]
            for difference in rebuild.differences(batch, mend=not options["check"]):
                differed += 1
                self.stdout.write(str(difference))
            self.progress(first + len(batch), len(people))
        if differed and options["check"]:
            raise CommandError(f"{differed} summaries are not what the facts say.", returncode=1)
        told = f"{differed} made anew" if differed else "every summary is what the facts say"
        self.stdout.write(f"{len(people)} people: {told}.")
        if left := rebuild.cannot_be_rebuilt(people):
            self.stdout.write(f"Of {left} attempts the minutes were removed by retention: their sum stands as it is.")

    def people(self, code: str | None) -> Any:
        everybody = User.objects.order_by("pk").values_list("pk", flat=True)
        if not code:
            return everybody
        if not (found := everybody.filter(staff_key=staff_key(code))):
            raise CommandError(f"Nobody has the staff code {code}.", returncode=2)
        return found

    def progress(self, done: int, everybody: int) -> None:
        if self.stdout.isatty():
            self.stdout.write(f"\r  {done}/{everybody}", ending="\r" if done < everybody else "\n")
            self.stdout.flush()
