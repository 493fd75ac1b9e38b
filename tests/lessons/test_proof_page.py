"""The proof of a lesson, as its trainers see it."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from lessons.models import LessonPage
from tests.lessons.editor import edit_url
from training.people.models import User

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def studio(trainer: User, client_of: Any) -> Client:
    trainer.language = "en"
    trainer.save()
    return client_of(trainer)


def page_of(studio: Client, lesson: LessonPage) -> BeautifulSoup:
    response = studio.get(reverse("lessons_proof", args=[lesson.pk]))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").select_one(".lesson-proof")


def test_it_shows_every_check_after_the_solution(studio: Client, lesson: LessonPage) -> None:
    page = page_of(studio, lesson)
    checks = sum(len(step.checks) for step in lesson.live_task.typed.steps)
    assert "The proof holds." in page.text
    assert len(page.select("tbody th[scope=row]")) == checks + 1  # and one version
    assert page.select_one("form button") is not None


@pytest.mark.thorough
def test_slips_are_tried_when_asked_for_and_then_kept(studio: Client, lesson: LessonPage) -> None:
    url = reverse("lessons_proof", args=[lesson.pk])
    assert studio.post(url)["Location"] == url
    page = page_of(studio, lesson)
    assert "Noticed:" in page.text
    assert len(page.select(".proof-moves > li")) == len(lesson.live_task.typed.solution)
    assert any(
        "Left out → Noticed by: step" in " ".join(one.text.split()) for one in page.select(".proof-moves li li")
    )
    assert page.select_one("form button") is None


def test_what_keeps_a_draft_from_being_published_stands_there(studio: Client, draft: LessonPage) -> None:
    solution = draft.solution.stream_block.get_prep_value(draft.solution)
    draft.solution = draft.solution.stream_block.to_python([solution[0], *solution[2:]])
    draft.save_revision()
    page = page_of(studio, draft)
    assert "The lesson cannot be published yet" in page.text
    assert "Step 2 › Check 1" in page.text
    assert "Not met:" in page.text


def test_an_unfinished_draft_says_what_is_missing(studio: Client, draft: LessonPage) -> None:
    draft.title_en = ""
    draft.save_revision()
    assert "Write this in both languages" in page_of(studio, draft).text


@pytest.mark.thorough
def test_the_editor_and_the_first_screen_lead_to_it(studio: Client, lesson: LessonPage) -> None:
    url = reverse("lessons_proof", args=[lesson.pk])
    assert url in studio.get(edit_url(lesson)).content.decode()
    assert url in studio.get(reverse("wagtailadmin_home")).content.decode()


def test_it_is_not_for_learners(lesson: LessonPage, mai: User, client_of: Any) -> None:
    response = client_of(mai).get(reverse("lessons_proof", args=[lesson.pk]))
    assert response.status_code in (302, 403, 404)
    assert "lesson-proof" not in response.content.decode()
