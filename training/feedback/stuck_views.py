""" "Tôi bị kẹt": what a learner sends and gets back, and the trainers' inbox.

Trainers and administrators see no name here, and no way to one (design invariant 9).
"""

from __future__ import annotations

import re
import uuid as uuids
from typing import TYPE_CHECKING, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.audit.api import Action, note
from training.feedback import api, selectors
from training.feedback.errors import FeedbackRefused
from training.feedback.forms import AnswerForm, StuckForm
from training.feedback.letters import Letter, letter_of
from training.feedback.models import Stuck
from training.feedback.scrub import scrubbed
from training.feedback.states import into
from training.people.context import WRITES_LESSONS, Viewer
from training.people.http import SeeOther, only_for, request_key
from training.people.models import User

if TYPE_CHECKING:
    from training.practice.models import Attempt

_SCREEN = re.compile(r"[a-z0-9_-]+(/[a-z0-9_-]+)*")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def stuck_new(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """See exactly what is sent, then send it, once."""
    user = cast(User, request.user)
    mine = selectors.access_attempt(user, attempt)
    key = request_key(request) if request.method == "POST" else ""
    if key and Stuck.objects.filter(user=user, request_key=key).exists():
        return _sent(request, mine)
    letter = letter_of(mine, get_language() or "vi") if mine.is_open else None
    if letter is None:
        messages.info(request, _("This attempt is finished, so nothing in it can hold you up."))
        return SeeOther(reverse("practice_finished", args=[mine.uuid]))
    form = StuckForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _preview(request, mine, letter, form)
    if not form.is_valid():
        return _preview(request, mine, letter, form, status=422)
    if hindrance := _not_as_seen(form, letter, request):
        return _preview(request, mine, letter, hindrance, status=422)
    api.send_stuck(attempt=mine, letter=letter, note=form.cleaned_data["note"], request_key=key or uuids.uuid4().hex)
    return _sent(request, mine)


def _not_as_seen(form: StuckForm, letter: Letter, request: HttpRequest) -> StuckForm | None:
    """The form once more where what would be sent is not what was seen: numbers hidden, or more was done since."""
    note = form.cleaned_data["note"].strip()
    clean = scrubbed(note, own=cast(User, request.user))
    again = StuckForm({"note": clean})
    if clean != note:
        again.add_error("note", _("Numbers and names that could be real are hidden now. Read it again, then send."))
        return again
    if request.POST.get("seq") != str(letter.seq):
        again.add_error(None, _("You have done more since this page was opened. See below what is sent now."))
        return again
    return None


def _preview(
    request: HttpRequest, attempt: Attempt, letter: Letter, form: StuckForm, *, status: int = 200
) -> HttpResponse:
    state = letter.state
    context = {
        "attempt": attempt,
        "letter": letter,
        "unmet": _("The author gets it; while traps are laid it is not told here.")
        if attempt.with_traps
        else letter.sentence(get_language() or "vi"),
        "events": selectors.Line(Stuck(events=letter.events)).events,
        "reply": None if attempt.with_traps else selectors.reply_for(state.lesson_code, state.step, state.check_key),
        "waiting": Stuck.objects.filter(attempt=attempt, step=state.step, answered_at__isnull=True).first(),
        "form": form,
        "request_key": request_key(request) or uuids.uuid4().hex,
        "screen": _screen(request, attempt),
        "back": _back(request, attempt),
    }
    return render(request, "training/feedback/stuck_new.html", context, status=status)


def _sent(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    messages.success(request, _("Sent to the author of this lesson. The answer will stand on your home page."))
    return SeeOther(_back(request, attempt))


def _back(request: HttpRequest, attempt: Attempt) -> str:
    """The screen of the platform that the learner came from."""
    screen = _screen(request, attempt)
    if screen:
        return reverse("practice_screen", args=[attempt.uuid, screen])
    return reverse("practice_desk", args=[attempt.uuid])


def _screen(request: HttpRequest, attempt: Attempt) -> str:
    screen = (request.POST.get("man-hinh") or request.GET.get("man-hinh") or attempt.at_path).strip("/")
    return screen if len(screen) <= 200 and _SCREEN.fullmatch(screen) else ""


@require_safe
@never_cache
@login_required
def my_stuck(request: HttpRequest, stuck: UUID) -> HttpResponse:
    """What I sent and what came back; opening it makes it seen."""
    mine = selectors.access_stuck(cast(User, request.user), stuck)
    withheld = mine.attempt.is_open and mine.attempt.with_traps  # nobody helps there: it is told once that is over
    if not withheld:
        api.mark_seen(item=mine)
    context = {"line": selectors.Line(mine), "stuck": mine, "withheld": withheld}
    return render(request, "training/feedback/my_stuck.html", context)


@require_safe
@never_cache
@login_required
def late_reply(request: HttpRequest, reply: int) -> HttpResponse:
    """What a trainer wrote for everybody who was stuck where the person once was; opening it makes it read."""
    user = cast(User, request.user)
    mine, there = selectors.access_late_reply(user, reply)
    api.mark_reply_read(user=user, reply=mine)
    language = get_language() or "vi"
    words = mine.text_en if language.startswith("en") and mine.text_en else mine.text_vi
    context = {"reply": mine, "words": words, "there": there, "say": into(there.say, language)}
    return render(request, "training/feedback/late_reply.html", context)


# --- trainers ---------------------------------------------------------------------------------------------


for_trainers = only_for(WRITES_LESSONS)


@require_safe
@for_trainers
def inbox(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    note(acting_user=cast(User, request.user), action=Action.LOOKED, subject="stuck_inbox")
    context = {
        "viewer": viewer,
        "groups": selectors.inbox(),
        "replies": selectors.open_replies(),
        "answered": selectors.answered(),
    }
    return render(request, "training/feedback/inbox.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_trainers
def answer(request: HttpRequest, viewer: Viewer, stuck: UUID) -> HttpResponse:
    """One message, the others in the same situation, and the words that go back."""
    one = selectors.access_stuck_as_trainer(stuck)
    if request.method != "POST":
        return _answering(request, viewer, one, AnswerForm(), 200)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _answering(request, viewer, one, form, 422)
    seen = request.POST.get("instead_of", "")
    try:
        number = api.answer(
            acting_user=cast(User, request.user),
            stuck=one,
            instead_of=int(seen) if seen.isascii() and seen.isdigit() else None,
            text=form.cleaned_data["words"],
            text_en=form.cleaned_data["words_en"],
            everybody=form.cleaned_data["everybody"],
        )
    except FeedbackRefused as refused:
        form.add_error(None, refused.say)
        one.refresh_from_db()
        return _answering(request, viewer, one, form, 409)
    if number:
        sent = ngettext("Sent to %(number)s learner.", "Sent to %(number)s learners.", number)
        messages.success(request, sent % {"number": number})
    return SeeOther(reverse("stuck_inbox"))


def _answering(request: HttpRequest, viewer: Viewer, stuck: Stuck, form: AnswerForm, status: int) -> HttpResponse:
    context = {"viewer": viewer, "group": selectors.group_of(stuck), "stuck": stuck, "form": form}
    return render(request, "training/feedback/answer.html", context, status=status)


@require_POST
@for_trainers
def withdraw(request: HttpRequest, viewer: Viewer, reply: int) -> HttpResponse:
    api.withdraw_reply(acting_user=cast(User, request.user), reply=selectors.access_reply(reply))
    messages.success(request, _("Withdrawn. Learners in that situation no longer read it."))
    return SeeOther(reverse("stuck_inbox"))
