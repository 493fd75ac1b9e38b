"""`manage.py purge`: remove what has been kept long enough; `--dry-run` only says how much that is."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from training.audit import retention


class Command(BaseCommand):
    help = "Apply the rules of retention (settings.KEEP_DAYS) and say how much each of them removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="remove nothing; say how much would go")
        parser.add_argument("--only", metavar="RULE", default="", help="one rule, by its key")
        parser.add_argument("--table", action="store_true", help="print the rules as docs/retention.md has them")

    def handle(self, *args: Any, **options: Any) -> None:
        keys = [one.key for one in retention.rules()]
        if options["only"] and options["only"] not in keys:
            raise CommandError(f"There is no such rule. There are: {', '.join(keys)}.", returncode=2)
        if options["table"]:
            self.stdout.write(table())
            return
        failed = 0
        for one in retention.apply(dry=options["dry_run"], only=options["only"]):
            failed += one.failed
            when = f"older than {timezone.localtime(one.before):%d/%m/%Y}" if one.before else "kept for good"
            verb = "FAILED" if one.failed else "would go" if options["dry_run"] else "removed"
            self.stdout.write(f"{one.rule.key:<14} {when:<24} {one.rows:>9} {verb}")
        if failed:
            raise CommandError(f"{failed} rules could not be applied; the log says why.", returncode=1)


def table() -> str:
    """The rules as a table in Markdown, with the days as they are set."""
    rows = ["| rule | what | why | how long |", "|---|---|---|---|"]
    rows += [f"| `{one.key}` | {one.what} | {one.why} | {one.span or 'for good'} |" for one in retention.rules()]
    return "\n".join(rows)
