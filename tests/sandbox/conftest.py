"""How hard the tests of floor 1 look for what nobody thought of.

Never by the clock. By default short, and the same every time; HYPOTHESIS_PROFILE=ci looks harder, elsewhere each
time, and shrinks what it finds.
"""

import os

from hypothesis import HealthCheck, Phase, settings

COMMON = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}
SHORT = {
    "max_examples": 60,
    "stateful_step_count": 20,
    "derandomize": True,
    "phases": [phase for phase in Phase if phase not in (Phase.shrink, Phase.explain)],
}
settings.register_profile("default", **SHORT, **COMMON)
settings.register_profile("ci", max_examples=500, stateful_step_count=40, **COMMON)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
