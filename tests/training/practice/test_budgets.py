"""How often a page asks the database. A budget is a promise to the office with one small server."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.lesson_world import do_moves, filled_form
from training.people.models import User
from training.practice.models import Attempt
from training.progress.task import task_of


def queries_of(ask: Callable[[], object]) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        ask()
    return [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def within(budget: int, asked: list[str]) -> None:
    assert len(asked) <= budget, f"{len(asked)} queries:\n" + "\n".join(sql[:160] for sql in asked)


@pytest.fixture
def warm(started: Attempt, mai: User, client_of) -> Attempt:
    """The process has seen the task and the platform before."""
    client_of(mai).get(f"/bai-tap/{started.uuid}/van-ban-den")
    return started


def test_a_list_with_its_guide_takes_eight_queries(warm: Attempt, mai: User, client_of) -> None:
    client = client_of(mai)
    within(8, queries_of(lambda: client.get(f"/bai-tap/{warm.uuid}/van-ban-den")))


def test_an_action_with_its_judging_takes_fifteen(warm: Attempt, mai: User, client_of) -> None:
    client = client_of(mai)
    solution = task_of(warm).solution
    do_moves(client, warm, solution[:3])
    url, data = filled_form(client, warm, solution[3])
    within(15, queries_of(lambda: client.post(url, data)))


def test_a_refused_action_takes_no_more(warm: Attempt, mai: User, client_of) -> None:
    client = client_of(mai)
    url, data = filled_form(client, warm, task_of(warm).solution[3])
    within(15, queries_of(lambda: client.post(url, data)))


def test_home_takes_fourteen(warm: Attempt, mai: User, client_of) -> None:
    client = client_of(mai)
    within(14, queries_of(lambda: client.get("/")))
