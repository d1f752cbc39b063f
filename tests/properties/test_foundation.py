"""A shared foundation speeds everybody, is paid for by some, and passes its flaws to all."""

import pytest

from sim import run
from sim.rules.institutions import kept_up
from tests.worlds import actor, day, series, small

STACK = {"kind": "foundation", "start": day(0), "contributors": ["giver"], "upkeep": 0.05}
BUILDERS = {"giver": {}, "rider": {}}


def test_a_foundation_speeds_everybodys_research_and_only_its_contributors_pay():
    on = {"research": {"luck": 0.0}, "stack": {}}
    without, with_row = (run(small(BUILDERS, policies=rows, **on)) for rows in ([], [STACK]))
    assert actor(with_row, "rider", "researched") > actor(without, "rider", "researched")
    assert actor(with_row, "giver", "researched") < actor(with_row, "rider", "researched")


def test_the_stack_spares_re_finding_and_decays_without_upkeep():
    actors = {"giver": {"know_how": 3.0}, "rider": {}}
    on = {"research": {"luck": 0.0}, "duplication": {}, "stack": {"common": 0.5}}
    without, with_row = (run(small(actors, policies=rows, **on)) for rows in ([], [STACK]))
    assert with_row.outcomes["duplicated"] < without.outcomes["duplicated"]
    assert kept_up(0.5, 0.0, 10.0) == 0.5
    assert kept_up(0.0, 0.02, 10.0) == pytest.approx(0.2)
    assert kept_up(0.0, 5.0, 10.0) == 1.0
    ended = run(small(BUILDERS, quarters=30, policies=[STACK | {"end": day(10)}], stack={"rot": 0.1}))
    stack = series(ended, "foundation")
    assert stack[9] > 0.0 and stack[20] == pytest.approx(stack[10] * 0.9**10)


def test_an_omitted_domain_gets_no_stack():
    domains = {"field": {"weight": 1.0}, "other": {"weight": 1.0}}
    found = run(small(BUILDERS, domains=domains, stack={}, policies=[STACK | {"omission": ["other"]}]))
    assert found.world.domains["stack"][0] > 0.0 == found.world.domains["stack"][1]


def test_who_builds_on_the_stack_takes_over_its_contributors_flaws():
    on = {"research": {"luck": 0.0}, "stack": {"mixing": 0.5}, "flaws": {"birth": 1.0, "testing": 0.0}}
    without, with_row = (run(small(BUILDERS, quarters=30, policies=rows, **on)) for rows in ([], [STACK]))
    assert with_row.world.society["stack_flaws"][0] > 0.0
    per_research = [f.world.actors["flaws"][1] / series(f, "research_gain").sum() for f in (without, with_row)]
    assert per_research[1] > per_research[0]
