"""RaceModel is the same simulation behind Mesa's face: agents, collectors, batches and pages work on it."""

import copy
import gc
import json
import pickle
import weakref

import mesa
import numpy as np
import pandas as pd
import pytest

from sim import Firm, Kind, Lab, Nation, RaceModel, Strategy, Tier, load, run
from sim.scenario.schema.enums import word
from sim.scenario.schema.series import SERIES
from tests.growth import COUNTED
from tests.program import finish, start
from tests.worlds import GROWN, changed, day, small


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
    count = int(whole.world.society["releases"][0])
    assert np.array_equal(model.world.releases[:count], whole.world.releases[:count])


def test_a_catastrophe_ends_a_stepped_run_too():
    at_once = {"rate": 10.0, "danger": -50.0, "ends_run": True}
    scenario = small(research={}, flaws={"birth": 100.0}, incidents=at_once)
    plain, asked = stepped(scenario, 0, 12), stepped(scenario, 0, 12, agents={"alpha": Idle})
    assert plain.world.society["ended"][0]
    assert plain.outcomes() == run(scenario).outcomes == asked.outcomes()


def test_seeds_can_be_text_and_seed_and_overrides_are_those_of_a_run(base):
    assert stepped("base", "7").outcomes() == stepped("base", 7).outcomes() != stepped("base", 8).outcomes()
    told = stepped("base", overrides={"trust.gain": 0.0})
    assert told.outcomes() == run(changed(base, trust={"gain": 0.0}), 0, 3).outcomes
    for wrong in ("seven", "-1", -1, 1.5, [-1], [0.5], "", b"x", np.array([0.5])):
        with pytest.raises(ValueError, match="expected a whole number from 0"):
            RaceModel("base", wrong)


def test_rng_is_another_name_of_the_seed_and_a_generator_gives_one():
    assert [RaceModel("base", **{name: 7}).run_seed for name in ("rng", "seed")] == [RaceModel("base", 7).run_seed] * 2
    for make in (
        np.random.default_rng,
        np.random.SeedSequence,
        np.random.PCG64,
        lambda n: [n, 1],
        lambda n: np.array([n, 1]),
        np.int64,
    ):
        assert RaceModel("base", rng=make(5)).run_seed == RaceModel("base", rng=make(5)).run_seed
        assert RaceModel("base", rng=make(5)).run_seed != RaceModel("base", rng=make(6)).run_seed
    with pytest.raises(ValueError, match="seed and rng both set the seed"):
        RaceModel("base", rng=3, seed=4)
    with pytest.raises(TypeError, match="unexpected keyword argument 'sead'"):
        RaceModel("base", sead=4)


def test_without_a_seed_each_model_draws_its_own_and_tells_it():
    one, other = stepped("base", None), stepped("base", None)
    assert one.run_seed != other.run_seed
    assert one.outcomes() == stepped("base", one.run_seed).outcomes() != other.outcomes()


def test_a_choice_must_be_a_tier_and_nothing_is_measured_before_a_quarter():
    class Wordy(Firm):
        def choose(self):
            return "open"

    with pytest.raises(TypeError, match="choose\\(\\) of alpha returned 'open'; expected a Tier"):
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
    assert alpha.trust_in["beta"] == model.world.ties.trust[0]


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
    actors = {"seller": {}, "owing": {}, "late": {"enters": day(2)}}
    model = RaceModel(small(actors, entry={"rate": 1.0, "slots": 5}, exit={"rate": 1e3}, finance={}, **SOLD))
    owe(model, 1)
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


# Leaving

SOLD = {"market": {}, "prices": GROWN}


def owe(model, row):
    """What an actor is committed to is more than it has."""
    model.world.actors["outlay"][row] = 99.0


def left(row, quarters=8, name="base", **more):
    """A model whose actor of a row was removed after two quarters."""
    model = stepped(name, 1, 2, **more)
    model.actors[row].remove()
    for _ in range(quarters):
        model.step()
    return model


@pytest.mark.parametrize("row", [0, 14, 17], ids=["a firm", "a nation", "a lab"])
def test_who_is_removed_leaves_the_world_and_stays_out(row):
    model = left(row, 0)
    gone = model.actors[row]
    assert not gone.alive and gone not in model.agents
    assert (gone.users, gone.revenue, gone.openness, gone.clubs) == (0.0, 0.0, 0.0, 0)
    assert len(model.agents) == 19
    for _ in range(12):
        model.step()
        assert not gone.alive and gone not in model.agents
        assert {agent.row for agent in model.agents} == set(np.flatnonzero(model.world.actors["alive"]))
        assert gone not in model.agents_by_type[type(gone)] and gone not in model.actors[1].partners
    assert np.isfinite(list(model.outcomes().values())).all()
    assert model.outcomes() != stepped("base", 1, 14).outcomes()


def test_removing_is_the_exit_of_the_rules():
    ruled = RaceModel(small(("seller", "owing"), exit={"rate": 1e3}, finance={}, **SOLD))
    removed = RaceModel(small(("seller", "owing"), finance={}, **SOLD))
    for model in (ruled, removed):
        owe(model, 1)
        model.step()
    removed.actors[1].remove()
    assert not ruled.actors[1].alive and ruled.world.society["exits"][0] == 1
    assert ruled.world.actors.tobytes() == removed.world.actors.tobytes()
    for model in (ruled, removed):
        model.step()
    assert ruled.world.actors.tobytes() == removed.world.actors.tobytes()


def test_who_was_to_come_and_is_removed_does_not_come_and_a_closed_slot_stays_empty():
    actors = {"seller": {}, "late": {"enters": day(2)}}
    model = RaceModel(small(actors, entry={"rate": 1.0, "slots": 2}, **SOLD))
    model.actors[1].remove()
    model.actors[2].remove()
    for _ in range(6):
        model.step()
    assert {agent.name for agent in model.agents} == {"seller", "entrant-2"}


@pytest.mark.parametrize("name", ["base", "race-2019", "open-licence"])
def test_everybody_can_be_removed_and_the_world_goes_on(name):
    model = stepped(name, 0, 2)
    gone = set(model.agents)
    model.remove_all_agents()
    assert len(model.agents) == 0
    for _ in range(4):
        model.step()
    assert not gone & set(model.agents) and np.isfinite(model.world.series[: model.quarter]).all()
    model.actors[0].remove()  # twice is once


def test_an_actor_can_remove_itself_or_another_while_it_chooses():
    class Rash(Firm):
        def choose(self):
            self.model.actors[4].remove()
            self.remove()

    model = stepped("base", agents={"alpha": Rash})
    assert not model.actors[0].alive and not model.actors[4].alive and len(model.agents) == 18
    assert np.isfinite(list(model.outcomes().values())).all()


@pytest.mark.parametrize(
    "add",
    [
        lambda model: Firm(model),
        lambda model: Nation(model, 3, "gamma"),
        lambda model: Firm(model, len(model.actors), "newcomer"),
        lambda model: Firm.create_agents(model, 2),
    ],
    ids=["bare", "a row that is taken", "a row that is not there", "create_agents"],
)
def test_adding_by_hand_is_refused_with_the_way_to_do_it(add):
    model = RaceModel("base")
    with pytest.raises(TypeError, match=r"cannot be added to a model.*\[actors\.NAME\]"):
        add(model)
    assert len(model.agents) == 20
    model.actors[0].remove()
    with pytest.raises(ValueError, match="alpha is not in the world"):
        model.register_agent(model.actors[0])


def test_an_agent_of_ones_own_may_stand_beside_the_actors():
    class Journalist(mesa.Agent):
        pass

    model = RaceModel("base")
    Journalist(model)
    model.step()
    assert len(model.agents_by_type[Journalist]) == 1 and len(model.agents) == 21


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
    # eta hoards, closed; so a decision in Python to be closed, or to leave all as it is, is the same run. Entrants
    # could tell: who resembles a firm that decides in Python decides by a rule.
    rows = {
        name: stepped("base", 2, 70, agents=agents, overrides={"entry.rate": 0.0}).world.series[:70]
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


def test_a_strategy_given_to_who_decided_in_python_decides_from_then_on():
    class Never(Firm):
        def choose(self):
            raise AssertionError("asked all the same")

    model = RaceModel("base", agents={"alpha": Never})
    model.actors[0].strategy = "share"
    model.step()
    assert model.actors[0].strategy == Strategy.SHARE
    with pytest.raises(ValueError, match=r"strategy of beta: only a class that overrides choose\(\)"):
        model.actors[1].strategy = Strategy.PYTHON


# Mesa's tools


def test_a_run_ends_where_its_scenario_does_and_steps_go_on_beyond():
    model = RaceModel("base", 2, {"quarters": 5})
    model.run_model()
    assert (model.quarter, model.steps, model.running) == (5, 5, False)
    assert model.outcomes() == run(model.config, 2).outcomes
    model.step()
    assert (model.quarter, model.running) == (6, False)
    assert model.outcomes() == run(model.config, 2, 6).outcomes


def test_a_batch_without_a_limit_ends_where_the_scenario_does():
    plan = {"config": ["base", "commons"], "seed": 3, "overrides": [{"quarters": 4}]}
    rows = mesa.batch_run(RaceModel, plan, number_processes=1, data_collection_period=1, display_progress=False)
    table = pd.DataFrame(rows)
    assert table.groupby("config")["Step"].nunique().tolist() == [4, 4]
    assert set(table["seed"]) == {3}
    for name, part in table.groupby("config"):
        assert part["trust"].tolist() == run(load(name), 3, 4).series["trust"].tolist()


def test_a_batch_in_processes_gives_the_same_rows():
    plan = {"config": "base", "seed": [1, 2], "overrides": [{"quarters": 2}]}
    one, two = (
        mesa.batch_run(RaceModel, plan, number_processes=processes, display_progress=False) for processes in (1, 2)
    )
    by_seed = [{row["seed"]: row["trust"] for row in rows} for rows in (one, two)]
    assert by_seed[0] == by_seed[1] and len(by_seed[0]) == 2


def test_agents_act_in_any_order_and_agree_with_maps_and_groups():
    model = stepped("base")
    cash = model.world.actors["cash"].sum()
    model.agents.shuffle_do(lambda agent: setattr(agent, "cash", agent.cash + 1.0))
    model.agents.do(lambda agent: setattr(agent, "cash", agent.cash + 1.0))
    assert model.agents.agg("cash", sum) == pytest.approx(cash + 40.0)
    assert model.agents.map(lambda agent: agent.name) == [actor.name for actor in model.actors[:20]]
    assert model.agents.shuffle().sort("unique_id", ascending=True).get("row") == list(range(20))
    assert model.agents.select(at_most=3, agent_type=Lab).get("kind") == [Kind.LAB] * 3
    assert model.agents.groupby("tier").count() == {
        tier: (model.world.actors["tier"][:20] == tier).sum() for tier in set(model.agents.get("tier"))
    }


@pytest.mark.parametrize(
    "how", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))], ids=["copy", "pickle"]
)
@pytest.mark.parametrize("agents", [{}, {"alpha": Copycat}], ids=["rules", "python"])
def test_a_copied_model_goes_on_as_the_first_does_and_leaves_it_alone(how, agents):
    model = stepped("race-2019" if not agents else "base", 1, 2, agents=agents)
    other = how(model)
    for _ in range(3):
        other.step()
    assert model.quarter == 2 and other.quarter == 5
    for _ in range(3):
        model.step()
    assert model.outcomes() == other.outcomes() and len(model.agents) == len(other.agents)
    other.actors[0].remove()
    assert model.actors[0].alive and not other.actors[0].alive and other.actors[0].model is other


def test_mesas_randomness_can_be_set_anew_and_changes_no_run():
    model = RaceModel("base", 5)
    drawn = model.random.random()
    model.reset_rng(9)
    model.random.random()
    model.step()
    assert model.outcomes() == stepped("base", 5, 1).outcomes() and RaceModel("base", 5).random.random() == drawn


def test_numbers_of_agents_are_those_of_their_rows_in_every_model():
    for _ in range(2):
        model = stepped("base")
        assert [agent.unique_id for agent in model.agents] == list(range(1, 21))


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


@pytest.mark.parametrize(("name", "value"), [("row", 1), ("name", "beta")])
def test_who_is_who_cannot_be_written(name, value):
    model = RaceModel("base")
    before = [getattr(actor, name) for actor in model.actors]
    with pytest.raises(AttributeError):
        setattr(model.actors[0], name, value)
    with pytest.raises(AttributeError):
        model.agents.set(name, value)
    assert [getattr(actor, name) for actor in model.actors] == before
    assert len({actor.cash for actor in model.agents}) > 1


def test_an_actor_belongs_to_one_model():
    one, other = RaceModel("base"), RaceModel("base")
    for move in (one.register_agent, one.deregister_agent):
        with pytest.raises(ValueError, match="alpha is an actor of another model"):
            move(other.actors[0])
    assert len(one.agents) == len(other.agents) and one.actors[0].alive


def test_what_was_observed_cannot_be_written():
    model = RaceModel("base")
    with pytest.raises(AttributeError, match="trust is an observed value"):
        model.trust = 5
    model.step()
    assert model.datacollector.model_vars["trust"] == [model.trust] and 0 < model.trust < 1


def test_classes_of_actors_come_by_name():
    with pytest.raises(TypeError, match="expected a mapping from actor names to classes"):
        RaceModel(agents=["alpha"])
