"""What was typed when the session had already ended: kept through signing in, and put back into its form.

It lies in the (then nameless) session, which signing in carries on; without the secrets, for that form alone, once.
A form of an attempt is known by its address, so nobody else's screens can come into it: the form is only shown to the
learner whose attempt it is.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.urls import resolve
from django.utils.translation import gettext as _

from sandbox import screens
from sandbox.errors import NotHere
from sandbox.screens import Kept
from training.practice.models import Attempt

KEY = "typed"
LONGEST = 20_000  # characters of what is kept


def keep(request: HttpRequest) -> bool:
    """Keep what this POST of somebody who is signed out would have sent; False if it is no form of an attempt."""
    try:
        match = resolve(request.path_info)
    except Http404:
        return False
    if match.url_name != "practice_screen":
        return False
    attempt = Attempt.everything.select_related("workspace__snapshot").filter(uuid=match.kwargs["attempt"]).first()
    if attempt is None or not attempt.is_open:
        return False
    try:
        typed = screens.typed_into(attempt.workspace, match.kwargs["path"], request.POST)
    except NotHere:
        return False
    if not any(typed.values()) or len(str(typed)) > LONGEST:
        return False
    request.session[KEY] = {"path": request.path_info, "typed": typed, "of": attempt.user_id}
    return True


def drop_of_another(request: HttpRequest, user: Any, **_signal: Any) -> None:
    """Somebody signs in: what somebody else left typed on this computer goes."""
    if (held := request.session.get(KEY)) and held["of"] != user.pk:
        del request.session[KEY]


def given_back(request: HttpRequest) -> Kept | None:
    """What was kept for the form at this address; once it is shown, the page holds it."""
    held = request.session.get(KEY)
    if held and held["of"] != request.user.pk:
        del request.session[KEY]  # somebody else signed in on this computer
        return None
    if not held or held["path"] != request.path_info:
        return None
    del request.session[KEY]
    say = _("You had been signed out. What you typed is here again: look it over and send it.")
    return Kept(held["typed"], say)
