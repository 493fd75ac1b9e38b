"""What keeps a lesson from being published, each with its place on the page and a sentence to act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """`place` as a person finds it ("Bước 2 › Kiểm tra 1 › Ô"); `path` as the page form does."""

    place: str
    reason: str
    path: Path = ()

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}" if self.place else self.reason


class NotPublishable(ValidationError):
    """The lesson stays as it is. `problems` say where and why; `page_id` names the lesson where it is known."""

    page_id: int | None = None

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__([str(problem) for problem in self.problems])


class CompileError(NotPublishable):
    """The page does not say a complete task."""


class ProofError(NotPublishable):
    """The page says a task, but the task does not hold: its solution fails, or it is done before it begins."""
