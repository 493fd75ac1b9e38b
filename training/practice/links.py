"""How addresses inside an attempt are written. The sandbox's screens ask for theirs through `PaneLinks`.

Every address of the pane carries the fragment that keeps phones on "Thực hành" when scripts are off; a redirect
inherits it from the form that was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from sandbox import screens
from sandbox.errors import NotHere
from training.practice.models import Attempt
from training.progress.task import task_of

PANE = "thuc-hanh"
SPOT = screens.SPOT  # what the guide points at, on whatever screen
GUIDE = "huong-dan"


def screen_url(attempt: UUID, path: str = "", **query: str | int) -> str:
    """The split view on that screen of the platform, the guide first on phones."""
    path = path.strip("/")
    url = reverse("practice_screen", args=[attempt, path]) if path else reverse("practice_desk", args=[attempt])
    return f"{url}?{urlencode(query)}" if query else url


def opening_url(attempt: Attempt) -> str:
    """Where the work of that attempt lies: the module that its scenario opens on."""
    return screen_url(attempt.uuid, screens.opening(attempt.workspace, task_of(attempt).scenario.home))


def after_trial_url(attempt: Attempt) -> str:
    """Where a trainer comes back to who tried a draft: its page in the editor."""
    lesson = attempt.task.lesson_id
    return reverse("wagtailadmin_pages:edit", args=[lesson]) if lesson else reverse("wagtailadmin_home")


def resuming_url(attempt: Attempt) -> str:
    """Where the learner left, if they left it; where the work lies otherwise."""
    if not attempt.at_path:
        return opening_url(attempt)
    try:
        screens.show(attempt.workspace, attempt.at_path, QueryDict(), PaneLinks(attempt.uuid), "vi")
    except NotHere:
        return opening_url(attempt)
    return screen_url(attempt.uuid, attempt.at_path)


def exploring_url(exploration: UUID, path: str = "", **query: str | int) -> str:
    """Free exploration on that screen of the platform."""
    path = path.strip("/")
    named = ("explore_screen", [exploration, path]) if path else ("explore_desk", [exploration])
    url = reverse(named[0], args=named[1])
    return f"{url}?{urlencode(query)}" if query else url


@dataclass(frozen=True)
class FreeLinks:
    """`sandbox.screens.Links` for one exploration."""

    exploration: UUID

    def screen(self, path: str, **query: str) -> str:
        return exploring_url(self.exploration, path, **query)

    def post(self, path: str) -> str:
        return exploring_url(self.exploration, path)


@dataclass(frozen=True)
class PaneLinks:
    """`sandbox.screens.Links` for one attempt."""

    attempt: UUID

    def screen(self, path: str, **query: str) -> str:
        return f"{screen_url(self.attempt, path, **query)}#{SPOT if 'chi' in query else PANE}"

    def post(self, path: str) -> str:
        return f"{screen_url(self.attempt, path)}#{PANE}"
