"""How long trials and explorations are kept."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

import sandbox.api
from training.audit.retention import rule
from training.practice import api
from training.practice.models import Attempt, Exploration


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
