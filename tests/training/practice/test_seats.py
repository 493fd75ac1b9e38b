"""A lesson in two seats (L10): the guide says when a step is done in the other one, and points at the way there."""

from __future__ import annotations

import pytest

from lessons.models import LessonPage
from sandbox.models import Event
from tests.lesson_world import L05, import_lesson, start
from tests.visitor import Visitor
from tests.worlds import World
from training.people.models import User
from training.practice.models import Attempt
from training.progress.task import task_of

l10_world = World("l10_world", lambda: import_lesson("L10"), on=L05).fixture()


@pytest.fixture
def l10(l10_world: LessonPage, db: None) -> LessonPage:
    return LessonPage.objects.get(code="L10")


@pytest.fixture
def attempt(l10: LessonPage, mai: User, client_of) -> Attempt:
    return start(client_of(mai), mai, "L10")


@pytest.fixture
def visitor(attempt: Attempt, mai: User, client_of) -> Visitor:
    return Visitor(client_of(mai)).open(f"/bai-tap/{attempt.uuid}/")


def in_the_other_seat(visitor: Visitor, attempt: Attempt) -> Visitor:
    """Up to the first step that is done there."""
    scenario = task_of(attempt).scenario
    for _step in range(len(task_of(attempt).steps)):
        if visitor.page.select("#guide .notice--tape"):
            break
        visitor.press("Làm giúp")
    assert scenario.seats
    return visitor


def test_the_seats_of_the_lesson_and_no_others_stand_in_the_header(visitor: Visitor, attempt: Attempt) -> None:
    chairs = {tag["value"] for tag in visitor.page.select(".pf-seats button[name=person]")}
    assert chairs == set(task_of(attempt).scenario.seats)


@pytest.mark.thorough
def test_the_guide_says_when_a_step_is_done_in_another_seat(visitor: Visitor, attempt: Attempt) -> None:
    in_the_other_seat(visitor, attempt)
    assert visitor.shows("Chuyển sang ghế Lê Hoàng Nhớ", "#guide")
    visitor.follow("Chỉ chỗ đổi ghế")
    assert visitor.page.select("#platform .pf-seats.pf-spotted #cho-nay")
    visitor.press("Lê Hoàng Nhớ")
    assert not visitor.shows("Chuyển sang ghế", "#guide .notice--tape")
    assert Event.objects.filter(kind=Event.Kind.SEAT).count() == 1


def test_show_where_points_at_the_seats_first(visitor: Visitor, attempt: Attempt) -> None:
    in_the_other_seat(visitor, attempt).press("Chỉ chỗ")
    assert visitor.page.select("#platform .pf-seats.pf-spotted")


def test_a_seat_that_is_not_the_lessons_is_refused_in_words(visitor: Visitor, attempt: Attempt) -> None:
    token = visitor.page.select_one("[name=csrfmiddlewaretoken]")["value"]
    post = {"person": "tran_quoc_khoi", "csrfmiddlewaretoken": token}
    response = visitor.client.post(f"/bai-tap/{attempt.uuid}/ghe", post)
    visitor.open(response["Location"])
    assert visitor.shows("không ngồi ghế này", "#pf-status")
