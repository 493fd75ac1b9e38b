"""Several officers, or one who presses twice, at the same moment: it is done once, or one of them is told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.base import ContentFile

from tests.together import WORKERS, at_once
from tests.training.people.hostile_files import NEW, but, text
from training.assignments import api as assignments
from training.assignments.models import Assignment
from training.audit.models import Entry
from training.people.changes import api as changes
from training.people.errors import PeopleRefused
from training.people.models import Membership, OrgChange, OrgUnit, RosterImport, User, private_files
from training.people.roster import api as rosters
from training.people.selectors import today
from training.reports import api as reports
from training.reports.asking import asked_of
from training.reports.models import Export

pytestmark = [pytest.mark.thorough, pytest.mark.everywhere, pytest.mark.django_db(transaction=True)]
State = RosterImport.State


@pytest.fixture(autouse=True)
def _nobody_works_by_themselves(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    monkeypatch.setattr(rosters, "_wake", lambda: None)
    monkeypatch.setattr(reports, "_wake", lambda: None)
    settings.PRIVATE_ROOT = tmp_path


def handed_in(by: User, *rows: list[str]) -> RosterImport:
    roster = rosters.hand_in(acting_user=by, file=ContentFile(text(*rows), "ds.csv"), name="ds.csv")
    rosters.work()
    roster.refresh_from_db()
    assert roster.state == State.READY, roster.faults
    return roster


def now(roster: RosterImport) -> RosterImport:
    return RosterImport.objects.get(pk=roster.pk)


def at(*deeds: Any) -> list[str]:
    """Each by a worker of its own: what it returned, or "refused"."""

    def one(number: int) -> str:
        try:
            return str(deeds[number]())
        except PeopleRefused:
            return "refused"

    assert len(deeds) == WORKERS
    return at_once(one)


def posts(code: str) -> int:
    return Membership.objects.filter(user__staff_code=code).count()


def test_a_roster_is_written_or_let_go_by_one_of_them(hr: User, hr_other: User) -> None:
    roster = handed_in(hr_other, NEW)

    def writes() -> None:
        rosters.confirm(acting_user=hr, roster=now(roster))

    def lets_go() -> None:
        rosters.let_go(acting_user=hr_other, roster=now(roster))

    answers = at(writes, lets_go, writes, lets_go)
    at(rosters.work, rosters.work, rosters.work, rosters.work)

    state = now(roster).state
    assert state in (State.DONE, State.LET_GO)
    assert answers.count("refused") == 2
    assert posts(NEW[0]) == (1 if state == State.DONE else 0)


def test_undoing_and_writing_do_not_cross(hr: User, hr_other: User) -> None:
    roster = handed_in(hr_other, NEW)
    rosters.confirm(acting_user=hr_other, roster=roster)

    def undoes() -> None:
        rosters.take_back(acting_user=hr, roster=now(roster))

    at(rosters.work, undoes, rosters.work, undoes)
    assert now(roster).state in (State.DONE, State.UNDOING, State.UNDONE)
    if now(roster).state == State.DONE:
        undoes()
    at(rosters.work, undoes, rosters.work, undoes)
    rosters.work()

    assert now(roster).state == State.UNDONE
    assert not User.objects.filter(staff_code=NEW[0]).exists()


def test_two_files_about_the_same_people_are_not_both_written(hr: User, hr_other: User) -> None:
    two = [handed_in(hr, NEW), handed_in(hr_other, but(1, "Lê Văn Ân"))]
    for roster in two:
        rosters.confirm(acting_user=roster.by, roster=roster)

    at(*[rosters.work] * WORKERS)
    rosters.work()

    assert Counter(now(roster).state for roster in two) == {State.DONE: 1, State.LET_GO: 1}
    assert [now(roster).stale for roster in two].count(True) == 1
    assert posts(NEW[0]) == 1


def test_of_two_changes_that_contradict_each_other_one_is_made(hr: User) -> None:
    """Each commune into the other, at once; and a third that is dissolved and renamed."""
    one, other = (OrgUnit.objects.get(code=code) for code in ("xa-dat-mui", "xa-ho-thi-ky"))
    empty = {"name": "", "short_name": "", "unit_kind": ""}

    def merges(unit: OrgUnit, into: OrgUnit) -> str:
        what = {"units": [unit], "into": into, **empty}
        changes.change(acting_user=hr, kind="merge", day=today(), act="Nghị quyết", **what)
        return "merged"

    answers = at(*[lambda: merges(one, other), lambda: merges(other, one)] * 2)

    assert sorted(answers) == ["merged", *["refused"] * 3]
    assert OrgChange.objects.count() == 1
    assert OrgUnit.objects.on(today()).filter(code__in=[one.code, other.code]).count() == 1


def test_a_form_that_is_sent_four_times_is_one_change(hr: User) -> None:
    from uuid import uuid4

    key, unit = uuid4(), OrgUnit.objects.get(code="xa-u-minh")
    what = {"unit": unit, "name": "Xã U Minh Hạ", "short_name": ""}

    def renames() -> object:
        return changes.change(acting_user=hr, kind="rename", day=today(), act="Nghị quyết", key=key, **what)

    assert len(set(at(*[renames] * WORKERS))) == 1
    assert OrgChange.objects.count() == 1


def test_an_assignment_that_is_given_four_times_stands_once(l05: Any, hr: User, mai: User, dat_mui: OrgUnit) -> None:
    def gives() -> bool:
        return assignments.assign(acting_user=hr, code="L05", unit=dat_mui, due=today()).repeated

    assert Counter(at(*[gives] * WORKERS)) == {"False": 1, "True": WORKERS - 1}
    assert Assignment.objects.count() == 1

    def exempts() -> int:
        one = Assignment.objects.get()
        return assignments.exempt(acting_user=hr, assignment=one, user=mai, why="Đang nghỉ thai sản").pk

    assert len(set(at(*[exempts] * WORKERS))) == 1


def test_a_list_that_is_asked_for_four_times_is_one_file(hr: User, mai: User) -> None:
    def asks() -> int:
        return reports.ask_for(acting_user=hr, asked=asked_of(hr, {}), who="moi-nguoi").pk

    assert len(set(at(*[asks] * WORKERS))) == 1
    assert sorted(at(*[reports.write_waiting] * WORKERS)) == ["0"] * (WORKERS - 1) + ["1"]
    export = Export.objects.get()
    files = list((Path(private_files().location) / "exports").iterdir())
    assert [file.name for file in files] == [Path(export.file.name).name]
    assert openpyxl.load_workbook(files[0]).active.max_row > 3
    assert Entry.objects.filter(subject="reports_people", action="exported").count() == 1
