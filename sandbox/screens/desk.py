"""The desk ("Bàn làm việc"): what waits for me, what colleagues owe me, what is new, and letting time pass."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from sandbox import selectors
from sandbox.screens import paths
from sandbox.screens.chrome import Tab, framed
from sandbox.screens.lists import view_tab
from sandbox.screens.overview import NoticeLine, notice_lines
from sandbox.screens.sight import Screen, Sight
from sandbox.screens.waiting import pending_items, time_buttons

COUNTERS = 4
LATEST = 5


@dataclass(frozen=True)
class Work:
    """One record type on the desk, with its tabs."""

    label: str
    url: str
    tabs: list[Tab]


@dataclass(frozen=True)
class Counter:
    """One of the big numbers: views of the same name over all modules."""

    label: str
    tone: str
    total: int
    parts: list[tuple[str, int, str]] = field(default_factory=list)  # whose, how many, address

    @property
    def url(self) -> str:
        return max(self.parts, key=lambda part: part[1])[2]


def desk_screen(sight: Sight) -> Screen:
    work = work_of(sight)
    newest: list[NoticeLine] = notice_lines(sight)[:LATEST]
    context: dict[str, Any] = {
        "heading": _("Desk"),
        "counters": counters(work),
        "work": work,
        "notices": newest,
        "notices_url": sight.url(paths.NOTICES),
        "owed": pending_items(sight),
        "time": time_buttons(sight, paths.DESK),
    }
    return framed(sight, "sandbox/desk.html", context["heading"], context, here="desk")


def work_of(sight: Sight) -> list[Work]:
    """Every list that the seat has, in the order of the modules."""
    made = []
    for _key, module in paths.visible_modules(sight.platform, sight.role):
        for type_key, record_type in paths.visible_records(module, sight.role):
            counts = selectors.counts(sight.workspace, type_key)
            views = paths.views_for(record_type, sight.role)
            tabs = [view_tab(sight, type_key, key, view, "", counts) for key, view in views]
            url = sight.url(paths.list_path(sight.platform, type_key))
            made.append(Work(sight.say(record_type.label), url, tabs))
    return made


def counters(work: Iterable[Work]) -> list[Counter]:
    """The first tab of the first list and all with a tone, then its others; the same name is summed over lists."""
    found: dict[str, Counter] = {}
    lists = list(work)
    first = [(one, tab) for one in lists[:1] for tab in one.tabs[:1]]
    toned = [(one, tab) for one in lists for tab in one.tabs if tab.tone != "neutral"]
    rest = [(one, tab) for one in lists[:1] for tab in one.tabs if (one, tab) not in (*first, *toned)]
    for one, tab in (*first, *toned, *rest):
        counter = found.setdefault(tab.label, Counter(tab.label, tab.tone, 0))
        parts = [*counter.parts, (one.label, tab.count or 0, tab.url)]
        found[tab.label] = Counter(tab.label, counter.tone, counter.total + (tab.count or 0), parts)
    return list(found.values())[:COUNTERS]
