"""How long trials, tried drafts and explorations are kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

import lessons.api
import sandbox.api
from training.audit.retention import rule
from training.practice import api
from training.practice.models import Attempt, Demonstration, Exploration


@rule(
    "trials",
    30,
    what=_("A trainer's trials of a draft"),
    why=_("They count for nothing."),
)
def trials(before: datetime, dry: bool) -> int:
    old = list(Attempt.everything.filter(trial=True, last_seen__lt=before))
    for attempt in [] if dry else old:
        api.discard_trial(attempt=attempt)
    return len(old)


@rule(
    "drafts",
    31,
    what=_("What was kept of a draft so that it could be tried"),
    why=_("A draft that is tried again is kept again."),
)
@transaction.atomic
def drafts(before: datetime, dry: bool) -> int:
    """With the film of each; but for those that an attempt still has in hand."""
    films = dict(Demonstration.objects.filter(task__published_at=None).values_list("task", "workspace"))
    needed = Attempt.everything.order_by().values("task")
    gone = lessons.api.forget_tried(before=before, needed=needed, dry=dry)
    for workspace in set(films.values()) - set(Demonstration.objects.values_list("workspace", flat=True)):
        sandbox.api.discard_workspace(workspace_id=workspace)
    return gone


@rule(
    "exploration",
    40,
    what=_("Free exploration: your copy and all that was done in it"),
    why=_("Nothing in it counts. Whoever comes back begins with a fresh copy."),
)
def explorations(before: datetime, dry: bool) -> int:
    old = list(Exploration.objects.filter(last_seen__lt=before))
    for one in [] if dry else old:
        with transaction.atomic():
            one.delete()
            sandbox.api.discard_workspace(workspace_id=one.workspace_id)
    return len(old)
