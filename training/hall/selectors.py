"""Reads of halls: one's own as a trainer, one's own seat as a learner, the wall, and the summary at the end.

`access_*` are the doors: whatever is not the viewer's raises `NotYours` (a 404).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import get_language

from training.feedback.likeness import named
from training.feedback.states import into, outline_of
from training.hall.models import Hall, Hint, Look, Pair, Reset, Seat
from training.people.errors import NotYours
from training.people.models import User
from training.people.privacy import FEWEST
from training.practice.models import Attempt
from training.progress.models import StepResult, WrongState

__all__ = [
    "Panel",
    "Summary",
    "Tile",
    "Wall",
    "access_hall",
    "access_my_seat",
    "access_seat",
    "attempt_of",
    "halls_of",
    "panel_of",
    "summary_of",
    "wall_of",
]

IDLE = timedelta(minutes=3)
SAME_AGAIN = 3
LOOKED = timedelta(minutes=3)  # so long the learner reads that somebody is looking


# --- doors ------------------------------------------------------------------------------------------------


def halls_of(trainer: User) -> QuerySet[Hall]:
    """Those that the trainer opened or runs as the second one, the newest first, with how many joined. One query."""
    mine = Hall.objects.filter(Q(opened_by=trainer) | Q(second=trainer)).select_related("opened_by", "second")
    return mine.annotate(joined=Count("seats"))


def access_hall(trainer: User, uuid: UUID) -> Hall:
    """One that the trainer runs. Raises `NotYours`. One query."""
    found = halls_of(trainer).filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return found


def access_seat(hall: Hall, number: int) -> Seat:
    """A seat of a hall that the viewer runs. Raises `NotYours`. One query."""
    found = Seat.objects.select_related("user").filter(hall=hall, number=number).first()
    if found is None:
        raise NotYours
    found.hall = hall
    return found


def access_my_seat(user: User, pk: int) -> Seat:
    """The learner's own seat. Raises `NotYours`. One query."""
    found = Seat.objects.select_related("hall").filter(pk=pk, user=user).first()
    if found is None:
        raise NotYours
    return found


def attempt_of(seat: Seat) -> Attempt:
    """What its learner works on now: the newest attempt at the lesson. One query."""
    return _attempts_of(seat.hall, [seat])[seat.user_id]


def _attempts_of(hall: Hall, seats: Iterable[Seat]) -> dict[int, Attempt]:
    """By learner the newest attempt at the hall's lesson that was begun before the hall ended. One query."""
    of_lesson = Attempt.objects.filter(lesson_code=hall.lesson_code, user__in=[seat.user_id for seat in seats])
    if hall.ended_at:
        of_lesson = of_lesson.filter(started_at__lte=hall.ended_at)
    found = of_lesson.select_related("standing", "task", "workspace").defer(
        "task__spec", "workspace__scenario", "workspace__facts", "workspace__undone"
    )
    return {attempt.user_id: attempt for attempt in found.order_by("started_at", "pk")}


# --- the wall ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tile:
    """A seat as its trainer sees it. `minutes`: how long at the step. `reasons` say why it is stuck."""

    number: int
    name: str  # as its owner agreed
    step: int  # from 1 on; 0: done
    steps: int
    title: str
    minutes: int
    done: bool
    left: bool
    wants_help: bool
    same_again: bool
    idle: bool
    may_be_seen: bool
    paired: bool
    traps: bool

    @property
    def stuck(self) -> bool:
        return not self.done and not self.left and (self.wants_help or self.same_again or self.idle)

    @property
    def state(self) -> str:
        """ "left", "done", "help", "stuck" or "going": what the tile says first, and by which it is drawn."""
        if self.left:
            return "left"
        if self.done:
            return "done"
        return "help" if self.wants_help else "stuck" if self.stuck else "going"


@dataclass(frozen=True)
class Wall:
    hall: Hall
    tiles: Sequence[Tile]
    titles: Sequence[str]  # of the lesson's steps, by place
    keys: Sequence[str]

    @property
    def here(self) -> list[Tile]:
        return [tile for tile in self.tiles if not tile.left]

    @property
    def done(self) -> int:
        return sum(tile.done for tile in self.here)

    @property
    def stuck(self) -> int:
        return sum(tile.stuck for tile in self.here)

    @property
    def at_steps(self) -> list[tuple[int, str, int]]:
        """(number, title, how many are at it), step by step."""
        counted = Counter(tile.step for tile in self.here if not tile.done)
        return [(place, title, counted[place]) for place, title in enumerate(self.titles, 1)]

    @cached_property
    def version(self) -> str:
        """Another one as soon as anything on the wall is another: what a browser that has it need not get again."""
        said = repr((self.tiles, self.hall.is_open, self.hall.second_id, get_language()))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def wall_of(hall: Hall) -> Wall:
    """Every seat as it stands. Three queries, however many there are."""
    now = timezone.now()
    seats = list(Seat.objects.filter(hall=hall).select_related("user", "pair").order_by("number"))
    attempts = _attempts_of(hall, seats)
    held = StepResult.objects.filter(attempt__in=[one.pk for one in attempts.values()]).order_by()
    since = dict(held.values_list("attempt").annotate(last=Max("at")))
    tiles = [_tile(seat, attempts.get(seat.user_id) or seat.attempt, since, now) for seat in seats]
    keys, titles = _steps(attempts.values(), hall)
    return Wall(hall, tiles, titles, keys)


def _tile(seat: Seat, attempt: Attempt, since: Mapping[int, datetime], now: datetime) -> Tile:
    steps = attempt.standing.steps
    place = next((number for number, step in enumerate(steps, 1) if step["status"] != "ok"), 0)
    done = attempt.state == Attempt.State.FINISHED
    begun = max(filter(None, (since.get(attempt.pk), attempt.started_at, seat.joined_at)))
    key = steps[place - 1]["key"] if place else ""
    title = outline_of(attempt.task.hash).step_title(key, attempt.workspace.seed, get_language() or "vi")
    return Tile(
        number=seat.number,
        name=seat.given_name,
        step=0 if done else place,
        steps=len(steps),
        title="" if done else title,
        minutes=0 if done else int((now - begun).total_seconds() // 60),
        done=done,
        left=seat.left_at is not None,
        wants_help=seat.wants_help_at is not None,
        same_again=attempt.stumble.get("times", 0) >= SAME_AGAIN,
        idle=now - max(attempt.last_seen, seat.joined_at) > IDLE,
        may_be_seen=seat.may_be_seen,
        paired=hasattr(seat, "pair"),
        traps=attempt.with_traps,
    )


def _steps(attempts: Iterable[Attempt], hall: Hall) -> tuple[list[str], list[str]]:
    """Keys and titles of the lesson's steps, as most in the hall have them; none as long as nobody is in."""
    tasks = Counter(attempt.task.hash for attempt in attempts)
    if not tasks:
        return [], []
    titles = outline_of(tasks.most_common(1)[0][0]).step_titles
    language = get_language() or "vi"
    return list(titles), [named(into(title, language)) for title in titles.values()]


# --- the learner's seat -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Panel:
    """What stands in the guide of who sits in a hall."""

    seat: Seat
    attempt: Attempt
    step: str  # the step under way
    hint: Hint | None  # the newest for that step
    open: bool  # it is shown at once; otherwise it is opened on purpose
    new: bool  # it was not read out yet
    watched: bool
    reset: Reset | None
    pair: Pair | None

    @property
    def words(self) -> str:
        """The hint in the reader's language where the trainer wrote it in both."""
        english = (get_language() or "vi").startswith("en")
        return (self.hint.text_en if english and self.hint.text_en else self.hint.text_vi) if self.hint else ""


def panel_of(user: User, seat_pk: int, attempt: Attempt) -> Panel | None:
    """For the attempt's guide; None where the seat is no longer taken. At most three queries."""
    looked = Look.objects.filter(seat=OuterRef("pk"), at__gte=timezone.now() - LOOKED)
    reset = Reset.objects.filter(seat=OuterRef("pk"), attempt=attempt).order_by("-pk").values("pk")[:1]
    found = Seat.objects.select_related("hall", "pair").filter(pk=seat_pk, user=user, left_at__isnull=True)
    seat = found.annotate(watched=Exists(looked), reset_pk=Subquery(reset)).first()
    if seat is None or not seat.hall.is_open:
        return None
    steps = attempt.standing.steps
    step = next((one["key"] for one in steps if one["status"] != "ok"), "")
    hint = None if attempt.with_traps else Hint.objects.filter(hall=seat.hall, step__in=["", step]).first()
    if hint and hint.at < seat.joined_at:
        hint = None
    return Panel(
        seat=seat,
        attempt=attempt,
        step=step,
        hint=hint,
        open=hint is not None and (attempt.mode == Attempt.Mode.GUIDED or not step or seat.opened_id == hint.pk),
        new=hint is not None and seat.told_id != hint.pk,
        watched=seat.watched,
        reset=Reset.objects.select_related("by").get(pk=seat.reset_pk) if seat.reset_pk else None,
        pair=getattr(seat, "pair", None),
    )


# --- the end ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Summary:
    """One page without names. None: not shown, because it is about fewer than five people, or tells of so few."""

    hall: Hall
    joined: int
    paired: int
    finished: int
    unaided: int | None
    stuck_at: Sequence[tuple[str, int | None]]  # (title of the step, how many were stuck there)
    hints: Sequence[Hint]
    resets: int
    minutes: int


def summary_of(hall: Hall) -> Summary:
    """What became of it. Everybody in the room saw on the wall how many joined and finished, so these are shown as
    they are; who did it alone and who was stuck where are not. Six queries."""
    end = hall.ended_at or timezone.now()
    seats = list(Seat.objects.filter(hall=hall).select_related("pair"))
    attempts = _attempts_of(hall, seats)
    during = Attempt.objects.filter(
        lesson_code=hall.lesson_code, user__in=[seat.user_id for seat in seats], completion__at__lte=end
    ).filter(completion__at__gte=hall.opened_at)
    results = dict(
        during.order_by().values_list("user").annotate(alone=Count("pk", filter=~Q(completion__aided=True)))
    )
    unaided = sum(bool(alone) for alone in results.values())
    stood = WrongState.objects.filter(
        attempt__lesson_code=hall.lesson_code,
        attempt__user__in=[seat.user_id for seat in seats],
        at__gte=hall.opened_at,
        at__lte=end,
        how__in=[WrongState.How.THRICE, WrongState.How.HELPED, WrongState.How.BROKE, WrongState.How.HELD],
    )
    stuck = dict(stood.order_by().values_list("step").annotate(people=Count("attempt__user", distinct=True)))
    keys, titles = _steps(attempts.values(), hall)
    return Summary(
        hall=hall,
        joined=len(seats),
        paired=sum(hasattr(seat, "pair") and seat.pair.user_id is not None for seat in seats),
        finished=len(results),
        unaided=enough(unaided, of=len(results)),
        stuck_at=[(title, enough(stuck.get(key, 0), of=len(seats))) for key, title in zip(keys, titles, strict=True)],
        hints=list(Hint.objects.filter(hall=hall).order_by("at")),
        resets=Reset.objects.filter(seat__hall=hall).count(),
        minutes=int((end - hall.opened_at).total_seconds() // 60),
    )


def enough(number: int, *, of: int) -> int | None:
    """The number, or None if it, or how many others there are, is one to four."""
    return number if (number == 0 or number >= FEWEST) and not 0 < of - number < FEWEST else None
