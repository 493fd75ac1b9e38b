"""The board of "Tôi cần": what was asked for and what became of it, for everybody who is signed in. No names."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from training.feedback import api, need_selectors
from training.feedback.errors import FeedbackRefused
from training.feedback.forms import BoardForm
from training.people.http import SeeOther
from training.people.models import User

PAGE = 20


@require_safe
@never_cache
@login_required
def board(request: HttpRequest) -> HttpResponse:
    """What would save most time first."""
    user, form = cast(User, request.user), BoardForm(request.GET)
    asked = form.asked()
    found = need_selectors.board(asked["search"], asked["state"], user if asked["mine"] else None)
    page = Paginator(found, PAGE).get_page(request.GET.get("trang"))
    query = request.GET.copy()
    query.pop("trang", None)
    context = {
        "here": "board",
        "form": form,
        "page": page,
        "lines": need_selectors.board_lines(page.object_list, user),
        "query": query.urlencode(),
        "narrowed": any(asked.values()),
    }
    return render(request, "training/feedback/board.html", context)


@require_safe
@never_cache
@login_required
def board_need(request: HttpRequest, need: UUID) -> HttpResponse:
    """One of them, with what became of it."""
    line = need_selectors.access_on_board(cast(User, request.user), need)
    context = {"line": line, "need": line.need, "news": line.need.news.all()}
    return render(request, "training/feedback/board_need.html", context)


@require_POST
@never_cache
@login_required
def me_too(request: HttpRequest, need: UUID) -> HttpResponse:
    """Say that one needs it too, or (`thoi`) that one does not after all."""
    user = cast(User, request.user)
    line = need_selectors.access_on_board(user, need)
    try:
        if request.POST.get("thoi"):
            api.not_me_too(user=user, need=line.need)
            messages.success(request, _("You are no longer counted."))
        else:
            api.me_too(user=user, need=line.need)
            messages.success(request, _("You are counted. Nobody sees your name."))
    except FeedbackRefused as refused:
        messages.error(request, refused.say)
    return SeeOther(reverse("board_need", args=[line.need.uuid]))
