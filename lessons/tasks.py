"""Background work of the lessons: sweeps over what the database holds, so that a lost message does no harm."""

from __future__ import annotations

from celery import shared_task

from lessons.sharing import api as sharing


@shared_task
def try_received_courses() -> None:
    """Play the solutions of the shared courses that somebody uploaded."""
    sharing.try_waiting()


@shared_task
def forget_received_courses() -> None:
    """Shared courses about which nobody decided in time go, file and all."""
    sharing.forget_old()
