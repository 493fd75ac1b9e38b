"""`{{ page.situation_vi|lesson_html }}`: rich text of a lesson, cleaned once more on its way out.
`{{ lesson|lesson_state }}`: how far a lesson has come, for its trainers."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from lessons import html, studio
from lessons.models import LessonPage

register = template.Library()


@register.filter
def lesson_html(source: str) -> SafeString:
    return mark_safe(html.published(source or ""))


@register.filter
def lesson_state(lesson: LessonPage) -> str:
    return studio.state_of(lesson)
