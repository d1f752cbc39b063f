"""What all tests share."""

import pytest
from hypothesis import HealthCheck, settings

from tests.program import plainly

plainly()

from sim.scenario import load  # noqa: E402 - how terminals print is settled on import

# A compiled rule takes long the first time and microseconds afterwards: no deadline says anything about it. The same
# examples each time: a failure that comes and goes helps nobody.
settings.register_profile(
    "hoardshare", deadline=None, derandomize=True, max_examples=80, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("hoardshare")


@pytest.fixture(scope="session")
def base():
    """The shipped scenario that the regimes extend."""
    return load("base")
