"""Workers that are killed (SIGKILL) where they stand, and programs beside the test run with a database of their own.

What a killed process had not committed is gone, and what it had in its hands (files, letters) stays as it was:
nothing tidies it up. Close the database's connections before anything here forks.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Boundary = Callable[[str], None]


def killed_at(number: int, work: Callable[[Boundary], None]) -> bool:
    """Run `work` in a process of its own, which is killed at the so-manieth boundary that it reports. Whether it was;
    False: it came to its end before."""
    left = [number]

    def boundary(_where: str) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return ended(begun(lambda: work(boundary)))


def killed_after(seconds: float | None, work: Callable[[], None]) -> bool:
    """The same, killed after so long, wherever it is by then; None: never."""
    child = begun(work)
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return ended(child)


def begun(work: Callable[[], None]) -> int:
    """A process of its own that does it. Its number, for `ended`."""
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)
    os._exit(0)


def ended(child: int) -> bool:
    """Wait for it. Whether it was killed."""
    _pid, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the worker broke by itself"
    return False


def writes(boundary: Boundary) -> Callable[..., Any]:
    """For `connection.execute_wrapper`: every statement that writes is a boundary, before and after."""

    def watched(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        changes = sql.startswith(("INSERT", "UPDATE", "DELETE"))
        if changes:
            boundary(f"before {sql[:40]}")
        result = execute(sql, params, many, context)
        if changes:
            boundary(f"after {sql[:40]}")
        return result

    return watched


def program(module: str, *arguments: object, folder: Path, timeout: int = 900, redis: str = "") -> dict[str, Any]:
    """Run `python -m module arguments…` with `folder` for its data and a copy of the database the test stands on
    (which has to be one that commits). What it printed last, as JSON."""
    from django.db import connection

    from tests.worlds import copy, drop

    name = connection.settings_dict["NAME"]
    scratch = folder / "tmp"
    scratch.mkdir(exist_ok=True)
    environment = {**os.environ, "DATA_DIR": str(folder), "TMPDIR": str(scratch), "DEBUG": "true", "REDIS_URL": redis}
    if connection.vendor == "sqlite":
        own = str(folder / "data.sqlite3")
        environment.pop("DATABASE_URL", None)
    else:
        said, own = connection.settings_dict, f"{name}_program"
        login = f"{said['USER']}:{said['PASSWORD']}" if said["PASSWORD"] else said["USER"]
        environment["DATABASE_URL"] = f"postgres://{login}@{said['HOST']}:{said['PORT']}/{own}"
    copy(name, own)
    try:
        command = [sys.executable, "-m", module, *map(str, arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=timeout)
    finally:
        if connection.vendor != "sqlite":
            drop(own)
    assert done.returncode == 0, done.stderr[-4000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
