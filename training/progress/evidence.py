"""What a completion stands on, and how to check it years later.

Evidence names the frozen inputs (task hash, snapshot hash, seed), the effective events (by seq, with one digest over
them all) and, for every record those events touched, a digest of it before and after. The workspace of a finished
attempt is frozen, so all of it can be computed again and compared; the hash chains it to the completion before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any

from sandbox.models import Event, OverlayRow, Workspace
from training.progress.models import Completion

Record = dict[str, Any]


def digest(value: Any) -> str:
    """sha256 of the value's one canonical JSON text."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def gather(*, workspace: Workspace, events: Sequence[Event], task_hash: str) -> dict[str, Any]:
    """The evidence of what stands in the workspace now. One query (the overlay)."""
    after = records_after(workspace, events)
    return {
        "task": task_hash,
        "snapshot": workspace.snapshot.hash,
        "seed": workspace.seed,
        "events": [event.seq for event in events],
        "events_digest": digest([facts_of(event) for event in events]),
        "before": digests(roll_back(after, events)),
        "after": digests(after),
    }


def facts_of(event: Event) -> Record:
    """The parts of an event that evidence vouches for; when it was really done is not among them."""
    return {
        "seq": event.seq,
        "kind": event.kind,
        "actor": event.actor,
        "action": event.action,
        "rid": event.rid,
        "values": event.values,
        "changes": event.changes,
        "clock": event.clock,
    }


def records_after(workspace: Workspace, events: Iterable[Event]) -> dict[int, Record]:
    """The records that the events touched, as they are now; a deleted one is {}."""
    touched = {change["rid"] for event in events for change in event.changes.get("rows", [])}
    rows = OverlayRow.objects.filter(workspace=workspace, rid__in=touched)
    return {row.rid: {} if row.deleted else {"state": row.state, "data": row.data} for row in rows}


def roll_back(after: dict[int, Record], events: Sequence[Event]) -> dict[int, Record]:
    """The same records before the first of the events, from the old values that events carry."""
    before = {rid: {"state": row.get("state"), "data": dict(row.get("data", {}))} for rid, row in after.items()}
    for event in reversed(events):
        for change in reversed(event.changes.get("rows", [])):
            _undo(before.setdefault(change["rid"], {"state": None, "data": {}}), change)
    return {rid: row for rid, row in before.items() if row["state"] is not None}


def _undo(row: Record, change: dict[str, Any]) -> None:
    row["state"] = change["state"][0]
    for name, (old, _new) in change.get("set", {}).items():
        if old is None:
            row["data"].pop(name, None)
        else:
            row["data"][name] = old


def digests(records: dict[int, Record]) -> dict[str, str]:
    return {str(rid): digest(record) for rid, record in sorted(records.items())}


def chain_hash(completion: Completion) -> str:
    """The completion's own hash. It covers every fact of the row and the hash of the completion before."""
    return digest(
        [
            completion.previous,
            completion.user_id,
            completion.number,
            completion.lesson_code,
            completion.task_hash,
            completion.aided,
            completion.at.astimezone(UTC).isoformat(),
            completion.evidence,
        ]
    )


def faults(completion: Completion, previous: str) -> list[str]:
    """What no longer agrees: "chain", "hash", "events", "records", "pinned". Empty if all is as it was."""
    evidence, attempt = completion.evidence, completion.attempt
    events = list(Event.objects.filter(workspace=attempt.workspace_id, seq__in=evidence["events"]).order_by("seq"))
    after = records_after(attempt.workspace, events)
    agrees = {
        "chain": completion.previous == previous,
        "hash": completion.hash == chain_hash(completion),
        "events": evidence["events_digest"] == digest([facts_of(event) for event in events]),
        "records": evidence["after"] == digests(after) and evidence["before"] == digests(roll_back(after, events)),
        "pinned": (evidence["task"], evidence["snapshot"], evidence["seed"])
        == (attempt.task.hash, attempt.workspace.snapshot.hash, attempt.workspace.seed),
    }
    return [name for name, ok in agrees.items() if not ok]
