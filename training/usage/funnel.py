"""Per step of a lesson: reached, done on one's own, by the guide, with help, given up, under way, and what it took.

* A step was *reached* when it was done, or was the first of its attempt that never held. An attempt is *given up*
  where it stands when it was set aside, or not touched for 14 days.
* *Alone*: in "tự làm" or "làm khi có bẫy", and no help opened on the step. *By the guide*: in "làm theo", no help
  opened. *With help*: any rung of the ladder on it.
* Medians are over attempts that did the step, of minutes between the step before and it.

All of it is counted by the database: a handful of rows come back however many attempts there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils import timezone

from training.people.privacy import FEWEST
from training.practice.models import Attempt
from training.progress.models import Standing, StepResult
from training.usage.asking import GIVEN_UP_AFTER, Asked, begun, counted
from training.usage.hiding import Arc, Part, hidden, hidden_when_cut

DONE = ("alone", "guided", "helped")
NOT_DONE = ("left", "under_way")
KINDS = (*DONE, *NOT_DONE)


@dataclass(frozen=True)
class Tally:
    """Attempts, and how many different people they are of."""

    number: int = 0
    people: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Of what excludes each other; who is in both counts once at least, so `people` is the least it can be."""
        return Tally(self.number + other.number, max(self.people, other.people))


#: By (step, kind), and ("", "finished").
Tallies = Mapping[tuple[str, str], Tally]


@dataclass(frozen=True)
class Number:
    """A number as it may be shown: None where it is hidden. Whether it is hidden for being about few people, or only
    so that another one does not follow, is not told: that alone would let some be worked out. `few` is told of a
    number that stands in no sum."""

    kind: str
    value: int | None
    few: bool = False


@dataclass(frozen=True)
class Row:
    """One step. `bar`: (kind, width) of what may be drawn, "hidden" for what is hidden together."""

    step: str
    title: str
    reached: Number
    numbers: Sequence[Number]
    bar: Sequence[tuple[str, int, int]]  # kind, from, width
    worked: int | None  # median minutes of work
    simulated: int | None  # median minutes on the simulated clock

    def of(self, kind: str) -> Number:
        """The number of that kind."""
        return next(number for number in self.numbers if number.kind == kind)


@dataclass(frozen=True)
class Funnel:
    rows: Sequence[Row]
    finished: Number
    widest: int  # of all bars

    @property
    def empty(self) -> bool:
        return self.rows[0].reached.value == 0 if self.rows else True

    @property
    def too_few(self) -> bool:
        """So few that nothing can be said."""
        return not any(number.value for row in self.rows for number in [row.reached, *row.numbers])


def funnel_of(code: str, steps: Sequence[tuple[str, str]], asked: Asked, tasks: Collection[int] = ()) -> Funnel:
    """`steps`: (key, title) in the lesson's order. Three queries, and two more for a cut."""
    wanted = _wanted([code], tasks)
    whole = tallies(wanted).get((code, ""), {})
    cut = tallies(wanted, asked.part("attempt__")) if asked.only else {}
    parts = {part: cut.get((code, part), {}) for part in asked.parts}
    worked, simulated = _medians(wanted & Q(in_part__in=asked.chosen) if asked.only else wanted, asked)
    return drawn(steps, shown_of([key for key, _title in steps], whole, asked, parts), worked, simulated)


@dataclass(frozen=True)
class Shown:
    """The numbers of a table, and which of them stay hidden."""

    arcs: Sequence[Arc]
    away: frozenset[str]

    def number(self, name: str, kind: str) -> Number:
        arc = next(arc for arc in self.arcs if arc.name == name)
        return Number(kind, None if name in self.away else arc.value)


def shown_of(steps: Sequence[str], whole: Tallies, asked: Asked, parts: Mapping[str, Tallies]) -> Shown:
    """What may be shown of all attempts at a lesson, or of the parts asked for, beside everything else that can be
    asked for of the same lesson."""
    arcs = arcs_of(steps, whole)
    if not asked.only:
        return Shown(arcs, hidden(arcs))
    cut = [Part(arcs_of(steps, parts.get(part, {})), _never(steps, part)) for part in asked.parts]
    together: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for part in asked.chosen:
        for cell, tally in parts.get(part, {}).items():
            together[cell] += tally
    away = hidden_when_cut(arcs, cut) - _never(steps, asked.only)  # what cannot be is no secret
    return Shown(arcs_of(steps, together), away)


def _never(steps: Sequence[str], part: str) -> frozenset[str]:
    """What cannot have happened in that part, by what "alone" and "guided" mean."""
    if part not in Attempt.Mode.values:
        return frozenset()
    kind = "alone" if part == Attempt.Mode.GUIDED else "guided"
    return frozenset(f"{key}.{kind}" for key in steps)


def drawn(
    steps: Sequence[tuple[str, str]],
    shown: Shown,
    worked: Mapping[str, tuple[int, int]],
    simulated: Mapping[str, tuple[int, int]],
) -> Funnel:
    """The table with what must be hidden hidden."""
    people = {arc.name: arc.people for arc in shown.arcs}
    rows = []
    for key, title in steps:
        numbers = [shown.number(f"{key}.{kind}", kind) for kind in KINDS]
        reached = shown.number(f"{key}.reached", "reached")
        done = sum(people[f"{key}.{kind}"] for kind in DONE)
        timed = done >= FEWEST and not any(one.value is None for one in numbers if one.kind in DONE)
        rows.append(
            Row(
                step=key,
                title=title,
                reached=reached,
                numbers=numbers,
                bar=_bar(reached, numbers),
                worked=_enough(worked.get(key)) if timed else None,
                simulated=_enough(simulated.get(key)) if timed else None,
            )
        )
    widest = max((row.reached.value or 0 for row in rows), default=0)
    return Funnel(rows, shown.number("finished", "finished") if rows else Number("finished", 0), widest or 1)


def arcs_of(steps: Sequence[str], tallies: Tallies) -> list[Arc]:
    """The numbers as a circulation: into a step, through it as done, out of it as given up or under way; what is done
    arrives at the next step. Who does steps in another order makes no number that could be worked out."""
    arcs = []
    for place, key in enumerate(steps):
        cells = {kind: tallies.get((key, kind), Tally()) for kind in KINDS}
        whole = sum(cells.values(), Tally())
        before = f"{steps[place - 1]}:out" if place else "house"
        arcs.append(Arc(f"{key}.reached", before, f"{key}:in", whole.number, whole.people))
        for kind, cell in cells.items():
            head = f"{key}:out" if kind in DONE else "house"
            arcs.append(Arc(f"{key}.{kind}", f"{key}:in", head, cell.number, cell.people))
    if steps:
        end = tallies.get(("", "finished"), Tally())
        arcs.append(Arc("finished", f"{steps[-1]}:out", "house", end.number, end.people))
    return arcs


def _bar(reached: Number, numbers: Iterable[Number]) -> list[tuple[str, int, int]]:
    if not reached.value:
        return []
    parts, at = [], 0
    for number in numbers:
        if number.value:
            parts.append((number.kind, at, number.value))
            at += number.value
    if at < reached.value:
        parts.append(("hidden", at, reached.value - at))
    return parts


def _enough(median: tuple[int, int] | None) -> int | None:
    return median[0] if median and median[1] >= FEWEST else None


# --- counting -------------------------------------------------------------------------------------------


def left_or_under_way(prefix: str = "") -> Case:
    """ "left" or "under_way", of an attempt that is not finished."""
    gone = Q(**{f"{prefix}state": Attempt.State.SET_ASIDE}) | Q(
        **{f"{prefix}last_seen__lt": timezone.now() - GIVEN_UP_AFTER}
    )
    return Case(When(gone, then=Value("left")), default=Value("under_way"), output_field=CharField())


def _wanted(codes: Collection[str], tasks: Collection[int]) -> Q:
    wanted = Q(attempt__lesson_code__in=codes) & counted("attempt__")
    return wanted & Q(attempt__task__in=tasks) if tasks else wanted


def tallies(wanted: Q, part: Combinable | None = None) -> dict[tuple[str, str], dict[tuple[str, str], Tally]]:
    """By (lesson's code, part), "" where nothing is cut. Two queries."""
    helped = Case(
        When(rung__gt=0, then=Value("helped")),
        When(attempt__mode=Attempt.Mode.GUIDED, then=Value("guided")),
        default=Value("alone"),
        output_field=CharField(),
    )
    at_end = Case(When(frontier="", then=Value("finished")), default=left_or_under_way("attempt__"))
    cells = {"of": F("attempt__lesson_code"), "in_part": part or Value("")}
    sizes = {"number": Count("attempt"), "people": Count("attempt__user", distinct=True)}
    done = StepResult.objects.filter(wanted).order_by().annotate(**cells, at_step=F("step"), kind=helped)
    stand = Standing.objects.filter(wanted & begun("attempt__")).order_by()
    stand = stand.annotate(**cells, at_step=F("frontier"), kind=at_end)
    found: dict[tuple[str, str], dict[tuple[str, str], Tally]] = defaultdict(dict)
    names = ("of", "in_part", "at_step", "kind")
    rows: list[Any] = [*done.values(*names).annotate(**sizes), *stand.values(*names).annotate(**sizes)]
    for row in rows:
        found[row["of"], row["in_part"]][row["at_step"], row["kind"]] = Tally(row["number"], row["people"])
    return dict(found)


def _medians(wanted: Q, asked: Asked) -> tuple[dict[str, tuple[int, int]], ...]:
    """By step: (median, over how many), of minutes of work and of simulated ones. One query, which brings as many
    rows as there are different lengths of time."""
    columns = ("worked", "simulated")
    results = StepResult.objects.annotate(in_part=asked.part("attempt__")) if asked.only else StepResult.objects
    histograms = [
        results.filter(wanted, **{f"{column}__isnull": False})
        .order_by()
        .annotate(of=Value(place), length=F(column))
        .values_list("of", "step", "length")
        .annotate(number=Count("pk"))
        for place, column in enumerate(columns)
    ]
    lengths: list[dict[str, list[tuple[int, int]]]] = [defaultdict(list) for _ in columns]
    for of, step, length, number in histograms[0].union(*histograms[1:], all=True):
        lengths[of][step].append((length, number))
    return tuple({step: median(found) for step, found in of.items()} for of in lengths)


def median(lengths: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The lower median of lengths with how often each occurs, and how many there are. (0, 0) for none."""
    ordered = sorted(lengths)
    whole, seen = sum(number for _length, number in ordered), 0
    for length, number in ordered:
        seen += number
        if 2 * seen >= whole:
            return length, whole
    return 0, 0
