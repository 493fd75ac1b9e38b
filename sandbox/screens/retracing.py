"""What somebody did, shown again where it was done: the control pointed out, the form filled in, what came of it.

`stops` turns a log into an order of `Stop`s; nothing of it is stored. Each is looked at in the workspace as it stood
then (`selectors.as_it_stood(workspace, stop.at)`): `show_stop` gives the screen, `words_at` what is done in words.

| stage | the screen | stands |
|---|---|---|
| start | what the work opens on | at the start |
| open | the list with the record's row pointed out; left out where the record is on screen already | before |
| place | where it is done, with the control pointed out | before |
| form | its form with what was typed, the button pointed out; of a secret dots | before |
| after | the record with the sentence of what was done, and what colleagues did at once | after |
| refused | the form as it came back, or the screen with the refusal's sentence | before |
| answer | what was on screen while a question of the lesson was answered | after |
| back | the desk after going back | after |
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any, Literal
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import override

from sandbox import selectors
from sandbox.api import Refusal
from sandbox.definition import values
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Action, Platform, RecordField
from sandbox.definition.values import ValueProblem
from sandbox.errors import NotHere
from sandbox.models import Event, Workspace
from sandbox.screens import door, paths
from sandbox.screens.cells import linked, record_title
from sandbox.screens.chrome import colleague_words
from sandbox.screens.controls import LISTS, typed_form
from sandbox.screens.forms import Subject, Tried, form_screen, subject_of
from sandbox.screens.history import value_words
from sandbox.screens.sight import Links, Screen, Sight
from sandbox.selectors import RecordView
from sandbox.spec import SEARCHED

DOTS = "••••••••"  # stands for a secret, however long it was
LONGEST_VALUE = 90  # characters of a value in a line of words

Stage = Literal["start", "open", "place", "form", "after", "refused", "answer", "back"]
Way = tuple[str, dict[str, str]]  # a path of the pane with its query


@dataclass(frozen=True)
class Stop:
    """One thing to look at. `seq`: the event that it is about (0 for the start)."""

    stage: Stage
    seq: int
    at: int  # the moment to stand in: just after this event
    ways: tuple[Way, ...]  # the screen, and what to show where the seat has it not
    kind: str = ""  # of the event
    undone: bool = False  # the event was taken back later

    @property
    def path(self) -> str:
        return self.ways[0][0]


@dataclass(frozen=True)
class Words:
    """What is done at a stop. `button` as it stands on the control; `boxes`: what is filled in, label and words."""

    button: str = ""
    about: str = ""  # what people call the record
    place: str = ""  # the list in which it lies
    boxes: list[tuple[str, str]] = field(default_factory=list)
    given: Mapping[str, Any] = field(default_factory=dict)  # what was chosen, searched or answered, as the log has it
    say: str = ""  # the sentence of the event
    meanwhile: list[str] = field(default_factory=list)  # what colleagues did at once
    who: str = ""  # the person in whose seat the learner sits down


# --- the order of what was done -----------------------------------------------------------------------------


def stops(workspace: Workspace, log: Sequence[Event], home: str | None) -> list[Stop]:
    """Every stop of a log, oldest first, refused tries and what was undone among them. `home`: where work opens."""
    undone = {event.seq for event, gone in selectors.with_undone(log) if gone}
    walk = _Walk(platform_of(workspace.snapshot), log, undone)
    made = [Stop("start", 0, 0, (*walk.opening(home), ("", {})))]
    for event in log:
        made += walk.past(event)
    return made


class _Walk:
    """Goes through a log and remembers which record is on screen."""

    def __init__(self, platform: Platform, log: Sequence[Event], undone: set[int]) -> None:
        self.platform, self.log, self.undone = platform, log, undone
        self.rid: int | None = None
        self.here: tuple[Way, ...] = (("", {}),)

    def opening(self, home: str | None) -> tuple[Way, ...]:
        self.here = ((paths.slug(home), {}), ("", {})) if home else self.here
        return self.here

    def past(self, event: Event) -> list[Stop]:
        match event.kind:
            case Event.Kind.ACTION:
                return self.action(event)
            case Event.Kind.REFUSED:
                return self.refused(event)
            case Event.Kind.TIME:
                return self.two(event, "", {"chi": f"{paths.WAIT}.{event.values.get('until', '')}"}, "", {})
            case Event.Kind.SEAT:
                return self.two(event, "", {"chi": f"{paths.SEAT}.{event.values.get('person', '')}"}, "", {})
            case Event.Kind.SEARCH:
                words = {"q": str(event.values.get("words", ""))}
                return self.two(event, "", {"chi": SEARCHED, **words}, paths.SEARCH, words)
            case Event.Kind.ANSWER:
                return [self.stop("answer", event, event.seq, *self.here)]
            case Event.Kind.REWIND:
                self.rid, self.here = None, (("", {}),)
                return [self.stop("back", event, event.seq, ("", {}))]
        return []

    def two(self, event: Event, path: str, query: dict[str, str], then: str, thereby: dict[str, str]) -> list[Stop]:
        """What is done with a control that every screen has, or the desk."""
        self.rid, self.here = None, ((then, thereby), ("", {}))
        return [
            self.stop("place", event, event.seq - 1, (path, query), ("", query)),
            self.after(event, (then, {**thereby, "viec": str(event.seq)})),
        ]

    def action(self, event: Event) -> list[Stop]:
        type_key, action = self.meant(event)
        made = self.before(event, type_key, action, event.rid)
        record: Way = (paths.record_path(self.platform, type_key, event.rid or 0), {})
        listed: Way = (paths.list_path(self.platform, type_key), {})
        self.rid, self.here = (None if action and action.deletes else event.rid), (record, listed, ("", {}))
        said = {"viec": str(event.seq)}
        return [*made, self.after(event, *((path, said) for path, _query in (record, listed)))]

    def refused(self, event: Event) -> list[Stop]:
        """The way to it as if it had been done; then the refusal where it was seen."""
        said = {"viec": str(event.seq)}
        try:
            type_key, action = self.meant(event)
        except KeyError:
            return [self.stop("refused", event, event.seq, ("", said))]
        if event.rid is None and not (action and action.creates):
            return [self.stop("refused", event, event.seq, ("", said))]
        made = self.before(event, type_key, action, event.rid)
        form = [stop.ways[0] for stop in made if stop.stage == "form"]
        record = [(paths.record_path(self.platform, type_key, event.rid), said)] if event.rid else []
        self.rid = event.rid
        if record:
            self.here = ((record[0][0], {}), ("", {}))
        return [*made, self.stop("refused", event, event.seq, *form, *record, ("", said))]

    def before(self, event: Event, type_key: str, action: Action | None, rid: int | None) -> list[Stop]:
        """The way to an action: its record's row, its button, its form."""
        key = event.action.partition(".")[2]
        listed = paths.list_path(self.platform, type_key)
        creates = bool(action and action.creates)
        if creates:
            rid = None
        chi = {"chi": f"{type_key}.{key}@{rid}" if rid else f"{type_key}.{key}"}
        record = (paths.record_path(self.platform, type_key, rid), chi) if rid else (listed, chi)
        made = []
        if rid and rid != self.rid and type_key != self.platform.desk_record:
            made.append(self.stop("open", event, event.seq - 1, (listed, chi), ("", {})))
        made.append(self.stop("place", event, event.seq - 1, record, (listed, chi), ("", chi)))
        if creates or action is None or action.asks or action.risky:
            form = paths.form_path(self.platform, type_key, rid, key)
            made.append(self.stop("form", event, event.seq - 1, (form, chi), record, ("", chi)))
        return made

    def meant(self, event: Event) -> tuple[str, Action | None]:
        """The record type and the action; None for the built-in correction. Raises KeyError."""
        type_key, _dot, key = event.action.partition(".")
        record_type = self.platform.record(type_key)
        if key != paths.CORRECT and key not in record_type.actions:
            raise KeyError(event.action)
        return type_key, paths.action_of(record_type, key)

    def after(self, event: Event, *ways: Way) -> Stop:
        """Just after the event and what colleagues did at once."""
        answers = followed_by(self.log, event.seq)
        said = {"viec": str(event.seq)}
        return self.stop("after", event, answers[-1].seq if answers else event.seq, *ways, ("", said))

    def stop(self, stage: Stage, event: Event, at: int, *ways: Way) -> Stop:
        return Stop(stage, event.seq, at, tuple(ways), event.kind, event.seq in self.undone)


def followed_by(log: Iterable[Event], seq: int) -> list[Event]:
    """What colleagues did at once in answer to the event `seq`."""
    later = (event for event in log if event.seq > seq)
    return list(takewhile(lambda event: event.kind == Event.Kind.COLLEAGUE, later))


# --- the screens --------------------------------------------------------------------------------------------


def show_stop(workspace: Workspace, stop: Stop, log: Sequence[Event], links: Links, language: str) -> Screen:
    """The screen of a stop. `workspace` as it stood then, `log` the whole log. What the seat does not see is shown
    at the desk instead."""
    event = next((one for one in log if one.seq == stop.seq), None)
    with override(language):
        for path, query in stop.ways:
            try:
                return _screen(Sight(workspace, links, language, QueryDict(urlencode(query)), path), stop, event)
            except NotHere:
                continue
        return door.show(workspace, paths.DESK, QueryDict(), links, language)


def _screen(sight: Sight, stop: Stop, event: Event | None) -> Screen:
    route = paths.find(sight.platform, sight.path, sight.role)
    if route.kind == "form" and event:
        subject = subject_of(sight, route)
        return form_screen(sight, subject, _typed(sight, subject, event, refused=stop.stage == "refused"))
    if stop.stage == "open" and route.kind == "list":
        return _listed(sight, route.record_type)
    return door.show(sight.workspace, sight.path, sight.query, sight.links, sight.language)


def _typed(sight: Sight, subject: Subject, event: Event, *, refused: bool) -> Tried:
    """What was typed into the form; of a refused try with what was said to it."""
    fields = subject.record_type.fields
    known = {name: value for name, value in event.values.items() if name in fields}
    refusal = Refusal.from_note(event.note["refusal"]) if refused else None
    problems = dict(refusal.problems) if refusal else {}
    if refusal and refusal.field:
        problems.setdefault(refusal.field, refusal.say)
    stored = event.kind != Event.Kind.REFUSED
    return Tried(
        typed={name: _as_typed(sight, fields[name], value, stored=stored) for name, value in known.items()},
        say=sight.say(refusal.say) if refusal else "",
        status=200,
        refused=refusal.say if refusal else None,
        problems=problems,
        sealed=frozenset(name for name in known if fields[name].type == "secret"),
        confirmed=True,
        shown=True,
    )


def _as_typed(sight: Sight, spec: RecordField, value: Any, *, stored: bool) -> Any:
    """What stands in a box. A refused try is kept as it was typed."""
    if stored or spec.type == "secret":
        return typed_form(sight, spec, value)
    if isinstance(value, list):
        return [str(one) if spec.type in LISTS else one for one in value]
    return "" if value is None else str(value)


def _listed(sight: Sight, type_key: str) -> Screen:
    """The list in the tab in which the record lies; searched for by name where it is not among the first ones."""
    workspace = sight.workspace
    record = selectors.record(workspace, sight.spot.rid or 0)
    if record is None:
        raise NotHere(type_key)
    tabs = selectors.tabs_with(workspace, record)
    query = {"chi": sight.spot.target, "tab": tabs[0] if tabs else ""}
    for narrowed in ({}, {"q": record_title(sight, record)[:60]}):
        asked = QueryDict(urlencode({**query, **narrowed}))
        screen = door.show(workspace, paths.list_path(sight.platform, type_key), asked, sight.links, sight.language)
        if any(row.spot for row in screen.context.get("rows", [])):
            break
    return screen


# --- the words ----------------------------------------------------------------------------------------------


def words_at(workspace: Workspace, stop: Stop, log: Sequence[Event], language: str) -> Words:
    """What is done at a stop. `workspace` as it stood then, `log` the whole log."""
    event = next((one for one in log if one.seq == stop.seq), None)
    if event is None:
        return Words()
    with override(language):
        sight = Sight(workspace, _NoLinks(), language)
        type_key = event.action.partition(".")[0]
        record = selectors.record(workspace, event.rid) if event.rid else None
        person = sight.platform.people.get(str(event.values.get("person", "")))
        known = type_key in _record_types(sight.platform)
        return Words(
            button=sight.action_label(event) if known else "",
            about=record_title(sight, record) if record else "",
            place=sight.list_label(type_key) if known else "",
            boxes=_boxes(sight, event, type_key, record) if known else [],
            given=event.values,
            say=sight.event_words(event),
            meanwhile=[colleague_words(sight, one) for one in followed_by(log, event.seq)],
            who=f"{person.name} ({sight.say(person.title)})" if person else "",
        )


def button_words(workspace: Workspace, event: Event, language: str) -> str:
    """The name of the action of an event, as it stands on its button; "" for what is no action of a record."""
    with override(language):
        sight = Sight(workspace, _NoLinks(), language)
        type_key = event.action.partition(".")[0]
        return sight.action_label(event) if type_key in _record_types(sight.platform) else ""


def _boxes(sight: Sight, event: Event, type_key: str, record: RecordView | None) -> list[tuple[str, str]]:
    """What was filled in, without what stood there already."""
    key = event.action.partition(".")[2]
    record_type = sight.record_type(type_key)
    action = paths.action_of(record_type, key)
    creates = bool(action and action.creates)
    if not creates and (record is None or record.type != type_key):
        return []
    stood = selectors.defaults(sight.workspace, None if creates else record, type_key, key)
    fields = record_type.fields
    given = {name: _stored(sight, fields[name], value) for name, value in event.values.items() if name in fields}
    given = {name: value for name, value in given.items() if value != stood.get(name)}
    others = linked(sight, record_type, [given])
    return [
        (sight.say(fields[name].label), _short(_said(sight, type_key, name, value, others)))
        for name, value in given.items()
    ]


def _stored(sight: Sight, spec: RecordField, value: Any) -> Any:
    """The stored form of what was given, or of what was typed and refused; itself where it cannot be read."""
    if spec.type == "secret":
        return DOTS
    try:
        return values.parse_stored(spec, value, platform=sight.platform)
    except ValueProblem:
        try:
            return values.parse(spec, value, today=sight.clock, platform=sight.platform)
        except ValueProblem:
            return str(value)


def _said(sight: Sight, type_key: str, name: str, value: Any, others: dict[int, RecordView]) -> str:
    spec = sight.record_type(type_key).fields[name]
    if spec.type == "secret" or (isinstance(value, str) and spec.type in ("record", "files", "rows")):
        return str(value)
    try:
        return value_words(sight, type_key, name, value, others)
    except (KeyError, TypeError, ValueError):  # typed, refused, and of no form that can be shown
        return str(value)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1].rstrip() + "…"


def _record_types(platform: Platform) -> frozenset[str]:
    if _record_types not in platform.worked_out:
        platform.worked_out[_record_types] = frozenset(
            key for module in platform.modules.values() for key in module.records
        )
    found: frozenset[str] = platform.worked_out[_record_types]
    return found


class _NoLinks:
    """Words need no addresses."""

    def screen(self, path: str, **query: str) -> str:
        return ""

    def post(self, path: str) -> str:
        return ""
