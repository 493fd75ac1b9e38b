"""From what was shown to a draft: its words, trying it as a learner, watching it, and on to the editor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

import lessons.api
from lessons import html
from lessons.api import CompileError
from lessons.models import LessonPage, Task
from sandbox.screens import arranging
from training.people.context import Viewer
from training.people.errors import NotYours
from training.people.http import SeeOther
from training.practice import api as practice
from training.practice.links import opening_url
from training.practice.models import Attempt
from training.practice.playback import api as playback
from training.practice.playback import views as film
from training.practice.playback.frames import Film
from training.practice.playback.player import Player, Reel
from training.progress.task import bound
from training.studio import selectors, writing
from training.studio.errors import StudioRefused
from training.studio.forms import WordsForm
from training.studio.links import stage_url
from training.studio.models import Recording, Sketch
from training.studio.shell import language_of
from training.studio.views import acting, for_trainers, methods, version_of


@require_POST
@for_trainers
def write(request: HttpRequest, viewer: Viewer, sketch: UUID) -> HttpResponse:
    """Write the draft anew from the demonstrations."""
    with transaction.atomic():
        written(request, selectors.access_sketch(sketch, for_change=True))
    return SeeOther(reverse("studio_words", args=[sketch]))


def written(request: HttpRequest, sketch: Sketch) -> bool:
    """Make the page of what was shown and say what came of it; False where it could not be made."""
    again = sketch.page is not None
    try:
        done = writing.write(sketch=sketch, acting_user=acting(request))
    except StudioRefused as refused:
        messages.warning(request, refused.say)
        return False
    if again:
        messages.success(
            request, _("Written anew from the demonstrations. Earlier versions stay in the history of the page.")
        )
    for problem in done.problems[:3]:
        messages.warning(request, problem)
    return True


@methods
@for_trainers
def words(request: HttpRequest, viewer: Viewer, sketch: UUID) -> HttpResponse:
    """What only the trainer can say; then to the editor, or to trying it."""
    mine = selectors.access_sketch(sketch)
    if mine.page is None:
        messages.info(request, _("Demonstrate the task first: the lesson is made of what you do."))
        return SeeOther(stage_url(sketch))
    page: LessonPage = mine.page.get_latest_revision_as_object()
    steps = [(block.value["title"]["vi"], block.value["title"]["en"]) for block in page.steps]
    initial = {
        "title_vi": page.title,
        "title_en": page.title_en,
        "situation_vi": html.plain(page.situation_vi or ""),
        "situation_en": html.plain(page.situation_en or ""),
        "minutes": page.minutes,
    }
    pools = mine.scenario["variables"]
    form, status = WordsForm(request.POST or None, steps=steps, pools=pools, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                with transaction.atomic():
                    mine = selectors.access_sketch(sketch, for_change=True)
                    saved = writing.say(
                        sketch=mine, version=version_of(request), acting_user=acting(request), words=form.words
                    )
                return _onwards(request, saved)
            except StudioRefused as refused:
                status = refused.status
                form.add_error(None, refused.say)
    return render(request, "training/studio/words.html", _words_context(mine, page, form), status=status)


def _onwards(request: HttpRequest, page: LessonPage) -> HttpResponse:
    if "thu" in request.POST:
        return SeeOther(reverse("studio_trial", args=[page.pk]))
    messages.success(request, _("Saved. Read it over here, then publish it or send it to be reviewed."))
    return SeeOther(reverse("wagtailadmin_pages:edit", args=[page.pk]))


def _words_context(sketch: Sketch, page: LessonPage, form: WordsForm) -> dict[str, Any]:
    recordings = {one.kind: one for one in sketch.recordings.all()}
    unlaid = sketch.words.get("unlaid", [])
    titles = {one.ref: one.title for one in arranging.lying_ready(sketch.stage, language_of())}
    return {
        "sketch": sketch,
        "page": page,
        "form": form,
        "baits": [{"ref": ref, "title": titles.get(ref, ""), "unlaid": ref in unlaid} for ref in sketch.bait],
        "again": recordings.get(Recording.Kind.AGAIN),
    }


# --- trying ---------------------------------------------------------------------------------------------


@methods
@for_trainers
def trial(request: HttpRequest, viewer: Viewer, page: int) -> HttpResponse:
    """The draft as a learner gets it: four ways to do it, none of which counts."""
    lesson = _lesson(page)
    task, problems = _task(lesson)
    if request.method == "POST" and task is not None:
        mode = request.POST.get("mode", "")
        mode = mode if mode in Attempt.Mode.values else Attempt.Mode.GUIDED
        return SeeOther(opening_url(practice.start_trial(user=acting(request), task=task, mode=mode)))
    context = {
        "lesson": lesson.get_latest_revision_as_object(),
        "problems": problems,
        "with_traps": task is not None and bool(task.typed.traps),
        "sketch": lesson.sketches.first(),
    }
    return render(request, "training/studio/trial.html", context, status=409 if request.method == "POST" else 200)


@methods
@for_trainers
def watch(request: HttpRequest, viewer: Viewer, page: int, number: int = 0, path: str | None = None) -> HttpResponse:
    """ "Xem mẫu" of the draft."""
    lesson = _lesson(page)
    reel = Reel("studio_watch", str(page), start=reverse("studio_trial", args=[page]))
    if request.method == "POST":
        say = _("This is a demonstration: press “Do it with the guide” to try.")
        return film.nothing_to_do(request, reel, number, say)
    task, _problems = _task(lesson)
    try:
        if task is None:
            raise playback.NoDemonstration
        shown = playback.demonstration_of(task=task)
    except playback.NoDemonstration as none:
        messages.warning(request, none.say)
        return redirect("studio_trial", page)
    if not number:
        return redirect(reel.frame_url(1))
    made = Film(shown.workspace, bound(task.hash, shown.workspace.seed), language_of())
    return film.frame_page(request, Player(reel, made, film.frame_at(made, number), path is not None), path)


def _lesson(page: int) -> LessonPage:
    lesson = LessonPage.objects.filter(pk=page).first()
    if lesson is None:
        raise NotYours
    return lesson


def _task(lesson: LessonPage) -> tuple[Task | None, list[str]]:
    """The task of the newest version; without one, what is missing in it."""
    try:
        return lessons.api.task_of_draft(lesson), []
    except CompileError as error:
        return None, [str(problem) for problem in error.problems]
