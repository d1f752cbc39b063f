"""Functions that need an optional package say so before they begin, with the command that installs it."""

import subprocess
import sys
from importlib import reload

import pytest

import sim.extras
from sim.analysis.calibration.calibrate import calibrate
from sim.extras import MissingExtra
from sim.study.connect import ema_model
from tests.program import ROOT


@pytest.fixture
def without(monkeypatch):
    """A package that is not installed."""
    real = sim.extras.find_spec

    def hide(package):
        monkeypatch.setattr("sim.extras.find_spec", lambda name: None if name == package else real(name))

    return hide


def show_the_view():
    from sim.view.server import show

    show("no such scenario")


def serve_a_game():
    from sim.game.web.serve import serve

    serve("no game")


def draw():
    import sim.plots

    reload(sim.plots)


@pytest.mark.parametrize(
    ("package", "extra", "use"),
    [
        ("sklearn", "calibration", lambda: calibrate(None, [], None, 1)),
        ("ema_workbench", "sensitivity", lambda: ema_model("no such scenario")),
        ("solara", "view", show_the_view),
        ("segno", "play", serve_a_game),
        ("matplotlib", "plots", draw),
        ("distributed", "cluster", lambda: sim.sweep(sim.design("base"), "store", cluster="tcp://127.0.0.1:1")),
    ],
)
def test_a_function_asks_first(without, tmp_path, monkeypatch, package, extra, use):
    monkeypatch.chdir(tmp_path)
    without(package)
    with pytest.raises(MissingExtra, match=f'needs {package}: pip install "hoardshare\\[{extra}\\]"'):
        use()
    assert not list(tmp_path.iterdir())


RUN_ALL = """
import runpy, sys
sys.modules["matplotlib"] = None  # as if it were not installed
for script in sys.argv[1:]:
    sys.argv, sys.path[0] = [script], "experiments"
    try:
        runpy.run_path(script, run_name="__main__")
    except SystemExit as left:
        print(left.code)
"""


def test_every_experiment_that_draws_says_so_before_any_run():
    draws_nothing = {"pivot_timing", "trust_openness", "game"}
    scripts = [
        str(script.relative_to(ROOT)) for script in sorted((ROOT / "experiments").glob("*.py"))
        if script.stem not in draws_nothing and "program(main)" in script.read_text(encoding="utf-8")
    ]  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, *scripts], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert len(scripts) > 10 and done.stdout.split() == ["2"] * len(scripts)
    said = done.stderr.splitlines()
    assert len(said) == len(scripts) and all('matplotlib: pip install "hoardshare[plots]"' in line for line in said)
