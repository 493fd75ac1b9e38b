"""Rules as the screens show them: laws with their dates, findings, sealed fields, tables, a long history, seats."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup

from sandbox import api, selectors
from sandbox.definition.loader import parse_definition
from sandbox.models import Workspace
from sandbox.spec import Scenario
from tests.sandbox.screens.office import DEFINITION, open_workspace, rid_of, see, send, soup, with_rules

pytestmark = pytest.mark.django_db
RULES = with_rules(DEFINITION)
TABLE = [{"giay_to": "Đơn", "co": True, "ma": "999******123"}, {"giay_to": "Giấy chứng nhận"}]


@pytest.fixture
def workspace() -> Workspace:
    return open_workspace(definition=RULES, mau=TABLE, kin="chỉ khi đã xem", han=None)


def address(workspace: Workspace, action: str = "") -> str:
    return f"cong-van/van-ban/{rid_of(workspace, 'hoa_toc')}{action}"


def page(workspace: Workspace, query: str = "", **how: Any) -> BeautifulSoup:
    return soup(see(workspace, address(workspace), query, **{"language": "en", **how}))


def test_findings_name_their_code_their_field_and_a_law_that_is_out_of_force(workspace: Workspace) -> None:
    send(workspace, address(workspace, "/kiem"), request_key="k1")
    [found] = page(workspace).select(".pf-finding")
    assert "E01" in found.select_one(".pf-finding__code").get_text()
    assert "There is no due date." in found.get_text()
    assert found.select_one(".pf-finding__field a")["href"] == "#fld-van_ban-han"
    assert "in force 01/01/2010–04/03/2020" in found.get_text()
    assert "no longer in force" in found.select_one(".pf-law__state").get_text()


def test_a_refusal_by_a_rule_tells_its_law(workspace: Workspace) -> None:
    sent = send(workspace, address(workspace, "/doi-chieu"), language="en", y_kien="", request_key="k1")
    problems = soup(sent.screen).select_one(".pf-problems")
    assert "Write an opinion." in problems.get_text()
    assert "30/2020/NĐ-CP" in problems.select_one(".pf-law").get_text()
    assert not problems.select(".pf-law__state")


def test_a_sealed_field_shows_only_when_its_time_has_come(workspace: Workspace) -> None:
    assert "chỉ khi đã xem" not in page(workspace).get_text()
    seen = open_workspace(definition=RULES, kin="chỉ khi đã xem", xong=True)
    assert "chỉ khi đã xem" in page(seen).get_text()


def test_what_the_platform_wrote_into_a_table_is_shown_and_sent_but_not_typed(workspace: Workspace) -> None:
    form = soup(see(workspace, address(workspace, "/doi-chieu"), language="en"))
    assert form.find("input", attrs={"name": "mau-0-giay_to"})["type"] == "hidden"
    assert form.find(id="in-mau-0-ket_qua").name == "select"
    assert "on" not in form.select_one("[data-row='1'] .pf-rows__cell--checkbox").get_text().split()
    assert not form.select("[data-row='1'] [name=drop_row]")
    assert not form.select("[data-row='3']"), "no empty rows below those of the platform"


def test_a_row_can_be_taken_away_without_scripts(workspace: Workspace) -> None:
    rows = {"bang-0-ten": "Một", "bang-1-ten": "Hai"}
    sent = send(workspace, address(workspace, "/vao-so"), drop_row="bang-0", **rows)
    form = soup(sent.screen)
    assert form.find(id="in-bang-0-ten")["value"] == "Hai"
    assert form.find(id="in-bang-1-ten")["value"] == ""


def test_a_masked_cell_says_so(workspace: Workspace) -> None:
    cell = page(workspace).select_one("td.pf-masked")
    assert "999******123" in cell.get_text()
    assert "(partly hidden)" in cell.get_text()


def test_a_long_history_comes_in_pages(workspace: Workspace) -> None:
    rid = rid_of(workspace, "hoa_toc")
    for number in range(25):
        done = {"trich_yeu": f"Trích yếu lần {number}"}
        api.perform(workspace_id=workspace.pk, action="van_ban.ghi", rid=rid, values=done, request_key=f"k{number}")
    first = see(workspace, address(workspace)).context["history"]
    assert len(first.entries) == 20
    path, _mark, query = first.more_url.removeprefix("/x/").partition("?")
    second = see(workspace, path, query).context["history"]
    assert (len(second.entries), second.more_url) == (25, "")
    assert second.entries[:20] == first.entries
    assert [event.seq for event in selectors.history(workspace, rid, limit=5)] == [21, 22, 23, 24, 25]


@pytest.mark.parametrize(
    ("han", "state", "words"),
    [
        ("2026-11-20", "moi", "Overdue by 3 days"),
        ("2026-11-25", "moi", "Due soon"),
        ("2026-12-25", "moi", ""),
        ("2026-11-20", "xong", ""),
    ],
)
def test_a_deadline_tells_where_no_tab_does(han: str, state: str, words: str) -> None:
    definition = with_rules(DEFINITION)
    del definition["modules"]["cong_van"]["records"]["van_ban"]["views"]["qua_han"]
    scenario = Scenario(
        role="van_thu",
        person="mai",
        records=[
            {"ref": "hoa_toc", "record": "van_ban", "state": state, "values": {"trich_yeu": "Việc", "han": han}}
        ],
    )
    snapshot = api.import_snapshot(platform=parse_definition(definition), records=[])
    flags = page(api.create_workspace(snapshot=snapshot, scenario=scenario)).select(".pf-record__state .pf-flag")
    assert [flag.get_text() for flag in flags] == ([words] if words else [])


# --- seats ---------------------------------------------------------------------------------------------------


@pytest.fixture
def two_seats() -> Workspace:
    snapshot = api.import_snapshot(platform=parse_definition(RULES), records=[])
    return api.create_workspace(snapshot=snapshot, scenario=Scenario(role="van_thu", person="mai", seats=["ut"]))


def test_one_seat_needs_no_control(workspace: Workspace) -> None:
    assert not page(workspace).select(".pf-seats")


def test_sitting_down_leads_back_to_what_both_seats_have(two_seats: Workspace) -> None:
    sent = send(two_seats, "ghe", person="ut", back="cong-van", request_key="k1")
    assert sent.redirect.startswith("/x/cong-van?viec=")
    there = soup(see(two_seats, "cong-van", "viec=1", "en"))
    assert "Lê Văn Út" in there.find(id="pf-status").get_text()
    assert there.find(id="mod-kin"), "the leader's own module"


def test_sitting_down_leads_to_the_desk_where_the_seat_has_no_such_screen(two_seats: Workspace) -> None:
    send(two_seats, "ghe", person="ut", back="", request_key="k1")
    assert send(two_seats, "ghe", person="mai", back="kin", request_key="k2").redirect.startswith("/x/?viec=")


def test_a_form_of_the_seat_that_was_left_is_refused_in_words(two_seats: Workspace) -> None:
    send(two_seats, "ghe", person="ut", back="", request_key="k1")
    sent = send(two_seats, "cong-van/van-ban/moi/tao", seat="mai", trich_yeu="Trích yếu", request_key="k2")
    assert sent.outcome.refusal.code == "other_seat"
    query = sent.redirect.partition("?")[2]
    assert soup(see(two_seats, "", query)).find(id="pf-status")["role"] == "alert"


def test_a_search_is_noted_once_and_shown(two_seats: Workspace) -> None:
    for _twice in range(2):
        sent = send(two_seats, "tim", q="  ap   thap ", request_key="k1")
    assert sent.redirect == "/x/tim?q=ap+thap&viec=1"
    assert two_seats.events.count() == 1
    empty = send(two_seats, "tim", q=" ", request_key="k2")
    status = soup(see(two_seats, "tim", empty.redirect.partition("?")[2])).find(id="pf-status")
    assert status["role"] == "alert"


def test_the_guide_can_point_at_the_seats_and_the_search_box(two_seats: Workspace) -> None:
    assert soup(see(two_seats, "", "chi=ghe.ut")).select(".pf-seats.pf-spotted")
    assert not soup(see(two_seats, "", "chi=ghe.mai")).select(".pf-spotted"), "one sits there already"
    assert soup(see(two_seats, "", "chi=tim_kiem")).select(".pf-find.pf-spotted")
