"""Who has not? By lesson, and by name: only people of the viewer's own part of the organisation, as of today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.people.models import Membership, OrgUnit, User
from training.people.selectors import people_in, search_people, today
from training.progress.models import Mastery
from training.reports.answer import Answer, Column, Line, numbers, people_words
from training.reports.asking import Asked
from training.reports.figures import Figure, Group, figures
from training.reports.pictures import Bar, Bars, Part

BY_POSITION = True
KEY, TITLE = "ai-chua", gettext_lazy("Who has not?")
NAMES = 50


def reads(asked: Asked) -> list[Group]:
    return [([asked.unit.pk], [asked.whole, *asked.needed])]


def answer(asked: Asked) -> Answer:
    if not asked.whole:
        return Answer(KEY, str(TITLE), "", "–", empty=_("No lesson is published yet."))
    found = figures(asked, *reads(asked)[0])
    whole = found[asked.unit.pk, asked.whole]
    lessons = [(lesson, found[asked.unit.pk, lesson.code]) for lesson in asked.shown]
    return Answer(
        key=KEY,
        question=str(TITLE),
        about=asked.whole_name,
        says=_says(asked, whole),
        short=people_words(whole.left),
        picture=_picture(asked, [(f"{lesson.code} · {lesson.name}", figure) for lesson, figure in lessons]),
        columns=[
            Column(_("Lesson"), width=44),
            Column(_("People"), "number"),
            Column(_("Have done it"), "number"),
            Column(_("Have not"), "number"),
            Column(_("Done"), "percent"),
        ],
        caption=_("Who has not done each lesson, in numbers"),
        lines=[
            _line(f"{lesson.code} · {lesson.name}", figure, f"?{asked.query_with(bai=lesson.code)}")
            for lesson, figure in lessons
        ]
        + ([_line(_("The whole course"), whole, total=True)] if len(lessons) > 1 else []),
        method=_(
            "Everybody counts once, however many posts they hold. Done means with help or without; a course is done "
            "when each of its lessons is."
        ),
        more={"names": None if asked.past or asked.brief else names(asked)},
    )


def _says(asked: Asked, whole: Figure) -> str:
    if not whole.people:
        return _("Nobody works here.")
    if not whole.left:
        return _("Everybody here has done %(what)s.") % {"what": asked.whole_name}
    return _("%(left)s of %(people)s have not done %(what)s yet.") % {
        "left": numbers(whole.left),
        "people": people_words(whole.people),
        "what": asked.whole_name,
    }


def _picture(asked: Asked, lessons: list[tuple[str, Figure]]) -> Bars:
    bars = []
    for label, figure in lessons:
        one = 100 / (figure.people or 1)
        parts = [
            Part("alone", min(figure.done * one, 100), figure.done),
            Part("left", figure.left * one, figure.left),
        ]
        says = _("%(number)s not yet") % {"number": numbers(figure.left)}
        bars.append(Bar(label, parts if figure.people else [], says))
    worst = max(lessons, key=lambda one: one[1].left, default=None)
    return Bars(
        title=_("Who has not done each lesson, %(unit)s") % {"unit": asked.unit.name},
        says=_("Most are still to come in %(lesson)s: %(number)s.")
        % {"lesson": worst[0], "number": people_words(worst[1].left)}
        if worst
        else "",
        bars=bars,
        key=[("alone", _("have done it")), ("left", _("not yet"))],
    )


def _line(label: str, figure: Figure, url: str = "", *, total: bool = False) -> Line:
    return Line([label, figure.people, figure.done, figure.left, figure.percent], url, total)


# --- by name ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Name:
    user: User
    position: str
    where: str
    url: str

    @property
    def place(self) -> str:
        return ", ".join(filter(None, (self.position, self.where)))


def not_done(asked: Asked) -> QuerySet[User]:
    """Who works here today and has not done all of what is asked about, by given name."""
    people = search_people(people_in(asked.unit), asked.search)
    needed = asked.needed
    mine: QuerySet[Mastery, Any] = Mastery.objects.filter(user=OuterRef("pk"), lesson_code__in=needed).order_by()
    if len(needed) > 1:  # all of them
        mine = mine.values("user").annotate(number=Count("pk")).filter(number=len(needed)).values("user")
    people = people.filter(~Exists(mine)) if needed else people.none()
    post = posts_here(asked.unit)
    if asked.position:
        people = people.annotate(at=Subquery(post.values("position")[:1])).filter(at=asked.position)
    return people


def posts_here(unit: OrgUnit) -> QuerySet[Membership]:
    """Of the person in the outer query: the posts in the unit or below, the one held longest first."""
    found = Membership.objects.on(today()).filter(user=OuterRef("pk"), unit__path__startswith=unit.path)
    return found.order_by("valid_from", "pk")


def names(asked: Asked, first: int = 0) -> list[Name]:
    """A page of them. One query."""
    post = posts_here(asked.unit)
    people = not_done(asked).annotate(
        position=Subquery(post.values("position")[:1]), unit_id=Subquery(post.values("unit_id")[:1])
    )
    units = {unit.pk: unit for unit in asked.scope.units}
    before = reverse("reports_people")
    found = []
    for user in people.only("uuid", "full_name")[first : first + NAMES]:
        unit = units.get(user.unit_id)
        where = asked.scope.name_of(unit, seen_from=asked.unit) if unit else ""
        found.append(Name(user, user.position or "", where, f"{before}{user.uuid}/"))
    return found
