"""One's own record: what one can do, what one did, what counts, and everything that is kept about oneself with who
sees what of it. Nobody else's opens here. And the job aids, which are about the work and about nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from lessons import selectors as lessons
from training.audit.retention import rules
from training.people.http import SeeOther
from training.people.models import User
from training.people.selectors import today
from training.progress import api, record
from training.progress.errors import GuideRefused
from training.progress.export import export_of
from training.progress.job_aid import job_aid_of
from training.progress.models import Completion
from training.progress.receipt import file_name, receipt_of
from training.progress.selectors import access_completion, account_of
from training.progress.skills import framework, skills_of

PAGE = 20

View = Callable[..., HttpResponseBase]


def own_page(view: View) -> View:
    """A page to look at: signed in, about whoever asks, never kept by a cache."""

    @require_safe
    @never_cache
    @login_required
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, cast(User, request.user), *args, **kwargs)

    return inner


def _language() -> str:
    return get_language() or "vi"


@own_page
def my_record(request: HttpRequest, user: User) -> HttpResponse:
    """What I can do."""
    context = {"here": "skills", "skills": skills_of(user), "framework": framework()}
    return render(request, "training/progress/my_record.html", context)


@own_page
def my_history(request: HttpRequest, user: User) -> HttpResponse:
    """What I did, when, and with which help."""
    page = Paginator(record.attempts_of(user), PAGE).get_page(request.GET.get("trang"))
    context = {"here": "history", "page": page, "lines": record.history_of(page.object_list, _language())}
    return render(request, "training/progress/my_history.html", context)


@own_page
def my_confirmations(request: HttpRequest, user: User) -> HttpResponse:
    """What counts, with its codes and papers."""
    context = {"here": "confirmations", "confirmations": record.confirmations_of(user, _language())}
    return render(request, "training/progress/my_confirmations.html", context)


@own_page
def my_kept(request: HttpRequest, user: User) -> HttpResponse:
    """Everything that is recorded about me, who sees it, and for how long."""
    context = {"here": "kept", "kept": record.kept_of(user, today(), _language()), "rules": rules()}
    return render(request, "training/progress/my_kept.html", context)


@own_page
def my_export(request: HttpRequest, user: User) -> StreamingHttpResponse:
    """The same as one file."""
    response = StreamingHttpResponse(export_of(user, today()), content_type="application/json; charset=utf-8")
    name = f"ho-so-{user.staff_key}-{today():%Y%m%d}.json".lower()
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@own_page
def my_completion(request: HttpRequest, user: User, attempt: UUID) -> HttpResponse:
    """What one completion stands on, compared with it now; and who taught it."""
    return _completion_page(request, access_completion(user, attempt))


def _completion_page(
    request: HttpRequest, completion: Completion, refused: GuideRefused | None = None
) -> HttpResponse:
    context = {
        "completion": completion,
        "account": account_of(completion, _language()),
        "taught": record.taught_by(completion),
        "refused": refused,
        "typed": request.POST.get("staff_code", "")[:40],
    }
    return render(request, "training/progress/my_completion.html", context, status=422 if refused else 200)


@require_POST
@never_cache
@login_required
def thank_guide(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """The learner names the colleague who taught them."""
    user = cast(User, request.user)
    completion = access_completion(user, attempt)
    code = request.POST.get("staff_code", "")[:40]
    try:
        said = api.thank_guide(learner=user, lesson_code=completion.lesson_code, staff_code=code)
    except GuideRefused as refused:
        return _completion_page(request, completion, refused)
    messages.success(request, _("Recorded: %(name)s taught you.") % {"name": said.guide.full_name})
    return SeeOther(reverse("my_completion", args=[attempt]))


@own_page
def my_receipt(request: HttpRequest, user: User, attempt: UUID) -> HttpResponse:
    """The same as a file that anybody can check: `tools/verify_receipt.py`."""
    completion = access_completion(user, attempt)
    response = HttpResponse(receipt_of(completion), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{file_name(completion)}"'
    return response


@own_page
def job_aid(request: HttpRequest, user: User, code: str) -> HttpResponse:
    """One sheet about one task of the work."""
    lesson = lessons.lesson_by_code(code)
    task = lessons.task_of(lesson) if lesson else None
    if task is None:
        raise Http404
    context = {"aid": job_aid_of(task, _language()), "home": request.build_absolute_uri("/")}
    return render(request, "training/progress/job_aid.html", context)
