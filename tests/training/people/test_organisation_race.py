"""Two at the same moment: whoever is put into a unit while it is merged is not left behind in it."""

import pytest

from tests.together import WORKERS, at_once
from training.people import api, organisation
from training.people.changes import api as changes
from training.people.errors import PeopleRefused
from training.people.models import Membership, OrgChange, OrgUnit, User
from training.people.selectors import today

HERE = "xa-dat-mui"


@pytest.mark.thorough
@pytest.mark.django_db(transaction=True)
def test_nobody_is_left_in_a_unit_that_ends_while_they_are_put_into_it():
    organisation.load()
    people = [User.objects.create(staff_code=f"R-{n}", full_name=f"Người {n}") for n in range(WORKERS)]

    def one(number: int) -> str:
        unit = OrgUnit.objects.get(code=HERE)
        into = OrgUnit.objects.get(code="xa-ho-thi-ky")
        try:
            if number % 2 == 0:
                changes.change(
                    acting_user=None, kind="merge", day=today(), act="Nghị quyết", units=[unit], into=into,
                    name="", short_name="", unit_kind="",
                )  # fmt: skip
                return "merged"
            api.place(acting_user=None, user=people[number], unit=unit, position="x")
        except PeopleRefused:
            return "refused"
        return "placed"

    answers = at_once(one)

    assert answers.count("merged") == 1  # the other one was told that the unit ends
    assert OrgChange.objects.count() == 1
    held = Membership.objects.on(today()).values_list("unit__code", flat=True)
    assert set(held) <= {"xa-ho-thi-ky"}
    assert len(held) == answers.count("placed")
