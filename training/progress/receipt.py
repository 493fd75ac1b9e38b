"""A completion's receipt: one file with all that it stands on, which anybody can check without this house.

It is canonical JSON (UTF-8, sorted keys, no spaces, no line end), so that one content has one text:

* `completion`: what it says (`evidence.terms`: evidence and previous hash included), and its `hash`
* `events`: every event of the attempt with its `link` in the chain whose head the evidence holds. A completion of
  format 1 has no such chain: only the events that count, and no links
* `records`: the contents before and after whose digests the evidence holds; null where a record was not there

Where retention has removed the log, format 2 holds no events and no records, and says since when (`removed`): what
the evidence's hashes vouch for can no longer be shown, the completion's own hash still covers all that it says.

Secrets typed while practising are in none of it, as they are never stored; the holder is a staff code, no name.
`tools/verify_receipt.py` checks a receipt with nothing but Python.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from training.audit.models import Removal
from training.progress import evidence
from training.progress.models import Completion

FORMAT = 1
FORMAT_WITHOUT_LOG = 2


def receipt_of(completion: Completion) -> bytes:
    """The receipt, from what is stored now. About four queries, if the attempt came with task and workspace."""
    attempt, told = completion.attempt, completion.evidence
    if removal := evidence.removal_of(attempt):
        return evidence.canonical(_without_log(completion, removal)).encode()
    log = evidence.log_of(attempt.workspace)
    counted = set(told["events"])
    effective = [event for event in log if event.seq in counted]
    events: list[dict[str, Any]]
    if evidence.is_old(completion):
        events = [evidence.facts_of(event) for event in effective]
    else:
        chain = evidence.links(evidence.start_of(attempt), log)
        events = [{**evidence.whole_facts_of(event), "link": link} for event, link in zip(log, chain, strict=True)]
    after = evidence.records(attempt.workspace, evidence.touched(effective) | set(told.get("read", [])))
    before = evidence.roll_back(after, effective)
    receipt = {
        "receipt": FORMAT,
        "completion": {**evidence.terms(completion), "hash": completion.hash},
        "events": events,
        "records": {
            rid: {"before": before.get(int(rid)), "after": after.get(int(rid))}
            for rid in sorted(told["before"].keys() | told["after"].keys())
        },
    }
    return evidence.canonical(receipt).encode()


def _without_log(completion: Completion, removal: Removal) -> dict[str, Any]:
    assert removal.log_at is not None
    return {
        "receipt": FORMAT_WITHOUT_LOG,
        "completion": {**evidence.terms(completion), "hash": completion.hash},
        "events": [],
        "records": {},
        "removed": timezone.localtime(removal.log_at).date().isoformat(),
    }


def file_name(completion: Completion) -> str:
    return f"bien-nhan-{completion.lesson_code}-{completion.hash[:12]}.json"
