"""What people in charge decide about results, and whom a learner may thank.

Mai's completion is there for the whole module once it was asked for; who must have done nothing yet is Phúc or Út.
"""

from datetime import timedelta

import pytest

from lessons.models import LessonPage
from tests.lesson_world import finish, start_alone
from tests.visitor import Visitor
from training.people import api as people
from training.people.errors import NotYours
from training.people.models import User
from training.people.selectors import today
from training.practice.models import Attempt
from training.progress import api
from training.progress.errors import GuideRefused, OverrideRefused
from training.progress.models import Completion, Guidance, Mastery, Override
from training.progress.selectors import Status, outcomes_of, overrides_of

WHY = "Đã thao tác trước tổ kiểm tra ngày 20/11."


def grant(by: User, user: User, status: str = "unaided", why: str = WHY, code: str = "L05") -> Override:
    return api.override(acting_user=by, user=user, lesson_code=code, kind="grant", status=status, why=why)


def status_of(user: User) -> str:
    found = outcomes_of([user.pk], ["L05"]).get((user.pk, "L05"))
    return found.status if found else Status.NOT_YET


def test_a_grant_shows_at_once(l05: LessonPage, phuc: User, hr: User) -> None:
    grant(hr, phuc)
    assert status_of(phuc) == Status.UNAIDED


def test_taking_it_back_leaves_both_rows(l05: LessonPage, phuc: User, hr: User) -> None:
    back = grant(hr, phuc)
    api.override(acting_user=hr, user=phuc, lesson_code="L05", kind="undo", undoes=back, why=WHY)
    assert status_of(phuc) == Status.NOT_YET
    assert [one.kind for one in overrides_of(phuc)] == ["undo", "grant"]


def test_a_void_completion_does_not_count(done: None, l05: LessonPage, mai: User, hr: User) -> None:
    completion = Completion.objects.get()
    api.override(acting_user=hr, user=mai, lesson_code="L05", kind="void", completion=completion, why=WHY)
    assert status_of(mai) == Status.NOT_YET
    with pytest.raises(OverrideRefused):
        api.override(acting_user=hr, user=mai, lesson_code="L05", kind="void", completion=completion, why=WHY)


@pytest.mark.parametrize("who", ["mai", "ut", "neighbour", "trainer", "hr_other", "administrator"])
def test_only_who_is_in_charge_decides(who: str, l05: LessonPage, phuc: User, request) -> None:
    with pytest.raises(NotYours):
        grant(request.getfixturevalue(who), phuc)


def test_nobody_decides_about_themselves(l05: LessonPage, hr: User) -> None:
    with pytest.raises(OverrideRefused):
        grant(hr, hr)


@pytest.mark.parametrize(
    "wrong",
    [
        {"why": " quá ngắn "},
        {"status": "retained"},
        {"code": "L99"},
    ],
)
def test_what_makes_no_sense_is_refused_in_words(wrong: dict[str, str], l05: LessonPage, mai: User, hr: User) -> None:
    with pytest.raises(OverrideRefused) as refused:
        grant(hr, mai, **wrong)
    assert refused.value.say
    assert not Override.objects.exists()


def test_a_grant_that_adds_nothing_is_refused(done: None, l05: LessonPage, mai: User, hr: User) -> None:
    with pytest.raises(OverrideRefused):
        grant(hr, mai, "assisted")


def test_an_undo_of_an_undo_is_refused(l05: LessonPage, phuc: User, hr: User) -> None:
    back = grant(hr, phuc)
    undo = api.override(acting_user=hr, user=phuc, lesson_code="L05", kind="undo", undoes=back, why=WHY)
    for one in (back, undo):
        with pytest.raises(OverrideRefused):
            api.override(acting_user=hr, user=phuc, lesson_code="L05", kind="undo", undoes=one, why=WHY)


# --- the page -----------------------------------------------------------------------------------------------


def test_hr_records_and_takes_back_on_the_page(l05: LessonPage, phuc: User, hr: User, client_of) -> None:
    visitor = Visitor(client_of(hr)).open("/bao-cao/nguoi/?don-vi=xa-dat-mui").follow(phuc.full_name)
    visitor.press("Ghi nhận", lesson="L05", what="unaided", why=WHY)
    assert visitor.shows("Tự làm được", "table")
    assert visitor.shows(WHY)
    visitor.press("Rút lại", why="Ghi nhầm người, xin rút lại.")
    assert visitor.shows("Ghi nhầm người")
    assert status_of(phuc) == Status.NOT_YET


def test_voiding_takes_the_newest_attempt(done: None, l05: LessonPage, mai: User, hr: User, client_of) -> None:
    Visitor(client_of(hr)).open(f"/bao-cao/nguoi/{mai.uuid}/").press("Ghi nhận", lesson="L05", what="void", why=WHY)
    assert Override.objects.get().completion == Completion.objects.get()


def test_a_reason_too_short_keeps_what_was_typed(l05: LessonPage, phuc: User, hr: User, client_of) -> None:
    visitor = Visitor(client_of(hr)).open(f"/bao-cao/nguoi/{phuc.uuid}/")
    visitor.press("Ghi nhận", lesson="L05", what="unaided", why="ngắn")
    assert visitor.status == 422
    assert visitor.text("textarea") == "ngắn"
    assert visitor.page.select_one("option[value=L05][selected]")


def test_the_head_of_the_unit_reads_and_decides_nothing(
    l05: LessonPage, phuc: User, ut: User, dat_mui, client_of
) -> None:
    people.end_membership(acting_user=None, membership=ut.memberships.get(), on=today())
    people.place(acting_user=None, user=ut, unit=dat_mui, position="Chủ tịch", is_manager=True)
    client = client_of(ut)
    assert "<textarea" not in client.get(f"/bao-cao/nguoi/{phuc.uuid}/").content.decode()
    sent = client.post(f"/bao-cao/nguoi/{phuc.uuid}/", {"lesson": "L05", "what": "unaided", "why": WHY})
    assert sent.status_code == 404
    assert not Override.objects.exists()


def test_another_persons_decision_cannot_be_taken_back_here(
    l05: LessonPage, ut: User, phuc: User, hr: User, client_of
) -> None:
    other = grant(hr, phuc)
    sent = client_of(hr).post(f"/bao-cao/nguoi/{ut.uuid}/", {"undoes": other.pk, "why": WHY})
    assert sent.status_code == 422
    assert Override.objects.count() == 1


# --- who taught whom ----------------------------------------------------------------------------------------


def thank(learner: User, code: str) -> Guidance:
    return api.thank_guide(learner=learner, lesson_code="L05", staff_code=code)


def test_a_colleague_of_the_commune_is_thanked_however_the_code_is_typed(
    done: None, l05: LessonPage, mai: User, phuc: User
) -> None:
    assert thank(mai, " cm dm 003").guide == phuc


@pytest.mark.thorough
def test_thanks_make_m4_of_m3(done: None, l05: LessonPage, mai: User, phuc: User, client_of) -> None:
    finish(client_of(phuc), start_alone(phuc, mode="traps"))
    assert Mastery.objects.get(user=phuc).level == 3
    thank(mai, phuc.staff_code)
    assert Mastery.objects.get(user=phuc).level == 4


def test_strangers_and_nobody_are_refused_alike(done: None, l05: LessonPage, mai: User, neighbour: User) -> None:
    said = set()
    for code in (neighbour.staff_code, "CM-XX-999", ""):
        with pytest.raises(GuideRefused) as refused:
            thank(mai, code)
        said.add(refused.value.say)
    assert len(said) == 1


def test_oneself_is_refused(done: None, l05: LessonPage, mai: User) -> None:
    with pytest.raises(GuideRefused):
        thank(mai, mai.staff_code)


def test_only_once_a_lesson(done: None, l05: LessonPage, mai: User, phuc: User, ut: User) -> None:
    thank(mai, phuc.staff_code)
    with pytest.raises(GuideRefused):
        thank(mai, ut.staff_code)


def test_only_for_a_finished_lesson(l05: LessonPage, ut: User, phuc: User) -> None:
    with pytest.raises(GuideRefused):
        thank(ut, phuc.staff_code)


# --- minutes ------------------------------------------------------------------------------------------------


def test_presence_is_written_once_a_minute(started: Attempt, django_assert_num_queries) -> None:
    now = started.started_at.replace(second=0)
    api.note_presence(started, now)
    with django_assert_num_queries(0):
        api.note_presence(started, now.replace(second=59))
    with django_assert_num_queries(2):
        api.note_presence(started, now + timedelta(minutes=2))
    started.active_time.refresh_from_db()
    assert (started.active_time.minutes, started.presences.count()) == (3, 2)


def test_a_clock_that_goes_back_counts_as_the_facts_say(started: Attempt) -> None:
    now = started.started_at
    for minutes in (0, 2, -30, 3):
        api.note_presence(started, now + timedelta(minutes=minutes))
    started.active_time.refresh_from_db()
    assert started.active_time.minutes == 5
