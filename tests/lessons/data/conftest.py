"""The platform of the shipped lessons, planted once a module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from sandbox.data import ca_mau_snapshot
from sandbox.models import Snapshot


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: Any) -> Iterator[Snapshot]:
    """The platform with few documents, once a module; each test's own work is rolled back inside."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield ca_mau_snapshot(documents=40)
        transaction.set_rollback(True)


@pytest.fixture
def snapshot(planted: Snapshot, db: None) -> Snapshot:
    return planted
