"""What a trainer chooses from: names as on the screens, in the trainer's language, never an identifier."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from lessons import vocabulary
from lessons.blocks.steps import StepBlock
from lessons.models import LessonPage
from sandbox.models import Snapshot

IDENTIFIER = re.compile(r"\b[a-z]+(_[a-z0-9]+)+\b|\b[a-z_]+\.[a-z_]+\b")


@pytest.mark.parametrize("kind", list(vocabulary.KINDS))
@pytest.mark.parametrize("language", ["vi", "en"])
def test_no_list_shows_an_identifier(snapshot: Snapshot, kind: str, language: str) -> None:
    with translation.override(language):
        choices = vocabulary.choices(kind)
    assert choices
    if kind != "role":  # the small office calls its roles by their keys
        for group, options in choices:
            for text in (group, *(text for _value, text in options)):
                assert not IDENTIFIER.search(text), text


def test_lists_are_grouped_by_module_and_speak_the_editors_language(snapshot: Snapshot) -> None:
    with translation.override("vi"):
        actions = dict(vocabulary.choices("action"))
        assert ("van_ban.trinh", "Văn bản › Trình") in actions["Văn bản đến"]
        fields = dict(vocabulary.choices("field"))
        assert ("van_ban.do_khan", "Văn bản › Độ khẩn") in fields["Văn bản đến"]
    with translation.override("en"):
        fields = dict(vocabulary.choices("field"))
        assert ("van_ban.do_khan", "Văn bản › Độ khẩn (en)") in fields["Văn bản đến"]


def test_a_list_is_built_once_for_a_snapshot(snapshot: Snapshot, django_assert_num_queries: object) -> None:
    assert vocabulary.choices("field") is vocabulary.choices("field")


def test_one_list_of_each_kind_is_sent_to_the_editor(snapshot: Snapshot, client_of: object, trainer: object) -> None:
    step = StepBlock()
    checks = step.child_blocks["checks"].child_blocks
    first = checks["field"].child_blocks["field"].field.widget
    assert checks["order"].child_blocks["first"].child_blocks["action"].field.widget is (
        checks["event"].child_blocks["action"].field.widget
    )
    assert first is not checks["event"].child_blocks["action"].field.widget


def test_without_a_platform_the_lists_are_empty(db: None) -> None:
    assert vocabulary.choices("action") == []


def test_a_draft_that_names_something_gone_can_still_be_opened(draft: LessonPage, snapshot: Snapshot) -> None:
    raw = draft.steps.stream_block.get_prep_value(draft.steps)
    raw[0]["value"]["checks"][0]["value"]["field"] = "van_ban.da_bo"
    steps = draft.steps.stream_block.to_python(raw)
    cleaned = draft.steps.stream_block.clean_deferred(steps)
    assert cleaned[0].value["checks"][0].value["field"] == "van_ban.da_bo"
