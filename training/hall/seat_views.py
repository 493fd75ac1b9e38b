"""A hall as a learner is in it: join by the code, ask for help, change one's mind, leave; and the second person."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from training.hall import api, selectors
from training.hall.errors import HallRefused
from training.hall.forms import JoinForm, SlipForm
from training.hall.models import Seat
from training.people.http import SeeOther
from training.people.models import User
from training.practice.errors import PracticeRefused
from training.practice.links import resuming_url, screen_url
from training.practice.selectors import access_attempt

#: In the learner's session: [seat taken on this device, lesson], so that no other page asks the database for one.
HERE = "hall_seat"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def join(request: HttpRequest) -> HttpResponse:
    """Type the code, or come from the QR with it, and say what may be seen."""
    form = JoinForm(
        request.POST if request.method == "POST" else None, initial={"code": request.GET.get("ma", "")[:12]}
    )
    if request.method == "POST" and form.is_valid():
        said, user = form.cleaned_data, cast(User, request.user)
        try:
            seat = api.join(
                acting_user=user, code=said["code"], show_name=said["show_name"], let_look=said["let_look"]
            )
        except (HallRefused, PracticeRefused) as refused:
            form.add_error("code", refused.say)
        else:
            request.session[HERE] = [seat.pk, seat.hall.lesson_code]
            messages.success(request, _("You are in, at seat %(number)s.") % {"number": seat.number})
            return SeeOther(resuming_url(access_attempt(user, seat.attempt.uuid)))
    return render(request, "training/hall/join.html", {"form": form}, status=422 if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def together(request: HttpRequest) -> HttpResponse:
    """The second person at a device says, from their own account, that they took part."""
    form = SlipForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            api.confirm_pair(acting_user=cast(User, request.user), slip=form.cleaned_data["code"])
        except HallRefused as refused:
            form.add_error("code", refused.say)
        else:
            messages.success(request, _("Kept: you took part together with a colleague."))
            return SeeOther(f"{reverse('my_kept')}#k-hall")
    status = 422 if request.method == "POST" else 200
    return render(request, "training/hall/together.html", {"form": form}, status=status)


@require_POST
@never_cache
@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """A button of the seat's panel; back to the screen beside it."""
    number = request.POST.get("ban", "")
    seat = selectors.access_my_seat(
        cast(User, request.user), int(number) if number.isascii() and number.isdigit() and len(number) < 18 else 0
    )
    try:
        _done(request, seat, request.POST.get("viec", ""))
    except (HallRefused, PracticeRefused) as refused:
        messages.warning(request, refused.say)
    attempt = selectors.attempt_of(seat)
    return SeeOther(screen_url(attempt.uuid, request.POST.get("man-hinh", "")[:200]))


def _done(request: HttpRequest, seat: Seat, deed: str) -> None:
    match deed:
        case "giup" | "thoi":
            api.want_help(seat=seat, wanted=deed == "giup")
        case "cho-xem" | "khong-xem":
            api.agree(seat=seat, let_look=deed == "cho-xem")
        case "hien-ten" | "an-ten":
            api.agree(seat=seat, show_name=deed == "hien-ten")
        case "hai-nguoi":
            api.declare_pair(seat=seat)
        case "mo-goi-y":
            _open_hint(request, seat)
        case "roi":
            api.leave(seat=seat)
            request.session.pop(HERE, None)
        case _:
            raise Http404


def _open_hint(request: HttpRequest, seat: Seat) -> None:
    user = cast(User, request.user)
    attempt = access_attempt(user, selectors.attempt_of(seat).uuid)
    panel = selectors.panel_of(user, seat.pk, attempt)
    if panel and panel.hint:
        api.open_hint(seat=seat, attempt=attempt, hint=panel.hint, step=panel.step)
