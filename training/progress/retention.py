"""How long the traces of attempts are kept, and what of an attempt stands for good.

Minutes go when their sum is proved; a finished attempt's log goes when the evidence agrees with it. What is left is
the completion with its hash, its place in the chain, the steps and the sum of minutes: `evidence.faults` checks that,
`rebuild` leaves alone what can no longer be made again and says so, a receipt says when the log was removed.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

import sandbox.api
from sandbox.models import Event
from training.audit.models import Removal
from training.audit.retention import BATCH, rule
from training.progress.active import active_minutes
from training.progress.evidence import faults
from training.progress.models import ActiveTime, Completion, Presence, Standing

if TYPE_CHECKING:
    from training.practice.models import Attempt

logger = logging.getLogger(__name__)


@rule(
    "minutes",
    50,
    what=_("In which minutes you did something, of attempts that are closed"),
    why=_("Their sum stays, which is all that your record and your papers say."),
)
def minutes(before: datetime, dry: bool) -> int:
    kept = Exists(Presence.objects.filter(attempt=OuterRef("pk")))
    old = _closed(before).filter(kept).exclude(removal__minutes_at__isnull=False)
    if dry:
        return Presence.objects.filter(attempt__in=old).count()
    removed, last = 0, 0
    while batch := list(old.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = batch[-1].pk
        with transaction.atomic():
            removed += sum(_forget_minutes(attempt) for attempt in batch)
    return removed


def _closed(before: datetime) -> QuerySet[Attempt]:
    """Attempts that were finished, or set aside, before that time."""
    attempts: Any = Standing._meta.get_field("attempt").related_model
    over = Q(state="finished", finished_at__lt=before) | Q(state="set_aside", last_seen__lt=before)
    found: QuerySet[Attempt] = attempts.objects.filter(over).select_related("workspace__snapshot", "task")
    return found.defer("task__spec", "workspace__snapshot__definition", "workspace__snapshot__sequences")


def _forget_minutes(attempt: Attempt) -> int:
    marks = list(Presence.objects.filter(attempt=attempt).order_by().values_list("minute", flat=True))
    summed = ActiveTime.objects.select_for_update().filter(attempt=attempt).values_list("minutes", flat=True).first()
    if summed != active_minutes(marks):
        logger.error("minutes of attempt %s are kept: their sum is not what they say", attempt.pk)
        return 0
    Presence.objects.filter(attempt=attempt).delete()
    Removal.objects.update_or_create(attempt=attempt, defaults={"minutes_at": timezone.now()})
    return len(marks)


@rule(
    "set_aside",
    55,
    what=_("What was done and typed in attempts that were begun anew"),
    why=_("They count for nothing; you may want to look back for a while."),
)
def set_aside(before: datetime, dry: bool) -> int:
    return _forget_logs(_closed(before).filter(state="set_aside"), dry)


@rule(
    "logs",
    56,
    what=_("What was done and typed in finished attempts"),
    why=_("The evidence of a result is computed from it. Afterwards the result with its hash and its receipt stay."),
)
def logs(before: datetime, dry: bool) -> int:
    return _forget_logs(_closed(before).filter(state="finished"), dry)


def _forget_logs(attempts: QuerySet[Attempt], dry: bool) -> int:
    logged = Exists(Event.objects.filter(workspace=OuterRef("workspace")))
    old = attempts.filter(logged).exclude(removal__log_at__isnull=False)
    if dry:
        return Event.objects.filter(workspace__in=old.values("workspace")).count()
    removed, last = 0, 0
    while batch := list(old.filter(pk__gt=last).order_by("pk")[:50]):
        last = batch[-1].pk
        for attempt in batch:
            with transaction.atomic():
                removed += _forget_log(attempt)
    return removed


def _forget_log(attempt: Attempt) -> int:
    completion = Completion.objects.filter(attempt=attempt).first()
    if completion is not None:
        completion.attempt = attempt
        before = Completion.objects.filter(user=completion.user_id, number=completion.number - 1)
        if wrong := faults(completion, before.values_list("hash", flat=True).first() or ""):
            logger.error("the log of attempt %s is kept: it disagrees (%s)", attempt.pk, ", ".join(wrong))
            return 0
    removed = sandbox.api.forget_log(workspace_id=attempt.workspace_id)
    attempt.help_uses.all().delete()
    Removal.objects.update_or_create(attempt=attempt, defaults={"log_at": timezone.now(), "events": removed})
    return removed
