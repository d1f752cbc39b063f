"""A state hoards while contested or shut out, and shares when safely ahead or far behind."""

import pytest

from sim import run
from sim.rules.strategies import national_security
from tests.worlds import day, record, small, tiers


@pytest.mark.parametrize(
    ("own", "foreign", "shut_out", "shares"),
    [
        (1.0, 1.0, False, False),  # contested
        (1.0, 1.4, False, False),
        (1.4, 1.0, False, False),
        (2.0, 1.0, False, True),  # safely ahead
        (1.0, 2.0, False, True),  # nothing to guard
        (2.0, 1.0, True, False),  # shut out
        (1.0, 2.0, True, False),
    ],
)
def test_every_branch(own, foreign, shut_out, shares):
    assert national_security(record(capability=own, foreign=foreign), shut_out, 0.5) == shares


@pytest.mark.parametrize(
    ("known", "policies", "opened"),
    [
        (0.0, [], False),
        (3.0, [], True),
        (-3.0, [], True),
        (3.0, [{"kind": "export_control", "start": day(0), "from_bloc": "west", "to_bloc": "east"}], True),
        (3.0, [{"kind": "export_control", "start": day(0), "from_bloc": "east", "to_bloc": "west"}], False),
    ],
)
def test_a_state_in_a_run_looks_at_foreign_rivals_and_at_borders_that_shut_it_out(known, policies, opened):
    state = {"kind": "nation", "bloc": "west", "strategy": "national-security", "know_how": known}
    actors = {"state": state, "friend": {"bloc": "west", "know_how": known}, "rival": {"bloc": "east"}}
    assert (tiers(run(small(actors, quarters=3, policies=policies)))[0] >= 2) == opened
