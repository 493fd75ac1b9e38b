"""What every page of ours needs to know about its visitor: where they may go, in which colours they read. Lazy: a
fragment asks nothing.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.crypto import salted_hmac
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from training.people.models import Role, Theme, User
from training.people.selectors import roles_of

READS_REPORTS = frozenset({Role.HR, Role.LEADER})
WRITES_LESSONS = frozenset({Role.TRAINER, Role.ADMINISTRATOR})
THEME_COOKIE = "theme"


@dataclass(frozen=True)
class Link:
    url: str
    text: str
    here: bool


class Viewer:
    """The visitor as templates see them. `roles` and `links` take one query a page, at most once; `theme` and
    `pseudonym` take none.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    @cached_property
    def roles(self) -> frozenset[Role]:
        return roles_of(self._request.user)

    @property
    def theme(self) -> str:
        """Light, dark, or "": as the computer is set. For strangers what was last chosen on this computer."""
        user = self._request.user
        chosen = user.theme if isinstance(user, User) else self._request.COOKIES.get(THEME_COOKIE, "")
        return chosen if chosen in Theme.values else ""

    @property
    def pseudonym(self) -> str:
        """A name that says nothing, "" for a stranger: whose drafts lie in this browser (js/drafts.js)."""
        user = self._request.user
        return salted_hmac("drafts", str(user.pk)).hexdigest()[:12] if isinstance(user, User) else ""

    @property
    def links(self) -> list[Link]:
        """Of two that lead to where one is, the longer one is where one is."""
        links = list(self._links())
        here = max((link.url for link in links if link.here), key=len, default="")
        return [replace(link, here=link.url == here) for link in links]

    def _links(self) -> Iterator[Link]:
        yield from self._link("home", _("Home"))
        yield from self._link("my_record", _("My record"))
        if Role.LEARNER in self.roles:
            yield from self._link("needs", _("What I need"))
        if Role.LEADER in self.roles:
            yield from self._link("needs_inbox", _("What staff need"))
        if self.roles & READS_REPORTS:
            yield from self._link("assignments", _("Assign lessons"))
            yield from self._link("reports_overview", _("Reports"), under="/bao-cao/")
        if Role.HR in self.roles:
            yield from self._link("rosters", _("Staff"))
        if Role.ADMINISTRATOR in self.roles:  # HR officers find it on the page of their staff
            yield from self._link("access_log", _("Access log"))
        if self.roles & WRITES_LESSONS:
            yield from self._link("usage", _("Where it jams"))
            yield from self._link("hall", _("Hall"))
            yield from self._link("stuck_inbox", _("Learners' messages"))
            yield from self._link("studio", _("Write lessons"))

    def _link(self, name: str, text: str, under: str = "") -> Iterator[Link]:
        try:
            url = reverse(name)
        except NoReverseMatch:
            return
        path = self._request.path
        yield Link(url, text, path == url or (url != "/" and path.startswith(under or url)))


def viewer(request: HttpRequest) -> dict[str, Viewer]:
    return {"viewer": Viewer(request)}
