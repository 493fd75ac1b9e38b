"""Background work about letters: sweeps over what the database says is due."""

from celery import shared_task

from training.reminders import api


@shared_task
def plan_letters() -> int:
    """Write down whom to write to today."""
    return api.plan()


@shared_task
def send_letters() -> dict[str, int]:
    """Send what waits."""
    return vars(api.send())
