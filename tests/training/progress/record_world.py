"""Somebody of whom a row of every kind is kept, and a colleague of the same commune with rows of his own."""

from __future__ import annotations

import datetime

from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from tests.lesson_world import L05, finish, start
from tests.worlds import World
from training.assignments.models import Assignment, Exemption, Extension
from training.feedback.models import MeToo, Need, Reply, ReplyRead, Stuck
from training.hall.models import Hall, Look, Pair, Reset, Seat
from training.people import demo
from training.people.models import OrgUnit, RosterChange, RosterImport, User
from training.practice.models import Attempt
from training.progress import api
from training.progress.models import Completion
from training.reminders.models import Mail

__all__ = ["everybody"]

WHY = "Đã dự lớp tập huấn ngày 20/11/2026"


def all_of_it() -> None:
    """Mai with a row of every kind, and her colleague Phúc with an attempt and messages of his own."""
    codes = ("CM-DM-001", "CM-DM-003", "CM-SNV-001")
    mai, phuc, hr = (demo.seed(only=frozenset({one}), load_organisation=False)[one] for one in codes)
    everything(signed_in(mai), mai, phuc, hr)
    sent(phuc, practised(signed_in(phuc), phuc), "Lời riêng của Phúc", "Việc riêng của Phúc")


everybody = World("everybody", all_of_it, on=L05).fixture()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def practised(client: Client, user: User, mode: str = "alone") -> Attempt:
    """L05 begun in that mode and finished by the person's own hand."""
    client.post("/bai-tap/bat-dau/L05/", {"mode": mode})
    attempt = Attempt.objects.get(user=user, state=Attempt.State.OPEN)
    finish(client, attempt)
    attempt.refresh_from_db()
    return attempt


def everything(client: Client, mai: User, colleague: User, officer: User) -> Attempt:
    """A row of every kind about her; returns her attempt, done alone."""
    done = practised(client, mai)
    opened = start_with_help(client, mai)
    client.post("/kham-pha/bat-dau/", {"person": "lam_my_duyen"})
    client.post(f"/kham-pha/{mai.exploration.uuid}/cho", {"request_key": "a-wait"})
    api.note_presence(done, timezone.now())
    api.thank_guide(learner=mai, lesson_code="L05", staff_code=colleague.staff_code)
    grant = api.override(
        acting_user=officer, user=mai, lesson_code="L05", kind="void", why=WHY, completion=Completion.objects.get()
    )
    api.override(acting_user=officer, user=mai, lesson_code="L05", kind="undo", why=WHY, undoes=grant)
    sent(mai, opened, "Em không thấy nút Vào sổ", "Gõ lại số đến vào sổ giấy")
    EmailAddress.objects.create(user=mai, email=mai.email, verified=True)
    theirs = Need.objects.create(
        user=colleague, unit=colleague.memberships.get().unit, request_key="t", work="Đặt phòng họp", times=1,
        minutes=1, affected=1, wish="Nhanh hơn"
    )  # fmt: skip
    MeToo.objects.create(need=theirs, user=mai)
    roster = RosterImport.objects.create(by=officer, name="ds.xlsx", sha256="0" * 64)
    RosterChange.objects.create(
        roster=roster, line=2, kind="changed", staff_code=mai.staff_code, full_name=mai.full_name
    )
    one = asked(officer)
    Exemption.objects.create(assignment=one, user=mai, why=WHY, by=officer)
    Extension.objects.create(assignment=one, user=mai, days=3, why=WHY, by=officer)
    Mail.objects.create(user=mai, day=one.due, week="2026-W51", slot=1, not_before=timezone.now())
    in_a_hall(mai, colleague, officer, opened)
    return done


def in_a_hall(mai: User, colleague: User, trainer: User, attempt: Attempt) -> None:
    """Her seat in a hall, looked at and begun again; a colleague's at which she helped. Rows, as above."""
    hall = Hall.objects.create(code="123456", lesson_code="L05", mode="guided", opened_by=trainer)
    seat = Seat.objects.create(hall=hall, user=mai, number=1, attempt=attempt)
    Look.objects.create(seat=seat, by=trainer)
    Reset.objects.create(seat=seat, attempt=attempt, by=trainer, why="Bấm nhầm ở đầu buổi")
    other = Seat.objects.create(hall=hall, user=colleague, number=2, attempt=attempt)
    Pair.objects.create(seat=other, slip="12345678", user=mai, confirmed_at=timezone.now())
    reply = Reply.objects.create(lesson_code="L05", step="x", check_key="0" * 16, text_vi="Xem lại.", author=trainer)
    ReplyRead.objects.create(user=mai, reply=reply)


def start_with_help(client: Client, user: User) -> Attempt:
    """Another attempt, open, on which the first hint was taken."""
    opened = start(client, user)
    step = "kiem_hoa_toc"
    client.post(f"/luot-tap/{opened.uuid}/goi-y/?bac=1", {"bac": "1", "buoc": step, "request_key": "a-hint"})
    return opened


def sent(user: User, attempt: Attempt, note: str, work: str) -> None:
    """What somebody sent from a lesson. Rows, because feedback stands above progress."""
    unit = user.memberships.get().unit
    Stuck.objects.create(user=user, attempt=attempt, lesson_code="L05", step="x", request_key="s", note=note)
    Need.objects.create(
        user=user, unit=unit, request_key="n", work=work, times=5, minutes=10, affected=3, wish="Tự lấy số đến"
    )


def asked(by: User) -> Assignment:
    commune = OrgUnit.objects.get(code="xa-dat-mui")
    return Assignment.objects.create(code="K2", unit=commune, due=datetime.date(2026, 12, 20), given_by=by)
