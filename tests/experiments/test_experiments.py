"""Experiments: each runs, writes its figure and answers in three lines, and the answer turns when the numbers do."""

import importlib
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import sim
from tests import program
from tests.experiments import recomputed
from tests.study.sweeps import Here

EXPERIMENTS = Path(__file__).parents[2] / "experiments"
NAMES = (
    *("regimes", "pivot_cascade", "who_pays", "trust_shock", "alliance_catch_up"),
    *("grants_or_subsidy", "export_controls", "openness_misuse", "portfolios"),
)


@pytest.fixture(scope="module")
def experiments():
    """Experiments by name, imported as they are when one of them is run; rough intervals and pictures will do here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(EXPERIMENTS)
        patch.setattr("sim.analysis.paired.DRAWS", 200)
        patch.setattr("sim.plots.style.DOTS", 40)
        yield {name: importlib.import_module(name) for name in (*NAMES, "articles", "common")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("experiments")


def run(module, folder, executor, *more):
    module.main(["--replicates", "2", "--store", str(folder / "store"), "--out", str(folder), *more], executor)


def made_up(differences, noise=()):
    """A table of contrasts with these differences; those named as noise do not differ."""
    rows = {
        label: {"control": 1.0, "treatment": 1.0 + apart, "difference": apart, "low": apart - 0.1, "high": apart + 0.1,
                "effect": apart, "differs": label not in noise}
        for label, apart in differences.items()
    }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index")


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_writes_and_answers_by_its_table(experiments, folder, name, capsys):
    """Each line holds what follows from the table, and the table what follows from single runs."""
    module = experiments[name]
    run(module, folder, Here())
    answer = capsys.readouterr().out.split("\n\n")[-1].splitlines()
    assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    table = recomputed.read(folder / f"{name}.csv")
    for line, phrases in zip(answer, getattr(recomputed, name)(table, module), strict=True):
        assert [phrase for phrase in phrases if phrase not in line] == [], line
    label, difference = recomputed.contrast(name, module)
    rows = table.set_index(recomputed.LABELS.get(name, ["name", "outcome"]))
    # Series are kept in 32 bits.
    close = {"rel": 1e-12, "abs": 2e-7 if name == "trust_shock" else 1e-12}
    assert rows.loc[label, "difference"] == pytest.approx(difference, **close)
    apart = (rows["treatment"] - rows["control"]).to_numpy()
    assert apart == pytest.approx(rows["difference"].to_numpy(), rel=1e-9, abs=close["abs"])


def test_started_again_it_runs_nothing_and_answers_alike(experiments, folder, capsys):
    run(experiments["who_pays"], folder, Here())
    first, again = capsys.readouterr().out, Here()
    run(experiments["who_pays"], folder, again)
    assert again.batches == [] and capsys.readouterr().out == first


def test_one_run_a_point_is_refused(experiments, folder, capsys):
    with pytest.raises(SystemExit) as refused:
        run(experiments["regimes"], folder, Here(), "--replicates", "1")
    assert refused.value.code == 2 and "expected at least 2" in capsys.readouterr().err


def test_a_failed_run_ends_an_experiment(experiments, folder, monkeypatch):
    from sim.study import execute

    def fail(scenario, seed, quarters):
        raise FloatingPointError("told to")

    monkeypatch.setattr(execute, "run", fail)
    failed = r"6 of 6 runs failed: .*told to"
    with pytest.warns(sim.FailedRuns, match=failed), pytest.raises(SystemExit, match=failed):
        run(experiments["who_pays"], folder / "failing", Here())


def test_contrasts_pair_replicates_and_are_corrected_together(experiments):
    luck = np.arange(8.0)
    tables = {name: pd.DataFrame({"a": luck + shift, "b": -luck}) for name, shift in {"x": 0, "y": 2, "z": 0}.items()}
    found = experiments["common"].contrasts(tables, {"y": ("x", "y"), "z": ("x", "z")})
    assert found["difference"].to_dict() == {("y", "a"): 2, ("y", "b"): 0, ("z", "a"): 0, ("z", "b"): 0}
    assert found["differs"].to_list() == [True, False, False, False]


def test_a_list_reads_as_a_sentence(experiments):
    listed = experiments["common"].listed
    assert [listed("ab"), listed("abc"), listed("a"), listed("")] == ["a and b", "a, b and c", "a", "none"]


def test_regimes_name_one_that_is_never_worse_only_when_there_is_one(experiments):
    module = experiments["regimes"]
    rows = [(name, outcome, "better") for name, outcome in product(module.REGIMES, module.OUTCOMES)]
    table = pd.DataFrame(rows, columns=["scenario", "outcome", "verdict"])
    gains = pd.DataFrame({"scenario": ["commons", "harmonized"], "low": [0.6, 0.1], "high": [0.9, 0.2]})
    first, second, third = module.answer(table, gains)
    assert (
        "outcomes: commons, global-commons" in first
        and "most actors gain in commons, most lose in harmonized" in second
    )
    assert "for 0 of 48" in third
    table["verdict"] = table["verdict"].where(table["outcome"] != "trust", "worse")
    table.loc[0, "verdict"] = "no difference"
    first, second, third = module.answer(table, gains)
    assert "outcomes: none" in first and "worse in trust" in second and "1 of 48" in third and "commons: front" in third


def test_who_pays_turns_with_the_signs_and_says_nothing_of_noise(experiments):
    module = experiments["who_pays"]
    labels = list(product(module.OPEN, ["payoff: labs", "payoff: nations", "capability: labs"]))
    apart = dict(zip(labels, [1.0, -2.0, 3.0, -1.0, 2.0, 3.0], strict=True))
    first, second, third = module.answer(made_up(apart, noise=[labels[-1]]), {"commons": 4.0})
    assert "payoff falls for nations and rises for labs; capability falls for none and rises for labs" in first
    assert "payoff falls for labs and rises for nations; capability falls for none and rises for none" in second
    assert "leader-pivot, capability: labs" in third


def test_groups_hold_every_actor_once_by_kind_and_rank(experiments):
    groups = experiments["who_pays"].groups()
    by_rank = [name for group in list(groups)[:5] for name in groups[group]]
    assert len(by_rank) == len(set(by_rank)) == 20 and groups["leading firms"] == ["alpha", "gamma", "beta"]


@pytest.mark.parametrize(
    ("way", "told"), [(1, "did in 2 of 2 settings, fewer in 0"), (-1, "did in 0 of 2 settings, fewer in 2")]
)
def test_a_cascade_is_told_by_its_sign(experiments, way, told):
    incentives = made_up({(0.1, 0.5): 0.3 * way, (0.2, 0.5): 0.2 * way})
    first, second, third = experiments["pivot_cascade"].answer(
        incentives, made_up({2021: way, 2023: way}, noise=[2023])
    )
    assert told in first and ("along in 2021 and" if way == 1 else "along in none and") in second
    assert "0 settings and 1 years within noise" in third


def test_trust_is_back_not_back_or_did_not_fall(experiments):
    module = experiments["trust_shock"]
    paths = {"leaders close": [0, -0.4, -0.1, 0.0], "export control": [0, -0.2, -0.4, -0.4], "incidents": [0, 0, 0, 0]}
    labels = {
        (world, shock, *module.OWN, 28 + step): gap
        for world, (shock, path) in product(module.WORLDS, paths.items())
        for step, gap in enumerate(path)
    }
    table = made_up(labels, noise=[label for label in labels if label[1] == "incidents"])
    table.index = pd.MultiIndex.from_tuples(table.index, names=["world", "shock", "gain", "loss", "quarter"])
    found = module.recovery(table)
    of_one = found.loc[module.WORLDS[0]].droplevel(["gain", "loss"])
    assert of_one["state"].to_dict() == {"leaders close": "back", "export control": "not back", "incidents": "no fall"}
    assert of_one["half"].dropna().to_dict() == {"leaders close": 1}
    first, _, third = module.answer(found)
    assert "leaders close: -0.4, back, half after 1 quarters, in all worlds" in first and "in 3 of 9 cases" in third


def test_distances_are_between_the_best_releases_so_far(experiments):
    log = pd.DataFrame(
        [("x", 0, "alpha", 0, 3.0), ("x", 0, "delta", 0, 1.0), ("x", 0, "mu", 1, 2.5), ("x", 0, "eta", 1, 9.0)],
        columns=["scenario", "replicate", "actor", "quarter", "capability"],
    )
    assert experiments["alliance_catch_up"].distances(log, 3)["x"].to_numpy().tolist() == [[2.0, 0.5, 0.5]]


@pytest.mark.parametrize(
    ("mean", "told"), [(1.0, "1.00 [0.90, 1.10] OOM behind"), (-1.0, "1.00 [0.90, 1.10] OOM ahead")]
)
def test_founders_are_ahead_or_behind_as_the_numbers_have_it(experiments, mean, told):
    module = experiments["alliance_catch_up"]
    names = [module.ARTICLE, module.WITHOUT, "alone (0.6)"]
    ends = pd.DataFrame({"mean": mean, "low": mean - 0.1, "high": mean + 0.1}, index=[*names, module.AGAINST])
    table = made_up(dict.fromkeys(names, mean), noise=["alone (0.6)"])
    first, second, third = module.answer(table, ends, pd.Series(0.1, index=ends.index))
    assert f"{told} in the article's" in first
    assert (f"shrinks in {names[0]} and {names[1]}" in second) == (mean < 0)
    assert ("ahead: none" in third) == (mean > 0) and "beyond noise in alone (0.6)" in third


def test_unequal_dollars_are_told_and_what_they_bought(experiments):
    module = experiments["grants_or_subsidy"]
    ways = (module.GRANTS, module.TENTH, module.SAME, module.LEADER)
    labels = list(product((*ways, f"grants - {module.SAME}", f"grants - {module.LEADER}"), ["trust", "frontier"]))
    apart = {label: {module.TENTH: 0.5, module.SAME: -1.0}.get(label[0], 1.0) for label in labels}
    money = pd.DataFrame({way: {"paid": 10.0, "arrived": 9.0} for way in ways if way != module.TENTH})
    money.loc["paid", module.SAME] = 8.0
    first, second, third = module.answer(made_up(apart, noise=[(module.GRANTS, "trust"), labels[-1]]), money)
    assert "25.0% above" in first and "leader: trust +1 [+0.9, +1.1]." in second
    assert "does 50% (frontier) to 50% (frontier)" in third and "grants: trust;" in third


@pytest.mark.parametrize("way", [1, -1])
def test_losers_of_export_controls_are_those_who_lose(experiments, way):
    module = experiments["export_controls"]
    measures = ["trust_across", *(f"{what}: {bloc}" for what in ("capability", "payoff") for bloc in module.BLOCS)]
    contrasts = [
        f"{world}: {arm}, {size}"
        for world in module.WORLDS
        for arm in ("control", "retaliation")
        for size in module.STRENGTHS
    ]
    apart = {label: float(way) for label in product(contrasts, measures)}
    apart[("base: control, half", "payoff: east")] = -float(way)
    first, second, third = module.answer(made_up(apart, noise=[("arms-race: control, half", "capability: third")]))
    assert f"{'gain' if way == 1 else 'lose'} capability in no bloc" not in first
    assert "west and east" in first and f"trust across blocs {way:+d}" in second
    assert "1 of 56" in third and "in base, payoff: east" in third


def test_openness_is_free_where_misuse_is_within_noise(experiments):
    module = experiments["openness_misuse"]
    names = [*map(str, module.CASES), *module.WAYS]
    apart = {(name, outcome): 2.0 for name in names for outcome in module.OUTCOMES}
    case = module.CASES[3]
    *_, third = module.answer(made_up(apart, noise=[(str(case), "misuse")]))
    assert f"1 of 40 cases ({case})" in third and "in 0 (none)" in third
    *_, third = module.answer(made_up({label: -apart[label] for label in apart}))
    assert "0 of 40 cases (none)" in third and "in 40 (" in third


def test_the_front_is_what_nothing_dominates(experiments):
    front = experiments["portfolios"].front
    assert front(np.array([[1, 0], [0, 1], [0, 0], [1, 0]])).tolist() == [True, True, False, True]


def test_one_dominates_another_only_beyond_noise(experiments):
    luck = np.random.default_rng(1).normal(size=(40, 1, 1))
    values = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, -1.0]]) + 0.01 * np.random.default_rng(2).normal(size=(40, 3, 2))
    found = experiments["portfolios"].dominance(values + luck)
    assert found.tolist() == [[False, False, False], [True, False, True], [False, False, False]]


def test_a_portfolio_that_dominates_all_is_named(experiments):
    module = experiments["portfolios"]
    effects = made_up({label: module.GOALS[label[1]] for label in product(module.INSTITUTIONS, module.GOALS)})
    names = [module.NONE, "ethics", "pivot"]
    dominated = pd.DataFrame(False, index=names, columns=names)
    often = pd.Series([0.0, 1.0, 0.0], index=names)
    first, *_ = module.answer(effects, often, dominated)
    assert "all 2 others: none;" in first
    dominated.loc["ethics", [module.NONE, "pivot"]] = True
    first, second, third = module.answer(effects, often, dominated)
    assert "all 2 others: ethics;" in first and "1 portfolios, which share ethics" in second
    assert "help none: none" in second and "sets a portfolio apart" in third


def test_the_articles_contrasts_are_told_one_by_one_and_counted(experiments, folder, capsys):
    articles = experiments["articles"]
    only = [word for name in articles.COLUMNS for word in ("--only", name)]
    run(articles, folder, Here(), *only)
    table = pd.read_csv(folder / "articles.csv")
    assert list(table.columns) == list(articles.KEPT) and list(table["scenario"].unique()) == list(articles.COLUMNS)
    assert (folder / "articles.png").read_bytes().startswith(b"\x89PNG")
    counts = table[table["scenario"] == "leader-pivot"]["verdict"].value_counts()
    told = next(line for line in reversed(capsys.readouterr().out.splitlines()) if "leader-pivot" in line)
    words = ("better", "worse", "changed", "no difference")
    assert [cell.strip() for cell in told.split("│")[3:7]] == [str(counts.get(word, 0)) for word in words]


def test_one_pair_of_runs_is_refused(experiments, folder, capsys):
    with pytest.raises(SystemExit) as stop:
        experiments["articles"].main(["--replicates", "1", "--store", str(folder / "store"), "--out", str(folder)])
    assert stop.value.code == 2 and "expected at least 2" in capsys.readouterr().err


@pytest.mark.parametrize("name", [*NAMES, "articles", "demo"])
def test_a_store_that_cannot_be_is_one_message(name, tmp_path):
    (tmp_path / "file").touch()
    done = program.finish(program.start(EXPERIMENTS / f"{name}.py", "--store", "file", cwd=tmp_path), code=2)
    assert done.stderr == "file: is a file; expected a folder, or the path of a new one\n"
