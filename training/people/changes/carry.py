"""Posts and roles that go on in another unit: the old row ends on the day, a new one begins, a link says so.

In bulk: a commune has some four hundred posts. Whoever already holds a post in the other unit keeps that one.
"""

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import F, Q

from training.people.models import CarriedPost, Membership, OrgChange, OrgUnit, RoleGrant, Succession, User

BATCH = 1000
End = datetime.date | None
FOREVER = datetime.date.max


def beyond(day: datetime.date) -> Q:
    """Rows that hold on that day or later. One whose end is its beginning holds on no day."""
    return (Q(valid_to=None) | Q(valid_to__gt=day)) & (Q(valid_to=None) | Q(valid_to__gt=F("valid_from")))


def carry(
    change: OrgChange,
    posts: Iterable[Membership],
    into: Callable[[Membership], int],
    leads: Callable[[Membership], bool],
) -> int:
    """End these posts on the change's day and go on in `into(post)`. Returns how many."""
    posts = sorted(posts, key=lambda post: (not leads(post), post.valid_from, post.pk))
    there = _there(posts, {into(post) for post in posts})
    links, made = [], []
    for post in posts:
        unit, start, until = into(post), max(change.day, post.valid_from), post.valid_to
        held = there.setdefault((post.user_id, unit), [])
        pieces = list(_free(start, until, held))
        for begin, end in pieces:
            new = Membership(
                user_id=post.user_id, unit_id=unit, position=post.position, is_manager=leads(post),
                valid_from=begin, valid_to=end,
            )  # fmt: skip
            made.append(new)
            held.append(new)
            links.append(CarriedPost(change=change, closed=post, opened=new, into_id=unit, until=until))
        if not pieces:
            other = next(one for one in held if (one.valid_to or FOREVER) > start)
            links.append(CarriedPost(change=change, closed=post, opened=other, into_id=unit, until=until, made=False))
        post.valid_to = start
    Membership.objects.bulk_update(posts, ["valid_to"], batch_size=BATCH)
    Membership.objects.bulk_create(made, batch_size=BATCH)
    CarriedPost.objects.bulk_create(links, batch_size=BATCH)
    return len(posts)


def _there(posts: Sequence[Membership], units: set[int]) -> dict[tuple[int, int], list[Membership]]:
    """What the same people hold in those units. Rows that hold on no day stand in the way of none and go."""
    users = list({post.user_id for post in posts})
    found: dict[tuple[int, int], list[Membership]] = {}
    for start in range(0, len(users), BATCH):
        rows = Membership.objects.filter(user__in=users[start : start + BATCH], unit__in=units)
        rows.filter(valid_to=F("valid_from")).delete()
        for row in rows.order_by("valid_from", "pk"):
            found.setdefault((row.user_id, row.unit_id), []).append(row)
    return found


def _free(start: datetime.date, end: End, held: Sequence[Membership]) -> Iterable[tuple[datetime.date, End]]:
    """The parts of the period in which none of `held` holds."""
    last = end or FOREVER
    for one in sorted(held, key=lambda one: one.valid_from):
        if (one.valid_to or FOREVER) <= start or one.valid_from >= last:
            continue
        if one.valid_from > start:
            yield start, one.valid_from
        start = max(start, one.valid_to or FOREVER)
    if start < last:
        yield start, end


def follow(posts: Iterable[Membership]) -> None:
    """Posts just made in units whose end is known: they go on in the main successor, or end with the unit."""
    waiting = list(posts)
    while waiting:
        units = OrgUnit.objects.in_bulk({post.unit_id for post in waiting})
        beyond_end: dict[int, list[Membership]] = {}
        for post in waiting:
            end = units[post.unit_id].valid_to
            if end and (post.valid_to is None or post.valid_to > end):
                beyond_end.setdefault(post.unit_id, []).append(post)
        heirs = Succession.objects.filter(predecessor__in=beyond_end, main=True).select_related("change")
        next_unit = {one.predecessor_id: one for one in heirs}
        waiting = []
        for unit, found in beyond_end.items():
            heir = next_unit.get(unit)
            if heir is None:
                for post in found:
                    post.valid_to = max(units[unit].valid_to or post.valid_from, post.valid_from)
                Membership.objects.bulk_update(found, ["valid_to"], batch_size=BATCH)
                continue
            carry(heir.change, found, lambda _post, to=heir.successor_id: to, lambda post: post.is_manager)  # type: ignore[misc]
            waiting += Membership.objects.filter(carried_from__closed__in=[post.pk for post in found])


def cut(ended: dict[int, datetime.date]) -> None:
    """Posts that end on a day: what was to carry them on later ends on it too, or never begins."""
    days = dict(ended)
    while days:
        links = CarriedPost.objects.filter(closed__in=list(days), made=True).select_related("opened")
        further, posts = {}, []
        for link in links:
            post, day = link.opened, days[link.closed_id]
            if post is not None and (post.valid_to is None or post.valid_to > max(day, post.valid_from)):
                post.valid_to = max(day, post.valid_from)
                posts.append(post)
            if post is not None:
                further[post.pk] = day
        Membership.objects.bulk_update(posts, ["valid_to"], batch_size=BATCH)
        days = further


def uncut(posts: Iterable[Membership]) -> None:
    """Posts whose end was put back to the day on which they go on elsewhere do go on there again."""
    waiting = {post.pk: post for post in posts}
    while waiting:
        again = []
        for link in CarriedPost.objects.filter(closed__in=list(waiting), made=True).select_related("opened"):
            new = link.opened
            if new and new.valid_to == new.valid_from == waiting[link.closed_id].valid_to:
                new.valid_to = link.until
                again.append(new)
        Membership.objects.bulk_update(again, ["valid_to"], batch_size=BATCH)
        waiting = {post.pk: post for post in again}


def goes_on(users: Iterable[User | int]) -> dict[int, int]:
    """Of these people: post → the post that was made to carry it on."""
    links = CarriedPost.objects.filter(closed__user__in=list(users), made=True, opened__isnull=False)
    return dict(links.order_by("-pk").values_list("closed", "opened"))


def chain(post: int, links: dict[int, int]) -> list[int]:
    """The posts that carry this one on, in order."""
    found: list[int] = []
    while post in links:
        post = links[post]
        found.append(post)
    return found


def line_of(unit: OrgUnit) -> list[int]:
    """The unit and its main successors, one after the other."""
    found = [unit.pk]
    while heir := Succession.objects.filter(predecessor=found[-1], main=True).first():
        found.append(heir.successor_id)
    return found


def carry_grants(change: OrgChange, scopes: dict[int, Callable[[RoleGrant], Sequence[int]]]) -> list[list[Any]]:
    """Roles over units that end: each is ended on the day, and goes on over every unit that its scope's function
    names. Returns [the ended grant, its end before, the grants made] for each."""
    day, found = change.day, []
    for grant in RoleGrant.objects.filter(beyond(day), scope__in=scopes).order_by("pk"):
        start, until = max(day, grant.valid_from), grant.valid_to
        made = []
        chosen = scopes[grant.scope_id](grant)
        for scope in chosen:
            if scope == grant.scope_id:
                continue
            others = RoleGrant.objects.filter(beyond(start), user=grant.user_id, role=grant.role, scope=scope)
            if any(
                (other.valid_to or FOREVER) >= (until or FOREVER) and other.valid_from <= start for other in others
            ):
                continue
            if until is None:  # the database keeps one open row: the one to come begins earlier instead
                coming = next((other for other in others if other.valid_to is None), None)
                if coming is not None:
                    until = coming.valid_from
            new = RoleGrant.objects.create(
                user_id=grant.user_id, role=grant.role, scope_id=scope, granted_by=change.by,
                valid_from=start, valid_to=until,
            )  # fmt: skip
            made.append(new.pk)
            until = grant.valid_to
        found.append([grant.pk, str(until) if until else None, made])
        if grant.scope_id not in chosen:
            grant.valid_to = start
            grant.save(update_fields=["valid_to"])
    return found
