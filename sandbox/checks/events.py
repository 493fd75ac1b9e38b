"""Checks on what happened: event, never, order, within. What was undone never happened."""

from __future__ import annotations

from sandbox.checks.finding import Finding, ok, unmet
from sandbox.checks.reach import Reach
from sandbox.checks.world import Moment, World
from sandbox.definition.calendar import minutes_between, working_minutes_between
from sandbox.definition.conditions import failing_part, holds
from sandbox.definition.schema import Text
from sandbox.engine import sentences
from sandbox.engine.rules import CORRECT
from sandbox.models import Event
from sandbox.spec import SEARCHED, EventHappened, NeverHappened, Order, RecordSelector, Within


def happened(check: EventHappened, world: World) -> Finding:
    found = matching(check, world)
    label, whom = action_label(check.action, world), _whom(check.select, world)
    if found:
        did = pressing(check.action, label)
        return ok(f"Đã {did.vi}{whom.vi}.", f"{did.en} is done{whom.en}.", rid=found[0].rid, at=check.action)
    rid = _rid_of(check.select, world)
    return unmet(_missed(check, world), rid=rid, rewind_to=_impossible_since(check, rid, world), at=check.action)


def _missed(check: EventHappened, world: World) -> Text:
    """What is not done yet; where it was nearly done, what was different."""
    did, whom = pressing(check.action, action_label(check.action, world)), _whom(check.select, world)
    seat = from_seat(check, world)
    if nearly := matching(check.model_copy(update={"with_": {}}), world):
        return _said_otherwise(check, nearly[-1], did, whom, world)
    if check.person and (nearly := matching(check.model_copy(update={"person": None}), world)):
        other = world.seat_name(nearly[-1].actor)
        return Text(
            vi=f"Đã {did.vi}{whom.vi} ở ghế {other.vi}; việc này cần làm{seat.vi}.",
            en=f"{did.en} is done{whom.en} in the seat of {other.en}; it should be done{seat.en}.",
        )
    return Text(vi=f"Chưa {did.vi}{whom.vi}{seat.vi}.", en=f"{did.en} is not done yet{whom.en}{seat.en}.")


def _said_otherwise(check: EventHappened, event: Event, did: Text, whom: Text, world: World) -> Text:
    """The action was taken, with another input than the check asks for."""
    if check.action == SEARCHED:
        words = event.values["words"]
        return Text(
            vi=f'Đã tìm "{words}", chưa phải từ cần tìm.', en=f'You searched for "{words}"; look for something else.'
        )
    record_type = check.action.partition(".")[0]
    name, operand = failing_part(check.with_, event.values, scope=world.scope) or ("", None)
    said = world.speaker(record_type, operand, event.values).part(name, operand, event.values)
    return Text(vi=f"Đã {did.vi}{whom.vi}, nhưng: {said.vi}", en=f"{did.en} is done{whom.en}, but: {said.en}")


def never(check: NeverHappened, world: World) -> Finding:
    label, whom = action_label(check.action, world), _whom(check.select, world)
    found = matching(EventHappened(action=check.action, select=check.select, with_=check.with_), world)
    if found:
        say = Text(vi=f'Bài này không cần "{label.vi}"{whom.vi}.', en=f'"{label.en}" is not needed here{whom.en}.')
        return unmet(say, rid=found[0].rid, rewind_to=world.before(found[0].seq), at=check.action)
    return ok(f'Chưa lần nào dùng "{label.vi}"{whom.vi}.', f'"{label.en}" was never used{whom.en}.')


def order(check: Order, world: World) -> Finding:
    """ok as soon as `first` has happened before any `then`."""
    first, then = matching(check.first, world), matching(check.then, world)
    one, two = (_deed(part, world) for part in (check.first, check.then))
    if then and (not first or then[0].seq < first[0].seq):
        say = Text(vi=f"Phải {one.vi} trước khi {two.vi}.", en=f"{one.en} must come before {two.en}.")
        return unmet(say, rid=then[0].rid, rewind_to=world.before(then[0].seq), at=check.first.action)
    if first:
        return ok(f"Đã {one.vi} trước.", f"{one.en} came first.", rid=first[0].rid, at=check.first.action)
    seat = from_seat(check.first, world)
    say = Text(vi=f"Chưa {one.vi}{seat.vi}.", en=f"{one.en} is not done yet{seat.en}.")
    return unmet(say, rid=_rid_of(check.first.select, world), at=check.first.action)


def _deed(check: EventHappened, world: World) -> Text:
    """'bấm "Trình" cho văn bản 45/UBND'."""
    did, whom = pressing(check.action, action_label(check.action, world)), _whom(check.select, world)
    return Text(vi=f"{did.vi}{whom.vi}", en=f"{did.en}{whom.en}")


def within(check: Within, world: World) -> Finding:
    begun = world.start
    if check.after is not None:
        before = matching(check.after, world)
        if not before:
            return happened(check.after, world)
        begun = before[0].clock
    found = matching(check.event, world)
    label, whom = action_label(check.event.action, world), _whom(check.event.select, world)
    did = pressing(check.event.action, label)
    if found and _minutes(check, begun, found[0].clock, world) <= check.minutes:
        return ok(
            f"Đã {did.vi}{whom.vi} đúng hạn.",
            f"{did.en} was done in time{whom.en}.",
            rid=found[0].rid,
            at=check.event.action,
        )
    if not found and _minutes(check, begun, world.workspace.clock, world) <= check.minutes:
        return happened(check.event, world)
    limit = _span(check)
    say = Text(
        vi=f"Đã quá {limit.vi} (giờ mô phỏng) {'khi' if found else 'mà chưa'} {did.vi}{whom.vi}.",
        en=f"More than {limit.en} (simulated time) had passed {'before' if found else 'without'} {did.en}{whom.en}.",
    )
    late = next(
        (event.seq for event in world.events if _minutes(check, begun, _clock_after(event), world) > check.minutes),
        found[0].seq if found else 0,
    )
    rid = found[0].rid if found else _rid_of(check.event.select, world)
    return unmet(say, rid=rid, rewind_to=world.before(late), at=check.event.action)


# --- which events ---------------------------------------------------------------------------------------


def matching(check: EventHappened, world: World) -> list[Event]:
    """The effective events that are meant, oldest first."""
    events = world.own_events if check.by_learner else world.events
    return [
        event
        for event in events
        if event.action == check.action
        and check.person in (None, event.actor)
        and _selects(check.select, event, world)
        and holds(check.with_, event.values, scope=world.scope)
    ]


def _selects(select: RecordSelector | None, event: Event, world: World) -> bool:
    if select is None:
        return True
    if event.rid is None or event.action.partition(".")[0] != select.record:
        return False
    if select.ref is not None and event.rid != world.refs.get(select.ref):
        return False
    if not select.where:
        return True
    moment = world.at(event.rid, event.seq)
    return moment is not None and holds(select.where, moment.facts, scope=world.scope)


def _impossible_since(check: EventHappened, rid: int | None, world: World) -> int | None:
    """Where to go back to when the action can no longer be taken on that one record."""
    if rid is None or check.select is None:
        return None
    record_type, reach = check.select.record, Reach.of(world)
    seats = frozenset([check.person]) if check.person else frozenset(world.seats) if check.by_learner else None

    def possible(moment: Moment) -> bool:
        return reach.can_act(record_type, rid, moment, check.action, seats=seats)

    return world.turned(rid, possible)


def _rid_of(select: RecordSelector | None, world: World) -> int | None:
    """The one record that is meant, if it is one."""
    if select is None:
        return None
    if select.ref is not None:
        return world.refs.get(select.ref)
    found = world.selected(select)
    return found[0].rid if len(found) == 1 else None


# --- time -----------------------------------------------------------------------------------------------


def _minutes(check: Within, start: str, end: str, world: World) -> int:
    if check.office_hours:
        return working_minutes_between(world.platform.calendar, start, end)
    return minutes_between(start, end)


def _clock_after(event: Event) -> str:
    return str(event.changes.get("clock", [None, event.clock])[1])


def _span(check: Within) -> Text:
    hours, minutes = divmod(check.minutes, 60)
    vi = " ".join([f"{hours} giờ"] * bool(hours) + [f"{minutes} phút"] * bool(minutes))
    en = " ".join([f"{hours} h"] * bool(hours) + [f"{minutes} min"] * bool(minutes))
    if check.office_hours:
        return Text(vi=f"{vi} làm việc", en=f"{en} of office time")
    return Text(vi=vi, en=en)


# --- words ----------------------------------------------------------------------------------------------


def action_label(action: str, world: World) -> Text:
    """What the button says; the built-in correction and the search box too."""
    if action == SEARCHED:
        return sentences.searching()
    record_type, _, key = action.partition(".")
    known = world.definition(record_type).actions.get(key)
    if known:
        return known.label
    return sentences.correcting() if key == CORRECT else Text(vi=key, en=key)


def pressing(action: str, label: Text) -> Text:
    """'bấm "Trình"'; what is done with the search box is not pressed."""
    verb = "dùng ô" if action == SEARCHED else "bấm"
    return Text(vi=f'{verb} "{label.vi}"', en=f'"{label.en}"')


def from_seat(check: EventHappened, world: World) -> Text:
    """' khi ngồi ghế Chuyên viên', where the learner must change seats for it first; or nothing."""
    if not check.by_learner:
        return world.in_seat([])
    if check.person or check.action == SEARCHED:
        return world.in_seat([check.person] if check.person else [])
    return world.in_seat(Reach.of(world).seats_for(check.action))


def _whom(select: RecordSelector | None, world: World) -> Text:
    """' cho văn bản đến 45/UBND', or nothing when any record will do."""
    nothing = Text.model_construct(vi="", en="")
    if select is None:
        return nothing
    rid = _rid_of(select, world)
    if rid is None and not any(key in select.where for key in world.definition(select.record).key_fields):
        return nothing
    name = world.name_of(rid) if rid is not None else world.name_of_ref(select)
    return Text(vi=f" cho {name.vi}", en=f" for {name.en}")
