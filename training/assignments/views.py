"""Pages of whoever assigns: what is open, a new one with a look at whom it reaches, taking one back."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from training.assignments import api, selectors
from training.assignments.errors import AssignmentRefused
from training.assignments.forms import AssignForm
from training.audit.api import Action, note
from training.people.context import READS_REPORTS, Viewer
from training.people.http import SeeOther, only_for
from training.people.models import User
from training.people.selectors import place_name

#: Names that stand on the preview; a bigger unit says how many more there are.
NAMES_SHOWN = 200


for_those_who_assign = only_for(READS_REPORTS)


@require_safe
@for_those_who_assign
def assignments(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    user = cast(User, request.user)
    context = {
        "viewer": viewer,
        "mine": selectors.progress_of(selectors.assignments_seen_by(user), own=True),
        "above": selectors.progress_of(selectors.assignments_above(user), own=False),
    }
    return render(request, "training/assignments/assignments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_assign
def assign(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Fill in, see whom it reaches, send. `lam` says which: "xem" previews, "sua" goes back, "gui" sends."""
    user = cast(User, request.user)
    units = list(selectors.scope_of(user))
    doing = request.POST.get("lam", "") if request.method == "POST" else ""
    if doing not in ("xem", "gui"):
        form = AssignForm(units=units, initial=(request.POST if doing else request.GET).dict())
        return _form(request, viewer, form, 200)
    form = AssignForm(request.POST, units=units)
    if not form.is_valid():
        return _form(request, viewer, form, 422)
    if doing == "xem":
        return _preview(request, viewer, form)
    try:
        made = api.assign(
            acting_user=user,
            code=form.cleaned_data["code"],
            unit=form.chosen,
            due=form.cleaned_data["due"],
            note=form.cleaned_data["note"],
        )
    except AssignmentRefused as refused:
        form.add_error(None, refused.say)
        return _form(request, viewer, form, 409)
    messages.success(request, _said(made))
    return SeeOther(reverse("assignments"))


def _said(made: api.Assigned) -> str:
    new = {"unit": made.assignment.unit.name, "due": made.assignment.due.strftime("%d/%m/%Y")}
    if made.repeated:
        return _("%(unit)s was asked for exactly this already. Nothing changed.") % new
    if made.moved_from:
        before = made.moved_from.strftime("%d/%m/%Y")
        return _("%(unit)s was asked for this already: the day is moved from %(before)s to %(due)s.") % (
            new | {"before": before}
        )
    if made.before:
        return _("%(unit)s was asked for this already: the note is changed, the day stays %(due)s.") % new
    return _("Assigned to %(unit)s, to be done by %(due)s.") % new


def _form(request: HttpRequest, viewer: Viewer, form: AssignForm, status: int) -> HttpResponse:
    return render(request, "training/assignments/assign.html", {"viewer": viewer, "form": form}, status=status)


def _preview(request: HttpRequest, viewer: Viewer, form: AssignForm) -> HttpResponse:
    people = list(selectors.recipients(form.chosen))
    code = form.cleaned_data["code"]
    standing = selectors.assignments_seen_by(cast(User, request.user)).filter(code=code, unit=form.chosen).first()
    note(
        acting_user=cast(User, request.user),
        action=Action.LOOKED,
        subject="assignment_recipients",
        unit=form.chosen,
        count=min(len(people), NAMES_SHOWN),
        question=f"bai={code}",
    )
    context = {
        "viewer": viewer,
        "form": form,
        "title": selectors.titles()[code],
        "place": place_name(form.chosen),
        "count": len(people),
        "people": people[:NAMES_SHOWN],
        "more": max(0, len(people) - NAMES_SHOWN),
        "standing": standing,
    }
    return render(request, "training/assignments/preview.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_assign
def withdraw(request: HttpRequest, viewer: Viewer, assignment: UUID) -> HttpResponse:
    """Ask first; then nobody is asked any more."""
    user = cast(User, request.user)
    one = selectors.access_assignment(user, assignment)
    if request.method != "POST":
        shown = selectors.progress_of([one], own=True)[0]
        return render(request, "training/assignments/withdraw.html", {"viewer": viewer, "row": shown})
    api.withdraw(acting_user=user, assignment=one)
    messages.success(request, _("Taken back. Nobody in %(unit)s is asked for it any more.") % {"unit": one.unit.name})
    return SeeOther(reverse("assignments"))
