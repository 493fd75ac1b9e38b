"""Letters to people, as rows that are committed before anything is sent (a transactional outbox).

* `Mail`: one letter to one person. At most one a day and so many a week: the database refuses more. It holds no
  words: they are made when it is sent, from what is true then.
* `Notice`: the person is told of that round of an assignment in that letter. Each is told once.
* `Preference`: whether somebody wants to be reminded; notices of what was assigned come all the same.
* `Sweep`: when the background work last ran, and how long it waits for a mail server that fails.

waiting → claimed (a worker has it, until) → sending (it is with the mail server now) → sent
                                                 → failed (never: the address, or the mail server's last word)
                                                 → unsure (a worker died while it was with the mail server)
          → needless (nothing of it was true any more)
"""

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Mail(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting"
        CLAIMED = "claimed"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        UNSURE = "unsure"
        NEEDLESS = "needless"

    #: Not the person's own doing: a roster that is undone takes it along (`people.roster.undo`).
    goes_with_its_person = True
    #: On its way: meanwhile no other is planned for the same person.
    PENDING = (State.WAITING, State.CLAIMED, State.SENDING)

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mails")
    day = models.DateField()  # on which it is to go out
    week = models.CharField(max_length=8)  # "2026-W48"
    slot = models.PositiveSmallIntegerField()  # the first, second… letter to that person in that week
    reminds = models.BooleanField(default=False)  # more than notices: the person has not turned it off
    for_unit = models.BooleanField(default=False)  # carries the week's look at the unit that the person leads
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    not_before = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    run = models.CharField(max_length=32, blank=True)  # which worker has it
    until = models.DateTimeField(null=True)  # and for how long without another word
    address = models.EmailField(blank=True)  # to which it went, or could not go
    error = models.CharField(max_length=40, blank=True)  # the mail server's number, or a word of ours
    planned_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)  # sent, failed…
    cleared_at = models.DateTimeField(null=True)  # HR has looked at the failure: that address may be tried again

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "day"], name="mail_once_a_day"),
            models.UniqueConstraint(fields=["user", "week", "slot"], name="mail_once_a_slot"),
        ]
        indexes = [
            models.Index(fields=["state", "not_before"], name="mail_to_send"),
            models.Index(fields=["week", "user"], name="mail_of_week"),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    @property
    def message_id(self) -> str:
        """The same whenever and by whomever it is sent: what was sent twice all the same is one letter to most
        mailboxes."""
        return f"<{timezone.localdate(self.planned_at)}.{self.uuid.hex}@{settings.MAIL_DOMAIN}>"


class Notice(models.Model):
    goes_with_its_person = True
    mail = models.ForeignKey(Mail, on_delete=models.CASCADE, related_name="notices")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    assignment = models.ForeignKey("assignments.Assignment", on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assignment", "user", "round"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.assignment_id}.{self.round} to {self.user_id}"


class Preference(models.Model):
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mail_preference")
    reminders = models.BooleanField(default=True)
    changed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.reminders}"


class Sweep(models.Model):
    name = models.CharField(max_length=10, primary_key=True)
    at = models.DateTimeField(null=True)  # when it last ran
    not_before = models.DateTimeField(null=True)  # the mail server failed: wait until then
    failures = models.PositiveSmallIntegerField(default=0)  # in a row
    error = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


def week_of(day: datetime.date) -> str:
    """The ISO week, as it is kept: "2026-W48"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"
