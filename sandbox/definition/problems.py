"""What can be wrong with a definition (`Problem`, `DefinitionError`) and with a typed value (`ValueProblem`)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sandbox.definition.schema import Text


class Problem(NamedTuple):
    """One fault of a definition, for its author: where it stands and what was expected there."""

    file: str
    line: int | None
    path: str  # "records.van_ban.actions.trinh.to"
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.path}: {self.message}" if self.path else f"{place}: {self.message}"


class DefinitionError(Exception):
    """A definition that cannot be used. `problems` are all that were found; the attributes tell the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = list(problems)
        self.file, self.line, self.path, self.message = self.problems[0]


class ValueProblem(Exception):
    """`code` for programs, `say` for people; `offers` are the ways of writing it that a screen may propose."""

    def __init__(self, code: str, say: Text, offers: tuple[str, ...] = ()) -> None:
        super().__init__(say.en)
        self.code = code
        self.say = say
        self.offers = offers


def problem(code: str, vi: str, en: str, *, offers: tuple[str, ...] = ()) -> ValueProblem:
    return ValueProblem(code, Text(vi=vi, en=en), offers)
