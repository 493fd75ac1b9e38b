""" "Tôi cần": what I ask the platform to do, and what came of it."""

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

from training.feedback import api, selectors
from training.feedback.errors import FeedbackRefused
from training.feedback.forms import MoreForm, NeedForm
from training.feedback.models import Need
from training.feedback.need_api import clean
from training.feedback.states import into, outline_of, state_of
from training.people.errors import NotYours
from training.people.http import SeeOther, request_key
from training.people.models import User
from training.people.selectors import unit_of


@require_safe
@never_cache
@login_required
def needs(request: HttpRequest) -> HttpResponse:
    """What I asked for, and what became of it."""
    user = cast(User, request.user)
    return render(request, "training/feedback/needs.html", {"needs": selectors.my_needs(user), "here": "mine"})


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
        "need": _as_kept(form, user) if form.is_bound and form.is_valid() else None,
        "request_key": request_key(request) or uuids.uuid4().hex,
    }
    return render(request, f"training/feedback/{template}.html", context, status=status)


def _as_kept(form: NeedForm, user: User) -> Need:
    """What is shown before sending is what is kept."""
    said = form.cleaned_data
    return Need(**said | {"work": clean(said["work"], user, 300), "wish": clean(said["wish"], user, 500)})


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
    news = (mine.joined_to or mine).news.all() if mine.became else []
    context = {"need": mine, "form": form, "news": news}
    return render(request, "training/feedback/need.html", context, status=422 if request.method == "POST" else 200)
