"""What may be tried so many times may be tried so many times in all, however many processes answer: with Redis."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.killed import program
from tests.ops.tries_codes import AT_ONCE, EACH
from training.recognition.views import MOST_WRONG


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    """The address of a Redis of one's own."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("no redis-server on this machine")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = ["--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(tmp_path)]
    process = subprocess.Popen([server, "--port", str(port), *quiet], stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait(30)


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_wrong_codes_count_whichever_process_is_asked(redis: str, tmp_path: Path) -> None:
    first, second = (program("tests.ops.tries_codes", 15, folder=tmp_path, redis=redis) for _process in range(2))

    left = MOST_WRONG - 15
    assert first["statuses"] == [422] * 15
    assert second["statuses"] == [422] * left + [429] * (15 - left)
    assert second["elsewhere"] == 200  # nobody else is held up
    assert first["counted"] == second["counted"] == AT_ONCE * EACH  # four at once, and not one was lost
