"""The shared platform itself, seat by seat: every list, record and form renders, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.template.loader import render_to_string

import sandbox
from sandbox import api
from sandbox.definition.loader import load_platform
from sandbox.definition.schema import Platform
from sandbox.errors import NotHere
from sandbox.models import Workspace
from sandbox.screens import paths
from sandbox.spec import Scenario, ScenarioRecord
from tests.sandbox.screens.office import rid_of, see

FOLDER = Path(sandbox.__file__).parent / "data" / "ca_mau"
PLATFORM = load_platform(FOLDER)


def one_of_each(platform: Platform, role: str, person: str) -> Workspace:
    """A workspace of that seat with one record in each state of each type."""
    records = [
        ScenarioRecord(ref=f"{key}_{state}"[:40], record=key, state=state, values={})
        for module in platform.modules.values()
        for key, record_type in module.records.items()
        for state in record_type.states
    ]
    snapshot = api.import_snapshot(platform=platform, records=[])
    return api.create_workspace(snapshot=snapshot, scenario=Scenario(role=role, person=person, records=records))


@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted({person.role for person in PLATFORM.people.values()}))
def test_every_screen_of_a_seat(role: str) -> None:
    person = next(key for key, one in PLATFORM.people.items() if one.role == role)
    workspace = one_of_each(PLATFORM, role, person)
    wanted = ["", "tim", "thong-bao"]
    for module in PLATFORM.modules.values():
        for key, record_type in module.records.items():
            wanted += [f"{paths.list_path(PLATFORM, key)}?tab={view}" for view in record_type.views]
            for state in record_type.states:
                rid = rid_of(workspace, f"{key}_{state}"[:40])
                wanted.append(paths.record_path(PLATFORM, key, rid))
            wanted += [
                paths.form_path(PLATFORM, key, rid, action) for action in (*record_type.actions, paths.CORRECT)
            ]
    shown = 0
    for address in wanted:
        path, _mark, query = address.partition("?")
        for language in ("vi", "en"):
            try:
                screen = see(workspace, path, query, language)
            except NotHere:
                continue
            assert render_to_string(screen.template, screen.context)
            shown += 1
    assert shown > 10
