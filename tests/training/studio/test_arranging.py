"""Arranging what a learner finds: the trainer fills in forms, and the pane shows it as the learner will see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from lessons.models import LessonPage
from sandbox.models import OverlayRow, Workspace
from tests.lesson_world import l05, planted
from tests.training.studio.studio_world import begun, put, save
from tests.visitor import Visitor
from training.people.models import User
from training.studio.models import Sketch

__all__ = ["l05", "planted"]

LETTER = {
    "trich_yeu": "Về việc ứng phó với áp thấp nhiệt đới",
    "do_khan": "Hỏa tốc",
    "do_mat": "Thường",
    "chu_ky_that": "Hợp lệ",
}


@pytest.fixture
def lan(l05: LessonPage, trainer: User, client_of: Any) -> Visitor:
    return Visitor(client_of(trainer))


def test_from_nothing_to_a_letter_that_the_learner_finds(lan: Visitor) -> None:
    sketch = begun(lan)
    put(lan, sketch, **LETTER)
    assert lan.status == 200, lan.text(".problems")
    sketch.refresh_from_db()
    assert [record["ref"] for record in sketch.scenario["records"]] == ["ve_viec_ung_pho_voi_ap_thap_nhiet"]
    assert lan.path.startswith(f"/xuong-bai/{sketch.uuid}/chuan-bi/van-ban-den/van-ban/")
    assert lan.shows("Về việc ứng phó với áp thấp nhiệt đới", "#platform")
    assert lan.shows("Về việc ứng phó với áp thấp nhiệt đới", "#guide .lying")


@pytest.mark.thorough
def test_a_value_that_differs_gets_its_name_from_its_box(lan: Visitor) -> None:
    sketch = begun(lan)
    put(
        lan,
        sketch,
        **LETTER,
        nguoi_ky="Võ Thanh Giàu",
        **{"x-doi-nguoi_ky": "on", "x-khac-nguoi_ky": "Đỗ Quốc Tường\nLê Văn A"},
    )
    sketch.refresh_from_db()
    assert sketch.scenario["variables"] == {"nguoi_ky": ["Võ Thanh Giàu", "Đỗ Quốc Tường", "Lê Văn A"]}
    assert sketch.scenario["records"][0]["values"]["nguoi_ky"] == "{{nguoi_ky}}"
    ref = sketch.scenario["records"][0]["ref"]
    lan.open(f"/xuong-bai/{sketch.uuid}/ban-ghi/{ref}/")
    assert lan.page.select_one("[name=nguoi_ky]")["value"] == "Võ Thanh Giàu"
    assert lan.page.select_one("[name=x-doi-nguoi_ky]").has_attr("checked")
    assert lan.page.select_one("[name=x-khac-nguoi_ky]").get_text().strip() == "Đỗ Quốc Tường\nLê Văn A"


@pytest.mark.thorough
def test_what_was_typed_is_kept_when_something_is_wrong(lan: Visitor) -> None:
    sketch = begun(lan)
    put(lan, sketch, **LETTER, ngay_ban_hanh="32/13/2026", nguoi_ky="Võ Thanh Giàu")
    assert lan.status == 422
    assert lan.page.select_one("[name=nguoi_ky]")["value"] == "Võ Thanh Giàu"
    assert lan.page.select_one("[name=ngay_ban_hanh]")["value"] == "32/13/2026"
    assert lan.page.select_one("#in-ngay_ban_hanh-error")
    sketch.refresh_from_db()
    assert sketch.scenario["records"] == []


@pytest.mark.thorough
def test_two_tabs_do_not_undo_each_other(lan: Visitor, client_of: Any, trainer: User) -> None:
    sketch = begun(lan)
    other = Visitor(client_of(trainer)).open(f"/xuong-bai/{sketch.uuid}/dat-san/?loai=van_ban")
    put(lan, sketch, **LETTER)
    save(other, trich_yeu="Kế hoạch khác")
    assert other.status == 409
    assert other.page.select_one("[name=trich_yeu]")["value"] == "Kế hoạch khác"
    sketch.refresh_from_db()
    assert len(sketch.scenario["records"]) == 1


@pytest.mark.thorough
def test_a_change_can_be_undone_and_leaves_no_workspace_behind(lan: Visitor) -> None:
    sketch = begun(lan)
    put(lan, sketch, **LETTER)
    before = Workspace.objects.count()
    lan.press("Hoàn tác thay đổi cuối")
    sketch.refresh_from_db()
    assert sketch.scenario["records"] == []
    assert Workspace.objects.count() == before


@pytest.mark.thorough
def test_a_lesson_to_start_from_brings_what_lies_there(lan: Visitor, l05: LessonPage) -> None:
    sketch = begun(lan, start_from=str(l05.pk))
    assert sketch.scenario["records"] == l05.live_task.spec["scenario"]["records"]
    lan.open(f"/xuong-bai/{sketch.uuid}/ban-ghi/hoa_toc/").press("Lưu")
    assert lan.status == 200, lan.text(".problems")
    assert Sketch.objects.get().scenario == l05.live_task.spec["scenario"]


@pytest.mark.thorough
def test_files_on_the_computer_can_be_attached(lan: Visitor) -> None:
    sketch = begun(lan)
    put(lan, sketch, "tep", ten="cong-dien.pdf", **{"x-state": "dinh_kem"})
    row = OverlayRow.objects.get(workspace=Sketch.objects.get().stage)
    put(lan, sketch, **LETTER, tep=str(row.rid))
    sketch.refresh_from_db()
    assert sketch.scenario["records"][1]["values"]["tep"] == ["@cong_dien_pdf"]


@pytest.mark.thorough
def test_bait_tells_what_must_not_be_done(lan: Visitor) -> None:
    sketch = begun(lan)
    put(lan, sketch, **LETTER, **{"x-bay": "on", "x-bay-viec": "van_ban.tiep_nhan"})
    assert lan.status == 422
    put(
        lan,
        sketch,
        **LETTER,
        **{"x-bay": "on", "x-bay-viec": "van_ban.tiep_nhan", "x-bay-vi": "Đừng nhận.", "x-bay-en": "Do not."},
    )
    sketch.refresh_from_db()
    [trap] = sketch.traps
    assert trap["say"] == {"vi": "Đừng nhận.", "en": "Do not."}
    assert lan.shows("bẫy", "#guide .lying")


@pytest.mark.thorough
def test_the_page_asks_little_of_the_database(lan: Visitor, django_assert_max_num_queries: Any) -> None:
    sketch = begun(lan)
    put(lan, sketch, **LETTER)
    lan.open(f"/xuong-bai/{sketch.uuid}/chuan-bi/van-ban-den")
    with django_assert_max_num_queries(25):
        lan.open(f"/xuong-bai/{sketch.uuid}/chuan-bi/van-ban-den")


def test_what_another_window_took_away_is_said_and_not_blamed_on_the_network(lan: Visitor) -> None:
    sketch = begun(lan)
    there = f"/xuong-bai/{sketch.uuid}/chuan-bi/van-ban-den"
    lan.open(f"/xuong-bai/{sketch.uuid}/bo/").press("Bỏ bài đang soạn")
    pane = lan.client.get(there, headers={"HX-Request": "true"})
    assert pane.headers["HX-Redirect"] == "/xuong-bai/"
    assert "không còn ở đây" in lan.open("/xuong-bai/").text("body")
    assert lan.client.get(there).status_code == 404


def test_only_for_who_writes_lessons(l05: LessonPage, mai: User, client_of: Any) -> None:
    client: Client = client_of(mai)
    assert client.get("/xuong-bai/").status_code == 404
