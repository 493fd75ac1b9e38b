"""What readers ask of a workspace's own rows and log: the database answers, or a `Picture` of an earlier moment.

A picture hangs at a `Workspace` that is no row of the database (see `sandbox.engine.log.as_it_stood`). Whoever reads
overlay rows or events asks here, so that lists, screens and checks see a past moment without anything being written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sandbox.models import FIRST_OWN_RID, Event, OverlayRow, Workspace

_HELD = "_picture"


@dataclass(frozen=True)
class Picture:
    """All that a workspace held beyond its snapshot at one moment. Not to be changed by anybody."""

    rows: Mapping[int, OverlayRow] = field(default_factory=dict)
    log: tuple[Event, ...] = ()  # up to that moment, oldest first, with refusals, rewinds and what was undone


def hang(workspace: Workspace, picture: Picture) -> None:
    """From now on this instance answers from the picture."""
    workspace.__dict__[_HELD] = picture


def of(workspace: Workspace) -> Picture | None:
    """The picture that the instance answers from, if it is one of a past moment."""
    found: Picture | None = workspace.__dict__.get(_HELD)
    return found


def rows(
    workspace: Workspace, *, rids: Iterable[int] | None = None, record_type: str | None = None
) -> Iterable[OverlayRow]:
    """The overlay's rows: all, some of them, or those of one type (1 query)."""
    picture = of(workspace)
    if picture is None:
        found = OverlayRow.objects.filter(workspace=workspace)
        found = found if rids is None else found.filter(rid__in=rids)
        return found if record_type is None else found.filter(record_type=record_type)
    held = picture.rows
    some = held.values() if rids is None else (held[rid] for rid in set(rids) if rid in held)
    return [row for row in some if record_type in (None, row.record_type)]


def shadowed(workspace: Workspace) -> list[int] | None:
    """The base records that a picture's rows stand in front of; None where the database is to be asked."""
    picture = of(workspace)
    return None if picture is None else [rid for rid in picture.rows if rid < FIRST_OWN_RID]


def event(workspace: Workspace, seq: int) -> Event | None:
    """The event of that number, whatever its kind and whether it still counts (1 query)."""
    picture = of(workspace)
    if picture is None:
        return Event.objects.filter(workspace=workspace, seq=seq).first()
    return next((one for one in picture.log if one.seq == seq), None)
