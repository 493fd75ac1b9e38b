"""Publishing a lesson that is live asks what changed; words alone reach running attempts, another task never does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from lessons import api, versions
from lessons.models import LessonPage, Task
from tests.lessons import samples
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


# --- doors at which nobody is asked -----------------------------------------------------------------------


def bulk(studio: Client, page: LessonPage) -> Any:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    return studio.post(f"{address}?id={page.pk}&next=/soan-bai/", {"include_descendants": ""}, follow=True)


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("changes", "words", "said"),
    [(NEW_TITLE, True, "Only words have changed"), (FEWER_MOVES, False, "The task has changed")],
)
def test_several_at_once_are_compared_and_it_is_said(
    studio: Client, lesson: LessonPage, changes: dict[str, str], words: bool, said: str
) -> None:
    """As the editor would judge it: the same work in other words reaches who has begun, another task does not."""
    assert studio.post(edit_url(lesson), opened(studio, lesson) | changes).status_code == 302  # a draft
    response = bulk(studio, lesson)
    assert live(lesson) != lesson.live_task
    assert Task.objects.get(pk=lesson.live_task_id).words == (live(lesson).hash if words else "")
    told = " ".join(str(message) for message in response.context["messages"])
    assert said in told
    assert "Nobody was asked" in told
    entry = PageLogEntry.objects.get(page=lesson.pk, action="lessons.replaced")
    assert entry.data == {"change": "words" if words else "task", "judged": True}


@pytest.mark.thorough
def test_after_the_editors_publication_it_is_said_what_it_means(studio: Client, lesson: LessonPage) -> None:
    data = opened(studio, lesson) | NEW_TITLE | {"what_changed": "words"} | PUBLISH
    response = studio.post(edit_url(lesson), data, follow=True)
    told = " ".join(str(message) for message in response.context["messages"])
    assert "who is in the middle of the lesson reads the new ones" in told
    assert "Nobody was asked" not in told


@pytest.mark.thorough
def test_words_promised_for_a_date_are_not_put_over_another_task(
    studio: Client, lesson: LessonPage, trainer: User
) -> None:
    """Scheduled as words alone; meanwhile the task was changed: it is taken back, and the others go on."""
    draft = lesson.get_latest_revision_as_object()
    draft.title, draft.what_changed = "Tiếp nhận, vào sổ", "words"
    draft.go_live_at = timezone.now() + timedelta(days=1)
    draft.save_revision(user=trainer).publish(user=trainer)
    waiting = lesson.revisions.filter(approved_go_live_at__isnull=False).get()
    data = samples.package()
    del data["task"]["steps"][0]["checks"][1]
    api.import_package(data)
    changed = live(lesson)
    assert changed.work_hash != lesson.live_task.work_hash
    past = timezone.now() - timedelta(minutes=1)
    waiting.content["go_live_at"], waiting.approved_go_live_at = past.isoformat(), past
    waiting.save()
    call_command("publish_scheduled")
    assert live(lesson) == changed
    assert PageLogEntry.objects.filter(page=lesson.pk, action="lessons.not_published").exists()


@pytest.mark.thorough
def test_what_the_platform_of_the_live_task_does_not_have_yet_is_another_task(
    studio: Client, lesson: LessonPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer release brought an action that the new version of the lesson uses: it is not held to the old one."""

    def unknown_there(page: LessonPage, live: Task) -> Any:
        raise api.CompileError([api.Problem("Step 1", "There is no such action.")])

    monkeypatch.setattr("lessons.publication.compiled_on", unknown_there)
    assert "what_changed" in publish(studio, lesson, **NEW_TITLE).context["form"].errors
    assert publish(studio, lesson, **NEW_TITLE, what_changed="task").status_code == 302
    assert live(lesson) != lesson.live_task
