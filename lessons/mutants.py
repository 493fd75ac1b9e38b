"""Slips in a right solution, and which check notices each.

Every mutant is the reference solution with one thing wrong. It is **killed** when some step is not done at its end;
it is **the same** when it leaves the world that the solution leaves (an equal mutant, which nobody can notice: log
and clock are not compared); otherwise it **survives**: everything is done although something else was.

The solution is walked once; each mutant branches off where it begins, and what it did is taken back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.db import transaction

from lessons.other_values import CARELESS, MOST_OTHERS, OtherValues
from lessons.spec import TaskSpec, canonical_json
from sandbox import api, selectors
from sandbox.checks import Finding, World, evaluate
from sandbox.definition.schema import Action, Platform
from sandbox.models import FIRST_OWN_RID, BaseRecord, Snapshot, Workspace
from sandbox.spec import ActMove, AnswerMove, Move, RecordSelector, SearchMove, SeatMove, WaitMove

Kind = Literal["dropped", "altered", "elsewhere", "swapped", "seat", "risky", "touched"]
KINDS: tuple[Kind, ...] = ("dropped", "altered", "elsewhere", "swapped", "seat", "risky", "touched")
Verdict = Literal["killed", "survived", "same"]
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class Mutant:
    """`moves` stand in place of `width` moves of the solution from `place` on. `name` is of the box, record, seat or
    action that is wrong, `value` what stands there instead."""

    kind: Kind
    place: int
    moves: tuple[Move, ...]
    name: str = ""
    value: Any = None
    width: int = 1

    @property
    def label(self) -> str:
        """For lists that machines compare: "3 altered so_ky_hieu=x"."""
        said = "" if self.value is None else f"={_short(self.value)}"
        return f"{self.place + 1} {self.kind} {self.name}{said}".strip()


@dataclass(frozen=True)
class Fate:
    """`caught`: (step, check) of every check that was not ok in the end. `refused`: the platform itself objected."""

    mutant: Mutant
    verdict: Verdict
    caught: tuple[tuple[int, int], ...] = ()
    refused: str = ""


@dataclass(frozen=True)
class Report:
    """`reference`: per step, what its checks say after the solution."""

    reference: list[list[Finding]]
    fates: list[Fate] = field(default_factory=list)

    def count(self, verdict: Verdict, kind: Kind | None = None) -> int:
        return sum(one.verdict == verdict and kind in (None, one.mutant.kind) for one in self.fates)

    @property
    def survivors(self) -> list[Fate]:
        return [one for one in self.fates if one.verdict == "survived"]

    @property
    def share(self) -> float:
        """Killed, of those that can be noticed at all; 1 where there are none."""
        noticeable = self.count("killed") + self.count("survived")
        return self.count("killed") / noticeable if noticeable else 1.0

    def caught_by(self, step: int, check: int) -> list[Fate]:
        return [one for one in self.fates if (step, check) in one.caught]

    def idle(self) -> list[tuple[int, int]]:
        """(step, check) of the checks that no mutant needed."""
        needed = {place for one in self.fates for place in one.caught}
        return [
            (step, finding.check_index)
            for step, findings in enumerate(self.reference)
            for finding in findings
            if (step, finding.check_index) not in needed
        ]


def try_mutants(
    spec: TaskSpec, snapshot: Snapshot, platform: Platform, *, kinds: Iterable[Kind] = KINDS, seed: int = 0
) -> Report:
    """Play every mutant of these kinds, with the values of that seed. Leaves nothing behind."""
    bound = spec.bound(seed)
    with transaction.atomic():
        workspace = api.create_workspace(snapshot=snapshot, scenario=spec.scenario, seed=seed)
        try:
            return _Trial(bound, workspace, platform, frozenset(kinds)).report()
        finally:
            transaction.set_rollback(True)


class _Trial:
    def __init__(self, spec: TaskSpec, workspace: Workspace, platform: Platform, kinds: frozenset[Kind]) -> None:
        self.spec, self.workspace, self.platform, self.kinds = spec, workspace, platform, kinds
        self.typed = {one for move in spec.solution for one in _moments(_values(move))}
        self.values = OtherValues(platform, spec.scenario.records)
        self.tries = 0

    def report(self) -> Report:
        with transaction.atomic():
            self._play(self.spec.solution, "reference")
            reference, goal = self._findings(), self._world(frozenset())
            transaction.set_rollback(True)
        fates = []
        for place in range(len(self.spec.solution) + 1):
            fates += [self._fate(mutant, goal) for mutant in self._at(place)]
            if place < len(self.spec.solution):
                self._play([self.spec.solution[place]], f"walk{place}")
        return Report(reference, fates)

    def _fate(self, mutant: Mutant, goal: str) -> Fate:
        self.tries += 1
        with transaction.atomic():
            refused = self._play(mutant.moves, f"m{self.tries}")
            self._play(self.spec.solution[mutant.place + mutant.width :], f"r{self.tries}")
            caught = tuple(
                (step, finding.check_index)
                for step, findings in enumerate(self._findings())
                for finding in findings
                if finding.status != "ok"
            )
            verdict: Verdict = "killed"
            if not caught:
                moments = {one for move in mutant.moves for one in _moments(_values(move))}
                verdict = "same" if self._world(frozenset(moments)) == goal else "survived"
            transaction.set_rollback(True)
        return Fate(mutant, verdict, caught, refused)

    def _play(self, moves: Sequence[Move], prefix: str) -> str:
        """What was refused first, in the language of the definition; "" if nothing was."""
        outcomes = api.play(workspace_id=self.workspace.pk, moves=moves, key_prefix=prefix)
        return next((outcome.refusal.say.vi for outcome in outcomes if outcome.refusal), "")

    def _findings(self) -> list[list[Finding]]:
        world = World.of(self._now())
        return [evaluate(step.checks, world) for step in self.spec.steps]

    def _now(self) -> Workspace:
        return selectors.workspace_by_id(self.workspace.pk)

    # --- is it the same world? ------------------------------------------------------------------------------

    def _world(self, moments: frozenset[str]) -> str:
        """Everything that there is now, but for names of new records and moments that nobody typed."""
        overlay = api.overlay_of(self._now())
        laid = FIRST_OWN_RID + len(self.spec.scenario.records)
        typed = self.typed | moments
        rows = sorted(
            canonical_json(
                [
                    row["record_type"],
                    row["state"],
                    row["deleted"],
                    rid if rid < laid else "new",
                    self._plain(row["record_type"], row["data"], laid, typed),
                ]
            )
            for rid, row in overlay.rows.items()
        )
        return canonical_json([rows, overlay.facts.get("answers", {})])

    def _plain(self, record_type: str, data: Mapping[str, Any], laid: int, typed: set[str]) -> dict[str, Any]:
        fields = self.platform.record(record_type).fields
        return {
            name: _masked(value, laid, typed, links=fields[name].type in ("record", "files"))
            for name, value in data.items()
            if name in fields
        }

    # --- which mutants there are ----------------------------------------------------------------------------

    def _at(self, place: int) -> list[Mutant]:
        """Those that branch off before the move of that place; the workspace stands there."""
        solution = self.spec.solution
        found: list[Mutant] = []
        if place < len(solution):
            move = solution[place]
            found += [Mutant("dropped", place, ())] if "dropped" in self.kinds else []
            found += self._altered(place, move) if "altered" in self.kinds else []
            found += self._elsewhere(place, move) if "elsewhere" in self.kinds else []
            found += self._swapped(place) if "swapped" in self.kinds else []
            found += self._from_another_seat(place, move) if "seat" in self.kinds else []
        found += self._risky(place) if "risky" in self.kinds else []
        found += self._touched(place) if "touched" in self.kinds and place == len(solution) else []
        return found

    def _altered(self, place: int, move: Move) -> Iterator[Mutant]:
        if isinstance(move, AnswerMove):
            wrong = move.model_copy(update={"value": f"{move.value}9"})
            yield Mutant("altered", place, (wrong,), move.question, wrong.value)
        elif isinstance(move, SearchMove):
            yield Mutant("altered", place, (move.model_copy(update={"words": CARELESS}),), "words", CARELESS)
        elif isinstance(move, WaitMove):
            for until in ("reply", "next_session"):
                if until != move.until:
                    yield Mutant("altered", place, (WaitMove(until=until),), "until", until)
        elif isinstance(move, ActMove):
            fields = self.platform.record(move.action.partition(".")[0]).fields
            for name, value in move.values.items():
                for other in self.values.others(fields[name], value) if name in fields else ():
                    wrong_act = move.model_copy(update={"values": {**move.values, name: other}})
                    yield Mutant("altered", place, (wrong_act,), name, other)

    def _elsewhere(self, place: int, move: Move) -> Iterator[Mutant]:
        """The same done to another record of its kind: one that lies ready, or one of the archive in that state."""
        if not isinstance(move, ActMove) or move.on is None:
            return
        record_type = move.action.partition(".")[0]
        rid = selectors.record_meant(self._now(), move)
        meant = World.of(self._now()).get(rid) if rid else None
        laid = [one.ref for one in self.spec.scenario.records if one.record == record_type and one.ref != move.on]
        state = meant.state if meant else ""
        names = [*laid[:MOST_OTHERS], *self._of_the_base(record_type, state)]
        for name in names:
            yield Mutant("elsewhere", place, (move.model_copy(update={"on": name}),), name)

    def _of_the_base(self, record_type: str, state: str) -> list[str]:
        definition = self.platform.record(record_type)
        own = World.of(self._now())
        rows = BaseRecord.objects.filter(snapshot_id=self.workspace.snapshot_id, record_type=record_type, state=state)
        for row in rows.exclude(rid__in=list(own.rows))[:5]:
            for key in definition.key_fields or [definition.title]:
                name = f"{record_type}:{row.data.get(key)}"
                if row.data.get(key) and len(name) <= 120 and own.refs.get(name) == row.rid:
                    return [name]
        return []

    def _swapped(self, place: int) -> Iterator[Mutant]:
        pair = self.spec.solution[place : place + 2]
        if len(pair) == 2 and pair[0] != pair[1]:
            yield Mutant("swapped", place, tuple(reversed(pair)), width=2)

    def _from_another_seat(self, place: int, move: Move) -> Iterator[Mutant]:
        """Where the learner holds several: done from another one, whose owner then goes on as before."""
        held = self._now().person
        if isinstance(move, ActMove):
            for person in {self.spec.scenario.person: 1, **dict.fromkeys(self.spec.scenario.seats)}:
                if person != held:
                    yield Mutant("seat", place, (SeatMove(person=person), move, SeatMove(person=held)), person)

    def _risky(self, place: int) -> Iterator[Mutant]:
        """A risky action that is on offer now, on the record of the move before, and not part of the solution."""
        before = self.spec.solution[place - 1] if place else None
        after = self.spec.solution[place] if place < len(self.spec.solution) else None
        move = before if isinstance(before, ActMove) and before.on is not None else after
        if not isinstance(move, ActMove) or move.on is None:
            return
        record_type = move.action.partition(".")[0]
        used = {one.action for one in self.spec.solution if isinstance(one, ActMove)}
        yield from self._offered(place, move.on, record_type, lambda name, action: action.risky and name not in used)

    def _offered(self, place: int, on: Any, record_type: str, wanted: Any) -> Iterator[Mutant]:
        now = self._now()
        probe = ActMove(action=f"{record_type}.sua", on=on)
        rid = selectors.record_meant(now, probe)
        row = selectors.record(now, rid) if rid else None
        for offer in selectors.offers(now, row) if row else ():
            name = f"{record_type}.{offer.key}"
            if offer.allowed and wanted(name, offer.action):
                move = ActMove(action=name, on=on, values=self._filled(record_type, offer.action))
                kind: Kind = "touched" if place == len(self.spec.solution) and not offer.action.risky else "risky"
                yield Mutant(kind, place, (move,), _called(on, name), width=0)

    def _filled(self, record_type: str, action: Action) -> dict[str, Any]:
        """Something for every box that has to be filled and that nothing stands in."""
        fields = self.platform.record(record_type).fields
        values: dict[str, Any] = {}
        for ask in action.asks:
            about = fields[ask.field]
            needed = about.required if ask.required is None else ask.required
            if needed and ask.default is None:
                value = next(iter(self.values.different(about, None)), None)
                if isinstance(value, str) and ask.min_length:
                    value = value * ask.min_length
                values[ask.field] = value
        return {name: value for name, value in values.items() if value is not None}

    def _touched(self, place: int) -> Iterator[Mutant]:
        """At the end, something done to a record that is not part of the task."""
        part = {_named(move.on) for move in self.spec.solution if isinstance(move, ActMove)}
        types = {move.action.partition(".")[0] for move in self.spec.solution if isinstance(move, ActMove)}
        for record in self.spec.scenario.records:
            if record.ref not in part and record.record in types:
                found = self._offered(place, record.ref, record.record, lambda name, action: not action.risky)
                yield from (one for one, _number in zip(found, range(MOST_OTHERS), strict=False))


# --- the same world -----------------------------------------------------------------------------------------


#: In a record's own log, `at` says when; see the effect `remember`.
def _masked(value: Any, laid: int, typed: set[str], *, links: bool) -> Any:
    if isinstance(value, list):
        return sorted((_masked(one, laid, typed, links=links) for one in value), key=canonical_json)
    if isinstance(value, Mapping):
        return {key: "then" if key == "at" else _masked(one, laid, typed, links=links) for key, one in value.items()}
    if isinstance(value, str) and _MOMENT.fullmatch(value) and value not in typed:
        return "then"
    if links and isinstance(value, int) and not isinstance(value, bool) and value >= laid:
        return "new"
    return value


def _values(move: Move) -> Any:
    return list(move.values.values()) if isinstance(move, ActMove) else []


def _moments(value: Any) -> Iterator[str]:
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _moments(one)
    elif isinstance(value, Mapping):
        yield from _moments(list(value.values()))


def _named(on: str | RecordSelector | None) -> str:
    return on if isinstance(on, str) else (on.ref or "") if on else ""


def _called(on: Any, action: str) -> str:
    return f"{action} {_named(on)}".strip()


def _short(value: Any) -> str:
    said = value if isinstance(value, str) else canonical_json(value)
    return said if len(said) <= 40 else f"{said[:39]}…"
