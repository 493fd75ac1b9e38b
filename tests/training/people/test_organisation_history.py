"""Units merge, split, move, change names and end on a day; who sees whom follows; the past stays as it was."""

import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.utils.translation import override

from tests.training.people.roster_files import everything
from training.assignments import selectors as assigned
from training.assignments.models import Assignment
from training.assignments.recipients import joined
from training.feedback import api as feedback
from training.feedback import selectors as needs
from training.people import api, selectors
from training.people import organisation as data
from training.people.changes import api as changes
from training.people.changes.api import Part
from training.people.errors import NotYours, PeopleRefused
from training.people.models import Membership, OrgChange, OrgUnit, Role, Succession, UnitKind, UnitName, User
from training.people.selectors import paths_of, today
from training.progress.record import asked_of

pytestmark = pytest.mark.usefixtures("organisation_tree")

ACT = "Nghị quyết số 12/NQ-HĐND"
HERE, THERE = "xa-dat-mui", "xa-ho-thi-ky"


def day(n: int) -> datetime.date:
    return today() + datetime.timedelta(days=n)


def unit(code: str) -> OrgUnit:
    return OrgUnit.objects.get(code=code)


def done(kind: str, n: int = 0, *, by: User | None = None, **what: Any) -> OrgChange:
    return changes.change(acting_user=by, kind=kind, day=day(n), act=ACT, **what)


def merged(n: int = 0, *, by: User | None = None, **more: Any) -> OrgChange:
    """The two communes become one."""
    what = {
        "units": [unit(HERE), unit(THERE)],
        "into": None,
        "name": "Xã Mũi Cà Mau",
        "short_name": "",
        "unit_kind": "",
    }
    return done("merge", n, by=by, **(what | more))


def drawn(on: datetime.date) -> list[tuple[Any, ...]]:
    """The whole tree of a day, as it is shown."""
    tree = selectors.tree_on(on)
    return sorted((one.code, tree.place(one), one.kind, len(one.children)) for one in tree.units.values())


def where(*people: User, n: int = 0) -> list[list[str]]:
    return [[post.unit.code for post in selectors.memberships_of(person, on=day(n))] for person in people]


def organisation() -> list[Any]:
    models = (OrgUnit, UnitName, Succession)
    return [list(model.objects.order_by("pk").values_list()) for model in models] + everything()


def test_two_communes_merge_into_a_new_one_on_a_day_to_come_and_nobody_has_to_do_anything_then(
    mai: User, ut: User, neighbour: User, hr_other: User, hr: User
):
    before, earlier = drawn(day(0)), drawn(day(-200))

    merged(10)

    assert drawn(day(9)) == before
    assert drawn(day(-200)) == earlier
    tree = selectors.tree_on(day(10))
    new = tree.by_code("xa-mui-ca-mau")
    assert new
    assert not tree.by_code(HERE)
    assert not tree.by_code(f"{THERE}/kinh-te")
    assert [one.name for one in tree.children(new)] == [
        "Văn phòng HĐND và UBND", "Phòng Kinh tế", "Phòng Văn hóa – Xã hội", "Trung tâm Phục vụ hành chính công",
    ]  # fmt: skip
    assert len(tree.units) == len(before) - 5
    assert where(mai, neighbour, n=9) == [[f"{HERE}/van-phong"], [f"{THERE}/van-phong"]]
    assert where(mai, neighbour, n=10) == [["xa-mui-ca-mau/van-phong"]] * 2
    assert {mai, ut, neighbour} <= set(selectors.people_in(unit("xa-mui-ca-mau"), on=day(10)))
    assert not selectors.people_in(unit("xa-mui-ca-mau"), on=day(9)).exists()
    assert OrgUnit.find_problems() == ([], [], [], [], [])


def test_until_the_day_each_head_sees_their_own_and_from_then_on_today_decides(
    mai: User, ut: User, phuc: User, neighbour: User, hr_other: User, monkeypatch: pytest.MonkeyPatch
):
    api.move(acting_user=None, user=ut, to=unit(HERE), position="Chủ tịch", is_manager=True, on=day(-5))
    merged(3)
    assert selectors.can_see_person(ut, mai)
    assert not selectors.can_see_person(ut, neighbour)
    assert selectors.can_see_person(hr_other, neighbour)
    assert not selectors.can_see_person(hr_other, mai)

    for module in ("selectors", "api"):
        monkeypatch.setattr(f"training.people.{module}.today", lambda: day(3), raising=True)

    assert selectors.can_see_person(ut, mai)
    assert selectors.can_see_person(ut, neighbour)
    assert selectors.can_see_person(hr_other, mai)  # the role over a merged unit is one over what follows
    assert {one.code for one in selectors.scope_units(hr_other, Role.HR)} >= {"xa-mui-ca-mau", "xa-mui-ca-mau/vhxh"}
    assert not selectors.scope_units(hr_other, Role.HR).filter(code=THERE).exists()


def test_a_division_that_moved_takes_its_people_out_of_the_old_heads_sight(ut: User, phuc: User, mai: User):
    api.move(acting_user=None, user=ut, to=unit(HERE), position="Chủ tịch", is_manager=True, on=day(-5))
    assert selectors.can_see_person(ut, phuc)

    change = done("move", unit=unit(f"{HERE}/kinh-te"), to=unit("so-tai-chinh"))

    moved = unit("so-tai-chinh/kinh-te")
    assert where(phuc) == [["so-tai-chinh/kinh-te"]]
    assert not selectors.can_see_person(ut, phuc)
    assert selectors.can_see_person(ut, mai)
    assert f"{HERE}/kinh-te" not in {one.code for one in selectors.visible_units(ut)}
    assert selectors.as_now(unit(f"{HERE}/kinh-te")) == moved
    assert unit(f"{HERE}/kinh-te").pk in selectors.affairs_of([moved])
    assert unit(f"{HERE}/kinh-te").pk not in selectors.affairs_of(selectors.visible_units(ut))
    assert phuc in selectors.people_in(unit(HERE), on=day(-1))  # counted there in what was; see visible_people
    assert change.top.code == "tinh-ca-mau"


def test_reports_count_as_organised_then_or_as_organised_now(mai: User, phuc: User, neighbour: User, hr_other: User):
    gone = api.create_user(acting_user=None, staff_code="CM-DM-900", full_name="Lê Văn Đi")
    post = api.place(acting_user=None, user=gone, unit=unit(HERE), position="x", valid_from=day(-90))
    api.end_membership(acting_user=None, membership=post, on=day(-60))
    done("move", -20, unit=unit(f"{HERE}/kinh-te"), to=unit("so-tai-chinh"))
    merged(0)

    then = {one.user: one.unit for one in selectors.placed(day(-70))}
    now = {one.user: one.unit for one in selectors.placed(day(-70), as_organised=day(0))}

    codes = dict(OrgUnit.objects.values_list("pk", "code"))
    assert [codes[then[one.pk]] for one in (mai, phuc, gone)] == [f"{HERE}/van-phong", f"{HERE}/kinh-te", HERE]
    assert [codes[now[one.pk]] for one in (mai, phuc, gone)] == [
        "xa-mui-ca-mau/van-phong", "so-tai-chinh/kinh-te", "xa-mui-ca-mau",
    ]  # fmt: skip
    assert len(then) == len(now)
    units = selectors.unit_map(day(-70))
    assert codes[units[unit(f"{THERE}/vhxh").pk]] == "xa-mui-ca-mau/vhxh"
    assert [one.code for one in selectors.successors_of(unit(THERE))] == ["xa-mui-ca-mau"]
    with pytest.raises(ValueError, match="before"):
        selectors.placed(day(0), as_organised=day(-1))


def test_a_split_asks_where_everybody_goes_and_each_goes_there(mai: User, ut: User, phuc: User, hr: User):
    post = ut.memberships.get()
    grant = api.grant_role(acting_user=hr, user=ut, role=Role.HR, scope=unit(HERE))
    parts = [Part("Xã Đất Mũi Đông"), Part("Xã Đất Mũi Tây")]
    children = {one.pk: int(one.code.endswith("kinh-te")) for one in unit(HERE).get_children()}
    what = {"unit": unit(HERE), "parts": parts, "keeps": False, "people": {post.pk: 1}}
    with override("en"), pytest.raises(PeopleRefused, match="for every role"):
        done("split", children=children, grants={}, **what)
    with override("en"), pytest.raises(PeopleRefused, match="Choose where Phòng Kinh tế goes"):
        done("split", children={pk: to for pk, to in children.items() if not to}, grants={grant.pk: [0]}, **what)

    done("split", children=children, grants={grant.pk: [0, 1]}, **what)

    assert where(mai, phuc, ut) == [
        ["xa-dat-mui-dong/van-phong"], ["xa-dat-mui-tay/kinh-te"], ["xa-dat-mui-tay"],
    ]  # fmt: skip
    assert [one.code for one in selectors.successors_of(unit(HERE))] == ["xa-dat-mui-dong", "xa-dat-mui-tay"]
    assert selectors.as_now(unit(HERE)) == unit("xa-dat-mui-dong")
    placed = {one.user: one.unit for one in selectors.placed(day(-1), as_organised=day(0))}
    assert placed[ut.pk] == unit("xa-dat-mui-tay").pk  # the person is followed, not only the unit
    scopes = {one.code for one in selectors.scope_units(ut, Role.HR)}
    assert {"xa-dat-mui-dong", "xa-dat-mui-tay"} <= scopes
    assert HERE not in scopes


def test_a_unit_may_go_on_beside_what_is_split_off(mai: User, ut: User, phuc: User, hr: User):
    grant = api.grant_role(acting_user=hr, user=ut, role=Role.HR, scope=unit(HERE))
    children = {one.pk: int(one.code.endswith("kinh-te")) for one in unit(HERE).get_children()}

    done(
        "split", unit=unit(HERE), parts=[Part("Xã Rạch Tàu")], keeps=True,
        children=children, people={}, grants={grant.pk: [0]},
    )  # fmt: skip

    assert where(mai, phuc) == [[f"{HERE}/van-phong"], ["xa-rach-tau/kinh-te"]]
    assert selectors.as_now(unit(HERE)) == unit(HERE)
    assert unit("xa-rach-tau") not in selectors.scope_units(ut, Role.HR)
    grant.refresh_from_db()
    assert grant.valid_to is None


def test_a_new_name_holds_from_its_day_and_the_old_one_stays_in_the_past(dat_mui: OrgUnit):
    done("rename", 5, unit=dat_mui, name="Xã Mũi", short_name="")
    done("rename", 9, unit=dat_mui, name="Xã Mũi Mới", short_name="")

    names = [selectors.tree_on(day(n)).units[dat_mui.pk].name for n in (0, 4, 5, 8, 9, 400)]
    assert names == ["Xã Đất Mũi", "Xã Đất Mũi", "Xã Mũi", "Xã Mũi", "Xã Mũi Mới", "Xã Mũi Mới"]
    assert unit(HERE).name == "Xã Đất Mũi"


def test_the_row_bears_the_name_of_the_day(dat_mui: OrgUnit, monkeypatch: pytest.MonkeyPatch):
    done("rename", 5, unit=dat_mui, name="Xã Mũi", short_name="")
    monkeypatch.setattr("training.people.changes.do.today", lambda: day(5))

    assert changes.settle_names() == 1
    assert changes.settle_names() == 0
    dat_mui.refresh_from_db()
    assert (dat_mui.name, dat_mui.search_name) == ("Xã Mũi", "xa mui")


@pytest.mark.parametrize("n", [0, 10])
def test_what_was_entered_by_mistake_is_undone_without_a_trace(
    mai: User, ut: User, phuc: User, neighbour: User, hr_other: User, hr: User, n: int
):
    before = organisation()
    made = [
        merged(n, by=hr),
        done("rename", n, unit=unit("xa-u-minh"), name="Xã U Minh Hạ", short_name="", by=hr),
        done(
            "found", n, parent=unit("so-y-te"), name="Phòng Nghiệp vụ Y", short_name="", unit_kind="division", by=hr
        ),
        done("dissolve", n, unit=unit("xa-tan-tien/kinh-te"), by=hr),
        done("move", n, unit=unit("xa-tan-tien/vhxh"), to=unit("so-y-te"), by=hr),
    ]

    for change in reversed(made):
        changes.take_back(acting_user=hr, change=change)

    assert organisation() == before
    assert {change.undone_by for change in made} == {hr}
    with override("en"), pytest.raises(PeopleRefused, match="undone already"):
        changes.take_back(acting_user=hr, change=made[0])


def test_a_change_on_which_another_builds_is_not_undone(mai: User, neighbour: User):
    first = merged(3)
    second = done("rename", 9, unit=unit("xa-mui-ca-mau"), name="Xã Đất Phương Nam", short_name="")
    with override("en"), pytest.raises(PeopleRefused, match="later change builds on it: renamed"):
        changes.take_back(acting_user=None, change=first)

    changes.take_back(acting_user=None, change=second)
    changes.take_back(acting_user=None, change=first)

    assert where(mai, n=20) == [[f"{HERE}/van-phong"]]


def test_what_followed_in_the_new_unit_keeps_the_change(mai: User, phuc: User):
    change = merged()
    api.place(acting_user=None, user=phuc, unit=unit("xa-mui-ca-mau"), position="Kiêm nhiệm")

    with override("en"), pytest.raises(PeopleRefused, match="put into the new unit"):
        changes.take_back(acting_user=None, change=change)


def test_posts_made_after_the_end_of_a_unit_is_known_go_on_in_its_successor(hr: User, mai: User):
    change = merged(10)
    lan = api.create_user(acting_user=None, staff_code="CM-DM-901", full_name="Phạm Thị Lan")

    api.place(acting_user=None, user=lan, unit=unit(f"{HERE}/vhxh"), position="Chuyên viên")
    api.grant_role(acting_user=hr, user=lan, role=Role.HR, scope=unit(HERE))

    assert where(lan, n=9) == [[f"{HERE}/vhxh"]]
    assert where(lan, n=10) == [["xa-mui-ca-mau/vhxh"]]
    assert unit("xa-mui-ca-mau/vhxh") in selectors.scope_units(lan, Role.HR, on=day(10))
    assert not selectors.scope_units(lan, Role.HR, on=day(10)).filter(code=HERE).exists()
    with override("en"), pytest.raises(PeopleRefused, match="does not exist on that day"):
        api.place(acting_user=None, user=mai, unit=unit(HERE), position="x", valid_from=day(10))

    changes.take_back(acting_user=None, change=change)

    assert where(lan, n=10) == [[f"{HERE}/vhxh"]]
    assert unit(HERE) in selectors.scope_units(lan, Role.HR, on=day(10))


def test_a_role_withdrawn_before_the_day_does_not_come_back_on_it(hr_other: User, neighbour: User):
    change = merged(10)

    api.revoke_role(acting_user=None, user=hr_other, role=Role.HR, scope=unit(THERE))

    assert not selectors.scope_units(hr_other, Role.HR, on=day(10)).exists()
    changes.take_back(acting_user=None, change=change)
    assert not selectors.scope_units(hr_other, Role.HR, on=day(10)).exists()


def test_who_leaves_before_the_day_does_not_come_along(mai: User, phuc: User):
    change = merged(10)
    api.move(acting_user=None, user=mai, to=unit("so-y-te"), position="Chuyên viên", on=day(4))
    api.end_membership(acting_user=None, membership=phuc.memberships.first(), on=day(2))

    assert where(mai, phuc, n=10) == [["so-y-te"], []]

    changes.take_back(acting_user=None, change=change)
    assert where(mai, phuc, n=10) == [["so-y-te"], []]


def test_who_works_in_both_has_one_post_afterwards_and_one_head_leads(mai: User, ut: User, neighbour: User):
    api.place(acting_user=None, user=ut, unit=unit(THERE), position="Kiêm nhiệm", valid_from=day(-3))
    api.move(acting_user=None, user=neighbour, to=unit(THERE), position="Chủ tịch", is_manager=True, on=day(-2))
    Membership.objects.filter(user=ut, unit=unit(HERE)).update(is_manager=True)

    change = done("merge", units=[unit(HERE)], into=unit(THERE), name="", short_name="", unit_kind="")

    assert where(ut, neighbour, mai) == [[THERE], [THERE], [f"{THERE}/van-phong"]]
    leads = Membership.objects.on(day(0)).filter(unit__code=THERE, is_manager=True)
    assert [post.user for post in leads] == [neighbour]
    assert change.facts["heads"] == 1


REFUSALS = {
    "a cycle": ("move", {"unit": HERE, "to": f"{HERE}/kinh-te"}, "below itself"),
    "where it stands": ("move", {"unit": f"{HERE}/kinh-te", "to": HERE}, "stands there already"),
    "a commune below an office": ("move", {"unit": HERE, "to": "so-y-te"}, "Under Sở Y tế there can be"),
    "the province": ("dissolve", {"unit": "tinh-ca-mau"}, "province itself stays"),
    "people": ("dissolve", {"unit": HERE}, "1 people still work there"),
    "a name beside": ("rename", {"unit": HERE, "name": "xã  u minh", "short_name": ""}, "called “Xã U Minh” already"),
    "the same name": ("rename", {"unit": HERE, "name": "Xã Đất Mũi", "short_name": "Xã Đất Mũi"}, "name already"),
    "no name": ("rename", {"unit": HERE, "name": " ", "short_name": ""}, "Write the name"),
    "a part and its whole": (
        "merge",
        {"units": [HERE, f"{HERE}/vhxh"], "into": None, "name": "X", "short_name": "", "unit_kind": ""},
        "is a part of",
    ),
    "one alone": (
        "merge",
        {"units": [HERE], "into": None, "name": "X", "short_name": "", "unit_kind": ""},
        "at least two",
    ),
    "a kind": ("found", {"parent": HERE, "name": "Xã Con", "short_name": "", "unit_kind": "commune"}, "there can be"),
}


def test_what_cannot_be_is_refused_with_a_sentence_and_changes_nothing(mai: User):
    before = organisation()

    for name, (kind, given, say) in REFUSALS.items():
        what = {key: unit(value) if key in ("unit", "to", "parent") else value for key, value in given.items()}
        if "units" in what:
            what["units"] = [unit(code) for code in what["units"]]
        with override("en"), pytest.raises(PeopleRefused, match=say):
            done(kind, **what)
        assert organisation() == before, name
    for n in (-32, 800):
        with override("en"), pytest.raises(PeopleRefused, match="Choose a day from"):
            done("rename", n, unit=unit(HERE), name="Xã Mũi", short_name="")
    assert not OrgChange.objects.exists()


def test_changes_that_overlap_in_time_are_refused(dat_mui: OrgUnit):
    merged(10)
    for n in (3, 10, 20):
        with override("en"), pytest.raises(PeopleRefused, match=r"ends on|exists only"):
            done("move", n, unit=unit(f"{HERE}/kinh-te"), to=unit("so-y-te"))
    done("move", 30, unit=unit("xa-mui-ca-mau/kinh-te"), to=unit("so-y-te"))
    with override("en"), pytest.raises(PeopleRefused, match="Another change of Phòng Kinh tế is dated"):
        done(
            "merge", 20, units=[unit("xa-mui-ca-mau")], into=unit("xa-u-minh"), name="", short_name="", unit_kind=""
        )  # fmt: skip


def test_an_hr_officer_changes_nothing_outside_their_units(hr_other: User, hr: User):
    done("rename", by=hr_other, unit=unit(f"{THERE}/kinh-te"), name="Phòng Kinh tế biển", short_name="")
    for kind, what in {
        "rename": {"unit": unit(THERE), "name": "Xã Kỷ", "short_name": ""},
        "move": {"unit": unit(f"{THERE}/vhxh"), "to": unit(HERE)},
        "found": {"parent": unit(HERE), "name": "Phòng Mới", "short_name": "", "unit_kind": "division"},
    }.items():
        with pytest.raises(NotYours):
            done(kind, by=hr_other, **what)
    theirs = merged(3, by=hr)
    with pytest.raises(NotYours):
        changes.take_back(acting_user=hr_other, change=theirs)


def test_a_preview_says_what_is_done_and_does_nothing(
    mai: User, phuc: User, neighbour: User, hr_other: User, hr: User
):
    before = organisation()

    effects = changes.preview(
        acting_user=hr, kind="merge", day=day(4), act=ACT,
        units=[unit(HERE), unit(THERE)], into=None, name="Xã Mũi Cà Mau", short_name="", unit_kind="",
    )  # fmt: skip

    assert organisation() == before
    assert not OrgChange.objects.exists()
    assert [(str(one), parts) for one, parts in effects.ends] == [("Xã Đất Mũi", 4), ("Xã Hồ Thị Kỷ", 4)]
    assert [(str(one), parts) for one, parts in effects.makes] == [("Xã Mũi Cà Mau", 4)]
    assert (effects.people, effects.posts) == (4, 4)
    assert [(who, over, after) for who, _role, over, after in effects.grants] == [
        (str(hr_other), "Xã Hồ Thị Kỷ", "Xã Mũi Cà Mau")
    ]


def test_sent_twice_a_change_is_made_once(hr: User):
    key = uuid4()
    one, two = (
        done("found", by=hr, key=key, parent=unit(HERE), name="Phòng Biển", short_name="", unit_kind="division")
        for _ in range(2)
    )
    assert one == two
    assert UnitKind(unit(f"{HERE}/phong-bien").kind) == UnitKind.DIVISION


def test_what_was_changed_by_screen_the_data_file_leaves_alone(dat_mui: OrgUnit, mai: User):
    done("rename", unit=unit("xa-u-minh"), name="Xã U Minh Hạ", short_name="")
    merged()

    assert data.load() == (0, 0)
    assert unit("xa-u-minh").name == "Xã U Minh Hạ"


def test_what_staff_asked_their_old_head_goes_to_the_head_of_where_they_went(mai: User, ut: User, neighbour: User):
    api.move(acting_user=None, user=ut, to=unit(HERE), position="Chủ tịch", is_manager=True, on=day(-5))
    api.move(acting_user=None, user=neighbour, to=unit("so-y-te"), position="Giám đốc", is_manager=True, on=day(-5))
    sizes = {"work": "Vào sổ", "times": 5, "minutes": 4, "affected": 3, "wish": "Một lần."}
    need = feedback.send_need(acting_user=mai, request_key="a", **sizes)
    assert need in needs.needs_of_leader(ut)

    done("move", unit=unit(f"{HERE}/van-phong"), to=unit("so-y-te"))

    assert need in needs.needs_of_leader(neighbour)
    assert need not in needs.needs_of_leader(ut)
    assert [post.user for post in needs.leaders_of(unit(need.unit.code), but=mai)] == [neighbour]


def test_what_was_asked_of_a_unit_is_asked_of_what_it_went_into(mai: User, neighbour: User, hr: User):
    asked = Assignment.objects.create(code="L05", unit=unit(f"{HERE}/van-phong"), due=day(30), given_by=hr)
    assert [one.code for one in assigned.due_for(mai)] == ["L05"]
    assert not assigned.due_for(neighbour)

    done("move", -1, unit=unit(f"{HERE}/van-phong"), to=unit("so-y-te"))
    done("rename", unit=unit("so-y-te/van-phong"), name="Văn phòng Sở", short_name="")

    assert [one.code for one in assigned.due_for(mai)] == ["L05"]
    (found,) = assigned.assignments_seen_by(hr)
    assert (found.unit.code, found.unit_id) == ("so-y-te/van-phong", asked.unit_id)
    assert paths_of(found) == [unit(f"{HERE}/van-phong").path, unit("so-y-te/van-phong").path]
    came = User.objects.annotate(came=joined(found, day(0))).get(pk=mai.pk).came
    assert came == mai.memberships.first().valid_from  # came along, not anew
    assert [row["asked"] for row in asked_of([unit("so-y-te/van-phong").path])] == ["L05"]
    found.save()
    found.refresh_from_db()
    assert found.unit_id == asked.unit_id
