"""Which unit is behind? The parts of a unit, the one where least is done first, each leading to its own parts."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.people.models import OrgUnit
from training.reports.answer import Answer, Column, Line, numbers
from training.reports.asking import Asked
from training.reports.figures import Figure, Group, figures, units_below
from training.reports.pictures import Bar, Bars, Part

BY_POSITION = True
KEY, TITLE = "don-vi-nao-cham", gettext_lazy("Which unit is behind?")
DRAWN = 12

Row = tuple[OrgUnit | None, Figure]


def reads(asked: Asked) -> list[Group]:
    return [([asked.unit.pk, -asked.unit.pk, *(unit.pk for unit in units_below(asked))], [asked.whole])]


def answer(asked: Asked) -> Answer:
    if not asked.whole:
        return Answer(KEY, str(TITLE), "", "–", empty=_("No lesson is published yet."))
    below = units_below(asked)
    found = figures(asked, [asked.unit.pk, -asked.unit.pk, *(unit.pk for unit in below)], [asked.whole])
    whole = found[asked.unit.pk, asked.whole]
    rows: list[Row] = [(unit, found[unit.pk, asked.whole]) for unit in below]
    if below:
        rows.append((None, found[-asked.unit.pk, asked.whole]))
    staffed = sorted(
        (row for row in rows if row[1].people), key=lambda row: (row[1].done / row[1].people, -row[1].people)
    )
    rest = asked.query_with(**{"don-vi": ""})
    way = {key: f"{reverse('reports_question', args=[key])}?{rest}&".replace("?&", "?") for key in (KEY, "ai-chua")}
    vacant = [_name(unit) for unit, figure in rows if not figure.people and unit]
    if not staffed:
        return Answer(KEY, str(TITLE), "", _whole_percent(whole), empty=_empty(asked, whole))
    return Answer(
        key=KEY,
        question=str(TITLE),
        about=asked.whole_name,
        says=_says(asked, staffed, whole),
        short=_name(staffed[0][0]) if _differ(staffed) else _("none"),
        picture=_picture(asked, staffed, whole),
        columns=[
            Column(_("Unit"), width=40),
            Column(_("People"), "number"),
            Column(_("Have done it"), "number"),
            Column(_("Alone"), "number"),
            Column(_("Have not"), "number"),
            Column(_("Done"), "percent"),
        ],
        caption=_("%(what)s by unit, least done first") % {"what": asked.whole_name},
        lines=[
            *(_line(_name(unit), figure, _url(asked, unit, way)) for unit, figure in staffed),
            _line(_("All together"), whole, total=True),
        ],
        method=_(
            "Share of the people of each unit, and of everything below it, who have done the whole course or lesson. "
            "“All together” counts who works in two units once."
        ),
        more={"vacant": vacant},
    )


def _name(unit: OrgUnit | None) -> str:
    return unit.name if unit else _("In the unit itself")


def _differ(staffed: list[Row]) -> bool:
    return len(staffed) > 1 and staffed[0][1].share < staffed[-1][1].share


def _whole_percent(whole: Figure) -> str:
    return f"{whole.percent}%" if whole.people else "–"


def _empty(asked: Asked, whole: Figure) -> str:
    if not whole.people:
        return _("Nobody works here.")
    return _("%(unit)s has no parts to compare: %(percent)s of its %(people)s people have done %(what)s.") % {
        "unit": asked.unit.name,
        "percent": f"{whole.percent}%",
        "people": numbers(whole.people),
        "what": asked.whole_name,
    }


def _says(asked: Asked, staffed: list[Row], whole: Figure) -> str:
    said = {"what": asked.whole_name, "whole": f"{whole.percent}%"}
    if not _differ(staffed):
        return _("%(what)s: done by %(whole)s, and no part is behind another.") % said
    unit, figure = staffed[0]
    return _("%(unit)s is furthest behind in %(what)s: %(percent)s done, against %(whole)s in all.") % (
        said | {"unit": _name(unit), "percent": f"{figure.percent}%"}
    )


def _url(asked: Asked, unit: OrgUnit | None, way: Mapping[str, str]) -> str:
    """Into the unit: to its own parts, or to who has not, where it has none."""
    if unit is None:
        return ""
    if unit.path not in asked.scope.by_path:  # a unit of another day may be one that is no more
        return ""
    question = KEY if asked.scope.opens(unit) else "ai-chua"
    return f"{way[question]}don-vi={quote(unit.code, safe='')}"


def _picture(asked: Asked, staffed: list[Row], whole: Figure) -> Bars:
    bars = []
    for unit, figure in staffed[:DRAWN]:
        one = 100 / figure.people
        parts = [
            Part("alone", figure.unaided * one, figure.unaided),
            Part("aided", figure.aided * one, figure.aided),
            Part("left", figure.left * one, figure.left),
        ]
        behind = figure.share < whole.share
        says = f"{figure.percent}% · {numbers(figure.done)}/{numbers(figure.people)}"
        bars.append(Bar(_name(unit), parts, says, "▲" if behind else ""))
    return Bars(
        title=_("How much of %(what)s is done, by unit") % {"what": asked.whole_name},
        says=_says(asked, staffed, whole),
        bars=bars,
        key=[("alone", _("alone")), ("aided", _("with help")), ("left", _("not yet"))],
        average=(round(whole.share * 100, 1), _("all together %(percent)s") % {"percent": f"{whole.percent}%"}),
        more=max(len(staffed) - DRAWN, 0),
    )


def _line(name: str, figure: Figure, url: str = "", *, total: bool = False) -> Line:
    return Line([name, figure.people, figure.done, figure.unaided, figure.left, figure.percent], url, total)
