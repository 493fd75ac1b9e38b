"""The summaries are derived and nothing else: after any operations they are what a rebuild makes of the facts.

A small number of operations by default; `OPERATIONS=100000 pytest … -k "operations and 1"` does as many.
"""

import logging
import os
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from lessons.models import LessonPage, Task
from sandbox.models import Snapshot, Workspace
from tests.lesson_world import do_moves, step_moves
from training.people import api as people
from training.people.models import OrgUnit, User
from training.practice.models import Attempt
from training.progress import api, rebuild
from training.progress.decisions import newest_counting
from training.progress.errors import ProgressRefused
from training.progress.models import ActiveTime, Mastery, Override, Standing
from training.progress.tasks import check_summaries

OPERATIONS = int(os.environ.get("OPERATIONS", "600"))
LESSONS = [f"L{number:02}" for number in range(1, 9)]
WHY = "Đã thao tác trước tổ kiểm tra."


class House:
    """A commune or two at work, through the doors of `progress`; attempts are rows without a workspace's content."""

    def __init__(self, units: list[OrgUnit], hr: User, snapshot: Snapshot, *, size: int, seed: int) -> None:
        self.dice = random.Random(seed)
        self.hr = hr
        self.now: datetime = timezone.now()
        self.done = dict.fromkeys(
            ("start", "complete", "override", "thank", "presence", "help", "time", "refused"), 0
        )
        self.tasks = [
            Task.objects.create(hash=f"{code}-{seed}", work_hash=code, code=code, snapshot=snapshot, spec={})
            for code in LESSONS
        ]
        self.snapshot = snapshot
        self.people = []
        for number in range(size):
            user = people.create_user(acting_user=None, staff_code=f"R{seed}-{number}", full_name=f"Lê Văn {number}")
            people.place(acting_user=None, user=user, unit=units[number % len(units)], position="Chuyên viên")
            self.people.append(user)
        self.open: dict[tuple[int, str], Attempt] = {}
        self.deeds: list[tuple[Callable[[], None], int]] = [
            (self.start, 11),
            (self.complete, 9),
            (self.presence, 46),
            (self.help, 6),
            (self.pass_time, 22),
            (self.override, 4),
            (self.thank, 2),
        ]

    def work(self, operations: int) -> None:
        deeds, weights = zip(*self.deeds, strict=True)
        with mock.patch("django.utils.timezone.now", self.clock):
            for deed in self.dice.choices(deeds, weights, k=operations):
                deed()

    def clock(self) -> datetime:
        return self.now

    def start(self) -> None:
        user, task = self.dice.choice(self.people), self.dice.choice(self.tasks)
        before = self.open.get((user.pk, task.code))
        if before is not None:
            before.state = Attempt.State.SET_ASIDE
            before.save(update_fields=["state"])
        workspace = Workspace.objects.create(
            snapshot=self.snapshot, scenario={}, role="van_thu", person="ai", clock="2026-09-01T08:00"
        )
        self.open[user.pk, task.code] = Attempt.objects.create(
            user=user,
            task=task,
            workspace=workspace,
            lesson_code=task.code,
            mode=self.dice.choice(Attempt.Mode.values),
            refresher=self.dice.random() < 0.3,
        )
        self.done["start"] += 1

    def some_attempt(self) -> Attempt | None:
        return self.dice.choice(list(self.open.values())) if self.open else None

    def help(self) -> None:
        if attempt := self.some_attempt():
            if self.dice.random() < 0.5:
                attempt.hints = {"buoc": self.dice.randint(1, 4)}
            else:
                attempt.faults += 1
            attempt.save(update_fields=["hints", "faults"])
            self.done["help"] += 1

    def presence(self) -> None:
        if attempt := self.some_attempt():
            api.note_presence(attempt, self.now - timedelta(minutes=self.dice.choice((0, 0, 0, 0, 1, 2, 9))))
            self.now += timedelta(seconds=self.dice.choice((20, 60, 150, 200)))
            self.done["presence"] += 1

    def complete(self) -> None:
        if attempt := self.some_attempt():
            del self.open[attempt.user_id, attempt.lesson_code]
            completion = api._complete(attempt, [], set())
            attempt.state, attempt.finished_at = Attempt.State.FINISHED, completion.at
            attempt.save(update_fields=["state", "finished_at"])
            self.done["complete"] += 1

    def pass_time(self) -> None:
        self.now += self.dice.choice(
            (timedelta(minutes=5), timedelta(hours=3), timedelta(days=1), timedelta(days=7), timedelta(days=30))
        )
        self.done["time"] += 1

    def override(self) -> None:
        user, code = self.dice.choice(self.people), self.dice.choice(LESSONS)
        kind = self.dice.choice(("grant", "void", "undo"))
        fact: dict[str, Any] = {"lesson_code": code}
        if kind == "grant":
            fact["status"] = self.dice.choice(("assisted", "unaided"))
        elif kind == "void":
            fact["completion"] = newest_counting(user, code)
        else:
            last = Override.objects.filter(user=user).exclude(kind="undo").last()
            fact = {"lesson_code": last.lesson_code if last else code, "undoes": last}
        self.tried("override", lambda: api.override(acting_user=self.hr, user=user, kind=kind, why=WHY, **fact))

    def thank(self) -> None:
        learner, guide = self.dice.choice(self.people), self.dice.choice(self.people)
        code = self.dice.choice(LESSONS)
        self.tried("thank", lambda: api.thank_guide(learner=learner, lesson_code=code, staff_code=guide.staff_code))

    def tried(self, what: str, deed: Callable[[], object]) -> None:
        try:
            deed()
            self.done[what] += 1
        except ProgressRefused:
            self.done["refused"] += 1


def table(model: Any) -> list[dict[str, Any]]:
    """Its rows without their own numbers."""
    rows = model.objects.order_by("attempt_id" if model is ActiveTime else "user_id").values()
    return sorted(({**row, "id": 0} for row in rows), key=str)


@pytest.fixture
def snapshot(db: None) -> Snapshot:
    return Snapshot.objects.create(hash="0" * 64, name="rỗng", definition={})


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.thorough)])
def test_after_any_operations_the_summaries_are_what_a_rebuild_makes(
    seed: int, dat_mui: OrgUnit, ho_thi_ky: OrgUnit, hr: User, snapshot: Snapshot, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = time.process_time()
    house = House([dat_mui, ho_thi_ky], hr, snapshot, size=max(6, min(400, OPERATIONS // 150)), seed=seed)
    house.work(OPERATIONS)
    worked = time.process_time() - begun
    everybody = [user.pk for user in house.people]
    assert list(rebuild.differences(everybody, mend=False)) == []
    kept = table(Mastery), table(ActiveTime)
    Mastery.objects.all().delete()
    ActiveTime.objects.all().delete()
    made = list(rebuild.differences(everybody, mend=True))
    assert {difference.columns for difference in made} == {"missing"}
    assert (table(Mastery), table(ActiveTime)) == kept
    assert OPERATIONS < 5_000 or min(house.done.values()) > 0, house.done  # a few hundred may miss the rarest
    if OPERATIONS > 10_000:
        rebuilt = time.process_time() - begun - worked
        with capsys.disabled():
            print(f"\n{OPERATIONS} operations in {worked:.0f} s of processor time: {house.done}")
            print(f"{len(kept[0])} + {len(kept[1])} summaries {statuses()}, rebuilt and compared in {rebuilt:.0f} s")


def statuses() -> dict[str, int]:
    found: dict[str, int] = {}
    for status in Mastery.objects.values_list("status", flat=True):
        found[status] = found.get(status, 0) + 1
    return found


# --- the command and the nightly task -------------------------------------------------------------------------


@pytest.fixture
def facts(done: None, l05: LessonPage, mai: User) -> Mastery:
    return Mastery.objects.get(user=mai)


def run(*arguments: str, tmp_path: Any) -> str:
    with (tmp_path / "said").open("w") as out:
        call_command("rebuild_summaries", *arguments, stdout=out)
    return (tmp_path / "said").read_text()


def test_what_agrees_is_said_to_agree(facts: Mastery, tmp_path) -> None:
    assert "every summary is what the facts say" in run("--check", tmp_path=tmp_path)


def test_a_difference_fails_the_check_and_changes_nothing(facts: Mastery, mai: User, tmp_path) -> None:
    Mastery.objects.update(status="retained")
    with pytest.raises(CommandError) as failed:
        run("--check", "--user", "cm dm 001", tmp_path=tmp_path)
    assert failed.value.returncode == 1
    assert Mastery.objects.get().status == "retained"
    assert f"mastery {mai.pk}/L05: status" in (tmp_path / "said").read_text()


def test_a_rebuild_mends_it(facts: Mastery, tmp_path) -> None:
    Mastery.objects.update(status="retained")
    run(tmp_path=tmp_path)
    assert Mastery.objects.get().status == facts.status


def test_a_summary_without_facts_goes(facts: Mastery, mai: User, tmp_path) -> None:
    Mastery.objects.create(
        user=mai, lesson_code="L01", status="unaided", level=2, since=facts.since, first_at=facts.since
    )
    assert "L01: superfluous" in run(tmp_path=tmp_path)
    assert not Mastery.objects.filter(lesson_code="L01").exists()


def test_nobody_of_that_code(db: None, tmp_path) -> None:
    with pytest.raises(CommandError):
        run("--user", "CM-XX-999", tmp_path=tmp_path)


def test_the_night_logs_no_person(facts: Mastery, mai: User, caplog: pytest.LogCaptureFixture) -> None:
    Mastery.objects.update(level=4)
    with caplog.at_level(logging.INFO):
        assert check_summaries()["differ"] == 1
    assert "level" in caplog.text
    assert mai.staff_code not in caplog.text
    assert mai.full_name not in caplog.text


# --- standings of open attempts -------------------------------------------------------------------------------


def test_a_standing_is_what_the_log_says_after_every_action(started: Attempt, mai: User, client_of, tmp_path) -> None:
    client = client_of(mai)
    for step in ("kiem_hoa_toc", "tiep_nhan_hoa_toc", "vao_so_hoa_toc"):
        do_moves(client, started, step_moves(started, step))
        assert list(rebuild.differences([mai.pk], mend=False)) == []
    client.post(f"/luot-tap/{started.uuid}/quay-lai/", {"toi": 1})
    assert list(rebuild.differences([mai.pk], mend=False)) == []


def test_a_standing_that_was_spoiled_is_mended(started: Attempt, mai: User, client_of, tmp_path) -> None:
    do_moves(client_of(mai), started, step_moves(started, "kiem_hoa_toc"))
    good = Standing.objects.get(attempt=started)
    spoiled = [{**step, "status": "todo"} for step in good.steps]
    Standing.objects.filter(pk=good.pk).update(steps=spoiled, undo_to=None)
    assert f"standing {started.pk}: steps, undo_to" in run(tmp_path=tmp_path)
    mended = Standing.objects.get(attempt=started)
    assert [step["status"] for step in mended.steps] == [step["status"] for step in good.steps]
