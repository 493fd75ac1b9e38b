"""One's own account, and the language of the screens."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from training.people import api
from training.people.models import Language, Role
from training.people.selectors import memberships_of, place_name, roles_of


@require_GET
@login_required
def account(request: HttpRequest) -> HttpResponse:
    """What the product knows of the person as a member of staff."""
    held = roles_of(request.user)
    posts = [(post, place_name(post.unit)) for post in memberships_of(request.user)]
    roles = [role.label for role in Role if role in held]
    return render(request, "training/people/account.html", {"posts": posts, "roles": roles})


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
            samesite=settings.LANGUAGE_COOKIE_SAMESITE,
        )
    return response
