"""How long messages are kept."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from training.audit.retention import delete_in_batches, rule
from training.feedback.models import ReplyRead, Stuck


@rule(
    "stuck",
    60,
    what=_("“I am stuck”: messages, with their answers"),
    why=_("Whoever was stuck reads the answer meanwhile. Replies that help everybody stay; they name nobody."),
)
def stuck(before: datetime, dry: bool) -> int:
    old = Stuck.objects.filter(Q(answered_at__lt=before) | Q(answered_at=None, at__lt=before))
    return delete_in_batches(old, dry) + delete_in_batches(ReplyRead.objects.filter(at__lt=before), dry)
