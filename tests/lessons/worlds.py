"""The small office, and the sample lesson on it."""

from __future__ import annotations

from functools import partial

from lessons import api
from sandbox.api import import_snapshot
from tests.lessons import samples
from tests.personas import PROVINCE
from tests.sandbox import minimal
from tests.worlds import World


def sample(*, publish: bool) -> int:
    return api.import_package(samples.package(), publish=publish).page.pk


SMALL = World("small_world", lambda: import_snapshot(platform=minimal.platform(), records=[]), on=PROVINCE)
SAMPLE = World("sample_world", partial(sample, publish=True), on=SMALL)

small_world = SMALL.fixture()
sample_world = SAMPLE.fixture()
draft_world = World("draft_world", partial(sample, publish=False), on=SMALL).fixture()
