"""The world of the sandbox as data: the Cà Mau platform definition, and the documents that fill it.

`ca_mau/` is the definition (UBND xã Đất Mũi), `vocabulary.yaml` the words of its documents, `generator` writes them.
`free_scenario.yaml` and `free/` are what free exploration begins with.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.definition.yamlfile import read_plain

if TYPE_CHECKING:
    from sandbox.definition.schema import Platform
    from sandbox.models import Snapshot
    from sandbox.spec import Scenario

__all__ = ["CA_MAU", "DOCUMENTS", "ca_mau_platform", "ca_mau_snapshot", "empty_scenario", "free_scenario"]

CA_MAU = Path(__file__).parent / "ca_mau"
FREE = Path(__file__).parent / "free"
DOCUMENTS = 3_200  # incoming documents of a believable commune between July 2025 and November 2026


@cache
def ca_mau_platform() -> Platform:
    """The definition, read once a process: it takes a second. Raises DefinitionError."""
    from sandbox.definition.loader import load_platform

    return load_platform(CA_MAU)


def ca_mau_snapshot(documents: int = DOCUMENTS) -> Snapshot:
    """The snapshot with so many documents, in the database; the same content is stored once."""
    from sandbox import api
    from sandbox.data.generator import generate

    platform = ca_mau_platform()
    return api.import_snapshot(platform=platform, records=generate(platform, documents=documents))


def free_scenario(snapshot: Snapshot) -> Scenario:
    """What free exploration begins with: `free_scenario.yaml` with the records of `free/<module>.yaml`.

    They fit the Cà Mau platform; on any other one it begins empty.
    """
    from sandbox.spec import Scenario

    if snapshot.name != CA_MAU.name:
        return empty_scenario(snapshot)
    scenario = read_plain(FREE.with_name("free_scenario.yaml"))
    files = sorted(FREE.glob("*.yaml"))
    records = [record for file in files for record in read_plain(file) or []]
    return Scenario.model_validate({**scenario, "records": records})


def empty_scenario(snapshot: Snapshot) -> Scenario:
    """The platform as it is, in the seat of its first person."""
    from sandbox.definition.loader import platform_of
    from sandbox.spec import Scenario

    person, found = next(iter(platform_of(snapshot).people.items()))
    return Scenario(role=found.role, person=person, free=True)
