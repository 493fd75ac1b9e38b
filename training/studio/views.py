"""The list of sketches, and arranging one: the platform as the learner will find it beside what the trainer sets.

Only for who writes lessons; any of them may go on with any sketch.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRedirect

from sandbox import screens
from sandbox.errors import NotHere
from sandbox.screens import Screen, arranging
from training.people.context import WRITES_LESSONS, Viewer
from training.people.errors import NotYours
from training.people.http import SeeOther, only_for
from training.people.models import User
from training.studio import api, selectors
from training.studio.errors import StudioRefused
from training.studio.forms import BeginForm, FrameForm
from training.studio.links import StageLinks, stage_url
from training.studio.models import Sketch
from training.studio.shell import language_of, panel_of, shell, stage_screen

methods = require_http_methods(["GET", "HEAD", "POST"])
View = Callable[..., HttpResponse]


def for_trainers(view: View) -> View:
    """Who writes lessons; what the platform does not have is not there. Where only the pane asked and the sketch is
    gone, the whole page goes to the list and says so: a pane can show no 404."""

    @only_for(WRITES_LESSONS)
    def there(request: HttpRequest, viewer: Viewer, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, viewer, *args, **kwargs)
        except NotHere as error:
            raise NotYours from error
        except NotYours:
            if not request.htmx:  # type: ignore[attr-defined]
                raise
            messages.warning(request, _("This is no longer here: it was taken away, perhaps in another window."))
            return HttpResponseClientRedirect(reverse("studio"))

    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.htmx and not request.user.is_authenticated:  # type: ignore[attr-defined]
            back = request.htmx.current_url_abs_path or reverse("studio")  # type: ignore[attr-defined]
            return HttpResponseClientRedirect(redirect_to_login(back).url)  # the whole page goes, not the pane
        return there(request, *args, **kwargs)

    return inner


def acting(request: HttpRequest) -> User:
    return cast(User, request.user)


def version_of(request: HttpRequest) -> int:
    """The version of the sketch that the form was made from."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else 0


@methods
@for_trainers
def sketches(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Every sketch, and the way to a new one."""
    form = BeginForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                begun = api.begin(acting_user=acting(request), **form.cleaned_data)
                home = screens.opening(begun.stage, begun.scenario["home"])
                return SeeOther(stage_url(begun.uuid, home))
            except StudioRefused as refused:
                form.add_error(None, refused.say)
    context = {"viewer": viewer, "form": form, "sketches": selectors.sketches()[:100]}
    return render(request, "training/studio/sketches.html", context, status=status)


@methods
@for_trainers
def stage(request: HttpRequest, viewer: Viewer, sketch: UUID, path: str = "") -> HttpResponse:
    """The starting situation as the learner will find it. Looking around, searching and changing seats work; what is
    done here is not part of anything, so nothing else is."""
    mine = selectors.access_sketch(sketch)
    if request.method == "POST":
        return _look_around(request, mine, path)
    shown, path = stage_screen(mine, path, request.GET, language_of())
    return staged(request, mine, shown, path)


def _look_around(request: HttpRequest, sketch: Sketch, path: str) -> HttpResponse:
    kind = arranging.about(sketch.stage, path, language_of()).kind
    if kind in ("search", "seat"):
        links = StageLinks(sketch.uuid)
        with transaction.atomic():
            sent = screens.submit(sketch.stage, path, request.POST, links=links, language=language_of())
        return SeeOther(sent.redirect or stage_url(sketch.uuid))
    messages.info(request, _("This is where things are arranged. To do the task, press “Demonstrate”."))
    return SeeOther(stage_url(sketch.uuid, _record_behind(path)))


def _record_behind(path: str) -> str:
    """Of a form of an action the record; "" for time and whatever else has no screen."""
    parts = path.strip("/").split("/")
    return "/".join(parts[:3]) if len(parts) == 4 and parts[2] != "moi" else "/".join(parts[:2]) if parts[2:] else ""


def staged(
    request: HttpRequest,
    sketch: Sketch,
    shown: Screen,
    path: str,
    *,
    form: FrameForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of the starting situation."""
    try:
        about = arranging.about(sketch.stage, path, language_of())
    except NotHere:
        about = arranging.About("desk")
    context = {
        "sketch": sketch,
        "panel": panel_of(sketch, language_of(), form),
        "about": about,
        "path": path,
        "heading": shown.title,
    }
    return shell(request, "training/studio/arrange.html", context, screen=shown, status=status or shown.status)


@require_POST
@for_trainers
def frame(request: HttpRequest, viewer: Viewer, sketch: UUID) -> HttpResponse:
    """Who the learner is, when, where the work opens."""
    with transaction.atomic():
        mine = selectors.access_sketch(sketch, for_change=True)
        form, status = FrameForm(request.POST, sketch=mine), 422
        if form.is_valid():
            try:
                api.set_frame(
                    sketch=mine, version=version_of(request), acting_user=acting(request), frame=form.cleaned_data
                )
                messages.success(request, _("Saved. Beside this you see it as the learner will."))
                home = screens.opening(mine.stage, mine.scenario["home"])
                return SeeOther(stage_url(mine.uuid, home))
            except StudioRefused as refused:
                status = refused.status
                form.add_error(None, refused.say)
    shown, path = stage_screen(mine, "", request.GET, language_of())
    return staged(request, mine, shown, path, form=form, status=status)


@require_POST
@for_trainers
def take_back(request: HttpRequest, viewer: Viewer, sketch: UUID) -> HttpResponse:
    with transaction.atomic():
        mine = selectors.access_sketch(sketch, for_change=True)
        try:
            api.take_back(sketch=mine, version=version_of(request), acting_user=acting(request))
            messages.success(request, _("The last change is undone."))
        except StudioRefused as refused:
            messages.warning(request, refused.say)
    return SeeOther(stage_url(sketch))


@require_POST
@for_trainers
def draw_again(request: HttpRequest, viewer: Viewer, sketch: UUID) -> HttpResponse:
    with transaction.atomic():
        api.draw_again(sketch=selectors.access_sketch(sketch, for_change=True))
    return SeeOther(stage_url(sketch, request.POST.get("man-hinh", "")[:200]))


@methods
@for_trainers
def discard(request: HttpRequest, viewer: Viewer, sketch: UUID) -> HttpResponse:
    """Ask first. The page that was made of it stays."""
    if request.method != "POST":
        context = {"sketch": selectors.access_sketch(sketch)}
        return render(request, "training/studio/discard.html", context)
    with transaction.atomic():
        api.discard(sketch=selectors.access_sketch(sketch, for_change=True))
    messages.success(request, _("The sketch is gone."))
    return SeeOther(reverse("studio"))
