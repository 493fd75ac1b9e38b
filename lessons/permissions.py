"""What the group of trainers may do in the editor: everything about lessons and their pictures, nothing else."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import Collection, GroupApprovalTask, GroupCollectionPermission, GroupPagePermission

from lessons.pages import index_page

PAGES = ("add_page", "change_page", "publish_page", "lock_page")
#: Wagtail keeps the permissions over pictures at its own image model, whichever model is used.
IMAGES = ("add", "change", "choose")


@transaction.atomic
def allow_trainers(group: Group) -> None:
    """Give the group its permissions over the tree of lessons. Giving them twice is harmless."""
    index = index_page()
    for codename in PAGES:
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.get_or_create(group=group, page=index, permission=permission)
    root = Collection.get_first_root_node()
    for verb in IMAGES:
        permission = Permission.objects.get(content_type__app_label="wagtailimages", codename=f"{verb}_image")
        GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)
    for review in GroupApprovalTask.objects.filter(active=True):
        review.groups.add(group)  # trainers read each other's drafts; the group that Wagtail names has nobody in it
