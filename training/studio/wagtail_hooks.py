"""The studio's buttons in the editor: try the newest version as a learner, and back to where it was made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from lessons.models import LessonPage
from training.people.context import WRITES_LESSONS
from training.people.selectors import roles_of
from training.studio.models import Sketch


def writes_lessons(user: Any) -> bool:
    """Reviewers read in the editor and have no workshop."""
    return bool(roles_of(user) & WRITES_LESSONS)


class Workshop(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return writes_lessons(request.user)


@hooks.register("register_page_header_buttons")
def try_it(page: Any, user: Any, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    lesson = page.specific_class is LessonPage
    if not lesson or page.pk is None or not writes_lessons(user):
        return
    yield Button(_("Try as a learner"), reverse("studio_trial", args=[page.pk]), icon_name="view", priority=5)
    if sketch := Sketch.objects.filter(page=page.pk).only("uuid").first():
        yield Button(
            _("In the workshop"), reverse("studio_stage", args=[sketch.uuid]), icon_name="desktop", priority=6
        )


@hooks.register("register_admin_menu_item")
def workshop() -> MenuItem:
    return Workshop(_("Workshop of lessons"), reverse("studio"), name="studio", icon_name="desktop", order=90)
