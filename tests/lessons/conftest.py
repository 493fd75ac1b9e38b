"""A small platform, and the sample lesson on it, published."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from lessons.models import LessonPage
from sandbox.models import Snapshot
from tests.lessons.worlds import draft_world, sample_world, small_world

__all__ = ["draft_world", "sample_world", "small_world"]


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
