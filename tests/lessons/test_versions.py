"""Publishing a lesson that is live asks what changed; words alone reach running attempts, another task never does."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lessons import versions
from lessons.models import LessonPage, Task
from tests.lessons.editor import edit_url, opened
from training.people.models import User

pytestmark = pytest.mark.usefixtures("english")

PUBLISH = {"action-publish": "yes"}
NEW_TITLE = {"steps-0-value-title-vi": "Vào sổ văn bản khẩn"}
FEWER_MOVES = {"steps-0-value-checks-1-deleted": "1"}


@pytest.fixture(autouse=True)
def _proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """What publishing demands is shown in `test_publication`."""
    monkeypatch.setattr("lessons.publication._demand_proof", lambda *_what: None)


@pytest.fixture
def studio(trainer: User, client_of: Any) -> Client:
    trainer.language = "en"
    trainer.save()
    return client_of(trainer)


def publish(studio: Client, page: LessonPage, **changes: str) -> Any:
    return studio.post(edit_url(page), opened(studio, page) | changes | PUBLISH)


def live(page: LessonPage) -> Task:
    task = LessonPage.objects.get(pk=page.pk).live_task
    assert task is not None
    return task


@pytest.mark.thorough
def test_it_is_asked_when_something_changed_and_only_then(studio: Client, lesson: LessonPage) -> None:
    assert publish(studio, lesson).status_code == 302
    response = publish(studio, lesson, **NEW_TITLE)
    assert response.status_code == 200
    assert "Say whether only words or the task changed" in str(response.context["form"].errors["what_changed"])
    assert live(lesson) == lesson.live_task


def test_words_alone_make_a_task_of_the_same_work_that_the_old_one_points_to(
    studio: Client, lesson: LessonPage
) -> None:
    assert publish(studio, lesson, **NEW_TITLE, what_changed="words").status_code == 302
    old, new = Task.objects.get(pk=lesson.live_task_id), live(lesson)
    assert old != new
    assert old.work_hash == new.work_hash
    assert (old.words, new.words) == (new.hash, "")
    assert publish(studio, lesson, **{"steps-0-value-title-vi": "Vào sổ"}, what_changed="words").status_code == 302
    newest = live(lesson)
    assert {Task.objects.get(pk=old.pk).words, Task.objects.get(pk=new.pk).words} == {newest.hash}
    assert LessonPage.objects.get(pk=lesson.pk).what_changed == ""


@pytest.mark.thorough
def test_more_than_words_is_refused_as_words_with_its_place(studio: Client, lesson: LessonPage) -> None:
    response = publish(studio, lesson, **FEWER_MOVES, what_changed="words")
    assert response.status_code == 200
    assert any("Step 1: This changes the task" in one for one in response.context["form"].errors["__all__"])
    assert live(lesson) == lesson.live_task


def test_another_task_reaches_nobody_who_has_begun(studio: Client, lesson: LessonPage) -> None:
    assert publish(studio, lesson, **NEW_TITLE, what_changed="task").status_code == 302
    assert live(lesson) != lesson.live_task
    assert Task.objects.get(pk=lesson.live_task_id).words == ""


@pytest.mark.thorough
def test_versions_tell_what_changed_and_hide_the_few(studio: Client, lesson: LessonPage) -> None:
    publish(studio, lesson, **NEW_TITLE, what_changed="words")
    first, second = lesson.live_task, live(lesson)
    counts = {first.pk: 4, second.pk: 7}
    versions.counted_by(lambda ids: {pk: counts[pk] for pk in ids})
    try:
        found = versions.of(LessonPage.objects.get(pk=lesson.pk))
    finally:
        versions._counters.pop()
    assert [(one.number, one.live, one.words_only, one.running) for one in found] == [
        (2, True, True, 7),
        (1, False, False, None),
    ]
