"""What holds for every answer: its language, and that what somebody was shown is kept by nobody else's cache.

A page's language is the person's own, else the one chosen on this computer, else Vietnamese. Browsers in offices
often ask for English although their users read Vietnamese, so what they ask for is ignored.

And what one reads who opens an address to which only forms are sent: after signing in again in the middle of
something, or by the browser's history.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from training.people.models import Language


def _language(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return request.user.language
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in Language.values else settings.LANGUAGE_CODE


class LanguageMiddleware:
    """Stands after AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _language(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or language)
        patch_vary_headers(response, ["Cookie"])
        return response


class OpenedByAddress:
    """A page with the way on, where Django answers 405 with nothing at all. Stands after `LanguageMiddleware`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 405 or request.method != "GET":
            return response
        page = render(request, "405.html", status=405)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class PrivateMiddleware:
    """Whatever somebody who is signed in was answered is kept by no proxy, and by no browser without asking again;
    pages about others say more (`never_cache`). Pictures of lessons are everybody's. No address has a NUL in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path_info:
            raise Http404  # PostgreSQL keeps and finds no such text, and nobody types it
        response = self.get_response(request)
        shared = response.headers.get("Content-Type", "").startswith(("image/", "font/"))
        if request.user.is_authenticated and not response.has_header("Cache-Control") and not shared:
            patch_cache_control(response, private=True, no_cache=True)
        return response
