"""Every further road of the editor that could put a lesson before learners, walked: none leads round the proof."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lessons import api
from lessons.models import LessonPage, Task
from lessons.problems import NotPublishable
from tests.lessons import samples
from tests.lessons.editor import edit_url, opened
from training.people.models import User

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def studio(trainer: User, client_of: Any) -> Client:
    trainer.language = "en"
    trainer.save()
    return client_of(trainer)


@pytest.fixture
def worse(lesson: LessonPage) -> LessonPage:
    """Live, with an unpublished version that does not hold."""
    newer = lesson.get_latest_revision_as_object()
    solution = newer.solution.stream_block.get_prep_value(newer.solution)
    newer.solution = newer.solution.stream_block.to_python([solution[0], *solution[2:]])
    newer.save_revision()
    return LessonPage.objects.get(pk=lesson.pk)


def live_as(page: LessonPage) -> tuple[bool, Any]:
    stored = LessonPage.objects.get(pk=page.pk)
    return stored.live, stored.live_task_id


def address(name: str, *args: Any) -> str:
    return reverse(f"wagtailadmin_pages:{name}", args=args)


@pytest.mark.thorough
def test_reverting_to_an_earlier_version_publishes_nothing(studio: Client, worse: LessonPage) -> None:
    before, bad = live_as(worse), worse.get_latest_revision()
    good = worse.revisions.order_by("created_at").first()
    for revision in (good, bad):
        data = opened(studio, worse)
        studio.post(edit_url(worse), data | {"revision": str(revision.pk), "action-publish": "yes"})
    assert live_as(worse)[0]
    assert api.prove(LessonPage.objects.get(pk=worse.pk).live_task.typed, worse.live_task.snapshot).holds
    assert before[0]


def test_an_alias_of_a_lesson_is_not_made_and_stands_in_no_ones_way(
    studio: Client, draft: LessonPage, trainer: User
) -> None:
    data = {
        "new_title": "Bí danh",
        "new_slug": "bi-danh",
        "new_parent_page": str(draft.get_parent().pk),
        "alias": "on",
    }
    studio.post(address("copy", draft.pk), data)
    copy = LessonPage.objects.get(slug="bi-danh")
    assert (copy.alias_of_id, copy.live, copy.code) == (None, False, "")
    draft.get_latest_revision().publish(user=trainer)
    assert live_as(draft)[0]


def test_a_course_is_not_copied_with_the_codes_of_its_lessons(studio: Client, lesson: LessonPage) -> None:
    course = lesson.get_parent()
    data = {"new_title": "Khóa sao", "new_slug": "khoa-sao", "new_parent_page": str(course.get_parent().pk)}
    for more in ({"copy_subpages": "on"}, {"copy_subpages": "on", "alias": "on"}, {"publish_copies": "on"}):
        response = studio.post(address("copy", course.pk), data | more, follow=True)
        assert "A course is not copied" in " ".join(str(one) for one in response.context["messages"])
    assert LessonPage.objects.count() == 1


def test_unpublished_and_published_again_it_is_proved_again(studio: Client, lesson: LessonPage) -> None:
    newer = lesson.get_latest_revision_as_object()
    solution = newer.solution.stream_block.get_prep_value(newer.solution)
    studio.post(address("unpublish", lesson.pk))
    assert live_as(lesson)[0] is False
    newer.solution = newer.solution.stream_block.to_python([solution[0], *solution[2:]])
    newer.save_revision()
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    studio.post(f"{bulk}?id={lesson.pk}&next=/soan-bai/", {"include_descendants": ""})
    assert live_as(lesson)[0] is False


def test_moving_carries_nothing_along(studio: Client, worse: LessonPage) -> None:
    from lessons.pages import course_page
    from lessons.spec import CourseSpec

    before = live_as(worse)
    other = course_page(CourseSpec.model_validate({"code": "K9", "title": samples.words("Khác")}))
    studio.post(address("move_confirm", worse.pk, other.pk), {})
    assert LessonPage.objects.get(pk=worse.pk).get_parent().pk == other.pk
    assert live_as(worse) == before


def test_what_is_posted_beside_the_form_is_not_taken(studio: Client, draft: LessonPage) -> None:
    extra = {"live": "on", "live_task": "1", "first_published_at": "2026-01-01", "has_unpublished_changes": ""}
    response = studio.post(edit_url(draft), opened(studio, draft) | extra)
    assert response.status_code == 302
    assert live_as(draft) == (False, None)


@pytest.mark.thorough
def test_a_date_in_the_past_is_publishing_now(studio: Client, worse: LessonPage) -> None:
    past = (timezone.now() - timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    before = live_as(worse)
    response = studio.post(edit_url(worse), opened(studio, worse) | {"action-publish": "yes", "go_live_at": past})
    assert response.status_code == 200
    assert live_as(worse) == before


@pytest.mark.thorough
def test_who_may_only_review_publishes_nothing_that_does_not_hold(
    worse: LessonPage, phuc: User, trainer: User, client_of: Any
) -> None:
    phuc.groups.add(Group.objects.get(name="Người duyệt bài"))
    before, client = live_as(worse), client_of(phuc)
    client.post(edit_url(worse), opened(client, worse) | {"action-publish": "yes", "what_changed": "task"})
    assert live_as(worse) == before
    with pytest.raises(NotPublishable):
        worse.get_latest_revision().publish(user=phuc)
    assert live_as(worse) == before


def test_learners_and_hr_have_no_editor(draft: LessonPage, mai: User, hr: User, client_of: Any) -> None:
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={draft.pk}"
    for user in (mai, hr):
        client = client_of(user)
        for url in (edit_url(draft), address("copy", draft.pk), address("unpublish", draft.pk), bulk):
            for response in (client.get(url), client.post(url, {"action-publish": "yes"})):
                assert response.status_code in (302, 303, 403, 404), url
    assert live_as(draft) == (False, None)
    assert not Task.objects.exists()


def test_two_tabs_do_not_publish_two_tasks(studio: Client, lesson: LessonPage) -> None:
    """The second click of an impatient hand is answered as the first: one task more, and no error."""
    data = opened(studio, lesson) | {"steps-0-value-title-vi": "Vào sổ văn bản khẩn", "action-publish": "yes"}
    for _click in range(2):
        assert studio.post(edit_url(lesson), data | {"what_changed": "words"}).status_code == 302
    assert Task.objects.count() == 2
    assert live_as(lesson)[0]
