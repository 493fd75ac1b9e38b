"""Sweeps of the house as a whole; an app's own sweeps stand in its `tasks.py`."""

import logging

from celery import shared_task
from django.core.management import call_command

import lessons.api
from training.assignments import api as assignments

logger = logging.getLogger(__name__)


@shared_task
def forget_expired_sessions() -> None:
    """Delete the sign-ins that have run out: they are personal data that nobody needs."""
    call_command("clearsessions")


@shared_task
def prove_lessons() -> dict[str, int]:
    """Prove every live lesson on the platform as it is now; pause what no longer holds, and move the days on which it
    was asked for. Returns {"proved", "paused", "resumed", "failed", "moved"}: how many lessons, and assignments."""
    swept = lessons.api.prove_live()
    moved = assignments.extend_for_pauses()
    if swept.paused or swept.failed:
        logger.error("lessons whose proof no longer holds: %s; not played: %s", swept.paused, swept.failed)
    return {
        "proved": swept.proved,
        "paused": len(swept.paused),
        "resumed": len(swept.resumed),
        "failed": len(swept.failed),
        "moved": moved,
    }


@shared_task
def publish_scheduled_pages() -> None:
    """Publish and withdraw the lessons for which a trainer set a date that has come."""
    call_command("publish_scheduled", verbosity=0)
