"""The desk ("Bàn làm việc"): what waits for me in every list, what comes next, what colleagues owe me, what is new.

Four numbers stand on it, the tabs of lists that `selectors.counted_tabs` knows. What a seat has pinned (`ghim` of its
record of the definition's `desk_record`) comes first. "What comes next" is the first list of the module whose icon is
a calendar.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from sandbox import selectors
from sandbox.screens import paths
from sandbox.screens.cells import FieldShown, field_shown, linked, record_title
from sandbox.screens.chrome import framed
from sandbox.screens.lists import view_url
from sandbox.screens.overview import NoticeLine, notice_lines
from sandbox.screens.records import Button, button
from sandbox.screens.sight import Screen, Sight, at_id
from sandbox.screens.waiting import pending_items, time_buttons
from sandbox.selectors import RecordView
from sandbox.text import fold

LATEST = 5
AHEAD = 4
OWNER, PINS = "chu", "ghim"  # fields of a desk's record
TONES = ("neutral", "attention", "alert", "neutral")  # of the four numbers


@dataclass(frozen=True)
class Number:
    """How many, in the tab of a list; `url` "" where the list has no such tab."""

    label: str
    tone: str
    count: int = 0
    url: str = ""
    at: str = ""
    spot: bool = False


@dataclass(frozen=True)
class Work:
    """One list on the desk, with its four numbers."""

    id: str
    label: str
    url: str
    numbers: list[Number]
    pinned: bool


@dataclass(frozen=True)
class Coming:
    """An entry of the calendar that is still to come."""

    title: str
    when: str
    moment: str
    url: str


@dataclass(frozen=True)
class OwnDesk:
    """What the seat has put on its desk, and the buttons to change it."""

    pinned: list[str]  # keys of modules
    fields: list[FieldShown]
    buttons: list[Button]
    version: int


def desk_screen(sight: Sight) -> Screen:
    mine = own_desk(sight)
    work = work_of(sight, mine.pinned if mine else [])
    newest: list[NoticeLine] = notice_lines(sight)[:LATEST]
    context: dict[str, Any] = {
        "heading": _("Desk"),
        "mine": mine,
        "pins": pins(sight, mine.pinned if mine else []),
        "version": mine.version if mine else "",
        "counters": counters(work),
        "work": work,
        "coming": coming(sight),
        "notices": newest,
        "notices_url": sight.url(paths.NOTICES),
        "owed": pending_items(sight),
        "time": time_buttons(sight, paths.DESK),
    }
    return framed(sight, "sandbox/desk.html", context["heading"], context, here="desk")


# --- work ---------------------------------------------------------------------------------------------------


def work_of(sight: Sight, pinned: list[str]) -> list[Work]:
    """Every list in which something can wait: of what is pinned first, then in the order of the modules."""
    modules = paths.visible_modules(sight.platform, sight.role)
    lists = [
        (key, type_key, record_type, selectors.counted_tabs(record_type, sight.role))
        for key, module in modules
        for type_key, record_type in paths.visible_records(module, sight.role)
    ]
    lists = [one for one in lists if any(one[3][:3])]
    counts = selectors.counts_of(sight.workspace, [type_key for _module, type_key, _type, _tabs in lists])
    made = [
        Work(
            id=at_id("work", type_key),
            label=sight.list_label(type_key),
            url=sight.url(paths.list_path(sight.platform, type_key)),
            numbers=[
                number(sight, type_key, tab, counts[type_key], label, tone)
                for tab, label, tone in zip(tabs, labels(), TONES, strict=True)
            ],
            pinned=module in pinned,
        )
        for module, type_key, _record_type, tabs in lists
    ]
    return sorted(made, key=lambda work: not work.pinned)


def labels() -> tuple[str, str, str, str]:
    """The names of `selectors.COUNTED` in the reader's language."""
    return _("To do"), _("Due soon"), _("Overdue"), _("Handled")


def number(sight: Sight, type_key: str, tab: str, counts: dict[str, int], label: str, tone: str) -> Number:
    if not tab:
        return Number(label, tone)
    return Number(
        label=label,
        tone=tone,
        count=counts[tab],
        url=view_url(sight, type_key, tab),
        at=f"{type_key}.{tab}",
        spot=sight.spot.on(type_key, tab),
    )


def counters(work: list[Work]) -> list[Number]:
    """Each number over all lists. It leads to the one list that it comes from, else to the table below."""
    made = []
    for place in range(len(TONES)):
        parts = [one.numbers[place] for one in work]
        if parts:
            some = [part for part in parts if part.count] or [part for part in parts if part.url]
            url = some[0].url if len(some) == 1 else "#pf-work-h"
            made.append(Number(parts[0].label, parts[0].tone, sum(part.count for part in parts), url))
    return made


# --- what the seat has put there ------------------------------------------------------------------------------


def own_desk(sight: Sight) -> OwnDesk | None:
    """The seat's record of its desk; None where the definition or the snapshot has none."""
    type_key = sight.platform.desk_record
    if not type_key or not paths.may_open(sight.platform.modules[sight.platform.module_of(type_key)], sight.role):
        return None
    found = selectors.page(sight.workspace, type_key, where={OWNER: sight.workspace.person}, limit=1).rows
    if not found:
        return None
    record, record_type = found[0], sight.record_type(type_key)
    told = [name for section in record_type.sections.values() for name in section.fields if name != PINS]
    others = linked(sight, record_type, [record.data])
    offers = selectors.offers(sight.workspace, record)
    return OwnDesk(
        pinned=pinned_modules(sight, record),
        fields=[field_shown(sight, type_key, name, record.data, others) for name in told if record.data.get(name)],
        buttons=[replace(button(sight, record, offer), primary=False) for offer in offers if offer.allowed],
        version=record.version,
    )


def pinned_modules(sight: Sight, record: RecordView) -> list[str]:
    """What is pinned, as keys: the options of the field are the modules' labels."""
    labels = {fold(module.vi): key for key, module in sight.platform.modules.items()}
    found = record.data.get(PINS)
    return [labels[fold(one)] for one in found if fold(one) in labels] if isinstance(found, list) else []


def pins(sight: Sight, pinned: list[str]) -> list[dict[str, str]]:
    """Links to what is pinned, as far as the seat has it."""
    modules = dict(paths.visible_modules(sight.platform, sight.role))
    found = [(key, modules[key]) for key in pinned if key in modules]
    return [{"label": sight.say(module.label), "url": sight.url(paths.slug(key))} for key, module in found]


# --- what comes next ------------------------------------------------------------------------------------------


def coming(sight: Sight) -> list[Coming] | None:
    """The next entries of the calendar; None where the seat has no calendar."""
    for _key, module in paths.visible_modules(sight.platform, sight.role):
        if module.icon != "calendar":
            continue
        type_key, record_type = paths.visible_records(module, sight.role)[0]
        fields = record_type.fields
        moment = next((name for name in record_type.index if fields[name].type in ("date", "datetime")), "")
        views = paths.views_for(record_type, sight.role)
        if not moment or not views:
            return None
        since = sight.clock if fields[moment].type == "datetime" else sight.clock[:10]
        found = selectors.page(
            sight.workspace,
            type_key,
            view=views[0][0],
            filters={moment: {"at_least": since}},
            sort=moment,
            limit=AHEAD,
        )
        return [
            Coming(
                title=record_title(sight, record),
                when=sight.due_words(record.data[moment]),
                moment=record.data[moment],
                url=sight.record_url(type_key, record.rid),
            )
            for record in found.rows
        ]
    return None
