"""The frame that every screen stands in: tape and clock, header, module tabs, search, notices, the status line.

The status line (`?viec=<seq>`) says what the learner just did and what colleagues did meanwhile. It is read
from the event log, so a reload, another tab or another machine shows the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from sandbox import selectors
from sandbox.models import Event
from sandbox.screens import paths
from sandbox.screens.sight import Screen, Sight, at_id


@dataclass(frozen=True)
class Tab:
    id: str
    at: str
    label: str
    url: str
    current: bool
    count: int | None = None
    tone: str = "neutral"
    spot: bool = False


@dataclass(frozen=True)
class Status:
    """What just happened. `refused` when the attempt changed nothing."""

    say: str
    meanwhile: list[str] = field(default_factory=list)
    refused: bool = False


def chrome(sight: Sight, *, module: str = "", here: str = "") -> dict[str, Any]:
    """Context of the frame. `module` is the tab one stands in; `here` names desk, search or notices."""
    return {
        "clock": sight.clock,
        "clock_words": sight.clock_words(sight.clock),
        "agency": sight.agency,
        "platform_name": sight.platform.en if sight.language.startswith("en") else sight.platform.vi,
        "seat": sight.seat,
        "desk": {"url": sight.url(paths.DESK), "current": here == "desk"},
        "modules": module_tabs(sight, module),
        "search": {
            "url": sight.links.screen(paths.SEARCH),
            "text": sight.query.get("q", "") if here == "search" else "",
            "current": here == "search",
        },
        "notices": {
            "url": sight.url(paths.NOTICES),
            "count": len(sight.notices),
            "current": here == "notices",
        },
        "status": status(sight),
        "spot": sight.spot,
        "language": sight.language,
    }


def module_tabs(sight: Sight, current: str) -> list[Tab]:
    badges = selectors.badge_counts(sight.workspace)
    return [
        Tab(
            id=at_id("mod", key),
            at=key,
            label=sight.say(module.label),
            url=sight.url(paths.slug(key)),
            current=key == current,
            count=badges.get(key) or None,
            spot=sight.spot.module == key and key != current,
        )
        for key, module in paths.visible_modules(sight.platform, sight.role)
    ]


def status(sight: Sight) -> Status | None:
    """The event named by `viec` and what came with it; None for anything else than a number of an event."""
    wanted = sight.query.get("viec", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        return None
    seq = int(wanted)
    found = [event for event in sight.events if event.seq >= seq]
    if not found or found[0].seq != seq:
        refused = sight.workspace.events.filter(seq=seq, kind=Event.Kind.REFUSED).first()
        return Status(say=sight.event_words(refused), refused=True) if refused else None
    answers = takewhile(lambda event: event.kind == Event.Kind.COLLEAGUE, found[1:])
    return Status(say=sight.event_words(found[0]), meanwhile=[colleague_words(sight, event) for event in answers])


def colleague_words(sight: Sight, event: Event) -> str:
    return f"{sight.who(event.actor)}: {sight.event_words(event)}"


def framed(
    sight: Sight,
    template: str,
    title: str,
    context: dict[str, Any],
    *,
    module: str = "",
    here: str = "",
    status_code: int = 200,
) -> Screen:
    """A screen inside the frame."""
    frame = chrome(sight, module=module, here=here)
    return Screen(
        template=template,
        context={"chrome": frame, "title": title, **context},
        title=title,
        status=status_code,
    )
