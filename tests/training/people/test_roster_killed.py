"""A worker that is killed in the middle of a roster, twenty times and for real: nothing is lost, nothing doubled."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.thorough
@pytest.mark.django_db
def test_workers_killed_twenty_times_lose_and_double_nothing(kept_database: Any, tmp_path: Path):
    if kept_database is None:
        pytest.skip("needs a database in a file that it may copy")
    shutil.copy(kept_database.path, tmp_path / "data.sqlite3")
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DEBUG": "true"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "tests.training.people.killed_worker", "20", "4000"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)

    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert sum(found["died"].values()) >= 20, found
    assert (found["state"], found["left"], found["kept"]) == ("undone", 0, 0)
