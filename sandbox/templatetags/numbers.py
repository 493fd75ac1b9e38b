"""Whole numbers as a reader of the page's language writes them: 3.012 in Vietnamese, 3,012 in English."""

from django import template
from django.utils.translation import get_language

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    words = f"{number:,}"
    return words if (get_language() or "vi").startswith("en") else words.replace(",", ".")
