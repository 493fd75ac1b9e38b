"""How the steps of an attempt stand, as plain data: what is stored after every action and read by every page.

A step is `ok`, `todo` or `broken` (a rewind is needed). `since` is the event with which it last became ok, so that
"the start of this step" can be found again. Only findings that are not ok are kept: they are what a page may say.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.checks import Finding


@dataclass(frozen=True)
class Unmet:
    """One thing that is not so yet: the sentence, where to look, and how far to go back if it cannot be mended."""

    status: str
    say: dict[str, str]
    check: int  # which of the step's checks
    rewind_to: int | None = None
    at: str | None = None
    rid: int | None = None  # of the record that it is about

    def sentence(self, language: str) -> str:
        return self.say["en" if language.startswith("en") else "vi"]


@dataclass(frozen=True)
class StepStanding:
    key: str
    status: str
    since: int = 0
    recorded: bool = False  # its `StepResult` is written
    unmet: list[Unmet] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        return self.status == "ok"

    @property
    def broken(self) -> bool:
        return self.status == "broken"

    def stored(self) -> dict[str, Any]:
        return {**vars(self), "unmet": [dict(vars(unmet)) for unmet in self.unmet]}


def read(stored: Iterable[dict[str, Any]]) -> list[StepStanding]:
    """The other way round from `StepStanding.stored`."""
    return [StepStanding(**{**row, "unmet": [Unmet(**unmet) for unmet in row["unmet"]]}) for row in stored]


def unmet_of(findings: Sequence[Finding]) -> list[Unmet]:
    return [
        Unmet(
            finding.status,
            {"vi": finding.say.vi, "en": finding.say.en},
            finding.check_index,
            finding.rewind_to,
            finding.at,
            finding.rid,
        )
        for finding in findings
        if finding.status != "ok"
    ]


def since(before: StepStanding | None, ok: bool, seq: int) -> int:
    """The event since which a step holds; a rewind to an earlier event takes the moment back with it."""
    if not ok:
        return 0
    return min(before.since, seq) if before and before.ok else seq
