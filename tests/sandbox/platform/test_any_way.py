"""Whatever is done in any module, from any seat, in any order: no error, and the log alone gives what stands there.

Two walks in the quick suite, a few more in the thorough one; HYPOTHESIS_PROFILE=ci takes many, in parts that run
beside each other. A walk is its seed: what fails can be walked again.
"""

from __future__ import annotations

import os

import pytest

from sandbox.api import BaseRecordSpec
from sandbox.models import Snapshot
from tests.sandbox.platform.walker import Walker, base_of

PARTS, STEPS = (18, 60) if os.environ.get("HYPOTHESIS_PROFILE") == "ci" else (1, 30)
WALKS = 8  # of each part


@pytest.mark.thorough
def test_two_walks_through_the_platform(snapshot: Snapshot) -> None:
    base = base_of(snapshot)
    for seed in (33, 55):
        walk(snapshot, base, seed)


@pytest.mark.exhaustive
@pytest.mark.thorough
@pytest.mark.parametrize("part", range(PARTS))
def test_walks_through_the_platform(snapshot: Snapshot, part: int) -> None:
    base = base_of(snapshot)
    for seed in range(part * WALKS, (part + 1) * WALKS):
        walk(snapshot, base, seed * 11)  # by default about types from all over the platform


def walk(snapshot: Snapshot, base: list[BaseRecordSpec], seed: int) -> None:
    walker = Walker(snapshot, base, seed)
    try:
        for number in range(STEPS):
            walker.step()
            if number % 10 == 9:
                assert walker.agrees()
        assert walker.starts_over()
        assert walker.agrees()
        assert walker.done
    except BaseException:
        print(f"the walk {seed}, about {walker.about}:", *walker.trail, sep="\n")  # the way to what went wrong
        raise
