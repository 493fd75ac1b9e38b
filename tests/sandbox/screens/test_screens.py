"""Every screen through its door, on a small platform: what it says, in both languages, and how it holds together."""

from __future__ import annotations

import re

import pytest

from sandbox.errors import NotHere
from sandbox.models import Workspace
from sandbox.screens import Screen
from tests.sandbox.screens.office import open_workspace, rid_of, see, send, soup

pytestmark = pytest.mark.django_db


@pytest.fixture
def workspace() -> Workspace:
    return open_workspace()


def words(screen: Screen) -> str:
    return " ".join(soup(screen).get_text(" ").split())


def paths_of(workspace: Workspace) -> list[str]:
    record = f"cong-van/van-ban/{rid_of(workspace, 'hoa_toc')}"
    return [
        "",
        "cong-van",
        "cong-van/tep",
        record,
        f"{record}/vao-so",
        f"{record}/xoa",
        f"{record}/trinh",
        "cong-van/van-ban/moi/tao",
        f"mo/{rid_of(workspace, 'may')}",
        "tim",
        "thong-bao",
    ]


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_screen_is_sound_html(workspace: Workspace, language: str) -> None:
    for path in paths_of(workspace):
        page = soup(see(workspace, path, "q=ap+thap&chi=van_ban.do_khan", language))
        ids = [tag["id"] for tag in page.find_all(id=True)]
        assert len(ids) == len(set(ids)), f"{path}: an id stands twice"
        assert len(page.find_all("h1")) == 1, path
        assert not page.find_all(["script", "style"]), path
        assert not page.find_all(style=True), path
        for box in page.find_all(["input", "select", "textarea"]):
            if box.get("type") == "hidden":
                continue
            named = box.get("aria-label") or page.find("label", attrs={"for": box.get("id")})
            assert named, f"{path}: no label for {box.get('name')}"
        for tag in page.find_all(attrs={"aria-describedby": True}):
            assert set(tag["aria-describedby"].split()) <= set(ids), f"{path}: {tag['aria-describedby']}"


def test_the_tape_and_the_clock_are_on_every_screen(workspace: Workspace) -> None:
    for path in paths_of(workspace):
        said = words(see(workspace, path, language="en"))
        assert "simulated data, no legal value" in said, path
        assert "07:35 Monday 23/11/2026" in said, path


def test_a_list_speaks_the_language_asked_for(workspace: Workspace) -> None:
    assert see(workspace, "cong-van", language="vi").title == "Văn bản đến"
    assert see(workspace, "cong-van", language="en").title == "Incoming document"


def test_overdue_is_said_in_words(workspace: Workspace) -> None:
    assert "Overdue by 3 days" in words(see(workspace, "cong-van", language="en"))
    assert "Overdue by 3 days" in words(see(workspace, f"mo/{rid_of(workspace, 'hoa_toc')}", language="en"))


def test_search_ignores_diacritics_and_keeps_the_address(workspace: Workspace) -> None:
    screen = see(workspace, "cong-van", "q=ung+pho+ap+thap&loc-do_khan=Hỏa+tốc")
    assert [row.name for row in screen.context["rows"]] == ["Ứng phó áp thấp nhiệt đới"]
    sort = next(head for head in screen.context["heads"] if head.at == "van_ban.han")
    assert "q=ung+pho+ap+thap" in sort.url
    assert "loc-do_khan=" in sort.url


def test_a_date_filter_narrows_the_list(workspace: Workspace) -> None:
    assert len(see(workspace, "cong-van", "den-han=20/11/2026").context["rows"]) == 1
    assert see(workspace, "cong-van", "tu-han=21/11/2026").context["rows"] == []


def test_pages_hold_twenty_five() -> None:
    many = open_workspace(records=30)
    first, second = see(many, "cong-van"), see(many, "cong-van", "trang=2")
    assert (len(first.context["rows"]), len(second.context["rows"])) == (25, 5)
    assert "Next page" in words(see(many, "cong-van", language="en"))


def test_an_empty_tab_says_so(workspace: Workspace) -> None:
    send(workspace, f"cong-van/van-ban/{rid_of(workspace, 'hoa_toc')}/xoa", confirmed="on", request_key="a")
    assert "Nothing is overdue." in words(see(workspace, "cong-van", "tab=qua_han", "en"))


def test_the_paper_is_drawn_with_its_letterhead_and_escaped(workspace: Workspace) -> None:
    page = soup(see(workspace, f"mo/{rid_of(workspace, 'hoa_toc')}"))
    head = page.find(class_="pf-paper__head")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in head.get_text()
    assert page.find(class_="pf-paper__title").get_text() == "CÔNG ĐIỆN"
    assert "<script>alert(1)</script>" in page.find(class_="pf-paper").get_text()


def test_hidden_truths_and_secrets_never_show(workspace: Workspace) -> None:
    said = words(see(workspace, f"mo/{rid_of(workspace, 'hoa_toc')}"))
    assert "không ai thấy" not in said
    assert "Mã PIN" not in said


def test_an_action_that_may_not_be_done_is_shown_with_its_reason(workspace: Workspace) -> None:
    page = soup(see(workspace, f"mo/{rid_of(workspace, 'hoa_toc')}"))
    submit = page.find(attrs={"data-at": "van_ban.trinh"})
    assert submit["aria-disabled"] == "true"
    assert page.find(id=submit["aria-describedby"]).get_text(strip=True)


def test_the_primary_action_comes_first_and_the_risky_one_stands_apart(workspace: Workspace) -> None:
    context = see(workspace, f"mo/{rid_of(workspace, 'hoa_toc')}").context
    assert [one.at for one in context["primary"]] == ["van_ban.vao_so"]
    assert [one.at for one in context["risky"]] == ["van_ban.xoa"]


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("", "cong_van"),
        ("cong-van", "van_ban.qua_han"),
        ("cong-van", "van_ban.han"),
        ("cong-van", "van_ban.trinh"),
        ("record", "van_ban.trinh"),
        ("record", "van_ban.do_khan"),
        ("form", "van_ban.do_khan"),
        ("form", "van_ban.vao_so"),
    ],
)
def test_the_guide_can_point_at_a_control(workspace: Workspace, path: str, target: str) -> None:
    record = f"cong-van/van-ban/{rid_of(workspace, 'hoa_toc')}"
    path = {"record": record, "form": f"{record}/vao-so"}.get(path, path)
    page = soup(see(workspace, path, f"chi={target}", "en"))
    assert page.find_all(class_="pf-spotted"), f"{target} is not marked on {path}"
    assert "This one" in page.get_text()


def test_what_the_role_may_not_see_does_not_exist(workspace: Workspace) -> None:
    rid = rid_of(workspace, "hoa_toc")
    nowhere = ["kin", "kin/thu", "xyz", "cong-van/thu", "cong-van/van-ban/999", "mo/0", "mo/abc", "cho", "cong_van"]
    nowhere += [f"cong-van/tep/{rid}", f"cong-van/van-ban/{rid}/duyet", f"cong-van/van-ban/{rid}/tao"]
    nowhere += ["cong-van/van-ban/moi", "cong-van/van-ban/moi/vao-so", "a/b/c/d/e", "mo/99999999999999999999"]
    for path in nowhere:
        with pytest.raises(NotHere):
            see(workspace, path)


def test_search_everywhere_finds_across_modules(workspace: Workspace) -> None:
    [files] = see(workspace, "tim", "q=danh+sach").context["groups"]
    assert (files.label, [hit.title for hit in files.rows]) == ("Văn bản đến · Tệp", ["Danh sách.pdf"])


def test_query_budgets(workspace: Workspace, django_assert_max_num_queries: object) -> None:
    see(workspace)  # counts of the base are kept from the first look
    fetching = 1
    with django_assert_max_num_queries(5 + fetching):
        see(workspace, "cong-van")
    record = f"cong-van/van-ban/{rid_of(workspace, 'hoa_toc')}"
    with django_assert_max_num_queries(5 + fetching):
        see(workspace, record)


def test_no_screen_needs_a_host_beyond_links(workspace: Workspace) -> None:
    for path in paths_of(workspace):
        for link in soup(see(workspace, path)).find_all(href=True):
            assert re.match(r"(/x/|#)", link["href"]), link["href"]
