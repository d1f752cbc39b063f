"""Tables of runs: every run is numbered, every column is there once, whatever a study sets."""

import json

import numpy as np
import pandas as pd
import pyarrow.parquet as parquet
import pytest

import sim
from sim.scenario.reading.outline import ROOT, is_table
from sim.study import execute
from sim.study.columns import column_of, is_taken
from sim.study.errors import FailedRuns
from sim.study.parts import LATER
from sim.study.store import Store
from sim.study.table import differences, export, series, table
from tests.study.damage import forged
from tests.study.sweeps import Here, small


def exported(store, **named):
    out = store.parent / "all.parquet"
    export(Store(store), "parquet", out, **named)
    return pd.read_parquet(out)


def test_a_point_is_a_row_of_the_sample_even_where_its_values_are_repeated(tmp_path):
    made = small(2, sampling="list", parameters={"trust.gain": [0.1, 0.0, 0.1], "trust.loss": [0.2, 0.2, 0.2]})
    found = sim.sweep(made, tmp_path / "store", Here())
    assert len(found) == 12
    assert found["point"].tolist() == [0, 0, 1, 1, 2, 2] * 2 and found["replicate"].tolist() == [0, 1] * 6
    assert found.groupby(["scenario", "point"])["trust.gain"].nunique().eq(1).all()
    one, other = (found[found["point"] == number].reset_index(drop=True) for number in (0, 2))
    pd.testing.assert_frame_equal(one.drop(columns="point"), other.drop(columns="point"))


def test_a_table_counts_by_its_own_study_and_an_export_by_the_one_that_did_the_run(tmp_path):
    store = tmp_path / "store"
    first = small(1, parameters={"trust.gain": [0.0, 0.1]})
    second = small(1, parameters={"trust.gain": [0.1, 0.0, 0.2]})
    sim.sweep(first, store, Here())
    found = sim.sweep(second, store, Here())
    assert found[found["scenario"] == "commons"].set_index("point")["trust.gain"].tolist() == [0.1, 0.0, 0.2]
    told = exported(store)
    assert told["study"].nunique() == 2 and len(told) == 6
    done = told[told["scenario"] == "commons"].set_index(["study", "point"])["trust.gain"]
    assert done.to_dict() == {(first.sample, 0): 0.0, (first.sample, 1): 0.1, (second.sample, 2): 0.2}
    assert set(told["replicate"]) == {0}


def test_widening_a_study_goes_on_counting(tmp_path):
    store = tmp_path / "store"
    ranges = {"trust.gain": {"least": 0.0, "most": 0.5}}
    for replicates, samples in ((1, 2), (2, 4)):
        sim.sweep(small(replicates, sampling="sobol", samples=samples, parameters=ranges), store, Here())
    told = exported(store)
    assert told["study"].nunique() == 1 and not told.duplicated(["scenario", "point", "replicate"]).any()
    assert sorted(set(told["point"])) == [0, 1, 2, 3] and sorted(set(told["replicate"])) == [0, 1]


def test_parts_of_older_versions_have_no_numbers_and_are_read(tmp_path):
    store = tmp_path / "store"
    made = small(2)
    expected = sim.sweep(made, store, Here())
    for path in (store / "parts").glob("*.outcomes.parquet"):
        forged(path, parquet.read_table(path).drop_columns(list(LATER)))
    told = exported(store)
    assert len(told) == 4 and told[["study", "point", "replicate"]].isna().all().all()
    pd.testing.assert_frame_equal(table(made, Store(store)), expected)


def paths(place=ROOT, prefix=""):
    """Every path of the schema that has a name, without the rows of lists and the names of actors and domains."""
    for name in place.type.model_fields:
        kind = place.type.model_fields[name].annotation
        yield f"{prefix}{name}"
        if is_table(kind):
            yield from paths(place._replace(type=kind), f"{prefix}{name}.")


def test_no_setting_is_called_like_a_fact_or_an_outcome():
    found = [*paths(), "seed", "key", "scenario", "error", "point", "replicate", "frontier", "set"]
    assert len(found) > 250 and {"quarters", "trust", "safety"} <= {*filter(is_taken, found)}
    columns = [column_of(path) for path in found]
    assert len(set(columns)) == len(columns) and not any(map(is_taken, columns))
    assert [column_of(path) for path in ("quarters", "trust.gain", "start")] == ["set.quarters", "trust.gain", "start"]


def test_every_column_is_there_once(tmp_path):
    store = tmp_path / "store"
    tables = {"trust": [{"gain": 0.1}, {"gain": 0.2}], "quarters": [3, 4]}
    found = sim.sweep(sim.design("base", set={"effort.on": True}, parameters=tables), store, Here())
    assert found.columns.is_unique and found["set.quarters"].tolist() == found["quarters"].tolist() == [3, 4, 3, 4]
    assert found["set.trust"].map(json.loads).tolist() == [{"gain": 0.1}] * 2 + [{"gain": 0.2}] * 2
    assert found["trust"].dtype == float
    told = exported(store)
    assert told.columns.is_unique and told["set.quarters"].tolist() == told["quarters"].tolist()
    assert set(found.columns) <= set(told.columns)


def test_settings_that_are_lists_can_be_grouped_by_and_paired(tmp_path):
    withheld = {"actors.meta.withheld": [[], ["language"], ["language", "vision"]]}
    made = sim.design(["race-2019"], quarters=3, parameters=withheld)
    other = sim.design({"race-2019": "race-2019", "open": sim.load("race-2019", {"actors.meta.tier": "open"})},
                       quarters=3, replicates=2, parameters=withheld)  # fmt: skip
    found = sim.sweep(made, tmp_path / "store", Here())
    assert found.groupby("actors.meta.withheld").size().to_dict() == dict.fromkeys(
        ["[]", '["language"]', '["language", "vision"]'], 1
    )
    assert found["actors.meta.withheld"].tolist() == exported(tmp_path / "store")["actors.meta.withheld"].tolist()
    told = differences(sim.sweep(other, tmp_path / "store", Here()), "race-2019")
    assert len(told) == 6 and told["trust"].notna().all()


def test_points_that_set_nothing_are_paired_too(tmp_path):
    made = small(1, sampling="one-at-a-time", parameters={"trust.gain": [0.0], "effort.on": [False]})
    told = differences(sim.sweep(made, tmp_path / "store", Here()), "arms-race")
    assert told["point"].tolist() == [0, 1, 2] and told["frontier"].notna().all()


def test_outcomes_have_their_columns_where_all_runs_failed(tmp_path, monkeypatch):
    def run(scenario, seed, quarters):
        raise ArithmeticError("no run succeeded today")

    monkeypatch.setattr(execute, "fits", lambda *_: False)  # one by one
    monkeypatch.setattr(execute, "run", run)
    with pytest.warns(FailedRuns):
        found = sim.sweep(small(2), tmp_path / "store", Here())
    assert found["error"].notna().all() and len(found) == 4
    figures = found[list(sim.OUTCOMES)]
    assert figures.isna().all().all() and all(pd.api.types.is_float_dtype(kind) for kind in figures.dtypes)
    assert differences(found, "commons")["frontier"].isna().all()
    assert set(sim.OUTCOMES) <= set(exported(tmp_path / "store").columns)


def test_comparisons_are_numbered(tmp_path):
    found = sim.compare(["base", "commons"], 2, quarters=3, store=tmp_path / "store", executor=Here())
    assert found.outcomes["point"].tolist() == [0] * 4 and found.outcomes["replicate"].tolist() == [0, 1] * 2
    joined = series(tmp_path / "store").merge(found.outcomes[["key", "point", "replicate"]], on="key")
    assert len(joined) == 12 and np.isfinite(joined["frontier"]).all()


@pytest.mark.parametrize("sampling", ["grid", "list"])
def test_an_empty_store_has_a_table_with_all_columns(tmp_path, sampling):
    made = small(1, sampling=sampling, parameters={"trust.gain": [0.0]})
    Store(tmp_path / "store").create()
    found = table(made, Store(tmp_path / "store"))
    assert found.empty and {"trust.gain", "point", "replicate", *sim.OUTCOMES} <= set(found.columns)
    assert exported(tmp_path / "store").empty
