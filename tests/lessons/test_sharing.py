"""A course goes out as one file and comes in on another site as drafts that say the very same tasks."""

from __future__ import annotations

import base64
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

import sandbox.api
from lessons import api as lessons_api
from lessons.models import CoursePage, CourseRelease, LessonImage, LessonPage, ReceivedCourse
from lessons.packages import PackageError
from lessons.sharing import api, opening
from sandbox.data import ca_mau_platform, ca_mau_snapshot
from sandbox.models import Snapshot
from tests.lesson_world import import_lesson
from tests.lessons import samples
from tests.lessons.test_pictures import MASK, betrays, files, secret_picture
from tests.lessons.worlds import SAMPLE
from tests.sandbox import minimal
from tests.visitor import Visitor
from tests.worlds import World
from training.people.models import User

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture(autouse=True)
def _empty_folders() -> Iterator[None]:
    yield
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        shutil.rmtree(folder, ignore_errors=True)


def export() -> bytes:
    return api.export_course(course=CoursePage.objects.get(code="K2"), licence="CC-BY-4.0").content


exported = World("exported", export, on=SAMPLE).fixture()  # the sample course, live, and its file


@pytest.fixture
def shared(exported: bytes, db: None) -> bytes:
    return exported


@pytest.fixture
def course(exported: bytes, db: None) -> CoursePage:
    return CoursePage.objects.get(code="K2")


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is not the question whether the lessons hold: playing every way takes its time."""
    monkeypatch.setattr("lessons.sharing.proving.prove", lambda task, snapshot: mock.Mock(problems=[]))


def emptied() -> None:
    """As on a site that has the platform and no lesson."""
    for course in CoursePage.objects.all():
        Page.objects.get(pk=course.pk).delete()
    LessonImage.objects.all().delete()
    assert not LessonPage.objects.exists()


def received_by(user: User, content: bytes) -> ReceivedCourse:
    """Uploaded, and tried by the background."""
    received = api.receive(content=content, name="K2.zip", acting_user=user)
    api.try_waiting()
    return ReceivedCourse.objects.get(pk=received.pk)


def hashes(codes: Any) -> dict[str, str]:
    """By code, the task that the newest draft says here."""
    pages = LessonPage.objects.filter(code__in=codes)
    snapshot = Snapshot.objects.latest("pk")
    drafts = {page.code: page.get_latest_revision_as_object() for page in pages}
    return {code: lessons_api.compile_page(draft).hash(snapshot.hash) for code, draft in drafts.items()}


def test_the_same_content_is_the_same_file(course: CoursePage, shared: bytes) -> None:
    again = api.export_course(course=course, licence="CC-BY-4.0")
    assert again.content == shared
    assert again.release.number == 1
    other = api.export_course(course=course, licence="CC0-1.0")
    assert (other.release.number, other.name) == (2, "K2-v2.zip")
    assert CourseRelease.objects.count() == 2


def test_what_lies_in_the_file(shared: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(shared)) as file:
        assert file.namelist() == [
            "manifest.json",
            "demonstrations/L05.json",
            "lessons/L05.yaml",
            *[name for name in file.namelist() if name.startswith("platform/")],
        ]
        manifest = json.loads(file.read("manifest.json"))
        shown = json.loads(file.read("demonstrations/L05.json"))
    assert manifest["lessons"] == [{"code": "L05", "task": LessonPage.objects.get().live_task.hash}]
    assert (manifest["licence"], manifest["version"], manifest["engine"]) == ("CC-BY-4.0", 1, "1")
    assert any(member["path"].startswith("platform/") for member in manifest["members"])
    assert len(shown["moves"]) == len(samples.PACKAGE["task"]["solution"])


def test_into_an_empty_site_and_the_tasks_are_identical(shared: bytes, trainer: User) -> None:
    stated = {lesson.code: lesson.task for lesson in opening.opened(shared).manifest.lessons}
    emptied()
    received = received_by(trainer, shared)
    assert received.results == {"L05": {"problems": [], "notes": []}}
    api.land(received=received, codes=["L05"], acting_user=trainer)
    assert hashes(stated) == stated
    assert [(page.live, page.live_task) for page in LessonPage.objects.all()] == [(False, None)]
    assert not CoursePage.objects.get().live
    assert not ReceivedCourse.objects.exists()
    assert Client().get("/hoc/").status_code == 302


@pytest.mark.thorough
def test_pictures_go_along_as_learners_get_them(
    course: CoursePage, held: None, trainer: User, django_capture_on_commit_callbacks: Any
) -> None:
    from lessons.pictures import api as pictures

    data = samples.package()
    picture = {"file": "x.png", "data": base64.b64encode(secret_picture("png")).decode(), "alt": samples.words("Ảnh")}
    data["reading"].append({"kind": "picture", "picture": picture})
    with mock.patch("lessons.publication._demand_proof"):
        lessons_api.import_package(data)
    pictures.draw(image_id=LessonImage.objects.get().pk, drawn=[MASK])
    content = api.export_course(course=CoursePage.objects.get(), licence="CC-BY-4.0").content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        media = [file.read(name) for name in file.namelist() if name.startswith("media/")]
        assert "base64" not in file.read("lessons/L05.yaml").decode()
        assert len(file.read("lessons/L05.yaml")) < 40_000
    assert [betrays(one) for one in media] == [""]

    emptied()
    with django_capture_on_commit_callbacks(execute=True):
        received = received_by(trainer, content)
        page = api.land(received=received, codes=["L05"], acting_user=trainer)[0]
    assert page.reading[-1].value["image"] == LessonImage.objects.get()
    again = received_by(trainer, content)  # once more: nothing differs, pictures included
    assert Visitor(_signed_in(trainer)).open(_address(again)).shows("The same as here")


@pytest.mark.thorough
def test_what_is_live_goes_on_and_the_newer_version_waits_as_a_draft(
    course: CoursePage, shared: bytes, held: None, trainer: User
) -> None:
    live = LessonPage.objects.get()
    live.title = "Một đầu đề khác"
    with mock.patch("lessons.publication._demand_proof"):
        live.save_revision().publish()
    kept = LessonPage.objects.get()
    received = received_by(trainer, shared)
    visitor = Visitor(_signed_in(trainer)).open(_address(received))
    assert visitor.shows("Another version of it is here")
    assert visitor.page.select_one("del").get_text().endswith("Một đầu đề khác")
    visitor.press("Take the chosen lessons over as drafts", lesson="L05")
    assert visitor.shows("is here as a draft")
    now = LessonPage.objects.get()
    assert (now.live, now.title, now.live_task_id) == (True, "Một đầu đề khác", kept.live_task_id)
    assert now.has_unpublished_changes
    assert now.get_latest_revision_as_object().title == samples.PACKAGE["task"]["title"]["vi"]


def test_another_release_of_the_platform_is_shown(shared: bytes, held: None, trainer: User) -> None:
    emptied()
    platform = minimal.platform()
    key = next(iter(platform.modules))
    renamed = platform.modules[key].model_copy(update={"vi": "Tên khác"})
    newer = platform.model_copy(update={"modules": {**platform.modules, key: renamed}})
    sandbox.api.import_snapshot(platform=newer, records=())
    received = received_by(trainer, shared)
    visitor = Visitor(_signed_in(trainer)).open(_address(received))
    assert visitor.shows("is different here")
    assert visitor.shows("New here")


@pytest.mark.thorough
def test_what_does_not_hold_on_another_platform_cannot_be_taken_over(shared: bytes, trainer: User) -> None:
    emptied()
    received = received_by(trainer, shared)
    visitor = Visitor(_signed_in(trainer))
    sandbox.api.import_snapshot(platform=ca_mau_platform(), records=())
    with pytest.raises(PackageError, match="changed meanwhile"):
        api.land(received=received, codes=["L05"], acting_user=trainer)
    api.try_waiting()
    visitor.open(_address(received))
    assert visitor.shows("is missing here")
    assert visitor.shows("does not hold on this site's platform")
    assert not visitor.page.select_one("input[name=lesson]:not([disabled])")
    assert visitor.client.post(_address(received), {"lesson": "L05"}).status_code in (403, 422)
    assert not LessonPage.objects.exists()


@pytest.mark.thorough
def test_a_solution_that_ends_otherwise_than_stated_is_not_taken_over(shared: bytes, trainer: User) -> None:
    from tests.lessons.test_sharing_hostile import remade

    def another_end(members: dict[str, bytes]) -> None:
        path = "demonstrations/L05.json"
        shown = json.loads(members[path])
        members[path] = json.dumps({**shown, "end": "0" * 64}).encode()

    received = received_by(trainer, remade(shared, another_end))
    assert "otherwise than it is stated" in received.results["L05"]["problems"][0]


def test_shared_and_taken_over_from_the_first_screen(
    course: CoursePage, held: None, trainer: User, mai: User, client_of: Any, django_capture_on_commit_callbacks: Any
) -> None:
    trainer.language = "en"
    trainer.save()
    visitor = Visitor(client_of(trainer)).open("/soan-bai/").follow("Share the course")
    answer = visitor.client.post(visitor.url, {"licence": "CC-BY-SA-4.0"})
    assert answer["Content-Disposition"] == 'attachment; filename="K2-v2.zip"'
    visitor.open("/soan-bai/").follow("Take over a course")
    with django_capture_on_commit_callbacks(execute=True):  # the background begins at once
        sent = visitor.client.post(visitor.url, {"file": SimpleUploadedFile("K2.zip", answer.content)})
    assert sent.status_code == 303
    visitor.open(sent["Location"])
    assert visitor.shows("CC BY-SA 4.0")
    assert visitor.shows("The same as here")
    assert client_of(mai).get(sent["Location"]).status_code in (302, 403, 404)
    with django_capture_on_commit_callbacks(execute=True):
        visitor.press("Let it go")
    assert not ReceivedCourse.objects.exists()
    assert files(settings.PRIVATE_ROOT) == []


def test_another_trainers_file_is_not_there(
    shared: bytes, held: None, trainer: User, administrator: User, client_of: Any
) -> None:
    received = received_by(trainer, shared)
    assert client_of(administrator).get(_address(received)).status_code == 404


def test_without_the_background_it_can_be_tried_by_hand(shared: bytes, held: None, trainer: User) -> None:
    received = api.receive(content=shared, name="K2.zip", acting_user=trainer)
    visitor = Visitor(_signed_in(trainer)).open(_address(received))
    assert visitor.shows("still to come")
    visitor.follow("Look again")
    visitor.press("Play the next one now")
    assert visitor.shows("The same as here")


def test_a_file_about_which_nobody_decides_goes(
    shared: bytes, held: None, trainer: User, django_capture_on_commit_callbacks: Any
) -> None:
    received = received_by(trainer, shared)
    assert api.forget_old() == 0
    long_ago = timezone.now() - timezone.timedelta(hours=settings.COURSE_KEPT_HOURS + 1)
    ReceivedCourse.objects.filter(pk=received.pk).update(received_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        assert api.forget_old() == 1
    assert files(settings.PRIVATE_ROOT) == []


def test_nothing_live_is_nothing_to_share(course: CoursePage) -> None:
    LessonPage.objects.get().unpublish()
    with pytest.raises(PackageError, match="nothing to share"):
        api.export_course(course=CoursePage.objects.get(), licence="CC-BY-4.0")


@pytest.mark.thorough
def test_by_command(course: CoursePage, held: None, tmp_path: Path) -> None:
    said = io.StringIO()
    call_command("export_course", "K2", to=tmp_path, stdout=said)
    file = tmp_path / "K2-v1.zip"
    assert "version 1" in said.getvalue()
    call_command("import_course", str(file), stdout=said)
    assert "L05: same" in said.getvalue()
    emptied()
    call_command("import_course", str(file), dry_run=True, stdout=said)
    assert not LessonPage.objects.exists()
    call_command("import_course", str(file), stdout=said)
    assert "as drafts: L05" in said.getvalue()
    assert LessonPage.objects.get().live is False
    file.write_bytes(file.read_bytes()[:-40])
    with pytest.raises(CommandError, match="damaged"):
        call_command("import_course", str(file), stdout=said)
    with pytest.raises(CommandError, match="there are: K2"):
        call_command("export_course", "K9", stdout=said)


@pytest.mark.thorough
def test_a_landing_that_fails_leaves_no_file(course: CoursePage, trainer: User) -> None:
    data = samples.package()
    picture = {"file": "x.png", "data": base64.b64encode(secret_picture("png")).decode(), "alt": samples.words("Ảnh")}
    data["reading"].append({"kind": "picture", "picture": picture})
    with mock.patch("lessons.publication._demand_proof"):
        lessons_api.import_package(data)
    content = api.export_course(course=course, licence="CC-BY-4.0").content
    emptied()
    for folder in (settings.MEDIA_ROOT, settings.PRIVATE_ROOT):
        shutil.rmtree(folder, ignore_errors=True)
    found = opening.opened(content)
    with mock.patch.object(LessonPage, "save_revision", side_effect=RuntimeError), pytest.raises(RuntimeError):
        api.land_opened(opened=found, codes=["L05"], acting_user=trainer)
    assert files(settings.MEDIA_ROOT) == files(settings.PRIVATE_ROOT) == []
    assert not LessonImage.objects.exists()


@pytest.mark.exhaustive
@pytest.mark.thorough
@pytest.mark.django_db
def test_every_course_of_the_product_comes_in_with_identical_tasks(trainer: User) -> None:
    ca_mau_snapshot(documents=0)
    codes = [f"L{number:02}" for number in range(1, 25)]
    before = {code: import_lesson(code).live_task.hash for code in codes}
    sent = [api.export_course(course=course, licence="CC-BY-4.0").content for course in CoursePage.objects.all()]
    emptied()
    for content in sent:
        found = opening.opened(content)
        with mock.patch("lessons.sharing.proving.prove", return_value=mock.Mock(problems=[])):  # tests/lessons/data
            received = received_by(trainer, content)
        assert {code: result for code, result in received.results.items() if result["problems"]} == {}
        api.land(received=received, codes=list(found.packages), acting_user=trainer)
    assert hashes(codes) == before
    assert not LessonPage.objects.live().exists()


def _signed_in(user: User) -> Client:
    user.language = "en"
    user.save()
    client = Client()
    client.force_login(user)
    return client


def _address(received: ReceivedCourse) -> str:
    return reverse("lesson_course_received", args=[received.uuid])
