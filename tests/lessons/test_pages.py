"""What learners read, and what the trainer's editor shows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from lessons import selectors
from lessons.models import LessonPage
from tests.lessons.editor import edit_url, opened
from training.people.models import User


def test_a_lesson_is_read_by_those_who_signed_in(lesson: LessonPage, anonymous: Client) -> None:
    for page in (lesson, lesson.get_parent(), lesson.get_parent().get_parent()):
        response = anonymous.get(page.url)
        assert response.status_code == 302
        assert response.url.startswith(reverse("account_login"))


def test_the_lesson_page_has_one_button_that_starts_it(lesson: LessonPage, mai: User, client_of: Any) -> None:
    text = client_of(mai).get(lesson.url).content.decode()
    assert f'action="{reverse("practice_start", args=["L05"])}"' in text
    assert "Hai văn bản lúc 7 giờ 30" in text
    assert "Chữ ký không hợp lệ thì dừng." in text
    assert "Đọc cột Độ khẩn trước." in text
    assert "Vào sổ văn bản Hỏa tốc" not in text  # the steps come one by one, beside the work


def test_the_course_shows_its_lessons(lesson: LessonPage, mai: User, client_of: Any) -> None:
    client = client_of(mai)
    course = client.get(lesson.get_parent().url).content.decode()
    assert f'href="{lesson.url}"' in course
    index = client.get(lesson.get_parent().get_parent().url).content.decode()
    assert f'href="{lesson.get_parent().url}"' in index


def test_addresses_are_unaccented(lesson: LessonPage) -> None:
    assert lesson.url == "/hoc/k2-van-ban-den/l05-tiep-nhan-va-vao-so/"


def test_a_draft_is_not_shown(draft: LessonPage, mai: User, client_of: Any) -> None:
    assert client_of(mai).get(draft.url).status_code == 404
    assert selectors.lesson_by_code("L05") is None
    assert selectors.live_lessons() == []


def test_a_page_speaks_the_readers_language(lesson: LessonPage) -> None:
    with translation.override("en"):
        assert lesson.name == "Receive and register"
        assert lesson.reading[0].value.here == "<p>Đọc cột Độ khẩn trước. (en)</p>"
    with translation.override("vi"):
        assert lesson.name == "Tiếp nhận và vào sổ"


def test_live_lessons_take_two_queries(lesson: LessonPage, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        assert [found.live_task.code for found in selectors.live_lessons()] == ["L05"]
    assert selectors.live_lessons()[0].live_task.get_deferred_fields() == {"spec"}  # long, and no list needs it


def test_the_editor_opens_with_the_lessons(
    lesson: LessonPage, trainer: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(trainer)
    home = reverse("wagtailadmin_home")
    assert f'href="{edit_url(lesson)}"' in client.get(home).content.decode()
    with django_assert_max_num_queries(40):
        client.get(home)


@pytest.mark.thorough
def test_the_preview_may_stand_beside_the_form(lesson: LessonPage, trainer: User, client_of: Any) -> None:
    client = client_of(trainer)
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[lesson.pk])
    client.post(preview, opened(client, lesson))
    policy = client.get(preview, {"mode": ""}).headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in client.get(lesson.url).headers["Content-Security-Policy"]


def test_the_editor_opens_for_a_trainer(
    lesson: LessonPage, trainer: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(trainer)
    client.get(edit_url(lesson))
    with django_assert_max_num_queries(110):
        text = client.get(edit_url(lesson)).content.decode()
    assert text.count(in_the_form("Văn bản › Trình")) >= 1
    assert text.count(in_the_form("Văn bản › Nhật ký")) <= 12  # a list is sent once a stream, not once a block


def in_the_form(words: str) -> str:
    """As the editor's scripts get it: JSON inside an attribute."""
    return json.dumps(words)[1:-1]


def test_the_editors_menu_is_short(lesson: LessonPage, trainer: User, client_of: Any) -> None:
    text = client_of(trainer).get(reverse("wagtailadmin_home")).content.decode()
    for name in ("documents", "settings", "help"):
        assert f'"name": "{name}"' not in text
    assert '"name": "images"' in text


@pytest.mark.parametrize("who", ["mai", "hr"])
def test_others_do_not_enter_the_editor(lesson: LessonPage, who: str, request: Any, client_of: Any) -> None:
    response = client_of(request.getfixturevalue(who)).get(edit_url(lesson))
    assert response.status_code in (302, 403, 404)


def test_the_preview_shows_every_step(lesson: LessonPage, trainer: User, client_of: Any) -> None:
    address = reverse("wagtailadmin_pages:view_draft", args=[lesson.pk])
    text = client_of(trainer).get(address).content.decode()
    for step in lesson.steps:
        assert step.value["title"]["vi"] in text
    assert reverse("practice_start", args=["L05"]) not in text


def test_blocks_have_previews(lesson: LessonPage, trainer: User, client_of: Any) -> None:
    client = client_of(trainer)
    for block in (
        *lesson.reading.stream_block.child_blocks.values(),
        *lesson.steps.stream_block.child_blocks.values(),
    ):
        if block.is_previewable:
            address = reverse("wagtailadmin_block_preview")
            assert client.get(address, {"id": block.definition_prefix}).status_code == 200
    assert lesson.steps.stream_block.child_blocks["step"].is_previewable
