"""What comes next, and why; the map; what came back and what is owed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from lessons.models import LessonPage
from tests.lesson_world import done, finish, l05, planted, start
from tests.visitor import Visitor
from training.assignments import api as assignments
from training.people.models import OrgUnit, User
from training.people.selectors import today
from training.practice.jobs import job_of, jobs
from training.practice.models import Attempt
from training.practice.path import Reason, Stop, _next, path_of
from training.progress.models import Mastery
from training.progress.selectors import Outcome, Status

__all__ = ["done", "l05", "planted"]


@pytest.fixture
def home(l05: LessonPage, mai: User, client_of) -> Visitor:
    return Visitor(client_of(mai)).open("/")


def test_who_has_begun_nothing_starts_with_what_stops_others_in_their_work(home: Visitor) -> None:
    assert home.shows("Tiếp nhận và vào sổ", ".next__what")
    assert home.shows("Gỡ nút thắt của công việc văn thư", ".next__why")
    assert home.shows("khoảng 6 phút", ".next__kicker")
    assert home.shows("Xếp theo công việc của Anh/Chị: văn thư")


def test_what_was_begun_comes_before_everything(home: Visitor) -> None:
    home.press("Làm ngay")
    home.open("/")
    assert home.shows("đang làm dở; mọi thứ vẫn như lúc rời đi", ".next__why")
    assert not home.page.select(".next button[name=mode]")


def test_an_overdue_assignment_says_so_in_words(home: Visitor, hr: User) -> None:
    unit = OrgUnit.objects.get(code="xa-dat-mui")
    given = assignments.assign(acting_user=hr, code="L05", unit=unit, due=today() + timedelta(days=3), note="")
    home.open("/")
    assert home.shows(f"hạn {today() + timedelta(days=3):%d/%m/%Y}", ".next__kicker")
    type(given.assignment if hasattr(given, "assignment") else given).objects.update(due=today() - timedelta(days=2))
    home.open("/")
    assert home.shows("quá hạn từ", ".next__kicker .mark--late")


@pytest.mark.thorough
def test_help_fades_from_one_time_to_the_next(home: Visitor, mai: User) -> None:
    for mode, words in (("guided", "Tự làm"), ("alone", None)):
        home.client.post("/bai-tap/bat-dau/L05/", {"mode": mode})
        finish(home.client, Attempt.objects.get(user=mai, state=Attempt.State.OPEN))
        home.open("/")
        if words:
            assert home.shows(words, ".next__act button")
    assert home.shows("Thử khi có bẫy", ".river button") or home.shows("Đã tới bến")


@pytest.mark.thorough
def test_a_repeat_that_is_due_is_offered_alone_and_counts_as_one(home: Visitor, mai: User) -> None:
    home.client.post("/bai-tap/bat-dau/L05/", {"mode": "alone"})
    finish(home.client, Attempt.objects.get(user=mai, state=Attempt.State.OPEN))
    Mastery.objects.update(refresh_at=timezone.now() - timedelta(days=1))
    home.open("/")
    assert home.shows("đến hạn làm lại", ".next__kicker")
    home.press("Làm lại ngay")
    again = Attempt.objects.get(user=mai, state=Attempt.State.OPEN)
    assert (again.mode, again.refresher) == ("alone", True)


def test_nothing_to_learn_yet(planted: None, db: None, mai: User, client_of) -> None:
    LessonPage.objects.all().delete()
    visitor = Visitor(client_of(mai)).open("/")
    assert visitor.shows("đang chuẩn bị", ".empty")


@pytest.mark.thorough
def test_the_finish_says_what_is_now_ones_own_and_offers_less_help(home: Visitor, mai: User) -> None:
    attempt = start(home.client, mai)
    finish(home.client, attempt)
    home.open(f"/luot-tap/{attempt.uuid}/xong/")
    assert home.shows("có hướng dẫn", ".lead")
    assert home.text("#gained")
    home.press("Làm lại một lần tự mình")
    alone = Attempt.objects.get(user=mai, state=Attempt.State.OPEN)
    finish(home.client, alone)
    home.open(f"/luot-tap/{alone.uuid}/xong/")
    assert home.shows("Anh/Chị đã tự mình làm được", ".lead")
    home.press("Thử khi có bẫy")
    assert Attempt.objects.get(user=mai, state=Attempt.State.OPEN).mode == "traps"


@pytest.mark.parametrize(
    ("person", "job"), [("mai", "van_thu"), ("ut", "lanh_dao"), ("phuc", "chuyen_vien"), ("neighbour", "van_thu")]
)
def test_the_kind_of_work_follows_from_the_post(person: str, job: str, request) -> None:
    assert job_of(request.getfixturevalue(person)) == jobs()[job]


def test_the_kind_of_work_can_be_chosen(home: Visitor, mai: User) -> None:
    home.open("/cong-viec-cua-toi/").press("Xếp lại đường học", job="dat_dai")
    mai.refresh_from_db()
    assert mai.job == "dat_dai"
    assert home.shows("Xếp theo công việc của Anh/Chị: đất đai, thuế")
    home.open("/cong-viec-cua-toi/").press("Xếp lại đường học", job="")
    mai.refresh_from_db()
    assert mai.job == ""


def test_a_kind_of_work_that_there_is_not_is_refused(planted: None, db: None, client_of, mai: User) -> None:
    answer = client_of(mai).post("/cong-viec-cua-toi/", {"job": "phi_cong"})
    assert answer.status_code == 422
    assert "Không có loại việc này" in answer.content.decode()


DONE = Outcome(Status.UNAIDED, timezone.now(), 2)


class _Lesson:
    """As much of a page as the order asks for."""

    def __init__(self, code: str, bottleneck: str = "B2", after: str = "") -> None:
        self.code, self.bottleneck, self.prerequisites, self.name = code, bottleneck, after, code


@pytest.fixture
def legs() -> Callable[..., list]:
    """K1 with L01 and L02, K2 with L05 and L06; those named are done."""

    class Course:
        def __init__(self, code: str) -> None:
            self.code = code

    class Leg:
        def __init__(self, code: str, *lessons: _Lesson) -> None:
            self.course, self.lessons = Course(code), lessons

    plan = [Leg("K1", _Lesson("L01"), _Lesson("L02")), Leg("K2", _Lesson("L06"), _Lesson("L05", "B1", "L06"))]

    def with_done(*codes: str) -> list:
        for leg in plan:
            leg.stops = [Stop(one, DONE if one.code in codes else None, None) for one in leg.lessons]  # type: ignore
        return plan

    return with_done


def test_the_gate_course_comes_before_the_bottleneck(legs) -> None:
    job = jobs()["van_thu"]
    assert _next(legs(), job).reason == Reason.GATE
    assert _next(legs("L01"), job).stop.code == "L02"
    coming = _next(legs("L01", "L02"), job)
    assert (coming.stop.code, coming.reason) == ("L05", Reason.BOTTLENECK)


def test_a_path_is_read_in_few_queries(home: Visitor, mai: User, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(9):
        path_of(mai)
