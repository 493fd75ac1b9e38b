"""A draft into a lesson page: as a revision that waits to be read, never published."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from lessons.drafting.derive import Draft
from lessons.models import CoursePage, LessonPage
from lessons.pages import slug_for
from lessons.unfold import Unfolder
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Text
from sandbox.models import Snapshot
from sandbox.selectors import current_snapshot

#: The fields of a page that come from demonstrating; everything else a trainer may have written already.
FROM_THE_DRAFT = ("scenario", "steps", "solution")


@dataclass(frozen=True)
class About:
    """What the trainer says of the lesson before showing it; empty parts are for the editor."""

    title: str
    title_en: str = ""
    code: str = ""
    minutes: int = 5
    role: Text | None = None


@transaction.atomic
def write_draft(
    *,
    page: LessonPage | None,
    draft: Draft,
    course: CoursePage | None = None,
    about: About | None = None,
    snapshot: Snapshot | None = None,
    acting_user: Any = None,
) -> LessonPage:
    """The page with scenario, steps and solution of the draft, as a new revision in the editor.

    With `page` None a new page, not live, is put into `course` (both `course` and `about` are then needed). What is
    live stays live as it is. `snapshot`: the platform in whose words the draft speaks; None: the current one.
    """
    platform = platform_of(snapshot or _current())
    data = Unfolder(platform).page(draft.task())
    if page is None:
        if course is None or about is None:
            raise ValueError("a new lesson needs a course and a title")
        page = _new(course, about, acting_user)
    newest: LessonPage = page.get_latest_revision_as_object()
    if about is not None:
        _say(newest, about, draft, platform.roles)
    newest.what_changed = ""  # said anew when it is published
    for name in FROM_THE_DRAFT:
        setattr(newest, name, LessonPage._meta.get_field(name).to_python(data[name]))
    newest.save_revision(user=acting_user, log_action=True, clean=False)
    return LessonPage.objects.get(pk=page.pk)


def _current() -> Snapshot:
    snapshot = current_snapshot()
    if snapshot is None:
        raise ValueError("no platform has been loaded")
    return snapshot


def _new(course: CoursePage, about: About, acting_user: Any) -> LessonPage:
    slug, number = slug_for(f"{about.code} {about.title}") or "bai-moi", 2
    taken = set(course.get_children().values_list("slug", flat=True))
    free = slug
    while free in taken:
        free, number = f"{slug}-{number}", number + 1
    page = LessonPage(
        title=about.title, title_en=about.title_en, code=about.code, slug=free, live=False, owner=acting_user
    )
    course.add_child(instance=page)
    return page


def _say(page: LessonPage, about: About, draft: Draft, roles: Any) -> None:
    page.title, page.title_en, page.minutes = about.title, about.title_en, about.minutes
    page.code = about.code or page.code
    role = about.role or roles[draft.scenario.role].label
    page.role_vi, page.role_en = page.role_vi or role.vi, page.role_en or role.en
