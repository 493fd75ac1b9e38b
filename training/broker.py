"""The broker of a machine without Redis: messages are files, written whole or not at all.

Kombu's own filesystem transport writes a message in place, so that a reader may take half of one and die;
it also parks what it takes in the system's temporary folder. Here a message is written under another name
and renamed, and claimed by a rename inside the same folder.

The database holds what is due and every task is an idempotent sweep over it; the broker only wakes them.
A machine that dies hard may lose a message: the next sweep does the work.
"""

import fcntl
import os
import threading
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

URL = "files://localhost"
TRANSPORT_ALIASES["files"] = "training.broker:Transport"


def options(folder: Path) -> dict[str, Any]:
    """Celery's `broker_transport_options` for messages kept under `folder`, which is made where missing."""
    for name in ("messages", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(folder / "messages"),
        "data_folder_out": str(folder / "messages"),
        "control_folder": str(folder / "control"),
        "polling_interval": 0.5,
    }


def write_whole(path: Path, content: str) -> None:
    """Let `path` hold `content`; a reader sees the old file or the new one, never a part."""
    draft = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    with draft.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


class Channel(filesystem.Channel):
    _binding = threading.Lock()

    def queue_bind(self, *args: Any, **kwargs: Any) -> None:
        # Kombu notes a binding as made before it is: another thread would send into the void meanwhile.
        with self._binding:
            super().queue_bind(*args, **kwargs)

    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:
        # The wall clock, not the monotonic one: the order outlives a reboot.
        name = f"{time.time_ns()}_{uuid.uuid4().hex}.{queue}.msg"
        write_whole(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        folder = Path(self.data_folder_in)
        for name in sorted(os.listdir(folder)):
            if name.startswith(".") or name.partition(".")[2] != f"{queue}.msg":
                continue
            claimed = folder / f".claimed.{name}"
            try:
                os.rename(folder / name, claimed)
            except FileNotFoundError:
                continue  # another worker was first
            content = claimed.read_text(encoding="utf-8")
            claimed.unlink()
            return loads(content)
        raise Empty

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        file = self._exchange_file(exchange)
        binding = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with (self.control_folder / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            table = self.get_table(exchange)
            if binding not in table:
                write_whole(file, dumps([binding, *table]))


class Transport(filesystem.Transport):
    Channel = Channel
    driver_type = driver_name = "files"
