"""What a demonstration changed, as demands on records: the net difference, each demand with the deed it comes from.

* A field counts with its last value, if the learner's own deed wrote that; what colleagues wrote is theirs.
* What the platform generates (numbers from a book, moments of the clock) is demanded to be there, not to be so.
* A long text, written by hand, must not be empty. A counter must have got so far. Of a table the changed rows count.
* A record's state is the one that the learner brought it to, or what colleagues then make of it.
* A deed that leaves nothing behind that only it can leave is demanded itself, as an event.
* A box that was offered filled, had to be filled and was left so is part of what was confirmed.

Further demonstrations relax: what only one of them did is not demanded; where they wrote different values the
choices are either, and a text, number or date must merely be there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.db import transaction

from lessons.drafting.recording import Deed, Recording
from lessons.drafting.traces import only_of, only_way_to
from sandbox import api
from sandbox.definition.schema import Action, RecordField, RecordType
from sandbox.models import Event
from sandbox.spec import (
    SEARCHED,
    Check,
    Count,
    EventHappened,
    Exists,
    FieldIs,
    Missing,
    RecordSelector,
    StateIs,
)

#: Characters from which a text that was typed into a line is prose rather than a value.
PROSE = 60
NOT_EMPTY = {"empty": False}
CHOSEN = frozenset({"choice", "person", "unit", "checkbox", "record"})
TIMES = frozenset({"date", "datetime"})
ALONG = TIMES | {"person", "unit", "record"}
Kind = Literal["exists", "missing", "field", "state", "event", "kept", "count"]


@dataclass(frozen=True)
class Demand:
    """`who`: see `Naming.identity`; `name`: the field or action; `seq`: of the deed;"""

    kind: Kind
    who: str
    name: str
    value: Any
    select: RecordSelector | None
    seq: int
    person: str | None = None
    of: str = ""  # the field's type
    beside: bool = False  # of a record that came about with the deed
    typed: bool = False  # by hand, in the deed's own form

    @property
    def key(self) -> tuple[str, str, str]:
        return self.kind, self.who, self.name


def demands(recording: Recording) -> list[Demand]:
    """Of one demonstration, in the order of its deeds."""
    return list(_Difference(recording).demands())


def relaxed(first: Sequence[Demand], others: Sequence[Sequence[Demand]]) -> list[Demand]:
    """What all demonstrations have in common; values are compared with their placeholders in place."""
    found = []
    for demand in first:
        alike = [[one for one in other if one.key == demand.key] for other in others]
        if all(alike):
            found.append(_common(demand, [one[0].value for one in alike]))
    return found


def _common(demand: Demand, values: Sequence[Any]) -> Demand:
    different = [value for value in values if value != demand.value]
    if not different:
        return demand
    if demand.kind == "state":
        return replace(
            demand, value=list(dict.fromkeys([*demand.value, *(one for each in different for one in each)]))
        )
    if demand.kind in ("exists", "kept") or demand.value == NOT_EMPTY:
        return demand
    if isinstance(demand.value, list):
        common = [one for one in demand.value if all(one in _items(each) for each in different)]
        return replace(demand, value={"contains": common} if common else NOT_EMPTY)
    if demand.of in CHOSEN and not isinstance(demand.value, dict | list):
        choices = [demand.value, *(one for one in different if not isinstance(one, dict | list))]
        return replace(demand, value=list(dict.fromkeys(choices)))
    if isinstance(demand.value, dict) and "contains" in demand.value:
        common = [one for one in demand.value["contains"] if all(one in _items(each) for each in different)]
        return replace(demand, value={"contains": common} if common else NOT_EMPTY)
    return replace(demand, value=NOT_EMPTY)


def _items(value: Any) -> list[Any]:
    value = value.get("contains", []) if isinstance(value, dict) else value
    return value if isinstance(value, list) else [value]


def as_check(demand: Demand) -> Check:
    """The demand as a check, without words of its own: the engine's sentences are good ones."""
    select = demand.select
    if demand.kind == "event":
        return EventHappened(action=demand.name, select=select, person=demand.person, hint_at=_place(demand.name))
    assert select is not None
    match demand.kind:
        case "exists":
            return Exists(select=select)
        case "missing":
            return Missing(select=select)
        case "state":
            return StateIs.model_validate({"select": select, "is": demand.value})
        case "kept":
            return Exists(select=select.model_copy(update={"where": {**select.where, **demand.value}}))
        case "count":
            return Count.model_validate({"select": select, "is": demand.value})
    place = f"{select.record}.{demand.name}"
    return FieldIs.model_validate({"select": select, "field": demand.name, "is": demand.value, "hint_at": place})


def _place(action: str) -> str | None:
    return None if action == SEARCHED else action


class _Difference:
    def __init__(self, recording: Recording) -> None:
        self.recording = recording
        self.world = recording.world
        self.naming = recording.naming
        self.deeds = {deed.seq: deed for deed in recording.deeds}
        self.own = [event for event in self.world.own_events if event.kind == Event.Kind.ACTION]
        self.answered = _what_colleagues_make_of_it(recording)

    def demands(self) -> Iterator[Demand]:
        found = self._telling([one for rid in self._touched() for one in self._of_record(rid)])
        for deed in self.recording.deeds:
            mine = [one for one in found if one.seq == deed.seq]
            yield from mine
            if deed.action and not self._traced(deed, mine):
                yield self._event(deed)
            elif kept := self._kept(deed, mine):
                yield kept
        yield from self._counts(found)

    def _traced(self, deed: Deed, mine: Sequence[Demand]) -> bool:
        """Whether something is demanded that cannot be there without the deed."""
        who = self._about(deed.seq)
        here = [one for one in mine if one.who == who]
        platform, own = self.world.platform, only_of(self.world.platform, deed.action) if deed.rid else frozenset()
        return (
            any(one.typed or one.kind in ("exists", "missing") for one in here)
            or any(one.kind == "field" and one.name in own for one in here)
            or any(one.kind == "state" and only_way_to(platform, deed.action, {one.value[0]}) for one in here)
        )

    def _telling(self, found: list[Demand]) -> list[Demand]:
        """Without what merely goes along with a deed that leaves a better trace: changes in records beside its own;
        beside the state, or anything that was typed, whose desk it lies on now and when that was."""
        own = {one.seq for one in found if one.who == self._about(one.seq)}
        stated = {(one.seq, one.who) for one in found if one.kind == "state"}
        marked = {(one.seq, one.who) for one in found if one.kind in ("state", "field") and one.of not in ALONG}
        kept = []
        for one in found:
            here = one.who == self._about(one.seq)
            if one.kind == "field" and not one.typed:
                if not here and one.seq in own and not one.beside:
                    continue
                if one.of in ALONG and (one.seq, one.who) in (marked if one.of in TIMES else stated):
                    continue
            kept.append(one)
        return kept

    def _about(self, seq: int) -> str | None:
        rid = self.deeds[seq].rid
        return None if rid is None else self.naming.identity(rid)

    def _touched(self) -> list[int]:
        rids = [change["rid"] for event in self.own for change in event.changes.get("rows", [])]
        return list(dict.fromkeys(rids))

    # --- one record -----------------------------------------------------------------------------------------

    def _of_record(self, rid: int) -> Iterator[Demand]:
        past = self.world.past(rid)
        start, now = past[0], past[-1]
        writers = self._writers(rid)
        who, row = self.naming.identity(rid), self.world.rows[rid]
        definition = self.world.definition(row.type)
        select = self.naming.selector(rid)
        if now.state is None:
            if start.state is not None and (seq := writers.get(("state", ""))) in self.deeds:
                yield Demand("missing", who, "", None, select, seq)
            return
        born = next((moment for moment in past if moment.state is not None), start)
        own_birth = start.state is None and born.seq in self.deeds
        if start.state is None and not own_birth:
            return  # a colleague made it
        if own_birth:
            yield Demand("exists", who, "", None, select, born.seq)
        yield from self._state(rid, who, select, start.state, writers, born.seq if own_birth else None)
        for name in definition.fields:
            seq = writers.get(("field", name))
            if seq not in self.deeds or start.data.get(name) == now.data.get(name):
                continue
            if own_birth and seq == born.seq and not self._comes_from_the_form(rid, name, now.data.get(name), seq):
                continue
            value = self._value(definition, name, start.data.get(name), now.data.get(name), self.deeds[seq], rid)
            if value is not None and not (name in select.where and select.where[name] == value):
                kind = definition.fields[name].type
                typed = self._filled_in(self.deeds[seq], rid, name, now.data.get(name))
                beside = start.state is None
                yield Demand("field", who, name, value, select, seq, of=kind, beside=beside, typed=typed)

    def _filled_in(self, deed: Deed, rid: int, name: str, value: Any) -> bool:
        """In the deed's own form, offered or typed; or in the form with which the record came about."""
        if deed.rid == rid:
            return name in deed.typed or name in deed.kept
        return value in list(deed.typed.values())

    def _writers(self, rid: int) -> dict[tuple[str, str], int]:
        """For each field, and for the state, the event that wrote it last."""
        found: dict[tuple[str, str], int] = {}
        for event in self.world.events:
            for change in event.changes.get("rows", []):
                if change["rid"] == rid:
                    found |= {("field", name): event.seq for name in change["set"]}
                    if change["state"][0] != change["state"][1]:
                        found["state", ""] = event.seq
        return found

    def _state(
        self,
        rid: int,
        who: str,
        select: RecordSelector,
        start: str | None,
        writers: Mapping[tuple[str, str], int],
        born: int | None,
    ) -> Iterator[Demand]:
        """The state that the learner's last deed brought, with what colleagues then made of it."""
        moves = [
            (event.seq, change["state"][1])
            for event in self.own
            for change in event.changes.get("rows", [])
            if change["rid"] == rid and change["state"][0] != change["state"][1] and change["state"][1]
        ]
        if not moves:
            return
        seq, brought = moves[-1]
        if (brought == start and writers.get(("state", "")) == seq) or (seq == born and len(moves) == 1):
            return
        later = [moment.state for moment in self.world.past(rid) if moment.seq > seq and moment.state]
        states = list(dict.fromkeys([brought, *later, *self.answered.get(rid, [])]))
        yield Demand("state", who, "", states, select, seq)

    def _comes_from_the_form(self, rid: int, name: str, value: Any, seq: int) -> bool:
        """Of a record that came about: what was typed, in its own form or in the one of another record."""
        return value in list(self.deeds[seq].typed.values()) and value not in (None, True)

    def _value(self, definition: RecordType, name: str, before: Any, now: Any, deed: Deed, rid: int) -> Any:
        """What is demanded of the field; None: nothing."""
        about = definition.fields[name]
        if about.hidden or about.type == "secret":
            return None
        if now is None:
            return {"empty": True}
        if deed.rid == rid and name in deed.typed:
            value = self._typed(about, before, now)
            return self._as_long_as_the_form_asks(deed, name) if value == NOT_EMPTY else value
        if self._generated(about, name, deed, before, now):
            return NOT_EMPTY if before is None else None
        if about.type == "rows":
            return None
        if about.type in ("number", "money") and self._counted(definition, name, deed):
            return {"at_least": now}
        return self._typed(about, before, now)

    def _as_long_as_the_form_asks(self, deed: Deed, name: str) -> Any:
        """ "Not empty" as the form itself understands it."""
        action = self._action(deed)
        least = [ask.min_length for ask in action.asks if ask.field == name and ask.min_length] if action else []
        return {"min_length": least[0]} if least else NOT_EMPTY

    def _typed(self, about: RecordField, before: Any, now: Any) -> Any:
        if about.type in ("longtext", "richtext"):
            return NOT_EMPTY
        if about.type == "text":
            return now if len(str(now)) <= PROSE else NOT_EMPTY
        if about.type == "rows":
            return _changed_rows(about, before or [], now)
        if about.type in ("record", "files"):
            named = self.naming.named(now)
            if named is None:
                return NOT_EMPTY
            return named
        return now

    def _generated(self, about: RecordField, name: str, deed: Deed, before: Any, now: Any) -> bool:
        """A number from a book, or a moment that nobody typed."""
        if about.generated:
            return True
        return about.type in ("date", "datetime") and now not in deed.typed.values()

    def _counted(self, definition: RecordType, name: str, deed: Deed) -> bool:
        action = self._action(deed)
        return action is not None and any(name in (effect.add or {}) for effect in action.effects)

    def _action(self, deed: Deed) -> Action | None:
        record_type, _dot, key = deed.action.partition(".")
        return self.world.definition(record_type).actions.get(key) if key else None

    # --- deeds ----------------------------------------------------------------------------------------------

    def _event(self, deed: Deed) -> Demand:
        seats = len(self.world.seats) > 1
        select = None if deed.rid is None else self.naming.selector(deed.rid) if deed.rid in self.world.rows else None
        who = "" if deed.rid is None else self.naming.identity(deed.rid)
        return Demand("event", who, deed.action, None, select, deed.seq, deed.person if seats and deed.rid else None)

    def _kept(self, deed: Deed, mine: Sequence[Demand]) -> Demand | None:
        """Boxes that had to be filled and were left as offered, beside something that was not there before."""
        if deed.rid is None or deed.action.partition(".")[0] != self._type(deed.rid):
            return None
        fields = self.world.definition(deed.record_type).fields
        now = self.world.rows[deed.rid].data
        kept = {
            name: value
            for name, value in deed.kept.items()
            if fields[name].type == "text" and fields[name].required and now.get(name) == value
        }
        who = self.naming.identity(deed.rid)
        anchors = [one for one in mine if one.who == who and one.kind == "field" and one.value != {"empty": True}]
        anchors.sort(key=lambda one: one.value != NOT_EMPTY)
        if not kept or not anchors:
            return None
        where = {anchors[0].name: NOT_EMPTY, **kept}
        return Demand("kept", who, deed.action, where, self.naming.selector(deed.rid), deed.seq)

    def _type(self, rid: int) -> str:
        row = self.world.rows.get(rid)
        return row.type if row is not None and not row.deleted else ""

    def _counts(self, found: Sequence[Demand]) -> Iterator[Demand]:
        """As many of a kind as the demonstration made, and as many numbers of a book as it used."""
        for demand in found:
            if demand.kind == "exists" and demand.select is not None and demand.select.where:
                yield replace(demand, kind="count", value=1, seq=self.recording.deeds[-1].seq)
        booked: dict[tuple[str, str], list[Demand]] = {}
        for demand in found:
            if demand.kind == "field" and demand.select is not None and demand.value == NOT_EMPTY:
                about = self.world.definition(demand.select.record).fields[demand.name]
                if about.generated == "sequence":
                    booked.setdefault((demand.select.record, demand.name), []).append(demand)
        for (record_type, name), alike in booked.items():
            select = RecordSelector(record=record_type, where={name: NOT_EMPTY})
            if len(alike) > 1 and len(self.world.selected(select)) == len(alike):
                yield Demand("count", f"{record_type}*", name, len(alike), select, alike[-1].seq)


def _changed_rows(about: RecordField, before: list[Any], now: list[Any]) -> Any:
    """The rows that are new or different, each by its first column and the cells that were written."""
    first = next(iter(about.columns), "")
    known = {row.get(first): row for row in before if isinstance(row, dict)}
    rows = []
    for row in now:
        old = known.get(row.get(first))
        changed = {key: value for key, value in row.items() if old is None or old.get(key) != value}
        if changed:
            rows.append({first: row[first], **changed} if first in row else changed)
    return {"contains": rows} if rows else NOT_EMPTY


def _what_colleagues_make_of_it(recording: Recording, most: int = 12, further: int = 2) -> dict[int, list[str]]:
    """The next states that records come to when the learner merely waits; nothing of it happens."""
    states: dict[int, list[str]] = {}
    with transaction.atomic():
        for number in range(most):
            outcome = api.wait(
                workspace_id=recording.workspace.pk, until="reply", request_key=f"drafting.wait.{number}"
            )
            if outcome.refusal:
                break
            for event in [outcome.event, *outcome.followups]:
                for change in event.changes.get("rows", []):
                    if change["state"][1] and change["state"][0] != change["state"][1]:
                        states.setdefault(change["rid"], []).append(change["state"][1])
        transaction.set_rollback(True)
    return {rid: found[:further] for rid, found in states.items()}
