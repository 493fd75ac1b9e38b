"""The six questions: what each answers, for whom, from how many queries, and what can be taken along."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import openpyxl
import pypdfium2
import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from lessons.models import LessonPage
from tests.training.reports.test_reports import done_by, staff
from tests.visitor import Visitor
from training.assignments import api as assignments
from training.audit import retention
from training.feedback import api as feedback
from training.people import api as people
from training.people.changes import api as changes
from training.people.models import OrgUnit, Role, User, private_files
from training.people.selectors import today
from training.progress.models import Mastery
from training.reports import api, overview, rollups, tasks
from training.reports.answer import Column
from training.reports.asking import asked_of
from training.reports.figures import Figure, units_below
from training.reports.given import Given
from training.reports.models import Change, Counted, Daily, Export, Jam, Ledger, Stock
from training.reports.questions import ORDER
from training.reports.questions.jam import left_out
from training.reports.questions.track import Track
from training.reports.workbook import write

pytestmark = pytest.mark.django_db

SIX = list(ORDER)


@pytest.fixture
def done_by_mai(done: None, l05: LessonPage) -> None:
    """Mai has done L05, and nobody else anything."""


def asked(user: User, **said: str) -> Any:
    return asked_of(user, said)


def answer(key: str, user: User, **said: str) -> Any:
    question = asked(user, **said)
    assert not question.fresh.behind
    return ORDER[key].answer(question)


def cells(found: Any) -> list[list[Any]]:
    return [list(line.cells) for line in found.lines]


# --- every one of them --------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", SIX)
def test_a_question_is_the_heading_and_takes_twelve_queries(
    key: str, done_by_mai: None, hr: User, dat_mui: OrgUnit, client_of: Any
) -> None:
    done_by(staff(dat_mui, 8)[:5])
    assignments.assign(acting_user=hr, unit=dat_mui, code="L05", due=today() + timedelta(days=9))
    ask(hr, "Chép số văn bản", 5, 10, 3)
    client = client_of(hr)
    rollups.fold_all()
    for unit in ("", "xa-dat-mui"):
        with CaptureQueriesContext(connection) as captured:
            response = client.get(f"/bao-cao/hoi/{key}/?don-vi={unit}")
        assert len(captured) <= 12, "\n".join(query["sql"][:160] for query in captured)
    visitor = Visitor(client).open(f"/bao-cao/hoi/{key}/?don-vi=xa-dat-mui")
    assert visitor.shows(str(ORDER[key].TITLE), "h1")
    assert visitor.shows("Dữ liệu đến")
    assert 'role="img"' in response.content.decode() or visitor.shows("", ".empty")


def test_all_six_at_once_say_what_each_says_and_take_twelve_queries(
    done_by_mai: None, ut: User, hr: User, dat_mui: OrgUnit, client_of: Any
) -> None:
    """With a round that recurs, which the counts know nothing of."""
    done_by(staff(dat_mui, 8)[:5])
    for months in (None, 3):
        code = "L05" if months else "K2"
        assignments.assign(
            acting_user=hr, unit=dat_mui, code=code, due=today() + timedelta(days=9), every_months=months
        )
    ask(hr, "Chép số văn bản", 5, 10, 3)
    rollups.fold_all()
    client = client_of(hr)
    for unit in ("", "xa-dat-mui"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/bao-cao/sau-cau-hoi/?don-vi={unit}").status_code == 200
        assert len(captured) <= 12, "\n".join(query["sql"][:160] for query in captured)
        question = asked(hr, **{"don-vi": unit})
        at_once = [(one.short, one.says, one.empty) for one in overview.answers(question)]
        alone = [module.answer(question) for module in ORDER.values()]
        assert at_once == [(one.short, one.says, one.empty) for one in alone]


def test_a_question_leads_on_to_what_can_be_done(
    done_by_mai: None, ut: User, hr: User, dat_mui: OrgUnit, client_of: Any
) -> None:
    visitor = Visitor(client_of(ut)).open("/bao-cao/hoi/ai-chua/?bai=L05").follow("Giao nội dung này cho đơn vị")
    typed = Visitor.fields(visitor.page.select_one("main form"))
    assert (typed["code"], typed["unit"]) == ("L05", "xa-dat-mui")
    above = dat_mui.get_parent()
    assignments.assign(acting_user=hr, unit=above, code="L05", due=today() + timedelta(days=5))
    visitor.open("/bao-cao/hoi/kip-han-khong/")
    assert not visitor.shows("Ai chưa xong")  # the province's, whose people are not all to be seen here
    assignments.assign(acting_user=ut, unit=dat_mui, code="L05", due=today() + timedelta(days=2))
    visitor.open("/bao-cao/hoi/kip-han-khong/").follow("Ai chưa xong: L05")
    assert visitor.status == 200
    assert visitor.shows(ut.full_name, "table")


def test_a_past_day_is_written_as_people_write_days(done_by_mai: None, hr: User, client_of: Any) -> None:
    day = today() - timedelta(days=3)
    client = client_of(hr)
    visitor = Visitor(client).open(f"/bao-cao/hoi/ai-chua/?ngay={day.day}/{day.month}/{day.year}")
    assert asked(hr, ngay=f"{day:%d/%m/%Y}").day == asked(hr, ngay=day.isoformat()).day == day
    assert not visitor.page.select_one("#id_ngay_error")
    for wrong in ("32/13/2026", f"{today() + timedelta(days=1):%d/%m/%Y}"):  # no day, and a day to come
        visitor.open(f"/bao-cao/hoi/ai-chua/?ngay={wrong}")
        assert visitor.shows("ngày/tháng/năm", "#id_ngay_error")
        assert visitor.page.select_one("#id_ngay")["value"] == wrong


@pytest.mark.parametrize("path", [f"hoi/{key}/" for key in SIX] + ["hoi/ai-chua/xlsx/", "sau-cau-hoi/"])
def test_a_question_about_another_unit_is_not_there(
    path: str, l05: LessonPage, hr_other: User, client_of: Any
) -> None:
    client = client_of(hr_other)
    assert client.get(f"/bao-cao/{path}?don-vi=xa-dat-mui").status_code == 404
    assert client.get(f"/bao-cao/{path}").status_code == 200


def test_the_page_of_all_six_answers_each_in_a_word(done_by_mai: None, hr: User, client_of: Any) -> None:
    visitor = Visitor(client_of(hr)).open("/bao-cao/sau-cau-hoi/")
    for question in ORDER.values():
        assert visitor.shows(str(question.TITLE), ".six")
    assert len(visitor.page.select(".six__short")) == 6
    assert all(one.get_text(strip=True) for one in visitor.page.select(".six__short"))


# --- what each answers --------------------------------------------------------------------------------------


def test_who_has_not_names_people_of_ones_own_part_only(
    done_by_mai: None, mai: User, ut: User, neighbour: User, hr_other: User, hr: User, client_of: Any
) -> None:
    visitor = Visitor(client_of(hr_other)).open("/bao-cao/hoi/ai-chua/")
    assert visitor.shows(neighbour.full_name, ".names")
    assert not visitor.shows(ut.full_name)
    visitor = Visitor(client_of(hr)).open("/bao-cao/hoi/ai-chua/?don-vi=xa-dat-mui")
    assert visitor.shows(ut.full_name, ".names")
    assert not visitor.shows(mai.full_name, ".names")
    assert visitor.shows("trong 2 người", ".lead")


def test_a_course_is_done_when_all_of_it_is(done_by_mai: None, mai: User, hr: User, l05: LessonPage) -> None:
    found = answer("ai-chua", hr, **{"don-vi": "xa-dat-mui", "bai": "K2"})
    assert cells(found)[0][1:4] == [1, 1, 0]
    other = l05.get_parent().add_child(instance=LessonPage(title="Bài sau", code="L06", slug="l06", live=False))
    LessonPage.objects.filter(pk=other.pk).update(live=True, live_task=l05.live_task)
    found = answer("ai-chua", hr, **{"don-vi": "xa-dat-mui", "bai": "K2"})
    assert cells(found)[-1][1:4] == [1, 0, 1]


def test_the_unit_where_least_is_done_stands_first_and_opens(
    done_by_mai: None, ho_thi_ky: OrgUnit, hr: User, client_of: Any
) -> None:
    staff(ho_thi_ky, 3)
    visitor = Visitor(client_of(hr)).open("/bao-cao/hoi/don-vi-nao-cham/?bai=L05")
    assert visitor.shows("Xã Hồ Thị Kỷ chậm nhất", ".lead")
    assert visitor.page.select_one("svg.picture title")
    visitor.follow("Xã Đất Mũi")
    assert visitor.shows("Đơn vị nào chậm?", "h1")
    assert visitor.shows("Xã Đất Mũi", ".crumbs")


def ask(user: User, work: str, times: int, minutes: int, affected: int) -> None:
    feedback.send_need(
        acting_user=user, work=work, times=times, minutes=minutes, affected=affected, wish="Làm sẵn", request_key=work
    )


def test_needs_are_ranked_by_people_and_minutes(done_by_mai: None, ut: User, mai: User, hr: User) -> None:
    ask(mai, "Việc nhỏ", 1, 1, 1)
    ask(mai, "Việc lớn", 10, 10, 7)
    found = answer("can-bo-can-gi", hr)
    assert [line[0] for line in cells(found)] == ["Việc lớn", "Việc nhỏ"]
    assert "Việc lớn" in found.says
    assert mai.full_name not in str(found)


def test_alone_and_with_help_are_told_apart(done_by_mai: None, hr: User, dat_mui: OrgUnit) -> None:
    done_by(staff(dat_mui, 3))
    Mastery.objects.filter(user__staff_code__endswith="-0").update(status="assisted", level=1)
    line = cells(answer("tu-lam-duoc-khong", hr, bai="L05"))[0]
    assert line[1:5] == [4, 1, 3, 0]  # done, with help, alone, kept
    assert line[-1] == 75


def track(people: int, done: int, lately: int, days: int) -> Track:
    day = date(2026, 11, 2)
    given = Given("x", "K1", mock.Mock(), day + timedelta(days=days), day)
    return Track(given, given.unit, "K1", Figure(people, done), day, lately)


@pytest.mark.parametrize(
    ("people", "done", "lately", "days", "verdict"),
    [
        (100, 100, 0, -3, "done"),
        (100, 99, 28, -3, "late"),
        (100, 72, 28, 28, "ahead"),  # 28 to go at one a day
        (100, 71, 28, 28, "behind"),
        (100, 50, 0, 300, "behind"),
        (0, 0, 0, 9, "nobody"),
    ],
)
def test_whether_the_date_is_kept(people: int, done: int, lately: int, days: int, verdict: str) -> None:
    assert track(people, done, lately, days).verdict == verdict


def test_what_was_asked_above_and_below_is_on_the_list(
    done_by_mai: None, hr: User, province: OrgUnit, dat_mui: OrgUnit, ho_thi_ky: OrgUnit
) -> None:
    for unit in (province, dat_mui, ho_thi_ky):
        assignments.assign(acting_user=hr, unit=unit, code="L05", due=today() + timedelta(days=9))
    rows = cells(answer("kip-han-khong", hr, **{"don-vi": "xa-dat-mui"}))
    assert [row[1] for row in rows] == ["Xã Đất Mũi", "Xã Đất Mũi"]  # the province's, as far as it concerns this one
    assert [row[3:5] for row in rows] == [[1, 1], [1, 1]]


def test_only_whom_an_assignment_means_is_on_track_or_late(
    done_by_mai: None, mai: User, ut: User, hr: User, dat_mui: OrgUnit
) -> None:
    """By position, without who is exempted, and with the line drawn from these people alone."""
    position = mai.memberships.get().position
    given = assignments.assign(
        acting_user=hr, unit=dat_mui, code="L05", due=today() + timedelta(days=9), positions=[position]
    ).assignment
    found = answer("kip-han-khong", hr, **{"don-vi": "xa-dat-mui"})
    assert cells(found)[0][3:6] == [1, 1, 1]  # Mai, who finished within the last four weeks
    assignments.withdraw(acting_user=hr, assignment=given)
    given = assignments.assign(acting_user=hr, unit=dat_mui, code="L05", due=today() + timedelta(days=9)).assignment
    assert cells(answer("kip-han-khong", hr, **{"don-vi": "xa-dat-mui"}))[0][3:5] == [2, 1]
    assignments.exempt(acting_user=hr, assignment=given, user=ut, why="Nghỉ thai sản")
    assignments.assign(acting_user=hr, unit=dat_mui.get_parent(), code="L05", due=today() + timedelta(days=5))
    found = answer("kip-han-khong", hr, **{"don-vi": "xa-dat-mui"})
    assert found.more["chosen"].due == today() + timedelta(days=5)
    assert cells(found)[1][3:6] == [1, 1, 1]  # its pace is known though another one is drawn


def test_a_past_day_is_seen_as_organised_then_or_now(
    done_by_mai: None, mai: User, hr: User, ho_thi_ky: OrgUnit, dat_mui: OrgUnit
) -> None:
    yesterday = today() - timedelta(days=1)
    Mastery.objects.update(first_at=timezone.now() - timedelta(days=3), unaided_at=timezone.now() - timedelta(days=2))
    people.move(acting_user=None, user=mai, to=ho_thi_ky, position="Văn thư", on=today())

    def done(unit: str, **more: str) -> list[Any]:
        said = {"don-vi": unit, "bai": "L05", "ngay": yesterday.isoformat(), **more}
        return cells(answer("ai-chua", hr, **said))[0][1:3]

    assert done("xa-dat-mui", **{"to-chuc": "luc-do"}) == [1, 1]
    assert done("xa-ho-thi-ky", **{"to-chuc": "luc-do"}) == [0, 0]
    assert done("xa-dat-mui") == [0, 0]
    assert done("xa-ho-thi-ky") == [1, 1]


def test_a_merged_and_a_renamed_unit_stand_as_they_were_then(
    done_by_mai: None, mai: User, hr: User, dat_mui: OrgUnit, ho_thi_ky: OrgUnit, province: OrgUnit
) -> None:
    """Xã Đất Mũi goes into Xã Hồ Thị Kỷ today; what was yesterday is drawn as organised then, or as organised now."""
    yesterday = today() - timedelta(days=1)
    Mastery.objects.update(first_at=timezone.now() - timedelta(days=3), unaided_at=timezone.now() - timedelta(days=2))
    merge = {"units": [dat_mui], "into": ho_thi_ky, "name": "", "short_name": "", "unit_kind": ""}
    changes.change(acting_user=hr, kind="merge", day=today(), act="Nghị quyết", **merge)
    renamed = {"unit": OrgUnit.objects.get(code="xa-u-minh"), "name": "Xã U Minh Hạ", "short_name": ""}
    changes.change(acting_user=hr, kind="rename", day=today(), act="Nghị quyết", **renamed)

    def done(**more: str) -> dict[str, list[Any]]:
        rows = cells(answer("don-vi-nao-cham", hr, bai="L05", ngay=yesterday.isoformat(), **more))
        return {row[0]: row[1:3] for row in rows}

    then, now = done(**{"to-chuc": "luc-do"}), done()
    assert then["Xã Đất Mũi"] == [1, 1]
    assert "Xã Hồ Thị Kỷ" not in then or then["Xã Hồ Thị Kỷ"] == [0, 0]
    assert "Xã Đất Mũi" not in now
    assert now["Xã Hồ Thị Kỷ"][1] == 1
    names = {unit.name for unit in units_below(asked_of(hr, {"ngay": yesterday.isoformat(), "to-chuc": "luc-do"}))}
    assert "Xã U Minh" in names
    assert "Xã U Minh Hạ" not in names


def test_a_position_narrows(done_by_mai: None, ut: User, hr: User) -> None:
    here = {"don-vi": "xa-dat-mui", "bai": "L05"}
    position = ut.memberships.get().position
    assert cells(answer("ai-chua", hr, **here))[0][1] == 2
    assert cells(answer("ai-chua", hr, **here, **{"chuc-vu": position}))[0][1:4] == [1, 0, 1]


# --- where it jams, and nobody is pointed at ----------------------------------------------------------------


def stand(unit: OrgUnit, people: int, step: str) -> None:
    Jam.objects.create(unit_id=unit.pk, lesson_code="L05", step=step, kind="stand", people=people)


@pytest.fixture
def step(l05: LessonPage) -> str:
    assert l05.live_task is not None
    return str(l05.live_task.typed.steps[0].key)


def test_fewer_than_five_are_not_shown(l05: LessonPage, step: str, hr: User, province: OrgUnit) -> None:
    rollups.fold_all()
    stand(province, 4, step)
    assert answer("tac-o-dau", hr).empty
    Jam.objects.update(people=5)
    assert cells(answer("tac-o-dau", hr))[0][2] == 5


def test_nobody_is_worked_out_from_the_unit_above(
    l05: LessonPage, step: str, hr: User, province: OrgUnit, dat_mui: OrgUnit, ho_thi_ky: OrgUnit
) -> None:
    rollups.fold_all()
    for unit, number in ((province, 9), (dat_mui, 6), (ho_thi_ky, 3)):
        stand(unit, number, step)
    assert cells(answer("tac-o-dau", hr))[0][2] == 9
    assert answer("tac-o-dau", hr, **{"don-vi": "xa-ho-thi-ky"}).empty
    assert answer("tac-o-dau", hr, **{"don-vi": "xa-dat-mui"}).empty  # 9 - 6 would tell of three
    Jam.objects.filter(unit_id=ho_thi_ky.pk).update(people=5)
    assert cells(answer("tac-o-dau", hr, **{"don-vi": "xa-dat-mui"}))[0][2] == 6


@pytest.mark.parametrize(
    ("parts", "away"),
    [
        ({1: 7, 2: 8}, set()),
        ({1: 3, 2: 8, 3: 6}, {1, 3}),
        ({1: 3, 2: 4, 3: 6}, {1, 2}),  # seven together: nobody follows
        ({1: 2}, {1}),
        ({1: 0, 2: 9}, set()),
    ],
)
def test_which_parts_are_left_out(parts: dict[int, int], away: set[int]) -> None:
    assert left_out(parts) == away


# --- taken along --------------------------------------------------------------------------------------------


def opened(response: Any) -> Any:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return openpyxl.load_workbook(io.BytesIO(content)).active


def test_a_workbook_has_a_frozen_heading_numbers_and_dates(
    done_by_mai: None, hr: User, dat_mui: OrgUnit, client_of: Any
) -> None:
    assignments.assign(acting_user=hr, unit=dat_mui, code="L05", due=date(2027, 1, 5))
    sheet = opened(client_of(hr).get("/bao-cao/hoi/kip-han-khong/xlsx/"))
    assert sheet.freeze_panes == "A5"
    heading = [cell.value for cell in sheet[4]]
    assert heading[:5] == ["Bài được giao", "Đơn vị", "Hạn", "Số người", "Đã xong"]
    assert sheet["C5"].value.date() == date(2027, 1, 5)
    assert sheet["C5"].number_format == "DD/MM/YYYY"
    assert sheet["D5"].value == 1
    assert sheet.column_dimensions["A"].width > 40
    assert sheet.auto_filter.ref == "A4:H5"


def test_a_formula_in_a_workbook_stays_a_text(tmp_path: Path) -> None:
    rows = [["=1+1"], ["+84"], ["@a"], ["-2"], ["Lê \x07An"], [None]]
    write(str(tmp_path / "x.xlsx"), title="T:[x]", above=["=2"], columns=[Column("=3")], rows=rows)
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").active
    assert sheet is not None
    assert [sheet.cell(row, 1).value for row in range(1, 8)] == ["=2", "=3", "=1+1", "+84", "@a", "-2", "Lê An"]
    assert {sheet.cell(row, 1).data_type for row in range(1, 8)} == {"s"}
    assert sheet["A3"].quotePrefix


def test_a_table_opens_right_as_csv(done_by_mai: None, hr: User, client_of: Any) -> None:
    content = client_of(hr).get("/bao-cao/hoi/ai-chua/csv/?bai=L05").content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Bài", "Số người", "Đã làm", "Chưa", "Đã xong"]
    assert rows[1][0].startswith("L05 · ")
    ask(hr, "Chép số văn bản", 5, 10, 30)
    needs = client_of(hr).get("/bao-cao/hoi/can-bo-can-gi/csv/").content.decode()
    rows = list(csv.reader(io.StringIO(needs), delimiter=";"))
    assert rows[1][6] == "1500"  # a number, in whatever country the spreadsheet thinks it is


@pytest.mark.parametrize("key", SIX)
def test_a_sheet_to_sign_is_one_page_in_vietnamese(
    key: str, done_by_mai: None, hr: User, dat_mui: OrgUnit, client_of: Any
) -> None:
    for number in range(30):
        ask(hr, f"Việc thứ {number}", 2, 3, 4)
    assignments.assign(acting_user=hr, unit=dat_mui, code="L05", due=today() + timedelta(days=9))
    document = pypdfium2.PdfDocument(client_of(hr).get(f"/bao-cao/hoi/{key}/pdf/").content)
    text = document[0].get_textpage().get_text_range()
    assert len(document) == 1
    for words in (str(ORDER[key].TITLE), "Người lập", "Thủ trưởng đơn vị", "Dữ liệu đến", "Tỉnh Cà Mau".upper()):
        assert words in text
    document.close()


# --- long lists ---------------------------------------------------------------------------------------------


@pytest.fixture
def away(settings: Any, tmp_path: Path) -> None:
    """Files of this test lie in a folder of its own."""
    settings.PRIVATE_ROOT = tmp_path


def test_a_short_list_comes_at_once(done_by_mai: None, ut: User, hr: User, client_of: Any) -> None:
    response = client_of(hr).post("/bao-cao/tep/?don-vi=xa-dat-mui&bai=L05", {"ai": "chua"})
    sheet = opened(response)
    assert [cell.value for cell in sheet[4]][:2] == [ut.staff_code, ut.full_name]
    assert sheet.max_row == 4


def test_a_long_list_is_written_by_the_worker_and_is_its_owners_alone(
    away: None, done_by_mai: None, mai: User, ut: User, hr: User, hr_other: User, client_of: Any, settings: Any
) -> None:
    client = client_of(hr)
    with mock.patch("training.reports.question_views.AT_ONCE", 1), mock.patch("training.reports.api._wake"):
        response = client.post("/bao-cao/tep/?don-vi=xa-dat-mui", {"ai": "moi-nguoi"})
    export = Export.objects.get()
    assert response.url == f"/bao-cao/tep/{export.uuid}/"
    assert Visitor(client).open(response.url).shows("Đang chờ ghi")
    assert client.get(f"{response.url}tai/").status_code == 404
    assert tasks.write_exports() == 1
    sheet = opened(client.get(f"{response.url}tai/"))
    assert {sheet.cell(row, 2).value for row in (4, 5)} == {mai.full_name, ut.full_name}
    line = next(row for row in (4, 5) if sheet.cell(row, 2).value == mai.full_name)
    assert sheet.cell(line, 7).value.date() == timezone.localdate(Mastery.objects.get().since)
    for path in ("", "tai/"):
        assert client_of(hr_other).get(f"{response.url}{path}").status_code == 404
    people.revoke_role(acting_user=None, user=hr, role=Role.HR)
    assert client.get(f"{response.url}tai/").status_code == 404  # no longer in charge
    people.grant_role(acting_user=None, user=hr, role=Role.HR, scope=OrgUnit.objects.get(depth=1))
    Export.objects.update(asked_at=timezone.now() - timedelta(days=settings.KEEP_DAYS["exports"] + 1))
    assert [one.rows for one in retention.apply(only="exports")] == [1]
    assert client.get(f"{response.url}tai/").status_code == 404
    assert not list(Path(private_files().location).rglob("*.xlsx"))


def test_who_is_no_longer_in_charge_gets_no_file(away: None, l05: LessonPage, hr: User, mai: User) -> None:
    with mock.patch("training.reports.api._wake"):
        api.ask_for(acting_user=hr, asked=asked(hr), who="moi-nguoi")
    people.revoke_role(acting_user=None, user=hr, role=Role.HR)
    assert tasks.write_exports() == 0
    assert Export.objects.get().state == Export.State.REFUSED


# --- the counts behind it -----------------------------------------------------------------------------------


def test_the_night_puts_right_what_differs_and_tells_the_administrator(
    done_by_mai: None, mai: User, administrator: User, caplog: pytest.LogCaptureFixture
) -> None:
    assert tasks.prove_counts() == 0
    assert mail.outbox == []
    Stock.objects.filter(code="L05").update(done=7)
    Daily.objects.filter(code="L05").delete()
    Counted.objects.filter(pk=mai.pk).update(facts={"now": {}, "then": [], "results": {}, "jams": []})
    assert tasks.prove_counts() > 0
    assert "stock" in caplog.text
    assert mai.full_name not in caplog.text
    assert mai.staff_code not in caplog.text
    [letter] = mail.outbox
    assert letter.to == [administrator.email]
    assert "Đã sửa số đếm" in letter.subject
    assert tasks.prove_counts() == 0
    assert Ledger.objects.get().differed == 0


def test_more_than_a_page_can_count_is_said_to_be_behind(
    done_by_mai: None, hr: User, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    rollups.fold_all()
    monkeypatch.setattr(rollups, "SHORT", 1)
    Change.objects.bulk_create([Change(user_id=hr.pk), Change(user_id=hr.pk), Change(user_id=hr.pk)])
    assert Visitor(client_of(hr)).open("/bao-cao/hoi/ai-chua/").shows("đang được đếm")


# --- a province ---------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_an_invented_province_is_the_same_for_the_same_seed(l05: LessonPage, capsys: Any) -> None:
    before = rows_there()
    call_command("generate_province", people=60, completions=90, events=500, seed=5)
    added = {table: number - before[table] for table, number in rows_there().items()}
    assert added == {"progress_completion": 90, "sandbox_event": 500, "practice_attempt": 90}
    assert User.objects.filter(staff_code__startswith="999").count() == 61  # and who looks at them
    assert rollups.recount(mend=False) == []
    assert (
        sum(Stock.objects.filter(code="", unit_id=OrgUnit.objects.get(depth=1).pk).values_list("people", flat=True))
        > 50
    )
    with pytest.raises(CommandError):
        call_command("generate_province", people=60)


def rows_there() -> dict[str, int]:
    found = {}
    with connection.cursor() as cursor:
        for table in ("progress_completion", "sandbox_event", "practice_attempt"):
            cursor.execute(f"SELECT count(*) FROM {table}")
            found[table] = cursor.fetchone()[0]
    return found


def test_a_database_with_real_people_stays_as_it_is(mai: User) -> None:
    people.create_user(acting_user=None, staff_code="CM-THAT-1", full_name="Người Thật")
    before = User.objects.count()
    with pytest.raises(CommandError):
        call_command("generate_province", people=10)
    assert User.objects.count() == before
