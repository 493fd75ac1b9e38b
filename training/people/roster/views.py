"""HR's screens of the roster: hand a file in, see what it would change, decide, undo; take the roster out."""

from __future__ import annotations

from typing import IO, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from training.people.context import Viewer
from training.people.errors import NotYours, PeopleRefused
from training.people.http import SeeOther, only_for
from training.people.models import Role, RosterChange, RosterImport, User
from training.people.roster import api, files, selectors
from training.people.signals import roster_shown

PAGE = 50
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ACTIONS = {"ghi": api.confirm, "bo": api.let_go, "hoan-tac": api.take_back}

for_hr = only_for(frozenset({Role.HR}))


class HandInForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The file of your staff"),
        help_text=gettext_lazy(
            "XLSX or CSV, up to 16 MB and 60,000 people. Nothing is changed until you have looked."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={
            "empty": gettext_lazy("The file is empty. Expected: a heading line, then one person a line.")
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_hr
def rosters(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    user = cast(User, request.user)
    form = HandInForm(request.POST, request.FILES) if request.method == "POST" else HandInForm()
    if request.method == "POST" and form.is_valid():
        try:
            file = form.cleaned_data["file"]
            return SeeOther(_address(api.hand_in(acting_user=user, file=file, name=file.name)))
        except PeopleRefused as refused:
            form.add_error("file", " ".join(refused.messages))
    context = {
        "viewer": viewer,
        "form": form,
        "page": Paginator(selectors.rosters_of(user), PAGE).get_page(request.GET.get("trang")),
        "tops": selectors.tops_of(user),
    }
    return render(request, "training/roster/rosters.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_hr
def roster(request: HttpRequest, viewer: Viewer, roster: UUID) -> HttpResponse:
    """How far it is; then its faults, or what it would change and the decision; then what became of it."""
    user = cast(User, request.user)
    one = selectors.access_roster(user, roster)
    status = 200
    if request.method == "POST":
        action = ACTIONS.get(request.POST.get("lam", ""))
        if action is None:
            raise NotYours
        try:
            action(acting_user=user, roster=one)
            return SeeOther(_address(one))
        except PeopleRefused as refused:
            messages.error(request, " ".join(refused.messages))
            one.refresh_from_db()
            status = 409
    context = {"viewer": viewer, "roster": one, **_found(request, one)}
    return render(request, "training/roster/roster.html", context, status=status)


def _found(request: HttpRequest, one: RosterImport) -> dict[str, object]:
    number = request.GET.get("trang")
    if one.state == RosterImport.State.FAULTY:
        return {"page": Paginator(one.faults, PAGE).get_page(number)}
    if one.under_way:
        return {}
    by_kind = selectors.counts_by_kind(one)
    kind = request.GET.get("loai", "")
    changes = one.changes.filter(kind=kind) if kind in RosterChange.Kind.values else one.changes.all()
    if kind == "giu":
        changes = one.changes.exclude(kept="")
    page = Paginator(changes, PAGE).get_page(number)
    _told(request, "roster_changes", len(page.object_list), out=False)
    return {
        "page": page,
        "shown": selectors.in_words(page.object_list),
        "kinds": [(value, label, by_kind[value]) for value, label in RosterChange.Kind.choices if by_kind[value]],
        "kind": kind,
        "total": sum(by_kind.values()),
        "may_be_undone": selectors.may_be_undone(one),
    }


@require_safe
@for_hr
def faults(request: HttpRequest, viewer: Viewer, roster: UUID) -> HttpResponse:
    one = selectors.access_roster(cast(User, request.user), roster)
    return file_answer(files.faults_csv(one), f"loi-danh-sach-{one.asked_at:%Y%m%d}", "csv")


@require_safe
@for_hr
def template(request: HttpRequest, viewer: Viewer, kind: str) -> HttpResponse:
    if kind not in KINDS:
        raise NotYours
    made = files.template_csv() if kind == "csv" else files.template_workbook(cast(User, request.user))
    return file_answer(made, "mau-danh-sach", kind)


@require_safe
@for_hr
def export(request: HttpRequest, viewer: Viewer, kind: str) -> HttpResponse:
    """Everybody in reach, as a file that can be handed in again. Who took it, and when, is written down."""
    if kind not in KINDS:
        raise NotYours
    name = f"danh-sach-{timezone.localdate():%Y%m%d}"
    content, people = files.roster_file(cast(User, request.user), kind)
    api.record_export(acting_user=cast(User, request.user), name=f"{name}.{kind}", content=content, people=people)
    _told(request, "roster", people, out=True)
    return file_answer(content, name, kind)


def _told(request: HttpRequest, subject: str, count: int, *, out: bool) -> None:
    """Those above keep a log of who saw whose names."""
    user = cast(User, request.user)
    question = request.GET.urlencode()
    units = selectors.tops_of(user)
    roster_shown.send(None, acting_user=user, out=out, subject=subject, units=units, count=count, question=question)


def file_answer(content: IO[bytes], name: str, kind: str) -> HttpResponse:
    return FileResponse(content, as_attachment=True, filename=f"{name}.{kind}", content_type=KINDS[kind])  # type: ignore[return-value]


def _address(one: RosterImport) -> str:
    return reverse("roster", args=[one.uuid])
