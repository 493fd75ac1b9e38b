"""Reads over the counts: how many, of a unit, now or as it stood on a day. A query or two, however many people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from training.people.models import OrgUnit, UnitName
from training.reports.models import STOCK, Daily, Jam, Stock

if TYPE_CHECKING:
    from training.reports.asking import Asked

__all__ = [
    "Days",
    "Figure",
    "Group",
    "figures",
    "jams",
    "positions",
    "progress",
    "standing",
    "together",
    "units_below",
]

Numbers = dict[tuple[int, str], "Figure"]
Rows = Mapping[tuple[int, str], dict[str, int]]
Group = tuple[Collection[int], Collection[str]]  # units, codes: each of these of each of those


@dataclass(frozen=True)
class Figure:
    """Of one unit and one lesson or course. `levels` is empty for a day that has passed: they are known of today."""

    people: int = 0
    done: int = 0
    unaided: int = 0  # or better
    retained: int = 0
    levels: tuple[int, ...] = ()  # M1, M2, M3, M4

    @property
    def left(self) -> int:
        return max(self.people - self.done, 0)

    @property
    def aided(self) -> int:
        return max(self.done - self.unaided, 0)

    @property
    def alone_only(self) -> int:
        """Alone, and not shown again weeks later."""
        return max(self.unaided - self.retained, 0)

    @property
    def share(self) -> float:
        """Of the people, who have done it; who has nobody counts as done."""
        return min(self.done / self.people, 1.0) if self.people else 1.0

    @property
    def percent(self) -> int:
        """Never 100 as long as somebody is left, never 0 as long as somebody is through."""
        percent = round(self.share * 100)
        if self.left and percent == 100:
            return 99
        return 1 if self.done and percent == 0 else percent


def figures(asked: Asked, units: Collection[int], codes: Collection[str]) -> Numbers:
    """Every (unit, code), those without anybody included. One query; two for a past day as organised now."""
    if not asked.past:
        stock = _stock(asked, units, {"", *codes})
        people = {unit: row["people"] for (unit, code), row in stock.items() if code == ""}
        return {
            (unit, code): _figure(people.get(unit, 0), stock.get((unit, code), {}))
            for unit in units
            for code in codes
        }
    prefix = "then_" if asked.is_then else ""
    sums = {name: Sum(f"{prefix}{name}") for name in ("done", "unaided", "retained")}
    if asked.is_then:
        sums["people"] = Sum("then_people")
    found = Daily.objects.filter(_where(asked, units, {"", *codes}), day__lte=asked.day).order_by()
    summed: Any = found.values("unit_id", "code").annotate(**sums)
    rows: dict[tuple[int, str], dict[str, Any]] = {(row["unit_id"], row["code"]): row for row in summed}
    if asked.is_then:
        people = {unit: row["people"] for (unit, code), row in rows.items() if code == ""}
    else:
        people = {unit: row["people"] for (unit, _code), row in _stock(asked, units, {""}).items()}
    return {
        (unit, code): _figure(people.get(unit, 0), rows.get((unit, code), {}), past=True)
        for unit in units
        for code in codes
    }


def _where(asked: Asked, units: Collection[int], codes: Collection[str]) -> Q:
    where = Q(unit_id__in=list(units), code__in=list(codes))
    if asked.positions:
        where &= Q(position__in=asked.positions)
    return where & Q(position=asked.position) if asked.position else where


def _stock(asked: Asked, units: Collection[int], codes: Collection[str]) -> Rows:
    if asked.counts is not None and not asked.positions:
        return {key: row for key, row in asked.counts.items() if key[0] in units and key[1] in codes}
    rows: Any = Stock.objects.filter(_where(asked, units, codes)).order_by().values("unit_id", "code")
    return {(row["unit_id"], row["code"]): _plain(row) for row in rows.annotate(**_sums())}


def together(asked: Asked, groups: Collection[Group]) -> Rows:
    """Of today, what `figures` will be asked for all of these. One query."""
    wanted = Q(pk__in=[])
    for units, codes in groups:
        wanted |= _where(asked, units, {"", *codes})
    rows: Any = Stock.objects.filter(wanted).order_by().values("unit_id", "code")
    return {(row["unit_id"], row["code"]): _plain(row) for row in rows.annotate(**_sums())}


def standing(units: Any, codes: Collection[str]) -> Numbers:
    """The same for today, of any units. One query."""
    rows: Any = Stock.objects.filter(unit_id__in=units, code__in=["", *codes]).order_by().values("unit_id", "code")
    found: dict[tuple[int, str], dict[str, Any]] = {
        (row["unit_id"], row["code"]): row for row in rows.annotate(**_sums())
    }
    there = {unit for unit, _code in found}
    people = {unit: found.get((unit, ""), {}).get("sum_people", 0) for unit in there}
    return {
        (unit, code): _figure(people[unit], _plain(found.get((unit, code), {}))) for unit in there for code in codes
    }


def _sums() -> dict[str, Any]:
    return {f"sum_{name}": Sum(name) for name in STOCK}


def _plain(row: dict[str, Any]) -> dict[str, int]:
    return {name: row[f"sum_{name}"] for name in STOCK} if row else {}


def _figure(people: int, row: dict[str, Any], *, past: bool = False) -> Figure:
    return Figure(
        people,
        row.get("done") or 0,
        row.get("unaided") or 0,
        row.get("retained") or 0,
        () if past else tuple(row.get(name, 0) for name in ("m1", "m2", "m3", "m4")),
    )


def positions(unit: OrgUnit, most: int = 40) -> list[str]:
    """What people of the unit are, the commonest first. One query."""
    rows = Stock.objects.filter(unit_id=unit.pk, code="", people__gt=0).order_by("-people", "position")
    return [position for position in rows.values_list("position", flat=True)[:most] if position]


Days = dict[tuple[int, str], list[tuple[date, int]]]


def progress(
    asked: Asked, pairs: Collection[tuple[int, str]], chosen: tuple[int, str], since: date, until: date
) -> Days:
    """What each day brought, up to `until`: since that day for every (unit, code), from the beginning for the chosen
    one. One query."""
    units, codes = {unit for unit, _code in pairs}, {code for _unit, code in pairs}
    column = "then_done" if asked.is_then else "done"
    lately = _where(asked, units, codes) & Q(day__gt=since)
    whole = _where(asked, [chosen[0]], [chosen[1]])
    rows = Daily.objects.filter(lately | whole, day__lte=until).order_by("day")
    found: Days = defaultdict(list)
    for unit, code, day, number in rows.values_list("unit_id", "code", "day").annotate(number=Sum(column)):
        found[unit, code].append((day, number))
    return found


def units_below(asked: Asked) -> list[OrgUnit]:
    """The unit's parts: of today, or, as organised then, those that there were, under the names that they had then.
    One query in that case."""
    if not asked.is_then:
        return asked.below
    unit, day = asked.unit, asked.day
    assert day is not None
    called = UnitName.objects.on(day).filter(unit=OuterRef("pk")).values("name")[:1]
    there = OrgUnit.objects.filter(path__startswith=unit.path, depth=unit.depth + 1, valid_from__lte=day)
    there = there.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day)).order_by("path")
    found = list(there.annotate(name_then=Coalesce(Subquery(called), F("name"))))
    for one in found:
        one.name = one.name_then
    return found


def jams(units: Iterable[int], lessons: Collection[str] = ()) -> dict[tuple[int, str, str, str], int]:
    """People by (unit, lesson, step, "stand" or "stuck"). One query."""
    rows = Jam.objects.filter(unit_id__in=list(units), people__gt=0).order_by()
    if lessons:
        rows = rows.filter(lesson_code__in=lessons)
    columns = ("unit_id", "lesson_code", "step", "kind", "people")
    return {(unit, code, step, kind): people for unit, code, step, kind, people in rows.values_list(*columns)}
