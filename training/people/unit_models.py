"""What became of units: the changes that were decided, who took over from whom, names by date, posts carried over.

A unit's place in the tree never changes. Who moves, merges or splits ends where it was and goes on in another row
(`OrgUnit`) from that day, linked by a `Succession`; so the tree of any day is the rows that are valid on it, and a
path gives access to what is below it today and to nobody who was there once. Only names change in place (`UnitName`).
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.people.dated import DatedQuerySet, ends_after_start


class OrgChange(models.Model):
    """One decision about the organisation: who entered it, on which legal act it rests, from which day it holds."""

    class Kind(models.TextChoices):
        FOUND = "found", _("founded")
        RENAME = "rename", _("renamed")
        MOVE = "move", _("moved")
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")
        DISSOLVE = "dissolve", _("dissolved")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind)
    day = models.DateField(db_index=True)
    act = models.CharField(_("legal act"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    touches = models.ManyToManyField("people.OrgUnit", related_name="changes")
    top = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, related_name="+")  # below which all of it is
    facts = models.JSONField(default=dict)  # see changes.work: what undoing needs, and the names to tell it by
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("change of the organisation")
        verbose_name_plural = _("changes of the organisation")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class Succession(models.Model):
    """From that day `successor` does what `predecessor` did, or a part of it; `main` is who keeps its affairs."""

    change = models.ForeignKey(OrgChange, on_delete=models.CASCADE, related_name="successions")
    predecessor = models.ForeignKey("people.OrgUnit", on_delete=models.CASCADE, related_name="succeeded_by")
    successor = models.ForeignKey("people.OrgUnit", on_delete=models.CASCADE, related_name="succeeds")
    day = models.DateField()
    main = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        ordering = ["day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.UniqueConstraint(
                fields=["predecessor"], condition=models.Q(main=True), name="succession_one_main"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class UnitName(models.Model):
    """What a unit is called from one day to another. A unit that was never renamed has none: its row says it."""

    unit = models.ForeignKey("people.OrgUnit", on_delete=models.CASCADE, related_name="names")
    change = models.ForeignKey(OrgChange, on_delete=models.CASCADE, null=True, related_name="names")
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("name of a unit")
        verbose_name_plural = _("names of units")
        ordering = ["valid_from", "pk"]
        constraints = [
            ends_after_start("unitname_ends_after_start"),
            models.UniqueConstraint(
                fields=["unit"], condition=models.Q(valid_to__isnull=True), name="unitname_one_open"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CarriedPost(models.Model):
    """A post that ended with its unit and goes on in the successor; `until` is the end that it had before.

    Not `made`: it goes on in a post that the person held there already.
    """

    change = models.ForeignKey(OrgChange, on_delete=models.CASCADE, related_name="carried")
    closed = models.ForeignKey("people.Membership", on_delete=models.CASCADE, related_name="carried_to")
    opened = models.ForeignKey("people.Membership", on_delete=models.CASCADE, null=True, related_name="carried_from")
    into = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, related_name="+")
    until = models.DateField(null=True)
    made = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("post carried over")
        verbose_name_plural = _("posts carried over")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.closed_id} → {self.opened_id}"
