"""What the group of trainers may do in the editor: everything about lessons and their pictures, nothing else.

Lessons are reviewed before they go live where their author asks for it: "Duyệt bài học", one reading by somebody of
the reviewers' group or by a trainer. Whoever administers the site puts people into that group and changes the
workflow in Wagtail's own settings; what was changed there is left alone. Nobody approves what they wrote themselves
(`lessons.reviewing`).
"""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from lessons.models import PeerReading
from lessons.pages import index_page

PAGES = ("add_page", "change_page", "publish_page", "lock_page")
#: Wagtail keeps the permissions over pictures at its own image model, whichever model is used.
IMAGES = ("add", "change", "choose")
REVIEWERS = "Người duyệt bài"
REVIEWERS_MAY = ("change_page", "publish_page", "lock_page")  # approving is publishing
REVIEW, READING = "Duyệt bài học", "Đọc duyệt"


@transaction.atomic
def allow_trainers(group: Group) -> None:
    """Give the group its permissions over the tree of lessons. Giving them twice is harmless."""
    _may(group, PAGES)
    root = Collection.get_first_root_node()
    for verb in IMAGES:
        permission = Permission.objects.get(content_type__app_label="wagtailimages", codename=f"{verb}_image")
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
    for review in GroupApprovalTask.objects.filter(active=True):
        review.groups.add(group)  # the group that Wagtail names has nobody in it
    _review_by(group)


def can_be_reviewed() -> bool:
    """Whether the workflow of the lessons is there."""
    return Workflow.objects.filter(name=REVIEW).exists()


def _may(group: Group, codenames: tuple[str, ...]) -> None:
    """What the group may do to every page of the lessons."""
    index = index_page()
    for codename in codenames:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=index, permission=permission)


def _review_by(trainers: Group) -> None:
    """The workflow of the whole tree of lessons: trainers read each other's drafts, and so do the reviewers."""
    reviewers, _made = Group.objects.get_or_create(name=REVIEWERS)
    reviewers.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    _may(reviewers, REVIEWERS_MAY)
    workflow, new = Workflow.objects.get_or_create(name=REVIEW)
    reading, _made = PeerReading.objects.get_or_create(name=READING)
    if new:
        WorkflowTask.objects.create(workflow=workflow, task=reading, sort_order=0)
        WorkflowPage.objects.get_or_create(page=index_page(), defaults={"workflow": workflow})
    reading.groups.add(trainers, reviewers)
