"""Doing and getting there: home, the split view, and what the guide's buttons send.

Every screen has an address and works without scripts. A form answers with 303 to the screen that shows what became
of it; refused input comes back at once (422, 409) with what was typed. With htmx the same views answer with the pane,
the guide and the status line as fragments.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from lessons import selectors as lessons
from sandbox import screens
from sandbox.errors import NotHere
from sandbox.screens import Screen
from training.feedback.selectors import came_back
from training.people import api as people
from training.people.http import SeeOther, request_key
from training.people.models import User
from training.practice import api, jobs
from training.practice.deeds import deeds_of
from training.practice.errors import AttemptClosed, LessonPaused, PracticeRefused
from training.practice.guide import guide_of, pointed_at
from training.practice.kept import given_back, keep
from training.practice.links import SPOT, PaneLinks, after_trial_url, opening_url, resuming_url, screen_url
from training.practice.models import Attempt, Rung
from training.practice.path import path_of, refreshes
from training.practice.selectors import access_attempt
from training.progress.selectors import Outcome, Status, outcomes_of
from training.progress.skills import skill_gained
from training.progress.task import task_of


class SignedIn(HttpRequest):
    """A request of somebody who is signed in: what `signed_in` lets through."""

    user: User


View = Callable[..., HttpResponse]
Query = dict[str, str | int]  # of the address that shows what became of it
GuideButton = Callable[[HttpRequest, Attempt], Query]


def signed_in(view: View) -> View:
    """Who is not signed in goes to do so and comes back; out of a fragment, the whole page goes."""

    @never_cache
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            if request.htmx:  # type: ignore[attr-defined]  # the page itself keeps what was typed
                return HttpResponseClientRedirect(redirect_to_login(request.htmx.current_url_abs_path or "/").url)  # type: ignore[attr-defined]
            kept = request.method == "POST" and keep(request)
            return redirect_to_login(request.path_info if kept else _back_after_sign_in(request))
        try:
            return view(request, *args, **kwargs)
        except NotHere as error:
            raise Http404 from error

    return inner


def _back_after_sign_in(request: HttpRequest) -> str:
    """The page asked for; after a form that came too late, the page it stood on."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    stood_on = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(stood_on, {request.get_host()}, request.is_secure())
    return urlsplit(stood_on)._replace(scheme="", netloc="").geturl() if ours else "/"


@require_safe
@signed_in
def home(request: SignedIn) -> HttpResponse:
    """One thing to do next, and the path it lies on."""
    context = {"path": path_of(request.user), "came_back": came_back(request.user)}
    return render(request, "training/practice/home.html", context)


@signed_in
def job(request: SignedIn, **_kwargs: Any) -> HttpResponse:
    """For which kind of work the path is ordered: as the roster says, or as the person chooses."""
    chosen = request.POST.get("job", "")
    unknown = chosen not in ("", *jobs.jobs())
    if request.method == "POST" and not unknown:
        people.set_job(acting_user=request.user, job=chosen)
        return SeeOther(reverse("home"))
    context = {"jobs": jobs.jobs(), "chosen": request.user.job, "roster": jobs.job_of_post(request.user)}
    return render(
        request, "training/practice/job.html", context | {"unknown": unknown}, status=422 if unknown else 200
    )


@signed_in
def start(request: SignedIn, code: str) -> HttpResponse:
    """Begin or go on. An address that was only looked at (kept, or typed) leads to the lesson's own page."""
    lesson = lessons.lesson_by_code(code)
    task = lessons.task_of(lesson) if lesson else None
    if lesson is None or task is None:
        raise Http404
    if request.method != "POST":
        return redirect(lesson.get_url(request))
    asked = request.POST.get("mode", "")
    mode = asked if asked in Attempt.Mode.values else None
    try:
        attempt = api.start_attempt(
            user=request.user, task=task, mode=mode, refresher=refreshes(request.user, code, mode)
        )
    except LessonPaused as paused:
        messages.info(request, paused.say)
        return SeeOther(reverse("home"))
    return SeeOther(resuming_url(access_attempt(request.user, attempt.uuid)))


@signed_in
def screen(request: HttpRequest, attempt: UUID, path: str = "") -> HttpResponse:
    """One screen of the platform beside the guide: look at it, or send its form."""
    if request.method == "POST":
        return _submit(request, attempt, path)
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD, POST"})
    mine, language = access_attempt(request.user, attempt), get_language() or "vi"
    api.seen(attempt=mine)
    if "kiem" in request.GET and request.method == "GET":
        api.asked(attempt=mine)
    shown = screens.show(mine.workspace, path, request.GET, PaneLinks(mine.uuid), language, given_back(request))
    return _split(request, mine, shown, path)


def _submit(request: HttpRequest, uuid: UUID, path: str) -> HttpResponse:
    try:
        with transaction.atomic():
            attempt = access_attempt(request.user, uuid, for_change=True)
            submission = api.submit(attempt=attempt, path=path, post=request.POST, language=get_language() or "vi")
    except AttemptClosed:
        return SeeOther(reverse("practice_finished", args=[uuid]))
    if submission.screen:
        return _split(request, attempt, submission.screen, path)
    return SeeOther(submission.redirect or screen_url(uuid))


def _split(request: HttpRequest, attempt: Attempt, shown: Screen, path: str) -> HttpResponse:
    """The split view, whole or as its changing parts."""
    guide = guide_of(
        attempt,
        language=get_language() or "vi",
        screen=path,
        query=request.GET,
        rung=_number(request.GET.get("goi-y")) or 0,
    )
    whole = not request.htmx or request.htmx.history_restore_request  # type: ignore[attr-defined]
    template = "training/practice/doing.html" if whole else "training/practice/doing_parts.html"
    context = {**shown.context, "screen": shown, "guide": guide, "attempt": attempt}
    response = render(request, template, context, status=shown.status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def of_guide(view: GuideButton) -> View:
    """A button of the guide: POST, one's own attempt, back to the screen beside it; a refusal is said there."""

    @require_POST
    @signed_in
    @wraps(view)
    def inner(request: HttpRequest, attempt: UUID) -> HttpResponse:
        query: Query = {}
        try:
            with transaction.atomic():
                query = view(request, access_attempt(request.user, attempt, for_change=True))
        except AttemptClosed:
            return SeeOther(reverse("practice_finished", args=[attempt]))
        except PracticeRefused as refused:
            messages.warning(request, refused.say)
        url = screen_url(attempt, _screen_of(request, access_attempt(request.user, attempt)), **query)
        return SeeOther(f"{url}#{SPOT}" if "chi" in query else url)

    return inner


def _screen_of(request: HttpRequest, attempt: Attempt) -> str:
    """The screen to come back to: the one that stood beside the guide, if it is still there."""
    path = request.POST.get("man-hinh", "")[:200]
    try:
        screens.show(attempt.workspace, path, request.GET, PaneLinks(attempt.uuid), "vi")
    except NotHere:
        return screens.opening(attempt.workspace, task_of(attempt).scenario.home)
    return path


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


@of_guide
def take_help(request: HttpRequest, attempt: Attempt) -> Query:
    rung = _number(request.POST.get("bac"))
    if rung not in Rung.values:
        raise Http404
    step = request.POST.get("buoc", "")
    api.help_with(attempt=attempt, step=step, rung=Rung(rung), request_key=request_key(request))
    if rung == Rung.DO:
        title = task_of(attempt).step(step).title.into(get_language() or "vi")
        messages.success(request, _("Done for you: %(step)s") % {"step": title})
        return {}
    return {"goi-y": rung, **({"chi": at} if (at := pointed_at(attempt, step, rung)) else {})}


@of_guide
def mend(request: HttpRequest, attempt: Attempt) -> Query:
    """Put right what the step under way needs to begin with."""
    api.mend(attempt=attempt, request_key=request_key(request))
    messages.success(request, _("The step can begin again. What you did before it is still there."))
    return {}


@of_guide
def ease(_request: HttpRequest, attempt: Attempt) -> Query:
    """From "làm khi có bẫy" to "tự làm"."""
    api.ease(attempt=attempt)
    return {}


@of_guide
def give_answer(request: HttpRequest, attempt: Attempt) -> Query:
    api.answer(
        attempt=attempt,
        question=request.POST.get("cau-hoi", ""),
        value=request.POST.get("tra-loi", ""),
        request_key=request_key(request),
    )
    return {"kiem": 1}


@of_guide
def go_back(request: HttpRequest, attempt: Attempt) -> Query:
    """Undo the last thing done, or rewind to where a finding says."""
    to_seq = _number(request.POST.get("toi"))
    if to_seq is None:
        api.undo(attempt=attempt, request_key=request_key(request))
    else:
        api.rewind(attempt=attempt, to_seq=to_seq, request_key=request_key(request))
    return {}


@require_safe
@signed_in
def deeds(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """What was done so far, each with the way back to just after it."""
    mine, language = access_attempt(request.user, attempt), get_language() or "vi"
    if not mine.is_open:
        return SeeOther(reverse("practice_finished", args=[attempt]))
    context = {"attempt": mine, "guide": guide_of(mine, language=language), "deeds": deeds_of(mine, language)}
    return render(request, "training/practice/deeds.html", context)


@signed_in
def start_over(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """Ask first; then the attempt from its beginning."""
    if request.method != "POST":
        mine = access_attempt(request.user, attempt)
        guide = guide_of(mine, language=get_language() or "vi")
        return render(request, "training/practice/start_over.html", {"attempt": mine, "guide": guide})
    try:
        with transaction.atomic():
            mine = access_attempt(request.user, attempt, for_change=True)
            api.reset(attempt=mine, request_key=request_key(request))
    except AttemptClosed:
        return SeeOther(reverse("practice_finished", args=[attempt]))
    return SeeOther(opening_url(mine))


@require_POST
@signed_in
def leave(request: HttpRequest, attempt: UUID) -> HttpResponse:
    mine = access_attempt(request.user, attempt)
    if mine.trial:
        api.discard_trial(attempt=mine)
        return SeeOther(after_trial_url(mine))
    api.leave(attempt=mine, path=request.POST.get("man-hinh", ""))
    return SeeOther(reverse("home"))


@require_POST
@signed_in
def repeat(request: SignedIn, attempt: UUID) -> HttpResponse:
    mode = request.POST.get("mode", "")
    mode = mode if mode in Attempt.Mode.values else Attempt.Mode.ALONE
    mine = access_attempt(request.user, attempt)
    refresher = not mine.trial and refreshes(request.user, mine.lesson_code, mode)
    try:
        fresh = api.repeat(attempt=mine, mode=mode, refresher=refresher)
    except LessonPaused as paused:
        messages.info(request, paused.say)
        return SeeOther(reverse("home"))
    return SeeOther(opening_url(fresh))


@require_safe
@signed_in
def finished(request: SignedIn, attempt: UUID) -> HttpResponse:
    """What one can do now, the evidence, and what comes next."""
    mine = access_attempt(request.user, attempt)
    if mine.is_open:
        return SeeOther(opening_url(mine))
    language = get_language() or "vi"
    if mine.trial:
        context = {"attempt": mine, "guide": guide_of(mine, language=language), "back": after_trial_url(mine)}
        return render(request, "training/practice/tried.html", context)
    completion = getattr(mine, "completion", None)
    outcome = outcomes_of([request.user.pk], [mine.lesson_code]).get((request.user.pk, mine.lesson_code))
    path = path_of(request.user)
    context = {
        "attempt": mine,
        "guide": guide_of(mine, language=language),
        "path": path,
        "stop": next((stop for stop in path.stops if stop.code == mine.lesson_code), None),
        "outcome": outcome,
        "gained": skill_gained(completion, language) if completion else "",
        "offer": offer_after(outcome, mine),
    }
    return render(request, "training/practice/finished.html", context)


def offer_after(outcome: Outcome | None, attempt: Attempt) -> str:
    """What to do with the same lesson next: alone where it was not yet, with traps where it was, again after that."""
    if outcome is None or outcome.status == Status.ASSISTED or not attempt.unaided:
        return "alone"
    return "traps" if outcome.level < 3 else "again"
