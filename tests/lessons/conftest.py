"""A small platform, and the sample lesson on it, published."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest
from django.utils import translation

from lessons import api
from lessons.models import LessonPage
from sandbox.api import import_snapshot
from sandbox.models import Snapshot
from tests.lessons import samples
from tests.personas import PROVINCE
from tests.sandbox import minimal
from tests.worlds import World


def sample(*, publish: bool) -> int:
    return api.import_package(samples.package(), publish=publish).page.pk


SMALL = World("small_world", lambda: import_snapshot(platform=minimal.platform(), records=[]), on=PROVINCE)

small_world = SMALL.fixture()
sample_world = World("sample_world", partial(sample, publish=True), on=SMALL).fixture()
draft_world = World("draft_world", partial(sample, publish=False), on=SMALL).fixture()


@pytest.fixture
def snapshot(small_world: Snapshot, db: None) -> Snapshot:
    """The small office, with an empty archive."""
    return small_world


@pytest.fixture
def lesson(sample_world: int, snapshot: Snapshot) -> LessonPage:
    """The sample lesson, live."""
    return LessonPage.objects.get(pk=sample_world)


@pytest.fixture
def draft(draft_world: int, snapshot: Snapshot) -> LessonPage:
    """The sample lesson, not yet published."""
    return LessonPage.objects.get(pk=draft_world)


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences in the language of the tests, whatever is translated by now."""
    with translation.override("en"):
        yield
