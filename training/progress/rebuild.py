"""The summaries, made from the facts: one row when a fact is added, all of them by `manage.py rebuild_summaries`.

`Mastery`, `ActiveTime` and the `Standing` of open attempts hold nothing that completions, overrides, guidances,
presences and the workspaces' logs do not say. `differences` goes through all of it and tells what does not agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count

import sandbox.api
from sandbox.checks import World
from sandbox.models import OverlayRow
from training.audit.models import Removal
from training.people.models import User
from training.progress import standing
from training.progress.active import active_minutes
from training.progress.judging import judge, undo_to
from training.progress.mastery import Values, mastery_of
from training.progress.models import (
    ActiveTime,
    Completion,
    Guidance,
    Mastery,
    Override,
    Presence,
    Standing,
    StepResult,
)
from training.progress.task import task_of

if TYPE_CHECKING:
    from training.practice.models import Attempt

PEOPLE_AT_A_TIME = 200
ATTEMPTS_AT_A_TIME = 500

#: What of a completion the fold looks at; the evidence is long and stays in the database.
_LIGHT = ("user_id", "lesson_code", "at", "aided", "level", "refresher", "task_hash")


@dataclass(frozen=True)
class Difference:
    """A summary that is not what the facts say. Names numbers of rows and columns; no person, no content."""

    what: str  # "mastery 17/L05", "active time 12", "standing 12"
    columns: str  # "status, since", "missing", "superfluous"

    def __str__(self) -> str:
        return f"{self.what}: {self.columns}"


# --- one row, when a fact was added ---------------------------------------------------------------------


def store_mastery(user_id: int, lesson_code: str) -> None:
    """Bring that row up to date: four or five queries. The caller has locked the person's row."""
    lesson = {"user_id": user_id, "lesson_code": lesson_code}
    values = _fold(
        Completion.objects.filter(**lesson).order_by().only(*_LIGHT),
        Override.objects.filter(**lesson).order_by(),
        Guidance.objects.filter(guide_id=user_id, lesson_code=lesson_code).count(),
    )
    if values is None:
        Mastery.objects.filter(**lesson).delete()
    elif not Mastery.objects.filter(**lesson).update(**vars(values)):
        Mastery.objects.create(**lesson, **vars(values))


def _fold(completions: Iterable[Completion], overrides: Iterable[Override], taught: int) -> Values | None:
    return mastery_of(completions, overrides, taught, refresh_after_days=settings.REFRESH_AFTER_DAYS)


def store_active_time(known: ActiveTime) -> None:
    marks = list(Presence.objects.filter(attempt=known.attempt_id).order_by().values_list("minute", flat=True))
    known.minutes, known.last_minute = active_minutes(marks), max(marks, default=0)
    known.save(update_fields=["minutes", "last_minute"])


# --- all of it ------------------------------------------------------------------------------------------


def differences(people: Sequence[int], *, mend: bool) -> Iterator[Difference]:
    """What does not agree in the summaries of these people; with `mend` it is put right, in the same transaction.

    Batches are small transactions: the people of one are locked meanwhile, everybody else goes on working.
    """
    for first in range(0, len(people), PEOPLE_AT_A_TIME):
        batch = people[first : first + PEOPLE_AT_A_TIME]
        with transaction.atomic():
            if mend:
                list(User.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk"))
            found = [*_masteries(batch, mend=mend), *_active_times(batch, mend=mend), *_standings(batch, mend=mend)]
        yield from found


def _masteries(people: Sequence[int], *, mend: bool) -> Iterator[Difference]:
    key = ("user_id", "lesson_code")
    completions: dict[Any, list[Completion]] = defaultdict(list)
    overrides: dict[Any, list[Override]] = defaultdict(list)
    for done in Completion.objects.filter(user__in=people).order_by().only(*_LIGHT):
        completions[done.user_id, done.lesson_code].append(done)
    for decided in Override.objects.filter(user__in=people).order_by():
        overrides[decided.user_id, decided.lesson_code].append(decided)
    counted = Guidance.objects.filter(guide__in=people).order_by().values("guide_id", "lesson_code")
    taught = {(row["guide_id"], row["lesson_code"]): row["number"] for row in counted.annotate(number=Count("pk"))}
    stored = {(row.user_id, row.lesson_code): row for row in Mastery.objects.filter(user__in=people)}
    for place in sorted(completions.keys() | overrides.keys() | stored.keys()):
        values = _fold(completions[place], overrides[place], taught.get(place, 0))
        row = stored.get(place)
        what = f"mastery {place[0]}/{place[1]}"
        if values is None and row is not None:
            yield Difference(what, "superfluous")
            if mend:
                row.delete()
        elif values is not None and row is None:
            yield Difference(what, "missing")
            if mend:
                Mastery.objects.create(**dict(zip(key, place, strict=True)), **vars(values))
        elif values is not None and row is not None:
            yield from _compared(row, what, vars(values), mend=mend)


def _compared(row: Any, what: str, wanted: dict[str, Any], *, mend: bool) -> Iterator[Difference]:
    if wrong := [name for name, value in wanted.items() if getattr(row, name) != value]:
        yield Difference(what, ", ".join(wrong))
        if mend:
            type(row).objects.filter(pk=row.pk).update(**{name: wanted[name] for name in wrong})


def _active_times(people: Sequence[int], *, mend: bool) -> Iterator[Difference]:
    marks: dict[int, list[int]] = defaultdict(list)
    seen = Presence.objects.filter(attempt__user__in=people).order_by()
    for attempt_id, minute in seen.values_list("attempt_id", "minute").iterator(chunk_size=5000):
        marks[attempt_id].append(minute)
    kept = ActiveTime.objects.filter(attempt__user__in=people)
    stored = {row.attempt_id: row for row in kept.exclude(attempt__removal__minutes_at__isnull=False)}
    for attempt_id in sorted(marks.keys() | stored.keys()):
        wanted = {"minutes": active_minutes(marks[attempt_id]), "last_minute": max(marks[attempt_id], default=0)}
        row = stored.get(attempt_id)
        if row is not None:
            yield from _compared(row, f"active time {attempt_id}", wanted, mend=mend)
        else:
            yield Difference(f"active time {attempt_id}", "missing")
            if mend:
                ActiveTime.objects.create(attempt_id=attempt_id, **wanted)


def cannot_be_rebuilt(people: Sequence[int]) -> int:
    """Of how many attempts of these people retention removed the minutes: their sum is taken as it stands. One query
    for some hundred people."""
    found = 0
    for first in range(0, len(people), PEOPLE_AT_A_TIME):
        batch = people[first : first + PEOPLE_AT_A_TIME]
        found += Removal.objects.filter(attempt__user__in=batch, minutes_at__isnull=False).count()
    return found


def _standings(people: Sequence[int], *, mend: bool) -> Iterator[Difference]:
    """Of attempts that are open: those are the ones that a page asks about."""
    kept = Standing.objects.filter(attempt__user__in=people, attempt__state="open")
    rows = kept.select_related("attempt__task", "attempt__workspace__snapshot").defer(
        "attempt__task__spec", "attempt__workspace__snapshot__definition", "attempt__workspace__snapshot__sequences"
    )
    for row in rows.order_by("pk").iterator(chunk_size=ATTEMPTS_AT_A_TIME):
        yield from _compared(row, f"standing {row.attempt_id}", standing_from_log(row.attempt, row), mend=mend)


def standing_from_log(attempt: Attempt, kept: Standing) -> dict[str, Any]:
    """The columns of `Standing`, from the scenario and the log alone. About six queries.

    Since which event a step has held cannot be seen in how things are now: that is believed as long as the step
    holds, and its record (`StepResult`) says whether it ever did.
    """
    workspace = copy(attempt.workspace)
    again = sandbox.api.rebuild(workspace=workspace)
    workspace.facts, workspace.clock = again.facts, again.clock
    rows = [OverlayRow(workspace=workspace, **row) for row in again.rows.values()]
    world = World.of(workspace, aided=attempt.aided, rows=rows)
    results = dict(StepResult.objects.filter(attempt=attempt).values_list("step", "seq"))
    believed = {
        one.key: standing.StepStanding(one.key, one.status, since=one.since, recorded=one.key in results)
        for one in standing.read(kept.steps)
    }
    now = judge(task_of(attempt).steps, world, believed)
    return {
        "steps": [one.stored() for one in now],
        "seq": workspace.last_seq,
        "undo_to": undo_to(world.events),
        "frontier": next((one.key for one in now if not one.recorded), ""),
    }
