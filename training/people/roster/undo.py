"""Taking a whole import back, where nothing newer has touched what it changed; inside the caller's transaction.

A newcomer who has signed in, or about whom anything else is kept, stays, and so does everybody whose name, address or
post was changed since, or who has gone where the officer decides nothing. Each of those keeps all that the import did
to them, and `kept` says why.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from allauth.account.models import EmailAddress
from django.apps import apps
from django.utils.translation import gettext_lazy as _

from training.people import api
from training.people.changes import carry
from training.people.models import Membership, RoleGrant, RosterChange, RosterImport, User
from training.people.names import staff_key
from training.people.roster.plan import BATCH, Reach, out_of_reach
from training.people.selectors import today

REASONS = {
    "used": _("has used the product since"),
    "person": _("name or e-mail was changed since"),
    "post": _("the post was changed since"),
    "elsewhere": _("is no longer yours to change"),
    "address": _("the old address belongs to somebody else now"),
}


def undo(roster: RosterImport, reach: Reach) -> tuple[int, int]:
    """How many changes were taken back, and how many stay."""
    kept: dict[int, str] = {}
    used = _used(roster)
    for changes in _batches(roster):
        gone = out_of_reach(changes, reach, today())
        kept |= {one.pk: "elsewhere" for one in changes if staff_key(one.staff_code) in gone}
        kept |= _Found(changes).touched(used)
    _keep_whose_address_is_taken(roster, kept)
    for changes in _batches(roster):
        keys = [staff_key(one.staff_code) for one in changes if one.pk not in kept and "email" in _was(one)]
        User.objects.filter(staff_key__in=keys).update(email=None)
        EmailAddress.objects.filter(user__staff_key__in=keys).delete()
    undone = 0
    for changes in _batches(roster):
        undone += _take_back([one for one in changes if one.pk not in kept])
    for pk, reason in kept.items():
        RosterChange.objects.filter(pk=pk).update(kept=reason)
    roster.changes.filter(kept="").update(undone=True)
    return undone, len(kept)


def _batches(roster: RosterImport) -> Iterator[list[RosterChange]]:
    last = 0
    while found := list(roster.changes.filter(pk__gt=last).order_by("pk")[:BATCH]):
        last = found[-1].pk
        yield found


def _was(change: RosterChange) -> dict[str, Any]:
    return {} if change.kind == RosterChange.Kind.NEW else change.facts.get("person", {})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


class _Found:
    """The people and posts of some changes as they are now."""

    def __init__(self, changes: list[RosterChange]) -> None:
        self.changes = changes
        keys = [staff_key(change.staff_code) for change in changes]
        self.people = {user.staff_key: user for user in User.objects.select_for_update().filter(staff_key__in=keys)}
        self.posts: dict[int, list[Membership]] = {}
        for post in Membership.objects.filter(user__in=self.people.values()):
            self.posts.setdefault(post.user_id, []).append(post)
        self.links = carry.goes_on(self.people.values())

    def carried(self, post: Membership) -> list[int]:
        """Where a change of the organisation has it go on."""
        return carry.chain(post.pk, self.links)

    def touched(self, used: set[int]) -> dict[int, str]:
        """Change → why it cannot be taken back."""
        return {change.pk: reason for change in self.changes if (reason := self._reason(change, used))}

    def _reason(self, change: RosterChange, used: set[int]) -> str:
        user = self.people.get(staff_key(change.staff_code))
        if user is None:
            return "person"
        for name, (_old, new) in change.facts.get("person", {}).items():
            if getattr(user, name) != new:
                return "person"
        if change.kind == RosterChange.Kind.NEW and (user.pk in used or user.last_login):
            return "used"
        return "" if self._posts_are_as_left(change, user) else "post"

    def _posts_are_as_left(self, change: RosterChange, user: User) -> bool:
        posts = {post.pk: post for post in self.posts.get(user.pk, [])}
        if "open" in change.facts:
            made = opened(change, list(posts.values()))
            if made is None:
                return False
            on = [made.pk, *self.carried(made)]
            if on[-1] not in posts or posts[on[-1]].valid_to is not None:
                return False
            for pk in on:
                del posts[pk]
        for pk, _was_end, day in change.facts.get("close", []):
            post = posts.pop(pk, None)
            if post is None or post.valid_to != max(date.fromisoformat(day), post.valid_from):
                return False
            if any(other.unit_id == post.unit_id and other.valid_to is None for other in posts.values()):
                return False
        if "fix" in change.facts:
            pk, _old, new = change.facts["fix"]
            post = posts.get(pk)
            return post is not None and pk not in self.links and [post.unit_id, post.position, post.is_manager] == new
        return change.kind != RosterChange.Kind.NEW or not posts


def opened(change: RosterChange, posts: list[Membership]) -> Membership | None:
    """The post that the change made, as long as it is the one that it made."""
    unit, position, leads, day = change.facts["open"]
    wanted = (unit, position, leads, date.fromisoformat(day))
    return next(
        (post for post in posts if (post.unit_id, post.position, post.is_manager, post.valid_from) == wanted), None
    )


def _used(roster: RosterImport) -> set[int]:
    """Among those who joined while it was applied, everybody of whom more is kept than a roster makes."""
    found: set[int] = set()
    if not roster.changes.filter(kind=RosterChange.Kind.NEW).exists():
        return found
    joined = (roster.asked_at, roster.applied_at)
    for relation in User._meta.get_fields(include_hidden=True):
        if not relation.auto_created or relation.concrete or not (relation.one_to_many or relation.one_to_one):
            continue
        model: Any = relation.related_model
        if model in (Membership, EmailAddress) or model._meta.auto_created:  # made by rosters and by setting up
            continue
        if getattr(model, "goes_with_its_person", False):  # what the house does by itself: letters
            continue
        name = relation.field.name  # type: ignore[union-attr]
        manager = getattr(model, "everything", model._base_manager)
        them = manager.filter(**{f"{name}__date_joined__range": joined}).order_by()
        found.update(them.values_list(name, flat=True).distinct())
    return found


def _keep_whose_address_is_taken(roster: RosterImport, kept: dict[int, str]) -> None:
    """An old address may belong to somebody else now, or to somebody who keeps it because they are kept."""
    wanted: dict[str, RosterChange] = {}
    for changes in _batches(roster):
        wanted |= {
            _was(one)["email"][0]: one
            for one in changes
            if one.pk not in kept and "email" in _was(one) and _was(one)["email"][0]
        }
    owners: dict[str, str] = {}
    emails = list(wanted)
    for start in range(0, len(emails), BATCH):
        found = User.objects.filter(email__in=emails[start : start + BATCH])
        owners |= {str(email): key for email, key in found.values_list("email", "staff_key")}
    again = True
    while again:
        again = False
        giving_up = {staff_key(one.staff_code) for one in wanted.values() if one.pk not in kept}
        for email, change in wanted.items():
            owner = owners.get(email, "")
            if change.pk not in kept and owner and owner not in giving_up:
                kept[change.pk] = "address"
                again = True


def _take_back(changes: list[RosterChange]) -> int:
    found = _Found(changes)
    gone, corrected, ends, fixed, made = [], [], [], [], []
    for change in changes:
        user = found.people[staff_key(change.staff_code)]
        if change.kind == RosterChange.Kind.NEW:
            gone.append(user.pk)
            continue
        posts = {post.pk: post for post in found.posts.get(user.pk, [])}
        for name, (old, _new) in change.facts.get("person", {}).items():
            setattr(user, name, old)
        if "person" in change.facts:
            user.clean()
            corrected.append(user)
        if "open" in change.facts and (post := opened(change, list(posts.values()))):
            made += [post.pk, *found.carried(post)]
        for pk, was, _day_of_closing in change.facts.get("close", []):
            posts[pk].valid_to = _day(was)
            ends.append(posts[pk])
        if "fix" in change.facts:
            post = posts[change.facts["fix"][0]]
            post.unit_id, post.position, post.is_manager = change.facts["fix"][1]
            fixed.append(post)
        if "revoke" in change.facts:
            api.restore_grants(user=user, grants=RoleGrant.objects.filter(pk__in=change.facts["revoke"]))
    _delete(gone)
    Membership.objects.filter(pk__in=made).delete()
    Membership.objects.bulk_update(ends, ["valid_to"], batch_size=BATCH)
    Membership.objects.bulk_update(fixed, ["unit", "position", "is_manager"], batch_size=BATCH)
    carry.uncut(ends)
    carry.follow([*ends, *fixed])  # their unit may have ended since
    User.objects.bulk_update(corrected, ["full_name", "sort_name", "search_name", "email"], batch_size=BATCH)
    return len(changes)


def _delete(people: list[int]) -> None:
    """Newcomers whom nothing else refers to (`_used`), so nothing is looked for a second time, person by person; if
    something did, the database would refuse."""
    Membership.objects.filter(user__in=people).delete()
    EmailAddress.objects.filter(user__in=people).delete()
    for model in apps.get_models():
        if getattr(model, "goes_with_its_person", False):
            model._default_manager.filter(user__in=people).delete()
    for many in (User.groups, User.user_permissions):
        many.through.objects.filter(user__in=people).delete()
    people_left = User.objects.filter(pk__in=people)
    people_left._raw_delete(people_left.db)
