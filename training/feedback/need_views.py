""" "Tôi cần": what staff ask the platform to do, and what their leaders decide."""

from __future__ import annotations

import uuid as uuids
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from training.audit.api import Action, note
from training.feedback import api, selectors
from training.feedback.errors import FeedbackRefused
from training.feedback.forms import DecideForm, MoreForm, NeedForm
from training.feedback.models import Need
from training.feedback.states import into, outline_of, state_of
from training.people.context import Viewer
from training.people.errors import NotYours
from training.people.http import SeeOther, only_for, request_key
from training.people.models import Role, User
from training.people.selectors import unit_of


@require_safe
@never_cache
@login_required
def needs(request: HttpRequest) -> HttpResponse:
    """What I asked for, and what became of it."""
    return render(request, "training/feedback/needs.html", {"needs": selectors.my_needs(cast(User, request.user))})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def need_new(request: HttpRequest) -> HttpResponse:
    """Write, see what is sent and to whom, send. `lam` says which: "xem" previews, "sua" goes back, "gui" sends."""
    thought_of = _thought_of(request)
    doing = request.POST.get("lam", "") if request.method == "POST" else ""
    if doing not in ("xem", "gui"):
        form = NeedForm(initial=request.POST.dict()) if doing else NeedForm()
        return _page(request, "need_new", form, thought_of)
    form = NeedForm(request.POST)
    if not form.is_valid():
        return _page(request, "need_new", form, thought_of, status=422)
    if doing == "xem":
        return _page(request, "need_preview", form, thought_of)
    try:
        api.send_need(
            acting_user=cast(User, request.user),
            request_key=request_key(request) or uuids.uuid4().hex,
            lesson_code=thought_of.get("lesson_code", "") if thought_of.get("told") else "",
            step=thought_of.get("step", "") if thought_of.get("told") else "",
            **form.cleaned_data,
        )
    except FeedbackRefused as refused:
        form.add_error(None, refused.say)
        return _page(request, "need_new", form, thought_of, status=409)
    messages.success(request, _("Sent. The decision will stand on your home page."))
    return SeeOther(reverse("needs"))


def _thought_of(request: HttpRequest) -> dict[str, str]:
    """The lesson and step of the attempt in which it came up, and whether to say so (`kem`); nothing from the menu.

    A leader learns which lesson was open only if its learner leaves the tick there. Raises `NotYours`.
    """
    given = request.POST.get("luot") or request.GET.get("luot")
    if not given:
        return {}
    try:
        attempt = selectors.access_attempt(cast(User, request.user), UUID(given))
    except ValueError as error:
        raise NotYours from error
    language, outline, state = get_language() or "vi", outline_of(attempt.task.hash), state_of(attempt)
    found = {"luot": str(attempt.uuid), "lesson_code": attempt.lesson_code, "lesson": into(outline.title, language)}
    if state:
        title = outline.step_title(state.step, attempt.workspace.seed, language)
        found |= {"step": state.step, "step_title": title}
    return found | {"told": "1" if request.method != "POST" or request.POST.get("kem") == "1" else ""}


def _page(
    request: HttpRequest, template: str, form: NeedForm, thought_of: dict[str, str], status: int = 200
) -> HttpResponse:
    user = cast(User, request.user)
    unit = unit_of(user)
    context = {
        "form": form,
        "thought_of": thought_of,
        "unit": unit,
        "leaders": selectors.leaders_of(unit, but=user) if unit else [],
        "need": Need(**form.cleaned_data) if form.is_bound and form.is_valid() else None,
        "request_key": request_key(request) or uuids.uuid4().hex,
    }
    return render(request, f"training/feedback/{template}.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def need(request: HttpRequest, need: UUID) -> HttpResponse:
    """One of mine; opening it makes the answer seen. Where the leader asks for more, I answer here."""
    mine = selectors.access_need(cast(User, request.user), need)
    form = MoreForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            api.tell_more(need=mine, text=form.cleaned_data["more"])
        except FeedbackRefused as refused:
            form.add_error(None, refused.say)
        else:
            messages.success(request, _("Sent. The decision will stand on your home page."))
            return SeeOther(reverse("need", args=[mine.uuid]))
    api.mark_seen(item=mine)
    context = {"need": mine, "form": form}
    return render(request, "training/feedback/need.html", context, status=422 if request.method == "POST" else 200)


# --- leaders ----------------------------------------------------------------------------------------------


for_leaders = only_for(frozenset({Role.LEADER}))


@require_safe
@for_leaders
def needs_inbox(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    user = cast(User, request.user)
    found = selectors.needs_of_leader(user)
    note(acting_user=user, action=Action.LOOKED, subject="needs_inbox", unit=unit_of(user), count=len(found))
    context = {
        "viewer": viewer,
        "waiting": [need for need in found if not need.decision],
        "decided": [need for need in found if need.decision],
    }
    return render(request, "training/feedback/needs_inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_leaders
def need_decide(request: HttpRequest, viewer: Viewer, need: UUID) -> HttpResponse:
    user = cast(User, request.user)
    one = selectors.access_need_as_leader(user, need)
    note(acting_user=user, action=Action.OPENED, subject="need", unit=one.unit, person=one.user)
    form = DecideForm(request.POST if request.method == "POST" else None, may_ask=not one.question)
    status = 200 if request.method != "POST" else 422
    if request.method == "POST" and form.is_valid():
        try:
            api.decide(acting_user=user, need=one, **form.cleaned_data)
        except FeedbackRefused as refused:
            form.add_error(None, refused.say)
            one.refresh_from_db()
            status = 409
        else:
            messages.success(request, _("Sent to %(name)s.") % {"name": one.user.full_name})
            return SeeOther(reverse("needs_inbox"))
    return render(
        request, "training/feedback/need_decide.html", {"viewer": viewer, "need": one, "form": form}, status=status
    )
