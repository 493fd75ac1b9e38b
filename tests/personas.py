"""The standing cast of the tests: the people of the demo, made through the public doors.

Mai is a clerk in xã Đất Mũi, Út the deputy chairman there, Phúc an officer of its economic division;
`neighbour` (Hồng) is a clerk in xã Hồ Thị Kỷ; `trainer` (Lan) writes lessons; `hr` (Bích) looks after the whole
province, `hr_other` (Tâm) only after xã Hồ Thị Kỷ; `administrator` (Khoa) keeps the house.
Everyone's password is `PASSWORD`. Fixtures are re-exported by `tests/conftest.py`.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.worlds import World
from training.people import demo, organisation
from training.people.models import OrgUnit, User

__all__ = [
    "administrator",
    "anonymous",
    "client_of",
    "dat_mui",
    "ho_thi_ky",
    "hr",
    "hr_other",
    "mai",
    "neighbour",
    "organisation_tree",
    "phuc",
    "province",
    "province_world",
    "trainer",
    "ut",
]

PASSWORD = demo.PASSWORD
PROVINCE = World("province_world", organisation.load)

province_world = PROVINCE.fixture()


@pytest.fixture
def organisation_tree(province_world: None, db: None) -> None:
    """The whole province: 336 units."""


def _unit(code: str) -> Callable[[None], OrgUnit]:
    def fixture(organisation_tree: None) -> OrgUnit:
        return OrgUnit.objects.get(code=code)

    return pytest.fixture(fixture)


province = _unit("tinh-ca-mau")
dat_mui = _unit("xa-dat-mui")
ho_thi_ky = _unit("xa-ho-thi-ky")


def _person(name: str, staff_code: str) -> Callable[[None], User]:
    def seed() -> User:
        return demo.seed(only=frozenset({staff_code}), load_organisation=False)[staff_code]

    def fixture(organisation_tree: None) -> User:
        return User.objects.filter(staff_code=staff_code).first() or seed()

    World.guests[name] = seed, PROVINCE
    return pytest.fixture(fixture, name=name)


mai = _person("mai", "CM-DM-001")
ut = _person("ut", "CM-DM-002")
phuc = _person("phuc", "CM-DM-003")
neighbour = _person("neighbour", "CM-HK-001")
hr_other = _person("hr_other", "CM-HK-002")
trainer = _person("trainer", "CM-SKHCN-001")
hr = _person("hr", "CM-SNV-001")
administrator = _person("administrator", "CM-QT-001")


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    """A browser in which this person is signed in: `client_of(mai).get("/")`."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def anonymous() -> Client:
    """A browser in which nobody is signed in."""
    return Client()
