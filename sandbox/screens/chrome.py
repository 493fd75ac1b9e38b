"""The frame of every screen: tape and clock, header with seats, search and notices, module tabs, the status line.

The status line (`?viec=<seq>`) says what the learner just did and what colleagues did meanwhile. It is read
from the event log, so a reload, another tab or another machine shows the same.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from django.utils.translation import gettext as _

from sandbox import selectors
from sandbox.models import Event
from sandbox.screens import paths
from sandbox.screens.sight import Screen, Sight, at_id

#: Characters in two lines of tabs of the narrowest pane on an office screen, what stands between two, a badge's.
TWO_LINES, TAB_GAP, BADGE = 196, 3, 4
FEW_SEATS = 6  # up to so many the header says how much waits in the other ones


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
class Chair:
    """A seat that the learner may sit down in. `waiting`: how much lies on its desk."""

    person: str
    name: str
    title: str
    current: bool
    waiting: int


@dataclass(frozen=True)
class Seats:
    """The control that changes the seat."""

    url: str
    back: str
    request_key: str
    chairs: list[Chair]
    spot: bool = False

    @property
    def elsewhere(self) -> int:
        """How much waits on the other desks; not told of a whole platform's."""
        if len(self.chairs) > FEW_SEATS:
            return 0
        return sum(chair.waiting for chair in self.chairs if not chair.current)


@dataclass(frozen=True)
class Status:
    """What just happened. `refused` when the attempt changed nothing."""

    say: str
    meanwhile: list[str] = field(default_factory=list)
    refused: bool = False


def chrome(sight: Sight, *, module: str = "", here: str = "") -> dict[str, Any]:
    """Context of the frame. `module` is the tab one stands in; `here` names desk, search or notices."""
    tabs = module_tabs(sight, module)
    inline, more = fitting(tabs)
    desk = desk_tab(sight, here == "desk")
    return {
        "clock": sight.clock,
        "clock_words": sight.clock_words(sight.clock),
        "agency": sight.agency,
        "platform_name": sight.platform.en if sight.language.startswith("en") else sight.platform.vi,
        "seat": sight.seat,
        "name": sight.seat_name,
        "person": sight.workspace.person,
        "seats": seats(sight),
        "desk": desk,
        "modules": inline,
        "more_modules": more,
        "menu": {
            "label": next((tab.label for tab in (desk, *tabs) if tab.current), ""),
            "waiting": sum(tab.count or 0 for tab in tabs),
            "open": any(tab.spot for tab in (desk, *tabs)),
        },
        "search": {
            "url": sight.links.post(paths.SEARCH),
            "text": sight.query.get("q", "") if here == "search" or sight.spot.search else "",
            "request_key": uuid.uuid4().hex,
        },
        "notices": {
            "url": sight.url(paths.NOTICES),
            "count": sum(notice.clock[:10] == sight.clock[:10] for notice in sight.notices),
            "current": here == "notices",
        },
        "status": status(sight),
        "spot": sight.spot,
        "language": sight.language,
    }


def desk_tab(sight: Sight, current: bool) -> Tab:
    """The first tab; a module whose only record is the desk has no other."""
    record_type = sight.platform.desk_record
    module = sight.platform.module_of(record_type) if record_type else "desk"
    return Tab(
        id="mod-desk",
        at=module,
        label=_("Desk"),
        url=sight.url(paths.DESK),
        current=current,
        spot=sight.spot.module == module and not current,
    )


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


def fitting(tabs: list[Tab]) -> tuple[list[Tab], list[Tab]]:
    """What stands in two lines of a pane beside a lesson, and the rest; where one is, or is sent, is never in it.

    Widths are of the labels, in characters: a guess that is right to a word, since every label is short.
    """
    kept = [tab for tab in tabs if tab.current or tab.spot]
    room = TWO_LINES - sum(width(tab) for tab in kept)
    shown: list[Tab] = []
    for tab in tabs:
        if tab in kept or (room := room - width(tab)) >= 0:
            shown.append(tab)
    return shown, [tab for tab in tabs if tab not in shown]


def width(tab: Tab) -> int:
    return len(tab.label) + TAB_GAP + (BADGE if tab.count else 0)


def seats(sight: Sight) -> Seats | None:
    """None where there is only one seat. In free exploration the host has a page of its own to choose from."""
    found = selectors.seats(sight.workspace)
    if len(found) < 2:
        return None
    people = sight.platform.people
    return Seats(
        url=sight.links.post(paths.SEAT),
        back=sight.path,
        request_key=uuid.uuid4().hex,
        chairs=[
            Chair(seat.person, people[seat.person].name, sight.say(seat.title), seat.current, seat.waiting)
            for seat in found
        ],
        spot=sight.spot.seat not in ("", sight.workspace.person),
    )


def status(sight: Sight) -> Status | None:
    """The event named by `viec` and what came with it; None for anything else than a number of an event.

    A search says nothing of itself: what it found stands below.
    """
    wanted = sight.query.get("viec", "")
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
        return None
    seq = int(wanted)
    found = [event for event in sight.events if event.seq >= seq]
    if not found or found[0].seq != seq:
        refused = selectors.event(sight.workspace, seq)
        was = refused is not None and refused.kind == Event.Kind.REFUSED
        return Status(say=sight.event_words(refused), refused=True) if refused and was else None
    if found[0].kind == Event.Kind.SEARCH:
        return None
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
