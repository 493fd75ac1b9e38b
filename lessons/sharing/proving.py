"""Does a received lesson hold on this site's platform? Played in transactions that are always rolled back."""

from __future__ import annotations

import logging
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from lessons import packages, publication
from lessons.packages import PackageError
from lessons.problems import NotPublishable
from lessons.proof import prove
from lessons.sharing.exporting import demonstration
from lessons.sharing.manifest import Demonstration, Manifest
from lessons.spec import LessonPackage, TaskSpec, dump
from sandbox.models import Snapshot
from sandbox.version import ENGINE

logger = logging.getLogger(__name__)


class Result(TypedDict):
    """`problems` keep it from being taken over; `notes` are worth knowing."""

    problems: list[str]
    notes: list[str]


def tried(package: LessonPackage, shown: Demonstration, manifest: Manifest, snapshot: Snapshot) -> Result:
    """As a draft here it says the same task, its solution and every other way hold, and the end is the stated one."""
    try:
        task = _as_a_draft(package)
        if dump(task) != dump(package.task):
            return {"problems": [_("Here it would be another task than it was there.")], "notes": []}
        if problems := [str(problem) for problem in prove(task, snapshot).problems]:
            return {"problems": problems, "notes": []}
        return _compared(demonstration(task, snapshot, shown.seed), shown, manifest, snapshot)
    except PackageError as error:
        return {"problems": error.problems, "notes": []}
    except NotPublishable as error:
        return {"problems": [str(problem) for problem in error.problems], "notes": []}
    except Exception:  # what a stranger wrote must not stop the others from being tried
        logger.exception("a received lesson could not be tried")
        return {"problems": [_("It cannot be played on this platform.")], "notes": []}


def _as_a_draft(package: LessonPackage) -> TaskSpec:
    """The task that the page would say. Without pictures: their files would outlive the rolled-back transaction."""
    with transaction.atomic():
        page = packages.land_draft(package.model_copy(update={"reading": []}), acting_user=None, made=[])
        try:
            return publication.compiled(page)[0]
        finally:
            transaction.set_rollback(True)


def _compared(mine: Demonstration, theirs: Demonstration, manifest: Manifest, snapshot: Snapshot) -> Result:
    if mine.moves != theirs.moves:
        return {"problems": [_("What is demonstrated is not the lesson's solution.")], "notes": []}
    if mine.end == theirs.end:
        return {"problems": [], "notes": []}
    if manifest.platform.snapshot == snapshot.hash and manifest.engine == ENGINE:
        return {
            "problems": [_("The solution ends otherwise than it is stated, on the very same platform.")],
            "notes": [],
        }
    note = _("The solution holds; it ends with other values, because the platform here is another release.")
    return {"problems": [], "notes": [note]}
