"""Rules of retention of this package and of those below it."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from training.audit.models import Entry
from training.audit.retention import delete_in_batches, rule
from training.people.roster import api as rosters


@rule(
    "sessions",
    10,
    what=_("Being signed in"),
    why=_("Office computers are shared: a sign-in that has run out is of no use to anybody."),
)
def sessions(before: datetime, dry: bool) -> int:
    over = Session.objects.filter(expire_date__lt=timezone.now()).count()
    if not dry:
        call_command("clearsessions")
    return over


@rule(
    "rosters",
    20,
    what=_("Names in roster files that were taken in, let go or refused"),
    why=_("So long an import can be undone. Who took which file in, when, and how many it changed, stays."),
)
def roster_files(before: datetime, dry: bool) -> int:
    return rosters.forget_old(dry=dry)


@rule(
    "access_log",
    90,
    what=_("The access log: who looked at, took out or decided what"),
    why=_("So that whoever is concerned, and an inspection, can still ask years later."),
)
def access_log(before: datetime, dry: bool) -> int:
    return delete_in_batches(Entry.objects.filter(at__lt=before), dry)
