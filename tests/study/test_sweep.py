"""A sweep runs what is missing, once, with the same bits wherever and in whatever order it runs."""

import os
import random
import subprocess
import threading
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

import pandas as pd
import pytest

import sim
from sim.study import execute, plan, sweep, work
from sim.study.pool import ClusterError, Pool
from sim.study.store import Store
from tests.program import PATIENCE, start
from tests.study.sweeps import Fragile, Here, small, sorted_rows, stored


def keys(batches):
    return [key for batch in batches for key in batch.keys]


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    """Rows of a study run in this process, one after the other."""
    folder = tmp_path_factory.mktemp("reference") / "store"
    table = sim.sweep(small(), folder, Here())
    return table, sorted_rows(folder)


class Backwards(Here):
    """Gives results back in disorder."""

    def __init__(self, seed):
        super().__init__()
        self._random, self._waiting = random.Random(seed), []

    def submit(self, function, batch):
        future = Future()
        self._waiting.append((future, function, batch))
        if len(self._waiting) >= 2:
            self._random.shuffle(self._waiting)
            threading.Timer(0.01, self._run).start()
        return future

    def _run(self):
        while self._waiting:
            future, function, batch = self._waiting.pop()
            future.set_result(function(batch))


@pytest.mark.parametrize("size", [1, 2, 5, 100])
def test_results_do_not_depend_on_the_size_of_batches(tmp_path, monkeypatch, reference, size):
    monkeypatch.setattr(sweep, "_FIRST", size)
    monkeypatch.setattr(sweep._Driver, "_size", lambda self: size)
    table = sim.sweep(small(), tmp_path / "store", Here())
    pd.testing.assert_frame_equal(table, reference[0])
    pd.testing.assert_frame_equal(sorted_rows(tmp_path / "store"), reference[1])


@pytest.mark.parametrize("workers", [1, 3])
def test_results_do_not_depend_on_processes(tmp_path, reference, workers):
    table = sim.sweep(small(), tmp_path / "store", workers=workers)
    pd.testing.assert_frame_equal(table, reference[0])
    pd.testing.assert_frame_equal(sorted_rows(tmp_path / "store"), reference[1])


def test_results_do_not_depend_on_the_executor(tmp_path, reference):
    with ThreadPoolExecutor(2) as threads:
        pd.testing.assert_frame_equal(sim.sweep(small(), tmp_path / "threads", threads), reference[0])
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        pd.testing.assert_frame_equal(sim.sweep(small(), tmp_path / "processes", processes), reference[0])
        assert processes.submit(abs, -1).result() == 1, "an executor that was lent stays open"


def test_results_do_not_depend_on_the_order_in_which_they_come(tmp_path, monkeypatch, reference):
    monkeypatch.setattr(sweep, "_FIRST", 2)
    monkeypatch.setattr(sweep._Driver, "_size", lambda self: 2)
    table = sim.sweep(small(), tmp_path / "store", Backwards(1))
    pd.testing.assert_frame_equal(table, reference[0])


def test_scenarios_and_points_share_their_luck(reference):
    table = reference[0]
    seeds = table.groupby("scenario")["seed"].apply(list)
    assert seeds["arms-race"] == seeds["commons"] and len(set(seeds["commons"])) == 6


def test_a_study_run_again_runs_nothing(tmp_path, reference):
    sim.sweep(small(), tmp_path / "store", Here())
    executor = Here()
    table = sim.sweep(small(), tmp_path / "store", executor)
    assert executor.batches == []
    pd.testing.assert_frame_equal(table, reference[0])


def test_a_wider_study_runs_only_what_is_new(tmp_path):
    folder = tmp_path / "store"
    sim.sweep(small(2), folder, Here())
    more, wider, longer = Here(), Here(), Here()
    sim.sweep(small(5), folder, more)
    assert len(keys(more.batches)) == 6
    sim.sweep(small(5, parameters={"trust.gain": [0.0, sim.load("arms-race").trust.gain]}), folder, wider)
    assert len(keys(wider.batches)) == 10, "a point that says what the scenario says anyway was run before"
    sim.sweep(small(5, quarters=4), folder, longer)
    assert len(keys(longer.batches)) == 10
    assert stored(folder)["key"].is_unique


def test_keeping_more_of_a_run_runs_it_again(tmp_path):
    folder = tmp_path / "store"
    sim.sweep(small(2), folder, Here())
    executor, again, less = Here(), Here(), Here()
    sim.sweep(small(2, series=1), folder, executor)
    assert len(keys(executor.batches)) == 2
    for each, fields in ((again, {"series": 1}), (less, {})):
        sim.sweep(small(2, **fields), folder, each)
        assert each.batches == []


def test_a_run_that_two_points_have_in_common_is_done_once(tmp_path):
    executor = Here()
    table = sim.sweep(small(2, parameters={"trust.gain": [0.1, 0.1]}), tmp_path / "store", executor)
    assert len(keys(executor.batches)) == 4 == len(stored(tmp_path / "store"))
    assert len(table) == 8


def test_a_limit_is_kept_and_the_next_sweep_goes_on(tmp_path, reference):
    folder, done = tmp_path / "store", []
    for _ in range(4):
        executor = Here()
        table = sim.sweep(small(), folder, executor, limit=5)
        done.append(len(keys(executor.batches)))
        assert len(table) == sum(done)
    assert done == [5, 5, 2, 0]
    pd.testing.assert_frame_equal(table, reference[0])


@pytest.mark.parametrize("shards", [1, 2, 5, 12, 20])
def test_shards_are_the_whole_study_and_do_not_overlap(tmp_path, reference, shards):
    folder, done = tmp_path / "store", []
    for number in range(shards):
        executor = Here()
        table = sim.sweep(small(), folder, executor, shard=(number, shards))
        done += keys(executor.batches)
    assert len(done) == len(set(done)) == 12
    pd.testing.assert_frame_equal(table, reference[0])


def test_two_sweeps_at_once_do_not_hurt_each_other(tmp_path, reference):
    folder, tables, errors = tmp_path / "store", [], []

    def go():
        try:
            tables.append(sim.sweep(small(), folder, Here()))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=go) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    for table in tables:
        pd.testing.assert_frame_equal(table, reference[0])


def test_a_run_that_raises_is_a_row_and_the_rest_goes_on(tmp_path, monkeypatch, reference):
    folder, real = tmp_path / "store", execute.run
    bad = small().replicate(3).seed

    def run(scenario, seed, quarters):
        if seed == bad:
            raise ArithmeticError("no luck\nat all")
        return real(scenario, seed, quarters)

    told = []
    monkeypatch.setattr(execute, "fits", lambda *_: False)  # one by one
    monkeypatch.setattr(execute, "run", run)
    with pytest.warns(sim.FailedRuns, match="2 of 12 runs failed"):
        table = sim.sweep(small(), folder, Here(), progress=told.append)
    failed = table[table["error"].notna()]
    assert failed["error"].tolist() == ["ArithmeticError: no luck"] * 2 and len(table) == 12
    assert failed["trust"].isna().all() and told[-1].failed == 2
    assert "Traceback" in stored(folder).dropna(subset=["traceback"])["traceback"].iloc[0]
    monkeypatch.setattr(execute, "run", real)
    resting, retrying, after = Here(), Here(), Here()
    with pytest.warns(sim.FailedRuns, match="2 of 12 runs failed"):
        sim.sweep(small(), folder, resting)
    assert resting.batches == []
    table = sim.sweep(small(), folder, retrying, retry_failed=True)
    assert len(keys(retrying.batches)) == 2
    pd.testing.assert_frame_equal(table.astype(reference[0].dtypes), reference[0])
    sim.sweep(small(), folder, after, retry_failed=True)
    assert after.batches == []
    Store(folder).compact()
    assert stored(folder)["error"].isna().all()


def test_settings_that_do_not_fit_together_are_rows_of_errors(tmp_path, monkeypatch):
    made = small(2)
    real = type(made).resolve

    def resolve(self, name, settings):
        return real(self, name, {"trust.gain": 9.0} if name == "commons" else settings)

    monkeypatch.setattr(type(made), "resolve", resolve)
    with pytest.warns(sim.FailedRuns, match="2 of 4 runs failed: .* out of range"):
        table = sim.sweep(made, tmp_path / "store", Here())
    assert table["error"].notna().tolist() == [False, False, True, True]
    assert "out of range" in table["error"].iloc[-1]


def test_work_of_a_worker_that_died_is_done_again(tmp_path, reference):
    for number in (0, 5, 11):
        executor = Fragile(once=[reference[0]["key"][number]])
        table = sim.sweep(small(), tmp_path / str(number), executor)
        pd.testing.assert_frame_equal(table, reference[0])
        assert stored(tmp_path / str(number))["key"].is_unique


def test_a_run_that_kills_its_worker_is_found_and_given_up(tmp_path, reference):
    deadly = reference[0]["key"][7]
    with pytest.warns(sim.FailedRuns, match="1 of 12 runs failed: .* died each time"):
        table = sim.sweep(small(), tmp_path / "store", Fragile(deadly=[deadly]))
    assert table[table["error"].notna()]["key"].tolist() == [deadly]
    assert "died" in table["error"].dropna().iloc[0]
    sound = table["error"].isna()
    pd.testing.assert_frame_equal(table[sound].drop(columns="error"), reference[0][sound].drop(columns="error"))


def test_a_broken_executor_of_somebodys_is_told_and_no_run_is_blamed(tmp_path):
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as processes:
        with pytest.raises(BrokenProcessPool):
            processes.submit(os._exit, 1).result()
        with pytest.raises(ClusterError, match="the executor is broken"):
            sim.sweep(small(), tmp_path / "store", processes)
    assert stored(tmp_path / "store").empty


def test_an_error_that_is_no_runs_fault_stops_the_sweep_and_keeps_what_is_done(tmp_path, monkeypatch):
    monkeypatch.setattr(sweep, "_FIRST", 2)

    class Failing(Here):
        def submit(self, function, batch):
            if len(self.batches) < 2:
                return super().submit(function, batch)
            future = Future()
            future.set_exception(work.WrongVersion("a worker has another version"))
            return future

    with pytest.raises(work.WrongVersion):
        sim.sweep(small(), tmp_path / "store", Failing())
    assert len(stored(tmp_path / "store")) == 4
    assert len(sim.sweep(small(), tmp_path / "store", Here())) == 12


def test_a_worker_of_another_version_refuses(tmp_path):
    with pytest.raises(work.WrongVersion, match="install the same hoardshare"):
        work.work(work.Batch(tmp_path, "another", ()))


def test_an_interruption_keeps_what_is_done(tmp_path, monkeypatch):
    monkeypatch.setattr(sweep, "_FIRST", 2)

    def interrupt(tally):
        if tally.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        sim.sweep(small(), tmp_path / "store", Here(), progress=interrupt)
    kept = len(stored(tmp_path / "store"))
    assert 0 < kept < 12 and caught.value.tally.done == kept
    assert f"{kept} of 12 runs are kept" in str(caught.value)


def test_a_batch_that_does_not_come_back_is_noticed(tmp_path, monkeypatch):
    real = work.work

    def forgetful(batch):
        receipt = real(batch)
        return work.Receipt(receipt.part, receipt.keys[:-1], 0, receipt.seconds)

    monkeypatch.setattr("sim.study.pool.work", forgetful)
    with pytest.raises(RuntimeError, match="12 runs were sent out and"):
        sim.sweep(small(), tmp_path / "store", Here())


def test_progress_ends_with_everything_done(tmp_path):
    told = []
    sim.sweep(small(), tmp_path / "store", Here(), progress=told.append)
    assert [each.done for each in told] == sorted(each.done for each in told)
    assert (told[-1].planned, told[-1].done, told[-1].left, told[-1].failed) == (12, 12, 0, 0)


@pytest.mark.parametrize(
    ("named", "told"),
    [
        ({"workers": 0}, "workers must be at least 1"),
        ({"shard": (2, 2)}, "shard 2 of 2"),
        ({"limit": -1}, "limit must be at least 0"),
        ({"executor": Here(), "cluster": "tcp://nowhere:1"}, "not both"),
    ],
)
def test_nonsense_is_refused(tmp_path, named, told):
    with pytest.raises(ValueError, match=told):
        sim.sweep(small(), tmp_path / "store", **named)


def test_batches_grow_to_the_time_wanted_and_shrink_towards_the_end(tmp_path):
    design = small(5000)
    driver = sweep._Driver(
        plan.Plan(design, Store(tmp_path).scan().index, plan.Share()), Store(tmp_path), design, print
    )
    driver._pool = Pool(Here(), 2)
    assert driver._size() == sweep._FIRST
    driver._each = 0.0025
    assert driver._size() == 201
    driver._plan.sent = 9_900
    assert driver._size() == 25
    driver._plan.sent = 9_990
    driver._each = 0.04
    assert driver._size() == plan.ABREAST, "what a worker runs at once is not split to end together"
    driver._plan.sent, driver._each = 9_900, 0.0025
    driver._pool = Pool(Here(), 1)
    assert driver._size() == 201, "one worker has nobody to end together with"
    driver._each = 10.0
    assert driver._size() == 1


def test_replicates_that_a_worker_can_run_at_once_stay_together(tmp_path):
    index = Store(tmp_path).scan().index
    whole = plan.Plan(small(20), index, plan.Share())
    batches = [[len(job) for job in whole.batch(tmp_path, size).jobs] for size in (12, 12, 3, 100)]
    assert batches == [[16], [4, 8], [3], [9]]
    assert len(plan.Plan(small(20), index, plan.Share(limit=10)).batch(tmp_path, 12)) == 10


def test_a_program_from_standard_input_can_sweep(tmp_path):
    program = f"""
import sim
study = sim.design(["arms-race"], replicates=4, quarters=2)
print(len(sim.sweep(study, {str(tmp_path / "store")!r}, workers=1)["error"].dropna()), "failed")
"""
    running = start("-", stdin=subprocess.PIPE)
    out, told = running.communicate(program, timeout=PATIENCE)
    assert out == "0 failed\n", told


def test_replicates_that_run_together_are_stored_as_they_are_alone(tmp_path):
    study = sim.design(["arms-race", "commons-blocs"], replicates=13, quarters=5)
    table = sim.sweep(study, tmp_path / "store", Here())
    for row in table.to_dict("records"):
        alone = sim.run(row["scenario"], row["seed"], 5).outcomes
        assert {name: row[name] for name in alone} == alone
