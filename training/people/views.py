"""One's own account, and the language of the screens."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from training.people import api
from training.people.models import Language, Role, User
from training.people.selectors import memberships_of, place_name, roles_of


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What the product knows of the person as a member of staff."""
    person = cast(User, request.user)
    held = roles_of(person)
    posts = [(post, place_name(post.unit)) for post in memberships_of(person)]
    roles = [role.label for role in Role if role in held]
    return render(request, "training/people/account.html", {"posts": posts, "roles": roles})


@require_safe
def studio_door(request: HttpRequest) -> HttpResponse:
    """Where the studio sends who may not enter: strangers to the one sign-in, others get a plain refusal."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("wagtailadmin_home"))


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Keep the chosen language with the person, or with this computer for who has not signed in."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = redirect(target)
    language = request.POST.get("language")
    if language in Language.values:
        if request.user.is_authenticated:
            api.set_language(acting_user=request.user, language=language)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            language,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response
