"""The whole way with scripts off, through pages and forms alone: a lesson is done, seen, and changed meanwhile."""

from unittest import mock

import pytest
from django.conf import settings
from django.urls import reverse

import lessons.api
from lessons.models import LessonPage
from sandbox.spec import Move
from tests.lesson_world import do_moves, filled_form, step_moves
from tests.personas import PASSWORD
from tests.visitor import Visitor
from training.people.models import User
from training.practice.models import Attempt
from training.progress.models import Completion
from training.progress.task import task_of


def sign_in(user: User) -> Visitor:
    visitor = Visitor().open(reverse(settings.LOGIN_URL))
    return visitor.press("Đăng nhập", login=user.staff_code, password=PASSWORD)


def by_hand(visitor: Visitor, attempt: Attempt, move: Move) -> None:
    """From the list to the document, its form, and sent."""
    assert move.move == "act"
    url, typed = filled_form(visitor.client, attempt, move)
    button = visitor.open(url).page.select_one("#platform form[method=post] button.pf-btn--primary")
    assert button is not None
    own = {name: value for name, value in typed.items() if name in move.values}
    visitor.press(" ".join(button.get_text().split()), **own)
    assert visitor.status == 200, visitor.text("#platform")


@pytest.mark.thorough
@pytest.mark.django_db
def test_the_whole_journey_without_scripts(
    committed_l05: LessonPage, mai: User, hr: User, trainer: User, neighbour: User
) -> None:
    # Two presses from signing in to doing.
    learner = sign_in(mai)
    assert learner.path == "/"
    learner.press("Làm ngay")
    attempt = Attempt.objects.get()
    assert learner.shows("BẢN TẬP", "#platform")

    # One routine document goes first: said at once, in the lesson's words, and taken back with one press.
    learner.follow("Văn bản đến").follow("Phòng, chống bệnh")
    for move in step_moves(attempt, "van_ban_yte"):
        by_hand(learner, attempt, move)
    assert learner.shows("Hỏa tốc phải trình ngay sau khi nhận.", "#guide")
    learner.press("Quay lại trước đó")
    assert not learner.shows("Hỏa tốc phải trình ngay sau khi nhận.", "#guide")

    # The rest of the work, in its order: what was right before the mistake need not be done again.
    for step in task_of(attempt).steps[:5]:
        for move in step.hints.do:
            by_hand(learner, attempt, move)
    for move in step_moves(attempt, "van_ban_yte")[-2:]:
        by_hand(learner, attempt, move)
    learner.follow("Xem kết quả")
    assert learner.shows("Đã xong, có hướng dẫn bên cạnh.")

    # Once more without the guide, with other values.
    learner.press("Làm lại một lần tự mình")
    alone = Attempt.objects.get(state=Attempt.State.OPEN)
    do_moves(learner.client, alone, task_of(alone).solution)
    learner.open(f"/luot-tap/{alone.uuid}/xong/")
    assert learner.shows("Anh/Chị đã tự mình làm được.")

    # It stands in the learner's own record, with its evidence.
    learner.open("/ho-so-cua-toi/")
    assert learner.shows("Tự làm được", "table.tasks")
    learner.open(f"/ho-so-cua-toi/{alone.uuid}/")
    assert learner.shows("Minh chứng khớp với những gì đã ghi.")

    # HR sees the outcome.
    officer = sign_in(hr).follow("Báo cáo")
    officer.open("/bao-cao/nguoi/?don-vi=xa-dat-mui")
    assert officer.shows(mai.full_name, "table")
    assert officer.shows("Tự làm được", "table")

    # The trainer changes a sentence and publishes: somebody in the middle of the lesson reads it, and keeps the task.
    other = sign_in(neighbour).press("Làm ngay")
    running = Attempt.objects.get(user=neighbour)
    page = LessonPage.objects.get(pk=committed_l05.pk)
    page.security_vi = "Chữ ký chưa hợp lệ thì dừng lại."
    with mock.patch("lessons.publication._demand_proof"):  # shown in tests/lessons/test_publication.py
        lessons.api.publish(page=page, acting_user=trainer)
    assert LessonPage.objects.get(pk=committed_l05.pk).live_task_id != running.task_id
    other.open(f"/bai-tap/{running.uuid}/")
    assert other.shows("Chữ ký chưa hợp lệ thì dừng lại.")
    assert Attempt.objects.get(user=neighbour).task_id == running.task_id
    do_moves(other.client, running, task_of(running).solution)
    assert Completion.objects.get(user=neighbour).task_hash == running.task.hash
