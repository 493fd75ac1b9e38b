"""Demonstrating: the trainer does the task in the real pane, and every action appears beside it as a step."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lessons import placeholders
from sandbox import screens, variables
from sandbox.errors import NotHere
from sandbox.screens import Screen
from training.people.context import Viewer
from training.people.errors import NotYours
from training.people.http import SeeOther, request_key
from training.studio import api, arrange, selectors
from training.studio.errors import StudioRefused
from training.studio.links import ShowLinks, recording_url, stage_url
from training.studio.models import Recording
from training.studio.shell import language_of, shell
from training.studio.steps import shown_so_far
from training.studio.views import for_trainers, methods
from training.studio.writing_views import written


@require_POST
@for_trainers
def begin(request: HttpRequest, viewer: Viewer, sketch: UUID) -> HttpResponse:
    """Begin to demonstrate, or go on with it: the task, the task once more, or falling into a trap."""
    kind, trap = request.POST.get("kieu", Recording.Kind.FIRST), request.POST.get("bay", "")
    with transaction.atomic():
        mine = selectors.access_sketch(sketch, for_change=True)
        if kind not in Recording.Kind.values or (kind == Recording.Kind.WRONG) != (trap in mine.bait):
            raise NotYours
        try:
            recording = api.record(sketch=mine, kind=kind, trap=trap)
        except StudioRefused as refused:
            messages.warning(request, refused.say)
            return SeeOther(stage_url(sketch))
    return SeeOther(opening_url(recording))


def opening_url(recording: Recording) -> str:
    home = recording.sketch.scenario["home"]
    return recording_url(recording.uuid, screens.opening(recording.workspace, home))


@methods
@for_trainers
def show(request: HttpRequest, viewer: Viewer, recording: UUID, path: str = "") -> HttpResponse:
    """One screen of the platform: look at it, or send its form."""
    if request.method == "POST":
        with transaction.atomic():
            mine = selectors.access_recording(recording, for_change=True)
            sent = api.submit(recording=mine, path=path, post=request.POST, language=language_of())
        if sent.screen:
            return _page(request, mine, sent.screen, path)
        return SeeOther(sent.redirect or recording_url(recording))
    mine = selectors.access_recording(recording)
    shown = screens.show(mine.workspace, path, request.GET, ShowLinks(mine.uuid), language_of())
    return _page(request, mine, shown, path)


def _page(request: HttpRequest, recording: Recording, shown: Screen, path: str) -> HttpResponse:
    sketch = recording.sketch
    steps = shown_so_far(recording, language_of())
    context = {
        "sketch": sketch,
        "recording": recording,
        "steps": steps,
        "drawn": [
            (sketch.label_of(name), words)
            for name in sketch.scenario["variables"]
            if (words := _drawn(recording, name))
        ],
        "trap": sketch.bait.get(recording.trap),
        "outdated": recording.arranged != arrange.fingerprint(sketch.scenario, sketch.traps),
        "path": path,
        "request_key": uuid4().hex,
        "heading": shown.title,
    }
    return shell(request, "training/studio/show.html", context, screen=shown, status=shown.status)


def _drawn(recording: Recording, name: str) -> str:
    """What was drawn for that variable this time."""
    value = variables.draw(recording.sketch.scenario["variables"], recording.workspace.seed).get(name, "")
    return " · ".join(map(str, value.values())) if isinstance(value, dict) else str(value)


@require_POST
@for_trainers
def go_back(request: HttpRequest, viewer: Viewer, recording: UUID) -> HttpResponse:
    """What was done since, or last, never happened and is no step."""
    sent = request.POST.get("toi", "")
    to_seq = int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 10 else None
    with transaction.atomic():
        mine = selectors.access_recording(recording, for_change=True)
        try:
            api.go_back(recording=mine, to_seq=to_seq, request_key=request_key(request))
            messages.success(request, _("Taken back: it is no step of the lesson."))
        except StudioRefused as refused:
            messages.warning(request, refused.say)
    return SeeOther(recording_url(recording, _still_there(mine, request.POST.get("man-hinh", "")[:200])))


def _still_there(recording: Recording, path: str) -> str:
    try:
        screens.show(recording.workspace, path, QueryDict(), ShowLinks(recording.uuid), "vi")
    except NotHere:
        return screens.opening(recording.workspace, recording.sketch.scenario["home"])
    return path


@require_POST
@for_trainers
def word_step(request: HttpRequest, viewer: Viewer, recording: UUID) -> HttpResponse:
    """The trainer's own words for an action, and whether it belongs to the step before it."""
    seq = request.POST.get("luc", "")
    if not (seq.isascii() and seq.isdigit() and len(seq) < 10):
        raise NotYours
    with transaction.atomic():
        mine = selectors.access_recording(recording, for_change=True)
        proposed = next((one.proposed for one in shown_so_far(mine, "vi") if one.seq == int(seq)), None)
        if proposed is None:
            raise NotYours
        sent = {language: request.POST.get(f"loi-{language}", "") for language in ("vi", "en")}
        own = {
            language: "" if words.strip() == proposed.into(language) else words for language, words in sent.items()
        }
        joined, ordered = bool(request.POST.get("gop")), bool(request.POST.get("truoc"))
        api.word_step(recording=mine, seq=int(seq), words=own, joined=joined, ordered=ordered)
        pools = mine.sketch.scenario["variables"]
        for slip in placeholders.unknown(own, pools):
            messages.warning(request, placeholders.refusal(slip, pools))
    return SeeOther(recording_url(recording, request.POST.get("man-hinh", "")[:200]))


@require_POST
@for_trainers
def start_over(request: HttpRequest, viewer: Viewer, recording: UUID) -> HttpResponse:
    """From the beginning, with other values."""
    with transaction.atomic():
        old = selectors.access_recording(recording)
        sketch = selectors.access_sketch(old.sketch.uuid, for_change=True)
        fresh = api.record(sketch=sketch, kind=old.kind, trap=old.trap, afresh=True)
    messages.success(request, _("Everything is as the learner finds it. Show it from the beginning."))
    return SeeOther(opening_url(fresh))


@require_POST
@for_trainers
def finish(request: HttpRequest, viewer: Viewer, recording: UUID) -> HttpResponse:
    """It is shown: on to the words of the lesson."""
    with transaction.atomic():
        mine = selectors.access_recording(recording, for_change=True)
        try:
            api.finish(recording=mine)
        except StudioRefused as refused:
            messages.warning(request, refused.say)
            return SeeOther(recording_url(recording, request.POST.get("man-hinh", "")[:200]))
        sketch = selectors.access_sketch(mine.sketch.uuid, for_change=True)
        if not written(request, sketch):
            return SeeOther(stage_url(sketch.uuid))
    return SeeOther(reverse("studio_words", args=[mine.sketch.uuid]))
