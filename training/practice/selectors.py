"""Reads of practice: this learner's attempts, the path of lessons, and what comes next.

`access_attempt` is the one door to an attempt: it opens to its learner alone, whatever roles anybody else holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lessons import selectors as lessons
from lessons.models import CoursePage, LessonPage
from training.people.errors import NotYours
from training.people.models import User
from training.practice.models import Attempt, Exploration
from training.progress.selectors import Outcome, Status, outcomes_of, standing_of

__all__ = [
    "Leg",
    "Next",
    "Path",
    "Reason",
    "Stop",
    "access_attempt",
    "access_exploration",
    "open_attempts",
    "path_of",
]


#: Columns that no page of an attempt reads; what they hold is kept in the process by its hash.
HEAVY = ("task__spec", "workspace__snapshot__definition", "workspace__snapshot__sequences", "completion__evidence")


def access_attempt(user: AbstractBaseUser | AnonymousUser, uuid: UUID, *, for_change: bool = False) -> Attempt:
    """The learner's own attempt, with workspace and standing: one query. Raises `NotYours` (404) to all others.

    With `for_change` it is locked until the end of the transaction, which must have begun. It is locked by a query of
    its own: one that waited would bring what stands beside the attempt from before the wait (READ COMMITTED).
    """
    if not isinstance(user, User):
        raise NotYours
    if for_change:
        Attempt.objects.select_for_update().filter(user=user, uuid=uuid).values_list("pk").first()
    found = (
        Attempt.objects.filter(user=user, uuid=uuid)
        .select_related("task", "workspace__snapshot", "standing", "completion")
        .defer(*HEAVY)
        .first()
    )
    if found is None:
        raise NotYours
    found.user = user
    return found


def access_exploration(
    user: AbstractBaseUser | AnonymousUser, uuid: UUID, *, for_change: bool = False
) -> Exploration:
    """The person's own exploration with its workspace: one query. Raises `NotYours` (404) to all others."""
    if not isinstance(user, User):
        raise NotYours
    if for_change:
        Exploration.objects.select_for_update().filter(user=user, uuid=uuid).values_list("pk").first()
    found = (
        Exploration.objects.filter(user=user, uuid=uuid)
        .select_related("workspace__snapshot")
        .defer("workspace__snapshot__definition", "workspace__snapshot__sequences")
        .first()
    )
    if found is None:
        raise NotYours
    return found


def open_attempts(user: User) -> QuerySet[Attempt]:
    """What the learner has begun and may go on with, the most recent first."""
    return (
        Attempt.objects.filter(user=user, state=Attempt.State.OPEN)
        .select_related("standing", "task")
        .defer("task__spec")
        .order_by("-last_seen")
    )


@dataclass(frozen=True)
class Stop:
    """A lesson on the path, as this learner stands to it."""

    lesson: LessonPage
    outcome: Outcome | None
    attempt: Attempt | None  # the open one
    here: bool = False

    @property
    def title(self) -> str:
        return self.lesson.name

    @property
    def minutes(self) -> int:
        return self.lesson.minutes

    @property
    def minutes_left(self) -> int:
        """Of the attempt that was begun; of the whole lesson otherwise."""
        steps = standing_of(self.attempt) if self.attempt else []
        left = sum(not step.ok for step in steps)
        return max(1, round(self.minutes * left / len(steps))) if steps else self.minutes

    @property
    def status(self) -> Status:
        return self.outcome.status if self.outcome else Status.NOT_YET

    @property
    def done(self) -> bool:
        return self.outcome is not None


class Reason(StrEnum):
    """Why a lesson comes next."""

    BEGUN = "begun"
    FIRST = "first"
    FOLLOWS = "follows"


@dataclass(frozen=True)
class Next:
    stop: Stop
    reason: Reason
    after: LessonPage | None = None  # the finished lesson that it follows

    @property
    def why(self) -> str:
        """The reason in a sentence."""
        if self.reason == Reason.BEGUN:
            return _("You have begun it; everything is as you left it.")
        if self.after:
            return _("It follows “%(lesson)s”, which you have finished.") % {"lesson": self.after.name}
        if self.stop.lesson.bottleneck == LessonPage.Bottleneck.OTHERS:
            return _("It is where other people's work waits most often.")
        return _("It is the first one on your path.")


@dataclass(frozen=True)
class Leg:
    """One course on the path."""

    course: CoursePage
    stops: Sequence[Stop]

    @property
    def done(self) -> int:
        return sum(stop.done for stop in self.stops)

    @property
    def here(self) -> bool:
        return any(stop.here for stop in self.stops)


@dataclass(frozen=True)
class Path:
    legs: Sequence[Leg]
    next: Next | None  # None: everything is finished, or there is no lesson yet

    @property
    def stops(self) -> list[Stop]:
        return [stop for leg in self.legs for stop in leg.stops]

    @property
    def done(self) -> int:
        return sum(leg.done for leg in self.legs)


def path_of(user: User) -> Path:
    """The lessons in order with this learner's outcomes, and what to do next. Four queries."""
    live = lessons.live_courses()
    outcomes = outcomes_of([user.pk], [lesson.code for _course, found in live for lesson in found])
    begun = {attempt.lesson_code: attempt for attempt in open_attempts(user)}
    legs = [
        Leg(course, [Stop(one, outcomes.get((user.pk, one.code)), begun.get(one.code)) for one in found])
        for course, found in live
    ]
    coming = _next(Path(legs, None).stops)
    if coming is None:
        return Path(legs, None)
    here = coming.stop
    return Path([Leg(leg.course, [replace(stop, here=stop is here) for stop in leg.stops]) for leg in legs], coming)


def _next(stops: Sequence[Stop]) -> Next | None:
    """What was begun last, else the first lesson that was never finished."""
    unfinished = [stop for stop in stops if not stop.done]
    begun = [stop for stop in stops if stop.attempt]
    if begun:
        return Next(max(begun, key=lambda stop: stop.attempt.last_seen), Reason.BEGUN)  # type: ignore[union-attr]
    if not unfinished:
        return None
    stop = unfinished[0]
    before = stops[: stops.index(stop)]
    return Next(stop, Reason.FOLLOWS, before[-1].lesson) if before else Next(stop, Reason.FIRST)


def refreshes(user: User, code: str, mode: str | None) -> bool:
    """Whether an attempt begun now in that mode is the repeat that is due."""
    return False
