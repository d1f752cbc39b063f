"""The register of claims is sound as data: before anything is run, and without what reads it."""

import tomllib
from functools import cache
from itertools import chain
from math import sqrt
from pathlib import Path

import pytest

from sim import ScenarioError, load
from sim.analysis.claims.register import load_register
from sim.outcomes import OUTCOMES
from sim.scenario.priors import priors

FOLDER = Path(__file__).parents[3] / "seeds" / "claims"
FILES = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("[0-9]*.toml"))}
CLAIMS = [claim for file in FILES.values() for claim in file["claims"]]
AT_LEAST = {"000": ("H", 11), "001": ("L", 6), "002": ("P", 8), "003": ("G", 12), "004": ("A", 7)}
"""Letter of each article, and how many claims were registered first: one can be added or split, and none dropped."""
SECOND = {
    path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "second-reading").glob("*.toml"))
}
OF_ACTORS = {"payoff", "capability", "reputation"}
DIRECTIONS = {"more", "less", "no more", "no less", "same"}
SIDES = ("control", "treatment")
KEYS = {"id", "statement", "systems", "reading", "dose", "parameters", "forms", "all", "outcomes", "quarters"}

each_claim = pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim["id"])


def scenario(claim, side, settings=None):
    return load(claim[side]["scenario"], claim[side].get("set", {}) | (settings or {}))


def paths(loaded):
    """Values of a scenario by dotted path, rows by name."""
    found = {}

    def walk(value, path):
        if isinstance(value, list) and value and isinstance(value[0], dict):
            value = {row["name"]: row for row in value}
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, (*path, key))
        else:
            found[".".join(path)] = value

    walk(loaded.model_dump(), ())
    return found


@cache
def _leaves(name, side):
    claim = next(claim for claim in CLAIMS if claim["id"] == name)
    return paths(scenario(claim, side))


@cache
def _priors(name):
    """The prior of each number that a claim varies: that of the side which has it."""
    claim = next(claim for claim in CLAIMS if claim["id"] == name)
    known = {path: prior for side in SIDES for path, prior in priors(scenario(claim, side)).items()}
    return {path: known[path] for path in claim.get("parameters", ())}


PARAMETERS = {path: prior for claim in CLAIMS for path, prior in _priors(claim["id"]).items()}
"""The prior of each number that a claim varies."""


def at(prior, point):
    if point != "middle":
        return getattr(prior, point)
    return sqrt(prior.least * prior.most) if prior.scale == "log" else (prior.least + prior.most) / 2.0


def test_every_claim_of_every_article_is_there_whole_or_in_parts():
    assert list(FILES) == list(AT_LEAST)
    for article, file in FILES.items():
        letter, number = AT_LEAST[article]
        ids = [claim["id"] for claim in file["claims"]]
        assert file["article"] == article and len(set(ids)) == len(ids)
        whole = list(dict.fromkeys(name.rstrip("abcd") for name in ids))
        assert whole == [f"{letter}{k + 1}" for k in range(len(whole))] and len(whole) >= number


def test_ten_claims_are_read_a_second_time():
    ids = [claim["id"] for file in SECOND.values() for claim in file["claims"]]
    assert len(ids) == len(set(ids)) == 10
    known = {claim["id"].rstrip("abcd") for claim in CLAIMS}
    assert {name.rstrip("abcd") for name in ids} <= known


def test_no_statement_stands_twice():
    assert len({claim["statement"] for claim in CLAIMS}) == len(CLAIMS)


@each_claim
def test_a_claim_says_what_it_means_and_what_it_leaves_out(claim):
    assert claim["statement"].strip().endswith(".") and claim["reading"].strip().endswith(".")
    assert claim["systems"] and claim["outcomes"]
    assert set(claim) <= {*KEYS, *SIDES}


@each_claim
def test_outcomes_have_a_direction_a_smallest_effect_and_a_reason(claim):
    assert claim["outcomes"]
    for row in claim["outcomes"]:
        assert set(row) <= {"name", "direction", "least", "scale", "why", "actors", "of"}
        assert row["direction"] in DIRECTIONS and row["least"] > 0 and row["why"]
        assert row.get("of", "treatment") == "treatment"
        assert row["name"] in (OF_ACTORS if "actors" in row else {*OUTCOMES, "better_off"})


@each_claim
def test_actors_of_outcomes_are_on_both_sides(claim):
    wanted = set(chain.from_iterable(row.get("actors", ()) for row in claim["outcomes"]))
    assert all(wanted <= set(scenario(claim, side).actors) for side in SIDES)


@each_claim
def test_the_sides_differ(claim):
    prose = {"title", "about", "group"}
    control, treatment = (scenario(claim, side).model_dump(exclude=prose) for side in ("control", "treatment"))
    assert control != treatment


@each_claim
def test_parameters_are_numbers_of_the_claims_own_policies(claim):
    named = claim.get("parameters", [])
    assert len(named) == len(set(named)) and all(name.startswith("policies.") for name in named)


@each_claim
def test_every_outcome_can_be_told_to_be_out_of_reach(claim):
    assert "dose" in claim and all(row.get("scale") for row in claim["outcomes"])


@each_claim
def test_a_parameter_never_undoes_the_contrast(claim):
    control, treatment = (_leaves(claim["id"], side) for side in SIDES)
    for name in claim.get("parameters", ()):
        assert name in control or name in treatment
        assert control.get(name, treatment.get(name)) == treatment.get(name, control.get(name))


@each_claim
@pytest.mark.parametrize("point", ["least", "middle", "most"])
def test_both_sides_load_over_the_whole_range(claim, point):
    for side in SIDES:
        names = [name for name in claim.get("parameters", ()) if name in _leaves(claim["id"], side)]
        settings = {name: at(PARAMETERS[name], point) for name in names}
        assert paths(scenario(claim, side, settings)).items() >= settings.items()


@each_claim
def test_the_default_lies_inside_the_range(claim):
    known = _leaves(claim["id"], "control") | _leaves(claim["id"], "treatment")
    for name in claim.get("parameters", ()):
        assert PARAMETERS[name].least <= known[name] <= PARAMETERS[name].most, name


@pytest.mark.parametrize("prior", PARAMETERS.values(), ids=list(PARAMETERS))
def test_a_range_is_no_hairs_breadth_and_says_where_it_comes_from(prior):
    assert prior.source and prior.least < prior.most
    assert prior.scale == "linear" or prior.most >= 3 * prior.least > 0


def test_a_claim_that_was_split_is_found_by_its_old_id():
    register = load_register()
    assert [each.id for each in register.pick(["P1", "H7"])] == ["H7a", "H7b", "H7c", "P1"]
    with pytest.raises(ScenarioError):
        register.pick(["H"])
