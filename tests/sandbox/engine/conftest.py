import pytest

from sandbox import api
from sandbox.models import Snapshot
from tests.sandbox import minimal
from tests.sandbox.engine.office import Office


@pytest.fixture
def snapshot(db: None) -> Snapshot:
    return api.import_snapshot(platform=minimal.platform(), records=minimal.base_records(60))


@pytest.fixture
def office(snapshot: Snapshot) -> Office:
    """An, the clerk, on Monday morning."""
    return Office(snapshot)
