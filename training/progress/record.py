"""Reads for the pages of one's own record: the history, what counts, and everything that is kept.

All of it is for the person themselves. What practice, feedback, recognition and assignments keep about somebody is
reached through the relations of `User` and of the unit: those packages stand above this one and are not imported.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from lessons.models import Task
from sandbox.models import Event
from training.people.models import Membership, OrgUnit, User
from training.people.selectors import addressed_to
from training.progress import standing
from training.progress.active import active_minutes
from training.progress.models import (
    ActiveTime,
    Completion,
    Guidance,
    Mastery,
    Override,
    Presence,
    StepResult,
    WrongState,
)
from training.progress.selectors import overrides_of

if TYPE_CHECKING:
    from training.practice.models import Attempt

__all__ = [
    "Confirmation",
    "HistoryLine",
    "Kept",
    "assignments_of",
    "attempts_of",
    "confirmations_of",
    "events_of",
    "exemptions_of",
    "extensions_of",
    "guidance_of",
    "halls_of",
    "history_of",
    "kept_of",
    "looks_of",
    "mails_of",
    "pairs_of",
    "resets_of",
    "taught_by",
    "titles_of",
]

NEWEST = 5  # entries of each kind that the page shows; the export has them all


# --- history -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HistoryLine:
    title: str
    attempt: Attempt
    steps_done: int
    steps: int
    helped: int  # steps on which a rung of the ladder was taken
    minutes: int  # of work; an idle tab adds none


def attempts_of(user: User) -> QuerySet[Attempt]:
    """The person's attempts, the newest first, with what a line of history needs."""
    return user.attempts.select_related("standing", "active_time", "completion").defer("completion__evidence")


def history_of(attempts: Iterable[Attempt], language: str) -> list[HistoryLine]:
    """The attempts as lines. One query for the titles that their tasks had."""
    attempts = list(attempts)
    titles = titles_of((one.task_id for one in attempts), language)
    return [_line(one, titles[one.task_id]) for one in attempts]


def _line(attempt: Attempt, title: str) -> HistoryLine:
    kept = getattr(attempt, "standing", None)
    steps = standing.read(kept.steps) if kept else []
    time = getattr(attempt, "active_time", None)
    return HistoryLine(
        title=title,
        attempt=attempt,
        steps_done=sum(step.ok for step in steps),
        steps=len(steps),
        helped=len(attempt.hints),
        minutes=time.minutes if time else 0,
    )


def titles_of(tasks: Iterable[int], language: str) -> dict[int, str]:
    """The titles as the frozen tasks have them; their long specs stay where they are. One query."""
    key = "en" if language.startswith("en") else "vi"
    rows = Task.objects.filter(pk__in=set(tasks)).values_list("pk", "spec__title", "code")
    return {pk: (title or {}).get(key) or code for pk, title, code in rows}


# --- confirmations -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Confirmation:
    """A completion that counts: what a paper about it says."""

    title: str
    completion: Completion
    minutes: int

    @property
    def code(self) -> str:
        """The beginning of the hash, as whoever verifies the receipt gets to see it."""
        return self.completion.hash[:16]


def counting(user: User) -> QuerySet[Completion]:
    """The person's completions but those that somebody in charge has declared void."""
    voided = Override.objects.filter(completion=OuterRef("pk"), kind=Override.Kind.VOID, undone_by__isnull=True)
    return Completion.objects.filter(~Exists(voided), user=user)


def confirmations_of(user: User, language: str) -> list[Confirmation]:
    """Every completion that counts, the newest first. Two queries."""
    found = (
        counting(user)
        .select_related("attempt__active_time")
        .defer("evidence", "attempt__hints", "attempt__stumble")
        .order_by("-number")
    )
    completions = list(found)
    titles = titles_of((one.attempt.task_id for one in completions), language)
    return [
        Confirmation(
            titles[one.attempt.task_id],
            one,
            time.minutes if (time := getattr(one.attempt, "active_time", None)) else 0,
        )
        for one in completions
    ]


def minutes_of_work(user: User, attempts: Iterable[int] | None = None, *, removed: int | None = None) -> int:
    """Minutes of work in any attempt (or in these); what was open in two tabs at once counts once. Two queries, or
    one for who knows how many were `removed`: where retention removed minutes, their sum in each attempt counts.
    """
    marks, sums = Presence.objects.filter(attempt__user=user), _removed_minutes(user)
    if attempts is not None:
        chosen = list(attempts)
        marks, sums = marks.filter(attempt__in=chosen), sums.filter(attempt__in=chosen)
    if removed is None:
        removed = sums.aggregate(all=Coalesce(Sum("minutes"), 0))["all"]
    return removed + active_minutes(marks.order_by("minute").values_list("minute", flat=True).distinct())


def _removed_minutes(user: User) -> QuerySet[ActiveTime]:
    return ActiveTime.objects.filter(attempt__user=user, attempt__removal__minutes_at__isnull=False)


# --- everything that is kept -------------------------------------------------------------------------------


def events_of(user: User) -> QuerySet[Event]:
    """Every event of the person's attempts: refused ones, undone ones and colleagues' answers included."""
    return Event.objects.filter(workspace__in=user.attempts.values("workspace")).order_by("workspace", "seq")


def guidance_of(user: User) -> QuerySet[Guidance]:
    """Whom the person named as teacher, and who named them."""
    return Guidance.objects.filter(Q(learner=user) | Q(guide=user)).select_related("learner", "guide").order_by("-at")


def assignments_of(user: User, on: date) -> QuerySet[OrgUnit, dict[str, Any]]:
    """What was asked of the units in which the person works on that day, or of units above them. One query more."""
    return asked_of(Membership.objects.filter(user=user).on(on).values_list("unit__path", flat=True))


def asked_of(held: Iterable[str]) -> QuerySet[OrgUnit, dict[str, Any]]:
    """The same for units by their tree paths."""
    above = {path[:end] for path in held for end in range(OrgUnit.steplen, len(path) + 1, OrgUnit.steplen)}
    return (
        OrgUnit.objects.filter(addressed_to(above, ""), assignments__isnull=False)
        .order_by("assignments__due", "assignments__pk")
        .values(
            unit=F("name"),
            asked=F("assignments__code"),
            due=F("assignments__due"),
            within_days=F("assignments__within_days"),
            note=F("assignments__note"),
            given_by=F("assignments__given_by__full_name"),
            given_at=F("assignments__given_at"),
            withdrawn_at=F("assignments__withdrawn_at"),
        )
    )


def exemptions_of(user: User) -> QuerySet[User, Any]:
    """Assignments that the person was exempted from: by whom, why, until when. One query."""
    return (
        User.objects.filter(pk=user.pk, exemptions__isnull=False)
        .order_by("exemptions__at", "exemptions__pk")
        .values(
            asked=F("exemptions__assignment__code"),
            why=F("exemptions__why"),
            by_name=F("exemptions__by__full_name"),
            at=F("exemptions__at"),
            ended_at=F("exemptions__ended_at"),
        )
    )


def extensions_of(user: User) -> QuerySet[User, Any]:
    """Days more that were given to the person alone: by whom, why. One query."""
    return (
        User.objects.filter(pk=user.pk, extensions__isnull=False)
        .order_by("extensions__at", "extensions__pk")
        .values(
            asked=F("extensions__assignment__code"),
            days=F("extensions__days"),
            why=F("extensions__why"),
            by_name=F("extensions__by__full_name"),
            at=F("extensions__at"),
        )
    )


def mails_of(user: User) -> QuerySet[User, Any]:
    """Letters to the person: when, to which address, what became of each. What they said is not kept. One query."""
    return (
        User.objects.filter(pk=user.pk, mails__isnull=False)
        .order_by("mails__pk")
        .values(
            day=F("mails__day"),
            address=F("mails__address"),
            state=F("mails__state"),
            planned_at=F("mails__planned_at"),
            ended_at=F("mails__ended_at"),
        )
    )


def taught_by(completion: Completion) -> Guidance | None:
    """Whom the learner named as teacher of that lesson. One query."""
    named = Guidance.objects.filter(learner=completion.user_id, lesson_code=completion.lesson_code)
    return named.select_related("guide").first()


@dataclass(frozen=True)
class Done:
    """One event, in a sentence."""

    at: datetime
    said: str


def _said(event: Event, language: str) -> str:
    refusal = event.note.get("refusal") or {}
    words = refusal.get("say") or event.note.get("say") or {}
    return words.get("en" if language.startswith("en") else "vi") or _kind_words()[event.kind]


def _kind_words() -> dict[str, str]:
    """What an event was, for the few that say nothing themselves."""
    return {
        Event.Kind.ACTION: _("An action"),
        Event.Kind.REFUSED: _("An action that was refused"),
        Event.Kind.COLLEAGUE: _("A simulated colleague answered"),
        Event.Kind.TIME: _("Time passed"),
        Event.Kind.SEAT: _("Changed seats"),
        Event.Kind.SEARCH: _("Searched"),
        Event.Kind.ANSWER: _("Answered a question of the lesson"),
        Event.Kind.REWIND: _("Went back"),
    }


@dataclass(frozen=True)
class Kept:
    """How many rows of each kind there are about somebody, and the newest of those that people wrote or decided."""

    counts: dict[str, int]
    events: Sequence[Done]
    overrides: Sequence[Override]
    guidance: Sequence[Guidance]
    stuck: Sequence[Any]  # feedback.Stuck
    needs: Sequence[Any]  # feedback.Need
    memberships: Sequence[Membership]
    roles: Sequence[Any]  # people.RoleGrant
    assignments: Sequence[dict[str, Any]]
    exemptions: Sequence[dict[str, Any]]
    extensions: Sequence[dict[str, Any]]
    exploring_since: datetime | None
    halls: Sequence[dict[str, Any]]  # hall.Seat, with how often somebody looked at the screen
    pairs: Sequence[dict[str, Any]]  # hall.Pair


def kept_of(user: User, on: date, language: str) -> Kept:
    """Everything that is recorded about the person, kind by kind. Nine queries however much there is, and two more
    for who was in a hall, and for whom something was decided alone."""
    counts = _counts(user)
    posts = list(user.memberships.select_related("unit"))
    held = [one.unit.path for one in posts if one.valid_from <= on and (one.valid_to is None or one.valid_to > on)]
    newest = events_of(user).order_by("-pk").only("kind", "note", "at")[:NEWEST]
    return Kept(
        counts=counts,
        events=[Done(one.at, _said(one, language)) for one in newest],
        overrides=list(overrides_of(user)),
        guidance=list(guidance_of(user)[:NEWEST]),
        stuck=list(user.stuck.all()[:NEWEST]),
        needs=list(user.needs.select_related("unit", "decided_by")[:NEWEST]),
        memberships=posts,
        roles=list(user.role_grants.select_related("scope", "granted_by")),
        assignments=list(asked_of(held)),
        exemptions=list(exemptions_of(user)) if counts["exemptions"] else [],
        extensions=list(extensions_of(user)) if counts["extensions"] else [],
        exploring_since=counts.pop("exploring_since"),
        halls=list(halls_of(user)[:NEWEST]) if counts["halls"] else [],
        pairs=list(pairs_of(user)[:NEWEST]) if counts["pairs"] else [],
    )


def halls_of(user: User) -> QuerySet[User, Any]:
    """Seats that the person took in a hall, the newest first, and what trainers did there. One query."""
    seats = User.objects.filter(pk=user.pk, hall_seats__isnull=False).order_by("-hall_seats__joined_at")
    return seats.values(
        hall_uuid=F("hall_seats__hall__uuid"),
        lesson_code=F("hall_seats__hall__lesson_code"),
        led_by=F("hall_seats__hall__opened_by__full_name"),
        number=F("hall_seats__number"),
        attempt_uuid=F("hall_seats__attempt__uuid"),
        show_name=F("hall_seats__show_name"),
        let_look=F("hall_seats__let_look"),
        wants_help_at=F("hall_seats__wants_help_at"),
        joined_at=F("hall_seats__joined_at"),
        left_at=F("hall_seats__left_at"),
        shared=Count("hall_seats__pair", distinct=True),
        looked_at=Count("hall_seats__looks", distinct=True),
        resets=Count("hall_seats__resets", distinct=True),
    )


def pairs_of(user: User) -> QuerySet[User, Any]:
    """Seats of others at which the person said to have taken part. One query."""
    pairs = User.objects.filter(pk=user.pk, hall_pairs__isnull=False).order_by("-hall_pairs__confirmed_at")
    return pairs.values(
        hall_uuid=F("hall_pairs__seat__hall__uuid"),
        lesson_code=F("hall_pairs__seat__hall__lesson_code"),
        number=F("hall_pairs__seat__number"),
        confirmed_at=F("hall_pairs__confirmed_at"),
    )


def looks_of(user: User) -> QuerySet[User, Any]:
    """When a trainer looked at the person's screen in a hall, and who. One query."""
    looks = User.objects.filter(pk=user.pk, hall_seats__looks__isnull=False).order_by("-hall_seats__looks__at")
    return looks.values(
        hall_uuid=F("hall_seats__hall__uuid"),
        looked_by=F("hall_seats__looks__by__full_name"),
        looked_at=F("hall_seats__looks__at"),
    )


def resets_of(user: User) -> QuerySet[User, Any]:
    """When a trainer began the person's attempt again in a hall: who, why. One query."""
    resets = User.objects.filter(pk=user.pk, hall_seats__resets__isnull=False).order_by("-hall_seats__resets__at")
    return resets.values(
        attempt_uuid=F("hall_seats__resets__attempt__uuid"),
        reset_by=F("hall_seats__resets__by__full_name"),
        why=F("hall_seats__resets__why"),
        reset_at=F("hall_seats__resets__at"),
    )


def _counts(user: User) -> dict[str, Any]:
    """Two queries: a number for each kind, the minutes of work, and since when there is a free exploration."""
    mine = {
        "attempts": user.attempts.order_by(),
        "events": Event.objects.filter(workspace__in=user.attempts.values("workspace")),
        "helps": user.attempts.filter(help_uses__isnull=False),
        "steps": StepResult.objects.filter(attempt__user=user),
        "completions": Completion.objects.filter(user=user),
        "presences": Presence.objects.filter(attempt__user=user),
        "mastery": Mastery.objects.filter(user=user),
        "overrides": Override.objects.filter(user=user),
        "guidance": Guidance.objects.filter(Q(learner=user) | Q(guide=user)),
        "stuck": user.stuck.all(),
        "needs": user.needs.all(),
        "papers": user.papers.order_by(),
        "wrong": WrongState.objects.filter(attempt__user=user),
        "halls": user.hall_seats.all(),
        "pairs": user.hall_pairs.all(),
        "mails": user.mails.all(),
        "exemptions": user.exemptions.all(),
        "extensions": user.extensions.all(),
    }
    numbers = {f"n_{name}": _number(rows) for name, rows in mine.items()}
    since = {"exploring_since": F("exploration__started_at"), "removed": _sum(_removed_minutes(user))}
    found = User.objects.filter(pk=user.pk).values(**numbers, **since).get()
    counted: dict[str, Any] = {name.removeprefix("n_"): number for name, number in found.items()}
    counted["minutes"] = minutes_of_work(user, removed=counted.pop("removed"))
    return counted


def _sum(times: QuerySet[ActiveTime]) -> Coalesce:
    """The minutes added up inside another query."""
    whole = times.order_by().annotate(all=F("pk") * 0).values("all").annotate(n=Sum("minutes")).values("n")
    return Coalesce(Subquery(whole[:1], output_field=IntegerField()), 0)


def _number(rows: QuerySet[Any, Any]) -> Coalesce:
    """The rows counted inside another query."""
    whole = rows.order_by().annotate(all=F("pk") * 0).values("all").annotate(n=Count("*")).values("n")
    return Coalesce(Subquery(whole[:1], output_field=IntegerField()), 0)
