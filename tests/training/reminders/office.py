"""A small office that is asked for a lesson, and mail servers that misbehave; no province, no lesson page."""

from __future__ import annotations

import datetime
import socket
import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from training.assignments.models import Assignment
from training.people import api as people
from training.people.models import OrgUnit, User

MONDAY = datetime.date(2026, 12, 7)
NINE = timezone.make_aware(datetime.datetime.combine(MONDAY, datetime.time(9)))


def an_office(size: int) -> tuple[OrgUnit, list[User]]:
    """So many people in one unit, since a year."""
    since = datetime.date(2025, 7, 1)
    unit = OrgUnit.add_root(code="vp", name="Văn phòng", short_name="VP", kind="province", valid_from=since)
    return unit, [joins(unit, number) for number in range(size)]


def joins(unit: OrgUnit, number: int) -> User:
    """One more, since a year."""
    code = f"VP-{number:03}"
    user = people.create_user(
        acting_user=None, staff_code=code, full_name=f"Lê Văn {number}", email=f"{code.lower()}@camau.example"
    )
    day = datetime.date(2025, 7, 1)
    people.place(acting_user=None, user=user, unit=unit, position="Chuyên viên", valid_from=day)
    return user


def asked(
    unit: OrgUnit, by: User, due: datetime.date, given: datetime.date = MONDAY, code: str = "L05"
) -> Assignment:
    """As a row: which lessons there are does not matter here."""
    given_at = timezone.make_aware(datetime.datetime.combine(given, datetime.time(8)))
    return Assignment.objects.create(code=code, unit=unit, due=due, given_by=by, given_at=given_at)


class Server(BaseEmailBackend):
    """Does what `says` says for each letter, the last answer for ever: an exception to raise, or None to take it.
    `log`: Message-ID and address of every letter taken, also for other processes."""

    says: ClassVar[list[Exception | None]] = [None]
    opens: ClassVar[list[Exception | None]] = [None]
    log: ClassVar[Path]
    before: ClassVar[Callable[[str], None]] = staticmethod(lambda where: None)

    @classmethod
    def begin(cls, log: Path) -> None:
        cls.says, cls.opens, cls.log = [None], [None], log
        cls.before = staticmethod(lambda where: None)
        log.touch()

    @classmethod
    def taken(cls) -> list[tuple[str, str]]:
        return [tuple(line.split()) for line in cls.log.read_text().splitlines()]  # type: ignore[misc]

    @staticmethod
    def _next(answers: list[Exception | None]) -> None:
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if answer is not None:
            raise answer

    def open(self) -> bool:
        self._next(type(self).opens)
        return True

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            self._next(type(self).says)
            type(self).before("hand over")
            line = f"{message.extra_headers['Message-ID']} {message.to[0]}\n"
            with open(type(self).log, "ab", buffering=0) as file:
                file.write(line.encode())
            type(self).before("taken")
        return len(messages)


# --- a mail server of our own, for what smtplib does ------------------------------------------------------


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        script: dict[str, str] = self.server.script  # type: ignore[attr-defined]
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split()[0].upper()
            answer = script.get(verb, {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok"))
            if answer == "hang up":
                return self._hang_up()
            self._say(answer)
            if verb == "DATA" and answer.startswith("354"):
                while (text := self.rfile.readline()) not in (b".\r\n", b""):
                    self.server.lines.append(text)  # type: ignore[attr-defined]
                if script.get("dot") == "hang up":
                    return self._hang_up()
                self._say(script.get("dot", "250 taken"))
            if verb == "QUIT":
                return None
        return None

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def _hang_up(self) -> None:
        self.connection.shutdown(socket.SHUT_RDWR)


@contextmanager
def smtp_server(**script: str) -> Iterator[tuple[int, list[bytes]]]:
    """A mail server that answers each verb as `script` says ("hang up": not at all). Gives its port and what came."""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk)
    server.daemon_threads = True
    server.script, server.lines = script, []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield server.server_address[1], server.lines  # type: ignore[attr-defined]
    finally:
        server.shutdown()
        server.server_close()
