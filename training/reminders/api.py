"""Planning and sending letters, and what people decide about them. Keyword-only."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from training.people.errors import NotYours
from training.people.models import User
from training.reminders import hours, outbox
from training.reminders.models import Mail, Preference, Sweep
from training.reminders.planning import wanted, write
from training.reminders.selectors import people_of

__all__ = ["forget_old", "plan", "send", "set_reminders", "try_again"]


def plan(*, now: datetime | None = None, any_hour: bool = False) -> int:
    """Write down today's letters, in office hours. How many were added; running it again adds what is new since."""
    moment = now or timezone.now()
    if not (any_hour or hours.is_open(moment)):
        return 0
    day = timezone.localdate(moment)
    made = write(day, wanted(day), moment)
    Sweep.objects.update_or_create(name="plan", defaults={"at": moment})
    return made


def send(*, any_hour: bool = False, most: int | None = None) -> outbox.Done:
    """Send what waits, in office hours, as much as a minute allows."""
    return outbox.send_waiting(any_hour=any_hour, most=most)


@transaction.atomic
def set_reminders(*, user: User, on: bool) -> None:
    """Whether the person wants to be reminded. Notices of what was assigned come all the same. Twice is harmless."""
    Preference.objects.update_or_create(user=user, defaults={"reminders": on, "changed_at": timezone.now()})


@transaction.atomic
def try_again(*, acting_user: User, person: User) -> int:
    """HR has seen that letters to that person failed: the address may be tried again. Raises `NotYours` outside of
    their units. How many failures that were."""
    if not people_of(acting_user).filter(pk=person.pk).exists():
        raise NotYours
    failed = Mail.objects.filter(user=person, state=Mail.State.FAILED, cleared_at__isnull=True)
    return failed.update(cleared_at=timezone.now())


def forget_old(*, before: datetime, dry: bool = False) -> int:
    """That letters went out before then is forgotten (or with `dry` only counted); what people know stays."""
    old = Mail.objects.filter(planned_at__lt=before, notices__isnull=True).exclude(state__in=Mail.PENDING)
    return old.count() if dry else old.delete()[0]
