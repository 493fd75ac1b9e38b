"""One assignment, its people by name, and what is decided about single ones of them: no longer asked, more time."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from training.assignments import api, asked, selectors
from training.assignments.errors import AssignmentRefused
from training.assignments.forms import ExtendForm, ReasonForm
from training.assignments.selectors import Progress
from training.assignments.views import NAMES_SHOWN, for_those_who_assign
from training.audit.api import Action, note
from training.people.context import Viewer
from training.people.errors import NotYours
from training.people.http import SeeOther
from training.people.models import User


def _row(request: HttpRequest, assignment: UUID) -> Progress:
    """The open assignment, if it is in the viewer's scope: so are its people. Raises `NotYours`."""
    one = selectors.access_assignment(cast(User, request.user), assignment)
    return selectors.progress_of([one], own=True)[0]


@require_safe
@for_those_who_assign
def assignment(request: HttpRequest, viewer: Viewer, assignment: UUID) -> HttpResponse:
    """A named list of who is asked: `loc` narrows it, `tim` searches."""
    row = _row(request, assignment)
    shown = request.GET.get("loc", "")
    if shown not in asked.SHOWN:
        raise NotYours
    search = request.GET.get("tim", "")[:80]
    page = Paginator(asked.people_of(row, shown, search), NAMES_SHOWN).get_page(request.GET.get("trang"))
    note(
        acting_user=cast(User, request.user),
        action=Action.LOOKED,
        subject="assignment",
        unit=row.assignment.unit,
        count=len(page.object_list),
        question=request.GET.urlencode(),
    )
    context = {
        "viewer": viewer,
        "row": row,
        "shown": shown,
        "choices": asked.SHOWN.items(),
        "search": search,
        "page": page,
        "people": asked.rows_of(row, page.object_list),
    }
    return render(request, "training/assignments/assignment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_assign
def extend(request: HttpRequest, viewer: Viewer, assignment: UUID) -> HttpResponse:
    """More time for all, with the reason."""
    row = _row(request, assignment)
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = api.extend(acting_user=cast(User, request.user), assignment=row.assignment, **form.cleaned_data)
            messages.success(request, _("More time is given.") if given else _("That is the day already."))
            return SeeOther(reverse("assignment", args=[assignment]))
        except AssignmentRefused as refused:
            form.add_error(None, refused.say)
    context = {"viewer": viewer, "row": row, "form": form}
    status = 422 if request.method == "POST" else 200
    return render(request, "training/assignments/extend.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_assign
def person(request: HttpRequest, viewer: Viewer, assignment: UUID, person: UUID) -> HttpResponse:
    """One person: `lam` says what is decided: "mien" no longer asked, "giao-lai" asked again, "gia-han" more time."""
    row = _row(request, assignment)
    one = asked.access_person(row, person)
    doing = request.POST.get("lam", "")
    exempting = ReasonForm(request.POST if doing == "mien" else None, prefix="mien")
    extending = ExtendForm(request.POST if doing == "gia-han" else None, prefix="gia-han")
    if request.method == "POST":
        try:
            said = _decided(request, row, one, doing, exempting, extending)
            if said:
                messages.success(request, said)
                return SeeOther(request.path)
        except AssignmentRefused as refused:
            (exempting if doing == "mien" else extending).add_error(None, refused.say)
    by = cast(User, request.user)
    note(acting_user=by, action=Action.OPENED, subject="assignment", unit=row.assignment.unit, person=one.user)
    context = {"viewer": viewer, "row": row, "one": one, "exempting": exempting, "extending": extending}
    context["past"] = asked.past_exemptions(row.assignment, one.user)
    status = 422 if request.method == "POST" else 200
    return render(request, "training/assignments/person.html", context, status=status)


def _decided(
    request: HttpRequest, row: Progress, one: asked.Person, doing: str, exempting: ReasonForm, extending: ExtendForm
) -> str:
    """What was done, in a sentence; "" if the form is not filled in rightly."""
    by, name = cast(User, request.user), {"name": one.user.full_name}
    if doing == "giao-lai":
        api.end_exemption(acting_user=by, assignment=row.assignment, user=one.user)
        return _("%(name)s is asked again.") % name
    if doing == "mien" and exempting.is_valid():
        api.exempt(acting_user=by, assignment=row.assignment, user=one.user, why=exempting.cleaned_data["why"])
        return _("%(name)s is not asked any more.") % name
    if doing == "gia-han" and extending.is_valid():
        given = api.extend(acting_user=by, assignment=row.assignment, user=one.user, **extending.cleaned_data)
        return _("%(name)s has more time.") % name if given else _("That is the day already.")
    if doing not in ("mien", "gia-han"):
        raise NotYours
    return ""
