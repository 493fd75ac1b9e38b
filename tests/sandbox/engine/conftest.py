import pytest

from sandbox.models import Snapshot
from tests.sandbox import counter
from tests.sandbox.engine.office import Office


@pytest.fixture
def snapshot(minimal_world: Snapshot, db: None) -> Snapshot:
    return minimal_world


@pytest.fixture
def crowd(crowd_world: Snapshot, db: None) -> Snapshot:
    """Enough documents that most conditions meet some and miss some."""
    return crowd_world


@pytest.fixture
def office(snapshot: Snapshot) -> Office:
    """An, the clerk, on Monday morning."""
    return Office(snapshot)


@pytest.fixture
def desk(counter_world: Snapshot, db: None) -> Office:
    """An again, at the counter: for the words that the office does without."""
    return Office(counter_world, counter.SCENARIO)
