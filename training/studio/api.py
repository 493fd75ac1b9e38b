"""Everything that a trainer does to a sketch. Keyword-only; each call is one transaction.

The sketch comes from `selectors.access_sketch(…, for_change=True)`, which locks it in the transaction of the call.
What changes it names the `version` that its form was made from: `Overtaken` (409) where that is no longer the newest.
Every change makes the stage anew; where the scenario does not fit the platform nothing is changed (`StudioRefused`).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import ValidationError

import sandbox.api
from lessons.models import CoursePage, LessonPage
from sandbox import screens, selectors
from sandbox.definition.loader import platform_of
from sandbox.errors import BadScenario
from sandbox.models import Event, Workspace
from sandbox.screens import Submission
from sandbox.spec import Scenario
from sandbox.text import compose
from training.people.models import User
from training.studio import arrange, secret_words
from training.studio.arrange import Data
from training.studio.errors import Overtaken, StudioRefused
from training.studio.links import ShowLinks
from training.studio.models import Recording, Sketch

__all__ = [
    "begin",
    "discard",
    "draw_again",
    "drop_record",
    "drop_variable",
    "finish",
    "go_back",
    "must_be",
    "put_record",
    "put_variable",
    "record",
    "set_frame",
    "submit",
    "take_back",
    "touch",
    "word_step",
]

MOST_PAST = 20
PRESSED_TWICE = timedelta(seconds=30)
OWN = frozenset({Event.Kind.ACTION, Event.Kind.TIME, Event.Kind.SEAT, Event.Kind.SEARCH})


# --- the sketch -----------------------------------------------------------------------------------------


@transaction.atomic
def begin(*, acting_user: User, course: CoursePage | None, start_from: LessonPage | None = None) -> Sketch:
    """A new sketch: from nothing, or from another lesson's starting situation. One that the trainer began a moment
    ago in the same way, and in which nothing was done, is that one: a button pressed twice. Raises `StudioRefused`.
    """
    User.objects.select_for_update().get(pk=acting_user.pk)
    snapshot = selectors.current_snapshot()
    if snapshot is None:
        raise StudioRefused(_("No platform has been loaded yet. Ask the administrator."))
    scenario = arrange.empty(platform_of(snapshot))
    if start_from is not None and start_from.live_task is not None:
        scenario = start_from.live_task.typed.scenario.model_dump(mode="json", by_alias=True)
    for fresh in Sketch.objects.filter(
        owner=acting_user, course=course, snapshot=snapshot, version=1, created_at__gte=timezone.now() - PRESSED_TWICE
    ):
        if fresh.scenario == scenario and not fresh.recordings.exists():
            return fresh
    sketch = Sketch(owner=acting_user, changed_by=acting_user, course=course, snapshot=snapshot, scenario=scenario)
    sketch.seed = secrets.randbelow(2**31)
    sketch.stage = _staged(sketch)
    sketch.save()
    return sketch


@transaction.atomic
def discard(*, sketch: Sketch) -> None:
    """The sketch with its stage and recordings is gone; the page that was made of it stays."""
    workspaces = [sketch.stage_id, *sketch.recordings.values_list("workspace_id", flat=True)]
    sketch.delete()
    for workspace in workspaces:
        sandbox.api.discard_workspace(workspace_id=workspace)


@transaction.atomic
def set_frame(*, sketch: Sketch, version: int, acting_user: User, frame: Mapping[str, Any]) -> None:
    """Who the learner is, when, where the work opens, which further seats there are."""
    must_be(sketch, version)
    platform = platform_of(sketch.snapshot)
    person = frame["person"]
    if person not in platform.people:
        raise StudioRefused(_("Choose one of the list."), {"person": _("Choose one of the list.")})
    seats = [one for one in frame["seats"] if one in platform.people and one != person]
    home = frame["home"] if frame["home"] in platform.modules else None
    changed = {"role": platform.people[person].role, "person": person, "seats": seats, "home": home}
    _change(sketch, acting_user, {**sketch.scenario, **changed, "start": frame["start"]}, sketch.traps)


@transaction.atomic
def put_record(
    *,
    sketch: Sketch,
    version: int,
    acting_user: User,
    record: Data,
    variables: Mapping[str, list[Any]],
    labels: Mapping[str, str],
    trap: Data | None,
) -> str:
    """A record lies ready, as given; with a `ref` it takes the place of the one so called. Returns its ref.

    `variables` are those that its form made or changed; one that nothing uses any more goes. `trap`: it lies there
    only with traps, {"action", "say"}.
    """
    must_be(sketch, version)
    ref = record["ref"] or arrange.new_name(
        _called(sketch, record), [one["ref"] for one in sketch.scenario["records"]], record["record"]
    )
    before = arrange.record_of(sketch.scenario, ref)
    scenario = arrange.with_record(sketch.scenario, {**record, "ref": ref})
    for name, pool in variables.items():
        scenario = arrange.with_variable(scenario, name, pool)
    for name in arrange.variables_in(before["values"] if before else {}):
        if name in scenario["variables"] and not arrange.used(scenario, name):
            scenario = arrange.without_variable(scenario, name)
    traps = [one for one in sketch.traps if one["ref"] != ref]
    if trap is not None:
        kept = next((place for place, one in enumerate(sketch.traps) if one["ref"] == ref), len(traps))
        traps.insert(kept, {"ref": ref, **trap})
    sketch.words = with_labels(sketch, labels)
    _change(sketch, acting_user, scenario, traps)
    return ref


def _called(sketch: Sketch, record: Data) -> str:
    """What the record's name is made of: its title, its keys, its kind."""
    definition = platform_of(sketch.snapshot).record(record["record"])
    for name in (definition.title, *definition.key_fields):
        value = record["values"].get(name)
        if isinstance(value, str) and (words := re.sub(r"\{\{[^}]*\}\}", " ", value).strip()):
            return words
    return definition.label.vi


@transaction.atomic
def drop_record(*, sketch: Sketch, version: int, acting_user: User, ref: str) -> None:
    must_be(sketch, version)
    scenario = arrange.without_record(sketch.scenario, ref)
    _change(sketch, acting_user, scenario, [trap for trap in sketch.traps if trap["ref"] != ref])


@transaction.atomic
def put_variable(*, sketch: Sketch, version: int, acting_user: User, name: str, label: str, pool: list[Any]) -> str:
    """A value that differs between attempts; without a `name` a new one, called after its label."""
    must_be(sketch, version)
    if not pool:
        say = _("Write at least one value, one a line.")
        raise StudioRefused(say, {"pool": say})
    name = name or arrange.new_name(label, sketch.scenario["variables"], "gia_tri")
    if label.strip():
        sketch.words = with_labels(sketch, {name: label.strip()})
    _change(sketch, acting_user, arrange.with_variable(sketch.scenario, name, pool), sketch.traps)
    return name


@transaction.atomic
def drop_variable(*, sketch: Sketch, version: int, acting_user: User, name: str) -> None:
    """The value no longer differs: where it stood, its first value stands."""
    must_be(sketch, version)
    _change(sketch, acting_user, arrange.without_variable(sketch.scenario, name), sketch.traps)


@transaction.atomic
def draw_again(*, sketch: Sketch) -> None:
    """Show the stage with other values. Changes nothing of the lesson."""
    sketch.seed = secrets.randbelow(2**31)
    _stage_anew(sketch)
    sketch.save(update_fields=["seed", "stage"])


@transaction.atomic
def take_back(*, sketch: Sketch, version: int, acting_user: User) -> None:
    """The last change of the starting situation never happened. Raises `StudioRefused` where there is none."""
    must_be(sketch, version)
    if not sketch.past:
        raise StudioRefused(_("There is nothing to undo yet."))
    *past, (scenario, traps) = sketch.past
    _change(sketch, acting_user, scenario, traps)
    sketch.past = past
    sketch.save(update_fields=["past"])


def with_labels(sketch: Sketch, labels: Mapping[str, str]) -> Data:
    """The sketch's words with what these variables are called."""
    return {**sketch.words, "labels": {**sketch.words.get("labels", {}), **labels}}


def must_be(sketch: Sketch, version: int) -> None:
    """Raises `Overtaken` unless that is the sketch's newest version."""
    if sketch.version != version:
        raise Overtaken


def _change(sketch: Sketch, acting_user: User, scenario: Data, traps: list[Data]) -> None:
    """Write it down and make the stage anew. Raises `StudioRefused`, and then nothing was changed."""
    before = [sketch.scenario, sketch.traps]
    sketch.scenario, sketch.traps = scenario, traps
    if (newest := selectors.current_snapshot()) and newest.pk != sketch.snapshot_id:
        sketch.snapshot = newest  # what learners will meet
    try:
        with transaction.atomic():
            _stage_anew(sketch)
    except StudioRefused:
        sketch.scenario, sketch.traps = before
        raise
    sketch.past = [*sketch.past, before][-MOST_PAST:]
    touch(sketch, acting_user)


def touch(sketch: Sketch, acting_user: User) -> None:
    """Save the sketch as a newer version, changed by that person now."""
    sketch.version += 1
    sketch.changed_by, sketch.changed_at = acting_user, timezone.now()
    sketch.save()


def _stage_anew(sketch: Sketch) -> None:
    old = sketch.stage_id
    sketch.stage = _staged(sketch)
    Sketch.objects.filter(pk=sketch.pk).update(stage=sketch.stage)
    sandbox.api.discard_workspace(workspace_id=old)


def _staged(sketch: Sketch) -> Workspace:
    return workspace_of(sketch, sketch.scenario, sketch.seed)


def workspace_of(sketch: Sketch, scenario: Data, seed: int) -> Workspace:
    """A fresh workspace of that scenario. Raises `StudioRefused` with what does not fit."""
    try:
        typed = Scenario.model_validate(scenario)
        return sandbox.api.create_workspace(snapshot=sketch.snapshot, scenario=typed, seed=seed)
    except BadScenario as problem:
        lines = "; ".join(problem.problems[:3])
        raise StudioRefused(
            _("The platform does not take this as a starting situation: %(problems)s") % {"problems": lines}
        ) from problem
    except ValidationError as problem:
        raise StudioRefused(_("The starting situation is not complete. Look at what you changed last.")) from problem


# --- demonstrating --------------------------------------------------------------------------------------


@transaction.atomic
def record(*, sketch: Sketch, kind: str, trap: str = "", afresh: bool = False) -> Recording:
    """The recording of that kind, begun now; the one already begun, unless `afresh` or what it stands on has changed.

    A second demonstration draws other values; one of falling into a trap has the bait lying there.
    """
    arranged = arrange.fingerprint(sketch.scenario, sketch.traps)
    found = sketch.recordings.filter(kind=kind, trap=trap).first()
    if found and not afresh and found.arranged == arranged:
        return found
    if found:
        _drop(found)
    plain, _laid = arrange.parted(sketch.scenario, sketch.traps)
    scenario = sketch.scenario if kind == Recording.Kind.WRONG else plain
    workspace = workspace_of(sketch, scenario, secrets.randbelow(2**31))
    return Recording.objects.create(sketch=sketch, workspace=workspace, kind=kind, trap=trap, arranged=arranged)


def _drop(recording: Recording) -> None:
    workspace = recording.workspace_id
    recording.delete()
    sandbox.api.discard_workspace(workspace_id=workspace)


@transaction.atomic
def submit(*, recording: Recording, path: str, post: QueryDict, language: str) -> Submission:
    """What a form of the platform's pane was sent with while demonstrating."""
    links = ShowLinks(recording.uuid)
    submission = screens.submit(recording.workspace, path, post, links=links, language=language)
    outcome = submission.outcome
    if outcome:
        recording.workspace = outcome.workspace
        if not outcome.refusal and not outcome.repeated:
            _remember_secrets(recording, outcome.event, post)
            _reopen(recording)
    return submission


def _remember_secrets(recording: Recording, event: Event, post: QueryDict) -> None:
    """Of every secret box what the solution is to type there. What was typed is read here and goes no further."""
    if event.kind != Event.Kind.ACTION:
        return
    platform = platform_of(recording.workspace.snapshot)
    fields = platform.record(event.action.partition(".")[0]).fields
    found = {}
    for name, facts in event.values.items():
        typed = post.get(name) or post.get(f"o-{name}") or ""
        if name in fields and fields[name].type == "secret" and typed and isinstance(facts, dict):
            found[name] = secret_words.for_solution(
                platform,
                recording.sketch.typed,
                recording.workspace.seed,
                typed,
                facts,
                salt=str(recording.uuid),
            )
    if found:
        recording.secrets = {**recording.secrets, str(event.seq): found}
        recording.save(update_fields=["secrets"])


def _reopen(recording: Recording) -> None:
    if recording.done:
        recording.done = False
        recording.save(update_fields=["done"])


@transaction.atomic
def go_back(*, recording: Recording, to_seq: int | None, request_key: str) -> None:
    """To just after that event, or to before the last thing done. Raises `StudioRefused` where nothing was."""
    if to_seq is None:
        to_seq = selectors.before_last_deed(recording.workspace)
    if to_seq is None:
        raise StudioRefused(_("There is nothing to undo yet."))
    outcome = sandbox.api.rewind(workspace_id=recording.workspace_id, to_seq=to_seq, request_key=request_key)
    recording.workspace = outcome.workspace
    _reopen(recording)


@transaction.atomic
def word_step(*, recording: Recording, seq: int, words: Mapping[str, str], joined: bool, ordered: bool) -> None:
    """The trainer's own words for what was done then ("": as proposed); whether it belongs to the step before it, and
    whether it must be done before what was done next."""
    kept = {language: printable(said).strip()[:500] for language, said in words.items()}
    own = {language: said for language, said in kept.items() if said}
    others = {key: said for key, said in recording.words.items() if key != str(seq)}
    recording.words = {**others, str(seq): own} if own else others
    recording.joined = _with(recording.joined, seq, joined)
    recording.ordered = _with(recording.ordered, seq, ordered)
    recording.save(update_fields=["words", "joined", "ordered"])


def printable(words: str) -> str:
    """Composed, without what cannot be seen: control characters (which PostgreSQL refuses), turners of direction."""
    return "".join(one for one in compose(words) if one.isprintable() or one in "\n\t")


def _with(seqs: list[int], seq: int, there: bool) -> list[int]:
    others = [one for one in seqs if one != seq]
    return sorted([*others, seq]) if there else others


@transaction.atomic
def finish(*, recording: Recording) -> None:
    """It is shown. Raises `StudioRefused` where nothing was done in it."""
    if not any(event.kind in OWN for event in selectors.effective_events(recording.workspace, light=True)):
        raise StudioRefused(_("Nothing has been done yet. Do the task in the pane: every action becomes a step."))
    recording.done = True
    recording.save(update_fields=["done"])
