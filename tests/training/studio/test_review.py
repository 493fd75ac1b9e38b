"""Author → reviewer → live: comments, the review workflow and dates of publication are switched on for lessons."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow

from lessons.models import LessonPage
from lessons.pages import index_page
from tests.lesson_world import l05, planted
from training.people.api import trainers_group
from training.people.models import User

__all__ = ["l05", "planted"]


@pytest.fixture
def draft(l05: LessonPage) -> LessonPage:
    """The lesson with a change that learners do not see yet."""
    page = l05.get_latest_revision_as_object()
    page.minutes = 9
    page.save_revision()
    return LessonPage.objects.get(pk=page.pk)


def test_the_tree_of_lessons_has_a_review_that_trainers_and_reviewers_may_do(trainer: User) -> None:
    workflow = index_page().get_workflow()
    assert workflow.name == "Duyệt bài học"
    [reading] = workflow.tasks
    assert {group.name for group in GroupApprovalTask.objects.get(pk=reading.pk).groups.all()} == {
        "Trainers",
        "Người duyệt bài",
    }


def test_seeding_it_twice_changes_nothing(trainer: User) -> None:
    before = Workflow.objects.count(), GroupApprovalTask.objects.count()
    trainers_group()
    assert (Workflow.objects.count(), GroupApprovalTask.objects.count()) == before


@pytest.mark.thorough
def test_from_the_author_by_a_reviewer_to_the_learners(
    draft: LessonPage, trainer: User, phuc: User, client_of: Any
) -> None:
    state = draft.get_workflow().start(draft, trainer)
    assert LessonPage.objects.get(pk=draft.pk).minutes == 6
    phuc.groups.add(Group.objects.get(name="Người duyệt bài"))
    address = reverse("wagtailadmin_pages:workflow_action", args=[draft.pk, "approve", state.current_task_state.pk])
    client_of(phuc).post(address, follow=True)
    assert LessonPage.objects.get(pk=draft.pk).minutes == 9
    state.refresh_from_db()
    assert state.status == state.STATUS_APPROVED


@pytest.mark.thorough
def test_comments_and_a_date_of_publication_are_offered(l05: LessonPage, trainer: User, client_of: Any) -> None:
    form = LessonPage.get_edit_handler().get_form_class()
    assert "comments" in form.formsets
    assert {"go_live_at", "expire_at"} <= set(form.base_fields)
    page = client_of(trainer).get(reverse("wagtailadmin_pages:edit", args=[l05.pk])).content.decode()
    assert "add-comment-button" in page
    assert reverse("studio_trial", args=[l05.pk]) in page, "the newest version can be tried from the editor"


def test_the_preview_leads_to_the_real_practice(l05: LessonPage, trainer: User, client_of: Any) -> None:
    address = reverse("wagtailadmin_pages:view_draft", args=[l05.pk])
    assert reverse("studio_trial", args=[l05.pk]) in client_of(trainer).get(address).content.decode()
