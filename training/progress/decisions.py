"""What must hold before somebody's decision or word about a result is recorded. Reads; refuses in sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lessons.models import Task
from training.people.errors import NotYours
from training.people.models import Membership, OrgUnit, Role, User
from training.people.names import staff_key
from training.people.selectors import scope_units, today
from training.progress.errors import GuideRefused, OverrideRefused
from training.progress.models import Completion, Guidance, Mastery, Override

SHORTEST_REASON = 10  # characters

_DEPARTMENT = 2 * OrgUnit.steplen  # of a path: the commune, ward or department below the province


def may_decide(viewer: User, person: User) -> bool:
    """Whether the viewer may record decisions about that person's results. Two queries at most.

    HR officers may, about who works inside their scope today; nobody about themselves.
    """
    if viewer.pk == person.pk or not viewer.is_active:
        return False
    posts = Membership.objects.filter(user=person).on(today())
    return posts.filter(unit__in=scope_units(viewer, Role.HR)).exists()


def checked_override(fact: Override) -> None:
    """Raises `NotYours` or `OverrideRefused` unless the decision may be recorded."""
    if fact.by_id == fact.user_id:
        raise OverrideRefused(_("Nobody decides about their own result. Ask another officer."))
    if not may_decide(fact.by, fact.user):
        raise NotYours
    if len(fact.why) < SHORTEST_REASON:
        say = _("Say why in at least %(number)s characters: the person concerned will read it.")
        raise OverrideRefused(say % {"number": SHORTEST_REASON}, "why")
    match fact.kind:
        case Override.Kind.GRANT:
            _check_grant(fact)
        case Override.Kind.VOID:
            _check_void(fact)
        case Override.Kind.UNDO:
            _check_undo(fact)
        case _:
            raise OverrideRefused(_("Choose what is decided."), "what")


def _check_grant(fact: Override) -> None:
    if fact.status not in ("assisted", "unaided") or fact.completion or fact.undoes:
        raise OverrideRefused(_("Choose what is decided."), "what")
    if not Task.objects.filter(code=fact.lesson_code).exists():
        raise OverrideRefused(_("There is no such lesson."), "lesson")
    now = Mastery.objects.filter(user=fact.user, lesson_code=fact.lesson_code).first()
    if now and (fact.status == "assisted" or now.status != "assisted"):
        raise OverrideRefused(_("The result is already at least that."), "what")


def _check_void(fact: Override) -> None:
    done = fact.completion
    if fact.undoes or fact.status:
        raise OverrideRefused(_("Choose what is decided."), "what")
    if done is None or done.user_id != fact.user_id or done.lesson_code != fact.lesson_code:
        raise OverrideRefused(_("There is no finished attempt of this lesson that counts."), "lesson")
    if Override.objects.filter(completion=done, kind=Override.Kind.VOID, undone_by__isnull=True).exists():
        raise OverrideRefused(_("This attempt already does not count."), "what")


def _check_undo(fact: Override) -> None:
    back = fact.undoes
    if back is None or fact.completion or fact.status or back.kind == Override.Kind.UNDO:
        raise OverrideRefused(_("Choose the decision to take back."))
    if back.user_id != fact.user_id or back.lesson_code != fact.lesson_code:
        raise NotYours
    if Override.objects.filter(undoes=back).exists():
        raise OverrideRefused(_("This decision was taken back before."))


def newest_counting(user: User, lesson_code: str) -> Completion | None:
    """The newest completion of the lesson that was not declared void. One query."""
    void = Override.objects.filter(user=user, kind=Override.Kind.VOID, undone_by__isnull=True)
    counting = Completion.objects.filter(user=user, lesson_code=lesson_code).exclude(
        pk__in=void.values("completion_id")
    )
    return counting.defer("evidence").order_by("-number").first()


def checked_guide(learner: User, lesson_code: str, staff_code: str) -> User:
    """The colleague of that code who works with the learner. Raises `GuideRefused`."""
    if not Completion.objects.filter(user=learner, lesson_code=lesson_code).exists():
        raise GuideRefused(_("Finish the lesson first; then say who taught you."))
    if Guidance.objects.filter(learner=learner, lesson_code=lesson_code).exists():
        raise GuideRefused(_("You have already said who taught you this lesson."))
    key = staff_key(staff_code)
    if key == learner.staff_key:
        raise GuideRefused(_("This is your own code. Give the code of the colleague who taught you."), "staff_code")
    guide = User.objects.filter(staff_key=key, is_active=True).first() if key else None
    if guide is None or not departments_of(guide) & departments_of(learner):
        say = _("No colleague with this code works in your unit today. Check the code with them.")
        raise GuideRefused(say, "staff_code")
    return guide


def departments_of(user: User) -> set[str]:
    """Tree paths of the communes and departments in which the person works today. One query."""
    posts = Membership.objects.filter(user=user).on(today())
    return {path[:_DEPARTMENT] for path in posts.values_list("unit__path", flat=True)}
