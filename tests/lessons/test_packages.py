"""A package is read whole or not at all; a malformed one is refused with a sentence that names the place."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image

import sandbox.api
from lessons import api
from lessons.models import CoursePage, LessonImage, LessonPage, Task
from sandbox.models import Snapshot
from tests.lessons import samples
from tests.sandbox import minimal
from training.people.models import User

pytestmark = pytest.mark.usefixtures("english")

AT_ONCE = {"move": "act", "action": "van_ban.vao_so", "on": "khong_co"}
MALFORMED: list[tuple[str, dict[str, Any], str]] = [
    ("no format", {"format": ...}, "format"),
    ("another format", {"format": 2}, "format"),
    ("no course", {"course": ...}, "course"),
    ("no task", {"task": ...}, "task"),
    ("a misspelt part", {"task.stesp": []}, "task.stesp"),
    ("a code that is none", {"task.code": "bai 5"}, "task.code"),
    ("a title in one language", {"task.title": {"vi": "Vào sổ"}}, "task.title.en"),
    ("an empty title", {"task.title.vi": ""}, "task.title.vi"),
    ("no steps", {"task.steps": []}, "task.steps"),
    ("eight steps", {"task.steps": [samples.PACKAGE["task"]["steps"][0]] * 8}, "task.steps"),
    ("a step without checks", {"task.steps.0.checks": []}, "task.steps[0].checks"),
    ("a step key twice", {"task.steps.1.key": "vao_so_hoa_toc"}, "step key used twice"),
    ("a kind of check that is none", {"task.steps.0.checks.0.kind": "script"}, "task.steps[0].checks[0]"),
    ("a check without its field", {"task.steps.0.checks.0.field": ...}, "task.steps[0].checks[0].field"),
    ("a move that is none", {"task.solution.0.move": "exec"}, "task.solution[0]"),
    ("no solution", {"task.solution": []}, "task.solution"),
    ("too many minutes", {"task.minutes": 600}, "task.minutes"),
    ("a start that is no moment", {"task.scenario.start": "bảy giờ"}, "task.scenario.start"),
    ("a record without a name", {"task.scenario.records.0.ref": ...}, "task.scenario.records[0].ref"),
    ("a wrong route to no step", {"task.wrong_routes.0.expect.0.step": "b9"}, "unknown step"),
    ("a tip without words", {"reading.0.words": ...}, "reading[0]"),
    ("a role that the platform lacks", {"task.scenario.role": "giam_doc"}, "task.scenario.role"),
    ("a record type that it lacks", {"task.scenario.records.0.record": "bai_hat"}, "task.scenario.records[0]"),
    ("a state that it lacks", {"task.scenario.records.1.state": "da_dot"}, "task.scenario.records[1]"),
    ("a field that it lacks", {"task.scenario.records.1.values.mau_sac": "x"}, "task.scenario.records[1]"),
    (
        "a value that cannot be read",
        {"task.scenario.records.1.values.dien_tich": "nhiều"},
        "task.scenario.records[1]",
    ),
    ("an action that it lacks", {"task.solution.1.action": "van_ban.dot"}, "task.solution[1]"),
    ("a record that the lesson lacks", {"task.solution.0": AT_ONCE}, "task.solution[0]"),
    ("a check on a field that it lacks", {"task.steps.0.checks.0.field": "mau"}, "task.steps[0].checks[0]"),
    ("a light on nothing", {"task.steps.0.hints.at": "van_ban.dot"}, "task.steps[0].hints"),
]


@pytest.mark.parametrize(("changes", "place"), [case[1:] for case in MALFORMED], ids=[case[0] for case in MALFORMED])
def test_a_malformed_package_is_refused_and_leaves_nothing(
    snapshot: object, tmp_path: Path, changes: dict[str, Any], place: str
) -> None:
    data = samples.package()
    for path, value in changes.items():
        samples.put(data, path, value)
    file = tmp_path / "L05.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")

    with pytest.raises(api.PackageError) as refusal:
        api.import_package(file)

    assert refusal.value.problems[0].startswith("L05.yaml:")
    assert any(place in problem for problem in refusal.value.problems)
    assert not LessonPage.objects.exists()
    assert not CoursePage.objects.exists()
    assert not Task.objects.exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "format, course"),
        ("- một\n- hai\n", "format, course"),
        ("task: [", "YAML"),
        ("format: 1\nformat: 1\n", "twice"),
        ("format: !!python/object/apply:os.system ['ls']\n", "L05.yaml:1 format"),
        ("format: 1\ntask: {on: x}\n", "true/false"),
        ("a: &a [*a]\n", "L05.yaml"),
        ("\x00\x01", "YAML"),
    ],
)
def test_a_file_that_is_no_package_is_refused(snapshot: object, tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "L05.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(api.PackageError, match=words):
        api.import_package(file)
    assert not LessonPage.objects.exists()


def test_a_missing_or_huge_file_is_refused(snapshot: object, tmp_path: Path) -> None:
    with pytest.raises(api.PackageError, match="no such file"):
        api.import_package(tmp_path / "L99.yaml")
    huge = tmp_path / "L05.yaml"
    huge.write_text("#" * (8 * 1024 * 1024 + 1))
    with pytest.raises(api.PackageError, match="8 MB"):
        api.import_package(huge)


def test_the_line_of_the_mistake_is_named(snapshot: object, tmp_path: Path) -> None:
    data = samples.package(task__minutes=0)
    file = tmp_path / "L05.yaml"
    text = yaml.safe_dump(data, allow_unicode=True)
    file.write_text(text, encoding="utf-8")
    line = 1 + text.splitlines().index("  minutes: 0")
    with pytest.raises(api.PackageError, match=rf"L05\.yaml:{line} task\.minutes: "):
        api.import_package(file)


def test_the_same_package_twice_changes_nothing(lesson: LessonPage) -> None:
    revisions = lesson.revisions.count()
    again = api.import_package(samples.package())
    assert (again.created, again.changed) == (False, False)
    assert lesson.revisions.count() == revisions
    assert Task.objects.count() == 1


@pytest.mark.thorough
def test_a_newer_release_of_the_platform_has_it_published_again(lesson: LessonPage, snapshot: Snapshot) -> None:
    newer = minimal.platform().model_copy(update={"en": "The office, newer"})
    newest = sandbox.api.import_snapshot(platform=newer, records=())
    assert api.import_package(samples.PACKAGE).changed
    lesson.refresh_from_db()
    assert lesson.live_task is not None
    assert lesson.live_task.snapshot_id == newest.pk
    assert not api.import_package(samples.PACKAGE).changed


@pytest.mark.thorough
def test_what_a_trainer_edited_stays_until_the_package_changes(lesson: LessonPage, trainer: User) -> None:
    lesson.title = "Tiếp nhận, vào sổ"
    api.publish(page=lesson, acting_user=trainer)
    api.import_package(samples.package())
    assert LessonPage.objects.get().title == "Tiếp nhận, vào sổ"

    changed = api.import_package(samples.package(task__minutes=7))

    assert (changed.created, changed.changed) == (False, True)
    assert LessonPage.objects.get().minutes == 7
    assert changed.page.live_task.typed.title.vi == "Tiếp nhận và vào sổ"


@pytest.mark.thorough
def test_a_new_release_does_not_write_over_a_trainers_lesson(lesson: LessonPage, trainer: User) -> None:
    lesson.title = "Tiếp nhận, vào sổ"
    api.publish(page=lesson, acting_user=trainer)

    found = api.import_package(samples.package(task__minutes=7), keep_edits=True)

    assert not found.changed
    assert LessonPage.objects.get().title == "Tiếp nhận, vào sổ"


def test_a_refused_update_leaves_the_lesson_as_it_was(lesson: LessonPage) -> None:
    task, revisions = lesson.live_task, lesson.revisions.count()
    with pytest.raises(api.PackageError):
        api.import_package(samples.package(task__solution__0__action="van_ban.dot"))
    lesson.refresh_from_db()
    assert lesson.live_task == task
    assert lesson.revisions.count() == revisions


def picture(size: tuple[int, int] = (40, 30), kind: str = "png") -> bytes:
    buffer = io.BytesIO()
    Image.new("1" if size > (1000, 1000) else "RGB", size).save(buffer, kind)
    return buffer.getvalue()


def with_picture(name: str, content: bytes) -> dict[str, Any]:
    data = samples.package()
    shown = {"file": name, "data": base64.b64encode(content).decode(), "alt": samples.words("Màn hình")}
    data["reading"].append({"kind": "picture", "picture": shown})
    return data


def test_a_picture_travels_with_its_lesson(snapshot: object) -> None:
    page = api.import_package(with_picture("man-hinh.png", picture()), publish=False).page
    data = api.export_package(page)
    page.delete()
    LessonImage.objects.all().delete()
    again = api.import_package(data, publish=False).page
    assert again.reading[2].value["image"].width == 40
    assert again.reading[2].value["alt"]["vi"] == "Màn hình"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ve.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
        ("man-hinh.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("man-hinh.png", {"kind": "gif"}),
        ("bom.png", {"size": (6000, 5000)}),
        ("man-hinh.png", b"no picture at all"),
    ],
)
def test_a_picture_that_may_not_be_uploaded_may_not_come_in_a_package(
    snapshot: object, name: str, content: bytes | dict[str, Any]
) -> None:
    content = content if isinstance(content, bytes) else picture(**content)
    with pytest.raises(api.PackageError, match=name):
        api.import_package(with_picture(name, content))
    assert not LessonImage.objects.exists()
    assert not LessonPage.objects.exists()
