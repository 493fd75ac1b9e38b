"""HR's screens of the organisation, through the forms and links that are served."""

import datetime
import io
from collections.abc import Callable

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.visitor import Visitor, words
from training.people import api as people
from training.people.changes import api
from training.people.models import OrgChange, OrgUnit, Role, User
from training.people.selectors import memberships_of, scope_units, today

pytestmark = pytest.mark.usefixtures("organisation_tree")

HERE, THERE = "xa-dat-mui", "xa-ho-thi-ky"
ROOT = "/nhan-su/to-chuc/"


def written(n: int) -> str:
    return f"{today() + datetime.timedelta(days=n):%d/%m/%Y}"


def unit(code: str) -> OrgUnit:
    return OrgUnit.objects.get(code=code)


def where(person: User, n: int = 0) -> list[str]:
    return [post.unit.code for post in memberships_of(person, on=today() + datetime.timedelta(days=n))]


@pytest.fixture
def bich(hr: User, client_of: Callable[[User], Client]) -> Visitor:
    """The HR officer of the province."""
    return Visitor(client_of(hr))


@pytest.fixture
def tam(hr_other: User, client_of: Callable[[User], Client]) -> Visitor:
    """The HR officer of xã Hồ Thị Kỷ only."""
    return Visitor(client_of(hr_other))


def text(visitor: Visitor) -> str:
    return words(visitor.page.select_one("main"))


def test_two_communes_are_merged_looked_at_and_undone(bich: Visitor, mai: User, neighbour: User, hr_other: User):
    assert bich.open("/nhan-su/").page.select_one(f'main a[href="{ROOT}"]')
    bich.open(ROOT).follow("Xã Đất Mũi")
    bich.follow("Sáp nhập")

    bich.press("Xem thay đổi này làm gì", others=THERE, name="Xã Mũi Cà Mau", day=written(10), act="Nghị quyết 1")
    assert bich.status == 200
    assert "Huỳnh Văn Tâm" in text(bich)  # whose role goes along
    shown = str(bich.page)
    assert shown.index("org__effects") < shown.index('name="others"')  # not below sixty boxes to tick
    assert not OrgChange.objects.exists()

    bich.press("Ghi thay đổi")
    change = OrgChange.objects.get()
    assert bich.url.endswith(f"thay-doi/{change.uuid}/")
    assert (change.act, change.by.staff_code, change.kind) == ("Nghị quyết 1", "CM-SNV-001", "merge")
    assert (where(mai, 9), where(mai, 10)) == ([f"{HERE}/van-phong"], ["xa-mui-ca-mau/van-phong"])

    bich.open(ROOT)
    assert "Xã Đất Mũi + Xã Hồ Thị Kỷ" in text(bich)
    bich.open(f"{ROOT}?ngay={written(10)}")
    assert "Xã Mũi Cà Mau" in text(bich)
    bich.follow("Xã Mũi Cà Mau")
    assert "Nghị quyết 1" in text(bich)
    bich.follow("Xã Hồ Thị Kỷ")

    bich.open(f"{ROOT}thay-doi/{change.uuid}/").press("Hoàn tác thay đổi")
    assert where(mai, 10) == [f"{HERE}/van-phong"]
    assert "đã hoàn tác" in text(bich)


@pytest.mark.thorough
def test_a_split_asks_where_everybody_goes(bich: Visitor, ut: User, mai: User, phuc: User, hr: User):
    grant = people.grant_role(acting_user=hr, user=ut, role=Role.HR, scope=unit(HERE))
    post = ut.memberships.get()
    parts = {child.code.rpartition("/")[2]: f"c{child.pk}" for child in unit(HERE).get_children()}
    bich.open(f"{ROOT}thay-doi/tach/?ma={HERE}")

    names = "Xã Đất Mũi Đông\nXã Đất Mũi Tây"
    bich.press("Xem thay đổi này làm gì", names=names, day=written(0), act="Nghị quyết 2")
    assert bich.status == 200
    assert "Nguyễn Văn Út" in text(bich)

    bich.press("Xem thay đổi này làm gì", **dict.fromkeys(parts.values(), "0"))
    assert bich.status == 422  # the role was not dealt out
    deal = dict.fromkeys(parts.values(), "0") | {parts["kinh-te"]: "1", f"p{post.pk}": "1", f"g{grant.pk}": "1"}
    bich.press("Xem thay đổi này làm gì", **deal)
    assert bich.status == 200
    assert not OrgChange.objects.exists()
    bich.press("Ghi thay đổi")

    assert [where(one) for one in (mai, phuc, ut)] == [
        ["xa-dat-mui-dong/van-phong"], ["xa-dat-mui-tay/kinh-te"], ["xa-dat-mui-tay"],
    ]  # fmt: skip
    assert {one.code for one in scope_units(ut, Role.HR)} == {"xa-dat-mui-tay", "xa-dat-mui-tay/kinh-te"}


@pytest.mark.parametrize(
    ("way", "fields", "shows"),
    [
        ("lap", {"name": "Phòng Biển", "unit_kind": "division"}, "Phòng Biển"),
        ("doi-ten", {"name": "Phòng Kinh tế biển"}, "Phòng Kinh tế biển"),
        ("chuyen", {"to": "so-y-te"}, "Sở Y tế"),
        ("giai-the", {}, "Phòng Kinh tế"),
    ],
)
def test_the_other_changes_are_entered_alike(bich: Visitor, way: str, fields: dict[str, str], shows: str):
    bich.open(f"{ROOT}thay-doi/{way}/?ma={HERE}/kinh-te")
    bich.press("Xem thay đổi này làm gì", day=written(3), act="Quyết định 7", **fields)
    assert bich.status == 200
    bich.press("Ghi thay đổi")

    assert shows in text(bich)
    assert OrgChange.objects.get().act == "Quyết định 7"


def test_a_refusal_is_said_beside_the_form_and_keeps_what_was_typed(bich: Visitor, mai: User):
    bich.open(f"{ROOT}thay-doi/giai-the/?ma={HERE}")
    bich.press("Xem thay đổi này làm gì", day=written(3), act="Quyết định 7")

    assert bich.status == 422
    assert "vẫn còn 1 người làm việc ở đó" in text(bich)
    assert bich.page.select_one("[name=act]")["value"] == "Quyết định 7"
    bich.press("Xem thay đổi này làm gì", day="31/02/2027")
    assert bich.status == 422
    assert bich.page.select_one("[name=day]")["aria-invalid"] == "true"


def test_who_confirms_what_is_no_longer_so_is_shown_it_again(bich: Visitor, hr: User, mai: User):
    bich.open(f"{ROOT}thay-doi/chuyen/?ma={HERE}/vhxh")
    bich.press("Xem thay đổi này làm gì", to="so-y-te", day=written(3), act="Quyết định 7")
    people.place(acting_user=hr, user=mai, unit=unit(f"{HERE}/vhxh"), position="Kiêm nhiệm")

    bich.press("Ghi thay đổi")

    assert not OrgChange.objects.exists()
    assert "không còn như lúc" in text(bich)


def test_an_officer_of_one_commune_sees_and_changes_only_it(tam: Visitor, hr: User, neighbour: User):
    tam.open(ROOT)
    assert "Xã Hồ Thị Kỷ" in text(tam)
    assert "Xã Đất Mũi" not in text(tam)
    for address in (f"don-vi/{HERE}/", f"thay-doi/doi-ten/?ma={HERE}", f"thay-doi/xoa/?ma={THERE}"):
        assert tam.open(ROOT + address).status == 404
    tam.open(f"{ROOT}thay-doi/doi-ten/?ma={THERE}")  # its own commune's name is the province's to change
    assert tam.press("Xem thay đổi này làm gì", name="Xã Kỷ", day=written(1), act="x").status == 404
    far = api.change(
        acting_user=hr, kind="dissolve", day=today(), act="Quyết định 9", unit=unit(f"{HERE}/kinh-te")
    )  # fmt: skip
    assert tam.open(f"{ROOT}thay-doi/{far.uuid}/").status == 404
    assert "Quyết định 9" not in text(tam.open(f"{ROOT}thay-doi/"))


def test_after_a_merge_its_officer_sees_what_both_communes_were(tam: Visitor, hr: User, mai: User):
    api.change(
        acting_user=hr, kind="merge", day=today(), act="Nghị quyết 3", units=[unit(HERE), unit(THERE)], into=None,
        name="Xã Mũi Cà Mau", short_name="", unit_kind="",
    )  # fmt: skip

    assert "Xã Đất Mũi" in text(tam.open(f"{ROOT}?ngay={written(-1)}"))
    assert "Nghị quyết 3" in text(tam.open(f"{ROOT}don-vi/{HERE}/"))
    change = OrgChange.objects.get()
    tam.open(f"{ROOT}thay-doi/{change.uuid}/")
    assert tam.status == 200
    assert not tam.page.select("form[method=post] .btn--alert")  # from above: not theirs to undo
    assert tam.client.post(f"{ROOT}thay-doi/{change.uuid}/").status_code in (403, 404)


def test_a_day_that_is_none_is_said(bich: Visitor):
    bich.open(f"{ROOT}?ngay=31/02/2026")

    assert bich.status == 422
    assert bich.page.select_one("#ngay")["aria-invalid"] == "true"


def test_the_organisation_is_taken_out_with_its_changes(bich: Visitor, hr: User, mai: User):
    api.change(
        acting_user=hr, kind="move", day=today(), act="Quyết định 8", unit=unit(f"{HERE}/kinh-te"), to=unit("so-y-te")
    )  # fmt: skip

    answer = bich.client.get(f"{ROOT}to-chuc.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    rows = {row[0]: row for row in book.worksheets[0].iter_rows(values_only=True)}
    assert rows["so-y-te/kinh-te"][8] == f"{HERE}/kinh-te"
    assert f"{HERE}/kinh-te" not in rows
    assert rows[HERE][7] == "1"
    assert [row[2] for row in book.worksheets[1].iter_rows(values_only=True)][1:] == ["Quyết định 8"]
    old = b"".join(bich.client.get(f"{ROOT}to-chuc.csv?ngay={written(-1)}").streaming_content).decode("utf-8-sig")
    assert f"{HERE}/kinh-te;" in old


def test_the_pages_ask_the_database_little(bich: Visitor, hr: User, mai: User, phuc: User):
    api.change(
        acting_user=hr, kind="merge", day=today(), act="Nghị quyết 3", units=[unit(HERE), unit(THERE)], into=None,
        name="Xã Mũi Cà Mau", short_name="", unit_kind="",
    )  # fmt: skip
    bich.open(ROOT)
    asked = {}
    for address in ("", f"?ngay={written(-1)}", "don-vi/xa-mui-ca-mau/", "thay-doi/"):
        with CaptureQueriesContext(connection) as queries:
            assert bich.open(ROOT + address).status == 200
        asked[address] = len(queries)

    assert max(asked.values()) <= 12, asked
