"""The door of floor 2: compile, prove, publish, import and export lessons.

Reads stand in `lessons.selectors`, specs in `lessons.spec`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lessons import packages, publication
from lessons.packages import Imported, PackageError
from lessons.pages import index_page
from lessons.pausing import Swept, prove_live
from lessons.permissions import allow_trainers, can_be_reviewed
from lessons.problems import CompileError, NotPublishable, Problem, ProofError
from lessons.proof import Proof, prove
from lessons.spec import TaskSpec

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from lessons.models import LessonPage, Task

__all__ = [
    "CompileError",
    "Imported",
    "NotPublishable",
    "PackageError",
    "Problem",
    "Proof",
    "ProofError",
    "Swept",
    "allow_trainers",
    "can_be_reviewed",
    "compile_page",
    "export_package",
    "forget_tried",
    "import_package",
    "index_page",
    "prove",
    "prove_live",
    "publish",
    "task_of_draft",
    "to_yaml",
]


def compile_page(page: LessonPage) -> TaskSpec:
    """The task that the page says, against the current platform. Raises CompileError with every problem."""
    return publication.compiled(page)[0]


def task_of_draft(page: LessonPage) -> Task:
    """The task of the page's newest version, frozen for trying it out. Raises CompileError with every problem."""
    return publication.task_of_draft(page)


def forget_tried(*, before: datetime, needed: QuerySet[Any], dry: bool = False) -> int:
    """Tasks frozen before then only to try a draft are gone (or with `dry` only counted), but for the `needed` (their
    primary keys). How many."""
    return publication.forget_tried(before=before, needed=needed, dry=dry)


def publish(*, page: LessonPage, acting_user: Any = None) -> LessonPage:
    """Publish the page as it stands, through a revision. Raises NotPublishable with every problem."""
    page.save_revision(user=acting_user, log_action=True).publish(user=acting_user)
    page.refresh_from_db()
    return page


def import_package(
    source: Path | Mapping[str, Any], *, publish: bool = True, keep_edits: bool = False, acting_user: Any = None
) -> Imported:
    """Create or update a lesson from a file or data; all or nothing, and idempotent. Raises PackageError."""
    return packages.import_package(source, publish=publish, keep_edits=keep_edits, acting_user=acting_user)


def export_package(page: LessonPage) -> dict[str, Any]:
    """The page as plain data that `import_package` reads. Raises CompileError for an incomplete draft."""
    return packages.export_package(page)


def to_yaml(data: Mapping[str, Any]) -> str:
    """A package as the text of a file."""
    return packages.to_yaml(data)
