"""Records one by one, lists and their counts, and the search over all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandbox.definition.conditions import Condition, holds
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Platform, RecordType, View
from sandbox.engine import lists, rules, where
from sandbox.engine.desk import Desk
from sandbox.engine.lists import Page
from sandbox.engine.rows import RecordView, derived
from sandbox.errors import NotHere, NotIndexed
from sandbox.models import SLOTS, Workspace
from sandbox.selectors.inside import all_of, definition_of, may_read, seat_of, tab_of, understood, views_of
from sandbox.text import fold

#: The tabs whose numbers stand on the desk: what waits, is due soon, is overdue, was handled.
COUNTED = ("Chờ xử lý", "Sắp đến hạn", "Quá hạn", "Đã xử lý")
WAITING = frozenset({"cho", "chua", "moi"})  # how the names of tabs begin in which something waits
MOST_ROWS = 400


@dataclass(frozen=True)
class Found:
    """What a search found in one list: the first records, and how many there are."""

    record_type: str
    rows: list[RecordView]
    total: int


def record(workspace: Workspace, rid: int) -> RecordView | None:
    """The record as this workspace sees it; None if there is none (any more), or not for this seat (2 queries)."""
    return records(workspace, [rid]).get(rid)


def records(workspace: Workspace, rids: Iterable[int]) -> dict[int, RecordView]:
    """Several records by rid, without missing ones and those that the seat does not see (at most 2 queries)."""
    desk, seat = Desk(workspace), seat_of(workspace)
    wanted = list(rids)
    desk.load(wanted)
    return {rid: found for rid in wanted if (found := desk.get(rid)) and rules.sees(desk, seat, found)}


def page(
    workspace: Workspace,
    record_type: str,
    *,
    view: str | None = None,
    where: Condition | None = None,
    search: str = "",
    filters: Mapping[str, Any] | None = None,
    sort: str | None = None,
    offset: int = 0,
    limit: int = 25,
) -> Page:
    """A window of the list of that type: the view's tab, narrowed by `where`, `filters` and searched words.

    Filters and sorts that lists cannot use are left out; a `where` that they cannot use raises NotIndexed. Raises
    NotHere for an unknown type or view.
    """
    definition = definition_of(workspace, record_type)
    if view is not None and view not in definition.views:
        raise NotHere(f"no view {view}")
    shown = definition.views[view] if view else None
    conditions = (definition.visible, shown and shown.where, where)
    tests = [understood(workspace, record_type, condition) for condition in conditions if condition]
    for name, wanted in (filters or {}).items():
        try:
            tests.append(understood(workspace, record_type, {name: wanted}))
        except NotIndexed:
            continue
    return lists.page(
        workspace,
        record_type,
        all_of(tests),
        order=_order(definition, shown, sort),
        search=search,
        offset=max(0, offset),
        limit=max(1, min(limit, MOST_ROWS)),
    )


def counts(workspace: Workspace, record_type: str) -> dict[str, int]:
    """How many records each of the role's views holds (at most 3 queries, 2 once the base has been counted)."""
    return counts_of(workspace, [record_type])[record_type]


def counts_of(workspace: Workspace, record_types: Sequence[str]) -> dict[str, dict[str, int]]:
    """The same for several types at once, at the same cost."""
    wanted = [
        (record_type, key, tab_of(workspace, record_type, view))
        for record_type in record_types
        for key, view in views_of(workspace.role, definition_of(workspace, record_type)).items()
    ]
    found = lists.counts(workspace, [(record_type, test) for record_type, _key, test in wanted]) if wanted else []
    made: dict[str, dict[str, int]] = {record_type: {} for record_type in record_types}
    for (record_type, key, _test_of), count in zip(wanted, found, strict=True):
        made[record_type][key] = count
    return made


def tabs_with(workspace: Workspace, record: RecordView) -> list[str]:
    """The role's tabs in which that record lies, in their order."""
    platform = platform_of(workspace.snapshot)
    row = {"state": record.state, "rid": record.rid, **derived(platform, record.type, record.data)}
    views = views_of(workspace.role, definition_of(workspace, record.type))
    return [key for key, view in views.items() if tab_of(workspace, record.type, view).passes(row)]


def badge_counts(workspace: Workspace) -> dict[str, int]:
    """For the launcher: how many records wait in each of the role's modules, at the cost of `counts`.

    What counts in a list is its tab "Chờ xử lý" (see `counted_tabs`); a catalogue has no badge.
    """
    wanted = [
        (key, record_type, tab_of(workspace, record_type, view))
        for key, record_type, view in badges_of(platform_of(workspace.snapshot), workspace.role)
    ]
    found = lists.counts(workspace, [(record_type, test) for _key, record_type, test in wanted]) if wanted else []
    badges: dict[str, int] = {}
    for (key, _type, _test_of), count in zip(wanted, found, strict=True):
        badges[key] = badges.get(key, 0) + count
    return badges


def counted_tabs(definition: RecordType, role: str) -> tuple[str, str, str, str]:
    """The role's tabs that give the four numbers of the desk, known by their names; "" where the list has none.

    A list that calls none "Chờ xử lý" has for that its first one whose name begins as such names do: "Chưa đọc".
    """
    views = views_of(role, definition)
    named = {fold(view.vi): key for key, view in reversed(views.items())}
    waiting, soon, overdue, handled = (named.get(fold(label), "") for label in COUNTED)
    if not waiting:
        waiting = next((key for key, view in views.items() if fold(view.vi).partition(" ")[0] in WAITING), "")
    return waiting, soon, overdue, handled


def badges_of(platform: Platform, role: str) -> Iterator[tuple[str, str, View]]:
    """For each module of that role: its key, and the lists and tabs that its badge counts."""
    for key, module in platform.modules.items():
        if module.for_ and role not in module.for_:
            continue
        for record_type, definition in module.records.items():
            if may_read(role, definition) and (waiting := counted_tabs(definition, role)[0]):
                yield key, record_type, definition.views[waiting]


def search_everywhere(workspace: Workspace, text: str, each: int = 5) -> list[Found]:
    """In every list that the seat may read: the records in which every word occurs, its own first, then the newest.

    In the order of the modules; of each list at most `each` records, with how many there are (at most 4 queries).
    """
    words = fold(text).split()
    if not words:
        return []
    types = _readable(workspace)
    shelf = lists.shelf(workspace)
    own = {
        key: sorted((row["rid"] for row in lists.passing(shelf.own, key, test, tuple(words))), reverse=True)
        for key, test in types.items()
    }
    below = lists.best_of_base(workspace, types, words, each)
    shown = {key: [*own[key], *below[key][0]][:each] for key in types}
    read = records(workspace, [rid for rids in shown.values() for rid in rids])
    return [
        Found(key, [read[rid] for rid in rids if rid in read], len(own[key]) + below[key][1])
        for key, rids in shown.items()
        if rids
    ]


def _readable(workspace: Workspace) -> dict[str, where.Test]:
    """The record types that the seat may read, with the test of which of their records it sees."""
    return {
        key: understood(workspace, key, definition.visible)
        for module in platform_of(workspace.snapshot).modules.values()
        if not module.for_ or workspace.role in module.for_
        for key, definition in module.records.items()
        if may_read(workspace.role, definition)
    }


def shown_fields(workspace: Workspace, record: RecordView) -> list[str]:
    """The fields that the record's screen shows as things stand (`hidden`, `shown_when`), in their order."""
    desk = Desk(workspace)
    desk.know(record)
    at = rules.scope(desk, seat_of(workspace), record.facts, {})
    fields = desk.platform.record(record.type).fields
    return [
        name for name, field in fields.items() if not field.hidden and holds(field.shown_when, record.facts, scope=at)
    ]


def _order(definition: RecordType, view: View | None, sort: str | None) -> lists.Order:
    """By what was asked, what the view says, or the first view's; the newest first where nothing fits."""
    first = next(iter(definition.views.values()), None)
    for wanted in (sort, view.sort if view else None, first.sort if first else None):
        name = (wanted or "").removeprefix("-")
        if wanted and name in definition.index:
            return lists.Order(SLOTS[definition.index.index(name)], wanted.startswith("-"))
    return lists.Order("rid", descending=True)
