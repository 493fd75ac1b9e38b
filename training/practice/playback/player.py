"""What the page of a frame is made of: the frame, where one may go from it, and how its addresses are written."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from training.practice.links import PANE
from training.practice.models import Attempt
from training.practice.playback.frames import Deed, Film, Frame
from training.progress.task import prose


@dataclass(frozen=True)
class Reel:
    """Whose frames they are, as addresses know it: `kind` and its first argument."""

    kind: str  # "demonstration", "replay", "studio_watch": how the addresses are called
    key: str  # the lesson's code, the attempt, the page of a draft
    start: str = ""  # where one does it oneself; "": the lesson of that code

    def frame_url(self, number: int) -> str:
        """The frame of that number; on phones the platform's side of it."""
        return f"{reverse(f'{self.kind}_frame', args=[self.key, number])}#{PANE}"

    def around_url(self, number: int, path: str, **query: str) -> str:
        """Another screen of the platform at the moment of that frame."""
        path = path.strip("/")
        screen = [path] if path else []
        url = reverse(f"{self.kind}_{'screen' if path else 'desk'}", args=[self.key, number, *screen])
        return f"{url}?{urlencode(query)}" if query else url


@dataclass(frozen=True)
class FrameLinks:
    """`sandbox.screens.Links` for one frame: one may look around in it."""

    reel: Reel
    number: int

    def screen(self, path: str, **query: str) -> str:
        return f"{self.reel.around_url(self.number, path, **query)}#{PANE}"

    def post(self, path: str) -> str:
        return f"{self.reel.around_url(self.number, path)}#{PANE}"


@dataclass(frozen=True)
class Player:
    """One frame on its page. `around`: another screen is looked at than the frame's own."""

    reel: Reel
    film: Film
    frame: Frame
    around: bool
    attempt: Attempt | None = None  # of a replay

    @property
    def links(self) -> FrameLinks:
        return FrameLinks(self.reel, self.frame.number)

    @property
    def title(self) -> str:
        words = {"lesson": self.film.title}
        return (_("Your attempt: %(lesson)s") if self.attempt else _("Watch: %(lesson)s")) % words

    @property
    def code(self) -> str:
        return self.film.task.code

    @property
    def start_url(self) -> str:
        return self.reel.start or reverse("practice_start", args=[self.code])

    @property
    def situation(self) -> SafeString:
        return mark_safe(prose(self.film.task.situation.into(self.film.language)))  # cleaned

    @property
    def number(self) -> int:
        return self.frame.number

    @property
    def here_url(self) -> str:
        return self.reel.frame_url(self.number)

    @property
    def previous_url(self) -> str:
        return self.reel.frame_url(self.number - 1) if self.number > 1 else ""

    @property
    def next_url(self) -> str:
        return "" if self.frame.last else self.reel.frame_url(self.number + 1)

    @property
    def first_url(self) -> str:
        return self.reel.frame_url(1)

    @property
    def deeds(self) -> list[tuple[str, Deed]]:
        """Everything that was done, with the address of its first frame."""
        return [(self.reel.frame_url(deed.number), deed) for deed in self.frame.deeds]
