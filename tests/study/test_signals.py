"""An interruption that Python loses is heard all the same."""

import signal
import sys

import pytest

from sim.study.signals import heard
from sim.study.sweep import Interrupted, sweep
from tests.study.sweeps import Here, small


class Deaf:
    """An object during whose end a signal comes."""

    def __del__(self):
        signal.raise_signal(signal.SIGINT)


@pytest.fixture(autouse=True)
def hears():
    """Ctrl-C interrupts, also where a shell started these tests in the background, with it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def lost(monkeypatch):
    """Exceptions that Python ignored."""
    found = []
    monkeypatch.setattr(sys, "unraisablehook", lambda about: found.append(about.exc_type))
    return found


def test_what_was_lost_is_raised_again(lost):
    before = signal.getsignal(signal.SIGINT)
    with heard() as again:
        again()
        Deaf()
        assert lost == [KeyboardInterrupt]
        with pytest.raises(KeyboardInterrupt):
            again()
    assert signal.getsignal(signal.SIGINT) is before


def test_what_is_not_lost_is_raised_as_ever():
    with pytest.raises(KeyboardInterrupt), heard():
        signal.raise_signal(signal.SIGINT)


def test_another_handler_that_was_set_meanwhile_stays():
    before = signal.getsignal(signal.SIGINT)
    try:
        with heard():
            signal.signal(signal.SIGINT, signal.SIG_IGN)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_a_sweep_stops_where_its_interruption_was_lost(lost, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.study.sweep._TELL_EVERY", 0.0)
    monkeypatch.setattr("sim.study.sweep._LARGEST", 16)  # however fast the machine is, more is left

    def tell(tally):
        if not lost:
            Deaf()

    with pytest.raises(Interrupted) as stopped:
        sweep(small(replicates=200), tmp_path / "store", Here(), progress=tell)
    assert lost == [KeyboardInterrupt]
    told = stopped.value.tally
    assert 0 < told.done < told.planned
    rows = sweep(small(replicates=200), tmp_path / "store", Here())
    assert len(rows) == 400 and rows["error"].isna().all()
