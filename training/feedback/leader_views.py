"""What staff need, for who answers: the inbox, one need with those like it, and who is late with an answer."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.audit.api import Action, note
from training.feedback import api, need_selectors
from training.feedback.errors import FeedbackRefused
from training.feedback.forms import BecameForm, DecideForm
from training.feedback.models import Need
from training.people.context import Viewer
from training.people.errors import NotYours
from training.people.http import SeeOther, only_for
from training.people.models import Role, User
from training.people.selectors import unit_of

MOST_DECIDED = 100  # shown; a search finds the others
UNITS_SHOWN = 50  # on a page

for_leaders = only_for(frozenset({Role.LEADER}))
for_hr = only_for(frozenset({Role.HR}))


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)


@require_safe
@for_leaders
def needs_inbox(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What waits, what would save most time first; then what was decided."""
    search = request.GET.get("tim", "")[:80]
    found = need_selectors.needs_of_leader(_me(request), search)
    unit, asked = unit_of(_me(request)), request.GET.urlencode()
    note(
        acting_user=_me(request),
        action=Action.LOOKED,
        subject="needs_inbox",
        unit=unit,
        count=len(found),
        question=asked,
    )
    waiting = [need for need in found if need.is_waiting]
    context = {
        "viewer": viewer,
        "search": search,
        "waiting": waiting,
        "late": sum(need.days_late > 0 for need in waiting),
        "decided": [need for need in found if not need.is_waiting][:MOST_DECIDED],
    }
    return render(request, "training/feedback/needs_inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def need_decide(request: HttpRequest, viewer: Viewer, need: UUID) -> HttpResponse:
    """One need: its answer; those like it; what became of it."""
    one = _opened(request, need)
    form = DecideForm(request.POST if request.method == "POST" else None, may_ask=not one.question)
    status = 200 if request.method != "POST" else 422
    if request.method == "POST" and form.is_valid():
        try:
            api.decide(acting_user=_me(request), need=one, **form.cleaned_data)
        except FeedbackRefused as refused:
            form.add_error(None, refused.say)
            one.refresh_from_db()
            status = 409
        else:
            messages.success(request, _("Sent to %(name)s.") % {"name": one.sender})
            return SeeOther(reverse("needs_inbox"))
    return _page(request, viewer, one, status, form=form)


def _opened(request: HttpRequest, uuid: UUID) -> Need:
    one = need_selectors.access_need_as_leader(_me(request), uuid)
    note(acting_user=_me(request), action=Action.OPENED, subject="need", unit=one.unit, person=one.user)
    return one


def _page(request: HttpRequest, viewer: Viewer, one: Need, status: int, **forms: Any) -> HttpResponse:
    alone = one.joined_to_id is None
    context = {
        "viewer": viewer,
        "need": one,
        "lead": need_selectors.lead_for(_me(request), one),
        "similar": need_selectors.similar(_me(request), one) if alone else [],
        "news": list(one.news.all()),
        "form": DecideForm(may_ask=not one.question),
        "became": BecameForm(),
        **forms,
    }
    return render(request, "training/feedback/need_decide.html", context, status=status)


@require_POST
@for_leaders
def need_join(request: HttpRequest, viewer: Viewer, need: UUID) -> HttpResponse:
    """Put those that were ticked under this one. All of them have to be the leader's."""
    lead = need_selectors.access_need_as_leader(_me(request), need)
    try:
        others = [
            need_selectors.access_need_as_leader(_me(request), UUID(one)) for one in request.POST.getlist("cung")[:50]
        ]
    except ValueError as error:
        raise NotYours from error
    joined = 0
    for other in others:
        try:
            api.join(acting_user=_me(request), need=other, to=lead)
            joined += 1
        except FeedbackRefused as refused:
            messages.error(request, refused.say)
    if joined:
        said = ngettext("%(number)s need was joined to it.", "%(number)s needs were joined to it.", joined)
        messages.success(request, said % {"number": joined})
    elif not others:
        messages.error(request, _("Tick at least one that says the same."))
    return SeeOther(reverse("need_decide", args=[lead.uuid]))


@require_POST
@for_leaders
def need_take_apart(request: HttpRequest, viewer: Viewer, need: UUID) -> HttpResponse:
    """It stands by itself again."""
    one = need_selectors.access_need_as_leader(_me(request), need)
    api.take_apart(acting_user=_me(request), need=one)
    messages.success(request, _("It stands by itself again."))
    return SeeOther(reverse("need_decide", args=[one.uuid]))


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def need_became(request: HttpRequest, viewer: Viewer, need: UUID) -> HttpResponse:
    """What has become of what was taken up. Who comes back to this address sees the need."""
    one = need_selectors.access_need_as_leader(_me(request), need)
    if request.method != "POST":
        return SeeOther(reverse("need_decide", args=[one.uuid]))
    form = BecameForm(request.POST)
    if not form.is_valid():
        return _page(request, viewer, one, 422, became=form)
    try:
        api.say_what_became(acting_user=_me(request), need=one, **form.cleaned_data)
    except FeedbackRefused as refused:
        form.add_error(None, refused.say)
        return _page(request, viewer, one, 409, became=form)
    messages.success(request, _("Sent to everybody who asked for it."))
    return SeeOther(reverse("need_decide", args=[one.uuid]))


@require_POST
@for_leaders
def need_on_board(request: HttpRequest, viewer: Viewer, need: UUID) -> HttpResponse:
    """Take it off the board, or put it back."""
    one = need_selectors.access_need_as_leader(_me(request), need)
    shown = request.POST.get("hien") == "1"
    api.put_on_board(acting_user=_me(request), need=one, shown=shown)
    messages.success(request, _("It stands on the board.") if shown else _("It is off the board."))
    return SeeOther(reverse("need_decide", args=[one.uuid]))


@require_safe
@for_hr
def needs_late(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """For HR officers: in which units people wait for an answer, how late it is, and who has to give it."""
    page = Paginator(need_selectors.late_by_unit(_me(request)), UNITS_SHOWN).get_page(request.GET.get("trang"))
    context = {"viewer": viewer, "lines": page.object_list, "page": page}
    return render(request, "training/feedback/needs_late.html", context)
