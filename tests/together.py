"""Several workers at the same moment, for tests of what must happen once or one after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection

WORKERS = 4


def at_once(work: Callable[[int], Any]) -> list[Any]:
    """What each of the workers gets, all of them starting together, each with a connection of its own."""
    start = Barrier(WORKERS)

    def one(number: int) -> Any:
        start.wait()
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(one, range(WORKERS)))
