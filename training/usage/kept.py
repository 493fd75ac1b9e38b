"""What took long to count is kept for a few minutes; a lesson with few attempts is always counted afresh."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from typing import TypeVar, cast

from django.core.cache import cache
from django.utils.translation import get_language

from training.usage.asking import Asked

LONG = 0.5  # seconds
MINUTES = 5
Counted = TypeVar("Counted")


def kept(code: str, what: str, asked: Asked, tasks: Collection[int], count: Callable[[], Counted]) -> Counted:
    """What `count` gives, or gave within the last five minutes if that took more than half a second."""
    since = cache.get(_changed(code), 0)
    key = f"usage:{what}:{code}:{since}:{asked.query}:{'-'.join(map(str, sorted(tasks)))}:{get_language()}"
    found = cache.get(key)
    if found is not None:
        return cast(Counted, found)
    begun = time.monotonic()
    counted = count()
    if time.monotonic() - begun > LONG:
        cache.set(key, counted, MINUTES * 60)
    return counted


def forget(code: str) -> None:
    """Something that trainers wrote changed: count afresh."""
    cache.set(_changed(code), time.time_ns())


def _changed(code: str) -> str:
    return f"usage:changed:{code}"
