"""Nightly work: is every completion still what it was when it was earned, and every summary what the facts say?"""

from __future__ import annotations

import logging

from celery import shared_task

from training.people.models import User
from training.progress import rebuild
from training.progress.evidence import faults, removal_of
from training.progress.models import Completion

logger = logging.getLogger(__name__)


@shared_task
def verify_completions() -> dict[str, int]:
    """Recompute the evidence of every completion and its place in the learner's chain; log what disagrees.

    Logs numbers of rows and kinds of disagreement only, no person and no content. Returns {"checked", "broken",
    "removed"}: of how many the log was removed by the rules of retention, so that only the rest was compared.
    """
    checked = broken = removed = 0
    user, previous = None, ""
    rows = Completion.objects.select_related(
        "attempt__task", "attempt__workspace__snapshot", "attempt__removal"
    ).defer("attempt__task__spec", "attempt__workspace__snapshot__definition")
    for completion in rows.order_by("user_id", "number").iterator(chunk_size=200):
        if completion.user_id != user:
            user, previous = completion.user_id, ""
        if found := faults(completion, previous):
            broken += 1
            logger.error("completion %s does not agree with its evidence: %s", completion.pk, ", ".join(found))
        checked += 1
        removed += removal_of(completion.attempt) is not None
        previous = completion.hash
    logger.info("completions verified: %s, of which broken: %s, without their log: %s", checked, broken, removed)
    return {"checked": checked, "broken": broken, "removed": removed}


@shared_task
def check_summaries() -> dict[str, int]:
    """Compare every summary with what the facts say and log what differs; `manage.py rebuild_summaries` mends it.

    Logs numbers of rows and names of columns only. Returns {"people", "differ"}.
    """
    people = list(User.objects.order_by("pk").values_list("pk", flat=True))
    differ = 0
    for difference in rebuild.differences(people, mend=False):
        differ += 1
        logger.error("a summary is not what the facts say: %s", difference)
    logger.info("summaries of %s people compared, of which differ: %s", len(people), differ)
    return {"people": len(people), "differ": differ}
