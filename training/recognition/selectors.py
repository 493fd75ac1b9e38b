"""Reads of papers: one's own, a person's for whoever decides about them, and what anybody may verify."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from training.people.errors import NotYours
from training.people.models import User
from training.progress.decisions import may_decide
from training.progress.models import Completion
from training.progress.record import counting
from training.recognition.models import CODE_LENGTH, Paper, Release
from training.recognition.wording import Line, Says

#: What is read off a paper in place of what stands there.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


@dataclass(frozen=True)
class Shown:
    """A paper with how things stand now."""

    paper: Paper

    @cached_property
    def says(self) -> Says:
        return Says.model_validate(self.paper.says)

    @cached_property
    def lines(self) -> list[tuple[Line, bool]]:
        """Each with whether it still counts. One query."""
        hashes = [line.hash for line in self.says.lines]
        held = set(counting(self.paper.user).filter(hash__in=hashes).values_list("hash", flat=True))
        return [(line, line.hash in held) for line in self.says.lines]

    @property
    def is_valid(self) -> bool:
        return self.paper.revoked_at is None

    @property
    def is_whole(self) -> bool:
        """Valid, and all that it says still counts."""
        return self.is_valid and all(counts for _line, counts in self.lines)


def tidy_code(typed: str) -> str:
    """The code as it is kept: without spaces and dashes, capitals, letters that are misread as their digits."""
    return "".join(mark for mark in typed.upper().translate(_MISREAD) if mark.isalnum())[: CODE_LENGTH + 1]


def paper_by_code(typed: str) -> Shown | None:
    """For anybody: the code is the key. One query."""
    found = Paper.objects.filter(code=tidy_code(typed)).select_related("user").first()
    return Shown(found) if found else None


def papers_of(user: User) -> QuerySet[Paper]:
    return Paper.objects.filter(user=user)


def access_paper(viewer: User, code: str) -> tuple[Shown, bool]:
    """The paper with whether the viewer may revoke it. Its owner sees it, and who decides about the owner's results.
    Raises `NotYours`."""
    shown = paper_by_code(code)
    if shown is None:
        raise NotYours
    decides = may_decide(viewer, shown.paper.user)
    if not decides and shown.paper.user_id != viewer.pk:
        raise NotYours
    return shown, decides


def completions_for(user: User, attempt: UUID | None) -> list[Completion]:
    """What a paper would be about: all that counts, or that one attempt. Raises `NotYours` if it is none."""
    found = counting(user).select_related("attempt").defer("evidence").order_by("number")
    if attempt is None:
        return list(found)
    one = list(found.filter(attempt__uuid=attempt))
    if not one:
        raise NotYours
    return one


# --- receipts, for whoever the owner lets read them --------------------------------------------------------


def released_now(paper: Paper) -> Release | None:
    """The address that is open now. One query."""
    return Release.objects.filter(paper=paper, withdrawn_at=None, until__gt=timezone.now()).first()


def access_release(code: str, token: str) -> tuple[Shown, Release]:
    """For whoever was given the address, as long as it is open. Raises `NotYours`. Two queries."""
    shown = paper_by_code(code)
    release = (
        shown
        and Release.objects.filter(
            paper=shown.paper, token=token, withdrawn_at=None, until__gt=timezone.now()
        ).first()
    )
    if shown is None or not release:
        raise NotYours
    return shown, release


def completion_of_line(shown: Shown, number: int) -> Completion:
    """What line `number` of the paper, from 1 on, stands on. Raises `NotYours`."""
    lines = shown.says.lines
    if not 1 <= number <= len(lines):
        raise NotYours
    found = Completion.objects.select_related("attempt__task", "attempt__workspace__snapshot", "attempt__removal")
    rows = found.defer("attempt__task__spec", "attempt__workspace__snapshot__definition")
    completion = rows.filter(user=shown.paper.user, hash=lines[number - 1].hash).first()
    if completion is None:
        raise NotYours
    return completion
