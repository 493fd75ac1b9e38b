"""The path of lessons as one learner stands to it, and the one thing to do next, with the reason in a sentence.

What comes next, in this order: what was begun; the gate course; the bottlenecks of the person's own kind of work
(`training.practice.jobs`); what was assigned, by its day; what is due to be done again; what was done with help and
not yet alone; the rest of the path. Nothing is ever locked: every lesson of the map can be started.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from django.utils.translation import gettext as _

from lessons import selectors as lessons
from lessons.models import CoursePage, LessonPage
from training.assignments.selectors import DueItem, due_for
from training.people.models import User
from training.people.selectors import today
from training.practice import jobs
from training.practice.models import Attempt
from training.practice.selectors import open_attempts
from training.progress.selectors import (
    Outcome,
    Refresher,
    Status,
    mastery_of_user,
    outcome_of,
    refreshers_due,
    standing_of,
)

__all__ = ["Leg", "Next", "Path", "Reason", "Stop", "path_of", "refreshes"]


class Reason(StrEnum):
    """Why a lesson comes next."""

    BEGUN = "begun"
    GATE = "gate"
    BOTTLENECK = "bottleneck"
    ASSIGNED = "assigned"
    REFRESH = "refresh"
    ALONE = "alone"
    JOB = "job"
    REST = "rest"


@dataclass(frozen=True)
class Stop:
    """A lesson on the path, as this learner stands to it."""

    lesson: LessonPage
    outcome: Outcome | None
    attempt: Attempt | None  # the open one
    due: DueItem | None = None  # it was asked for by a day
    refresher: Refresher | None = None  # it is due to be done again
    here: bool = False

    @property
    def code(self) -> str:
        return self.lesson.code

    @property
    def title(self) -> str:
        return self.lesson.name

    @property
    def minutes(self) -> int:
        return self.lesson.minutes

    @property
    def minutes_left(self) -> int:
        """Of the attempt that was begun; of a repeat about half; of the whole lesson otherwise."""
        if self.attempt:
            steps = standing_of(self.attempt)
            left = sum(not step.ok for step in steps)
            return max(1, round(self.minutes * left / len(steps))) if steps else self.minutes
        return max(3, round(self.minutes / 2)) if self.refresher else self.minutes

    @property
    def status(self) -> Status:
        return self.outcome.status if self.outcome else Status.NOT_YET

    @property
    def level(self) -> int:
        return self.outcome.level if self.outcome else 0

    @property
    def done(self) -> bool:
        return self.outcome is not None

    @property
    def owed(self) -> bool:
        """It was assigned and is not done: in this round, where it is asked for again and again."""
        return self.due is not None and not (self.done and self.due.counts(self.outcome.last_at))  # type: ignore[union-attr]

    @property
    def mode(self) -> str:
        """The mode to offer: more help the first time, less each time after it."""
        if self.attempt:
            return self.attempt.mode
        if not self.done:
            return Attempt.Mode.GUIDED
        mastered = self.status in (Status.UNAIDED, Status.RETAINED) and not self.refresher and not self.owed
        return Attempt.Mode.TRAPS if mastered else Attempt.Mode.ALONE


@dataclass(frozen=True)
class Next:
    """What to do next. `job`: the person's kind of work, in words."""

    stop: Stop
    reason: Reason
    job: str = ""
    after: LessonPage | None = None  # the finished lesson that it follows

    @property
    def why(self) -> str:
        """The reason in a sentence."""
        due = self.stop.due
        match self.reason:
            case Reason.BEGUN:
                return _("You have begun it; everything is as you left it.")
            case Reason.GATE if self.after:
                return _("It follows “%(lesson)s”, which you have finished.") % {"lesson": self.after.name}
            case Reason.GATE:
                return _("Everybody begins here: your account and your letters, safely.")
            case Reason.BOTTLENECK:
                return _("It clears a bottleneck of your work (%(job)s): others wait for it.") % {"job": self.job}
            case Reason.ASSIGNED if due and due.overdue:
                return _("Your unit asked for it by %(day)s; that day has passed.") % {"day": f"{due.due:%d/%m/%Y}"}
            case Reason.ASSIGNED if due and self.stop.done:
                return _("Your unit asks for it once more by %(day)s.") % {"day": f"{due.due:%d/%m/%Y}"}
            case Reason.ASSIGNED if due:
                return _("Your unit asks for it by %(day)s.") % {"day": f"{due.due:%d/%m/%Y}"}
            case Reason.REFRESH if self.stop.refresher and self.stop.refresher.reason == "screens_changed":
                return _("The platform's screens have changed since you did it: a short look at what is new.")
            case Reason.REFRESH:
                return _("A short repeat, so that it stays yours: other values, no help.")
            case Reason.ALONE:
                return _("You have done it with help. Once on your own, and it is yours.")
            case Reason.JOB:
                return _("It belongs to your work (%(job)s).") % {"job": self.job}
        return _("It is good to have, once the rest is done.")


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
class Owed:
    """What one assignment still asks for: its first lesson, and how many more."""

    stop: Stop
    more: int


@dataclass(frozen=True)
class Path:
    """`paused`: lessons that are being mended; those that were not begun are on no leg."""

    legs: Sequence[Leg]
    next: Next | None  # None: nothing is left to do, or there is no lesson yet
    job: str = ""
    paused: Sequence[LessonPage] = ()

    @property
    def stops(self) -> list[Stop]:
        return [stop for leg in self.legs for stop in leg.stops]

    @property
    def done(self) -> int:
        return sum(leg.done for leg in self.legs)

    @property
    def owed(self) -> list[Owed]:
        """What was assigned and is not done, but for what comes next anyway; the earliest day first."""
        asked: dict[str, list[Stop]] = {}
        for stop in self.stops:
            if stop.due and stop.owed and not stop.here:
                asked.setdefault(stop.due.code, []).append(stop)
        found = [Owed(stops[0], len(stops) - 1) for stops in asked.values()]
        return sorted(found, key=lambda one: _day(one.stop))

    @property
    def refreshers(self) -> list[Stop]:
        """What is due to be done again, but for what comes next anyway."""
        return [stop for stop in self.stops if stop.refresher and not stop.here]

    @property
    def again_at(self) -> tuple[str, datetime] | None:
        """The next repeat to come, for who has nothing left to do: its lesson and its day."""
        coming = [
            (stop.outcome.refresh_at, stop.title)
            for stop in self.stops
            if stop.outcome and stop.outcome.refresh_at and not stop.refresher
        ]
        return (min(coming)[1], min(coming)[0]) if coming else None


def path_of(user: User) -> Path:
    """The lessons with this learner's outcomes, and what to do next. About eight queries."""
    live, day = lessons.live_courses(), today()
    mastery = mastery_of_user(user)
    begun = {attempt.lesson_code: attempt for attempt in open_attempts(user)}
    due = _due_by_lesson(due_for(user, day), live)
    again = {one.lesson_code: one for one in refreshers_due(user, day, mastery.values())}

    def stop(one: LessonPage) -> Stop:
        code = one.code
        done = mastery.get(code)
        return Stop(one, outcome_of(done) if done else None, begun.get(code), due.get(code), again.get(code))

    paused = [lesson for _course, found in live for lesson in found if _stands_still(lesson)]
    away = {lesson.code for lesson in paused} - begun.keys()
    legs = [Leg(course, [stop(one) for one in found if one.code not in away]) for course, found in live]
    job = jobs.job_of(user)
    coming = _next(legs, job)
    if coming is None:
        return Path(legs, None, job.name, paused)
    here = coming.stop
    marked = [Leg(leg.course, [replace(stop, here=stop is here) for stop in leg.stops]) for leg in legs]
    return Path(marked, coming, job.name, paused)


def _stands_still(lesson: LessonPage) -> bool:
    return bool(getattr(lesson, "paused", False))  # as `lessons.selectors.live_courses` has it


def refreshes(user: User, code: str, mode: str | None) -> bool:
    """Whether an attempt begun now in that mode is the repeat that is due. At most two queries."""
    if mode in (None, Attempt.Mode.GUIDED):
        return False
    return any(one.lesson_code == code for one in refreshers_due(user, today()))


def _due_by_lesson(
    items: Sequence[DueItem], live: Sequence[tuple[CoursePage, list[LessonPage]]]
) -> dict[str, DueItem]:
    """Lesson code → what asks for it first; a course asks for each of its lessons."""
    within = {course.code: [lesson.code for lesson in found] for course, found in live}
    asked: dict[str, DueItem] = {}
    for item in sorted(items, key=lambda one: one.due, reverse=True):
        for code in within.get(item.code, [item.code]):
            asked[code] = item
    return asked


def _next(legs: Sequence[Leg], job: jobs.Job) -> Next | None:
    """The first thing of the first kind that there is."""
    stops = [stop for leg in legs for stop in leg.stops]
    begun = [stop for stop in stops if stop.attempt]
    if begun:
        return Next(max(begun, key=lambda stop: stop.attempt.last_seen), Reason.BEGUN)  # type: ignore[union-attr]
    own = list(_of_job(legs, job))
    for reason, found in (
        (Reason.GATE, _gate(legs)),
        (Reason.BOTTLENECK, [stop for stop in own if not stop.done and _stops_others(stop)]),
        (Reason.ASSIGNED, sorted((stop for stop in stops if stop.owed), key=_day)),
        (Reason.REFRESH, [stop for stop in stops if stop.refresher]),
        (Reason.ALONE, [stop for stop in [*own, *stops] if stop.status == Status.ASSISTED]),
        (Reason.JOB, [stop for stop in own if not stop.done]),
        (Reason.REST, [stop for stop in stops if not stop.done]),
    ):
        if found:
            return Next(_ready(found, stops), reason, job.name, _before(found[0], stops))
    return None


def _gate(legs: Sequence[Leg]) -> list[Stop]:
    return [stop for leg in legs if leg.course.code == jobs.gate() for stop in leg.stops if not stop.done]


def _of_job(legs: Sequence[Leg], job: jobs.Job) -> Iterator[Stop]:
    """The lessons of that kind of work in its order, each once."""
    seen: set[str] = set()
    for code in job.first:
        for leg in legs:
            for stop in leg.stops:
                if code in (stop.code, leg.course.code) and stop.code not in seen:
                    seen.add(stop.code)
                    yield stop


def _stops_others(stop: Stop) -> bool:
    return stop.lesson.bottleneck == LessonPage.Bottleneck.OTHERS


def _day(stop: Stop) -> date:
    return stop.due.due if stop.due else date.max


def _ready(found: Sequence[Stop], stops: Sequence[Stop]) -> Stop:
    """The first of them whose prerequisites are done or are no lesson here; the first where none is."""
    open_codes = {stop.code for stop in stops if not stop.done}
    for stop in found:
        before = set(stop.lesson.prerequisites.replace(",", " ").split())
        if not before & open_codes & {one.code for one in found}:
            return stop
    return found[0]


def _before(stop: Stop, stops: Sequence[Stop]) -> LessonPage | None:
    """The finished lesson just before it."""
    at = stops.index(stop)
    return stops[at - 1].lesson if at and stops[at - 1].done else None
