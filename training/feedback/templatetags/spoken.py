"""Moments of the simulated clock, and spans of work, as one says them."""

from django import template
from django.utils.translation import gettext as _

from sandbox.definition import dates
from sandbox.templatetags.numbers import grouped

register = template.Library()


@register.filter
def moment(clock: str) -> str:
    """ "2026-11-23T07:35" → "07:35 23/11/2026"."""
    return dates.show(clock)


@register.filter
def work_time(minutes: int) -> str:
    """Minutes; from two hours on, whole hours."""
    if minutes < 120:
        return _("%(number)s minutes") % {"number": minutes}
    return _("about %(number)s hours") % {"number": grouped(round(minutes / 60))}
