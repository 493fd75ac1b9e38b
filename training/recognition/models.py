"""A paper that was issued: what it says is frozen, its code leads to its verification page.

It is called "Giấy xác nhận hoàn thành bài tập" and certifies no qualification: only finished exercises on a practice
copy. Revoking it takes nothing back that was done; a completion that was declared void shows on the paper's page too.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

#: Crockford's base 32: no letter that is taken for a digit when it is read out or typed off a paper.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RELEASED_FOR = timedelta(days=14)
CODE_LENGTH = 12  # 60 bits: nobody finds a paper by trying


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def _new_token() -> str:
    return secrets.token_urlsafe(24)


class Paper(models.Model):
    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=new_code, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="papers")
    says = models.JSONField()  # see `recognition.wording.Says`; never changed
    digest = models.CharField(max_length=64)  # SHA-256 of the canonical JSON of `says` without its day
    issued_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.TextField(
        blank=True, default=""
    )  # it was revoked; for the person and who may decide, not for the public

    class Meta:
        ordering = ["-issued_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "digest"], condition=models.Q(revoked_at__isnull=True), name="paper_once_while_valid"
            )
        ]

    def __str__(self) -> str:
        return f"paper {self.pk}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("a paper that was handed out stays known")

    @property
    def spelt(self) -> str:
        """The code in groups of four, as it is printed."""
        return "-".join(self.code[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def _in_two_weeks() -> datetime:
    return timezone.now() + RELEASED_FOR


class Release(models.Model):
    """The paper's owner lets whoever has this address read the receipts with the evidence, for a while.

    A receipt tells every action of an attempt, which is its learner's own (design invariant 9): who decides about
    results does not get it, an auditor gets it from the learner.
    """

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="releases")
    token = models.CharField(max_length=40, unique=True, default=_new_token, editable=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    until = models.DateTimeField(default=_in_two_weeks)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    taken = models.PositiveIntegerField(default=0)  # receipts that were downloaded through it

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"release of paper {self.paper_id}"
