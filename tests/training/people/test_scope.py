"""Who may do what, over which part of the organisation, on which day."""

import datetime
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.http import Http404

from training.people import api, selectors
from training.people.errors import NotYours, PeopleRefused
from training.people.models import Membership, OrgUnit, Role, User

DAY = datetime.date


def _unit(code: str) -> OrgUnit:
    return OrgUnit.objects.get(code=code)


def test_roles_follow_from_posts_and_grants(mai: User, ut: User, trainer: User, hr: User):
    assert selectors.roles_of(mai) == {Role.LEARNER}
    assert selectors.roles_of(ut) == {Role.LEARNER, Role.LEADER}
    assert selectors.roles_of(trainer) == {Role.LEARNER, Role.TRAINER}
    assert selectors.roles_of(hr) == {Role.LEARNER, Role.HR}


def test_who_is_on_hold_has_no_role_and_sees_nobody(hr: User, mai: User):
    api.deactivate(acting_user=None, user=hr)

    assert selectors.roles_of(hr) == frozenset()
    assert not selectors.can_see_person(hr, mai)


def test_roles_take_one_query(hr: User, django_assert_num_queries):
    with django_assert_num_queries(1):
        selectors.roles_of(hr)


def test_hr_of_the_province_sees_every_commune(hr: User, mai: User, neighbour: User):
    assert selectors.can_see_person(hr, mai)
    assert selectors.can_see_person(hr, neighbour)


def test_hr_of_one_commune_sees_only_that_commune(hr_other: User, mai: User, neighbour: User):
    assert selectors.can_see_person(hr_other, neighbour)
    assert not selectors.can_see_person(hr_other, mai)


def test_a_leader_sees_their_own_unit_only(ut: User, mai: User, neighbour: User):
    assert set(selectors.visible_people(ut)) == {mai, ut}
    assert not selectors.can_see_person(ut, neighbour)


def test_a_trainer_sees_no_names(trainer: User, mai: User):
    assert list(selectors.visible_people(trainer)) == [trainer]


def test_a_clerk_sees_oneself_and_not_a_colleague(mai: User, phuc: User):
    assert selectors.can_see_person(mai, mai)
    assert not selectors.can_see_person(mai, phuc)


def test_the_chokepoint_gives_who_is_yours(hr_other: User, neighbour: User):
    assert selectors.access_person_by_viewer(hr_other, neighbour.uuid) == neighbour


def test_the_chokepoint_answers_alike_for_the_hidden_and_the_missing(hr_other: User, mai: User):
    for uuid in (mai.uuid, uuid4()):
        with pytest.raises(NotYours) as refusal:
            selectors.access_person_by_viewer(hr_other, uuid)
        assert isinstance(refusal.value, Http404)


def test_people_in_a_commune_includes_its_divisions_in_one_query(
    dat_mui: OrgUnit, mai: User, ut: User, phuc: User, neighbour: User, django_assert_num_queries
):
    with django_assert_num_queries(1):
        found = list(selectors.people_in(dat_mui))

    assert found == [mai, phuc, ut]


def test_a_transfer_keeps_the_organisation_as_it_was_then(dat_mui: OrgUnit, ho_thi_ky: OrgUnit, mai: User, hr: User):
    api.move(
        acting_user=hr,
        user=mai,
        to=_unit("xa-ho-thi-ky/van-phong"),
        position="Văn thư viên",
        on=DAY(2026, 9, 1),
    )

    assert mai in selectors.people_in(dat_mui, on=DAY(2026, 8, 31))
    assert mai not in selectors.people_in(dat_mui, on=DAY(2026, 9, 1))
    assert mai in selectors.people_in(ho_thi_ky, on=DAY(2026, 9, 1))
    assert selectors.unit_of(mai, on=DAY(2026, 8, 31)).code == "xa-dat-mui/van-phong"
    assert selectors.unit_of(mai, on=DAY(2026, 9, 1)).code == "xa-ho-thi-ky/van-phong"


def test_after_a_transfer_the_old_unit_no_longer_sees_the_person(ut: User, mai: User, hr: User):
    api.move(acting_user=hr, user=mai, to=_unit("xa-ho-thi-ky/van-phong"), position="Văn thư viên")

    assert not selectors.can_see_person(ut, mai)


def test_two_posts_at_a_time_are_fine_but_not_twice_in_a_unit(mai: User, hr: User):
    api.place(acting_user=hr, user=mai, unit=_unit("xa-dat-mui/ttpvhcc"), position="Kiêm nhiệm")

    assert selectors.unit_of(mai).code == "xa-dat-mui/van-phong"
    with pytest.raises(PeopleRefused):
        api.place(acting_user=hr, user=mai, unit=_unit("xa-dat-mui/ttpvhcc"), position="Lần nữa")


def test_the_database_too_refuses_two_open_posts_in_a_unit(mai: User):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=mai, unit=_unit("xa-dat-mui/van-phong"), position="x", valid_from=DAY(2026, 1, 1)
        )


def test_a_person_may_come_back_to_a_unit_they_left(mai: User, hr: User):
    api.end_membership(acting_user=hr, membership=mai.memberships.get(), on=DAY(2026, 3, 1))

    api.place(
        acting_user=hr,
        user=mai,
        unit=_unit("xa-dat-mui/van-phong"),
        position="Văn thư viên",
        valid_from=DAY(2026, 6, 1),
    )

    assert selectors.unit_of(mai, on=DAY(2026, 4, 1)) is None
    assert selectors.unit_of(mai, on=DAY(2026, 6, 1)).code == "xa-dat-mui/van-phong"


def test_a_unit_takes_nobody_before_it_exists(mai: User, hr: User):
    with pytest.raises(PeopleRefused):
        api.place(acting_user=hr, user=mai, unit=_unit("xa-u-minh"), position="x", valid_from=DAY(2025, 6, 30))


def test_a_role_withdrawn_today_is_gone_today(hr: User, province: OrgUnit, mai: User):
    api.revoke_role(acting_user=None, user=hr, role=Role.HR, scope=province)

    assert Role.HR not in selectors.roles_of(hr)
    assert not selectors.can_see_person(hr, mai)


def test_granting_twice_is_harmless(mai: User, hr: User, dat_mui: OrgUnit):
    first = api.grant_role(acting_user=hr, user=mai, role=Role.HR, scope=dat_mui)

    assert api.grant_role(acting_user=hr, user=mai, role=Role.HR, scope=dat_mui) == first
    assert first.granted_by == hr


def test_leading_a_unit_cannot_be_granted(mai: User, hr: User, dat_mui: OrgUnit):
    with pytest.raises(PeopleRefused):
        api.grant_role(acting_user=hr, user=mai, role=Role.LEADER, scope=dat_mui)


def test_a_scope_is_the_unit_and_all_below_it(hr_other: User):
    codes = {unit.code for unit in selectors.scope_units(hr_other, Role.HR)}

    assert "xa-ho-thi-ky" in codes
    assert "xa-ho-thi-ky/kinh-te" in codes
    assert len(codes) == 5


def test_whoever_writes_lessons_may_enter_the_studio_and_nobody_else(
    mai: User, trainer: User, administrator: User, hr: User
):
    assert [user.has_perm("wagtailadmin.access_admin") for user in (trainer, administrator, mai, hr)] == [
        True, True, False, False,
    ]  # fmt: skip


def test_losing_the_role_closes_the_studio(trainer: User):
    api.revoke_role(acting_user=None, user=trainer, role=Role.TRAINER)

    assert not User.objects.get(pk=trainer.pk).has_perm("wagtailadmin.access_admin")
