"""The screen where a trainer draws on a picture, and the picture without marks, which only that screen shows.

Scripts only draw: they write numbers into the rows of the form and show what the rows say. Whoever may not change
the picture gets the answer that a picture gets that is not there.
"""

from __future__ import annotations

import base64
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from PIL import Image
from wagtail.admin import messages
from wagtail.permissions import policy_registry

from lessons.pictures import api, burn, intake
from lessons.pictures.forms import MarkFormSet, marks_of, rows_of
from lessons.pictures.marks import Mark
from lessons.pictures.models import LessonImage

SHOWN_IN_PREVIEW = (1200, 900)


class SeeOther(HttpResponseRedirect):
    status_code = 303


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, image_id: int) -> HttpResponse:
    """Draw, look at it, save it."""
    image = _mine(request, image_id)
    size = (image.width, image.height)
    if request.method != "POST":
        rows = MarkFormSet(initial=rows_of(image.typed_marks), prefix="marks", form_kwargs={"size": size})
        return _page(request, image, rows, image.typed_marks)
    rows = MarkFormSet(request.POST, prefix="marks", form_kwargs={"size": size})
    if not rows.is_valid():
        return _page(request, image, rows, image.typed_marks, status=422)
    if "preview" in request.POST:
        return _page(request, image, rows, marks_of(rows), unsaved=True)
    api.draw(image_id=image.pk, drawn=marks_of(rows), acting_user=request.user)
    messages.success(request, _("Drawn into the picture. Learners see only this one."))
    return SeeOther(request.path)


@never_cache
@require_safe
def original(request: HttpRequest, image_id: int) -> HttpResponseBase:
    """The picture without marks, for whoever may draw on it."""
    image = _mine(request, image_id)
    return FileResponse(image.open_original(), headers={"X-Robots-Tag": "noindex"})


def _mine(request: HttpRequest, image_id: int) -> LessonImage:
    image = get_object_or_404(LessonImage, pk=image_id)
    policy = policy_registry.get_by_type(LessonImage)
    if not policy.user_has_permission_for_instance(request.user, "change", image):
        raise Http404
    return image


def _page(
    request: HttpRequest,
    image: LessonImage,
    rows: Any,
    marks: list[Mark],
    *,
    unsaved: bool = False,
    status: int = 200,
) -> HttpResponse:
    context = {
        "image": image,
        "rows": rows,
        "preview": _preview(image, marks),
        "unsaved": unsaved,
        "header_title": _("Draw on the picture"),
        "header_icon": "image",
        "breadcrumbs_items": [
            {"url": reverse("wagtailimages:index"), "label": _("Pictures")},
            {"url": reverse("wagtailimages:edit", args=[image.pk]), "label": image.title},
            {"url": "", "label": _("Draw on the picture")},
        ],
    }
    return render(request, "lessons/pictures/mark.html", context, status=status)


def _preview(image: LessonImage, marks: list[Mark]) -> str:
    """As learners would see it, inside the page: nothing that is not saved has an address."""
    drawn = burn.burn(image.pixels()[0], marks)
    drawn.thumbnail(SHOWN_IN_PREVIEW, Image.Resampling.LANCZOS)
    return "data:image/png;base64," + base64.b64encode(intake.encode(drawn, "PNG", quality=0)).decode()
