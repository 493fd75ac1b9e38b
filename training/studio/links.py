"""How addresses inside the studio are written. The sandbox's screens ask for theirs through these."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse

PANE = "thuc-hanh"


def stage_url(sketch: UUID, path: str = "", **query: str | int) -> str:
    """Preparing, with that screen of the platform beside it."""
    return _url("studio_stage", sketch, path, query)


def recording_url(recording: UUID, path: str = "", **query: str | int) -> str:
    """Demonstrating, on that screen of the platform."""
    return _url("studio_show", recording, path, query)


def _url(name: str, key: UUID, path: str, query: dict[str, str | int]) -> str:
    path = path.strip("/")
    url = reverse(f"{name}_screen", args=[key, path]) if path else reverse(name, args=[key])
    return f"{url}?{urlencode(query)}" if query else url


@dataclass(frozen=True)
class StageLinks:
    """`sandbox.screens.Links` for a sketch's stage."""

    sketch: UUID

    def screen(self, path: str, **query: str) -> str:
        return f"{stage_url(self.sketch, path, **query)}#{PANE}"

    def post(self, path: str) -> str:
        return f"{stage_url(self.sketch, path)}#{PANE}"


@dataclass(frozen=True)
class ShowLinks:
    """`sandbox.screens.Links` for a recording."""

    recording: UUID

    def screen(self, path: str, **query: str) -> str:
        return f"{recording_url(self.recording, path, **query)}#{PANE}"

    def post(self, path: str) -> str:
        return f"{recording_url(self.recording, path)}#{PANE}"
