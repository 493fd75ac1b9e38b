"""How numbers of "Chỗ tắc" are said."""

from __future__ import annotations

from collections.abc import Mapping

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sandbox.templatetags.numbers import grouped
from training.usage.funnel import Number

register = template.Library()

_HOUR, _DAY = 60, 60 * 24


@register.filter
def shown(number: Number) -> str:
    """The number; "under 5" where it is about fewer people; "hidden" where one of those would follow from it."""
    if number.value is not None:
        return grouped(number.value)
    return _("under 5") if number.few else _("hidden")


@register.filter
def lasting(minutes: int | None) -> str:
    """A median: "12 minutes", "3 hours", "2 days"; a dash where it is about too few people."""
    if minutes is None:
        return "–"
    if minutes < 2 * _HOUR:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": minutes}
    if minutes < 2 * _DAY:
        hours = round(minutes / _HOUR)
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    days = round(minutes / _DAY)
    return ngettext("%(number)s day", "%(number)s days", days) % {"number": days}


@register.filter
def kind_words(kind: str) -> str:
    """What a part of a bar stands for."""
    return {
        "alone": _("on their own"),
        "guided": _("by the guide"),
        "helped": _("with help opened"),
        "left": _("given up"),
        "under_way": _("under way"),
        "hidden": _("hidden together"),
    }[kind]


@register.filter
def at_key(titles: Mapping[str, str], key: str) -> str:
    """The title of the step; the key itself for a step that the version shown does not have."""
    return titles.get(key, key)
