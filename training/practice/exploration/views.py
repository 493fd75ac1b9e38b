"""Free exploration on screen: choosing a seat, the platform under its strip of paper, undoing, starting over."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sandbox import screens
from sandbox.errors import NotHere
from sandbox.screens import Screen
from training.people.http import SeeOther, request_key
from training.practice.errors import PracticeRefused
from training.practice.exploration import api
from training.practice.links import FreeLinks, exploring_url
from training.practice.models import Exploration
from training.practice.selectors import access_exploration
from training.practice.views import SignedIn, signed_in


@dataclass(frozen=True)
class RoleShown:
    key: str
    label: str
    explains: str
    chairs: list[tuple[str, str, str]]  # key, name and title of each person


@require_safe
@signed_in
def choose(request: SignedIn) -> HttpResponse:
    """Every seat of the platform, with what its role does; and back to where one was."""
    mine = Exploration.objects.filter(user=request.user).select_related("workspace").first()
    context = {
        "roles": roles_in(get_language() or "vi"),
        "mine": mine,
        "here": mine.workspace.person if mine else "",
        "request_key": uuid.uuid4().hex,
    }
    return render(request, "training/practice/explore.html", context)


def roles_in(language: str) -> list[RoleShown]:
    """The seats that there are, role by role, in that language."""
    return [
        RoleShown(
            key=seats[0].role_key,
            label=seats[0].role.label.into(language),
            explains=seats[0].role.explains.into(language) if seats[0].role.explains else "",
            chairs=[(seat.key, seat.person.name, seat.person.title.into(language)) for seat in seats],
        )
        for seats in api.seats_by_role()
    ]


@signed_in
def start(request: SignedIn) -> HttpResponse:
    if request.method != "POST":
        return redirect("explore")
    person, key = request.POST.get("person", "")[:40], request_key(request)
    try:
        begun = api.start(user=request.user, person=person, request_key=key)
    except PracticeRefused as refused:
        messages.warning(request, refused.say)
        return SeeOther(reverse("explore"))
    return SeeOther(exploring_url(begun.uuid))


@signed_in
def screen(request: HttpRequest, exploration: UUID, path: str = "") -> HttpResponse:
    """One screen of the platform: look at it, or send its form."""
    language = get_language() or "vi"
    if request.method == "POST":
        with transaction.atomic():
            mine = access_exploration(request.user, exploration, for_change=True)
            sent = api.submit(exploration=mine, path=path, post=request.POST, language=language)
        if sent.screen:
            return _page(request, mine, sent.screen, path)
        return SeeOther(sent.redirect or exploring_url(exploration))
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    mine = access_exploration(request.user, exploration)
    shown = screens.show(mine.workspace, path, request.GET, FreeLinks(mine.uuid), language)
    return _page(request, mine, shown, path)


def _page(request: HttpRequest, mine: Exploration, shown: Screen, path: str) -> HttpResponse:
    """The platform under its strip, whole or as its changing parts."""
    whole = not request.htmx or request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "training/practice/exploring.html" if whole else "training/practice/exploring_parts.html"
    context: dict[str, Any] = {
        **shown.context,
        "screen": shown,
        "exploration": mine,
        "path": path,
        "request_key": uuid.uuid4().hex,
    }
    response = render(request, template, context, status=shown.status)
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_POST
@signed_in
def undo(request: HttpRequest, exploration: UUID) -> HttpResponse:
    """Take back the last thing done; then the same screen, if it is still there."""
    with transaction.atomic():
        mine = access_exploration(request.user, exploration, for_change=True)
        try:
            api.undo(exploration=mine, request_key=request_key(request))
        except PracticeRefused as refused:
            messages.warning(request, refused.say)
        else:
            messages.success(request, _("The last action is undone."))
    return SeeOther(exploring_url(exploration, _still_there(request, exploration)))


def _still_there(request: HttpRequest, exploration: UUID) -> str:
    path = request.POST.get("man-hinh", "")[:200]
    mine = access_exploration(request.user, exploration)
    try:
        screens.show(mine.workspace, path, request.GET, FreeLinks(mine.uuid), "vi")
    except NotHere:
        return ""
    return path


@signed_in
def start_over(request: HttpRequest, exploration: UUID) -> HttpResponse:
    """Ask first; then a fresh platform, in the same seat."""
    if request.method != "POST":
        mine = access_exploration(request.user, exploration)
        return render(request, "training/practice/explore_start_over.html", {"exploration": mine})
    with transaction.atomic():
        fresh = api.reset(exploration=access_exploration(request.user, exploration, for_change=True))
    messages.success(request, _("Everything is as it was at the beginning."))
    return SeeOther(exploring_url(fresh.uuid))
