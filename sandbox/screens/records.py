"""The record: what it says, what may be done with it now, what was done with it.

Fields stand in the definition's sections; empty ones stay out of the way. An action that may not be done now is
shown with its reason, never hidden: beside the others where something is missing, in a fold where it only belongs
to another state.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field

from sandbox import selectors
from sandbox.definition.schema import RecordType
from sandbox.errors import NotHere
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
from sandbox.screens.flags import flags_of
from sandbox.screens.history import Entry, entries
from sandbox.screens.sight import Screen, Sight, at_id
from sandbox.screens.waiting import pending_items, time_buttons
from sandbox.selectors import Offer, RecordView

SHOWN_AT_ONCE = 4  # buttons beside the primary ones; the rest stands in a fold
PAST = 20  # entries of the history, and how many more at a time
MOST_PAST = 400


@dataclass(frozen=True)
class Button:
    """An action in the bar: a link to its form, or a form of its own where there is nothing to ask."""

    id: str
    at: str
    label: str
    url: str
    post_url: str  # "" : opens a form
    primary: bool
    risky: bool
    allowed: bool
    reason: str
    law: Law | None
    elsewhere: bool  # belongs to another state of the record
    request_key: str
    spot: bool


@dataclass(frozen=True)
class Folded:
    """Buttons that stand in a fold, which is open where the guide points at one of them."""

    buttons: list[Button]
    open: bool


@dataclass(frozen=True)
class History:
    entries: list[Entry]
    more_url: str  # "": there is no more


@dataclass(frozen=True)
class SectionShown:
    id: str
    label: str
    fields: list[FieldShown] = field(default_factory=list)


def record_screen(sight: Sight, module: str, type_key: str, rid: int) -> Screen:
    record = find_record(sight, type_key, rid)
    type_key = record.type
    module = module or sight.platform.module_of(type_key)
    record_type = sight.record_type(type_key)
    others = linked(sight, record_type, [record.data])
    sight.spot.stand_on(type_key, record.rid)
    visible = selectors.shown_fields(sight.workspace, record)
    told, papers = sections(sight, type_key, record_type, record, others, visible)
    title = record_title(sight, record)
    buttons = [button(sight, record, offer) for offer in selectors.offers(sight.workspace, record)]
    others_allowed = [one for one in buttons if one.allowed and not one.primary and not one.risky]
    hindered = [one for one in buttons if not one.allowed and not one.elsewhere]
    elsewhere = [one for one in buttons if one.elsewhere]
    past = history(sight, record, visible)
    owed = [item for item in pending_items(sight) if item.rid == rid]
    time = time_buttons(sight, paths.record_path(sight.platform, type_key, rid))
    context = {
        "heading": title,
        "type_label": sight.say(record_type.label),
        "list_url": sight.url(paths.list_path(sight.platform, type_key)),
        "list_label": sight.say(record_type.label),
        "state": state_badge(sight, record_type, record.state),
        "flags": flags_of(sight, record_type, record),
        "sections": told,
        "papers": papers,
        "version": record.version,
        "primary": [one for one in buttons if one.primary and not one.risky],
        "others": others_allowed[:SHOWN_AT_ONCE],
        "folded": folded(others_allowed[SHOWN_AT_ONCE:]),
        "risky": [one for one in buttons if one.allowed and one.risky],
        "hindered": hindered[:SHOWN_AT_ONCE],
        "hindered_folded": folded(hindered[SHOWN_AT_ONCE:]),
        "elsewhere": folded(elsewhere),
        "history": past,
        "owed": owed,
        "time": time if owed or (time.nearing and time.nearing.rid == rid) else None,
    }
    return framed(sight, "sandbox/record.html", title, context, module=module)


def find_record(sight: Sight, type_key: str, rid: int) -> RecordView:
    """The record of that type for this role. Raises `NotHere`."""
    record = selectors.record(sight.workspace, rid)
    if record is None or (type_key and record.type != type_key):
        raise NotHere(str(rid))
    module = sight.platform.modules[sight.platform.module_of(record.type)]
    if not paths.may_open(module, sight.role) or not paths.may_read(module.records[record.type], sight.role):
        raise NotHere(str(rid))
    return record


def sections(
    sight: Sight,
    type_key: str,
    record_type: RecordType,
    record: RecordView,
    others: dict[int, RecordView],
    shown_now: list[str],
) -> tuple[list[SectionShown], list[FieldShown]]:
    """What the record says, section by section; and apart from it the documents, which stand beside as sheets."""
    visible = [name for name in shown_now if record_type.fields[name].type != "secret"]
    grouped = [
        (key, sight.say(section.label), [name for name in section.fields if name in visible])
        for key, section in record_type.sections.items()
    ]
    placed = {name for _key, _label, names in grouped for name in names}
    if rest := [name for name in visible if name not in placed]:
        grouped.append(("rest", "", rest))
    made: list[SectionShown] = []
    papers: list[FieldShown] = []
    for key, label, names in grouped:
        shown = [field_shown(sight, type_key, name, record.data, others) for name in names]
        shown = [one for one in shown if one.value.kind != "empty" or one.spot]
        papers += [one for one in shown if one.value.kind == "paper"]
        if told := [one for one in shown if one.value.kind != "paper"]:
            made.append(SectionShown(at_id("sec", type_key, key), label, told))
    return made, papers


def button(sight: Sight, record: RecordView, offer: Offer) -> Button:
    action = offer.action
    path = paths.form_path(sight.platform, record.type, record.rid, offer.key)
    direct = not action.asks and not action.risky and offer.key != paths.CORRECT
    asked = {ask.field for ask in action.asks}
    return Button(
        id=at_id("act", record.type, offer.key),
        at=f"{record.type}.{offer.key}",
        label=sight.say(action.label),
        url=sight.url(path),
        post_url=sight.links.post(path) if direct else "",
        primary=action.primary and offer.allowed,
        risky=action.risky,
        allowed=offer.allowed,
        reason=sight.say(offer.reason),
        law=law_shown(sight, law_behind(action, offer.reason) or action.law),
        elsewhere=not offer.allowed and belongs_elsewhere(sight, record, offer),
        request_key=uuid.uuid4().hex,
        spot=sight.spot.on(record.type, offer.key)
        or (offer.allowed and sight.spot.record_type == record.type and sight.spot.name in asked),
    )


def belongs_elsewhere(sight: Sight, record: RecordView, offer: Offer) -> bool:
    """Whether no more than the record's state stands in the way: such actions are told of in a fold."""
    if offer.key == paths.CORRECT:
        state = sight.record_type(record.type).states.get(record.state)
        return state is None or sight.role not in state.edit_by
    return bool(offer.action.from_) and record.state not in offer.action.from_


def folded(buttons: list[Button]) -> Folded:
    return Folded(buttons, open=any(one.spot for one in buttons))


def history(sight: Sight, record: RecordView, visible: list[str]) -> History:
    """The newest events of the record; `lich-su` in the address asks for so many."""
    asked = sight.query.get("lich-su", "")
    most = min(int(asked), MOST_PAST) if asked.isascii() and asked.isdigit() and len(asked) < 6 else PAST
    most = max(most, PAST)
    found = selectors.history(sight.workspace, record.rid, limit=most + 1)
    more = len(found) > most
    path = paths.record_path(sight.platform, record.type, record.rid)
    return History(
        entries=entries(sight, record.type, record.rid, found[-most:], visible),
        more_url=f"{sight.url(path, **{'lich-su': str(most + PAST)})}" if more and most < MOST_PAST else "",
    )
