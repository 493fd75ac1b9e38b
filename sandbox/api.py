"""The writing door of the sandbox. Keyword-only; one transaction each, or the caller's; reads are in `selectors`.

What a learner does wrong is never an exception: it is an `Outcome` with a `refusal`, recorded as an event. The same
request key always gives the same outcome. Raised: `NotHere` (no such workspace), `BadScenario` (an author's slip).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction

from sandbox.definition.loader import platform_of
from sandbox.definition.schema import Platform, Text
from sandbox.engine import log, moves, starting
from sandbox.engine import perform as performing
from sandbox.engine.desk import Desk
from sandbox.engine.log import Overlay, overlay_of
from sandbox.engine.outcome import Outcome, Refusal
from sandbox.engine.starting import BaseRecordSpec
from sandbox.errors import NotHere
from sandbox.models import Event, OverlayRow, Snapshot, Workspace
from sandbox.spec import Move, Scenario, Until

__all__ = [
    "BaseRecordSpec",
    "Outcome",
    "Overlay",
    "Refusal",
    "answer",
    "create_workspace",
    "discard_workspace",
    "forget_log",
    "import_snapshot",
    "look_up",
    "move_on",
    "overlay_of",
    "perform",
    "play",
    "rebuild",
    "reset",
    "rewind",
    "take_seat",
    "wait",
]

WorkspaceId = UUID | str


def import_snapshot(*, platform: Platform, records: Iterable[BaseRecordSpec]) -> Snapshot:
    """The snapshot of that definition and those base records; the same content gives the same row."""
    return starting.import_snapshot(platform, records)


@transaction.atomic
def create_workspace(*, snapshot: Snapshot, scenario: Scenario, seed: int = 0) -> Workspace:
    """A learner's fresh copy; its cost does not depend on the snapshot's size. Raises BadScenario."""
    return starting.create_workspace(snapshot, platform_of(snapshot), scenario, seed)


def discard_workspace(*, workspace_id: WorkspaceId) -> None:
    """The workspace and its log are gone for good: only for what is nobody's evidence."""
    Workspace.objects.filter(pk=workspace_id).delete()


@transaction.atomic
def forget_log(*, workspace_id: WorkspaceId) -> int:
    """What was done in the workspace and what it changed are gone for good. Returns how many events that were.

    Only for one in which nothing will be done any more: it can be neither shown nor rebuilt afterwards.
    """
    held = Workspace.objects.select_for_update().get(pk=workspace_id)
    events, _by_model = Event.objects.filter(workspace=held).delete()
    OverlayRow.objects.filter(workspace=held).delete()
    Workspace.objects.filter(pk=workspace_id).update(facts={}, undone=[])
    return events


def perform(
    *,
    workspace_id: WorkspaceId,
    action: str,
    rid: int | None,
    values: Mapping[str, Any],
    request_key: str,
    version: int | None = None,
    typed: bool = True,
    ref: str = "",
    dry_run: bool = False,
    seat: str | None = None,
    held: Text | None = None,
) -> Outcome:
    """The learner does `action` ("van_ban.trinh") to the record `rid` (None for actions that create).

    `values`: what was typed, box by box; with `typed=False` in stored form (typed form is then accepted too). A box
    that is not given keeps its value; given empty, it is emptied. `version`: the record's when the form was made.
    `ref` names a record that the action creates. `seat`: the person in whose seat the form was made, so that nothing
    is done in another's name after a change of seat in another tab. `dry_run`: what would happen; writes nothing.
    `held`: the host holds the action back; it is refused in these words once everything else about it is right.
    """

    def work(desk: Desk, key: str) -> Outcome:
        return performing.perform(
            desk,
            action=action,
            rid=rid,
            values=values,
            request_key=key,
            version=version,
            typed=typed,
            ref=ref,
            seat=seat,
            held=held,
        )

    return _once(workspace_id, request_key, work, dry_run=dry_run)


def wait(*, workspace_id: WorkspaceId, until: Until, request_key: str) -> Outcome:
    """Let simulated time pass; refused in words where nothing of that kind is coming."""
    return _once(workspace_id, request_key, lambda desk, key: performing.wait(desk, until=until, request_key=key))


def take_seat(*, workspace_id: WorkspaceId, person: str, request_key: str) -> Outcome:
    """The learner sits down in another of the scenario's seats (any, in free exploration); it takes no time."""
    return _once(
        workspace_id, request_key, lambda desk, key: performing.take_seat(desk, person=person, request_key=key)
    )


def look_up(*, workspace_id: WorkspaceId, words: str, request_key: str) -> Outcome:
    """Note that the learner searched all modules for these words (`selectors.search_everywhere` finds); no time."""
    return _once(workspace_id, request_key, lambda desk, key: performing.look_up(desk, words=words, request_key=key))


def answer(*, workspace_id: WorkspaceId, question: str, value: str, request_key: str) -> Outcome:
    """The learner answers a question of the lesson; the latest answer counts."""

    def work(desk: Desk, key: str) -> Outcome:
        return performing.answer(desk, question=question, value=value, request_key=key)

    return _once(workspace_id, request_key, work)


def rewind(*, workspace_id: WorkspaceId, to_seq: int, request_key: str) -> Outcome:
    """Back to just after the event `to_seq`; 0 is the scenario's start. The log only grows."""
    return _once(workspace_id, request_key, lambda desk, key: log.rewind(desk, to_seq=to_seq, request_key=key))


def reset(*, workspace_id: WorkspaceId, request_key: str) -> Outcome:
    """Back to the scenario's start."""
    return rewind(workspace_id=workspace_id, to_seq=0, request_key=request_key)


def play(*, workspace_id: WorkspaceId, moves: Sequence[Move], key_prefix: str) -> list[Outcome]:
    """Do the moves one after the other, whatever becomes of each; the n-th has the request key "prefix:n"."""
    with transaction.atomic():
        return [
            move_on(workspace_id=workspace_id, move=move, request_key=f"{key_prefix}:{place}")
            for place, move in enumerate(moves)
        ]


def move_on(*, workspace_id: WorkspaceId, move: Move, request_key: str) -> Outcome:
    """Do one move of a lesson; its refs and selectors mean records of this workspace."""
    if move.move == "wait":
        return wait(workspace_id=workspace_id, until=move.until, request_key=request_key)
    if move.move == "seat":
        return take_seat(workspace_id=workspace_id, person=move.person, request_key=request_key)
    if move.move == "search":
        return look_up(workspace_id=workspace_id, words=move.words, request_key=request_key)
    if move.move == "answer":
        return answer(workspace_id=workspace_id, question=move.question, value=move.value, request_key=request_key)
    meant = moves.understand(workspace_id, move)
    return perform(workspace_id=workspace_id, request_key=request_key, typed=False, **meant)


def rebuild(*, workspace: Workspace) -> Overlay:
    """The overlay from snapshot, scenario and events alone; the same as `overlay_of(workspace)`, byte for byte."""
    scenario = Scenario.model_validate(workspace.scenario)
    platform = platform_of(workspace.snapshot)
    return log.replay(workspace, *starting.beginning(platform, scenario, workspace.snapshot))


def _once(
    workspace_id: WorkspaceId, request_key: str, work: Callable[[Desk, str], Outcome], *, dry_run: bool = False
) -> Outcome:
    """Do `work` at the locked workspace and write it down, unless this request has already been answered."""
    key = performing.tidy_key(request_key)
    with transaction.atomic(savepoint=False):
        desk = Desk.locked(workspace_id)
        if desk and not dry_run:
            return performing.earlier(desk, key) or desk.save(work(desk, key))
        if desk:
            outcome = work(desk, key)
            desk.workspace.last_seq -= len(desk.events)
            return outcome
    raise NotHere("no such workspace")
