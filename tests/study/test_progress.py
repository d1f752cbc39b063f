"""Progress is told from the first second on, and the time that is left only once it can be told."""

import threading

import pytest

from sim.console import progress as bars
from sim.study import progress
from sim.study.tally import Tally


@pytest.mark.parametrize(
    ("done", "seconds", "rate", "tells"),
    [(0, 60.0, 0.0, False), (4, 2.0, 2.0, False), (5, 2.0, 2.5, True), (1, 10.0, 0.1, True), (0, 20.0, 0.0, False)],
)
def test_the_time_left_is_told_once_a_twentieth_or_ten_seconds_are_done(done, seconds, rate, tells):
    told = progress.line(Tally(planned=1100, found=1000, done=done, failed=0, seconds=seconds, rate=rate))
    assert (" left" in told) is tells
    assert told.startswith(f"{1000 + done:,} of 1,100 runs")


def test_what_comes_before_the_first_run_is_told_in_a_log(monkeypatch):
    heard, told = threading.Event(), []
    monkeypatch.setattr(progress, "_EVERY", 0.01)
    monkeypatch.setattr(progress, "complain", lambda text: (told.append(text), heard.set()))
    with progress.shown():
        assert heard.wait(60)
    assert told == [progress._PREPARING]


def test_bars_are_drawn_below_each_other_and_end_together(monkeypatch):
    monkeypatch.setattr("rich.console.Console.is_terminal", False)
    first, second = bars.Bar(), bars.Bar()
    first.show(0, None, "preparing")
    second.show(1, 2, "compiling")
    (drawing,) = bars._screen
    assert [task.description for task in drawing.tasks] == ["preparing", "compiling"]
    first.close()
    assert [task.description for task in drawing.tasks] == ["compiling"]
    second.close()
    second.close()
    assert bars._screen == [] and not drawing.live.is_started
