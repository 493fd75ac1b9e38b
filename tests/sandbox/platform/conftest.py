from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from sandbox.data import ca_mau_snapshot
from sandbox.models import Snapshot
from tests.sandbox.platform.commune import Commune

Land = Callable[..., Commune]


@pytest.fixture(scope="module")
def planted(django_db_setup: None, django_db_blocker: Any) -> Iterator[Snapshot]:
    """The whole platform with few documents, once a module; the transaction of each test lies inside this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield ca_mau_snapshot(documents=60)
        transaction.set_rollback(True)


@pytest.fixture
def snapshot(planted: Snapshot, db: None) -> Snapshot:
    return planted


@pytest.fixture
def land(snapshot: Snapshot) -> Land:
    """`land(person, state, values)`: a document in that state, seen from that chair."""

    def landed(person: str, state: str, values: dict[str, Any]) -> Commune:
        return Commune(snapshot, person, state, values)

    return landed
