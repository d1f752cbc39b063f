"""A game without a room: all players are asked at once, programs cannot hold it up, and scripts give the same bits."""

import json
import os
import sys
import warnings

import pytest

import sim
from sim.game.errors import LostTurn
from sim.game.play import Players, play_on
from tests.program import PATIENCE, await_that

OPEN = {"decision": {"tier": "open", "care": 0.75}}
TREATY = {"kind": "treaty", "to": ["beta"], "terms": {"care": 0.5}}
BOT = """
import json, sys
for line in sys.stdin:
    seen = json.loads(line)
    {body}
    print(json.dumps(reply))
"""


def bot(body):
    """A program of one's own that replies ``reply``."""
    return [sys.executable, "-c", BOT.replace("{body}", body)]


def play(players=None, **more):
    return sim.play("base", players, seats=4, rounds=3, **more)


def events(game):
    """What was noted, but for the time of day."""
    return [{key: value for key, value in event.items() if key != "at"} for event in game.events()]


def by(game):
    return {(event["round"], event["seat"]): event["by"] for event in game.events() if event["event"] == "by"}


@pytest.fixture(scope="module")
def nobody():
    return play()


def opening(_):
    return OPEN


def test_where_nobody_decides_it_is_a_plain_run(nobody):
    assert nobody.stage == "over" and nobody.rounds_over == 3
    assert nobody.played.digest == sim.load("base", {"quarters": 6}).digest


def test_a_program_decides_as_a_function_does():
    function = play({"alpha": opening})
    program = play({"alpha": bot(f"reply = {OPEN}")})
    assert program.played.digest == function.played.digest
    assert events(program) == events(function)
    assert by(program) == {(number, "alpha"): "program" for number in (1, 2, 3)}


def test_the_same_players_give_the_same_game_and_another_seed_another():
    first, again = (play({"alpha": opening, "beta": lambda seen: {"decision": seen["default"]}}) for _ in range(2))
    assert events(first) == events(again) and first.played.digest == again.played.digest
    assert first.public() == again.public() != play({"alpha": opening}, seed=1).public()


def test_a_program_that_is_no_list_is_told_apart_from_a_strategy():
    with pytest.raises(sim.GameError, match=r"a program is given as a list of words, here \['python3', 'bot.py'\]"):
        sim.play("summit", {"atlas": "python3 bot.py"}, rounds=1)


def test_a_strategy_of_another_name_leads():
    led = play({"alpha": "hoard"})
    assert led.played.digest == sim.load("base", {"quarters": 6, "actors.alpha.strategy": "hoard"}).digest
    assert not by(led)


def test_nobody_sees_what_another_decides_in_the_same_round():
    seen = {}

    def spy(asked):
        seen[asked["phase"], asked["round"], asked["seat"]] = asked
        offered = (
            {"offers": [TREATY], "messages": [{"to": None, "text": "Shall we?"}]} if asked["seat"] == "alpha" else {}
        )
        return (OPEN | offered) if asked["phase"] == "decide" else {"answers": {asked["offers"][0]["id"]: True}}

    game = play({"alpha": spy, "beta": spy})
    asked = seen["decide", 1, "beta"]
    assert (asked["messages"], asked["offers"], asked["decision"]) == ([], [], None)
    assert next(rival for rival in asked["rivals"] if rival["name"] == "alpha")["tier"] != "open"
    assert [phase for phase, _, seat in seen if seat == "alpha"] == ["decide"] * 3, "its own offers it does not answer"
    answering = seen["answer", 1, "beta"]
    assert answering["messages"][0]["text"] == "Shall we?" and answering["decision"] == OPEN["decision"]
    assert asked["players"] == ["alpha", "beta"]
    rows = [row for row in game.rows if row["kind"] == "ethics_framework"]
    assert [row["signatories"] for row in rows] == [["alpha", "beta"]] * 3


def test_what_a_player_is_asked_is_its_own_to_change(nobody):
    def vandal(asked):
        asked["you"].clear(), asked["rivals"].clear(), asked["world"]["actors"].clear()

    game = play({"alpha": vandal, "beta": vandal})
    assert game.public() == nobody.public()


WRONG = {
    "ends": ([sys.executable, "-c", "raise SystemExit(3)"], "has ended, with exit code 3"),
    "shuts its output": (
        [sys.executable, "-c", "import os, sys\nos.close(1)\nfor line in sys.stdin: pass"], "has (shut|ended)",
    ),
    "never replies": ([sys.executable, "-c", "import time\nwhile True: time.sleep(1)"], "did not reply in time"),
    "writes nonsense": (bot("print('{{{', [1], 5); reply = 'open'"), "did not reply in time"),
    "writes no end": ([sys.executable, "-c", "while True: print('{' * 999, end='')"], "did not reply in time"),
    "misspells": (bot("reply = {'decison': {}}"), 'no "decison"'),
    "decides what cannot be": (bot("reply = {'decision': {'tier': 'opne'}}"), 'tier: "opne" cannot be'),
    "has a huge number": (bot("reply = {'decision': {'effort': 10**400}}"), "effort"),
    "has no number": (bot("reply = {'decision': {'effort': float('nan')}}"), "effort"),
    "nests": (bot("print('[' * 100000); reply = 5"), "did not reply in time"),
    "has lists for tables": (bot("reply = {'answers': []}"), "answers"),
    "answers what is not asked": (bot("reply = {'answers': {'treaty-9': True}}"), "treaty-9"),
    "writes to nobody": (bot("reply = {'messages': [{'to': ['x'], 'text': 'y'}]}"), "to: "),
    "withdraws from a table": (bot("reply = {'withdraw': [{}]}"), "bound by no"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_program_that_goes_wrong_loses_its_turn_and_nothing_else(name, nobody):
    words, told = WRONG[name]
    seconds = 0.2 if "in time" in told else PATIENCE
    with pytest.warns(LostTurn, match=told) as warned:
        game = play({"beta": words}, seconds=seconds)
    assert len(warned) == 1, "said once"
    assert game.stage == "over" and game.played.digest == nobody.played.digest
    assert set(by(game).values()) == {"strategy"}
    assert all(event["why"] for event in game.events() if event["event"] == "by")


def test_what_can_be_done_of_a_reply_is_done():
    with pytest.warns(LostTurn, match="kind"):
        game = play({"beta": bot("reply = {'decision': {'tier': 'open'}, 'offers': [{'kind': 'war'}]}")})
    assert [row["kind"] for row in game.rows] == ["decision"] and set(by(game).values()) == {"program"}


def test_lines_that_are_no_reply_are_read_over():
    chatty = "print('thinking', seen['round']); print([1, 2]); reply = " + repr(OPEN)
    assert play({"alpha": bot(chatty)}).played.digest == play({"alpha": opening}).played.digest


def test_a_program_may_leave_it_to_its_strategy(nobody):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        game = play({"alpha": bot("reply = None"), "beta": bot("reply = {}"), "gamma": lambda _: None})
    assert game.played.digest == nobody.played.digest and set(by(game).values()) == {"strategy"}


def test_a_late_reply_is_not_taken_for_the_next(tmp_path):
    """The reply to the first round comes when the second is asked, and is about another world."""
    gate = tmp_path / "gate"
    body = f"""
    import os, time
    while not os.path.exists({str(gate)!r}): time.sleep(0.01)
    reply = {{"decision": {{"care": seen["round"] / 8}}}}"""
    game = sim.Game.new("base", seats=2, seed=0, rounds=3)
    game.begin()
    with Players({"alpha": bot(body.strip())}, seconds=0.01) as table, pytest.warns(LostTurn, match="in time"):
        table.do(game, table.ask(table.questions(game, "decide")), "decide")
        assert game.decision("alpha") is None
        game.resolve()
        gate.touch()
        table._seconds = PATIENCE
        table.do(game, table.ask(table.questions(game, "decide")), "decide")
        assert game.decision("alpha") == {"care": 0.25}


@pytest.mark.skipif(os.name == "nt", reason="asks the system for a process as POSIX does")
def test_programs_end_with_the_game_and_what_they_started_too(tmp_path):
    said = tmp_path / "pids"
    body = f"""
    import subprocess, os
    if seen["round"] == 1:
        child = subprocess.Popen([sys.executable, "-c", "import time\\nwhile True: time.sleep(1)"])
        open({str(said)!r}, "w").write(f"{{os.getpid()}} {{child.pid}}")
    reply = {OPEN}"""

    def stumbling(asked):
        if asked["round"] == 2:
            raise RuntimeError("a mistake of its own")

    with pytest.raises(RuntimeError, match="of its own"):
        play({"alpha": bot(body.strip()), "beta": stumbling})
    for pid in map(int, said.read_text().split()):
        await_that(lambda pid=pid: not runs(pid), f"{pid} runs on")


def runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    with open(f"/proc/{pid}/stat") as stat:  # whoever adopts it may be slow to bury it
        return stat.read().rpartition(")")[2].split()[0] != "Z"


def test_a_program_that_ends_by_itself_is_let_do_so(tmp_path):
    last = tmp_path / "last"
    words = [sys.executable, "-c", BOT.replace("{body}", "reply = None") + f"\nopen({str(last)!r}, 'w').write('bye')"]
    play({"alpha": words})
    assert last.read_text() == "bye"


def test_a_function_that_asks_for_what_cannot_be_is_an_error():
    with pytest.raises(sim.GameError, match='alpha, round 1: tier: "opne"'):
        play({"alpha": lambda _: {"decision": {"tier": "opne"}}})
    with pytest.raises(sim.GameError, match="alpha, round 1: a reply is a table"):
        play({"alpha": lambda _: "open"})
    with pytest.raises(sim.GameError, match="phase decide"):
        play({
            "alpha": lambda seen: {"offers": [TREATY]} if seen["phase"] == "decide" else None,
            "beta": lambda seen: {"offers": [TREATY | {"to": ["alpha"]}]} if seen["phase"] == "answer" else None,
        })  # fmt: skip


CANNOT = {
    "no seat": ({"nobody": opening}, 'no seat "nobody"'),
    "no strategy": ({"alpha": "hord"}, "hord"),
    "nobody to lead": ({"alhpa": "hoard"}, 'no single actor "alhpa"'),
    "no player": ({"alpha": 5}, "5 cannot play"),
    "no words": ({"alpha": []}, "a list of words"),
    "no word": ({"alpha": ["python3", 5]}, "a list of words"),
    "no program": ({"alpha": ["there-is-no-such-program"]}, "no program"),
}


@pytest.mark.parametrize("name", CANNOT)
def test_who_cannot_play_is_told_before_anything_is_written(name, tmp_path):
    players, told = CANNOT[name]
    with pytest.raises((sim.GameError, sim.ScenarioError), match=told):
        play(players, file=tmp_path / "a.game")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan"), float("inf")])
def test_a_time_that_cannot_be(seconds):
    with pytest.raises(sim.GameError, match="seconds"):
        play(seconds=seconds)


def test_a_game_goes_on_from_its_file(tmp_path):
    whole = play({"alpha": opening}, file=tmp_path / "whole.game")
    game = sim.Game.new("base", seats=4, seed=0, rounds=3, file=tmp_path / "half.game")
    game.begin()
    game.decide("alpha", OPEN["decision"])
    game.resolve()
    again = sim.Game.open(game.file)
    assert again.start.title == "Base"
    play_on(again, {"alpha": opening})
    assert again.played.digest == whole.played.digest
    assert sim.load(tmp_path / "half.game").digest == sim.load(tmp_path / "whole.game").digest
    assert sim.run(again.played, 0).outcomes == sim.run(sim.load(tmp_path / "whole.game"), 0).outcomes


def test_a_question_is_json_and_does_not_tell_the_seed():
    asked = []
    play({"alpha": lambda seen: asked.append(json.dumps(seen, allow_nan=False))})
    assert len(asked) == 3 and all('"seed"' not in each for each in asked)
