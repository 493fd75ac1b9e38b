"""Sending what was planned: nothing lost, nothing doubled, as far as a mail server allows.

A letter is a row that was committed before. A worker claims some for a while (`until`), makes each one's words,
commits that it is `sending`, hands it to the mail server, and commits that it is `sent`. A worker that dies

* before `sending` was committed has sent nothing: after `until` the letter waits again;
* after `sent` was committed leaves nothing to do;
* in between leaves a letter of which nobody can know. A mailbox that keeps one letter per Message-ID (`mailbox`, the
  embedded one) gets it again. Otherwise `settings.REMINDERS_AFTER_CRASH` decides: "once" calls it `unsure`, never
  sends it again, and takes back that the person was told, so that the next letter says it; "repeat" sends it again
  under the same Message-ID, which most mail systems show once. With SMTP one has to choose; here nothing comes
  twice.

A mail server that fails delays: the connection is tried again after 1, 2, 4… minutes, up to an hour, and no letter
is given up for it. What it refuses for good (5xx to the recipient or the letter) is `failed`, for HR to see.
"""

from __future__ import annotations

import logging
import secrets
import smtplib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.db import IntegrityError, transaction
from django.utils import timezone

from training.reminders import hours, letters
from training.reminders.models import Mail, Notice, Sweep, week_of

__all__ = ["Done", "recover", "send_waiting"]

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
LOT = 10  # letters that a worker claims at a time
LONGEST = 50  # seconds that a sweep takes, for there is one every minute
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
GIVE_UP = timedelta(days=5)  # a mailbox that is full for so long

State = Mail.State


@dataclass
class Done:
    """What a sweep did."""

    sent: int = 0
    failed: int = 0
    later: int = 0
    needless: int = 0
    unsure: int = 0


def send_waiting(
    *, clock: Callable[[], datetime] = timezone.now, most: int | None = None, any_hour: bool = False
) -> Done:
    """Send what waits, in office hours, as long as a sweep may take. Safe to run twice at a time."""
    done, now = Done(), clock()
    if not (any_hour or hours.is_open(now)):
        return done
    done.unsure = recover(now)
    sweep, _new = Sweep.objects.get_or_create(name="send")
    Sweep.objects.filter(name="send").update(at=now)
    if sweep.not_before and sweep.not_before > now:
        return done
    run, catalogue = secrets.token_hex(16), None
    with _Connection() as connection:
        ends = time.monotonic() + LONGEST
        for mail in _claimed(run, clock, settings.REMINDERS_PER_MINUTE if most is None else most):
            if time.monotonic() > ends or not (any_hour or hours.is_open(clock())):
                break
            if not connection.open():
                _server_failed(clock(), connection.error)
                break
            catalogue = catalogue or letters.Catalogue.read()
            outcome = _send(mail, run, catalogue, connection, clock)
            setattr(done, outcome, getattr(done, outcome) + 1)
            if not connection.alive:
                _server_failed(clock(), connection.error)
                break
            if outcome == "sent" and sweep.failures:
                sweep.failures = 0
                Sweep.objects.filter(name="send").update(failures=0, not_before=None, error="")
    Mail.objects.filter(run=run, state=State.CLAIMED).update(state=State.WAITING, run="", until=None)
    return done


def _claimed(run: str, clock: Callable[[], datetime], most: int) -> Iterator[Mail]:
    """Letters that wait, the oldest first, claimed lot by lot."""
    while most > 0:
        now = clock()
        waiting = Mail.objects.filter(state=State.WAITING, not_before__lte=now).order_by("pk")
        keys = list(waiting.values_list("pk", flat=True)[: min(LOT, most)])
        taken = Mail.objects.filter(pk__in=keys, state=State.WAITING)
        if not keys or not taken.update(state=State.CLAIMED, run=run, until=now + LEASE):
            return
        most -= len(keys)
        mine = Mail.objects.filter(pk__in=keys, run=run, state=State.CLAIMED)
        yield from mine.select_related("user").order_by("pk")


def recover(now: datetime) -> int:
    """What workers that died have left. How many letters are unsure now."""
    left = Mail.objects.filter(until__lt=now)
    left.filter(state=State.CLAIMED).update(state=State.WAITING, run="", until=None)
    with transaction.atomic():
        lost = left.filter(state=State.SENDING).select_for_update()
        if _may_be_repeated():
            lost.update(state=State.WAITING, run="", until=None)
            return 0
        keys = list(lost.values_list("pk", flat=True))
        Notice.objects.filter(mail__in=keys).delete()
        return Mail.objects.filter(pk__in=keys).update(state=State.UNSURE, run="", until=None, ended_at=now)


def _may_be_repeated() -> bool:
    once = getattr(get_connection(fail_silently=False), "once_per_message_id", False)
    return bool(once) or settings.REMINDERS_AFTER_CRASH == "repeat"


def _send(mail: Mail, run: str, catalogue: letters.Catalogue, connection: _Connection, clock: Any) -> str:
    """One letter. Says what became of it: a field of `Done`."""
    user, today = mail.user, timezone.localdate(clock())
    if not _brought_forward(mail, run, today):
        return _end(mail, run, State.CLAIMED, "needless", clock())
    try:
        letter = letters.compose(mail, today, catalogue) if user.is_active else None
        message = letters.message_of(letter, mail.message_id) if letter and not letter.empty else None
    except Exception:
        logger.exception("letter %s could not be made", mail.pk)
        return _end(mail, run, State.CLAIMED, "later", clock(), error="letter")
    if message is None:
        return _end(mail, run, State.CLAIMED, "needless", clock())
    if not user.email:
        return _end(mail, run, State.CLAIMED, "failed", clock(), error="no address")
    mine = Mail.objects.filter(pk=mail.pk, run=run, state=State.CLAIMED)
    if not mine.update(state=State.SENDING, until=clock() + LEASE, address=user.email):
        return "later"  # taken over by another worker meanwhile
    outcome, error = connection.send(message)
    if outcome == "later" and connection.alive and clock() - mail.planned_at > GIVE_UP:
        outcome = "failed"  # that mailbox has said "later" all the time
    return _end(mail, run, State.SENDING, outcome, clock(), error=error)


def _brought_forward(mail: Mail, run: str, today: date) -> bool:
    """A letter that goes out later than planned counts for the day and the week in which it goes out. Meanwhile no
    other was planned for that person, so both are free; should they not be, another letter says all of it."""
    if mail.day == today:
        return True
    week = week_of(today)
    changes = {"day": today} if week == mail.week else {"day": today, "week": week, "slot": 1}
    try:
        with transaction.atomic():
            return bool(Mail.objects.filter(pk=mail.pk, run=run, state=State.CLAIMED).update(**changes))
    except IntegrityError:
        return False


def _end(mail: Mail, run: str, was: str, outcome: str, now: datetime, error: str = "") -> str:
    changes: dict[str, Any] = {"error": error, "until": None, "run": ""}
    if outcome == "later":
        wait = min(FIRST_WAIT * 2 ** min(mail.tries, 10), LONGEST_WAIT)
        changes |= {"state": State.WAITING, "tries": mail.tries + 1, "not_before": now + wait}
    else:
        changes |= {"state": State(outcome), "ended_at": now}
    with transaction.atomic():
        if Mail.objects.filter(pk=mail.pk, run=run, state=was).update(**changes) and outcome in (
            "failed",
            "unsure",
            "needless",
        ):
            Notice.objects.filter(mail=mail).delete()  # the person was not told: a later letter will
    return outcome


def _server_failed(now: datetime, error: str) -> None:
    sweep = Sweep.objects.get(name="send")
    wait = min(FIRST_WAIT * 2 ** min(sweep.failures, 10), LONGEST_WAIT)
    Sweep.objects.filter(name="send").update(not_before=now + wait, failures=sweep.failures + 1, error=error[:40])
    logger.warning("the mail server failed (%s); tried again in %s", error, wait)


class _Connection:
    """One connection for a sweep, opened when the first letter is ready."""

    def __init__(self) -> None:
        self._backend: Any = get_connection(fail_silently=False)
        self._opened = False
        self._handed_over = False
        self.alive = True
        self.error = ""

    def __enter__(self) -> _Connection:
        return self

    def __exit__(self, *_args: object) -> None:
        try:
            self._backend.close()
        except Exception as error:
            logger.info("the mail server's farewell: %s", type(error).__name__)

    def open(self) -> bool:
        """Whether the mail server is there. Nothing is with it yet, so a failure loses nothing."""
        if self._opened:
            return True
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as error:
            self.error = _name_of(error)
            return False
        self._watch()
        self._opened = True
        return True

    def _watch(self) -> None:
        """Notice from when on the mail server may have the whole letter: SMTP's DATA."""
        server = getattr(self._backend, "connection", None)
        if not isinstance(server, smtplib.SMTP):
            return
        data = server.data

        def watched(*args: Any, **kwargs: Any) -> Any:
            self._handed_over = True
            return data(*args, **kwargs)

        server.data = watched  # type: ignore[method-assign]

    def send(self, message: Any) -> tuple[str, str]:
        """(what became of it: a field of `Done`, why)."""
        self._handed_over = not isinstance(getattr(self._backend, "connection", None), smtplib.SMTP)
        try:
            self._backend.send_messages([message])
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _said in error.recipients.values()]
            return ("failed" if all(500 <= code < 600 for code in codes) else "later"), str(max(codes, default=0))
        except smtplib.SMTPDataError as error:
            return ("failed" if 500 <= error.smtp_code < 600 else "later"), str(error.smtp_code)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPAuthenticationError, smtplib.SMTPHeloError) as error:
            self._lost(error)  # it is us whom the server refuses: nobody's letter is to blame
            return "later", self.error
        except (OSError, smtplib.SMTPException) as error:
            self._lost(error)
            unsure = self._handed_over and not _may_be_repeated()
            return ("unsure" if unsure else "later"), self.error
        except (ValueError, UnicodeError):
            return "failed", "address"
        return "sent", ""

    def _lost(self, error: Exception) -> None:
        self.alive, self.error = False, _name_of(error)


def _name_of(error: Exception) -> str:
    """The server's number where it gave one, else the kind of failure: never its words, which may hold addresses."""
    code = getattr(error, "smtp_code", None)
    return str(code) if code else type(error).__name__[:40]
