"""Pages of the lessons and the tasks frozen from them; pictures and what is shared stand in packages of their own.

`LessonIndexPage` (the root, "Các khóa học") → `CoursePage` (K2) → `LessonPage` (L05).

A lesson page is a draft until its task compiles and holds; whichever way it is published (editor, bulk action,
schedule, workflow, copy, code), `LessonPage.save` is the one narrow place where that is demanded and the `Task`
is frozen. Attempts point to tasks, never to pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from lessons import panels
from lessons.blocks.reading import ReadingBlocks
from lessons.blocks.steps import StepBlock
from lessons.blocks.traps import TrapBlock
from lessons.blocks.work import MovesBlock, RightRouteBlock, ScenarioBlock, WrongRouteBlock
from lessons.fields import BlocksField
from lessons.forms import LessonCopyForm, LessonPageForm, PageForm
from lessons.pictures.models import LessonImage, LessonRendition
from lessons.reviewing import PeerReading
from lessons.sharing.models import CourseRelease, ReceivedCourse
from lessons.spec import TaskSpec, dump

if TYPE_CHECKING:
    from lessons.publication import Replacing

__all__ = [
    "BilingualPage",
    "CoursePage",
    "CourseRelease",
    "LessonImage",
    "LessonIndexPage",
    "LessonPage",
    "LessonRendition",
    "PeerReading",
    "ReceivedCourse",
    "Task",
]


class Task(models.Model):
    """A lesson's work, frozen: the same content on the same snapshot is the same row. Never updated, but that `words`
    comes to name a later task of the same work whose text is better: running attempts read that one."""

    hash = models.CharField(max_length=64, unique=True)
    work_hash = models.CharField(max_length=64, db_index=True)  # equal where only prose differs
    code = models.CharField(max_length=12, db_index=True)
    lesson = models.ForeignKey(
        "lessons.LessonPage", on_delete=models.SET_NULL, null=True, blank=True, related_name="tasks"
    )
    snapshot = models.ForeignKey("sandbox.Snapshot", on_delete=models.PROTECT, related_name="+")
    spec = models.JSONField()
    words = models.CharField(max_length=64, blank=True, default="", editable=False)  # hash of that task
    created_at = models.DateTimeField(auto_now_add=True)
    # when learners first had it; None: only frozen so that its trainer could try the draft
    published_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("of a lesson", "task")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.hash[:12]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and not kwargs.get("force_insert"):
            raise TypeError("tasks are frozen")
        super().save(*args, **kwargs)

    @property
    def typed(self) -> TaskSpec:
        """The spec as objects, read once per instance."""
        if not hasattr(self, "_typed"):
            self._typed = TaskSpec.model_validate(self.spec)
        return self._typed

    @classmethod
    def freeze(cls, *, spec: TaskSpec, snapshot: Any, lesson: LessonPage) -> Task:
        """The row of that content, made if new."""
        task, _created = cls.objects.get_or_create(
            hash=spec.hash(snapshot.hash),
            defaults={
                "work_hash": spec.work_hash(snapshot.hash),
                "code": spec.code,
                "lesson": lesson if lesson.pk else None,
                "snapshot": snapshot,
                "spec": dump(spec),
            },
        )
        return task


class Pause(models.Model):
    """From when to when nobody could begin a lesson, because its proof no longer held. Only its end is added."""

    lesson = models.ForeignKey("lessons.LessonPage", on_delete=models.CASCADE, related_name="pauses")
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")  # what was live
    snapshot = models.ForeignKey("sandbox.Snapshot", on_delete=models.PROTECT, related_name="+")  # where it fails
    problems = models.JSONField(default=list)  # [{"place", "reason"}], in Vietnamese
    changed = models.JSONField(default=list)  # what is different on the platform, in words
    since = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["lesson"], condition=models.Q(ended_at__isnull=True), name="lesson_one_open_pause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.task.code} paused {self.since:%Y-%m-%d}"


class BilingualPage(Page):
    """A page whose title (Vietnamese) has an English twin."""

    title_en = models.CharField(_("title in English"), max_length=255, blank=True)

    base_form_class = PageForm

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The title in the language of the screen."""
        return self.here(self.title, self.title_en)

    @staticmethod
    def here(vi: str, en: str) -> str:
        """In the language of the screen; Vietnamese where there is no English."""
        return en if en and (get_language() or "vi").startswith("en") else vi


class LessonIndexPage(BilingualPage):
    """All courses."""

    template = "lessons/index_page.html"
    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["lessons.CoursePage"]
    content_panels = panels.INDEX

    class Meta:
        verbose_name = _("list of courses")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        courses = CoursePage.objects.child_of(self).live().order_by("order", "code")
        return {**super().get_context(request, *args, **kwargs), "courses": courses}


class CoursePage(BilingualPage):
    """A course: lessons in the order in which they are best taken."""

    code = models.CharField(_("course code"), max_length=12, unique=True, validators=[panels.CODE])
    intro_vi = models.TextField(_("introduction in Vietnamese"), blank=True)
    intro_en = models.TextField(_("introduction in English"), blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    template = "lessons/course_page.html"
    parent_page_types = ["lessons.LessonIndexPage"]
    subpage_types = ["lessons.LessonPage"]
    content_panels = panels.COURSE

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    @property
    def intro(self) -> str:
        return self.here(self.intro_vi, self.intro_en)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        lessons = LessonPage.objects.child_of(self).live().filter(live_task__isnull=False).order_by("path")
        return {**super().get_context(request, *args, **kwargs), "lessons": lessons}


class LessonPage(BilingualPage):
    """A lesson: what it is about, what it starts with, its steps, and how it is done right and wrong."""

    class Bottleneck(models.TextChoices):
        OTHERS = "B1", _("it stops other people's work")
        OWN = "B2", _("it stops one's own work")
        EXTRA = "B3", _("good to have")

    class Change(models.TextChoices):
        WORDS = "words", _("Only words: who is in the middle of it reads the new ones")
        TASK = "task", _("The task: who has begun finishes what they began")

    code = models.CharField(_("lesson code"), max_length=12, blank=True, validators=[panels.CODE])
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=5, validators=panels.MINUTES)
    role_vi = models.CharField(_("for whom, in Vietnamese"), max_length=120, blank=True)
    role_en = models.CharField(_("for whom, in English"), max_length=120, blank=True)
    what_changed = models.CharField(
        _("what has changed"),
        max_length=5,
        choices=Change,
        blank=True,
        default="",
        help_text=_("Asked when a lesson that learners see is published again."),
    )
    bottleneck = models.CharField(_("bottleneck"), max_length=2, choices=Bottleneck, default=Bottleneck.OWN)
    situation_vi = panels.rich_field(_("situation in Vietnamese"))
    situation_en = panels.rich_field(_("situation in English"))
    security_vi = models.TextField(_("security note in Vietnamese"), blank=True)
    security_en = models.TextField(_("security note in English"), blank=True)
    skills = models.TextField(_("skills"), blank=True, help_text=_("One a line."))
    prerequisites = models.CharField(
        _("after the lessons"), max_length=120, blank=True, help_text=_("Codes of lessons, such as L01, L04.")
    )
    reading = BlocksField(ReadingBlocks(), blank=True, verbose_name=_("reading"))
    scenario = BlocksField(
        [("scenario", ScenarioBlock())], max_num=1, blank=True, verbose_name=_("starting situation")
    )
    steps = BlocksField([("step", StepBlock())], blank=True, verbose_name=_("steps"))
    solution = BlocksField(MovesBlock(), blank=True, verbose_name=_("solution"))
    right_routes = BlocksField(
        [("route", RightRouteBlock())], blank=True, default=list, verbose_name=_("other right ways")
    )
    wrong_routes = BlocksField([("route", WrongRouteBlock())], blank=True, verbose_name=_("typical mistakes"))
    traps = BlocksField([("trap", TrapBlock())], blank=True, default=list, verbose_name=_("traps"))
    live_task = models.ForeignKey(
        Task, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    package_hash = models.CharField(max_length=64, blank=True, editable=False)  # of the file it was last read from

    replaced: Replacing | None = None  # what publishing it just did to the task before; not stored

    template = "lessons/lesson_page.html"
    parent_page_types = ["lessons.CoursePage"]
    subpage_types: list[str] = []
    base_form_class = LessonPageForm
    copy_form_class = LessonCopyForm
    edit_handler = panels.LESSON
    exclude_fields_in_copy = ["code", "live_task", "package_hash", "what_changed"]

    class Meta:
        verbose_name = pgettext_lazy("page", "lesson")
        verbose_name_plural = pgettext_lazy("page", "lessons")
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~models.Q(code=""),
                name="lesson_code_unique",
                violation_error_message=_("Another lesson has this code."),
            )
        ]

    @property
    def for_whom(self) -> str:
        return self.here(self.role_vi, self.role_en)

    @property
    def situation(self) -> str:
        return self.here(self.situation_vi, self.situation_en)

    @property
    def security(self) -> str:
        return self.here(self.security_vi, self.security_en)

    @property
    def pause(self) -> Pause | None:
        """Why nobody can begin it at the moment; None where it can be begun. One query."""
        return self.pauses.filter(ended_at__isnull=True).first() if self.pk else None

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.situation_vi, self.situation_en = panels.cleaned(self.situation_vi), panels.cleaned(self.situation_en)
        super().full_clean(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> LessonPage:
        """Which task is live, and where the page came from, belong to the page and not to one of its revisions."""
        page: LessonPage = super().with_content_json(content)
        page.live_task_id = self.live_task_id
        page.package_hash = self.package_hash
        return page

    @transaction.atomic
    def save(self, clean: bool = True, user: Any = None, log_action: Any = False, **kwargs: Any) -> Any:
        """Saving it live is publishing it. Raises NotPublishable if its task does not compile or does not hold."""
        from lessons.pausing import end_pauses
        from lessons.publication import task_to_publish, tell_replaced

        updated = kwargs.get("update_fields")
        if self.live and (updated is None or {"live", "steps"} & set(updated)):
            self.live_task = task_to_publish(self)
            self.what_changed = ""
            if updated is not None:
                kwargs["update_fields"] = {*updated, "live_task", "what_changed"}
        saved = super().save(clean=clean, user=user, log_action=log_action, **kwargs)
        if self.live_task is not None and self.live_task.lesson_id is None:
            Task.objects.filter(pk=self.live_task.pk).update(lesson=self)
        if self.live and self.live_task is not None and self.live_task.published_at is None:
            Task.objects.filter(pk=self.live_task.pk).update(published_at=timezone.now())
        if self.live and self.live_task is not None:
            end_pauses(self, but_of=self.live_task)
        tell_replaced(self)
        return saved

    def publish(self, revision: Any, user: Any = None, **kwargs: Any) -> Any:
        """Also demands it of a date in the future, and takes a schedule back whose task no longer holds."""
        from lessons.publication import check_publication

        if check_publication(revision, user):
            return super().publish(revision, user=user, **kwargs)
        return None

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | {"is_preview": getattr(request, "is_preview", False)}
