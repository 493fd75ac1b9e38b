"""Where is the bottleneck? Steps at which people stand, without names; about fewer than five nothing is said.

What one page leaves out must not follow from others of the same organisation: what the unit above shows, less what
the neighbours show. So among the parts of every unit from the viewer's top down to the one looked at, where those
left out come to fewer than five together, the smallest of the others is left out as well; and below what is left out
nothing is said.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from lessons.models import Task
from training.feedback.likeness import named
from training.feedback.states import into
from training.people.models import OrgUnit
from training.people.privacy import FEWEST
from training.reports.answer import FEW, Answer, Column, Line, people_words
from training.reports.asking import Asked
from training.reports.courses import Lesson
from training.reports.figures import jams
from training.reports.pictures import Bar, Bars, Part

BY_POSITION = False
KEY, TITLE = "tac-o-dau", gettext_lazy("Where is the bottleneck?")
DRAWN, LISTED = 8, 40

Place = tuple[str, str]  # lesson, step
Cell = tuple[str, str, str]  # lesson, step, "stand" or "stuck"


@dataclass(frozen=True)
class Row:
    """One step: how many stand before it, how many ever got stuck there; None for what is not shown."""

    lesson: str
    title: str
    number: int  # of the step in its lesson
    stand: int | None
    stuck: int | None


def answer(asked: Asked) -> Answer:
    rows = _rows(asked)
    drawn = [row for row in rows if row.stand][:DRAWN]
    if not rows:
        return Answer(
            KEY, str(TITLE), "", _("none"), empty=_("At no step do five people or more stand, or did so once.")
        )
    worst = max(rows, key=lambda row: row.stand or 0)
    return Answer(
        key=KEY,
        question=str(TITLE),
        about=asked.whole_name if asked.chosen else "",
        says=_says(worst),
        short=f"{worst.lesson}, {_step(worst)}" if worst.stand else _("none"),
        picture=_picture(asked, drawn) if drawn else None,
        columns=[
            Column(_("Lesson"), width=36),
            Column(_("Step"), width=52),
            Column(_("Stand before it now"), "number", 18),
            Column(_("Were stopped there"), "number", 18),
        ],
        caption=_("Steps at which people stand, most of them first"),
        lines=[
            Line([_lesson(asked, row.lesson), f"{row.number}. {row.title}", _shown(row.stand), _shown(row.stuck)])
            for row in rows
        ],
        method=_(
            "Stand before it now: began the lesson, have not finished it, and this is the first step that never "
            "held. Were stopped there: a check said the same thing three times, help was taken, or the attempt was "
            "set aside there. People, not clicks, and never who; about fewer than five nothing is shown, nor what "
            "would tell of them. As of now: past days are not kept."
        ),
    )


def _says(worst: Row) -> str:
    if not worst.stand:
        return _("Nobody stands before a step in a group of five or more.")
    return _("Most stand in %(lesson)s before step %(number)s, “%(step)s”: %(people)s.") % {
        "lesson": worst.lesson,
        "number": worst.number,
        "step": worst.title,
        "people": people_words(worst.stand),
    }


def _step(row: Row) -> str:
    return _("step %(number)s") % {"number": row.number}


def _shown(number: int | None) -> object:
    return FEW if number is None else number


def _lesson(asked: Asked, code: str) -> str:
    return f"{code} · {asked.names.get(code, '')}"


def _picture(asked: Asked, rows: Sequence[Row]) -> Bars:
    most = max(row.stand or 0 for row in rows) or 1
    bars = [
        Bar(
            f"{row.lesson} · {row.number}. {row.title}",
            [Part("alert" if place == 0 else "wait", (row.stand or 0) * 100 / most, row.stand or 0)],
            people_words(row.stand or 0),
            "▲" if place == 0 else "",
        )
        for place, row in enumerate(rows)
    ]
    return Bars(
        title=_("Steps before which most people stand, %(unit)s") % {"unit": asked.unit.name},
        says=_says(rows[0]),
        bars=bars,
        key=[("alert", _("most of all")), ("wait", _("the next ones"))] if len(rows) > 1 else [],
    )


# --- what may be said -----------------------------------------------------------------------------------------


def _rows(asked: Asked) -> list[Row]:
    lessons = {lesson.code: lesson for lesson in (asked.in_files if asked.chosen else asked.lessons)}
    if not lessons:
        return []
    cells, groups, way = _cells(asked, lessons), _groups(asked), [unit.pk for unit in _way(asked)]
    own = {cell: here[asked.unit.pk] for cell, here in cells.items() if here.get(asked.unit.pk, 0) >= FEWEST}
    away = {cell for cell in own if _is_hidden(cells[cell], groups, way)}
    shown = {cell: people for cell, people in own.items() if cell not in away}
    places = sorted(
        {cell[:2] for cell in shown},
        key=lambda place: (-shown.get((*place, "stand"), 0), -shown.get((*place, "stuck"), 0), place),
    )[:LISTED]
    titles = step_titles([lessons[code] for code in sorted({code for code, _step in places})])
    rows = []
    for code, step in places:
        number, title = titles.get((code, step), (0, step))
        if number:  # a step that the lesson no longer has is nobody's bottleneck
            stand, stuck = (shown.get((code, step, kind)) for kind in ("stand", "stuck"))
            rows.append(Row(code, title, number, stand, stuck))
    return rows


def _way(asked: Asked) -> list[OrgUnit]:
    return [*asked.above, asked.unit]


def _groups(asked: Asked) -> list[list[int]]:
    """The parts of every unit on the way down, the unit itself among them; none at the viewer's top."""
    return [[*_parts(asked, above), -above.pk] for above in _way(asked)[:-1]]


def _cells(asked: Asked, lessons: Collection[str]) -> Mapping[Cell, Mapping[int, int]]:
    """By cell, people in the unit and in all that it is compared with. One query."""
    wanted = {asked.unit.pk, _way(asked)[0].pk}.union(*_groups(asked))
    cells: dict[Cell, dict[int, int]] = defaultdict(dict)
    for (unit, lesson, step, kind), people in jams(wanted, lessons).items():
        cells[lesson, step, kind][unit] = people
    return cells


def _parts(asked: Asked, above: OrgUnit) -> list[int]:
    return [unit.pk for unit in asked.scope.children(above)]


def _is_hidden(people: Mapping[int, int], groups: Sequence[Sequence[int]], way: Sequence[int]) -> bool:
    """Whether the cell is left out at any unit on the way down."""
    return people.get(way[0], 0) < FEWEST or any(
        unit in left_out({one: people.get(one, 0) for one in group})
        for group, unit in zip(groups, way[1:], strict=True)
    )


def left_out(parts: Mapping[int, int]) -> set[int]:
    """Of the parts of one unit, those whose number is not shown."""
    away = {unit for unit, people in parts.items() if 0 < people < FEWEST}
    others = sorted((people, unit) for unit, people in parts.items() if people >= FEWEST)
    while away and sum(parts[unit] for unit in away) < FEWEST and others:
        away.add(others.pop(0)[1])
    return away


# --- words ----------------------------------------------------------------------------------------------------

#: Of tasks, which never change under their hash: step → (number, title in both languages).
_KNOWN: dict[str, dict[str, tuple[int, Mapping[str, str]]]] = {}


def step_titles(lessons: Collection[Lesson]) -> dict[Place, tuple[int, str]]:
    """Number and title of every step. One query for the lessons that this process has not read yet."""
    tasks = {lesson.task_hash: lesson.code for lesson in lessons}
    new = [task for task in tasks if task not in _KNOWN]
    if new:
        for task, steps in Task.objects.filter(hash__in=new).values_list("hash", "spec__steps"):
            _KNOWN[task] = {step["key"]: (place, step["title"]) for place, step in enumerate(steps, 1)}
    return dict(_titles(tasks))


def _titles(tasks: Mapping[str, str]) -> Iterator[tuple[Place, tuple[int, str]]]:
    language = get_language() or "vi"
    for task, code in tasks.items():
        for step, (number, title) in _KNOWN.get(task, {}).items():
            yield (code, step), (number, named(into(title, language)))
