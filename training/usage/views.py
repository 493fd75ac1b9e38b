""" "Chỗ tắc" on screen, for trainers: the lessons, one lesson, one wrong state with the reply to all in it."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from training.audit.api import Action, note
from training.feedback import api as feedback
from training.feedback.errors import FeedbackRefused
from training.feedback.selectors import reply_for, waiting_at
from training.people.context import WRITES_LESSONS, Viewer
from training.people.http import SeeOther, only_for
from training.people.models import User
from training.practice.guide import mode_words
from training.practice.models import Attempt
from training.usage import selectors
from training.usage.asking import DAYS, Asked
from training.usage.forms import ReplyForm
from training.usage.funnel import KINDS, funnel_of
from training.usage.kept import forget, kept

for_trainers = only_for(WRITES_LESSONS)


@require_safe
@for_trainers
def usage(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Where does it jam, over all lessons?"""
    asked = Asked.of(request.GET)
    _noted(request)
    context = {"viewer": viewer, "asked": asked, "lines": selectors.lessons_of(asked), **_choices(asked)}
    return render(request, "training/usage/lessons.html", context)


@require_safe
@for_trainers
def lesson(request: HttpRequest, viewer: Viewer, code: str) -> HttpResponse:
    """Where does it jam in this lesson: step by step, and the commonest wrong states."""
    asked, versions = Asked.of(request.GET), selectors.versions_of(code)
    version = selectors.version_asked(versions, asked)
    tasks, (title, steps) = version.tasks, selectors.lesson_called(version.task_hash)
    _noted(request, code)
    context = {
        "viewer": viewer,
        "code": code,
        "title": title,
        "asked": asked,
        "versions": versions,
        "version": version,
        "funnel": kept(code, "funnel", asked, tasks, lambda: funnel_of(code, steps, asked, tasks)),
        "states": kept(code, "states", asked, tasks, lambda: selectors.states_of(code, asked, tasks)),
        "step_titles": dict(steps),
        "kinds": KINDS,
        **_choices(asked),
    }
    return render(request, "training/usage/lesson.html", context)


def _noted(request: HttpRequest, code: str = "") -> None:
    """In the access log: sums and messages without names."""
    user = cast(User, request.user)
    note(acting_user=user, action=Action.LOOKED, subject="usage", question=f"bai={code}" if code else "")


def _choices(asked: Asked) -> dict[str, Any]:
    """What the filters offer, each with whether it is chosen."""
    return {
        "modes": [(mode, mode_words(mode), mode == asked.only) for mode in Attempt.Mode.values],
        "days": [(days, str(days) == asked.only) for days in DAYS],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@for_trainers
def state(request: HttpRequest, viewer: Viewer, code: str, check_key: str) -> HttpResponse:
    """One wrong state: how often, who waits in it with their last five events, and the one reply."""
    step, say = selectors.access_state(code, check_key)
    _noted(request, code)
    standing = reply_for(code, step, check_key)
    start = {"words": standing.text_vi, "words_en": standing.text_en} if standing else None
    form = ReplyForm(request.POST) if request.method == "POST" else ReplyForm(initial=start)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _replied(request, form, code, step, check_key):
            forget(code)
            messages.success(request, _("Everybody in this situation reads it from now on."))
            return SeeOther(reverse("usage_lesson", args=[code]))
        status = 409 if form.is_valid() or form.non_field_errors() else 422
    asked, versions = Asked.of(request.GET), selectors.versions_of(code)
    version = selectors.version_asked(versions, asked)
    context = {
        "viewer": viewer,
        "code": code,
        "step": step,
        "check_key": check_key,
        "say": say,
        "form": form,
        "reply": standing,
        "found": next(iter(selectors.states_of(code, Asked(asked.version), version.tasks, only=check_key)), None),
        "lines": waiting_at(code, check_key),
    }
    return render(request, "training/usage/state.html", context, status=status)


def _replied(request: HttpRequest, form: ReplyForm, code: str, step: str, check_key: str) -> bool:
    seen = request.POST.get("instead_of", "")
    try:
        feedback.reply_to_state(
            acting_user=cast(User, request.user),
            lesson_code=code,
            step=step,
            check_key=check_key,
            text=form.cleaned_data["words"],
            text_en=form.cleaned_data["words_en"],
            instead_of=int(seen) if seen.isascii() and seen.isdigit() else None,
        )
    except FeedbackRefused as refused:
        form.add_error(None, refused.say)
        return False
    return True
