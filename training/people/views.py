"""One's own account, and the language and colours of the screens."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from training import look as the_look
from training.people import api
from training.people.context import THEME_COOKIE
from training.people.look_form import sample
from training.people.models import Language, Role, Theme, User
from training.people.selectors import memberships_of, place_name, roles_of


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What the product knows of the person as a member of staff."""
    person = cast(User, request.user)
    held = roles_of(person)
    posts = [(post, place_name(post.unit)) for post in memberships_of(person)]
    roles = [role.label for role in Role if role in held]
    return render(request, "training/people/account.html", {"posts": posts, "roles": roles, "themes": Theme.choices})


@require_safe
@login_required
def look(request: HttpRequest) -> HttpResponse:
    """The living design page: every token measured, every component in its real markup."""
    context = {
        "swatches": the_look.swatches(),
        "contrasts": the_look.contrasts(),
        "types": the_look.scale("t-"),
        "spaces": [(f"s{step}", px) for step, px in the_look.scale("s")],
        "form": sample(),
    }
    return render(request, "training/look/look.html", context)


@require_safe
def studio_door(request: HttpRequest) -> HttpResponse:
    """Where the studio sends who may not enter: strangers to the one sign-in, others get a plain refusal."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("wagtailadmin_home"))


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language with the person, or with this computer for who has not signed in."""
    response = _back(request)
    language = request.POST.get("language", "")
    if language in Language.values:
        if request.user.is_authenticated:
            api.set_language(acting_user=request.user, language=language)
        _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
@login_required
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the chosen colours with the person; this computer's sign-in page wears them too."""
    response = _back(request)
    theme = request.POST.get("theme", "")
    if theme in Theme.values:
        api.set_theme(acting_user=cast(User, request.user), theme=theme)
        _remember(response, THEME_COOKIE, theme)
    return response


def _back(request: HttpRequest) -> HttpResponse:
    """To the page that the form names, if it is one of ours: an address, never the name of a view."""
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(target if ours and target.startswith("/") else "/")


def _remember(response: HttpResponse, cookie: str, value: str) -> None:
    """For a year, on this computer."""
    response.set_cookie(
        cookie,
        value,
        max_age=365 * 24 * 3600,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
