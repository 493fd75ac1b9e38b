"""What publishing a lesson demands, for every door: editor, bulk action, schedule, workflow, copy, code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lessons import known
from lessons.compile import compile_task
from lessons.problems import CompileError, NotPublishable, Problem
from lessons.proof import prove
from lessons.spec import TaskSpec, words_free
from sandbox.definition.loader import platform_of
from sandbox.selectors import current_snapshot

if TYPE_CHECKING:
    from lessons.models import LessonPage, Task
    from sandbox.models import Snapshot


def compiled(page: LessonPage) -> tuple[TaskSpec, Snapshot]:
    """The page's task on the current platform. Raises CompileError."""
    snapshot = current_snapshot()
    if snapshot is None:
        raise CompileError([Problem("", _("No platform has been loaded yet. Ask the administrator."))])
    return compile_task(page, platform_of(snapshot)), snapshot


def publishable(page: LessonPage) -> tuple[TaskSpec, Snapshot]:
    """The same, and proved. Raises NotPublishable."""
    try:
        spec, snapshot = compiled(page)
        _demand_proof(page, spec, snapshot)
    except NotPublishable as refusal:
        refusal.page_id = page.pk
        raise
    return spec, snapshot


def _demand_proof(page: LessonPage, spec: TaskSpec, snapshot: Snapshot) -> None:
    """A proof depends on the hash alone, and one click asks for it at the form, at publishing and at saving."""
    name = spec.hash(snapshot.hash)
    if name in _proved or name in known.proved() or (page.live_task is not None and page.live_task.hash == name):
        return
    prove(spec, snapshot).demand()
    if len(_proved) >= 50:
        _proved.clear()
    _proved.add(name)


_proved: set[str] = set()


def task_to_publish(page: LessonPage) -> Task:
    """The task that goes live with the page; `page.replaced` then says what it does to the one before it. Raises
    NotPublishable.

    A live page that is merely moved or touched up keeps the task and the platform that it has.
    """
    from lessons.models import LessonPage, Task

    stored = _stored(page)
    page.replaced = None
    if stored and stored.live and stored.live_task and stored.last_published_at == page.last_published_at:
        task = stored.live_task
        spec = compile_task(page, platform_of(task.snapshot))
        if spec.hash(task.snapshot.hash) == task.hash:
            return task
    live = stored.live_task if stored else None
    if live is not None and live.hash != page_task_hash(page, live):
        page.replaced = replacing(page, live)
        if page.replaced.change == LessonPage.Change.WORDS:
            return _reworded(page, live)
    spec, snapshot = publishable(page)
    return Task.freeze(spec=spec, snapshot=snapshot, lesson=page)


def _stored(page: LessonPage) -> LessonPage | None:
    from lessons.models import LessonPage

    return LessonPage.objects.filter(pk=page.pk).select_related("live_task__snapshot").first() if page.pk else None


@dataclass(frozen=True)
class Replacing:
    """What takes the place of a live task: words, or another task; `judged`: nobody said so, it was compared."""

    change: str
    judged: bool


def replacing(page: LessonPage, live: Task) -> Replacing:
    """What publishing the page does to the live task. The editor asks; where nobody was asked (several lessons at
    once, a date, a copy of another site) it is compared: what asks for the same work on the same platform is words,
    and whatever is not is a task, which reaches nobody who has begun. Raises CompileError."""
    from lessons.models import LessonPage

    if page.what_changed:
        return Replacing(page.what_changed, judged=False)
    here = current_snapshot()
    same = here is not None and live.snapshot_id == here.pk and not more_than_words(compiled_on(page, live), live)
    return Replacing(LessonPage.Change.WORDS if same else LessonPage.Change.TASK, judged=True)


def tell_replaced(page: LessonPage) -> None:
    """In the page's history: whether who is in the middle of it reads other words, or finishes the task they have."""
    if page.replaced is not None:
        data = {"change": page.replaced.change, "judged": page.replaced.judged}
        log(instance=page, action="lessons.replaced", revision=page.live_revision, data=data)
        page.replaced = None


def page_task_hash(page: LessonPage, live: Task) -> str:
    """What the page says now, on the platform of the live task; "" where it asks for what that one does not have yet,
    and so is another task in any case."""
    try:
        return compiled_on(page, live).hash(live.snapshot.hash)
    except CompileError:
        return ""


def compiled_on(page: LessonPage, live: Task) -> TaskSpec:
    """The page's task on the platform of the live one. Raises CompileError."""
    return compile_task(page, platform_of(live.snapshot))


def _reworded(page: LessonPage, live: Task) -> Task:
    """The live task in other words, on the platform that it has; attempts under way on it, or on what it was
    reworded from, read the new words. Raises NotPublishable where more than words differs."""
    from lessons.models import Task

    spec = compile_task(page, platform_of(live.snapshot))
    found = more_than_words(spec, live)
    if found:
        refusal = NotPublishable(found)
        refusal.page_id = page.pk
        raise refusal
    _demand_proof(page, spec, live.snapshot)
    task = Task.freeze(spec=spec, snapshot=live.snapshot, lesson=page)
    same_work = Task.objects.filter(lesson=page, work_hash=task.work_hash).exclude(pk=task.pk)
    same_work.filter(Q(pk=live.pk) | Q(words=live.hash)).update(words=task.hash)
    Task.objects.filter(pk=task.pk).update(words="")
    return task


def more_than_words(spec: TaskSpec, live: Task) -> list[Problem]:
    """Where a page that was said to be changed in its words alone asks for other work; empty where it does not."""
    before, now = words_free(live.typed), words_free(spec)
    if before == now:
        return []
    say = _("This changes the task, not only its words. Choose “The task”, or put it back.")
    found: list[Problem] = []
    if before["scenario"] != now["scenario"]:
        found.append(Problem(_("Starting situation"), say, ("scenario",)))
    if before["solution"] != now["solution"]:
        found.append(Problem(_("Solution"), say, ("solution",)))
    if before["traps"] != now["traps"]:
        found.append(Problem(_("Traps"), say, ("traps",)))
    if len(before["steps"]) != len(now["steps"]):
        found.append(Problem(_("The steps"), say, ("steps",)))
    for number, (old, new) in enumerate(zip(before["steps"], now["steps"], strict=False)):
        if old != new:
            found.append(Problem(_("Step %(number)d") % {"number": number + 1}, say, ("steps", number)))
    return found or [Problem("", say)]


def asks_what_changed(page: LessonPage) -> Task | None:
    """The live task, if publishing the page as it stands would put another one in its place."""
    stored = _stored(page)
    if stored is None or not stored.live or stored.live_task is None:
        return None
    return None if page_task_hash(page, stored.live_task) == stored.live_task.hash else stored.live_task


def task_of_draft(page: LessonPage) -> Task:
    """The task of the page's newest version, frozen for trying it; not live, and perhaps not provable. Raises
    CompileError with what is missing."""
    from lessons.models import Task

    spec, snapshot = compiled(page.get_latest_revision_as_object())
    return Task.freeze(spec=spec, snapshot=snapshot, lesson=page)


@transaction.atomic
def forget_tried(*, before: datetime, needed: QuerySet[Any], dry: bool) -> int:
    """See `lessons.api.forget_tried`. A draft that is tried again is frozen again."""
    from lessons.models import LessonPage, Pause, Task

    tried = Task.objects.filter(published_at__isnull=True, created_at__lt=before).exclude(pk__in=needed)
    live = LessonPage.objects.filter(live_task__isnull=False).values("live_task")
    tried = tried.exclude(pk__in=live).exclude(pk__in=Pause.objects.values("task"))
    read_now = Task.objects.exclude(words="").values("words")
    tried = tried.exclude(hash__in=read_now)
    return tried.count() if dry else tried.delete()[1].get("lessons.Task", 0)


def check_publication(revision: Any, user: Any) -> bool:
    """May the revision be published, now or on its date? Raises NotPublishable, unless nobody is there to read it:
    a schedule whose task no longer holds is taken back, the page stays a draft and its history says why."""
    due = revision.approved_go_live_at
    try:
        page = revision.as_object()
        publishable(page)
        _words_still(page)
    except NotPublishable as refusal:
        if user is not None or due is None or due > timezone.now():
            raise
        _take_back(revision, refusal)
        return False
    return True


def _words_still(page: LessonPage) -> None:
    """What was said to be words alone is, of the task that is live by now. Raises NotPublishable."""
    stored = _stored(page)
    if stored is None or stored.live_task is None or page.what_changed != type(page).Change.WORDS:
        return
    if found := more_than_words(compiled_on(page, stored.live_task), stored.live_task):
        refusal = NotPublishable(found)
        refusal.page_id = page.pk
        raise refusal


@transaction.atomic
def _take_back(revision: Any, refusal: NotPublishable) -> None:
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    log(
        instance=revision.as_object(),
        action="lessons.not_published",
        revision=revision,
        data={"problems": [str(problem) for problem in refusal.problems]},
    )
