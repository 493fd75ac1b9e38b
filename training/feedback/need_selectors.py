"""Reads of "Tôi cần": one's own, the leaders' inbox, who is late, and the board. Reached through `feedback.selectors`
where another package asks.

On the board stands no name; the unit only if at least five people work in it (else the nearest one above with so
many), and words without what could be somebody's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from lessons.models import LessonPage
from training.feedback.models import MeToo, Need
from training.feedback.scrub import scrubbed
from training.people.errors import NotYours
from training.people.models import Membership, OrgUnit, Role, User
from training.people.names import fold
from training.people.privacy import FEWEST
from training.people.selectors import addressed_to, as_now, place_names, scope_units, today

__all__ = [
    "STATES",
    "Late",
    "OnBoard",
    "access_need",
    "access_need_as_leader",
    "access_on_board",
    "board",
    "board_lines",
    "late_by_unit",
    "leaders_of",
    "my_needs",
    "needs_of_leader",
    "ranked",
    "similar",
    "waiting_of_leader",
]

_STAFF = 3600  # seconds for which it is believed how many work in a unit


# --- one's own --------------------------------------------------------------------------------------------


def my_needs(user: User) -> list[Need]:
    """What the person asked for, the newest first. At most three queries."""
    return _in_words(Need.objects.filter(user=user).select_related("unit", "decided_by", "joined_to"))


def access_need(user: User, uuid: UUID) -> Need:
    """The person's own. Raises `NotYours`."""
    found = _in_words(Need.objects.filter(user=user, uuid=uuid).select_related("unit", "decided_by", "joined_to"))
    if not found:
        raise NotYours
    return found[0]


def _in_words(needs: Iterable[Need]) -> list[Need]:
    """The same, each knowing its unit's whole name and the name of the lesson that it came up in."""
    found = list(needs)
    codes = {need.lesson_code for need in found} - {""}
    names = {page.code: page.name for page in LessonPage.objects.filter(code__in=codes)} if codes else {}
    places = place_names(need.unit for need in found)
    for need in found:
        need.place = places[need.unit.path]
        need.lesson_name = names.get(need.lesson_code, need.lesson_code)
    return found


# --- leaders ----------------------------------------------------------------------------------------------


def leaders_of(unit: OrgUnit, *, but: User) -> list[Membership]:
    """Who leads the unit (or its successor, if it ended), or the nearest one above it that is led by anybody else
    than `but`. One query for a unit that exists."""
    unit = as_now(unit) or unit
    above = [unit.path[:length] for length in range(OrgUnit.steplen, len(unit.path) + 1, OrgUnit.steplen)]
    posts = Membership.objects.on(today()).filter(is_manager=True, unit__path__in=above, user__is_active=True)
    found = list(posts.exclude(user=but).select_related("user", "unit").order_by("user__sort_name", "pk"))
    nearest = max((post.unit.depth for post in found), default=0)
    return [post for post in found if post.unit.depth == nearest]


def _paths(leader: User) -> list[str]:
    """Of every unit that they lead, with all below. Two queries."""
    return list(scope_units(leader, Role.LEADER).values_list("path", flat=True))


def _led(leader: User, paths: Sequence[str] | None = None) -> QuerySet[Need]:
    theirs = addressed_to(_paths(leader) if paths is None else paths)
    return Need.objects.filter(theirs).exclude(user=leader).select_related("user", "unit", "decided_by")


def needs_of_leader(leader: User, search: str = "") -> list[Need]:
    """What the people of the units they lead asked for: what waits first, what would save most time first. Those that
    are joined stand with their lead (`joined.all()`)."""
    paths = _paths(leader)
    found = _searched(_led(leader, paths).filter(joined_to=None), search)
    needs = _in_words(found.prefetch_related("joined__user", "joined__unit"))
    signed = _signed(paths, needs, _joined(needs))
    return sorted(signed, key=lambda need: (need.decision != "", -need.weight, need.at))


def access_need_as_leader(leader: User, uuid: UUID) -> Need:
    """One that the leader may decide. Raises `NotYours`."""
    paths = _paths(leader)
    found = _in_words(_led(leader, paths).filter(uuid=uuid).prefetch_related("joined__user", "joined__unit"))
    if not found:
        raise NotYours
    return _signed(paths, found, _joined(found))[0]


def _signed(paths: Sequence[str], needs: list[Need], joined: Iterable[Need] = ()) -> list[Need]:
    """The needs, and those that are joined to them, signed with a name only if the person works below those paths
    today: who sent it may work elsewhere since, and whoever leads more may have joined what others' people need. One
    query."""
    joined = list(joined)
    posts = Membership.objects.on(today()).filter(user__in={one.user_id for one in (*needs, *joined)})
    seen = set(posts.filter(unit__path__in=paths).values_list("user", flat=True))
    for one in (*needs, *joined):
        one.theirs = one.user_id in seen
        one.sender = one.user.full_name if one.theirs else _("somebody who now works elsewhere")
    for one in joined:
        if not one.theirs:
            one.sender = _("somebody of another unit")
    for one in needs:
        one.read_below = paths
    return needs


def _joined(needs: Iterable[Need]) -> list[Need]:
    return [one for need in needs for one in need.joined.all()]


def lead_for(leader: User, need: Need) -> Need | None:
    """What the need is joined to, if the leader may read that: one further up may have joined it across units."""
    return _led(leader, need.read_below).filter(pk=need.joined_to_id).first() if need.joined_to_id else None


def similar(leader: User, need: Need, most: int = 5) -> list[Need]:
    """Others of the leader's that say much the same, the likest first: what they have in common of their words and
    pairs of words. One query."""
    own = _pieces(need.words)
    paths = _paths(leader) if need.read_below is None else need.read_below
    others = _led(leader, paths).filter(joined_to=None).exclude(pk=need.pk).exclude(decision=Need.Decision.REFUSED)
    scored = [(_likeness(own, _pieces(one.words)), one) for one in others]
    likest = sorted((pair for pair in scored if pair[0] >= ALIKE), key=lambda pair: (-pair[0], pair[1].pk))
    return _signed(paths, [one for _score, one in likest[:most]])


#: From how much in common on two needs are said to be alike (0–1).
ALIKE = 0.3
_EMPTY = frozenset(
    """va cua cho khi mot cac la duoc thi de co o tu voi nhung nay do vao ra len lai phai can toi nguoi viec
    the a an and of for in on to is it that this with i we""".split()  # noqa: SIM905  (nobody reads 43 quotes)
)


def _pieces(words: str) -> set[str]:
    """Syllables that say something, and pairs that stand together: in Vietnamese a word is often two of them."""
    syllables = [part.strip(".,;:!?()“”\"'") for part in words.split()]
    said = [part for part in syllables if part and part not in _EMPTY]
    return {*said, *(" ".join(pair) for pair in pairwise(said))}


def _likeness(one: set[str], other: set[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0


def waiting_of_leader(leader: User) -> tuple[int, int]:
    """How many wait for this leader, and how many of them are late: for a digest. One query."""
    waiting = list(_led(leader).filter(joined_to=None, decision=Need.Decision.WAITING))
    return len(waiting), sum(one.days_late > 0 for one in waiting)


# --- who is late, for HR officers -------------------------------------------------------------------------


@dataclass(frozen=True)
class Late:
    """A unit whose people wait for an answer. No word of what they asked, and no name of theirs."""

    unit: OrgUnit
    place: str
    leaders: Sequence[Membership]  # who has to answer: of the unit, or of the nearest one above it
    waiting: int
    late: int
    days: int  # working days by which the oldest is late


def late_by_unit(viewer: User) -> list[Late]:
    """The units in the HR officer's scope where something waits, the latest first. Four queries."""
    theirs = addressed_to(scope_units(viewer, Role.HR).values_list("path", flat=True))
    found: dict[OrgUnit, list[Need]] = defaultdict(list)
    waiting = Need.objects.filter(theirs, joined_to=None, decision=Need.Decision.WAITING)
    for need in waiting.select_related("unit"):
        found[need.unit].append(need)
    places, leaders = place_names(found), _leaders(found)
    lines = []
    for unit, needs in found.items():
        days = [need.days_late for need in needs]
        late = sum(day > 0 for day in days)
        lines.append(Late(unit, places[unit.path], leaders.get(unit.path, []), len(needs), late, max(days)))
    return sorted(lines, key=lambda one: (-one.days, -one.late, -one.waiting, one.unit.path))


def _leaders(units: Iterable[OrgUnit]) -> dict[str, list[Membership]]:
    """By the path of each unit who leads it, or the nearest one above. One query."""
    step = OrgUnit.steplen
    above = {unit.path: [unit.path[:end] for end in range(len(unit.path), 0, -step)] for unit in units}
    wanted = {path for paths in above.values() for path in paths}
    posts = Membership.objects.on(today()).filter(is_manager=True, unit__path__in=wanted, user__is_active=True)
    led: dict[str, list[Membership]] = defaultdict(list)
    for post in posts.select_related("user", "unit").order_by("user__sort_name", "pk"):
        led[post.unit.path].append(post)
    return {path: next((led[one] for one in paths if one in led), []) for path, paths in above.items()}


# --- the board --------------------------------------------------------------------------------------------

STATES = ["waiting", "accepted", "planned", "doing", "there", "refused", "dropped"]


def board(search: str = "", state: str = "", mine: User | None = None) -> QuerySet[Need]:
    """What was asked for and stands on the board, what would save most time first; `mine`: only what that person
    asked for or needs too."""
    found = _searched(Need.objects.filter(joined_to=None, off_board=False), search)
    match state:
        case "waiting":
            found = found.filter(decision__in=[Need.Decision.WAITING, Need.Decision.MORE])
        case "accepted":
            found = found.filter(decision=Need.Decision.ACCEPTED, became="")
        case "refused":
            found = found.filter(decision=Need.Decision.REFUSED)
        case "planned" | "doing" | "there" | "dropped":
            found = found.filter(became=state)
    if mine:
        too = MeToo.objects.filter(user=mine).values("need")
        found = found.filter(Q(user=mine) | Q(joined__user=mine) | Q(pk__in=too)).distinct()
    return found.select_related("user", "unit").order_by("-weight", "pk")


def _searched(needs: QuerySet[Need], search: str) -> QuerySet[Need]:
    for word in fold(search).split():
        needs = needs.filter(words__contains=word)
    return needs


@dataclass(frozen=True)
class OnBoard:
    """A need as everybody may read it."""

    need: Need
    work: str
    wish: str
    place: str  # a unit in which at least five work; "" where there is none
    own: bool  # the viewer asked for it
    too: bool  # the viewer needs it too

    @property
    def open_for_more(self) -> bool:
        """Whether somebody can still say that they need it too."""
        return not self.own and self.need.state not in ("refused", "there", "dropped")


def board_lines(needs: Iterable[Need], viewer: User) -> list[OnBoard]:
    """Those needs as the board shows them. Four queries."""
    found = list(needs)
    places = _places(one.unit for one in found)
    pks = [one.pk for one in found]
    own = {one.pk for one in found if one.user_id == viewer.pk}
    joined = Need.objects.filter(user=viewer, joined_to__in=pks).values_list("joined_to", flat=True)
    own |= {lead for lead in joined if lead}
    pressed = MeToo.objects.filter(Q(need__in=pks) | Q(need__joined_to__in=pks), user=viewer)
    too = {lead or pk for lead, pk in pressed.values_list("need__joined_to", "need")}
    return [
        OnBoard(
            one,
            scrubbed(one.work, own=one.user),
            scrubbed(one.wish, own=one.user),
            places.get(one.unit.path, ""),
            one.pk in own,
            one.pk in too,
        )
        for one in found
    ]


def access_on_board(viewer: User, uuid: UUID) -> OnBoard:
    """Raises `NotYours` for what does not stand there, joined ones included."""
    found = board().filter(uuid=uuid).first()
    if found is None:
        raise NotYours
    return board_lines([found], viewer)[0]


def _places(units: Iterable[OrgUnit]) -> dict[str, str]:
    """By path the name under which a unit may stand on the board. At most three queries."""
    step, wanted = OrgUnit.steplen, {unit.path for unit in units}
    above = {path: [path[:end] for end in range(len(path), step, -step)] for path in wanted}
    staff = _staff({path for paths in above.values() for path in paths})
    shown = {path: next((one for one in paths if staff[one] >= FEWEST), "") for path, paths in above.items()}
    units_shown = OrgUnit.objects.filter(path__in={path for path in shown.values() if path})
    names = place_names(units_shown)
    return {path: names.get(one, "") for path, one in shown.items()}


def _staff(paths: set[str]) -> dict[str, int]:
    """How many people work in each unit with all below it today. One query; none if it was asked within the hour."""
    day: date = timezone.localdate()
    keys = {f"feedback:staff:{day}:{path}": path for path in paths}
    known = {keys[key]: number for key, number in cache.get_many(keys).items()}
    missing = sorted(paths - known.keys())
    if missing:
        posts = Membership.objects.on(day).filter(user__is_active=True)
        sums = {
            f"n{place}": Count("user", distinct=True, filter=Q(unit__path__startswith=path))
            for place, path in enumerate(missing)
        }
        counted = posts.aggregate(**sums)
        fresh = {path: counted[f"n{place}"] for place, path in enumerate(missing)}
        cache.set_many({f"feedback:staff:{day}:{path}": number for path, number in fresh.items()}, _STAFF)
        known |= fresh
    return known


def ranked(paths: Iterable[str]) -> QuerySet[Need]:
    """Leads asked for below those tree paths, what would save most time first: for reports."""
    under = Q(pk__in=[])
    for path in paths:
        under |= Q(unit__path__startswith=path)
    return Need.objects.filter(under, joined_to=None).select_related("unit").order_by("-weight", "pk")
