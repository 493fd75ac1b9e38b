"""Whatever is done in any module, from any seat, in any order: no error, and the log alone gives what stands there.

A few walks by default; HYPOTHESIS_PROFILE=ci takes many more. A walk is its seed: what fails can be walked again.
"""

from __future__ import annotations

import os

import pytest

from sandbox.models import Snapshot
from tests.sandbox.platform.walker import Walker, base_of

WALKS, STEPS = (120, 60) if os.environ.get("HYPOTHESIS_PROFILE") == "ci" else (8, 30)


@pytest.mark.parametrize("seed", range(WALKS))
def test_a_walk_through_the_platform(snapshot: Snapshot, seed: int) -> None:
    walker = Walker(snapshot, base_of(snapshot), seed)
    try:
        for number in range(STEPS):
            walker.step()
            if number % 10 == 9:
                assert walker.agrees()
        assert walker.agrees()
        assert walker.starts_over()
        assert walker.agrees()
    except BaseException:
        print("\n".join(walker.trail))  # the way to what went wrong
        raise
