"""The same thing sent from several tabs, and by several people, at the same moment."""

from __future__ import annotations

import pytest

from lessons.models import LessonPage
from tests.lesson_world import start
from tests.together import WORKERS, at_once
from tests.visitor import Visitor
from training.feedback.models import Need, Reply, Stuck
from training.people.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def test_stuck_from_every_tab_is_sent_once_and_answered_once(
    committed_l05: LessonPage, mai: User, trainer: User, administrator: User, client_of
) -> None:
    attempt = start(client_of(mai), mai)
    url = f"/luot-tap/{attempt.uuid}/bi-ket/"
    form = Visitor.fields(Visitor(client_of(mai)).open(url).page.select_one("main form"))
    tabs = [client_of(mai) for _ in range(WORKERS)]
    assert {answer.status_code for answer in at_once(lambda tab: tabs[tab].post(url, form))} == {303}
    stuck = Stuck.objects.get()
    desks = [client_of(one) for one in (trainer, administrator) * (WORKERS // 2)]
    said = [{"words": f"Câu trả lời {number}.", "everybody": "on"} for number in range(WORKERS)]
    answers = at_once(lambda desk: desks[desk].post(f"/phan-hoi/{stuck.uuid}/", said[desk]))
    assert sorted(answer.status_code for answer in answers) == [303, *[409] * (WORKERS - 1)]
    assert Reply.objects.count() == 1


def test_a_need_is_sent_once_and_decided_once(mai: User, ut: User, client_of) -> None:
    words = {"work": "Vào sổ", "times": "5", "minutes": "4", "affected": "3", "wish": "Một lần.", "lam": "gui"}
    tabs = [client_of(mai) for _ in range(WORKERS)]
    answers = at_once(lambda tab: tabs[tab].post("/toi-can/moi/", words | {"request_key": "mot-lan"}))
    assert {answer.status_code for answer in answers} == {303}
    need = Need.objects.get()
    desks = [client_of(ut) for _ in range(WORKERS)]
    decisions = [{"decision": "accepted", "reason": f"Lý do thứ {number}."} for number in range(WORKERS)]
    answers = at_once(lambda desk: desks[desk].post(f"/toi-can/hop-thu/{need.uuid}/", decisions[desk]))
    assert sorted(answer.status_code for answer in answers) == [303, *[409] * (WORKERS - 1)]
