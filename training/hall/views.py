"""A hall as its trainers run it. What a trainer does not run is not there (404)."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lessons import selectors as lessons
from lessons.spec import TaskSpec
from sandbox import screens
from sandbox.errors import NotHere
from training.audit.api import Action, note
from training.hall import api, selectors
from training.hall.errors import HallRefused
from training.hall.forms import CodeForm, HintForm, OpenForm, ResetForm
from training.hall.models import Hall, Seat
from training.hall.qr import drawing_of
from training.hall.selectors import Wall
from training.people.context import WRITES_LESSONS, Viewer
from training.people.http import SeeOther, only_for
from training.people.models import User
from training.practice.guide import mode_words
from training.practice.playback.frames import Film
from training.progress.task import task_of

for_trainers = only_for(WRITES_LESSONS)
form_methods = require_http_methods(["GET", "HEAD", "POST"])


def _me(request: HttpRequest) -> User:
    return cast(User, request.user)


def _lessons() -> list[tuple[str, str]]:
    return [(page.code, f"{page.code} · {page.name}") for page in lessons.live_lessons()]


@form_methods
@for_trainers
def hall(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The trainer's sessions, and a new one."""
    form = OpenForm(request.POST if request.method == "POST" else None, lessons=_lessons())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            opened = api.open_hall(acting_user=_me(request), lesson_code=said["lesson"], mode=said["mode"])
            return SeeOther(reverse("hall_wall", args=[opened.uuid]))
        except HallRefused as refused:
            form.add_error(None, refused.say)
    return _halls(request, viewer, form, CodeForm(prefix="too"), 422 if request.method == "POST" else 200)


def _halls(request: HttpRequest, viewer: Viewer, form: OpenForm, too: CodeForm, status: int) -> HttpResponse:
    context = {"viewer": viewer, "form": form, "too": too, "halls": selectors.halls_of(_me(request))[:30]}
    return render(request, "training/hall/halls.html", context, status=status)


@form_methods
@for_trainers
def run_too(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Run a colleague's session as well, by its code. Who comes back to this address sees the page it stands on."""
    if request.method != "POST":
        return SeeOther(reverse("hall"))
    too = CodeForm(request.POST, prefix="too")
    if too.is_valid():
        try:
            found = api.run_too(acting_user=_me(request), code=too.cleaned_data["code"])
            return SeeOther(reverse("hall_wall", args=[found.uuid]))
        except HallRefused as refused:
            too.add_error("code", refused.say)
    return _halls(request, viewer, OpenForm(lessons=_lessons()), too, 422)


# --- the wall ---------------------------------------------------------------------------------------------


@require_safe
@for_trainers
def wall(request: HttpRequest, viewer: Viewer, hall: UUID) -> HttpResponse:
    """Every seat, and what one can do for all of them."""
    mine = selectors.access_hall(_me(request), hall)
    if not mine.is_open:
        return SeeOther(reverse("hall_summary", args=[mine.uuid]))
    _noted(request, mine, "hall_wall")
    return _wall(request, viewer, mine)


def _wall(request: HttpRequest, viewer: Viewer, hall: Hall, form: HintForm | None = None) -> HttpResponse:
    shown = selectors.wall_of(hall)
    context = {
        "viewer": viewer,
        "hall": hall,
        "wall": shown,
        "mode": mode_words(hall.mode),
        "form": form or HintForm(steps=_steps(shown), ready=_ready(hall)),
        "hints": hall.hints.all()[:5],
    }
    return render(request, "training/hall/wall.html", context, status=422 if form else 200)


def _steps(wall: Wall) -> list[tuple[str, str]]:
    named = zip(wall.keys, wall.titles, strict=True)
    return [(key, _("Only who is at step %(number)s: %(title)s") % {"number": number, "title": title})
            for number, (key, title) in enumerate(named, 1)]  # fmt: skip


def _ready(hall: Hall) -> dict[str, tuple[str, str]]:
    """By step the hint that the lesson has for it, in both languages; not those that name a drawn value."""
    page = lessons.lesson_by_code(hall.lesson_code)
    task = lessons.task_of(page) if page else None
    hints = {step.key: step.hints.hint for step in task.typed.steps} if task else {}
    return {key: (hint.vi[:500], hint.en[:500]) for key, hint in hints.items() if hint and "{{" not in hint.vi}


@require_safe
@for_trainers
def tiles(request: HttpRequest, viewer: Viewer, hall: UUID) -> HttpResponse:
    """The wall's changing part, asked for every few seconds; nothing where the browser has it already."""
    return _changing(request, hall, "training/hall/tiles.html")


@require_safe
@for_trainers
def counts(request: HttpRequest, viewer: Viewer, hall: UUID) -> HttpResponse:
    """The projector's changing part."""
    return _changing(request, hall, "training/hall/counts.html")


def _changing(request: HttpRequest, uuid: UUID, template: str) -> HttpResponse:
    mine = selectors.access_hall(_me(request), uuid)
    shown = selectors.wall_of(mine)
    tag = f'"{shown.version}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304, headers={"ETag": tag})
    if request.GET.get("v") == shown.version:
        return HttpResponse(status=204, headers={"ETag": tag})
    response = render(request, template, {"hall": mine, "wall": shown})
    response["ETag"] = tag
    return response


@require_safe
@for_trainers
def projector(request: HttpRequest, viewer: Viewer, hall: UUID) -> HttpResponse:
    """For the room: the code, the QR, how many are at which step. No name and no seat."""
    mine = selectors.access_hall(_me(request), hall)
    if not mine.is_open:
        return SeeOther(reverse("hall_summary", args=[mine.uuid]))
    url = request.build_absolute_uri(f"{reverse('hall_join')}?ma={mine.code}")
    context = {
        "viewer": viewer,
        "hall": mine,
        "wall": selectors.wall_of(mine),
        "qr": drawing_of(url),
        "title": _title(mine),
    }
    context["join_at"] = request.build_absolute_uri(reverse("hall_join")).partition("://")[2]
    return render(request, "training/hall/projector.html", context)


def _title(hall: Hall) -> str:
    page = lessons.lesson_by_code(hall.lesson_code)
    return page.name if page else hall.lesson_code


@form_methods
@for_trainers
def hint(request: HttpRequest, viewer: Viewer, hall: UUID) -> HttpResponse:
    """One hint for all, or for all who are at one step."""
    mine = selectors.access_hall(_me(request), hall)
    if request.method != "POST":
        return SeeOther(reverse("hall_wall", args=[mine.uuid]))
    form = HintForm(request.POST, steps=_steps(selectors.wall_of(mine)), ready=_ready(mine))
    if form.is_valid():
        said = form.cleaned_data
        try:
            api.send_hint(
                acting_user=_me(request), hall=mine, step=said["step"], text=said["words"], text_en=said["words_en"]
            )
            messages.success(request, _("Sent. Each learner reads it with their next answer."))
            return SeeOther(reverse("hall_wall", args=[mine.uuid]))
        except HallRefused as refused:
            form.add_error(None, refused.say)
    return _wall(request, viewer, mine, form)


@form_methods
@for_trainers
def close(request: HttpRequest, viewer: Viewer, hall: UUID) -> HttpResponse:
    """Ask first; then the summary."""
    mine = selectors.access_hall(_me(request), hall)
    if request.method != "POST" and mine.is_open:
        return render(request, "training/hall/close.html", {"viewer": viewer, "hall": mine})
    api.close(hall=mine)
    return SeeOther(reverse("hall_summary", args=[mine.uuid]))


@require_safe
@for_trainers
def summary(request: HttpRequest, viewer: Viewer, hall: UUID) -> HttpResponse:
    """One page of how it went, to print; while it goes on, so far."""
    mine = selectors.access_hall(_me(request), hall)
    _noted(request, mine, "hall_summary")
    context = {
        "viewer": viewer,
        "hall": mine,
        "summary": selectors.summary_of(mine),
        "title": _title(mine),
        "mode": mode_words(mine.mode),
    }
    return render(request, "training/hall/summary.html", context)


def _noted(request: HttpRequest, hall: Hall, subject: str, seat: Seat | None = None) -> None:
    """In the access log: a hall's wall and summary, and whose screen was looked at."""
    note(
        acting_user=_me(request),
        action=Action.OPENED if seat else Action.LOOKED,
        subject=subject,
        person=seat.user if seat else None,
        count=None if seat else getattr(hall, "joined", None),
        question=f"bai={hall.lesson_code}",
    )


# --- one seat ---------------------------------------------------------------------------------------------


class SeatLinks:
    """`sandbox.screens.Links` for a seat that is looked at: one may look around, and do nothing."""

    def __init__(self, hall: UUID, number: int) -> None:
        self.hall, self.number = hall, number

    def screen(self, path: str, **query: str) -> str:
        path = path.strip("/")
        name, more = ("hall_seat_screen", [path]) if path else ("hall_seat_desk", [])
        return reverse(name, args=[self.hall, self.number, *more])

    def post(self, path: str) -> str:
        return self.screen(path)


@form_methods
@for_trainers
def seat(request: HttpRequest, viewer: Viewer, hall: UUID, number: int, path: str | None = None) -> HttpResponse:
    """The learner's screen as it stands now, to be looked at: only with leave, written down, and shown to them."""
    mine = selectors.access_hall(_me(request), hall)
    one = selectors.access_seat(mine, number)
    if request.method == "POST":
        messages.info(request, _("You only look on here: nothing in it can be changed."))
        return SeeOther(reverse("hall_seat", args=[mine.uuid, number]))
    try:
        api.look(acting_user=_me(request), seat=one)
    except HallRefused as refused:
        messages.warning(request, refused.say)
        return SeeOther(reverse("hall_wall", args=[mine.uuid]))
    _noted(request, mine, "hall_screen", one)
    attempt, links = selectors.attempt_of(one), SeatLinks(mine.uuid, number)
    film = Film(attempt.workspace, task_of(attempt), get_language() or "vi", aided=attempt.aided)
    frame = film.frame(film.length)
    if frame is None:
        raise Http404
    try:
        shown = frame.screen(links) if path is None else screens.show(
            frame.then, path, request.GET, links, film.language
        )  # fmt: skip
    except NotHere as error:
        raise Http404 from error
    context: dict[str, Any] = {**shown.context, "screen": shown, "frame": frame, "hall": mine, "seat": one}
    return render(request, "training/hall/seat.html", context | {"viewer": viewer, "title": _called(film.task)})


def _called(task: TaskSpec) -> str:
    return task.title.into(get_language() or "vi")


@require_POST
@for_trainers
def helped(request: HttpRequest, viewer: Viewer, hall: UUID, number: int) -> HttpResponse:
    """The seat was helped."""
    mine = selectors.access_hall(_me(request), hall)
    api.help_over(seat=selectors.access_seat(mine, number))
    return SeeOther(reverse("hall_wall", args=[mine.uuid]))


@form_methods
@for_trainers
def reset(request: HttpRequest, viewer: Viewer, hall: UUID, number: int) -> HttpResponse:
    """Ask why, which the learner reads; then the seat's attempt from its beginning."""
    mine = selectors.access_hall(_me(request), hall)
    one = selectors.access_seat(mine, number)
    form = ResetForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            why = form.cleaned_data["why"]
            api.reset_seat(acting_user=_me(request), seat=one, attempt=selectors.attempt_of(one), why=why)
            messages.success(request, _("Seat %(number)s begins again.") % {"number": number})
            return SeeOther(reverse("hall_wall", args=[mine.uuid]))
        except HallRefused as refused:
            form.add_error(None, refused.say)
    context = {"viewer": viewer, "hall": mine, "seat": one, "form": form}
    return render(request, "training/hall/reset.html", context, status=422 if request.method == "POST" else 200)
