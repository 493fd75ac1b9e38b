"""A roster with a fault: refused by line and column, and nothing is half written."""

import datetime

import pytest
from django.utils.translation import override

from tests.training.people.roster_files import AN, BINH, HEADING, csv, everything, take_in
from training.people import api
from training.people.errors import RosterRefused
from training.people.models import OrgUnit, User
from training.people.roster import import_people, sheet

pytestmark = pytest.mark.usefixtures("organisation_tree")

BAD_FILES = {
    "empty": (b"", 1, "", "file is empty"),
    "only spaces": (b"\r\n  \r\n", 1, "", "file is empty"),
    "only a heading": (csv(), 1, "", "nobody below it"),
    "a scan": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", 1, "", "a picture or a PDF"),
    "UTF-16": (csv(AN).decode().encode("utf-16"), 1, "", "not text in UTF-8"),
    "UTF-16 without its mark": (csv("A,B,,xa,C,,,").decode().encode("utf-16-le"), 1, "", "not text in UTF-8"),
    "Windows-1258": (csv(AN, "CM-1,Lê Võ,,,,,,").replace("ê".encode(), b"\xea"), 2, "", "not text in UTF-8"),
    "a workbook": (b"PK\x03\x04\x14\x00\x06\x00\xff\xfe", 1, "", "CSV UTF-8"),
    "a missing column": (csv(AN, heading=HEADING.replace(",email", "")), 1, "email", "missing"),
    "no heading": (csv(heading=AN), 1, "CM-TT-001", "not part of a roster"),
    "a strange column": (csv(AN, heading=HEADING + ",so_cccd"), 1, "so_cccd", "not part of a roster"),
    "a column twice": (csv(AN, heading=HEADING + ",Đơn vị"), 1, "Đơn vị", "twice"),
    "a quote left open": (csv(AN, 'CM-2,"Lê Văn,,xa-tan-tien,C,,,'), 3, "", "quotation marks"),
    "too many cells": (csv(AN + "1,2"), 2, "", "9 cells in this line. Expected: 8"),
    "a code twice": (csv(AN, BINH, "cm tt 001,B,,xa-tan-tien,C,,,"), 4, "staff_code", "as in line 2"),
    "an address twice": (csv(AN, "CM-2,B,AN.LV@camau.example,xa-tan-tien,C,,,"), 3, "email", "The address of line 2"),
    "somebody's address": (csv("CM-2,B,mai.tt@camau.example,xa-tan-tien,C,,,"), 2, "email", "somebody else"),
    "an unknown unit": (csv(AN.replace("/kinh-te", "/kinhte")), 2, "unit", "like xa-tan-tien/kinh-te"),
    "no unit": (csv("CM-2,B,,,C,,,"), 2, "unit", "code of a unit"),
    "a bad address": (csv("CM-2,B,an at camau,xa-tan-tien,C,,,"), 2, "email", "Not an e-mail"),
    "an identity number": (csv("096 085 001234,B,,xa-tan-tien,C,,,"), 2, "staff_code", "identity number"),
    "a formula as code": (csv("=1+1,B,,xa-tan-tien,C,,,"), 2, "staff_code", "Not a staff code"),
    "no code": (csv(",B,,xa-tan-tien,C,,,"), 2, "staff_code", "Not a staff code"),
    "no name": (csv("CM-2, ,,xa-tan-tien,C,,,"), 2, "full_name", "Nothing is written"),
    "a short line": (csv("CM-2,B"), 2, "position", "Nothing is written"),
    "a long name": (csv(f"CM-2,{'B' * 121},,xa-tan-tien,C,,,"), 2, "full_name", "at most 120"),
    "a lost letter": (csv("CM-2,L\ufffd Văn,,xa-tan-tien,C,,,"), 2, "full_name", "lost on the way"),
    "a control character": (csv("CM-2,L\x07,,xa-tan-tien,C,,,"), 2, "full_name", "lost on the way"),
    "perhaps a leader": (csv("CM-2,B,,xa-tan-tien,C,có lẽ,,"), 2, "is_manager", "Neither yes nor no"),
    "a role that is not given": (csv("CM-2,B,,xa-tan-tien,C,,leader,xa-tan-tien"), 2, "role", "Not a role"),
    "a role over nothing": (csv("CM-2,B,,xa-tan-tien,C,,hr,"), 2, "scope", "code of a unit"),
    "a scope without a role": (csv("CM-2,B,,xa-tan-tien,C,,,xa-tan-tien"), 2, "scope", "without a role"),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_refused_where_it_is_bad_and_nothing_is_half_written(name: str, mai: User):
    content, line, column, words = BAD_FILES[name]
    before = everything()

    with override("en"), pytest.raises(RosterRefused) as refused:
        import_people(acting_user=None, content=content)

    assert [p for p in refused.value.problems if (p.line, p.column) == (line, column) and words in p.say]
    assert everything() == before


def test_every_fault_is_listed_in_the_order_of_the_lines():
    with pytest.raises(RosterRefused) as refused:
        take_in(AN, "CM-2,,nowhere,xa-nao-do,C,maybe,,", "CM-3,B,,xa-tan-tien,,,,")

    assert [(problem.line, problem.column) for problem in refused.value.problems] == [
        (3, "full_name"),
        (3, "email"),
        (3, "unit"),
        (3, "is_manager"),
        (4, "position"),
    ]


def test_lines_are_counted_as_an_editor_counts_them():
    with pytest.raises(RosterRefused) as refused:
        take_in("", 'CM-1,"An\nLê",,xa-tan-tien,C,,,', "CM-2,B,,nowhere,C,,,")

    assert [problem.line for problem in refused.value.problems] == [5]


def test_a_unit_that_is_no_more_takes_nobody():
    OrgUnit.objects.filter(code="xa-tan-tien").update(valid_to=datetime.date(2026, 1, 1))

    with override("en"), pytest.raises(RosterRefused, match="does not exist today"):
        take_in(BINH)


def test_a_post_that_the_rules_refuse_takes_the_whole_file_back(mai: User):
    later = datetime.date(2999, 1, 1)
    unit = OrgUnit.objects.get(code="xa-tan-tien")
    api.place(acting_user=None, user=mai, unit=unit, position="Cán sự", valid_from=later)
    before = everything()

    with override("en"), pytest.raises(RosterRefused, match="already works in Xã Tân Tiến"):
        take_in(AN, "CM-DM-001,Trần Thị Mai,,xa-tan-tien,Văn thư viên,,,")

    assert everything() == before


def test_more_people_than_a_province_has_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sheet, "MOST_LINES", 2)

    assert take_in(AN, BINH).new == 2
    with pytest.raises(RosterRefused):
        take_in(AN, BINH, "CM-3,C,,xa-tan-tien,C,,,")
