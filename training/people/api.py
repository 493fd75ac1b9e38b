"""Changes to people and the organisation. Keyword-only, one transaction each, with the person who acts.

`acting_user` is who decided it, or None for the set-up commands. Views authorise; the rules that must hold
whoever asks (no overlapping posts, no role over a unit out of reach of an HR officer…) stand here.
"""

import datetime
from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lessons.api import allow_trainers, can_be_reviewed
from training.people.changes import carry
from training.people.errors import PeopleRefused
from training.people.models import GRANTABLE, Language, Membership, OrgUnit, Role, RoleGrant, Succession, Theme, User
from training.people.selectors import memberships_of, today

__all__ = [
    "correct_post",
    "create_user",
    "deactivate",
    "end_grants",
    "end_membership",
    "grant_role",
    "move",
    "place",
    "restore_grants",
    "revoke_role",
    "set_job",
    "set_language",
    "set_theme",
    "sync_groups",
    "sync_trainers",
    "trainers_group",
]

TRAINERS = "Trainers"
WRITES_LESSONS = (Role.TRAINER, Role.ADMINISTRATOR)


def trainers_group() -> Group:
    """The group of those who write lessons; it may enter the studio and edit lessons there."""
    group, created = Group.objects.get_or_create(name=TRAINERS)
    if created:
        group.permissions.add(Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin"))
    if created or not can_be_reviewed():
        allow_trainers(group)
    return group


@transaction.atomic
def create_user(
    *,
    acting_user: User | None,
    staff_code: str,
    full_name: str,
    email: str | None = None,
    password: str | None = None,
    language: str = Language.VIETNAMESE,
) -> User:
    """A new person who may sign in. Without a password they set one through the reset mail.

    Raises `ValidationError` if a field is missing, malformed or taken.
    """
    user = User(staff_code=staff_code, full_name=full_name, email=email, language=language)
    user.set_password(password)
    user.full_clean()
    user.save()
    return user


@transaction.atomic
def deactivate(*, acting_user: User | None, user: User) -> None:
    """The person can no longer sign in; everything recorded stays."""
    user.is_active = False
    user.save(update_fields=["is_active"])


@transaction.atomic
def set_language(*, acting_user: User, language: str) -> None:
    """The language in which this person reads the screens and gets mail."""
    if language not in Language.values:
        raise PeopleRefused(_("Choose one of the languages offered."))
    acting_user.language = language
    acting_user.save(update_fields=["language"])


@transaction.atomic
def set_theme(*, acting_user: User, theme: str) -> None:
    """The colours in which this person reads the screens; "": as the computer is set. Raises `PeopleRefused`."""
    if theme not in Theme.values:
        raise PeopleRefused(_("Choose one of the colours offered."))
    acting_user.theme = theme
    acting_user.save(update_fields=["theme"])


@transaction.atomic
def set_job(*, acting_user: User, job: str) -> None:
    """The kind of work for which this person's path is ordered; "": as the roster's words about their post say."""
    acting_user.job = job[:20]
    acting_user.save(update_fields=["job"])


@transaction.atomic
def place(
    *,
    acting_user: User | None,
    user: User,
    unit: OrgUnit,
    position: str,
    is_manager: bool = False,
    valid_from: datetime.date | None = None,
    valid_to: datetime.date | None = None,
) -> Membership:
    """Put the person in a post from that day (default today), beside any other post they hold.

    Raises `PeopleRefused` if they already sit in that unit in that period, or the unit does not exist then.
    """
    User.objects.select_for_update().get(pk=user.pk)
    start = valid_from or today()
    _check_unit_exists(unit, start)
    membership = Membership(
        user=user, unit=unit, position=position, is_manager=is_manager, valid_from=start, valid_to=valid_to
    )
    _check_no_other_post(membership)
    membership.full_clean()
    membership.save()
    carry.follow([membership])
    return membership


def _check_unit_exists(unit: OrgUnit, day: datetime.date) -> None:
    """Nobody ends the unit meanwhile: changes of the organisation take the same lock."""
    unit.refresh_from_db(from_queryset=OrgUnit.objects.select_for_update(no_key=True))
    if day < unit.valid_from or (unit.valid_to and day >= unit.valid_to):
        raise PeopleRefused(_("%(unit)s does not exist on that day.") % {"unit": unit})


def _check_no_other_post(membership: Membership) -> None:
    """Not twice in the same unit in the same period."""
    user, unit, end = membership.user, membership.unit, membership.valid_to
    clash = Membership.objects.filter(user=user, unit=unit).exclude(pk=membership.pk)
    clash = clash.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=membership.valid_from))
    if end:
        clash = clash.filter(valid_from__lt=end)
    if clash.exists():
        raise PeopleRefused(
            _("%(person)s already works in %(unit)s in that period. End that post first.")
            % {"person": user, "unit": unit}
        )


@transaction.atomic
def correct_post(
    *, acting_user: User | None, membership: Membership, unit: OrgUnit, position: str, is_manager: bool
) -> None:
    """Put right a post that begins today or later: no day has passed in it, so it leaves no history."""
    if membership.valid_from < today():
        raise PeopleRefused(_("This post has already begun. Move the person instead."))
    _check_unit_exists(unit, membership.valid_from)
    for link in membership.carried_to.filter(made=True):
        carry.cut({membership.pk: membership.valid_from})
        membership.valid_to = link.until
    membership.carried_to.all().delete()
    membership.unit, membership.position, membership.is_manager = unit, position, is_manager
    _check_no_other_post(membership)
    membership.full_clean()
    membership.save()
    carry.follow([membership])


@transaction.atomic
def end_membership(*, acting_user: User | None, membership: Membership, on: datetime.date | None = None) -> None:
    """The post ends: `on` (default today) is the first day it is no longer held, nor where it was to go on."""
    day = on or today()
    carry.cut({membership.pk: day})
    ends = max(day, membership.valid_from)
    carried = membership.valid_to is not None and membership.carried_to.exists()
    membership.valid_to = min(ends, membership.valid_to) if carried and membership.valid_to else ends
    membership.save(update_fields=["valid_to"])


@transaction.atomic
def move(
    *,
    acting_user: User | None,
    user: User,
    to: OrgUnit,
    position: str,
    is_manager: bool = False,
    on: datetime.date | None = None,
    leaving: Iterable[Membership] | None = None,
) -> Membership:
    """Transfer the person: end the posts they leave (default: all held on that day) and open the new one."""
    day = on or today()
    User.objects.select_for_update().get(pk=user.pk)
    for membership in list(memberships_of(user, on=day)) if leaving is None else leaving:
        end_membership(acting_user=acting_user, membership=membership, on=day)
    return place(
        acting_user=acting_user,
        user=user,
        unit=to,
        position=position,
        is_manager=is_manager,
        valid_from=day,
    )


@transaction.atomic
def grant_role(
    *,
    acting_user: User | None,
    user: User,
    role: Role,
    scope: OrgUnit,
    valid_from: datetime.date | None = None,
) -> RoleGrant:
    """Give the person a role over a unit and all below it. Giving it twice is harmless."""
    if role not in GRANTABLE:
        raise PeopleRefused(_("This role follows from the post; it cannot be granted."))
    start = valid_from or today()
    _check_unit_exists(scope, max(start, scope.valid_from))
    held = RoleGrant.objects.filter(user=user, role=role, scope=scope)
    grant: RoleGrant | None = held.filter(valid_to=scope.valid_to).first()
    if grant is None:
        grant = RoleGrant.objects.create(
            user=user, role=role, scope=scope, valid_to=scope.valid_to, granted_by=acting_user, valid_from=start
        )
        _grant_on(grant, acting_user)
    sync_groups(user)
    return grant


def _grant_on(grant: RoleGrant, acting_user: User | None) -> None:
    """Over a unit whose end is known, the role goes on over the one that follows."""
    found = Succession.objects.filter(predecessor=grant.scope_id, main=True).select_related("successor", "change")
    heir = found.first()
    if not grant.valid_to or heir is None:
        return
    known = set(RoleGrant.objects.filter(user=grant.user, role=grant.role).values_list("pk", flat=True))
    new = grant_role(
        acting_user=acting_user,
        user=grant.user,
        role=Role(grant.role),
        scope=heir.successor,
        valid_from=grant.valid_to,
    )
    heir.change.facts["grants"].append([grant.pk, None, [new.pk] if new.pk not in known else []])
    heir.change.save(update_fields=["facts"])


@transaction.atomic
def revoke_role(*, acting_user: User | None, user: User, role: Role, scope: OrgUnit | None = None) -> int:
    """Withdraw the role today, over one scope or (default) over all, and what was to carry it on over a unit that
    follows. Returns how many grants ended."""
    grants = RoleGrant.objects.filter(carry.beyond(today()), user=user, role=role)
    if scope is not None:
        grants = grants.filter(scope__in=carry.line_of(scope))
    ended = 0
    for grant in grants:
        grant.valid_to, grant.revoked_by = max(today(), grant.valid_from), acting_user
        grant.save(update_fields=["valid_to", "revoked_by"])
        ended += 1
    sync_groups(user)
    return ended


@transaction.atomic
def end_grants(*, acting_user: User | None, user: User, grants: Iterable[RoleGrant], on: datetime.date) -> None:
    """These roles of the person end: `on` is the first day they are no longer held."""
    for grant in grants:
        grant.valid_to, grant.revoked_by = max(on, grant.valid_from), acting_user
        grant.save(update_fields=["valid_to", "revoked_by"])
    sync_groups(user)


@transaction.atomic
def restore_grants(*, user: User, grants: Iterable[RoleGrant]) -> None:
    """Roles that were ended by mistake are held on: until their unit ends, if it does. Over the next one they are
    held by a grant of its own."""
    for grant in grants:
        grant.valid_to, grant.revoked_by = grant.scope.valid_to, None
        grant.save(update_fields=["valid_to", "revoked_by"])
    sync_groups(user)


@transaction.atomic
def sync_trainers() -> int:
    """Whose role of writing lessons ended on a day that has come leaves the studio's group. Returns how many."""
    holding = RoleGrant.objects.filter(role__in=WRITES_LESSONS).on(today()).values("user")
    over = list(trainers_group().user_set.exclude(pk__in=holding))
    for user in over:
        user.groups.remove(trainers_group())
    return len(over)


def sync_groups(user: User) -> None:
    """Whoever may write lessons is in the studio's group, nobody else."""
    group = trainers_group()
    if RoleGrant.objects.filter(user=user, role__in=WRITES_LESSONS).on(today()).exists():
        user.groups.add(group)
    else:
        user.groups.remove(group)
