"""Taking a change back, inside the caller's transaction, as long as nothing else followed."""

from typing import Any

from django.db.models import ProtectedError, Q, RestrictedError
from django.utils import timezone
from django.utils.translation import gettext as _

from training.people import api as people
from training.people.changes import rules
from training.people.changes.carry import BATCH
from training.people.errors import PeopleRefused
from training.people.models import CarriedPost, Membership, OrgChange, OrgUnit, RoleGrant, UnitName, User
from training.people.selectors import today

__all__ = ["later_change", "undo"]

Kind = OrgChange.Kind


def later_change(change: OrgChange) -> OrgChange | None:
    """A change that builds on this one."""
    touched = set(change.touches.values_list("pk", flat=True))
    mine = _own(change, touched)
    later = OrgChange.objects.filter(pk__gt=change.pk, undone_at=None, touches__in=touched).distinct()
    for other in later.order_by("-pk"):
        theirs = set(other.touches.values_list("pk", flat=True))
        if theirs & mine or touched & _own(other, theirs):
            return other
    return None


def _own(change: OrgChange, touched: set[int]) -> set[int]:
    return touched if change.kind == Kind.RENAME else {*change.facts["made"], *change.facts["ended"]}


def undo(change: OrgChange, *, by: User | None) -> None:
    """All as if it had not been entered. Raises `PeopleRefused` if something followed."""
    list(OrgUnit.objects.select_for_update().filter(depth=1))
    list(OrgUnit.objects.select_for_update(no_key=True).filter(pk__in=change.touches.all()))
    _check(change)
    _names(change)
    _posts(change)
    _grants(change)
    OrgUnit.objects.filter(pk__in=change.facts["ended"]).update(valid_to=None)
    change.successions.all().delete()
    made = OrgUnit.objects.filter(pk__in=change.facts["made"])
    try:
        for unit in made.order_by("-depth"):
            OrgUnit.objects.get(pk=unit.pk).delete()
    except (ProtectedError, RestrictedError) as refused:
        objects: Any = getattr(refused, "protected_objects", None) or getattr(refused, "restricted_objects", ())
        kinds = {str(one._meta.verbose_name_plural) for one in objects}
        say = _("Something refers to the new unit already: %(what)s. Take that back first.")
        raise PeopleRefused(say % {"what": ", ".join(sorted(kinds))}) from refused
    change.undone_by, change.undone_at = by, timezone.now()
    change.save(update_fields=["undone_by", "undone_at"])


def _check(change: OrgChange) -> None:
    if change.undone_at:
        raise PeopleRefused(_("This change was undone already."))
    if change.day < today() - rules.BACK:
        raise PeopleRefused(_("It has been in force for more than a month. Enter a new change instead."))
    if (later := later_change(change)) is not None:
        say = _("A later change builds on it: %(kind)s, %(day)s. Undo that one first.")
        raise PeopleRefused(say % {"kind": later.get_kind_display(), "day": rules.shown(later.day)})
    made = change.facts["made"]
    strangers = Membership.objects.filter(unit__in=made).exclude(carried_from__change=change, carried_from__made=True)
    grants = RoleGrant.objects.filter(scope__in=made).exclude(pk__in=_granted(change))
    if strangers.exists() or grants.exists():
        raise PeopleRefused(_("Somebody was put into the new unit, or given a role over it, since. Undo that first."))
    several = _pieces(change)
    for link in change.carried.filter(made=True).select_related("opened"):
        post = link.opened
        if post and post.valid_to not in (link.until, post.valid_from) and link.closed_id not in several:
            raise PeopleRefused(_("Posts that were carried over have changed since. Enter a new change instead."))


def _granted(change: OrgChange) -> list[int]:
    return [pk for _ended, _was, made in change.facts["grants"] for pk in made]


def _pieces(change: OrgChange) -> set[int]:
    """Posts that go on in several pieces, around another one."""
    seen: set[int] = set()
    closed: list[int] = list(change.carried.values_list("closed", flat=True))
    return {pk for pk in closed if pk in seen or seen.add(pk)}  # type: ignore[func-returns-value]


def _posts(change: OrgChange) -> None:
    """Who was moved on meanwhile, before the day, stays moved: only what is as the change left it goes back."""
    restored, made = [], []
    for link in change.carried.select_related("closed", "opened"):
        if link.made and link.opened_id:
            made.append(link.opened_id)
        ended_elsewhere = link.made and link.opened and link.opened.valid_to == link.opened.valid_from
        if link.closed.valid_to == max(change.day, link.closed.valid_from) and not ended_elsewhere:
            link.closed.valid_to = link.until
            restored.append(link.closed)
    CarriedPost.objects.filter(change=change).delete()
    Membership.objects.filter(pk__in=made).delete()
    Membership.objects.bulk_update(restored, ["valid_to"], batch_size=BATCH)


def _grants(change: OrgChange) -> None:
    """A role that was withdrawn in its new place is not given back in the old one."""
    users = set()
    for pk, was, made in change.facts["grants"]:
        grant = RoleGrant.objects.filter(pk=pk).first()
        new = list(RoleGrant.objects.filter(pk__in=made))
        withdrawn = any(one.valid_to and one.valid_to <= max(today(), one.valid_from) for one in new)
        if grant and not withdrawn and grant.valid_to == max(change.day, grant.valid_from):
            grant.valid_to = rules.parsed(was)
            grant.save(update_fields=["valid_to"])
        users |= {one.user_id for one in new} | ({grant.user_id} if grant else set())
    RoleGrant.objects.filter(pk__in=_granted(change)).delete()
    for user in User.objects.filter(pk__in=users):
        people.sync_groups(user)


def _names(change: OrgChange) -> None:
    for named in UnitName.objects.filter(change=change).select_related("unit"):
        unit = named.unit
        named.delete()
        unit.names.filter(valid_to=change.day).update(valid_to=None)
        on_today = Q(valid_from__lte=today()) & (Q(valid_to=None) | Q(valid_to__gt=today()))
        current = unit.names.filter(on_today).first()
        if current:
            unit.name, unit.short_name = current.name, current.short_name
            unit.save(update_fields=["name", "short_name", "search_name"])
        if unit.names.count() == 1:  # never renamed: its row says it all
            unit.names.all().delete()
