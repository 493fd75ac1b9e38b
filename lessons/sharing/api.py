"""The door of sharing: export a course, receive one, try it, take it over as drafts, or let it go."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons import packages
from lessons.models import CoursePage, LessonImage, LessonPage
from lessons.packages import PackageError
from lessons.pages import index_page
from lessons.pictures.models import private_files
from lessons.sharing import exporting, opening, proving
from lessons.sharing.exporting import Shared
from lessons.sharing.models import ReceivedCourse
from lessons.sharing.opening import Opened
from sandbox.models import Snapshot
from sandbox.selectors import current_snapshot

__all__ = [
    "export_course",
    "forget_old",
    "land",
    "let_go",
    "opened",
    "receive",
    "try_next",
    "try_waiting",
]


def export_course(*, course: CoursePage, licence: str) -> Shared:
    """The course's live lessons as one file; the same content is the same bytes. Raises PackageError."""
    return exporting.export(course, licence)


def receive(*, content: bytes, name: str, acting_user: Any) -> ReceivedCourse:
    """Keep a sound file until a trainer decides; its lessons are tried in the background. Raises PackageError: then
    nothing is kept."""
    found = opening.opened(content)
    snapshot = _platform()
    received = ReceivedCourse(
        received_by=acting_user,
        sha256=hashlib.sha256(content).hexdigest(),
        name=name[:200],
        lessons=list(found.packages),
        snapshot=snapshot,
    )
    received.file.save(f"{received.uuid}.zip", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            received.save(force_insert=True)
            transaction.on_commit(_wake, robust=True)
    except BaseException:
        received.file.storage.delete(str(received.file.name))
        raise
    return received


def opened(received: ReceivedCourse) -> Opened:
    """What the kept file says; read again each time. Raises PackageError if it is no longer the one that came."""
    try:
        with received.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError as error:
        raise PackageError([_("The file is gone. Send it again.")]) from error
    if hashlib.sha256(content).hexdigest() != received.sha256:
        raise PackageError([_("The file is damaged or is no shared course. Ask for it again.")])
    return _opened(content)


@lru_cache(maxsize=1)
def _opened(content: bytes) -> Opened:
    """The page that shows how far the trying is asks every few seconds."""
    return opening.opened(content)


def try_next(received: ReceivedCourse) -> ReceivedCourse:
    """Try one lesson that was not tried yet, and note what was found."""
    if code := next(iter(received.untried), None):
        found = opened(received)
        result = proving.tried(found.packages[code], found.demonstrations[code], found.manifest, received.snapshot)
        _note(received.pk, code, result)
    else:
        ReceivedCourse.objects.filter(pk=received.pk).update(state=ReceivedCourse.State.READY)
    return ReceivedCourse.objects.get(pk=received.pk)


def try_waiting() -> int:
    """The background's sweep: every lesson of every file that waits. How many lessons were tried."""
    tried = 0
    for received in ReceivedCourse.objects.filter(state=ReceivedCourse.State.WAITING).order_by("received_at"):
        try:
            while received.state == ReceivedCourse.State.WAITING:
                received = try_next(received)
                tried += 1
        except (ReceivedCourse.DoesNotExist, PackageError):  # decided meanwhile; or its file is gone
            continue
    return tried


def land(*, received: ReceivedCourse, codes: Collection[str], acting_user: Any) -> list[LessonPage]:
    """These lessons as drafts, all or none; what is live stays live. The file goes. Raises PackageError."""
    found = opened(received)
    if received.snapshot_id != _platform().pk:
        _try_again(received)
        raise PackageError([_("The platform has changed meanwhile. The lessons are being tried again.")])
    if received.state != ReceivedCourse.State.READY:
        raise PackageError([_("Not every lesson has been tried yet.")])
    if refused := [code for code in codes if code not in found.packages or received.results[code]["problems"]]:
        raise PackageError([_("%(code)s does not hold on this platform.") % {"code": code} for code in refused])
    pages = land_opened(opened=found, codes=codes, acting_user=acting_user)
    let_go(received=received)
    return pages


def land_opened(*, opened: Opened, codes: Collection[str], acting_user: Any) -> list[LessonPage]:
    """The same of what was opened and tried by the caller."""
    made: list[LessonImage] = []
    try:
        with transaction.atomic():
            index_page()
            return [
                packages.land_draft(package, acting_user=acting_user, made=made)
                for code, package in opened.packages.items()
                if code in codes
            ]
    except BaseException:
        for image in made:  # the rows are gone with the transaction, the files are not
            image.discard_files()
        raise


def let_go(*, received: ReceivedCourse) -> None:
    """Row and file are gone."""
    with transaction.atomic():
        ReceivedCourse.objects.filter(pk=received.pk).delete()


def forget_old() -> int:
    """Courses about which nobody decided in time, and files whose row a crash prevented. How many rows there were."""
    since = timezone.now() - timedelta(hours=settings.COURSE_KEPT_HOURS)
    with transaction.atomic():
        old = list(ReceivedCourse.objects.filter(received_at__lt=since))
        for received in old:
            received.delete()
    kept = set(ReceivedCourse.objects.values_list("file", flat=True))
    storage = private_files()
    for name in storage.listdir("courses")[1] if storage.exists("courses") else ():
        if f"courses/{name}" not in kept and storage.get_modified_time(f"courses/{name}") < since:
            storage.delete(f"courses/{name}")
    return len(old)


@transaction.atomic
def _note(pk: Any, code: str, result: proving.Result) -> None:
    received = ReceivedCourse.objects.select_for_update().get(pk=pk)
    received.results[code] = result
    if not received.untried:
        received.state = ReceivedCourse.State.READY
    received.save(update_fields=["results", "state"])


def _try_again(received: ReceivedCourse) -> None:
    received.results, received.state, received.snapshot = {}, ReceivedCourse.State.WAITING, _platform()
    received.save(update_fields=["results", "state", "snapshot"])
    transaction.on_commit(_wake, robust=True)


def _platform() -> Snapshot:
    snapshot = current_snapshot()
    if snapshot is None:
        raise PackageError([_("No platform has been loaded yet. Ask the administrator.")])
    return snapshot


def _wake() -> None:
    """The background would find the row by itself, but later."""
    from lessons.tasks import try_received_courses

    try_received_courses.delay()
