"""Speed as ratios, in one run on one machine: `make bench`.

* one action of a learner (session, checks and all) against a bare Django view that authenticates the session and
  inserts one row;
* creating a workspace, and a list screen, on 100,000 base records against 1,000;
* the search box over 100,000 records of all modules against the same words in a bare table of these texts, indexed;
* importing an export of 50,000 rows (read, masked, checked) against 5,000, and against inserting alone;
* an action with its rendered answer under eight clients at once, in server CPU time and at p95, beside a bare view on
  the same server: on SQLite, and on PostgreSQL where the machine has one (`bench_load`);
* the six questions of the reports against a plain page, on an invented province (`bench_province`); `--province`
  measures that alone, and takes `--people`, `--completions` and `--events`.

Works on a database of its own (`BENCH_DATABASE_URL` names another scratch one) and throws it away; `--load` measures
the load alone.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from io import StringIO
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.test import Client

    from lessons.models import Task
    from sandbox.models import Snapshot, Workspace
    from training.people.models import User

ROOT = Path(__file__).resolve().parent.parent
CLERK, LESSON = "CM-DM-001", "L05"
SMALL, LARGE = 1_000, 100_000
ACTIONS = ("van_ban.kiem_chu_ky", "van_ban.tiep_nhan")  # what can be done to a fresh document, without typing
LIST = "van_ban"
BUDGETS = {"workspace creation": 1.2, "list screen": 2.0, "search": 3.0, "import, a row": 1.5}
SEARCHES = ("tom", "bao cao tien do", "tran van", "khong dau nao ca")  # common, several words, names, found nowhere
ROWS_FEW, ROWS_MANY = 5_000, 50_000
COLUMNS = ("so_ky_hieu", "trich_yeu", "ngay_ban_hanh", "nguoi_ky")
MAPPING = """
tables:
  - file: van_ban.csv
    record: van_ban
    state: hoan_thanh
    fields:
      so_ky_hieu: SO
      trich_yeu: TRICH_YEU
      ngay_ban_hanh: NGAY
      nguoi_ky: {column: KY, mask: name}
      noi_dung: NOI_DUNG
"""


def bare_view(request: HttpRequest) -> HttpResponse:
    """What any Django view costs: who is it, and one row."""
    from django.contrib.sessions.models import Session
    from django.http import HttpResponse
    from django.utils import timezone

    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    Session.objects.create(session_key=uuid.uuid4().hex, session_data="", expire_date=timezone.now())
    return HttpResponse(status=204)


def milliseconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def median(samples: Iterator[float]) -> float:
    """The middle of the samples, the first tenth left out: caches fill there."""
    taken = list(samples)
    return statistics.median(taken[len(taken) // 10 :])


def resized(snapshot: Snapshot, size: int) -> Snapshot:
    """The same platform over `size` base records: the demonstration's own, repeated."""
    from sandbox import api
    from sandbox.definition.loader import platform_of
    from sandbox.models import BaseRecord

    rows = BaseRecord.objects.filter(snapshot=snapshot, record_type=LIST).order_by("rid")
    specs = [api.BaseRecordSpec(row.record_type, row.state, row.data) for row in rows]
    return api.import_snapshot(platform=platform_of(snapshot), records=islice(cycle(specs), size))


def fresh(task: Task, snapshot: Snapshot) -> Workspace:
    from sandbox import api

    return api.create_workspace(snapshot=snapshot, scenario=task.typed.scenario, seed=7)


def action_posts(client: Client, user: User, task: Task, attempts: int) -> Iterator[float]:
    """Real forms, sent as a browser sends them, judged and acknowledged."""
    from django.urls import reverse

    from sandbox.definition.loader import platform_of
    from sandbox.models import OverlayRow
    from sandbox.screens import paths
    from training.practice import api as practice

    platform = platform_of(task.snapshot)
    attempt = practice.start_attempt(user=user, task=task)
    for _ in range(attempts):
        rids = OverlayRow.objects.filter(workspace=attempt.workspace, record_type=LIST).values_list("rid", flat=True)
        for rid in list(rids):
            for action in ACTIONS:
                path = paths.form_path(platform, LIST, rid, action.partition(".")[2])
                url = reverse("practice_screen", args=[attempt.uuid, path])
                form = {"request_key": uuid.uuid4().hex}
                started = time.perf_counter()
                response = client.post(url, form)
                yield (time.perf_counter() - started) * 1000
                if response.status_code != 303:
                    raise SystemExit(f"{action} was not accepted: {response.status_code}")
        attempt = practice.repeat(attempt=attempt)


def creations(task: Task, snapshots: dict[int, Snapshot], times: int) -> dict[int, float]:
    """Size → median. Sizes take turns, so that a busy machine slows them alike."""
    samples: dict[int, list[float]] = {size: [] for size in snapshots}
    for _ in range(times):
        for size, snapshot in snapshots.items():
            samples[size].append(milliseconds(lambda on=snapshot: fresh(task, on)))  # type: ignore[misc]
    return {size: median(iter(found)) for size, found in samples.items()}


def list_screens(
    client: Client, user: User, task: Task, snapshots: dict[int, Snapshot], times: int
) -> tuple[dict[int, float], dict[int, float]]:
    """Size → first visit (nothing counted yet), and size → median of the others; sizes take turns."""
    from django.core.cache import cache
    from django.urls import reverse

    from sandbox.definition.loader import platform_of
    from sandbox.screens import paths
    from training.practice import api as practice
    from training.practice.models import Attempt

    attempt = practice.start_attempt(user=user, task=task)
    url = reverse("practice_screen", args=[attempt.uuid, paths.list_path(platform_of(task.snapshot), LIST)])
    workspaces = {size: fresh(task, snapshot) for size, snapshot in snapshots.items()}
    samples: dict[int, list[float]] = {size: [] for size in snapshots}
    client.get(url)  # templates and definition are read
    cache.clear()
    for _ in range(times):
        for size, workspace in workspaces.items():
            Attempt.objects.filter(pk=attempt.pk).update(workspace=workspace)
            started = time.perf_counter()
            response = client.get(url)
            samples[size].append((time.perf_counter() - started) * 1000)
            if response.status_code != 200:
                raise SystemExit(f"the list did not open: {response.status_code}")
    first = {size: found[0] for size, found in samples.items()}
    return first, {size: median(iter(found)) for size, found in samples.items()}


def searches(snapshot: Snapshot, task: Task, times: int) -> tuple[float, float]:
    """The search box, and the same words in a table of nothing but the texts, in milliseconds; they take turns."""
    from django.core.cache import cache
    from django.db import connection

    from sandbox import selectors
    from sandbox.models import BaseRecord

    workspace = fresh(task, snapshot)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id bigint PRIMARY KEY, words text)")
        cursor.execute(
            f"INSERT INTO bare SELECT rid, search FROM {BaseRecord._meta.db_table} WHERE snapshot_id = %s",
            [snapshot.pk],
        )
        cursor.execute("CREATE INDEX bare_words ON bare (id DESC, words)")

        def plain(words: str) -> None:
            parts = words.split()
            tests = " AND ".join("words LIKE %s" for _ in parts)
            cursor.execute(f"SELECT id FROM bare WHERE {tests} ORDER BY id DESC", [f"%{part}%" for part in parts])
            cursor.fetchall()

        ours: list[float] = []
        bare: list[float] = []
        for words in SEARCHES * times:
            cache.clear()  # a search is remembered for an hour: here each is the first
            workspace = selectors.workspace_by_id(workspace.pk)
            ours.append(milliseconds(lambda on=workspace, said=words: selectors.search_everywhere(on, said)))  # type: ignore[misc]
            bare.append(milliseconds(lambda said=words: plain(said)))  # type: ignore[misc]
    return statistics.fmean(ours), statistics.fmean(bare)


def imports(snapshot: Snapshot, folder: Path) -> tuple[dict[int, float], float]:
    """Rows → milliseconds a row of an import; and milliseconds a row of inserting the same records and no more."""
    import csv

    from django.db import transaction

    from sandbox.definition.loader import platform_of
    from sandbox.engine.rows import derived
    from sandbox.importing import import_export
    from sandbox.models import BaseRecord, Snapshot

    platform = platform_of(snapshot)
    found = BaseRecord.objects.filter(snapshot=snapshot, record_type=LIST, data__has_key="so_ky_hieu").order_by("rid")
    documents = [record.data for record in found[:2_000]]
    mapping = folder / "mapping.yaml"
    mapping.write_text(MAPPING, encoding="utf-8")
    spent = {}
    for rows in (ROWS_FEW, ROWS_MANY):
        with (folder / "van_ban.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["SO", "TRICH_YEU", "NGAY", "KY", "NOI_DUNG"])
            for number, data in enumerate(islice(cycle(documents), rows)):
                person = f"Ông {data['nguoi_ky']}, CCCD 079{number:09d}, ĐT 09{number:08d}."
                text = f"{person} {data.get('noi_dung', '')[:400]}"
                writer.writerow([data[name] for name in COLUMNS] + [text])
        with transaction.atomic():
            took = milliseconds(lambda: import_export(mapping_file=mapping, platform=platform))
            spent[rows] = took / rows
            made = list(Snapshot.objects.latest("pk").records.all()) if rows == ROWS_MANY else []
            transaction.set_rollback(True)
    with transaction.atomic():
        bare = Snapshot.objects.create(hash="bare", name="bare", definition={})
        for record in made:
            record.pk, record.snapshot = None, bare
        assert made[0].search == derived(platform, LIST, made[0].data)["search"]
        inserted = milliseconds(lambda: BaseRecord.objects.bulk_create(made, batch_size=1000)) / len(made)
        transaction.set_rollback(True)
    return spent, inserted


def told(name: str, spent: str, ratio: float) -> bool:
    """Say it; whether it is within its budget."""
    print(f"{name}: {spent}: ratio {ratio:.2f} (at most {BUDGETS[name]})")
    return ratio <= BUDGETS[name]


def load() -> None:
    """The load alone, on the database that is set."""
    import bench_load
    from django.core.management import call_command
    from django.db import connection

    call_command("prepare", no_demo=True, stdout=StringIO())
    call_command("seed_demo", no_past=True, stdout=StringIO())
    bench_load.report(connection.vendor)


def load_on_postgres() -> None:
    from private_postgres import private_postgres

    with private_postgres() as address:
        if address is None:
            print("no PostgreSQL on this machine: the load was measured on SQLite alone")
            return
        environment = os.environ | {"BENCH_DATABASE_URL": address}
        subprocess.run([sys.executable, __file__, "--load"], env=environment, check=True)


def measure() -> int:
    import bench_load
    import bench_province
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client, override_settings

    from lessons import selectors as lessons
    from sandbox.definition.loader import platform_of
    from sandbox.selectors import current_snapshot
    from training.people.models import User

    call_command("prepare", no_demo=True, stdout=StringIO())
    call_command("seed_demo", no_past=True, stdout=StringIO())
    user = User.objects.get(staff_code=CLERK)
    lesson = lessons.lesson_by_code(LESSON)
    task = lessons.task_of(lesson) if lesson else None
    snapshot = current_snapshot()
    if task is None or snapshot is None:
        raise SystemExit(f"the demonstration has no lesson {LESSON}")
    client = Client()
    client.force_login(user)

    print(f"Python {sys.version.split()[0]}, {connection.vendor}, {os.cpu_count()} processors; medians\n")
    with override_settings(
        ROOT_URLCONF="bench",
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
    ):
        plain = Client()
        plain.force_login(user)
        bare = median(milliseconds(lambda: plain.post("/")) for _ in range(200))
    action = median(action_posts(client, user, task, attempts=20))
    print(f"bare view {bare:.2f} ms, action POST {action:.2f} ms: ratio {action / bare:.1f}")

    sizes = {size: resized(snapshot, size) for size in (SMALL, LARGE)}
    for snapshot in sizes.values():
        platform_of(snapshot)
    creating = creations(task, sizes, times=200)
    first, listing = list_screens(client, user, task, sizes, times=60)
    print(f"list screen, first visit: {first[SMALL]:.2f} ms on {SMALL:,}, {first[LARGE]:.2f} ms on {LARGE:,}")
    box, bare_box = searches(sizes[LARGE], task, times=8)
    kept = told("search", f"{box:.1f} ms over {LARGE:,} records, {bare_box:.1f} ms in a bare table", box / bare_box)
    a_row, inserting = imports(snapshot, Path(os.environ["DATA_DIR"]))
    print(
        f"import of {ROWS_MANY:,} rows: {a_row[ROWS_MANY] * ROWS_MANY / 1000:.0f} s,"
        f" {a_row[ROWS_MANY] / inserting:.1f} times inserting alone"
    )
    spent = f"{a_row[ROWS_MANY]:.2f} ms of {ROWS_MANY:,}, {a_row[ROWS_FEW]:.2f} ms of {ROWS_FEW:,}"
    kept = told("import, a row", spent, a_row[ROWS_MANY] / a_row[ROWS_FEW]) and kept
    for name, found in (("workspace creation", creating), ("list screen", listing)):
        spent = f"{found[SMALL]:.2f} ms on {SMALL:,} base records, {found[LARGE]:.2f} ms on {LARGE:,}"
        kept = told(name, spent, found[LARGE] / found[SMALL]) and kept
    bench_load.report(connection.vendor)
    if connection.vendor == "sqlite":
        load_on_postgres()
        kept = bench_province.on_postgres([]) == 0 and kept
    return 0 if kept else 1


def chosen() -> int:
    import bench_province

    if "--load" in sys.argv:
        load()
        return 0
    if "--make-province" in sys.argv:
        return bench_province.make(sys.argv[1:])
    if "--measure-province" in sys.argv:
        return bench_province.measure(sys.argv[1:])
    if "--measure-export" in sys.argv:
        return bench_province.measure_export()
    return bench_province.on_postgres(sys.argv[1:]) if "--province" in sys.argv else measure()


if __name__ == "__main__":
    scratch = Path(tempfile.mkdtemp(prefix="dung-la-gioi-bench-"))
    os.environ |= {
        "DATA_DIR": str(scratch),
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", ""),
        "REDIS_URL": "",
        "DEBUG": "false",
        "ALLOWED_HOSTS": "testserver",
        "BASE_URL": "http://testserver",
        "DJANGO_SETTINGS_MODULE": "training.settings",
    }
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    try:
        status = chosen()
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    sys.exit(status)
else:
    from django.urls import path

    urlpatterns = [path("", bare_view)]
