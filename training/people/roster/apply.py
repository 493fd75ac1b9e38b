"""A roster in one go, for the set-up command: all of it or nothing."""

from django.db import transaction

from training.people.errors import RosterRefused
from training.people.models import User
from training.people.roster.execute import execute
from training.people.roster.plan import Planner, Reach, Report
from training.people.roster.rows import understand
from training.people.roster.sheet import read
from training.people.selectors import today


def import_people(*, acting_user: User | None, content: bytes, dry_run: bool = False) -> Report:
    """Take the file in, all of it or (raising `RosterRefused`) nothing. A dry run only says what it would do."""
    sheet = read(content)
    with transaction.atomic():
        day = today()
        rows, problems = understand(sheet, on=day)
        planner = Planner(rows, sheet.headings, Reach(), day)
        batches = list(planner.batches())
        problems += planner.problems
        if problems:
            raise RosterRefused(problems)
        if not dry_run:
            execute(lambda: batches, acting_user=acting_user)
    return planner.report
