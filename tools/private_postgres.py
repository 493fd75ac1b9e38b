"""A PostgreSQL of one's own for some minutes, where the machine has one installed: for benchmarks."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """The newest server on this machine; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


@contextmanager
def private_postgres() -> Iterator[str | None]:
    """Its address, or None where there is no server. It refuses to run as root: then its files are `postgres`'s."""
    folder = binaries()
    if folder is None:
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="dung-la-gioi-postgres-"))
    data = home / "data"
    data.mkdir()
    owner: list[str] = []
    if os.geteuid() == 0:
        home.chmod(0o711)
        shutil.chown(data, "postgres")
        owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    quiet = {"stdout": subprocess.DEVNULL, "cwd": "/", "check": True}
    initdb = [folder / "initdb", "-D", data, "-U", "house", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
    try:
        subprocess.run([*owner, *initdb], **quiet)  # type: ignore[call-overload]
        start = [folder / "pg_ctl", "-D", data, "-w", "-l", data / "log", "-o", options, "start"]
        subprocess.run([*owner, *start], **quiet)  # type: ignore[call-overload]
        yield f"postgres://house@127.0.0.1:{port}/postgres"
    finally:
        subprocess.run([*owner, folder / "pg_ctl", "-D", data, "-m", "immediate", "stop"], cwd="/", check=False)
        shutil.rmtree(home, ignore_errors=True)
