"""The job aid: what of a lesson helps at work, and nothing that belongs to an exercise or to a person."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from lessons.models import LessonPage
from lessons.spec import LessonPackage, TaskSpec
from sandbox.data import ca_mau_platform
from tests.lesson_world import ROOT
from tests.visitor import Visitor
from training.people.models import User
from training.progress import job_aid
from training.progress.job_aid import JobAid, job_aid_of

LESSONS = sorted((ROOT / "lessons" / "data").glob("L*.yaml"))


@pytest.fixture(autouse=True)
def _platform(monkeypatch: pytest.MonkeyPatch) -> None:
    """The platform as its files say, where the lesson comes out of a file too."""
    real = job_aid.platform_of
    files = ca_mau_platform()
    monkeypatch.setattr(job_aid, "platform_of", lambda snapshot: real(snapshot) if snapshot else files)


@lru_cache
def spec_of(path: Path) -> TaskSpec:
    return LessonPackage.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).task


def sheet(path: Path, language: str = "vi") -> JobAid:
    task: Any = SimpleNamespace(typed=spec_of(path), snapshot=None)
    return job_aid_of(task, language)


def words(aid: JobAid) -> str:
    steps = [part for step in aid.steps for part in (step.title, step.do, step.law)]
    return " ".join([aid.title, aid.when, *steps, *(f"{one.name} {one.right}" for one in aid.mistakes), aid.security])


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.thorough
def test_every_lesson_makes_a_whole_sheet(path: Path, language: str) -> None:
    aid, spec = sheet(path, language), spec_of(path)
    assert len(aid.steps) == len(spec.steps)
    assert all(step.title and step.do for step in aid.steps)
    assert len(aid.mistakes) == len(spec.wrong_routes)
    assert aid.when
    assert aid.security


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
@pytest.mark.thorough
def test_what_is_drawn_for_an_attempt_is_left_open(path: Path) -> None:
    said = words(sheet(path))
    assert "{{" not in said
    assert "<" not in said
    assert "… …" not in said


@pytest.mark.thorough
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_baits_stay_untold(path: Path) -> None:
    said = words(sheet(path))
    assert not [trap.name.vi for trap in spec_of(path).traps if trap.name.vi in said]


def test_a_step_says_what_to_press_and_the_law_that_it_stands_on() -> None:
    first = sheet(ROOT / "lessons" / "data" / "L05.yaml").steps[0]
    assert first.title == "Mở văn bản Hỏa tốc và kiểm tra chữ ký số"
    assert first.do.endswith("Mở ra, bấm Kiểm tra chữ ký số.")
    assert first.law == (
        "Văn thư phải kiểm tra tính xác thực, toàn vẹn trước khi tiếp nhận (NĐ 30/2020/NĐ-CP, Điều 21)."
    )


def test_a_mistake_stands_beside_its_right_way_in_whole_sentences() -> None:
    mistakes = {one.name: one.right for one in sheet(ROOT / "lessons" / "data" / "L05.yaml").mistakes}
    assert mistakes["Trình Hỏa tốc cho người không phụ trách"] == (
        "Phòng, chống thiên tai do Chủ tịch trực tiếp chỉ đạo: trình Chủ tịch."
    )


def test_answers_of_the_exercise_are_not_on_the_sheet() -> None:
    said = words(sheet(ROOT / "lessons" / "data" / "L05.yaml"))
    assert "22/11/2026" not in said
    assert "Huỳnh Thị Kim Thoa" not in said


def test_a_sentence_that_says_nothing_but_a_value_is_left_out() -> None:
    assert "PIN của khóa ký" not in sheet(ROOT / "lessons" / "data" / "L11.yaml").when


def test_the_laws_in_force_behind_the_buttons_are_named() -> None:
    laws = sheet(ROOT / "lessons" / "data" / "L05.yaml").laws
    assert "30/2020/NĐ-CP: Nghị định về công tác văn thư" in laws
    assert not [law for law in laws if law.startswith("29/2018/QH14")]


def test_anybody_opens_it_and_goes_on_to_practise(l05: LessonPage, neighbour: User, client_of) -> None:
    visitor = Visitor(client_of(neighbour)).open("/phieu-viec/L05/")
    assert visitor.shows("Tiếp nhận và vào sổ", "h1")
    visitor.press("Luyện việc này")
    assert visitor.path.startswith("/bai-tap/")


def test_it_is_the_same_sheet_for_everybody(l05: LessonPage, mai: User, phuc: User, client_of) -> None:
    client_of(mai).post("/bai-tap/bat-dau/L05/")
    sheets = [Visitor(client_of(one)).open("/phieu-viec/L05/").text("article") for one in (mai, phuc)]
    assert sheets[0] == sheets[1]
    assert mai.full_name not in sheets[0]


def test_a_lesson_that_is_not_live_has_none(l05: LessonPage, mai: User, client_of) -> None:
    l05.unpublish()
    assert client_of(mai).get("/phieu-viec/L05/").status_code == 404


def test_the_sheet_asks_few_questions(l05: LessonPage, mai: User, client_of, django_assert_max_num_queries) -> None:
    client = client_of(mai)
    with django_assert_max_num_queries(14):
        assert client.get("/phieu-viec/L05/").status_code == 200
