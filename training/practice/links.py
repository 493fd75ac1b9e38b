"""How addresses inside an attempt are written. The sandbox's screens ask for theirs through `PaneLinks`.

Every address of the pane carries the fragment that keeps phones on "Thực hành" when scripts are off; a redirect
inherits it from the form that was sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

PANE = "thuc-hanh"
GUIDE = "huong-dan"


def screen_url(attempt: UUID, path: str = "", **query: str | int) -> str:
    """The split view on that screen of the platform, the guide first on phones."""
    path = path.strip("/")
    url = reverse("practice_screen", args=[attempt, path]) if path else reverse("practice_desk", args=[attempt])
    return f"{url}?{urlencode(query)}" if query else url


@dataclass(frozen=True)
class PaneLinks:
    """`sandbox.screens.Links` for one attempt."""

    attempt: UUID

    def screen(self, path: str, **query: str) -> str:
        return f"{screen_url(self.attempt, path, **query)}#{PANE}"

    def post(self, path: str) -> str:
        return f"{screen_url(self.attempt, path)}#{PANE}"
