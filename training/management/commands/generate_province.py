"""A whole province of invented people, to see and measure everything at full size. Never on a real site."""

from __future__ import annotations

import hashlib
import random
import time
import uuid
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from lessons import selectors as lessons
from sandbox.models import Event, Snapshot, Workspace
from sandbox.selectors import current_snapshot
from training.assignments.models import Assignment
from training.feedback.models import Need
from training.management.province.learning import NEEDS, Lesson, Past, past_of
from training.management.province.loading import Row, Table, set_sequences
from training.management.province.people import Worker, workers
from training.people import demo, organisation
from training.people.models import Membership, OrgUnit, Role, RoleGrant, User
from training.people.names import fold, sort_key, staff_key
from training.practice.models import Attempt
from training.progress.models import Completion, Mastery, Standing, WrongState
from training.reports import rollups, triggers

BATCH = 400  # people in memory at a time
CLOCK = "2026-09-01T08:00"


class Command(BaseCommand):
    help = "Fill a database that has no real people with an invented province: people, results, events."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--people", type=int, default=37_641)
        parser.add_argument("--completions", type=int, help="24 for each of 37,641 people come to 900,000 (default)")
        parser.add_argument("--events", type=int, help="of the practice copies; default: eleven a completion")
        parser.add_argument("--seed", type=int, default=2026)
        parser.add_argument("--password", default=demo.PASSWORD, help="of the HR officer 999000000000")

    def handle(self, *args: Any, **options: Any) -> None:
        people = options["people"]
        completions = options["completions"] or round(people * 900_000 / 37_641)
        events = options["events"] or completions * 11
        refuse_real_people()
        organisation.load()
        begun = time.monotonic()
        maker = Maker(people, completions, events, options["seed"])
        triggers.remove()
        try:
            for done in maker.work():
                self.stdout.write(f"  {done:,} / {people:,}  {time.monotonic() - begun:.0f} s")
            maker.officers(options["password"])
        finally:
            triggers.install()
        self.stdout.write(f"  rows: {maker.sizes()}")
        if connection.vendor == "postgresql":  # or the counting would be planned for empty tables
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        rollups.begin()
        rollups.recount(mend=True)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE reports_stock, reports_daily, reports_jam, reports_counted")
        self.stdout.write(f"a province of {people:,} people in {time.monotonic() - begun:.0f} s")


def refuse_real_people() -> None:
    """Only the demonstration's people may be there, and nobody of an earlier province."""
    known = {row["code"] for row in demo.people()}
    if User.objects.exclude(staff_code__in=known).exists():
        raise CommandError("there are people in this database who are not of the demonstration: it stays as it is")


class Maker:
    """One province: `work` writes it, some people at a time, and says how many there are."""

    def __init__(self, people: int, completions: int, events: int, seed: int) -> None:
        self.people, self.completions, self.events, self.seed = people, completions, events, seed
        self.now = timezone.now().replace(microsecond=0)
        self.today = timezone.localdate(self.now)
        self.units = list(OrgUnit.objects.order_by("path"))
        self.lessons = lessons_here()
        dice = random.Random(f"jams {seed}")
        self.jams = {lesson.code: dice.randrange(len(lesson.steps)) for lesson in self.lessons}
        self.snapshot = current_snapshot() or Snapshot.objects.create(hash="0" * 64, name="trống", definition={})
        self.attempts = self.put = 0  # attempts and events so far
        self.tables = {
            "user": Table(
                User,
                "id password is_superuser uuid staff_code staff_key full_name sort_name search_name email "
                "language theme job is_active is_staff date_joined",
            ),
            "post": Table(
                Membership,
                "user unit position is_manager valid_from valid_to",
            ),
            "workspace": Table(
                Workspace,
                "id snapshot scenario seed role person clock facts last_seq undone created_at",
            ),
            "attempt": Table(
                Attempt,
                "id uuid user task workspace lesson_code mode state aided hints refresher faults stumble "
                "at_path started_at last_seen finished_at trial",
            ),
            "standing": Table(
                Standing,
                "attempt steps seq frontier passed_clock passed_worked noted",
            ),
            "completion": Table(
                Completion,
                "attempt user number lesson_code task_hash mode aided level refresher at evidence previous hash",
            ),
            "mastery": Table(
                Mastery,
                "user lesson_code status level since first_at unaided_at retained_at refresh_at refreshed "
                "completions task_hash",
            ),
            "wrong": Table(
                WrongState,
                "attempt lesson_code step check_key likeness how status say seq at",
            ),
            "event": Table(
                Event,
                "workspace seq kind actor action values changes note clock at",
            ),
            "need": Table(
                Need,
                "uuid request_key user unit lesson_code step work times minutes affected wish at decision "
                "reason question more voices weight words",
            ),
        }
        self.rows: dict[str, list[Row]] = {}

    def sizes(self) -> dict[str, int]:
        return {name: table.written for name, table in self.tables.items()}

    def work(self) -> Iterator[int]:
        everybody = workers(self.people, self.seed, self.units, self.today)
        weights = _Shares(self.completions, self.people)
        done = 0
        while batch := list(islice(everybody, BATCH)):
            self.rows = {name: [] for name in self.tables}
            for worker in batch:
                self._person(worker, weights.next(worker))
            with transaction.atomic():
                for name, table in self.tables.items():
                    table.put(self.rows[name])
            done += len(batch)
            yield done
        set_sequences(self.tables.values())

    def _uuid(self, *parts: object) -> uuid.UUID:
        digest = hashlib.md5(repr((self.seed, *parts)).encode(), usedforsecurity=False).digest()
        return uuid.UUID(bytes=digest, version=4)

    def _person(self, worker: Worker, completions: int) -> None:
        user = self.tables["user"].take()
        password = UNUSABLE_PASSWORD_PREFIX + self._uuid("password", worker.number).hex
        name = worker.full_name
        self.rows["user"].append(
            [user, password, False, self._uuid("user", worker.number), worker.staff_code,
             staff_key(worker.staff_code), name, sort_key(name), fold(name), f"n{worker.number}@camau.example",
             "vi", "", "", True, False, self.now - timedelta(days=500)]
        )  # fmt: skip
        for unit, position, leads, start, end in worker.posts:
            self.rows["post"].append([user, unit.pk, position, leads, start, end])
        past = past_of(worker, completions, self.lessons, self.jams, self.now, self.seed)
        self._done(user, worker, past)
        self._begun(user, worker, past)
        for code, values in past.results.items():
            self.rows["mastery"].append(
                [user, code, values.status, values.level, values.since, values.first_at, values.unaided_at,
                 values.retained_at, values.refresh_at, values.refreshed, values.completions, values.task_hash]
            )  # fmt: skip
        if worker.number % 25 == 0:
            self._need(user, worker)

    def _done(self, user: int, worker: Worker, past: Past) -> None:
        previous = ""
        for one in past.done:
            attempt = self._attempt(user, worker, one.lesson, one.mode, one.at, "finished", one.refresher, "")
            digest = hashlib.sha256(f"{self.seed} {worker.number} {one.pk}".encode()).hexdigest()
            self.rows["completion"].append(
                [attempt, user, one.pk, one.lesson.code, one.task_hash, one.mode, one.aided, one.level,
                 one.refresher, one.at, {}, previous, digest]
            )  # fmt: skip
            previous = digest

    def _begun(self, user: int, worker: Worker, past: Past) -> None:
        for one in past.begun:
            step = one.lesson.steps[one.step]
            attempt = self._attempt(user, worker, one.lesson, "guided", one.at, "open", False, step)
            if one.stuck:
                self.rows["wrong"].append(
                    [attempt, one.lesson.code, step, f"{one.step:016x}", "0" * 12, "thrice", "todo",
                     {"vi": "Chưa đúng.", "en": "Not right yet."}, 3, one.at]
                )  # fmt: skip

    def _attempt(
        self, user: int, worker: Worker, lesson: Lesson, mode: str, at: datetime, state: str, again: bool, step: str
    ) -> int:
        self.attempts += 1
        attempt = self.tables["attempt"].take()
        workspace = self._uuid("workspace", self.attempts)
        # over all attempts so far, so that the last one brings exactly what was asked for
        wanted = min(self.attempts * self.events // max(self.completions, 1), self.events)
        number, self.put = wanted - self.put, wanted
        began = at - timedelta(minutes=9)
        self.rows["workspace"].append(
            [workspace, self.snapshot.pk, {}, worker.number, "van_thu", "ai", CLOCK, {}, number, [], began]
        )
        self.rows["attempt"].append(
            [attempt, self._uuid("attempt", self.attempts), user, lesson.task, workspace, lesson.code, mode, state,
             False, {}, again, 0, {}, "", began, at, at if state == "finished" else None, False]
        )  # fmt: skip
        self.rows["standing"].append([attempt, [], number, step, "", 0, []])
        self._events(workspace, number, began)
        return attempt

    def _events(self, workspace: uuid.UUID, number: int, began: datetime) -> None:
        """Ten million of them on a whole province: for COPY as text right away."""
        events = self.rows["event"]
        if connection.vendor == "postgresql":
            what = f"action\tai\tvan_ban.mo\t{{}}\t{{}}\t{{}}\t{CLOCK}\t{began}"
            events += [f"{workspace}\t{seq}\t{what}" for seq in range(1, number + 1)]
            return
        for seq in range(1, number + 1):
            events.append([workspace, seq, "action", "ai", "van_ban.mo", {}, {}, {}, CLOCK, began])

    def _need(self, user: int, worker: Worker) -> None:
        dice = random.Random(f"needs {self.seed} {worker.number}")
        work, wish, times, minutes, most = dice.choice(NEEDS)
        affected = dice.randint(1, most)
        decision = dice.choices(("", "accepted", "more", "refused"), (5, 3, 1, 1))[0]
        reason = "Đã chuyển đơn vị vận hành nền tảng." if decision in ("accepted", "refused") else ""
        at = self.now - timedelta(days=dice.randrange(1, 200), minutes=dice.randrange(600))
        self.rows["need"].append(
            [self._uuid("need", worker.number), self._uuid("key", worker.number).hex, user, worker.unit.pk, "", "",
             work, times, minutes, affected, wish, at,
             decision, reason, "", "", affected, times * minutes * affected, fold(f"{work} {wish}")]
        )  # fmt: skip

    def officers(self, password: str) -> None:
        """Who looks at all of it, and what was asked of whom."""
        province = OrgUnit.objects.get(depth=1)
        hr = User(staff_code="999000000000", full_name="Đỗ Thị Bích", email="hr@camau.example")
        hr.uuid = self._uuid("user", 0)
        hr.password = make_password(password)
        hr.save()
        office = OrgUnit.objects.filter(code="so-noi-vu").first() or province
        Membership.objects.create(user=hr, unit=office, position="Chuyên viên tổ chức", valid_from=self.today)
        RoleGrant.objects.create(user=hr, role=Role.HR, scope=province, valid_from=self.today)
        codes = [course.code for course, _within in lessons.live_courses()]
        for place, code in enumerate(codes):
            due = self.today + timedelta(days=35 * place - 25)
            Assignment.objects.create(
                code=code, unit=province, due=due, given_by=hr, given_at=self.now - timedelta(days=120)
            )


class _Shares:
    """Each person's completions: by how keen they are, and so that all together come to what was asked for."""

    def __init__(self, whole: int, people: int) -> None:
        self.left, self.people = whole, people

    def next(self, worker: Worker) -> int:
        mean = self.left / max(self.people, 1)
        wanted = round(mean * (0.4 + worker.keen * 0.95)) if self.people > 1 else self.left
        self.people -= 1
        wanted = min(max(wanted, 0), self.left)
        self.left -= wanted
        return wanted


def lessons_here() -> list[Lesson]:
    """What is published, with the steps of each task."""
    from lessons.models import Task

    live = lessons.live_lessons()
    steps = dict(Task.objects.filter(pk__in=[one.live_task_id for one in live]).values_list("pk", "spec__steps"))
    return [
        Lesson(one.code, one.live_task_id, one.live_task.hash, _keys(steps[one.live_task_id]))
        for one in live
        if one.live_task_id and one.live_task
    ]


def _keys(steps: Sequence[dict[str, Any]] | None) -> list[str]:
    return [step["key"] for step in steps or []] or ["buoc_1"]
