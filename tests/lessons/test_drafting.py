"""From what somebody did in the small office to a draft: what counts, what is demanded and what is said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from lessons.drafting import About, Draft, derive, moves_of, write_draft
from lessons.drafting.words import short_title
from lessons.models import LessonPage
from lessons.pages import course_page
from lessons.publication import compiled
from lessons.spec import MAX_STEPS, CourseSpec, LessonPackage, TaskSpec
from sandbox import api
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Text
from sandbox.models import Snapshot, Workspace
from sandbox.spec import ActMove, Move
from tests.lessons import samples

CLERK_ONLY = ("act", "wait", "seat", "search")


@pytest.fixture
def spec() -> TaskSpec:
    return LessonPackage.model_validate(samples.package()).task


def played(snapshot: Snapshot, spec: TaskSpec, seed: int = 0, moves: Sequence[Move] | None = None) -> Workspace:
    """The solution, but for answers, as somebody shows it."""
    workspace = api.create_workspace(snapshot=snapshot, scenario=spec.scenario, seed=seed)
    shown = spec.bound(seed).solution if moves is None else moves
    outcomes = api.play(
        workspace_id=workspace.pk, moves=[move for move in shown if move.move in CLERK_ONLY], key_prefix="show"
    )
    assert [outcome.refusal for outcome in outcomes if outcome.refusal] == []
    return workspace


def checks_of(draft: Draft) -> list[dict[str, Any]]:
    return [
        check.model_dump(mode="json", by_alias=True, exclude_defaults=True) | {"kind": check.kind}
        for step in draft.steps
        for check in step.checks
    ]


def acts(moves: Sequence[Move]) -> list[tuple[str, Any, dict[str, Any]]]:
    return [(move.action, move.on, move.values) for move in moves if isinstance(move, ActMove)]


def test_the_recording_gives_back_the_solution(snapshot: Snapshot, spec: TaskSpec) -> None:
    workspace = played(snapshot, spec)
    shown = [move for move in spec.solution if isinstance(move, ActMove)]
    assert acts(moves_of(workspace, scenario=spec.scenario)) == acts(shown)


def test_what_was_undone_or_refused_is_no_part_of_it(snapshot: Snapshot, spec: TaskSpec) -> None:
    solution = [move for move in spec.bound(0).solution if move.move in CLERK_ONLY]
    workspace = api.create_workspace(snapshot=snapshot, scenario=spec.scenario, seed=0)
    api.play(workspace_id=workspace.pk, moves=solution[:1], key_prefix="vain")
    api.rewind(workspace_id=workspace.pk, to_seq=0, request_key="back")
    again = solution[0]
    api.move_on(workspace_id=workspace.pk, move=again, request_key="again")
    refused = api.move_on(workspace_id=workspace.pk, move=again, request_key="twice")
    assert refused.refusal is not None
    api.play(workspace_id=workspace.pk, moves=solution[1:], key_prefix="rest")
    assert acts(moves_of(workspace)) == acts(solution)


def test_a_draft_holds_as_it_is_derived(snapshot: Snapshot, spec: TaskSpec) -> None:
    draft = derive(scenario=spec.scenario, demonstrations=[played(snapshot, spec)])
    assert draft.problems == []
    assert 1 <= len(draft.steps) <= MAX_STEPS
    assert all(step.checks and step.hints.do and step.hints.show for step in draft.steps)
    assert [move for step in draft.steps for move in step.hints.do] == draft.solution


def test_checks_are_the_net_difference_with_generated_values_merely_there(snapshot: Snapshot, spec: TaskSpec) -> None:
    found = checks_of(derive(scenario=spec.scenario, demonstrations=[played(snapshot, spec)]))
    urgent = [one for one in found if one.get("select", {}).get("ref") == "hoa_toc"]
    fields = {one["field"]: one["is"] for one in urgent if one["kind"] == "field"}
    assert fields["da_kiem"] is True
    assert fields["so_den"] == {"empty": False}
    states = [one["is"] for one in urgent if one["kind"] == "state"]
    assert [one[0] for one in states] == ["cho_chi_dao"]
    assert any(one["kind"] == "untouched" and one["record"] == "van_ban" for one in found)
    watched = {one["action"] for one in found if one["kind"] == "never"}
    assert watched
    assert {name for name in watched if not _risky(snapshot, name)} == set()
    assert watched.isdisjoint(move.action for move in spec.solution if isinstance(move, ActMove))
    assert not any(one["kind"] in ("order", "answer", "within") for one in found)


def _risky(snapshot: Snapshot, name: str) -> bool:
    record, _dot, action = name.partition(".")
    return platform_of(snapshot).record(record).actions[action].risky


def test_order_is_proposed_where_the_trainer_says_so(snapshot: Snapshot, spec: TaskSpec) -> None:
    workspace = played(snapshot, spec)
    draft = derive(scenario=spec.scenario, demonstrations=[workspace], in_order=[(1, 2)])
    orders = [one for one in checks_of(draft) if one["kind"] == "order"]
    assert [(one["first"]["action"], one["then"]["action"]) for one in orders] == [
        ("van_ban.trinh", "van_ban.vao_so")
    ]


def test_a_second_demonstration_relaxes_what_differs(snapshot: Snapshot, spec: TaskSpec) -> None:
    others = [
        move.model_copy(update={"values": {"theo_doi": ["binh"]}})
        if isinstance(move, ActMove) and "theo_doi" in move.values
        else move
        for move in spec.bound(1).solution
    ]
    one = derive(scenario=spec.scenario, demonstrations=[played(snapshot, spec)])
    both = derive(scenario=spec.scenario, demonstrations=[played(snapshot, spec), played(snapshot, spec, 1, others)])
    assert _followers(one) == [["binh", "chi"]]
    assert _followers(both) == [{"contains": ["binh"]}]
    assert both.problems == []


def _followers(draft: Draft) -> list[Any]:
    return [one["is"] for one in checks_of(draft) if one["kind"] == "field" and one["field"] == "theo_doi"]


def test_words_are_in_both_languages_and_in_the_definitions_own(snapshot: Snapshot, spec: TaskSpec) -> None:
    draft = derive(scenario=spec.scenario, demonstrations=[played(snapshot, spec)])
    first = draft.steps[0]
    label = _label(snapshot, draft.solution[0])
    assert f"<strong>{label.vi}</strong>" in first.instruction.vi
    assert f"<strong>{label.en}</strong>" in first.instruction.en
    assert first.hints.at == draft.solution[0].action  # type: ignore[union-attr]
    assert any(label.vi in line.vi for line in first.hints.show)


def _label(snapshot: Snapshot, move: Move) -> Text:
    assert isinstance(move, ActMove)
    record, _dot, action = move.action.partition(".")
    return platform_of(snapshot).record(record).actions[action].label


def test_nothing_shown_is_no_draft(snapshot: Snapshot, spec: TaskSpec) -> None:
    workspace = api.create_workspace(snapshot=snapshot, scenario=spec.scenario, seed=0)
    with pytest.raises(ValueError, match="nothing"):
        derive(scenario=spec.scenario, demonstrations=[workspace])


def test_a_draft_becomes_a_page_that_says_the_same_and_is_not_published(snapshot: Snapshot, spec: TaskSpec) -> None:
    draft = derive(scenario=spec.scenario, demonstrations=[played(snapshot, spec)])
    course = course_page(CourseSpec(code="K9", title=Text(vi="Thử", en="Try")))
    about = About(title="Bài mới", title_en="A new lesson", code="L77")
    page = write_draft(page=None, course=course, about=about, draft=draft)
    assert not page.live
    newest = page.get_latest_revision_as_object()
    newest.situation_vi = newest.situation_en = "<p>Sáng thứ Hai.</p>"
    task, _snapshot = compiled(newest)
    assert task.steps == draft.steps
    assert task.solution == draft.solution
    assert task.scenario == draft.scenario


@pytest.mark.thorough
def test_a_live_lesson_stays_as_it_is_while_its_draft_changes(lesson: LessonPage, spec: TaskSpec) -> None:
    snapshot = lesson.live_task.snapshot
    draft = derive(scenario=spec.scenario, demonstrations=[played(snapshot, spec)])
    page = write_draft(page=lesson, draft=draft)
    assert page.live
    assert page.live_task_id == lesson.live_task_id
    assert page.has_unpublished_changes
    assert page.title == lesson.title


NAME = 'văn bản đến "Tham dự hội nghị (trực tuyến) về “phòng, chống bệnh {{benh}}” tại {{noi}} năm 2026"'


def test_a_title_says_the_deed_whole_and_the_name_as_far_as_it_goes() -> None:
    assert short_title(["Tiếp nhận", "Vào sổ"], 'văn bản đến "Họp giao ban"') == (
        'Tiếp nhận, vào sổ: văn bản đến "Họp giao ban"'
    )
    assert short_title(["Trình lãnh đạo"], NAME) == 'Trình lãnh đạo: văn bản đến "Tham dự hội nghị (trực tuyến) về…"'
    many = ["Kiểm tra chữ ký số", "Tiếp nhận văn bản đến", "Vào sổ đăng ký văn bản", "Trình lãnh đạo"]
    assert short_title(many, NAME) == "Kiểm tra chữ ký số, tiếp nhận văn bản đến, vào sổ đăng ký văn bản…"
