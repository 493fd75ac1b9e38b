"""What every screen looks through: one workspace, one seat, one language, one address.

`Sight` holds nothing of its own: it reads the workspace and its definition and puts both into words.
`Spot` answers "chỉ chỗ": which control is the one that the guide points at (query `chi`).
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Protocol, get_args

from django.http import HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from sandbox import selectors
from sandbox.definition.conditions import Scope
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Platform, RecordType, Text
from sandbox.models import Event, Workspace
from sandbox.screens import paths
from sandbox.spec import SEARCHED, Until

SPOT = "cho-nay"  # id of the mark beside what the guide points at: an address can lead there


class Links(Protocol):
    """How the host writes addresses: of a screen, and of what a form posts to."""

    def screen(self, path: str, **query: str) -> str: ...

    def post(self, path: str) -> str: ...


@dataclass(frozen=True)
class Screen:
    """A screen ready to render: `template` with `context` (the host adds the request)."""

    template: str
    context: dict[str, Any]
    title: str
    status: int = 200

    def html(self, request: HttpRequest) -> SafeString:
        """The pane's content, for a host that does not spread `context` into its own."""
        return render_to_string(self.template, self.context, request)


class Sight:
    def __init__(
        self, workspace: Workspace, links: Links, language: str, query: QueryDict | None = None, path: str = ""
    ) -> None:
        self.workspace = workspace
        self.links = links
        self.language = language
        self.path = path  # where one is
        self.query = query if query is not None else QueryDict()
        self.platform: Platform = platform_of(workspace.snapshot)
        self.role = workspace.role
        self.clock = workspace.clock
        self.today = date.fromisoformat(workspace.clock[:10])
        self.spot = Spot(self.platform, self.query.get("chi", ""))

    def say(self, text: Text | Mapping[str, str] | None) -> str:
        """A text of the data in the reader's language; also in the form events keep it ({"vi", "en"})."""
        if text is None:
            return ""
        if isinstance(text, Text):
            return text.into(self.language)
        chosen = text.get("en") if self.language.startswith("en") else text.get("vi")
        return chosen or text.get("vi") or ""

    def url(self, path: str, **query: str) -> str:
        """Address of a screen. While the guide points at something, the pointing goes along."""
        if self.spot.target:
            query = {**query, "chi": self.spot.target}
        return self.links.screen(path, **{key: value for key, value in query.items() if value})

    def record_url(self, record_type: str, rid: int) -> str:
        return self.url(paths.record_path(self.platform, record_type, rid))

    def file_url(self, rid: int) -> str:
        return self.record_url(self.platform.file_record, rid) if self.platform.file_record else ""

    def scope(self, record: Any = None) -> Scope:
        person = self.workspace.person
        seat = self.platform.people.get(person)
        return Scope(
            platform=self.platform,
            now=self.clock,
            person=person,
            unit=seat.unit if seat else "",
            role=self.role,
            record=record,
        )

    def who(self, person: str) -> str:
        """The learner is "you"; a colleague has a name and a title."""
        if person == self.workspace.person:
            return _("You")
        found = self.platform.people.get(person)
        return f"{found.name} ({self.say(found.title)})" if found else person

    @cached_property
    def events(self) -> list[Event]:
        """What happened here and was not undone, without what it changed; read once a screen."""
        return selectors.effective_events(self.workspace, light=True)

    @cached_property
    def notices(self) -> list[selectors.Notice]:
        return selectors.notices(self.workspace, events=self.events)

    @cached_property
    def seat(self) -> str:
        """Which chair the learner sits in: the role and the unit."""
        role = self.platform.roles.get(self.role)
        person = self.platform.people.get(self.workspace.person)
        if person:
            return f"{person.name}, {self.say(person.title)}"
        return self.say(role.label) if role else self.role

    @cached_property
    def seat_name(self) -> str:
        person = self.platform.people.get(self.workspace.person)
        return person.name if person else self.seat

    @cached_property
    def agency(self) -> str:
        """Whose office one sits in: the commune's for all its divisions, else the seat's own."""
        person = self.platform.people.get(self.workspace.person)
        unit = self.platform.units[person.unit] if person else None
        outside = unit is not None and not unit.own
        return self.say((unit if outside and unit else self.platform.units[self.platform.agency]).label)

    def day(self, value: str) -> str:
        """'2026-11-23T07:35' or '2026-11-23' as dd/mm/yyyy."""
        year, month, day = value[:10].split("-")
        return f"{day}/{month}/{year}"

    def moment(self, value: str) -> str:
        return f"{value[11:16]} {self.day(value)}"

    def due_words(self, value: str) -> str:
        """A day or moment that is still to come: "hôm nay 14:00", "Thứ Tư 25/11/2026 08:00"."""
        day = date.fromisoformat(value[:10])
        names = {0: _("today"), 1: _("tomorrow")}
        said = names.get((day - self.today).days) or f"{weekday(day)} {self.day(value)}"
        return f"{value[11:16]} {said}" if len(value) > 10 else said

    def clock_words(self, value: str) -> str:
        """07:35 Thứ Hai 23/11/2026."""
        return f"{value[11:16]} {weekday(date.fromisoformat(value[:10]))} {self.day(value)}"

    def record_type(self, key: str) -> RecordType:
        return self.platform.record(key)

    def list_label(self, record_type: str) -> str:
        """What people call the list: its module, and the record type's own name where that says more."""
        module = self.say(self.platform.modules[self.platform.module_of(record_type)].label)
        own = self.say(self.record_type(record_type).label)
        return module if own in module else f"{module} · {own}"

    def event_words(self, event: Event) -> str:
        """The sentence of an event; its action's label where it has none."""
        return event_words(self.platform, event, self.language)

    def action_label(self, event: Event) -> str:
        """The name of what was done, as it stands on the button."""
        return action_label(self.platform, event, self.language)


def event_words(platform: Platform, event: Event, language: str) -> str:
    """What an event says, in that language: its sentence, or the name of what was done as it stands on the button."""
    note = event.note or {}
    said = (note.get("refusal") or {}).get("say") or note.get("say")
    if said:
        return (said.get("en") if language.startswith("en") else said.get("vi")) or said.get("vi") or ""
    return action_label(platform, event, language)


def action_label(platform: Platform, event: Event, language: str) -> str:
    record, _dot, key = event.action.partition(".")
    try:
        action = platform.record(record).actions.get(key)
    except KeyError:
        action = None
    if action:
        return action.label.into(language)
    return _("Correct the fields") if key == paths.CORRECT else ""


class Spot:
    """The control that the guide points at: "module", "record.action", "record.field" or "record.view".

    "record.action@rid" means it on that one record: its row is marked in the list, and on others the way back.
    "ghe.person" means the control with which one sits down in that person's seat, "tim_kiem" the search box,
    "cho.reply" (or another `sandbox.spec.Until`) the button that lets time pass.
    """

    def __init__(self, platform: Platform, target: str) -> None:
        whole, _at, number = target.partition("@")
        head, _dot, name = whole.partition(".")
        self.rid = int(number) if number.isascii() and number.isdigit() and len(number) < 20 else None
        self.back = False  # what it points at is not here: the way back is marked
        self.target = ""
        self.claimed = self.search = False
        self.module = self.record_type = self.name = self.seat = self.wait = ""
        if not name and head in platform.modules:
            self.target, self.module = target, head
            return
        self.search = whole == SEARCHED
        if self.search:
            self.target = target
            return
        if head == paths.SEAT and name in platform.people:
            self.target, self.seat = target, name
            return
        if head == paths.WAIT and name in get_args(Until):
            self.target, self.wait = target, name
            return
        try:
            record, self.module = platform.record(head), platform.module_of(head)
        except KeyError:
            return
        known = name in record.actions or name in record.fields or name in record.views or name == paths.CORRECT
        if known:
            self.target, self.record_type, self.name = target, head, name

    def on(self, record_type: str, name: str) -> bool:
        return bool(self.target) and self.record_type == record_type and self.name == name

    def row(self, record_type: str, rid: int) -> bool:
        return bool(self.target) and self.record_type == record_type and self.rid == rid

    def stand_on(self, record_type: str, rid: int | None) -> None:
        """The page shows that record; what is meant on another one is not to be marked on it."""
        if self.record_type == record_type and self.rid not in (None, rid):
            self.turn_back()

    def turn_back(self) -> None:
        self.name, self.back = "", True

    def claim(self) -> str:
        """The id of the mark, for the first mark of a page alone."""
        given, self.claimed = self.claimed, True
        return "" if given else SPOT


def at_id(kind: str, *keys: str) -> str:
    """The stable id of a control: at_id("act", "van_ban", "trinh") → "act-van_ban-trinh"."""
    return html.escape("-".join((kind, *keys)))


def weekday(day: date) -> str:
    names = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
    return names[day.weekday()]
