"""What tests of practice stand on: the platform without its thousands of base records, lesson L05, and ways to do it.

`do_moves` sends the forms that the screens offer, as a browser would; it knows the lesson only through its task.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from bs4 import BeautifulSoup
from django.test import Client

import lessons.api
import sandbox.api
from lessons.models import LessonPage
from sandbox.data import ca_mau_platform
from sandbox.definition.loader import platform_of
from sandbox.models import OverlayRow, Snapshot
from sandbox.screens import paths
from sandbox.spec import Move
from tests.personas import PROVINCE
from tests.visitor import Visitor
from tests.worlds import World
from training.people import demo
from training.people.models import User
from training.practice import api as practice
from training.practice.models import Attempt
from training.progress.task import task_of

FORM = re.compile(r'<form[^>]*\bmethod="post".*?</form>', re.DOTALL)
ROOT = Path(__file__).resolve().parent.parent

__all__ = ["begun_world", "committed_l05", "done", "l05", "l05_world", "planted", "started"]


def import_l05() -> LessonPage:
    sandbox.api.import_snapshot(platform=ca_mau_platform(), records=())
    return import_lesson("L05")


def import_lesson(code: str) -> LessonPage:
    """A lesson on the platform that is there, published. That the shipped ones hold is proved in
    `tests/lessons/data`, and what publishing demands in `tests/lessons/test_publication.py`: not here again."""
    with mock.patch("lessons.publication._demand_proof"):
        return lessons.api.import_package(ROOT / "lessons" / "data" / f"{code}.yaml").page


L05 = World("l05_world", import_l05, on=PROVINCE)

l05_world = L05.fixture()


@pytest.fixture(scope="module")
def planted(l05_world: None) -> None:
    """The province and L05. What a fixture of a module adds lies in a transaction of its own, rolled back."""


@pytest.fixture
def l05(planted: None, db: None) -> LessonPage:
    """Lesson L05, published."""
    return LessonPage.objects.get(code="L05")


def mai_signed_in() -> tuple[Client, User]:
    mai = demo.seed(only=frozenset({"CM-DM-001"}), load_organisation=False)["CM-DM-001"]
    client = Client()
    client.force_login(mai)
    return client, mai


def do_it() -> None:
    client, mai = mai_signed_in()
    finish(client, start_alone(mai))


done = World("done", do_it, on=L05).fixture()  # Mai has done L05 by her own hand
begun_world = World("begun_world", lambda: start(*mai_signed_in()), on=L05).fixture()


@pytest.fixture
def committed_l05(l05: LessonPage) -> LessonPage:
    """The same where others than the test's own connection see it: a browser, other threads."""
    return l05


@pytest.fixture
def started(begun_world: Attempt, l05: LessonPage, mai: User) -> Attempt:
    """Mai's attempt at L05, just begun."""
    return Attempt.objects.get(user=mai, state=Attempt.State.OPEN)


def start(client: Client, user: User, code: str = "L05", mode: str = "") -> Attempt:
    response = client.post(f"/bai-tap/bat-dau/{code}/", {"mode": mode} if mode else {})
    assert response.status_code == 303, response.status_code
    return Attempt.objects.get(user=user, lesson_code=code, state=Attempt.State.OPEN)


def start_alone(user: User, code: str = "L05", mode: str = "alone") -> Attempt:
    """An attempt without the guide's instructions, or with the traps laid."""
    task = LessonPage.objects.get(code=code).live_task
    assert task is not None
    return practice.start_attempt(user=user, task=task, mode=mode)


def form_url(attempt: Attempt, action: str, ref: str) -> str:
    row = OverlayRow.objects.get(workspace=attempt.workspace_id, ref=ref)
    platform = platform_of(Snapshot.objects.defer("definition").get(pk=attempt.workspace.snapshot_id))
    path = paths.form_path(platform, row.record_type, row.rid, action.partition(".")[2])
    return f"/bai-tap/{attempt.uuid}/{path}"


def filled_form(client: Client, attempt: Attempt, move: Move) -> tuple[str, dict[str, str]]:
    """The form of that move, opened, with what the move says typed over what stands there."""
    assert move.move == "act"
    assert isinstance(move.on, str)
    url = form_url(attempt, move.action, move.on)
    body = (
        client.get(url).content.decode().partition('<div class="pf-body">')[2]
    )  # the platform's; the guide is before
    found = FORM.search(body)
    form = BeautifulSoup(found[0], "html.parser").form if found else None
    said = {name: typed(value) for name, value in move.values.items()}
    return url, (Visitor.fields(form) if form else {}) | said


def do_move(client: Client, attempt: Attempt, move: Move) -> Any:
    return client.post(*filled_form(client, attempt, move))


def do_moves(client: Client, attempt: Attempt, moves: Iterable[Move]) -> None:
    for move in moves:
        response = do_move(client, attempt, move)
        assert response.status_code == 303, response.content.decode()


def finish(client: Client, attempt: Attempt) -> None:
    """The whole reference solution, by the learner's own hand."""
    do_moves(client, attempt, task_of(attempt).solution)


def step_moves(attempt: Attempt, step: str) -> list[Move]:
    return task_of(attempt).step(step).hints.do


def typed(value: Any) -> Any:
    """The value as a person types it; what is ticked stays a list."""
    if isinstance(value, list):
        return value
    try:
        return date.fromisoformat(value).strftime("%d/%m/%Y")
    except (TypeError, ValueError):
        return str(value)
