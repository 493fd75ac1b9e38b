"""The one place through which names leave the reports: every named list, and every file of names or numbers."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from training.people.models import User
    from training.reports.asking import Asked

logger = logging.getLogger(__name__)


def named_list(*, viewer: User, asked: Asked, what: str, people: int) -> None:
    """Somebody looked at a list of names of the unit."""
    logger.info("user %s saw %s: unit %s, %s people", viewer.pk, what, asked.unit.pk, people)


def person(*, viewer: User, person: User) -> None:
    """Somebody looked at one person's results."""
    logger.info("user %s saw the results of user %s", viewer.pk, person.pk)


def exported(*, viewer: User, asked: Asked, what: str, people: int) -> None:
    """Somebody took a file along; `people`: how many it names, 0 for numbers only."""
    logger.info("user %s took along %s: unit %s, %s people", viewer.pk, what, asked.unit.pk, people)
