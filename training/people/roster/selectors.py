"""Reads for the roster's screens: whose files one may see, what a file changes in words, who stands in an export."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from training.people.errors import NotYours
from training.people.models import Membership, OrgUnit, Role, RoleGrant, RosterChange, RosterImport, User
from training.people.roster.plan import Reach
from training.people.roster.undo import REASONS
from training.people.selectors import place_names, scope_units, today

UNDO_DAYS = 30
FOREVER = datetime.date.max


def tops_of(user: User) -> list[OrgUnit]:
    """The units over which the person is HR officer, in tree order."""
    grants = RoleGrant.objects.filter(user=user, role=Role.HR).on(today()).select_related("scope")
    return sorted({grant.scope for grant in grants}, key=lambda unit: unit.path)


def reach_of(user: User) -> Reach:
    return Reach(tuple(unit.path for unit in tops_of(user)) if user.is_active else ())


def covers(user: User, roster: RosterImport) -> bool:
    """Whether the person now looks after every unit that the file could concern."""
    reach = reach_of(user)
    units = list(OrgUnit.objects.filter(code__in=roster.scope))
    return bool(units) and len(units) == len(roster.scope) and all(reach.covers(unit) for unit in units)


def rosters_of(user: User) -> QuerySet[RosterImport]:
    """Every file, in or out, that concerned only units which the person looks after now; the newest first."""
    hers = set(scope_units(user, Role.HR).values_list("code", flat=True))
    scopes = RosterImport.objects.order_by().values_list("pk", "scope")
    return RosterImport.objects.filter(
        pk__in=[pk for pk, codes in scopes if codes and hers.issuperset(codes)]
    ).select_related("by", "decided_by", "undone_by")


def access_roster(user: User, uuid: UUID) -> RosterImport:
    """Raises `NotYours`."""
    roster = RosterImport.objects.select_related("by", "decided_by", "undone_by").filter(uuid=uuid).first()
    if roster is None or roster.way != RosterImport.Way.IN or not covers(user, roster):
        raise NotYours
    return roster


def may_be_undone(roster: RosterImport) -> bool:
    """For a month, as long as what was changed is kept."""
    return (
        roster.state == RosterImport.State.DONE
        and roster.applied_at is not None
        and roster.applied_at.date() >= today() - datetime.timedelta(days=UNDO_DAYS)
    )


def counts_by_kind(roster: RosterImport) -> dict[str, int]:
    found = dict(roster.changes.order_by().values_list("kind").annotate(Count("pk")))
    return {kind: found.get(kind, 0) for kind in RosterChange.Kind.values}


# --- a change in words ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Shown:
    """One change: `lines` are (what, before, after); `before` may be ""."""

    change: RosterChange
    lines: list[tuple[str, str, str]]
    kept: str


def in_words(changes: Iterable[RosterChange]) -> list[Shown]:
    """Two queries, and one for the units above."""
    changes = list(changes)
    closing = [pk for one in changes for pk, _was, _day in one.facts.get("close", [])]
    posts = Membership.objects.in_bulk(closing)
    wanted = {post.unit_id for post in posts.values()}
    for one in changes:
        wanted |= {one.facts["open"][0]} if "open" in one.facts else set()
        wanted |= {one.facts["fix"][1][0], one.facts["fix"][2][0]} if "fix" in one.facts else set()
    units = OrgUnit.objects.in_bulk(wanted)
    names = place_names(units.values())
    places = {pk: names[unit.path] for pk, unit in units.items()}
    return [Shown(one, list(_lines(one, posts, places)), str(REASONS.get(one.kept, ""))) for one in changes]


def _lines(
    change: RosterChange, posts: dict[int, Membership], places: dict[int, str]
) -> Iterator[tuple[str, str, str]]:
    facts = change.facts
    for name, (was, becomes) in facts.get("person", {}).items():
        if name == "email" and (was or becomes):
            yield _("E-mail"), was or "", becomes or ""
        elif was:
            yield _("Name"), was, becomes
    closing = [posts[pk] for pk, _was, _day in facts.get("close", []) if pk in posts]
    left = "; ".join(_post(places[post.unit_id], post.position, post.is_manager) for post in closing)
    if "fix" in facts:
        _pk, (unit, position, leads), (new_unit, new_position, new_leads) = facts["fix"]
        yield _("Post"), _post(places[unit], position, leads), _post(places[new_unit], new_position, new_leads)
    if "open" in facts:
        unit, position, leads, day = facts["open"]
        since = _("from %(day)s") % {"day": f"{datetime.date.fromisoformat(day):%d/%m/%Y}"}
        yield _("Post"), left, f"{_post(places[unit], position, leads)}, {since}"
    elif closing:
        days = sorted(day for _pk, _was, day in facts["close"])
        until = _("away from %(day)s") % {"day": f"{datetime.date.fromisoformat(days[-1]):%d/%m/%Y}"}
        yield _("Post"), left, until
    if "revoke" in facts:
        yield _("Roles"), _("%(n)s given") % {"n": len(facts["revoke"])}, _("end on that day")


def _post(place: str, position: str, leads: bool) -> str:
    return f"{position}, {place}" + (f" ({_('leads the unit')})" if leads else "")


# --- who stands in an export ----------------------------------------------------------------------------


def exported(user: User) -> Iterator[list[str]]:
    """One line for each active person with a post in reach today, with the post held longest: taken in again it
    changes nothing. In the order of the tree, leaders first. In memory: two numbers a person, and some lines."""
    reach, day = reach_of(user), today()
    inside = Q(pk__in=[])
    for path in reach.paths or ():
        inside |= Q(unit__path__startswith=path)
    main: dict[int, int] = {}
    posts = Membership.objects.on(day).filter(inside, user__is_active=True)
    for pk, user_id in posts.order_by("valid_from", "pk").values_list("pk", "user").iterator():
        main.setdefault(user_id, pk)
    ends: dict[int, datetime.date] = {}
    lasting = Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day)).order_by()
    for user_id, end in lasting.values_list("user", "valid_to").iterator():
        ends[user_id] = max(ends.get(user_id, datetime.date.min), end or FOREVER)
    rows = posts.order_by("unit__path", "-is_manager", "user__sort_name", "pk").values_list(
        "pk",
        "user",
        "user__staff_code",
        "user__full_name",
        "user__email",
        "unit__code",
        "position",
        "is_manager",
        "valid_from",
    )
    for pk, user_id, code, name, email, unit, position, leads, since in rows.iterator(chunk_size=2000):
        if main[user_id] != pk:
            continue
        end = ends[user_id]
        until = "" if end == FOREVER else f"{end:%d/%m/%Y}"
        yield [code, name, email or "", unit, position, "x" if leads else "", f"{since:%d/%m/%Y}", until]


def unit_lines(user: User) -> Iterator[list[Any]]:
    """The units one may name in a file: code, and what it is called with what it belongs to."""
    units = list(scope_units(user, Role.HR))
    names = place_names(units)
    return ([unit.code, names[unit.path]] for unit in units)
