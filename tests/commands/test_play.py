"""``hoardshare play``: headless, shown again, read by other commands, served; what cannot be is said in one line."""

import json
import re
import shlex
import signal
import sys
from datetime import date
from urllib.request import Request, urlopen

import pandas as pd
import pytest
from typer.testing import CliRunner

import sim
from sim.cli import app
from sim.commands import completing
from tests.program import await_that, finish, hoardshare, start

RUNNER = CliRunner()
SMALL = ("base", "--seats", "3", "--rounds", "2", "--seed", "5")
BOT = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"decision": {"tier": "open"}}))
"""
TODAY = date.today().isoformat()


def run(*words):
    return RUNNER.invoke(app, [*map(str, words)])


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bot.py").write_text(BOT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def game(here):
    """The file of a game that was played without people."""
    command = shlex.join([sys.executable, "bot.py"])
    done = run("play", *SMALL, "--headless", "--program", f"alpha={command}", "--file", "mine.game")
    assert done.exit_code == 0, done.output
    return here / "mine.game"


def test_it_is_played_without_people_and_shown(game, here):
    told = run("play", "--replay", game).stdout
    assert told == run("play", game, "--replay").stdout
    lines = told.splitlines()
    assert lines[0] == "Base: 2 of 2 rounds of 2 quarters were played, seed 5, over"
    assert lines.count("  alpha: tier open") == 2 and "Round 2, 2020-07-01 to 2021-01-01" in lines
    assert sorted(path.name for path in here.iterdir()) == ["bot.py", "mine.game", "mine.room"]
    played = sim.play("base", {"alpha": lambda _: {"decision": {"tier": "open"}}}, seats=3, rounds=2, seed=5)
    assert sim.load(game).digest == played.played.digest


def test_its_papers_are_written_and_only_they(game, here):
    done = run("play", game, "--table", "out.csv", "--report", "out.html")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "written: out.csv\nwritten: out.html\n")
    table = pd.read_csv(here / "out.csv")
    assert table["by"].tolist() == ["program", "strategy", "strategy"] * 2 and table["seed"].eq(5).all()
    assert "as it was played" in (here / "out.html").read_text(encoding="utf-8")
    again = run("play", *SMALL, "--headless", "--file", "b.game", "--table", "b.csv")
    assert again.exit_code == 0 and len(pd.read_csv(here / "b.csv")) == 6


def test_run_takes_the_luck_of_the_game(game):
    told = run("run", game, "--json")
    assert told.stderr == "as in the game: seed 5\n"
    assert json.loads(told.stdout) == json.loads(run("run", game, "--json", "--seed", "5").stdout)
    assert json.loads(told.stdout) != json.loads(run("run", game, "--json", "--seed", "0").stdout)
    expected = sim.run(sim.Game.open(game).played, 5).outcomes
    assert json.loads(told.stdout)["frontier"] == pytest.approx(expected["frontier"], rel=1e-12)


def test_run_goes_as_far_as_the_game_did(here):
    made = sim.Game.new("base", seats=2, seed=5, rounds=4, file=here / "half.game")
    made.begin()
    made.resolve()
    told = run("run", "half.game", "--json")
    assert told.stderr == "as in the game: seed 5, the 2 quarters that were played\n"
    assert json.loads(told.stdout)["frontier"] == sim.run("base", 5, 2).outcomes["frontier"]
    assert run("run", "half.game", "--json", "--quarters", "8").stderr == "as in the game: seed 5\n"


def test_other_commands_read_the_file_of_a_game(game):
    assert "ok: " in run("check", game).stdout
    assert run("new", "next", "--from", game).exit_code == 0
    assert sim.load("next.toml").digest == sim.load(game).digest


def test_a_game_goes_on_without_people(here):
    made = sim.Game.new("base", seats=2, seed=5, rounds=3, file=here / "half.game")
    made.begin()
    made.resolve()
    done = run("play", "half.game", "--headless")
    assert done.exit_code == 0 and "3 of 3 rounds" in done.stdout and sim.Game.open("half.game").stage == "over"


def test_a_file_of_today_is_taken_that_is_free(here):
    for name in (f"base-{TODAY}.game", f"base-{TODAY}-2.room"):
        (here / name).write_text("somebody else's", encoding="utf-8")
    done = run("play", *SMALL, "--headless")
    assert done.exit_code == 0 and done.stderr == f"the game is kept in base-{TODAY}-3.game\n"
    assert (here / f"base-{TODAY}.game").read_text(encoding="utf-8") == "somebody else's"


def test_a_program_that_goes_wrong_is_told_of_once(here):
    (here / "bad.py").write_text("raise SystemExit(7)", encoding="utf-8")
    command = shlex.join([sys.executable, "bad.py"])
    done = hoardshare("play", *SMALL, "--headless", "--program", f"beta={command}", "--file", "a.game")
    told = [line for line in done.stderr.splitlines() if "beta" in line]
    assert len(told) == 1 and told[0].startswith("beta, round 1: its program has ended, with exit code 7")


def test_seats_are_so_many_or_those_named(here):
    run("play", "base", "--rounds", "1", "--seats", "gamma, alpha", "--headless", "--file", "a.game")
    assert list(sim.Game.open("a.game").seats) == ["alpha", "gamma"]


WRONG = {
    "no such game": (["nix.game"], "no such file"),
    "a table of no game": (["base", "--table", "a.csv"], "give its file"),
    "a table over a game": (["mine.game", "--table", "mine.game"], "ends with .csv"),
    "a report of another kind": (["mine.game", "--report", "a.pdf"], "ends with .html"),
    "a table nowhere": (["mine.game", "--table", "bot.py/a.csv"], "bot.py"),
    "a host of a table": (["mine.game", "--table", "a.csv", "--port", "1"], "nothing is served"),
    "no such scenario": (["nix"], "no such scenario"),
    "no game": (["base", "--replay"], "give its file"),
    "rounds of a game": (["mine.game", "--rounds", "2"], "has begun"),
    "values of a game": (["mine.game", "--set", "trust.gain=0"], "has begun"),
    "too many seats": (["base", "--headless", "--seats", "900"], "seats: 900"),
    "no seat": (["base", "--headless", "--seats", "alpha,gama"], 'did you mean "gamma"?'),
    "too many rounds": (["base", "--headless", "--rounds", "41"], "rounds: 41"),
    "another file": (["base", "--headless", "--file", "a.toml"], "ends with .game"),
    "a file without a name": (["base", "--headless", "--file", ".game"], "ends with .game"),
    "a file that is there": (["base", "--headless", "--file", "mine.game"], "there is one already"),
    "no folder": (["base", "--headless", "--file", "no/a.game"], "no/a.game"),
    "a host of nobody": (["base", "--headless", "--host", "0.0.0.0"], "nothing is served"),
    "programs of a replay": (["mine.game", "--replay", "--program", "alpha=x"], "nothing is played"),
    "a program of nobody, beside people": (["base", "--program", "x=python3 b.py"], 'no seat "x"'),
    "no program": (["base", "--headless", "--program", "alpha=no-such-program"], "no program"),
    "a program of nobody": (["base", "--headless", "--program", "python3 bot.py"], "a seat and a command"),
    "two programs": (["base", "--headless", *["--program", "alpha=python3 b.py"] * 2], "two programs"),
    "no quotation": (["base", "--headless", "--program", "alpha='x"], "no closing quotation"),
    "no seat for a program": (["base", "--headless", "--program", "nobody=python3 bot.py"], 'no seat "nobody"'),
    "a changed game": (["bad.game", "--replay"], "was changed"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_is_told_and_nothing_is_written(name, game, here):
    words, told = WRONG[name]
    (here / "bad.game").write_text(
        game.read_text(encoding="utf-8").replace('"rounds": 2', '"rounds": 3'), encoding="utf-8"
    )
    before = {path: path.read_bytes() for path in here.iterdir()}
    done = hoardshare("play", *words, code=2)
    assert told in " ".join(done.stderr.replace("│", " ").split())
    assert {path: path.read_bytes() for path in here.iterdir()} == before


def test_the_tab_key_offers_scenarios_and_games(game):
    assert completing.playable("m") == ["mine.game"] and "summit" in completing.playable("su")


def test_it_is_served_and_goes_on_where_it_stood(here):
    pytest.importorskip("uvicorn")
    words = ("play", *SMALL, "--no-browser", "--port", "0", "--minutes", "4", "--file", "a b.game")
    for again in (words, ("play", "a b.game", "--no-browser", "--port", "0")):
        running = start("-m", "sim.cli", *again)
        said = [running.stdout.readline() for _ in range(3)]
        assert said[0].startswith("seats join at http://127.0.0.1:")
        running.send_signal(signal.SIGINT)
        done = finish(running)
        assert done.stderr.splitlines()[-1] == "to go on: hoardshare play 'a b.game'"
    open_to_all = ("play", "a b.game", "--no-browser", "--port", "0", "--host", "0.0.0.0")
    running = start("-m", "sim.cli", *open_to_all)
    assert running.stdout.readline().startswith("seats join at http://")
    running.send_signal(signal.SIGINT)
    # Without the address, phones would not come back.
    assert finish(running).stderr.splitlines()[-1] == "to go on: hoardshare play 'a b.game' --host 0.0.0.0"
    codes = {event["code"] for event in sim.Game.open("a b.game").events() if event["event"] == "opened"}
    assert len(codes) == 1


def ask(site, path, body, token):
    told = {"Origin": site, "Authorization": f"Bearer {token}"}
    with urlopen(Request(site + path, body and json.dumps(body).encode(), told), timeout=60) as answer:
        return json.loads(answer.read() or b"null")


def test_a_program_plays_beside_people(here):
    pytest.importorskip("uvicorn")
    command = shlex.join([sys.executable, "bot.py"])
    running = start("-m", "sim.cli", "play", *SMALL, "--no-browser", "--port", "0", "--program", f"beta={command}")
    said = [running.stdout.readline() for _ in range(3)]
    site, token = re.search(r"(http://[\w.:]+)/host#token=(\S+)", said[2]).groups()
    ask(site, "/api/host/begin", {}, token)

    def decided():
        return {seat["name"] for seat in ask(site, "/api/host", None, token)["seats"] if seat["decided"]}

    await_that(lambda: decided() == {"beta"}, "it did not decide")
    running.send_signal(signal.SIGINT)
    finish(running)
    game = sim.Game.open(next(here.glob("*.game")))
    assert game.decision("beta") == {"tier": "open"} and game.round == 1


def test_a_game_that_could_not_be_served_leaves_nothing(here):
    done = hoardshare("play", *SMALL, "--host", "203.0.113.7", "--no-browser", code=2)
    assert "203.0.113.7" in done.stderr
    assert [path.name for path in here.iterdir()] == ["bot.py"]
