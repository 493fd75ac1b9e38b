"""Counts that the six questions are answered from, kept as things change; and files that are being written.

Nothing here is a fact: all of it follows from posts, results and attempts, and `rollups.recount` proves every night
that it does. A unit's row counts *people of the unit and of everything below it*, each once however many posts they
hold there, so no page adds up a subtree. The negative of a unit's number is who sits in the unit itself.

* `Change`   somebody of whom something changed: written by the database itself (`triggers`), in the same transaction
* `Counted`  as what each person was counted last: what has to be taken away before they are counted anew
* `Stock`    how many, today, as the organisation is now
* `Daily`    what each day changed; summed up to a day it is how it stood then. `then_…` follow the person through the
             organisation as it was, the others count everybody where they are now
* `Jam`      how many began a lesson and stand before a step; and how many ever got stuck there
* `Ledger`   one row: which day and which courses the counts are of, and who may fold changes in now
* `Export`   a file that a worker writes

People and units are plain numbers here: no row of ours may hold up the deletion of a newcomer whom a roster takes
back.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone

from training.people.models import Language, private_files

#: Columns of `Stock` and `Daily`, in the order of the vectors in `tally`.
STOCK = ("people", "done", "unaided", "retained", "m1", "m2", "m3", "m4")
DAILY = ("done", "unaided", "retained", "then_people", "then_done", "then_unaided", "then_retained")


class Change(models.Model):
    user_id = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.pk}: {self.user_id}"


class Counted(models.Model):
    user_id = models.BigIntegerField(primary_key=True)
    facts = models.JSONField()  # see `tally.Facts`
    version = models.BigIntegerField(default=0, db_index=True)  # of the `Ledger` when it was written

    def __str__(self) -> str:
        return f"{self.user_id}"


class Count(models.Model):
    """`code` is of a lesson (L05) or of a whole course (K2: every open lesson of it); "" counts the people."""

    unit_id = models.BigIntegerField()
    code = models.CharField(max_length=40, blank=True, default="")
    position = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        abstract = True


class Stock(Count):
    people = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    unaided = models.IntegerField(default=0)  # or better
    retained = models.IntegerField(default=0)
    m1 = models.IntegerField(default=0)
    m2 = models.IntegerField(default=0)
    m3 = models.IntegerField(default=0)
    m4 = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit_id", "code", "position"], name="stock_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.code}"


class Daily(Count):
    day = models.DateField()
    done = models.IntegerField(default=0)
    unaided = models.IntegerField(default=0)
    retained = models.IntegerField(default=0)
    then_people = models.IntegerField(default=0)
    then_done = models.IntegerField(default=0)
    then_unaided = models.IntegerField(default=0)
    then_retained = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit_id", "code", "day", "position"], name="daily_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.code} {self.day}"


class Jam(models.Model):
    unit_id = models.BigIntegerField()
    lesson_code = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    kind = models.CharField(max_length=5)  # "stand", "stuck"
    people = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit_id", "lesson_code", "step", "kind"], name="jam_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.lesson_code} {self.step}"


class Ledger(models.Model):
    day = models.DateField(null=True)
    courses = models.JSONField(default=dict)  # course → its open lessons
    version = models.BigIntegerField(default=0)  # one more with every folding
    counted_at = models.DateTimeField(null=True)  # when nothing waited to be counted
    proved_at = models.DateTimeField(null=True)
    differed = models.PositiveIntegerField(default=0)  # rows, when it was proved last

    def __str__(self) -> str:
        return f"counts of {self.day}"


class Export(models.Model):
    """waits → is written → ready (or refused). `run` and `beat` as in a roster: who is killed says nothing any more,
    and the next sweep begins the file anew."""

    class State(models.TextChoices):
        WAITING = "waiting"
        READY = "ready"
        REFUSED = "refused"  # the person may no longer see it
        GONE = "gone"  # kept its days

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    asked = models.JSONField(default=dict)  # the question as its address has it
    title = models.CharField(max_length=200)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.VIETNAMESE)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING, db_index=True)
    total = models.PositiveIntegerField(default=0)  # rows
    written = models.PositiveIntegerField(default=0)
    file = models.FileField(storage=private_files, upload_to="exports", blank=True)
    size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    run = models.CharField(max_length=32, blank=True)
    beat = models.DateTimeField(null=True)
    begun = models.PositiveSmallIntegerField(default=0)  # times
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    ready_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def under_way(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def share(self) -> int:
        """Percent written."""
        return min(self.written * 100 // self.total, 99) if self.total else 0
