"""The proof of a lesson for its trainers: what holds, which slips were tried, and which check noticed each.

What is shown is the newest draft. The slips take a few seconds to play, so they are played when somebody asks for
them, and kept under the task's hash.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin.auth import permission_denied

from lessons import publication, versions
from lessons.models import LessonPage
from lessons.mutants import Fate, Report, try_mutants
from lessons.problems import NotPublishable, Problem
from lessons.proof_words import ProofWords
from lessons.spec import TaskSpec
from sandbox.definition.loader import platform_of
from sandbox.models import Snapshot

_KEPT = 7 * 24 * 3600  # seconds


@dataclass(frozen=True)
class CheckRow:
    number: int
    say: str
    met: bool
    caught: list[str]  # the slips that it noticed, with the action they are in
    idle: bool  # slips were tried, and none needed it


@dataclass(frozen=True)
class StepRow:
    number: int
    title: str
    checks: list[CheckRow]

    @property
    def met(self) -> bool:
        return all(check.met for check in self.checks)


@dataclass(frozen=True)
class TryRow:
    slip: str
    outcome: str
    survived: bool


@dataclass(frozen=True)
class MoveRow:
    number: int
    words: str
    tries: list[TryRow]


@dataclass
class ProofOf:
    """Everything that the page shows. `report` None: the draft says no task yet."""

    problems: list[Problem] = field(default_factory=list)
    spec: TaskSpec | None = None
    snapshot: Snapshot | None = None
    report: Report | None = None
    tried: bool = False

    @property
    def words(self) -> ProofWords:
        assert self.spec is not None
        assert self.snapshot is not None
        return ProofWords(self.spec.bound(0), platform_of(self.snapshot))

    def steps(self) -> list[StepRow]:
        if self.report is None or self.spec is None:
            return []
        language, idle = get_language() or "vi", set(self.report.idle()) if self.tried else set()
        rows = []
        for number, (step, findings) in enumerate(zip(self.spec.steps, self.report.reference, strict=True)):
            checks = [
                CheckRow(
                    place + 1,
                    finding.say.into(language),
                    finding.status == "ok",
                    [self._of_move(fate) for fate in self.report.caught_by(number, place)],
                    (number, place) in idle,
                )
                for place, finding in enumerate(findings)
            ]
            rows.append(StepRow(number + 1, step.title.into(language), checks))
        return rows

    def _of_move(self, fate: Fate) -> str:
        assert self.spec is not None
        after = fate.mutant.place >= len(self.spec.solution)
        place = _("At the end") if after else _("Action %(number)d") % {"number": fate.mutant.place + 1}
        return f"{place}: {self.words.slip(fate.mutant)}"

    def moves(self) -> list[MoveRow]:
        """The solution's actions with what was tried in each; what was tried after the last stands with it."""
        if self.report is None or self.spec is None or not self.tried:
            return []
        words, bound, last = self.words, self.spec.bound(0), len(self.spec.solution) - 1
        return [
            MoveRow(
                place + 1,
                words.move(move),
                [
                    TryRow(words.slip(fate.mutant), words.outcome(fate), fate.verdict == "survived")
                    for fate in self.report.fates
                    if min(fate.mutant.place, last) == place
                ],
            )
            for place, move in enumerate(bound.solution)
        ]

    @property
    def killed(self) -> int:
        return self.report.count("killed") if self.report else 0

    @property
    def same(self) -> int:
        return self.report.count("same") if self.report else 0

    @property
    def survivors(self) -> list[str]:
        return [self._of_move(fate) for fate in self.report.survivors] if self.report and self.tried else []


def proof_of(page: LessonPage, *, try_slips: bool = False) -> ProofOf:
    """The proof of the page as it stands. With `try_slips` the slips are played, if nobody did before."""
    try:
        spec, snapshot = publication.compiled(page)
    except NotPublishable as refusal:
        return ProofOf(refusal.problems)
    found = ProofOf(spec=spec, snapshot=snapshot)
    try:
        publication.publishable(page)
    except NotPublishable as refusal:
        found.problems = refusal.problems
    name = f"lessons:slips:{spec.hash(snapshot.hash)}"
    kept = cache.get(name)
    if kept is None and try_slips and not found.problems:
        kept = try_mutants(spec, snapshot, platform_of(snapshot))
        cache.set(name, kept, _KEPT)
    found.tried = kept is not None
    if not any(problem.path[:1] == ("scenario",) for problem in found.problems):
        found.report = kept or try_mutants(spec, snapshot, platform_of(snapshot), kinds=())
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def proof(request: HttpRequest, page_id: int) -> HttpResponse:
    """The page; POST plays the slips and leads back to it."""
    stored = get_object_or_404(LessonPage, pk=page_id)
    if not stored.permissions_for_user(request.user).can_edit():
        return permission_denied(request)
    page: LessonPage = stored.get_latest_revision_as_object()
    found = proof_of(page, try_slips=request.method == "POST")
    if request.method == "POST":
        return redirect("lessons_proof", page_id)
    context: dict[str, Any] = {"lesson": page, "proof": found, "versions": versions.of(stored)}
    return render(request, "lessons/studio/proof.html", context)


def proof_url(page: LessonPage) -> str:
    return reverse("lessons_proof", args=[page.pk])


urls = [path("lessons/<int:page_id>/proof/", proof, name="lessons_proof")]
