"""Seats and searches inside an attempt: done through practice, judged, undone."""

import pytest

from sandbox.models import Event
from tests.lesson_world import do_moves, step_moves
from training.people.models import User
from training.practice import api
from training.practice.errors import AttemptClosed
from training.practice.models import Attempt

OFFICER = "le_hoang_nho"


@pytest.fixture
def attempt(started: Attempt) -> Attempt:
    """The clerk's lesson, with an officer's seat besides."""
    started.workspace.scenario["seats"] = [OFFICER]
    started.workspace.save()
    return started


def test_another_seat_is_taken_and_given_back_by_undoing(attempt: Attempt) -> None:
    clerk = attempt.workspace.person
    assert api.take_seat(attempt=attempt, person=OFFICER, request_key="sit").ok
    assert (attempt.workspace.person, attempt.standing.seq) == (OFFICER, attempt.workspace.last_seq)
    api.undo(attempt=attempt, request_key="undo")
    assert attempt.workspace.person == clerk


def test_a_seat_that_is_not_the_lessons_is_refused(started: Attempt) -> None:
    outcome = api.take_seat(attempt=started, person=OFFICER, request_key="sit")
    assert outcome.refusal is not None
    assert outcome.refusal.code == "no_seat"


def test_a_search_is_judged_and_no_deed_to_undo(attempt: Attempt, mai: User, client_of) -> None:
    do_moves(client_of(mai), attempt, step_moves(attempt, "kiem_hoa_toc"))
    attempt = Attempt.objects.get()
    assert api.look_up(attempt=attempt, words="áp thấp", request_key="find").ok
    found = Event.objects.get(kind=Event.Kind.SEARCH)
    assert (found.values, attempt.standing.seq) == ({"words": "áp thấp"}, found.seq)
    assert attempt.standing.undo_to == 0


@pytest.mark.parametrize("act", ["take_seat", "look_up"])
def test_a_finished_attempt_is_frozen(attempt: Attempt, act: str) -> None:
    attempt.state = Attempt.State.SET_ASIDE
    given = {"person": OFFICER} if act == "take_seat" else {"words": "tôm"}
    with pytest.raises(AttemptClosed):
        getattr(api, act)(attempt=attempt, request_key="late", **given)
