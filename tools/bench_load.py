"""A learner's action under load: a real gunicorn, eight clients at once, server CPU time and latency.

The action is what a browser does: POST the form (engine, checks, record), then fetch the fragment that it leads to.
Beside it, on the same server, the bare view: who is it, and one row. Clients are threads of this process on the
loopback address; requests are bounded in number.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from training.people.models import User

CLIENTS, REQUESTS = 8, 40  # at once; of each client
WARM_UP = 5
BARE = "/bare/"
TICKS = os.sysconf("SC_CLK_TCK")


class Browser:
    """One signed-in learner: keeps its connection, its cookies and its CSRF token."""

    def __init__(self, port: int, session: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookies = {"sessionid": session}
        self.token = ""

    def ask(self, method: str, url: str, data: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the text."""
        headers = {
            "Host": "testserver",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "HX-Request": "true",
        }
        body = None
        if data is not None:
            body = urlencode(data | {"csrfmiddlewaretoken": self.token})
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": "http://testserver/"}
        self.connection.request(method, url, body, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode(errors="replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _equals, rest = cookie.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        return answer.status, answer.headers.get("Location", ""), text

    def open(self, url: str) -> str:
        status, _where, text = self.ask("GET", url)
        if status != 200:
            raise SystemExit(f"{url} answered {status}")
        if found := re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text):
            self.token = found[1]
        return text


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server() -> Iterator[tuple[int, Callable[[], float]]]:
    """gunicorn as `docs/deploy.md` runs it, with the bare view beside the product: its port, and its CPU seconds."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "bench_server:application",
        "--workers",
        "2",
        "--threads",
        "4",
        "--worker-class",
    ]
    command += [
        "gthread",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
        "--keep-alive",
        "60",
        "--pythonpath",
        "tools",
    ]
    root = Path(__file__).resolve().parent.parent
    running = subprocess.Popen(command, cwd=root, env=os.environ | {"ALLOWED_HOSTS": "testserver"})
    try:
        for _ in range(300):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield port, lambda: cpu_seconds(running.pid)
    finally:
        running.terminate()
        running.wait(30)


def cpu_seconds(parent: int) -> float:
    """User and system time of the workers of that gunicorn so far."""
    spent = 0.0
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    for pid in children:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        spent += (int(fields[11]) + int(fields[12])) / TICKS
    return spent


def together(work: Callable[[int], list[float]]) -> list[float]:
    """Each client's latencies in milliseconds, all clients at once."""
    found: list[list[float]] = [[] for _ in range(CLIENTS)]
    failed: list[BaseException] = []

    def one(number: int) -> None:
        try:
            found[number] = work(number)
        except BaseException as error:  # a thread's failure must end the run
            failed.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return [sample for samples in found for sample in samples]


def timed(browser: Browser, steps: Callable[[], None]) -> list[float]:
    samples = []
    for _ in range(REQUESTS):
        started = time.perf_counter()
        steps()
        samples.append((time.perf_counter() - started) * 1000)
    return samples


def measure(sessions: list[str], forms: list[str]) -> tuple[float, float, float, float]:
    """CPU milliseconds and p95 latency of an action, then of the bare view. `forms`: one repeatable action each."""
    with server() as (port, spent):
        browsers = [Browser(port, session) for session in sessions]

        def act(number: int) -> list[float]:
            browser, form = browsers[number], forms[number]
            browser.open(form.rpartition("/")[0])

            def once() -> None:
                status, where, _text = browser.ask("POST", form, {"request_key": uuid.uuid4().hex})
                if status != 303:
                    raise SystemExit(f"the action was not accepted: {status}")
                parts = urlsplit(where)
                browser.open(f"{parts.path}?{parts.query}")

            for _ in range(WARM_UP):
                once()
            return timed(browser, once)

        def bare(number: int) -> list[float]:
            def once() -> None:
                status, _where, _text = browsers[number].ask("POST", BARE, {})
                if status != 204:
                    raise SystemExit(f"the bare view answered {status}")

            for _ in range(WARM_UP):
                once()
            return timed(browsers[number], once)

        figures = []
        for work in (act, bare):
            before = spent()
            samples = together(work)
            cpu = (spent() - before) * 1000 / (CLIENTS * (REQUESTS + WARM_UP))
            figures += [cpu, statistics.quantiles(samples, n=20)[-1]]
    return figures[0], figures[1], figures[2], figures[3]


def prepared(users: list[User]) -> tuple[list[str], list[str]]:
    """A session and the address of a form that can be sent again and again, for each of them."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.urls import reverse

    from lessons import selectors as lessons
    from sandbox.definition.loader import platform_of
    from sandbox.models import OverlayRow
    from sandbox.screens import paths
    from training.practice import api as practice

    lesson = lessons.lesson_by_code("L05")
    task = lessons.task_of(lesson) if lesson else None
    assert task is not None
    sessions, forms = [], []
    for user in users:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
        sessions.append(str(session.session_key))
        attempt = practice.start_attempt(user=user, task=task)
        rid = OverlayRow.objects.get(workspace=attempt.workspace, ref="hoa_toc").rid
        path = paths.form_path(platform_of(task.snapshot), "van_ban", rid, "kiem_chu_ky")
        forms.append(reverse("practice_screen", args=[attempt.uuid, path]))
    return sessions, forms


def report(vendor: str) -> None:
    from training.people.models import User

    sessions, forms = prepared(list(User.objects.order_by("pk")[:CLIENTS]))
    cpu, p95, bare_cpu, bare_p95 = measure(sessions, forms)
    print(
        f"{vendor}, {CLIENTS} clients at once: an action, answered, {cpu:.1f} ms of server CPU, p95 {p95:.0f} ms;"
        f" the bare view {bare_cpu:.1f} ms, p95 {bare_p95:.0f} ms:"
        f" ratios {cpu / bare_cpu:.1f} and {p95 / bare_p95:.1f}"
    )
