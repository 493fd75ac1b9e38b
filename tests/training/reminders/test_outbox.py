"""The outbox: a mail server that fails delays and loses nothing, a worker that dies doubles nothing, and nobody gets
more than a few letters a week, in office hours."""

from __future__ import annotations

import random
import smtplib
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from tests.killed import killed_at, writes
from tests.training.reminders.office import MONDAY, NINE, Server, an_office, asked, joins, smtp_server
from training.people.models import User
from training.reminders import api, hours, outbox
from training.reminders.models import Mail, Notice, Sweep, week_of

BACKEND = "tests.training.reminders.office.Server"
State = Mail.State


@pytest.fixture
def office(db: None, settings: Any, tmp_path: Path) -> list[User]:
    """Three people who are asked for L05 until Thursday week; it is Monday at nine."""
    settings.EMAIL_BACKEND = BACKEND
    Server.begin(tmp_path / "taken")
    unit, staff = an_office(3)
    asked(unit, staff[0], MONDAY + timedelta(10))
    return staff


def send(after: timedelta = timedelta()) -> outbox.Done:
    return outbox.send_waiting(clock=lambda: NINE + after)


def states() -> Counter[str]:
    return Counter(Mail.objects.values_list("state", flat=True))


def to() -> list[str]:
    return [address for _key, address in Server.taken()]


# --- a mail server that fails -----------------------------------------------------------------------------


def test_a_server_that_is_not_there_is_tried_again_less_and_less_often(office) -> None:
    api.plan(now=NINE)
    Server.opens = [ConnectionRefusedError()]
    tries, minute = [], 0
    while minute < 70:
        before = Sweep.objects.filter(name="send").values_list("failures", flat=True).first() or 0
        send(timedelta(minutes=minute))
        if Sweep.objects.get(name="send").failures > before:
            tries.append(minute)
        minute += 1
    assert tries == [0, 1, 3, 7, 15, 31, 63]
    assert states() == {State.WAITING: 3}
    Server.opens = [None]
    assert send(timedelta(hours=5)).sent == 3
    assert Sweep.objects.get(name="send").failures == 0
    assert sorted(to()) == sorted(user.email for user in office)


def test_what_is_refused_for_good_is_failed_and_stops_nobody_else(office) -> None:
    api.plan(now=NINE)
    gone = smtplib.SMTPRecipientsRefused({"x": (550, b"no such user vp-000@camau.example")})
    Server.says = [gone, None]
    done = send()
    assert (done.failed, done.sent) == (1, 2)
    failed = Mail.objects.get(state=State.FAILED)
    assert failed.error == "550"  # the number, none of the words
    assert not Notice.objects.filter(user=failed.user).exists()
    assert api.plan(now=NINE + timedelta(7)) == 2  # that address is left alone…
    User.objects.filter(pk=failed.user_id).update(email="dung@camau.example")
    assert api.plan(now=NINE + timedelta(7)) == 1  # …until it is another
    send(timedelta(7))
    assert "dung@camau.example" in to()


def test_a_full_mailbox_is_tried_again(office) -> None:
    api.plan(now=NINE)
    full = smtplib.SMTPRecipientsRefused({"x": (452, b"full")})
    Server.says = [full, None]
    assert (send().later, states()[State.WAITING]) == (1, 1)
    assert send(timedelta(seconds=30)).sent == 0
    assert send(timedelta(minutes=2)).sent == 1
    assert len(set(to())) == 3


def test_a_full_mailbox_is_given_up_after_five_days_and_a_server_never(office) -> None:
    api.plan(now=NINE)
    Server.says = [smtplib.SMTPRecipientsRefused({"x": (452, b"full")})]
    send(timedelta(days=7))
    assert states() == {State.FAILED: 3}
    Mail.objects.update(state=State.WAITING)
    Server.says = [smtplib.SMTPSenderRefused(550, b"who are you", "hoc@camau.example")]
    send(timedelta(days=8))
    assert states() == {State.WAITING: 3}
    assert Sweep.objects.get(name="send").error == "550"


def test_a_server_that_hangs_up_with_the_letter_in_its_hands_gets_no_second_one(office, settings) -> None:
    """Nobody can know. The letter is not sent again; what it said is said in the next one."""
    api.plan(now=NINE)
    Server.says = [smtplib.SMTPServerDisconnected("gone"), None]
    assert (send().unsure, states()[State.WAITING]) == (1, 2)
    unsure = Mail.objects.get(state=State.UNSURE)
    send(timedelta(minutes=5))
    assert unsure.message_id not in dict(Server.taken())
    tomorrow = timedelta(days=1)
    assert api.plan(now=NINE + tomorrow) == 1
    assert send(tomorrow).sent == 1
    assert Counter(to()) == dict.fromkeys((user.email for user in office), 1)


def test_or_the_same_again_under_the_same_message_id(office, settings) -> None:
    settings.REMINDERS_AFTER_CRASH = "repeat"
    api.plan(now=NINE)
    Server.says = [smtplib.SMTPServerDisconnected("gone"), None]
    assert send().later == 1
    assert send(timedelta(minutes=5)).sent == 3
    assert set(dict(Server.taken())) == {mail.message_id for mail in Mail.objects.all()}


@pytest.mark.parametrize(
    ("script", "state"),
    [
        ({}, State.SENT),
        ({"RCPT": "550 no such user"}, State.FAILED),
        ({"RCPT": "450 later"}, State.WAITING),
        ({"RCPT": "hang up"}, State.WAITING),
        ({"DATA": "554 not this"}, State.FAILED),
        ({"dot": "451 later"}, State.WAITING),
        ({"dot": "554 no"}, State.FAILED),
        ({"dot": "hang up"}, State.UNSURE),
        ({"MAIL": "530 who are you"}, State.WAITING),
    ],
)
def test_with_a_real_server(office, settings, script: dict[str, str], state: str) -> None:
    """SMTP as it is spoken: until DATA it is certain that nothing was taken."""
    User.objects.exclude(pk=office[0].pk).update(is_active=False)
    api.plan(now=NINE)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_TIMEOUT = "127.0.0.1", 5
    with smtp_server(**script) as (port, lines):
        settings.EMAIL_PORT = port
        send()
    assert states() == {state: 1}
    if not script:
        assert b"List-Unsubscribe: <http://localhost" in b"".join(lines).replace(b"\r\n ", b" ").replace(b"  ", b" ")


# --- workers that die -------------------------------------------------------------------------------------


def test_two_workers_at_a_time_send_each_letter_once(office) -> None:
    """The second begins while the first has the first letter in its hands."""
    api.plan(now=NINE)
    second: list[outbox.Done] = []

    def meanwhile(where: str) -> None:
        if where == "hand over" and not second:
            second.append(outbox.Done())
            second[0] = send()

    Server.before = staticmethod(meanwhile)
    send()
    assert Counter(to()) == dict.fromkeys((user.email for user in office), 1)
    assert states() == {State.SENT: 3}


def a_worker(clock: Callable[[], datetime]) -> Callable[[Callable[[str], None]], None]:
    """Plans and sends; every statement that writes and every letter handed over is a boundary, before and after."""

    def work(boundary: Callable[[str], None]) -> None:
        Server.before = staticmethod(boundary)
        with connection.execute_wrapper(writes(boundary)):
            api.plan(now=clock())
            outbox.send_waiting(clock=clock)

    return work


@pytest.fixture
def big_office(transactional_db: None, settings: Any, tmp_path: Path) -> list[User]:
    Server.begin(tmp_path / "taken")
    unit, staff = an_office(3)
    asked(unit, staff[0], MONDAY + timedelta(10))
    return staff


def kill(times: int, staff: list[User]) -> None:
    """So many workers one after the other, each killed at another place: while it plans, claims, hands over, or has
    handed over and not yet said so. Before each two people come; leases are over when the next one begins."""
    unit, killed, attempt = staff[0].memberships.get().unit, 0, 0
    while killed < times:
        attempt += 1
        assert attempt < 50, "the office closes"
        staff += [joins(unit, len(staff)), joins(unit, len(staff) + 1)]
        moment = NINE + timedelta(minutes=3 * attempt)
        connection.close()
        killed += killed_at(1 + attempt * 7 % 26, a_worker(lambda moment=moment: moment))  # type: ignore[misc]


@pytest.mark.thorough
@pytest.mark.exhaustive
@pytest.mark.everywhere
def test_killed_twenty_times_nothing_is_lost_and_nothing_doubled(big_office, settings, monkeypatch) -> None:
    """With a mail server of which nobody can ask what it took."""
    settings.EMAIL_BACKEND = BACKEND
    monkeypatch.setattr(outbox, "LEASE", timedelta(minutes=2))
    kill(20, big_office)
    for day in range(5):  # what is unsure is said again in the next letter; there are two a week
        moment = NINE + timedelta(days=day, hours=5)
        api.plan(now=moment)
        outbox.send_waiting(clock=lambda moment=moment: moment)  # type: ignore[misc]
    taken = Counter(key for key, _address in Server.taken())
    assert max(taken.values()) == 1  # no letter twice
    assert set(to()) == {user.email for user in big_office}  # and everybody heard
    assert set(states()) <= {State.SENT, State.UNSURE}
    sent = {mail.message_id for mail in Mail.objects.filter(state=State.SENT)}
    assert sent <= set(taken)  # nothing is called sent that was not
    assert {mail.message_id for mail in Mail.objects.all()} >= set(taken)
    assert Notice.objects.filter(mail__state=State.SENT).count() == len(big_office)
    assert max(Counter(to()).values()) <= settings.REMINDERS_PER_WEEK


@pytest.mark.thorough
@pytest.mark.exhaustive
@pytest.mark.everywhere
def test_killed_twenty_times_with_our_own_mailbox_it_is_exactly_once(
    big_office, settings, monkeypatch, tmp_path
) -> None:
    """A mailbox that keeps one letter per Message-ID leaves nothing unsure, on the same day."""
    settings.EMAIL_BACKEND = "training.reminders.mailbox.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    monkeypatch.setattr(outbox, "LEASE", timedelta(minutes=2))
    kill(20, big_office)
    last = NINE + timedelta(hours=5)
    api.plan(now=last)
    outbox.send_waiting(clock=lambda: last)
    letters = list((tmp_path / "mail").glob("*.eml"))
    assert states() == {State.SENT: len(big_office)}
    assert sorted(one.read_text().partition("\nTo: ")[2].partition("\n")[0] for one in letters) == sorted(
        str(user.email) for user in big_office
    )


# --- the cap and the hours --------------------------------------------------------------------------------


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(1, 6))
def test_whatever_happens_the_cap_and_the_quiet_hours_hold(office, settings, seed: int) -> None:
    """Twelve days of new assignments, moved days, a server that comes and goes, at every hour of day and night."""
    dice = random.Random(seed)
    settings.REMINDERS_PER_WEEK = dice.choice([1, 2, 3])
    unit, codes = office[0].memberships.get().unit, [f"L{n:02}" for n in range(6, 24)]
    went: list[tuple[str, datetime]] = []
    moment = NINE
    Server.before = staticmethod(lambda where: None)
    while moment < NINE + timedelta(days=12):
        moment += timedelta(minutes=dice.choice([1, 30, 240, 500]))
        if dice.random() < 0.1 and codes:
            day = timezone.localdate(moment)
            asked(unit, office[0], day + timedelta(dice.randint(0, 20)), given=day, code=codes.pop())
        Server.opens = [dice.choice([None, None, None, ConnectionRefusedError()])]
        Server.says = [dice.choice([None, None, smtplib.SMTPServerDisconnected("gone")])]
        before = len(Server.taken())
        api.plan(now=moment)
        outbox.send_waiting(clock=lambda moment=moment: moment)  # type: ignore[misc]
        went += [(address, moment) for _key, address in Server.taken()[before:]]
    assert len(went) >= 3
    assert all(hours.is_open(when) for _address, when in went)
    per_day = Counter((address, timezone.localdate(when)) for address, when in went)
    per_week = Counter((address, week_of(timezone.localdate(when))) for address, when in went)
    assert max(per_day.values()) == 1
    assert max(per_week.values()) <= settings.REMINDERS_PER_WEEK
    keys = [key for key, _address in Server.taken()]
    assert len(keys) == len(set(keys))
