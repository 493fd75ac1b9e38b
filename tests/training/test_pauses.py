"""Live lessons are proved again at night: what no longer holds is paused, days move on, trainers are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from lessons import api as lessons_api
from lessons import pausing
from lessons.models import LessonPage, Pause
from lessons.problems import Problem
from tests.lesson_world import start
from training.assignments import api as assignments
from training.assignments.models import Assignment, Extension
from training.assignments.selectors import due_for
from training.people.models import OrgUnit, User
from training.people.selectors import today
from training.practice.models import Attempt
from training.practice.path import path_of
from training.tasks import prove_lessons

BROKEN = [Problem("Bước 3 › Kiểm tra 1", "Sau cách làm: chưa thấy số đến.", ("steps", 2, "checks", 0))]


@pytest.fixture
def broken() -> Iterator[None]:
    """The proof of every lesson fails."""
    with mock.patch("lessons.pausing.problems_now", return_value=BROKEN):
        yield


@pytest.fixture
def sound() -> Iterator[None]:
    with mock.patch("lessons.pausing.problems_now", return_value=[]):
        yield


def paused(page: LessonPage) -> Pause:
    assert lessons_api.prove_live().paused == [page.code]
    return Pause.objects.get(lesson=page)


def test_a_lesson_that_no_longer_holds_is_paused_once_with_the_reason(l05: LessonPage, broken: None) -> None:
    found = paused(l05)
    assert found.problems == [{"place": "Bước 3 › Kiểm tra 1", "reason": "Sau cách làm: chưa thấy số đến."}]
    assert lessons_api.prove_live().paused == []
    assert Pause.objects.count() == 1
    entry = PageLogEntry.objects.filter(page=l05.pk, action="lessons.paused").get()
    assert "Kiểm tra 1" in entry.data["problems"][0]


def test_nobody_begins_it_and_it_is_on_nobodys_path(l05: LessonPage, broken: None, mai: User, client_of: Any) -> None:
    paused(l05)
    client: Client = client_of(mai)
    path = path_of(mai)
    assert [stop.code for stop in path.stops] == []
    assert [lesson.code for lesson in path.paused] == ["L05"]
    assert l05.title in client.get(reverse("home")).content.decode()
    answer = client.post(reverse("practice_start", args=["L05"]), follow=True)
    assert "tạm dừng" in answer.content.decode().lower() or "paused" in answer.content.decode().lower()
    assert not Attempt.objects.filter(user=mai).exists()
    page = client.get(l05.url).content.decode()
    assert 'name="mode" value="alone"' not in page


def test_who_has_begun_goes_on(l05: LessonPage, broken: None, mai: User, client_of: Any) -> None:
    client = client_of(mai)
    attempt = start(client, mai)
    paused(l05)
    assert [stop.code for stop in path_of(mai).stops] == ["L05"]
    again = client.post(reverse("practice_start", args=["L05"]))
    assert again.status_code == 303
    assert str(attempt.uuid) in again["Location"]


def test_the_pause_ends_with_the_next_proof_that_holds(l05: LessonPage) -> None:
    with mock.patch("lessons.pausing.problems_now", return_value=BROKEN):
        paused(l05)
    with mock.patch("lessons.pausing.problems_now", return_value=[]):
        assert lessons_api.prove_live().resumed == ["L05"]
    assert l05.pause is None
    assert Pause.objects.get().ended_at is not None


def test_a_pause_ends_with_another_task_and_not_with_the_same(l05: LessonPage, broken: None) -> None:
    found = paused(l05)
    assert not pausing.end_pauses(l05, but_of=found.task)
    other = found.task.__class__.objects.create(
        hash="x" * 64, work_hash="x" * 64, code="L05", lesson=l05, snapshot=found.snapshot, spec=found.task.spec
    )
    assert pausing.end_pauses(l05, but_of=other)


def test_days_move_by_the_days_of_the_pause_and_no_more(l05: LessonPage, broken: None, mai: User) -> None:
    unit = OrgUnit.objects.get(pk=mai.memberships.get().unit_id)
    due = today() + timedelta(days=2)
    asked = Assignment.objects.create(code="L05", unit=unit, due=due, given_by=mai)
    Assignment.objects.filter(pk=asked.pk).update(given_at=timezone.now() - timedelta(days=9))
    found = paused(l05)
    Pause.objects.filter(pk=found.pk).update(since=timezone.now() - timedelta(days=3, hours=1))
    assert assignments.extend_for_pauses() == 1
    assert assignments.extend_for_pauses() == 0
    item = next(one for one in due_for(mai) if one.code == "L05")
    assert (item.moved, item.due) == (4, due + timedelta(days=4))
    assert Extension.objects.get().lesson_code == "L05"


def test_a_day_that_had_passed_before_does_not_move(l05: LessonPage, broken: None, mai: User) -> None:
    unit = OrgUnit.objects.get(pk=mai.memberships.get().unit_id)
    asked = Assignment.objects.create(code="K2", unit=unit, due=today() - timedelta(days=5), given_by=mai)
    Assignment.objects.filter(pk=asked.pk).update(given_at=timezone.now() - timedelta(days=30))
    paused(l05)
    assert assignments.extend_for_pauses() == 0


def test_the_owner_is_told_by_letter(
    l05: LessonPage, broken: None, mai: User, django_capture_on_commit_callbacks: Any
) -> None:
    User.objects.filter(pk=mai.pk).update(email="mai@example.vn")
    LessonPage.objects.filter(pk=l05.pk).update(owner=mai)
    with django_capture_on_commit_callbacks(execute=True):
        paused(l05)
    assert [(letter.to, "L05" in letter.subject) for letter in mail.outbox] == [(["mai@example.vn"], True)]
    assert "Kiểm tra 1" in mail.outbox[0].body


def test_trainers_see_it_on_their_first_screen(l05: LessonPage, broken: None, client_of: Any, trainer: User) -> None:
    paused(l05)
    page = client_of(trainer).get(reverse("wagtailadmin_home")).content.decode()
    assert "Kiểm tra 1" in page
    assert reverse("lessons_proof", args=[l05.pk]) in page


def test_a_proof_that_cannot_be_played_pauses_nobody(l05: LessonPage) -> None:
    with mock.patch("lessons.pausing.problems_now", side_effect=RuntimeError("no disk")):
        assert lessons_api.prove_live().failed == ["L05"]
    assert not Pause.objects.exists()


def test_the_sweep_says_how_many(l05: LessonPage, broken: None) -> None:
    assert prove_lessons() == {"proved": 1, "paused": 1, "resumed": 0, "failed": 0, "moved": 0}
    with mock.patch("lessons.pausing.problems_now", return_value=[]):
        assert prove_lessons()["resumed"] == 1


@pytest.mark.thorough
def test_the_lesson_holds_on_the_platform_as_it_is(l05: LessonPage) -> None:
    assert lessons_api.prove_live() == pausing.Swept(1, [], [], [])
