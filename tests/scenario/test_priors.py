"""Every number is a definition or has a prior, declared once, at which the scenario can be read."""

from inspect import isclass

import pytest

from sim import load
from sim.scenario import names
from sim.scenario.priors import priors
from sim.scenario.reading.outline import Spot, file_schema, step
from sim.scenario.schema.actors import ActorSpec, Domain, Tiers, TierSpec, Ties
from sim.scenario.schema.kinds import POLICIES
from sim.scenario.schema.quantity import WIDE, Section, even, limits, log, prior_of, priors_within, quantity
from sim.scenario.schema.scenario import MECHANISMS, Scenario, World
from sim.study.sampling import Axis, axis_of

TABLES = [Scenario, World, ActorSpec, Domain, TierSpec, Ties, *MECHANISMS.values(), *POLICIES.values()]
NUMBERS = [
    pytest.param(table, name, id=f"{table.__name__}.{name}")
    for table in TABLES
    for name in table.model_fields
    if step(Spot((), table, None), name).type in (int, float)
]
ABSENT = {("OpenLicence", "fee")}
"""A number that is 0 where there is none of it: its prior says how large it is where there is."""


def declared(default, **rest):
    """A number as a table declares it."""

    class Table(Section):
        number: float = quantity(default, "1", "a number", **rest)

    return Table.model_fields["number"]


@pytest.mark.parametrize(("table", "name"), NUMBERS)
def test_a_number_is_a_definition_or_has_a_prior_within_its_range(table, name):
    field = table.model_fields[name]
    extra, prior, (least, most, above) = field.json_schema_extra, prior_of(field), limits(field)
    assert extra["unit"] and extra["source"]
    assert ("definition" in extra) != ("prior" in extra)
    if prior is None:
        assert extra["definition"] is True
        return
    assert prior.source and prior.scale in ("linear", "log")
    assert prior.least < prior.most and (prior.scale == "linear" or prior.least > 0)
    assert least is None or least <= prior.least
    assert above is None or above < prior.least
    assert most is None or prior.most <= most
    assert prior.least <= field.default <= prior.most or (table.__name__, name) in ABSENT
    kind = step(Spot((), table, None), name).type
    assert prior.whole == (kind is int)
    assert type(prior.least) is type(prior.most) is kind


def test_the_priors_of_tiers_hold_their_defaults():
    within = {name: priors_within(field) for name, field in Tiers.model_fields.items()}
    assert {name: list(numbers) for name, numbers in within.items()} == {
        "closed": ["appeal"],
        "access": ["disclosure", "exposure"],
        "licensed": ["capture", "exposure", "building", "disclosure", "appeal"],
        "open": ["capture", "appeal", "exposure"],
    }
    for tier, numbers in within.items():
        for name, prior in numbers.items():
            least, most, _ = limits(TierSpec.model_fields[name])
            assert least <= prior.least <= getattr(getattr(Tiers(), tier), name) <= prior.most <= most
            assert prior.source


def test_nothing_but_what_is_given_is_set_for_actors():
    assert all(prior_of(field) is None for field in ActorSpec.model_fields.values())


RULES = [
    (declared(0.3, least=0, most=5), (0.1, 0.9, "log"), False),
    (declared(0.5, least=0, most=1), (0.167, 1.0, "log"), True),
    (declared(1.0, least=0, most=1), (0.3, 1.0, "linear"), False),
    (declared(1.0, least=1, most=9), (1.0, 3.0, "log"), True),
    (declared(2.5, above=0), (0.833, 7.5, "log"), False),
    (declared(-0.5, least=-10, most=10), (-1.0, -0.25, "linear"), False),
    (declared(-0.5, least=-0.7, most=10), (-0.7, -0.25, "linear"), True),
    (declared(4, least=0, most=9), (2, 9, "log"), True),
    (declared(1, least=0, most=9), (1, 3, "log"), False),
]


@pytest.mark.parametrize(("field", "wanted", "clipped"), RULES)
def test_a_number_without_a_prior_has_that_of_the_rule(field, wanted, clipped):
    prior = prior_of(field)
    assert prior[:3] == wanted
    assert prior.source.startswith(WIDE)
    assert prior.source.endswith(", within its range") == clipped


def test_what_is_0_or_absent_has_no_prior_unless_it_says_so():
    assert prior_of(declared(0.0, least=0)) is None and prior_of(declared(None)) is None
    assert prior_of(declared(0.0, prior=even(0, 2))) == (0.0, 2.0, "linear", WIDE)
    assert prior_of(declared(3.0, definition=True)) is None


def test_the_source_of_a_prior_is_its_own_or_that_of_the_number():
    assert prior_of(declared(1.0, source="Author 2000", prior=log(0.5, 2))).source == "Author 2000"
    assert prior_of(declared(1.0, source="Author 2000", prior=log(0.5, 2, "other"))).source == "other"
    assert prior_of(declared(1.0, prior=log(0.5, 2))).source == WIDE
    assert prior_of(declared(1.0, source="Author 2000")).source == f"{WIDE}: a third to three times the default"


def test_the_schema_for_editors_has_them():
    tables = file_schema()["$defs"]
    assert tables["Absorption"]["properties"]["half"]["prior"] == {
        "least": 0.03,
        "most": 0.6,
        "scale": "log",
        "source": tables["Absorption"]["properties"]["half"]["source"],
    }
    assert tables["World"]["properties"]["milestone"]["definition"] is True
    assert tables["Tiers"]["properties"]["open"]["priors"]["appeal"]["most"] == 0.8


def test_priors_of_a_scenario_go_by_the_path_at_which_they_are_set():
    scenario = load("open-alliance")
    found = priors(scenario)
    assert found["trust.gain"][:3] == (0.005, 0.2, "log")
    assert found["prices.complements"][:3] == (0.03, 1.0, "log")
    assert found["expectations.depth"][:3] == (0, 2, "linear") and found["expectations.depth"].whole
    assert found["tiers.licensed.disclosure"][:3] == (0.3, 0.9, "linear")
    assert found["domains.robotics.weight"][:3] == (0.05, 0.5, "linear")
    assert found["policies.alliance.dues"][:3] == (0.004, 0.08, "log")
    assert not [
        path for path in found if path.startswith(("actors", "ties")) or path in ("quarters", "world.milestone")
    ]
    order = [path.split(".")[0] for path in found]
    assert list(dict.fromkeys(order)) == [name for name in Scenario.model_fields if name in order]


def test_a_prior_is_an_axis():
    found = priors(load("base"))
    assert axis_of("trust.gain", found["trust.gain"]) == Axis("trust.gain", least=0.005, most=0.2, logarithmic=True)
    depth = axis_of("expectations.depth", found["expectations.depth"])
    assert depth.whole and [depth.at(share) for share in (0.0, 0.5, 0.99)] == [0, 1, 2]


@pytest.mark.parametrize("name", ["race-2019", "global-commons"])
def test_a_scenario_can_be_read_at_both_ends_of_each_prior(name):
    scenario = load(name)
    for path, prior in priors(scenario).items():
        for end in (prior.least, prior.most):
            assert priors(load(scenario, {path: end})).keys() == priors(scenario).keys()


@pytest.mark.parametrize("name", names())
def test_a_scenario_can_be_read_at_the_ends_of_all_priors_at_once(name):
    scenario = load(name)
    found = priors(scenario)
    assert len(found) > 200
    for end in ("least", "most"):
        settings = {path: getattr(prior, end) for path, prior in found.items()}
        assert load(scenario, settings).digest != scenario.digest


def test_every_table_of_numbers_is_looked_at():
    tables = {each for each in vars_of(Section) if each.__module__.startswith("sim.scenario.schema")}
    bare = {each.__name__ for each in tables - set(TABLES)}
    assert bare <= {"Condition", "Tiers", "Row", "Once", "Lasting", "Dated", "Club", "Promise", "Section"}


def vars_of(kind):
    """All classes derived from one."""
    return {each for inner in kind.__subclasses__() if isclass(inner) for each in {inner, *vars_of(inner)}}
