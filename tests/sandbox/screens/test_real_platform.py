"""The shared platform itself, seat by seat: every list, record and form renders, in both languages."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string

from sandbox import api
from sandbox.data import ca_mau_platform
from sandbox.definition.schema import Platform
from sandbox.errors import NotHere
from sandbox.models import Workspace
from sandbox.screens import paths
from sandbox.spec import Scenario, ScenarioRecord
from tests.sandbox.screens.office import rid_of, see

PLATFORM = ca_mau_platform()


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


def addresses(platform: Platform, workspace: Workspace) -> list[str]:
    """Every tab, every record in every state, and every form where its action belongs."""
    found = ["", "tim", "tim?q=a", "thong-bao"]
    for module in platform.modules.values():
        for key, record_type in module.records.items():
            found += [f"{paths.list_path(platform, key)}?tab={view}" for view in record_type.views]
            found += [
                paths.form_path(platform, key, None, name) for name, one in record_type.actions.items() if one.creates
            ]
            for state in record_type.states:
                rid = rid_of(workspace, f"{key}_{state}"[:40])
                found.append(paths.record_path(platform, key, rid))
                here = [name for name, one in record_type.actions.items() if not one.creates and state in one.from_]
                found += [paths.form_path(platform, key, rid, name) for name in (*here, paths.CORRECT)]
    return found


@pytest.mark.exhaustive
@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.parametrize("role", sorted({person.role for person in PLATFORM.people.values()}))
def test_every_screen_of_a_seat(role: str) -> None:
    person = next(key for key, one in PLATFORM.people.items() if one.role == role)
    workspace = one_of_each(PLATFORM, role, person)
    shown = 0
    for number, address in enumerate(addresses(PLATFORM, workspace)):
        path, _mark, query = address.partition("?")
        try:
            screen = see(workspace, path, query, ("vi", "en")[number % 2])
        except NotHere:
            continue
        assert render_to_string(screen.template, screen.context)
        shown += 1
    assert shown > (10 if paths.visible_modules(PLATFORM, role) else 3)  # some only write to the agency
