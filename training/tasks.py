"""Sweeps of the house as a whole; an app's own sweeps stand in its `tasks.py`."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def forget_expired_sessions() -> None:
    """Delete the sign-ins that have run out: they are personal data that nobody needs."""
    call_command("clearsessions")


@shared_task
def publish_scheduled_pages() -> None:
    """Publish and withdraw the lessons for which a trainer set a date that has come."""
    call_command("publish_scheduled", verbosity=0)
