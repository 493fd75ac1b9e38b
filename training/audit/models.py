"""The access log, and what retention has removed.

* `Entry`: somebody looked at a list of names, opened one person's record, took something out as a file, or decided
  otherwise. Append-only; whoever is concerned reads their own. No name, no search word and no result stands in it.
* `Removal`: the traces of an attempt that retention removed, and when. What could be said of them no longer can, and
  whoever checks the rest knows why.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    LOOKED = "looked", _("looked at a list")
    OPENED = "opened", _("opened a person's record")
    EXPORTED = "exported", _("took a file out")
    DECIDED = "decided", _("decided")


class Entry(models.Model):
    at = models.DateTimeField(default=timezone.now, editable=False)
    acting_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=8, choices=Action)
    subject = models.CharField(max_length=40)  # a key of `audit.subjects.SUBJECTS`
    unit = models.ForeignKey("people.OrgUnit", on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="seen_by")
    count = models.PositiveIntegerField(null=True)  # people shown or handed out
    question = models.CharField(max_length=300, blank=True, default="")  # codes of what was asked: "bai=L05&trang=2"
    key = models.CharField(max_length=32, unique=True)  # the same look again within minutes has the same

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="entry_of_person"),
            models.Index(fields=["unit", "-at"], name="entry_of_unit"),
            models.Index(fields=["acting_user", "-at"], name="entry_by"),
            models.Index(fields=["-at"], name="entry_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject} by {self.acting_user_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("the access log is append-only")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("the access log is append-only")


class Removal(models.Model):
    """What was removed of an attempt, by the rules of retention. `None`: it is still there."""

    attempt = models.OneToOneField("practice.Attempt", on_delete=models.CASCADE, related_name="removal")
    minutes_at = models.DateTimeField(null=True)  # the minutes in which something was done; their sum stays
    log_at = models.DateTimeField(null=True)  # what was done and typed; before, the evidence agreed with it
    events = models.PositiveIntegerField(default=0)  # removed with it

    def __str__(self) -> str:
        return f"removed of {self.attempt_id}"
