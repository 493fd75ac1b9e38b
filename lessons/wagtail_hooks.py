"""The editor for trainers: a short menu, suggestions for the names of records, and sign-in before reading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.db.models import Max
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogFormatter
from wagtail.models import Page, PageLogEntry

from lessons import proof_page
from lessons.models import LessonPage
from lessons.pictures import views as pictures
from lessons.sharing import views as sharing
from lessons.studio import LessonsPanel

#: What a trainer needs; whoever administers the site sees all.
MENU = frozenset({"studio", "explorer", "images", "reports"})
REPORTS = frozenset({"site-history", "workflows", "locked-pages", "aging-pages"})


@hooks.register("before_serve_page")
def sign_in_first(page: Any, request: HttpRequest, *args: Any) -> HttpResponseBase | None:
    """Lessons are read by those who signed in."""
    if request.user.is_authenticated:
        return None
    return redirect_to_login(request.get_full_path())


@hooks.register("before_copy_page")
def courses_are_not_copied(request: HttpRequest, page: Any) -> HttpResponseBase | None:
    """Two courses cannot have one code, nor their lessons; a copy of a lesson is a draft without one."""
    if page.specific_class is LessonPage:
        return None
    messages.warning(request, _("A course is not copied. Copy the lessons of it that you need, one by one."))
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("construct_main_menu")
def short_menu(request: HttpRequest, items: list[Any]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name in MENU]


@hooks.register("construct_reports_menu")
def short_reports_menu(request: HttpRequest, items: list[Any]) -> None:
    if not request.user.is_superuser:
        items[:] = [item for item in items if item.name in REPORTS]


@hooks.register("construct_homepage_summary_items", order=1000)  # after those who add them
def no_counts(request: HttpRequest, items: list[Any]) -> None:
    """How many pages and pictures there are answers no question of a trainer's."""
    items.clear()


@hooks.register("construct_homepage_panels")
def lessons_first(request: HttpRequest, panels: list[Any]) -> None:
    panels.insert(0, LessonsPanel())


@hooks.register("register_admin_urls")
def studio_addresses() -> list[Any]:
    return [
        path("hinh/<int:image_id>/danh-dau/", pictures.mark, name="lesson_picture_mark"),
        path("hinh/<int:image_id>/anh-goc/", pictures.original, name="lesson_picture_original"),
        path("chia-se/<int:course_id>/", sharing.share, name="lesson_course_share"),
        path("nhan-khoa-hoc/", sharing.receive, name="lesson_course_receive"),
        path("nhan-khoa-hoc/<uuid:uuid>/", sharing.received, name="lesson_course_received"),
    ]


@hooks.register("insert_global_admin_css")
def editor_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("lessons/editor.css"))


@hooks.register("insert_global_admin_js")
def editor_scripts() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("lessons/editor.js"))


@hooks.register("register_admin_urls")
def studio_urls() -> list[Any]:
    return proof_page.urls


@hooks.register("register_page_header_buttons")
def proof_button(page: Any, user: Any, next_url: str | None = None, **more: Any) -> Iterator[Button]:
    """From the editor of a lesson to its proof."""
    if isinstance(page.specific_deferred, LessonPage) and page.pk and page.permissions_for_user(user).can_edit():
        yield Button(_("See the proof"), proof_page.proof_url(page), icon_name="check", priority=5)


def replaced_words(entry: Any) -> Any:
    """What became of the task before; and that it was compared, where nobody was asked."""
    if entry.data.get("change") == LessonPage.Change.WORDS:
        said = _("Only words have changed: who is in the middle of the lesson reads the new ones.")
    else:
        said = _("The task has changed: who has begun finishes what they began.")
    if not entry.data.get("judged"):
        return said
    return format_lazy("{} {}", said, _("Nobody was asked; the new version was compared with the one before."))


@hooks.register("after_publish_page")
def say_what_changed(request: HttpRequest, page: Any) -> None:
    """After the editor's own publication: what it means for those who are in the middle of the lesson."""
    for entry in PageLogEntry.objects.filter(page=page.pk, action="lessons.replaced").order_by("-pk")[:1]:
        if entry.revision_id and Page.objects.filter(pk=page.pk, live_revision=entry.revision_id).exists():
            messages.info(request, f"{page.get_admin_display_title()}: {replaced_words(entry)}")


@hooks.register("before_bulk_action")
def begin_of_bulk_action(request: HttpRequest, action_type: str, objects: Any, action: Any) -> None:
    request.bulk_action_from = PageLogEntry.objects.aggregate(last=Max("pk"))["last"] or 0  # type: ignore[attr-defined]


@hooks.register("after_bulk_action")
def say_what_changed_in_all(request: HttpRequest, action_type: str, objects: Any, action: Any) -> None:
    """After publishing several at once, where nobody is asked: what was found of each lesson."""
    if action_type != "publish":
        return
    since = getattr(request, "bulk_action_from", 0)
    done = PageLogEntry.objects.filter(action="lessons.replaced", pk__gt=since, user=request.user)
    for entry in done.order_by("pk"):
        messages.info(request, f"{entry.label}: {replaced_words(entry)}")


@hooks.register("register_log_actions")
def log_actions(actions: Any) -> None:
    @actions.register_action("lessons.not_published")
    class NotPublished(LogFormatter):
        label = _("Publication refused")

        def format_message(self, entry: Any) -> Any:
            problems = " ".join(entry.data.get("problems", []))
            return _("Not published on its date: %(problems)s") % {"problems": problems}

    @actions.register_action("lessons.replaced")
    class Replaced(LogFormatter):
        label = _("What the publication changed")

        def format_message(self, entry: Any) -> Any:
            return replaced_words(entry)

    @actions.register_action("lessons.paused")
    class Paused(LogFormatter):
        label = _("Paused: the proof no longer holds")

        def format_message(self, entry: Any) -> Any:
            said = " ".join(entry.data.get("problems", []))
            changed = "; ".join(entry.data.get("changed", []))
            if changed:
                return _("Paused: %(problems)s Changed on the platform: %(changed)s.") % {
                    "problems": said,
                    "changed": changed,
                }
            return _("Paused: %(problems)s") % {"problems": said}

    @actions.register_action("lessons.resumed")
    class Resumed(LogFormatter):
        label = _("The pause is over")

        def format_message(self, entry: Any) -> Any:
            return _("The lesson can be begun again.")
