"""Can they do it on their own? Of who has done it: with help, alone, kept weeks later; by lesson and by skill."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.progress.skills import competences_in, framework
from training.reports.answer import Answer, Column, Line, numbers
from training.reports.asking import Asked
from training.reports.courses import Lesson
from training.reports.figures import Figure, Group, figures
from training.reports.pictures import Bar, Bars, Part

BY_POSITION = True
KEY, TITLE = "tu-lam-duoc-khong", gettext_lazy("Can they do it on their own?")
KINDS = ("kept", "alone", "aided")

Found = Sequence[tuple[Lesson, Figure]]


def reads(asked: Asked) -> list[Group]:
    """Skills are made of every lesson, whatever course is looked at."""
    return [([asked.unit.pk], {lesson.code for lesson in [*asked.shown, *asked.lessons]})]


def answer(asked: Asked) -> Answer:
    if not asked.whole:
        return Answer(KEY, str(TITLE), "", "–", empty=_("No lesson is published yet."))
    lessons = asked.shown
    found = figures(asked, *reads(asked)[0])
    shown = [(lesson, found[asked.unit.pk, lesson.code]) for lesson in lessons]
    total = _total([figure for _lesson, figure in shown])
    return Answer(
        key=KEY,
        question=str(TITLE),
        about=asked.whole_name,
        says=_says(total),
        short=_percent(total.unaided, total.done) if total.done else "–",
        picture=_picture(asked, shown),
        columns=[
            Column(_("Lesson"), width=44),
            Column(_("Have done it"), "number"),
            Column(_("With help"), "number"),
            Column(_("Alone"), "number"),
            Column(_("Kept weeks later"), "number", 18),
            *([] if asked.past else [Column(f"M{level}", "number", 8) for level in (1, 2, 3, 4)]),
            Column(_("Alone, of who has done it"), "percent", 18),
        ],
        caption=_("How well each lesson is done"),
        lines=[_line(f"{lesson.code} · {lesson.name}", figure) for lesson, figure in shown],
        method=_(
            "Alone: finished once without the guide and without help. Kept: done so again a week or more later. M1 "
            "with guidance, M2 alone without a fault, M3 with traps laid, M4 taught a colleague. For a past day "
            "levels are not known; what somebody lost again since is not counted there."
        ),
        more={"skills": _skills(asked, found), "levels": framework().in_words, "source": framework().source},
    )


def _total(figures: Sequence[Figure]) -> Figure:
    return Figure(*(sum(getattr(one, name) for one in figures) for name in ("people", "done", "unaided", "retained")))


def _percent(part: int, whole: int) -> str:
    return f"{round(part * 100 / whole)}%" if whole else "–"


def _says(total: Figure) -> str:
    if not total.done:
        return _("Nobody here has finished a lesson yet.")
    return _(
        "Of %(done)s finished lessons %(alone)s were done alone, and %(kept)s could still be done weeks later."
    ) % {
        "done": numbers(total.done),
        "alone": _percent(total.unaided, total.done),
        "kept": _percent(total.retained, total.done),
    }


def _parts(figure: Figure) -> dict[str, int]:
    return {"kept": figure.retained, "alone": figure.alone_only, "aided": figure.aided}


def _picture(asked: Asked, found: Found) -> Bars:
    bars = []
    for lesson, figure in found:
        one = 100 / (figure.done or 1)
        parts = [Part(kind, number * one, number) for kind, number in _parts(figure).items() if number]
        says = (
            _("%(percent)s alone") % {"percent": _percent(figure.unaided, figure.done)}
            if figure.done
            else _("nobody yet")
        )
        bars.append(Bar(f"{lesson.code} · {lesson.name}", parts, says))
    return Bars(
        title=_("How the lessons were done by who has finished them, %(unit)s") % {"unit": asked.unit.name},
        says=_says(_total([figure for _lesson, figure in found])),
        bars=bars,
        key=[("kept", _("still could do it weeks later")), ("alone", _("alone")), ("aided", _("with help"))],
    )


def _line(name: str, figure: Figure) -> Line:
    percent = round(figure.unaided * 100 / figure.done) if figure.done else None
    return Line([name, figure.done, figure.aided, figure.alone_only, figure.retained, *figure.levels, percent])


def _skills(asked: Asked, found: dict[tuple[int, str], Figure]) -> list[tuple[str, str, int, str, str]]:
    """Area, competence, finished lessons that are about it, and which part of them alone and kept."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for lesson in asked.lessons:
        figure = found[asked.unit.pk, lesson.code]
        for code in competences_in(lesson.skills.splitlines()):
            for place, number in enumerate((figure.done, figure.unaided, figure.retained)):
                sums[code][place] += number
    return [
        (area.name, f"{one.code} {one.name}", done, _percent(alone, done), _percent(kept, done))
        for area in framework().areas
        for one in area.competences
        if one.code in sums
        for done, alone, kept in [sums[one.code]]
    ]
