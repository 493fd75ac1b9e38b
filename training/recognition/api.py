"""Issuing and revoking papers. Keyword-only; each call is one transaction."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from training.audit.api import Action, note
from training.people.errors import NotYours
from training.people.models import User
from training.people.selectors import today, unit_of
from training.progress.decisions import SHORTEST_REASON, may_decide
from training.recognition.errors import RecognitionRefused
from training.recognition.models import Paper, Release
from training.recognition.selectors import completions_for, released_now
from training.recognition.wording import words_of

__all__ = ["count_taken", "issue", "release", "revoke", "withdraw_release"]

MOST_LINES = 300  # on one paper


@transaction.atomic
def issue(*, user: User, attempt: UUID | None = None) -> Paper:
    """A paper about all that counts, or about one attempt. Asked twice for the same content, there is one paper.

    Raises `RecognitionRefused` where there is nothing to say, `NotYours` for somebody else's attempt.
    """
    User.objects.select_for_update().get(pk=user.pk)
    completions = completions_for(user, attempt)[-MOST_LINES:]
    if not completions:
        raise RecognitionRefused(_("Nothing yet. The first finished lesson will stand here."))
    says = words_of(user, completions, today())
    known = Paper.objects.filter(user=user, digest=says.digest, revoked_at__isnull=True).first()
    return known or Paper.objects.create(user=user, says=says.model_dump(mode="json"), digest=says.digest)


@transaction.atomic
def revoke(*, acting_user: User, paper: Paper, why: str) -> None:
    """The paper no longer holds; what was done stays done. Raises `NotYours`, `RecognitionRefused`."""
    if not may_decide(acting_user, paper.user):
        raise NotYours
    if len(why.strip()) < SHORTEST_REASON:
        say = _("Say why in at least %(number)s characters: the person concerned will read it.")
        raise RecognitionRefused(say % {"number": SHORTEST_REASON})
    revoked = Paper.objects.filter(pk=paper.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now(), revoked_by=acting_user, why=why.strip()[:1000]
    )
    if not revoked:
        raise RecognitionRefused(_("This paper was revoked already."))
    note(
        acting_user=acting_user,
        action=Action.DECIDED,
        subject="paper",
        unit=unit_of(paper.user),
        person=paper.user,
        question=f"giay={paper.pk}&quyet-dinh=revoked",
    )


@transaction.atomic
def release(*, user: User, paper: Paper) -> Release:
    """Its owner opens the receipts to whoever gets the address, for two weeks; asked twice there is one address.
    Raises `NotYours` for everybody else, also for who decides about the results."""
    if paper.user_id != user.pk:
        raise NotYours
    Paper.objects.select_for_update().get(pk=paper.pk)
    return released_now(paper) or Release.objects.create(paper=paper)


@transaction.atomic
def withdraw_release(*, user: User, paper: Paper) -> None:
    """The address leads nowhere from now on. Twice is harmless. Raises `NotYours`."""
    if paper.user_id != user.pk:
        raise NotYours
    Release.objects.filter(paper=paper, withdrawn_at=None).update(withdrawn_at=timezone.now())


def count_taken(*, release: Release) -> None:
    Release.objects.filter(pk=release.pk).update(taken=F("taken") + 1)
