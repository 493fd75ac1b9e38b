"""The one place through which names leave the reports: every named list, and every file of names or numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from training.audit.api import Action, note

if TYPE_CHECKING:
    from training.people.models import OrgUnit, User
    from training.reports.asking import Asked

#: What the access log calls them.
SUBJECTS = {
    "ai-chua": "reports_who",
    "don-vi-nao-cham": "reports_behind",
    "tac-o-dau": "reports_bottleneck",
    "can-bo-can-gi": "reports_needs",
    "tu-lam-duoc-khong": "reports_unaided",
    "kip-han-khong": "reports_on_track",
    "don-vi": "reports_units",
    "people": "reports_people",
}


def named_list(*, viewer: User, asked: Asked, what: str, people: int) -> None:
    """Somebody looked at a list of names of the unit."""
    _note(Action.LOOKED, viewer, asked, what, people)


def person(*, viewer: User, person: User, unit: OrgUnit | None) -> None:
    """Somebody looked at one person's results; `unit`: where that person works."""
    note(acting_user=viewer, action=Action.OPENED, subject="results", unit=unit, person=person)


def exported(*, viewer: User, asked: Asked, what: str, people: int) -> None:
    """Somebody took a file along; `people`: how many it names, 0 for numbers only."""
    _note(Action.EXPORTED, viewer, asked, what, people)


def _note(action: Action, viewer: User, asked: Asked, what: str, people: int) -> None:
    note(
        acting_user=viewer,
        action=action,
        subject=SUBJECTS[what],
        unit=asked.unit,
        count=people or None,
        question=asked.query,
    )
