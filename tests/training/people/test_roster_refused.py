"""A roster with a fault, by the set-up command: refused by line and column (the kinds of fault: `hostile_files`)."""

import datetime

import pytest
from django.utils.translation import override

from tests.training.people.roster_files import AN, BINH, everything, take_in
from training.people import api
from training.people.errors import RosterRefused
from training.people.models import OrgUnit, User
from training.people.roster import import_people, sheet

pytestmark = pytest.mark.usefixtures("organisation_tree")


def test_an_empty_file_is_refused():
    with override("en"), pytest.raises(RosterRefused, match="file is empty"):
        import_people(acting_user=None, content=b"")


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
