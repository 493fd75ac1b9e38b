"""HR's first screen: who has done it, and which unit has not? By unit, down to the people, and as files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from lessons import selectors as lessons
from lessons.models import CoursePage, LessonPage
from training.audit.api import Action, note
from training.people.context import Viewer
from training.people.errors import NotYours
from training.people.models import OrgUnit, User
from training.progress.selectors import Status
from training.reports import selectors
from training.reports.exports import csv_response
from training.reports.forms import OverrideForm
from training.reports.selectors import Scope

PAGE = 50
STATUSES = {
    "chua": Status.NOT_YET,
    "co-tro-giup": Status.ASSISTED,
    "tu-lam": Status.UNAIDED,
    "giu-duoc": Status.RETAINED,
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for, checked against what the viewer may see."""

    viewer: Viewer  # the page's frame asks it again: the same one, so that roles are looked up once
    scope: Scope
    unit: OrgUnit
    courses: list[tuple[CoursePage, list[LessonPage]]]
    chosen: str  # code of a course or of a lesson; "" as long as nothing was chosen
    status: str
    search: str

    @property
    def lesson(self) -> str:
        """The code of the one lesson that was chosen."""
        return self.chosen if self.chosen in {lesson.code for lesson in self.lessons} else ""

    @property
    def lessons(self) -> list[LessonPage]:
        return [lesson for _course, lessons in self.courses for lesson in lessons]

    @property
    def in_files(self) -> list[LessonPage]:
        """The lesson or the course that was chosen, or everything."""
        course = next((lessons for course, lessons in self.courses if course.code == self.chosen), self.lessons)
        return [lesson for lesson in self.lessons if lesson.code == self.lesson] or course

    @property
    def shown(self) -> list[LessonPage]:
        """The same on a screen, which holds a course side by side: the first one until another is chosen."""
        return self.in_files if self.chosen or not self.courses else self.courses[0][1]

    @property
    def above(self) -> list[OrgUnit]:
        return self.scope.above(self.unit)

    @property
    def query(self) -> str:
        """The same question as part of an address."""
        return urlencode({"don-vi": self.unit.code, "bai": self.chosen, "ket-qua": self.status, "tim": self.search})

    def people(self) -> QuerySet[User]:
        return selectors.people_of(
            self.unit, search=self.search, lesson=self.lesson, status=STATUSES.get(self.status)
        )


def report(view: Callable[[HttpRequest, Asked], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page of reports: signed in, inside one's scope, never kept by a cache."""

    @require_safe
    @never_cache
    @login_required
    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        viewer = Viewer(request)
        scope = selectors.scope_of(cast(User, request.user), viewer.roles)
        live = lessons.live_courses()
        known = {course.code for course, _lessons in live} | {one.code for _course, found in live for one in found}
        code = request.GET.get("bai", "")
        asked = Asked(
            viewer=viewer,
            scope=scope,
            unit=scope.unit(request.GET.get("don-vi", "")),
            courses=live,
            chosen=code if code in known else "",
            status=request.GET.get("ket-qua", "") if request.GET.get("ket-qua", "") in STATUSES else "",
            search=request.GET.get("tim", "")[:80],
        )
        return view(request, asked)

    return inner


@report
def units(request: HttpRequest, asked: Asked) -> HttpResponse:
    matrix = selectors.matrix_of(asked.scope, asked.unit, asked.shown)
    return render(request, "training/reports/units.html", {"asked": asked, "viewer": asked.viewer, "matrix": matrix})


@report
def units_csv(request: HttpRequest, asked: Asked) -> HttpResponse:
    matrix = selectors.matrix_of(asked.scope, asked.unit, asked.in_files)
    noted(asked, request, Action.EXPORTED, "reports_units", None)
    header = [_("Unit"), _("People")]
    for lesson in asked.in_files:
        columns = (_("%(code)s: done"), _("%(code)s: alone"), _("%(code)s: with help"))
        header += [column % {"code": lesson.code} for column in columns]
    rows = [
        [row.name, row.people] + [number for cell in row.cells for number in (cell.done, cell.unaided, cell.aided)]
        for row in [*matrix.rows, matrix.total]
    ]
    return csv_response(_file_name("don-vi", asked.unit), header, rows)


@report
def people(request: HttpRequest, asked: Asked) -> HttpResponse:
    page = Paginator(asked.people(), PAGE).get_page(request.GET.get("trang"))
    noted(asked, request, Action.LOOKED, "reports_people", len(page.object_list))
    context = {
        "asked": asked,
        "viewer": asked.viewer,
        "page": page,
        "rows": selectors.rows_of(asked.scope, page.object_list, asked.unit, asked.shown),
        "as_of": timezone.now(),
    }
    return render(request, "training/reports/people.html", context)


@report
def people_csv(request: HttpRequest, asked: Asked) -> HttpResponse:
    words = {
        Status.NOT_YET: _("Not yet"),
        Status.ASSISTED: _("Done with help"),
        Status.UNAIDED: _("Can do it alone"),
        Status.RETAINED: _("Can still do it alone, weeks later"),
    }
    header = [_("Staff code"), _("Full name"), _("Position"), _("Unit")]
    for lesson in asked.in_files:
        columns = (_("%(code)s: result"), _("%(code)s: level"), _("%(code)s: date"))
        header += [column % {"code": lesson.code} for column in columns]
    noted(asked, request, Action.EXPORTED, "reports_people", asked.people().count())
    rows = [
        [row.user.staff_code, row.user.full_name, row.position, row.where]
        + [
            text
            for _lesson, outcome in row.outcomes
            for text in (words[outcome.status], f"M{outcome.level}" if outcome.level else "", _day(outcome.at))
        ]
        for row in selectors.rows_of(asked.scope, asked.people(), asked.unit, asked.in_files)
    ]
    return csv_response(_file_name("nguoi", asked.unit), header, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person's results and what was decided about them; who is in charge of them decides here."""
    viewer = cast(User, request.user)
    shown = selectors.person_of(viewer, person)
    form = OverrideForm(request.POST if request.method == "POST" else None, person=shown.user)
    if request.method == "POST":
        if not shown.may_decide:
            raise NotYours
        if form.is_valid() and form.record(acting_user=viewer):
            messages.success(request, _("Recorded. The person concerned sees it in their record."))
            return redirect("reports_person", person)
    unit = shown.posts[0][0].unit if shown.posts else None
    note(acting_user=viewer, action=Action.OPENED, subject="results", unit=unit, person=shown.user)
    context = {"shown": shown, "form": form, "as_of": timezone.now()}
    return render(request, "training/reports/person.html", context, status=422 if form.errors else 200)


def noted(asked: Asked, request: HttpRequest, action: Action, subject: str, count: int | None) -> None:
    """In the access log, before it is shown."""
    user = cast(User, request.user)
    question = request.GET.urlencode()
    note(acting_user=user, action=action, subject=subject, unit=asked.unit, count=count, question=question)


def _day(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%d/%m/%Y") if at else ""


def _file_name(kind: str, unit: OrgUnit) -> str:
    return f"{kind}-{unit.code.replace('/', '-')}-{timezone.localdate():%Y%m%d}"
