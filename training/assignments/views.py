"""Pages of whoever assigns: what is open, a new one with a look at whom it reaches, taking one back."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from training.assignments import api, selectors
from training.assignments.errors import AssignmentRefused
from training.assignments.forms import AssignForm, asking
from training.assignments.models import Assignment, target_of
from training.audit.api import Action, note
from training.people.context import READS_REPORTS, Viewer
from training.people.http import SeeOther, only_for
from training.people.models import OrgUnit, User
from training.people.selectors import place_name

#: Names on a page, and positions that are offered.
NAMES_SHOWN, POSITIONS_SHOWN = 50, 200
LONGEST = 2000  # characters of an address


for_those_who_assign = only_for(READS_REPORTS)


@require_safe
@for_those_who_assign
def assignments(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    user = cast(User, request.user)
    context = {
        "viewer": viewer,
        "mine": selectors.progress_of(selectors.assignments_seen_by(user), own=True),
        "above": selectors.progress_of(selectors.assignments_above(user), own=False, viewer=user),
        "new": request.GET.get("vua", ""),
    }
    return render(request, "training/assignments/assignments.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_those_who_assign
def assign(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Fill in, see whom it reaches, send. `lam` says which: "xem" previews, "sua" goes back, "gui" sends; `trang`
    turns the pages of the preview, which has an address of its own: one can go back to it after sending. `tu` is an
    open one to begin with, with `khac` for another unit."""
    user = cast(User, request.user)
    typed = request.POST if request.method == "POST" else request.GET
    doing = "xem" if "trang" in typed else typed.get("lam", "")
    if doing not in ("xem", "gui") or (doing == "gui" and request.method != "POST"):
        return _form(request, viewer, _form_for(user, initial=_typed(request, user)), 200)
    form = _form_for(user, typed)
    if not form.is_valid():
        return _form(request, viewer, form, 422)
    if doing == "xem":
        return _seen_at(request, form) or _preview(request, viewer, form)
    try:
        made = api.assign(acting_user=user, **form.asks)
    except AssignmentRefused as refused:
        form.add_error(None, refused.say)
        return _form(request, viewer, form, 409)
    messages.success(request, _said(made))
    return SeeOther(f"{reverse('assignments')}?vua={made.assignment.uuid}")


def _seen_at(request: HttpRequest, form: AssignForm) -> HttpResponse | None:
    """The way to the preview's own address; None where one is there, or it would be longer than servers take."""
    said = [*form.sent, ("lam", "xem"), ("trang", request.POST.get("trang", "1"))]
    address = f"{reverse('assign')}?{urlencode([pair for pair in said if pair[1]])}"
    return SeeOther(address) if request.method == "POST" and len(address) < LONGEST else None


def _form_for(user: User, *args: Any, **options: Any) -> AssignForm:
    units = list(selectors.scope_of(user))
    return AssignForm(*args, units=units, positions=selectors.positions_in(_tops(units))[:POSITIONS_SHOWN], **options)


def _tops(units: list[OrgUnit]) -> list[OrgUnit]:
    """Those that lie under none of the others; they come in tree order."""
    tops: list[OrgUnit] = []
    for unit in units:
        if not tops or not unit.path.startswith(tops[-1].path):
            tops.append(unit)
    return tops


def _typed(request: HttpRequest, user: User) -> dict[str, Any]:
    """What was typed before, or what an open assignment asks."""
    if request.method == "POST":
        return request.POST.dict() | {"positions": request.POST.getlist("positions")}
    if "tu" not in request.GET:
        return request.GET.dict()
    try:
        found = asking(selectors.access_assignment(user, UUID(request.GET["tu"])))
    except ValueError:
        return {}
    return found | {"unit": ""} if "khac" in request.GET else found


def _said(made: api.Assigned) -> str:
    new = {"unit": made.assignment.unit.name, "due": day_said(made.assignment)}
    if made.repeated:
        return _("%(unit)s was asked for exactly this already. Nothing changed.") % new
    if made.before and made.moved_from and made.assignment.due:
        before = made.moved_from.strftime("%d/%m/%Y")
        return _("%(unit)s was asked for this already: the day is moved from %(before)s to %(due)s.") % (
            new | {"before": before}
        )
    if made.before and not made.moved_from:
        return _("%(unit)s was asked for this already: the note is changed, the day stays %(due)s.") % new
    return _("Assigned to %(unit)s, to be done by %(due)s.") % new


def day_said(one: Assignment) -> str:
    """By when it is asked, in a few words."""
    if one.due:
        return one.due.strftime("%d/%m/%Y")
    return _("%(days)s days after joining") % {"days": one.within_days}


def _form(request: HttpRequest, viewer: Viewer, form: AssignForm, status: int) -> HttpResponse:
    return render(request, "training/assignments/assign.html", {"viewer": viewer, "form": form}, status=status)


def _preview(request: HttpRequest, viewer: Viewer, form: AssignForm) -> HttpResponse:
    """How many, and who, page by page; nobody outside the viewer's scope can be among them, for the unit is in it."""
    asks = form.asks
    asks["target"] = target_of(asks["positions"], asks["joined_from"], asks["joined_to"])
    planned = Assignment(**asks, given_by=cast(User, request.user))
    page = Paginator(selectors.recipients(planned), NAMES_SHOWN).get_page((request.POST or request.GET).get("trang"))
    note(
        acting_user=cast(User, request.user),
        action=Action.LOOKED,
        subject="assignment_recipients",
        unit=form.chosen,
        count=len(page),
        question=f"bai={form.cleaned_data['code']}",
    )
    standing = selectors.assignments_seen_by(cast(User, request.user))
    context = {
        "viewer": viewer,
        "form": form,
        "planned": planned,
        "title": selectors.titles().get(planned.code, planned.code),
        "place": place_name(planned.unit),
        "page": page,
        "count": page.paginator.count,
        "standing": standing.filter(code=planned.code, unit=planned.unit, target=planned.target).first(),
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
