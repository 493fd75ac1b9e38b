"""Snapshots, and workspaces fresh from them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from sandbox.definition.loader import as_json, canonical
from sandbox.definition.schema import Platform, RecordField
from sandbox.definition.values import ValueProblem, parse, parse_stored
from sandbox.engine import guessing, moments, seats, secrecy
from sandbox.engine.names import Names
from sandbox.engine.rows import RecordView, derived, overlay_row
from sandbox.errors import BadScenario
from sandbox.models import FIRST_OWN_RID, BaseRecord, OverlayRow, Snapshot, Workspace
from sandbox.spec import Scenario
from sandbox.variables import bind_scenario

_BATCH = 1000


@dataclass(frozen=True)
class BaseRecordSpec:
    """A record of a snapshot, values in stored form. Its rid is its place in the list, from 1."""

    record: str
    state: str
    values: dict[str, Any] = field(default_factory=dict)


def import_snapshot(platform: Platform, records: Iterable[BaseRecordSpec]) -> Snapshot:
    """The snapshot with exactly this content: found by its hash, or stored."""
    specs = list(records)
    definition = as_json(platform)
    digest = hashlib.sha256(canonical(definition))
    for spec in specs:
        digest.update(canonical([spec.record, spec.state, spec.values]))
    name = digest.hexdigest()
    found = Snapshot.objects.filter(hash=name).first()
    if found:
        return found
    try:
        with transaction.atomic():
            snapshot = Snapshot.objects.create(
                hash=name,
                name=platform.platform,
                definition=definition,
                sequences=highest(platform, ((spec.record, spec.values) for spec in specs)),
                record_count=len(specs),
            )
            BaseRecord.objects.bulk_create(
                (
                    BaseRecord(
                        snapshot=snapshot,
                        rid=rid,
                        record_type=spec.record,
                        state=spec.state,
                        data=spec.values,
                        **derived(platform, spec.record, spec.values),
                    )
                    for rid, spec in enumerate(specs, 1)
                ),
                batch_size=_BATCH,
            )
    except IntegrityError:  # somebody else stored the same content meanwhile
        return Snapshot.objects.get(hash=name)
    return snapshot


def highest(platform: Platform, records: Iterable[tuple[str, Mapping[str, Any]]]) -> dict[str, int]:
    """The highest number used in every book: {"van_ban.so_den": 1204}."""
    books = {
        key: [name for name, definition in record.fields.items() if definition.generated == "sequence"]
        for module in platform.modules.values()
        for key, record in module.records.items()
    }
    numbers: dict[str, int] = {}
    for record_type, values in records:
        for name in books[record_type]:
            if isinstance(values.get(name), int):
                numbers[f"{record_type}.{name}"] = max(numbers.get(f"{record_type}.{name}", 0), values[name])
    return numbers


def create_workspace(snapshot: Snapshot, platform: Platform, scenario: Scenario, seed: int) -> Workspace:
    """A fresh workspace: one row for itself and one per scenario record, whatever the snapshot's size."""
    bound = bind_scenario(scenario, seed)
    views, facts, clock = beginning(platform, bound, snapshot)
    name = uuid.uuid4()
    workspace = Workspace.objects.create(
        pk=name,
        snapshot=snapshot,
        scenario=secrecy.sealed(platform, bound.model_dump(mode="json", by_alias=True), salt=str(name)),
        seed=seed,
        role=bound.role,
        person=bound.person,
        clock=clock,
        facts=facts,
    )
    OverlayRow.objects.bulk_create(OverlayRow(workspace=workspace, **overlay_row(platform, view)) for view in views)
    return workspace


def beginning(
    platform: Platform, scenario: Scenario, snapshot: Snapshot
) -> tuple[list[RecordView], dict[str, Any], str]:
    """The rows, facts and clock that a bound scenario starts with. Raises BadScenario with all its problems."""
    problems = []
    if scenario.role not in platform.roles:
        problems.append(f'unknown role "{scenario.role}"')
    if scenario.person not in platform.people:
        problems.append(f'unknown person "{scenario.person}"')
    problems += [
        f'unknown person "{person}" among the seats' for person in scenario.seats if person not in platform.people
    ]
    own = guessing.own_words(platform, scenario.person) if scenario.person in platform.people else frozenset[str]()
    clock = scenario.start or platform.start
    rids = {record.ref: FIRST_OWN_RID + place for place, record in enumerate(scenario.records)}
    refs = Names(snapshot, rids)
    views = []
    for record in scenario.records:
        try:
            definition = platform.record(record.record)
        except KeyError:
            problems.append(f'{record.ref}: unknown record type "{record.record}"')
            continue
        state = record.state or definition.start_state
        if state not in definition.states:
            problems.append(f'{record.ref}: unknown state "{state}"')
        data = {}
        for name, given in record.values.items():
            if name not in definition.fields:
                problems.append(f'{record.ref}: unknown field "{name}"')
                continue
            try:
                value = _value(platform, definition.fields[name], _linked(given, refs), clock, own)
            except ValueProblem as problem:
                problems.append(f"{record.ref}.{name}: {problem.say.en}")
                continue
            if value is not None:
                data[name] = value
        views.append(RecordView(refs[record.ref], record.record, state, data, ref=record.ref))
    if problems:
        raise BadScenario(problems)
    facts: dict[str, Any] = {"next_rid": FIRST_OWN_RID + len(views)}
    used = highest(platform, ((view.type, view.data) for view in views))
    if numbers := {key: number for key, number in used.items() if number > snapshot.sequences.get(key, 0)}:
        facts["numbers"] = numbers
    alone = seats.left_alone(scenario.model_dump(include={"person", "seats", "free"}))
    if coming := moments.planned(platform, views, [], now=clock, but=alone):
        facts[moments.FACT] = coming
    return views, facts, clock


def _linked(given: Any, refs: Mapping[str, int]) -> Any:
    """ "@cong_van" is what the scenario calls so, listed before or after; "@thu_tuc:1.013831" is of the base."""
    if isinstance(given, list):
        return [_linked(one, refs) for one in given]
    return refs.get(given[1:], given) if isinstance(given, str) and given.startswith("@") else given


def _value(platform: Platform, definition: RecordField, given: Any, clock: str, own: frozenset[str]) -> Any:
    """Stored form, or typed form; of a secret only facts (`own`: see `secrecy.describe`)."""
    if definition.type == "secret":
        return secrecy.given(given, own)
    try:
        return parse_stored(definition, given, platform=platform)
    except ValueProblem:
        return parse(definition, given, today=clock, platform=platform)
