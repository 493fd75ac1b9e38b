from collections.abc import Callable
from typing import Any

import pytest

from sandbox.models import Snapshot
from tests.sandbox.platform.commune import Commune

Land = Callable[..., Commune]


@pytest.fixture(scope="module")
def planted(commune_world: Snapshot) -> Snapshot:
    """The whole platform with few documents."""
    return commune_world


@pytest.fixture
def snapshot(planted: Snapshot, db: None) -> Snapshot:
    return planted


@pytest.fixture
def land(snapshot: Snapshot) -> Land:
    """`land(person, state, values)`: a document in that state, seen from that chair."""

    def landed(person: str, state: str, values: dict[str, Any]) -> Commune:
        return Commune(snapshot, person, state, values)

    return landed
