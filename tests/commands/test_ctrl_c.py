"""Ctrl-C at any moment of a command that compares says what is kept and how to go on."""

import pytest

from sim.commands.options import Stopped, going_on
from sim.study.sweep import Interrupted
from sim.study.tally import Tally


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (Interrupted(Tally(10, 3, 2, 0, 1.0, 2.0)), "5 of 10 runs are kept"),
        (KeyboardInterrupt(), "finished runs are kept"),
    ],
)
def test_what_is_kept_and_how_to_go_on_is_said(monkeypatch, raised, told):
    monkeypatch.setattr("sys.argv", ["hoardshare", "compare", "a b", "c"])
    with pytest.raises(Stopped, match=told) as stopped, going_on():
        raise raised
    assert str(stopped.value).endswith("to continue: hoardshare compare 'a b' c")
