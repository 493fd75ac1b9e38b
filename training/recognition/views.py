"""Papers: issued by whoever the results belong to, revoked by whoever decides about them, verified by anybody."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from training.audit.api import Action, note
from training.people.http import SeeOther
from training.people.models import User
from training.people.selectors import today, unit_of
from training.recognition import api, selectors
from training.recognition.errors import RecognitionRefused
from training.recognition.forms import CodeForm, RevokeForm
from training.recognition.selectors import Shown
from training.recognition.sheet import pdf_of, png_of
from training.recognition.wording import words_of


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
    context = {"shown": shown, "decides": decides, "form": form, "url": _url(request, shown)}
    return render(request, "training/recognition/paper.html", context, status=422 if form.errors else 200)


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
    response = HttpResponse(content, content_type=mime)
    response["Content-Disposition"] = f'attachment; filename="giay-xac-nhan-{shown.paper.code.lower()}.{kind}"'
    return response


@require_safe
@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """For anybody who holds a paper: type its code."""
    form = CodeForm(request.GET if "code" in request.GET else None)
    if form.is_valid() and (shown := selectors.paper_by_code(form.cleaned_data["code"])):
        return SeeOther(reverse("verified", args=[shown.paper.code]))
    if form.is_bound and form.is_valid():
        form.add_error("code", _("No paper has this code. Compare it with the paper once more, letter by letter."))
    return render(request, "training/recognition/verify.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@never_cache
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """What the paper tells, and whether it still holds. Nothing that does not stand on it."""
    shown = selectors.paper_by_code(code)
    if shown is None:
        form = CodeForm({"code": code})
        form.is_valid()
        form.add_error("code", _("No paper has this code. Compare it with the paper once more, letter by letter."))
        return render(request, "training/recognition/verify.html", {"form": form}, status=404)
    if isinstance(request.user, User):
        _noted(request.user, shown, Action.OPENED, "paper_verified")
    return render(request, "training/recognition/verified.html", {"shown": shown})


def _noted(user: User, shown: Shown, action: Action, subject: str = "paper", **codes: str) -> None:
    """Somebody else than its owner saw the paper: its owner finds that in their record."""
    owner = shown.paper.user
    if owner.pk != user.pk:
        # not its code, which is the key to its page: whoever reads the log may see less than that
        question = urlencode({"giay": shown.paper.pk, **codes})
        note(acting_user=user, action=action, subject=subject, unit=unit_of(owner), person=owner, question=question)


def _url(request: HttpRequest, shown: Shown) -> str:
    return request.build_absolute_uri(reverse("verified", args=[shown.paper.code]))
