"""The six questions, and the files made of them, on a whole invented province on PostgreSQL: `make bench`.

Beside each page stands the time of a page of the same product, for the same person, that asks one indexed question
(the account page); at most `MOST` times that is allowed, and `QUERIES` queries. Sizes: `--people`, `--completions`,
`--events` (small by default; 37641, 900000 and 10000000 are the province's own).
"""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from importlib import import_module
from io import StringIO
from pathlib import Path

MOST, QUERIES = 3.0, 12
PLAIN = "/tai-khoan/"
SHARE = {"people": 3_764, "completions": 90_000, "events": 1_000_000}


def sizes(arguments: list[str]) -> Namespace:
    parser = ArgumentParser()
    for name, number in SHARE.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    return parser.parse_known_args(arguments)[0]


def on_postgres(arguments: list[str]) -> int:
    """In a process of its own, on a PostgreSQL of its own."""
    from private_postgres import private_postgres

    kept = True
    with private_postgres() as address:
        if address is None:
            print("no PostgreSQL on this machine: the province was not measured")
            return 0
        bench = str(Path(__file__).with_name("bench.py"))
        environment = os.environ | {"BENCH_DATABASE_URL": address}
        for part in ("--make-province", "--measure-province", "--measure-export"):
            status = subprocess.run([sys.executable, bench, part, *arguments], env=environment).returncode
            if status and part == "--make-province":
                return status
            kept = kept and not status
        return 0 if kept else 1


def make(arguments: list[str]) -> int:
    """Fill the database that is set."""
    from django.core.management import call_command

    asked = sizes(arguments)
    call_command("prepare", no_demo=True, stdout=StringIO())
    call_command("seed_demo", no_past=True, stdout=StringIO())
    started = time.monotonic()
    call_command("generate_province", people=asked.people, completions=asked.completions, events=asked.events)
    print(f"generated in {time.monotonic() - started:.0f} s, the process at most {memory():.0f} MB", flush=True)
    return 0


def measure(arguments: list[str]) -> int:
    """On the database that is set. Whether everything is within its budget."""
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from training.people.models import User
    from training.reports import rollups
    from training.reports.questions import ORDER

    asked = sizes(arguments)
    call_command("prepare", no_demo=True, stdout=StringIO())  # static files of this process's folder
    client = Client()
    client.force_login(User.objects.get(staff_code="999000000000"))

    def timed(url: str) -> float:
        begun = time.perf_counter()
        response = client.get(url)
        if response.status_code != 200:
            raise SystemExit(f"{url} answered {response.status_code}")
        return (time.perf_counter() - begun) * 1000

    urls = {key: f"/bao-cao/hoi/{key}/" for key in ORDER}
    for url in (PLAIN, *urls.values()):
        timed(url)  # templates and lessons are read
    import_module("training.wsgi")  # as a web process is, once it has answered
    samples: dict[str, list[float]] = {url: [] for url in (PLAIN, *urls.values())}
    for _ in range(30):  # turn by turn, so that a busy machine slows them alike
        for url, found in samples.items():
            found.append(timed(url))
    plain = statistics.median(samples[PLAIN])
    print(
        f"{asked.people:,} people, {asked.completions:,} completions, {asked.events:,} events;"
        f" a plain page {plain:.1f} ms"
    )
    kept = True
    for key, url in urls.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(url)
        took = statistics.median(samples[url])
        kept = kept and took <= MOST * plain and len(captured) <= QUERIES
        print(
            f"  {key}: {took:.1f} ms, ratio {took / plain:.2f} (at most {MOST}),"
            f" {len(captured)} queries (at most {QUERIES})"
        )
    begun = time.monotonic()
    differs = rollups.recount(mend=False)
    print(f"every count proved in {time.monotonic() - begun:.0f} s: {len(differs)} differ")
    return 0 if kept and not differs else 1


def memory() -> float:
    """The most that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure_export() -> int:
    from training.people.models import User
    from training.reports import api
    from training.reports.asking import asked_of
    from training.reports.models import Export

    user = User.objects.get(staff_code="999000000000")
    before, begun = memory(), time.monotonic()
    export = api.ask_for(acting_user=user, asked=asked_of(user, {}), who="moi-nguoi")
    api.write_waiting()
    export.refresh_from_db()
    print(
        f"workbook of {export.total:,} people: {export.size / 1e6:.1f} MB in {time.monotonic() - begun:.0f} s,"
        f" at most {memory() - before:.0f} MB above the {before:.0f} MB of the process"
    )
    return 0 if export.state == Export.State.READY else 1
