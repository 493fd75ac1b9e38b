"""Letting simulated time pass: what colleagues owe, and the two buttons that move the clock."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sandbox import selectors
from sandbox.screens import paths
from sandbox.screens.sight import Sight


@dataclass(frozen=True)
class Owed:
    """An answer under way: who owes it, about which record."""

    who: str
    about: str
    rid: int | None
    url: str


@dataclass(frozen=True)
class TimeButtons:
    url: str
    back: str
    reply_key: str
    session_key: str


def time_buttons(sight: Sight, back: str) -> TimeButtons:
    """`back` is the path of the screen to come back to."""
    return TimeButtons(sight.links.post(paths.WAIT), back, uuid.uuid4().hex, uuid.uuid4().hex)


def pending_items(sight: Sight) -> list[Owed]:
    return [owed(sight, item) for item in selectors.pending(sight.workspace)]


def owed(sight: Sight, item: Any) -> Owed:
    return Owed(
        who=sight.who(item.person),
        about=sight.say(getattr(item, "title", None)),
        rid=item.rid,
        url=sight.url(f"{paths.OPEN}/{item.rid}") if item.rid else "",
    )
