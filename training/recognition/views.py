"""Papers: issued by whoever the results belong to, revoked by whoever decides about them, verified by anybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from training.audit.api import Action, note
from training.people import throttle
from training.people.errors import NotYours
from training.people.http import SeeOther
from training.people.models import User
from training.people.selectors import today, unit_of
from training.progress.receipt import file_name, receipt_of
from training.recognition import api, selectors
from training.recognition.errors import RecognitionRefused
from training.recognition.forms import CodeForm, RevokeForm
from training.recognition.models import Release
from training.recognition.selectors import Shown
from training.recognition.sheet import pdf_of, png_of
from training.recognition.wording import words_of

NO_SUCH_CODE = gettext_lazy("No paper has this code. Compare it with the paper once more, letter by letter.")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def issue(request: HttpRequest, attempt: UUID | None = None) -> HttpResponse:
    """What the paper would say; then the paper."""
    user = cast(User, request.user)
    if request.method == "POST":
        try:
            paper = api.issue(user=user, attempt=attempt)
        except RecognitionRefused as refused:
            messages.warning(request, refused.say)
            return SeeOther(reverse("my_confirmations"))
        return SeeOther(reverse("paper", args=[paper.code]))
    completions = selectors.completions_for(user, attempt)
    context = {"says": words_of(user, completions, today()), "papers": selectors.papers_of(user)[:20]}
    return render(request, "training/recognition/issue.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """The paper on the screen, its files, and for whoever decides about these results, the way to revoke it."""
    user = cast(User, request.user)
    shown, decides = selectors.access_paper(user, code)
    _noted(user, shown, Action.OPENED)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            api.revoke(acting_user=user, paper=shown.paper, why=form.cleaned_data["why"])
        except RecognitionRefused as refused:
            form.add_error("why", refused.say)
        else:
            messages.success(request, _("Revoked. The verification page says so from now on."))
            return SeeOther(request.path)
    release = selectors.released_now(shown.paper) if shown.paper.user_id == user.pk else None
    context = {
        "shown": shown,
        "decides": decides,
        "own": shown.paper.user_id == user.pk,
        "release": release,
        "released_url": _released_url(request, shown, release) if release else "",
        "form": form,
        "url": _url(request, shown),
    }
    return render(request, "training/recognition/paper.html", context, status=422 if form.errors else 200)


@require_POST
@never_cache
@login_required
def paper_release(request: HttpRequest, code: str) -> HttpResponse:
    """Its owner opens the receipts to whoever gets the address, or closes it again (`dong`)."""
    user = cast(User, request.user)
    shown, _decides = selectors.access_paper(user, code)
    if request.POST.get("dong"):
        api.withdraw_release(user=user, paper=shown.paper)
        messages.success(request, _("The address for the auditor is closed."))
    else:
        api.release(user=user, paper=shown.paper)
        messages.success(request, _("Copy the address below and give it to the auditor. It is open for 14 days."))
    return SeeOther(reverse("paper", args=[shown.paper.code]))


@require_safe
@never_cache
@login_required
def paper_pdf(request: HttpRequest, code: str) -> HttpResponse:
    return _file(request, code, "pdf")


@require_safe
@never_cache
@login_required
def paper_png(request: HttpRequest, code: str) -> HttpResponse:
    return _file(request, code, "png")


def _file(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    user = cast(User, request.user)
    shown, _decides = selectors.access_paper(user, code)
    _noted(user, shown, Action.EXPORTED, tep=kind)
    pdf = pdf_of(shown, _url(request, shown))
    content, mime = (pdf, "application/pdf") if kind == "pdf" else (png_of(pdf), "image/png")
    return _attached(content, mime, f"giay-xac-nhan-{shown.paper.code.lower()}.{kind}")


# --- for anybody who holds a paper -------------------------------------------------------------------------

#: Seconds, and how often within them: codes that there are not, and pages in all (an office shares one address).
WINDOW, MOST_WRONG, MOST_ASKED = 600, 20, 600


def throttled(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Open to everybody, never kept by a cache, and not to be tried on and on."""

    @require_safe
    @never_cache
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asker = throttle.who(request)
        wrong = throttle.tried("paper-wrong", asker, window=WINDOW)
        if wrong >= MOST_WRONG or throttle.tried("paper", asker, window=WINDOW) >= MOST_ASKED:
            return _too_often(request)
        throttle.count("paper", asker, window=WINDOW)
        try:
            answer = view(request, *args, **kwargs)
        except NotYours:
            throttle.count("paper-wrong", asker, window=WINDOW)
            raise
        if answer.status_code in (404, 422) and request.GET.get("code", "x").strip():
            throttle.count("paper-wrong", asker, window=WINDOW)
        return answer

    return inner


def _too_often(request: HttpRequest) -> HttpResponse:
    seconds = throttle.seconds_left(WINDOW)
    context = {"form": CodeForm(), "minutes": max(1, round(seconds / 60))}
    answer = render(request, "training/recognition/verify.html", context, status=429)
    answer["Retry-After"] = str(seconds)
    return answer


@throttled
def verify(request: HttpRequest) -> HttpResponse:
    """Type the code of a paper."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid() and (shown := selectors.paper_by_code(form.cleaned_data["code"])):
        return SeeOther(reverse("verified", args=[shown.paper.code]))
    if form.is_bound and form.is_valid():
        form.add_error("code", NO_SUCH_CODE)
    return render(request, "training/recognition/verify.html", {"form": form}, status=422 if form.errors else 200)


@throttled
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper tells, and whether it still holds. Nothing that does not stand on it."""
    shown = selectors.paper_by_code(code)
    if shown is None:
        form = CodeForm({"code": code})
        form.is_valid()
        form.add_error("code", NO_SUCH_CODE)
        return render(request, "training/recognition/verify.html", {"form": form}, status=404)
    if isinstance(request.user, User):
        _noted(request.user, shown, Action.OPENED, "paper_verified")
    return render(request, "training/recognition/verified.html", {"shown": shown})


@throttled
def released(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """For the auditor to whom the paper's owner gave this address: the receipts, and how to check them."""
    shown, release = selectors.access_release(code, token)
    context = {"shown": shown, "release": release, "lines": list(enumerate(shown.says.lines, 1))}
    return render(request, "training/recognition/released.html", context)


@throttled
def released_receipt(request: HttpRequest, code: str, token: str, number: int) -> HttpResponse:
    """One of them. Its owner sees how many were taken, and by whom if they were signed in."""
    shown, release = selectors.access_release(code, token)
    completion = selectors.completion_of_line(shown, number)
    api.count_taken(release=release)
    if isinstance(request.user, User):
        _noted(request.user, shown, Action.EXPORTED, "receipt", bai=completion.lesson_code)
    return _attached(receipt_of(completion), "application/json", file_name(completion))


@require_safe
def receipt_tool(request: HttpRequest) -> HttpResponse:
    """The program that checks a receipt anywhere, with nothing but Python."""
    content = (settings.BASE_DIR / "tools" / "verify_receipt.py").read_bytes()
    return _attached(content, "text/x-python; charset=utf-8", "verify_receipt.py")


def _attached(content: bytes, mime: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _noted(user: User, shown: Shown, action: Action, subject: str = "paper", **codes: str) -> None:
    """Somebody else than its owner saw the paper: its owner finds that in their record."""
    owner = shown.paper.user
    if owner.pk != user.pk:
        # not its code, which is the key to its page: whoever reads the log may see less than that
        question = urlencode({"giay": shown.paper.pk, **codes})
        note(acting_user=user, action=action, subject=subject, unit=unit_of(owner), person=owner, question=question)


def _url(request: HttpRequest, shown: Shown) -> str:
    return request.build_absolute_uri(reverse("verified", args=[shown.paper.code]))


def _released_url(request: HttpRequest, shown: Shown, release: Release) -> str:
    return request.build_absolute_uri(reverse("released", args=[shown.paper.code, release.token]))
