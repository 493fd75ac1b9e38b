from collections.abc import Callable
from typing import Any

import pytest

from sandbox.data import ca_mau_snapshot
from sandbox.models import Snapshot
from tests.sandbox.platform.commune import Commune

Land = Callable[..., Commune]


@pytest.fixture
def snapshot(db: None) -> Snapshot:
    return ca_mau_snapshot(documents=60)


@pytest.fixture
def land(snapshot: Snapshot) -> Land:
    """`land(person, state, values)`: a document in that state, seen from that chair."""

    def landed(person: str, state: str, values: dict[str, Any]) -> Commune:
        return Commune(snapshot, person, state, values)

    return landed
