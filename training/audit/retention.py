"""How long anything is kept: rules, each with what, why, how long, and the way to remove it.

Every package states its own in a module `retention.py` (`audit.rules` those of packages below); the number of days
stands in `settings.KEEP_DAYS`, where 0 keeps for good. `manage.py purge` and the nightly task apply them all; the
page "What is recorded about me" and docs/retention.md show them.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import ngettext

__all__ = ["Removed", "Rule", "apply", "delete_in_batches", "rule", "rules"]

BATCH = 500
logger = logging.getLogger(__name__)

#: Removes what is older than that moment (or with `dry` only counts it) and returns how many rows that is.
Remove = Callable[[datetime, bool], int]


@dataclass(frozen=True)
class Rule:
    key: str  # in `settings.KEEP_DAYS`
    order: int
    what: Any  # lazy sentences
    why: Any
    remove: Remove

    @property
    def days(self) -> int:
        return int(settings.KEEP_DAYS[self.key])

    @property
    def span(self) -> str:
        """The same in words, in years where they are whole ones; "" for good."""
        if self.days and self.days % 365 == 0:
            years = self.days // 365
            return ngettext("%(number)s year", "%(number)s years", years) % {"number": years}
        return ngettext("%(number)s day", "%(number)s days", self.days) % {"number": self.days} if self.days else ""


@dataclass(frozen=True)
class Removed:
    rule: Rule
    before: datetime | None  # None: kept for good
    rows: int
    failed: bool = False


_RULES: dict[str, Rule] = {}


def rule(key: str, order: int, *, what: Any, why: Any) -> Callable[[Remove], Remove]:
    """Make a rule of the function that removes."""

    def known(remove: Remove) -> Remove:
        _RULES[key] = Rule(key, order, what, why, remove)
        return remove

    return known


def rules() -> list[Rule]:
    """All of them, in the order in which they are shown and applied."""
    return sorted(_RULES.values(), key=lambda one: (one.order, one.key))


def apply(*, dry: bool = False, only: str = "") -> Iterator[Removed]:
    """Apply them one after the other. One that fails is logged and does not hold up the others."""
    for one in rules():
        if only and one.key != only:
            continue
        before = timezone.now() - timedelta(days=one.days) if one.days else None
        try:
            rows = one.remove(before, dry) if before else 0
        except Exception:
            logger.exception("the rule of retention %s could not be applied", one.key)
            yield Removed(one, before, 0, failed=True)
        else:
            yield Removed(one, before, rows)


def delete_in_batches(rows: QuerySet[Any], dry: bool) -> int:
    """Delete the rows some hundred at a time, each time in a short transaction; with `dry` count them. Also of a
    model that refuses `delete()` of one row: retention is what it waits for."""
    if dry:
        return rows.count()
    removed = 0
    while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rows.model._base_manager.filter(pk__in=keys).delete()
        removed += len(keys)
    return removed
