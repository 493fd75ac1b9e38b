"""The two doors of the screens: `show` (GET) and `submit` (POST)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import override

from sandbox import api
from sandbox.api import Outcome
from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Text
from sandbox.errors import NotHere
from sandbox.models import Workspace
from sandbox.screens import paths
from sandbox.screens.controls import read_post
from sandbox.screens.desk import desk_screen
from sandbox.screens.forms import CONFIRM, Subject, Tried, form_screen, subject_of
from sandbox.screens.lists import list_screen
from sandbox.screens.overview import LONGEST_SEARCH, notices_screen, search_screen, searched
from sandbox.screens.records import find_record, record_screen
from sandbox.screens.sight import Links, Screen, Sight
from sandbox.spec import Until


class _Nowhere:
    """`Links` for who only looks."""

    def screen(self, path: str, **query: str) -> str:
        return ""

    def post(self, path: str) -> str:
        return ""


NOWHERE = _Nowhere()
LONGEST_KEY = 64
SHOWN = frozenset({"desk", "search", "notices", "list", "record"})  # what can be come back to
_UNTIL: dict[str, Until] = {"reply": "reply", "next_session": "next_session", "deadline": "deadline"}


@dataclass(frozen=True)
class Submission:
    """What a POST came to: somewhere to go (303), or a screen to show as it is (its `status`)."""

    outcome: Outcome | None = None
    redirect: str | None = None
    screen: Screen | None = None


@dataclass(frozen=True)
class Kept:
    """What was once typed into a form and could not be sent, to be put back into it with a sentence about it."""

    typed: Mapping[str, Any]
    say: str


def show(
    workspace: Workspace, path: str, query: QueryDict, links: Links, language: str, kept: Kept | None = None
) -> Screen:
    """The screen at `path`. Raises `NotHere` for what does not exist for this workspace's role."""
    with override(language):
        sight = Sight(workspace, links, language, query, path)
        route = paths.find(sight.platform, path, sight.role)
        match route.kind:
            case "desk":
                return desk_screen(sight)
            case "search":
                return search_screen(sight)
            case "notices":
                return notices_screen(sight)
            case "list":
                return list_screen(sight, route.module, route.record_type)
            case "record" if route.rid is not None:
                return record_screen(sight, route.module, route.record_type, route.rid)
            case "form":
                return form_screen(
                    sight, subject_of(sight, route), Tried(kept.typed, kept.say, 200) if kept else None
                )
    raise NotHere(path)


def typed_into(workspace: Workspace, path: str, post: QueryDict) -> dict[str, Any]:
    """What was typed into the form at `path`, for keeping: without its secrets. Raises `NotHere` for no form."""
    route = paths.find(platform_of(workspace.snapshot), path, workspace.role)
    if route.kind != "form":
        raise NotHere(path)
    definition = platform_of(workspace.snapshot).record(route.record_type)
    subject = subject_of(Sight(workspace, NOWHERE, "vi", path=path), route)
    typed = read_post(definition.fields, subject.action, post)
    return {name: value for name, value in typed.items() if definition.fields[name].type != "secret"}


def opening(workspace: Workspace, module: str | None) -> str:
    """The path of that module's list; of the desk where the seat has no such module."""
    path = paths.slug(module or "")
    try:
        paths.find(platform_of(workspace.snapshot), path, workspace.role)
    except NotHere:
        return paths.DESK
    return path


def submit(
    workspace: Workspace, path: str, post: QueryDict, *, links: Links, language: str, held: Text | None = None
) -> Submission:
    """Do what the form at `path` asks. A refusal comes back as the form with what was typed (422, 409 when stale).
    With `held` an action is refused in these words.

    Raises `NotHere` for an address that takes no form. Call it inside the transaction that evaluates the steps.
    """
    with override(language):
        sight = Sight(workspace, links, language, path=path)
        if (seat := post.get("seat", "")) not in ("", workspace.person):
            return left_seat(sight, path, seat, post)
        route = paths.find(sight.platform, path, sight.role)
        if route.kind == "wait":
            return wait(sight, post)
        if route.kind == "seat":
            return take_seat(sight, post)
        if route.kind == "search":
            return look_up(sight, post)
        if route.kind != "form":
            raise NotHere(path)
        return act(sight, subject_of(sight, route), post, held)


def act(sight: Sight, subject: Subject, post: QueryDict, held: Text | None = None) -> Submission:
    typed = read_post(subject.record_type.fields, subject.action, post)
    version = version_of(post)
    if (more := post.get("add_row", "")) or post.get("drop_row"):
        return Submission(screen=form_screen(sight, subject, Tried(typed, "", 200, more_rows=more)))
    if subject.action.risky and not post.get(CONFIRM):
        say = _("Nothing was done yet: this needs your confirmation.")
        return Submission(screen=form_screen(sight, subject, Tried(typed, say, unconfirmed=True)))
    outcome = api.perform(
        workspace_id=sight.workspace.pk,
        action=f"{subject.type_key}.{subject.key}",
        rid=subject.rid,
        values=typed,
        request_key=request_key(post),
        version=version,
        typed=True,
        seat=post.get("seat") or None,
        held=held,
    )
    sight = Sight(outcome.workspace, sight.links, sight.language, path=sight.path)
    if outcome.refusal is None:
        return Submission(outcome, redirect=next_url(sight, subject, outcome))
    refusal = outcome.refusal
    stale = refusal.code == "stale"
    problems = dict(refusal.problems)
    if refusal.field:
        problems.setdefault(refusal.field, refusal.say)
    status = 409 if stale else 422
    tried = Tried(typed, sight.say(refusal.say), status, refusal.say, problems, version, stale)
    return Submission(outcome, screen=form_screen(sight, again(sight, subject), tried))


def left_seat(sight: Sight, path: str, seat: str, post: QueryDict) -> Submission:
    """A form that was made in a seat left meanwhile, in another tab: refused in words, on what it was about."""
    person = sight.platform.people.get(seat)
    route = paths.find(sight.platform, path, person.role if person else sight.role)
    if route.kind != "form":
        raise NotHere(path)
    outcome = api.perform(
        workspace_id=sight.workspace.pk,
        action=f"{route.record_type}.{route.action}",
        rid=route.rid,
        values={},
        request_key=request_key(post),
        seat=seat,
    )
    back = seen_from(sight, path)
    return Submission(outcome, redirect=sight.links.screen(back, viec=str(outcome.event.seq)))


def again(sight: Sight, subject: Subject) -> Subject:
    """The subject as it stands now; what the record lost meanwhile stays askable with what was typed."""
    route = paths.Route("form", "", subject.type_key, subject.rid, subject.key)
    try:
        return subject_of(sight, route)
    except NotHere:
        return subject


def next_url(sight: Sight, subject: Subject, outcome: Outcome) -> str:
    """Back to the record; to the new one where one was made; to the list where it is gone."""
    rid = created_rid(outcome, subject.type_key) if subject.record is None else subject.rid
    seq = str(outcome.event.seq)
    if rid is None or subject.action.deletes:
        return sight.links.screen(paths.list_path(sight.platform, subject.type_key), viec=seq)
    return sight.links.screen(paths.record_path(sight.platform, subject.type_key, rid), viec=seq)


def created_rid(outcome: Outcome, type_key: str) -> int | None:
    rows: list[Mapping[str, object]] = outcome.event.changes.get("rows", [])
    made = [row["rid"] for row in rows if row.get("op") == "create" and row.get("type") == type_key]
    return made[0] if made and isinstance(made[0], int) else None


def wait(sight: Sight, post: QueryDict) -> Submission:
    """Let time pass, then come back to where the button was."""
    until: Until = _UNTIL.get(post.get("until", ""), "reply")
    back = post.get("back", "")
    if paths.find(sight.platform, back, sight.role).kind not in SHOWN:
        back = paths.DESK
    outcome = api.wait(workspace_id=sight.workspace.pk, until=until, request_key=request_key(post))
    return Submission(outcome, redirect=sight.links.screen(back, viec=str(outcome.event.seq)))


def take_seat(sight: Sight, post: QueryDict) -> Submission:
    """Sit down in another seat, then look at the same thing from there; at the desk where that seat has it not."""
    outcome = api.take_seat(
        workspace_id=sight.workspace.pk, person=post.get("person", ""), request_key=request_key(post)
    )
    there = Sight(outcome.workspace, sight.links, sight.language)
    back = seen_from(there, post.get("back", ""))
    return Submission(outcome, redirect=sight.links.screen(back, viec=str(outcome.event.seq)))


def seen_from(sight: Sight, path: str) -> str:
    """That path, if the seat has it; of a form its record."""
    try:
        route = paths.find(sight.platform, path, sight.role)
        if route.kind in ("record", "form") and route.rid is not None:
            record = find_record(sight, route.record_type, route.rid)
            return paths.record_path(sight.platform, record.type, record.rid)
    except NotHere:
        return paths.DESK
    return path if route.kind in SHOWN else paths.DESK


def look_up(sight: Sight, post: QueryDict) -> Submission:
    """Note the search, then show what it finds."""
    words = post.get("q", "")[:LONGEST_SEARCH]
    outcome = api.look_up(workspace_id=sight.workspace.pk, words=words, request_key=request_key(post))
    asked = {"q": searched(words)} if outcome.refusal is None else {}
    return Submission(outcome, redirect=sight.links.screen(paths.SEARCH, **asked, viec=str(outcome.event.seq)))


def request_key(post: QueryDict) -> str:
    """The form's own key; a hand-made POST without one gets a fresh one and is simply done once."""
    return post.get("request_key", "")[:LONGEST_KEY] or uuid.uuid4().hex


def version_of(post: QueryDict) -> int | None:
    raw = post.get("version", "")
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 10 else None
