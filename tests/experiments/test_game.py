"""The scripted players of experiments/game.py do what they say, and the table tells whom it pays."""

import importlib
import re

import pytest

import sim
from tests.program import ROOT


@pytest.fixture(scope="module")
def script():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "experiments")
        yield importlib.import_module("game")


@pytest.fixture(scope="module")
def played(script):
    return sim.play("summit", script.PLAYERS, seed=0, rounds=4)


def decisions(game, seat):
    return [event["action"] for event in game.events() if event["event"] == "decide" and event["seat"] == seat]


def test_one_shares_and_one_signs_and_keeps_its_word(script, played):
    assert decisions(played, "atlas") == [{"tier": "open", "care": script.CARE}] * 4
    signed = [row for row in played.rows if row["name"].startswith("treaty")]
    assert [(row["signatories"], row["floor"]) for row in signed] == [(["borealis", "atlas"], script.CARE)]
    assert all(action["care"] >= script.CARE for action in decisions(played, "borealis")[1:])


def test_one_hoards_until_it_believes_that_it_is_overtaken(script):
    def seen(*estimates):
        rivals = [{"estimate": each} for each in estimates]
        return script.hoarder({"phase": "decide", "you": {"capability": 2.0}, "rivals": rivals})["decision"]["tier"]

    assert [seen(1.9, None), seen(1.9, 2.1)] == ["closed", "open"]


def test_the_table_says_what_each_gains_by_the_players(script, capsys):
    script.main(["--games", "2", "--rounds", "2"])
    lines = capsys.readouterr().out.splitlines()
    told = next(line for line in lines if line.startswith("atlas"))
    gains = [
        script.payoffs(sim.play("summit", script.PLAYERS, seed=seed, rounds=2))["atlas"]
        - script.payoffs(sim.play("summit", seed=seed, rounds=2))["atlas"]
        for seed in (0, 1)
    ]
    assert "sharer" in told and float(re.search(r"[+-][\d.]+", told)[0]) == pytest.approx(sum(gains) / 2, rel=0.01)
    assert f"{sum(gain > 0 for gain in gains)} of 2" in told
    assert sum("its strategy" in line for line in lines) == 8 and lines[-1].startswith("A treaty was signed in ")


def test_one_game_is_no_sample(script, capsys):
    with pytest.raises(SystemExit):
        script.main(["--games", "1"])
    assert "at least 2" in capsys.readouterr().err
