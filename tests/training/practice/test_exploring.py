"""Free exploration: any seat, everything works, nothing counts, nobody else gets in."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sandbox import api, data, selectors
from sandbox.definition.loader import parse_definition
from sandbox.models import Event, Workspace
from tests.lesson_world import L05
from tests.sandbox import minimal
from tests.visitor import Visitor
from tests.worlds import World
from training.people import demo
from training.people.models import User
from training.practice.models import Attempt, Exploration
from training.progress.models import Completion, StepResult


@pytest.fixture
def visitor(planted: None, db: None, mai: User, client_of) -> Visitor:
    return Visitor(client_of(mai)).open("/kham-pha/")


def sit_down() -> None:
    mai = demo.seed(only=frozenset({"CM-DM-001"}), load_organisation=False)["CM-DM-001"]
    client = Client()
    client.force_login(mai)
    Visitor(client).open("/kham-pha/").press("Lâm Thị Mỹ Duyên")


exploring_world = World("exploring_world", sit_down, on=L05).fixture()


@pytest.fixture
def exploring(exploring_world: None, mai: User, client_of) -> Visitor:
    """Mai explores, in the clerk's seat."""
    return Visitor(client_of(mai)).open(f"/kham-pha/{mine().uuid}/")


def mine() -> Exploration:
    return Exploration.objects.select_related("workspace").get()


@pytest.mark.thorough
def test_home_leads_to_the_seats_and_one_press_sits_down(visitor: Visitor) -> None:
    visitor.open("/").follow("Khám phá tự do")
    assert visitor.path == "/kham-pha/"
    assert visitor.shows("Cho ý kiến chỉ đạo, phân công đơn vị chủ trì")
    visitor.press("Lâm Thị Mỹ Duyên")
    assert visitor.path == f"/kham-pha/{mine().uuid}/"
    assert visitor.shows("BẢN TẬP", "#platform")
    assert visitor.shows("Lâm Thị Mỹ Duyên", ".pf-head")


@pytest.mark.django_db
@pytest.mark.thorough
def test_the_shipped_scenario_fits_the_shipped_platform() -> None:
    snapshot = data.ca_mau_snapshot(documents=30)
    scenario = data.free_scenario(snapshot)
    workspace = api.create_workspace(snapshot=snapshot, scenario=scenario)
    assert workspace.overlay.count() == len(scenario.records) > 5
    assert workspace.scenario["free"]


def test_what_does_not_fit_stays_out_and_the_rest_is_there(exploring: Visitor) -> None:
    """The planted platform holds no base records: what links to one of them has no place on it."""
    wanted = {record.ref for record in data.free_scenario(selectors.current_snapshot()).records}
    placed = set(mine().workspace.overlay.values_list("ref", flat=True))
    assert {"van_ban_den_mua", "may_tinh_bao_cao"} <= placed <= wanted


def test_something_waits_in_the_clerks_seat_and_in_others(exploring: Visitor) -> None:
    waiting = {seat.person: seat.waiting for seat in selectors.seats(mine().workspace)}
    assert waiting["lam_my_duyen"] > 0
    assert waiting["huynh_kim_thoa"] > 0
    assert waiting["nguyen_van_tron"] > 0


@pytest.mark.thorough
def test_a_document_goes_from_seat_to_seat(exploring: Visitor) -> None:
    exploring.press("Huỳnh Thị Kim Thoa")
    assert exploring.shows("Anh/Chị đang ngồi ghế: Huỳnh Thị Kim Thoa", "#pf-status")
    exploring.follow("Văn bản đến").follow("V/v cung cấp số liệu diện tích nuôi tôm").follow("Phân công")
    exploring.press(
        "Phân công", y_kien_chi_dao="Phòng Kinh tế chủ trì.", han_xu_ly="26/11/2026", don_vi_chu_tri="phong_kinh_te"
    )
    assert exploring.shows("Đã phân công", ".pf-record__state")
    exploring.press("Nguyễn Văn Trọn")
    assert exploring.shows("V/v cung cấp số liệu diện tích nuôi tôm", "h1.pf-h1")


@pytest.mark.thorough
def test_undo_takes_back_the_last_deed(exploring: Visitor) -> None:
    exploring.press("Huỳnh Thị Kim Thoa").press("Hoàn tác")
    assert mine().workspace.person == "lam_my_duyen"
    assert exploring.shows("Đã hoàn tác", "#status")
    for _more in range(2):  # sitting down was the first thing done
        exploring.press("Hoàn tác")
    assert exploring.shows("Chưa có thao tác nào để quay lại", "#status")


@pytest.mark.thorough
def test_starting_over_asks_first_and_keeps_the_seat(exploring: Visitor) -> None:
    exploring.press("Huỳnh Thị Kim Thoa").follow("Làm lại từ đầu")
    before = mine()
    assert before.workspace.events.exists()
    exploring.press("Làm lại từ đầu")
    after = mine()
    assert after.workspace_id != before.workspace_id
    assert after.workspace.person == "huynh_kim_thoa"
    assert not Workspace.objects.filter(pk=before.workspace_id).exists()
    assert exploring.path == f"/kham-pha/{after.uuid}/"


def test_a_search_is_found_and_noted(exploring: Visitor) -> None:
    exploring.press("Tìm", q="nuoi cua")
    assert exploring.shows("V/v báo cáo kết quả nuôi cua", ".pf-found")
    assert Event.objects.get(kind=Event.Kind.SEARCH).values == {"words": "nuoi cua"}


def test_choosing_again_goes_on_with_the_same_platform(exploring: Visitor) -> None:
    exploring.open("/kham-pha/").press("Tô Thị Ngọc Hân")
    assert Exploration.objects.count() == Workspace.objects.filter(scenario__free=True).count() == 1
    assert mine().workspace.person == "to_thi_ngoc_han"


@pytest.mark.thorough
def test_a_seat_that_is_none_leads_back_to_the_choice(visitor: Visitor) -> None:
    for person in ("khong_co", "", "\x00"):
        response = visitor.client.post("/kham-pha/bat-dau/", {"person": person, **token(visitor)})
        assert response["Location"] == "/kham-pha/"
    assert Exploration.objects.count() == 0


def token(visitor: Visitor) -> dict[str, str]:
    return {"csrfmiddlewaretoken": visitor.page.select_one("[name=csrfmiddlewaretoken]")["value"]}


@pytest.mark.thorough
def test_nothing_there_counts(exploring: Visitor) -> None:
    exploring.press("Huỳnh Thị Kim Thoa").press("Sang buổi sau")
    assert not Attempt.objects.exists()
    assert not StepResult.objects.exists()
    assert not Completion.objects.exists()
    assert exploring.shows("không tính vào kết quả", ".bar")


@pytest.mark.parametrize("who", ["neighbour", "trainer", "hr", "administrator", "ut"])
def test_it_opens_to_its_owner_alone(who: str, exploring: Visitor, client_of, request) -> None:
    client: Client = client_of(request.getfixturevalue(who))
    uuid = mine().uuid
    assert client.get(f"/kham-pha/{uuid}/").status_code == 404
    assert client.get(f"/kham-pha/{uuid}/van-ban-den").status_code == 404
    assert client.post(f"/luot-kham-pha/{uuid}/hoan-tac/").status_code == 404
    assert client.post(f"/luot-kham-pha/{uuid}/lam-lai/").status_code == 404


def test_on_another_platform_it_begins_empty(visitor: Visitor) -> None:
    api.import_snapshot(platform=parse_definition(minimal.DEFINITION), records=minimal.base_records(3))
    visitor.open("/kham-pha/")
    visitor.press(next(iter(minimal.platform().people.values())).name)
    assert mine().workspace.overlay.count() == 0
    assert visitor.status == 200


def test_htmx_gets_the_parts(exploring: Visitor) -> None:
    url = f"/kham-pha/{mine().uuid}/van-ban-den"
    parts = exploring.client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in parts
    assert 'id="strip" hx-swap-oob' in parts


def test_a_screen_takes_nine_queries(exploring: Visitor) -> None:
    url = f"/kham-pha/{mine().uuid}/van-ban-den"
    exploring.open(url)
    with CaptureQueriesContext(connection) as captured:
        exploring.open(url)
    asked = [one["sql"] for one in captured if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 9, "\n".join(sql[:160] for sql in asked)


def test_no_page_carries_inline_script_or_style(exploring: Visitor) -> None:
    for url in ("/kham-pha/", f"/kham-pha/{mine().uuid}/", f"/luot-kham-pha/{mine().uuid}/lam-lai/"):
        exploring.open(url)
        assert not exploring.page.select("[style], style, script:not([src])")
