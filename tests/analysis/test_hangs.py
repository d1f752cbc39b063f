"""What a difference depends on, asked for by a page: the conclusions of the library, with progress, until stopped."""

from threading import Event

import pytest

from sim.analysis import hangs
from sim.analysis.conclusions import Conclusions, conclude
from sim.analysis.hangs import FIRST, SECOND, asked
from sim.scenario import ScenarioError, load
from sim.study.tally import Tally
from tests.study.sweeps import Here

SHORT = {"quarters": 6}
ONE, OTHER = (load(f"{name}-adaptive-blocs", SHORT) for name in ("arms-race", "commons"))


def test_it_tells_its_progress_and_then_what_the_library_concludes(tmp_path):
    *tallies, found = asked(ONE, OTHER, ["trust"], settings={}, draws=2, executor=Here())
    assert tallies and all(isinstance(each, Tally) for each in tallies) and isinstance(found, Conclusions)
    expected = conclude({FIRST: ONE, SECOND: OTHER}, FIRST, 2, ["trust"], tmp_path / "store", executor=Here())
    assert found.table.equals(expected.table)


def test_an_error_reaches_who_asks():
    with pytest.raises(ScenarioError, match="draws"):
        list(asked(ONE, OTHER, ["trust"], settings={}, draws=1, executor=Here()))


def test_who_asks_no_further_stops_the_runs(monkeypatch):
    ended = Event()

    def endless(*arguments, progress, **named):
        try:
            while True:
                progress(Tally(2, 0, 1, 0, 0.0, 1.0))
        finally:
            ended.set()

    monkeypatch.setattr(hangs, "conclude", endless)
    steps = asked(ONE, OTHER, ["trust"], settings={})
    assert next(steps).left == 1
    steps.close()
    assert ended.wait(60)
