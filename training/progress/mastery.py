"""How far somebody is with a lesson: a fold over facts in the order of time. Pure, so that it can be done again.

not yet (no row) → assisted → unaided → retained. Unaided: done once without help; from then on a repeat is due after
each of `REFRESH_AFTER_DAYS`. Retained: done again unaided when the first of these days had come. Time alone takes
nothing away, however overdue a repeat is; only a repeat that was begun as due and then finished with help puts the
status back to assisted, and the count begins anew with the next unaided completion. (Retrieval that is spaced out is
what keeps a skill: N. Cepeda et al., "Distributed practice in verbal recall tasks", Psychol. Bulletin 132, 2006.)

The level is the best of the completions since then; M4 is M3 and a colleague who says "taught me".

A voided completion is as if it had never been. A grant acts as a completion of its status on its day and never lowers
anything; it cannot make "retained", which is something that only doing it again can show.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

REFRESH_AFTER_DAYS = (7, 28)  # as long as the settings say nothing else
GRANTED_LEVEL = {"assisted": 1, "unaided": 2}


class Done(Protocol):
    """A completion, as far as it matters here."""

    pk: Any
    at: datetime
    aided: bool
    level: int
    refresher: bool
    task_hash: str


class Decided(Protocol):
    """An override, as far as it matters here."""

    pk: Any
    at: datetime
    kind: str  # grant, void, undo
    status: str
    completion_id: int | None
    undoes_id: int | None


@dataclass
class Values:
    """The columns of `models.Mastery`, but for whose row it is."""

    status: str
    level: int
    since: datetime
    first_at: datetime
    unaided_at: datetime | None = None
    retained_at: datetime | None = None
    refresh_at: datetime | None = None
    refreshed: int = 0
    completions: int = 0
    task_hash: str = ""


@dataclass
class _Fold:
    days: Sequence[int]
    now: Values | None = None
    done: int = field(default=0)

    def completion(self, one: Done) -> None:
        self.done += 1
        if not one.aided:
            self._unaided(one.at, one.level, shown=True)
            assert self.now is not None
            self.now.task_hash = one.task_hash
        elif self.now is None:
            self._begin("assisted", one.at, one.level)
        elif one.refresher and self.now.status != "assisted":
            self.now = Values("assisted", one.level, one.at, self.now.first_at)
        else:
            self.now.level = max(self.now.level, one.level)

    def grant(self, status: str, at: datetime) -> None:
        if status == "unaided" and (self.now is None or self.now.status == "assisted"):
            self._unaided(at, GRANTED_LEVEL[status], shown=False)
        elif self.now is None:
            self._begin("assisted", at, GRANTED_LEVEL["assisted"])

    def _begin(self, status: str, at: datetime, level: int) -> None:
        self.now = Values(status, level, at, at)

    def _unaided(self, at: datetime, level: int, *, shown: bool) -> None:
        if self.now is None:
            self._begin("unaided", at, level)
        now = self.now
        assert now is not None
        now.level = max(now.level, level)
        if now.unaided_at is None:
            now.status, now.since, now.unaided_at = "unaided", at, at
        elif shown:
            passed = sum(at - now.unaided_at >= timedelta(days=day) for day in self.days)
            now.refreshed = max(now.refreshed, passed)
            if passed and now.status != "retained":
                now.status, now.since, now.retained_at = "retained", at, at
        left = self.days[now.refreshed : now.refreshed + 1]
        now.refresh_at = now.unaided_at + timedelta(days=left[0]) if left else None


def mastery_of(
    completions: Iterable[Done],
    overrides: Iterable[Decided],
    taught: int,
    *,
    refresh_after_days: Sequence[int] = REFRESH_AFTER_DAYS,
) -> Values | None:
    """What all of that comes to, of one person and one lesson; None is "not yet".

    `taught`: how many colleagues say that this person taught them the lesson. The order of the arguments' items does
    not matter. What happened at the same moment is taken completions first.
    """
    decided = list(overrides)
    undone = {one.undoes_id for one in decided if one.kind == "undo"}
    holding = [one for one in decided if one.pk not in undone]
    void = {one.completion_id for one in holding if one.kind == "void"}
    facts: list[tuple[tuple[datetime, int, Any], Any]] = [
        ((one.at, 0, one.pk), one) for one in completions if one.pk not in void
    ]
    facts += [((one.at, 1, one.pk), one) for one in holding if one.kind == "grant"]
    fold = _Fold(tuple(refresh_after_days))
    for (_at, kind, _pk), one in sorted(facts, key=lambda fact: fact[0]):
        if kind == 0:
            fold.completion(one)
        else:
            fold.grant(one.status, one.at)
    if fold.now is None:
        return None
    fold.now.completions = fold.done
    if fold.now.level == 3 and taught:
        fold.now.level = 4
    return fold.now
