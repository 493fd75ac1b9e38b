"""Keeping the counts: changes are folded in, a few at a time, and once a night all of it is proved.

Writers only leave a number in a queue (`triggers`), so they never wait for each other or for us, whatever many
statements they need. One process at a time folds: it reads what waits, finds out what these people are now, takes
away what they were counted as and adds what they are; all of it in one transaction, the queue's rows with it. A
change that comes in between is folded again, which changes nothing twice (`tally` is a function of what is known).
A message lost costs time only: the next sweep, or the next reader, folds.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Q
from django.utils import timezone

from lessons import selectors as lessons
from training.people.models import Membership
from training.people.selectors import today
from training.reports import tally
from training.reports.facts import Tree, facts_of
from training.reports.models import DAILY, STOCK, Change, Counted, Daily, Jam, Ledger, Stock
from training.reports.tally import NOTHING, Counts, Facts

__all__ = ["Fresh", "begin", "fold", "fold_all", "fresh", "recount"]

logger = logging.getLogger(__name__)

PEOPLE = 400  # at a time, in one transaction
ROWS = 400  # in one statement
SHORT = 1000  # more changes than that are the worker's alone
FEW_AT_A_TIME, PATIENCE = 25, 1.5  # people in one go of a reader, who folds for so many seconds at most

#: table name → its model, the columns of its key after the unit, those that are counted
_TABLES: dict[str, tuple[Any, tuple[str, ...], tuple[str, ...]]] = {
    "stock": (Stock, ("unit_id", "code", "position"), STOCK),
    "daily": (Daily, ("unit_id", "code", "day", "position"), DAILY),
    "jam": (Jam, ("unit_id", "lesson_code", "step", "kind"), ("people",)),
}


# --- folding ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fresh:
    """As of when the counts are."""

    at: datetime
    behind: bool  # more waits than a reader can fold in

    @property
    def never(self) -> bool:
        return self.at == datetime.min


def fresh(courses: dict[str, list[str]] | None = None) -> Fresh:
    """The counts as they may be read now, with the little that waited folded in. One query where nothing waits.

    `courses`: what every course holds, as the caller read it for its page; none if that does not matter to it.
    """
    ledger = Ledger.objects.annotate(waits=_some_wait()).first()
    now = timezone.now()
    if ledger and not ledger.waits and ledger.day == today() and courses in (None, ledger.courses):
        return Fresh(now, behind=False)
    if Change.objects.all()[SHORT : SHORT + 1].exists() or (ledger and _changed(ledger, courses) > SHORT):
        at = ledger.counted_at if ledger and ledger.counted_at else now
        return Fresh(at, behind=True)
    until = time.monotonic() + PATIENCE
    while fold(courses=courses, most=FEW_AT_A_TIME) and time.monotonic() < until:
        pass
    left = Ledger.objects.annotate(waits=_some_wait()).get()
    return Fresh(now if not left.waits else left.counted_at or now, behind=left.waits)


def _some_wait() -> Any:
    return Exists(Change.objects.all())


def _changed(ledger: Ledger, courses: dict[str, list[str]] | None) -> int:
    """How many people a new day or another course would have us count anew."""
    return Counted.objects.count() if courses not in (None, ledger.courses) else 0


def fold_all() -> int:
    """Everything that waits. How many people were counted anew."""
    courses = courses_now()
    folded = 0
    while found := fold(courses=courses):
        folded += found
    return folded


def courses_now() -> dict[str, list[str]]:
    """The open lessons of every course."""
    return {course.code: [lesson.code for lesson in within] for course, within in lessons.live_courses()}


@transaction.atomic
def fold(*, courses: dict[str, list[str]] | None = None, most: int = PEOPLE) -> int:
    """Fold in what waits, so many people at most. How many; none if another process is at it."""
    ledger = _ledger()
    if ledger is None:
        return 0
    day = today()
    _open_day(ledger, day, courses)
    rows = list(Change.objects.order_by("pk").values_list("pk", "user_id")[: most * 10])
    people = list(dict.fromkeys(user for _pk, user in rows))[:most]
    if not people:
        Ledger.objects.filter(pk=ledger.pk).update(counted_at=timezone.now())
        return 0
    chosen = set(people)
    was = _counted(people)
    now = facts_of(people, day=day, courses=ledger.courses, tree=Tree())
    add(tally.difference((was.get(user, NOTHING), now.get(user, NOTHING)) for user in people))
    _keep(people, was, now, ledger)
    Change.objects.filter(pk__in=[pk for pk, user in rows if user in chosen]).delete()
    if not Change.objects.exists():
        Ledger.objects.filter(pk=ledger.pk).update(counted_at=timezone.now())
    return len(people)


def _ledger() -> Ledger | None:
    """Held until the transaction ends; None while another process holds it."""
    Ledger.objects.get_or_create(pk=1)
    skip = connection.features.has_select_for_update_skip_locked
    return Ledger.objects.select_for_update(skip_locked=skip).filter(pk=1).first()


@transaction.atomic
def begin() -> None:
    """Where nothing has been counted yet: `recount` will, faster than folding everybody in."""
    ledger = _ledger()
    if ledger and ledger.day is None:
        ledger.day, ledger.courses = today(), courses_now()
        ledger.save(update_fields=["day", "courses"])


def _open_day(ledger: Ledger, day: date, courses: dict[str, list[str]] | None) -> None:
    """On a new day who came or went by the date, and with another course everybody, has to be counted anew."""
    if courses is not None and ledger.courses != courses:
        everybody = Counted.objects.order_by("pk").values_list("pk", flat=True)
        _queue(everybody.iterator(chunk_size=5000))
        ledger.courses = courses
    if ledger.day is not None and ledger.day != day:
        low, high = sorted((ledger.day, day))
        moved = Membership.objects.filter(
            Q(valid_from__gt=low, valid_from__lte=high) | Q(valid_to__gt=low, valid_to__lte=high)
        )
        _queue(moved.order_by("user_id").values_list("user_id", flat=True).distinct().iterator(chunk_size=5000))
    if ledger.day is None:
        held = Membership.objects.order_by("user_id").values_list("user_id", flat=True).distinct()
        _queue(held.iterator(chunk_size=5000))
    ledger.day, ledger.version = day, ledger.version + 1
    ledger.save(update_fields=["day", "courses", "version"])


def _queue(people: Iterable[int]) -> None:
    for some in _some(people, 5000):
        Change.objects.bulk_create([Change(user_id=user) for user in some])


def _some(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _counted(people: Collection[int]) -> dict[int, Facts]:
    rows = Counted.objects.filter(pk__in=people).order_by().values_list("pk", "facts")
    return {user: Facts(**facts) for user, facts in rows}


def _keep(people: Sequence[int], was: dict[int, Facts], now: dict[int, Facts], ledger: Ledger) -> None:
    Counted.objects.filter(pk__in=[user for user in people if user in was and user not in now]).delete()
    Counted.objects.bulk_create(
        [
            Counted(pk=user, facts=now[user].stored, version=ledger.version)
            for user in people
            if user in now and was.get(user) != now[user]
        ],
        update_conflicts=True,
        unique_fields=["user_id"],
        update_fields=["facts", "version"],
        batch_size=ROWS,
    )


def add(counts: Counts) -> None:
    """Add these to the rows. In one order, though only one process at a time is here."""
    by_table: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for (table, *key), vector in counts.items():
        by_table[table].append((*key, *vector))
    with connection.cursor() as cursor:
        for table, rows in sorted(by_table.items()):
            model, keys, columns = _TABLES[table]
            name = model._meta.db_table
            sums = ", ".join(f"{column} = {name}.{column} + excluded.{column}" for column in columns)
            begin = f"INSERT INTO {name} ({', '.join((*keys, *columns))}) VALUES "
            end = f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {sums}"
            mark = _mark(keys, columns)
            for some in _some(sorted(rows), ROWS):
                cursor.execute(begin + ", ".join([mark] * len(some)) + end, [value for row in some for value in row])


def _mark(keys: Sequence[str], columns: Sequence[str]) -> str:
    day = "%s::date" if connection.vendor == "postgresql" else "%s"
    return f"({', '.join([day if key == 'day' else '%s' for key in keys] + ['%s'] * len(columns))})"


# --- the proof ----------------------------------------------------------------------------------------------


def recount(*, mend: bool) -> list[str]:
    """Count everybody anew, from the facts, and compare; with `mend` what differs is put right. Returns what
    differed, in numbers of units and people and names of tables: no name, no content.

    First what is kept about each person against the facts, then each unit's rows against what its people add. Small
    transactions, each holding the ledger, so that folding goes on between them. In memory: one unit's rows.
    """
    fold_all()
    since = Ledger.objects.get(pk=1).version
    differs: list[str] = []
    units: dict[int, list[int]] = defaultdict(list)
    for people in _some(_everybody(), PEOPLE):
        differs += _compare_people(people, units, mend=mend)
    there = (model.objects.order_by().values_list("unit_id", flat=True).distinct() for model in (Stock, Daily, Jam))
    for unit in sorted(units.keys() | {pk for some in there for pk in some}):
        differs += _compare_unit(unit, units.get(unit, []), since, mend=mend)
    Ledger.objects.filter(pk=1).update(proved_at=timezone.now(), differed=len(differs))
    return differs


def _everybody() -> Iterator[int]:
    held = Membership.objects.order_by().values_list("user_id", flat=True)
    known = Counted.objects.order_by().values_list("pk", flat=True)
    yield from sorted(set(held.distinct()) | set(known))


def _compare_people(people: Sequence[int], units: dict[int, list[int]], *, mend: bool) -> list[str]:
    with transaction.atomic():
        ledger = Ledger.objects.select_for_update().get(pk=1)
        day = ledger.day or today()
        was = _counted(people)
        waiting = set(Change.objects.filter(user_id__in=people).values_list("user_id", flat=True))
        now = facts_of(people, day=day, courses=ledger.courses, tree=Tree())
        for user in waiting:  # is about to be folded in: believed until then
            now.pop(user, None)
            if user in was:
                now[user] = was[user]
        for user, facts in (now if mend else was).items():
            for unit in {int(one) for one in facts.now} | {one[0] for one in facts.then}:
                units[unit].append(user)
        differing = [user for user in people if was.get(user) != now.get(user)]
        if mend and differing:
            _keep(differing, was, now, ledger)
    return [f"person {user}" for user in differing]


def _compare_unit(unit: int, people: Sequence[int], since: int, *, mend: bool) -> list[str]:
    """`people` were counted there at version `since`; who was folded in later may be, too."""
    with transaction.atomic():
        Ledger.objects.select_for_update().get(pk=1)
        later = Counted.objects.filter(version__gt=since).values_list("pk", flat=True)
        wanted = _sum_of(unit, list({*people, *later}))
        differs = []
        for table, (model, keys, columns) in _TABLES.items():
            stored = {
                _key(table, row, len(keys)): list(row[len(keys) :]) for row in _rows(model, keys, columns, unit)
            }
            ours = {key: vector for key, vector in wanted.items() if key[0] == table}
            wrong = {key for key in stored.keys() | ours.keys() if _differ(stored.get(key), ours.get(key))}
            differs += [f"{table} {unit}: {len(wrong)} rows"] if wrong else []
            idle = {key for key, vector in stored.items() if not any(vector)}
            if mend and (wrong or idle):
                _replace(table, unit, ours)
    return differs


def _sum_of(unit: int, people: Sequence[int]) -> Counts:
    found: Counts = {}
    for some in _some(people, 2000):
        for facts in _counted(some).values():
            for key, vector in tally.counts_of(facts, only=unit).items():
                known = found.get(key)
                if known is None:
                    found[key] = vector
                else:
                    for place, number in enumerate(vector):
                        known[place] += number
    return found


def _rows(model: Any, keys: Sequence[str], columns: Sequence[str], unit: int) -> Iterable[tuple[Any, ...]]:
    found: Any = model.objects.filter(unit_id=unit).order_by().values_list(*keys, *columns)
    return found


def _key(table: str, row: Sequence[Any], width: int) -> tuple[Any, ...]:
    return (table, *(value.isoformat() if isinstance(value, date) else value for value in row[:width]))


def _differ(one: Sequence[int] | None, other: Sequence[int] | None) -> bool:
    return list(one or []) != list(other or []) and (any(one or []) or any(other or []))


def _replace(table: str, unit: int, rows: Counts) -> None:
    """The unit's rows as they are to be: with COPY where there is one, since a province has millions."""
    model, keys, columns = _TABLES[table]
    model.objects.filter(unit_id=unit).delete()
    wanted = {key: vector for key, vector in rows.items() if any(vector)}
    if connection.vendor != "postgresql":
        return add(wanted)
    name, names = model._meta.db_table, ", ".join((*keys, *columns))
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} ({names}) FROM STDIN") as copy:
        for (_table, *key), vector in wanted.items():
            copy.write_row((*key, *vector))
