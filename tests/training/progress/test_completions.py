"""Completions: earned once, kept for good, and standing on evidence that can be checked."""

import logging

import pytest
from django.db import connection

from lessons.models import LessonPage
from sandbox.models import Event
from tests.lesson_world import do_moves, finish, start, step_moves
from tests.visitor import Visitor
from training.people.models import User
from training.practice.models import Attempt
from training.progress.models import Completion, StepResult
from training.progress.tasks import verify_completions


@pytest.fixture
def finished(done: None, l05: LessonPage) -> Attempt:
    return Attempt.objects.get()


def test_all_steps_holding_at_once_make_a_completion(finished: Attempt, mai: User) -> None:
    completion = Completion.objects.get()
    assert (completion.user, completion.lesson_code, completion.aided) == (mai, "L05", False)
    assert StepResult.objects.count() == 6


def test_a_completion_cannot_be_changed(finished: Attempt) -> None:
    completion = Completion.objects.get()
    completion.aided = True
    with pytest.raises(TypeError):
        completion.save()


def test_a_completion_cannot_be_deleted(finished: Attempt) -> None:
    with pytest.raises(TypeError):
        Completion.objects.get().delete()


@pytest.mark.thorough
def test_the_steps_done_separately_but_not_at_once_make_none(l05: LessonPage, neighbour: User, client_of) -> None:
    client = client_of(neighbour)
    started = start(client, neighbour)
    for step in ("kiem_hoa_toc", "tiep_nhan_hoa_toc", "vao_so_hoa_toc", "trinh_hoa_toc", "van_ban_tom"):
        do_moves(client, started, step_moves(started, step))
    Visitor(client).open(f"/bai-tap/{started.uuid}/").press("Quay lại bước trước")
    do_moves(client, started, step_moves(started, "van_ban_yte"))
    assert StepResult.objects.filter(attempt=started).count() == 6
    assert not Completion.objects.filter(attempt=started).exists()


def test_completions_of_one_learner_are_chained(finished: Attempt, mai: User, client_of) -> None:
    client = client_of(mai)
    client.post(f"/luot-tap/{finished.uuid}/tap-lai/")
    finish(client, Attempt.objects.get(state=Attempt.State.OPEN))
    first, second = Completion.objects.order_by("number")
    assert second.previous == first.hash


def test_untouched_evidence_agrees(finished: Attempt) -> None:
    assert verify_completions() == {"checked": 1, "broken": 0, "removed": 0}


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("UPDATE progress_completion SET aided = NOT aided", "hash"),
        ("UPDATE sandbox_event SET action = 'van_ban.xoa' WHERE seq = 1", "events"),
        ("UPDATE sandbox_overlayrow SET state = 'da_vao_so' WHERE ref = 'hoa_toc'", "records"),
        ("UPDATE sandbox_workspace SET seed = seed + 1", "pinned"),
        ("UPDATE progress_completion SET previous = 'x'", "chain"),
    ],
)
def test_a_change_behind_the_scenes_is_found(
    statement: str, kind: str, finished: Attempt, caplog: pytest.LogCaptureFixture
) -> None:
    sql(statement)
    with caplog.at_level(logging.INFO):
        assert verify_completions()["broken"] == 1
    assert kind in caplog.text


def test_the_log_names_nobody(finished: Attempt, mai: User, caplog: pytest.LogCaptureFixture) -> None:
    sql("UPDATE progress_completion SET aided = NOT aided")
    with caplog.at_level(logging.INFO):
        verify_completions()
    assert mai.full_name not in caplog.text
    assert mai.staff_code not in caplog.text


@pytest.mark.parametrize("who", ["neighbour", "trainer", "hr", "administrator", "ut"])
def test_evidence_opens_to_its_learner_alone(who: str, finished: Attempt, client_of, request) -> None:
    assert client_of(request.getfixturevalue(who)).get(f"/ho-so-cua-toi/{finished.uuid}/").status_code == 404


@pytest.mark.thorough
def test_two_learners_have_chains_of_their_own(finished: Attempt, neighbour: User, client_of) -> None:
    client = client_of(neighbour)
    finish(client, start(client, neighbour))
    assert set(Completion.objects.values_list("number", flat=True)) == {1}
    assert Event.objects.filter(kind=Event.Kind.ACTION).count() == 24
