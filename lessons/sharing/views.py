"""The studio's screens for sharing a course and for taking one over. Who writes lessons sees them; for everybody
else, and for a file that somebody else uploaded, the address is not there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from lessons.models import CoursePage, LessonIndexPage
from lessons.packages import PackageError
from lessons.pictures.views import SeeOther
from lessons.sharing import api, difference
from lessons.sharing.forms import ReceiveForm, ShareForm
from lessons.sharing.models import ReceivedCourse
from sandbox.definition.loader import platform_of

View = Callable[..., HttpResponse]


def for_writers(view: View) -> View:
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        index = LessonIndexPage.objects.first()
        allowed = index.permissions_for_user(request.user).can_publish() if index else request.user.is_superuser
        if not allowed:
            raise Http404
        return view(request, *args, **kwargs)

    return inner


@for_writers
def share(request: HttpRequest, course_id: int) -> HttpResponse:
    """Choose the conditions, then take the file along."""
    course = get_object_or_404(CoursePage, pk=course_id)
    form = ShareForm(request.POST if request.method == "POST" else None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            shared = api.export_course(course=course, licence=form.cleaned_data["licence"])
        except PackageError as error:
            problems = error.problems
        else:
            disposition = {"Content-Disposition": f'attachment; filename="{shared.name}"'}
            return HttpResponse(shared.content, content_type="application/zip", headers=disposition)
    context = {
        "course": course,
        "form": form,
        "problems": problems,
        "lessons": course.get_children().live(),
        "releases": course.releases.order_by("-number")[:5],
        **_header(_("Share the course")),
    }
    return render(request, "lessons/sharing/share.html", context, status=_status(request))


@for_writers
def receive(request: HttpRequest) -> HttpResponse:
    """Hand in a file. What is not sound is refused at once and not kept."""
    form = ReceiveForm(request.POST or None, request.FILES or None)
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received = api.receive(content=file.read(), name=file.name, acting_user=request.user)
        except PackageError as error:
            problems = error.problems
        else:
            return SeeOther(reverse("lesson_course_received", args=[received.uuid]))
    waiting = ReceivedCourse.objects.filter(received_by_id=request.user.pk).order_by("-received_at")
    context = {"form": form, "problems": problems, "waiting": waiting, **_header(_("Take over a course"))}
    return render(request, "lessons/sharing/receive.html", context, status=_status(request))


@for_writers
def received(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """How far the trying is; then what the course would change here, and the decision."""
    mine = get_object_or_404(ReceivedCourse, pk=uuid, received_by=request.user)
    if "let-go" in request.POST:
        api.let_go(received=mine)
        messages.success(request, _("Nothing was taken over; the file is gone."))
        return SeeOther(reverse("lesson_course_receive"))
    if request.method == "POST" and mine.state == ReceivedCourse.State.READY:
        return _taken_over(request, mine)
    if request.method == "POST":
        api.try_next(mine)
        return SeeOther(request.path)
    return _received_page(request, mine)


def _taken_over(request: HttpRequest, mine: ReceivedCourse) -> HttpResponse:
    codes = request.POST.getlist("lesson")
    if not codes:
        return _received_page(request, mine, [_("Choose at least one lesson.")])
    try:
        pages = api.land(received=mine, codes=codes, acting_user=request.user)
    except PackageError as error:
        return _received_page(request, ReceivedCourse.objects.get(pk=mine.pk), error.problems)
    said = ngettext(
        "%(count)d lesson is here as a draft. Learners see it once it is published.",
        "%(count)d lessons are here as drafts. Learners see them once they are published.",
        len(pages),
    )
    messages.success(request, said % {"count": len(pages)})
    course = pages[0].get_parent()
    if not course.live:
        messages.info(request, _("The course is new here and a draft too: publish it as well."))
    return SeeOther(reverse("wagtailadmin_explore", args=[course.pk]))


def _received_page(request: HttpRequest, mine: ReceivedCourse, problems: list[str] | None = None) -> HttpResponse:
    try:
        found = api.opened(mine)
    except PackageError as error:
        api.let_go(received=mine)
        for problem in error.problems:
            messages.error(request, problem)
        return SeeOther(reverse("lesson_course_receive"))
    context = {
        "received": mine,
        "manifest": found.manifest,
        "problems": problems or [],
        "tried": [(code, found.packages[code].task.title, mine.results.get(code)) for code in mine.lessons],
        **_header(_("Take over a course")),
    }
    if mine.state == ReceivedCourse.State.READY:
        platform = platform_of(mine.snapshot)
        changes = [(change, mine.results[change.code]) for change in difference.lessons(found, platform)]
        modules = difference.modules(found, platform)
        context |= {
            "changes": changes,
            "modules": modules,
            "same_platform": all(module.kind == "same" for module in modules),
            "landable": any(not result["problems"] for _change, result in changes),
        }
    return render(request, "lessons/sharing/received.html", context, status=422 if problems else 200)


def _header(title: str) -> dict[str, Any]:
    return {
        "header_title": title,
        "page_title": title,
        "header_icon": "download",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Write lessons")},
            {"url": "", "label": title},
        ],
    }


def _status(request: HttpRequest) -> int:
    """A form that was sent and is shown again was refused."""
    return 422 if request.method == "POST" else 200
