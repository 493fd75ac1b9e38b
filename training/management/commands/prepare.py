"""Make this machine ready to serve; whatever is unchanged since the last time is skipped.

Tables, translations, fonts, static files, demonstration content: one process, because starting Django
costs more than the steps that have nothing to do.
"""

import hashlib
import json
from argparse import ArgumentParser
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from training import translations
from training.broker import write_whole

DEMO = "nội dung mẫu / demonstration"
DEMO_SOURCES = ("sandbox", "lessons", "training")


class Command(BaseCommand):
    help = "Migrate, compile translations, build fonts, collect static files, load the demonstration."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-demo", action="store_true", help="leave the demonstration content out")

    def handle(self, *args: Any, **options: Any) -> None:
        self.record = settings.DATA_DIR / "prepared.json"
        self.done: dict[str, str] = json.loads(self.record.read_text()) if self.record.exists() else {}
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.stdout.write("… bảng dữ liệu / tables")
            call_command("migrate", interactive=False, verbosity=0)
            call_command("adopt_pictures", stdout=StringIO())
        translations.compile_catalogues(settings.BASE_DIR)
        packages = _digest([settings.BASE_DIR / "requirements.txt"])
        self.once("phông chữ / fonts", packages, lambda: call_command("build_fonts", stdout=StringIO()))
        self.once("tệp tĩnh / static files", packages + _digest(_static_files()), _collect_static)
        if not options["no_demo"]:
            if not get_user_model().objects.exists():
                self.done.pop(DEMO, None)
            self.once(DEMO, _database() + _digest(_demo_files()), _demonstrate)

    def once(self, name: str, state: str, step: Callable[[], object]) -> None:
        """Run the step unless it ran for this very state before."""
        if self.done.get(name) == state:
            return
        self.stdout.write(f"… {name}")
        step()
        self.done[name] = state
        write_whole(self.record, json.dumps(self.done, ensure_ascii=False))


def _collect_static() -> None:
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def _demonstrate() -> None:
    call_command("seed_demo")


def _static_files() -> list[Path]:
    return [Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])]


def _demo_files() -> list[Path]:
    files = [path for source in DEMO_SOURCES for path in (settings.BASE_DIR / source).rglob("*") if path.is_file()]
    return [path for path in files if {"data", "commands"} & set(path.parts) and path.suffix != ".pyc"]


def _database() -> str:
    """The demonstration belongs to one database: before another one it starts over."""
    place = [str(connection.settings_dict[key]) for key in ("ENGINE", "HOST", "PORT", "NAME")]
    return hashlib.sha256(repr(place).encode()).hexdigest()


def _digest(files: list[Path]) -> str:
    """A fingerprint of the files' names, sizes and dates: enough to see a change, and quick."""
    facts = sorted((str(path), (stat := path.stat()).st_size, stat.st_mtime_ns) for path in files)
    return hashlib.sha256(repr(facts).encode()).hexdigest()
