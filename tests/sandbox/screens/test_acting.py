"""Acting through the screens: forms keep what was typed, refusals point, time passes, the status line tells."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from sandbox.errors import NotHere
from sandbox.models import Event, Workspace
from sandbox.screens import Submission
from tests.sandbox.screens.office import open_workspace, rid_of, see, send, soup

pytestmark = pytest.mark.django_db

GOOD = {"so_ky_hieu": "45/UBND", "trich_yeu": "Báo cáo quý IV", "han": "30/11/2026", "tep": []}


@pytest.fixture
def workspace() -> Workspace:
    return open_workspace()


@pytest.fixture
def record(workspace: Workspace) -> str:
    return f"cong-van/van-ban/{rid_of(workspace, 'hoa_toc')}"


def follow(workspace: Workspace, sent: Submission, language: str = "en") -> BeautifulSoup:
    assert sent.redirect is not None
    path, _mark, query = sent.redirect.removeprefix("/x/").partition("?")
    return soup(see(workspace, path, query, language))


def test_what_was_typed_survives_a_refusal(workspace: Workspace, record: str) -> None:
    sent = send(
        workspace,
        f"{record}/vao-so",
        so_ky_hieu="45/UBND",
        trich_yeu="ngắn",
        do_khan="Khẩn",
        han="31/02/2026",
        phoi_hop=["phong", "so"],
        kinh_phi="1.250.000",
        y_kien="<b>Ý kiến</b>\nhai dòng",
        xong="on",
        ma_pin="123456",
        request_key="k1",
        version="0",
        **{"bang-0-ten": "Ấp Cái Mòi", "bang-0-so_luong": "mười"},
    )
    assert sent.redirect is None
    assert sent.screen is not None
    assert sent.screen.status == 422
    page = soup(sent.screen)
    assert page.find(id="in-so_ky_hieu")["value"] == "45/UBND"
    assert page.find(id="in-han")["value"] == "31/02/2026"
    assert page.find(id="in-kinh_phi")["value"] == "1.250.000"
    assert page.find(id="in-y_kien").get_text().strip() == "<b>Ý kiến</b>\nhai dòng"
    checked = {box["value"] for box in page.find_all("input", attrs={"name": "phoi_hop", "checked": True})}
    assert checked == {"phong", "so"}
    assert page.find("input", attrs={"name": "do_khan", "checked": True})["value"] == "Khẩn"
    assert page.find(id="in-xong").has_attr("checked")
    assert page.find(id="in-bang-0-ten")["value"] == "Ấp Cái Mòi"
    assert "123456" not in str(page), "a secret is never given back"


def test_a_refusal_points_at_its_boxes(workspace: Workspace, record: str) -> None:
    page = soup(send(workspace, f"{record}/vao-so", **{**GOOD, "han": ""}, request_key="k1").screen)
    problems = page.find(id="pf-problems")
    assert problems["role"] == "alert"
    assert problems.has_attr("autofocus")
    assert problems.find("a")["href"] == "#in-han"
    due = page.find(id="in-han")
    assert due["aria-invalid"] == "true"
    assert "in-han-error" in due["aria-describedby"].split()


def test_done_leads_back_to_the_record_and_says_so(workspace: Workspace, record: str) -> None:
    sent = send(workspace, f"{record}/vao-so", **GOOD, request_key="k1", version="0", language="en")
    page = follow(workspace, sent)
    assert page.find(id="pf-status")["role"] == "status"
    assert "Registered Báo cáo quý IV." in page.find(id="pf-status").get_text()
    assert "Registered" in page.find(class_="pf-record__state").get_text()
    assert "45/UBND" in page.find(class_="pf-history").get_text()


def test_the_same_form_sent_twice_is_done_once(workspace: Workspace, record: str) -> None:
    first = send(workspace, f"{record}/vao-so", **GOOD, request_key="k1", version="0")
    second = send(workspace, f"{record}/vao-so", **GOOD, request_key="k1", version="0")
    assert first.redirect == second.redirect
    assert Event.objects.filter(workspace=workspace).count() == 1


def test_a_stale_form_shows_what_changed_and_keeps_both_values(workspace: Workspace, record: str) -> None:
    send(workspace, f"{record}/danh-dau", request_key="k0", version="0")
    send(workspace, f"{record}/vao-so", **GOOD, request_key="k1")
    late = {"so_ky_hieu": "46/UBND", "trich_yeu": "Ứng phó áp thấp nhiệt đới"}
    sent = send(workspace, f"{record}/sua", **late, request_key="k2", version="0", language="en")
    assert sent.screen is not None
    assert sent.screen.status == 409
    page = soup(sent.screen)
    assert page.find(id="in-so_ky_hieu")["value"] == "46/UBND"
    assert "45/UBND" in page.find(id="in-so_ky_hieu-current").get_text()
    assert "Register" in page.find(id="pf-problems").get_text()
    fresh = page.find("input", attrs={"name": "version"})["value"]
    again = send(workspace, f"{record}/sua", **late, request_key="k3", version=fresh)
    assert again.redirect is not None


def test_what_was_typed_is_kept_where_the_action_is_no_longer_possible(workspace: Workspace, record: str) -> None:
    send(workspace, f"{record}/vao-so", **GOOD, request_key="k1")
    sent = send(
        workspace, f"{record}/vao-so", **{**GOOD, "trich_yeu": "Tôi đang gõ dở"}, request_key="k2", version="0"
    )
    assert sent.screen is not None
    assert sent.screen.status == 409
    said = soup(sent.screen).get_text()
    assert "Tôi đang gõ dở" in said
    assert "Báo cáo quý IV" in said


def test_a_risky_action_wants_a_confirmation(workspace: Workspace, record: str) -> None:
    page = soup(see(workspace, f"{record}/xoa"))
    assert page.find(id="in-confirmed")
    sent = send(workspace, f"{record}/xoa", request_key="k1", version="0")
    assert sent.screen is not None
    assert sent.screen.status == 422
    assert Event.objects.filter(workspace=workspace).count() == 0
    done = send(workspace, f"{record}/xoa", request_key="k2", version="0", confirmed="on")
    assert done.redirect == "/x/cong-van?viec=1"


def test_a_created_record_opens(workspace: Workspace) -> None:
    sent = send(workspace, "cong-van/van-ban/moi/tao", so_ky_hieu="7/GM", trich_yeu="Giấy mời họp", request_key="k1")
    assert "Giấy mời họp" in follow(workspace, sent).find("h1").get_text()


def test_an_action_without_questions_is_one_button(workspace: Workspace, record: str) -> None:
    button = soup(see(workspace, record)).find(attrs={"data-at": "van_ban.danh_dau"})
    form = button.find_parent("form")
    assert form["method"] == "post"
    assert form.find("input", attrs={"name": "request_key"})["value"]


def test_colleagues_answer_when_time_passes(workspace: Workspace, record: str) -> None:
    send(workspace, f"{record}/vao-so", **GOOD, request_key="k1")
    send(workspace, f"{record}/trinh", request_key="k2")
    waiting = soup(see(workspace, "", language="en"))
    assert "Lê Văn Út" in waiting.find(class_="pf-owed").get_text()
    sent = send(workspace, "cho", until="reply", back=record, request_key="k3")
    page = follow(workspace, sent)
    assert "Lê Văn Út" in page.find(id="pf-status").get_text()
    assert "Done" in page.find(class_="pf-record__state").get_text()


def test_waiting_for_nobody_is_refused_in_words(workspace: Workspace) -> None:
    page = follow(workspace, send(workspace, "cho", until="reply", request_key="k1"))
    assert page.find(id="pf-status")["role"] == "alert"
    assert page.find(id="pf-status").get_text(strip=True)


def test_time_never_leads_out_of_the_platform(workspace: Workspace) -> None:
    with pytest.raises(NotHere):
        send(workspace, "cho", until="next_session", back="//evil.example", request_key="k1")


def test_more_rows_without_scripts(workspace: Workspace, record: str) -> None:
    sent = send(workspace, f"{record}/vao-so", add_row="bang", **{"bang-0-ten": "Một", "bang-1-ten": "Hai"})
    page = soup(sent.screen)
    assert sent.screen is not None
    assert sent.screen.status == 200
    assert page.find(id="in-bang-1-ten")["value"] == "Hai"
    assert page.find(id="in-bang-4-ten")
    assert Event.objects.filter(workspace=workspace).count() == 0


def test_only_forms_take_posts(workspace: Workspace, record: str) -> None:
    for path in ("", "cong-van", record, "thong-bao", f"{record}/duyet"):
        with pytest.raises(NotHere):
            send(workspace, path, request_key="k1")
