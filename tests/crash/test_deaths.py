"""Workers that die in the middle of a run, of whatever: nothing is lost, nothing occurs twice, no run is blamed."""

import os
import signal

import pandas as pd
import pytest

from sim.study.store import Store
from tests import program
from tests.crash.sweeps import KILLS, PLANNED, STUDY, finish
from tests.study.sweeps import sorted_rows

FULL = KILLS > 2
DEATHS = 10 if FULL else 3
WAYS = {
    "exit": "os._exit(0)",
    "failure": "os._exit(3)",
    "killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "crash": "signal.signal(signal.SIGSEGV, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGSEGV)",
    "ended": "signal.signal(signal.SIGTERM, signal.SIG_DFL); os.kill(os.getpid(), signal.SIGTERM)",
    "dumb": "os.closerange(3, 256); os._exit(0)",
}
AT_RANDOM = """\
import os, random, signal, sys, threading, time

FOLDER, DEATHS = {folder!r}, {deaths}


def dies():
    "Whether this is the moment; so many times in all."
    if random.random() > 1 / 60:
        return False
    for number in range(DEATHS):
        try:
            os.close(os.open(os.path.join(FOLDER, f"death{{number}}"), os.O_CREAT | os.O_EXCL))
            return True
        except FileExistsError:
            continue
    return False


def infect():
    "Let runs of this process die, once it knows what a run is."
    while "run" not in vars(sys.modules.get("sim.study.execute", os)):
        time.sleep(0.001)
    execute = sys.modules["sim.study.execute"]
    real = execute.run

    def run(*arguments, **named):
        found = real(*arguments, **named)
        if dies():
            {way}
        return found

    execute.run, execute.fits = run, lambda *_: False  # one by one


if any("multiprocessing" in word for word in sys.orig_argv):
    random.seed()
    threading.Thread(target=infect, daemon=True).start()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs signals")
@pytest.mark.parametrize("way", WAYS if FULL else ["failure", "dumb"])
def test_workers_that_die_at_random_runs_cost_nothing(tmp_path, uninterrupted, way):
    (tmp_path / "study.toml").write_text(STUDY)
    (tmp_path / "plague").mkdir()
    sick = AT_RANDOM.format(folder=str(tmp_path / "plague"), deaths=DEATHS, way=WAYS[way])
    (tmp_path / "plague/sitecustomize.py").write_text(sick)
    ways = {"PYTHONPATH": os.pathsep.join([str(tmp_path / "plague"), str(program.ROOT)])}
    command = ["-m", "sim.cli", "sweep", "study.toml", "--store", "store", "--workers", "2"]
    told = finish(program.start(*command, cwd=tmp_path, environment=ways, start_new_session=True))
    assert f"{PLANNED} runs done, 0 found, 0 left" in told
    assert list((tmp_path / "plague").glob("death*")), "nobody died"
    seen = Store(tmp_path / "store").scan(repair=True)
    assert (len(seen.index), seen.damaged, int(seen.index.failed.sum())) == (PLANNED, 0, 0)
    rows = sorted_rows(tmp_path / "store").drop_duplicates("key", ignore_index=True)
    pd.testing.assert_frame_equal(rows, uninterrupted)
