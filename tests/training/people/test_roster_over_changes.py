"""A roster over an organisation that changes: names that ended, transfers and leavers around the day, undoing."""

import datetime

import pytest
from django.utils.translation import override

from tests.training.people.roster_files import HEADING, csv, everything
from training.people import api as people
from training.people.changes import api as changes
from training.people.errors import RosterRefused
from training.people.models import OrgUnit, RosterChange, RosterImport, User
from training.people.roster import api as rosters
from training.people.roster import import_people
from training.people.roster.execute import execute
from training.people.roster.plan import Reach
from training.people.roster.undo import undo
from training.people.selectors import memberships_of, today

pytestmark = pytest.mark.usefixtures("organisation_tree")

HERE, THERE = "xa-dat-mui", "xa-ho-thi-ky"
DATED = HEADING.replace("role,scope", "role,scope,since,until")
MAI = "CM-DM-001,Trần Thị Mai,"


def day(n: int) -> datetime.date:
    return today() + datetime.timedelta(days=n)


def written(n: int) -> str:
    return f"{day(n):%d/%m/%Y}"


def unit(code: str) -> OrgUnit:
    return OrgUnit.objects.get(code=code)


def merge(n: int) -> None:
    changes.change(
        acting_user=None, kind="merge", day=day(n), act="Nghị quyết", units=[unit(HERE)], into=unit(THERE),
        name="", short_name="", unit_kind="",
    )  # fmt: skip


def take_in(*lines: str) -> None:
    import_people(acting_user=None, content=csv(*lines, heading=DATED))


def where(person: User, n: int) -> list[tuple[str, str]]:
    return [(post.unit.code, post.position) for post in memberships_of(person, on=day(n))]


@pytest.mark.parametrize("written_as", [f"{HERE}/kinh-te", "Phòng Kinh tế, Xã Đất Mũi"])
def test_a_row_that_names_a_merged_unit_is_told_who_took_over(mai: User, written_as: str):
    merge(0)

    with override("en"), pytest.raises(RosterRefused) as refused:
        take_in(f'CM-1,Lê Văn An,,"{written_as}",Chuyên viên,,,,,')

    assert [(problem.line, problem.column, problem.say) for problem in refused.value.problems] == [
        (
            2,
            "unit",
            f"Phòng Kinh tế ended on {written(0)}; Phòng Kinh tế took over. Expected: {THERE}/kinh-te.",
        )
    ]


def test_a_former_name_still_stands_for_its_unit(mai: User):
    what = {"unit": unit(HERE), "name": "Xã Mũi Cà Mau", "short_name": ""}
    changes.change(acting_user=None, kind="rename", day=day(0), act="Nghị quyết", **what)

    take_in("CM-1,Lê Văn An,,Xã Đất Mũi,Chuyên viên,,,,,", "CM-2,Lê Văn Bé,,Xã Mũi Cà Mau,Chuyên viên,,,,,")

    assert {where(User.objects.get(staff_code=code), 0)[0][0] for code in ("CM-1", "CM-2")} == {HERE}


def test_who_joins_leaves_or_is_transferred_around_the_day_is_where_they_should_be_on_each_side(
    mai: User, phuc: User, ut: User
):
    merge(10)

    take_in(
        f"CM-1,Lê Văn An,,{HERE}/vhxh,Cán sự,,,,,",  # joins what will end: goes on in the successor
        f"{MAI},xa-u-minh,Văn thư,,,,{written(4)},",  # transferred before the day: does not come along
        f"CM-DM-003,{phuc.full_name},,{HERE}/kinh-te,Chuyên viên,,,,,{written(5)}",  # leaves before it
        f"CM-DM-002,{ut.full_name},,{HERE},Phó Chủ tịch,,,,{written(0)},",  # another post, in the same unit
    )

    an = User.objects.get(staff_code="CM-1")
    assert [where(an, n) for n in (9, 10)] == [[(f"{HERE}/vhxh", "Cán sự")], [(f"{THERE}/vhxh", "Cán sự")]]
    assert [where(mai, n) for n in (9, 10)] == [[("xa-u-minh", "Văn thư")]] * 2
    assert [where(phuc, n) for n in (4, 5, 10)] == [[(f"{HERE}/kinh-te", where(phuc, 4)[0][1])], [], []]
    assert [where(ut, n) for n in (9, 10)] == [[(HERE, "Phó Chủ tịch")], [(THERE, "Phó Chủ tịch")]]


@pytest.mark.parametrize("merged_first", [True, False])
def test_an_import_is_undone_whether_the_organisation_changed_before_or_after_it(
    mai: User, phuc: User, hr: User, merged_first: bool
):
    lines = [
        f"CM-1,Lê Văn An,,{HERE}/vhxh,Cán sự,,,,,",
        f"CM-DM-003,{phuc.full_name},,{HERE}/kinh-te,Chuyên viên,,,,,{written(5)}",
        f"{MAI},xa-u-minh,Văn thư,,,,{written(4)},",
    ]
    if merged_first:
        merge(10)
    before = everything()
    roster = _taken_in(hr, *lines)
    if not merged_first:
        merge(10)
    assert where(mai, 10) == [("xa-u-minh", "Văn thư")]

    undone, kept = undo(roster, Reach())

    assert (undone, kept) == (3, 0)
    if merged_first:
        assert everything() == before
    assert [where(mai, n)[0][0] for n in (9, 10)] == [f"{HERE}/van-phong", f"{THERE}/van-phong"]
    assert [where(phuc, n)[0][0] for n in (9, 10)] == [f"{HERE}/kinh-te", f"{THERE}/kinh-te"]
    assert not User.objects.filter(staff_code="CM-1").exists()


def _taken_in(hr: User, *lines: str) -> RosterImport:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("ds.csv", csv(*lines, heading=DATED))
    roster = rosters.hand_in(acting_user=hr, file=file, name=file.name or "")
    rosters.work()
    roster.refresh_from_db()
    assert roster.state == RosterImport.State.READY, roster.faults
    rosters.confirm(acting_user=hr, roster=roster)
    rosters.work()
    roster.refresh_from_db()
    assert roster.state == RosterImport.State.DONE
    return roster


def test_a_file_that_was_looked_at_before_the_organisation_changed_is_not_written_over_it(mai: User, hr: User):
    change = RosterChange(
        line=2, kind="new", staff_code="CM-1", full_name="Lê Văn An",
        facts={
            "person": {"full_name": [None, "x"], "email": [None, None]},
            "open": [unit(HERE).pk, "x", False, str(day(0))],
        },
    )  # fmt: skip
    merge(0)

    with pytest.raises(rosters.RosterStale):
        execute(lambda: [[change]], acting_user=hr)


def test_a_post_put_right_or_ended_by_hand_takes_what_carries_it_on_along(mai: User):
    post = people.move(acting_user=None, user=mai, to=unit(HERE), position="Văn thư")
    merge(10)
    post.refresh_from_db()

    people.correct_post(
        acting_user=None, membership=post, unit=unit("xa-u-minh"), position="Văn thư", is_manager=False
    )
    assert [where(mai, n) for n in (0, 20)] == [[("xa-u-minh", "Văn thư")]] * 2

    people.correct_post(acting_user=None, membership=post, unit=unit(HERE), position="Văn thư", is_manager=False)
    assert [where(mai, n) for n in (0, 20)] == [[(HERE, "Văn thư")], [(THERE, "Văn thư")]]
