"""One learner, several tabs, the same moment."""

from __future__ import annotations

import pytest
from django.test import Client

from lessons.models import LessonPage
from sandbox.models import Event
from tests.lesson_world import do_moves, filled_form, start
from tests.together import WORKERS, at_once
from training.people.models import User
from training.practice.models import Attempt
from training.progress.models import Completion, StepResult
from training.progress.task import task_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tabs(mai: User, client_of) -> list[Client]:
    return [client_of(mai) for _ in range(WORKERS)]


def test_pressing_start_in_every_tab_begins_one_attempt(committed_l05: LessonPage, tabs: list[Client]) -> None:
    answers = at_once(lambda tab: tabs[tab].post("/bai-tap/bat-dau/L05/"))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer["Location"] for answer in answers}) == 1
    assert Attempt.objects.count() == 1


def test_steps_are_recorded_once_whatever_the_tabs_do(
    committed_l05: LessonPage, mai: User, tabs: list[Client]
) -> None:
    """Each tab sends another form; all but one wait, and must not judge by how things stood before they waited."""
    attempt = start(tabs[0], mai)
    forms = [filled_form(tabs[0], attempt, move) for move in first_of_each_record(attempt)]
    answers = at_once(lambda tab: tabs[tab].post(*forms[tab % len(forms)]))
    assert {answer.status_code for answer in answers} <= {303, 409, 422}
    recorded = list(StepResult.objects.values_list("step", flat=True))
    assert len(recorded) == len(set(recorded)) > 0
    assert attempt.standing.__class__.objects.get().seq == max(Event.objects.values_list("seq", flat=True))


def test_the_last_form_sent_from_every_tab_completes_once(
    committed_l05: LessonPage, mai: User, tabs: list[Client]
) -> None:
    attempt = start(tabs[0], mai)
    solution = task_of(attempt).solution
    do_moves(tabs[0], attempt, solution[:-1])
    last = filled_form(tabs[0], attempt, solution[-1])
    answers = at_once(lambda tab: tabs[tab].post(*last))
    assert {answer.status_code for answer in answers} == {303}
    assert Completion.objects.count() == 1
    assert Attempt.objects.get().state == Attempt.State.FINISHED


def first_of_each_record(attempt: Attempt) -> list:
    """The first move of the solution on every record that it works on."""
    found = {move.on: move for move in reversed(task_of(attempt).solution)}
    return [found[on] for on in dict.fromkeys(move.on for move in task_of(attempt).solution)]
