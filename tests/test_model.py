"""RaceModel is the same simulation behind Mesa's face: agents, collectors, batches and pages work on it."""

import gc
import json
import weakref

import mesa
import numpy as np
import pandas as pd
import pytest

from sim import Firm, Kind, Lab, Nation, RaceModel, Strategy, Tier, run
from sim.scenario.enums import word
from sim.scenario.series import SERIES
from tests.growth import COUNTED
from tests.program import finish, start
from tests.worlds import changed, day, small


def stepped(config, seed=0, quarters=3, **more):
    model = RaceModel(config, seed, **more)
    for _ in range(quarters):
        model.step()
    return model


class Idle(Firm):
    """Leaves its tier as it is."""

    def choose(self):
        return None


class Closed(Firm):
    """Always closes."""

    def choose(self):
        return Tier.CLOSED


class Copycat(Firm):
    """Does what the leader released, a quarter later."""

    def choose(self):
        leader = max(self.partners, key=lambda partner: partner.released)
        return leader.released_tier


# The same law


@pytest.mark.parametrize("name", ["base", "race-2019"])
@pytest.mark.parametrize("quarters", [1, 63, 64, 65, 150])
def test_steps_give_the_series_of_a_run_bit_for_bit(name, quarters):
    model, whole = stepped(name, 3, quarters), run(RaceModel(name).config, 3, quarters)
    assert np.array_equal(np.column_stack([model.series(name) for name in SERIES]), whole.world.series)
    assert model.outcomes() == whole.outcomes
    count = int(whole.world.commons["releases"][0])
    assert np.array_equal(model.world.releases[:count], whole.world.releases[:count])


def test_a_catastrophe_ends_a_stepped_run_too():
    at_once = {"rate": 10.0, "danger": -50.0, "ends_run": True}
    scenario = small(research={}, flaws={"birth": 100.0}, incidents=at_once)
    plain, asked = stepped(scenario, 0, 12), stepped(scenario, 0, 12, agents={"alpha": Idle})
    assert plain.world.commons["ended"][0]
    assert plain.outcomes() == run(scenario).outcomes == asked.outcomes()


def test_seeds_can_be_text_and_seed_and_overrides_are_those_of_a_run(base):
    assert stepped("base", "7").outcomes() == stepped("base", 7).outcomes() != stepped("base", 8).outcomes()
    told = stepped("base", overrides={"trust.gain": 0.0})
    assert told.outcomes() == run(changed(base, trust={"gain": 0.0}), 0, 3).outcomes
    for wrong in ("seven", "-1", -1, 1.5):
        with pytest.raises(ValueError, match="expected a whole number from 0"):
            RaceModel("base", wrong)


def test_without_a_seed_each_model_draws_its_own_and_tells_it():
    one, other = stepped("base", None), stepped("base", None)
    assert one.run_seed != other.run_seed
    assert one.outcomes() == stepped("base", one.run_seed).outcomes() != other.outcomes()


def test_a_choice_must_be_a_tier_and_nothing_is_measured_before_a_quarter():
    class Wordy(Firm):
        def choose(self):
            return "open"

    with pytest.raises(TypeError, match="choose\\(\\) of alpha gave 'open'; expected a Tier"):
        stepped("base", agents={"alpha": Wordy})
    with pytest.raises(ValueError, match="no quarter has been stepped"):
        RaceModel("base").outcomes()


def test_a_scenario_a_name_and_a_file_will_do(tmp_path, base):
    (tmp_path / "mine.toml").write_text('extends = "base"\n')
    assert stepped(base).outcomes() == stepped("base").outcomes() == stepped(tmp_path / "mine.toml").outcomes()


# Agents are views


def test_agents_read_and_write_through_to_the_arrays():
    model = stepped("base")
    alpha = next(agent for agent in model.agents if agent.name == "alpha")
    assert (type(alpha), alpha.kind, alpha.strategy, alpha.bloc_name) == (Firm, Kind.FIRM, Strategy.COMPLEMENT, "west")
    assert alpha.cash == model.world.actors["cash"][alpha.row]
    assert (type(alpha.cash), type(alpha.tier), type(alpha.alive), type(alpha.bloc)) == (float, Tier, bool, int)
    alpha.cash, alpha.tier = 5.5, Tier.OPEN
    assert (model.world.actors["cash"][alpha.row], model.world.actors["tier"][alpha.row]) == (5.5, 3)
    model.world.actors["cash"][alpha.row] = 2.5
    assert alpha.cash == 2.5
    assert list(alpha.know_how) == list(model.config.domains)
    assert set(alpha.trust_in) == {actor.name for actor in model.actors} - {"alpha"}
    assert {actor.name for actor in alpha.partners} == {agent.name for agent in model.agents} - {"alpha"}
    assert alpha.trust_in["beta"] == model.world.trust[0]


def test_what_is_written_changes_the_run():
    richer = stepped("base")
    richer.agents.select(lambda agent: agent.name == "delta").set("cash", 50.0).set("budget", 20.0)
    richer.step()
    assert richer.outlay > stepped("base", quarters=4).outlay + 5.0


def test_an_agent_set_selects_gets_sets_groups_and_sums():
    model = stepped("base")
    opened = model.agents.select(lambda agent: agent.tier >= Tier.LICENSED)
    assert 0 < len(opened) < len(model.agents)
    assert model.agents.agg("cash", sum) == pytest.approx(model.world.actors["cash"].sum())
    assert set(model.agents.get("bloc_name")) == {"west", "east", "third"}
    assert {kind: len(agents) for kind, agents in model.agents_by_type.items()} == {Firm: 14, Nation: 3, Lab: 3}
    model.agents_by_type[Lab].set("endowment", 9.0)
    assert sorted(model.world.actors["endowment"])[-3:] == [9.0] * 3
    by_bloc = model.agents.groupby("bloc_name").agg("cash", sum)
    assert set(by_bloc) == {"west", "east", "third"}
    assert sum(by_bloc.values()) == pytest.approx(model.agents.agg("cash", sum))


@pytest.mark.parametrize("strategy", [s for s in Strategy if s != Strategy.PYTHON], ids=word)
def test_a_strategy_set_through_mesa_plays_as_if_it_had_been_there_from_the_start(strategy):
    actors = {"a": {}, "giver": {"tier": "open", "strategy": "share"}, "taker": {}}
    learning = {"imitation": {"rate": 1.0, "intensity": 0.0}, "reinforcement": {}, "choice": {"fairness": 0.6}}
    plain = small(actors, quarters=20, **learning)
    model = RaceModel(plain, 1)
    model.actors[0].strategy = strategy
    for _ in range(20):
        model.step()
    assert model.outcomes() == run(changed(plain, actors={"a": {"strategy": strategy}}), 1).outcomes


def test_entrants_appear_among_agents_and_leavers_vanish():
    actors = {"seller": {"users": 0.3}, "owing": {"cash": -9.0}, "late": {"enters": day(2)}}
    scenario = small(actors, market={"size": 500.0}, entry={"rate": 1.0, "slots": 5}, exit={"rate": 1e3})
    model = RaceModel(scenario)
    seen = []
    for _ in range(10):
        seen.append({agent.name for agent in model.agents})
        alive = model.world.actors["alive"]
        assert seen[-1] == {actor.name for actor in model.actors if alive[actor.row]}
        assert all(agent.alive for agent in model.agents)
        model.step()
    assert seen[0] == {"seller", "owing"}
    assert "owing" not in seen[1] and "late" not in seen[1] and "late" in seen[2]
    assert any(name.startswith("entrant-") for name in seen[-1])


# Deciding in Python


def test_a_subclass_decides_in_python():
    model = stepped("base", 1, 12, agents={"delta": Copycat})
    delta = model.actors[3]
    assert isinstance(delta, Copycat) and delta.strategy == Strategy.PYTHON
    for _ in range(8):
        expected = max(delta.partners, key=lambda partner: partner.released).released_tier
        model.step()
        assert delta.tier == expected
    assert len(model.agents_by_type[Copycat]) == 1


def test_choosing_what_the_rules_would_choose_changes_nothing():
    # eta hoards, closed; so a decision in Python to be closed, or to leave all as it is, is the same run.
    rows = {
        name: stepped("base", 2, 70, agents=agents).world.series[:70]
        for name, agents in {"rules": {}, "closed": {"eta": Closed}, "idle": {"eta": Idle}}.items()
    }
    assert np.array_equal(rows["rules"], rows["closed"]) and np.array_equal(rows["rules"], rows["idle"])


def test_a_public_commitment_binds_who_decides_in_python_too():
    pledge = {"kind": "pivot", "start": day(2), "actor": "alpha", "tier": "open"}
    model = stepped(small(policies=[pledge]), quarters=4, agents={"alpha": Closed})
    assert model.actors[0].tier == Tier.OPEN


def test_all_choices_are_made_before_any_takes_effect():
    class Mirror(Firm):
        def choose(self):
            return self.partners[0].tier

    scenario = small({"a": {"tier": "open"}, "b": {"tier": "closed"}})
    model = RaceModel(scenario, agents={"a": Mirror, "b": Mirror})
    played = []
    for _ in range(4):
        played.append([actor.tier for actor in model.actors])
        model.step()
    assert played == [[3, 0], [0, 3], [3, 0], [0, 3]]


@pytest.mark.parametrize(
    ("agents", "message"),
    [
        ({"alpha": Nation}, "alpha is a firm; .*Nation.* is not"),
        ({"west-lab": Copycat}, "west-lab is a lab; .*Copycat.* is not"),
        ({"alpah": Firm}, "no actor 'alpah'; did you mean 'alpha'"),
        ({"alpha": 3}, "alpha is a firm; 3 is not"),
    ],
)
def test_a_class_for_nobody_or_of_the_wrong_kind_is_an_error(agents, message):
    with pytest.raises(ValueError, match=message):
        RaceModel("base", agents=agents)


# Mesa's tools


def test_a_data_collector_reads_series_agents_and_types():
    model = RaceModel("base", 3)
    collector = mesa.DataCollector(
        model_reporters={"Trust": "trust", "Quarter": "quarter"},
        agent_reporters={"Openness": "openness", "Name": "name"},
        agenttype_reporters={Nation: {"Rival": "foreign"}},
    )
    for _ in range(4):
        model.step()
        collector.collect(model)
    table = collector.get_model_vars_dataframe()
    assert table["Trust"].tolist() == model.series("trust").tolist()
    assert table["Quarter"].tolist() == [1, 2, 3, 4]
    agents = collector.get_agent_vars_dataframe()
    assert agents.loc[4]["Openness"].mean() == pytest.approx(model.openness)
    assert set(agents.loc[4]["Name"]) == {agent.name for agent in model.agents}
    assert len(collector.get_agenttype_vars_dataframe(Nation).loc[4]) == 3


def test_series_are_attributes_and_nothing_else_is_invented():
    model = RaceModel("base")
    assert np.isnan(model.trust)
    model.step()
    assert [getattr(model, name) for name in SERIES] == model.world.series[0].tolist()
    with pytest.raises(AttributeError, match="'RaceModel' has no attribute 'trsut'"):
        _ = model.trsut
    with pytest.raises(ValueError, match="trsut"):
        model.series("trsut")


def test_mesas_batch_run_runs_scenarios_by_name_and_seed():
    plan = {"config": ["arms-race", "commons"], "seed": [1, 2]}
    rows = mesa.batch_run(RaceModel, plan, number_processes=1, max_steps=5, display_progress=False)
    table = pd.DataFrame(rows).groupby(["config", "seed"])["trust"].last()
    assert len(table) == 4 and table.nunique() == 4
    for (name, seed), value in table.items():
        assert value in run(RaceModel(name).config, seed, 6).series["trust"][-2:]


def test_a_batch_takes_a_scenario_whole():
    rows = mesa.batch_run(RaceModel, {"config": small()}, number_processes=1, max_steps=2, display_progress=False)
    assert len({row["RunId"] for row in rows}) == 1


def test_a_stock_page_shows_a_model():
    solara = pytest.importorskip("solara")
    from mesa.visualization import SolaraViz, make_plot_component

    model = RaceModel("base")
    model.datacollector = mesa.DataCollector(model_reporters={"trust": "trust"})
    box, context = solara.render(SolaraViz(model, components=[make_plot_component("trust")], name="Race"))
    assert box.children
    context.close()


# Memory


def test_models_that_are_dropped_are_let_go_of():
    models = [weakref.ref(stepped("base", seed, 1)) for seed in range(5)]
    gc.collect()
    assert [model() for model in models] == [None] * 5


PROGRAM = """
from sim import RaceModel, load
from tests.growth import grown
config = load("base")
print(grown(lambda models: [RaceModel(config, seed).step() for seed in range(models)]))
"""


def test_models_in_a_row_do_not_grow_memory():
    objects, size, blocks = json.loads(finish(start("-c", PROGRAM, environment=COUNTED)).stdout)
    assert (objects < 100, size < 200_000, blocks) == (True, True, 0)  # one model takes twice that
