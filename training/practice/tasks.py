"""Nightly work: trials that nobody came back to are thrown away, and after a month what was frozen for them."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.db import transaction
from django.utils import timezone

import lessons.api
import sandbox.api
from training.practice import api
from training.practice.models import Attempt, Demonstration

FORGOTTEN = timedelta(hours=12)
DRAFTS_KEPT = timedelta(days=30)
logger = logging.getLogger(__name__)


@shared_task
def discard_trials() -> int:
    """Trials that were not looked at for half a day. Returns how many."""
    old = list(Attempt.everything.filter(trial=True, last_seen__lt=timezone.now() - FORGOTTEN))
    for attempt in old:
        api.discard_trial(attempt=attempt)
    gone = forget_drafts()
    logger.info("trials thrown away: %s, tasks of drafts: %s", len(old), gone)
    return len(old)


@transaction.atomic
def forget_drafts() -> int:
    """What was frozen a month ago to try a draft, and nobody has in hand, is gone with its film. Returns how many."""
    films = dict(Demonstration.objects.filter(task__published_at=None).values_list("task", "workspace"))
    needed = Attempt.everything.order_by().values("task")
    gone = lessons.api.forget_tried(before=timezone.now() - DRAFTS_KEPT, needed=needed)
    for workspace in set(films.values()) - set(Demonstration.objects.values_list("workspace", flat=True)):
        sandbox.api.discard_workspace(workspace_id=workspace)
    return gone
