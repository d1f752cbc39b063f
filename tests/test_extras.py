"""Functions that need an optional package say so before they begin, with the command that installs it."""

from importlib import reload

import pytest

import sim.extras
from sim.analysis.calibration.calibrate import calibrate
from sim.extras import MissingExtra
from sim.study.connect import ema_model


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


def draw():
    import sim.plots

    reload(sim.plots)


@pytest.mark.parametrize(
    ("package", "extra", "use"),
    [
        ("sklearn", "calibration", lambda: calibrate(None, [], None, 1)),
        ("ema_workbench", "sensitivity", lambda: ema_model("no such scenario")),
        ("solara", "view", show_the_view),
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
