"""On track for the date? What was asked of a unit by a day, how many are through, and where this pace leads.

The pace is that of the last four weeks; the projection is a straight line, and says so. Counted are all people of the
unit (or of the part looked at) whom the assignment concerns today.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from training.people.models import OrgUnit
from training.people.selectors import today
from training.reports.answer import Answer, Column, Line, numbers, people_words
from training.reports.asking import Asked
from training.reports.figures import Figure, Group, figures, progress
from training.reports.given import Given, counted, days_of, given_to
from training.reports.pictures import Curve, Mark, Point

BY_POSITION = False
KEY, TITLE = "kip-han-khong", gettext_lazy("On track for the date?")
WEEKS = 4
LISTED = 40


@dataclass(frozen=True)
class Track:
    """One assignment, as the part of the organisation that is looked at stands with it."""

    given: Given
    unit: OrgUnit
    title: str
    figure: Figure
    day: date  # as of which
    lately: int = 0  # finished within the last four weeks
    daily: Sequence[tuple[date, int]] = ()  # what each day brought; of the one that is drawn

    @property
    def due(self) -> date:
        return self.given.due

    @property
    def pair(self) -> tuple[int, str]:
        return self.unit.pk, self.given.code

    @property
    def pace(self) -> float:
        """People a day."""
        return self.lately / (7 * WEEKS)

    @property
    def ends(self) -> date | None:
        """When everybody is through at this pace; None if never, or after ten years."""
        if not self.figure.left:
            return self.day
        days = math.ceil(self.figure.left / self.pace) if self.pace > 0 else 10**6
        return self.day + timedelta(days=days) if days < 3650 else None

    @property
    def verdict(self) -> str:
        """ "done", "late", "ahead", "behind", or "nobody"."""
        if not self.figure.people:
            return "nobody"
        if not self.figure.left:
            return "done"
        if self.due < self.day:
            return "late"
        return "ahead" if self.ends and self.ends <= self.due else "behind"


def reads(asked: Asked) -> list[Group]:
    """Of what means everybody: other circles are counted apart."""
    given = [one for one in _given(asked) if not one.positions]
    return [([_part_of(asked, one).pk], [one.code]) for one in given]


def answer(asked: Asked) -> Answer:
    tracks, chosen = _tracks(asked)
    if chosen is None:
        return Answer(KEY, str(TITLE), "", "–", empty=_("Nothing has been asked of this unit by a date yet."))
    behind = [one for one in tracks if one.verdict in ("behind", "late")]
    return Answer(
        key=KEY,
        question=str(TITLE),
        about=asked.whole_name if asked.chosen else "",
        says=says(chosen),
        short=_("%(number)s of %(all)s late") % {"number": len(behind), "all": len(tracks)}
        if behind
        else _("all on track"),
        picture=_picture(asked, chosen),
        columns=[
            Column(_("Asked for"), width=44),
            Column(_("Unit"), width=32),
            Column(_("By"), "date"),
            Column(_("People"), "number"),
            Column(_("Through"), "number"),
            Column(_("In the last four weeks"), "number", 16),
            Column(_("All through, at this pace"), "date", 18),
            Column(_("On track?"), width=20),
        ],
        caption=_("Everything that was asked of this unit, above and below it, by date"),
        lines=[_line(asked, one) for one in tracks],
        method=_(
            "Through: have done every lesson of it. The pace is that of the last four weeks, drawn on as a straight "
            "line. People are counted in the part of the organisation that you look at."
        ),
        more={"chosen": chosen, "tracks": tracks},
    )


def _tracks(asked: Asked) -> tuple[list[Track], Track | None]:
    """All of them, and the one that is drawn. Four queries, however many; two more for each other circle of
    positions that is meant."""
    given = _given(asked)
    if not given:
        return [], None
    day = asked.day or today()
    tracks: list[Track] = []
    for meant in sorted({one.positions for one in given}):  # nearly always one: everybody
        tracks += _counted(replace(asked, positions=meant), [one for one in given if one.positions == meant], day)
    since = day - timedelta(days=7 * WEEKS)
    if not asked.past:
        tracks = _apart(asked, tracks, since)
    tracks.sort(key=lambda one: (one.given.due, one.given.key))
    drawn = _drawn(asked, tracks)
    daily: dict[Any, Sequence[tuple[date, int]]] = {}
    for meant in {one.given.positions for one in tracks}:
        some = [one for one in tracks if one.given.positions == meant]
        found = progress(replace(asked, positions=meant), [one.pair for one in some], tracks[drawn].pair, since, day)
        daily |= {(meant, pair): days for pair, days in found.items()}
    full = [
        one
        if one.given.asks and not asked.past
        else _paced(one, daily.get((one.given.positions, one.pair), []), since)
        for one in tracks
    ]
    if (chosen := full[drawn]).given.asks and not asked.past and not asked.brief:
        days = days_of(chosen.given, chosen.unit, _lessons(asked, chosen.given.code), day)
        full[drawn] = replace(chosen, daily=days)
    return full, full[drawn]


def _given(asked: Asked) -> list[Given]:
    found = given_to(asked.unit, LISTED, asked.day or today()) if asked.dated is None else asked.dated
    return [one for one in found if not asked.chosen or one.code in _codes(asked)]


def _part_of(asked: Asked, one: Given) -> OrgUnit:
    """Of its unit, the part that is looked at."""
    return one.unit if one.unit.path.startswith(asked.unit.path) else asked.unit


def _apart(asked: Asked, tracks: Sequence[Track], since: date) -> list[Track]:
    """With the people that were asked for, and their pace, where the counts cannot tell."""
    found = counted([(one.given, one.unit, _lessons(asked, one.given.code)) for one in tracks], since)
    return [
        replace(one, figure=Figure(*found[key][:2]), lately=found[key][2]) if (key := one.given.key) in found else one
        for one in tracks
    ]


def _lessons(asked: Asked, code: str) -> list[str]:
    return asked.courses_held.get(code, [code])


def _counted(asked: Asked, given: Sequence[Given], day: date) -> list[Track]:
    units = [_part_of(asked, one) for one in given]
    found = figures(asked, {unit.pk for unit in units}, {one.code for one in given})
    return [
        Track(one, unit, _title(asked, one.code), found[unit.pk, one.code], day)
        for one, unit in zip(given, units, strict=True)
    ]


def _paced(one: Track, daily: Sequence[tuple[date, int]], since: date) -> Track:
    return replace(one, lately=max(sum(number for at, number in daily if at > since), 0), daily=daily)


def _drawn(asked: Asked, tracks: Sequence[Track]) -> int:
    """The one that was chosen; else the next date by which somebody still has to do something."""

    def rank(place: int) -> tuple[bool, bool, int]:
        one = tracks[place]
        return (not one.figure.left, one.due < one.day, abs((one.due - one.day).days))

    chosen = [place for place, one in enumerate(tracks) if one.given.key == asked.given]
    return chosen[0] if chosen else min(range(len(tracks)), key=rank)


def _codes(asked: Asked) -> set[str]:
    return {asked.chosen, *asked.needed}


def _title(asked: Asked, code: str) -> str:
    return f"{code} · {asked.names[code]}" if code in asked.names else code


def says(track: Track) -> str:
    said = {
        "what": track.title,
        "due": f"{track.due:%d/%m/%Y}",
        "left": people_words(track.figure.left),
        "done": numbers(track.figure.done),
        "people": numbers(track.figure.people),
    }
    match track.verdict:
        case "nobody":
            return _("%(what)s concerns nobody here today.") % said
        case "done":
            return _("%(what)s: everybody is through.") % said
        case "late":
            return _("%(what)s was due on %(due)s, and %(left)s are not through.") % said
        case "ahead":
            return _("%(what)s: at this pace all are through on %(end)s, in time for %(due)s.") % (
                said | {"end": f"{track.ends:%d/%m/%Y}"}
            )
    days = (track.due - track.day).days
    said["days"] = ngettext("%(number)s day", "%(number)s days", days) % {"number": numbers(days)}
    if not track.lately:
        return (
            _(
                "%(what)s will not be done by %(due)s: %(left)s to go in %(days)s, and in the last four weeks nobody "
                "got through."
            )
            % said
        )
    said["pace"] = _decimal(track.pace * 7)
    return (
        _(
            "%(what)s will not be done by %(due)s: %(left)s to go in %(days)s, and the last four weeks brought "
            "%(pace)s a week."
        )
        % said
    )


def _decimal(number: float) -> str:
    from django.utils.formats import number_format

    return number_format(round(number, 1), 1 if number < 10 else 0, use_l10n=True, force_grouping=True)


def verdict_words(verdict: str) -> str:
    return {
        "done": _("all through"),
        "late": _("▲ overdue"),
        "ahead": _("on track"),
        "behind": _("▲ will be late"),
        "nobody": _("nobody"),
    }[verdict]


def _line(asked: Asked, one: Track) -> Line:
    ends = one.ends if one.figure.left and one.figure.people else None
    return Line(
        [
            one.title,
            one.unit.name,
            one.due,
            one.figure.people,
            one.figure.done,
            one.lately,
            ends,
            verdict_words(one.verdict),
        ],
        url=f"?{asked.query_with(giao=one.given.key)}",
    )


# --- the picture ----------------------------------------------------------------------------------------------


def _picture(asked: Asked, track: Track) -> Curve | None:
    people = track.figure.people
    if not people:
        return None
    start = min(track.given.since, track.day - timedelta(days=28))
    last = max(track.due, track.day, min(track.ends or track.due, track.due + timedelta(days=60)))
    whole = max((last - start).days, 1)

    def x(day: date) -> float:
        return round(min(max((day - start).days * 100 / whole, 0), 100), 2)

    def y(number: float) -> float:
        return round(100 - min(number * 100 / people, 100), 2)

    done = _steps(track.daily, start, track.day, x, y)
    ahead = []
    if track.figure.left and track.ends:
        end = min(track.ends, last)
        reached = track.figure.done + track.pace * (end - track.day).days
        ahead = [Point(x(track.day), y(track.figure.done)), Point(x(end), y(reached))]
    marks = [
        Mark(x(start), f"{start:%d/%m}", "start"),
        Mark(x(track.due), _("due %(day)s") % {"day": f"{track.due:%d/%m/%Y}"}, "due"),
    ]
    if 12 < x(track.day) < 88 and abs(x(track.day) - x(track.due)) > 12:
        words = _("today") if not asked.past else f"{track.day:%d/%m}"
        marks.append(Mark(x(track.day), words, "today"))
    return Curve(
        title=_("How many are through with %(what)s, %(unit)s") % {"what": track.title, "unit": track.unit.name},
        says=says(track),
        done=done,
        ahead=ahead,
        marks=marks,
        levels=[(0, people_words(people)), (50, numbers(round(people / 2))), (100, "0")],
        key=[("done", _("through"))] + ([("ahead", _("at the pace of the last four weeks"))] if ahead else []),
    )


def _steps(
    daily: Sequence[tuple[date, int]],
    start: date,
    until: date,
    x: Callable[[date], float],
    y: Callable[[float], float],
) -> list[Point]:
    """From the start to the day that is looked at; of what was before only the sum matters."""
    total = sum(number for day, number in daily if day <= start)
    points = [Point(x(start), y(total))]
    for day, number in daily:
        if start < day <= until:
            total += number
            points.append(Point(x(day), y(total)))
    return [*points, Point(x(until), y(total))]
