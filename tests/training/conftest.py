"""Fixtures of practice, progress and reports."""

from typing import Any

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _nothing_cached() -> None:
    """As everywhere, but for the counts of base records: they are called by the hash of what they count, so that no
    test can find them wrong, and every desk asks for some fifty of them."""
    held: Any = getattr(cache, "_cache", {})  # a dictionary in this process's memory; on Redis a client, and all goes
    if not isinstance(held, dict):
        return cache.clear()
    counts = {key: (value, cache._expire_info[key]) for key, value in held.items() if ":sandbox:counts:" in key}
    cache.clear()
    for key, (value, until) in counts.items():
        held[key], cache._expire_info[key] = value, until
