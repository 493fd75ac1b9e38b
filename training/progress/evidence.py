"""What a completion stands on, and how to check it years later.

Evidence names the frozen inputs (task hash, snapshot hash, seed, engine), how the attempt went (mode, help, faults,
steps), the effective events (by seq, with one digest over them all), and for every record that those events touched
or a check was judged by, a digest of it before and after. `log` is a chain over *every* event, refused and undone
ones too: h₀ = sha256 of what the attempt is pinned to, hₙ = sha256(hₙ₋₁ + the facts of event n, real time included).
The workspace of a finished attempt is frozen, so all of it can be computed again and compared; the completion's own
hash covers the evidence and chains it to the completion before.

Format 1 had no chain over the log, nothing about mode and help, and only touched records; such completions still
verify as what they were. `progress.receipt` writes all of this down for others, `tools/verify_receipt.py` reads it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import TYPE_CHECKING, Any

from sandbox.models import FIRST_OWN_RID, BaseRecord, Event, OverlayRow, Workspace
from sandbox.version import ENGINE
from training.audit.models import Removal
from training.progress.models import Completion, StepResult

if TYPE_CHECKING:
    from training.practice.models import Attempt

Record = dict[str, Any]

FORMAT = 2


def canonical(value: Any) -> str:
    """The value's one JSON text: sorted keys, no spaces, no escapes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """sha256 of the value's one canonical JSON text."""
    return _sha256(canonical(value))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def gather(*, attempt: Attempt, holder: str, events: Sequence[Event], read: Iterable[int]) -> dict[str, Any]:
    """The evidence of what stands in the attempt's workspace now.

    `events`: the effective ones. `read`: the records that the checks were judged by. `holder`: the learner's staff
    code. Three queries (overlay, log, steps), and one more if a check read a record of the base.
    """
    workspace = attempt.workspace
    rids = touched(events) | set(read)
    after = records(workspace, rids)
    log = log_of(workspace)
    return {
        "format": FORMAT,
        "attempt": str(attempt.uuid),
        "holder": holder,
        "task": attempt.task.hash,
        "snapshot": workspace.snapshot.hash,
        "seed": workspace.seed,
        "engine": ENGINE,
        **way_of(attempt),
        "steps": steps_of(attempt),
        "events": [event.seq for event in events],
        "events_digest": digest([facts_of(event) for event in events]),
        "log": {"events": len(log), "head": ([start_of(attempt), *links(start_of(attempt), log)])[-1]},
        "read": sorted(rids - touched(events)),
        "before": digests(roll_back(after, events)),
        "after": digests(after),
    }


def way_of(attempt: Attempt) -> dict[str, Any]:
    """How the attempt was done."""
    return {
        "mode": str(attempt.mode),
        "hints": {step: int(rung) for step, rung in sorted(attempt.hints.items())},
        "faults": attempt.faults,
        "refresher": attempt.refresher,
    }


def steps_of(attempt: Attempt) -> list[list[Any]]:
    """[step, seq of the event with which it first held, whether it was done for the learner]. One query."""
    found = StepResult.objects.filter(attempt=attempt).order_by("seq", "pk")
    return [list(row) for row in found.values_list("step", "seq", "aided")]


# --- events ---------------------------------------------------------------------------------------------


def facts_of(event: Event) -> Record:
    """The parts of an event that say what happened in the platform."""
    return {
        "seq": event.seq,
        "kind": str(event.kind),
        "actor": event.actor,
        "action": event.action,
        "rid": event.rid,
        "values": event.values,
        "changes": event.changes,
        "clock": event.clock,
    }


def whole_facts_of(event: Event) -> Record:
    """The same with what was said, what it answers, and when it was really done: what the log's chain vouches for."""
    at = event.at.astimezone(UTC).isoformat()
    return {**facts_of(event), "note": event.note, "cause": event.cause, "at": at}


def log_of(workspace: Workspace) -> list[Event]:
    """Every event of the workspace, refused and undone ones too. One query."""
    return list(Event.objects.filter(workspace=workspace).order_by("seq"))


def start_of(attempt: Attempt) -> str:
    """h₀: ties the chain to this attempt at this task, so that no other log can stand in its place."""
    return digest([str(attempt.uuid), attempt.task.hash, attempt.workspace.snapshot.hash, attempt.workspace.seed])


def links(start: str, log: Iterable[Event]) -> list[str]:
    """h₁ … hₙ."""
    found = []
    for event in log:
        start = _sha256(start + canonical(whole_facts_of(event)))
        found.append(start)
    return found


# --- records --------------------------------------------------------------------------------------------


def touched(events: Iterable[Event]) -> set[int]:
    return {change["rid"] for event in events for change in event.changes.get("rows", [])}


def records(workspace: Workspace, rids: set[int]) -> dict[int, Record]:
    """Those records as they are now; a deleted one is {}. One query, two where some were never changed here."""
    rows = OverlayRow.objects.filter(workspace=workspace, rid__in=rids)
    found = {row.rid: {} if row.deleted else {"state": row.state, "data": row.data} for row in rows}
    if below := {rid for rid in rids - found.keys() if rid < FIRST_OWN_RID}:
        base = BaseRecord.objects.filter(snapshot_id=workspace.snapshot_id, rid__in=below)
        found |= {row.rid: {"state": row.state, "data": row.data} for row in base}
    return found


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


# --- the completion -------------------------------------------------------------------------------------


def terms(completion: Completion) -> dict[str, Any]:
    """Everything that a completion says, by the names that a receipt uses; its hash is taken of this (format 2)."""
    return {
        "previous": completion.previous,
        "learner": completion.user_id,
        "number": completion.number,
        "lesson": completion.lesson_code,
        "task": completion.task_hash,
        "mode": str(completion.mode),
        "aided": completion.aided,
        "level": completion.level,
        "refresher": completion.refresher,
        "at": completion.at.astimezone(UTC).isoformat(),
        "evidence": completion.evidence,
    }


def is_old(completion: Completion) -> bool:
    return "format" not in completion.evidence


def chain_hash(completion: Completion) -> str:
    """The completion's own hash. It covers every fact of the row and the hash of the completion before."""
    said = terms(completion)
    if is_old(completion):
        names = ("previous", "learner", "number", "lesson", "task", "aided", "at", "evidence")
        return digest([said[name] for name in names])
    return digest(said)


def faults(completion: Completion, previous: str) -> list[str]:
    """What no longer agrees: "chain", "hash", "events", "records", "pinned", since format 2 "log", "way", "steps".

    Empty if all is as it was. Two to five queries. Where retention has removed the log, which agreed then, what is
    left is compared, and that what was removed was as long as the evidence says ("removed").
    """
    evidence, attempt = completion.evidence, completion.attempt
    if removal := removal_of(attempt):
        return _faults_without_log(completion, previous, removal)
    log = log_of(attempt.workspace)
    counted = set(evidence["events"])
    events = [event for event in log if event.seq in counted]
    after = records(attempt.workspace, touched(events) | set(evidence.get("read", [])))
    agrees = {
        "chain": completion.previous == previous,
        "hash": completion.hash == chain_hash(completion),
        "events": evidence["events_digest"] == digest([facts_of(event) for event in events]),
        "records": evidence["after"] == digests(after) and evidence["before"] == digests(roll_back(after, events)),
        "pinned": (evidence["task"], evidence["snapshot"], evidence["seed"])
        == (attempt.task.hash, attempt.workspace.snapshot.hash, attempt.workspace.seed),
    }
    if not is_old(completion):
        chain = [start_of(attempt), *links(start_of(attempt), log)]
        way = way_of(attempt)
        agrees |= {
            "log": evidence["log"] == {"events": len(log), "head": chain[-1]},
            "way": all(evidence[name] == value for name, value in way.items()),
            "steps": evidence["steps"] == steps_of(attempt),
        }
    return [name for name, ok in agrees.items() if not ok]


def removal_of(attempt: Attempt) -> Removal | None:
    """What says that the attempt's log was removed by the rules of retention. A query unless it came with the attempt
    (`select_related("removal")`)."""
    removal: Removal | None = getattr(attempt, "removal", None)
    return removal if removal and removal.log_at else None


def _faults_without_log(completion: Completion, previous: str, removal: Removal) -> list[str]:
    evidence, attempt = completion.evidence, completion.attempt
    agrees = {
        "chain": completion.previous == previous,
        "hash": completion.hash == chain_hash(completion),
        "pinned": (evidence["task"], evidence["snapshot"], evidence["seed"])
        == (attempt.task.hash, attempt.workspace.snapshot.hash, attempt.workspace.seed),
        "removed": not Event.objects.filter(workspace=attempt.workspace_id).exists(),
    }
    if not is_old(completion):
        agrees["removed"] &= evidence["log"]["events"] == removal.events
        agrees |= {
            "way": all(evidence[name] == value for name, value in way_of(attempt).items()),
            "steps": evidence["steps"] == steps_of(attempt),
        }
    return [name for name, ok in agrees.items() if not ok]
