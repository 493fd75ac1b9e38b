"""What a paper says, as data: frozen when it is issued, drawn in either language."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from lessons.spec import canonical_json
from sandbox.definition.schema import Text
from training.people.models import User
from training.people.selectors import memberships_of, place_name
from training.progress.models import Completion
from training.progress.record import minutes_of_work, titles_of


class Line(BaseModel):
    model_config = ConfigDict(frozen=True)

    lesson: str
    title: Text
    mode: str
    level: int  # 1–3
    day: date
    hash: str  # of the completion

    @property
    def evidence(self) -> str:
        """The beginning of the hash, as whoever verifies the receipt gets to see it."""
        return self.hash[:16]


class Says(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    staff_code: str
    position: str = ""
    unit: str = ""
    minutes: int
    lines: list[Line]
    day: date  # of issue

    @property
    def lessons(self) -> int:
        return len({line.lesson for line in self.lines})

    @property
    def digest(self) -> str:
        """The same for the same content, on whatever day it is asked for."""
        return hashlib.sha256(canonical_json(self.model_dump(mode="json", exclude={"day"})).encode()).hexdigest()


def words_of(user: User, completions: Sequence[Completion], day: date) -> Says:
    """What is to be said of these completions, the oldest first. Five queries."""
    tasks = [one.attempt.task_id for one in completions]
    vi, en = titles_of(tasks, "vi"), titles_of(tasks, "en")
    post = memberships_of(user).first()
    return Says(
        name=unicodedata.normalize("NFC", user.full_name),
        staff_code=user.staff_code,
        position=post.position if post else "",
        unit=place_name(post.unit) if post else "",
        minutes=minutes_of_work(user, [one.attempt_id for one in completions]),
        lines=[
            Line(
                lesson=one.lesson_code,
                title=Text(vi=vi[one.attempt.task_id], en=en[one.attempt.task_id]),
                mode=one.mode,
                level=one.level,
                day=one.at.date(),
                hash=one.hash,
            )
            for one in sorted(completions, key=lambda one: one.number)
        ],
        day=day,
    )
