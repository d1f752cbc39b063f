"""Workers that cannot start, or die, are the machine's trouble: one sentence, and no run is blamed.

No test here measures time: what hangs fails by the patience of :mod:`tests.program`.
"""

import os
import signal
import subprocess
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import pytest

import sim
from sim.study import execute, life, processes, work
from sim.study.life import STILL, Pulse, Watch
from sim.study.pool import ClusterError, PoolError
from sim.study.processes import Processes
from tests.program import PATIENCE, ROOT, await_that, finish, start
from tests.study.sweeps import Here, small, stored

SCRIPT = """\
import sim
study = sim.design(["arms-race"], replicates=3, quarters=2)
print(sim.sweep(study, "store", workers=1)["error"].isna().sum(), "done")
"""
IN_WORKERS = """\
import os, signal, sys, time
if "--multiprocessing-fork" in sys.orig_argv:
    {}
"""
STUDY = 'scenarios = ["arms-race"]\nreplicates = 3\nquarters = 2\n'


def python(folder, *arguments, text=None, code=0, **environment):
    """What a program says: standard output and standard error."""
    piped = {"cwd": folder, "environment": environment}
    if text is None:
        return finish(start(*arguments, **piped), code)
    running = start(*arguments, stdin=subprocess.PIPE, **piped)
    out, told = running.communicate(text, timeout=PATIENCE)
    assert (running.returncode, "Traceback" in told) == (code, False), told
    return subprocess.CompletedProcess(arguments, code, out, told)


SLOW = [pytest.param(how, marks=pytest.mark.slow) for how in ("module", "-i")]


@pytest.mark.parametrize("how", ["file", "stdin", "-c", *SLOW])
def test_a_script_without_a_guard_works_however_it_is_started(tmp_path, how):
    (tmp_path / "unguarded.py").write_text(SCRIPT)
    arguments = {"file": ["unguarded.py"], "module": ["-m", "unguarded"], "-c": ["-c", SCRIPT]}.get(how)
    if arguments is None:
        done = python(tmp_path, "-" if how == "stdin" else "-i", text=SCRIPT)
    else:
        done = python(tmp_path, *arguments)
    assert "3 done" in done.stdout
    assert len(stored(tmp_path / "store")) == 3


def test_a_script_that_is_gone_by_now_works(tmp_path):
    (tmp_path / "gone.py").write_text("import os\nos.remove(__file__)\n" + SCRIPT)
    assert "3 done" in python(tmp_path, "gone.py").stdout


def test_a_class_of_the_script_may_be_a_value(tmp_path):
    script = """\
import sim
class Gain(float):
    pass
study = sim.design(["arms-race"], replicates=2, quarters=2, parameters={"trust.gain": [Gain(0.1)]})
print(sim.sweep(study, "store", workers=1)["error"].isna().sum(), "done")
"""
    assert "2 done" in python(tmp_path, "-c", script).stdout


@pytest.mark.parametrize(
    ("trouble", "told"),
    [
        ("os._exit(3)", "worker processes die before they can work (exit code 3)"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL, as when memory runs out"),
        ("sys.modules['pyarrow'] = None", "import of pyarrow halted"),
        ("sys.meta_path.insert(0, type('No', (), {'find_spec': lambda *_: sys.exit('no way')}))", "no way"),
        ("time.sleep(10_000)", "worker processes cannot start here: it started, but did nothing"),
        pytest.param("while True: pass", "s without getting ready", marks=pytest.mark.slow),
    ],
)
def test_workers_that_do_not_get_ready_are_one_sentence_and_nothing_is_stored(tmp_path, trouble, told):
    (tmp_path / "sitecustomize.py").write_text(IN_WORKERS.format(trouble))
    (tmp_path / "study.toml").write_text(STUDY)
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done = python(
        tmp_path, "-m", "sim.cli", "sweep", "study.toml", "--store", "store", "--workers", "1",
        code=1, PYTHONPATH=path,
    )  # fmt: skip
    (line,) = [line for line in done.stderr.splitlines() if not line.startswith("0 of 3 runs")]
    assert told in line and "no run counts as failed" in line
    assert stored(tmp_path / "store").empty


def test_processes_that_cannot_be_had_are_one_sentence(tmp_path, monkeypatch):
    def no_semaphores(*_, **__):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", no_semaphores)
    with pytest.raises(
        PoolError, match=r"this machine cannot start worker processes .*Function not implemented.*executor="
    ):
        sim.sweep(small(), tmp_path / "store")
    assert stored(tmp_path / "store").empty


def test_a_process_that_cannot_be_forked_is_one_sentence(tmp_path, monkeypatch):
    def full(*_, **__):
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr("multiprocessing.context.SpawnProcess.start", full)
    with pytest.raises(PoolError, match=r"die before they can work.*Resource temporarily unavailable"):
        sim.sweep(small(), tmp_path / "store", workers=2)
    assert stored(tmp_path / "store").empty


@pytest.fixture
def forked(monkeypatch):
    """Workers that inherit what this process has changed."""
    monkeypatch.setattr(processes, "get_context", lambda _: get_context("fork"))
    real = execute.run

    def deadly(dies):
        def run(scenario, seed, quarters):
            if dies(scenario, seed):
                os.kill(os.getpid(), signal.SIGKILL)
            return real(scenario, seed, quarters)

        monkeypatch.setattr(execute, "fits", lambda *_: False)  # one by one
        monkeypatch.setattr(execute, "run", run)

    return deadly


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_only_a_run_that_kills_workers_which_answered_is_blamed(tmp_path, forked):
    study = small()
    forked(lambda scenario, seed: seed == study.replicate(3).seed and "ommons" in scenario.title)
    with pytest.warns(sim.FailedRuns, match=r"1 of 12 runs failed: 1 x the process that ran it died"):
        table = sim.sweep(study, tmp_path / "store", workers=2)
    failed = table[table["error"].notna()]
    assert failed[["scenario", "replicate"]].to_numpy().tolist() == [["commons", 3]]


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_where_every_run_kills_its_worker_no_run_is_blamed(tmp_path, forked):
    forked(lambda scenario, seed: True)
    with pytest.raises(PoolError, match=r"die before they can work \(SIGKILL"):
        sim.sweep(small(), tmp_path / "store", workers=2)
    assert stored(tmp_path / "store").empty


@pytest.mark.parametrize("trouble", [OSError(28, "No space left on device"), ImportError("no module named x")])
def test_what_the_machine_cannot_do_is_no_failure_of_a_run(tmp_path, monkeypatch, trouble):
    def run(*_):
        raise trouble

    monkeypatch.setattr(execute, "fits", lambda *_: False)  # one by one
    monkeypatch.setattr(execute, "run", run)
    with pytest.raises(PoolError, match="a worker cannot do the runs"):
        sim.sweep(small(), tmp_path / "store", Here())
    assert stored(tmp_path / "store").empty


def test_a_run_without_memory_is_tried_alone_before_it_is_blamed(tmp_path, monkeypatch):
    real, greedy, once = execute.run, small().replicate(2).seed, [small().replicate(4).seed]

    def run(scenario, seed, quarters):
        if seed == greedy or (seed in once and not once.remove(seed)):
            raise MemoryError
        return real(scenario, seed, quarters)

    monkeypatch.setattr(execute, "fits", lambda *_: False)  # one by one
    monkeypatch.setattr(execute, "run", run)
    with pytest.warns(sim.FailedRuns):
        table = sim.sweep(small(), tmp_path / "store", Here())
    assert table[table["error"].notna()]["replicate"].tolist() == [2, 2]


UNGUARDED_EXECUTOR = """\
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
import sim
study = sim.design(["arms-race"], replicates=3, quarters=2)
with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as mine:
    try:
        sim.sweep(study, "store", executor=mine)
    except sim.PoolError as error:
        print("told:", error)
"""


def test_a_script_without_a_guard_that_brings_processes_is_told_so(tmp_path):
    (tmp_path / "mine.py").write_text(UNGUARDED_EXECUTOR)
    done = python(tmp_path, "mine.py")
    (line,) = done.stdout.splitlines()
    assert line.startswith("told: the executor is broken") and "__main__" in line
    assert done.stderr == "" and stored(tmp_path / "store").empty


def shut():
    executor = ThreadPoolExecutor(1)
    executor.shutdown()
    return executor


def failing():
    raise RuntimeError("no licence")


@pytest.mark.parametrize(
    ("executor", "told"),
    [(shut, "accepts no work .*after shutdown"), (lambda: ThreadPoolExecutor(1, initializer=failing), "is broken")],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_an_executor_that_does_not_work_is_told_and_no_run_is_blamed(tmp_path, executor, told):
    with pytest.raises(ClusterError, match=told):
        sim.sweep(small(), tmp_path / "store", executor())
    assert stored(tmp_path / "store").empty


def test_an_executor_whose_workers_die_at_once_is_told(tmp_path):
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=os._exit, initargs=(1,)) as mine,
        pytest.raises(ClusterError, match="the executor is broken"),
    ):
        sim.sweep(small(), tmp_path / "store", mine)
    assert stored(tmp_path / "store").empty


class Clock:
    """A clock, and processes whose pulse is told by its time."""

    def __init__(self, pulses):
        self.now, self._pulses = 0.0, pulses

    def watch(self):
        return Watch(lambda pid: self._pulses(self.now), lambda: self.now)

    def until(self, watch, end, look):
        """When a look at something first says something, if it does before the end."""
        while self.now < end:
            self.now += 0.5
            if look(watch):
                return self.now
        return None


@pytest.mark.parametrize(
    ("pulse", "is_still"),
    [
        (lambda now: Pulse(False, 0.3), True),
        (lambda now: Pulse(False, 0.3 + now / 1000), True),
        (lambda now: Pulse(True, 0.3), False),
        (lambda now: Pulse(False, now / 50), False),
        (lambda now: Pulse(now % 5 < 0.5, 0.3), False),
    ],
)
def test_only_a_process_without_any_sign_of_life_stands_still(pulse, is_still):
    clock = Clock(pulse)
    when = clock.until(clock.watch(), 100, lambda watch: watch.stands_still([1]))
    assert (when is not None) == is_still
    assert when is None or STILL < when < 10


def test_a_process_that_needs_no_more_than_others_did_is_waited_for():
    clock = Clock(lambda now: Pulse(True, min(now / 10, 5.0)))
    assert clock.until(clock.watch(), 1000, lambda watch: watch.verdict([1])) is None


def test_a_worker_that_stands_still_is_not_waited_for_at_the_end(monkeypatch):
    monkeypatch.setattr(life, "STILL", 1.0)
    pool = Processes(1)
    assert pool.submit(work.greeting()).result().keys == ()
    pool._send(time.sleep, 10_000)
    (process,) = pool._processes
    pool.close()
    await_that(lambda: not process.is_alive(), "it still stands")


def test_processes_are_let_go_of_once_whoever_asks(monkeypatch):
    pool, closed = Processes(1), []
    assert pool.submit(work.greeting()).result().keys == ()
    real = pool._executor.shutdown
    monkeypatch.setattr(pool._executor, "shutdown", lambda **how: (closed.append(how), real(**how)))
    pool.stop()
    pool.close()
    pool.stop()
    assert closed == [{"cancel_futures": True}]
