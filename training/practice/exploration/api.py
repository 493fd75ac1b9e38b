"""Everything that is done in free exploration. Keyword-only; each call is one transaction.

Whose exploration it is was settled before: it comes from `training.practice.selectors.access_exploration` with
`for_change`, which locks it in the transaction of the call.
"""

from __future__ import annotations

import logging
import re
import secrets
from datetime import timedelta
from itertools import groupby

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

import sandbox.api
from sandbox import data, screens, selectors
from sandbox.errors import BadScenario
from sandbox.models import Snapshot, Workspace
from sandbox.screens import Submission
from sandbox.selectors import FreeSeat
from sandbox.spec import Scenario
from training.people.models import User
from training.practice.errors import PracticeRefused
from training.practice.links import FreeLinks
from training.practice.models import Exploration

__all__ = ["reset", "seats_by_role", "start", "submit", "undo"]

SEEN_AGAIN = timedelta(minutes=1)
log = logging.getLogger(__name__)


def seats_by_role() -> list[list[FreeSeat]]:
    """The seats there are to choose from, role by role in the definition's order; [] without a platform."""
    snapshot = selectors.current_snapshot()
    found = selectors.free_seats(snapshot) if snapshot else []
    return [list(seats) for _key, seats in groupby(found, key=lambda seat: seat.role_key)]


@transaction.atomic
def start(*, user: User, person: str, request_key: str) -> Exploration:
    """The person's exploration, in that seat: the one already begun, else a new one (the person's row is locked).

    Raises `PracticeRefused` where there is no platform or no such seat.
    """
    User.objects.select_for_update().get(pk=user.pk)
    exploration = Exploration.objects.filter(user=user).first()
    if exploration is None:
        exploration = Exploration.objects.create(user=user, workspace=_fresh_workspace())
    outcome = sandbox.api.take_seat(workspace_id=exploration.workspace_id, person=person, request_key=request_key)
    if outcome.refusal:
        raise PracticeRefused(_("There is no such seat. Choose one of the list."))
    _seen(exploration)
    return exploration


@transaction.atomic
def submit(*, exploration: Exploration, path: str, post: QueryDict, language: str) -> Submission:
    """What a form of the platform's pane was sent with: an action, a search, a wait, another seat."""
    links = FreeLinks(exploration.uuid)
    submission = screens.submit(exploration.workspace, path, post, links=links, language=language)
    if submission.outcome:
        exploration.workspace = submission.outcome.workspace
        _seen(exploration)
    return submission


@transaction.atomic
def undo(*, exploration: Exploration, request_key: str) -> None:
    """The last thing that was done, with what colleagues did in answer, never happened. Raises `PracticeRefused`."""
    to_seq = selectors.before_last_deed(exploration.workspace)
    if to_seq is None:
        raise PracticeRefused(_("There is nothing to undo yet."))
    sandbox.api.rewind(workspace_id=exploration.workspace_id, to_seq=to_seq, request_key=request_key)
    _seen(exploration)


@transaction.atomic
def reset(*, exploration: Exploration) -> Exploration:
    """From the very beginning, on the platform as it is today, in the same seat. What was done is gone for good."""
    old, person = exploration.workspace_id, exploration.workspace.person
    exploration.workspace = _fresh_workspace()
    exploration.started_at = exploration.last_seen = timezone.now()
    exploration.save(update_fields=["workspace", "started_at", "last_seen"])
    sandbox.api.discard_workspace(workspace_id=old)
    sandbox.api.take_seat(workspace_id=exploration.workspace_id, person=person, request_key="")
    return exploration


def _fresh_workspace() -> Workspace:
    snapshot = selectors.current_snapshot()
    if snapshot is None:
        raise PracticeRefused(_("The platform is not set up yet. Please come back later."))
    return _workspace(snapshot, data.free_scenario(snapshot), secrets.randbelow(2**31))


def _workspace(snapshot: Snapshot, scenario: Scenario, seed: int) -> Workspace:
    """What does not fit a platform of another release stays out, and what names it; the rest is there."""
    try:
        with transaction.atomic():
            return sandbox.api.create_workspace(snapshot=snapshot, scenario=scenario, seed=seed)
    except BadScenario as problem:
        log.warning("free exploration: %s", problem)
        unfit = {re.split(r"[.:]", line, maxsplit=1)[0] for line in problem.problems}
        kept = [record for record in scenario.records if record.ref not in unfit]
        if len(kept) == len(scenario.records):
            scenario, kept = data.empty_scenario(snapshot), []
        return _workspace(snapshot, scenario.model_copy(update={"records": kept}), seed)


def _seen(exploration: Exploration) -> None:
    now = timezone.now()
    if now - exploration.last_seen > SEEN_AGAIN:
        Exploration.objects.filter(pk=exploration.pk).update(last_seen=now)
