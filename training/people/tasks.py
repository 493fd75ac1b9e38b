"""Background work about people: sweeps over what the database holds, so that a lost message does no harm."""

from celery import shared_task

from training.people import api
from training.people.changes import api as changes
from training.people.roster import api as rosters


@shared_task
def work_on_rosters() -> int:
    """Check, apply or undo the rosters that wait for it."""
    return rosters.work()


@shared_task
def end_roles() -> int:
    """Who no longer writes lessons from today on leaves the editor; units bear the names that they have from today
    on. (Everything else about a day's organisation follows from dates.)"""
    changes.settle_names()
    return api.sync_trainers()
