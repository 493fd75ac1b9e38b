"""Frames on screen: every one has an address, is reached by links, and is the whole answer to its address.

A POST inside the pane is no mistake of the learner's: it is answered with a sentence, and changes nothing.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lessons import selectors as lessons
from lessons.models import Task
from sandbox import screens
from training.people.http import SeeOther
from training.practice.playback import api
from training.practice.playback.frames import Film, Frame
from training.practice.playback.player import Player, Reel
from training.practice.selectors import access_attempt
from training.practice.views import signed_in
from training.progress.task import bound, task_of

methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def demonstration(request: HttpRequest, code: str) -> HttpResponse:
    """The demonstration from its first frame; where there is none, that is said, with the way to do it oneself."""
    task = _task(code)
    try:
        api.demonstration_of(task=task)
    except api.NoDemonstration as none:
        context = {"title": task.typed.title.into(get_language() or "vi"), "code": code, "say": none.say}
        return render(request, "training/practice/no_demonstration.html", context)
    query = "?chay=1" if "chay" in request.GET else ""
    return redirect(f"{request.path}1/{query}")


@methods
@signed_in
def demonstration_frame(request: HttpRequest, code: str, number: int, path: str | None = None) -> HttpResponse:
    """One frame of the demonstration; with a path another screen at that moment."""
    reel = Reel("demonstration", code)
    if request.method == "POST":
        return nothing_to_do(
            request, reel, number, _("This is a demonstration: press “Do it with the guide” to try.")
        )
    task = _task(code)
    try:
        shown = api.demonstration_of(task=task)
    except api.NoDemonstration:
        return redirect("demonstration", code)
    film = Film(shown.workspace, bound(task.hash, shown.workspace.seed), get_language() or "vi")
    return frame_page(request, Player(reel, film, frame_at(film, number), path is not None), path)


@require_safe
@signed_in
def replay(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """One's own attempt from its first frame."""
    access_attempt(request.user, attempt)
    query = "?chay=1" if "chay" in request.GET else ""
    return redirect(f"{request.path}1/{query}")


@methods
@signed_in
def replay_frame(request: HttpRequest, attempt: UUID, number: int, path: str | None = None) -> HttpResponse:
    """One frame of one's own attempt, open or closed."""
    mine, reel = access_attempt(request.user, attempt), Reel("replay", str(attempt))
    if request.method == "POST":
        return nothing_to_do(request, reel, number, _("This is a look back: nothing in it can be changed."))
    film = Film(mine.workspace, task_of(mine), get_language() or "vi", aided=mine.aided)
    if mine.workspace.last_seq and not film.log:
        messages.info(request, _("What was done in this attempt is no longer kept. Its result is."))
        return SeeOther(reverse("my_history"))
    return frame_page(request, Player(reel, film, frame_at(film, number), path is not None, mine), path)


def _task(code: str) -> Task:
    lesson = lessons.lesson_by_code(code)
    task = lessons.task_of(lesson) if lesson else None
    if task is None:
        raise Http404
    return task


def frame_at(film: Film, number: int) -> Frame:
    frame = film.frame(number)
    if frame is None:
        raise Http404
    return frame


def nothing_to_do(request: HttpRequest, reel: Reel, number: int, say: str) -> HttpResponse:
    messages.info(request, say)
    return SeeOther(reel.frame_url(number))


def frame_page(request: HttpRequest, player: Player, path: str | None) -> HttpResponse:
    """The frame, whole or as its changing parts."""
    frame, links = player.frame, player.links
    if path is None:
        shown = frame.screen(links)
    else:
        shown = screens.show(frame.then, path, request.GET, links, player.film.language)
    whole = not request.htmx or request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "training/practice/playback.html" if whole else "training/practice/playback_parts.html"
    context = {**shown.context, "screen": shown, "player": player, "autoplay": "chay" in request.GET}
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
