"""Everything that is done in a hall. Keyword-only; each call is one transaction. Views authorise trainers; a
learner's own seat comes from `selectors.access_my_seat`.

What cannot be done raises `HallRefused` with the reason.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons import selectors as lessons
from training.hall.errors import HallRefused
from training.hall.models import Hall, Hint, Look, Pair, Reset, Seat
from training.people.models import User
from training.practice import api as practice
from training.practice.models import Attempt
from training.practice.selectors import access_attempt, open_attempts

__all__ = [
    "agree",
    "close",
    "confirm_pair",
    "declare_pair",
    "help_over",
    "join",
    "leave",
    "look",
    "open_hall",
    "open_hint",
    "read_out",
    "reset_seat",
    "run_too",
    "send_hint",
    "want_help",
]

MOST_SEATS = 60
PRESSED_TWICE = timedelta(seconds=30)
CODE_TRIES = 20
GUESSES, GUESSING = 10, timedelta(minutes=10)  # so many wrong codes in that time
PAIR_WITHIN = timedelta(days=14)
LOOKING = timedelta(minutes=2)  # a look goes on so long: no second row for it


def digits(typed: str) -> str:
    """The code as it was typed, without spaces and dashes."""
    return re.sub(r"[^0-9]", "", typed)[:20]


# --- trainers ---------------------------------------------------------------------------------------------


@transaction.atomic
def open_hall(*, acting_user: User, lesson_code: str, mode: str) -> Hall:
    """A hall for the lesson, with a code that no other open one has; of a button pressed twice the same."""
    page = lessons.lesson_by_code(lesson_code)
    if page is None or lessons.task_of(page) is None or mode not in Attempt.Mode.values:
        raise HallRefused(_("Choose a published lesson and how it is done."))
    User.objects.select_for_update().get(pk=acting_user.pk)
    _close_expired()
    twice = Hall.objects.filter(
        opened_by=acting_user, lesson_code=lesson_code, mode=mode, closed_at=None, seats=None,
        opened_at__gte=timezone.now() - PRESSED_TWICE,
    ).first()  # fmt: skip
    if twice:
        return twice
    taken = frozenset(Hall.objects.filter(closed_at__isnull=True).values_list("code", flat=True))
    for _try in range(CODE_TRIES):
        code = f"{secrets.randbelow(10**6):06}"
        if code not in taken:
            return Hall.objects.create(code=code, lesson_code=lesson_code, mode=mode, opened_by=acting_user)
    raise HallRefused(_("No code is free at the moment. Try again in a minute."))


def _close_expired() -> None:
    Hall.objects.filter(closed_at__isnull=True, closes_at__lte=timezone.now()).update(closed_at=F("closes_at"))


@transaction.atomic
def run_too(*, acting_user: User, code: str) -> Hall:
    """A second trainer runs the hall with that code as well."""
    hall = _open_one(acting_user, code)
    if acting_user.pk in (hall.opened_by_id, hall.second_id):
        return hall
    if hall.second_id is not None:
        raise HallRefused(_("Two trainers run this session already. Ask one of them."))
    hall.second = acting_user
    hall.save(update_fields=["second"])
    return hall


@transaction.atomic
def close(*, hall: Hall) -> None:
    """Nobody joins any more, and nothing of it is seen but its summary. Twice is harmless."""
    Hall.objects.filter(pk=hall.pk, closed_at__isnull=True).update(closed_at=timezone.now())


@transaction.atomic
def send_hint(*, acting_user: User, hall: Hall, step: str, text: str, text_en: str = "") -> Hint:
    """Everybody in the hall (who is at that step) reads it with their next answer. The same twice running is one."""
    _must_be_open(hall)
    said = {"step": step, "text_vi": text.strip(), "text_en": text_en.strip()}
    last = Hint.objects.filter(hall=hall).first()
    if last and all(getattr(last, name) == value for name, value in said.items()):
        return last
    return Hint.objects.create(hall=hall, by=acting_user, **said)


@transaction.atomic
def look(*, acting_user: User, seat: Seat) -> None:
    """Written down before anything is shown. Raises `HallRefused` where the learner did not agree."""
    _must_be_open(seat.hall)
    if not seat.may_be_seen:
        raise HallRefused(_("This seat has not asked for help, and has not agreed to be looked at."))
    if not Look.objects.filter(seat=seat, by=acting_user, at__gte=timezone.now() - LOOKING).exists():
        Look.objects.create(seat=seat, by=acting_user)


@transaction.atomic
def help_over(*, seat: Seat) -> None:
    """The seat was helped: it no longer asks. Twice is harmless."""
    Seat.objects.filter(pk=seat.pk).update(wants_help_at=None)


@transaction.atomic
def reset_seat(*, acting_user: User, seat: Seat, attempt: Attempt, why: str) -> Reset:
    """The seat's attempt from its beginning, with the same values; the learner reads who, when and why."""
    _must_be_open(seat.hall)
    if seat.left_at is not None:
        raise HallRefused(_("The learner has left this seat: what they do now is theirs alone."))
    locked = access_attempt(seat.user, attempt.uuid, for_change=True)
    if not locked.is_open:
        raise HallRefused(_("This attempt is finished: there is nothing to reset."))
    same = {"seat": seat, "attempt": locked, "by": acting_user, "why": why.strip()}
    if twice := Reset.objects.filter(**same, at__gte=timezone.now() - PRESSED_TWICE).first():
        return twice
    practice.reset(attempt=locked, request_key=secrets.token_hex(16))
    return Reset.objects.create(**same)


# --- learners ---------------------------------------------------------------------------------------------


@transaction.atomic
def join(*, acting_user: User, code: str, show_name: bool = False, let_look: bool = False) -> Seat:
    """A seat with the next number, at the learner's ordinary attempt: the one begun, else a new one in the hall's
    mode. Who is in already keeps the number. Raises `HallRefused` for a code that no open hall has."""
    hall = _open_one(acting_user, code)
    agreed = {"show_name": show_name, "let_look": let_look}
    seat = Seat.objects.filter(hall=hall, user=acting_user).first()
    attempt = _attempt_at(acting_user, hall)
    if seat:
        seat.attempt, seat.left_at = attempt, None
        seat.show_name, seat.let_look = show_name, let_look
        seat.save(update_fields=["attempt", "left_at", *agreed])
        return seat
    last = Seat.objects.filter(hall=hall).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_SEATS:
        raise HallRefused(_("This session is full. Ask the trainer to open a second one."))
    return Seat.objects.create(hall=hall, user=acting_user, number=last + 1, attempt=attempt, **agreed)


def _attempt_at(user: User, hall: Hall) -> Attempt:
    page = lessons.lesson_by_code(hall.lesson_code)
    task = lessons.task_of(page) if page else None
    if task is None:
        raise HallRefused(_("This lesson is not published at the moment. Tell the trainer."))
    begun = open_attempts(user).filter(lesson_code=hall.lesson_code).exists()
    return practice.start_attempt(user=user, task=task, mode=None if begun else hall.mode)


@transaction.atomic
def leave(*, seat: Seat) -> None:
    """The seat stands empty; the attempt stays the learner's. Twice is harmless."""
    Seat.objects.filter(pk=seat.pk, left_at__isnull=True).update(left_at=timezone.now(), wants_help_at=None)


@transaction.atomic
def want_help(*, seat: Seat, wanted: bool) -> None:
    """Asking also lets trainers look, until it is taken back or over."""
    _must_be_open(seat.hall)
    since = seat.wants_help_at or timezone.now()
    Seat.objects.filter(pk=seat.pk).update(wants_help_at=since if wanted else None)


@transaction.atomic
def agree(*, seat: Seat, show_name: bool | None = None, let_look: bool | None = None) -> None:
    """The learner changes their mind about name or screen."""
    changed = {"show_name": show_name, "let_look": let_look}
    Seat.objects.filter(pk=seat.pk).update(**{name: value for name, value in changed.items() if value is not None})


@transaction.atomic
def open_hint(*, seat: Seat, attempt: Attempt, hint: Hint, step: str) -> None:
    """In "tự làm" a hint is help like any other: opened on purpose, and the step no longer counts as done alone."""
    practice.helped_by_trainer(attempt=attempt, step=step)
    Seat.objects.filter(pk=seat.pk).update(opened=hint)


def read_out(*, seat: Seat, hint: Hint) -> None:
    """The newest hint has been announced to the learner."""
    Seat.objects.filter(pk=seat.pk).update(told=hint)


@transaction.atomic
def declare_pair(*, seat: Seat) -> Pair:
    """Two people work at this seat: a slip with which the second one confirms it, from an own account, in 14 days."""
    found = Pair.objects.filter(seat=seat).first()
    return found or Pair.objects.create(seat=seat, slip=f"{secrets.randbelow(10**8):08}")


@transaction.atomic
def confirm_pair(*, acting_user: User, slip: str) -> Pair:
    """The second person says that they took part. Raises `HallRefused`: one sentence for whatever does not fit."""
    _may_guess(acting_user)
    pair = Pair.objects.select_for_update(of=("self",)).select_related("seat__hall").filter(slip=digits(slip)).first()
    if pair and pair.user_id == acting_user.pk:
        return pair
    late = pair is not None and timezone.now() - pair.declared_at > PAIR_WITHIN
    if pair is None or pair.user_id or late or pair.seat.user_id == acting_user.pk:
        _guessed(acting_user)
        raise HallRefused(
            _("No shared seat waits for this code. Look at the slip again, or ask whose device it was.")
        )
    pair.user, pair.confirmed_at = acting_user, timezone.now()
    pair.save(update_fields=["user", "confirmed_at"])
    return pair


# --- codes ------------------------------------------------------------------------------------------------


def _open_one(user: User, code: str) -> Hall:
    """The open hall with that code, locked."""
    _may_guess(user)
    found = Hall.objects.select_for_update().filter(
        code=digits(code), closed_at__isnull=True, closes_at__gt=timezone.now()
    )
    hall = found.first()
    if hall is None:
        _guessed(user)
        raise HallRefused(_("No session has this code now. Look at the wall again: six digits."))
    return hall


def _guesses(user: User) -> str:
    return f"hall:guesses:{user.pk}"


def _may_guess(user: User) -> None:
    if cache.get(_guesses(user), 0) >= GUESSES:
        raise HallRefused(_("Too many wrong codes. Wait ten minutes, or ask the trainer."))


def _guessed(user: User) -> None:
    if not cache.add(_guesses(user), 1, GUESSING.total_seconds()):
        cache.incr(_guesses(user))


def _must_be_open(hall: Hall) -> None:
    if not hall.is_open:
        raise HallRefused(_("This session is over."))
