"""The kit tells a class what runs give, names every seat, and its minutes add up."""

import re
import sys
from itertools import pairwise

import numpy as np
import pytest
from typer.main import get_command

import sim
from sim.cli import app
from tests.docs.commands import take_apart
from tests.program import ROOT

sys.path.insert(0, str(ROOT / "docs"))

import play

PAGES = {page.name: page.read_text(encoding="utf-8") for page in sorted(play.ROOM.glob("*.md"))}
FIRMS = [name for name, spec in play.SUMMIT.actors.items() if spec.kind == sim.Kind.FIRM]
HEADS = (
    "Who you are", "What you want", "What you know", "Your levers", "Three things to try", "To keep for yourself",
)  # fmt: skip
"""Parts of a briefing."""
LARGEST = 30_000
"""Bytes of a picture, so that pages stay light."""


COMMANDS = sorted(
    {found for page in PAGES.values() for found in re.findall(r"^\$ hoardshare (.*)$", page, re.MULTILINE)}
)


def middle(found):
    return float(np.median(found))


def trial(start):
    """The number of the trial whose words begin so."""
    (number,) = [k for k, each in enumerate(play.TRIALS) if each.what.startswith(start)]
    return number


def changed(start, what):
    """What a trial makes of a measure, luck by luck."""
    return play.differences(play.tried(trial(start)), play.played(0), what)


def test_every_table_and_picture_is_what_runs_give():
    old = [path.name for path, text in play.made().items() if path.read_text(encoding="utf-8") != text]
    assert old == [], "run `make docs`"


def test_each_table_stands_on_some_page():
    whole = "".join(PAGES.values())
    assert [each.__name__ for each in play.TABLES if f"<!-- {each.__name__}: written" not in whole] == []


@pytest.mark.parametrize("picture", play.pictures())
def test_a_picture_is_light_asks_nobody_for_anything_and_has_a_caption(picture):
    drawn = (play.ROOM / picture).read_text(encoding="utf-8")
    assert len(drawn) < LARGEST and not re.search(r'(href|src)="|url\(', drawn) and "<title>" in drawn
    assert re.search(rf"\]\({picture}\)\n\n\*", PAGES["pictures.md"])


@pytest.mark.parametrize("name", play.NAMES)
def test_every_seat_has_a_briefing_with_all_its_parts(name):
    parts = PAGES["briefings.md"].split("\n---\n")[1:]
    assert len(parts) == len(play.NAMES)
    (own,) = [part for part in parts if re.match(rf"\n## (The )?{name}\b", part, re.IGNORECASE)]
    assert [head for head in HEADS if f"**{head}.**" not in own] == []
    assert own.split("**To keep for yourself.**")[1].count("?") >= 1
    assert re.search(name, PAGES["worksheet.md"], re.IGNORECASE)


def test_a_briefing_says_how_its_seat_begins():
    parts = {part.split()[1].strip(",").lower(): part for part in PAGES["briefings.md"].split("\n---\n")[1:]}
    for name, spec in play.SUMMIT.actors.items():
        own = parts.get(name) or parts["the"]
        assert spec.bloc in own
        assert name not in ("ember", "falcon") or ("open" in own and spec.tier == sim.Tier.OPEN)
    assert play.SUMMIT.actors["atlas"].tier == sim.Tier.ACCESS
    rows = {row.name: row for row in play.SUMMIT.policies}
    assert set(rows["concord"].members) == {"secretary", "quill", "falcon", "isola"}
    assert {name for name in play.NAMES if re.search("founder", parts.get(name, ""))} == {"quill", "falcon", "isola"}
    assert set(rows["commitments"].signatories) == {"atlas", "borealis", "cobalt"}
    assert (rows["controls"].from_bloc, rows["controls"].to_bloc) == ("north", "south")


@pytest.mark.parametrize(("page", "whole"), [("script-45.md", 45), ("script-90.md", 90)])
def test_the_minutes_of_a_script_follow_each_other(page, whole):
    minutes = [tuple(map(int, found)) for found in re.findall(r"^\| (\d+)–(\d+) \|", PAGES[page], re.MULTILINE)]
    assert minutes[0][0] == 0 and minutes[-1][1] == whole
    assert all(before[1] == after[0] for before, after in pairwise(minutes))


def test_rounds_of_a_script_fit_the_scenario():
    assert play.SUMMIT.quarters == 8 * 2 and "Eight rounds of half a year" in PAGES["script-90.md"]
    assert "Five rounds of half a year" in PAGES["script-45.md"] and "--rounds 5" in PAGES["script-45.md"]
    first = [play.title(name) for name in play.NAMES[:6]]
    assert f"`--seats 6` fills {', '.join(first[:5])} and {first[5]} first" in " ".join(PAGES["script-90.md"].split())


def test_firms_pay_for_opening_alone_and_are_tempted_to_hoard_alone():
    for name in FIRMS:
        _, opens, hoards = map(middle, play.sharing(name))
        assert opens < 0.0 < hoards
    signs = {middle(play.sharing(name)[0]) > 0.0 for name in play.NAMES}
    assert signs == {True, False}


def test_states_and_laboratories_hardly_lose_by_sharing_alone():
    for name in set(play.NAMES) - set(FIRMS):
        assert abs(middle(play.sharing(name)[1])) < 0.1 * abs(middle(play.sharing("atlas")[1]))


def test_by_money_alone_less_effort_pays_and_costs_the_place():
    assert np.all(changed("Atlas spends half", "atlas") > 0.0)
    assert np.all(changed("Atlas spends half", "AI of atlas") < 0.0)


def test_with_investors_a_leader_that_opens_fares_better():
    def opens(money):
        told = {"investors.on": money}
        one = play.games(play.all_who("hoard") | play.all_who("share", ["atlas"]) | told)
        return middle(play.differences(one, play.games(play.all_who("hoard") | told), "atlas"))

    assert opens(True) > 0.0 > opens(False)


def test_borealis_loses_less_by_openness_than_atlas():
    assert middle(play.sharing("borealis")[0]) > middle(play.sharing("atlas")[0])


def test_most_games_have_a_catastrophe_and_care_makes_them_rarer():
    careful = [play.value(run, "catastrophes") for run in play.tried(trial("All seats take"))]
    usual = [play.value(run, "catastrophes") for run in play.played(0)]
    assert sum(usual) > len(usual) / 2 > sum(careful)


@pytest.mark.skipif("play" not in get_command(app).commands, reason="there is no command `hoardshare play` yet")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_one(command):
    take_apart(command.split())


def test_the_pages_show_commands():
    assert len(COMMANDS) > 3 and all(command.startswith("play") for command in COMMANDS)
