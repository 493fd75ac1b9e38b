"""A page says exactly the task that it was made from."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons import api
from lessons.models import LessonPage
from lessons.spec import TaskSpec, dump
from sandbox.definition.yamlfile import YamlFile
from tests.lessons import samples


def test_a_page_compiles_to_the_task_of_its_package(draft: LessonPage) -> None:
    assert dump(api.compile_page(draft)) == dump(TaskSpec.model_validate(samples.PACKAGE["task"]))


def test_an_exported_lesson_reads_back_as_the_same_task(draft: LessonPage, tmp_path: Path) -> None:
    before = api.compile_page(draft)
    file = tmp_path / "L05.yaml"
    file.write_text(api.to_yaml(api.export_package(draft)), encoding="utf-8")
    draft.delete()

    again = api.import_package(file, publish=False).page

    assert api.compile_page(again) == before
    assert [block.block_type for block in again.reading] == ["tip", "warning"]


def test_an_exported_file_has_none_of_the_traps_of_yaml(draft: LessonPage, tmp_path: Path) -> None:
    file = tmp_path / "L05.yaml"
    file.write_text(api.to_yaml(api.export_package(draft)), encoding="utf-8")
    assert YamlFile(file, "L05.yaml").problems == []


@pytest.mark.parametrize(
    ("field", "operand"),
    [
        ("do_khan", "Khẩn"),
        ("do_khan", ["Khẩn", "Hỏa tốc"]),
        ("do_khan", {"not": "Thường"}),
        ("do_khan", {"not": ["Thường", "Khẩn"]}),
        ("so_ky_hieu", {"matches": r"\d+/CV-.*"}),
        ("so_ky_hieu", {"contains": "CV"}),
        ("han", {"between": ["2026-11-23", "2026-11-27"]}),
        ("han", {"working_day": True, "at_most": "$record.han"}),
        ("han", {"working_days_before": {"than": "2026-11-27", "at_least": 1}}),
        ("dien_tich", {"at_least": "1250.5"}),
        ("phoi_hop", {"contains": ["phong_kinh_te", "van_phong"]}),
        ("phoi_hop", {"count": 2}),
        ("phoi_hop", {"empty": True}),
        ("tra_loi", {"refers_to": {"state": "da_vao_so"}}),
        ("da_kiem", True),
        ("bang", {"contains": {"ten": "Ao 1"}}),
        ("bang", {"contains": [{"ten": "Ao 1", "dien_tich": 2}, {"ten": "Ao 2"}], "count": 2}),
        ("bang", {"excludes": {"ten": ["Ao 1", "Ao 2"]}}),
        ("bang", {"sum": {"column": "dien_tich", "equals": "1250.5"}}),
    ],
)
@pytest.mark.thorough
def test_every_comparison_survives_the_editor(snapshot: object, field: str, operand: object) -> None:
    data = samples.package()
    data["task"]["steps"][2]["checks"][0]["select"]["where"] = {field: operand}
    page = api.import_package(data, publish=False).page
    assert api.compile_page(page).steps[2].checks[0].select.where == {field: operand}


def test_rules_that_no_row_can_say_are_carried_along(snapshot: object) -> None:
    where = {"any": [{"state": "moi"}, {"so_den": {"empty": True}}], "do_khan": "Khẩn"}
    data = samples.package()
    data["task"]["steps"][2]["checks"][0]["select"]["where"] = where
    page = api.import_package(data, publish=False).page
    assert api.compile_page(page).steps[2].checks[0].select.where == where


def test_values_that_belong_together_seats_searches_and_other_ways_survive_the_editor(snapshot: object) -> None:
    data = samples.package()
    task = data["task"]
    task["scenario"]["variables"]["thua"] = [{"to": "12", "dien_tich": "1250.5"}, {"to": "7", "dien_tich": "980"}]
    task["scenario"]["variables"]["nguoi"] = ["Na", "-so"]
    task["scenario"]["seats"] = ["binh"]
    moves = [
        {"move": "search", "words": "tom"},
        {"move": "seat", "person": "binh"},
        {"move": "seat", "person": "an"},
        *task["solution"],
    ]
    task["right_routes"] = [{"name": samples.words("Tìm trước"), "moves": moves}]
    task["steps"][1]["checks"] += [
        {"kind": "event", "action": "tim_kiem", "with": {"words": {"contains": "tom"}}, "person": "an"},
        {"kind": "event", "action": "van_ban.trinh", "with": {"theo_doi": {"contains": "chi"}}},
    ]
    page = api.import_package(data, publish=False).page
    assert dump(api.compile_page(page)) == dump(TaskSpec.model_validate(task))


def test_what_no_line_can_say_of_a_variable_survives_the_editor(snapshot: object) -> None:
    pool = [
        "thường",
        '"trong nháy"',
        "hai\ndòng",
        {"cau": "Kính gửi,\n\n{{so}}", "tep": "a | b"},
        {"so": 5},
        "{{so}} x",
    ]
    data = samples.package()
    data["task"]["scenario"]["variables"]["thu"] = pool
    page = api.import_package(data, publish=False).page
    assert api.compile_page(page).scenario.variables["thu"] == pool


def test_an_unknown_pool_is_a_problem_and_no_crash(snapshot: object) -> None:
    data = samples.package()
    data["task"]["scenario"]["variables"]["nguoi"] = ["@khong_co"]
    page = api.import_package(data, publish=False).page
    with pytest.raises(api.CompileError) as error:
        api.compile_page(page)
    assert "@khong_co" in str(error.value)
