"""Writing the access log. One INSERT; in the transaction of whoever calls."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl

from django.utils import timezone

from training.audit.models import Action, Entry
from training.audit.subjects import QUESTIONS, SEARCHED
from training.people.models import OrgUnit, User

__all__ = ["FOLD", "Action", "note", "note_of_roster"]

#: Looks at the same thing within the same so many seconds of the clock are one entry.
FOLD = 600

_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/,:-]{0,79}")
_FOLDED = (Action.LOOKED, Action.OPENED)


def note(
    *,
    acting_user: User,
    action: Action,
    subject: str,
    unit: OrgUnit | None = None,
    person: User | None = None,
    count: int | None = None,
    question: str = "",
) -> None:
    """Write down that somebody saw, took out or decided something. Call it before the answer is given.

    `subject` is a key of `subjects.SUBJECTS`; `unit` the unit at the top of what was seen (of one person: the unit
    through which they were seen); `count` people; `question` the query of the address, of which only codes are kept:
    of a search only that there was one. One's own record is nobody's business and is not noted. A look that repeats
    within `FOLD` seconds is one entry; files and decisions are one entry each.
    """
    if person is not None and person.pk == acting_user.pk:
        return
    now, asked = timezone.now(), codes_of(question)
    parts = [
        int(now.timestamp()) // FOLD,
        acting_user.pk,
        action,
        subject,
        unit.pk if unit else "",
        person.pk if person else "",
        asked,
    ]
    key = hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()[:32]
    entry = Entry(
        at=now,
        acting_user=acting_user,
        action=action,
        subject=subject,
        unit=unit,
        person=person,
        count=count,
        question=asked,
        key=key if action in _FOLDED else uuid.uuid4().hex,
    )
    Entry.objects.bulk_create([entry], ignore_conflicts=True)


def codes_of(question: str) -> str:
    """What of an address's query may be kept: codes under keys that `subjects.QUESTIONS` knows, since anybody may
    write anything into an address. A search leaves its key only, everything else nothing."""
    kept = []
    for name, value in parse_qsl(question.lstrip("?")):
        if name in SEARCHED:
            kept.append(name)
        elif name in QUESTIONS and _CODE.fullmatch(value):
            kept.append(f"{name}={value}")
    return "&".join(kept)[:300]


def note_of_roster(
    *, acting_user: User, out: bool, subject: str, units: Iterable[OrgUnit], count: int, question: str = "", **_: Any
) -> None:
    """The roster's lists, told by `people.signals`: one entry for each unit at the top of what they cover."""
    for unit in units:
        note(
            acting_user=acting_user,
            action=Action.EXPORTED if out else Action.LOOKED,
            subject=subject,
            unit=unit,
            count=count,
            question=question,
        )
