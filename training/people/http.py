"""Answers to forms, what every form sends along, and pages that only some people have."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache

from training.people.context import Viewer
from training.people.errors import NotYours
from training.people.models import Role

View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    """303: the form was dealt with; look there."""

    status_code = 303


def request_key(request: HttpRequest) -> str:
    """The key that the form was served with: sent twice, it is dealt with once."""
    return request.POST.get("request_key", "")[:64]


def only_for(roles: frozenset[Role]) -> Callable[[View], View]:
    """Who has one of the roles is let in, as `view(request, viewer, …)`; for everybody else the address is not there.

    What a page shows depends on who asks, so no cache keeps it.
    """

    def guard(view: View) -> View:
        @never_cache
        @login_required
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            viewer = Viewer(request)
            if not viewer.roles & roles:
                raise NotYours
            return view(request, viewer, *args, **kwargs)

        return inner

    return guard
