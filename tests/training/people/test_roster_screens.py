"""HR's screens of the roster, through the forms and links that are served."""

import datetime
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.training.people.roster_files import everything
from tests.training.people.roster_screens import *  # noqa: F403  (the officer, and what they press)
from tests.training.people.roster_screens import HERE, HONG, NEW, State, decided, faults, sent, sheet, text
from training.people import api as people
from training.people.models import Membership, OrgUnit, Role, RosterImport, User
from training.people.roster.files import headings
from training.people.selectors import today, unit_of

pytestmark = pytest.mark.usefixtures("organisation_tree")


@pytest.mark.parametrize("write", [sheet, text])
def test_a_file_is_looked_at_then_taken_in_and_the_roster_goes_round_unchanged(
    tam: Client, neighbour: User, hr_other: User, write: Callable[..., bytes]
):
    hong = Membership.objects.get(user=neighbour)
    Membership.objects.filter(pk=hong.pk).update(valid_from=datetime.date(2025, 7, 1))
    before = everything()

    roster = sent(tam, write(NEW, [*HONG[:3], f"{HERE}/kinh-te", "Chuyên viên", "", "", ""]))

    assert roster.state == State.READY
    assert everything() == before
    assert not roster.file
    page = tam.get(f"/nhan-su/{roster.uuid}/").content.decode()
    assert "Lê Văn An" in page
    assert "<del>Văn thư" in page
    decided(tam, roster, "ghi")
    assert roster.state == State.DONE
    assert unit_of(User.objects.get(staff_code="CM-HK-101")) == OrgUnit.objects.get(code=f"{HERE}/kinh-te")
    hong.refresh_from_db()
    assert hong.valid_to == today()
    after = everything()
    for kind in ("xlsx", "csv"):
        content = b"".join(tam.get(f"/nhan-su/danh-sach.{kind}").streaming_content)
        again = sent(tam, content, f"ds.{kind}")
        assert (again.state, again.changes.count(), again.counts["unchanged"]) == (State.READY, 0, 3), again.faults
    assert everything() == after
    assert RosterImport.objects.filter(way="out", by=hr_other, counts={"people": 3}).count() == 2
    assert "Ngô" in tam.get(f"/nhan-su/{roster.uuid}/?loai=transfer").content.decode()


def test_an_hr_officer_touches_nobody_elsewhere_by_any_row(
    tam: Client, mai: User, trainer: User, administrator: User
):
    before = everything()

    roster = sent(
        tam,
        sheet(
            [*NEW[:3], "xa-dat-mui", *NEW[4:]],  # their own newcomer, into another commune
            ["cm dm 001", "Kẻ Khác", "ke.khac@camau.example", HERE, "Văn thư viên", "", "", ""],  # Mai, over here
            ["CM-QT-001", "Lý Khoa", "ke.khac2@camau.example", HERE, "Văn thư viên", "", "", ""],
            ["CM-DM-001x", "Ai Đó", trainer.email, HERE, "Văn thư viên", "", "", ""],
        ),
    )

    assert faults(roster) == [(2, "Đơn vị"), (3, "Mã công chức"), (4, "Mã công chức"), (5, "Thư điện tử")]
    assert everything() == before
    assert mai.full_name not in tam.get(f"/nhan-su/{roster.uuid}/").content.decode()


def test_whose_role_reaches_further_keeps_the_address_and_nobody_is_given_a_role(
    tam: Client, neighbour: User, province: OrgUnit
):
    people.grant_role(acting_user=None, user=neighbour, role=Role.HR, scope=province)
    wide = [*headings(), "Vai trò", "Phạm vi"]

    roster = sent(
        tam,
        sheet(
            ["CM-HK-001", "Ngô Thị Hồng", "bay@camau.example", HERE, "Văn thư viên", "", "", "", "", ""],
            [*NEW, "administrator", HERE],
            heading=wide,
        ),
    )

    assert faults(roster) == [(2, "Thư điện tử"), (3, "Vai trò")]


def test_files_of_others_are_not_there(
    tam: Client, hr: User, mai: User, client_of: Callable[[User], Client], neighbour: User
):
    roster = sent(tam, sheet(NEW))
    of_province = sent(client_of(hr), sheet([*NEW[:3], "xa-dat-mui", *NEW[4:]]))

    assert client_of(hr).get(f"/nhan-su/{roster.uuid}/").status_code == 200
    for path in ("", "loi.csv"):
        assert tam.get(f"/nhan-su/{of_province.uuid}/{path}").status_code == 404
        assert client_of(mai).get(f"/nhan-su/{roster.uuid}/{path}").status_code == 404
    assert tam.post(f"/nhan-su/{of_province.uuid}/", {"lam": "ghi"}).status_code == 404
    assert str(of_province.uuid) not in tam.get("/nhan-su/").content.decode()
    assert "Nhân sự" in tam.get("/").content.decode()


def test_the_template_is_filled_in_as_its_second_sheet_says(tam: Client):
    content = b"".join(tam.get("/nhan-su/mau.xlsx").streaming_content)
    book = openpyxl.load_workbook(io.BytesIO(content))

    assert [cell.value for cell in book.worksheets[0][1]] == headings()
    assert [row[0].value for row in book.worksheets[1].iter_rows(min_row=2)] == headings()
    units = [row[0].value for row in book.worksheets[2].iter_rows(min_row=2)]
    assert HERE in units
    assert "xa-dat-mui" not in units
    book.worksheets[0].append(["CM HK 101", *NEW[1:3], "Phòng Kinh tế, Xã Hồ Thị Kỷ", *NEW[4:6]])
    filled = io.BytesIO()
    book.save(filled)
    roster = sent(tam, filled.getvalue())
    assert roster.state == State.READY, roster.faults
    assert roster.changes.get().staff_code == "CMHK101"


def test_nothing_chosen_and_an_empty_file_are_refused_at_once(tam: Client):
    assert tam.post("/nhan-su/").status_code == 422
    assert tam.post("/nhan-su/", {"file": SimpleUploadedFile("ds.csv", b"")}).status_code == 422
    assert not RosterImport.objects.exists()


def test_the_page_says_how_far_it_is(tam: Client):
    response = tam.post("/nhan-su/", {"file": SimpleUploadedFile("ds.csv", text(NEW))})
    RosterImport.objects.update(lines=50_000, checked=12_000)

    page = tam.get(response["Location"]).content.decode()

    assert 'value="12000" max="50000"' in page
    assert "every 2s" in page
    assert f'href="{response["Location"]}"' in page
