"""What a trainer shows becomes a lesson: steps beside the pane, a draft, its trap, a trial that leaves no trace."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

import lessons.api
from lessons.models import LessonPage
from sandbox.models import Workspace
from tests.lesson_world import L05
from tests.training.studio.studio_world import act, arranged, demonstrating, registered, save
from tests.visitor import Visitor
from tests.worlds import World
from training.audit import retention
from training.people import demo
from training.people.models import User
from training.practice import api as practice
from training.practice.models import Attempt
from training.practice.selectors import access_attempt
from training.progress.models import Completion, Mastery, Presence, StepResult
from training.progress.task import task_of
from training.studio import api
from training.studio.models import Recording, Sketch

REF = "phong_chong_benh_sot_xuat_huyet"


WORDS = {
    "title_vi": "Vào sổ một kế hoạch",
    "title_en": "Register a plan",
    "situation_vi": "Có một kế hoạch mới.",
    "situation_en": "A new plan has come.",
}


def arrange() -> None:
    """Lan has arranged the situation."""
    lan = demo.seed(only=frozenset({"CM-SKHCN-001"}), load_organisation=False)["CM-SKHCN-001"]
    client = Client()
    client.force_login(lan)
    arranged(Visitor(client))


def write() -> None:
    """…and demonstrated it: the draft is there."""
    client = Client()
    client.force_login(User.objects.get(staff_code="CM-SKHCN-001"))
    lan, sketch = Visitor(client), Sketch.objects.get()
    recording = demonstrating(lan, sketch)
    registered(lan, recording)
    lan.open(f"/xuong-bai/lam-mau/{recording.uuid}/").press("Xong, viết thành bài")
    assert lan.path.endswith("/loi/"), lan.text("#status")


ARRANGED = World("arranged_world", arrange, on=L05)

arranged_world = ARRANGED.fixture()
written_world = World("written_world", write, on=ARRANGED).fixture()


@pytest.fixture
def trainer_there(arranged_world: None, db: None) -> User:
    return User.objects.get(staff_code="CM-SKHCN-001")


@pytest.fixture
def lan(trainer_there: User, client_of: Any) -> Visitor:
    return Visitor(client_of(trainer_there))


@pytest.fixture
def sketch(lan: Visitor) -> Sketch:
    return Sketch.objects.get()


@pytest.fixture
def page(written_world: None, lan: Visitor) -> LessonPage:
    lan.open(f"/xuong-bai/{Sketch.objects.get().uuid}/loi/")
    return LessonPage.objects.get(pk=Sketch.objects.get().page_id)


@pytest.mark.thorough
def test_a_demonstration_of_another_situation_is_not_used(lan: Visitor, sketch: Sketch) -> None:
    recording = demonstrating(lan, sketch)
    act(lan, recording, REF, "kiem-chu-ky")
    lan.open(f"/xuong-bai/{sketch.uuid}/chuan-bi/").press("Bỏ")
    lan.open(f"/xuong-bai/lam-mau/{recording.uuid}/").press("Xong, viết thành bài")
    assert not Sketch.objects.get().page
    assert lan.shows("Anh/Chị làm mẫu", "#status")


def test_every_action_is_a_step_and_what_is_undone_is_none(lan: Visitor, sketch: Sketch) -> None:
    recording = demonstrating(lan, sketch)
    act(lan, recording, REF, "kiem-chu-ky")
    act(lan, recording, REF, "tiep-nhan")
    lan.open(f"/xuong-bai/lam-mau/{recording.uuid}/")
    assert len(lan.page.select(".shown__one")) == 2
    lan.press("Quay lại bước trước")
    assert len(lan.page.select(".shown__one")) == 1
    assert lan.shows("Kiểm tra chữ ký số", ".shown")
    assert not lan.page.select_one(".lying__one--bait"), "the bait does not lie there while the task is shown"


def test_showing_asks_little_of_the_database(
    lan: Visitor, sketch: Sketch, django_assert_max_num_queries: Any
) -> None:
    recording = demonstrating(lan, sketch)
    act(lan, recording, REF, "kiem-chu-ky")
    row = recording.workspace.overlay.get(ref=REF)
    url = f"/xuong-bai/lam-mau/{recording.uuid}/van-ban-den/van-ban/{row.rid}"
    lan.client.get(url)
    with django_assert_max_num_queries(25):
        assert lan.client.post(f"{url}/tiep-nhan", {"request_key": "x1"}).status_code == 303
    with django_assert_max_num_queries(25):
        lan.client.get(url)


def test_the_lesson_writes_itself_holds_and_is_published(lan: Visitor, page: LessonPage, sketch: Sketch) -> None:
    assert page.code == "L06"
    assert not page.live
    lan.press(
        "Lưu và mở trình soạn bài",
        **WORDS,
    )
    draft = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    spec = lessons.api.compile_page(draft)
    assert [trap.say_contains.vi for trap in spec.traps[0].expect] == ["Chứng thư hết hạn: không tiếp nhận."]
    assert spec.solution[2].values["so_ky_hieu"] == "{{so}}/KH-SYT"
    assert [record.ref for record in spec.scenario.records] == [REF]
    assert lessons.api.prove(spec, sketch.snapshot).problems == []
    published = lessons.api.publish(page=draft)
    assert published.live
    assert published.slug == "l06-vao-so-mot-ke-hoach"


@pytest.mark.thorough
def test_the_trainers_own_words_stand_in_the_lesson(lan: Visitor, sketch: Sketch) -> None:
    recording = demonstrating(lan, sketch)
    registered(lan, recording)
    lan.open(f"/xuong-bai/lam-mau/{recording.uuid}/")
    form = lan.page.select("form[action$='/loi/']")[1]
    sent = Visitor.fields(form) | {"loi-vi": "Nhận kế hoạch & báo", "loi-en": "Receive the plan", "gop": "on"}
    sent |= {"truoc": "on"}
    lan.client.post(form["action"], sent)
    lan.open(f"/xuong-bai/lam-mau/{recording.uuid}/").press("Xong, viết thành bài")
    page = LessonPage.objects.get(pk=Sketch.objects.get().page_id).get_latest_revision_as_object()
    told = str(page.steps[0].value["instruction"]["vi"])
    assert "Nhận kế hoạch &amp; báo" in told
    assert told.count("<p>") == 2, "it was joined to the step before it"
    orders = [check for check in page.steps[0].value["checks"] if check.block_type == "order"]
    assert [check.value["then"]["action"] for check in orders] == ["van_ban.vao_so"]


def test_trying_it_leaves_no_trace(lan: Visitor, page: LessonPage, trainer_there: User) -> None:
    lan.press(
        "Lưu và làm thử như học viên",
        **WORDS,
    )
    before = Workspace.objects.count()
    lan.press("Tự làm")
    assert lan.path.startswith("/bai-tap/")
    attempt = Attempt.everything.get(trial=True)
    assert not Attempt.objects.filter(pk=attempt.pk).exists()
    assert list(trainer_there.attempts.all()) == []
    mine = access_attempt(trainer_there, attempt.uuid)
    practice.play(attempt=mine, moves=task_of(mine).solution, request_key="all")
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.FINISHED
    counted = [Completion, StepResult, Presence, Mastery]
    assert [model.objects.count() for model in counted] == [0, 0, 0, 0]
    assert lan.client.get(f"/luot-tap/{attempt.uuid}/bi-ket/").status_code == 404
    lan.open(f"/luot-tap/{attempt.uuid}/xong/")
    assert lan.status == 200
    lan.client.post(f"/luot-tap/{attempt.uuid}/thoat/")
    assert not Attempt.everything.filter(trial=True).exists()
    assert Workspace.objects.count() == before
    assert page.tasks.exists()


def test_a_trial_that_nobody_came_back_to_is_gone_in_the_morning(lan: Visitor, page: LessonPage) -> None:
    lan.client.post(f"/xuong-bai/thu/{page.pk}/", {"mode": "traps"})
    assert [one.rows for one in retention.apply(only="trials")] == [0]
    Attempt.everything.update(last_seen=timezone.now() - timedelta(hours=25))
    assert [one.rows for one in retention.apply(only="trials", dry=True)] == [1]
    assert [one.rows for one in retention.apply(only="trials")] == [1]
    assert not Attempt.everything.filter(trial=True).exists()


def test_the_draft_can_be_watched(lan: Visitor, page: LessonPage) -> None:
    lan.open(f"/xuong-bai/thu/{page.pk}/").follow("Xem mẫu trước")
    assert lan.path == f"/xuong-bai/thu/{page.pk}/xem-mau/1/"
    assert lan.status == 200


@pytest.mark.thorough
def test_a_second_demonstration_leaves_free_what_differs(lan: Visitor, page: LessonPage, sketch: Sketch) -> None:
    again = demonstrating(lan, sketch, "again")
    ref = REF
    sheet = again.workspace.overlay.get(ref=ref).data["noi_dung"]
    number = sheet.split("Số: ")[1].split(" ||")[0]
    for action, values in (
        ("kiem-chu-ky", {}),
        ("tiep-nhan", {}),
        ("vao-so", {"so_ky_hieu": number, "ngay_ban_hanh": "12/11/2026", "nguoi_ky": "Ai đó", "chuc_vu": "Giám đốc"}),
        ("trinh", {"lanh_dao": "tran_quoc_khoi"}),
    ):
        assert act(lan, again, ref, action, **values).status_code == 303
    lan.open(f"/xuong-bai/lam-mau/{again.uuid}/").press("Xong")
    draft = LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object()
    checks = [check for block in draft.steps for check in block.value["checks"] if check.block_type == "field"]
    leader = next(check.value for check in checks if check.value["field"] == "van_ban.lanh_dao")
    assert leader["value"].splitlines() == ["Huỳnh Thị Kim Thoa", "Trần Quốc Khởi"]
    signer = next(check.value for check in checks if check.value["field"] == "van_ban.nguoi_ky")
    assert signer["operator"] == "filled"
    assert Recording.objects.filter(done=True).count() == 2


@pytest.mark.thorough
def test_how_one_falls_for_a_trap_is_shown_where_it_cannot_be_found(lan: Visitor, sketch: Sketch) -> None:
    """Refusing needs a reason in words: nobody finds that alone, so the trainer shows it."""
    ref = sketch.traps[0]["ref"]
    save(lan.open(f"/xuong-bai/{sketch.uuid}/ban-ghi/{ref}/"), **{"x-bay-viec": "van_ban.tu_choi"})
    recording = demonstrating(lan, sketch)
    registered(lan, recording)
    lan.open(f"/xuong-bai/lam-mau/{recording.uuid}/").press("Xong, viết thành bài")
    page = LessonPage.objects.get(pk=Sketch.objects.get().page_id)
    assert len(page.get_latest_revision_as_object().traps) == 0
    lan.press("Làm thử sai")
    wrong = Recording.objects.get(kind="wrong")
    assert lan.path.startswith(f"/xuong-bai/lam-mau/{wrong.uuid}/")
    assert act(lan, wrong, ref, "kiem-chu-ky").status_code == 303
    reason = {"ly_do_loai": "Lý do khác", "ly_do": "Không rõ văn bản này gửi cho ai.", "confirmed": "on"}
    refused = act(lan, wrong, ref, "tu-choi", **reason)
    assert refused.status_code == 303, refused.content.decode()
    lan.open(f"/xuong-bai/lam-mau/{wrong.uuid}/").press("Xong")
    spec = lessons.api.compile_page(LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object())
    assert [move.action for move in spec.traps[0].moves] == ["van_ban.kiem_chu_ky", "van_ban.tu_choi"]
    assert lessons.api.prove(spec, sketch.snapshot).problems == []


@pytest.mark.thorough
def test_words_of_two_tabs_do_not_undo_each_other(lan: Visitor, page: LessonPage, client_of: Any) -> None:
    url = lan.url
    other = Visitor(client_of(User.objects.get(staff_code="CM-SKHCN-001"))).open(url)
    lan.press("Lưu và mở trình soạn bài", **WORDS)
    other.press("Lưu và mở trình soạn bài", **(WORDS | {"title_vi": "Một tên khác"}))
    assert other.status == 409
    assert other.page.select_one("[name=title_vi]")["value"] == "Một tên khác"


@pytest.mark.thorough
def test_a_placeholder_that_names_no_value_is_refused_with_those_that_do(lan: Visitor, page: LessonPage) -> None:
    lan.press("Lưu và mở trình soạn bài", **(WORDS | {"situation_vi": "Có kế hoạch của {{ten}}."}))
    assert lan.status == 422
    said = lan.text("form[data-draft]")
    assert "{{ten}}" in said
    assert "{{nguoi_ky}}, {{so}}" in said
    assert lan.page.select_one("[name=situation_vi]").get_text().strip() == "Có kế hoạch của {{ten}}."
    lan.press("Lưu và mở trình soạn bài", **(WORDS | {"situation_vi": "Có kế hoạch số {{Số}}."}))
    assert lan.status == 200


@pytest.mark.thorough
def test_what_cannot_be_seen_is_not_kept(lan: Visitor, page: LessonPage, sketch: Sketch) -> None:
    """Neither in the lesson's words nor beside a demonstration: control characters, turners of direction, NFD."""
    title = unicodedata.normalize("NFD", "Vào sổ kế hoạch") + "\u202e"
    lan.press("Lưu và mở trình soạn bài", **(WORDS | {"title_vi": title}))
    assert LessonPage.objects.get(pk=page.pk).get_latest_revision_as_object().title == "Vào sổ kế hoạch"
    recording = sketch.recordings.get()
    seq = next(event.seq for event in recording.workspace.events.order_by("seq") if event.action)
    api.word_step(recording=recording, seq=seq, words={"vi": "Nhận\x00 kế hoạch\u202e"}, joined=False, ordered=False)
    assert recording.words[str(seq)] == {"vi": "Nhận kế hoạch"}


def test_a_button_pressed_twice_begins_one_sketch(lan: Visitor, trainer_there: User) -> None:
    course = Sketch.objects.get().course
    first = api.begin(acting_user=trainer_there, course=course)
    assert api.begin(acting_user=trainer_there, course=course) == first
    api.set_frame(
        sketch=first,
        version=1,
        acting_user=trainer_there,
        frame={"person": first.scenario["person"], "seats": [], "home": "", "start": "2026-11-23T07:30"},
    )
    assert api.begin(acting_user=trainer_there, course=course) != first
