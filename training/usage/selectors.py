"""Reads of "Chỗ tắc": the lessons with where they lose people, and of one lesson its versions and wrong states.

For trainers; the views let nobody else in. Nothing that is returned names anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import get_language

from lessons import selectors as lessons
from lessons.models import LessonPage, Task
from training.feedback.likeness import named
from training.feedback.models import Reply, Stuck
from training.feedback.selectors import replies_to
from training.feedback.states import into, outline_of
from training.people.errors import NotYours
from training.people.privacy import FEWEST
from training.progress.models import WrongState
from training.usage.asking import NEWEST, Asked, counted
from training.usage.funnel import Number, Shown, shown_of, tallies
from training.usage.hiding import Arc, hidden

__all__ = ["Line", "State", "Version", "access_state", "lesson_called", "lessons_of", "states_of", "versions_of"]

MOST_STATES = 20
_HEAVY = Q(how__in=[WrongState.How.THRICE, WrongState.How.HELPED, WrongState.How.LEFT])
_SIZES = {
    "number": Count("attempt", distinct=True),
    "people": Count("attempt__user", distinct=True),
    "stuck": Count("attempt", distinct=True, filter=_HEAVY),
    "stuck_people": Count("attempt__user", distinct=True, filter=_HEAVY),
}
_COMMONEST = ("-people", "-number", "check_key")


# --- the lessons ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A lesson, how many attempts there are and what became of them, and at which step most were given up."""

    code: str
    title: str
    begun: Number
    finished: Number
    left: Number
    worst: str  # title of that step, "" where it cannot be said
    waiting: int  # messages


def lessons_of(asked: Asked) -> list[Line]:
    """Every lesson that is live, in their order, as learners have it now. Seven queries, nine for a cut."""
    live = lessons.live_lessons()
    works = {page.live_task.work_hash for page in live if page.live_task}
    wanted = counted("attempt__") & Q(attempt__task__work_hash__in=works)
    whole = tallies(wanted)
    cut = tallies(wanted, asked.part("attempt__")) if asked.only else {}
    titles = _step_titles([page.live_task_id for page in live if page.live_task_id])
    waiting = Stuck.objects.filter(answered_at__isnull=True).order_by().values("lesson_code")
    messages = {row["lesson_code"]: row["number"] for row in waiting.annotate(number=Count("pk"))}
    lines = []
    for page in live:
        steps = titles.get(page.live_task_id or 0, {})
        parts = {part: cut.get((page.code, part), {}) for part in asked.parts}
        shown = shown_of(list(steps), whole.get((page.code, ""), {}), asked, parts)
        lines.append(_line(page, shown, steps, messages.get(page.code, 0)))
    return lines


def _line(page: LessonPage, shown: Shown, steps: dict[str, str], waiting: int) -> Line:
    """From the numbers that the lesson's own page shows and from no other, so that nothing follows beside it."""
    left = {step: shown.number(f"{step}.left", "left").value for step in steps}
    known = [number for number in left.values() if number is not None]
    worst = max((step for step in steps if left[step]), key=lambda step: left[step] or 0, default="")
    first = next(iter(steps), "")
    return Line(
        page.code,
        page.name,
        shown.number(f"{first}.reached", "begun") if steps else Number("begun", 0),
        shown.number("finished", "finished") if steps else Number("finished", 0),
        Number("left", sum(known) if len(known) == len(left) else None),
        steps.get(worst, ""),
        waiting,
    )


def _step_titles(tasks: Sequence[int]) -> dict[int, dict[str, str]]:
    """By task: step → title, with placeholders by their names. One query, and nothing else of the long specs."""
    language = get_language() or "vi"
    return {
        pk: {step["key"]: named(into(step["title"], language)) for step in steps}
        for pk, steps in Task.objects.filter(pk__in=tasks).values_list("pk", "spec__steps")
    }


# --- one lesson -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """What the lesson demanded at a time: versions that differ in prose only are one."""

    work_hash: str
    since: datetime
    task_hash: str  # of its newest task
    newest: bool = False
    tasks: Sequence[int] = ()  # all of them

    @property
    def key(self) -> str:
        return NEWEST if self.newest else self.work_hash[:12]


def versions_of(code: str) -> list[Version]:
    """Those that learners had, the live one first. One query. Raises `NotYours` for a lesson that there never was."""
    is_live = Exists(LessonPage.objects.filter(live_task=OuterRef("pk")))
    rows = Task.objects.filter(code=code, published_at__isnull=False).order_by(is_live.desc(), "-created_at", "-pk")
    found: dict[str, Version] = {}
    for pk, work_hash, task_hash, created_at in rows.values_list("pk", "work_hash", "hash", "created_at"):
        known = found.get(work_hash)
        found[work_hash] = Version(
            work_hash,
            created_at,
            task_hash=known.task_hash if known else task_hash,
            newest=known.newest if known else not found,
            tasks=[*known.tasks, pk] if known else [pk],
        )
    if not found:
        raise NotYours
    return list(found.values())


def version_asked(versions: Sequence[Version], asked: Asked) -> Version:
    """The version whose attempts and steps are shown. Versions are never added up: attempts at the one, taken from
    those at all of them, would tell of the few at the other one."""
    return next((one for one in versions if one.key == asked.version), versions[0])


def lesson_called(task_hash: str) -> tuple[str, list[tuple[str, str]]]:
    """The lesson's title and (key, title) of its steps. No query for a task that the process knows."""
    outline, language = outline_of(task_hash), get_language() or "vi"
    steps = [(key, named(into(title, language))) for key, title in outline.step_titles.items()]
    return named(into(outline.title, language)), steps


@dataclass(frozen=True)
class Variant:
    """The same check with the same kind of wrong value."""

    say: str
    attempts: Number


@dataclass(frozen=True)
class State:
    """A check that did not hold, and how often learners came to stand before it."""

    step: str
    check_key: str
    say: str
    status: str
    attempts: Number
    stuck: Number  # of those: three times the same, help taken, or set aside there
    variants: Sequence[Variant] = field(default_factory=list)  # others than `say`
    reply: Reply | None = None
    waiting: int = 0  # messages


def states_of(code: str, asked: Asked, tasks: Collection[int] = (), only: str = "") -> list[State]:
    """The commonest first, at most twenty, whatever part of the attempts is asked for; `only` that check. Four
    queries, and one more for a cut."""
    wanted = Q(lesson_code=code) & counted("attempt__")
    if tasks:
        wanted &= Q(attempt__task__in=tasks)
    if only:
        wanted &= Q(check_key=only)
    rows: Any = WrongState.objects.filter(wanted).order_by()
    checks = rows.values("step", "check_key").annotate(**_SIZES, last=Max("pk"))
    found = list(checks.order_by(*_COMMONEST)[:MOST_STATES])
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    within = rows.filter(check_key__in=[row["check_key"] for row in found])
    for row in within.values("check_key", "likeness").annotate(**_SIZES, last=Max("pk")):
        kinds[row["check_key"]].append(row)
    parts: dict[tuple[str, str], list[Sums]] = defaultdict(list)
    if asked.only:
        cut = within.annotate(in_part=asked.part("attempt__")).values("step", "check_key", "in_part")
        for row in cut.annotate(**_SIZES):
            parts[row["step"], row["check_key"]].append(row)
    newest = [row["last"] for of_check in kinds.values() for row in of_check]
    says = {fact["pk"]: fact for fact in _facts(newest)}
    replies = replies_to(code)
    return [
        _state(row, kinds[row["check_key"]], parts[row["step"], row["check_key"]], asked, says, replies)
        for row in found
    ]


def _facts(keys: list[int]) -> QuerySet[WrongState, Any]:
    """What was said there, and how many messages wait in that state. One query."""
    messages = Stuck.objects.filter(
        lesson_code=OuterRef("lesson_code"), check_key=OuterRef("check_key"), answered_at__isnull=True
    )
    number = messages.order_by().values("check_key").annotate(number=Count("pk")).values("number")
    facts = WrongState.objects.filter(pk__in=keys).order_by()
    return facts.values("pk", "say", "status", waiting=Coalesce(Subquery(number), 0))


Sums = dict[str, Any]


def _state(
    row: Sums,
    kinds: list[Sums],
    parts: Sequence[Sums],
    asked: Asked,
    says: dict[int, Sums],
    replies: dict[tuple[str, str], Reply],
) -> State:
    arcs = [Arc("all", "house", "in", row["number"], row["people"])]
    arcs += [Arc(kind["likeness"], "in", "house", kind["number"], kind["people"]) for kind in kinds]
    away, language = hidden(arcs), get_language() or "vi"
    ordered = sorted(kinds, key=lambda kind: (-kind["people"], -kind["number"], kind["likeness"]))
    variants = [
        Variant(
            into(says[kind["last"]]["say"], language),
            Number("kind", None if kind["likeness"] in away else kind["number"]),
        )
        for kind in ordered
    ]
    told = "all" not in away
    stuck = told and _sound(row)
    if asked.only:  # in every part, or what is left of the whole would tell
        stuck = stuck and all(map(_sound, parts))
        told = told and all(part["people"] >= FEWEST for part in parts)
    chosen = [part for part in parts if part["in_part"] in asked.chosen] if asked.only else [row]
    return State(
        step=row["step"],
        check_key=row["check_key"],
        say=variants[0].say,
        status=says[ordered[0]["last"]]["status"],
        attempts=Number("all", sum(one["number"] for one in chosen) if told else None, few=row["people"] < FEWEST),
        stuck=Number("stuck", sum(one["stuck"] for one in chosen) if told and stuck else None),
        variants=variants if len(variants) > 1 and not asked.only else [],
        reply=replies.get((row["step"], row["check_key"])),
        waiting=says[ordered[0]["last"]]["waiting"],
    )


def _sound(row: Sums) -> bool:
    """Whether neither those who got stuck nor those who did not are few."""
    return not 0 < row["stuck_people"] < FEWEST and not 0 < row["people"] - row["stuck_people"] < FEWEST


def access_state(code: str, check_key: str) -> tuple[str, str]:
    """(step, sentence) of a state of the lesson that somebody reached or asked about. Raises `NotYours`."""
    language = get_language() or "vi"
    fact = WrongState.objects.filter(lesson_code=code, check_key=check_key).order_by("-pk").first()
    if fact:
        return fact.step, into(fact.say, language)
    asked = Stuck.objects.filter(lesson_code=code, check_key=check_key).order_by("-pk").first()
    if asked is None:
        raise NotYours
    return asked.step, into(asked.unmet, language)
