"""Claims are run once, give the same tables whoever runs them, and say what turns them."""

import json

import numpy as np
import pandas as pd
import pytest

import sim
from sim.analysis.claims.findings import Findings
from sim.analysis.claims.register import load_register
from sim.analysis.claims.testing import Effort, put_to_test
from sim.keys import derived_seed
from sim.study import store
from sim.study.sweep import Interrupted
from tests.analysis.claims.registers import TRUSTING, write
from tests.study.sweeps import Here, stored

EFFORT = Effort(points=4, replicates=3, central=2)
TABLES = ("claims", "outcomes", "points", "changes")


@pytest.fixture(scope="module")
def questions(tmp_path_factory):
    return load_register(write(tmp_path_factory.mktemp("register"))).questions


@pytest.fixture(scope="module")
def first(questions, tmp_path_factory):
    """Findings, with the store and the executor that made them."""
    store, executor = tmp_path_factory.mktemp("claims") / "store", Here()
    return put_to_test(questions, store, EFFORT, executor=executor), store, executor


def equal(one, other):
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))


def of_one(findings, name):
    """What was found of one claim, in the shape that it has alone."""
    tables = (getattr(findings, each) for each in TABLES)
    return Findings(*(table[table["id"] == name].dropna(axis=1, how="all").reset_index(drop=True) for table in tables))


def test_a_claim_is_told_with_verdict_effect_and_what_it_depends_on(first):
    claims = first[0].claims.set_index("id")
    assert claims.loc["T1", "verdict"] == "supported" and claims.loc["T1", "holds"] == 1.0
    assert claims.loc["T1", "low"] < claims.loc["T1", "effect"] < claims.loc["T1", "high"]
    assert claims.loc["T1", "central"] == "holds"
    assert "trust" in claims.loc["T1", "depends_on"].split(", ")
    assert claims.loc["T1", "turns_at"] == "" and claims.loc["T1", "wired"]
    assert (claims["failed_runs"] == 0).all()


def test_what_is_wired_is_taken_to_the_ends_of_what_the_schema_allows(first):
    changes = first[0].changes.query("id == 'T1'").set_index("changed")
    assert {"trust.gain = 0", "trust.gain = 1"} <= set(changes.index)
    turned = first[0].claims.set_index("id").loc["T1", "turns_beyond"]
    assert turned == ", ".join(
        name for name in ("trust.gain = 0", "trust.gain = 1") if changes.loc[name, "verdict"] == "fails"
    )


def test_without_what_makes_the_difference_there_is_none(first):
    changes = first[0].changes.set_index(["id", "outcome", "changed"])
    without = changes.loc["T2"].loc[["better_off"]].droplevel("outcome").loc["policies.alliance"]
    assert (without["mean"], without["verdict"]) == (0.0, "fails"), "both sides are the same without the alliance"
    assert changes.loc[("T1", "trust", "trust"), "mean"] == 0.0


def test_each_point_is_measured_on_paired_runs(first):
    row = first[0].points.query("id == 'T1' and point == 2").iloc[0]
    settings = {"quarters": 8, "trust.gain": row["trust.gain"]}
    control, treatment = (sim.load(name, settings) for name in ("arms-race", "commons"))
    seeds = [derived_seed(0, number) for number in range(3)]
    found = [sim.run(treatment, seed).outcomes["trust"] - sim.run(control, seed).outcomes["trust"] for seed in seeds]
    assert row["mean"] == pytest.approx(np.mean(found))
    assert row["high"] - row["mean"] == pytest.approx(4.302653 * np.std(found, ddof=1) / np.sqrt(3))


def test_outcomes_of_actors_are_those_of_the_runs(first):
    rows = first[0].points.query("id == 'T2' and point == 1").set_index("outcome")
    point = rows.iloc[0][["trust.gain", "policies.alliance.governance"]].to_dict()
    settings = {"quarters": 20, **point, "policies.alliance.governance": int(point["policies.alliance.governance"])}
    sides = [sim.load("open-alliance", {**settings, "policies.alliance.on": on}) for on in (False, True)]
    pairs = [[sim.run(side, derived_seed(0, number)) for side in sides] for number in range(3)]
    assert rows.loc["better_off", "mean"] == pytest.approx(np.mean([better_off(*pair) for pair in pairs]))
    fame = np.array([[reputation(run) for run in pair] for pair in pairs])
    assert rows.loc["reputation of alpha, beta", "mean"] == pytest.approx(np.mean(fame[:, 1] - fame[:, 0]))


def better_off(control, treatment):
    """Share of actors of both runs with a higher payoff in the second, counted one by one."""
    before, after = (pd.DataFrame(run.actors).set_index("actor") for run in (control, treatment))
    took_part = [name for name in before.index if before.loc[name, "capability"] and after.loc[name, "capability"]]
    return np.mean([after.loc[name, "payoff"] > before.loc[name, "payoff"] for name in took_part])


def reputation(run):
    return pd.DataFrame(run.actors).set_index("actor").loc[["alpha", "beta"], "reputation"].mean()


def test_put_to_the_test_again_nothing_is_run(questions, first):
    findings, store, executor = first
    assert executor.batches, "the first time something was"
    again = Here()
    equal(put_to_test(questions, store, EFFORT, executor=again), findings)
    assert again.batches == []
    assert stored(store)["key"].is_unique


def test_runs_that_claims_share_are_run_once(first):
    keys = [key for batch in first[2].batches for key in batch.keys]
    assert len(keys) == len(set(keys))


def test_a_file_of_the_store_is_opened_for_its_index_once(tmp_path, monkeypatch, questions):
    real, opened = store.open_part, []

    def noting(path, whole):
        opened.append(path.name)
        return real(path, whole=whole)

    monkeypatch.setattr(store, "open_part", noting)
    put_to_test(questions[:1], tmp_path / "store", EFFORT, executor=Here())
    assert len(opened) == len(set(opened)) == len([*(tmp_path / "store" / "parts").glob("*.outcomes.parquet")])


def test_findings_do_not_depend_on_workers(tmp_path, questions, first):
    equal(put_to_test(questions, tmp_path / "store", EFFORT, workers=2), first[0])


def test_another_seed_looks_elsewhere(tmp_path, questions, first):
    other = put_to_test(questions[:1], tmp_path / "store", Effort(4, 3, 2, seed=1), executor=Here())
    assert not set(other.points["trust.gain"]) & set(first[0].points["trust.gain"])


def test_progress_is_told_over_all_claims(tmp_path, questions):
    told = []
    put_to_test(questions[:1], tmp_path / "store", EFFORT, progress=told.append, executor=Here())
    whole = told[0].planned
    over = [tally for tally in told if tally.planned > whole / 2]
    assert whole > 2 * 4 * 3 and over[-1].left == 0
    assert [tally.left for tally in over] == sorted((tally.left for tally in over), reverse=True)


class Impatient(Here):
    """Is interrupted at its third batch."""

    def submit(self, function, *arguments, **named):
        if len(self.batches) == 2:
            raise KeyboardInterrupt
        return super().submit(function, *arguments, **named)


def test_interrupted_it_keeps_what_was_done_and_goes_on(tmp_path, questions, first):
    with pytest.raises(Interrupted, match=r"^[1-9]\d* of \d+ runs are kept$"):
        put_to_test(questions[:1], tmp_path / "store", EFFORT, executor=Impatient())
    kept = len(stored(tmp_path / "store"))
    rest = Here()
    found = put_to_test(questions[:1], tmp_path / "store", EFFORT, executor=rest)
    equal(of_one(found, "T1"), of_one(first[0], "T1"))
    assert kept > 0 and sum(map(len, rest.batches)) == len(stored(tmp_path / "store")) - kept


def test_a_claim_swapped_is_refuted(tmp_path, first):
    swapped = TRUSTING.replace('"more"', '"less"')
    (question,) = load_register(write(tmp_path / "register", swapped)).questions
    again = Here()
    found = put_to_test([question], first[1], EFFORT, executor=again)
    assert found.claims["verdict"].tolist() == ["refuted"] and found.claims["central"].tolist() == ["fails"]
    assert again.batches == [], "the same runs are judged another way"


def test_points_whose_runs_fail_are_unclear_and_counted(tmp_path, monkeypatch, questions):
    from sim.study import execute

    real = execute.run

    def failing(scenario, seed, *rest):
        if scenario.trust.gain > 0.06:
            raise RuntimeError("a world that cannot be")
        return real(scenario, seed, *rest)

    monkeypatch.setattr(execute, "fits", lambda *_: False)  # one by one
    monkeypatch.setattr(execute, "run", failing)
    with pytest.warns(sim.FailedRuns, match="RuntimeError: a world that cannot be"):
        found = put_to_test(questions[:1], tmp_path / "store", EFFORT, executor=Here())
    claim = found.claims.iloc[0]
    high = found.points["trust.gain"] > 0.06
    assert (found.points.loc[high, "verdict"] == "unclear").all() and (
        found.points.loc[~high, "verdict"] == "holds"
    ).all()
    assert claim["failed_runs"] == 2 * 3 * high.sum() and claim["error"] == "RuntimeError: a world that cannot be"


def test_the_point_at_which_a_claim_turns_is_one_of_the_design(tmp_path):
    # How much trust two years of sharing add depends on how fast trust is gained.
    steep = TRUSTING.replace("least = 0.01", "least = 0.2")
    (question,) = load_register(write(tmp_path / "register", steep)).questions
    found = put_to_test([question], tmp_path / "store", Effort(32, 2, 2), executor=Here())
    claim = found.claims.iloc[0]
    assert claim["verdict"] == "conditional"
    turned = found.points[found.points["trust.gain"] == json.loads(claim["turns_at"])["trust.gain"]]
    against = "fails" if claim["holds"] >= claim["fails"] else "holds"
    assert turned["point_verdict"].tolist() == [against] and not claim["wired"]
    assert claim["rule"].startswith("trust.gain >= ") and claim["tested_density"] > 0.8
    assert claim["weightiest"] == "trust.gain" and claim["correlation"] > 0.9


@pytest.mark.parametrize(("fields", "told"), [({"replicates": 1}, "no interval"), ({"points": 0}, "at least 1")])
def test_an_effort_that_tells_nothing_is_refused(fields, told):
    with pytest.raises(ValueError, match=told):
        Effort(**fields)
