"""What a roster would change, line by line, without changing anything.

People are recognised by staff code, however it is written. Who is not in the file is left alone, and so are
passwords, other posts in other units, roles given before, and accounts that were closed.

A change's `facts` are plain data, which is kept, shown, done (`execute`) and taken back (`undo`):

* `person` {field: [was, becomes]}           name and e-mail of somebody known; of a newcomer [None, value]
* `close`  [[membership, was valid_to, day]] posts that end
* `fix`    [membership, [unit, position, leads] twice: was, becomes]  a post that begins today or later, put right
* `open`   [unit, position, leads, day]      a post that begins
* `revoke` [grant, …]                        roles that end with a leaver, on the day of `until`
* `grant`  [role, unit]                      given by the set-up command only

Who decides for some units only (`Reach`) changes nobody who works elsewhere too, and gives no roles.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from training.people.changes import carry
from training.people.errors import RosterProblem
from training.people.models import Membership, OrgUnit, Role, RoleGrant, RosterChange, User
from training.people.names import staff_key
from training.people.roster.rows import Row

BATCH = 1000
Kind = RosterChange.Kind


@dataclass
class Report:
    """How many people of the file are new, got a new name or address, changed post, got a role, leave."""

    people: int = 0
    new: int = 0
    renamed: int = 0
    moved: int = 0
    left: int = 0
    granted: int = 0
    unchanged: int = 0
    without_email: int = 0
    closed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    line: int
    kind: str
    staff_code: str
    full_name: str
    facts: dict[str, Any]


@dataclass(frozen=True)
class Reach:
    """The units over which somebody is HR officer, as tree paths; None: the set-up command, which may do all."""

    paths: tuple[str, ...] | None = None

    @property
    def whole(self) -> bool:
        return self.paths is None or any(len(path) == OrgUnit.steplen for path in self.paths)

    def covers(self, unit: OrgUnit) -> bool:
        return self.paths is None or unit.path.startswith(self.paths)


class Held:
    """Posts and running roles of some people, the posts in order. Two queries."""

    def __init__(self, people: Iterable[User], day: datetime.date) -> None:
        people = list(people)
        self.day = day
        self.posts: dict[int, list[Membership]] = {}
        found = Membership.objects.filter(user__in=people).select_related("unit")
        for post in found.order_by("valid_from", "pk"):
            self.posts.setdefault(post.user_id, []).append(post)
        self.grants: dict[int, list[RoleGrant]] = {}
        current = Q(valid_to=None) | Q(valid_to__gt=day)
        for grant in RoleGrant.objects.filter(current, user__in=people).select_related("scope"):
            self.grants.setdefault(grant.user_id, []).append(grant)

    def current(self, user: User) -> list[Membership]:
        return [one for one in self.posts.get(user.pk, []) if one.valid_to is None or one.valid_to > self.day]

    def within(self, user: User, reach: Reach) -> bool:
        """Works (or worked last) in a unit within reach."""
        concerned = self.current(user) or self.posts.get(user.pk, [])[-1:]
        return reach.whole or any(reach.covers(post.unit) for post in concerned)

    def whole_within(self, user: User, reach: Reach) -> bool:
        """And nowhere else."""
        return all(reach.covers(post.unit) for post in self.current(user))

    def holds_more(self, user: User, reach: Reach) -> bool:
        """Whoever may set the address of an account may take it over: not of one that may do more than oneself."""
        return reach.paths is not None and any(
            grant.role in (Role.TRAINER, Role.ADMINISTRATOR) or not reach.covers(grant.scope)
            for grant in self.grants.get(user.pk, [])
        )


def out_of_reach(changes: Iterable[Change | RosterChange], reach: Reach, day: datetime.date) -> set[str]:
    """Of people whom these changes concern the keys of those for whom the officer may no longer decide it: since it
    was planned they may have gone elsewhere, or hold a role that reaches further. Nobody moves them meanwhile."""
    known = {staff_key(one.staff_code): one for one in changes if one.kind != Kind.NEW}
    people = list(User.objects.select_for_update().filter(staff_key__in=known).order_by("pk"))
    held = Held(people, day)
    found = set()
    for user in people:
        person = known[user.staff_key].facts.get("person", {})
        if (
            not held.within(user, reach)
            or (person and not held.whole_within(user, reach))
            or ("email" in person and held.holds_more(user, reach))
        ):
            found.add(user.staff_key)
    return found


class Planner:
    """Goes through the rows in order, `BATCH` at a time; `problems` and `report` grow as it goes."""

    def __init__(self, rows: list[Row], headings: dict[str, str], reach: Reach, day: datetime.date) -> None:
        self.rows = rows
        self.headings = headings
        self.reach = reach
        self.day = day
        self.report = Report(people=len(rows))
        self.problems: list[RosterProblem] = []

    def batches(self) -> Iterator[list[Change]]:
        """The changes of each batch of rows, in order. After the last one `problems` is complete."""
        for start in range(0, len(self.rows), BATCH):
            yield self._batch(self.rows[start : start + BATCH])
        self._find_clashes()

    def _batch(self, rows: list[Row]) -> list[Change]:
        people = {user.staff_key: user for user in User.objects.filter(staff_key__in=[row.key for row in rows])}
        held = Held(people.values(), self.day)
        links = carry.goes_on(people.values())
        padded = self._without_their_zeros([row.key for row in rows if row.key not in people])
        changes = []
        for row in rows:
            user = people.get(row.key)
            if not self._within(row):
                continue
            if user is None and row.key in padded:
                say = _("A spreadsheet may have dropped zeros: %(code)s is known. Expected: the code with its zeros.")
                self.fault(row, "staff_code", say % {"code": padded[row.key]})
                continue
            if user is None:
                change = self._newcomer(row)
            elif not user.is_active and self.reach.paths is None:
                self.report.closed.append(user.staff_code)
                continue
            else:
                change = _Known(self, row, user, held, links).change()
            if change:
                changes.append(change)
        return changes

    def _without_their_zeros(self, keys: list[str]) -> dict[str, str]:
        """Numbers that nobody has, while somebody within reach has the same with zeros before it → that code."""
        longer = {key.zfill(n): key for key in keys if key.isdigit() for n in range(len(key) + 1, 13)}
        if not longer:
            return {}
        known = User.objects.filter(staff_key__in=longer)
        if self.reach.paths is not None:
            inside = Q(pk__in=[])
            for path in self.reach.paths:
                inside |= Q(memberships__unit__path__startswith=path)
            known = known.filter(inside)
        return {longer[key]: code for key, code in known.values_list("staff_key", "staff_code")}

    def fault(self, row: Row, column: str, say: str) -> None:
        self.problems.append(RosterProblem(row.line, self.headings[column] if column else "", say))

    def _within(self, row: Row) -> bool:
        if self.reach.covers(row.unit):
            return True
        say = _("%(unit)s is outside the units that you look after. Expected: a unit of yours.")
        self.fault(row, "unit", say % {"unit": row.unit})
        return False

    def _newcomer(self, row: Row) -> Change | None:
        if row.until:
            self.fault(row, "until", _("Nobody with this code works here, so nobody leaves. Expected: nothing here."))
            return None
        if row.role and self.reach.paths is not None:
            self.fault(row, "role", _no_roles())
            return None
        self.report.new += 1
        self.report.without_email += not row.email
        facts: dict[str, Any] = {
            "person": {"full_name": [None, row.full_name], "email": [None, row.email]},
            "open": [row.unit.pk, row.position, row.is_manager, str(row.since or self.day)],
        }
        if row.role and row.scope:
            facts["grant"] = [row.role.value, row.scope.pk]
            self.report.granted += 1
        return Change(row.line, Kind.NEW, row.staff_code, row.full_name, facts)

    def _find_clashes(self) -> None:
        """Addresses that belong to somebody who keeps them."""
        wanted: dict[str, Row] = {row.email: row for row in self.rows if row.email}
        new_address = {row.key: row.email for row in self.rows if row.email}
        say = _("The address of somebody else in the product. Expected: an address of one's own, or nothing.")
        for emails in _some(list(wanted)):
            for owner in User.objects.filter(email__in=emails).only("email", "staff_key", "is_active"):
                row = wanted[owner.email or ""]
                gives_up = owner.is_active and new_address.get(owner.staff_key, owner.email) != owner.email
                if owner.staff_key != row.key and not gives_up:
                    self.fault(row, "email", say)


class _Known:
    """One row about somebody who is there already."""

    def __init__(self, plan: Planner, row: Row, user: User, held: Held, links: dict[int, int]) -> None:
        self.plan, self.row, self.user, self.held, self.links = plan, row, user, held, links
        self.grants = held.grants.get(user.pk, [])
        self.all_posts = held.posts.get(user.pk, [])
        self.current = held.current(user)
        self.facts: dict[str, Any] = {}

    def change(self) -> Change | None:
        """What the row changes, or None: nothing, or a fault."""
        before = len(self.plan.problems)
        report, row = self.plan.report, self.row
        if not self._ours():
            return None
        if not self.user.is_active:
            report.closed.append(self.user.staff_code)
            return None
        self._person()
        kind = self._leave(row.until) if row.until else self._post()
        self._role()
        if len(self.plan.problems) > before:
            return None
        report.renamed += "person" in self.facts
        report.granted += "grant" in self.facts
        report.moved += "fix" in self.facts or "open" in self.facts
        report.left += kind == Kind.LEAVER
        report.without_email += not (row.email or self.user.email)
        if not self.facts:
            report.unchanged += 1
            return None
        return Change(row.line, kind, self.user.staff_code, row.full_name, self.facts)

    def _ours(self) -> bool:
        if self.held.within(self.user, self.plan.reach):
            return True
        say = _(
            "This code belongs to somebody outside your units. Expected: your own people; the province transfers."
        )
        self.plan.fault(self.row, "staff_code", say)
        return False

    def _person(self) -> None:
        row, user = self.row, self.user
        changed: dict[str, list[str | None]] = {}
        if row.full_name != user.full_name:
            changed["full_name"] = [user.full_name, row.full_name]
        if row.email and row.email != user.email:
            changed["email"] = [user.email, row.email]
        if not changed:
            return
        if not self.held.whole_within(user, self.plan.reach):
            column = next(iter(changed))
            self.plan.fault(
                self.row, column, _("This person works outside your units too. Leave name and e-mail as they are.")
            )
        elif "email" in changed and self.held.holds_more(user, self.plan.reach):
            say = _("This person holds a role beyond your units; the administrator changes the address.")
            self.plan.fault(self.row, "email", say)
        else:
            self.facts["person"] = changed

    def _leave(self, day: datetime.date) -> str:
        ending = [
            post for post in self.all_posts if post.valid_to is None or post.valid_to > max(day, post.valid_from)
        ]
        ending = [post for post in ending if self.plan.reach.covers(post.unit)]
        if ending:
            self.facts["close"] = [_closing(post, max(day, post.valid_from)) for post in ending]
        staying = [post for post in self.current if post not in ending and (post.valid_to or day) > day]
        revoked = [grant.pk for grant in self.grants if self._may_end(grant, day)]
        if ending and not staying and revoked:
            self.facts["revoke"] = revoked
            self.facts["until"] = str(day)
        return Kind.LEAVER if ending else Kind.CHANGED

    def _may_end(self, grant: RoleGrant, day: datetime.date) -> bool:
        """Roles that reach further than whoever imports are for the administrator to end."""
        reach = self.plan.reach
        ours = reach.whole or (grant.role == Role.HR and reach.covers(grant.scope))
        return ours and (grant.valid_to is None or grant.valid_to > day)

    def _post(self) -> str:
        """Put the person in the post of the row, unless they hold it."""
        row, today = self.row, self.plan.day
        since = row.since or today
        held = [
            post for post in self.all_posts if post.valid_to is None or post.valid_to > max(since, post.valid_from)
        ]
        here = [post for post in held if post.unit_id == row.unit.pk]
        wanted = (row.position, row.is_manager)
        if any((post.position, post.is_manager) == wanted for post in here if post.valid_from <= max(since, today)):
            return Kind.CHANGED
        if any(post.valid_from == row.since for post in here) and since < today:
            since = today  # the day is the one that an export wrote there: it says nothing about this change
        here = [post for post in here if post.valid_from <= since]
        leaving = here or [post for post in held if post.valid_from <= since and self.plan.reach.covers(post.unit)]
        carried = {pk for post in leaving for pk in carry.chain(post.pk, self.links)}
        leaving += [post for post in held if post.pk in carried and post not in leaving]
        later = [post for post in held if post not in leaving and post.valid_from > since]
        one = leaving[0] if len(leaving) == 1 and leaving[0].valid_from == since >= today else None
        twice = any((p.unit_id, p.valid_from) == (row.unit.pk, since) for p in self.all_posts if p != one)
        if twice or any(post.unit_id == row.unit.pk for post in later):
            say = _("%(person)s already works in %(unit)s in that period. End that post first.")
            self.plan.fault(row, "", say % {"person": self.user, "unit": row.unit})
        elif row.since and row.since < today and later and not leaving:
            say = _("The post that is left began on %(day)s. Expected: a later day, or nothing.")
            self.plan.fault(row, "since", say % {"day": f"{later[0].valid_from:%d/%m/%Y}"})
        elif one:
            self.facts["fix"] = [
                one.pk,
                [one.unit_id, one.position, one.is_manager],
                [row.unit.pk, row.position, row.is_manager],
            ]
        else:
            self.facts["open"] = [row.unit.pk, row.position, row.is_manager, str(since)]
            if leaving:
                self.facts["close"] = [_closing(post, since) for post in leaving]
        return Kind.CHANGED if here else Kind.TRANSFER

    def _role(self) -> None:
        row = self.row
        if row.role is None or row.scope is None:
            return
        if any(
            (grant.role, grant.scope_id, grant.valid_to) == (row.role, row.scope.pk, None) for grant in self.grants
        ):
            return
        if self.plan.reach.paths is not None:
            self.plan.fault(row, "role", _no_roles())
        else:
            self.facts["grant"] = [row.role.value, row.scope.pk]


def _no_roles() -> str:
    return _("Roles are given by the administrator. Expected: a role that the person holds already, or nothing.")


def _closing(post: Membership, day: datetime.date) -> list[Any]:
    return [post.pk, str(post.valid_to) if post.valid_to else None, str(day)]


def _some(values: list[Any]) -> Iterable[list[Any]]:
    return (values[start : start + BATCH] for start in range(0, len(values), BATCH))
