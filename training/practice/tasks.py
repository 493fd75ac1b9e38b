"""Nightly work: trials that nobody came back to are thrown away."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from training.practice import api
from training.practice.models import Attempt

FORGOTTEN = timedelta(hours=12)
logger = logging.getLogger(__name__)


@shared_task
def discard_trials() -> int:
    """Trials that were not looked at for half a day. Returns how many."""
    old = list(Attempt.everything.filter(trial=True, last_seen__lt=timezone.now() - FORGOTTEN))
    for attempt in old:
        api.discard_trial(attempt=attempt)
    logger.info("trials thrown away: %s", len(old))
    return len(old)
