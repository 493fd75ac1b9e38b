"""How letters stand (HR), whether I want to be reminded (everybody), and the link by which reminders stop."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from training.audit.api import Action, note
from training.people.context import Viewer
from training.people.errors import NotYours
from training.people.http import SeeOther, only_for
from training.people.models import Role, User
from training.reminders import api, hours, letters, selectors

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
@only_for(frozenset({Role.HR}))
def reminders(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Numbers; and by name whom no letter reaches, so that somebody corrects the address. POST tries one again;
    `dem` counts what is still to be planned, which the page asks for by itself once it is there."""
    user = cast(User, request.user)
    if request.method == "POST":
        person = selectors.people_of(user).filter(uuid=_uuid(request.POST.get("nguoi", ""))).first()
        if person is None:
            raise NotYours
        api.try_again(acting_user=user, person=person)
        messages.success(
            request, _("%(name)s is written to again from the next time on.") % {"name": person.full_name}
        )
        return SeeOther(reverse("reminders"))
    page = Paginator(selectors.unreachable(user), PAGE).get_page(request.GET.get("trang"))
    note(acting_user=user, action=Action.LOOKED, subject="unreachable", count=len(page.object_list))
    context = {
        "viewer": viewer,
        "seen": selectors.overview_of(user, count="dem" in request.GET),
        "page": page,
        "hours": hours.said(),
        "most": settings.REMINDERS_PER_WEEK,
    }
    return render(request, "training/reminders/reminders.html", context)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotYours from None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def my_letters(request: HttpRequest) -> HttpResponse:
    """What comes by letter, and whether reminders are wanted."""
    user = cast(User, request.user)
    if request.method == "POST":
        wants = request.POST.get("reminders") == "1"
        api.set_reminders(user=user, on=wants)
        messages.success(request, _("You are reminded by letter.") if wants else _("Reminders are turned off."))
        return SeeOther(reverse("my_letters"))
    context = {
        "on": selectors.wants_reminders(user),
        "hours": hours.said(),
        "most": settings.REMINDERS_PER_WEEK,
    }
    return render(request, "training/reminders/my_letters.html", context)


@csrf_exempt  # mail programs send this themselves (RFC 8058); all that it can do is turn reminders off
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def off(request: HttpRequest, token: str) -> HttpResponse:
    """From a letter, without signing in: GET asks, POST turns reminders off. Who holds the link can do no more."""
    person = letters.user_of_token(token)
    if person is None:
        raise NotYours
    if request.method == "POST":
        api.set_reminders(user=person, on=False)
    with override(person.language):
        context = {"on": request.method != "POST" and selectors.wants_reminders(person)}
        return render(request, "training/reminders/off.html", context)
