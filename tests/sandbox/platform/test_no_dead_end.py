"""Nothing gets stuck: in every state that is not an end somebody can act, and an end is always within reach."""

from __future__ import annotations

import pytest

from sandbox.data import ca_mau_platform
from sandbox.definition.loader import parse_definition
from sandbox.definition.schema import Platform
from tests.sandbox import living, minimal
from tests.sandbox.platform import graph


@pytest.fixture(scope="module")
def platform() -> Platform:
    return ca_mau_platform()


def test_no_state_is_stuck_that_is_no_end(platform: Platform) -> None:
    assert [fault for one in graph.graphs(platform) for fault in one.stuck()] == []


def test_every_state_is_on_some_way(platform: Platform) -> None:
    assert [
        fault for one in graph.graphs(platform) for fault in one.unreached(graph.begins(platform, one.name))
    ] == []


def test_every_action_is_somebodys(platform: Platform) -> None:
    """A role that nobody holds, or a thing left to the simulation that no automation does."""
    assert [
        f"{name}.{key}"
        for name, definition in graph.records(platform)
        for key, action in definition.actions.items()
        if not graph.is_done(platform, name, key, action)
    ] == []


# --- the graph itself can find something ------------------------------------------------------------------


def faults(**changed: object) -> list[str]:
    """Of the counter's dossiers, when these actions are otherwise."""
    made = living.definition()
    actions = made["modules"]["mot_cua"]["records"]["ho_so"]["actions"]
    for key, change in changed.items():
        if change is None:
            del actions[key]
        else:
            actions[key] |= change
    rules = made["modules"]["mot_cua"]["automations"]
    made["modules"]["mot_cua"]["automations"] = [rule for rule in rules if rule["do"] in {*actions, "tra_loi"}]
    return [fault for one in graph.graphs(parse_definition(made)) if one.name == "ho_so" for fault in one.stuck()]


def test_the_small_office_has_no_dead_end() -> None:
    assert faults() == []


def test_a_state_in_which_nobody_acts_is_found() -> None:
    assert faults(tiep_tuc=None, bao_tre=None, bo=None) == ["ho_so: nobody can act in the state cho_thue"]


def test_a_circle_without_an_end_is_found() -> None:
    assert "ho_so: from the state tre_han no final state is ever reached" in faults(
        ket_thuc={"to": "tre_han"}, bo=None
    )


def test_what_no_automation_does_is_not_done() -> None:
    made = living.definition()
    made["modules"]["mot_cua"]["automations"] = []
    platform = parse_definition(made)
    assert not graph.is_done(platform, "ho_so", "nhac", platform.record("ho_so").actions["nhac"])


def test_a_state_to_which_nothing_leads_is_found() -> None:
    (incoming,) = (one for one in graph.graphs(minimal.platform()) if one.name == "van_ban")
    lonely = {**incoming.definition.states, "la": incoming.definition.states["moi"]}
    odd = graph.Graph("van_ban", incoming.definition.model_copy(update={"states": lonely}), incoming.edges)
    assert list(odd.unreached(set())) == ["van_ban: no way leads to the state la"]
