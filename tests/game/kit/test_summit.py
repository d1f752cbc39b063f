"""The world that a room plays: its numbers come from other scenarios, it is sane, and it is a real dilemma."""

import sys
import tomllib

import numpy as np
import pytest

import sim
from sim.scenario.schema.enums import word
from tests.program import ROOT
from tests.scenario.test_articles import differing

sys.path.insert(0, str(ROOT / "seeds/game"))

import summit as script

SEEDS = range(20)
SUMMIT = sim.load("summit")
NAMES = list(SUMMIT.actors)
FIRMS = [name for name, spec in SUMMIT.actors.items() if spec.kind == sim.Kind.FIRM]
MOVED = {
    "prices.middle", "prices.reached", "prices.serving", "incidents.danger",
    "investors.on", "investors.pace", "investors.capture", "investors.margin",
    "codevelopment.on", "codevelopment.rate", "codevelopment.chance", "tail.makers", "tail.open", "tail.behind",
    "tail.spread", "tail.on", "entry.on", "entry.slots", "initial.know_how_spread", "initial.imputed",
}  # fmt: skip
"""Numbers that are not those of race-2019-fitted: the start of 2026, and what a game leaves out."""


def runs(changes=()):
    """Twenty runs that differ in luck."""
    world = sim.load(SUMMIT, dict(changes))
    return [sim.run(world, seed) for seed in SEEDS]


def all_who(strategy, names=NAMES):
    """Changes by which all of them hoard, or all share, from the first day on."""
    tiers = {name: "open" if strategy == "share" else word(SUMMIT.actors[name].hoards_as) for name in names}
    strategies = {f"actors.{name}.strategy": strategy for name in names}
    return strategies | {f"actors.{name}.tier": tier for name, tier in tiers.items()}


def payoffs(made):
    """Mean payoff of each actor over the game, bn USD."""
    return dict(zip(NAMES, np.mean([run.world.actors["payoff_sum"][: len(NAMES)] for run in made], 0), strict=True))


@pytest.fixture(scope="module")
def worlds():
    return {"as it is": runs(), "hoard": runs(all_who("hoard")), "share": runs(all_who("share"))}


def test_a_few_seats_of_every_kind_in_three_blocs_for_a_game_of_eight_rounds():
    kinds = [spec.kind for spec in SUMMIT.actors.values()]
    assert 8 <= len(NAMES) <= 12 and SUMMIT.quarters == 16 and str(SUMMIT.start) == "2026-01-01"
    assert (kinds.count(sim.Kind.FIRM), kinds.count(sim.Kind.NATION), kinds.count(sim.Kind.LAB)) == (6, 3, 2)
    assert {spec.bloc for spec in SUMMIT.actors.values()} == {"north", "south", "isles"}
    assert {spec.bloc for spec in SUMMIT.actors.values() if spec.kind == sim.Kind.NATION} == {"north", "south", "isles"}
    assert len({spec.strategy for spec in SUMMIT.actors.values()}) > 4


def test_names_are_told_apart_when_they_are_called_out():
    assert len({name[:2] for name in NAMES}) == len(NAMES) and max(map(len, NAMES)) < 10


def test_laws_are_those_of_the_fit_but_for_the_start_and_what_is_left_out():
    others = {"actors", "policies", "quarters", "start", "ties", "domains", "tiers"}
    moved = {path for path in differing("race-2019-fitted", "summit") if path.partition(".")[0] not in others}
    assert moved <= MOVED


def test_distances_are_those_of_base_and_every_seat_says_whose():
    base, own = sim.load("base").actors, SUMMIT.actors
    text = (ROOT / "scenarios/summit.toml").read_text(encoding="utf-8")
    for name, (like, bloc, about) in script.CAST.items():
        assert own[name].bloc == bloc and f"# {about} As {like} in base.\n[actors.{name}]" in text
        same = ("kind", "strategy", "tier", "hoards_as", "shares_as", "complement")
        assert [getattr(own[name], field) for field in same] == [getattr(base[like], field) for field in same]
        assert own[name].know_how - own["atlas"].know_how == pytest.approx(base[like].know_how - base["alpha"].know_how)
        times = own[name].cash / base[like].cash
        assert times == (own["atlas"].cash / base["alpha"].cash if name in FIRMS else 1.0)
        assert own[name].compute == pytest.approx(times * base[like].compute, rel=0.05)


def test_the_start_is_where_the_fitted_race_has_the_world_by_then():
    """Rules move these by a little; the file follows when it is written again (seeds/game/summit.py)."""
    seen, moved = script.level(), sim.load("race-2019-fitted")
    assert SUMMIT.prices.middle == pytest.approx(moved.prices.middle - seen["rise"], abs=0.15)
    assert SUMMIT.incidents.danger == pytest.approx(moved.incidents.danger - seen["rise"], abs=0.15)
    for table, names in (("prices", ("reached", "serving")), ("investors", ("pace", "capture", "margin"))):
        for name in names:
            assert getattr(getattr(SUMMIT, table), name) == pytest.approx(seen[name], rel=0.1), name


def test_what_is_agreed_on_the_first_day_is_what_the_race_has_by_then():
    written = {row["name"]: row for row in tomllib.loads(script.text())["policies"]}
    assert {row.name for row in SUMMIT.policies} == set(written) == {"controls", "answer", "commitments", "concord"}
    for row in SUMMIT.policies:
        told = row.model_dump(mode="json")
        assert {field: told[field] for field in written[row.name] if field != "start"} == {
            field: value for field, value in written[row.name].items() if field != "start"
        }


def test_nobody_leaves_and_nothing_explodes(worlds):
    for made in worlds.values():
        for run in made:
            assert run.world.actors["alive"][: len(NAMES)].all()
            rise = run.series["released_frontier"][-1] - run.series["released_frontier"][0]
            assert 1.0 < rise < 4.0, "OOM in four years: x10 to x10,000"
            assert 0.0 < run.series["users"][-1] < 0.5 and 20.0 < run.series["market"][-1] < 600.0
            assert run.series["incidents"].sum() < 20.0 and np.isfinite(run.world.actors["payoff_sum"]).all()


def test_sharing_and_hoarding_each_have_who_gains_and_who_pays(worlds):
    hoard, share = payoffs(worlds["hoard"]), payoffs(worlds["share"])
    gain = {name: share[name] - hoard[name] for name in NAMES}
    assert min(gain.values()) < -10.0 and max(gain.values()) > 10.0
    assert {name for name in FIRMS if gain[name] > 0.0} and {name for name in FIRMS if gain[name] < 0.0}

    def mean(kind, name, of="sum"):
        return np.mean([getattr(run.series[name], of)() if of else run.series[name][-1] for run in worlds[kind]])

    assert mean("share", "surplus") > mean("hoard", "surplus") and mean("share", "misuse") > mean("hoard", "misuse")
    assert mean("share", "trust", "") > mean("hoard", "trust", "")
    assert mean("share", "market", "") < mean("hoard", "market", ""), "what users need not pay, firms do not earn"


@pytest.mark.parametrize("name", FIRMS)
def test_a_firm_is_tempted_to_hoard_where_all_share_and_pays_for_sharing_alone(name, worlds):
    free = payoffs(runs(all_who("share") | all_who("hoard", [name])))[name]
    alone = payoffs(runs(all_who("hoard") | all_who("share", [name])))[name]
    assert free > payoffs(worlds["share"])[name] and alone < payoffs(worlds["hoard"])[name]


@pytest.mark.parametrize("name", NAMES)
def test_what_a_seat_does_matters_to_itself_and_to_others(name, worlds):
    """A strategy that hoards, and one that shares, leave different worlds; paired by luck."""
    hoards, shares = (runs(all_who(strategy, [name])) for strategy in ("hoard", "share"))
    others = [row for row, other in enumerate(NAMES) if other != name]
    for one, other in zip(hoards, shares, strict=True):
        before, after = (run.world.actors["payoff_sum"] for run in (one, other))
        assert before[NAMES.index(name)] != after[NAMES.index(name)]
        assert np.any(before[others] != after[others])


CHOICES = {"tier": ("closed", "access", "licensed", "open"), "effort": (0.1, 1.0), "care": (0.0, 0.9)}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("field", CHOICES)
def test_each_choice_of_a_seat_moves_what_it_gets_and_what_becomes_of_the_world(field, name):
    """As a game writes it down: a row that decides for the seat, for all rounds."""
    own = [each.model_dump(exclude_defaults=True) for each in SUMMIT.policies]
    row = {"name": "decided", "kind": "decision", "actors": [name], "start": SUMMIT.start}
    moved = [sim.run(sim.load(SUMMIT, {"policies": [*own, {**row, field: value}]}), 0) for value in CHOICES[field]]
    assert len({run.world.actors["payoff_sum"][NAMES.index(name)] for run in moved}) == len(moved)
    assert len({tuple(run.outcomes.values()) for run in moved}) == len(moved)
