"""The launcher: a sentence for every refusal, both processes together, nothing left running."""

import ast
import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "house.py"


@pytest.fixture
def house() -> ModuleType:
    spec = importlib.util.spec_from_file_location("house", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def launch(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    # Values set here win over a developer's `.env`, so that the tests say the same on every machine.
    return subprocess.run(
        [sys.executable, str(TOOL), *arguments],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        yield busy.getsockname()[1]


def test_a_taken_port_is_one_sentence(taken_port: int, tmp_path: Path) -> None:
    refused = launch("run", PORT=str(taken_port), DATA_DIR=str(tmp_path))

    assert refused.returncode == 1
    assert f"Port {taken_port} is taken by another program" in refused.stderr
    assert "Traceback" not in refused.stderr


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_port_that_is_none_is_one_sentence(port: str, tmp_path: Path) -> None:
    refused = launch("run", PORT=port, DATA_DIR=str(tmp_path))

    assert (refused.returncode, "PORT must be a number" in refused.stderr) == (1, True)


def test_an_old_python_is_one_sentence(house: ModuleType) -> None:
    with pytest.raises(house.Refusal, match=r"Python 3\.11 or newer is needed and this is Python 3\.9"):
        house.check_python((3, 9, 2))


def test_an_old_python_can_read_the_launcher() -> None:
    ast.parse(TOOL.read_text(encoding="utf-8"), feature_version=(3, 7))


def test_a_folder_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "a-file"
    file.touch()

    refused = launch("run", PORT="0", DATA_DIR=str(file / "below"))
    assert refused.returncode == 1

    refused = launch("reset-demo", "--yes", DATABASE_URL="", DATA_DIR=str(file / "below"))
    assert refused.returncode == 1
    assert "cannot be written to" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_reset_asks_first_and_keeps_everything_without_an_answer(tmp_path: Path) -> None:
    data = tmp_path / "data.sqlite3"
    data.write_text("precious")

    kept = launch("reset-demo", DATABASE_URL="", DATA_DIR=str(tmp_path))

    assert (kept.returncode, data.read_text()) == (1, "precious")
    assert "Nothing was changed" in kept.stdout


def test_reset_leaves_a_database_of_ones_own_alone(tmp_path: Path) -> None:
    refused = launch("reset-demo", "--yes", DATABASE_URL="postgres://somewhere/else", DATA_DIR=str(tmp_path))

    assert refused.returncode == 1
    assert "leaves DATABASE_URL alone" in refused.stderr


def test_the_same_data_is_served_once(house: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path))

    with house.only_one(), pytest.raises(house.Refusal, match="already running"):
        house.only_one()


def serving(first: str, second: str) -> subprocess.Popen[str]:
    """The launcher's supervisor over two small Python programs."""
    program = (
        f"import sys; sys.path.insert(0, {str(TOOL.parent)!r}); import house; "
        f"sys.exit(house.serve({{'web': [sys.executable, '-c', {first!r}], "
        f"'worker': [sys.executable, '-c', {second!r}]}}, None))"
    )
    return subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)


def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def staying(mark: Path) -> str:
    """A program that notes its process id and stays."""
    return (
        f"import os, time; open({str(mark) + '.part'!r}, 'w').write(str(os.getpid())); "
        f"os.rename({str(mark) + '.part'!r}, {str(mark)!r}); time.sleep(60)"
    )


def is_gone(pid: int) -> bool:
    """Ended, even where nobody has collected it yet (a container without an init)."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and ") Z " in stat.read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_ends_both(number: signal.Signals, tmp_path: Path) -> None:
    marks = [tmp_path / "web", tmp_path / "worker"]
    launcher = serving(*map(staying, marks))
    until(lambda: all(mark.exists() for mark in marks))

    launcher.send_signal(number)

    assert launcher.wait(20) == 0
    assert all(is_gone(int(mark.read_text())) for mark in marks)


def test_a_process_that_dies_takes_the_other_with_it(tmp_path: Path) -> None:
    mark = tmp_path / "web"
    # The worker ends only once the web process stands.
    worker = f"import os, sys, time\nwhile not os.path.exists({str(mark)!r}): time.sleep(0.05)\nsys.exit(3)"
    launcher = serving(staying(mark), worker)

    output, _ = launcher.communicate(timeout=30)

    assert launcher.returncode == 1
    assert "The worker process ended (status 3), so everything stops." in output
    assert is_gone(int(mark.read_text()))


def test_what_a_dead_process_leaves_behind_ends_too(tmp_path: Path) -> None:
    mark = tmp_path / "child"
    web = (
        f"import os, subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {staying(mark)!r}])\n"
        f"while not os.path.exists({str(mark)!r}): time.sleep(0.05)\nos.kill(os.getpid(), 9)"
    )
    launcher = serving(web, "import time; time.sleep(60)")

    launcher.communicate(timeout=30)

    until(lambda: is_gone(int(mark.read_text())))
