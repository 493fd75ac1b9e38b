"""Doing the changes that were planned: in bulk, inside the caller's transaction, only if all is as it was planned on.

Old addresses go first, so that two people may swap theirs.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX

from training.people import api
from training.people.changes import carry
from training.people.errors import RosterStale
from training.people.models import CarriedPost, Membership, OrgUnit, Role, RoleGrant, RosterChange, User
from training.people.names import staff_key
from training.people.roster.plan import BATCH, Change

Some = Change | RosterChange


def execute(batches: Callable[[], Iterable[Sequence[Some]]], *, acting_user: User | None) -> None:
    """Do all of it. Raises `RosterStale` (and the caller's transaction must go back) if somebody was faster."""
    for changes in batches():
        _give_up_addresses(changes)
    for changes in batches():
        people = _people(changes)
        _make(changes, people)
        _correct(changes, people)
        _close(changes)
        _fix(changes)
        _open(changes, people)
        _grants(changes, people, acting_user)


def _known(changes: Sequence[Some]) -> list[Some]:
    return [change for change in changes if change.kind != RosterChange.Kind.NEW]


def _people(changes: Sequence[Some]) -> dict[str, User]:
    keys = [staff_key(change.staff_code) for change in changes]
    people = {user.staff_key: user for user in User.objects.select_for_update().filter(staff_key__in=keys)}
    for change in changes:
        there = staff_key(change.staff_code) in people
        if there is (change.kind == RosterChange.Kind.NEW):
            raise RosterStale(change.line)
    return people


def _give_up_addresses(changes: Sequence[Some]) -> None:
    keys = [staff_key(one.staff_code) for one in _known(changes) if "email" in one.facts.get("person", {})]
    if not keys:
        return
    was = dict(User.objects.select_for_update().filter(staff_key__in=keys).values_list("staff_key", "email"))
    for change in _known(changes):
        person = change.facts.get("person", {})
        if "email" in person and was.get(staff_key(change.staff_code)) != person["email"][0]:
            raise RosterStale(change.line)
    User.objects.filter(staff_key__in=keys).update(email=None)
    EmailAddress.objects.filter(user__staff_key__in=keys).delete()  # or the old address still resets the password


def _make(changes: Sequence[Some], people: dict[str, User]) -> None:
    """Newcomers, who set their password through the reset mail."""
    users = []
    for change in changes:
        if change.kind == RosterChange.Kind.NEW:
            email = change.facts["person"]["email"][1]
            user = User(staff_code=change.staff_code, full_name=change.full_name, email=email)
            user.password = UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)  # as Django does, but faster
            user.clean()
            users.append(user)
    for user in User.objects.bulk_create(users, batch_size=BATCH):
        people[user.staff_key] = user


def _correct(changes: Sequence[Some], people: dict[str, User]) -> None:
    corrected = []
    for change in _known(changes):
        user = people[staff_key(change.staff_code)]
        for name, (was, becomes) in change.facts.get("person", {}).items():
            if getattr(user, name) != (None if name == "email" else was):
                raise RosterStale(change.line)
            setattr(user, name, becomes)
        if "person" in change.facts:
            user.clean()
            corrected.append(user)
    User.objects.bulk_update(corrected, ["full_name", "sort_name", "search_name", "email"], batch_size=BATCH)


def _close(changes: Sequence[Some]) -> None:
    wanted = {pk: (change, was, day) for change in changes for pk, was, day in change.facts.get("close", [])}
    posts = list(Membership.objects.select_for_update().filter(pk__in=wanted)) if wanted else []
    if len(posts) != len(wanted):
        raise RosterStale
    for post in posts:
        change, was, day = wanted[post.pk]
        if post.valid_to != (date.fromisoformat(was) if was else None):
            raise RosterStale(change.line)
        post.valid_to = max(date.fromisoformat(day), post.valid_from)
    Membership.objects.bulk_update(posts, ["valid_to"], batch_size=BATCH)
    carry.cut({post.pk: post.valid_to for post in posts if post.valid_to})


def _fix(changes: Sequence[Some]) -> None:
    wanted = {change.facts["fix"][0]: change for change in changes if "fix" in change.facts}
    posts = list(Membership.objects.select_for_update().filter(pk__in=wanted)) if wanted else []
    if len(posts) != len(wanted) or (wanted and CarriedPost.objects.filter(closed__in=wanted, made=True).exists()):
        raise RosterStale
    for post in posts:
        _pk, was, becomes = wanted[post.pk].facts["fix"]
        if [post.unit_id, post.position, post.is_manager] != was:
            raise RosterStale(wanted[post.pk].line)
        post.unit_id, post.position, post.is_manager = becomes
    _units_stand(posts)
    Membership.objects.bulk_update(posts, ["unit", "position", "is_manager"], batch_size=BATCH)
    carry.follow(posts)


def _units_stand(posts: Sequence[Membership]) -> None:
    """Somebody may have changed the organisation since the file was looked at. Nobody does while this goes on."""
    wanted = {post.unit_id for post in posts}
    found = OrgUnit.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    units = {unit.pk: unit for unit in found}
    for post in posts:
        unit = units.get(post.unit_id)
        if unit is None or post.valid_from < unit.valid_from or (unit.valid_to and post.valid_from >= unit.valid_to):
            raise RosterStale


def _open(changes: Sequence[Some], people: dict[str, User]) -> None:
    """Beside no other post of the same person in the same unit."""
    opening = []
    for change in changes:
        if "open" in change.facts:
            unit, position, leads, day = change.facts["open"]
            user = people[staff_key(change.staff_code)]
            since = date.fromisoformat(day)
            opening.append(Membership(user=user, unit_id=unit, position=position, is_manager=leads, valid_from=since))
    _units_stand(opening)
    known = [post.user_id for post in opening]
    held = Membership.objects.filter(user__in=known).values_list("user", "unit", "valid_from", "valid_to")
    there: dict[tuple[int, int], list[tuple[date, date | None]]] = {}
    for user_id, unit_id, start, end in held:
        there.setdefault((user_id, unit_id), []).append((start, end))
    for post in opening:
        if any(
            end is None or end > max(start, post.valid_from)
            for start, end in there.get((post.user_id, post.unit_id), [])
        ):
            raise RosterStale
    carry.follow(Membership.objects.bulk_create(opening, batch_size=BATCH))


def _grants(changes: Sequence[Some], people: dict[str, User], acting_user: User | None) -> None:
    for change in changes:
        user = people[staff_key(change.staff_code)]
        if "grant" in change.facts:
            role, unit = change.facts["grant"]
            api.grant_role(acting_user=acting_user, user=user, role=Role(role), scope=OrgUnit.objects.get(pk=unit))
        if "revoke" in change.facts:
            grants = RoleGrant.objects.filter(pk__in=change.facts["revoke"])
            api.end_grants(
                acting_user=acting_user, user=user, grants=grants, on=date.fromisoformat(change.facts["until"])
            )
