"""Author → reviewer → live: comments, the review workflow and dates of publication are switched on for lessons."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Task as Reading
from wagtail.models import Workflow

from lessons.models import LessonPage, PeerReading, Task
from lessons.pages import index_page
from sandbox.models import Workspace
from tests.lesson_world import l05, planted
from training.audit import retention
from training.people.api import trainers_group
from training.people.models import User
from training.practice.models import Attempt
from training.practice.playback import api as playback

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
    assert {group.name for group in PeerReading.objects.get(pk=reading.pk).groups.all()} == {
        "Trainers",
        "Người duyệt bài",
    }


def test_seeding_it_twice_changes_nothing(trainer: User) -> None:
    before = Workflow.objects.count(), Reading.objects.count()
    trainers_group()
    assert (Workflow.objects.count(), Reading.objects.count()) == before


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


def approve(client: Any, page: LessonPage, state: Any, action: str = "approve") -> Any:
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.current_task_state.pk])
    return client.post(address, follow=True)


@pytest.mark.thorough
def test_nobody_approves_what_they_wrote_as_long_as_a_colleague_can(
    draft: LessonPage, trainer: User, phuc: User, administrator: User, client_of: Any
) -> None:
    """Neither by the button, which is not there, nor by its address; whoever administers the site may."""
    phuc.groups.add(Group.objects.get(name="Người duyệt bài"))
    state = draft.get_workflow().start(draft, trainer)
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    offered = f"/approve/{state.current_task_state.pk}/"
    assert offered not in client_of(trainer).get(edit).content.decode()
    approve(client_of(trainer), draft, state)
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS
    with pytest.raises(PermissionDenied):
        state.current_task_state.specific.task.specific.on_action(state.current_task_state, trainer, "approve")
    reading = PeerReading.objects.get(name="Đọc duyệt")
    assert not reading.get_task_states_user_can_moderate(trainer).exists()
    assert reading.get_task_states_user_can_moderate(phuc).exists()
    assert offered in client_of(administrator).get(edit).content.decode()
    approve(client_of(administrator), draft, state)
    state.refresh_from_db()
    assert state.status == state.STATUS_APPROVED


@pytest.mark.thorough
def test_where_nobody_else_is_there_to_read_it_its_author_may(
    draft: LessonPage, trainer: User, client_of: Any
) -> None:
    state = draft.get_workflow().start(draft, trainer)
    approve(client_of(trainer), draft, state)
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


def test_what_was_frozen_to_try_a_draft_goes_after_a_month(
    draft: LessonPage, trainer: User, mai: User, client_of: Any
) -> None:
    """With its film; but what learners have, or a trainer has in hand, stays."""
    live = draft.live_task
    client_of(trainer).post(reverse("studio_trial", args=[draft.pk]), {"mode": "guided"})
    tried = Attempt.everything.get(user=trainer, trial=True).task
    assert tried.published_at is None
    film = playback.demonstration_of(task=tried)
    Task.objects.update(created_at=timezone.now() - timedelta(days=31))
    list(retention.apply(only="drafts"))
    assert Task.objects.filter(pk=tried.pk).exists(), "it is being tried"
    Attempt.everything.filter(trial=True).update(last_seen=timezone.now() - timedelta(days=2))
    list(retention.apply(only="trials"))
    assert [one.rows for one in retention.apply(only="drafts", dry=True)] == [1]
    list(retention.apply(only="drafts"))
    assert set(Task.objects.all()) == {live}
    assert not Workspace.objects.filter(pk=film.workspace_id).exists()
    assert not Attempt.everything.filter(trial=True).exists()
