"""Everything that is kept about one person, as one JSON file that is written while it is read.

Each part is a queryset that is walked row by row, so the file costs the same memory however long somebody has been
practising, and one query a part. Rows are as they are stored; passwords and sessions are not among them, and what is
typed into a secret field while practising was never stored (invariant 7). Of other people there are only names: of
those who decided something about the person, whom the person named as teacher, or who named the person.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import yaml
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q, QuerySet, Value

from sandbox.models import Event, OverlayRow
from training.audit.selectors import looked_rows, seen_rows
from training.people.models import RosterChange, User
from training.progress.models import (
    ActiveTime,
    Completion,
    Guidance,
    Mastery,
    Override,
    Presence,
    Standing,
    StepResult,
    WrongState,
)
from training.progress.record import (
    assignments_of,
    events_of,
    exemptions_of,
    extensions_of,
    halls_of,
    looks_of,
    mails_of,
    pairs_of,
    resets_of,
)

__all__ = ["PARTS", "export_of"]

README = Path(__file__).parent / "data" / "export.yaml"

CHUNK = 200

Rows = QuerySet[Any, Any]  # of dicts, each query with keys of its own


def export_of(user: User, on: date) -> Iterator[str]:
    """The file in pieces. `on` is the day whose assignments concern the person."""
    yield "{\n"
    yield f'"readme": {_json(_readme())}'
    for key, rows in PARTS.items():
        yield f',\n"{key}": ['
        for number, row in enumerate(rows(user, on).iterator(chunk_size=CHUNK)):
            yield f"{',' if number else ''}\n{_json(row)}"
        yield "]"
    yield "\n}\n"


@lru_cache(maxsize=1)
def _readme() -> dict[str, Any]:
    return cast(dict[str, Any], yaml.safe_load(README.read_text(encoding="utf-8")))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)


def _columns(rows: QuerySet[Any, Any], leave: Iterable[str] = (), **more: Any) -> Rows:
    """All columns of the rows themselves, so that none is forgotten when one is added, but those left out."""
    names = [field.attname for field in rows.model._meta.concrete_fields if field.attname not in {*leave}]
    return rows.values(*names, **more)


def _attempt(rows: QuerySet[Any, Any], leave: Iterable[str] = (), **more: Any) -> Rows:
    """The same for rows of an attempt, which is called by its public name."""
    return _columns(rows, {"id", "attempt_id", *leave}, attempt_uuid=F("attempt__uuid"), **more)


def _person(user: User, on: date) -> Rows:
    return _columns(User.objects.filter(pk=user.pk), {"password"})


def _memberships(user: User, on: date) -> Rows:
    return _columns(user.memberships.order_by("pk"), {"id", "user_id", "unit_id"}, unit_name=F("unit__name"))


def _roles(user: User, on: date) -> Rows:
    people = {"granted_by_id", "revoked_by_id"}
    return _columns(
        user.role_grants.order_by("pk"),
        {"id", "user_id", "scope_id", *people},
        scope_name=F("scope__name"),
        granted_by_name=F("granted_by__full_name"),
        revoked_by_name=F("revoked_by__full_name"),
    )


def _attempts(user: User, on: date) -> Rows:
    return _columns(user.attempts.order_by("pk"), {"user_id", "task_id"}, task_hash=F("task__hash"))


def _workspaces(user: User, on: date) -> Rows:
    return user.attempts.order_by("pk").values(
        attempt_uuid=F("uuid"),
        practice_copy=F("workspace_id"),
        seed=F("workspace__seed"),
        seat=F("workspace__person"),
        clock=F("workspace__clock"),
        scenario=F("workspace__scenario"),
        facts=F("workspace__facts"),
        undone=F("workspace__undone"),
    )


def _records(user: User, on: date) -> Rows:
    rows = OverlayRow.objects.filter(workspace__in=user.attempts.values("workspace")).order_by("workspace", "rid")
    return rows.values("workspace_id", "rid", "ref", "record_type", "state", "data", "deleted", "version")


def _events(user: User, on: date) -> Rows:
    return _columns(events_of(user), {"id"})


def _helps(user: User, on: date) -> Rows:
    return (
        user.attempts.filter(help_uses__isnull=False)
        .order_by("help_uses__pk")
        .values(
            attempt_uuid=F("uuid"), step=F("help_uses__step"), rung=F("help_uses__rung"), taken_at=F("help_uses__at")
        )
    )


def _standings(user: User, on: date) -> Rows:
    return _attempt(Standing.objects.filter(attempt__user=user).order_by("pk"))


def _steps(user: User, on: date) -> Rows:
    return _attempt(StepResult.objects.filter(attempt__user=user).order_by("pk"))


def _wrong(user: User, on: date) -> Rows:
    return _attempt(WrongState.objects.filter(attempt__user=user).order_by("pk"))


def _replies_read(user: User, on: date) -> Rows:
    rows = User.objects.filter(pk=user.pk, replies_read__isnull=False).order_by("replies_read__at")
    return rows.values(reply_vi=F("replies_read__reply__text_vi"), read_at=F("replies_read__at"))


def _halls(user: User, on: date) -> Rows:
    return halls_of(user)


def _pairs(user: User, on: date) -> Rows:
    return pairs_of(user)


def _looks(user: User, on: date) -> Rows:
    return looks_of(user)


def _resets(user: User, on: date) -> Rows:
    return resets_of(user)


def _completions(user: User, on: date) -> Rows:
    return _attempt(Completion.objects.filter(user=user).order_by("number"), {"user_id"})


def _presences(user: User, on: date) -> Rows:
    return _attempt(Presence.objects.filter(attempt__user=user).order_by("pk"))


def _active(user: User, on: date) -> Rows:
    return _attempt(ActiveTime.objects.filter(attempt__user=user).order_by("pk"))


def _mastery(user: User, on: date) -> Rows:
    return _columns(Mastery.objects.filter(user=user).order_by("lesson_code"), {"id", "user_id"})


def _overrides(user: User, on: date) -> Rows:
    return _columns(
        Override.objects.filter(user=user).order_by("pk"),
        {"user_id", "by_id", "completion_id"},
        by_name=F("by__full_name"),
        completion_number=F("completion__number"),
    )


def _guidance(user: User, on: date) -> Rows:
    rows = Guidance.objects.filter(Q(learner=user) | Q(guide=user)).order_by("pk")
    return _columns(
        rows, {"id", "learner_id", "guide_id"}, learner_name=F("learner__full_name"), guide_name=F("guide__full_name")
    )


def _stuck(user: User, on: date) -> Rows:
    return _attempt(
        user.stuck.order_by("pk"), {"user_id", "answered_by_id", "reply_id"}, reply_vi=F("reply__text_vi")
    )


def _needs(user: User, on: date) -> Rows:
    return _columns(
        user.needs.order_by("pk"),
        {"id", "user_id", "unit_id", "decided_by_id"},
        unit_name=F("unit__name"),
        decided_by_name=F("decided_by__full_name"),
    )


def _needs_too(user: User, on: date) -> Rows:
    rows = User.objects.filter(pk=user.pk, needs_too__isnull=False).order_by("needs_too__at")
    return rows.values(work=F("needs_too__need__work"), said_at=F("needs_too__at"))


def _papers(user: User, on: date) -> Rows:
    rows = user.papers.order_by("pk")
    return _columns(rows, {"id", "user_id", "revoked_by_id"}, revoked_by_name=F("revoked_by__full_name"))


def _exploration(user: User, on: date) -> Rows:
    rows = User.objects.filter(pk=user.pk, exploration__isnull=False)
    return rows.values(
        exploration_uuid=F("exploration__uuid"),
        started_at=F("exploration__started_at"),
        last_seen=F("exploration__last_seen"),
        counts=Value(False),
    )


def _explored(user: User, on: date) -> Rows:
    rows = Event.objects.filter(workspace__in=User.objects.filter(pk=user.pk).values("exploration__workspace"))
    return _columns(rows.order_by("workspace", "seq"), {"id"})


def _seen_by(user: User, on: date) -> Rows:
    return seen_rows(user)


def _looked(user: User, on: date) -> Rows:
    return looked_rows(user)


def _addresses(user: User, on: date) -> Rows:
    rows = User.objects.filter(pk=user.pk, emailaddress__isnull=False).order_by("emailaddress__pk")
    return rows.values(address=F("emailaddress__email"), verified=F("emailaddress__verified"))


def _roster_changes(user: User, on: date) -> Rows:
    """What files of HR officers changed about the person; gone when they can no longer be undone."""
    rows = RosterChange.objects.filter(staff_code=user.staff_code).order_by("pk")
    return _columns(rows, {"id", "roster_id"}, handed_in_at=F("roster__asked_at"))


#: In the order of the file; what each is stands in `data/export.yaml`.
PARTS: dict[str, Callable[[User, date], Rows]] = {
    "person": _person,
    "memberships": _memberships,
    "roles": _roles,
    "attempts": _attempts,
    "practice_copies": _workspaces,
    "practice_records": _records,
    "events": _events,
    "help_uses": _helps,
    "standings": _standings,
    "step_results": _steps,
    "wrong_states": _wrong,
    "completions": _completions,
    "presences": _presences,
    "active_time": _active,
    "mastery": _mastery,
    "overrides": _overrides,
    "guidance": _guidance,
    "stuck": _stuck,
    "replies_read": _replies_read,
    "needs": _needs,
    "needs_too": _needs_too,
    "papers": _papers,
    "halls": _halls,
    "hall_pairs": _pairs,
    "hall_looks": _looks,
    "hall_resets": _resets,
    "assignments": assignments_of,
    "exemptions": lambda user, _on: exemptions_of(user),
    "extensions": lambda user, _on: extensions_of(user),
    "mails": lambda user, _on: mails_of(user),
    "exploration": _exploration,
    "exploration_events": _explored,
    "seen_by": _seen_by,
    "looked": _looked,
    "addresses": _addresses,
    "roster_changes": _roster_changes,
}
