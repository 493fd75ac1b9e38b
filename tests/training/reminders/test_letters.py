"""Letters: why somebody gets one, what stands in it, how often, in which hours, and how they stop."""

from __future__ import annotations

import datetime
from datetime import timedelta

import pytest
from django.core import mail as sent_mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.visitor import Visitor
from training.assignments import api as assignments
from training.feedback.models import Need
from training.people import api as people
from training.people.models import RosterImport, User
from training.people.roster import api as rosters
from training.people.roster.files import headings
from training.progress.models import Mastery
from training.reminders import api, hours, outbox, selectors
from training.reminders.letters import token_of
from training.reminders.models import Mail, Notice
from training.reminders.planning import wanted
from training.reminders.selectors import wants_reminders

MONDAY = datetime.date(2026, 12, 7)
pytestmark = pytest.mark.django_db


def at(day: datetime.date, hour: int = 9, minute: int = 0) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


@pytest.fixture
def on(monkeypatch):
    """`on(day)`: that day it is, at nine, for everybody who asks."""

    def move(day: datetime.date, hour: int = 9, minute: int = 0) -> datetime.datetime:
        moment = at(day, hour, minute)
        for where in ("people.selectors", "assignments.selectors", "assignments.api", "assignments.recipients"):
            monkeypatch.setattr(f"training.{where}.today", lambda: day)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return moment

    return move


def work(now: datetime.datetime) -> list[sent_mail.EmailMultiAlternatives]:
    """Plan and send at that moment; the letters that went out."""
    before = len(sent_mail.outbox)
    api.plan(now=now)
    outbox.send_waiting(clock=lambda: now)
    return sent_mail.outbox[before:]  # type: ignore[return-value]


@pytest.fixture
def monday(on, l05, dat_mui, hr, mai):
    """Monday at nine: Mai's commune was just asked for L05 within ten days."""
    now = on(MONDAY)
    assignments.assign(acting_user=hr, code="L05", unit=dat_mui, due=MONDAY + timedelta(10), note="Trước giao ban.")
    return now


# --- what stands in it ------------------------------------------------------------------------------------


def test_what_was_assigned_is_told_once_in_the_reader_s_language(monday, on, mai, hr) -> None:
    [letter] = work(monday)
    assert letter.to == ["mai.tt@camau.example"]
    assert letter.subject == "Dùng là giỏi · Bài mới được giao: Tiếp nhận và vào sổ"
    html = str(letter.alternatives[0][0])
    for words in ("Trần Thị Mai", "hạn 17/12/2026", "Trước giao ban.", "Xã Đất Mũi", hr.full_name):
        assert words in letter.body
        assert words in html
    headers = letter.message()
    assert headers["Message-ID"] == Mail.objects.get().message_id
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert work(monday) == []
    assert work(on(MONDAY + timedelta(1))) == []
    assert Notice.objects.filter(user=mai).count() == 1


def test_in_english_for_who_reads_english(monday, mai) -> None:
    people.set_language(acting_user=mai, language="en")
    [letter] = work(monday)
    assert letter.subject.startswith("Dùng là giỏi · Assigned to you:")
    assert "Dear Trần Thị Mai," in letter.body


def test_everything_that_waits_is_one_letter(monday, on, mai, province, hr) -> None:
    """Late, answered and newly assigned: one letter, the most pressing in its subject."""
    work(monday)
    then = on(MONDAY + timedelta(14))  # L05 is four days late
    course = assignments.titles()
    other = next(code for code in course if code != "L05")
    assignments.assign(acting_user=hr, code=other, unit=province, due=MONDAY + timedelta(20))
    sizes = {"times": 5, "minutes": 4, "affected": 3, "wish": "Một lần."}
    unit = mai.memberships.get().unit
    Need.objects.create(
        user=mai, unit=unit, request_key="n", work="Vào sổ", decision="accepted", decided_at=then, **sizes
    )
    letters = [one for one in work(then) if one.to == [mai.email]]
    assert len(letters) == 1
    body = letters[0].body
    assert letters[0].subject.endswith("Quá hạn: Tiếp nhận và vào sổ")
    for heading in ("BÀI MỚI ĐƯỢC GIAO", "ĐÃ QUÁ HẠN", "CÓ TRẢ LỜI CHO ANH/CHỊ"):
        assert heading in body


def test_a_head_reads_of_their_own_people_and_of_outcomes_only(
    monday, on, province, hr, ut, mai, phuc, neighbour
) -> None:
    """The province is asked too: Út reads of Đất Mũi alone, and nothing but who is late."""
    assignments.assign(acting_user=hr, code="L05", unit=province, due=MONDAY + timedelta(1))
    work(monday)
    letters = {one.to[0]: one.body for one in work(on(MONDAY + timedelta(7)))}
    body = letters[ut.email]
    assert "ĐƠN VỊ CỦA ANH/CHỊ TUẦN NÀY" in body
    assert "Xã Đất Mũi · Tiếp nhận và vào sổ (08/12/2026): 0/3 người đã xong, 3 người quá hạn" in body
    assert mai.full_name in body
    assert phuc.full_name in body
    assert neighbour.full_name not in body
    assert "ĐƠN VỊ CỦA ANH/CHỊ" not in letters[mai.email]
    assert [one for one in work(on(MONDAY + timedelta(8))) if "ĐƠN VỊ" in str(one.body)] == []


def test_who_leads_no_longer_reads_no_more_of_it(monday, on, ut, mai, dat_mui, ho_thi_ky) -> None:
    work(monday)
    next_week = on(MONDAY + timedelta(7))
    api.plan(now=next_week)
    people.move(acting_user=None, user=ut, to=ho_thi_ky, position="Chuyên viên", on=MONDAY + timedelta(7))
    outbox.send_waiting(clock=lambda: next_week)
    assert all(mai.full_name not in str(one.body) for one in sent_mail.outbox if one.to == [ut.email])


# --- how often, and when ----------------------------------------------------------------------------------


def test_a_newcomer_is_told_on_the_first_day(monday, on, dat_mui) -> None:
    work(monday)
    new = people.create_user(acting_user=None, staff_code="T-1", full_name="Lê Thị Mới", email="moi@camau.example")
    people.place(acting_user=None, user=new, unit=dat_mui, position="Văn thư viên", valid_from=MONDAY + timedelta(1))
    [letter] = work(on(MONDAY + timedelta(1)))
    assert (letter.to, "hạn 22/12/2026" in letter.body) == ([new.email], True)


def test_who_is_exempted_or_has_no_address_gets_nothing(monday, hr, mai, phuc) -> None:
    one = assignments.Assignment.objects.get()
    assignments.exempt(acting_user=hr, assignment=one, user=mai, why="Nghỉ thai sản")
    User.objects.filter(pk=phuc.pk).update(email=None)
    assert work(monday) == []


def test_a_new_day_is_told_and_the_day_before_it_is_called_to_mind(monday, on, hr, dat_mui, mai) -> None:
    work(monday)
    assignments.assign(acting_user=hr, code="L05", unit=dat_mui, due=MONDAY + timedelta(4))
    [letter] = work(on(MONDAY + timedelta(1)))
    assert "hạn 11/12/2026" in letter.body
    assert work(on(MONDAY + timedelta(3))) == []  # the week's two letters are used up
    Mail.objects.filter(slot=1).delete()
    Mail.objects.update(slot=1)
    [last] = work(on(MONDAY + timedelta(3)))
    assert last.subject == "Dùng là giỏi · Hạn 11/12: Tiếp nhận và vào sổ"


@pytest.mark.parametrize(
    ("day", "hour", "minute"),
    [(0, 7, 29), (0, 11, 30), (0, 12, 0), (0, 17, 0), (0, 23, 0), (-1, 9, 0), (-2, 9, 0)],
)
def test_nothing_goes_out_at_night_at_noon_or_on_a_day_off(monday, on, day, hour, minute) -> None:
    assert work(on(MONDAY + timedelta(day), hour, minute)) == []
    assert not Mail.objects.exists()


def test_what_was_planned_waits_for_the_morning(monday, on, settings) -> None:
    api.plan(now=monday)
    assert outbox.send_waiting(clock=lambda: at(MONDAY, 18)).sent == 0
    settings.REMINDER_DAYS_OFF = frozenset({str(MONDAY + timedelta(1))})
    assert outbox.send_waiting(clock=lambda: at(MONDAY + timedelta(1))).sent == 0
    assert outbox.send_waiting(clock=lambda: at(MONDAY + timedelta(2))).sent == 1
    assert Mail.objects.get().day == MONDAY + timedelta(2)


@given(minutes=st.integers(0, 60 * 24 * 400))
def test_the_next_opening_is_open_and_nothing_before_it_is(minutes: int) -> None:
    moment = at(datetime.date(2026, 1, 1), 0) + timedelta(minutes=minutes)
    opens = hours.next_open(moment)
    assert hours.is_open(opens)
    assert opens >= moment
    local = timezone.localtime(opens)
    assert local.weekday() < 5 or str(local.date()) in {"2026-01-10", "2026-08-22"}
    for step in range(30, int((opens - moment).total_seconds() // 60), 30):
        assert not hours.is_open(moment + timedelta(minutes=step))


# --- how they stop ----------------------------------------------------------------------------------------


def test_one_click_turns_reminders_off_and_notices_still_come(monday, on, hr, dat_mui, mai, client) -> None:
    [letter] = work(monday)
    link = str(letter.extra_headers["List-Unsubscribe"]).strip("<>").removeprefix("http://localhost:8000")
    assert link in letter.body
    assert client.get(link).status_code == 200
    assert work(on(MONDAY + timedelta(7))) != []  # looking is not clicking
    visitor = Visitor()
    visitor.open(link)
    visitor.press("Tắt thư nhắc")
    assert visitor.shows("Đã tắt thư nhắc", "h1")
    assert work(on(MONDAY + timedelta(14))) == []
    assignments.assign(acting_user=hr, code="L05", unit=dat_mui, due=MONDAY + timedelta(30))
    [notice] = work(on(MONDAY + timedelta(15)))
    assert "BÀI MỚI ĐƯỢC GIAO" in notice.body


def test_a_mail_program_may_click_by_itself_and_nobody_else_s_link_can_be_made_up(mai, phuc) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(f"/thu-nhac/tat/{token_of(mai)}/", {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert (wants_reminders(mai), wants_reminders(phuc)) == (False, True)
    assert strict.post(f"/thu-nhac/tat/{phuc.uuid}/").status_code == 404
    assert wants_reminders(phuc)


def test_in_the_account_it_is_turned_on_and_off(mai, client_of) -> None:
    visitor = Visitor(client_of(mai)).open("/tai-khoan/").follow("Thư gửi tôi")
    assert visitor.shows("mai.tt@camau.example", "main")
    assert visitor.shows("vẫn được báo", "main")
    visitor.press("Lưu", reminders="0")
    assert visitor.shows("Đã tắt thư nhắc", "#status")
    visitor.press("Lưu", reminders="1")
    assert visitor.shows("sẽ nhận thư nhắc", "#status")


# --- who looks at it --------------------------------------------------------------------------------------


def test_hr_sees_numbers_and_whom_no_letter_reaches_in_their_own_units(
    monday, on, hr, hr_other, mai, phuc, client_of
) -> None:
    visitor = Visitor(client_of(hr)).open("/nhac-viec/")
    assert visitor.shows("2 thư, trong đó 2 thư báo bài mới giao", "main")
    work(monday)
    Mail.objects.filter(user=mai).update(state=Mail.State.FAILED, error="550", ended_at=monday)
    visitor.open("/nhac-viec/")
    assert visitor.shows("máy chủ thư từ chối (550)", "main")
    assert visitor.shows(mai.full_name, "main")
    assert not visitor.shows("Tiếp nhận và vào sổ", "main")
    other = Visitor(client_of(hr_other)).open("/nhac-viec/")
    assert not other.shows(mai.full_name)
    assert other.client.post("/nhac-viec/", {"nguoi": str(mai.uuid)}).status_code == 404
    assert wanted(MONDAY + timedelta(7)).keys() == {phuc.pk}
    visitor.press("Gửi lại")
    assert wanted(MONDAY + timedelta(7)).keys() == {mai.pk, phuc.pk}


def test_for_many_people_what_is_to_go_out_is_counted_after_the_page_is_there(
    monday, on, hr, mai, phuc, client_of, monkeypatch
) -> None:
    monkeypatch.setattr(selectors, "AT_ONCE", 1)
    visitor = Visitor(client_of(hr)).open("/nhac-viec/")
    assert not visitor.shows("2 thư", "#sap-gui")
    visitor.open("/nhac-viec/?dem=1")
    assert visitor.shows("2 thư, trong đó 2 thư báo bài mới giao", "#sap-gui")
    visitor.open("/nhac-viec/")
    assert visitor.shows("2 thư", "#sap-gui")  # and kept for a while


def test_the_letter_is_read_before_it_is_assigned(on, l05, hr, mai, phuc, client_of) -> None:
    on(MONDAY, 18)
    User.objects.filter(pk=phuc.pk).update(email=None)
    visitor = Visitor(client_of(hr)).open("/giao-bai/moi/")
    visitor.press("Xem người nhận", code="L05", unit="xa-dat-mui", due="17/12/2026", note="Trước giao ban.")
    assert visitor.shows("1 người sẽ nhận thư này", "h2")
    assert visitor.shows("từ 07:30 08/12/2026", "main")
    assert visitor.shows("1 người chưa có địa chỉ thư", "main")
    assert visitor.shows("Bài mới được giao: Tiếp nhận và vào sổ", ".letter")
    assert visitor.shows("Trước giao ban.", ".letter__text")
    assert (Mail.objects.count(), len(sent_mail.outbox)) == (0, 0)


def test_old_letters_are_forgotten_and_what_people_were_told_is_not(monday, on, mai) -> None:
    work(monday)
    Mail.objects.create(
        user=mai,
        day=MONDAY - timedelta(500),
        week="2025-W30",
        slot=1,
        state=Mail.State.SENT,
        not_before=monday,
        planned_at=monday - timedelta(500),
    )
    assert api.forget_old(before=timezone.now() - timedelta(days=400)) == 1
    assert Notice.objects.filter(user=mai).exists()


def test_a_roster_that_is_undone_takes_its_letters_along(monday, hr, dat_mui) -> None:
    """Who came with a file by mistake was written to within minutes; that keeps nobody here."""
    row = ["T-9", "Lê Thị Nhầm", "nham@camau.example", dat_mui.code, "Chuyên viên"]
    line = [*row, *[""] * (len(headings()) - len(row))]
    text = "\r\n".join(";".join(cells) for cells in (headings(), line))
    one = rosters.hand_in(acting_user=hr, file=SimpleUploadedFile("ds.csv", text.encode("utf-8-sig")), name="ds.csv")
    rosters.work()
    rosters.confirm(acting_user=hr, roster=RosterImport.objects.get(pk=one.pk))
    rosters.work()
    assert ["nham@camau.example"] in [letter.to for letter in work(monday)]
    rosters.take_back(acting_user=hr, roster=RosterImport.objects.get(pk=one.pk))
    rosters.work()
    assert RosterImport.objects.get(pk=one.pk).state == RosterImport.State.UNDONE
    assert not User.objects.filter(staff_code="T-9").exists()
    assert [mail.user.staff_code for mail in Mail.objects.all()] == ["CM-DM-001"]


# --- Mai has done it: once a module, so these come last ----------------------------------------------------


def test_a_repeat_that_is_due_is_a_reason_for_two_weeks(on, l05, done, mai) -> None:
    now = on(MONDAY)
    Mastery.objects.filter(user=mai).update(refresh_at=at(MONDAY - timedelta(3)))
    [letter] = work(now)
    assert "LÀM LẠI MỘT LẦN NGẮN" in letter.body
    Mastery.objects.filter(user=mai).update(refresh_at=at(MONDAY - timedelta(20)))
    assert work(on(MONDAY + timedelta(7))) == []


def test_who_finished_meanwhile_gets_nothing(monday, done, mai) -> None:
    """Planned before it was done, sent after: the letter is made when it is sent."""
    mastery = Mastery.objects.get(user=mai)
    Mastery.objects.all().delete()
    assert api.plan(now=monday) == 1
    mastery.save(force_insert=True)
    Mastery.objects.filter(pk=mastery.pk).update(refresh_at=None)
    assert outbox.send_waiting(clock=lambda: monday).needless == 1
    assert sent_mail.outbox == []
