"""The form of an action: asking, keeping what was typed when it is refused, showing what changed meanwhile."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sandbox import selectors
from sandbox.definition.schema import Action, RecordType, Text
from sandbox.errors import NotHere
from sandbox.models import Event
from sandbox.screens import paths
from sandbox.screens.cells import (
    FieldShown,
    Law,
    field_shown,
    law_behind,
    law_shown,
    linked,
    record_title,
    state_badge,
)
from sandbox.screens.chrome import framed
from sandbox.screens.controls import Control, control, typed_form
from sandbox.screens.history import Entry, entries, value_words
from sandbox.screens.records import find_record
from sandbox.screens.sight import Screen, Sight, at_id
from sandbox.selectors import Offer, RecordView

CONFIRM = "confirmed"


@dataclass(frozen=True)
class Problem:
    """A line of the summary; `target` is the id of the input it is about."""

    say: str
    target: str = ""


@dataclass(frozen=True)
class Tried:
    """What a refused attempt leaves behind for its form."""

    typed: Mapping[str, Any]
    say: str
    status: int = 422
    refused: Text | None = None  # the refusal's own sentence
    problems: Mapping[str, Text] = field(default_factory=dict)
    version: int | None = None  # what the form was made from
    stale: bool = False
    unconfirmed: bool = False
    more_rows: str = ""  # the rows field that wants more empty rows
    sealed: frozenset[str] = frozenset()  # secrets that were typed: dots stand for them
    confirmed: bool = False  # what is risky was confirmed
    shown: bool = False  # a form to look at: what differs from what stood there is marked


@dataclass(frozen=True)
class Subject:
    """What a form is about: an action, on a record or making one."""

    type_key: str
    record_type: RecordType
    record: RecordView | None
    key: str
    action: Action
    allowed: bool
    reason: str
    why: Text | None = None  # the same, as the engine says it

    @property
    def rid(self) -> int | None:
        return self.record.rid if self.record else None


def subject_of(sight: Sight, route: paths.Route) -> Subject:
    """Raises `NotHere` where there is no such record or the action never concerns this role."""
    record_type = sight.record_type(route.record_type)
    if route.rid is None:
        record, offers = None, selectors.creations(sight.workspace, route.record_type)
    else:
        record = find_record(sight, route.record_type, route.rid)
        offers = selectors.offers(sight.workspace, record)
    offer: Offer | None = next((one for one in offers if one.key == route.action), None)
    if offer is None:
        raise NotHere(route.action)
    return Subject(
        type_key=route.record_type,
        record_type=record_type,
        record=record,
        key=route.action,
        action=offer.action,
        allowed=offer.allowed,
        reason=sight.say(offer.reason),
        why=offer.reason,
    )


def form_screen(sight: Sight, subject: Subject, tried: Tried | None = None) -> Screen:
    action, record = subject.action, subject.record
    label = sight.say(action.label)
    sight.spot.stand_on(subject.type_key, subject.rid)
    controls = controls_of(sight, subject, tried)
    submit_spot = sight.spot.on(subject.type_key, subject.key)
    if sight.spot.record_type == subject.type_key and not submit_spot and not any(one.spot for one in controls):
        sight.spot.turn_back()
    path = paths.form_path(sight.platform, subject.type_key, subject.rid, subject.key)
    context = {
        "heading": label,
        "type_label": sight.say(subject.record_type.label),
        "record_title": record_title(sight, record) if record else "",
        "state": state_badge(sight, subject.record_type, record.state) if record else None,
        "back_url": back_url(sight, subject),
        "post_url": sight.links.post(path),
        "request_key": uuid.uuid4().hex,
        "version": "" if record is None else record.version,
        "controls": controls,
        "has_rows": any(one.kind == "rows" for one in controls),
        "wide": any(one.kind == "rows" and one.wide for one in controls),
        "has_required": any(one.required for one in controls),
        "allowed": subject.allowed,
        "reason": subject.reason,
        "reason_law": law_shown(sight, law_behind(action, subject.why) or action.law),
        "risky": action.risky,
        "confirm": sight.say(action.confirm),
        "unconfirmed": bool(tried and tried.unconfirmed),
        "confirmed": bool(tried and tried.confirmed),
        "refusal": tried.say if tried else "",
        "refusal_target": next((one.focus_id for one in controls if tried and one.error == tried.say != ""), ""),
        "kept": [one for one in controls if one.current and one.value],  # where the form itself is gone
        "papers": papers(sight, subject),
        "problems": problems(controls, tried),
        "stale": changed_since(sight, record, tried.version) if tried and tried.stale and record else [],
        "law": law_shown(sight, action.law),
        "laws": laws_behind(sight, action, tried),
        "submit_id": at_id("act", subject.type_key, subject.key),
        "submit_at": f"{subject.type_key}.{subject.key}",
        "submit_spot": submit_spot,
    }
    title = f"{label} – {context['record_title']}" if record else label
    status = tried.status if tried else 200
    module = sight.platform.module_of(subject.type_key)
    return framed(sight, "sandbox/form.html", title, context, module=module, status_code=status)


def controls_of(sight: Sight, subject: Subject, tried: Tried | None) -> list[Control]:
    fields = subject.record_type.fields
    stored = selectors.defaults(sight.workspace, subject.record, subject.type_key, subject.key)
    others = (
        linked(sight, subject.record_type, [subject.record.data]) if tried and tried.stale and subject.record else {}
    )
    made = []
    for ask in subject.action.asks:
        spec = fields[ask.field]
        before = typed_form(sight, spec, stored.get(ask.field))
        value = tried.typed.get(ask.field, before) if tried else before
        error = tried.problems.get(ask.field) if tried else None
        current = ""
        if tried and tried.stale and subject.record and value != before:
            now = value_words(sight, subject.type_key, ask.field, subject.record.data.get(ask.field), others)
            current = now or _("empty")
        made.append(
            control(
                sight,
                subject.type_key,
                ask,
                spec,
                value,
                error=sight.say(error),
                current=current,
                sealed=bool(tried and ask.field in tried.sealed),
                filled=bool(tried and tried.shown and (ask.field in tried.sealed or value != before)),
                more_rows=3 if tried and tried.more_rows == ask.field else 0,
            )
        )
    return made


def papers(sight: Sight, subject: Subject) -> list[FieldShown]:
    """The record's document, to read while filling in."""
    if subject.record is None:
        return []
    asked, fields = {ask.field for ask in subject.action.asks}, subject.record_type.fields
    visible = selectors.shown_fields(sight.workspace, subject.record)
    names = [name for name in visible if fields[name].display == "document" and name not in asked]
    shown = [field_shown(sight, subject.type_key, name, subject.record.data, {}) for name in names]
    return [one for one in shown if one.value.kind == "paper"]


def problems(controls: list[Control], tried: Tried | None) -> list[Problem]:
    """The summary: the sentence of the refusal, then each box with its own."""
    if tried is None or not tried.say:
        return []
    lines = [Problem(worded(one), one.focus_id) for one in controls if one.error and one.error != tried.say]
    if tried.unconfirmed:
        lines.append(Problem(_("Tick the confirmation."), f"in-{CONFIRM}"))
    return lines


def laws_behind(sight: Sight, action: Action, tried: Tried | None) -> list[Law]:
    """The laws of the rules that a refused attempt met, once each."""
    if tried is None or tried.refused is None:
        return []
    keys = [law_behind(action, say) for say in (tried.refused, *tried.problems.values())]
    return [law for key in dict.fromkeys(keys) if (law := law_shown(sight, key))]


def worded(one: Control) -> str:
    """The error with its box's name, where it does not say it itself."""
    return one.error if one.label in one.error else f"{one.label}: {one.error}"


def changed_since(sight: Sight, record: RecordView, version: int | None) -> list[Entry]:
    """What was done with the record since the form was made."""
    since: list[Event] = [
        event for event in selectors.history(sight.workspace, record.rid) if event.seq > (version or 0)
    ]
    return entries(sight, record.type, record.rid, since, selectors.shown_fields(sight.workspace, record))


def back_url(sight: Sight, subject: Subject) -> str:
    if subject.record is None:
        return sight.url(paths.list_path(sight.platform, subject.type_key))
    return sight.record_url(subject.type_key, subject.record.rid)
