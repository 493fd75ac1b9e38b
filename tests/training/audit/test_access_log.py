"""The access log: what is written, that it cannot be changed, and who reads what of it."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.utils import timezone

from tests.visitor import Visitor
from training.assignments import api as assignments
from training.audit.api import Action, codes_of, note
from training.audit.models import Entry
from training.people.models import OrgUnit, User
from training.people.selectors import today
from training.progress import api as progress
from training.progress.models import Override

pytestmark = pytest.mark.django_db


def told(**narrow: object) -> list[tuple[str, str, str, int | None, str]]:
    """(action, subject, unit, count, question) of what stands in the log, the oldest first."""
    found = Entry.objects.filter(**narrow).order_by("pk")
    return [
        (one.action, one.subject, one.unit.code if one.unit else "", one.count, one.question)
        for one in found.select_related("unit")
    ]


def test_every_list_file_and_record_that_was_seen_is_written_down(planted, client_of, mai, ut, phuc, hr) -> None:
    at = client_of(hr)
    at.get("/bao-cao/nguoi/?don-vi=xa-dat-mui&tim=Trần Thị")
    at.get("/bao-cao/nguoi.csv?don-vi=xa-dat-mui")
    at.get("/bao-cao/don-vi.csv?don-vi=xa-dat-mui")
    at.get(f"/bao-cao/nguoi/{mai.uuid}/")
    at.get("/nhan-su/danh-sach.csv")
    at.get("/giao-bai/moi/", {"code": "L05", "unit": "xa-dat-mui", "due": "05/12/2099", "lam": "xem"})
    progress.override(
        acting_user=hr,
        user=mai,
        lesson_code="L05",
        kind=Override.Kind.GRANT,
        status="unaided",
        why="Xem tại chỗ rồi.",
    )
    assert told() == [
        ("looked", "reports_people", "xa-dat-mui", 1, "don-vi=xa-dat-mui&tim"),  # and not whom she looked for
        ("exported", "reports_people", "xa-dat-mui", 3, "don-vi=xa-dat-mui"),
        ("exported", "reports_units", "xa-dat-mui", None, "don-vi=xa-dat-mui"),
        ("opened", "results", "xa-dat-mui/van-phong", None, ""),
        ("exported", "roster", "tinh-ca-mau", 4, ""),
        ("looked", "assignment_recipients", "xa-dat-mui", 3, "bai=L05"),
        ("decided", "override", "xa-dat-mui/van-phong", None, "bai=L05&quyet-dinh=grant"),
    ]
    assert not Entry.objects.exclude(acting_user=hr).exists()


def test_who_is_asked_by_name_and_what_is_decided_about_them_is_written_down(
    planted, client_of, mai, hr, dat_mui
) -> None:
    due = today() + timedelta(days=9)
    given = assignments.assign(acting_user=hr, unit=dat_mui, code="L05", due=due).assignment
    at, url = client_of(hr), f"/giao-bai/{given.uuid}/"
    at.get(f"{url}?tim=Mai")
    at.get(f"{url}nguoi/{mai.uuid}/")
    at.post(f"{url}nguoi/{mai.uuid}/", {"lam": "mien", "mien-why": "Nghỉ thai sản"})
    at.post(f"{url}nguoi/{mai.uuid}/", {"lam": "giao-lai"})
    at.post(f"{url}gia-han/", {"to": f"{due + timedelta(days=7):%d/%m/%Y}", "why": "Bão số 15"})
    at.get("/nhac-viec/")
    assert [one[:3] for one in told()] == [
        ("looked", "assignment", "xa-dat-mui"),
        ("opened", "assignment", "xa-dat-mui"),
        ("decided", "exemption", "xa-dat-mui"),
        ("decided", "exemption", "xa-dat-mui"),
        ("decided", "extension", "xa-dat-mui"),
        ("looked", "unreachable", ""),
    ]
    assert Entry.objects.filter(person=mai).count() == 3


def test_a_look_is_one_entry_for_ten_minutes_and_a_file_is_one_each_time(hr: User, dat_mui: OrgUnit) -> None:
    def look(action: Action, minute: int) -> None:
        with mock.patch.object(timezone, "now", return_value=datetime(2026, 11, 23, 8, minute, tzinfo=UTC)):
            note(acting_user=hr, action=action, subject="reports_people", unit=dat_mui, question="bai=L05")

    for minute in (0, 3, 9, 11):
        look(Action.LOOKED, minute)
    assert Entry.objects.filter(action=Action.LOOKED).count() == 2
    for minute in (0, 0, 0):
        look(Action.EXPORTED, minute)
    assert Entry.objects.filter(action=Action.EXPORTED).count() == 3


def test_it_is_one_insert_is_not_changed_and_leaves_out_oneself(
    hr: User, mai: User, dat_mui: OrgUnit, django_assert_num_queries
) -> None:
    with django_assert_num_queries(1):
        note(acting_user=hr, action=Action.OPENED, subject="results", unit=dat_mui, person=mai)
    with django_assert_num_queries(0):
        note(acting_user=mai, action=Action.OPENED, subject="results", unit=dat_mui, person=mai)
    entry = Entry.objects.get()
    for change in (entry.save, entry.delete):
        with pytest.raises(TypeError):
            change()


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("?bai=L05&don-vi=xa-dat-mui%2Fkinh-te&trang=2", "bai=L05&don-vi=xa-dat-mui/kinh-te&trang=2"),
        ("tim=Trần+Thị+Mai&ai=mai&ket-qua=chua", "tim&ai&ket-qua=chua"),
        ("bai=Nguyễn Văn A&X=1&note=a b&code=CM-DM-001", ""),
    ],
)
def test_of_a_question_only_codes_are_kept(asked: str, kept: str) -> None:
    assert codes_of(asked) == kept


def test_who_is_in_charge_reads_what_concerns_their_units_and_no_more(
    planted, client_of, mai, neighbour, hr, hr_other, administrator, trainer
) -> None:
    client_of(hr).get(f"/bao-cao/nguoi/{mai.uuid}/")
    client_of(hr_other).get(f"/bao-cao/nguoi/{neighbour.uuid}/")
    client_of(trainer).get("/cho-tac/")
    province, commune, house = (
        Visitor(client_of(one)).open("/nhan-su/nhat-ky/") for one in (hr, hr_other, administrator)
    )
    assert {one.full_name for one in (mai, neighbour) if province.shows(one.full_name, "#main")} == {
        mai.full_name,
        neighbour.full_name,
    }
    assert neighbour.full_name in commune.text("#main")
    assert not [one for one in (mai, hr) if commune.shows(one.full_name, "#main")]
    assert house.shows(trainer.full_name, "#main")
    assert not province.shows(trainer.full_name, "#main")


def test_the_filters_live_in_the_address_and_the_file_says_the_same(planted, client_of, mai, ut, phuc, hr) -> None:
    client = client_of(hr)
    client.get(f"/bao-cao/nguoi/{mai.uuid}/")
    client.get("/bao-cao/nguoi.csv?don-vi=xa-dat-mui")
    asked = "viec=exported&don-vi=xa-dat-mui&tu=01/01/2020&ai=bich"
    page = Visitor(client).open(f"/nhan-su/nhat-ky/?{asked}")
    assert len(page.page.select("tbody tr")) == 1
    content = client.get(f"/nhan-su/nhat-ky.csv?{asked}").getvalue().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][1:3] == [hr.full_name, hr.staff_code]
    assert told(subject="log", action="exported")[0][4] == f"{asked}".replace("=bich", "")
    assert client.get("/nhan-su/nhat-ky.xlsx").getvalue()[:2] == b"PK"
    assert not Visitor(client).open("/nhan-su/nhat-ky/?ai=khong-co-ai").page.select("tbody tr")


def test_whoever_is_concerned_reads_who_looked(planted, client_of, mai, phuc, hr) -> None:
    assert not Visitor(client_of(mai)).open("/ho-so-cua-toi/ai-da-xem/").page.select("#main li")
    client_of(hr).get(f"/bao-cao/nguoi/{mai.uuid}/")
    client_of(hr).get("/bao-cao/nguoi/?don-vi=xa-dat-mui")
    mine = Visitor(client_of(mai)).open("/ho-so-cua-toi/ai-da-xem/")
    assert mine.shows(hr.full_name, "section[aria-labelledby=mine]")
    assert mine.shows(hr.full_name, "section[aria-labelledby=lists]")
    theirs = Visitor(client_of(phuc)).open("/ho-so-cua-toi/ai-da-xem/")
    assert not theirs.shows(hr.full_name, "section[aria-labelledby=mine]")
    assert theirs.shows(hr.full_name, "section[aria-labelledby=lists]")


def test_nothing_is_shown_that_cannot_be_written_down(planted, client_of, mai, hr) -> None:
    """The entry comes first: where it fails, there is no page."""
    client = client_of(hr)
    client.raise_request_exception = False
    with mock.patch.object(Entry.objects, "bulk_create", side_effect=OSError):
        answer = client.get(f"/bao-cao/nguoi/{mai.uuid}/")
    assert answer.status_code == 500
    assert mai.full_name not in answer.content.decode()


def test_what_is_old_is_found_by_day(hr: User, dat_mui: OrgUnit, client_of, planted) -> None:
    note(acting_user=hr, action=Action.LOOKED, subject="roster", unit=dat_mui, count=2)
    Entry.objects.update(at=timezone.now() - timedelta(days=40))
    day = f"{timezone.localdate() - timedelta(days=30):%d/%m/%Y}"
    assert len(Visitor(client_of(hr)).open(f"/nhan-su/nhat-ky/?den={day}&muc=roster").page.select("tbody tr")) == 1
    assert not Visitor(client_of(hr)).open(f"/nhan-su/nhat-ky/?tu={day}&muc=roster").page.select("tbody tr")
