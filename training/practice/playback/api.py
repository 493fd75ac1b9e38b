"""Making a demonstration: the one thing here that writes. Everything else is read off the log."""

from __future__ import annotations

import logging

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

import sandbox.api
from lessons.models import Task
from sandbox.errors import BadScenario
from training.practice.errors import PracticeRefused
from training.practice.models import Demonstration
from training.progress.task import bound

__all__ = ["NoDemonstration", "demonstration_of"]

#: What a demonstration draws its values with: the same for everybody, and other ones than a learner's attempt.
SEED = 20_261_123
log = logging.getLogger(__name__)


class NoDemonstration(PracticeRefused):
    """The solution of the task cannot be played to its end on today's platform."""

    def __init__(self) -> None:
        super().__init__(_("This lesson has no demonstration at the moment. Do it with the guide instead."))


def demonstration_of(*, task: Task) -> Demonstration:
    """The demonstration of that task, played now if nobody has watched it yet. Raises `NoDemonstration`.

    However many ask at once, there is one: who comes second throws away what they played.
    """
    found = _found(task)
    if found:
        return found
    try:
        with transaction.atomic():
            _play(task)
    except IntegrityError:  # somebody else made it meanwhile
        log.info("demonstration of %s was made by another request", task.code)
    found = _found(task)
    if found is None:
        raise NoDemonstration
    return found


def _found(task: Task) -> Demonstration | None:
    light = ("workspace__snapshot__definition", "workspace__snapshot__sequences")
    shown = Demonstration.objects.filter(task=task).select_related("workspace__snapshot")
    return shown.defer(*light).first()


def _play(task: Task) -> None:
    try:
        workspace = sandbox.api.create_workspace(snapshot=task.snapshot, scenario=task.typed.scenario, seed=SEED)
    except BadScenario as problem:
        log.warning("no demonstration of %s: %s", task.code, problem)
        raise NoDemonstration from problem
    solution = bound(task.hash, SEED).solution
    outcomes = sandbox.api.play(workspace_id=workspace.pk, moves=solution, key_prefix="demonstration")
    refused = [outcome.refusal for outcome in outcomes if outcome.refusal]
    if refused:
        log.warning("no demonstration of %s: %s", task.code, refused[0].say.en)
        raise NoDemonstration
    Demonstration.objects.create(task=task, workspace=workspace)
