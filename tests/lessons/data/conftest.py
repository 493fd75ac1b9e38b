"""The platform of the shipped lessons."""

from __future__ import annotations

import pytest

from sandbox.models import Snapshot


@pytest.fixture(scope="module")
def planted(commune_world: Snapshot) -> Snapshot:
    """The platform with few documents."""
    return commune_world


@pytest.fixture
def snapshot(planted: Snapshot, db: None) -> Snapshot:
    return planted
