"""`{{ page.situation_vi|lesson_html }}`: rich text of a lesson, cleaned once more on its way out."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from lessons import html

register = template.Library()


@register.filter
def lesson_html(source: str) -> SafeString:
    return mark_safe(html.published(source or ""))
