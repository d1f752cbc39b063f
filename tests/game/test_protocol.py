"""The page of the protocol is true: its programs run as they stand, and it names all that is asked and replied."""

import re
import shlex
import sys

import pytest

import sim
from sim.game.action import Action
from sim.game.replies import PARTS
from tests.docs.test_tables import _tables
from tests.program import ROOT, hoardshare

PAGE = (ROOT / "docs/howto/play/protocol.md").read_text(encoding="utf-8")
BOT, SCRIPT = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
COMMANDS = re.search(r"^```bash\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)[1].splitlines()


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    """A folder with the program of the page."""
    made = tmp_path_factory.mktemp("protocol")
    (made / "bot.py").write_text(BOT, encoding="utf-8")
    return made


def test_the_program_of_the_page_plays_by_the_command_of_the_page(here):
    first, second = (shlex.split(line.replace("python3", sys.executable)) for line in COMMANDS)
    assert first[:2] == ["hoardshare", "play"] and second[:2] == ["hoardshare", "run"]
    assert "4 of 4 rounds" in hoardshare(*first[1:], cwd=here).stdout
    assert "as in the game: seed 1" in hoardshare(*second[1:], cwd=here).stderr
    game = sim.Game.open(here / "open.game")
    assert {event["by"] for event in game.events() if event["event"] == "by"} == {"program"}
    assert [row["tier"] for row in game.rows] == ["open"]


def test_the_script_of_the_page_runs_and_its_treaty_is_signed(here, monkeypatch, capsys):
    monkeypatch.chdir(here)
    done = {}
    exec(compile(SCRIPT.replace("python3", sys.executable.replace("\\", "/")), "protocol", "exec"), done)
    assert len(capsys.readouterr().out.split()) == 2
    rows = [row for row in done["game"].rows if row["kind"] == "ethics_framework"]
    assert [(row["signatories"], row["floor"]) for row in rows] == [(["cobalt", "atlas"], 0.5)]


def names(text):
    return set(re.findall(r"`(\w+)`", text))


def section(heading):
    return re.split(r"^#+ ", PAGE.partition(f"# {heading}\n")[2], flags=re.MULTILINE)[0]


def test_the_page_names_all_that_is_asked():
    asked = []
    sim.play("base", {"alpha": asked.append}, seats=3, rounds=1)
    told = names(section("What it is asked"))
    assert set(asked[0]) - told == set()
    assert set(asked[0]["world"]) - told == set()
    for name in ("alliances", "promises", "controls", "events", "offers", "messages"):
        line = next(line for line in PAGE.splitlines() if line.startswith(f"| `{name}`") and "|" in line)
        assert all(key in names(line) for each in asked[0][name] for key in each), name
    assert set(asked[0]["you"]) - names(section("You")) == set()
    assert set(asked[0]["rivals"][0]) - names(section("Rivals")) == set()


def test_the_page_names_what_of_an_offer_a_promise_an_alliance_and_a_message_is_told():
    seen = {}

    def spy(asked):
        seen.update({name: asked[name] for name in ("offers", "promises", "alliances", "messages") if asked[name]})
        if asked["phase"] == "answer":
            return {"answers": {offer["id"]: True for offer in asked["offers"] if not offer["mine"]}}
        if asked["seat"] == "alpha" and asked["round"] == 1:
            treaty = {"kind": "treaty", "to": ["beta"], "terms": {"tier": "open", "effort": 1.0}}
            club = {"kind": "alliance", "to": ["beta"], "terms": {}}
            return {"offers": [treaty, club], "messages": [{"to": "beta", "text": "Both?"}]}
        return None

    sim.play("base", {"alpha": spy, "beta": spy}, rounds=2)
    assert len(seen) == 4
    for name, items in seen.items():
        line = next(line for line in section("What it is asked").splitlines() if line.startswith(f"| `{name}`"))
        assert set(items[0]) - names(line) == set(), name
    assert set(seen["promises"][0]["asks"]) == {"tier", "effort"}


def test_the_page_names_all_that_can_be_replied():
    told = names(section("What it replies"))
    assert set(PARTS) - told == set() and set(Action.__dataclass_fields__) - told == set()


def test_the_numbers_of_the_page_are_those_of_the_state():
    tables = _tables()
    assert tables.filled(PAGE, tables.OF_GAME) == PAGE, "run `make docs`"
    assert PAGE.count("| share |") > 10 and "| OOM |" in PAGE and "-1" not in section("You")
