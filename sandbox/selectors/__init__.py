"""The reading door of the sandbox: records, lists, counts, buttons, history, what others said and owe.

Nothing here writes. A `workspace` is what `api` returned or `workspace()` fetched; lists, counts and badges of one
instance share what they read.
"""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError

from sandbox.engine.lists import Page
from sandbox.engine.rows import RecordView
from sandbox.errors import NotHere
from sandbox.models import Snapshot, Workspace
from sandbox.selectors.buttons import Choice, Offer, could_do, creations, defaults, offers, options_for, record_meant
from sandbox.selectors.listing import (
    COUNTED,
    Found,
    badge_counts,
    counted_tabs,
    counts,
    counts_of,
    page,
    record,
    records,
    search_everywhere,
    shown_fields,
    tabs_with,
)
from sandbox.selectors.seating import FreeSeat, Seat, free_seats, seats
from sandbox.selectors.story import (
    Deadline,
    Notice,
    Pending,
    as_it_stood,
    before_last_deed,
    effective_events,
    event,
    history,
    next_deadline,
    notices,
    pending,
    timeline,
    whole_log,
    with_undone,
)

__all__ = [
    "COUNTED",
    "Choice",
    "Deadline",
    "Found",
    "FreeSeat",
    "Notice",
    "Offer",
    "Page",
    "Pending",
    "RecordView",
    "Seat",
    "as_it_stood",
    "badge_counts",
    "before_last_deed",
    "could_do",
    "counted_tabs",
    "counts",
    "counts_of",
    "creations",
    "current_snapshot",
    "defaults",
    "effective_events",
    "event",
    "free_seats",
    "history",
    "next_deadline",
    "notices",
    "offers",
    "options_for",
    "page",
    "pending",
    "record",
    "record_meant",
    "records",
    "search_everywhere",
    "seats",
    "shown_fields",
    "tabs_with",
    "timeline",
    "whole_log",
    "with_undone",
    "workspace_by_id",
]


def current_snapshot() -> Snapshot | None:
    """The platform's latest release: what new lessons are written against."""
    return Snapshot.objects.defer("definition").order_by("-created_at", "-pk").first()


def workspace_by_id(workspace_id: UUID | str) -> Workspace:
    """With its snapshot, without the snapshot's definition (1 query). Raises NotHere."""
    try:
        return Workspace.objects.select_related("snapshot").defer("snapshot__definition").get(pk=workspace_id)
    except (Workspace.DoesNotExist, ValidationError, ValueError) as error:
        raise NotHere("no such workspace") from error
