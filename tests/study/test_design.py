"""A study says what to run, lazily and the same way each time, and what is wrong with it at its line."""

import itertools
import json
import pickle
import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from sim import ScenarioError, design, load, run, sweep
from sim.cli import app
from sim.keys import SEEDS, derived_seed
from sim.scenario.reading.outline import json_schema
from sim.study.design import Point
from sim.study.sampling import Axis
from sim.study.study_file import read_design
from sim.study.study_schema import Study

RANGE = {"least": 0.0, "most": 0.5}


def study(folder, text):
    path = folder / "study.toml"
    path.write_text(text)
    return path


def settings(made):
    return [each for _, each in made.settings_of_points()]


def test_scenarios_and_replicates_are_a_whole_study(tmp_path):
    made = read_design(study(tmp_path, 'scenarios = ["arms-race", "commons"]\nreplicates = 100\n'))
    assert len(made) == 200
    assert list(made.settings_of_points()) == [("arms-race", {}), ("commons", {})]
    assert (made.title, made.quarters, made.series, made.releases) == ("study", None, 0, 0)


def test_a_file_and_a_call_make_the_same_study(tmp_path):
    text = 'scenarios = ["base"]\nreplicates = 2\nseries = "all"\n[parameters]\ntrust.gain = [0.0, 0.1]\n'
    called = design("base", replicates=2, series="all", parameters={"trust.gain": np.array([0.0, 0.1])}, title="study")
    assert read_design(study(tmp_path, text)) == called


@pytest.mark.parametrize(
    "written", ['"trust.gain" = [0, 0.1]', "trust.gain = [0, 0.1]", "[parameters.trust]\ngain = [0, 0.1]"]
)
def test_a_parameter_may_be_written_as_a_path_or_as_tables(tmp_path, written):
    made = read_design(study(tmp_path, f'scenarios = ["base"]\n[parameters]\n{written}\n'))
    assert settings(made) == [{"trust.gain": 0}, {"trust.gain": 0.1}]


def test_a_grid_is_every_combination():
    made = design("base", parameters={"trust.gain": [0.0, 0.1], "research.luck": {"least": 0, "most": 1, "steps": 3}})
    pairs = [tuple(each.values()) for each in settings(made)]
    assert pairs == list(itertools.product([0.0, 0.1], [0.0, 0.5, 1.0]))
    assert len(made) == 6


def test_a_list_goes_through_its_parameters_side_by_side():
    made = design("base", sampling="list", parameters={"trust.gain": [0.0, 0.1], "trust.loss": [0.2, 0.3]})
    assert settings(made) == [{"trust.gain": 0.0, "trust.loss": 0.2}, {"trust.gain": 0.1, "trust.loss": 0.3}]


def test_one_at_a_time_begins_with_none():
    made = design("base", sampling="one-at-a-time", parameters={"trust.gain": [0.0, 0.1], "trust.loss": [0.2]})
    assert settings(made) == [{}, {"trust.gain": 0.0}, {"trust.gain": 0.1}, {"trust.loss": 0.2}]
    assert len(made) == 4


@pytest.mark.parametrize("sampling", ["latin-hypercube", "sobol"])
def test_samples_fill_their_ranges_and_come_out_the_same_each_time(sampling):
    def made(seed):
        parameters = {"trust.gain": RANGE, "research.luck": {"least": 0.01, "most": 1, "scale": "log"}}
        return settings(design("base", sampling=sampling, samples=64, seed=seed, parameters=parameters))

    gain = np.array([each["trust.gain"] for each in made(0)])
    luck = np.log10([each["research.luck"] for each in made(0)])
    assert len(gain) == 64
    assert np.histogram(gain, 8, (0, 0.5))[0].tolist() == [8] * 8
    assert np.histogram(luck, 8, (-2, 0))[0].tolist() == [8] * 8
    assert made(0) == made(0) != made(1)


def test_a_longer_sobol_sequence_begins_with_the_shorter():
    short, long = (
        settings(design("base", sampling="sobol", samples=count, parameters={"trust.gain": RANGE}))
        for count in (8, 1500)
    )
    assert long[:8] == short and len(long) == 1500


def test_whole_numbers_stay_whole_and_reach_both_ends():
    made = design("base", sampling="sobol", samples=256, parameters={"quarters": {"least": 3, "most": 6}})
    assert {each["quarters"] for each in settings(made)} == {3, 4, 5, 6}


def test_replicates_are_distinct_and_shared_by_all_scenarios_and_points():
    seeds = [derived_seed(7, number) for number in range(20_000)]
    assert len(set(seeds)) == len(seeds) and min(seeds) >= 0 and max(seeds) < SEEDS
    assert derived_seed(8, 0) not in seeds
    made = design("base", replicates=2, seed=7)
    assert [made.replicate(number).seed for number in (0, 1)] == seeds[:2]


def test_groups_of_points_have_seeds_of_their_own(tmp_path):
    """Points 0 and 1 have the seeds of the first group, 2 and 3 those of the second; equal points run in each."""
    values = (0.1, 0.2, 0.1, 0.3)
    made = design("base", replicates=2, quarters=1, sampling="list", parameters={"trust.gain": list(values)})
    assert [made.group(point) for point in range(4)] == [0] * 4
    grouped = replace(made, shared=2)
    assert grouped.sample != made.sample and grouped.name != made.name
    seeds = [[grouped.replicate(number, point).seed for number in (0, 1)] for point in range(4)]
    assert seeds[0] == seeds[1] != seeds[2] == seeds[3] and len({*seeds[0], *seeds[2]}) == 4
    runs = sweep(grouped, tmp_path / "store", workers=1)
    assert runs["seed"].tolist() == list(itertools.chain.from_iterable(seeds)) and runs["key"].nunique() == 8
    assert sweep(made, tmp_path / "other", workers=1)["key"].nunique() == 6  # point 2 is point 0


def test_a_planned_run_has_the_key_of_the_run_itself():
    made = design("base", quarters=2, set={"trust.gain": 0.1})
    point = made.resolve(*next(made.settings_of_points()))
    seed = made.replicate(0).seed
    assert point.keys([seed])[0] == run(load("base", {"trust.gain": 0.1}), seed, 2).key


def test_a_point_is_sent_with_plain_settings_whatever_their_classes():
    class Odd(float):
        """No other process knows it."""

    given = {"trust.gain": Odd(0.1), "effort.on": True, "challenge.after": np.int64(3), "about": "it"}
    point = Point("base", given, None, "none", "0" * 32, 2)
    sent = pickle.loads(pickle.dumps(point))
    assert sent.settings == json.loads(point.overrides) and type(sent.settings["trust.gain"]) is float
    assert "overrides" in vars(sent) and sent.overrides == point.overrides == json.dumps(sent.settings, sort_keys=True)
    assert replace(sent, settings=given) == point and point.settings is given


def test_the_hashes_of_a_long_design_are_made_once():
    told = []

    class Told(float):
        def __repr__(self):
            told.append(self)
            return "told"

    made = replace(design("base"), axes=(Axis("trust.gain", (Told(0.1), Told(0.2))),), method="list")
    assert (made.name, made.sample) == (made.name, made.sample) and len(told) == 2 * 2
    assert (made.name, made.sample) != (design("base").name, design("base").sample)


def test_settings_that_do_not_fit_together_make_a_point_with_an_error():
    made = design("base", set={"domains.language.weight": 0.5})
    point = made.resolve("base", {"domains.language.weight": -1.0})
    assert point.scenario is None and "out of range" in point.error and len(point.digest) == 32


def test_what_is_kept_is_kept_of_the_first_replicates():
    made = design("base", replicates=3, series=1, releases="all", actors=2)
    assert [made.replicate(number).kept for number in range(3)] == [7, 6, 2]


def test_scenarios_stand_beside_the_study(tmp_path):
    (tmp_path / "mine.toml").write_text('title = "Mine"\nquarters = 7\n')
    made = read_design(study(tmp_path, 'scenarios = ["mine.toml"]\n'))
    assert made.scenarios["mine"].quarters == 7
    named = design({"short": load("base", {"quarters": 3}), "long": "base"})
    assert [scenario.quarters for scenario in named.scenarios.values()] == [3, 60]


FAULTS = [
    ("", "study.toml:1: scenarios: is missing"),
    ("scenarios = []", "study.toml:1: scenarios: is empty"),
    ('scenarios = "base"', 'study.toml:1: scenarios: "base" is of the wrong type; expected a list'),
    ('scenarios = ["arms-rac"]', 'study.toml:1: scenarios.0: no scenario "arms-rac"'),
    ('scenarios = ["arms-rac"]', 'did you mean "arms-race"?'),
    ('scenarios = ["base", "base"]', '"base" is named twice'),
    ('scenarios = ["base"]\nreplicate = 3', "study.toml:2: replicate: unknown key"),
    ('scenarios = ["base"]\nreplicate = 3', 'did you mean "replicates"?'),
    ('scenarios = ["base"]\nreplicates = 0', "study.toml:2: replicates: 0 is out of range"),
    ('scenarios = ["base"]\nreplicates = 2.5', "study.toml:2: replicates: 2.5 is of the wrong type"),
    ('scenarios = ["base"]\nquarters = true', "study.toml:2: quarters: true is of the wrong type"),
    ('scenarios = ["base"]\nsampling = "sobl"', 'did you mean "sobol"?'),
    ('scenarios = ["base"]\nsampling = "sobol"\n[parameters]\ntrust.gain = [0]', "samples: is missing"),
    ('scenarios = ["base"]\nsampling = "sobol"\nsamples = 4', "parameters: is missing"),
    ('scenarios = ["base"]\nsamples = 4', "study.toml:2: samples: has no meaning with sampling grid"),
    ('scenarios = ["base"]\nseries = "some"', 'study.toml:2: series: "some" is not allowed; expected "all"'),
    ('scenarios = ["base"]\n[set]\ntrust.gian = 1.0', "study.toml:3: set.trust.gian: unknown key"),
    ('scenarios = ["base"]\n[set]\ntrust.gain = 9.0', "study.toml:3: set.trust.gain: 9.0 is out of range"),
    ('scenarios = ["base"]\n[parameters]\ntrust.gian = [1.0]', "study.toml:3: parameters.trust.gian: unknown key"),
    ('scenarios = ["base"]\n[parameters]\ntrust.gain = [0, 9.0]', "study.toml:3: parameters.trust.gain: 9.0 is out of"),
    ('scenarios = ["base"]\n[parameters]\ntrust.gain = []', "study.toml:3: parameters.trust.gain: is empty"),
    ('scenarios = ["base"]\n[parameters]\ntrust.gain = 1', "parameters.trust.gain: 1 is of the wrong type"),
    ('scenarios = ["base"]\n[parameters]\ntrust.gain = {least = 0, most = 1}', "steps: is missing"),
    ('scenarios = ["base"]\n[parameters]\ntrust.gain = {leest = 0, most = 1}', 'did you mean "least"?'),
    ('scenarios = ["base"]\n[parameters]\ntrust.gain = {least = 1, most = 0, steps = 2}', "more than 1, the least"),
    (
        'scenarios = ["base"]\n[parameters]\ntrust.gain = {least = 0, most = 1, steps = 2, scale = "log"}',
        "no logarithm",
    ),
    (
        'scenarios = ["base"]\nsampling = "list"\n[parameters]\ntrust.gain = [0]\ntrust.loss = [0, 1]',
        "differ in length",
    ),
    (
        'scenarios = ["base"]\n[parameters]\n"trust.gain" = [0]\ntrust.gain = [1]',
        "study.toml:4: parameters.trust.gain: trust.gain is named twice",
    ),
    (
        'scenarios = ["base"]\n[set]\n"trust.gain" = 0\ntrust.gain = 1',
        "trust.gain is named twice; expected each path once",
    ),
    (
        'scenarios = ["base"]\nquarters = 7\n[parameters]\nquarters = [3, 5]',
        "study.toml:4: parameters.quarters: is set as well as the key `quarters`; expected one of the two",
    ),
    ('scenarios = ["base"]\nquarters = 7\n[set]\nquarters = 3', "study.toml:4: set.quarters: is set as well as"),
    (f'scenarios = ["{"x" * 5000}"]', "study.toml:1: scenarios.0: no scenario"),
    ("scenarios = [", "not valid TOML"),
    ("scenarios = 3\nseed = -1", "study.toml:1: scenarios: 3 is of the wrong type; expected a list of names or paths"),
    ("scenarios = 3\nseed = -1", "study.toml:2: seed: -1 is out of range; expected 0 <= x <= 9223372036854775807"),
    ('scenarios = ["base"]\nquarters = 4001', "quarters: 4001 is out of range; expected 1 <= x <= 4000"),
    (f'scenarios = ["base"]\nreplicates = {10**30}', "study.toml:2: replicates: 1000000"),
    ('scenarios = ["base"]\nset = 3', "study.toml:2: set: 3 is of the wrong type; expected a table"),
    ('scenarios = ["base"]\nparameters = 3', "study.toml:2: parameters: 3 is of the wrong type; expected a table"),
    (
        'scenarios = ["base"]\nactors = true',
        'study.toml:2: actors: true is not allowed; expected "all", or the number of replicates',
    ),
    (
        'scenarios = ["base"]\n[parameters.trust.gain]\nleast = 0\nmost = 1\nsteps = 1',
        "study.toml:5: parameters.trust.gain.steps: 1 is out of range; expected 2 <= x <= 1000000 values",
    ),
    (
        'scenarios = ["base"]\n[parameters]\n"trust.gain" = {least = 0, most = 1, scale = "lg"}',
        'study.toml:3: parameters."trust.gain".scale: "lg" is not allowed; expected one of linear, log; did you',
    ),
    (
        'scenarios = ["base"]\n[parameters]\ntrust.gain = {least = nan, steps = 3}',
        "study.toml:3: parameters.trust.gain.most: is missing; expected a number",
    ),
]


@pytest.mark.parametrize(("text", "told"), FAULTS)
def test_a_fault_is_told_at_its_line(tmp_path, monkeypatch, text, told):
    monkeypatch.chdir(tmp_path)
    study(tmp_path, text)
    with pytest.raises(ScenarioError) as caught:
        read_design("study.toml")
    assert told in str(caught.value)
    assert str(caught.value).startswith("study.toml:")


def test_whole_floats_of_other_libraries_are_whole_numbers_and_ends_stay_as_they_are_given():
    steps = {"least": 0, "most": 1.0, "steps": 3.0}
    made = design("base", replicates=2.0, series=np.float64(1.0), parameters={"trust.gain": steps})
    assert (made.replicates, made.series, made.axes[0].steps) == (2, 1, 3)
    assert repr(made.axes[0]).startswith("Axis(path='trust.gain', values=(), least=0, most=1.0, steps=3")


def test_a_study_is_declared_like_a_scenario_and_has_a_schema_for_editors():
    told = json_schema(Study)
    assert told["required"] == ["scenarios"] and list(told["properties"]) == list(Study.model_fields)
    assert told["properties"]["sampling"]["enum"] == ["grid", "list", "one-at-a-time", "latin-hypercube", "sobol"]
    printed = json.loads(CliRunner().invoke(app, ["schema", "--study"]).output)
    assert printed == told != json.loads(CliRunner().invoke(app, ["schema"]).output)
    assert told["properties"]["series"]["anyOf"] == [{"type": "integer"}, {"const": "all", "type": "string"}]


def test_a_fault_of_a_named_scenario_is_told_in_its_file(tmp_path):
    (tmp_path / "mine.toml").write_text("[trust]\ngian = 1\n")
    with pytest.raises(ScenarioError, match=r"mine\.toml:2: trust\.gian: unknown key"):
        read_design(study(tmp_path, 'scenarios = ["mine.toml"]\n'))


def test_a_missing_study_is_told():
    with pytest.raises(ScenarioError, match=r"nowhere\.toml: no such study"):
        read_design("nowhere.toml")


def test_a_huge_study_is_planned_without_being_held():
    made = design(
        ["arms-race", "commons"], replicates=500_000, parameters={"trust.gain": {"least": 0, "most": 1, "steps": 1000}}
    )
    assert len(made) == 10**9
    assert len(list(itertools.islice(made.settings_of_points(), 5))) == 5


MILLION = {"least": 0.0, "most": 0.5, "steps": 10**6}


def test_a_study_of_a_million_millions_is_counted_not_written_out():
    tracemalloc.start()
    try:
        with pytest.raises(ScenarioError) as caught:
            design("base", parameters={"trust.gain": MILLION, "trust.loss": MILLION})
        one = design("base", parameters={"trust.gain": MILLION})
        assert tracemalloc.get_traced_memory()[1] < 20e6
    finally:
        tracemalloc.stop()
    assert "parameters: 1000000000000 points are too many; expected at most 10000000; fewer steps" in str(caught.value)
    assert len(one) == 10**6
    assert settings(design("base", parameters={"trust.gain": MILLION | {"steps": 2}})) == [
        {"trust.gain": 0.0},
        {"trust.gain": 0.5},
    ]


def test_more_points_than_have_a_name_are_too_many():
    many = {f"actors.{name}.users": MILLION for name in load("base").actors}
    with pytest.raises(ScenarioError, match="a number with very many digits points are too many"):
        design("base", parameters=many | {"trust.gain": [0.1], "trust.loss": MILLION, "trust.drift": MILLION})


def test_too_many_runs_are_refused():
    with pytest.raises(ScenarioError, match="replicates: 1000000 points of 10000 runs each are too many"):
        design("base", replicates=10_000, parameters={"trust.gain": MILLION})


@pytest.mark.parametrize("steps", [2, 3, 50, 100, 101, 102, 5000])
def test_a_range_of_whole_numbers_leaves_none_out_and_takes_none_twice(steps):
    axis = Axis("quarters", least=1, most=101, steps=steps, whole=True)
    values = list(axis.levels)
    assert len(values) == axis.size == min(steps, 101) == len(set(values))
    assert values[0] == 1 and values[-1] == 101 and values == sorted(values)


def test_a_range_of_whole_numbers_keeps_within_ends_that_are_none():
    axis = Axis("quarters", least=1.5, most=3.5, steps=3, whole=True)
    assert list(axis.levels) == [2, 3] and [axis.at(share) for share in (0.0, 0.49, 0.5, 1.0)] == [2, 2, 3, 3]
    with pytest.raises(ScenarioError, match=r"quarters\.most: no whole number lies from 1\.2 to 1\.8"):
        design("base", parameters={"quarters": {"least": 1.2, "most": 1.8, "steps": 2}})


def test_ends_that_are_too_near_for_their_steps_are_refused():
    near = {"least": 0.5, "most": float(np.nextafter(0.5, 1.0)), "steps": 4}
    with pytest.raises(ScenarioError, match="steps: the bounds are too close for that many values"):
        design("base", parameters={"trust.gain": near})


@pytest.mark.parametrize("logarithmic", [False, True])
def test_rounding_never_leads_out_of_a_range(logarithmic):
    ends = [(least / 1000, most / 7) for least in range(1, 40) for most in range(1, 40)]
    axes = [Axis("a", (), *pair, logarithmic=logarithmic) for pair in ends]
    assert [(axis.at(0.0) >= axis.least, axis.at(1.0) <= axis.most) for axis in axes] == [(True, True)] * len(axes)
