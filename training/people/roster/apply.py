"""Bring the people in line with a roster: newcomers in bulk, changes through `api`, nothing deleted.

People are recognised by staff code, however it is written. Who is not in the file is left alone, and so are
passwords, other posts in other units, roles given before, and accounts that were closed.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from training.people import api
from training.people.errors import RosterProblem, RosterRefused
from training.people.models import Membership, RoleGrant, User
from training.people.roster.rows import Row, understand
from training.people.roster.sheet import read
from training.people.selectors import today

BATCH = 500


@dataclass
class Report:
    """How many people of the file are new, got a new name or address, changed post, got a role."""

    people: int = 0
    new: int = 0
    renamed: int = 0
    moved: int = 0
    granted: int = 0
    unchanged: int = 0
    without_email: int = 0
    closed: list[str] = field(default_factory=list)


def import_people(*, acting_user: User | None, content: bytes, dry_run: bool = False) -> Report:
    """Take the file in, all of it or (raising `RosterRefused`) nothing. A dry run does it and takes it back."""
    sheet = read(content)
    with transaction.atomic():
        day = today()
        rows, problems = understand(sheet, on=day)
        work = _Import(acting_user, day)
        problems += work.clashes(rows, sheet.headings)
        if not problems:
            problems = work.run(rows)
        if problems:
            raise RosterRefused(problems)
        if dry_run:
            transaction.set_rollback(True)
    return work.report


class _Import:
    """The people as they are, read once, and what is done about each row."""

    def __init__(self, acting_user: User | None, day: datetime.date) -> None:
        self.acting_user = acting_user
        self.day = day
        self.report = Report()
        self.known = {user.staff_key: user for user in User.objects.all()}
        self.posts: dict[int, list[Membership]] = {}
        for post in Membership.objects.on(day).select_related("unit").order_by("valid_from", "pk"):
            self.posts.setdefault(post.user_id, []).append(post)
        self.grants = set(RoleGrant.objects.filter(valid_to=None).values_list("user_id", "role", "scope_id"))

    def clashes(self, rows: list[Row], headings: dict[str, str]) -> list[RosterProblem]:
        """Addresses that belong to somebody who keeps them."""
        owners = {user.email: user for user in self.known.values() if user.email}
        given_up = {row.key for row in rows if row.email and row.key in self.known and self.known[row.key].is_active}
        say = _("The address of somebody else in the product. Expected: an address of one's own, or nothing.")
        return [
            RosterProblem(row.line, headings["email"], say)
            for row in rows
            if row.email
            and (owner := owners.get(row.email))
            and owner.staff_key != row.key
            and owner.staff_key not in given_up
        ]

    def run(self, rows: list[Row]) -> list[RosterProblem]:
        report = self.report
        report.people = len(rows)
        newcomers = [row for row in rows if row.key not in self.known]
        closed = [row for row in rows if row.key in self.known and not self.known[row.key].is_active]
        report.closed = [self.known[row.key].staff_code for row in closed]
        others = [row for row in rows if row.key in self.known and self.known[row.key].is_active]
        changed = self._correct_people(others)
        self._make(newcomers)
        problems = []
        for row in others:
            try:
                if self._post(row):
                    changed.add(row.key)
            except ValidationError as refusal:
                problems.append(RosterProblem(row.line, "", " ".join(refusal.messages)))
        if not problems:
            changed |= {row.key for row in [*newcomers, *others] if self._grant(row)}
        report.unchanged = len({row.key for row in others} - changed)
        report.without_email = sum(not self.known[row.key].email for row in [*newcomers, *others])
        return problems

    def _make(self, rows: list[Row]) -> None:
        """Newcomers, who set their password through the reset mail, each in their post."""
        users = []
        for row in rows:
            user = User(staff_code=row.staff_code, full_name=row.full_name, email=row.email)
            user.set_unusable_password()
            user.clean()
            users.append(user)
        for user in User.objects.bulk_create(users, batch_size=BATCH):
            self.known[user.staff_key] = user
        Membership.objects.bulk_create(
            [
                Membership(
                    user=self.known[row.key],
                    unit=row.unit,
                    position=row.position,
                    is_manager=row.is_manager,
                    valid_from=self.day,
                )
                for row in rows
            ],
            batch_size=BATCH,
        )
        self.report.new = len(rows)

    def _correct_people(self, rows: list[Row]) -> set[str]:
        """New names and addresses. Old addresses go first, so that two people may swap theirs."""
        renamed = []
        readdressed = []
        for row in rows:
            user = self.known[row.key]
            if row.email and row.email != user.email:
                user.email = row.email
                readdressed.append(user)
            elif row.full_name == user.full_name:
                continue
            user.full_name = row.full_name
            user.clean()
            renamed.append(user)
        for some in _batches(readdressed):
            User.objects.filter(pk__in=[user.pk for user in some]).update(email=None)
            EmailAddress.objects.filter(user__in=some).delete()  # or the old address still resets the password
        User.objects.bulk_update(renamed, ["full_name", "sort_name", "search_name", "email"], batch_size=BATCH)
        self.report.renamed = len(renamed)
        return {user.staff_key for user in renamed}

    def _post(self, row: Row) -> bool:
        """Put the person in the post of the row, unless they hold it. Returns whether anything changed."""
        user = self.known[row.key]
        posts = self.posts.get(user.pk, [])
        same_unit = [post for post in posts if post.unit_id == row.unit.pk]
        if any((post.position, post.is_manager) == (row.position, row.is_manager) for post in same_unit):
            return False
        leaving = same_unit or posts
        self.report.moved += 1
        if len(leaving) == 1 and leaving[0].valid_from == self.day:
            api.correct_post(
                acting_user=self.acting_user,
                membership=leaving[0],
                unit=row.unit,
                position=row.position,
                is_manager=row.is_manager,
            )
            return True
        api.move(
            acting_user=self.acting_user,
            user=user,
            to=row.unit,
            position=row.position,
            is_manager=row.is_manager,
            on=self.day,
            leaving=leaving,
        )
        return True

    def _grant(self, row: Row) -> bool:
        user = self.known[row.key]
        if row.role is None or row.scope is None or (user.pk, row.role.value, row.scope.pk) in self.grants:
            return False
        api.grant_role(acting_user=self.acting_user, user=user, role=row.role, scope=row.scope, valid_from=self.day)
        self.report.granted += 1
        return True


def _batches(users: list[User]) -> Iterable[list[User]]:
    return (users[start : start + BATCH] for start in range(0, len(users), BATCH))
