"""A drawing of ours inside the page itself: one request fewer."""

from functools import lru_cache

from django import template

from training.assets import drawing_address

register = template.Library()


@register.simple_tag
@lru_cache
def drawing(name: str) -> str:
    """The address (`data:`) of `training/drawings/<name>`."""
    return drawing_address(f"training/drawings/{name}")
