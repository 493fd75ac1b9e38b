"""From what somebody mastered to skills and areas, and the sentence that says what is now theirs."""

from __future__ import annotations

import datetime
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from django.utils import timezone

from lessons.models import LessonPage
from tests.lesson_world import ROOT
from tests.training.progress.record_world import practised
from training.people.models import User
from training.progress.models import Completion, Mastery
from training.progress.selectors import Refresher
from training.progress.skills import competences_in, framework, level_in, roll_up, skill_gained

NOW = timezone.now()
COURSE: Any = SimpleNamespace(code="K1")  # a page asks the database even to be made


def lesson(code: str, *skills: str) -> Any:
    return SimpleNamespace(code=code, skills="\n".join(skills))


def row(code: str, status: str, level: int) -> Mastery:
    return Mastery(lesson_code=code, status=status, level=level, since=NOW, first_at=NOW)


LESSONS = [
    lesson("L01", "DigComp 4.1", "DigComp 4.2", "M1"),
    lesson("L03", "DigComp 1.2", "DigComp 4.1", "M3"),
    lesson("L05", "DigComp 1.2", "M2"),
]
MASTERY = {"L01": row("L01", "retained", 2), "L03": row("L03", "assisted", 1)}


def test_the_framework_names_every_competence_once_in_both_languages() -> None:
    codes = [one.code for area in framework().areas for one in area.competences]
    expected = {"1": 3, "2": 6, "3": 4, "4": 4, "5": 4}
    assert codes == [f"{area}.{number}" for area, count in expected.items() for number in range(1, count + 1)]
    for area in framework().areas:
        for one in area.competences:
            assert all({"vi", "en"} == set(words) and all(words.values()) for words in (one.names, one.can))


def test_what_no_lesson_is_about_is_marked() -> None:
    marked = {one.code for area in framework().areas for one in area.competences if not one.covered}
    assert marked == {"3.4", "4.3", "4.4"}


@pytest.mark.thorough
def test_every_lesson_names_competences_that_there_are_and_lessons_cover() -> None:
    for path in sorted((ROOT / "lessons" / "data").glob("L*.yaml")):
        skills = yaml.safe_load(path.read_text(encoding="utf-8"))["task"]["skills"]
        found = [framework().competence(code) for code in competences_in(skills)]
        assert found, path.name
        assert all(one and one.covered for one in found), path.name


@pytest.mark.parametrize(
    ("lines", "codes", "level"),
    [
        (["DigComp 1.2", "M3"], ["1.2"], 3),
        (["digcomp 5.4 ", " M2"], ["5.4"], 2),
        (["Văn thư", "M9", "DigComp 12"], [], 1),
    ],
)
def test_lines_of_skills_are_read(lines: list[str], codes: list[str], level: int) -> None:
    assert (competences_in(lines), level_in(lines)) == (codes, level)


def test_a_lesson_counts_once_in_an_area_and_in_each_of_its_competences() -> None:
    areas = {one.area.code: one for one in roll_up([(COURSE, LESSONS)], MASTERY).areas}
    safety = areas["4"]
    assert (safety.tally.retained, safety.tally.assisted, safety.tally.not_yet) == (1, 1, 0)
    counts = {one.competence.code: len(one.tally.lessons) for one in safety.competences}
    assert counts == {"4.1": 2, "4.2": 1, "4.3": 0, "4.4": 0}


def test_the_best_level_and_the_level_aimed_at_are_the_highest_among_the_lessons() -> None:
    areas = {one.area.code: one.tally for one in roll_up([(COURSE, LESSONS)], MASTERY).areas}
    assert (areas["4"].level, areas["4"].aims_at) == (2, 3)
    assert (areas["1"].level, areas["1"].aims_at) == (1, 3)
    assert areas["2"].level == 0


def test_the_drawing_has_a_column_a_lesson_whose_height_says_how_far_it_is() -> None:
    columns = roll_up([(COURSE, LESSONS)], MASTERY).tally.columns
    assert [(one.status, one.height, one.y) for one in columns] == [
        ("retained", 24, 0),
        ("assisted", 8, 16),
        ("not_yet", 2, 22),
    ]


def test_the_next_repeat_is_not_named_while_one_is_due() -> None:
    coming = row("L05", "unaided", 2)
    coming.refresh_at = NOW + datetime.timedelta(days=3)
    assert roll_up([(COURSE, LESSONS)], {"L05": coming}).next_due == coming.refresh_at
    due = [Refresher("L05", "week1", NOW)]
    assert roll_up([(COURSE, LESSONS)], {"L05": coming}, due=due).next_due is None


# --- the sentence ------------------------------------------------------------------------------------------


def say(mai: User, language: str = "vi") -> str:
    return skill_gained(Completion.objects.filter(user=mai).order_by("-number")[0], language)


@pytest.mark.thorough
def test_with_guidance_it_says_with_guidance(l05: LessonPage, mai: User, client_of) -> None:
    practised(client_of(mai), mai, mode="guided")
    assert say(mai) == (
        "Anh/Chị đã làm được việc “Tiếp nhận và vào sổ” khi có hướng dẫn: "
        "đánh giá thông tin, quản lý dữ liệu, phối hợp công việc."
    )


@pytest.mark.thorough
def test_the_first_time_alone_it_is_yours_and_later_once_more(l05: LessonPage, mai: User, client_of) -> None:
    client = client_of(mai)
    practised(client, mai)
    assert say(mai).startswith("Từ nay Anh/Chị tự làm được việc “Tiếp nhận và vào sổ”: đánh giá thông tin,")
    assert say(mai, "en").startswith("From now on you can do “Receive and register” on your own: evaluating")
    practised(client, mai)
    assert say(mai).startswith("Anh/Chị lại tự làm được việc “Tiếp nhận và vào sổ”:")


@pytest.mark.thorough
def test_done_again_after_weeks_it_is_kept(l05: LessonPage, mai: User, client_of) -> None:
    practised(client_of(mai), mai)
    completion = Completion.objects.get(user=mai)
    Mastery.objects.filter(user=mai).update(status="retained", retained_at=completion.at)
    assert say(mai).startswith("Qua một thời gian, Anh/Chị vẫn tự làm được việc")
