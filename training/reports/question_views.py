"""The six questions: their pages, the page of all six, and what can be taken along."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from training.people.context import Viewer
from training.people.http import SeeOther
from training.people.models import User, private_files
from training.people.selectors import today
from training.reports import api, lists, seen, selectors, workbook
from training.reports.answer import Answer
from training.reports.asking import Asked, asked_of, report
from training.reports.exports import csv_response
from training.reports.figures import positions
from training.reports.models import Export
from training.reports.overview import answers
from training.reports.questions import ORDER
from training.reports.sheet import circumstances, pdf_of
from training.reports.templatetags.reports import shown

AT_ONCE = 500  # people in a list that is written while one waits
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@report
def overview(request: HttpRequest, asked: Asked) -> HttpResponse:
    context = {"asked": asked, "viewer": asked.viewer, "answers": answers(asked)}
    return render(request, "training/reports/overview.html", context)


@report
def question(request: HttpRequest, asked: Asked, question: str) -> HttpResponse:
    answer = _answer(asked, question)
    if names := answer.more.get("names"):
        seen.named_list(viewer=asked.user, asked=asked, what=answer.key, people=len(names))
    context = {
        "asked": asked,
        "viewer": asked.viewer,
        "answer": answer,
        "positions": positions(asked.unit) if ORDER[question].BY_POSITION else [],
        "yesterday": today() - timedelta(days=1),
    }
    return render(request, "training/reports/question.html", context)


def _answer(asked: Asked, question: str) -> Answer:
    if question not in ORDER:
        raise Http404
    _fresh = asked.fresh  # the counts first, then what is read of them
    answer: Answer = ORDER[question].answer(asked)
    return answer


@report
def question_file(request: HttpRequest, asked: Asked, question: str, kind: str) -> HttpResponseBase:
    answer = _answer(asked, question)
    name = f"{question}-{asked.unit.code.replace('/', '-')}-{today():%Y%m%d}"
    seen.exported(viewer=asked.user, asked=asked, what=answer.key, people=0)
    if kind == "csv":
        rows = [
            [
                value if isinstance(value, int) and column.kind == "number" else shown(value, column)
                for column, value in zip(answer.columns, line.cells, strict=True)
            ]
            for line in answer.lines
        ]
        return csv_response(name, [column.title for column in answer.columns], rows)
    if kind == "pdf":
        response = HttpResponse(pdf_of(answer, asked), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
        return response
    if kind != "xlsx":
        raise Http404
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    workbook.write(
        file,
        title=answer.question,
        above=[answer.question, answer.says, " · ".join([asked.unit.name, *circumstances(asked, answer.about)])],
        columns=answer.columns,
        rows=(line.cells for line in answer.lines),
        few=_("under 5, or hidden"),
    )
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)


# --- long lists -----------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def exports(request: HttpRequest) -> HttpResponseBase:
    """One's own files; a POST asks for one, and gets a short one at once."""
    user = cast(User, request.user)
    if request.method == "POST":
        return _asked_for(request, user)
    viewer = Viewer(request)
    selectors.scope_of(user, viewer.roles)  # for who reads reports; a 404 for everybody else
    mine = Export.objects.filter(by=user)[:50]
    context = {"exports": mine, "viewer": viewer, "days": settings.KEEP_DAYS["exports"]}
    return render(request, "training/reports/exports.html", context)


def _asked_for(request: HttpRequest, user: User) -> HttpResponseBase:
    asked = asked_of(user, request.GET, Viewer(request))
    who = request.POST.get("ai", "")
    if who not in lists.WHO:
        raise Http404
    numbers = lists.people(asked, who)
    if len(numbers) > AT_ONCE:
        return SeeOther(reverse("reports_export", args=[api.ask_for(acting_user=user, asked=asked, who=who).uuid]))
    file = tempfile.TemporaryFile()  # noqa: SIM115  (the answer closes it)
    api.write_list(file, asked, who, lists.rows(asked, numbers))
    file.seek(0)
    seen.exported(viewer=user, asked=asked, what="people", people=len(numbers))
    return FileResponse(file, as_attachment=True, filename=_file_name(who), content_type=XLSX)


@require_safe
@never_cache
@login_required
def export(request: HttpRequest, export: UUID) -> HttpResponse:
    """How far one's file is; the part that changes, for a page that asks again."""
    found = _mine(request, export)
    part = request.headers.get("HX-Request") == "true"
    template = "training/reports/export_body.html" if part else "training/reports/export.html"
    return render(request, template, {"export": found})


@require_safe
@never_cache
@login_required
def export_file(request: HttpRequest, export: UUID) -> HttpResponseBase:
    found = _mine(request, export)
    asked_of(found.by, found.asked, Viewer(request))  # whoever is no longer in charge of them gets no names
    if found.state != Export.State.READY or not private_files().exists(str(found.file.name)):
        raise Http404
    name = _file_name(found.asked.get("ai", ""))
    file = private_files().open(str(found.file.name))
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _mine(request: HttpRequest, uuid: UUID) -> Export:
    """Of who asked for it, and of nobody else: not even of who may see the same people."""
    found = Export.objects.filter(by=cast(User, request.user), uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def _file_name(who: str) -> str:
    return f"{'chua-lam' if who == 'chua' else 'ket-qua'}-{timezone.localdate():%Y%m%d}.xlsx"
