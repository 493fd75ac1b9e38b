"""Letting simulated time pass: what colleagues owe, which deadline is near, and the buttons that move the clock."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from sandbox import selectors
from sandbox.definition.calendar import next_session
from sandbox.screens import paths
from sandbox.screens.sight import Sight
from sandbox.selectors import Pending


@dataclass(frozen=True)
class Owed:
    """An answer under way: who owes it, about which record, when it comes."""

    who: str
    about: str
    rid: int | None
    url: str
    when: str


@dataclass(frozen=True)
class Nearing:
    """The next moment of a record at which something happens by itself."""

    what: str  # the name of the field: "Ngày hẹn trả"
    about: str
    rid: int
    url: str
    when: str
    moment: str
    early: bool


@dataclass(frozen=True)
class TimeButton:
    until: str
    label: str
    to: str  # the moment that it leads to
    request_key: str
    spot: bool = False

    @property
    def id(self) -> str:
        return {"reply": "act-wait-reply", "next_session": "act-wait-session"}.get(self.until, "act-wait-deadline")


@dataclass(frozen=True)
class Time:
    url: str
    back: str
    buttons: list[TimeButton]
    nearing: Nearing | None


def time_buttons(sight: Sight, back: str) -> Time:
    """`back` is the path of the screen to come back to."""
    coming = nearing(sight)
    owed = selectors.pending(sight.workspace)
    offered = [("reply", _("Wait for a reply"), sight.due_words(owed[0].due) if owed else "")]
    if coming:
        soonest = min([coming.moment, *(item.due for item in owed[:1])])
        offered.append(("deadline", _("Go to the next deadline"), sight.due_words(soonest)))
    session = next_session(sight.platform.calendar, sight.clock)
    offered.append(("next_session", _("Go to the next office session"), sight.due_words(session)))
    buttons = [
        TimeButton(until, label, to, uuid.uuid4().hex, sight.spot.wait == until) for until, label, to in offered
    ]
    return Time(sight.links.post(paths.WAIT), back, buttons, coming)


def nearing(sight: Sight) -> Nearing | None:
    found = selectors.next_deadline(sight.workspace)
    record = selectors.records(sight.workspace, [found.rid]).get(found.rid) if found else None
    if found is None or record is None:
        return None
    field = sight.record_type(record.type).fields.get(found.field)
    return Nearing(
        what=sight.say(field.label) if field else "",
        about=sight.say(found.title),
        rid=found.rid,
        url=sight.url(f"{paths.OPEN}/{found.rid}"),
        when=sight.due_words(found.due),
        moment=found.due,
        early=found.early,
    )


def pending_items(sight: Sight) -> list[Owed]:
    return [owed(sight, item) for item in selectors.pending(sight.workspace)]


def owed(sight: Sight, item: Pending) -> Owed:
    return Owed(
        who=sight.who(item.person),
        about=sight.say(item.title),
        rid=item.rid,
        url=sight.url(f"{paths.OPEN}/{item.rid}") if item.seen else "",
        when=sight.due_words(item.due),
    )
