"""Background work without Redis: another process does it, and a message outlives a stopped worker."""

import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from kombu import Connection

from training import broker

ROOT = Path(__file__).resolve().parents[2]


class House:
    """A data folder of its own, with processes that know nothing of this test run."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environment = os.environ | {"DATA_DIR": str(data), "DATABASE_URL": "", "REDIS_URL": ""}
        self.environment["DJANGO_SETTINGS_MODULE"] = "training.settings"

    def python(self, program: str) -> None:
        command = [sys.executable, "-c", f"import django; django.setup(); {program}"]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True, timeout=120)

    def ask(self, first: str = "") -> None:
        """Send the task from a process that then ends."""
        self.python(f"{first}from training.tasks import forget_expired_sessions as task; task.delay()")

    def open(self) -> None:
        """The same, after making the table that the task is about."""
        migrate = "from django.core.management import call_command; call_command('migrate', 'sessions', verbosity=0)"
        self.ask(first=f"{migrate}; ")

    @contextmanager
    def worker(self) -> Iterator[None]:
        """A worker that ends as in a power cut: an orderly end takes Celery seconds."""
        command = [sys.executable, "-m", "celery", "--app", "training", "--quiet", "worker", "--pool", "threads"]
        command += [
            "--concurrency",
            "1",
            "--without-gossip",
            "--without-mingle",
            "--without-heartbeat",
        ]  # as in `make run`
        process = subprocess.Popen(command, cwd=ROOT, env=self.environment)
        try:
            yield
        finally:
            process.kill()
            process.wait(30)

    def sign_in_that_ran_out(self) -> None:
        with closing(sqlite3.connect(self.data / "data.sqlite3", timeout=20)) as database, database:
            database.execute("insert into django_session values (?, '', '2020-01-01 00:00:00')", [str(time.time())])

    def sign_ins(self) -> int:
        with closing(sqlite3.connect(self.data / "data.sqlite3", timeout=20)) as database:
            return int(database.execute("select count(*) from django_session").fetchone()[0])

    def messages(self) -> list[Path]:
        return list((self.data / "broker" / "messages").glob("*.msg"))

    def wait_until_forgotten(self) -> None:
        deadline = time.monotonic() + 60
        while self.sign_ins():
            assert time.monotonic() < deadline, "the worker did nothing"
            time.sleep(0.1)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.mark.thorough
def test_a_message_is_done_by_another_process_and_outlives_a_stopped_worker(house: House) -> None:
    house.open()
    house.sign_in_that_ran_out()
    with house.worker():
        house.wait_until_forgotten()

    house.sign_in_that_ran_out()
    house.ask()
    assert len(house.messages()) == 1  # nobody is there to take it

    with house.worker():
        house.wait_until_forgotten()
    assert house.messages() == []


@pytest.mark.thorough
def test_a_reader_never_sees_half_a_message(tmp_path: Path) -> None:
    """Four writers of large messages, four readers: each message arrives once, and whole."""
    count, size = 100, 200_000
    arrived: list[int] = []
    connection = Connection(broker.URL, transport_options=broker.options(tmp_path))

    def write(writer: int) -> None:
        with connection.clone() as own, own.SimpleQueue("work") as queue:
            for number in range(writer, count, 4):
                queue.put({"number": number, "ballast": "x" * size})

    def read() -> None:
        with connection.clone() as own, own.SimpleQueue("work", no_ack=True) as queue:
            while len(arrived) < count:
                try:
                    body = queue.get(block=False).payload
                except queue.Empty:
                    continue
                assert len(body["ballast"]) == size
                arrived.append(body["number"])

    threads = [threading.Thread(target=write, args=(n,), daemon=True) for n in range(4)]
    threads += [threading.Thread(target=read, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(arrived) == list(range(count))
