"""Reads of practice: this learner's attempts and explorations. What comes next stands in `training.practice.path`.

`access_attempt` is the one door to an attempt: it opens to its learner alone, whatever roles anybody else holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.db.models import QuerySet

from training.people.errors import NotYours
from training.people.models import User
from training.practice.models import Attempt, Exploration

__all__ = ["access_attempt", "access_exploration", "open_attempts", "running"]


#: Columns that no page of an attempt reads; what they hold is kept in the process by its hash.
HEAVY = ("task__spec", "workspace__snapshot__definition", "workspace__snapshot__sequences", "completion__evidence")


def access_attempt(user: AbstractBaseUser | AnonymousUser, uuid: UUID, *, for_change: bool = False) -> Attempt:
    """The learner's own attempt (a trial too), with workspace and standing: one query. `NotYours` (404) for others.

    With `for_change` it is locked until the end of the transaction, which must have begun. It is locked by a query of
    its own: one that waited would bring what stands beside the attempt from before the wait (READ COMMITTED).
    """
    if not isinstance(user, User):
        raise NotYours
    if for_change:
        Attempt.everything.select_for_update().filter(user=user, uuid=uuid).values_list("pk").first()
    found = (
        Attempt.everything.filter(user=user, uuid=uuid)
        .select_related("task", "workspace__snapshot", "standing", "completion", "active_time")
        .defer(*HEAVY)
        .first()
    )
    if found is None:
        raise NotYours
    found.user = user
    return found


def access_exploration(
    user: AbstractBaseUser | AnonymousUser, uuid: UUID, *, for_change: bool = False
) -> Exploration:
    """The person's own exploration with its workspace: one query. Raises `NotYours` (404) to all others."""
    if not isinstance(user, User):
        raise NotYours
    if for_change:
        Exploration.objects.select_for_update().filter(user=user, uuid=uuid).values_list("pk").first()
    found = (
        Exploration.objects.filter(user=user, uuid=uuid)
        .select_related("workspace__snapshot")
        .defer("workspace__snapshot__definition", "workspace__snapshot__sequences")
        .first()
    )
    if found is None:
        raise NotYours
    return found


def open_attempts(user: User) -> QuerySet[Attempt]:
    """What the learner has begun and may go on with, the most recent first."""
    return (
        Attempt.objects.filter(user=user, state=Attempt.State.OPEN)
        .select_related("standing", "task")
        .defer("task__spec")
        .order_by("-last_seen")
    )


def running(tasks: Sequence[int]) -> dict[int, int]:
    """How many attempts are under way on each of these tasks. One query."""
    open_ones = Attempt.objects.filter(task__in=tasks, state=Attempt.State.OPEN)
    return dict(open_ones.order_by().values_list("task").annotate(models.Count("pk")))
