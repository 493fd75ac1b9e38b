"""The embedded database as migrations leave it, kept from one run of the suite to the next.

Migrating an empty database takes longer than most of the suite's modules, and each process of a run needs one of its
own. The first that needs it migrates and leaves a copy in pytest's cache; the others, and later runs, begin with that
copy. Its name says which migrations and packages made it. `--create-db` migrates again whatever is kept.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from tests.worlds import worlds

__all__ = ["django_db_createdb", "django_db_keepdb", "django_db_setup", "kept_database"]

KEEP = 3  # copies, of other migrations too: for whoever goes from one branch to another


class Kept:
    """The copy, and this process's turn to look whether it is there or make it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.path = folder / f"{name}.sqlite3"
        self.turn = (folder / "turn").open("w")
        fcntl.flock(self.turn, fcntl.LOCK_EX)

    def lay(self, target: str) -> None:
        if self.path.exists():
            shutil.copy(self.path, target)
            self.path.touch()
            self.turn.close()

    def keep(self) -> None:
        """Copy what the migrations have just made, unless it came from the copy itself."""
        if self.turn.closed:
            return
        part = self.path.with_suffix(".part")
        part.unlink(missing_ok=True)
        target = sqlite3.connect(part)
        connection.ensure_connection()
        connection.connection.backup(target)
        target.close()
        part.rename(self.path)
        newest = sorted(self.path.parent.glob("*.sqlite3"), key=lambda one: one.stat().st_mtime)
        for one in newest[:-KEEP]:
            one.unlink()
        self.turn.close()


def migrations() -> str:
    """The same word wherever the same migrations would run."""
    root = Path(__file__).resolve().parent.parent
    found = hashlib.sha256(f"{sys.version} {sqlite3.sqlite_version}".encode())
    found.update((root / "constraints.txt").read_bytes())
    for app in apps.get_app_configs():
        found.update(app.name.encode())
        if (root / app.name.replace(".", "/")).is_dir():
            for path in sorted(Path(app.path).glob("migrations/*.py")):
                found.update(path.name.encode() + path.read_bytes())
    return found.hexdigest()[:16]


@pytest.fixture(scope="session")
def kept_database(request: pytest.FixtureRequest, django_db_modify_db_settings: None) -> Iterator[Kept | None]:
    """None where there is none to be had: on PostgreSQL, or when pytest keeps no cache."""
    cache = getattr(request.config, "cache", None)
    if connection.vendor != "sqlite" or cache is None:
        yield None
        return
    copy = Kept(cache.mkdir("migrated"), migrations())
    if request.config.getvalue("create_db"):
        copy.path.unlink(missing_ok=True)
    copy.lay(connection.settings_dict["TEST"]["NAME"])
    yield copy
    copy.turn.close()


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest, kept_database: Kept | None) -> bool:
    """What was laid there is to be used. It goes with the folder of the run."""
    return kept_database is not None or bool(request.config.getvalue("reuse_db"))


@pytest.fixture(scope="session")
def django_db_createdb(request: pytest.FixtureRequest, kept_database: Kept | None) -> bool:
    return kept_database is None and bool(request.config.getvalue("create_db"))


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, kept_database: Kept | None, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        if kept_database:
            kept_database.keep()
        with worlds(django_db_blocker):
            yield
