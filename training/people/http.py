"""Answers to forms, and what every form sends along."""

from django.http import HttpRequest, HttpResponseRedirect


class SeeOther(HttpResponseRedirect):
    """303: the form was dealt with; look there."""

    status_code = 303


def request_key(request: HttpRequest) -> str:
    """The key that the form was served with: sent twice, it is dealt with once."""
    return request.POST.get("request_key", "")[:64]
