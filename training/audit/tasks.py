"""Nightly work: what has been kept long enough is removed."""

from __future__ import annotations

import logging

from celery import shared_task

from training.audit import retention

logger = logging.getLogger(__name__)


@shared_task
def purge() -> dict[str, int]:
    """Apply every rule of retention; log how many rows went, by rule. Returns the same."""
    found = {one.rule.key: one.rows for one in retention.apply()}
    logger.info("removed by the rules of retention: %s", found)
    return found
