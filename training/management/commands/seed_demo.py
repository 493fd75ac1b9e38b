"""The demonstration: organisation, people, platform, lessons, and a little past. Idempotent; never for a real site.

The past is made through the same doors as everybody's: an invented learner starts a lesson and does it, so that
each completion in the reports has its events and its evidence; only the clock stands at a day of the last weeks, so
that some have come back and still could do it. Writes `demo-people.txt` (who to sign in as) into the
data folder; `make run` prints it.
"""

import random
from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from lessons import selectors as lessons
from lessons.models import Task
from training.broker import write_whole
from training.management import demo_voices
from training.people import demo
from training.people.models import User
from training.practice import api as practice
from training.practice.models import Attempt, Rung
from training.progress.task import task_of

NEWCOMER = "CM-DM-001"  # Trần Thị Mai has done nothing yet: the demonstration begins with her
SHOWN = ("CM-DM-001", "CM-DM-003", "CM-SKHCN-001", "CM-SNV-001", "CM-QT-001")


class Command(BaseCommand):
    help = "Load the demonstration: organisation, people, platform, lessons and a little past."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-past", action="store_true", help="nobody has done anything yet")

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = {"verbosity": 0, "stdout": self.stdout}
        call_command("load_platform", **quiet)
        call_command("load_lessons", **quiet)
        everybody = demo.seed()
        if not options["no_past"] and not Attempt.objects.exists():
            self.make_past(everybody)
        write_whole(settings.DATA_DIR / "demo-people.txt", sign_in_table(everybody))

    @transaction.atomic
    def make_past(self, everybody: dict[str, User]) -> None:
        """Two learners in three have begun; with the guide, alone or with traps; a few came back weeks later."""
        tasks = [task for lesson in lessons.live_lessons() if (task := lessons.task_of(lesson))]
        dice = random.Random(2026)  # the same past in every demonstration
        learners = [user for code, user in sorted(everybody.items()) if code != NEWCOMER]
        for number, user in enumerate(learners, 1):
            for task in tasks[: dice.choice((0, 0, 1, 1, 2, 3))]:
                self.do_lesson(user, task, dice)
            if self.stdout.isatty():
                self.stdout.write(f"\r  {number}/{len(learners)}", ending="")
                self.stdout.flush()
        if self.stdout.isatty():
            self.stdout.write("\r", ending="")
        demo_voices.speak(everybody)

    def do_lesson(self, user: User, task: Task, dice: random.Random) -> None:
        """The lesson as this learner came to it over the last weeks."""
        day = timezone.now() - timedelta(days=dice.randint(1, 45), minutes=dice.randint(0, 300))
        way = dice.random()
        if way < 0.15:
            self.practise(user, task, Attempt.Mode.GUIDED, day, finish=False)  # began and left
        elif way < 0.3:
            self.practise(user, task, Attempt.Mode.GUIDED, day, help_first=True)
        elif way < 0.55:
            self.practise(user, task, Attempt.Mode.GUIDED, day)
        else:
            mode = Attempt.Mode.TRAPS if way > 0.9 and task.typed.traps else Attempt.Mode.ALONE
            self.practise(user, task, mode, day)
            again = day + timedelta(days=dice.randint(8, 14))
            if dice.random() < 0.5 and again < timezone.now():
                self.practise(user, task, Attempt.Mode.ALONE, again)

    def practise(
        self,
        user: User,
        task: Task,
        mode: str,
        at: datetime,
        *,
        finish: bool = True,
        help_first: bool = False,
    ) -> None:
        """One attempt on that day, through the doors of practice."""
        with mock.patch("django.utils.timezone.now", return_value=at):
            attempt = practice.start_attempt(user=user, task=task, mode=mode)
            if help_first:
                step = task.typed.steps[0].key
                practice.help_with(attempt=attempt, step=step, rung=Rung.DO, request_key="demo-help")
                if attempt.is_open:
                    practice.reset(attempt=attempt, request_key="demo-reset")
            if finish and attempt.is_open:
                practice.play(attempt=attempt, moves=task_of(attempt).solution, request_key="demo")
        Attempt.objects.filter(pk=attempt.pk).update(started_at=at, last_seen=at)
        attempt.help_uses.update(at=at)


def sign_in_table(everybody: dict[str, User]) -> str:
    """Who to sign in as, in both languages, as `make run` prints it."""
    roles = {row["code"]: row["position"] for row in demo.people()}
    lines = ["  Đăng nhập / sign in as:"]
    for code in SHOWN:
        lines.append(f"    {code:<14}{everybody[code].full_name:<20}{roles[code]}")
    lines += [f"  Mật khẩu / password:  {demo.PASSWORD}", ""]
    return "\n".join(lines)
