"""Vietnamese names sort by given name; the province is complete; loading it again changes nothing."""

from unicodedata import normalize

import pytest

from training.people import demo, organisation
from training.people.models import OrgUnit, UnitKind, User
from training.people.names import fold, normalise_staff_code, sort_key, staff_key
from training.people.selectors import place_name, search_people


def test_names_are_sorted_by_given_name_without_regard_to_marks():
    people = ["Trần Thị Mai", "Đỗ Thị Bích", "Nguyễn Văn Út", "Lê Hoàng Phúc", "Đặng Văn Ân", "Bùi Thị Ẩn"]

    assert sorted(people, key=sort_key) == [
        "Bùi Thị Ẩn", "Đặng Văn Ân", "Đỗ Thị Bích", "Trần Thị Mai", "Lê Hoàng Phúc", "Nguyễn Văn Út",
    ]  # fmt: skip


def test_the_database_sorts_people_likewise(mai: User, ut: User, phuc: User, hr: User):
    assert list(User.objects.all()) == [hr, mai, phuc, ut]


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Đất Mũi", "dat mui"), (normalize("NFD", "Đất Mũi"), "dat mui"), ("  HÒA  Bình", "hoa binh")],
)
def test_folding_ignores_marks_case_and_how_they_are_encoded(text: str, folded: str):
    assert fold(text) == folded


def test_a_staff_code_is_stored_in_one_form():
    assert normalise_staff_code(" cm–dm - 001 ") == "CM-DM-001"
    assert staff_key("cm dm 001") == staff_key("CM-DM-001")


@pytest.mark.parametrize("text", ["mai", "tran mai", "Trần", "dm-001"])
def test_people_are_found_without_marks_and_by_code(mai: User, neighbour: User, text: str):
    assert list(search_people(User.objects.all(), text)) == [mai]


def test_the_province_has_55_communes_and_9_wards_each_with_its_four_divisions(organisation_tree: None):
    assert OrgUnit.objects.filter(kind=UnitKind.COMMUNE).count() == 55
    assert OrgUnit.objects.filter(kind=UnitKind.WARD).count() == 9
    for unit in OrgUnit.objects.filter(kind__in=[UnitKind.COMMUNE, UnitKind.WARD]):
        assert unit.numchild == 4


def test_the_tree_is_sound(organisation_tree: None):
    assert OrgUnit.find_problems() == ([], [], [], [], [])
    assert OrgUnit.get_root_nodes().get().code == "tinh-ca-mau"


def test_loading_again_changes_nothing(organisation_tree: None):
    assert organisation.load() == (0, 0)


def test_loading_again_mends_a_name_and_adds_what_is_missing(organisation_tree: None):
    OrgUnit.objects.filter(code="xa-u-minh").update(name="Xã U Mênh")
    OrgUnit.objects.get(code="xa-vinh-thanh/vhxh").delete()

    assert organisation.load() == (1, 1)
    assert OrgUnit.objects.get(code="xa-u-minh").name == "Xã U Minh"


def test_a_division_is_named_with_its_commune(organisation_tree: None):
    assert place_name(OrgUnit.objects.get(code="xa-dat-mui/kinh-te")) == "Phòng Kinh tế, Xã Đất Mũi"


@pytest.mark.thorough
def test_the_demo_cast_is_complete_and_seeding_again_changes_nothing(db: None):
    first = demo.seed()
    again = demo.seed()

    assert len(first) >= 48
    assert {code: user.pk for code, user in again.items()} == {code: user.pk for code, user in first.items()}
    assert len({place_name(user.memberships.get().unit).split(", ")[-1] for user in first.values()}) > 12
