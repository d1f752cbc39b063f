"""The scenarios of the five articles change what their article contrasts and nothing else, and it matters."""

import pytest

from sim import OUTCOMES
from sim.analysis.paired import paired
from sim.scenario import load, names
from sim.scenario.schema.enums import Group
from tests.replicate import replicate

OWN = {
    "harmonized": {"policies", "codevelopment.on", "codevelopment.rate"},
    "open-licence": {"policies"},
    "leader-pivot": {"policies"},
    "global-commons": {"policies", "actors.beta.withheld"},
    "open-alliance": {"policies"},
}
"""What each article's scenario sets beyond those that it shares with the arms race."""
CONTROLS = {
    "open-licence-no-interop": ("open-licence", {"standards"}),
    "open-licence-no-licence": ("open-licence", {"licence"}),
    "open-licence-unrestricted": ("open-licence", {"licence"}),
    "leader-pivot-ungoverned": ("leader-pivot", {"governance"}),
    "leader-pivot-no-leader": ("leader-pivot", {"pivot", "governance", "tools"}),
    "global-commons-no-foundation": ("global-commons", {"foundation"}),
    "global-commons-no-giver": ("global-commons", {"giver"}),
    "global-commons-no-grants": ("global-commons", {"grants"}),
    "global-commons-no-training": ("global-commons", {"grants"}),
    "global-commons-no-bridge": ("global-commons", {"bridge"}),
    "global-commons-no-omission": ("global-commons", set()),
    "alliance-no-governance": ("open-alliance", {"alliance"}),
    "alliance-no-catalogue": ("open-alliance", {"alliance"}),
    "alliance-no-skills": ("open-alliance", {"alliance"}),
    "alliance-no-education": ("open-alliance", {"education"}),
}
"""What each control is a control of, and the rows in which it differs."""
ENDS = {f"{regime}-{end}": regime for regime in ("arms-race", "commons") for end in ("ladder", "bricks")}
"""Both ends of what knowledge is, in two regimes."""
ABOUT = {
    "harmonized": ("safety", "duplicated", "challenge"),
    "open-licence": ("partnerships", "open_use"),
    "leader-pivot": ("entrants", "hhi_revenue", "misuse"),
    "global-commons": ("projects", "trust_across", "commons_capability"),
    "open-alliance": ("members", "catalogue", "literacy"),
}
"""Outcomes that each article is about."""


def leaves(tables, path=""):
    """All values by dotted path; titles apart."""
    for key, value in tables.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{path}{key}.")
        elif path or key not in ("title", "about", "group"):
            yield path + key, value


def differing(one, other):
    before, after = (dict(leaves(load(name).model_dump())) for name in (one, other))
    return {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}


def test_every_article_and_control_is_listed_as_such():
    groups = {name: load(name).group for name in names()}
    assert {name for name in groups if groups[name] == Group.CONTROLS} == set(CONTROLS)
    assert {name for name in groups if groups[name] == Group.INSTITUTIONS} >= set(OWN)


@pytest.mark.parametrize("name", OWN)
def test_an_articles_scenario_differs_from_the_arms_race_in_its_own_alone(name):
    assert differing("arms-race", name) == OWN[name]


@pytest.mark.parametrize(("name", "regime"), ENDS.items())
def test_the_ends_of_knowledge_differ_from_their_regime_in_one_number(name, regime):
    assert differing(regime, name) == {"sharing.variety"}
    assert load(name).sharing.variety == float(name.endswith("bricks"))


@pytest.mark.parametrize("name", CONTROLS)
def test_a_control_differs_in_the_rows_that_it_names(name):
    of, rows = CONTROLS[name]
    before, after = ({row.name: row for row in load(each).policies} for each in (of, name))
    assert {row for row in before.keys() | after.keys() if before.get(row) != after.get(row)} == rows
    elsewhere = {"actors.beta.withheld"} if name == "global-commons-no-omission" else {"policies"}
    assert differing(of, name) == elsewhere


@pytest.mark.parametrize("name", OWN)
def test_it_makes_a_difference_for_better_and_for_worse_where_its_article_looks(name):
    seeds = range(20)
    table = paired(replicate("arms-race", seeds)[0], replicate(name, seeds)[0])
    found = table[table["p_holm"] < 0.05]
    assert set(ABOUT[name]) & set(found.index)
    better = [OUTCOMES[outcome].better for outcome in found.index]
    signs = {
        (better == "more") == (row > 0)
        for better, row in zip(better, found["difference"], strict=True)
        if better != "neither"
    }
    assert signs == {True, False}


def test_every_row_of_a_shipped_scenario_has_a_name_that_a_child_can_use():
    for name in OWN:
        rows = [row.name for row in load(name).policies]
        assert all(rows) and len(set(rows)) == len(rows)


@pytest.mark.parametrize(
    ("name", "own"), [("restrained", {"policies", "pledges.concern"}), ("regulated", {"regulators.on"})]
)
def test_a_world_of_restraint_or_regulation_differs_from_the_arms_race_in_that_alone(name, own):
    assert differing("arms-race", name) == own
