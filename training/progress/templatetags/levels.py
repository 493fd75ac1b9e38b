"""What M1 to M4 mean, said everywhere as the framework's data says it."""

from django import template

from training.progress.skills import framework

register = template.Library()


@register.filter
def level_words(level: int) -> str:
    return framework().level(level)


@register.simple_tag
def levels() -> list[tuple[int, str]]:
    """M1…M4, each with what it means."""
    return framework().in_words
