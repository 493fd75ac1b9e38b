"""What do staff ask for? "Tôi cần" of the unit and below, ranked by what it would save: people × minutes a week.

Needs that were joined stand once, under their lead, with the weight of all who are behind them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum, Window
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sandbox.templatetags.numbers import grouped
from training.feedback.models import Need
from training.reports.answer import Answer, Column, Line, numbers
from training.reports.asking import Asked
from training.reports.pictures import Bar, Bars, Part

BY_POSITION = False
KEY, TITLE = "can-bo-can-gi", gettext_lazy("What do staff ask for?")
DRAWN, LISTED = 8, 40


@dataclass(frozen=True)
class Sums:
    needs: int
    waiting: int
    minutes: int  # a week, of all that is not refused


def answer(asked: Asked) -> Answer:
    needs = needs_of(asked)
    listed: list[Any] = list(ranked(_summed(needs))[: 1 if asked.brief else LISTED])
    if not listed:
        return Answer(KEY, str(TITLE), "", _("nothing"), empty=_("Nobody here has asked for anything yet."))
    sums = Sums(listed[0].all_needs, listed[0].all_waiting, listed[0].all_minutes or 0)
    return Answer(
        key=KEY,
        question=str(TITLE),
        about=asked.whole_name if asked.chosen else "",
        says=_says(listed[0], sums),
        short=ngettext("%(number)s request", "%(number)s requests", sums.needs) % {"number": grouped(sums.needs)},
        picture=_picture(asked, listed[:DRAWN], sums),
        columns=[
            Column(_("Work"), width=44),
            Column(_("What the platform should do"), width=52),
            Column(_("Unit"), width=28),
            Column(_("Affected"), "number"),
            Column(_("Minutes each time"), "number", 12),
            Column(_("Times a week"), "number", 12),
            Column(_("Minutes a week, all together"), "number", 18),
            Column(_("Answer"), width=18),
            Column(_("Asked on"), "date"),
        ],
        caption=_("What staff ask for, what would save most first"),
        lines=[_line(need) for need in listed],
        method=_(
            "Ranked by people affected × minutes each time × times a week, as the sender put it. Without names: who "
            "asked is known to the head of their unit, who answers."
        ),
        notes=[_("The table holds the first %(number)s.") % {"number": LISTED}] if sums.needs > LISTED else [],
    )


def needs_of(asked: Asked) -> QuerySet[Need]:
    """Of who asked in that unit or below, by the end of the day that is looked at."""
    needs = Need.objects.filter(unit__path__startswith=asked.unit.path, joined_to=None).order_by()
    if asked.chosen:
        needs = needs.filter(lesson_code__in=asked.needed)
    return needs.filter(at__date__lte=asked.day) if asked.day else needs


def ranked(needs: QuerySet[Need]) -> QuerySet[Need]:
    return needs.select_related("unit").order_by("-weight", "at", "pk")


def _summed(needs: QuerySet[Need]) -> QuerySet[Any]:
    """With what holds of all of them beside each."""
    waiting = Q(decision__in=[Need.Decision.WAITING, Need.Decision.MORE])
    return needs.annotate(
        all_needs=Window(Count("pk")),
        all_waiting=Window(Count("pk", filter=waiting)),
        all_minutes=Window(Sum("weight", filter=~Q(decision=Need.Decision.REFUSED))),
    )


def hours(minutes: int) -> str:
    """ "12 minutes", "3 hours": a week."""
    if minutes < 120:
        return ngettext("%(number)s minute", "%(number)s minutes", minutes) % {"number": grouped(minutes)}
    number = round(minutes / 60)
    return ngettext("%(number)s hour", "%(number)s hours", number) % {"number": grouped(number)}


def _says(first: Need, sums: Sums) -> str:
    said = _("“%(work)s” would save most: %(hours)s a week.") % {"work": first.work, "hours": hours(first.weight)}
    if sums.waiting:
        said += " " + ngettext(
            "%(number)s request still waits for an answer.",
            "%(number)s requests still wait for an answer.",
            sums.waiting,
        ) % {"number": numbers(sums.waiting)}
    return said


_KINDS = {"": "wait", "more": "aided", "accepted": "alone", "refused": "left"}


def _words() -> dict[str, str]:
    return {
        "": _("waits for an answer"),
        "more": _("asked back"),
        "accepted": _("taken up"),
        "refused": _("not taken up"),
    }


def _picture(asked: Asked, needs: list[Need], sums: Sums) -> Bars:
    most = max((need.weight for need in needs), default=0) or 1
    words = _words()
    bars = []
    for need in needs:
        minutes = need.weight
        says = f"{hours(minutes)} · {words[need.decision]}"
        bars.append(Bar(need.work, [Part(_KINDS[need.decision], minutes * 100 / most, minutes)], says))
    there = dict.fromkeys(need.decision for need in needs)
    return Bars(
        title=_("What staff ask for, by the time that it would save in a week, %(unit)s") % {"unit": asked.unit.name},
        says=_says(needs[0], sums),
        bars=bars,
        key=[(_KINDS[decision], words[decision]) for decision in there],
    )


def _line(need: Need) -> Line:
    return Line(
        [
            need.work,
            need.wish,
            need.unit.name,
            need.voices,
            need.minutes,
            need.times,
            need.weight,
            _words()[need.decision],
            need.at,
        ],
        url="" if need.off_board else reverse("board_need", args=[need.uuid]),
    )
