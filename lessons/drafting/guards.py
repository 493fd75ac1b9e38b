"""What a demonstration did not do, as checks: risky actions at hand, and records that are not part of the task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lessons.drafting.recording import Recording
from sandbox.models import FIRST_OWN_RID
from sandbox.spec import NeverHappened, Untouched


def unused(recordings: Sequence[Recording]) -> dict[str, list[NeverHappened]]:
    """By record, as `Naming.identity` calls it: risky actions that its seat offered and nobody used."""
    first = recordings[0]
    found: dict[str, list[NeverHappened]] = {}
    for rid in dict.fromkeys(deed.rid for deed in first.deeds if deed.rid is not None):
        row = first.world.rows.get(rid)
        if row is None or row.ref not in first.naming.laid:
            continue
        who = first.naming.identity(rid)
        used = {deed.action for one in recordings for deed in one.deeds if _is(one, deed.rid, who)}
        states = {moment.state for moment in first.world.past(rid)}
        roles = set(first.world.seats.values())
        for key, action in first.platform.record(row.type).actions.items():
            name = f"{row.type}.{key}"
            if not action.risky or action.creates or action.colleague_only or name in used:
                continue
            if roles & set(action.by) and (not action.from_ or states & set(action.from_)):
                check = NeverHappened(action=name, select=first.naming.selector(rid), hint_at=name)
                found.setdefault(who, []).append(check)
    return found


def _is(recording: Recording, rid: int | None, who: str) -> bool:
    return rid is not None and rid in recording.world.rows and recording.naming.identity(rid) == who


def the_rest(recordings: Sequence[Recording]) -> Iterator[Untouched]:
    """For each kind of record that was worked on: nothing else of it changed, if all that did can be named."""
    touched: dict[str, list[str | None]] = {}
    made: set[str] = set()
    for recording in recordings:
        for event in recording.world.own_events:
            for change in event.changes.get("rows", []):
                row = recording.world.rows.get(change["rid"])
                names = touched.setdefault(change["type"], [])
                if recording.world.past(change["rid"])[0].state is None:
                    made.add(change["type"])
                elif row is not None:
                    named = row.ref if row.ref in recording.naming.laid and row.rid >= FIRST_OWN_RID else None
                    if named not in names:
                        names.append(named)
    for record_type, refs in touched.items():
        if None not in refs:
            known = [ref for ref in refs if ref is not None]
            yield Untouched(record=record_type, except_refs=known, created_too=record_type not in made)
