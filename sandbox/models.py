"""Rows of the sandbox: snapshots, base records, workspaces, overlays, events.

* A `Snapshot` is immutable and named by its content hash: a definition and its base records (may be 10,000s).
* A `Workspace` is one learner's copy: a pointer to a snapshot + an overlay of what differs + a clock + a log.
  Creating one costs the same whatever the snapshot's size.
* An `OverlayRow` stands in front of the base record with the same `rid`; `deleted` is a tombstone.
  A base record's rid is 1…n; what a workspace creates is numbered from `FIRST_OWN_RID`.
* An `Event` is one performed (or refused) action. Append-only: a rewind is itself an event, and what it undid is
  remembered as ranges of `seq` in `Workspace.undone` (see `selectors.effective_events`).

Rows of both kinds carry the same derived columns, computed by `sandbox.engine.rows` from `data`: `search` (folded
text) and `k1…k6` (the record type's indexed fields as integers, so that Python and every database order them alike;
0 stands for empty). Simulated time is a string "YYYY-MM-DDTHH:MM".
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models

FIRST_OWN_RID = 1_000_000_001
SLOTS = ("k1", "k2", "k3", "k4", "k5", "k6")


class Snapshot(models.Model):
    """Never updated after it is complete; the same content gives the same hash and the same row."""

    hash = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=80)
    definition = models.JSONField()  # of `loader.as_json`, which keeps the order of named things
    sequences = models.JSONField(default=dict)  # highest number used in the base, per "record.field"
    record_count = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.name} {self.hash[:12]}"


class Row(models.Model):
    """The columns that base records and overlay rows share."""

    rid = models.BigIntegerField()
    record_type = models.CharField(max_length=40)
    state = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    search = models.TextField(blank=True, default="")
    k1 = models.BigIntegerField(default=0)
    k2 = models.BigIntegerField(default=0)
    k3 = models.BigIntegerField(default=0)
    k4 = models.BigIntegerField(default=0)
    k5 = models.BigIntegerField(default=0)
    k6 = models.BigIntegerField(default=0)

    class Meta:
        abstract = True


class BaseRecord(Row):
    snapshot = models.ForeignKey(Snapshot, on_delete=models.CASCADE, related_name="records")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["snapshot", "rid"], name="base_rid_unique")]
        indexes = [
            models.Index(fields=["snapshot", "record_type", "-k1", "-rid"], name="base_k1"),
            # covers whatever a list may ask, so that counting never reads the records themselves
            models.Index(
                fields=["snapshot", "record_type", "state", "-k1", "-rid", *SLOTS[1:]], name="base_state_covering"
            ),
            # the same for searched words: they are looked for in the index, not in the records
            models.Index(
                fields=["snapshot", "record_type", "-rid", "search", "state", *SLOTS], name="base_search_covering"
            ),
            # every indexed field is an order in which a list may be walked
            *(
                models.Index(fields=["snapshot", "record_type", f"-{slot}", "-rid"], name=f"base_{slot}")
                for slot in SLOTS[1:]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record_type} {self.rid}"


class Workspace(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="+")
    scenario = models.JSONField()  # bound: variables already replaced
    seed = models.BigIntegerField(default=0)
    role = models.CharField(max_length=40)  # of the seat that the learner holds now
    person = models.CharField(max_length=40)  # that seat; what changes it is the fact `seat`
    clock = models.CharField(max_length=16)
    facts = models.JSONField(
        default=dict
    )  # sequences, pending automations, answers, next own rid: rewound with the rest
    last_seq = models.PositiveIntegerField(default=0)
    undone = models.JSONField(default=list)  # [[low, high], …]: seqs strictly between were undone
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"workspace {self.id}"


class OverlayRow(Row):
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="overlay")
    ref = models.CharField(max_length=40, blank=True, default="")  # the scenario's name for it
    deleted = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=0)  # seq of the last event that changed it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "rid"], name="overlay_rid_unique")]

    def __str__(self) -> str:
        return f"{self.record_type} {self.rid} in {self.workspace_id}"


class Event(models.Model):
    class Kind(models.TextChoices):
        ACTION = "action"  # the learner did something
        REFUSED = "refused"  # the learner tried; nothing changed
        COLLEAGUE = "colleague"  # a simulated colleague answered
        TIME = "time"  # the learner let time pass
        SEAT = "seat"  # the learner sat down in another seat: the `actor`
        SEARCH = "search"  # the learner searched all modules for `values["words"]`
        ANSWER = "answer"  # the learner answered a question of the lesson
        REWIND = "rewind"  # events after `changes["to"]` no longer count

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    request_key = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 (NULL: no request)
    actor = models.CharField(max_length=40, blank=True, default="")
    action = models.CharField(max_length=81, blank=True, default="")  # "van_ban.trinh"
    rid = models.BigIntegerField(null=True, blank=True)
    values = models.JSONField(default=dict)  # the form's input, secrets reduced to facts
    changes = models.JSONField(default=dict)  # {"rows": [...], "facts": {...}, "clock": [old, new]}: old → new
    note = models.JSONField(default=dict)  # sentence for people, {"vi", "en"}; reason of a refusal; notices
    cause = models.PositiveIntegerField(null=True, blank=True)  # seq of the event it answers
    clock = models.CharField(max_length=16)  # simulated time
    at = models.DateTimeField(auto_now_add=True)  # real time

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "seq"], name="event_seq_unique"),
            models.UniqueConstraint(fields=["workspace", "request_key"], name="event_request_unique"),
        ]
        ordering = ["workspace", "seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} {self.action}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not kwargs.get("force_insert"):
            raise TypeError("events are append-only")
        super().save(*args, **kwargs)
