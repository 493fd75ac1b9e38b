"""Reads about what has been achieved: by one learner for themselves, and the outcome alone for whoever reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from lessons import selectors as lessons
from training.people.errors import NotYours
from training.people.models import User
from training.progress import evidence, standing
from training.progress.models import Completion, Mastery, Override, StepResult
from training.progress.standing import StepStanding
from training.progress.task import task_of

if TYPE_CHECKING:
    from training.practice.models import Attempt

__all__ = [
    "Account",
    "Outcome",
    "Refresher",
    "Status",
    "access_completion",
    "account_of",
    "completed_codes",
    "completions_of",
    "finished",
    "finishing_days",
    "mastery_of_user",
    "outcome_of",
    "outcomes_of",
    "overrides_of",
    "refreshers_due",
    "standing_of",
]


class Status(StrEnum):
    """How far somebody is with a lesson. More cannot be said to anybody but themselves (invariant 9)."""

    NOT_YET = "not_yet"
    ASSISTED = "assisted"
    UNAIDED = "unaided"
    RETAINED = "retained"  # done alone again, weeks later

    @property
    def alone(self) -> bool:
        return self in (Status.UNAIDED, Status.RETAINED)


@dataclass(frozen=True)
class Outcome:
    status: Status
    at: datetime | None = None  # since when it is so
    level: int = 0  # M1–M4; 0: not yet
    refresh_at: datetime | None = None  # when the next repeat is due; for the person alone
    last_at: datetime | None = None  # when it was last done, as far as `mastery_of_user` asked


NOT_YET = Outcome(Status.NOT_YET)


def standing_of(attempt: Attempt) -> list[StepStanding]:
    """How the steps of the attempt stood after the last action. No query if it came with its standing."""
    return standing.read(attempt.standing.steps)


def completions_of(user: User) -> QuerySet[Completion]:
    """The person's completions, the newest first."""
    return Completion.objects.filter(user=user).select_related("attempt").order_by("-number")


def completed_codes(user: User) -> frozenset[str]:
    """Codes of the lessons that the person has finished at least once, with help or without."""
    return frozenset(Completion.objects.filter(user=user).values_list("lesson_code", flat=True))


def access_completion(user: User, attempt_uuid: UUID) -> Completion:
    """The person's own completion. Anybody else's is not there: raises `NotYours` (a 404)."""
    found = (
        completions_of(user)
        .select_related("attempt__workspace__snapshot", "attempt__task")
        .defer("attempt__task__spec", "attempt__workspace__snapshot__definition")
    )
    completion = found.filter(attempt__uuid=attempt_uuid).first()
    if completion is None:
        raise NotYours
    return completion


def outcomes_of(users: Iterable[int | None], codes: Iterable[str]) -> dict[tuple[int, str], Outcome]:
    """How far each person is with each lesson, for those who have begun to be anywhere. One query."""
    rows = Mastery.objects.filter(user__in=users, lesson_code__in=codes)
    rows = rows.only("user_id", "lesson_code", "status", "since", "level", "refresh_at")
    return {(row.user_id, row.lesson_code): outcome_of(row) for row in rows}


def outcome_of(row: Mastery) -> Outcome:
    done = [moment for name in ("completed_at", "granted_at") if (moment := getattr(row, name, None))]
    return Outcome(Status(row.status), row.since, row.level, row.refresh_at, max(done, default=None))


def mastery_of_user(user: User) -> dict[str, Mastery]:
    """The person's lessons, by code, with when each was last done; a lesson that is not there is not done yet. One
    query."""
    this = {"user": OuterRef("user"), "lesson_code": OuterRef("lesson_code")}
    last = {"completed_at": _counting().filter(**this), "granted_at": _granted().filter(**this)}
    rows = Mastery.objects.filter(user=user).order_by("lesson_code")
    rows = rows.annotate(**{name: Subquery(_newest(found)) for name, found in last.items()})
    return {row.lesson_code: row for row in rows}


def _newest(found: QuerySet[Any]) -> QuerySet[Any, Any]:
    return found.order_by().values("lesson_code").annotate(last=Max("at")).values("last")


def finished(codes: Iterable[str], since: date | None = None, until: date | None = None) -> Q:
    """A condition on people: they have finished each of these lessons, ever or since that day, and by the end of the
    day `until`. No lesson: nobody.

    A completion that was voided is as if it had never been, and a grant is one of its day, as in `progress.mastery`.
    """
    conditions = [_finished(code, since, until) for code in codes]
    found = conditions.pop(0) if conditions else Q(pk__in=[])
    for condition in conditions:
        found &= condition
    return found


def _finished(code: str, since: date | None, until: date | None = None) -> Q:
    """Sets that do not depend on the person: the database makes each once, not once for everybody."""
    if since is None and until is None:
        return Q(pk__in=Mastery.objects.filter(lesson_code=code).values("user"))
    from_then: dict[str, Any] = {"lesson_code": code}
    if since is not None:
        from_then["at__gte"] = timezone.make_aware(datetime.combine(since, time.min))
    if until is not None:
        from_then["at__lt"] = timezone.make_aware(datetime.combine(until + timedelta(days=1), time.min))
    done, granted = (found.filter(**from_then).order_by().values("user") for found in (_counting(), _granted()))
    return Q(pk__in=done) | Q(pk__in=granted)


def finishing_days(
    people: QuerySet[User, Any], codes: Sequence[str], since: date | None = None
) -> list[tuple[date, int]]:
    """On which day how many of these people finished the last of these lessons, as `finished` counts. Two queries, a
    line a person and lesson in memory."""
    first: dict[int, dict[str, datetime]] = {}
    for rows in (_counting(), _granted()):
        mine = rows.filter(user__in=people.order_by().values("pk"), lesson_code__in=codes)
        if since is not None:
            mine = mine.filter(at__gte=timezone.make_aware(datetime.combine(since, time.min)))
        for user, code, at in (
            mine.order_by()
            .values("user", "lesson_code")
            .annotate(first=Min("at"))
            .values_list("user", "lesson_code", "first")
        ):
            known = first.setdefault(user, {})
            known[code] = min(at, known.get(code, at))
    wanted = set(codes)
    days = Counter(timezone.localdate(max(done.values())) for done in first.values() if wanted <= done.keys())
    return sorted(days.items())


def _counting() -> QuerySet[Completion]:
    """Completions that were not voided."""
    void = Override.objects.filter(completion=OuterRef("pk"), kind=Override.Kind.VOID, undone_by__isnull=True)
    return Completion.objects.filter(~Exists(void))


def _granted() -> QuerySet[Override]:
    return Override.objects.filter(kind=Override.Kind.GRANT, undone_by__isnull=True)


def overrides_of(user: User) -> QuerySet[Override]:
    """What people in charge decided about the person's results, newest first, with who they are. One query.

    For the person, and for who may decide. `override.undone_by` is there where the decision was taken back.
    """
    found = Override.objects.filter(user=user).select_related("by", "completion", "undoes", "undone_by__by")
    return found.defer("completion__evidence").order_by("-at", "-pk")


@dataclass(frozen=True)
class Refresher:
    """A lesson that the person can do alone and that is due again."""

    lesson_code: str
    reason: str  # "week1", "week4", "screens_changed"
    due_at: datetime


def refreshers_due(user: User, on: date | None = None, mastery: Iterable[Mastery] | None = None) -> list[Refresher]:
    """What is due again on that day (default today), the longest due first; lessons that are still published only.

    A repeat is due so many days after the first unaided completion (`settings.REFRESH_AFTER_DAYS`), and when the
    screens of the platform that the lesson uses are others than when it was last done alone. Two queries, one where
    the person's `mastery` is given, and three per pair of task versions whose screens this process has not compared.
    """
    day = on or timezone.localdate()
    known = Mastery.objects.filter(user=user) if mastery is None else mastery
    can = [row for row in known if row.unaided_at is not None]
    live = lessons.live_tasks([row.lesson_code for row in can]) if can else {}
    found = []
    for row in can:
        task = live.get(row.lesson_code)
        if task is None:
            continue
        if row.refresh_at and timezone.localdate(row.refresh_at) <= day:
            found.append(Refresher(row.lesson_code, "week4" if row.refreshed else "week1", row.refresh_at))
        elif row.task_hash and lessons.screens_of(row.task_hash) != lessons.screens_of(task.hash):
            found.append(Refresher(row.lesson_code, "screens_changed", task.created_at))
    return sorted(found, key=lambda one: (one.due_at, one.lesson_code))


@dataclass(frozen=True)
class Account:
    """What a completion stands on, in words: its lesson, its steps, and whether all of it still agrees."""

    title: str
    steps: list[tuple[str, StepResult]]
    faults: list[str]
    removed: datetime | None = None  # when its log was removed by the rules of retention


def account_of(completion: Completion, language: str) -> Account:
    """Read the evidence again and compare. About five queries."""
    task = task_of(completion.attempt)
    results = {result.step: result for result in completion.attempt.step_results.all()}
    before = Completion.objects.filter(user=completion.user_id, number=completion.number - 1)
    removal = evidence.removal_of(completion.attempt)
    return Account(
        title=task.title.into(language),
        steps=[(step.title.into(language), results[step.key]) for step in task.steps],
        faults=evidence.faults(completion, before.values_list("hash", flat=True).first() or ""),
        removed=removal.log_at if removal else None,
    )
