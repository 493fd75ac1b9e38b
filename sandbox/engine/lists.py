"""Pages and counts over base and overlay without copying: exact at any page, whatever the snapshot's size.

1. The workspace's overlay rows without their data, filtered and sorted in Python (`Shelf`, once per request).
2. The base without the records that the overlay stands in front of, windowed `[offset − m : offset + limit]`, m being
   the overlay rows that match: no more than m of them can stand before the page.
3. Both merged by position.

What the base holds never changes, so how many of it meet a condition, and which if they are few, is kept by snapshot
and condition (for ever) and searched words (for an hour); what this workspace shadows is taken off and what it has
itself is added. So no list reads the whole base twice: few are fetched by rid, and of many the first ones are soon
met along the index of the sort.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from heapq import merge
from itertools import islice
from operator import or_
from typing import Any

from django.core.cache import cache
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from sandbox.engine import picture
from sandbox.engine.rows import RecordView, of_base, of_overlay
from sandbox.engine.where import Test
from sandbox.models import FIRST_OWN_RID, SLOTS, BaseRecord, OverlayRow, Workspace
from sandbox.text import fold

MANY = 800  # shadowed records above which the database compares the tables itself
FEW = 1000  # matches in the base up to which they are remembered one by one
SEARCHED = 3600  # seconds for which a search is remembered: what people type is without end
COUNTED = 24 * 3600  # seconds for which a screen's counts are remembered: they follow the clock and the seat
MOST_COUNTS = 200  # in one statement (SQLite: 500)
_KEYS = ("rid", "record_type", "state", "search", *SLOTS)

Keys = Mapping[str, Any]  # the columns of a row without its data
Words = tuple[str, ...]  # folded, as `search` columns are


@dataclass
class Shelf:
    """What a workspace has in its overlay, as keys: its own rows, and the base rows they stand in front of."""

    own: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    hidden: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    at_seq: int = 0


@dataclass(frozen=True)
class Page:
    """A window of a list; `total` counts all pages."""

    rows: list[RecordView]
    total: int


@dataclass(frozen=True)
class Order:
    slot: str
    descending: bool

    @property
    def columns(self) -> list[str]:
        sign = "-" if self.descending else ""
        return [f"{sign}{self.slot}", f"{sign}rid"] if self.slot != "rid" else [f"{sign}rid"]

    def key(self, row: Keys) -> tuple[int, int]:
        return row[self.slot], row["rid"]


def shelf(workspace: Workspace) -> Shelf:
    """The workspace's shelf, read once for as long as this instance stands at the same event (2 queries)."""
    kept: Shelf | None = workspace.__dict__.get("_shelf")
    if kept is None or kept.at_seq != workspace.last_seq:
        kept = Shelf(at_seq=workspace.last_seq)
        shadowed = False
        for row in _keys_of_own(workspace):
            shadowed = shadowed or row["rid"] < FIRST_OWN_RID
            if not row["deleted"]:
                kept.own.setdefault(row["record_type"], []).append(row)
        if shadowed:
            for row in _hidden(workspace).values(*_KEYS):
                kept.hidden.setdefault(row["record_type"], []).append(row)
        workspace.__dict__["_shelf"] = kept
    return kept


def _keys_of_own(workspace: Workspace) -> Iterable[dict[str, Any]]:
    """The overlay as keys, and which of it is gone."""
    if picture.of(workspace):
        return [{name: getattr(row, name) for name in (*_KEYS, "deleted")} for row in picture.rows(workspace)]
    stored: Iterable[dict[str, Any]] = OverlayRow.objects.filter(workspace=workspace).values(*_KEYS, "deleted")
    return stored


def forget(workspace: Workspace) -> None:
    """What was read of the workspace is no longer so."""
    workspace.__dict__.pop("_shelf", None)


def _hidden(workspace: Workspace) -> QuerySet[BaseRecord]:
    base = BaseRecord.objects.filter(snapshot_id=workspace.snapshot_id)
    if (shadowed := picture.shadowed(workspace)) is not None:
        return base.filter(rid__in=shadowed)
    in_front = OverlayRow.objects.filter(workspace=workspace, rid__lt=FIRST_OWN_RID)
    return base.filter(rid__in=in_front.values("rid"))


def page(
    workspace: Workspace, record_type: str, test: Test, *, order: Order, search: str, offset: int, limit: int
) -> Page:
    """The records of that type that pass, in that order, from `offset` on."""
    words = tuple(fold(search).split())
    own = sorted(passing(shelf(workspace).own, record_type, test, words), key=order.key, reverse=order.descending)
    total = len(own) + _count_of_base(workspace, record_type, test, words)
    start = max(0, offset - len(own))
    window = _listed(workspace, record_type, test, words).order_by(*order.columns)[start : offset + limit]
    both = merge(own, map(vars, window), key=order.key, reverse=order.descending)
    shown = list(islice(both, offset - start, offset - start + limit))
    return Page(_filled(workspace, shown, window), total)


def passing(rows: Mapping[str, list[dict[str, Any]]], record_type: str, test: Test, words: Words) -> list[Keys]:
    """Of a shelf's rows, those that pass and have every word."""
    found = rows.get(record_type, [])
    return [row for row in found if test.passes(row) and all(word in row["search"] for word in words)]


def _listed(workspace: Workspace, record_type: str, test: Test, words: Words) -> QuerySet[BaseRecord]:
    """The base records that pass and are not shadowed, so that the first ones are found without reading all."""
    base = _base(workspace, record_type)
    hidden = [row["rid"] for row in shelf(workspace).hidden.get(record_type, [])]
    few = _matches(workspace, record_type, test, words)[1]
    if few is not None:
        return base.filter(rid__in=set(few).difference(hidden))
    return without(_meeting(test, base, walked=True).filter(worded(words)), workspace, hidden)


def _meeting(test: Test, base: QuerySet[BaseRecord], *, walked: bool) -> QuerySet[BaseRecord]:
    """Those that pass. SQLite's planner, knowing no numbers, would sort all the matches of a list that is to be
    `walked` in order, and would count by the index of one key what the covering index of states holds: so it is not
    shown what it must not choose by.
    """
    if connection.vendor != "sqlite":
        return base.filter(test.q())
    plain = {f"{slot}_plain": Coalesce(slot, Value(0)) for slot in SLOTS}
    state = Coalesce("state", Value("")) if walked else F("state")
    return base.alias(state_plain=state, **plain).filter(test.q("_plain"))


def _base(workspace: Workspace, record_type: str) -> QuerySet[BaseRecord]:
    return BaseRecord.objects.filter(snapshot_id=workspace.snapshot_id, record_type=record_type)


def without(base: QuerySet[BaseRecord], workspace: Workspace, hidden: list[int]) -> QuerySet[BaseRecord]:
    """The base records that the overlay does not stand in front of."""
    if len(hidden) > MANY and not picture.of(workspace):
        return base.filter(~Exists(OverlayRow.objects.filter(workspace=workspace, rid=OuterRef("rid"))))
    return base.exclude(rid__in=hidden) if hidden else base


def worded(words: Iterable[str]) -> Q:
    """Every word must occur."""
    return Q(*(Q(search__contains=word) for word in words))


def _filled(workspace: Workspace, shown: list[Keys], window: Iterable[BaseRecord]) -> list[RecordView]:
    """The rows of the page with their data."""
    below = {record.rid: record for record in window}
    wanted = [row["rid"] for row in shown if row["rid"] not in below]
    above = {row.rid: row for row in picture.rows(workspace, rids=wanted)} if wanted else {}
    return [of_overlay(above[row["rid"]]) if row["rid"] in above else of_base(below[row["rid"]]) for row in shown]


# --- searching everything -----------------------------------------------------------------------------------


def best_of_base(
    workspace: Workspace, types: Mapping[str, Test], words: Iterable[str], each: int
) -> dict[str, tuple[list[int], int]]:
    """Of every type the newest base records that pass and have every word, as rids, and how many there are.

    One query, kept for a while: the same words are often looked up again, and lists lead back to what was found.
    """
    hidden = [row["rid"] for rows in shelf(workspace).hidden.values() for row in rows]
    name = _named(workspace, *words, *(f"{key} {test!r}" for key, test in types.items()), f"{each} {hidden}")

    def read() -> list[tuple[str, int, int]]:
        base = BaseRecord.objects.filter(snapshot_id=workspace.snapshot_id)
        seen = reduce(or_, (Q(record_type=key) & test.q() for key, test in types.items()), Q(pk__in=[]))
        place = Window(RowNumber(), partition_by="record_type", order_by="-rid")
        total = Window(Count("rid"), partition_by="record_type")
        found = without(base.filter(seen, worded(words)), workspace, hidden).annotate(place=place, total=total)
        return list(found.filter(place__lte=each).order_by("-rid").values_list("record_type", "rid", "total"))

    made: dict[str, tuple[list[int], int]] = {key: ([], 0) for key in types}
    for key, rid, total in cache.get_or_set(f"sandbox:found:{name}", read, timeout=SEARCHED) or ():
        made[key] = ([*made[key][0], rid], total)
    return made


# --- counts -----------------------------------------------------------------------------------------------


def counts(workspace: Workspace, wanted: Sequence[tuple[str, Test]]) -> list[int]:
    """How many records pass, for each of the wanted (type, test); at most one query for the whole base.

    What the base holds is counted all at once and kept as one entry: a screen asks for the same tabs again and again.
    """
    name = _named(workspace, *(f"{record_type} {test!r}" for record_type, test in wanted))
    key = f"sandbox:counts:{name}"
    below = cache.get_or_set(key, lambda: _counted(workspace, wanted), timeout=COUNTED) or _counted(workspace, wanted)
    return _put_right(workspace, wanted, below)


def count(workspace: Workspace, record_type: str, test: Test) -> int:
    """How many records pass, for what is not asked again and again: nothing of it is kept."""
    wanted = [(record_type, test)]
    return _put_right(workspace, wanted, _counted(workspace, wanted))[0]


def _put_right(workspace: Workspace, wanted: Sequence[tuple[str, Test]], below: list[int]) -> list[int]:
    """The counts of the base, with what the workspace has of its own and without what it stands in front of."""
    here = shelf(workspace)
    return [
        len(passing(here.own, record_type, test, ())) + base - len(passing(here.hidden, record_type, test, ()))
        for (record_type, test), base in zip(wanted, below, strict=True)
    ]


def _counted(workspace: Workspace, wanted: Sequence[tuple[str, Test]]) -> list[int]:
    """The same of the base alone: one statement, a count by its index for each, a few hundred at most in one."""
    found = dict.fromkeys(range(len(wanted)), 0)
    for start in range(0, len(wanted), MOST_COUNTS):
        parts = []
        for place, (record_type, test) in enumerate(wanted[start : start + MOST_COUNTS], start):
            meeting = _meeting(test, _base(workspace, record_type), walked=False).order_by()
            parts.append(meeting.values("snapshot_id").annotate(n=Count("pk")).values_list(Value(place), "n"))
        found |= dict(parts[0].union(*parts[1:], all=True))
    return list(found.values())


def _count_of_base(workspace: Workspace, record_type: str, test: Test, words: Words = ()) -> int:
    """Base records that pass and are not shadowed."""
    hidden = passing(shelf(workspace).hidden, record_type, test, words)
    return _matches(workspace, record_type, test, words)[0] - len(hidden)


def _matches(workspace: Workspace, record_type: str, test: Test, words: Words = ()) -> tuple[int, list[int] | None]:
    """How many records of the snapshot pass, and which, if they are few. Read once and kept."""
    name = _named(workspace, f"{record_type} {test!r} {words}")

    def read() -> tuple[int, list[int] | None]:
        matching = _meeting(test, _base(workspace, record_type), walked=False).filter(worded(words))
        rids = list(matching.values_list("rid", flat=True)[: FEW + 1])
        return (len(rids), rids) if len(rids) <= FEW else (matching.count(), None)

    return cache.get_or_set(f"sandbox:matches:{name}", read, timeout=SEARCHED if words else None) or read()


def _named(workspace: Workspace, *parts: str) -> str:
    """A name in the cache for what is asked of the workspace's snapshot."""
    return hashlib.sha256("\n".join((workspace.snapshot.hash, *parts)).encode()).hexdigest()
