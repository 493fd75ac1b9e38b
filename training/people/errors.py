"""What can go wrong here, as types. Each carries a sentence that the person can act on."""

from django.core.exceptions import ValidationError
from django.http import Http404


class NotYours(Http404):
    """Asked for somebody or something outside one's reach.

    It is a 404, so that an address that is refused looks exactly like one that does not exist.
    """


class PeopleRefused(ValidationError):
    """A change to people or the organisation that the rules do not allow; `messages` says why."""
