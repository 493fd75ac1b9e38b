"""Reads of "Chỗ tắc": the lessons with where they lose people, and of one lesson its versions and wrong states.

For trainers; the views let nobody else in. Nothing that is returned names anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery
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
from training.progress.models import Standing, WrongState
from training.usage.asking import EVERY, NEWEST, Asked, begun
from training.usage.funnel import Number, Tally, left_or_under_way
from training.usage.hiding import Arc, hidden

__all__ = ["Line", "State", "Version", "access_state", "lesson_called", "lessons_of", "states_of", "versions_of"]

MOST_STATES = 20


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
    """Every lesson that is live, in their order. Six queries."""
    sizes = {"number": Count("attempt"), "people": Count("attempt__user", distinct=True)}
    rows: Any = Standing.objects.filter(asked.attempts("attempt__") & begun("attempt__")).order_by()
    rows = rows.annotate(kind=left_or_under_way("attempt__")).values("attempt__lesson_code", "frontier", "kind")
    found: dict[str, dict[tuple[str, str], Tally]] = defaultdict(dict)
    for row in rows.annotate(**sizes):
        place = (row["frontier"], row["kind"] if row["frontier"] else "finished")
        before = found[row["attempt__lesson_code"]].get(place, Tally())
        found[row["attempt__lesson_code"]][place] = before + Tally(row["number"], row["people"])
    live = lessons.live_lessons()
    titles = _step_titles([page.live_task_id for page in live if page.live_task_id])
    waiting = Stuck.objects.filter(answered_at__isnull=True).order_by().values("lesson_code")
    messages = {row["lesson_code"]: row["number"] for row in waiting.annotate(number=Count("pk"))}
    return [
        _line(page, found[page.code], titles.get(page.live_task_id or 0, {}), messages.get(page.code, 0))
        for page in live
    ]


def _line(page: LessonPage, found: dict[tuple[str, str], Tally], titles: dict[str, str], waiting: int) -> Line:
    finished = found.get(("", "finished"), Tally())
    left = sum((tally for (_step, kind), tally in found.items() if kind == "left"), Tally())
    begun = sum(found.values(), Tally())
    # The lesson's own page shows parts of these: a sum beside it could tell of the few in one of them.
    few_somewhere = any(0 < tally.people < FEWEST for tally in found.values())

    def number(name: str, tally: Tally) -> Number:
        away = few_somewhere and tally.number > 0
        return Number(name, None if away else tally.number, few=away and tally.people < FEWEST)

    worst = max(
        ((tally, step) for (step, kind), tally in found.items() if kind == "left" and tally.people >= FEWEST),
        key=lambda one: one[0].number,
        default=(Tally(), ""),
    )[1]
    return Line(
        page.code,
        page.name,
        number("begun", begun),
        number("finished", finished),
        number("left", left),
        titles.get(worst, ""),
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
    """The newest first. One query. Raises `NotYours` for a lesson that there never was."""
    rows = Task.objects.filter(code=code).order_by("-created_at", "-pk")
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


def version_asked(versions: Sequence[Version], asked: Asked) -> tuple[Version, Sequence[int]]:
    """The version whose steps are shown, and the tasks to count by: none for all versions."""
    if asked.version == EVERY:
        return versions[0], ()
    found = next((one for one in versions if one.key == asked.version), versions[0])
    return found, found.tasks


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
    """The commonest first, at most twenty; `only` that check. Four queries."""
    wanted = Q(lesson_code=code) & asked.attempts("attempt__", tasks)
    if only:
        wanted &= Q(check_key=only)
    rows: Any = WrongState.objects.filter(wanted).order_by()
    heavy = [WrongState.How.THRICE, WrongState.How.HELPED, WrongState.How.LEFT]
    sizes = {
        "number": Count("attempt", distinct=True),
        "people": Count("attempt__user", distinct=True),
        "last": Max("pk"),
    }
    checks = rows.values("step", "check_key").annotate(
        **sizes,
        stuck=Count("attempt", distinct=True, filter=Q(how__in=heavy)),
        stuck_people=Count("attempt__user", distinct=True, filter=Q(how__in=heavy)),
    )
    found = list(checks.order_by("-people", "-number", "check_key")[:MOST_STATES])
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    within = rows.filter(check_key__in=[row["check_key"] for row in found])
    for row in within.values("check_key", "likeness").annotate(**sizes):
        kinds[row["check_key"]].append(row)
    newest = [row["last"] for of_check in kinds.values() for row in of_check]
    says = {fact["pk"]: fact for fact in _facts(newest)}
    replies = replies_to(code)
    return [_state(row, kinds[row["check_key"]], says, replies) for row in found]


def _facts(keys: list[int]) -> QuerySet[WrongState, Any]:
    """What was said there, and how many messages wait in that state. One query."""
    messages = Stuck.objects.filter(
        lesson_code=OuterRef("lesson_code"), check_key=OuterRef("check_key"), answered_at__isnull=True
    )
    number = messages.order_by().values("check_key").annotate(number=Count("pk")).values("number")
    facts = WrongState.objects.filter(pk__in=keys).order_by()
    return facts.values("pk", "say", "status", waiting=Coalesce(Subquery(number), 0))


Sums = dict[str, Any]


def _state(row: Sums, kinds: list[Sums], says: dict[int, Sums], replies: dict[tuple[str, str], Reply]) -> State:
    arcs = [Arc("all", "house", "in", row["number"], row["people"])]
    arcs += [Arc(kind["likeness"], "in", "house", kind["number"], kind["people"]) for kind in kinds]
    away = hidden(arcs)
    language = get_language() or "vi"

    def number(name: str, value: int, people: int) -> Number:
        return Number(name, None if name in away else value, few=name in away and people < FEWEST)

    ordered = sorted(kinds, key=lambda kind: (-kind["people"], -kind["number"], kind["likeness"]))
    variants = [
        Variant(into(says[kind["last"]]["say"], language), number(kind["likeness"], kind["number"], kind["people"]))
        for kind in ordered
    ]
    few = 0 < row["stuck_people"] < FEWEST or "all" in away
    rest = 0 < row["people"] - row["stuck_people"] < FEWEST  # who did not get stuck would follow
    return State(
        step=row["step"],
        check_key=row["check_key"],
        say=variants[0].say,
        status=says[ordered[0]["last"]]["status"],
        attempts=number("all", row["number"], row["people"]),
        stuck=Number("stuck", None if few or rest else row["stuck"], few=few),
        variants=variants if len(variants) > 1 else [],
        reply=replies.get((row["step"], row["check_key"])),
        waiting=says[ordered[0]["last"]]["waiting"],
    )


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
