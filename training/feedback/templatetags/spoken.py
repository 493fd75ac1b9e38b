"""Moments of the simulated clock, and spans of work, as one says them."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

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


@register.filter
def waited(since: datetime) -> str:
    """How long ago that was, in days or else in hours: as exact as anybody needs who waits."""
    passed = timezone.now() - since
    if passed.days:
        return ngettext("%(number)s day", "%(number)s days", passed.days) % {"number": grouped(passed.days)}
    hours = passed.seconds // 3600
    if hours:
        return ngettext("%(number)s hour", "%(number)s hours", hours) % {"number": hours}
    return _("less than an hour")
