"""How long it is known that a letter went out."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from training.audit.retention import rule
from training.reminders import api


@rule(
    "letters",
    75,
    what=_("That a letter was sent to you, and when; what it said is not kept"),
    why=_("So that nobody is written to twice, and failures can be followed."),
)
def letters(before: datetime, dry: bool) -> int:
    return api.forget_old(before=before, dry=dry)
