"""A small platform, and the sample lesson on it, published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from lessons import api
from lessons.models import LessonPage
from sandbox.api import import_snapshot
from sandbox.models import Snapshot
from tests.lessons import samples
from tests.sandbox import minimal


@pytest.fixture
def snapshot(db: None) -> Snapshot:
    """The small office, with an empty archive."""
    return import_snapshot(platform=minimal.platform(), records=[])


@pytest.fixture
def lesson(snapshot: Snapshot) -> LessonPage:
    """The sample lesson, live."""
    return api.import_package(samples.package()).page


@pytest.fixture
def draft(snapshot: Snapshot) -> LessonPage:
    """The sample lesson, not yet published."""
    return api.import_package(samples.package(), publish=False).page


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences in the language of the tests, whatever is translated by now."""
    with translation.override("en"):
        yield
