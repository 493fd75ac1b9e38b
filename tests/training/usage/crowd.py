"""Many attempts at a lesson, as the rows that practice leaves behind; nobody has to do the lesson for them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from lessons.models import LessonPage, Task
from sandbox.models import Workspace
from training.people.models import User
from training.practice.models import Attempt
from training.progress.models import Standing, StepResult, WrongState

SETTLED = "0" * 64


class Crowd:
    """Learners of one lesson. `attempts` begins some that got so far; `wrong` lets people stand in a wrong state."""

    def __init__(self, page: LessonPage) -> None:
        assert page.live_task
        self.task: Task = page.live_task
        self.steps = [step.key for step in self.task.typed.steps]
        self.size = 0

    def attempts(
        self,
        number: int,
        *,
        done: int,
        mode: str = "alone",
        rung: int = 0,
        state: str = "open",
        days_ago: int = 0,
        worked: int = 3,
        simulated: int = 10,
    ) -> list[Attempt]:
        """That many attempts, each somebody else's, with the first `done` steps done."""
        at = timezone.now() - timedelta(days=days_ago)
        users = [User(staff_code=f"D{self.size + one}", staff_key=f"d{self.size + one}") for one in range(number)]
        self.size += number
        for user in users:
            user.full_name = user.sort_name = user.staff_code
        User.objects.bulk_create(users)
        common = {"snapshot": self.task.snapshot, "scenario": {}, "role": "", "person": "", "clock": ""}
        spaces = Workspace.objects.bulk_create([Workspace(**common) for _ in users])
        finished = at if state == "finished" else None
        made = Attempt.objects.bulk_create(
            Attempt(
                user=user,
                task=self.task,
                workspace=space,
                lesson_code=self.task.code,
                mode=mode,
                state=state,
                started_at=at,
                last_seen=at,
                finished_at=finished,
            )
            for user, space in zip(users, spaces, strict=True)
        )
        frontier = self.steps[done] if done < len(self.steps) else ""
        Standing.objects.bulk_create(Standing(attempt=one, seq=1, frontier=frontier) for one in made)
        StepResult.objects.bulk_create(
            StepResult(attempt=one, step=step, seq=1, rung=rung, worked=worked, simulated=simulated, at=at)
            for one in made
            for step in self.steps[:done]
        )
        return made

    def wrong(
        self, attempts: list[Attempt], say: str, *, check_key: str = "a" * 16, likeness: str = "b" * 12, how: str = ""
    ) -> None:
        """These attempts stood there."""
        WrongState.objects.bulk_create(
            WrongState(
                attempt=one,
                lesson_code=one.lesson_code,
                step=self.steps[0],
                check_key=check_key,
                likeness=likeness,
                how=how or WrongState.How.ASKED,
                status="todo",
                say={"vi": say, "en": say},
                seq=1,
            )
            for one in attempts
        )
