"""Traps of a lesson: what a page must say about them, what publication demands, and what a task with them laid is."""

from __future__ import annotations

from typing import Any

import pytest

from lessons import api
from lessons.models import LessonPage
from lessons.spec import TaskSpec, dump
from tests.lessons import samples

pytestmark = pytest.mark.usefixtures("english")
TRAP = "task.traps.0"


def problems(changes: dict[str, Any]) -> list[str]:
    """The lines for which the sample with these changes (by dotted path) is not published."""
    data = samples.package()
    for path, value in changes.items():
        samples.put(data, path, value)
    with pytest.raises(api.PackageError) as refusal:
        api.import_package(data)
    return refusal.value.problems


def spec() -> TaskSpec:
    return TaskSpec.model_validate(samples.package()["task"])


def test_the_sample_with_its_trap_is_published(lesson: LessonPage) -> None:
    assert lesson.live_task.typed.traps[0].records[1].ref == "gui_nham"


def test_bait_lies_only_where_traps_are_laid(lesson: LessonPage) -> None:
    task = lesson.live_task.typed
    laid = task.with_traps()
    assert "gui_nham" not in {record.ref for record in task.scenario.records}
    assert "gui_nham" in {record.ref for record in laid.scenario.records}
    assert len(laid.step("b3").checks) == len(task.step("b3").checks) + 2


@pytest.mark.parametrize("seed", range(3))
def test_laying_comes_before_or_after_drawing_and_twice_is_once(seed: int) -> None:
    """Bound first, the bait holds drawn values already; the workspace draws the rest from the same seed."""
    first, then = spec().bound(seed).with_traps(), spec().with_traps().bound(seed)
    assert first.steps == then.steps
    assert first.traps == then.traps
    assert first.with_traps() == first
    bait = next(record for record in first.scenario.records if record.ref == "gui_nham")
    assert "{{" not in bait.values["so_ky_hieu"]


def test_nothing_else_changed_says_nothing_about_bait() -> None:
    untouched = next(check for check in spec().with_traps().step("b3").checks if check.kind == "untouched")
    assert untouched.except_refs == ["scan_nham"]


def test_guards_of_one_step_stand_together_on_the_page(draft: LessonPage) -> None:
    guards = draft.traps[0].value["guards"]
    assert [(guard["step"], len(guard["checks"])) for guard in guards] == [(3, 2), (2, 1)]
    assert dump(api.compile_page(draft)) == dump(spec())


def test_words_of_a_trap_are_prose_and_its_bait_is_work() -> None:
    data = samples.package()["task"]
    samples.put(data, "traps.0.name", samples.words("Bẫy gọi tên khác"))
    samples.put(data, "traps.0.guards.0.check.say", samples.words("Lời khác"))
    assert TaskSpec.model_validate(data).work_hash("x") == spec().work_hash("x")
    samples.put(data, "traps.0.records.1.values.do_khan", "Khẩn")
    assert TaskSpec.model_validate(data).work_hash("x") != spec().work_hash("x")


def test_a_guard_that_the_solution_trips_names_its_trap(snapshot: object) -> None:
    check = {"kind": "never", "action": "van_ban.vao_so", "select": samples.LETTER, "say": samples.SAY_COPY}
    found = problems({f"{TRAP}.guards.0.check": check})
    assert any("task.traps[0]" in line and "Trap 1" in line and "Step 3" in line for line in found)


def test_a_guard_that_holds_before_anything_was_done_names_its_trap(snapshot: object) -> None:
    check = {"kind": "field", "select": samples.URGENT, "field": "do_khan", "is": "Hỏa tốc"}
    found = problems({f"{TRAP}.guards.0.check": check})
    assert any("Trap 1" in line and "before anything was done" in line for line in found)


def test_a_fault_in_a_bait_is_found_on_its_trap(snapshot: object) -> None:
    found = problems({f"{TRAP}.records.0.values": {"ten": "Bản scan (2).pdf", "do_mat": "?"}})
    assert any("Trap 1" in line for line in found)


def test_bait_that_spoils_a_check_of_the_lesson_is_refused(snapshot: object) -> None:
    data = samples.package()
    lookalike = {"record": "van_ban", "where": {"so_ky_hieu": {"contains": "SCT"}}}
    data["task"]["steps"][2]["checks"].append({"kind": "missing", "select": lookalike})
    with pytest.raises(api.PackageError) as refusal:
        api.import_package(data)
    assert any("With the traps laid" in line for line in refusal.value.problems)


def test_a_trap_with_other_feedback_is_refused(snapshot: object) -> None:
    found = problems({f"{TRAP}.expect.0.say_contains": samples.words("Giỏi lắm!")})
    assert any("Trap 1" in line and "does not contain" in line for line in found)


def test_a_way_out_that_does_not_lead_to_the_end_is_refused(snapshot: object) -> None:
    found = problems({f"{TRAP}.recover": [samples.REGISTER_LETTER]})
    assert any("after the way back" in line for line in found)


@pytest.mark.thorough
def test_a_right_way_that_trips_a_guard_is_refused(snapshot: object) -> None:
    moves = [{"move": "search", "words": "tom"}, *samples.PACKAGE["task"]["solution"]]
    way = {"name": samples.words("Tìm trước"), "moves": moves}
    assert api.import_package(samples.package(task__right_routes=[way])).page.live
    never = {"kind": "never", "action": "tim_kiem"}
    found = problems({"task.right_routes": [way], f"{TRAP}.guards.0": {"step": "b3", "check": never}})
    assert any("Trap 1" in line and "Tìm trước" in line for line in found)


def test_a_trap_that_lays_nothing_is_refused(snapshot: object) -> None:
    nothing = {f"{TRAP}.records": [], f"{TRAP}.guards": [], f"{TRAP}.moves": [samples.REGISTER_LETTER]}
    found = problems(nothing)
    assert any("Trap 1" in line and "Nothing is laid" in line for line in found)


def test_a_record_of_the_lesson_and_a_bait_may_not_share_a_name(snapshot: object) -> None:
    found = problems({f"{TRAP}.records.0.ref": "ban_scan"})
    assert any("used twice" in line for line in found)


def test_a_guard_without_checks_is_named_on_the_page(draft: LessonPage) -> None:
    raw = list(draft.traps.raw_data)
    raw[0]["value"]["guards"] = [{"step": 9, "checks": []}]
    draft.traps = LessonPage._meta.get_field("traps").to_python(raw)
    with pytest.raises(api.CompileError) as error:
        api.compile_page(draft)
    assert "There is no such step." in str(error.value)
    assert "Say what must also be true" in str(error.value)
