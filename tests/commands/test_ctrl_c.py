"""Ctrl-C at any moment of a command that compares says what is kept and how to go on."""

import pytest
from pydantic import BaseModel, field_serializer

from sim.commands.options import Stopped, going_on
from sim.study.sweep import Interrupted
from sim.study.tally import Tally


class _Slow(BaseModel):
    word: str = ""

    @field_serializer("word")
    def _interrupted(self, _):
        raise KeyboardInterrupt


def interrupted_writing():
    """What comes of Ctrl-C while pydantic writes out a scenario."""
    try:
        _Slow().model_dump()
    except (ValueError, KeyboardInterrupt) as error:  # which of them depends on pydantic
        return error


@pytest.mark.parametrize(
    ("raised", "told"),
    [
        (Interrupted(Tally(10, 3, 2, 0, 1.0, 2.0)), "5 of 10 runs are kept"),
        (KeyboardInterrupt(), "finished runs are kept"),
        (interrupted_writing(), "finished runs are kept"),
    ],
)
def test_what_is_kept_and_how_to_go_on_is_said(monkeypatch, raised, told):
    monkeypatch.setattr("sys.argv", ["hoardshare", "compare", "a b", "c"])
    with pytest.raises(Stopped, match=told) as stopped, going_on():
        raise raised
    assert str(stopped.value).endswith("to continue: hoardshare compare 'a b' c")


def test_any_other_error_is_passed_on():
    with pytest.raises(ValueError, match="broken"), going_on():
        raise ValueError("broken")
