"""HR's first screen: who has done it, and which unit has not? By unit, down to the people, and as files."""

from __future__ import annotations

from datetime import datetime
from typing import cast
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
from django.views.decorators.http import require_http_methods

from training.people.errors import NotYours
from training.people.models import OrgUnit, User
from training.progress.selectors import Status
from training.reports import seen, selectors
from training.reports.asking import STATUSES, Asked, report
from training.reports.exports import csv_response
from training.reports.forms import OverrideForm

PAGE = 50


@report
def units(request: HttpRequest, asked: Asked) -> HttpResponse:
    matrix = selectors.matrix_of(asked.scope, asked.unit, asked.shown)
    return render(request, "training/reports/units.html", {"asked": asked, "viewer": asked.viewer, "matrix": matrix})


@report
def units_csv(request: HttpRequest, asked: Asked) -> HttpResponse:
    matrix = selectors.matrix_of(asked.scope, asked.unit, asked.in_files)
    header = [_("Unit"), _("People")]
    for lesson in asked.in_files:
        columns = (_("%(code)s: done"), _("%(code)s: alone"), _("%(code)s: with help"))
        header += [column % {"code": lesson.code} for column in columns]
    seen.exported(viewer=asked.user, asked=asked, what="don-vi", people=0)
    rows = [
        [row.name, row.people] + [number for cell in row.cells for number in (cell.done, cell.unaided, cell.aided)]
        for row in [*matrix.rows, matrix.total]
    ]
    return csv_response(_file_name("don-vi", asked.unit), header, rows)


@report
def people(request: HttpRequest, asked: Asked) -> HttpResponse:
    page = Paginator(_people(asked), PAGE).get_page(request.GET.get("trang"))
    seen.named_list(viewer=asked.user, asked=asked, what="people", people=len(page.object_list))
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
    rows = [
        [row.user.staff_code, row.user.full_name, row.position, row.where]
        + [
            text
            for _lesson, outcome in row.outcomes
            for text in (words[outcome.status], f"M{outcome.level}" if outcome.level else "", _day(outcome.at))
        ]
        for row in selectors.rows_of(asked.scope, _people(asked), asked.unit, asked.in_files)
    ]
    seen.exported(viewer=asked.user, asked=asked, what="people", people=len(rows))
    return csv_response(_file_name("nguoi", asked.unit), header, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def person(request: HttpRequest, person: UUID) -> HttpResponse:
    """One person's results and what was decided about them; who is in charge of them decides here."""
    viewer = cast(User, request.user)
    shown = selectors.person_of(viewer, person)
    seen.person(viewer=viewer, person=shown.user, unit=shown.posts[0][0].unit if shown.posts else None)
    form = OverrideForm(request.POST if request.method == "POST" else None, person=shown.user)
    if request.method == "POST":
        if not shown.may_decide:
            raise NotYours
        if form.is_valid() and form.record(acting_user=viewer):
            messages.success(request, _("Recorded. The person concerned sees it in their record."))
            return redirect("reports_person", person)
    context = {"shown": shown, "form": form, "as_of": timezone.now()}
    return render(request, "training/reports/person.html", context, status=422 if form.errors else 200)


def _people(asked: Asked) -> QuerySet[User]:
    status = STATUSES.get(asked.status)
    return selectors.people_of(asked.unit, search=asked.search, lesson=asked.lesson, status=status)


def _day(at: datetime | None) -> str:
    return timezone.localtime(at).strftime("%d/%m/%Y") if at else ""


def _file_name(kind: str, unit: OrgUnit) -> str:
    return f"{kind}-{unit.code.replace('/', '-')}-{timezone.localdate():%Y%m%d}"
