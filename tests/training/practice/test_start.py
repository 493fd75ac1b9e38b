"""Getting from sign-in to doing, and back to what was begun."""

from urllib.parse import quote

import pytest
from django.test import Client

from lessons.models import LessonPage, Task
from sandbox.definition.schema import Text
from tests.lesson_world import finish, start
from tests.visitor import Visitor
from training.people.models import User
from training.practice.models import Attempt
from training.progress.task import task_of


def test_home_offers_one_thing_to_do_and_one_press_leads_into_it(l05: LessonPage, mai: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open("/")
    assert visitor.shows("Tiếp nhận và vào sổ", ".next")
    assert len(visitor.page.select(".btn--primary")) == 1
    visitor.press("Làm ngay")
    assert visitor.path.endswith("/van-ban-den"), "the practice opens on the scenario's module"
    assert visitor.shows("Mở văn bản Hỏa tốc", "#guide")
    assert visitor.shows("BẢN TẬP", "#platform")


def test_home_says_so_while_there_is_no_lesson(l05: LessonPage, mai: User, client_of) -> None:
    l05.unpublish()
    assert Visitor(client_of(mai)).open("/").shows("Chưa có bài nào được mở")


def test_home_offers_to_go_on_with_what_was_begun(started: Attempt, mai: User, client_of) -> None:
    visitor = Visitor(client_of(mai)).open("/")
    assert visitor.shows("đang làm dở", ".next__why")
    visitor.press("Làm tiếp")
    assert visitor.path == f"/bai-tap/{started.uuid}/van-ban-den"


def test_home_says_when_everything_is_finished(started: Attempt, mai: User, client_of) -> None:
    client = client_of(mai)
    finish(client, started)
    visitor = Visitor(client).open("/")
    assert visitor.shows("Tự làm một lần nữa là thành của mình", ".next__why")
    visitor.press("Tự làm")
    finish(client, Attempt.objects.get(state=Attempt.State.OPEN))
    visitor.open("/")
    assert visitor.shows("Đã tới bến")
    assert visitor.shows("Lần làm lại kế tiếp", ".empty")
    assert visitor.shows("Tự làm được", ".river")


def test_starting_twice_gives_one_attempt(l05: LessonPage, mai: User, client_of) -> None:
    client = client_of(mai)
    first, second = client.post("/bai-tap/bat-dau/L05/"), client.post("/bai-tap/bat-dau/L05/")
    assert first["Location"] == second["Location"]
    assert Attempt.objects.count() == 1


def test_each_attempt_draws_its_own_values(l05: LessonPage, mai: User, neighbour: User, client_of) -> None:
    seeds = {start(client_of(user), user).workspace.seed for user in (mai, neighbour)}
    assert len(seeds) == 2


def test_a_lesson_that_is_not_there_cannot_be_started(l05: LessonPage, mai: User, client_of) -> None:
    assert client_of(mai).post("/bai-tap/bat-dau/L99/").status_code == 404


def test_looking_at_the_start_address_starts_nothing(l05: LessonPage, mai: User, client_of) -> None:
    assert client_of(mai).get("/bai-tap/bat-dau/L05/").status_code == 405


def test_leaving_and_coming_back_on_another_machine(started: Attempt, mai: User, client_of) -> None:
    Visitor(client_of(mai)).open(f"/bai-tap/{started.uuid}/").press("Lưu và thoát")
    started.refresh_from_db()
    assert started.left_at is not None
    Visitor(client_of(mai)).open("/").press("Làm tiếp")
    started.refresh_from_db()
    assert started.left_at is None


def test_a_running_attempt_keeps_its_task_when_the_lesson_is_published_anew(
    started: Attempt, l05: LessonPage, mai: User, client_of
) -> None:
    before = started.task.hash
    l05.refresh_from_db()
    l05.minutes = 9
    l05.save_revision().publish()
    l05.refresh_from_db()
    assert l05.live_task.hash != before
    client_of(mai).post("/bai-tap/bat-dau/L05/")
    assert Attempt.objects.get().task.hash == before


def test_practising_again_takes_the_newest_version_with_other_values(started: Attempt, mai: User, client_of) -> None:
    client = client_of(mai)
    finish(client, started)
    client.post(f"/luot-tap/{started.uuid}/tap-lai/")
    fresh = Attempt.objects.get(state=Attempt.State.OPEN)
    assert fresh.workspace_id != started.workspace_id
    assert fresh.mode == Attempt.Mode.ALONE


def test_a_visitor_who_is_not_signed_in_goes_to_sign_in(started: Attempt) -> None:
    response = Client().get(f"/bai-tap/{started.uuid}/")
    assert response.status_code == 302
    assert "/tai-khoan/" in response["Location"]


def test_a_fragment_asked_for_after_the_session_ended_sends_the_whole_page_to_sign_in(started: Attempt) -> None:
    response = Client().get(f"/bai-tap/{started.uuid}/", headers={"HX-Request": "true"})
    assert "/tai-khoan/" in response["HX-Redirect"]


def test_a_form_sent_after_the_session_ended_leads_back_to_the_page_it_stood_on(started: Attempt) -> None:
    page = f"/bai-tap/{started.uuid}/van-ban-den?tab=qua_han"
    response = Client().post(f"/luot-tap/{started.uuid}/goi-y/", headers={"Referer": f"http://testserver{page}"})
    assert f"next={quote(page, safe='/')}" in response["Location"]


def test_a_form_sent_from_another_site_leads_home_after_sign_in(started: Attempt) -> None:
    response = Client().post(f"/luot-tap/{started.uuid}/goi-y/", headers={"Referer": "https://elsewhere.example/x"})
    assert response["Location"].endswith("?next=/")


@pytest.mark.parametrize("url", ["/", "/ho-so-cua-toi/", "/tai-khoan/"])
def test_asking_for_the_head_of_a_page_answers_as_the_page(url: str, mai: User, client_of) -> None:
    assert client_of(mai).head(url).status_code == 200


def test_better_words_reach_an_attempt_under_way_and_its_evidence_names_what_it_began_with(
    started: Attempt, l05: LessonPage
) -> None:
    task = started.task
    spec = task.typed
    first = spec.steps[0].model_copy(update={"title": Text(vi="Mở công điện", en="Open the telegram")})
    better = spec.model_copy(update={"steps": [first, *spec.steps[1:]]})
    new = Task.freeze(spec=better, snapshot=task.snapshot, lesson=l05)
    assert new.work_hash == task.work_hash
    assert task_of(started).steps[0].title == spec.steps[0].title
    Task.objects.filter(pk=task.pk).update(words=new.hash)
    mine = Attempt.objects.select_related("task", "workspace").get(pk=started.pk)
    assert task_of(mine).steps[0].title.vi == "Mở công điện"
    assert mine.task.hash == task.hash
    mine.state = Attempt.State.FINISHED
    assert task_of(mine).steps[0].title == spec.steps[0].title
