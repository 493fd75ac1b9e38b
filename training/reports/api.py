"""Files that take longer than a page may: asked for, written in the background, fetched by who asked, forgotten.

A row waits; a worker claims it, writes under a name of its run, and in one step says which file it is and that it is
ready. Who is killed leaves a row that says nothing any more: after two minutes the next sweep begins the file anew
under another name, so nothing is doubled, and sweeps away what was half written.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from training.people.errors import NotYours
from training.people.models import User, private_files
from training.reports import lists, seen, workbook
from training.reports.asking import Asked, asked_of
from training.reports.models import Export
from training.reports.sheet import circumstances

__all__ = ["ask_for", "forget_old", "write_list", "write_waiting"]

SILENT = timedelta(minutes=2)  # a worker that said nothing for so long is dead
FOLDER = "exports"

State = Export.State


@transaction.atomic
def ask_for(*, acting_user: User, asked: Asked, who: str) -> Export:
    """Have the list written. The same one asked for again while it waits is the same row."""
    said = asked.params() | {"ai": who}
    User.objects.select_for_update().get(pk=acting_user.pk)  # pressed twice: one after the other
    waiting = Export.objects.filter(by=acting_user, state=State.WAITING, asked=said).first()
    if waiting:
        return waiting
    export = Export.objects.create(
        by=acting_user, asked=said, title=title_of(asked, who), language=acting_user.language
    )
    transaction.on_commit(_wake, robust=True)
    return export


def title_of(asked: Asked, who: str) -> str:
    said = {"what": asked.whole_name or "–", "unit": asked.unit.name}
    if who == "chua":
        return (_("Who has not done %(what)s, %(unit)s") % said)[:200]
    return (_("People and results, %(unit)s") % said)[:200]


def write_list(to: Any, asked: Asked, who: str, rows: Iterator[list[Any]], *, scratch: Path | None = None) -> None:
    """The list as a workbook; `scratch` as in `workbook.write`."""
    workbook.write(
        to,
        scratch=scratch,
        title=_("People"),
        above=[title_of(asked, who), " · ".join(circumstances(asked, asked.whole_name if who == "chua" else ""))],
        columns=lists.columns(asked),
        rows=rows,
    )


# --- the background -------------------------------------------------------------------------------------


class _TakenOver(Exception):
    """Another worker has it now."""


def write_waiting() -> int:
    """Whatever waits, or was left by a worker that died. How many files were finished."""
    finished = 0
    for pk in _due().values_list("pk", flat=True):
        export = _claim(pk)
        if export is not None:
            with override(export.language):
                finished += _write(export)
    return finished


def _due() -> QuerySet[Export]:
    silent = Q(beat=None) | Q(beat__lt=timezone.now() - SILENT)
    return Export.objects.filter(silent, state=State.WAITING).order_by("asked_at", "pk")


def _claim(pk: int) -> Export | None:
    run = secrets.token_hex(16)
    if not _due().filter(pk=pk).update(run=run, beat=timezone.now(), written=0, begun=F("begun") + 1):
        return None
    return Export.objects.get(pk=pk)


def _write(export: Export) -> bool:
    try:
        asked = asked_of(export.by, export.asked)  # what that person may see now, not when it was asked for
    except NotYours:
        Export.objects.filter(pk=export.pk, run=export.run).update(state=State.REFUSED, beat=None)
        return False
    who = export.asked.get("ai", "")
    place = _folder() / f"{export.uuid}-{export.run}.xlsx"
    scratch = place.with_suffix(".part")
    done = False
    try:
        _forget_others(export)
        numbers = lists.people(asked, who)
        _say_how_far(export, total=len(numbers))
        place.touch(0o600)
        rows = _counted(export, lists.rows(asked, numbers))
        write_list(str(place), asked, who, rows, scratch=scratch)
        done = _ready(export, place, asked, len(numbers))
    except _TakenOver:
        pass
    except FileNotFoundError:  # swept away by whoever has it now
        if _held(export).exists():
            raise
    finally:
        for left in (scratch,) if done else (scratch, place):
            left.unlink(missing_ok=True)
    return done


def _forget_others(export: Export) -> None:
    """What workers that had it before and died have half written."""
    for place in _folder().glob(f"{export.uuid}-*"):
        if export.run not in place.name:
            place.unlink(missing_ok=True)


def _counted(export: Export, rows: Iterator[list[Any]]) -> Iterator[list[Any]]:
    for number, row in enumerate(rows, 1):
        yield row
        if number % lists.AT_A_TIME == 0:
            _say_how_far(export, written=number)


def _held(export: Export) -> QuerySet[Export]:
    """The row, as long as this worker has it."""
    return Export.objects.filter(pk=export.pk, run=export.run, state=State.WAITING)


def _say_how_far(export: Export, **numbers: int) -> None:
    if not _held(export).update(beat=timezone.now(), **numbers):
        raise _TakenOver


def _ready(export: Export, place: Path, asked: Asked, people: int) -> bool:
    digest = hashlib.sha256()
    with place.open("rb") as file:
        for chunk in iter(lambda: file.read(1 << 16), b""):
            digest.update(chunk)
    with transaction.atomic():
        done = _held(export).update(
            state=State.READY,
            file=f"{FOLDER}/{place.name}",
            size=place.stat().st_size,
            sha256=digest.hexdigest(),
            written=people,
            ready_at=timezone.now(),
            beat=None,
        )
        if not done:
            raise _TakenOver
        seen.exported(viewer=export.by, asked=asked, what="people", people=people)
    return True


def _folder() -> Path:
    folder = Path(private_files().location) / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def forget_old(*, before: datetime, dry: bool = False) -> int:
    """Files asked for before then go (or with `dry` are only counted), and what workers that died left half written.
    How many rows."""
    old = Export.objects.filter(Q(state=State.READY) | Q(state=State.WAITING), asked_at__lt=before)
    if dry:
        return old.count()
    gone = old.update(state=State.GONE, file="", beat=None)
    kept = {Path(name).name for name in Export.objects.exclude(file="").values_list("file", flat=True)}
    runs = set(Export.objects.filter(state=State.WAITING).exclude(run="").values_list("run", flat=True))
    for place in _folder().iterdir():
        if place.name not in kept and not any(run in place.name for run in runs):
            place.unlink(missing_ok=True)
    _forget_half_written()
    return gone


def _forget_half_written() -> None:
    """What the workbook's writer keeps while it writes a short list, and who was killed left: names are in it."""
    before = time.time() - timedelta(days=1).total_seconds()
    for place in Path(tempfile.gettempdir()).glob("openpyxl.*"):
        with contextlib.suppress(OSError):  # somebody else's, or gone already
            if place.stat().st_mtime < before:
                place.unlink()


def _wake() -> None:
    """The background would find the row by itself, but later."""
    from training.reports.tasks import write_exports

    write_exports.delay()
