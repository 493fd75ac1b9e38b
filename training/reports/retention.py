"""How long a file of the reports may be fetched."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from training.audit.retention import rule
from training.reports import api


@rule(
    "exports",
    25,
    what=_("Files of reports that were written in the background"),
    why=_("So long they may be fetched. That they were taken out stays in the access log."),
)
def exports(before: datetime, dry: bool) -> int:
    return api.forget_old(before=before, dry=dry)
