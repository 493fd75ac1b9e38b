"""In the editor, a refused publication becomes sentences on the lesson's page form, whichever door was used.

The page form itself says it at the right field; this is for the doors without a form (bulk publishing, approval in a
workflow, publishing a copy).
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from wagtail.admin import messages

from lessons.problems import NotPublishable


class RefusedPublication:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        home = reverse("wagtailadmin_home")
        if not isinstance(exception, NotPublishable) or not request.path.startswith(home):
            return None
        for problem in exception.problems:
            messages.error(request, str(problem))
        page_id = exception.page_id
        address = reverse("wagtailadmin_pages:edit", args=[page_id]) if page_id else home
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return JsonResponse({"step": "success", "redirect": address})
        return redirect(address)
