"""A lesson whose task does not compile or does not hold is not published, through whichever door."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.models import PageLogEntry, Workflow

from lessons import api
from lessons.models import LessonPage, Task
from tests.lessons import samples
from tests.lessons.editor import edit_url, opened
from training.people.models import User

pytestmark = pytest.mark.usefixtures("english")

WITHOUT_SECOND_MOVE = "Step 2 › Check 1"


@pytest.fixture
def studio(trainer: User, client_of: Any) -> Client:
    """The editor, in English, with the trainer signed in."""
    trainer.language = "en"
    trainer.save()
    return client_of(trainer)


@pytest.fixture
def broken(draft: LessonPage) -> LessonPage:
    """A draft whose solution forgets to submit the urgent document."""
    solution = draft.solution.stream_block.get_prep_value(draft.solution)
    draft.solution = draft.solution.stream_block.to_python([solution[0], *solution[2:]])
    draft.save_revision()
    return LessonPage.objects.get(pk=draft.pk)


def not_live(page: LessonPage) -> bool:
    stored = LessonPage.objects.get(pk=page.pk)
    return not stored.live and stored.live_task is None and not Task.objects.exists()


def said(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


# --- the editor's own form ------------------------------------------------------------------------------


def test_the_editor_publishes_a_lesson_that_holds(studio: Client, draft: LessonPage) -> None:
    response = studio.post(edit_url(draft), opened(studio, draft) | {"action-publish": "yes"})
    assert response.status_code == 302
    page = LessonPage.objects.get(pk=draft.pk)
    assert page.live
    assert page.live_task.lesson == page
    assert page.live_task.typed == api.compile_page(page)


@pytest.mark.thorough
def test_the_editor_names_the_place_and_the_reason(studio: Client, broken: LessonPage) -> None:
    response = studio.post(edit_url(broken), opened(studio, broken) | {"action-publish": "yes"})
    assert response.status_code == 200
    problems = response.context["form"].errors["__all__"]
    assert any(WITHOUT_SECOND_MOVE in problem for problem in problems)
    assert "steps" in response.context["form"].errors
    assert not_live(broken)


@pytest.mark.thorough
def test_a_missing_word_is_named_at_its_step(studio: Client, draft: LessonPage) -> None:
    data = opened(studio, draft) | {"action-publish": "yes", "steps-1-value-title-en": ""}
    response = studio.post(edit_url(draft), data)
    assert response.status_code == 200
    assert "steps" in response.context["form"].errors
    assert not_live(draft)


def test_an_incomplete_draft_may_be_saved(studio: Client, broken: LessonPage) -> None:
    data = opened(studio, broken) | {"steps-1-value-title-en": "", "steps-0-value-checks-count": "0", "code": ""}
    response = studio.post(edit_url(broken), data)
    assert response.status_code == 302
    latest = LessonPage.objects.get(pk=broken.pk).get_latest_revision_as_object()
    assert latest.code == ""
    assert latest.steps[1].value["title"]["en"] == ""


def test_the_editor_saving_by_itself_does_not_take_back_what_is_published_meanwhile(
    studio: Client, draft: LessonPage, trainer: User
) -> None:
    data = opened(studio, draft)

    def meanwhile(request: Any, page: Any) -> None:
        """The same author's click on publish, answered after this save has read the page and before it writes."""
        draft.get_latest_revision().publish(user=trainer)

    with hooks.register_temporarily("before_edit_page", meanwhile):
        response = studio.post(edit_url(draft), data, headers={"accept": "application/json"})
    assert response.json()["success"] is True
    stored = LessonPage.objects.get(pk=draft.pk)
    assert stored.live
    assert stored.live_task is not None


@pytest.mark.thorough
def test_two_lessons_cannot_have_one_code(studio: Client, draft: LessonPage) -> None:
    other = api.import_package(samples.package(task__code="L06"), publish=False).page
    response = studio.post(edit_url(other), opened(studio, other) | {"code": "L05"})
    assert "Another lesson has this code." in str(response.context["form"].errors)


@pytest.mark.thorough
def test_the_editor_does_not_schedule_a_lesson_that_does_not_hold(studio: Client, broken: LessonPage) -> None:
    later = (timezone.now() + datetime.timedelta(days=3)).strftime("%Y-%m-%d %H:%M")
    response = studio.post(edit_url(broken), opened(studio, broken) | {"action-publish": "yes", "go_live_at": later})
    assert response.status_code == 200
    assert not broken.revisions.filter(approved_go_live_at__isnull=False).exists()


@pytest.mark.thorough
def test_a_new_page_cannot_be_published_empty(studio: Client, draft: LessonPage) -> None:
    add = reverse("wagtailadmin_pages:add", args=["lessons", "lessonpage", draft.get_parent().pk])
    form = studio.get(add).context["form"]
    from tests.lessons.editor import as_posted

    data = as_posted(form) | {"title": "Bài mới", "slug": "bai-moi", "code": "L77", "minutes": "5"}
    response = studio.post(add, data | {"action-publish": "yes"})
    assert response.status_code == 200
    assert not LessonPage.objects.filter(code="L77").exists()
    assert studio.post(add, data).status_code == 302  # as a draft it may be saved
    assert LessonPage.objects.get(code="L77").live is False


# --- doors without a form -------------------------------------------------------------------------------


def test_code_cannot_publish_it(broken: LessonPage, trainer: User) -> None:
    revision = broken.get_latest_revision()
    with pytest.raises(api.NotPublishable, match="Step 2"):
        revision.publish(user=trainer)
    assert not_live(broken)


def test_saving_it_live_is_publishing_it(broken: LessonPage) -> None:
    page = broken.get_latest_revision_as_object()
    page.live = True
    for only in (None, ["live"]):
        with pytest.raises(api.NotPublishable):
            page.save(update_fields=only)
    assert not_live(broken)


@pytest.mark.thorough
def test_bulk_publishing_refuses_and_says_why(studio: Client, broken: LessonPage) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = studio.post(f"{address}?id={broken.pk}&next=/soan-bai/", {"include_descendants": ""}, follow=True)
    assert WITHOUT_SECOND_MOVE in said(response)
    assert not_live(broken)


@pytest.mark.thorough
def test_bulk_publishing_of_the_course_with_its_lessons_refuses_too(studio: Client, broken: LessonPage) -> None:
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    data = {"include_descendants": "on"}
    response = studio.post(f"{address}?id={broken.get_parent().pk}&next=/soan-bai/", data, follow=True)
    assert WITHOUT_SECOND_MOVE in said(response)
    assert not_live(broken)


def test_a_copy_cannot_be_published_with_its_original(studio: Client, lesson: LessonPage) -> None:
    data = {
        "new_title": "Bản sao",
        "new_slug": "ban-sao",
        "new_parent_page": str(lesson.get_parent().pk),
        "publish_copies": "on",
    }
    studio.post(reverse("wagtailadmin_pages:copy", args=[lesson.pk]), data, follow=True)
    assert LessonPage.objects.get(slug="ban-sao").live is False
    with pytest.raises(api.NotPublishable, match="Lesson code"):
        lesson.copy(to=lesson.get_parent(), update_attrs={"slug": "ban-sao-2"}, keep_live=True)
    assert not LessonPage.objects.filter(slug="ban-sao-2").exists()


def test_a_copy_is_a_draft_without_a_code(studio: Client, lesson: LessonPage) -> None:
    data = {"new_title": "Bản sao", "new_slug": "ban-sao", "new_parent_page": str(lesson.get_parent().pk)}
    studio.post(reverse("wagtailadmin_pages:copy", args=[lesson.pk]), data)
    copy = LessonPage.objects.get(slug="ban-sao")
    assert (copy.live, copy.code, copy.live_task) == (False, "", None)


def test_approval_in_a_workflow_refuses_and_says_why(studio: Client, broken: LessonPage, trainer: User) -> None:
    workflow = Workflow.objects.get(name="Moderators approval")
    workflow.workflow_pages.get_or_create(page=broken.get_parent())
    state = workflow.start(broken.get_latest_revision_as_object(), trainer)
    address = reverse("wagtailadmin_pages:workflow_action", args=[broken.pk, "approve", state.current_task_state.pk])
    response = studio.post(address, follow=True)
    assert WITHOUT_SECOND_MOVE in said(response)
    assert not_live(broken)


@pytest.mark.thorough
def test_a_schedule_that_no_longer_holds_is_taken_back_and_others_go_on(draft: LessonPage, trainer: User) -> None:
    soon = timezone.now() + datetime.timedelta(days=1)
    other = api.import_package(samples.package(task__code="L06"), publish=False).page
    for page in (draft, other):
        page.go_live_at = soon
        page.save_revision(user=trainer).publish(user=trainer)
    revision = draft.revisions.get(approved_go_live_at__isnull=False)
    revision.content["solution"] = revision.content["solution"].replace("van_ban.trinh", "van_ban.dot")
    revision.save()
    past = timezone.now() - datetime.timedelta(minutes=1)
    for page in (draft, other):
        waiting = page.revisions.get(approved_go_live_at__isnull=False)
        waiting.content["go_live_at"] = past.isoformat()
        waiting.approved_go_live_at = past
        waiting.save()

    call_command("publish_scheduled")

    assert not LessonPage.objects.get(pk=draft.pk).live
    assert LessonPage.objects.get(pk=other.pk).live
    assert not draft.revisions.filter(approved_go_live_at__isnull=False).exists()
    entry = PageLogEntry.objects.get(action="lessons.not_published", page=draft.pk)
    assert "van_ban.dot" in " ".join(entry.data["problems"])


# --- frozen tasks ---------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_publishing_a_changed_lesson_leaves_the_task_of_running_attempts_alone(
    lesson: LessonPage, trainer: User
) -> None:
    before = lesson.live_task
    spec = dict(before.spec)
    lesson.title = "Tiếp nhận, vào sổ"
    api.publish(page=lesson, acting_user=trainer)
    after = LessonPage.objects.get(pk=lesson.pk).live_task
    assert after.pk != before.pk
    assert after.work_hash == before.work_hash  # only the words differ
    assert Task.objects.get(pk=before.pk).spec == spec


def test_publishing_the_same_again_keeps_the_task(lesson: LessonPage, trainer: User) -> None:
    before = lesson.live_task
    api.publish(page=lesson, acting_user=trainer)
    assert LessonPage.objects.get(pk=lesson.pk).live_task == before
    assert Task.objects.count() == 1


@pytest.mark.thorough
def test_a_draft_on_top_of_a_live_lesson_changes_no_task(studio: Client, lesson: LessonPage) -> None:
    studio.post(edit_url(lesson), opened(studio, lesson) | {"title": "Bản nháp"})
    page = LessonPage.objects.get(pk=lesson.pk)
    assert page.live_task == lesson.live_task
    assert page.get_latest_revision_as_object().live_task == lesson.live_task


@pytest.mark.thorough
def test_changed_work_has_another_work_hash(lesson: LessonPage) -> None:
    data = samples.package()
    del data["task"]["steps"][2]["checks"][5]
    after = api.import_package(data).page.live_task
    assert after.work_hash != lesson.live_task.work_hash


def test_a_frozen_task_is_never_written_again(lesson: LessonPage) -> None:
    task = lesson.live_task
    task.code = "L99"
    with pytest.raises(TypeError, match="frozen"):
        task.save()


def test_a_live_lesson_can_be_moved_about_though_the_platform_moved_on(lesson: LessonPage) -> None:
    from sandbox.api import import_snapshot
    from sandbox.definition.loader import parse_definition
    from tests.sandbox import minimal

    newer = parse_definition(
        {**minimal.DEFINITION, "roles": {**minimal.DEFINITION["roles"], "moi": samples.words("Mới")}}
    )
    import_snapshot(platform=newer, records=[])
    lesson.slug = "l05"
    lesson.save()
    assert LessonPage.objects.get(pk=lesson.pk).live_task == lesson.live_task


# --- the proof itself -----------------------------------------------------------------------------------


def problems(**changes: Any) -> list[str]:
    data = samples.package()
    for path, value in changes.items():
        samples.put(data, path.replace("__", "."), value)
    with pytest.raises(api.PackageError) as refusal:
        api.import_package(data)
    return refusal.value.problems


def test_a_refused_move_of_the_solution_is_named(snapshot: object) -> None:
    values = {"so_ky_hieu": "", "da_kiem": True}
    found = problems(task__solution__2__values=values)
    assert any("task.solution[2]" in line and "Action 3" in line for line in found)


def test_a_check_that_holds_before_anything_is_done_is_refused(snapshot: object) -> None:
    check = {"kind": "field", "select": samples.URGENT, "field": "do_khan", "is": "Hỏa tốc"}
    found = problems(task__steps__0__checks__1=check)
    assert any("task.steps[0].checks[1]" in line and "before anything was done" in line for line in found)


def test_checks_that_only_forbid_are_not_enough(snapshot: object) -> None:
    step = {**samples.PACKAGE["task"]["steps"][1], "key": "b1"}
    step["checks"] = [{"kind": "never", "action": "van_ban.xoa"}]
    found = problems(task__steps=[step], task__wrong_routes=[], task__traps=[])
    assert any("only met by doing the task" in line for line in found)


def test_a_wrong_route_that_gets_other_feedback_is_refused(snapshot: object) -> None:
    found = problems(task__wrong_routes__0__expect__0__say_contains=samples.words("Giỏi lắm!"))
    assert any("Typical mistake 1" in line for line in found)


def test_a_way_back_that_does_not_lead_to_the_end_is_refused(snapshot: object) -> None:
    found = problems(task__wrong_routes__0__recover=[samples.REGISTER_URGENT])
    assert any("after the way back" in line for line in found)


@pytest.mark.thorough
def test_proving_leaves_nothing_behind(lesson: LessonPage) -> None:
    from sandbox.models import Event, Workspace

    assert api.prove(lesson.live_task.typed, lesson.live_task.snapshot).holds
    assert not Workspace.objects.exists()
    assert not Event.objects.exists()


@pytest.mark.thorough
def test_a_variable_is_called_by_the_trainers_own_words(draft: LessonPage, trainer: User) -> None:
    def renamed(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("{{so}}", "{{Số của văn bản}}")
        if isinstance(value, dict):
            return {key: renamed(item) for key, item in value.items()}
        return [renamed(item) for item in value] if isinstance(value, list) else value

    scenario, steps = renamed(list(draft.scenario.raw_data)), renamed(list(draft.steps.raw_data))
    solution, routes = renamed(list(draft.solution.raw_data)), renamed(list(draft.wrong_routes.raw_data))
    variable = scenario[0]["value"]["variables"][0]
    variable.get("value", variable)["name"] = "Số của văn bản"
    traps = renamed(list(draft.traps.raw_data))
    draft.scenario, draft.steps, draft.solution, draft.wrong_routes, draft.traps = (
        json.dumps(part) for part in (scenario, steps, solution, routes, traps)
    )
    api.publish(page=draft, acting_user=trainer)
    spec = LessonPage.objects.get().live_task.typed
    assert list(spec.scenario.variables) == ["so_cua_van_ban"]
    assert "{{so_cua_van_ban}}" in spec.model_dump_json()


@pytest.mark.thorough
def test_another_right_way_must_lead_to_the_end(snapshot: object) -> None:
    way = {"name": samples.words("Làm 100% rồi dừng"), "moves": [samples.REGISTER_URGENT]}
    found = problems(task__right_routes=[way])
    assert any("Làm 100% rồi dừng" in str(problem) for problem in found)
    whole = {"name": samples.words("Như lời giải"), "moves": samples.PACKAGE["task"]["solution"]}
    assert api.import_package(samples.package(task__right_routes=[whole])).page.live


def test_a_placeholder_that_names_no_value_is_refused_with_those_that_do(studio: Client, draft: LessonPage) -> None:
    """Learners would read the braces; it is said at its step, and which values there are."""
    data = opened(studio, draft) | {"action-publish": "yes", "steps-1-value-title-vi": "Trình {{ten}}"}
    response = studio.post(edit_url(draft), data)
    assert response.status_code == 200
    said = response.context["form"].errors["__all__"]
    assert any("Step 2" in one and "{{ten}}" in one and "{{so}}" in one for one in said)
    assert "steps" in response.context["form"].errors
    assert not_live(draft)
