import os

import pytest
from hypothesis import HealthCheck, Phase, settings

from sandbox.models import Snapshot
from tests.sandbox import counter
from tests.sandbox.engine.office import Office

# Short by default; HYPOTHESIS_PROFILE=ci looks harder, and shrinks what it finds.
COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}
QUICK = [phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)]
settings.register_profile("default", max_examples=60, stateful_step_count=20, phases=QUICK, **COMMON)
settings.register_profile("ci", max_examples=500, stateful_step_count=40, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


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
