"""Every live lesson is proved again, on the platform as it is now. What no longer holds is paused until it does.

Nobody begins a paused lesson, and it is on nobody's path; whoever has begun it goes on, on the platform of that day.
The pause ends by itself: with the next proof that holds, or with a new task that is published.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.log_actions import log as history

from lessons.compile import compile_task
from lessons.models import LessonPage, Pause, Task
from lessons.problems import NotPublishable, Problem
from lessons.proof import prove
from lessons.screens import PARTS, used
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Platform
from sandbox.models import Snapshot
from sandbox.selectors import current_snapshot

logger = logging.getLogger(__name__)
_MOST_NAMED = 12  # things that changed, in a message


@dataclass(frozen=True)
class Swept:
    """`paused` and `resumed`: codes of lessons; `failed`: of those whose proof could not be played at all."""

    proved: int
    paused: list[str]
    resumed: list[str]
    failed: list[str]


def prove_live() -> Swept:
    """Prove every live lesson on the current platform; pause and resume what that says. A few seconds a lesson."""
    snapshot = current_snapshot()
    swept = Swept(0, [], [], [])
    if snapshot is None:
        return swept
    pages = LessonPage.objects.live().filter(live_task__isnull=False).select_related("live_task__snapshot")
    proved = 0
    for page in pages.order_by("path"):
        try:
            with override("vi"):
                problems = problems_now(page, snapshot)
        except Exception:
            logger.exception("the proof of %s could not be played", page.code)
            swept.failed.append(page.code)
            continue
        proved += 1
        if problems and pause(page, snapshot, problems):
            swept.paused.append(page.code)
        elif not problems and end_pauses(page):
            swept.resumed.append(page.code)
    return Swept(proved, swept.paused, swept.resumed, swept.failed)


def problems_now(page: LessonPage, snapshot: Snapshot) -> list[Problem]:
    """What no longer holds of the live lesson on that platform."""
    task = page.live_task
    assert task is not None
    if task.snapshot_id == snapshot.pk:
        return prove(task.typed, snapshot).problems
    try:
        spec = compile_task(page, platform_of(snapshot))
    except NotPublishable as refusal:
        return refusal.problems
    return prove(spec, snapshot).problems


@transaction.atomic
def pause(page: LessonPage, snapshot: Snapshot, problems: Iterable[Problem]) -> bool:
    """Nobody begins it from now on; its trainers are told. False if it was paused already."""
    LessonPage.objects.select_for_update().get(pk=page.pk)
    if page.pause is not None or page.live_task is None:
        return False
    said = [{"place": problem.place, "reason": problem.reason} for problem in problems]
    with override("vi"):
        changed = list(differences(page.live_task, snapshot))[:_MOST_NAMED]
    made = Pause.objects.create(lesson=page, task=page.live_task, snapshot=snapshot, problems=said, changed=changed)
    history(instance=page, action="lessons.paused", data={"problems": lines(made), "changed": changed})
    transaction.on_commit(lambda: _tell_owner(page, made))
    return True


@transaction.atomic
def end_pauses(page: LessonPage, but_of: Task | None = None) -> bool:
    """It can be begun again. `but_of`: not if it was paused with this very task. False if nothing was paused."""
    paused = Pause.objects.filter(lesson=page, ended_at__isnull=True)
    if but_of is not None:
        paused = paused.exclude(task=but_of)
    if not paused.update(ended_at=timezone.now()):
        return False
    history(instance=page, action="lessons.resumed", data={})
    return True


def lines(paused: Pause) -> list[str]:
    """What does not hold, a line each."""
    return [f"{one['place']}: {one['reason']}" if one["place"] else one["reason"] for one in paused.problems]


def differences(task: Task, snapshot: Snapshot) -> Iterator[str]:
    """What is different, on that platform, of the screens that the task uses: "Văn bản đến › Vào sổ"."""
    if task.snapshot_id == snapshot.pk:
        return
    before, now = platform_of(task.snapshot), platform_of(snapshot)
    for name in sorted(used(task.typed)):
        yield from _of_record(name, before, now)


def _of_record(name: str, before: Platform, now: Platform) -> Iterator[str]:
    try:
        old = before.record(name)
    except KeyError:
        return
    try:
        new = now.record(name)
    except KeyError:
        yield _("%(what)s: no longer there") % {"what": old.vi}
        return
    for part in PARTS:
        olds, news = getattr(old, part), getattr(new, part)
        for key in dict.fromkeys([*olds, *news]):
            if key not in news:
                yield _("%(what)s: no longer there") % {"what": f"{old.vi} › {olds[key].vi}"}
            elif key not in olds:
                yield _("%(what)s: new") % {"what": f"{new.vi} › {news[key].vi}"}
            elif olds[key] != news[key]:
                yield _("%(what)s: changed") % {"what": f"{new.vi} › {news[key].vi}"}


def _tell_owner(page: LessonPage, paused: Pause) -> None:
    """By e-mail, where the owner of the page has an address; that it could not be sent stops nothing."""
    address = getattr(page.owner, "email", "") if page.owner_id else ""
    if not address:
        return
    with override("vi"):
        subject = _("Lesson %(code)s is paused: its proof no longer holds") % {"code": page.code}
        body = "\n".join([f"{page.code} {page.title}", "", *lines(paused), "", *paused.changed])
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])
    except OSError:
        logger.exception("nobody could be told by e-mail that %s is paused", page.code)
